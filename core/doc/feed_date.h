/* feed_date.h - the instants that feeds and sitemaps write, in whatever form.
 * Owns: nothing. Threads: any. The clock is never read.
 *
 * RFC 822 and 2822, RFC 3339, W3CDTF and the rest of ISO 8601 (week dates apart), asctime, seconds of the epoch, figures
 * with slashes, dots or dashes, month names of many languages in any order, Korean, am and pm; zones
 * as offsets, abbreviations or IANA names. A day or a time that does not exist is no date. */
#ifndef MH_DOC_FEED_DATE_H
#define MH_DOC_FEED_DATE_H

#include "base/str.h"

typedef struct mh_feed_date {
    int64_t time_s; /* seconds since the epoch; without zone taken as UTC */
    int offset_s;   /* of the zone; 0 when none is written */
    bool has_time, has_zone;
} mh_feed_date;

/* Reads all of v; false when it is no date. */
bool mh_feed_date_read(mh_view v, mh_feed_date *out);
/* Appends RFC 3339 ("2024-03-12T14:30:00+05:00"); "2024-03-12" when no time of day is known, no
 * offset when no zone is. Years beyond 0 to 9999 give nothing. */
void mh_feed_date_put(mh_buf *out, const mh_feed_date *d);

#endif
