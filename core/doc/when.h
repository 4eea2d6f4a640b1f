/* when.h - the date that a short piece of a page names: an attribute, a byline, an address.
 * Owns: nothing. Threads: any. The clock is never read.
 *
 * Figures in every common order and month names of the languages of news pages. Dates inside
 * running text, relative ones and the rest of the art are text/dates.h's. */
#ifndef MH_DOC_WHEN_H
#define MH_DOC_WHEN_H

#include "base/str.h"

typedef struct mh_when {
    int year, month, day, hour, minute, second;
    int offset_s; /* of the zone, when has_zone */
    bool has_time, has_zone;
    bool in_words;   /* the month was a name */
    size_t from, to; /* bytes of the text that the day takes */
} mh_when;

/* The first day in v from byte at on, with the time of day beside it. Of 3/4/2024 the month is the
 * first number when month_first. Only days that exist, 1980 to 2100. */
bool mh_when_find(mh_view v, size_t at, bool month_first, mh_when *out);
/* Byte of the first digit, of whatever script, at or after at, or the length of v: then no day. */
size_t mh_when_digit(mh_view v, size_t at);
/* Appends "2024-03-12", or RFC 3339 "2024-03-12T14:30:00+05:00" (without zone when none is known). */
void mh_when_put(mh_buf *out, const mh_when *w);
/* The day in the path of an address: /2024/03/12/, /20240312/, /2024-03-12-title. */
bool mh_when_in_url(mh_view url, mh_when *out);
int mh_when_cmp(const mh_when *a, const mh_when *b); /* by day */

#endif
