/* minehost extract: articles out of files and addresses. */
#include "run/extract.h"

#include "cli/cli.h"

#include <stdlib.h>

static mh_rc split_fields(const mh_cli *c, const char ***out, mh_err *e) {
    if (!mh_cli_split_fields(c, out)) return mh_fail(e, MH_E_USAGE, "option --field wants a name");
    for (const char *const *name = *out; *name; name++)
        if (!mh_extract_field_check(mh_view_of(*name), e)) return MH_FAIL;
    return MH_OK;
}

static int extract(mh_cli *c) {
    mh_extract_req req = {.inputs = c->words.ptr, .settings = &c->settings};
    const char **fields = NULL;
    size_t pages = 1;
    mh_err e = {0};
    if (c->words.len == 0) return mh_cli_usage(&mh_cmd_extract, "extract needs a file or address");
    if (c->settings.append.len || c->settings.replace.len)
        return mh_cli_usage(&mh_cmd_extract, "extract writes to standard output: use > FILE");
    if (c->settings.record.len || c->settings.replay.len)
        return mh_cli_usage(&mh_cmd_extract,
                            "extract is not recorded: --record and --replay are for run");
    const char *format = mh_cli_value(c, "format");
    if ((format && !mh_extract_format_of(mh_view_of(format), &req.format, &e)) ||
        mh_cli_number(c, "pages", MH_EXTRACT_PAGES_MAX, &pages, &e) != MH_OK)
        return mh_cli_usage(&mh_cmd_extract, e.msg);
    if (mh_cli_value(c, "field") && split_fields(c, &fields, &e) != MH_OK) {
        mh_cli_free_fields(fields);
        return mh_cli_usage(&mh_cmd_extract, e.msg);
    }
    req.fields = fields;
    req.pages = (unsigned)pages;
    req.allow = mh_cli_allow(c);
    int code = mh_extract_run(&req);
    mh_cli_free_fields(fields);
    return code;
}

static const mh_option options[] = {
    {"format", true}, {"field", true}, {"pages", true}, {"allow", true}, {NULL, false}};

const mh_command mh_cmd_extract = {
    .name = "extract",
    .usage = "extract URL|FILE...|- [OPTIONS]",
    .about = "print the article of each page: HTML, plain text or PDF",
    .run = extract,
    .options = options,
    .help =
        "Prints one result an input, in their order; no database is touched. - is standard input.\n"
        "Many inputs are read at once, on all cores. Files may be packed with gzip.\n"
        "\n"
        "  --format F      jsonl (default), json, text, markdown, html\n"
        "  --field NAME    print this field alone, a line an input; several: NAME,NAME, TAB "
        "between\n"
        "  --pages N       join an article that its site cut into pages, at most N of one host\n"
        "  --allow WORD    grant a permission: net:127.0.0.1:8080\n"
        "  -q              no summary\n"
        "\n"
        "Fields: file url form kind title text lead byline date updated site section tags "
        "language\n"
        "script image links paragraphs captions embeds source_credit canonical_url description\n"
        "publisher pages clipped basis; or error and error_code, for an input that could not be "
        "read.\n"
        "\n"
        "Exit codes: 0 ok, 1 the output cannot be written, 2 usage, 3 some inputs failed,\n"
        "4 permission missing for all, 141 nobody reads the output any more.\n"};
