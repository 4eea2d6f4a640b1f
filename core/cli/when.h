/* when.h - times as people read them: of this machine's zone or a job's.
 * Owns: nothing. Threads: main thread. */
#ifndef MH_CLI_WHEN_H
#define MH_CLI_WHEN_H

#include "base/str.h"
#include "base/zone.h"

#define MH_WHEN 48

/* "today 06:30", "tomorrow 06:30", "yesterday 06:30", "Fri 27 Nov 06:30", "27 Nov 2027 06:30"; "-" for 0. Into
 * out, which is returned. z NULL: UTC. */
char *mh_cli_when(char out[MH_WHEN], int64_t us, int64_t now, const mh_zone *z);
/* Several in their order: the day is told once. */
void mh_cli_whens(mh_buf *out, const int64_t *us, size_t n, int64_t now, const mh_zone *z);
/* The same instants in z, beside what mh_cli_whens said of them in other: times alone, the weekday where it is
 * not the same, one time for all where it is. */
void mh_cli_whens_beside(mh_buf *out, const int64_t *us, size_t n, const mh_zone *z,
                         const mh_zone *other);
/* How long: "0.4 s", "12 s", "5 min", "3 h", "4 days". */
char *mh_cli_span(char out[MH_WHEN], int64_t us);
/* "2026-11-26T06:30:00+05:00"; "" for 0. */
char *mh_cli_rfc3339(char out[128], int64_t us, const mh_zone *z);

#endif
