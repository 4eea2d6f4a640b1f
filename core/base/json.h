/* json.h - JSON text (RFC 8259): what json_dumps of jansson writes, byte for byte, without its table
 * against cycles and its call for each piece; and the parts, for those who have no tree.
 * Owns: appends to the caller's buffer; a writer's list of pairs is freed by mh_json_writer_clear.
 * Threads: any, one writer at a time. */
#ifndef MH_BASE_JSON_H
#define MH_BASE_JSON_H

#include "base/str.h"
#include "base/vec.h"

#include <jansson.h>

#define MH_JSON_DEPTH 2048 /* as jansson reads */

typedef struct mh_json_style {
    unsigned indent; /* spaces a level; 0: all on one line */
    unsigned digits; /* of a number that is no integer; 0: 17, which give every double back */
    bool unsorted;   /* keys as they come; else by their bytes */
} mh_json_style;

/* Appends v (NULL: null). False, with some of it written: a string is not UTF-8, or it is deeper than
 * MH_JSON_DEPTH, as a cycle is. */
bool mh_json_put(mh_buf *out, const json_t *v, mh_json_style style);

/* A string with its quotes. False and nothing written: not UTF-8. */
bool mh_json_put_string(mh_buf *out, mh_view v);
void mh_json_put_integer(mh_buf *out, int64_t i);
/* d is finite. */
void mh_json_put_real(mh_buf *out, double d, unsigned digits);

/* A pair of an object as it lies in the output: ,"key":value */
typedef struct mh_json_pair {
    mh_view key;   /* borrowed until the object is closed */
    uint64_t head; /* its first bytes: most keys differ there */
    size_t from, len;
} mh_json_pair;

typedef struct mh_json_writer {
    mh_buf *out; /* borrowed */
    mh_json_style style;
    MH_VEC(mh_json_pair) pairs; /* of the objects that are open, the innermost last */
} mh_json_writer;

/* Begins a line at a depth, when the style wants lines. */
void mh_json_line(mh_json_writer *w, size_t depth);
/* The beginning of a pair of an object that stands at a depth: false when the key is not UTF-8 (the
 * pair may still be completed). Behind its value goes the end. */
bool mh_json_pair_begin(mh_json_writer *w, mh_view key, size_t depth, mh_json_pair *p);
void mh_json_pair_end(mh_json_writer *w, mh_json_pair *p);
/* Makes an object of what was written since: pairs, w->pairs.len of before the first of them; from,
 * the length of the output then. Pairs are sorted as text, so that values need not be kept. */
void mh_json_object_end(mh_json_writer *w, size_t pairs, size_t from, size_t depth);
void mh_json_writer_clear(mh_json_writer *w);

#endif
