/* zone.h - time zones of the system's tz database, by name, any number at once.
 * Owns: a zone is the caller's. Threads: any; a zone is read by many.
 *
 * Reads TZif files (RFC 9636) and the rule of their footer (POSIX TZ) for later times. The system's
 * files are what Debian keeps current; the C library's own reader knows one zone a process. */
#ifndef MH_BASE_ZONE_H
#define MH_BASE_ZONE_H

#include "base/err.h"
#include "base/str.h"

typedef struct mh_zone mh_zone;

/* By its name in the database ("Asia/Dushanbe", "UTC"); empty: the machine's own (TZ, /etc/localtime).
 * MH_E_NOT_FOUND for a name that the database lacks, MH_E_PARSE for a damaged file. */
mh_rc mh_zone_open(mh_zone **out, mh_view name, mh_err *e);
/* From the bytes of a TZif file. */
mh_rc mh_zone_read(mh_zone **out, mh_view bytes, mh_err *e);
void mh_zone_free(mh_zone *z); /* NULL is fine */

/* Seconds east of Greenwich at s, seconds since the epoch. NULL is UTC, here and below. */
int mh_zone_offset(const mh_zone *z, int64_t s);
/* The first instant after s at which the offset may change; INT64_MAX: none. */
int64_t mh_zone_next_change(const mh_zone *z, int64_t s);
/* The instants at which clocks show a local time (seconds as if it were UTC): none when they leap over
 * it, two when they are set back; ascending. Returns how many. */
size_t mh_zone_instants(const mh_zone *z, int64_t local, int64_t out[2]);
/* The instant that clocks show as local; the first of two; of one that they leap over, as much later as
 * the leap is long. */
int64_t mh_zone_instant(const mh_zone *z, int64_t local);

#endif
