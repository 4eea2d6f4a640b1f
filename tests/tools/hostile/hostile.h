/* hostile.h - pages, feeds and plain texts made to hurt, the work done on each, and what it may cost.
 * Owns: see each. Threads: one.
 *
 * A shape is made by rule, of any size, so that the cost at n and at 2n bytes can be compared. */
#ifndef MH_TESTS_HOSTILE_H
#define MH_TESTS_HOSTILE_H

#include "base/str.h"

typedef enum hostile_form { HOSTILE_PAGE, HOSTILE_FEED, HOSTILE_TEXT } hostile_form;

/* head, deep 400 times, unit n times, mid, close n times, tail. "#" in deep and unit is the number
 * of the turn, "@" a letter that changes with it. */
typedef struct hostile_shape {
    const char *name;
    mh_view head, unit, mid, close, tail, deep;
    const char *type; /* content type; NULL: text/html; charset=utf-8 */
    hostile_form form;
    void (*make)(mh_buf *out, size_t bytes); /* instead of all the views */
} hostile_shape;

extern const hostile_shape hostile_shapes[]; /* ends with a NULL name */

/* Appends about so many bytes of the shape. */
void hostile_make(mh_buf *out, const hostile_shape *s, size_t bytes);

/* Of shapes that are no piece over and over. */
void hostile_make_binary(mh_buf *out, size_t bytes);
void hostile_make_latin(mh_buf *out, size_t bytes);
void hostile_make_gb18030(mh_buf *out, size_t bytes);
void hostile_make_utf16(mh_buf *out, size_t bytes);
void hostile_make_mixed(mh_buf *out, size_t bytes);
void hostile_make_words(mh_buf *out, size_t bytes);

/* Steps that the engine took so far; only in the program that counts them (steps.c). */
extern uint64_t hostile_steps;

/* One part of the work on a page. */
typedef struct hostile_ctx hostile_ctx;
typedef struct hostile_pass {
    const char *name;
    hostile_form form;
    void (*run)(hostile_ctx *c);
} hostile_pass;

extern const hostile_pass hostile_passes[]; /* ends with a NULL name; the first of a form parses */

hostile_ctx *hostile_open(mh_view bytes, const hostile_shape *s);
void hostile_close(hostile_ctx *c);
bool hostile_parsed(const hostile_ctx *c); /* after the first step: there is something to work on */
/* What did not hold of the answers so far (not UTF-8, no message ...), or NULL. */
const char *hostile_wrong(const hostile_ctx *c);
/* Bytes that the passes gave so far. */
size_t hostile_given(const hostile_ctx *c);

#endif
