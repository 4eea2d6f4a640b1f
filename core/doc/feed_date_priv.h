/* feed_date_priv.h - what the files that read dates of feeds share.
 * Owns: nothing. Threads: any. */
#ifndef MH_DOC_FEED_DATE_PRIV_H
#define MH_DOC_FEED_DATE_PRIV_H

#include "base/clock.h"
#include "doc/feed_date.h"

#define FEED_DATE_BYTES 128 /* longer texts are no dates */

typedef struct feed_moment {
    mh_civil c;
    int offset_s;
    bool has_time, has_zone;
    bool weekday_known;
    int weekday;     /* 1 Monday to 7 Sunday, when weekday_known */
    mh_view zone_id; /* IANA name, resolved last: its offset depends on the day */
} feed_moment;

/* ISO 8601 and its kin, whole text: false leaves *m alone. */
bool mh_feed_date_iso(mh_view v, feed_moment *m);
/* "hh:mm[:ss[.fff]]" or "hh" + am/pm at byte *at; moves *at behind it. False when it is no time; a
 * time that cannot be sets *bad. */
bool mh_feed_date_time(mh_view v, size_t *at, feed_moment *m, bool *bad);
/* "+05:30", "-0800", "+05" at byte *at. */
bool mh_feed_date_offset(mh_view v, size_t *at, feed_moment *m, bool *bad);
/* Offset of an abbreviation in lower case ("est"); false when unknown. */
bool mh_feed_date_abbreviation(mh_view lower, int *offset_s);
/* Offset of an IANA zone ("Asia/Almaty") at a civil time. */
bool mh_feed_date_zone(mh_view id, mh_civil at, int *offset_s);
/* 1 to 12 for a month's name in lower case, else 0; 1 to 7 for an English weekday's, else 0. */
int mh_feed_date_month(mh_view lower);
int mh_feed_date_weekday(mh_view lower);

#endif
