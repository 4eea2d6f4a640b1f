/* cron.h - cron expressions and when they fire.
 * Owns: nothing; an mh_cron is a value. Threads: any.
 *
 * Five fields (minute hour day-of-month month day-of-week), or six with seconds first; names, ranges,
 * steps, lists, L and LW as a day (the last one, the last working one), 5L and 1#2 as a weekday (the
 * last Friday, the second Monday); @hourly @daily @midnight @weekly @monthly @yearly @annually; before
 * them CRON_TZ=Area/Place or TZ=Area/Place. When a day and a weekday are restricted either may match,
 * unless one of the fields begins with a star (Debian's cron, cronsim).
 *
 * On clock changes an expression whose minute or hour begins with a star follows real time: every real
 * hour counts, a leapt-over one does not exist. Others follow the clock on the wall: a time that clocks
 * leap over fires as much later as the leap is long, one that comes twice fires the first time, so that
 * daily jobs run once a local day. */
#ifndef MH_CONF_CRON_H
#define MH_CONF_CRON_H

#include "base/zone.h"

#define MH_CRON_NEVER INT64_MAX

typedef struct mh_cron {
    uint64_t seconds, minutes;    /* bit 0 is 0 */
    uint32_t hours, days, months; /* bit 1 is the first day, January */
    uint16_t weekdays;            /* 0 and 7 are Sunday */
    uint16_t last, nth[5];        /* weekdays of 5L; of 1#1 to 1#5 */
    bool last_day, last_work_day; /* L, LW */
    bool both_days;               /* day and weekday must match */
    bool real;                    /* follows real time on clock changes */
    mh_view zone;                 /* of CRON_TZ, borrowed from the text; or empty */
} mh_cron;

/* MH_E_USAGE names the field and what is wrong with it, also for a day that no month has. */
mh_rc mh_cron_parse(mh_cron *out, mh_view text, mh_err *e);
/* The first instant after `after` (seconds since the epoch) at which it fires in zone z (NULL: UTC), or
 * MH_CRON_NEVER when there is none within 60 years. */
int64_t mh_cron_next(const mh_cron *c, const mh_zone *z, int64_t after);
/* Appends what it means, in words, without a zone: "every 30 minutes from 06:00 to 22:30", "Monday to Friday
 * at 06:00"; text (what it was parsed from) where there are no short ones. */
void mh_cron_say(mh_buf *out, const mh_cron *c, mh_view text);

#endif
