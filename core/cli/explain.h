/* explain.h - what `minehost explain` shows of a stored item: each field with its basis, each row
 * with its passage in the text, the rule that found it and the line of the table that it leans on.
 * Owns: JSON returned is the caller's (json_decref). Threads: main thread.
 *
 * The report, which --json prints as it is:
 *   { id, version, key, title, stored_at, fields: [ { field, basis, value, about, rows } ] }
 *   row: { part, label, about, passage, sources, rows }, each where there is something to say
 *   passage: { first, last, line, before, text, after, verbatim } bytes from 1 in the item's text,
 *            line counts from 1; verbatim: the row has the very words that stand there
 *   source:  { of, ref, file, line, text, also, changed, missing, builtin }, see mh_sources_find */
#ifndef MH_CLI_EXPLAIN_H
#define MH_CLI_EXPLAIN_H

#include "store/docs.h"

#include <jansson.h>

/* Finds the lines of rules and tables in the folders of plugins. */
typedef struct mh_sources mh_sources;
/* job_folder: where the run's job is, may be NULL. stored_at: us, when the item was stored; files that
 * are younger are said to have changed. */
mh_sources *mh_sources_new(const char *job_folder, int64_t stored_at);
void mh_sources_free(mh_sources *s); /* NULL is fine */
/* What a reference in a row of the field stands for: "triggers-en.tsv:12", "places/countries.tsv:7"
 * or the name of a rule, which is looked for in the code of the plugin. of: "rule", "dictionary"...
 * file, line and text say where it stands, also: the other lines with the name of the rule; changed:
 * when the file was written, if after stored_at; missing: why there is no line; builtin: the rule is
 * of an engine. */
json_t *mh_sources_find(mh_sources *s, const char *field, const char *of, mh_view ref);
/* Whether a text is a reference to a line of a file. */
bool mh_sources_is_line(mh_view ref);

/* only: names of fields, NULL behind them; none at all: every field. *unknown (borrowed from only):
 * the first that the item does not have, or NULL. */
json_t *mh_explain_report(const mh_record *d, int64_t stored_at, mh_sources *s,
                          const char *const *only, const char **unknown);
void mh_explain_print(const json_t *report);

#endif
