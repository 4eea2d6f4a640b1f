#include "host/status.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <math.h>

static json_t *text(mh_view v) {
    mh_buf b = {0};
    mh_utf8_repair(&b, v);
    json_t *j = json_stringn(b.ptr != NULL ? b.ptr : "", b.len);
    mh_buf_clear(&b);
    return j;
}

static json_t *text_or_null(mh_view v) {
    return v.len > 0 ? text(v) : json_null();
}

static json_t *instant(int64_t us) {
    char at[MH_RFC3339_MAX];
    if (us <= 0 || us == MH_PLAN_NEVER) return json_null();
    mh_rfc3339(at, us, 0, true);
    return json_string(at);
}

static json_t *seconds(int64_t us) {
    return json_real(floor((double)us / 1e3) / 1e3);
}

static void set(json_t *o, const char *key, json_t *v) {
    json_object_set_new(o, key, v);
}

static void set_int(json_t *o, const char *key, int64_t n) {
    set(o, key, json_integer((json_int_t)n));
}

/* ---- jobs ---- */

mh_metrics_state mh_status_state(const mh_status_job *j) {
    if (!j->entry->loaded) return MH_METRICS_BROKEN;
    if (j->known && j->plan.running > 0) return MH_METRICS_RUNNING;
    if (j->entry->paused) return MH_METRICS_PAUSED;
    if (j->known && j->plan.open) return MH_METRICS_RESTING;
    return j->known && j->plan.waiting > 0 ? MH_METRICS_WAITING : MH_METRICS_IDLE;
}

static void add_names(json_t *o, const char *key, const mh_schedule_names *names) {
    json_t *list = json_array();
    for (size_t i = 0; i < names->len; i++) json_array_append_new(list, text(names->ptr[i]));
    if (names->len > 0)
        set(o, key, list);
    else
        json_decref(list);
}

/* As a job file says it, with what people gave laid over. */
static json_t *schedule_json(const mh_schedule *s, mh_view job) {
    json_t *o = json_object(), *crons = json_array();
    for (size_t i = 0; i < s->crons.len; i++)
        json_array_append_new(crons, text(s->crons.ptr[i].text));
    if (s->crons.len > 0)
        set(o, "cron", crons);
    else
        json_decref(crons);
    if (s->every > 0) set(o, "every", json_real(s->every));
    if (s->timezone.len > 0) set(o, "timezone", text(s->timezone));
    add_names(o, "after", &s->after);
    add_names(o, "file", &s->files);
    if (s->on_document) set(o, "on", json_string("document"));
    if (s->filter.len > 0) set(o, "filter", text(s->filter));
    if (s->webhook) set(o, "webhook", text(s->hook_path.len > 0 ? s->hook_path : job));
    if (s->at_start) set(o, "at_start", json_true());
    return o;
}

/* Of one job, by its schedule; of many only what the plan knows: reading a zone for each would hold up the loop. */
static json_t *next_json(const mh_status *s, const mh_status_job *j, bool many) {
    int64_t next[MH_STATUS_NEXT];
    json_t *list = json_array();
    size_t n = 0;
    if (many && j->known && j->plan.next != MH_PLAN_NEVER) next[n++] = j->plan.next;
    if (!many && j->entry->loaded && !j->entry->paused)
        n = mh_jobs_next(j->entry, j->handled, s->now, next, MH_STATUS_NEXT);
    for (size_t i = 0; i < n; i++) json_array_append_new(list, instant(next[i]));
    return list;
}

static json_t *counts_json(const mh_plan_counts *c) {
    json_t *o = json_object();
    set_int(o, "started", c->started);
    set_int(o, "retried", c->retried);
    set_int(o, "deferred", c->deferred);
    set_int(o, "skipped", c->skipped);
    set_int(o, "merged", c->merged);
    set_int(o, "missed", c->missed);
    return o;
}

static json_t *job_json(const mh_status *s, const mh_status_job *j, bool many) {
    const mh_jobs_entry *e = j->entry;
    const char *error = e->error != NULL ? e->error : e->given_error;
    json_t *o = json_object();
    set(o, "name", text(mh_view_of(e->name)));
    set(o, "path", text(mh_view_of(e->path)));
    set(o, "about", text_or_null(e->job.about));
    set(o, "state", json_string(mh_metrics_state_name(mh_status_state(j))));
    set(o, "paused", json_boolean(e->paused));
    set(o, "error", text_or_null(mh_view_of(error)));
    set(o, "schedule", schedule_json(mh_jobs_schedule(e), mh_view_of(e->name)));
    set(o, "next", next_json(s, j, many));
    set(o, "why", text_or_null(j->known ? mh_view_of(j->plan.why) : (mh_view){0}));
    set_int(o, "running", j->known ? (int64_t)j->plan.running : 0);
    set_int(o, "waiting", j->known ? (int64_t)j->plan.waiting : 0);
    set_int(o, "failures", j->known ? j->plan.failures : 0);
    set(o, "circuit_open", json_boolean(j->known && j->plan.open));
    set(o, "fires", counts_json(&j->plan.counts));
    set(o, "last_end", instant(j->tally.last_end));
    set(o, "last_status",
        j->tally.last_end > 0 ? json_string(mh_runs_status_name(j->tally.last)) : json_null());
    set(o, "last_success", instant(j->tally.last_success));
    return o;
}

json_t *mh_status_job_json(const mh_status *s, const mh_status_job *j) {
    return job_json(s, j, false);
}

json_t *mh_status_jobs(const mh_status *s) {
    json_t *list = json_array();
    for (size_t i = 0; i < s->n_jobs; i++)
        json_array_append_new(list, job_json(s, &s->jobs[i], true));
    return json_pack("{s:o}", "jobs", list);
}

mh_metrics_job mh_status_metrics(const mh_status_job *j) {
    mh_metrics_job m = {.name = mh_view_of(j->entry->name),
                        .state = mh_status_state(j),
                        .bad_file = j->entry->error != NULL,
                        .next = MH_PLAN_NEVER,
                        .tally = j->tally};
    if (!j->known) return m;
    m.failures = j->plan.failures;
    m.next = j->plan.next;
    m.counts = j->plan.counts;
    return m;
}

/* ---- health ---- */

static void note(json_t *list, const char *what, mh_view v) {
    mh_buf b = {0};
    if (json_array_size(list) >= MH_STATUS_WARNINGS) return;
    mh_buf_puts(&b, what);
    mh_buf_put(&b, v);
    json_array_append_new(list, text(mh_buf_view(&b)));
    mh_buf_clear(&b);
}

static void note_jobs(const mh_status *s, json_t *warnings) {
    for (size_t i = 0; i < s->n_jobs; i++) {
        const mh_status_job *j = &s->jobs[i];
        mh_view name = mh_view_of(j->entry->name);
        if (j->entry->error != NULL) note(warnings, "bad file: job ", name);
        if (j->known && j->plan.open)
            note(warnings, "circuit open: job ", name);
        else if (j->known && j->plan.failures > 0)
            note(warnings, "failing: job ", name);
    }
}

json_t *mh_status_health(const mh_status *s, bool *ok) {
    json_t *o = json_object(), *reasons = json_array(), *warnings = json_array();
    json_t *states = json_object();
    int64_t n[MH_METRICS_STATES_N] = {0};
    if (s->draining) note(reasons, "it is ending", (mh_view){0});
    if (s->store_error.len > 0) note(reasons, "database: ", s->store_error);
    if (s->folder_error.len > 0) note(reasons, "jobs: ", s->folder_error);
    if (s->room >= 0 && s->room < MH_STATUS_ROOM)
        note(warnings, "little room left where the database is", (mh_view){0});
    if (s->watch_note.len > 0) note(warnings, "looked at by time: ", s->watch_note);
    note_jobs(s, warnings);
    for (size_t i = 0; i < s->n_jobs; i++) n[mh_status_state(&s->jobs[i])]++;
    for (int i = 0; i < MH_METRICS_STATES_N; i++)
        set_int(states, mh_metrics_state_name((mh_metrics_state)i), n[i]);
    *ok = json_array_size(reasons) == 0;
    set(o, "status", json_string(!*ok ? "bad" : json_array_size(warnings) > 0 ? "warn" : "ok"));
    set(o, "reasons", reasons);
    set(o, "warnings", warnings);
    set(o, "jobs", states);
    set(o, "program", text(s->program));
    set(o, "folder", text(s->folder));
    set(o, "database", text(s->database));
    set(o, "now", instant(s->now));
    set(o, "since", instant(s->since));
    set_int(o, "running", (int64_t)s->running);
    set_int(o, "workers", (int64_t)s->workers);
    return o;
}

/* ---- runs ---- */

static json_t *run_json(const mh_runs_record *r) {
    json_t *o = json_object(), *items = json_object();
    const mh_runs_counts *n = &r->counts;
    bool over = r->status != MH_RUNS_RUNNING;
    set_int(o, "id", r->id);
    set(o, "job", text(r->job));
    set(o, "path", text_or_null(r->path));
    set(o, "status", json_string(mh_runs_status_name(r->status)));
    set(o, "exit_code", over ? json_integer(r->exit_code) : json_null());
    set(o, "reason", text_or_null(r->reason));
    set(o, "trigger", text_or_null(r->trigger));
    set(o, "scheduled", instant(r->scheduled));
    set(o, "started", instant(r->started));
    set(o, "finished", instant(r->finished));
    set_int(items, "new", n->fresh);
    set_int(items, "changed", n->changed);
    set_int(items, "unchanged", n->unchanged);
    set_int(items, "failed", n->failed);
    set_int(items, "dropped", n->dropped);
    set(o, "items", items);
    set_int(o, "requests", n->requests);
    set_int(o, "bytes", n->bytes);
    set(o, "cpu", over ? seconds(n->cpu_us) : json_null());
    set(o, "wall", over ? seconds(n->wall_us) : json_null());
    return o;
}

json_t *mh_status_runs(mh_store *s, mh_view job, size_t limit, mh_err *e) {
    mh_arena *a = mh_arena_new();
    mh_runs_filter f = {.job = job.len > 0 ? job : (mh_view){0}, .status = -1, .limit = limit};
    mh_runs_record *r;
    size_t n;
    json_t *list = NULL;
    if (mh_runs_list(s, &f, a, &r, &n, e) == MH_OK) {
        list = json_array();
        for (size_t i = 0; i < n; i++) json_array_append_new(list, run_json(&r[i]));
    }
    mh_arena_free(a);
    return list != NULL ? json_pack("{s:o}", "runs", list) : NULL;
}

static json_t *event_json(const mh_runs_event *ev) {
    static const char *const levels[] = {"debug", "info", "warn", "error"};
    json_t *o = json_object();
    json_t *fields =
        ev->fields.len > 0 ? json_loadb(ev->fields.ptr, ev->fields.len, 0, NULL) : NULL;
    set_int(o, "seq", ev->seq);
    set(o, "at", instant(ev->at));
    set(o, "level", json_string(levels[ev->level & 3]));
    set(o, "event", text(ev->event));
    if (fields != NULL) set(o, "fields", fields);
    return o;
}

json_t *mh_status_run(mh_store *s, int64_t id, mh_err *e) {
    mh_arena *a = mh_arena_new();
    mh_runs_record r;
    mh_runs_event *ev;
    size_t n;
    json_t *o = NULL;
    if (mh_runs_get(s, id, a, &r, e) == MH_OK &&
        mh_runs_events(s, id, MH_LOG_DEBUG, a, &ev, &n, e) == MH_OK) {
        json_t *events = json_array();
        for (size_t i = 0; i < n && i < MH_STATUS_EVENTS; i++)
            json_array_append_new(events, event_json(&ev[i]));
        o = run_json(&r);
        set(o, "events", events);
    }
    mh_arena_free(a);
    return o;
}
