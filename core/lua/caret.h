/* caret.h - what a Lua error message speaks of, and where that stands in the line of source.
 * Owns: nothing; views are borrowed from the arguments. Threads: any. Pure.
 *
 * Lua tells the line of an error, not the column. Its message names the variable, function or token,
 * and in most lines that stands once in the place that the message means. Where it cannot be told,
 * nothing is shown. */
#ifndef MH_LUA_CARET_H
#define MH_LUA_CARET_H

#include "base/str.h"

typedef enum mh_subject_kind {
    MH_SUBJECT_NONE,
    MH_SUBJECT_NAME,   /* a local, an upvalue, a global: no dot before it */
    MH_SUBJECT_FIELD,  /* behind a dot, in brackets, or a key */
    MH_SUBJECT_METHOD, /* behind a colon */
    MH_SUBJECT_TOKEN,  /* of a syntax error */
    MH_SUBJECT_END,    /* a syntax error at the end of the file */
    MH_SUBJECT_CALL,   /* a function that was called */
    MH_SUBJECT_WORD    /* what the message quotes: an option, a plugin */
} mh_subject_kind;

typedef struct mh_subject {
    mh_subject_kind kind;
    mh_view name;
    bool global; /* of a MH_SUBJECT_NAME */
    bool is_nil; /* the message says that it is nil */
    bool called, indexed;
} mh_subject;

/* message: without its place. called: name of the C function that raised it, or NULL. */
mh_subject mh_subject_of(mh_view message, const char *called);
/* What a `for` goes through in line, "x" of "in ipairs(a.x) do": its iterator has raised. */
mh_subject mh_subject_of_loop(mh_view line);
/* Byte of line where the subject begins; SIZE_MAX when that cannot be told. */
size_t mh_caret_find(mh_view line, const mh_subject *s);
/* Takes "FILE:LINE: " off the front: *file, *line, *rest. False when there is none. */
bool mh_place_split(mh_view message, mh_view *file, int *line, mh_view *rest);
/* The names before the one at byte `at`, "a.b" of "a.b.c" or "a.b:c"; empty when there is none or
 * when it is no plain chain of names. */
mh_view mh_caret_base(mh_view line, size_t at);
/* The line numbered so, from 1, of source; without its end. */
mh_view mh_source_line(mh_view source, int line);
/* Appends the line, two lines in all: its text without indentation, cut to a readable length around
 * the caret, and the caret below it unless at is SIZE_MAX. */
void mh_caret_put(mh_buf *b, mh_view line, size_t at);

#endif
