/* minehost jobs: which jobs there are, how they are, when they run next. */
#include "base/fs.h"
#include "base/utf8.h"
#include "cli/db.h"
#include "cli/joblist.h"
#include "cli/runs.h"
#include "cli/when.h"
#include "run/describe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_MAX_SHOWN 32

/* --- the hidden part: what the daemon asks of a process of its own --- */

/* The paths of standard input, each with a NUL behind it; or the job files of a folder. */
static mh_rc paths_of(const char *folder, mh_names *out, mh_err *e) {
    mh_buf in = {0};
    mh_names names = {0};
    char chunk[65536];
    mh_rc rc = folder ? mh_fs_list(&names, folder, e) : MH_OK;
    for (size_t i = 0; i < names.len; i++)
        if (mh_jobs_is_file(mh_view_of(names.ptr[i])))
            mh_vec_push(out, mh_path_join(folder, names.ptr[i]));
    for (ssize_t n; folder == NULL && (n = read(STDIN_FILENO, chunk, sizeof chunk)) > 0;)
        mh_buf_put_n(&in, chunk, (size_t)n);
    for (size_t at = 0; at < in.len; at += strlen(in.ptr + at) + 1)
        mh_vec_push(out, mh_strndup(in.ptr + at, strlen(in.ptr + at)));
    mh_names_clear(&names);
    mh_buf_clear(&in);
    return rc;
}

static int describe(const char *folder) {
    mh_names paths = {0};
    mh_err e = {0};
    mh_describe_limit();
    mh_rc rc = paths_of(folder, &paths, &e);
    if (rc == MH_OK) rc = mh_describe(paths.ptr, paths.len, stdout, &e);
    mh_names_clear(&paths);
    return rc == MH_OK ? MH_EXIT_OK : mh_cli_fail(MH_EXIT_FAILED, "%s", e.msg);
}

/* --- as JSON --- */

static void set_time(json_t *o, const char *key, int64_t us, const mh_zone *z) {
    char at[128];
    if (us) json_object_set_new(o, key, json_string(mh_cli_rfc3339(at, us, z)));
}

static json_t *run_json(const mh_runs_record *r) {
    json_t *o = json_object();
    json_object_set_new(o, "id", json_integer(r->id));
    mh_cli_set(o, "status", mh_view_of(mh_runs_status_name(r->status)));
    mh_cli_set(o, "trigger", r->trigger);
    mh_cli_set(o, "reason", r->reason);
    set_time(o, "started", r->started, NULL);
    set_time(o, "finished", r->finished, NULL);
    if (r->finished) json_object_set_new(o, "exit_code", json_integer(r->exit_code));
    return o;
}

static void put_json(const mh_joblist *l, const mh_jobline *j) {
    const mh_jobs_entry *e = j->job;
    json_t *o = json_object(), *next = json_array();
    mh_buf words = {0};
    mh_schedule_say(&words, mh_jobs_schedule(e));
    mh_cli_set(o, "name", mh_view_of(e->name));
    mh_cli_set(o, "path", mh_view_of(e->path));
    mh_cli_set(o, "about", e->job.about);
    mh_cli_set(o, "state", mh_view_of(mh_job_state_name(j->state)));
    mh_cli_set(o, "error", mh_view_of(e->error));
    mh_cli_set(o, "triggers", mh_buf_view(&words));
    json_object_set_new(o, "declared", json_boolean(e->declared));
    json_object_set_new(o, "paused", json_boolean(e->paused));
    mh_cli_set(o, "given_schedule", mh_view_of(e->given_cron));
    mh_cli_set(o, "given_zone", mh_view_of(e->given_zone));
    mh_cli_set(o, "given_error", mh_view_of(e->given_error));
    mh_cli_set(o, "zone", j->zone_name);
    json_object_set_new(o, "failures", json_integer(j->failures));
    if (j->state == MH_JOB_RESTING) set_time(o, "resting_until", j->plan.open_until, NULL);
    if (j->last.id) json_object_set_new(o, "last_run", run_json(&j->last));
    for (size_t i = 0; i < j->nexts && !j->soon; i++) {
        char at[128];
        json_array_append_new(next, json_string(mh_cli_rfc3339(at, j->next[i], j->zone)));
    }
    json_object_set_new(o, "next", next);
    json_object_set_new(o, "served", json_boolean(l->ours));
    mh_cli_put_json(o);
    mh_buf_clear(&words);
}

/* --- for people --- */

static const char *colour_of(mh_job_state s) {
    switch (s) {
    case MH_JOB_BROKEN:
    case MH_JOB_FAILING: return "\033[31m";
    case MH_JOB_PAUSED:
    case MH_JOB_RESTING: return "\033[33m";
    case MH_JOB_RUNNING: return "\033[36m";
    case MH_JOB_OK: return "\033[32m";
    default: return "";
    }
}

/* v, padded to width characters; colour "" or of a terminal. */
static void put_cell(mh_view v, size_t width, const char *colour) {
    fputs(colour, stdout);
    mh_cli_cell(v, width);
    fputs(*colour ? "\033[0m  " : "  ", stdout);
}

static void put_line(const char *colour, const char *before, mh_view text) {
    printf("%s  %s", colour, before);
    mh_cli_put(text);
    puts(*colour ? "\033[0m" : "");
}

static void put_last(mh_buf *out, const mh_joblist *l, const mh_jobline *j) {
    char at[MH_WHEN], span[MH_WHEN];
    const mh_runs_record *r = &j->last;
    if (r->id == 0) {
        mh_buf_puts(out, "never");
        return;
    }
    mh_buf_puts(out, mh_cli_when(at, r->started, l->now, l->here));
    if (j->state == MH_JOB_RUNNING && r->status == MH_RUNS_RUNNING)
        mh_buf_printf(out, ", for %s", mh_cli_span(span, l->now - r->started));
    else
        mh_buf_printf(out, ", %s", mh_runs_status_name(r->status));
}

/* What is to be known besides: each a line of its own. */
static void put_notes(const mh_joblist *l, const mh_jobline *j, bool colour) {
    const mh_jobs_entry *e = j->job;
    const char *red = colour ? "\033[31m" : "", *dim = colour ? "\033[2m" : "";
    char at[MH_WHEN];
    mh_buf b = {0};
    if (e->loaded) {
        mh_schedule_say(&b, mh_jobs_schedule(e));
        if (e->has_given) mh_buf_puts(&b, " (as people said, in the place of the file's schedule)");
        put_line(dim, "", mh_buf_view(&b));
    }
    if (e->error) put_line(red, "", mh_view_of(e->error));
    if (e->error && l->ours)
        put_line(dim, "",
                 MH_VIEW("the daemon goes on with the version that it loaded, if it had one"));
    if (e->given_error)
        put_line(red, "the schedule that people gave does not count: ", mh_view_of(e->given_error));
    mh_buf_reset(&b);
    if (j->state == MH_JOB_RESTING)
        mh_buf_printf(&b,
                      "rests until %s after %lld failures in a row; to try at once: minehost "
                      "run %s --now",
                      mh_cli_when(at, j->plan.open_until, l->now, l->here), (long long)j->failures,
                      e->name);
    else if (j->state == MH_JOB_FAILING)
        mh_buf_printf(&b, "its last %lld runs failed%s%.*s", (long long)j->failures,
                      j->last.reason.len ? ": " : "", MH_FMT(j->last.reason));
    if (b.len) put_line(red, "", mh_buf_view(&b));
    mh_buf_clear(&b);
}

typedef struct table {
    MH_VEC(mh_jobline) rows;
    MH_VEC(char *) last;
    size_t name, state, when; /* widths */
} table;

static size_t wider(size_t a, mh_view v) {
    size_t n = mh_utf8_len(v);
    return n > a ? n : a;
}

static void put_table(const mh_joblist *l, table *t) {
    bool colour = mh_cli_colour();
    for (size_t i = 0; i < t->rows.len; i++) {
        mh_buf b = {0};
        put_last(&b, l, &t->rows.ptr[i]);
        t->when = wider(t->when, mh_buf_view(&b));
        mh_vec_push(&t->last, mh_buf_take(&b));
        t->name = wider(t->name, mh_view_of(t->rows.ptr[i].job->name));
        t->state = wider(t->state, mh_view_of(mh_job_state_name(t->rows.ptr[i].state)));
    }
    if (t->name > NAME_MAX_SHOWN) t->name = NAME_MAX_SHOWN;
    const char *bold = colour ? "\033[1m" : "";
    put_cell(MH_VIEW("JOB"), t->name, bold);
    put_cell(MH_VIEW("STATE"), t->state, bold);
    put_cell(MH_VIEW("LAST RUN"), t->when, bold);
    printf("%sNEXT RUNS%s\n", bold, colour ? "\033[0m" : "");
    for (size_t i = 0; i < t->rows.len; i++) {
        const mh_jobline *j = &t->rows.ptr[i];
        mh_buf b = {0};
        put_cell(mh_view_of(j->job->name), t->name, bold);
        put_cell(mh_view_of(mh_job_state_name(j->state)), t->state,
                 colour ? colour_of(j->state) : "");
        put_cell(mh_view_of(t->last.ptr[i]), t->when, "");
        mh_jobline_put_next(&b, l, j);
        mh_cli_put(mh_buf_view(&b));
        putchar('\n');
        put_notes(l, j, colour);
        mh_buf_clear(&b);
    }
}

static void put_foot(const mh_joblist *l, size_t n) {
    mh_buf b = {0};
    mh_joblist_put_daemon(&b, l);
    if (n)
        mh_cli_fail(0, "%zu job%s in %s; %s", n, n == 1 ? "" : "s", l->folder, b.ptr);
    else
        mh_cli_fail(0,
                    "no jobs in %s: a file NAME.lua there is one (minehost new job NAME); another "
                    "folder: minehost jobs FOLDER",
                    l->folder);
    mh_buf_clear(&b);
}

static int list(mh_cli *c, mh_joblist *l, const char *only) {
    table t = {.name = 3, .state = 5, .when = 8};
    mh_err e = {0};
    mh_rc rc = MH_OK;
    mh_jobs_entry *one = only ? mh_joblist_find(l, only) : NULL;
    if (only && one == NULL) return MH_EXIT_USAGE;
    for (size_t i = 0; rc == MH_OK && i < mh_jobs_len(l->jobs); i++) {
        mh_jobline j;
        if (one && mh_jobs_at(l->jobs, i) != one) continue;
        rc = mh_jobline_read(l, mh_jobs_at(l->jobs, i), &j, &e);
        mh_vec_push(&t.rows, j);
    }
    bool json = mh_view_starts(c->settings.format, MH_VIEW("json"));
    for (size_t i = 0; rc == MH_OK && json && i < t.rows.len; i++) put_json(l, &t.rows.ptr[i]);
    if (rc == MH_OK && !json && t.rows.len) put_table(l, &t);
    if (rc == MH_OK && !json && !c->settings.quiet && !one) {
        fflush(stdout);
        put_foot(l, t.rows.len);
    }
    for (size_t i = 0; i < t.rows.len; i++) mh_jobline_clear(&t.rows.ptr[i]);
    for (size_t i = 0; i < t.last.len; i++) free(t.last.ptr[i]);
    mh_vec_clear(&t.rows);
    mh_vec_clear(&t.last);
    return rc == MH_OK ? MH_EXIT_OK : mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
}

static int jobs(mh_cli *c) {
    mh_joblist l;
    if (mh_cli_value(c, "describe")) return describe(c->words.len ? c->words.ptr[0] : NULL);
    if (c->words.len > 1) return mh_cli_usage(&mh_cmd_jobs, "jobs takes one folder, or one name");
    const char *word = c->words.len ? c->words.ptr[0] : NULL;
    bool folder = word && (mh_fs_is_dir(word) || strchr(word, '/'));
    int code = mh_joblist_open(c, folder ? word : NULL, false, &l);
    if (code != MH_EXIT_OK) return code;
    code = list(c, &l, folder ? NULL : word);
    mh_joblist_close(&l);
    return code;
}

static const mh_option options[] = {{"describe", false}, {NULL, false}};

const mh_command mh_cmd_jobs = {
    .name = "jobs",
    .usage = "jobs [FOLDER | NAME]",
    .about = "list the jobs that run unattended: how they are, when they run next",
    .run = jobs,
    .options = options,
    .help =
        "The jobs are the files NAME.lua of a folder: FOLDER, the setting jobs, that of the "
        "daemon,\n"
        "or jobs in the configuration folder. States:\n"
        "  ok          waits for its next run, or for an event\n"
        "  running     a run of it is under way\n"
        "  failing     its last three runs failed\n"
        "  resting     failed so often that it waits for longer (minehost run NAME --now)\n"
        "  paused      by minehost pause\n"
        "  broken      its file does not load: why is below it\n"
        "  script      a plain script: by hand, or see minehost schedule\n"
        "  by hand     declared, without a trigger\n"
        "Next runs are in the zone of the job's schedule, and in that of this machine where they\n"
        "differ; the job's jitter is not in them.\n"
        "\n"
        "  --jobs FOLDER    the folder of the job files\n"
        "  --format jsonl   an object a line\n"
        "  --db FILE\n"};
