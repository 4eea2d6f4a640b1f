/* minehost extract: articles out of files and addresses. */
#include "run/extract.h"
#include "cli/cli.h"

static int extract(mh_cli *c) {
    mh_extract_req req = {.inputs = c->words.ptr, .settings = &c->settings};
    mh_err e = {0};
    if (c->words.len == 0) return mh_cli_usage(&mh_cmd_extract, "extract needs a file or address");
    if (c->settings.append.len || c->settings.replace.len)
        return mh_cli_usage(&mh_cmd_extract, "extract writes to standard output: use > FILE");
    if (c->format && !mh_extract_format_of(mh_view_of(c->format), &req.format, &e))
        return mh_cli_usage(&mh_cmd_extract, e.msg);
    if (c->field && !mh_extract_field_check(mh_view_of(c->field), &e))
        return mh_cli_usage(&mh_cmd_extract, e.msg);
    req.field = c->field;
    mh_vec_push(&c->allow, NULL);
    req.allow = c->allow.ptr;
    return mh_extract_run(&req);
}

const mh_command mh_cmd_extract = {
    .name = "extract",
    .usage = "extract URL|FILE...|- [OPTIONS]",
    .about = "print the article of each page: HTML, plain text or PDF",
    .run = extract,
    .help =
        "Prints one result an input, in their order; no database is touched. - is standard input.\n"
        "Many inputs are read at once, on all cores.\n"
        "\n"
        "  --format F      jsonl (default), json, text, markdown, html\n"
        "  --field NAME    print this field alone, a line an input\n"
        "  --allow WORD    grant a permission: net:127.0.0.1:8080\n"
        "  -q              no summary\n"
        "\n"
        "Fields: file url form kind title text lead byline date updated site section tags "
        "language\n"
        "script image links paragraphs source_credit canonical_url description publisher pages\n"
        "clipped basis; or error and error_code, for an input that could not be read.\n"
        "\n"
        "Exit codes: 0 ok, 1 the output cannot be written, 2 usage, 3 some inputs failed,\n"
        "4 permission missing for all.\n"};
