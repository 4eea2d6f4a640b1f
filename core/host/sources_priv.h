/* sources_priv.h - hours counted, shared by the files sources*.c.
 * Owns: see each. Threads: that of the store. */
#ifndef MH_HOST_SOURCES_PRIV_H
#define MH_HOST_SOURCES_PRIV_H

#include "base/arena.h"
#include "base/zone.h"
#include "host/silence.h"
#include "host/sources.h"

#include <jansson.h>

#define MH_SOURCES_SPACE MH_VIEW("host:silence")
#define MH_SOURCES_HOURS (MH_SOURCES_DAYS * 24)

/* Hours on the clock of the wall since 1970. */
static inline int64_t mh_sources_hour(const mh_zone *z, int64_t us) {
    int64_t s = us / 1000000;
    return (s + mh_zone_offset(z, s)) / 3600;
}

/* Key of the counts of an hour; name has room for 32 bytes. */
mh_view mh_sources_key(char *name, int64_t hour);
/* Counts what came since the last look up to the hour that goes on. */
mh_rc mh_sources_count(mh_store *s, const mh_zone *z, int64_t now, mh_err *e);

typedef struct mh_source {
    mh_view job, site;  /* site empty: the job as a whole */
    mh_silence_hour *h; /* MH_SOURCES_HOURS, the last one is the last that is over */
    int64_t total;      /* documents */
    int group;
    float *expect;
    mh_silence_verdict v;
} mh_source;

/* Title and text of the alert of a source; n hours were judged, the last of which ends at end (us). In a. */
void mh_sources_say(const mh_source *x, size_t n, int64_t end, const mh_zone *z, mh_arena *a,
                    mh_view *title, mh_view *text);

#endif
