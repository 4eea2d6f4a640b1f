/* http_date.h - the dates of HTTP header fields, to the second.
 * Owns: nothing. Threads: any. The clock is never read: the time is passed in.
 *
 * Source: RFC 9110, 5.6.7: IMF-fixdate, and the obsolete forms of RFC 850 and asctime. Letter case is
 * ignored, the day of the week is not checked against the date; everything else is taken by the
 * letter, since a lifetime that is misread is worse than one that is not known (doc/feed_date reads
 * what people write). */
#ifndef MH_NET_HTTP_DATE_H
#define MH_NET_HTTP_DATE_H

#include "base/str.h"

#define MH_HTTP_DATE 30 /* bytes of one, with its NUL */

/* Reads all of v; *out is seconds since the epoch. now_s decides the century of RFC 850's two digits:
 * more than 50 years ahead means the last century. */
bool mh_http_date_read(mh_view v, int64_t now_s, int64_t *out);
/* "Sun, 06 Nov 1994 08:49:37 GMT". Years beyond 0 to 9999 become the nearest of these. */
void mh_http_date_write(char out[MH_HTTP_DATE], int64_t s);

#endif
