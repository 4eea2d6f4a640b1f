/* schema.h - one table of names, types, defaults and ranges, for everything that users configure.
 * Owns: nothing; tables are constants.
 * Threads: any.
 *
 * The same rows check a setting (`--cpu 5s`), a key of a manifest or job, and an option of a Lua
 * call. A value lands in a C struct at the row's offset; help is what `--help` and the docs print. */
#ifndef MH_BASE_SCHEMA_H
#define MH_BASE_SCHEMA_H

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>

typedef enum mh_type {
    MH_T_BOOL,    /* bool */
    MH_T_INT,     /* int64_t */
    MH_T_NUMBER,  /* double */
    MH_T_SECONDS, /* double; a number, or "90s", "10m", "2h", "1d" */
    MH_T_BYTES,   /* int64_t; a number, or "64K", "256M", "2G" */
    MH_T_STRING,  /* mh_view, borrowed from where the value came from */
    MH_T_VALUE    /* not read into the struct: its presence and kind are the caller's business */
} mh_type;

typedef struct mh_row {
    const char *name;
    mh_type type;
    size_t offset;       /* into the struct that receives the value */
    double def;          /* default of numbers and bools */
    const char *text;    /* default of strings, or NULL; for MH_T_STRING with choices, see below */
    double min, max;     /* inclusive; both 0: no range */
    const char *choices; /* "a|b|c" for strings, or NULL */
    const char *help;
} mh_row;

typedef struct mh_schema {
    const char *what; /* of whom the rows are, for messages: "mine.http.get", "job", "settings" */
    const mh_row *rows;
    size_t n;
} mh_schema;

#define MH_SCHEMA(what, rows)                                                                      \
    { (what), (rows), sizeof(rows) / sizeof((rows)[0]) }

const char *mh_type_name(mh_type t); /* "number of seconds", for messages */
/* The row called name; NULL fills e with "unknown option 'x' (did you mean 'y'?)" and the names. */
const mh_row *mh_schema_find(const mh_schema *s, mh_view name, mh_err *e);
/* Writes every default into *out. */
void mh_schema_defaults(const mh_schema *s, void *out);
/* Stores a number or text into its place in *out after checking type, range and choices. */
mh_rc mh_row_set_num(const mh_schema *s, const mh_row *r, double num, bool is_int, void *out,
                     mh_err *e);
mh_rc mh_row_set_bool(const mh_schema *s, const mh_row *r, bool value, void *out, mh_err *e);
/* Reads text as the row's type ("5s" for seconds, "on" for bools ...). A string is borrowed. */
mh_rc mh_row_set_text(const mh_schema *s, const mh_row *r, mh_view text, void *out, mh_err *e);
/* "5", "1.5s", "500ms", "10m", "2h", "1d" -> seconds. */
bool mh_seconds_parse(mh_view v, double *out);
/* "1000", "64K", "256M", "2G" (powers of 1024; a B or iB behind is fine) -> bytes. */
bool mh_bytes_parse(mh_view v, int64_t *out);

/* The candidate nearest to name by edit distance (optimal string alignment; Damerau 1964), if near
 * enough to be what was meant, else NULL. names: n C strings, stride bytes apart. */
const char *mh_nearest(mh_view name, const char *const *names, size_t n, size_t stride);

#endif
