/* minehost logs: what runs said, from their records; on request as they say it. */
#include "base/utf8.h"
#include "cli/db.h"
#include "cli/runs.h"
#include "cli/when.h"

#include <jansson.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POLL_MS    300
#define LOOK_TURNS 10 /* polls after which a run is looked at though nothing was committed */

/* A run that is being told. */
typedef struct told {
    int64_t id, seq; /* seq: of its last event that was told */
    bool begun, ended;
} told;

typedef struct teller {
    mh_store *store;
    mh_zone *here; /* NULL: UTC */
    mh_level level;
    bool json, colour;
    mh_runs_filter filter;
    int64_t only; /* one run; 0: those of the filter */
    MH_VEC(told) runs;
} teller;

static const char *const levels[] = {"debug", "info", "warn", "error"};

/* --- one event --- */

static void put_plain(mh_view v) {
    bool plain = v.len > 0;
    for (size_t i = 0; i < v.len; i++)
        plain = plain && (unsigned char)v.ptr[i] > ' ' && v.ptr[i] != '"' && v.ptr[i] != '=';
    mh_buf b = {0};
    mh_log_escape(&b, v, !plain);
    printf(plain ? "%s" : "\"%s\"", b.ptr ? b.ptr : "");
    mh_buf_clear(&b);
}

static void put_fields(const json_t *fields) {
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)(uintptr_t)fields, key, v) {
        putchar(' ');
        put_plain(mh_view_of(key));
        putchar('=');
        char *text = json_is_string(v)
                         ? NULL
                         : json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
        put_plain(text ? mh_view_of(text) : (mh_view){json_string_value(v), json_string_length(v)});
        free(text);
    }
}

/* Takes fields. */
static void put_event(const teller *t, const mh_runs_record *r, int64_t at, mh_level level,
                      mh_view event, json_t *fields) {
    char time[MH_RFC3339_MAX];
    if (level < t->level) {
        json_decref(fields);
        return;
    }
    if (t->json) {
        mh_rfc3339(time, at, 0, true);
        json_t *o = json_pack("{s:s, s:s, s:s%, s:I, s:s%}", "time", time, "level",
                              levels[level & 3], "job", r->job.ptr, r->job.len, "run",
                              (json_int_t)r->id, "event", event.ptr, event.len);
        if (o && fields) json_object_set(o, "fields", fields);
        if (o) mh_cli_put_json(o);
    } else {
        const char *c = !t->colour              ? ""
                        : level >= MH_LOG_ERROR ? "\033[31m"
                        : level == MH_LOG_WARN  ? "\033[33m"
                                                : "";
        mh_cli_rfc3339(time, at, t->here);
        time[10] = ' ';
        printf("%s%.19s%s  %s%-5s%s  ", t->colour ? "\033[2m" : "", time,
               t->colour ? "\033[0m" : "", c, levels[level & 3], *c ? "\033[0m" : "");
        mh_cli_put(r->job);
        printf(" %lld  ", (long long)r->id);
        mh_cli_put(event);
        put_fields(fields);
        putchar('\n');
    }
    json_decref(fields);
}

/* --- one run --- */

static void put_begin(const teller *t, const mh_runs_record *r) {
    char at[128];
    json_t *o = json_object();
    json_object_set_new(o, "by", json_stringn(r->trigger.ptr, r->trigger.len));
    if (r->scheduled && mh_view_eq(r->trigger, MH_VIEW("schedule")))
        json_object_set_new(o, "planned", json_string(mh_cli_rfc3339(at, r->scheduled, t->here)));
    put_event(t, r, r->started, MH_LOG_INFO, MH_VIEW("run-started"), o);
}

static void put_end(const teller *t, const mh_runs_record *r) {
    static const char *const names[] = {"new", "changed", "unchanged", "failed", "dropped"};
    const mh_runs_counts *n = &r->counts;
    const int64_t counts[] = {n->fresh, n->changed, n->unchanged, n->failed, n->dropped};
    json_t *o = json_object();
    mh_level level = r->status == MH_RUNS_OK ? MH_LOG_INFO
                     : r->status == MH_RUNS_PARTIAL || r->status == MH_RUNS_INTERRUPTED
                         ? MH_LOG_WARN
                         : MH_LOG_ERROR;
    json_object_set_new(o, "status", json_string(mh_runs_status_name(r->status)));
    json_object_set_new(o, "exit_code", json_integer(r->exit_code));
    if (r->reason.len) json_object_set_new(o, "reason", json_stringn(r->reason.ptr, r->reason.len));
    for (int i = 0; i < 5; i++)
        if (counts[i]) json_object_set_new(o, names[i], json_integer(counts[i]));
    json_object_set_new(o, "seconds", json_real(floor((double)n->wall_us / 1e5) / 10));
    put_event(t, r, r->finished, level, MH_VIEW("run-ended"), o);
}

static mh_rc tell(const teller *t, told *x, mh_arena *a, mh_err *e) {
    mh_runs_record r;
    mh_runs_event *ev;
    size_t n;
    if (mh_runs_get(t->store, x->id, a, &r, e) != MH_OK ||
        mh_runs_events(t->store, x->id, t->level, a, &ev, &n, e) != MH_OK)
        return MH_FAIL;
    if (!x->begun) put_begin(t, &r);
    x->begun = true;
    for (size_t i = 0; i < n; i++) {
        if (ev[i].seq <= x->seq) continue;
        put_event(t, &r, ev[i].at, ev[i].level, ev[i].event,
                  ev[i].fields.len ? json_loadb(ev[i].fields.ptr, ev[i].fields.len, 0, NULL)
                                   : NULL);
        x->seq = ev[i].seq;
    }
    if (!x->ended && r.finished) {
        put_end(t, &r);
        x->ended = true;
    }
    return MH_OK;
}

/* A process that went away without finishing its record says nothing more. */
static mh_rc look_alive(teller *t, told *x, mh_arena *a, mh_err *e) {
    bool alive;
    mh_runs_record r;
    if (x->ended) return MH_OK;
    if (mh_runs_alive(t->store, x->id, &alive, e) != MH_OK ||
        mh_runs_get(t->store, x->id, a, &r, e) != MH_OK)
        return MH_FAIL;
    if (alive || r.finished) return MH_OK;
    put_event(t, &r, r.started, MH_LOG_ERROR, MH_VIEW("run-died"),
              json_pack("{s:s}", "reason", "its process is gone, and has left no word"));
    x->ended = true;
    return MH_OK;
}

/* --- all of them --- */

/* Those that are new since the last one told, oldest first. */
static mh_rc find_runs(teller *t, mh_arena *a, mh_err *e) {
    mh_runs_record *r;
    size_t n;
    int64_t last = t->runs.len ? t->runs.ptr[t->runs.len - 1].id : 0;
    if (t->only) {
        if (t->runs.len == 0) mh_vec_push(&t->runs, ((told){.id = t->only}));
        return MH_OK;
    }
    if (mh_runs_list(t->store, &t->filter, a, &r, &n, e) != MH_OK) return MH_FAIL;
    for (size_t i = n; i-- > 0;)
        if (r[i].id > last) mh_vec_push(&t->runs, ((told){.id = r[i].id}));
    return MH_OK;
}

static mh_rc tell_all(teller *t, bool look, mh_err *e) {
    mh_arena *a = mh_arena_new();
    mh_rc rc = find_runs(t, a, e);
    for (size_t i = 0; rc == MH_OK && i < t->runs.len; i++) {
        if (t->runs.ptr[i].ended) continue;
        rc = tell(t, &t->runs.ptr[i], a, e);
        if (rc == MH_OK && look) rc = look_alive(t, &t->runs.ptr[i], a, e);
    }
    fflush(stdout);
    mh_arena_free(a);
    return rc;
}

static mh_rc follow(teller *t, mh_err *e) {
    int64_t seen = 0, now = 0;
    mh_rc rc = mh_store_changes(t->store, &seen, e);
    if (rc == MH_OK) rc = tell_all(t, true, e);
    t->filter.limit = 1000; /* of new ones, from one poll to the next */
    for (int turn = 1; rc == MH_OK && !ferror(stdout); turn++) {
        if (t->only && t->runs.ptr[0].ended) break;
        struct pollfd gone = {.fd = 1}; /* the reader of a pipe went away */
        if (poll(&gone, 1, POLL_MS) > 0) break;
        rc = mh_store_changes(t->store, &now, e);
        bool look = turn % LOOK_TURNS == 0;
        if (rc == MH_OK && (now != seen || look)) rc = tell_all(t, look, e);
        seen = now;
    }
    return rc;
}

static int start(mh_cli *c, teller *t) {
    mh_err e = {0};
    const char *level = mh_cli_value(c, "level"), *word = c->words.len ? c->words.ptr[0] : NULL;
    if (level && (!mh_level_parse(mh_view_of(level), &t->level) || t->level == MH_LOG_OFF))
        return mh_cli_usage(&mh_cmd_logs, "--level wants debug, info, warn or error");
    if (c->words.len > 1) return mh_cli_usage(&mh_cmd_logs, "logs takes one job, or one run");
    const char *job = word && !mh_cli_id(word, &t->only) ? word : NULL;
    int code = mh_cli_runs_filter(c, &mh_cmd_logs, job, &t->filter);
    if (code == MH_EXIT_OK) code = mh_cli_open_db(c, &t->store);
    if (code != MH_EXIT_OK) return code;
    mh_arena *a = mh_arena_new();
    mh_runs_record one;
    mh_rc rc = t->only ? mh_runs_get(t->store, t->only, a, &one, &e) : find_runs(t, a, &e);
    mh_arena_free(a);
    if (rc != MH_OK) return mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    if (job && t->runs.len == 0 && t->filter.since == 0 && !mh_cli_value(c, "follow"))
        return mh_cli_no_runs(t->store, mh_view_of(job));
    return MH_EXIT_OK;
}

static int logs(mh_cli *c) {
    mh_err e = {0};
    teller t = {.level = MH_LOG_INFO,
                .json = mh_view_starts(c->settings.format, MH_VIEW("json")),
                .colour = mh_cli_colour()};
    int code = start(c, &t);
    if (mh_zone_open(&t.here, (mh_view){0}, NULL) != MH_OK) t.here = NULL;
    if (code == MH_EXIT_OK) {
        mh_rc rc = mh_cli_value(c, "follow") ? follow(&t, &e) : tell_all(&t, false, &e);
        if (rc != MH_OK) code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    }
    mh_vec_clear(&t.runs);
    mh_zone_free(t.here);
    mh_store_close(t.store);
    return code;
}

static const mh_option options[] = {
    {"follow", false}, {"since", true}, {"level", true}, {"limit", true}, {NULL, false}};

const mh_command mh_cmd_logs = {
    .name = "logs",
    .usage = "logs [NAME | RUN]",
    .about = "show what runs said: of all jobs, of one, or of one run",
    .run = logs,
    .options = options,
    .help = "Events of mine.log, print, failed items and the like, with the beginning and the end "
            "of each\n"
            "run, oldest first. Of each run its first 200 and its last 800 events are kept.\n"
            "\n"
            "  --follow         go on, as runs say more; of one run until it ends\n"
            "  --since AGE      runs started since: 2h, 3d, a date, a time\n"
            "  --level L        from warn or error on; debug: also what runs with -v noted (info)\n"
            "  --limit N        latest runs that are told (20; with --since all)\n"
            "  --format jsonl   an object a line, times in UTC\n"
            "  --db FILE\n"};
