/* What the commands that show runs share: filters, names, JSON. Declared in runs.h. */
#include "base/map.h"
#include "cli/db.h"
#include "cli/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_FROM 5000 /* latest runs whose jobs may have been meant */

static int status_of(const char *name, int *out) {
    static const char *const names[] = {
#define MH_X(suffix, name) name,
        MH_RUNS_STATUSES(MH_X)
#undef MH_X
    };
    size_t n = sizeof names / sizeof *names;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(name, names[i]) != 0) continue;
        *out = (int)i;
        return MH_EXIT_OK;
    }
    const char *near = mh_nearest(mh_view_of(name), names, n, sizeof *names);
    return mh_cli_fail(MH_EXIT_USAGE,
                       "--status: no status '%s'%s%s%s: running, ok, partial, failed, "
                       "stopped, interrupted or died",
                       name, near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

int mh_cli_runs_filter(mh_cli *c, const mh_command *cmd, const char *job, mh_runs_filter *out) {
    mh_err e = {0};
    const char *status = mh_cli_value(c, "status"), *since = mh_cli_value(c, "since");
    *out = (mh_runs_filter){.status = -1, .limit = 20};
    if (job) out->job = mh_view_of(job);
    if (since) out->limit = MH_CLI_LIST_MAX;
    if (mh_cli_number(c, "limit", MH_CLI_LIST_MAX, &out->limit, &e) != MH_OK)
        return mh_cli_usage(cmd, e.msg);
    if (since &&
        !mh_doc_time(mh_view_of(since), false, mh_clock_wall_us(mh_clock_system()), &out->since))
        return mh_cli_fail(MH_EXIT_USAGE,
                           "--since wants an age (2h, 3d), a date or a time, not '%s'", since);
    return status ? status_of(status, &out->status) : MH_EXIT_OK;
}

int mh_cli_no_runs(mh_store *s, mh_view job) {
    mh_arena *a = mh_arena_new();
    mh_runs_filter f = {.status = -1, .limit = NAMES_FROM};
    mh_runs_record *r;
    size_t n;
    mh_map *seen = mh_map_new();
    MH_VEC(const char *) names = {0};
    if (mh_runs_list(s, &f, a, &r, &n, NULL) != MH_OK) n = 0;
    for (size_t i = 0; i < n; i++) {
        bool fresh;
        mh_map_at(seen, r[i].job, &fresh);
        if (fresh) mh_vec_push(&names, r[i].job.ptr); /* with a NUL behind */
    }
    const char *near = names.len ? mh_nearest(job, names.ptr, names.len, sizeof *names.ptr) : NULL;
    if (near && !mh_view_eq(job, mh_view_of(near)))
        mh_cli_fail(0, "no run of a job '%.*s' (did you mean '%s'?)", MH_FMT(job), near);
    else
        mh_cli_fail(0, "no run of a job '%.*s'; see: minehost runs, minehost jobs", MH_FMT(job));
    mh_vec_clear(&names);
    mh_map_free(seen);
    mh_arena_free(a);
    return MH_EXIT_FAILED;
}

json_t *mh_cli_run_json(const mh_runs_record *r) {
    const mh_runs_counts *n = &r->counts;
    json_t *o = json_object();
    json_object_set_new(o, "run", json_integer(r->id));
    mh_cli_set(o, "job", r->job);
    mh_cli_set(o, "path", r->path);
    mh_cli_set(o, "trigger", r->trigger);
    mh_cli_set(o, "status", mh_view_of(mh_runs_status_name(r->status)));
    mh_cli_set(o, "reason", r->reason);
    mh_cli_set(o, "program", r->program);
    mh_cli_set_time(o, "scheduled", r->scheduled, true);
    mh_cli_set_time(o, "started", r->started, true);
    mh_cli_set_time(o, "finished", r->finished, true);
    if (r->finished) json_object_set_new(o, "exit_code", json_integer(r->exit_code));
    json_object_set_new(o, "items",
                        json_pack("{s:I, s:I, s:I, s:I, s:I}", "new", (json_int_t)n->fresh,
                                  "changed", (json_int_t)n->changed, "unchanged",
                                  (json_int_t)n->unchanged, "failed", (json_int_t)n->failed,
                                  "dropped", (json_int_t)n->dropped));
    json_object_set_new(o, "requests", json_integer(n->requests));
    json_object_set_new(o, "bytes", json_integer(n->bytes));
    json_object_set_new(o, "cpu_s", json_real((double)n->cpu_us / 1e6));
    json_object_set_new(o, "wall_s", json_real((double)n->wall_us / 1e6));
    return o;
}

void mh_cli_put_json(json_t *o) {
    char *s = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(9));
    mh_cli_puts(s ? s : "{}");
    free(s);
    json_decref(o);
}

const char *mh_cli_status_colour(mh_runs_status st) {
    if (!mh_cli_colour()) return "";
    switch (st) {
    case MH_RUNS_OK: return "\033[32m";
    case MH_RUNS_RUNNING: return "\033[36m";
    case MH_RUNS_PARTIAL:
    case MH_RUNS_INTERRUPTED: return "\033[33m";
    default: return "\033[31m";
    }
}
