/* dates.h - dates that a text names.
 * Owns: results live in the caller's arena. Threads: as text.h. The clock is never read. */
#ifndef MH_TEXT_DATES_H
#define MH_TEXT_DATES_H

#include "text/text.h"

typedef enum mh_date_precision {
    MH_DATE_YEAR = 1, /* month and day are 0; RELATIVE: those of the reference, moved */
    MH_DATE_MONTH,    /* the same of the day */
    MH_DATE_DAY,
    MH_DATE_MINUTE,
    MH_DATE_SECOND,
} mh_date_precision;

typedef enum mh_date_basis {
    MH_DATE_WRITTEN,    /* year and all stand in the text */
    MH_DATE_RELATIVE,   /* today, on Monday, two weeks ago, last year: counted from the reference */
    MH_DATE_NEAREST,    /* no year written: the one that brings it nearest to the reference */
    MH_DATE_AFTER,      /* no year written, no reference: the first such day after the latest dated
                           event of the text (its month and year at least) */
    MH_DATE_UNRESOLVED, /* nothing to go by: the parts that are not written are 0 */
} mh_date_basis;

typedef struct mh_date {
    size_t from, to; /* bytes */
    int year, month, day, hour, minute, second;
    int end_year, end_month, end_day; /* the last of a range (3-5 May, 2025-2027), to the same
                                         precision; 0 where there is none */
    int offset_s;                     /* of the zone, INT_MIN when none is written */
    mh_date_precision precision;
    mh_date_basis basis;
    size_t
        support; /* NEAREST, RELATIVE, AFTER: index of the date it leans on, SIZE_MAX when that is
                       the caller's reference */
} mh_date;

typedef struct mh_dates {
    mh_date *ptr; /* arena; in text order, not overlapping */
    size_t len;
} mh_dates;

typedef struct mh_date_options {
    const char *lang;         /* month names of this language first (ISO 639-1), NULL: any known */
    int year, month, day;     /* the reference: day of publication; year 0 when not known */
    int hour, minute, second; /* of the reference, when timed */
    bool timed;
    bool month_first; /* 3/4/2025 is 4 March */
    bool alone; /* s is nothing but a date, as the stamp beside a headline: a bare "15 min" counts
                         back, "2 days later" and "in 3 weeks" forward */
} mh_date_options;

/* Dates of s: absolute in words and figures, RFC 3339, a day without a year, a month or year alone,
 * ranges, with the time of day before or behind; today, weekdays, spans such as "two weeks ago", "last
 * year". A week counts as its day. Month and weekday names come from CLDR through ICU (en ru kk ky tg uz
 * uk and the language asked for), with their inflected forms by prefix; the words of spans from
 * dates_words.c. Without a reference the first full date in the first 300 bytes or on a line of its own
 * is taken for one; a written weekday that disagrees moves NEAREST to the year in which it agrees. A span
 * from a reference without a time of day is rounded to whole days.
 * Options may be NULL. */
mh_dates mh_text_dates(mh_text *t, mh_arena *a, mh_view s, const mh_date_options *o);

const char *mh_date_precision_name(mh_date_precision p); /* "year" .. "second" */
const char *mh_date_basis_name(mh_date_basis b);         /* "written" .. "unresolved" */
/* The last day of a range as a date of its own; d itself where it is none. */
mh_date mh_date_end(const mh_date *d);
/* Appends 2023, 2023-02, 2023-02-28 or RFC 3339, as the precision says; an unknown year as "--". */
void mh_date_write(const mh_date *d, mh_buf *out);

#endif
