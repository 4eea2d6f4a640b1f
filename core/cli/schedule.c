/* minehost schedule: gives a job another schedule than its file does. */
#include "cli/db.h"
#include "cli/joblist.h"
#include "cli/when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_text(const char *before, mh_view text) {
    fputs(before, stdout);
    mh_cli_put(text);
    putchar('\n');
}

static void put_words(const char *before, const mh_schedule *s, const char *after) {
    mh_buf b = {0};
    mh_schedule_say(&b, s);
    fputs(before, stdout);
    mh_cli_put(mh_buf_view(&b));
    puts(after);
    mh_buf_clear(&b);
}

static int put_job(mh_joblist *l, mh_jobs_entry *job) {
    mh_err e = {0};
    mh_jobline j;
    mh_buf next = {0};
    if (mh_jobline_read(l, job, &j, &e) != MH_OK) return mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    mh_cli_put(mh_view_of(job->name));
    put_words(": ", mh_jobs_schedule(job), job->paused ? " (paused)" : "");
    if (job->has_given) put_words("in the place of the file's own: ", &job->job.schedule, "");
    mh_jobline_put_next(&next, l, &j);
    if (j.nexts) put_text("next: ", mh_buf_view(&next));
    if (job->given_error) put_text("what was given does not count: ", mh_view_of(job->given_error));
    mh_buf_clear(&next);
    mh_jobline_clear(&j);
    return MH_EXIT_OK;
}

/* Lays it over the job and keeps it. Empty cron: nothing is given any more. */
static mh_rc give(mh_joblist *l, mh_jobs_entry *job, mh_view cron, mh_view zone, mh_err *e) {
    mh_keep_job k;
    int64_t next;
    mh_view name = mh_view_of(job->name);
    if (mh_jobs_say(job, job->paused, cron, zone, e) != MH_OK) return MH_FAIL;
    if (cron.len && mh_jobs_next(job, 0, l->now, &next, 1) == 0)
        return mh_fail(e, MH_E_USAGE, "cron: '%.*s' does not fire within 60 years", MH_FMT(cron));
    if (mh_keep_job_get(l->store, name, l->arena, &k, e) != MH_OK) return MH_FAIL;
    k.cron = cron;
    k.zone = zone;
    if (mh_keep_job_set(l->store, name, &k, e) != MH_OK) return MH_FAIL;
    return mh_store_flush(l->store, e);
}

static char *expression(const mh_cli *c) {
    mh_buf b = {0};
    for (size_t i = 1; i < c->words.len; i++)
        mh_buf_printf(&b, "%s%s", i > 1 ? " " : "", c->words.ptr[i]);
    return mh_buf_take(&b);
}

static int change(const mh_cli *c, mh_joblist *l, mh_jobs_entry *job, bool clear) {
    mh_err e = {0};
    char *cron = expression(c);
    bool had = job->has_given || job->given_error;
    const char *zone = mh_cli_value(c, "zone");
    mh_rc rc = give(l, job, clear ? (mh_view){0} : mh_view_of(cron), mh_view_of(zone), &e);
    free(cron);
    if (rc != MH_OK) return mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    int code = put_job(l, job);
    if (c->settings.quiet || code != MH_EXIT_OK) return code;
    fflush(stdout);
    if (!clear)
        mh_cli_fail(0, "kept in the database; minehost schedule %s --clear: by its file again",
                    job->name);
    else if (!had)
        fputs("minehost: nothing was given: it goes by its file\n", stderr);
    if (!l->alive) fputs("minehost: no daemon runs: it holds for the next one\n", stderr);
    return code;
}

static int schedule(mh_cli *c) {
    bool clear = mh_cli_value(c, "clear") != NULL;
    mh_joblist l;
    if (c->words.len == 0) return mh_cli_usage(&mh_cmd_schedule, "schedule wants a job's name");
    if (clear && (c->words.len > 1 || mh_cli_value(c, "zone")))
        return mh_cli_usage(&mh_cmd_schedule, "either an expression, or --clear");
    if (c->words.len == 1 && mh_cli_value(c, "zone"))
        return mh_cli_usage(&mh_cmd_schedule, "--zone is that of an expression");
    bool write = clear || c->words.len > 1;
    int code = mh_joblist_open(c, NULL, write, &l);
    if (code != MH_EXIT_OK) return code;
    mh_jobs_entry *job = mh_joblist_find(&l, c->words.ptr[0]);
    if (job == NULL)
        code = MH_EXIT_USAGE;
    else if (!job->loaded)
        code = mh_cli_fail(MH_EXIT_FAILED, "%s", job->error);
    else
        code = write ? change(c, &l, job, clear) : put_job(&l, job);
    mh_joblist_close(&l);
    return code;
}

static const mh_option options[] = {{"zone", true}, {"clear", false}, {NULL, false}};

const mh_command mh_cmd_schedule = {
    .name = "schedule",
    .usage = "schedule NAME ['CRON' [--zone Z] | --clear]",
    .about = "give a job another schedule than its file does, or tell the one that counts",
    .run = schedule,
    .options = options,
    .help = "CRON takes the place of cron, every and timezone of the file's schedule; its other "
            "triggers\n"
            "and rules (after, retries, missed ...) stay. It is kept in the database, and outlives "
            "the\n"
            "daemon. A script gets a schedule in this way alone. Without CRON: what counts now, "
            "and when\n"
            "the job runs next.\n"
            "\n"
            "  minehost schedule digest '0 6 * * 1-5' --zone Asia/Dushanbe\n"
            "  minehost schedule digest @hourly\n"
            "\n"
            "  --zone Z         the zone of CRON: that of the file's schedule, or this machine's\n"
            "  --clear          the schedule of the file counts again\n"
            "  --jobs FOLDER    the folder of the job files\n"
            "  --db FILE\n"};
