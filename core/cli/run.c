/* minehost run: runs a job now. */
#include "cli/cli.h"

static int run(mh_cli *c) {
    if (c->words.len == 0) return mh_cli_usage(&mh_cmd_run, "run needs a job's file");
    mh_run_req req = {.job = c->words.ptr[0],
                      .args = c->words.ptr + 1,
                      .allow = mh_cli_allow(c),
                      .settings = &c->settings,
                      .trigger = "hand",
                      .capsules = mh_cli_value(c, "capsule")};
    return mh_run_job(&req);
}

static const mh_option options[] = {{"allow", true}, {"capsule", true}, {NULL, false}};

const mh_command mh_cmd_run = {
    .name = "run",
    .usage = "run JOB [OPTIONS] [ARGS]",
    .about = "run a job: a Lua script, or a file that declares one",
    .run = run,
    .options = options,
    .help =
        "JOB is a Lua file, or - for standard input. ARGS go to the script.\n"
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
