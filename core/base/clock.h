/* clock.h - the time, handed in so that tests and replays can fix it; and RFC 3339.
 * Owns: nothing. Threads: any.
 *
 * Wall time is microseconds since 1970-01-01T00:00:00Z; monotonic time is nanoseconds since some
 * start. Dates on the outside are RFC 3339 strings. */
#ifndef MH_BASE_CLOCK_H
#define MH_BASE_CLOCK_H

#include "base/err.h"
#include "base/str.h"

typedef struct mh_clock {
    int64_t (*wall_us)(void *self);
    int64_t (*mono_ns)(void *self);
    void *self; /* borrowed */
} mh_clock;

/* The machine's clock. */
const mh_clock *mh_clock_system(void);
int64_t mh_clock_wall_us(const mh_clock *c);
int64_t mh_clock_mono_ns(const mh_clock *c);

/* A clock that stands still until it is set: wall time is now_us, monotonic time counts from 0 at
 * start_us. Embedded; its clock points into it, so it must not be moved. */
typedef struct mh_still_clock {
    mh_clock clock;
    int64_t start_us, now_us;
    int64_t began_ns; /* the machine's monotonic time at its start */
} mh_still_clock;

void mh_still_clock_init(mh_still_clock *c, int64_t start_us);
/* Never back: an earlier time changes nothing. */
void mh_still_clock_move(mh_still_clock *c, int64_t now_us);
/* The machine's time now, counted by its monotonic clock from the start of c. */
int64_t mh_still_clock_real_us(const mh_still_clock *c);

/* Civil time of the proleptic Gregorian calendar. */
typedef struct mh_civil {
    int year, month, day, hour, minute, second; /* month and day from 1 */
} mh_civil;

int64_t mh_civil_to_s(mh_civil c); /* seconds since the epoch, c taken as UTC */
mh_civil mh_civil_of_s(int64_t s); /* UTC */
bool mh_civil_valid(mh_civil c);   /* a day that exists, 00:00:00 to 23:59:60 */
int mh_civil_weekday(mh_civil c);  /* 1 Monday to 7 Sunday (ISO 8601) */

#define MH_RFC3339_MAX 128 /* what any int would need; a date of the years 0 to 9999 is short */
/* "2026-11-23T08:05:00Z", or with "+05:00" when offset_s is not 0; fraction only when ms is set. */
void mh_rfc3339(char out[MH_RFC3339_MAX], int64_t wall_us, int offset_s, bool ms);
/* Reads RFC 3339 (also a space for the T, a fraction, "Z" or offset, seconds left out, a bare date).
 * *offset_s is INT_MIN where the text names no zone (the time is then taken as UTC). */
bool mh_rfc3339_parse(mh_view v, int64_t *wall_us, int *offset_s);

#endif
