/* minehost try: one page through the stages of a job, and what each of them did. */
#include "cli/ask.h"
#include "cli/db.h"
#include "cli/workshop.h"
#include "run/tool.h"

#include <stdlib.h>
#include <string.h>

static int try_page(mh_cli *c) {
    mh_shop_job job = {0};
    mh_scratch_db db = {0};
    mh_err e = {0};
    int code = MH_EXIT_USAGE;
    mh_view format = c->settings.format;
    bool json = mh_view_eq(format, MH_VIEW("json"));
    if (c->words.len < 1 || c->words.len > 2)
        return mh_cli_usage(&mh_cmd_try, "try needs a page, or a job and a page");
    if (format.len > 0 && !json && !mh_view_eq(format, MH_VIEW("none")))
        return mh_cli_usage(&mh_cmd_try, "try prints for people; --format json adds the item");
    if (c->words.len == 2) mh_cli_name_job(c, 0);
    const char *input = c->words.ptr[c->words.len - 1];
    const char *kind = mh_shop_kind(input);
    if (kind && !(c->words.len == 2 && strcmp(kind, "job") == 0)) {
        mh_err why = {0};
        mh_fail(&why, MH_E_USAGE, "%s is a %s: name a page behind it", input, kind);
        return mh_cli_usage(&mh_cmd_try, why.msg);
    }
    if (mh_shop_job_open(&job, c->words.len == 2 ? c->words.ptr[0] : NULL, "try", &e) != MH_OK)
        return mh_cli_usage(&mh_cmd_try, e.msg);
    char *path = mh_shop_is_address(input) ? NULL : mh_path_real(input);
    if (path == NULL && !mh_shop_is_address(input)) {
        mh_cli_fail(code, "no file %s (an address begins with http:// or https://)", input);
        goto out;
    }
    const char *url = mh_cli_value(c, "url");
    json_t *opts = json_pack("{ss,ss*,ss*,sb,sb}", "input", input, "path", path, "url", url,
                             "colour", !json && mh_cli_colour(), "json", json);
    mh_tool tool = {
        .script = "run/try.lua", .opts = opts, .plugins = job.plugins, .to_stderr = json};
    char *args[] = {path, NULL};
    mh_run_req req = {.job = job.path,
                      .source = mh_buf_view(&job.source),
                      .args = args,
                      .allow = mh_cli_allow(c),
                      .settings = &c->settings,
                      .trigger = "hand",
                      .tool = &tool};
    if (opts == NULL || mh_scratch_db_open(&db, c, &e) != MH_OK) {
        code = mh_cli_fail(MH_EXIT_FAILED, "%s", opts ? e.msg : "the page's name is no UTF-8");
    } else {
        c->settings.dry = true;
        code = mh_shop_run(&req, &tool, NULL, NULL);
    }
    mh_scratch_db_close(&db);
    json_decref(opts);
out:
    free(path);
    mh_shop_job_clear(&job);
    return code;
}

static const mh_option options[] = {{"allow", true}, {"url", true}, {NULL, false}};

const mh_command mh_cmd_try = {
    .name = "try",
    .usage = "try [JOB|PLUGIN] URL|FILE",
    .about = "show what becomes of one page, stage by stage; nothing is stored",
    .run = try_page,
    .options = options,
    .help =
        "JOB is the file of a declared job: its stages are tried, its sources and sinks are not.\n"
        "PLUGIN is the folder of a stage: it comes behind article and language, which are all\n"
        "that is tried without either.\n"
        "\n"
        "Shown are the page, each field of its article with where it is from and what lost\n"
        "against it, and for each stage what it added (+), changed (~), took away (-), how long\n"
        "it took, and the selectors in it that found nothing.\n"
        "\n"
        "  --format json   the item on standard output, all else on standard error\n"
        "  --url URL       where FILE is from\n"
        "  --allow WORD    grant a permission: net:127.0.0.1:8080\n"
        "  --record FILE, --replay FILE, --set KEY=VALUE and the budgets as for run\n"
        "\n"
        "Exit codes as of run: 1 the page or a stage failed, 4 permission missing.\n"};
