/* minehost runs: what ran, and how it ended. */
#include "cli/runs.h"

#include "base/utf8.h"
#include "cli/db.h"
#include "cli/when.h"

#include <stdio.h>
#include <stdlib.h>

#define JOB_WIDTH 28 /* at most; longer names push the rest to the right */

typedef struct screen {
    int64_t now;
    mh_zone *here; /* NULL: UTC */
    bool json;
    int job; /* widths */
    int when;
} screen;

static int width(mh_view v, int least, int most) {
    int n = (int)mh_utf8_len(v);
    return n < least ? least : n > most ? most : n;
}

static void put_row(const screen *s, const mh_runs_record *r) {
    char at[MH_WHEN], span[MH_WHEN];
    const mh_runs_counts *n = &r->counts;
    const char *colour = mh_cli_status_colour(r->status);
    bool running = r->status == MH_RUNS_RUNNING;
    printf("%6lld  %-*s  ", (long long)r->id, s->when,
           mh_cli_when(at, r->started, s->now, s->here));
    mh_cli_cell(r->job, (size_t)s->job);
    printf("  %s%-11s%s  ", colour, mh_runs_status_name(r->status), *colour ? "\033[0m" : "");
    mh_cli_cell(r->trigger, 12);
    printf("  %5lld %5lld %5lld %5lld  %7s  ", (long long)n->fresh, (long long)n->changed,
           (long long)n->unchanged, (long long)n->failed,
           mh_cli_span(span, running ? s->now - r->started : n->wall_us));
    mh_cli_put(r->reason);
    putchar('\n');
}

static void put_head(const screen *s) {
    const char *bold = mh_cli_colour() ? "\033[1m" : "";
    printf("%s%6s  %-*s  %-*s  %-11s  %-12s  %5s %5s %5s %5s  %7s  %s%s\n", bold, "RUN", s->when,
           "STARTED", s->job, "JOB", "STATUS", "BY", "NEW", "CHGD", "SAME", "FAIL", "TIME",
           "REASON", *bold ? "\033[0m" : "");
}

static int list(mh_store *s, screen *sc, const mh_runs_filter *f) {
    mh_err e = {0};
    mh_arena *a = mh_arena_new();
    mh_runs_record *r;
    size_t n;
    char at[MH_WHEN];
    int code = MH_EXIT_OK;
    if (mh_runs_list(s, f, a, &r, &n, &e) != MH_OK) {
        code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    } else if (n == 0 && f->job.len && f->status < 0 && f->since == 0) {
        code = mh_cli_no_runs(s, f->job);
    } else if (sc->json) {
        for (size_t i = 0; i < n; i++) mh_cli_put_json(mh_cli_run_json(&r[i]));
    } else if (n == 0) {
        fputs("minehost: no such runs\n", stderr);
    } else {
        for (size_t i = 0; i < n; i++) {
            sc->job = width(r[i].job, sc->job, JOB_WIDTH);
            sc->when = width(mh_view_of(mh_cli_when(at, r[i].started, sc->now, sc->here)), sc->when,
                             MH_WHEN);
        }
        put_head(sc);
        for (size_t i = 0; i < n; i++) put_row(sc, &r[i]);
    }
    mh_arena_free(a);
    return code;
}

static void put_events(mh_store *s, const screen *sc, int64_t id, mh_arena *a) {
    static const char *const levels[] = {"debug", "info", "warn", "error"};
    mh_runs_event *ev;
    size_t n;
    if (mh_runs_events(s, id, MH_LOG_DEBUG, a, &ev, &n, NULL) != MH_OK) return;
    for (size_t i = 0; i < n; i++) {
        char at[128];
        printf("  %.19s  %-5s  ", mh_cli_rfc3339(at, ev[i].at, sc->here), levels[ev[i].level & 3]);
        mh_cli_put(ev[i].event);
        fputs("  ", stdout);
        mh_cli_put(ev[i].fields);
        putchar('\n');
    }
}

static void put_one(const screen *sc, const mh_runs_record *r) {
    char at[MH_WHEN], planned[MH_WHEN], end[MH_WHEN], span[MH_WHEN];
    const mh_runs_counts *n = &r->counts;
    const char *colour = mh_cli_status_colour(r->status), *off = *colour ? "\033[0m" : "";
    printf("run        %lld of job ", (long long)r->id);
    mh_cli_put(r->job);
    fputs(" (", stdout);
    mh_cli_put(r->path);
    printf(")\nstarted    %s, by ", mh_cli_when(at, r->started, sc->now, sc->here));
    mh_cli_put(r->trigger);
    bool planned_for = r->scheduled && mh_view_eq(r->trigger, MH_VIEW("schedule"));
    if (planned_for)
        printf(", planned for %s", mh_cli_when(planned, r->scheduled, sc->now, sc->here));
    if (planned_for && r->started - r->scheduled >= 1000000)
        printf(" (%s late)", mh_cli_span(span, r->started - r->scheduled));
    putchar('\n');
    if (r->finished)
        printf("ended      %s, %s%s%s, exit code %d\n",
               mh_cli_when(end, r->finished, sc->now, sc->here), colour,
               mh_runs_status_name(r->status), off, r->exit_code);
    else
        printf("state      %s%s%s, process %lld, for %s\n", colour, mh_runs_status_name(r->status),
               off, (long long)r->pid, mh_cli_span(span, sc->now - r->started));
    if (r->reason.len) {
        fputs("reason     ", stdout);
        mh_cli_put(r->reason);
        putchar('\n');
    }
    printf("items      %lld new, %lld changed, %lld unchanged, %lld dropped, %lld failed\n",
           (long long)n->fresh, (long long)n->changed, (long long)n->unchanged,
           (long long)n->dropped, (long long)n->failed);
    printf("used       %.2f s of CPU, %.2f s, %lld requests, %lld bytes fetched\n",
           (double)n->cpu_us / 1e6, (double)n->wall_us / 1e6, (long long)n->requests,
           (long long)n->bytes);
}

static int one(mh_store *s, const screen *sc, int64_t id) {
    mh_err e = {0};
    mh_arena *a = mh_arena_new();
    mh_runs_record r;
    int code = MH_EXIT_OK;
    if (mh_runs_get(s, id, a, &r, &e) != MH_OK) {
        code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    } else if (sc->json) {
        mh_cli_put_json(mh_cli_run_json(&r));
    } else {
        put_one(sc, &r);
        put_events(s, sc, id, a);
    }
    mh_arena_free(a);
    return code;
}

static int runs(mh_cli *c) {
    int64_t id = 0;
    mh_runs_filter f;
    mh_store *s = NULL;
    if (c->words.len > 1 || (c->words.len == 1 && !mh_cli_id(c->words.ptr[0], &id)))
        return mh_cli_usage(&mh_cmd_runs,
                            "runs takes the number of a run, or nothing; those of one "
                            "job: --job NAME");
    int code = mh_cli_runs_filter(c, &mh_cmd_runs, mh_cli_value(c, "job"), &f);
    if (code != MH_EXIT_OK) return code;
    if ((code = mh_cli_open_db(c, &s)) != MH_EXIT_OK) return code;
    screen sc = {.now = mh_clock_wall_us(mh_clock_system()),
                 .json = mh_view_starts(c->settings.format, MH_VIEW("json")),
                 .job = 8,
                 .when = 11};
    if (mh_zone_open(&sc.here, (mh_view){0}, NULL) != MH_OK) sc.here = NULL;
    code = id ? one(s, &sc, id) : list(s, &sc, &f);
    mh_zone_free(sc.here);
    mh_store_close(s);
    return code;
}

static const mh_option options[] = {
    {"limit", true}, {"job", true}, {"status", true}, {"since", true}, {NULL, false}};

const mh_command mh_cmd_runs = {
    .name = "runs",
    .usage = "runs [ID]",
    .about = "list the latest runs, or tell all of one",
    .run = runs,
    .options = options,
    .help =
        "Times are those of this machine's zone. A run is ok, partial (some items failed), "
        "failed,\n"
        "stopped (by a limit), interrupted (by a signal), died (its process went away without a\n"
        "word) or running.\n"
        "\n"
        "  --job NAME       of that job\n"
        "  --status S       that ended so, or are running\n"
        "  --since AGE      started since: 2h, 3d, a date, a time\n"
        "  --limit N        runs to list (20; with --since all)\n"
        "  --format jsonl   an object a line\n"
        "  --db FILE\n"};
