#include "host/tally.h"

#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>

const double mh_tally_late[MH_TALLY_LATE] = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                             0.5,   1,    5,     30,   60};

struct mh_tally {
    mh_map *jobs; /* of names: mh_tally_job */
    mh_tally_lateness late;
    int64_t fresh, changed;
};

mh_tally *mh_tally_new(void) {
    mh_tally *t = mh_alloc(sizeof *t);
    t->jobs = mh_map_new();
    return t;
}

void mh_tally_free(mh_tally *t) {
    if (t == NULL) return;
    for (size_t i = 0; i < mh_map_len(t->jobs); i++) free(mh_map_entry_at(t->jobs, i)->val.ptr);
    mh_map_free(t->jobs);
    free(t);
}

static mh_tally_job *job_at(mh_tally *t, mh_view name) {
    mh_value *v = mh_map_at(t->jobs, name, NULL);
    if (v->ptr == NULL) v->ptr = mh_alloc(sizeof(mh_tally_job));
    return v->ptr;
}

void mh_tally_started(mh_tally *t, int64_t late_us) {
    size_t i = 0;
    if (late_us < 0) late_us = 0; /* the clock was set */
    while (i < MH_TALLY_LATE && (double)late_us > mh_tally_late[i] * 1e6) i++;
    if (i < MH_TALLY_LATE)
        t->late.upto[i]++;
    else
        t->late.beyond++;
    t->late.count++;
    t->late.sum_us += late_us;
}

static bool is_success(mh_runs_status how) {
    return how == MH_RUNS_OK || how == MH_RUNS_PARTIAL;
}

void mh_tally_ended(mh_tally *t, mh_view job, mh_runs_status how, const mh_runs_counts *n,
                    int64_t at) {
    mh_tally_job *j = job_at(t, job);
    j->outcomes[how]++;
    j->wall_us += n->wall_us;
    j->cpu_us += n->cpu_us;
    j->fresh += n->fresh;
    j->changed += n->changed;
    t->fresh += n->fresh;
    t->changed += n->changed;
    j->last = how;
    j->last_end = at;
    if (is_success(how)) j->last_success = at;
}

mh_rc mh_tally_recall(mh_tally *t, mh_store *s, mh_err *e) {
    mh_arena *a = mh_arena_new();
    mh_runs_last *last;
    size_t n;
    mh_rc rc = mh_runs_latest(s, a, &last, &n, e);
    for (size_t i = 0; rc == MH_OK && i < n; i++) {
        mh_tally_job *j = job_at(t, last[i].job);
        j->last_success = last[i].success;
        j->last_end = last[i].finished;
        j->last = last[i].status;
    }
    mh_arena_free(a);
    return rc;
}

mh_tally_job mh_tally_of(const mh_tally *t, mh_view job) {
    const mh_value *v = mh_map_get(t->jobs, job);
    return v != NULL ? *(const mh_tally_job *)v->ptr : (mh_tally_job){0};
}

mh_tally_lateness mh_tally_lateness_of(const mh_tally *t) {
    return t->late;
}

void mh_tally_documents(const mh_tally *t, int64_t *fresh, int64_t *changed) {
    *fresh = t->fresh;
    *changed = t->changed;
}
