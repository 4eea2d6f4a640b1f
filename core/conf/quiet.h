/* quiet.h - quiet hours: when alerts are held, and until when.
 * Owns: nothing. Threads: any.
 *
 * A window is a part of the local day, such as 22:00-07:00; one that ends before it begins goes over
 * midnight. What is held is delivered at the end of the hours, not dropped. */
#ifndef MH_CONF_QUIET_H
#define MH_CONF_QUIET_H

#include "base/zone.h"

#define MH_QUIET_MAX 8 /* windows of a job */

typedef struct mh_quiet {
    int from, to; /* minutes of the local day: from is quiet, to is not */
} mh_quiet;

/* "22:00-07:00". MH_E_USAGE on anything else. */
mh_rc mh_quiet_parse(mh_quiet *out, mh_view text, mh_err *e);
/* Whether n windows leave no minute of the day free. */
bool mh_quiet_never_ends(const mh_quiet *q, size_t n);
/* The first instant from s on (seconds since the epoch) that is not quiet in zone z (NULL: UTC): s itself
 * outside of the hours. Clocks that are set back make the hours longer, a leap makes them shorter. */
int64_t mh_quiet_end(const mh_quiet *q, size_t n, const mh_zone *z, int64_t s);

#endif
