/* sources.h - looks once an hour whether a source went quiet, and raises or clears its alert.
 * Owns: nothing outside of the call. Threads: that of the store. Blocks for as long as counting takes, so the daemon
 * has it done by a process of its own (`minehost alert look`).
 *
 * A source is a site (conf/site.h) as one job mines it, and a job with several sites as a whole. What came is
 * counted by hours of the machine's own clock; counts of hours that are over are kept in the
 * database (namespace "host:silence") for MH_SOURCES_DAYS, so each look reads what is new since the last one,
 * and pruned documents still count. host/silence.h judges. Sources of one country, or else of one job, tell each
 * other's holidays. When most sources cannot be fetched, that is one alert. */
#ifndef MH_HOST_SOURCES_H
#define MH_HOST_SOURCES_H

#include "conf/settings.h"
#include "store/store.h"

#define MH_SOURCES_DAYS  60
#define MH_SOURCES_FRESH 172800000000 /* us: dated further back, a new document is old */
#define MH_SOURCES_MOST  2000         /* sources judged; those that give the most */

typedef struct mh_sources_sum {
    size_t sources, learnt; /* learnt: known for long enough */
    size_t silent, told;    /* told: news */
} mh_sources_sum;

/* now: wall, us. Writes join the batch of the store. */
mh_rc mh_sources_look(mh_store *s, const mh_settings *set, int64_t now, mh_sources_sum *out,
                      mh_err *e);

#endif
