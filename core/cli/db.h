/* db.h - what the commands that read the database share.
 * Owns: see each function. Threads: main thread. */
#ifndef MH_CLI_DB_H
#define MH_CLI_DB_H

#include "cli/cli.h"
#include "store/docs.h"

/* Opens the database of the settings for reading. Says what is wrong and returns the exit code; 0:
 * *out is the caller's to close. */
int mh_cli_open_db(const mh_cli *c, mh_store **out);
/* The same for writing; a database that is not there yet is not made. */
int mh_cli_open_db_to_write(const mh_cli *c, mh_store **out);
/* The same for writing, made when it is not there yet. */
int mh_cli_make_db(const mh_cli *c, mh_store **out);
/* The document that a user means: its id, its key (url), or the beginning of one key alone; as it was at as_of (us; 0: now). Says
 * what is wrong and returns the exit code; 0: *out is the caller's to clear. */
int mh_cli_get(mh_store *s, const char *word, int64_t as_of, mh_record *out);
/* The time of --as-of, 0: not given. Says what is wrong and returns the exit code. */
int mh_cli_as_of(const mh_cli *c, int64_t *us);
/* The words joined by spaces: a query. Owned. */
char *mh_cli_joined(const mh_cli *c);
/* "2026-11-23 08:05" of a time in microseconds, in UTC; "" for 0. Into out, which is returned. */
char *mh_cli_minute(char out[24], int64_t us);
/* Sets key of o to v, ill-formed UTF-8 repaired; an empty v leaves it out. */
void mh_cli_set(json_t *o, const char *key, mh_view v);
/* Sets key of o to a time in microseconds, RFC 3339 in UTC, ms: with its fraction; 0 and INT64_MAX (never) leave it
 * out. */
void mh_cli_set_time(json_t *o, const char *key, int64_t us, bool ms);
/* Prints v on standard output with control characters escaped. */
void mh_cli_put(mh_view v);
void mh_cli_cell(mh_view v, size_t width); /* the same, filled up with blanks */
/* A text for other programs and a line end: as it is, to a terminal as mh_log_print has it. */
void mh_cli_puts(const char *text);
/* Whether standard output is a terminal that wants colours (NO_COLOR is honoured). */
bool mh_cli_colour(void);
/* A number that is the whole word, > 0; false otherwise. */
bool mh_cli_id(const char *word, int64_t *out);

#endif
