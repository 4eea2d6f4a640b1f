/* minehost pause, resume: jobs that the daemon is not to start, and is to start again. */
#include "cli/db.h"
#include "cli/joblist.h"
#include "cli/when.h"

#include <stdio.h>
#include <string.h>

static void say_daemon(const mh_cli *c, const mh_joblist *l) {
    if (c->settings.quiet || l->ours) return;
    fputs(l->alive ? "minehost: the daemon serves another folder: it holds for the one of this\n"
                   : "minehost: no daemon runs: it holds for the next one\n",
          stderr);
}

/* *changed: whether it was otherwise before. */
static mh_rc set_paused(mh_joblist *l, const char *name, bool pause, bool *changed, int64_t *since,
                        mh_err *e) {
    mh_keep_job k;
    if (mh_keep_job_get(l->store, mh_view_of(name), l->arena, &k, e) != MH_OK) return MH_FAIL;
    *changed = k.paused != pause;
    *since = k.paused_at;
    if (!*changed) return MH_OK;
    k.paused = pause;
    k.paused_at = pause ? l->now : 0;
    return mh_keep_job_set(l->store, mh_view_of(name), &k, e);
}

static mh_rc change(const mh_cli *c, mh_joblist *l, const char *name, bool pause, mh_err *e) {
    bool changed;
    int64_t since;
    char at[MH_WHEN];
    if (set_paused(l, name, pause, &changed, &since, e) != MH_OK) return MH_FAIL;
    if (c->settings.quiet) return MH_OK;
    mh_cli_put(mh_view_of(name));
    if (changed)
        puts(pause ? " is paused: it is not started by itself any more" : " goes on");
    else if (pause && since)
        printf(" is paused already, since %s\n", mh_cli_when(at, since, l->now, l->here));
    else
        puts(pause ? " is paused already" : " is not paused");
    return MH_OK;
}

/* The names of the command line are jobs, all of them; or, to resume, were paused. */
static bool check_names(const mh_cli *c, mh_joblist *l, bool pause) {
    bool fine = true;
    for (size_t i = 0; i < c->words.len; i++) {
        mh_keep_job k = {0};
        mh_view name = mh_view_of(c->words.ptr[i]);
        if (!pause) (void)mh_keep_job_get(l->store, name, l->arena, &k, NULL);
        if (!k.paused && mh_joblist_find(l, c->words.ptr[i]) == NULL) fine = false;
    }
    return fine;
}

static int run(mh_cli *c, const mh_command *cmd, bool pause) {
    bool all = mh_cli_value(c, "all") != NULL;
    mh_joblist l;
    mh_err e = {0};
    mh_rc rc = MH_OK;
    if (all == (c->words.len > 0)) return mh_cli_usage(cmd, "either names of jobs, or --all");
    int code = mh_joblist_open(c, NULL, true, &l);
    if (code != MH_EXIT_OK) return code;
    if (!check_names(c, &l, pause)) {
        mh_joblist_close(&l);
        return MH_EXIT_USAGE;
    }
    for (size_t i = 0; rc == MH_OK && i < c->words.len; i++)
        rc = change(c, &l, c->words.ptr[i], pause, &e);
    for (size_t i = 0; rc == MH_OK && all && i < mh_jobs_len(l.jobs); i++)
        rc = change(c, &l, mh_jobs_at(l.jobs, i)->name, pause, &e);
    if (rc == MH_OK) rc = mh_store_flush(l.store, &e);
    if (rc != MH_OK) code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    fflush(stdout);
    if (rc == MH_OK) say_daemon(c, &l);
    mh_joblist_close(&l);
    return code;
}

static int pause_jobs(mh_cli *c) {
    return run(c, &mh_cmd_pause, true);
}

static int resume_jobs(mh_cli *c) {
    return run(c, &mh_cmd_resume, false);
}

static const mh_option options[] = {{"all", false}, {NULL, false}};

const mh_command mh_cmd_pause = {
    .name = "pause",
    .usage = "pause NAME... | --all",
    .about = "have jobs started by hand alone, until they are resumed",
    .run = pause_jobs,
    .options = options,
    .help = "A run that is under way ends as it would. Pausing is kept in the database: it "
            "outlives the\n"
            "daemon, and needs none. Events that come meanwhile are not kept.\n"
            "\n"
            "  --all            every job of the folder\n"
            "  --jobs FOLDER    the folder of the job files\n"
            "  --db FILE\n"};

const mh_command mh_cmd_resume = {
    .name = "resume",
    .usage = "resume NAME... | --all",
    .about = "have paused jobs started by their schedules again",
    .run = resume_jobs,
    .options = options,
    .help = "Runs that a job missed while it was paused are not made up.\n"
            "\n"
            "  --all            every job of the folder\n"
            "  --jobs FOLDER    the folder of the job files\n"
            "  --db FILE\n"};
