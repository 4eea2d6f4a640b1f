#include "host/metrics.h"

#include <inttypes.h>

const char *mh_metrics_state_name(mh_metrics_state s) {
    static const char *const names[] = {
#define MH_X(suffix, name) [MH_METRICS_##suffix] = (name),
        MH_METRICS_STATES(MH_X)
#undef MH_X
    };
    return names[s];
}

/* ---- lines ---- */

static void family(mh_buf *b, const char *name, const char *type, const char *help) {
    mh_buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* Backslash, quote and line feed, as the format wants it. */
static void put_label(mh_buf *b, const char *key, mh_view v) {
    mh_buf_printf(b, "%s=\"", key);
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] == '\n') {
            mh_buf_puts(b, "\\n");
            continue;
        }
        if (v.ptr[i] == '\\' || v.ptr[i] == '"') mh_buf_putc(b, '\\');
        mh_buf_putc(b, v.ptr[i]);
    }
    mh_buf_putc(b, '"');
}

static void whole(mh_buf *b, const char *name, const char *help, const char *type, int64_t v) {
    if (v < 0) return;
    family(b, name, type, help);
    mh_buf_printf(b, "%s %" PRId64 "\n", name, v);
}

static void put_seconds(mh_buf *b, int64_t us) {
    mh_buf_printf(b, "%" PRId64 ".%06d", us / 1000000, (int)(us % 1000000));
}

static void seconds(mh_buf *b, const char *name, const char *help, const char *type, double v) {
    if (v < 0) return;
    family(b, name, type, help);
    mh_buf_printf(b, "%s %.6f\n", name, v);
}

static void labelled(mh_buf *b, const char *name, const char *key, const char *value, int64_t v) {
    mh_buf_printf(b, "%s{", name);
    put_label(b, key, mh_view_of(value));
    mh_buf_printf(b, "} %" PRId64 "\n", v);
}

/* ---- jobs ---- */

/* The jobs that have series, and what stands for the others. */
typedef struct shown {
    const mh_metrics_job *jobs;
    size_t n;
    mh_metrics_job others;
    bool any_others;
} shown;

static void add(mh_metrics_job *to, const mh_metrics_job *j) {
    mh_tally_job *t = &to->tally;
    for (size_t i = 0; i < MH_TALLY_OUTCOMES; i++) t->outcomes[i] += j->tally.outcomes[i];
    t->wall_us += j->tally.wall_us;
    t->cpu_us += j->tally.cpu_us;
    t->fresh += j->tally.fresh;
    t->changed += j->tally.changed;
    to->counts.started += j->counts.started;
    to->counts.retried += j->counts.retried;
    to->counts.deferred += j->counts.deferred;
    to->counts.skipped += j->counts.skipped;
    to->counts.merged += j->counts.merged;
    to->counts.missed += j->counts.missed;
}

static shown choose(const mh_metrics *m) {
    size_t most = m->most > 0 ? m->most : MH_METRICS_JOBS;
    shown s = {.jobs = m->jobs, .n = m->n_jobs};
    if (s.n <= most) return s;
    s.n = most;
    s.any_others = true;
    s.others.name = MH_VIEW("_other");
    s.others.next = MH_PLAN_NEVER;
    for (size_t i = most; i < m->n_jobs; i++) add(&s.others, &m->jobs[i]);
    return s;
}

typedef void job_series(mh_buf *b, const char *name, const mh_metrics_job *j);

static void each(mh_buf *b, const shown *s, const char *name, const char *type, const char *help,
                 job_series *put) {
    family(b, name, type, help);
    if (s->any_others) put(b, name, &s->others);
    for (size_t i = 0; i < s->n; i++) put(b, name, &s->jobs[i]);
}

static void put_job(mh_buf *b, const char *name, const char *suffix, mh_view job) {
    mh_buf_printf(b, "%s%s{", name, suffix);
    put_label(b, "job", job);
}

static void put_instant(mh_buf *b, const char *name, mh_view job, int64_t us) {
    if (us <= 0 || us == MH_PLAN_NEVER) return;
    put_job(b, name, "", job);
    mh_buf_puts(b, "} ");
    put_seconds(b, us);
    mh_buf_putc(b, '\n');
}

static void put_failures(mh_buf *b, const char *name, const mh_metrics_job *j) {
    put_job(b, name, "", j->name);
    mh_buf_printf(b, "} %" PRId64 "\n", j->failures);
}

static void put_next(mh_buf *b, const char *name, const mh_metrics_job *j) {
    put_instant(b, name, j->name, j->next);
}

static void put_success(mh_buf *b, const char *name, const mh_metrics_job *j) {
    put_instant(b, name, j->name, j->tally.last_success);
}

static void put_end(mh_buf *b, const char *name, const mh_metrics_job *j) {
    put_instant(b, name, j->name, j->tally.last_end);
}

static void put_more(mh_buf *b, const char *name, mh_view job, const char *key, const char *value,
                     int64_t v) {
    put_job(b, name, "", job);
    mh_buf_putc(b, ',');
    put_label(b, key, mh_view_of(value));
    mh_buf_printf(b, "} %" PRId64 "\n", v);
}

static void put_documents(mh_buf *b, const char *name, const mh_metrics_job *j) {
    put_more(b, name, j->name, "outcome", "changed", j->tally.changed);
    put_more(b, name, j->name, "outcome", "new", j->tally.fresh);
}

static void put_duration(mh_buf *b, const char *name, const mh_metrics_job *j) {
    int64_t n = 0;
    for (size_t i = 0; i < MH_TALLY_OUTCOMES; i++) n += j->tally.outcomes[i];
    put_job(b, name, "_count", j->name);
    mh_buf_printf(b, "} %" PRId64 "\n", n);
    put_job(b, name, "_sum", j->name);
    mh_buf_puts(b, "} ");
    put_seconds(b, j->tally.wall_us);
    mh_buf_putc(b, '\n');
}

static void put_runs(mh_buf *b, const char *name, const mh_metrics_job *j) {
    static const mh_runs_status order[] = {MH_RUNS_DIED, MH_RUNS_FAILED,  MH_RUNS_INTERRUPTED,
                                           MH_RUNS_OK,   MH_RUNS_PARTIAL, MH_RUNS_STOPPED};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        put_more(b, name, j->name, "outcome", mh_runs_status_name(order[i]),
                 j->tally.outcomes[order[i]]);
}

static void put_fires(mh_buf *b, const char *name, const mh_metrics_job *j) {
    const mh_plan_counts *c = &j->counts;
    put_more(b, name, j->name, "outcome", "deferred", c->deferred);
    put_more(b, name, j->name, "outcome", "merged", c->merged);
    put_more(b, name, j->name, "outcome", "missed", c->missed);
    put_more(b, name, j->name, "outcome", "retried", c->retried);
    put_more(b, name, j->name, "outcome", "skipped", c->skipped);
    put_more(b, name, j->name, "outcome", "started", c->started);
}

static void write_jobs(mh_buf *b, const mh_metrics *m) {
    shown s = choose(m);
    each(b, &s, "minehost_job_consecutive_failures", "gauge",
         "Failed runs since the last good one.", put_failures);
    each(b, &s, "minehost_job_documents_total", "counter",
         "Items of the job that were new or changed.", put_documents);
    each(b, &s, "minehost_job_fires_total", "counter",
         "What became of the instants of the schedule and of events.", put_fires);
    each(b, &s, "minehost_job_last_run_timestamp_seconds", "gauge",
         "When the last run of the job ended.", put_end);
    each(b, &s, "minehost_job_last_success_timestamp_seconds", "gauge",
         "When the last run of the job ended well, or with some items failed.", put_success);
    each(b, &s, "minehost_job_next_run_timestamp_seconds", "gauge",
         "When the job is next due by its schedule.", put_next);
    each(b, &s, "minehost_job_run_duration_seconds", "summary", "Time that runs of the job took.",
         put_duration);
    each(b, &s, "minehost_job_runs_total", "counter", "Runs of the job that ended.", put_runs);
}

/* ---- of all ---- */

static void write_states(mh_buf *b, const mh_metrics *m) {
    static const mh_metrics_state order[] = {MH_METRICS_BROKEN,  MH_METRICS_IDLE,
                                             MH_METRICS_PAUSED,  MH_METRICS_RESTING,
                                             MH_METRICS_RUNNING, MH_METRICS_WAITING};
    int64_t n[MH_METRICS_STATES_N] = {0}, bad = 0;
    for (size_t i = 0; i < m->n_jobs; i++) {
        n[m->jobs[i].state]++;
        bad += m->jobs[i].bad_file;
    }
    family(b, "minehost_jobs", "gauge", "Jobs by the state that they are in.");
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        labelled(b, "minehost_jobs", "state", mh_metrics_state_name(order[i]), n[order[i]]);
    whole(b, "minehost_jobs_bad_file", "Jobs whose file, as it is now, does not load.", "gauge",
          bad);
    if (m->folder_at <= 0) return;
    family(b, "minehost_jobs_read_timestamp_seconds", "gauge",
           "When the folder of the jobs was last read well.");
    mh_buf_puts(b, "minehost_jobs_read_timestamp_seconds ");
    put_seconds(b, m->folder_at);
    mh_buf_putc(b, '\n');
}

static void write_late(mh_buf *b, const mh_tally_lateness *l) {
    static const char name[] = "minehost_run_lateness_seconds";
    int64_t sum = 0;
    family(b, name, "histogram", "Time from the instant at which a run was due to its start.");
    for (size_t i = 0; i < MH_TALLY_LATE; i++) {
        sum += l->upto[i];
        mh_buf_printf(b, "%s_bucket{le=\"%g\"} %" PRId64 "\n", name, mh_tally_late[i], sum);
    }
    mh_buf_printf(b, "%s_bucket{le=\"+Inf\"} %" PRId64 "\n", name, sum + l->beyond);
    mh_buf_printf(b, "%s_sum ", name);
    put_seconds(b, l->sum_us);
    mh_buf_printf(b, "\n%s_count %" PRId64 "\n", name, l->count);
}

static void write_database(mh_buf *b, const mh_metrics *m) {
    if (m->database < 0) return;
    family(b, "minehost_database_bytes", "gauge", "Size of the database's files.");
    labelled(b, "minehost_database_bytes", "file", "main", m->database);
    if (m->wal >= 0) labelled(b, "minehost_database_bytes", "file", "wal", m->wal);
    whole(b, "minehost_database_disk_free_bytes", "Room left where the database is.", "gauge",
          m->database_free);
}

static void write_outbox(mh_buf *b, const mh_metrics *m) {
    /* by name */
    static const mh_outbox_state order[] = {MH_OUTBOX_FAILED, MH_OUTBOX_PENDING, MH_OUTBOX_SENDING,
                                            MH_OUTBOX_UNCERTAIN};
    family(b, "minehost_outbox_entries", "gauge", "What is to be told and is not yet.");
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        labelled(b, "minehost_outbox_entries", "state", mh_outbox_state_name(order[i]),
                 m->outbox[order[i]]);
}

static void write_process(mh_buf *b, const mh_metrics_process *p) {
    seconds(b, "process_cpu_seconds_total", "User and system CPU time, without that of runs.",
            "counter", p->cpu_s);
    whole(b, "process_max_fds", "Descriptors that it may have open.", "gauge", p->max_fds);
    whole(b, "process_open_fds", "Descriptors that it has open.", "gauge", p->fds);
    whole(b, "process_resident_memory_bytes", "Memory that it holds.", "gauge", p->resident);
    seconds(b, "process_start_time_seconds", "When it was started.", "gauge", p->start_s);
    whole(b, "process_virtual_memory_bytes", "Address space that it has.", "gauge",
          p->virtual_size);
}

void mh_metrics_write(const mh_metrics *m, mh_buf *b) {
    whole(b, "minehost_alerts", "Alerts that last.", "gauge", m->alerts);
    family(b, "minehost_build_info", "gauge", "The program.");
    mh_buf_puts(b, "minehost_build_info{");
    put_label(b, "version", m->program);
    mh_buf_puts(b, "} 1\n");
    whole(b, "minehost_changes_total", "New documents and new versions in the database, ever.",
          "counter", m->changes);
    write_database(b, m);
    family(b, "minehost_documents_total", "counter",
           "Items of runs that were new or changed, as their records count them.");
    labelled(b, "minehost_documents_total", "outcome", "changed", m->documents_changed);
    labelled(b, "minehost_documents_total", "outcome", "new", m->documents_new);
    write_jobs(b, m);
    write_states(b, m);
    write_outbox(b, m);
    write_late(b, &m->late);
    whole(b, "minehost_runs_running", "Runs under way.", "gauge", m->running);
    whole(b, "minehost_runs_waiting", "Fires that wait for their run.", "gauge", m->waiting);
    whole(b, "minehost_watched_by_time", "Paths that are looked at by time, for want of watches.",
          "gauge", m->polled);
    whole(b, "minehost_workers", "Runs that may be under way at a time.", "gauge", m->workers);
    write_process(b, &m->process);
}
