/* lines_priv.h - word lists and helpers of the line rules.
 * Owns: constants. Threads: any. */
#ifndef MH_TEXT_LINES_PRIV_H
#define MH_TEXT_LINES_PRIV_H

#include "text/lines.h"

/* Lists of folded words or phrases, each ends with NULL. */
extern const char *const mh_home_words[];    /* first part of a breadcrumb */
extern const char *const mh_credit_words[];  /* before the colon of a credit */
extern const char *const mh_stamp_words[];   /* before the colon of a time stamp */
extern const char *const mh_widget_words[];  /* words of which widgets are made */
extern const char *const mh_widget_starts[]; /* a line that begins so is a widget */
extern const char *const mh_copyright_words[];
extern const char *const mh_outlet_words[]; /* part of the name of an outlet, so no place */

/* Folded text of v is one of the list / begins with one at a word's end / holds one of it. */
bool mh_list_has(const char *const *list, mh_view folded);
bool mh_list_starts(const char *const *list, mh_view folded);
bool mh_list_within(const char *const *list, mh_view folded);

/* Parts of a breadcrumb between its separators; 0 when v is none. */
size_t mh_breadcrumb_split(mh_text *t, mh_view v, mh_view *parts, size_t max);
/* Whether the line ends as a sentence does. */
bool mh_ends_sentence(mh_view v);
size_t mh_word_count(mh_view v, size_t stop_at);
/* Fills place, agency, date and byline of p from a dateline at the start of `v`, which lies in the
 * input at byte `at`. Returns the bytes of the dateline, 0 when there is none. */
size_t mh_dateline_read(mh_text *t, mh_arena *a, mh_view v, size_t at, mh_plain *p);

#endif
