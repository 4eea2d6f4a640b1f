/* minehost run: runs a job now. */
#include "base/clock.h"
#include "cli/ask.h"
#include "cli/cli.h"

#include <limits.h>
#include <stdlib.h>

static mh_rc number(const mh_cli *c, const char *name, int64_t *out, mh_err *e) {
    const char *v = mh_cli_value(c, name);
    uint64_t n;
    if (v == NULL) return MH_OK;
    if (!mh_view_u64(mh_view_of(v), &n) || n > INT_MAX)
        return mh_fail(e, MH_E_USAGE, "option --%s: '%s' is no number", name, v);
    *out = (int64_t)n;
    return MH_OK;
}

/* What the daemon says of a run that it starts (core/host/serve_run.c). */
static mh_rc read_fire(const mh_cli *c, mh_run_fire *f, mh_err *e) {
    const char *at = mh_cli_value(c, "scheduled"), *why = mh_cli_value(c, "why");
    int offset;
    *f = (mh_run_fire){.attempt = 1, .why = why ? why : mh_cli_value(c, "trigger")};
    if (at && !mh_rfc3339_parse(mh_view_of(at), &f->scheduled, &offset))
        return mh_fail(e, MH_E_USAGE, "option --scheduled: '%s' is no time (RFC 3339)", at);
    if (number(c, "attempt", &f->attempt, e) != MH_OK) return MH_FAIL;
    return number(c, "missed", &f->missed, e);
}

static int run(mh_cli *c) {
    if (c->words.len == 0) return mh_cli_usage(&mh_cmd_run, "run needs a job's file");
    mh_err e = {0};
    mh_run_fire fire;
    char *job = NULL;
    const char *trigger = mh_cli_value(c, "trigger");
    if (mh_cli_value(c, "now")) return mh_cli_ask_run(c);
    int code = trigger ? MH_EXIT_OK : mh_cli_find_job(c, c->words.ptr[0], &job);
    if (code != MH_EXIT_OK) return code;
    if (read_fire(c, &fire, &e) != MH_OK) return mh_cli_usage(&mh_cmd_run, e.msg);
    mh_run_req req = {.job = job ? job : c->words.ptr[0],
                      .args = c->words.ptr + 1,
                      .allow = mh_cli_allow(c),
                      .settings = &c->settings,
                      .trigger = trigger ? trigger : "hand",
                      .fire = trigger ? &fire : NULL,
                      .capsules = mh_cli_value(c, "capsule")};
    code = mh_run_job(&req);
    free(job);
    return code;
}

/* The help is silent about those of the daemon. */
static const mh_option options[] = {{"allow", true},     {"capsule", true}, {"trigger", true},
                                    {"scheduled", true}, {"why", true},     {"attempt", true},
                                    {"missed", true},    {"now", false},    {NULL, false}};

const mh_command mh_cmd_run = {
    .name = "run",
    .usage = "run JOB [OPTIONS] [ARGS]",
    .about = "run a job: a Lua script, or a file that declares one",
    .run = run,
    .options = options,
    .help =
        "JOB is a Lua file, the name of a job of the folder (see: jobs), or - for standard input.\n"
        "ARGS go to the script.\n"
        "Items go to standard output, all else to standard error.\n"
        "\n"
        "  -o FILE, -O FILE       append items to a file, replace it by them\n"
        "  --format F             jsonl (default), json, csv, table, none\n"
        "  --db FILE              the database\n"
        "  --cpu 60s --wall 10m --memory 256M --requests 1000 --bytes 1G --output 256M\n"
        "                         budgets; over one, the run is stopped with code 6\n"
        "  --allow WORD           grant a permission for this run: net:127.0.0.1:8080, post:HOST,\n"
        "                         read:PATH, write:PATH, mail:ADDRESS, secret:NAME, env:NAME;\n"
        "                         needs: all that the job and its plugins ask for (see: grant)\n"
        "  --now                  have the daemon run the job of that name now, whatever its\n"
        "                         schedule, also when it is paused or rests\n"
        "  --items N              stop after N items\n"
        "  --record FILE          keep what the run fetches in a WARC file, secrets taken out\n"
        "  --replay FILE          answer requests from such a file, without a network: the same\n"
        "                         run again, to the byte\n"
        "  --capsule FOLDER       where a failure leaves what minehost replay wants; none: "
        "nowhere\n"
        "  --delay 2s --per-host 1\n"
        "                         pace of one host: from one request to the next, at once\n"
        "  --refresh, --offline   pages fetched before: ask about each, fetch nothing\n"
        "  --proxy URL, --insecure HOST\n"
        "  --dry-run              write nothing, say what would be written\n"
        "  -v, -q                 more detail; errors only\n"
        "  --log-level L --log-format text|json\n"
        "  --set KEY=VALUE        any setting; each is also MINEHOST_KEY in the environment\n"
        "\n"
        "Exit codes: 0 ok, 1 failed, 2 usage or configuration, 3 some items failed,\n"
        "4 permission missing, 5 already running, 6 stopped by a limit, 128+N by a signal.\n"};
