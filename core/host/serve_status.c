/* How the daemon is, for its HTTP interface: part of host/serve.h. */
#include "host/serve_priv.h"

#include "store/changes.h"

#include "base/clock.h"
#include "host/alert.h"
#include "store/figures.h"

#include <stdlib.h>

static void fill_job(const serve *sv, mh_jobs_entry *e, mh_plan_now now, mh_status_job *out) {
    mh_view name = mh_view_of(e->name);
    mh_plan_state st;
    *out = (mh_status_job){.entry = e, .tally = mh_tally_of(sv->tally, name)};
    out->known = mh_plan_find(sv->plan, name, now, &out->plan);
    if (mh_plan_save(sv->plan, name, now, &st)) out->handled = st.handled;
}

void serve_status_fill(serve *sv, mh_status *out) {
    mh_plan_now now = serve_now(sv);
    size_t n = mh_jobs_len(sv->jobs);
    mh_status_job *jobs = mh_alloc_array(n + 1, sizeof *jobs);
    const char *note = sv->watch && mh_watch_polled(sv->watch) ? mh_watch_why(sv->watch) : NULL;
    for (size_t i = 0; i < n; i++) fill_job(sv, mh_jobs_at(sv->jobs, i), now, &jobs[i]);
    *out = (mh_status){.program = MH_VIEW(MH_VERSION),
                       .folder = mh_view_of(mh_jobs_path(sv->jobs)),
                       .database = mh_view_of(sv->db),
                       .now = now.wall,
                       .since = sv->since,
                       .draining = sv->phase != SERVE_GOES,
                       .running = sv->runs.len,
                       .workers = (size_t)sv->set->workers,
                       .jobs = jobs,
                       .n_jobs = n,
                       .store_error = mh_view_of(sv->store_bad ? sv->store_err.msg : ""),
                       .folder_error = mh_view_of(sv->folder_why ? sv->folder_why : ""),
                       .watch_note = mh_view_of(note ? note : ""),
                       .room = mh_store_sizes_of(sv->store).room};
}

void serve_status_clear(mh_status *s) {
    free((void *)(uintptr_t)s->jobs);
}

bool serve_status_job(serve *sv, mh_view name, mh_status_job *out) {
    mh_jobs_entry *e = mh_jobs_find(sv->jobs, name);
    if (e == NULL || e->gone) return false;
    fill_job(sv, e, serve_now(sv), out);
    return true;
}

static int64_t count_alerts(serve *sv) {
    mh_alert_info *list;
    size_t n;
    mh_arena *a = mh_arena_new();
    mh_rc rc = mh_alert_list(sv->store, mh_clock_wall_us(mh_clock_system()), a, &list, &n, NULL);
    int64_t lasting = 0;
    for (size_t i = 0; rc == MH_OK && i < n; i++) lasting += list[i].over == 0;
    mh_arena_free(a);
    return rc == MH_OK ? lasting : -1;
}

void serve_status_metrics(serve *sv, mh_buf *out) {
    mh_status s;
    serve_status_fill(sv, &s);
    mh_metrics_job *jobs = mh_alloc_array(s.n_jobs + 1, sizeof *jobs);
    mh_store_sizes sizes = mh_store_sizes_of(sv->store);
    mh_metrics m = {.program = s.program,
                    .jobs = jobs,
                    .n_jobs = s.n_jobs,
                    .running = (int64_t)s.running,
                    .workers = sv->set->workers,
                    .late = mh_tally_lateness_of(sv->tally),
                    .changes = -1,
                    .alerts = count_alerts(sv),
                    .database = sizes.bytes,
                    .wal = sizes.wal,
                    .database_free = sizes.room,
                    .polled = sv->watch ? (int64_t)mh_watch_polled(sv->watch) : 0,
                    .folder_at = sv->folder_at,
                    .process = mh_metrics_self()};
    for (size_t i = 0; i < s.n_jobs; i++) {
        jobs[i] = mh_status_metrics(&s.jobs[i]);
        m.waiting += (int64_t)s.jobs[i].plan.waiting;
    }
    mh_tally_documents(sv->tally, &m.documents_new, &m.documents_changed);
    mh_changes_last(sv->store, &m.changes, NULL);
    mh_outbox_waiting(sv->store, m.outbox, NULL);
    mh_metrics_write(&m, out);
    free(jobs);
    serve_status_clear(&s);
}
