/* A run as of a time (--as-of): the database is read as it was then, the clock stands there, and nothing
 * is written to the database. Declared in run_priv.h. */
#include "run/run_priv.h"

#include "store/docs.h"

static int64_t then_wall(void *self) {
    return mh_run_of(self)->info.as_of;
}

static int64_t then_mono(void *self) {
    (void)self;
    return mh_clock_mono_ns(mh_clock_system());
}

mh_rc mh_run_then_open(mh_run *r, mh_err *e) {
    mh_view v = r->set->as_of;
    int64_t now = mh_clock_wall_us(mh_clock_system());
    if (v.len == 0) return MH_OK;
    if (r->set->record.len > 0 || r->set->replay.len > 0)
        return mh_fail(e, MH_E_USAGE, "--as-of goes neither with --record nor with --replay");
    if (!mh_doc_time(v, true, now, &r->info.as_of))
        return mh_fail(e, MH_E_USAGE,
                       "--as-of wants a time (2026-11-20T08:00+05:00), a date or an "
                       "age (2d), not '%.*s'",
                       MH_FMT(v));
    r->then = (mh_clock){then_wall, then_mono, &r->ctx};
    r->ctx.clock = &r->then;
    r->ctx.repeatable = true;
    r->ctx.seed = (uint64_t)r->info.as_of;
    return MH_OK;
}
