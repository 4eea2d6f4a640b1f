/* minehost runs: what ran, and how it ended. */
#include "store/runs.h"
#include "cli/db.h"

#include <stdio.h>
#include <stdlib.h>

static void put_row(const mh_runs_record *r) {
    char at[24];
    const mh_runs_counts *n = &r->counts;
    printf("%6lld  %s  %-11s %3d  ", (long long)r->id, mh_cli_minute(at, r->started),
           mh_runs_status_name(r->status), r->exit_code);
    mh_cli_cell(r->job, 20);
    printf(" %5lld %5lld %5lld %5lld  %6.1f s  ", (long long)n->fresh, (long long)n->changed,
           (long long)n->unchanged, (long long)n->failed, (double)n->wall_us / 1e6);
    mh_cli_put(r->reason);
    putchar('\n');
}

static int list(mh_store *s, size_t limit) {
    mh_err e = {0};
    mh_arena *a = mh_arena_new();
    mh_runs_record *r;
    size_t n;
    int code = MH_EXIT_OK;
    mh_runs_filter f = {.status = -1, .limit = limit};
    if (mh_runs_list(s, &f, a, &r, &n, &e) != MH_OK) {
        code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    } else {
        printf("%6s  %-16s  %-11s %3s  %-20s %5s %5s %5s %5s  %8s  %s\n", "run", "started (UTC)",
               "status", "exit", "job", "new", "chgd", "same", "fail", "time", "reason");
        for (size_t i = 0; i < n; i++) put_row(&r[i]);
    }
    mh_arena_free(a);
    return code;
}

static void put_events(mh_store *s, int64_t id, mh_arena *a) {
    static const char *const levels[] = {"debug", "info", "warn", "error"};
    mh_runs_event *ev;
    size_t n;
    if (mh_runs_events(s, id, MH_LOG_DEBUG, a, &ev, &n, NULL) != MH_OK) return;
    for (size_t i = 0; i < n; i++) {
        char at[24];
        printf("  %s  %-5s  ", mh_cli_minute(at, ev[i].at), levels[ev[i].level & 3]);
        mh_cli_put(ev[i].event);
        printf("  ");
        mh_cli_put(ev[i].fields);
        putchar('\n');
    }
}

static int one(mh_store *s, int64_t id) {
    mh_err e = {0};
    mh_arena *a = mh_arena_new();
    mh_runs_record r;
    char at[24], end[24];
    int code = MH_EXIT_OK;
    if (mh_runs_get(s, id, a, &r, &e) != MH_OK) {
        code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    } else {
        printf("run       %lld of job ", (long long)r.id);
        mh_cli_put(r.job);
        printf(" (");
        mh_cli_put(r.path);
        printf(")\nstarted   %s UTC by %.*s\nended     %s UTC, %s, exit code %d\n",
               mh_cli_minute(at, r.started), MH_FMT(r.trigger), mh_cli_minute(end, r.finished),
               mh_runs_status_name(r.status), r.exit_code);
        if (r.reason.len) {
            printf("reason    ");
            mh_cli_put(r.reason);
            putchar('\n');
        }
        printf("items     %lld new, %lld changed, %lld unchanged, %lld dropped, %lld failed\n",
               (long long)r.counts.fresh, (long long)r.counts.changed,
               (long long)r.counts.unchanged, (long long)r.counts.dropped,
               (long long)r.counts.failed);
        printf("used      %.2f s of CPU, %.2f s, %lld requests, %lld bytes fetched\n",
               (double)r.counts.cpu_us / 1e6, (double)r.counts.wall_us / 1e6,
               (long long)r.counts.requests, (long long)r.counts.bytes);
        put_events(s, id, a);
    }
    mh_arena_free(a);
    return code;
}

static int runs(mh_cli *c) {
    int64_t id = 0;
    if (c->words.len > 1 || (c->words.len == 1 && !mh_cli_id(c->words.ptr[0], &id)))
        return mh_cli_usage(&mh_cmd_runs, "runs takes the number of a run, or nothing");
    size_t limit = 20;
    mh_err e = {0};
    if (mh_cli_number(c, "limit", MH_CLI_LIST_MAX, &limit, &e) != MH_OK)
        return mh_cli_usage(&mh_cmd_runs, e.msg);
    mh_store *s = NULL;
    int code = mh_cli_open_db(c, &s);
    if (code != MH_EXIT_OK) return code;
    code = id ? one(s, id) : list(s, limit);
    mh_store_close(s);
    return code;
}

static const mh_option options[] = {{"limit", true}, {NULL, false}};

const mh_command mh_cmd_runs = {.name = "runs",
                                .usage = "runs [ID]",
                                .about = "list the latest runs, or tell all of one",
                                .run = runs,
                                .options = options,
                                .help = "  --limit N   runs to list (20)\n  --db FILE\n"};
