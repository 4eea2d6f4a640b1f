#include "cli/joblist.h"

#include "base/fs.h"
#include "cli/db.h"
#include "cli/when.h"

#include <stdlib.h>
#include <string.h>

const char *mh_job_state_name(mh_job_state s) {
    static const char *const names[] = {
#define MH_X(suffix, name) name,
        MH_JOB_STATES(MH_X)
#undef MH_X
    };
    return names[s];
}

static int open_store(const mh_cli *c, bool write, mh_joblist *l) {
    mh_err e = {0};
    if (write) return mh_cli_make_db(c, &l->store);
    char *path = mh_settings_db(&c->settings, &e);
    if (path == NULL) return mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    bool there = mh_fs_is_file(path);
    free(path);
    return there ? mh_cli_open_db(c, &l->store) : MH_EXIT_OK;
}

/* *given: somebody named it. */
static char *folder_of(const mh_cli *c, const mh_joblist *l, const char *named, bool *given,
                       mh_err *e) {
    *given = named || c->settings.jobs.len;
    if (named) return mh_strndup(named, strlen(named));
    if (c->settings.jobs.len == 0 && l->serve.folder.len)
        return mh_strndup(l->serve.folder.ptr, l->serve.folder.len);
    return mh_jobs_folder(c->settings.jobs, e);
}

static int scan(const mh_cli *c, const char *named, mh_joblist *l) {
    mh_err e = {0};
    bool given;
    l->folder = folder_of(c, l, named, &given, &e);
    if (l->folder == NULL) return mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    bool there = mh_fs_is_dir(l->folder);
    if (given && !there) return mh_cli_fail(MH_EXIT_USAGE, "no folder %s of jobs", l->folder);
    l->jobs = mh_jobs_new(l->folder, NULL);
    free(l->folder);
    l->folder = mh_strndup(mh_jobs_path(l->jobs), strlen(mh_jobs_path(l->jobs)));
    l->ours = l->alive && mh_view_eq(l->serve.folder, mh_view_of(l->folder));
    if (there && mh_jobs_scan(l->jobs, &e) != MH_OK)
        return mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    if (l->store && mh_keep_lay(l->store, l->jobs, &e) != MH_OK)
        return mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    return MH_EXIT_OK;
}

int mh_joblist_open(const mh_cli *c, const char *folder, bool write, mh_joblist *out) {
    mh_err e = {0};
    *out = (mh_joblist){.arena = mh_arena_new(), .now = mh_clock_wall_us(mh_clock_system())};
    if (mh_zone_open(&out->here, (mh_view){0}, NULL) != MH_OK) out->here = NULL; /* UTC */
    int code = open_store(c, write, out);
    if (code == MH_EXIT_OK && out->store &&
        mh_keep_serve_get(out->store, out->arena, &out->serve, &out->alive, &e) != MH_OK)
        code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    if (code == MH_EXIT_OK) code = scan(c, folder, out);
    if (code != MH_EXIT_OK) mh_joblist_close(out);
    return code;
}

void mh_joblist_close(mh_joblist *l) {
    mh_jobs_free(l->jobs);
    mh_store_close(l->store);
    mh_arena_free(l->arena);
    mh_zone_free(l->here);
    free(l->folder);
    *l = (mh_joblist){0};
}

mh_jobs_entry *mh_joblist_find(mh_joblist *l, const char *name) {
    mh_jobs_entry *e = mh_jobs_find(l->jobs, mh_view_of(name));
    MH_VEC(const char *) names = {0};
    if (e) return e;
    for (size_t i = 0; i < mh_jobs_len(l->jobs); i++)
        mh_vec_push(&names, mh_jobs_at(l->jobs, i)->name);
    const char *near =
        names.len ? mh_nearest(mh_view_of(name), names.ptr, names.len, sizeof *names.ptr) : NULL;
    if (near)
        mh_cli_fail(0, "no job '%s' in %s (did you mean '%s'?)", name, l->folder, near);
    else
        mh_cli_fail(0, "no job '%s' in %s; see: minehost jobs", name, l->folder);
    mh_vec_clear(&names);
    return NULL;
}

/* --- one job --- */

static bool is_failure(const mh_runs_record *r) {
    return r->status == MH_RUNS_FAILED || r->status == MH_RUNS_STOPPED || r->status == MH_RUNS_DIED;
}

/* The latest run, and how many in a row failed, as far as MH_JOB_FAILS. */
static mh_rc read_runs(mh_joblist *l, mh_jobline *out, bool *running, mh_err *e) {
    mh_runs_filter f = {.job = mh_view_of(out->job->name), .status = -1, .limit = 8};
    mh_runs_record *r;
    size_t n, bad = 0, i = 0;
    if (l->store == NULL) return MH_OK;
    if (mh_runs_list(l->store, &f, l->arena, &r, &n, e) != MH_OK) return MH_FAIL;
    if (n) out->last = r[0];
    for (; i < n && r[i].status == MH_RUNS_RUNNING && !*running; i++)
        if (mh_runs_alive(l->store, r[i].id, running, e) != MH_OK) return MH_FAIL;
    for (i = 0; i < n; i++) {
        if (is_failure(&r[i]))
            bad++;
        else if (r[i].status == MH_RUNS_OK || r[i].status == MH_RUNS_PARTIAL)
            break;
    }
    out->failures = out->plan.failures > (int64_t)bad ? out->plan.failures : (int64_t)bad;
    return MH_OK;
}

static mh_job_state state_of(const mh_joblist *l, const mh_jobline *j, bool running) {
    const mh_jobs_entry *e = j->job;
    if (e->error) return MH_JOB_BROKEN;
    if (e->paused) return MH_JOB_PAUSED;
    if (running) return MH_JOB_RUNNING;
    if (j->plan.open_until > l->now) return MH_JOB_RESTING;
    if (j->failures >= MH_JOB_FAILS) return MH_JOB_FAILING;
    if (mh_schedule_any(mh_jobs_schedule(e))) return MH_JOB_OK;
    return e->declared ? MH_JOB_HAND : MH_JOB_SCRIPT;
}

mh_rc mh_jobline_read(mh_joblist *l, mh_jobs_entry *job, mh_jobline *out, mh_err *e) {
    bool running = false;
    const mh_schedule *s = mh_jobs_schedule(job);
    *out = (mh_jobline){.job = job, .zone_name = s->timezone};
    if (l->store && mh_keep_plan_get(l->store, mh_view_of(job->name), &out->plan, e) != MH_OK)
        return MH_FAIL;
    if (read_runs(l, out, &running, e) != MH_OK) return MH_FAIL;
    out->state = state_of(l, out, running);
    if (s->crons.len) out->zone_name = s->crons.ptr[0].zone;
    if (mh_zone_open(&out->zone, out->zone_name, NULL) != MH_OK) out->zone = NULL;
    int64_t from = out->plan.open_until > l->now ? out->plan.open_until : l->now;
    if (!job->paused && job->loaded && !job->error)
        out->nexts = mh_jobs_next(job, out->plan.handled, from, out->next, MH_JOB_NEXT);
    out->soon = s->every > 0 && out->plan.handled == 0;
    return MH_OK;
}

void mh_jobline_clear(mh_jobline *j) {
    mh_zone_free(j->zone);
    j->zone = NULL;
}

void mh_jobline_put_next(mh_buf *out, const mh_joblist *l, const mh_jobline *j) {
    bool differs = false;
    if (j->nexts == 0) {
        bool event = j->job->loaded && !j->job->paused && !j->job->error &&
                     mh_schedule_any(mh_jobs_schedule(j->job));
        mh_buf_puts(out, event ? "at an event" : "-");
        return;
    }
    if (j->soon) {
        mh_buf_puts(out, l->ours ? "soon" : "when the daemon starts");
        return;
    }
    for (size_t i = 0; i < j->nexts; i++)
        differs = differs || mh_zone_offset(j->zone, j->next[i] / 1000000) !=
                                 mh_zone_offset(l->here, j->next[i] / 1000000);
    mh_cli_whens(out, j->next, j->nexts, l->now, j->zone);
    if (!differs) return;
    mh_buf_printf(out, " %.*s (here ", MH_FMT(j->zone_name));
    mh_cli_whens_beside(out, j->next, j->nexts, l->here, j->zone);
    mh_buf_putc(out, ')');
}

void mh_joblist_put_daemon(mh_buf *out, const mh_joblist *l) {
    char at[MH_WHEN];
    if (!l->alive)
        mh_buf_puts(out, "no daemon runs: minehost serve");
    else if (!l->ours)
        mh_buf_printf(out, "the daemon (process %lld) serves another folder: %.*s",
                      (long long)l->serve.pid, MH_FMT(l->serve.folder));
    else
        mh_buf_printf(out, "served by process %lld since %s%s", (long long)l->serve.pid,
                      mh_cli_when(at, l->serve.since, l->now, l->here),
                      l->serve.draining ? ", which is about to end" : "");
}
