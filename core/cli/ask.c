#include "cli/ask.h"

#include "base/fs.h"
#include "cli/db.h"
#include "cli/joblist.h"
#include "cli/workshop.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define TURN_MS  50
#define TAKE_MS  15000 /* that the daemon gets to take it */
#define START_MS 10000 /* and to start a run */

int mh_cli_find_job(const mh_cli *c, const char *word, char **path) {
    mh_view name = mh_view_of(word);
    mh_joblist l;
    *path = NULL;
    if (name.ptr[0] == '-' || name.ptr[0] == '.' || strchr(word, '/') ||
        mh_view_ends(name, MH_VIEW(".lua")) || mh_fs_is_file(word))
        return MH_EXIT_OK;
    int code = mh_joblist_open(c, NULL, false, &l);
    if (code != MH_EXIT_OK) return code;
    mh_jobs_entry *job = mh_jobs_find(l.jobs, name);
    if (job)
        *path = mh_strndup(job->path, strlen(job->path));
    else if (mh_jobs_len(l.jobs) == 0)
        code = mh_cli_fail(MH_EXIT_USAGE, "no file %s, and no jobs in %s", word, l.folder);
    else if (mh_joblist_find(&l, word) == NULL) /* says so */
        code = MH_EXIT_USAGE;
    mh_joblist_close(&l);
    return code;
}

void mh_cli_name_job(mh_cli *c, size_t word) {
    char **w = &c->words.ptr[word];
    mh_joblist l;
    if (strpbrk(*w, "/.") || **w == '-' || mh_fs_is_file(*w) || mh_shop_kind(*w)) return;
    if (mh_joblist_open(c, NULL, false, &l) != MH_EXIT_OK) return;
    mh_jobs_entry *job = mh_jobs_find(l.jobs, mh_view_of(*w));
    if (job) *w = (char *)(uintptr_t)mh_arena_dup(c->settings.arena, mh_view_of(job->path)).ptr;
    mh_joblist_close(&l);
}

/* The newest run of the job above `after`; 0: none. */
static mh_rc newest(mh_store *s, mh_view job, int64_t after, int64_t *id, mh_err *e) {
    mh_arena *a = mh_arena_new();
    mh_runs_filter f = {.job = job, .status = -1, .limit = 1};
    mh_runs_record *r;
    size_t n;
    mh_rc rc = mh_runs_list(s, &f, a, &r, &n, e);
    *id = rc == MH_OK && n && r[0].id > after ? r[0].id : 0;
    mh_arena_free(a);
    return rc;
}

static void pause_ms(int ms) {
    nanosleep(&(struct timespec){.tv_nsec = (long)ms * 1000000}, NULL);
}

/* *taken, and *run: 0 when it has not started yet. */
static mh_rc ask(mh_store *s, const mh_ask *what, bool *taken, int64_t *run, mh_err *e) {
    int64_t before;
    bool waits = true;
    mh_rc rc = newest(s, what->job, 0, &before, e);
    if (rc == MH_OK) rc = mh_ask_push(s, what, e);
    if (rc == MH_OK) rc = mh_store_flush(s, e);
    for (int ms = 0; rc == MH_OK && waits && ms < TAKE_MS; ms += TURN_MS) {
        pause_ms(TURN_MS);
        rc = mh_ask_waits(s, what, &waits, e);
    }
    *taken = !waits;
    *run = 0;
    for (int ms = 0; rc == MH_OK && *taken && *run == 0 && ms < START_MS; ms += TURN_MS) {
        rc = newest(s, what->job, before, run, e);
        if (*run == 0) pause_ms(TURN_MS);
    }
    if (rc == MH_OK && !*taken) {
        rc = mh_ask_drop(s, what, e);
        if (rc == MH_OK) rc = mh_store_flush(s, e);
    }
    return rc;
}

/* Whether the daemon can run it. */
static int check(const mh_joblist *l, const mh_jobs_entry *job) {
    if (!l->alive)
        return mh_cli_fail(MH_EXIT_FAILED,
                           "no daemon runs (minehost serve); minehost run %s runs it here",
                           job->name);
    if (!l->ours)
        return mh_cli_fail(MH_EXIT_FAILED, "the daemon (process %lld) serves another folder: %.*s",
                           (long long)l->serve.pid, MH_FMT(l->serve.folder));
    if (l->serve.draining)
        return mh_cli_fail(MH_EXIT_FAILED, "the daemon (process %lld) is about to end",
                           (long long)l->serve.pid);
    return job->loaded ? MH_EXIT_OK : mh_cli_fail(MH_EXIT_FAILED, "%s", job->error);
}

static int ask_daemon(const mh_cli *c, const char *name, int64_t now) {
    mh_err e = {0};
    mh_store *s = NULL;
    mh_ask what = {.what = MH_ASK_RUN, .job = mh_view_of(name), .at = now};
    bool taken;
    int64_t run;
    int code = mh_cli_open_db_to_write(c, &s);
    if (code != MH_EXIT_OK) return code;
    if (ask(s, &what, &taken, &run, &e) != MH_OK)
        code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    else if (!taken)
        code = mh_cli_fail(MH_EXIT_FAILED, "the daemon did not take it within %d s: see its log",
                           TAKE_MS / 1000);
    else if (run)
        printf("started as run %lld; to see it: minehost logs %lld --follow\n", (long long)run,
               (long long)run);
    else
        printf("taken; it waits for its turn: minehost jobs %s\n", name);
    mh_store_close(s);
    return code;
}

int mh_cli_ask_run(mh_cli *c) {
    mh_joblist l;
    if (c->words.len > 1)
        return mh_cli_usage(&mh_cmd_run, "a run by the daemon takes no arguments");
    int code = mh_joblist_open(c, NULL, false, &l);
    if (code != MH_EXIT_OK) return code;
    mh_jobs_entry *job = mh_joblist_find(&l, c->words.ptr[0]);
    code = job ? check(&l, job) : MH_EXIT_USAGE;
    if (code == MH_EXIT_OK) code = ask_daemon(c, job->name, l.now);
    mh_joblist_close(&l);
    return code;
}
