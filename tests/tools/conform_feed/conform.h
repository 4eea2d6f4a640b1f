/* conform.h - what the files of conform_feed share: one function a suite, helpers on JSON records.
 * Owns: json_t references as jansson says. Threads: one. */
#ifndef MH_TOOLS_CONFORM_H
#define MH_TOOLS_CONFORM_H

#include "../tables.h"
#include "doc/feed.h"

typedef enum verdict { FAILED, PASSED, SKIPPED } verdict;

/* Runs one record: says in *got what came out instead when it failed. *leaves and *held count the
 * single values of it. */
typedef struct outcome {
    mh_buf got;
    int leaves, held;
} outcome;

verdict run_gofeed(const json_t *record, outcome *o);
verdict run_feedparser(const json_t *record, outcome *o);
verdict run_sitemap(const json_t *record, outcome *o);

/* Appends the bytes of { text } or { b64 }. */
void put_bytes(mh_buf *out, const json_t *o);
/* o[key] = v, unless v is empty. */
void put_str(json_t *o, const char *key, mh_view v);
/* o[key] = take, unless take is an empty list or object; o[key] is never overwritten with that. */
void put_some(json_t *o, const char *key, json_t *take);
/* Deep equality, integers and reals being one kind of number. */
bool same_json(const json_t *a, const json_t *b);
/* What a path of member names and indices (negative: from the end) leads to; NULL when nothing. */
const json_t *at_path(const json_t *from, const json_t *path);
/* Counts the single values of want, and those that got has at the same places; says what differs. */
void compare_leaves(const json_t *want, const json_t *got, outcome *o);
/* Whether both hold SVG and a browser makes the same tree of them: feedparser writes an empty shape
 * without its end, "<circle>", which that tree does not show. */
bool same_drawing(mh_view a, mh_view b);
/* An instant of RFC 3339 as UTC, in *time_s. */
bool instant_of(const json_t *v, int64_t *time_s);

#endif
