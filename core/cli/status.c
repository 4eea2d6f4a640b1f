/* minehost status: how the daemon and its jobs are, and what needs a person. */
#include "base/fs.h"
#include "cli/db.h"
#include "cli/joblist.h"
#include "cli/runs.h"
#include "cli/when.h"
#include "host/alert.h"
#include "store/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DAY         INT64_C(86400000000) /* us */
#define ONCE_SPAN   (DAY + DAY / 12)     /* a daemon that runs once comes at least so often */
#define STATES      (MH_JOB_OK + 1)
#define STATUSES    (MH_RUNS_DIED + 1)
#define NEEDS_SHOWN 20

typedef struct status {
    mh_joblist l;
    size_t jobs, scheduled, states[STATES]; /* scheduled: that anything starts but a hand */
    size_t runs[STATUSES];                  /* of the last 24 hours */
    int64_t outbox[MH_OUTBOX_N];
    MH_VEC(mh_alert_info) alerts;
    int64_t bytes; /* of the database with its WAL; -1: there is none */
    char *db;
    int64_t next; /* us; 0: none */
    char *next_job;
    mh_buf next_text;
    mh_names needs; /* what needs a person, a line each */
} status;

__attribute__((format(printf, 2, 3))) static void need(status *st, const char *fmt, ...) {
    mh_buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    mh_buf_vprintf(&b, fmt, ap);
    va_end(ap);
    mh_vec_push(&st->needs, mh_buf_take(&b));
}

/* --- looking --- */

static void need_job(status *st, const mh_jobline *j) {
    char at[MH_WHEN];
    const mh_jobs_entry *e = j->job;
    if (j->state == MH_JOB_BROKEN) need(st, "job %s is broken: %s", e->name, e->error);
    if (e->given_error)
        need(st, "job %s: the schedule that people gave does not count: %s", e->name,
             e->given_error);
    if (j->state == MH_JOB_RESTING)
        need(st, "job %s rests until %s after %lld failures in a row: minehost logs %s", e->name,
             mh_cli_when(at, j->plan.open_until, st->l.now, st->l.here), (long long)j->failures,
             e->name);
    if (j->state == MH_JOB_FAILING)
        need(st, "job %s fails, %lld times in a row: %.*s: minehost logs %s", e->name,
             (long long)j->failures, MH_FMT(j->last.reason), e->name);
}

static mh_rc look_at_jobs(status *st, mh_err *e) {
    mh_rc rc = MH_OK;
    for (size_t i = 0; rc == MH_OK && i < mh_jobs_len(st->l.jobs); i++) {
        mh_jobs_entry *job = mh_jobs_at(st->l.jobs, i);
        mh_jobline j;
        if ((rc = mh_jobline_read(&st->l, job, &j, e)) != MH_OK) break;
        st->jobs++;
        st->states[j.state]++;
        if (mh_schedule_any(mh_jobs_schedule(job))) st->scheduled++;
        if (j.nexts && !j.soon && (st->next == 0 || j.next[0] < st->next)) {
            st->next = j.next[0];
            free(st->next_job);
            st->next_job = mh_strndup(job->name, strlen(job->name));
            j.nexts = 1;
            mh_buf_reset(&st->next_text);
            mh_jobline_put_next(&st->next_text, &st->l, &j);
        }
        need_job(st, &j);
        mh_jobline_clear(&j);
    }
    return rc;
}

static mh_rc look_at_runs(status *st, mh_err *e) {
    mh_runs_filter f = {.status = -1, .since = st->l.now - DAY, .limit = MH_CLI_LIST_MAX};
    mh_runs_record *r;
    size_t n;
    if (mh_runs_list(st->l.store, &f, st->l.arena, &r, &n, e) != MH_OK) return MH_FAIL;
    for (size_t i = 0; i < n; i++) st->runs[r[i].status]++;
    return MH_OK;
}

static mh_rc look_at_outbox(status *st, mh_err *e) {
    mh_outbox_filter f = {.states = 1U << MH_OUTBOX_PENDING | 1U << MH_OUTBOX_SENDING |
                                    1U << MH_OUTBOX_FAILED | 1U << MH_OUTBOX_UNCERTAIN,
                          .limit = MH_CLI_LIST_MAX};
    mh_outbox_entry *r;
    size_t n, given_up = 0;
    if (mh_outbox_list(st->l.store, &f, st->l.arena, &r, &n, e) != MH_OK) return MH_FAIL;
    for (size_t i = 0; i < n; i++) {
        st->outbox[r[i].state]++;
        given_up += r[i].state == MH_OUTBOX_FAILED && r[i].due == INT64_MAX;
    }
    if (given_up)
        need(st, "%zu could not be told to others and %s given up: minehost outbox", given_up,
             given_up == 1 ? "is" : "are");
    if (st->outbox[MH_OUTBOX_UNCERTAIN])
        need(st, "%lld may have been told to others, or not: minehost outbox",
             (long long)st->outbox[MH_OUTBOX_UNCERTAIN]);
    return MH_OK;
}

static mh_rc look_at_alerts(status *st, mh_err *e) {
    mh_alert_info *a;
    size_t n;
    if (mh_alert_list(st->l.store, st->l.now, st->l.arena, &a, &n, e) != MH_OK) return MH_FAIL;
    for (size_t i = 0; i < n; i++)
        if (a[i].over == 0) mh_vec_push(&st->alerts, a[i]);
    if (st->alerts.len)
        need(st, "%zu alert%s: minehost alert", st->alerts.len, st->alerts.len == 1 ? "" : "s");
    return MH_OK;
}

static int64_t size_of(const char *path, const char *behind) {
    struct stat s;
    mh_buf b = {0};
    mh_buf_printf(&b, "%s%s", path, behind);
    int64_t n = stat(b.ptr, &s) == 0 ? s.st_size : -1;
    mh_buf_clear(&b);
    return n;
}

static void look_at_file(status *st) {
    st->bytes = size_of(st->db, "");
    int64_t wal = size_of(st->db, "-wal");
    if (st->bytes >= 0 && wal > 0) st->bytes += wal;
}

static void look_at_daemon(status *st) {
    const mh_joblist *l = &st->l;
    char at[MH_WHEN];
    if (l->alive && !l->ours)
        need(st, "the daemon serves another folder: %.*s", MH_FMT(l->serve.folder));
    if (l->alive || st->scheduled == 0) return;
    if (l->serve.once && l->now - l->serve.seen < ONCE_SPAN) return;
    if (l->serve.pid)
        need(st, "no daemon runs since %s, and %zu job%s wait%s for one: minehost serve",
             mh_cli_when(at, l->serve.seen, l->now, l->here), st->scheduled,
             st->scheduled == 1 ? "" : "s", st->scheduled == 1 ? "s" : "");
    else
        need(st, "no daemon runs, and %zu job%s wait%s for one: minehost serve", st->scheduled,
             st->scheduled == 1 ? "" : "s", st->scheduled == 1 ? "s" : "");
}

static mh_rc look(status *st, mh_err *e) {
    look_at_file(st);
    if (look_at_jobs(st, e) != MH_OK) return MH_FAIL;
    look_at_daemon(st);
    if (st->l.store == NULL) return MH_OK;
    if (look_at_runs(st, e) != MH_OK || look_at_outbox(st, e) != MH_OK) return MH_FAIL;
    return look_at_alerts(st, e);
}

/* --- saying it --- */

static void put_bytes(mh_buf *b, int64_t n) {
    if (n >= 1 << 30)
        mh_buf_printf(b, "%.1f GiB", (double)n / (1 << 30));
    else if (n >= 1 << 20)
        mh_buf_printf(b, "%.1f MiB", (double)n / (1 << 20));
    else
        mh_buf_printf(b, "%.0f KiB", (double)n / 1024);
}

/* "3 ok, 1 failed"; none: what is said when all are 0. */
static void put_counts(mh_buf *b, const size_t *n, size_t len, const char *(*name)(size_t i),
                       const char *none) {
    bool any = false;
    for (size_t k = 0; k < len; k++) {
        if (n[k] == 0) continue;
        mh_buf_printf(b, "%s%zu %s", any ? ", " : "", n[k], name(k));
        any = true;
    }
    if (!any) mh_buf_puts(b, none);
}

static const char *state_name(size_t i) {
    return mh_job_state_name((mh_job_state)i);
}

static const char *run_name(size_t i) {
    return mh_runs_status_name((mh_runs_status)i);
}

static void put_line(const char *name, mh_buf *b) {
    printf("%-9s  ", name);
    mh_cli_put(mh_buf_view(b));
    putchar('\n');
    mh_buf_reset(b);
}

static void put_daemon(const status *st, mh_buf *b) {
    const mh_keep_serve *k = &st->l.serve;
    char at[MH_WHEN];
    if (st->l.alive) {
        mh_buf_printf(b, "runs since %s, process %lld, minehost %.*s, %lld run%s under way",
                      mh_cli_when(at, k->since, st->l.now, st->l.here), (long long)k->pid,
                      MH_FMT(k->program), (long long)k->running, k->running == 1 ? "" : "s");
        if (k->draining) mh_buf_puts(b, ", about to end");
        if (k->listen.len && !mh_view_eq(k->listen, MH_VIEW("none")))
            mh_buf_printf(b, ", listens on %.*s", MH_FMT(k->listen));
    } else if (k->pid) {
        mh_buf_printf(b, "%s, last seen %s", k->once ? "runs once at a time" : "does not run",
                      mh_cli_when(at, k->seen, st->l.now, st->l.here));
    } else {
        mh_buf_puts(b, "does not run");
    }
    put_line("daemon", b);
}

static void put_text(const status *st) {
    mh_buf b = {0};
    put_daemon(st, &b);
    mh_buf_puts(&b, st->l.folder);
    put_line("folder", &b);
    mh_buf_printf(&b, "%zu: ", st->jobs);
    put_counts(&b, st->states, STATES, state_name, "none");
    if (st->jobs == 0) b.len = 0, mh_buf_puts(&b, "none");
    put_line("jobs", &b);
    if (st->next) {
        mh_buf_printf(&b, "%s, %s", st->next_job, st->next_text.ptr);
        put_line("next", &b);
    }
    put_counts(&b, st->runs, STATUSES, run_name, "none");
    mh_buf_puts(&b, " in the last 24 hours");
    put_line("runs", &b);
    if (st->bytes >= 0)
        put_bytes(&b, st->bytes);
    else
        mh_buf_puts(&b, "none yet");
    mh_buf_printf(&b, ", %s", st->db);
    put_line("database", &b);
    mh_buf_printf(
        &b, "%lld to be told, %lld failed, %lld uncertain",
        (long long)st->outbox[MH_OUTBOX_PENDING] + (long long)st->outbox[MH_OUTBOX_SENDING],
        (long long)st->outbox[MH_OUTBOX_FAILED], (long long)st->outbox[MH_OUTBOX_UNCERTAIN]);
    put_line("outbox", &b);
    for (size_t i = 0; i < st->alerts.len; i++) {
        char at[MH_WHEN];
        const mh_alert_info *a = &st->alerts.ptr[i];
        mh_buf_printf(&b, "%.*s, since %s", MH_FMT(a->title),
                      mh_cli_when(at, a->since, st->l.now, st->l.here));
        put_line("alert", &b);
    }
    mh_buf_clear(&b);
}

static void put_needs(const status *st) {
    const char *red = mh_cli_colour() ? "\033[31m" : "", *off = *red ? "\033[0m" : "";
    if (st->needs.len == 0) {
        puts("\nall is well");
        return;
    }
    printf("\n%sneeds a person:%s\n", red, off);
    for (size_t i = 0; i < st->needs.len && i < NEEDS_SHOWN; i++) {
        fputs("  ", stdout);
        mh_cli_put(mh_view_of(st->needs.ptr[i]));
        putchar('\n');
    }
    if (st->needs.len > NEEDS_SHOWN)
        printf("  and %zu more: minehost jobs\n", st->needs.len - NEEDS_SHOWN);
}

static json_t *counts_json(const size_t *n, size_t len, const char *(*name)(size_t i)) {
    json_t *o = json_object();
    for (size_t k = 0; k < len; k++)
        json_object_set_new(o, name(k), json_integer((json_int_t)n[k]));
    return o;
}

static void set_time(json_t *o, const char *key, int64_t us) {
    char at[128];
    if (us) json_object_set_new(o, key, json_string(mh_cli_rfc3339(at, us, NULL)));
}

static void put_json(const status *st) {
    const mh_keep_serve *k = &st->l.serve;
    json_t *o = json_object(), *d = json_object(), *box = json_object(), *alerts = json_array(),
           *needs = json_array();
    json_object_set_new(d, "alive", json_boolean(st->l.alive));
    if (st->l.alive) json_object_set_new(d, "pid", json_integer(k->pid));
    json_object_set_new(d, "draining", json_boolean(st->l.alive && k->draining));
    json_object_set_new(d, "once", json_boolean(k->once));
    json_object_set_new(d, "running", json_integer(st->l.alive ? k->running : 0));
    set_time(d, "since", k->since);
    set_time(d, "seen", k->seen);
    mh_cli_set(d, "program", k->program);
    mh_cli_set(d, "folder", k->folder);
    mh_cli_set(d, "listen", k->listen);
    json_object_set_new(o, "daemon", d);
    mh_cli_set(o, "folder", mh_view_of(st->l.folder));
    json_object_set_new(o, "jobs", counts_json(st->states, STATES, state_name));
    json_object_set_new(o, "runs_24h", counts_json(st->runs, STATUSES, run_name));
    set_time(o, "next", st->next);
    mh_cli_set(o, "next_job", mh_view_of(st->next_job));
    mh_cli_set(o, "database", mh_view_of(st->db));
    if (st->bytes >= 0) json_object_set_new(o, "database_bytes", json_integer(st->bytes));
    for (int i = 0; i < MH_OUTBOX_N; i++)
        if (i != MH_OUTBOX_DELIVERED && i != MH_OUTBOX_DROPPED)
            json_object_set_new(box, mh_outbox_state_name((mh_outbox_state)i),
                                json_integer(st->outbox[i]));
    json_object_set_new(o, "outbox", box);
    for (size_t i = 0; i < st->alerts.len; i++) {
        const mh_alert_info *a = &st->alerts.ptr[i];
        json_t *one = json_object();
        mh_cli_set(one, "kind", a->kind);
        mh_cli_set(one, "subject", a->subject);
        mh_cli_set(one, "title", a->title);
        set_time(one, "since", a->since);
        json_array_append_new(alerts, one);
    }
    json_object_set_new(o, "alerts", alerts);
    for (size_t i = 0; i < st->needs.len; i++)
        json_array_append_new(needs, json_string(st->needs.ptr[i]));
    json_object_set_new(o, "needs", needs);
    json_object_set_new(o, "well", json_boolean(st->needs.len == 0));
    mh_cli_put_json(o);
}

static int show(const mh_cli *c, status *st) {
    mh_err e = {0};
    if (st->db == NULL || look(st, &e) != MH_OK) return mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    if (mh_view_starts(c->settings.format, MH_VIEW("json"))) {
        put_json(st);
    } else {
        if (!c->settings.quiet) put_text(st);
        if (!c->settings.quiet || st->needs.len) put_needs(st);
    }
    return st->needs.len ? MH_EXIT_FAILED : MH_EXIT_OK;
}

static int run_status(mh_cli *c) {
    status st = {0};
    if (c->words.len > 1)
        return mh_cli_usage(&mh_cmd_status, "status takes one folder, or nothing");
    int code = mh_joblist_open(c, c->words.len ? c->words.ptr[0] : NULL, false, &st.l);
    if (code != MH_EXIT_OK) return code;
    st.db = mh_settings_db(&c->settings, NULL);
    code = show(c, &st);
    mh_vec_clear(&st.alerts);
    mh_names_clear(&st.needs);
    mh_buf_clear(&st.next_text);
    free(st.next_job);
    free(st.db);
    mh_joblist_close(&st.l);
    return code;
}

const mh_command mh_cmd_status = {
    .name = "status",
    .usage = "status [FOLDER]",
    .about = "how the daemon and its jobs are, and what needs a person",
    .run = run_status,
    .help =
        "Ends with 0 when all is well, and with 1 when something needs a person, so that it serves "
        "as a\n"
        "check: no daemon runs though jobs have schedules; a job's file is broken; a job fails, "
        "or\n"
        "rests after many failures; something could not be told to others; an alert is under way.\n"
        "A daemon that is started by a timer (serve --once) is missed after 26 hours.\n"
        "\n"
        "  --jobs FOLDER    the folder of the job files\n"
        "  -q               only what needs a person\n"
        "  --format json    one object\n"
        "  --db FILE\n"};
