/* A run that is recorded or replayed: its file, its clock, its random numbers. Declared in
 * run_priv.h. */
#include "run/run_priv.h"

#include "net/record.h"

#include <sys/random.h>

static mh_rc open_replay(mh_run *r, const char *path, mh_record_info *info, mh_err *e) {
    mh_err why = {0};
    if (mh_replay_open(&r->replay, path, &why) != MH_OK)
        return mh_fail(e, MH_E_USAGE, "replay: %s", why.msg);
    mh_replay_info(r->replay, info);
    return MH_OK;
}

static mh_rc open_recorder(mh_run *r, const char *path, mh_record_info *info, mh_err *e) {
    mh_err why = {0};
    *info = (mh_record_info){.job = r->name, .start_us = mh_clock_wall_us(mh_clock_system())};
    if (getrandom(&info->seed, sizeof info->seed, 0) != (ssize_t)sizeof info->seed)
        info->seed = (uint64_t)info->start_us;
    if (mh_recorder_open(&r->recorder, path, info, &why) != MH_OK)
        return mh_fail(e, MH_E_USAGE, "record: %s", why.msg);
    return MH_OK;
}

mh_rc mh_run_record_open(mh_run *r, mh_err *e) {
    mh_record_info info = {0};
    mh_view record = r->set->record, replay = r->set->replay;
    if (record.len == 0 && replay.len == 0) return MH_OK;
    if (record.len > 0 && replay.len > 0)
        return mh_fail(e, MH_E_USAGE,
                       "a run is either recorded or a replay: not both --record and "
                       "--replay");
    mh_rc rc = replay.len > 0 ? open_replay(r, replay.ptr, &info, e)
                              : open_recorder(r, record.ptr, &info, e);
    if (rc != MH_OK) return MH_FAIL;
    mh_still_clock_init(&r->still, info.start_us);
    r->ctx.clock = &r->still.clock;
    r->ctx.repeatable = true;
    r->ctx.seed = info.seed;
    return MH_OK;
}

void mh_run_record_loop(mh_run *r) {
    if (r->replay || r->recorder)
        mh_loop_set_mode(r->ctx.loop, r->replay ? MH_LOOP_REPLAYS : MH_LOOP_RECORDS, &r->still);
    if (r->replay && mh_replay_is_cut(r->replay))
        mh_log_event(r->ctx.log, MH_LOG_WARN, "replay-cut", MH_F("file", r->set->replay),
                     MH_FN("answers", mh_replay_len(r->replay)));
}

void mh_run_record_secret(mh_run *r, mh_view value) {
    mh_vec_push(&r->secrets, mh_strndup(value.ptr, value.len));
    if (r->recorder) mh_recorder_secret(r->recorder, value);
    if (r->replay) mh_replay_secret(r->replay, value);
}

void mh_run_record_end(const mh_run *r, mh_runs_end *end) {
    if (r->replay == NULL) return;
    end->counts.cpu_us = 0;
    end->counts.wall_us = r->still.now_us - r->still.start_us;
    end->nameless = true;
}

mh_rc mh_run_record_close(mh_run *r, mh_err *e) {
    mh_err why = {0};
    mh_rc rc = mh_recorder_close(r->recorder, &why);
    mh_replay_free(r->replay);
    r->recorder = NULL;
    r->replay = NULL;
    return rc == MH_OK ? MH_OK : mh_fail(e, why.code, "record: %s", why.msg);
}
