/* minehost select: CSS selectors for the element that holds a sentence. */
#include "cli/db.h"
#include "cli/workshop.h"
#include "run/tool.h"

#include <stdlib.h>
#include <string.h>

#define PAGES_MAX 20

/* Fills inputs, and paths (owned) of those that are files. */
static mh_rc read_inputs(const mh_cli *c, json_t *inputs, mh_names *paths, mh_err *e) {
    for (size_t i = 0; i + 1 < c->words.len; i++) {
        const char *word = c->words.ptr[i];
        char *path = mh_shop_is_address(word) ? NULL : mh_path_real(word);
        if (path == NULL && !mh_shop_is_address(word))
            return mh_fail(e, MH_E_NOT_FOUND, "no file %s", word);
        json_t *one = json_pack("{ss,ss*}", "name", word, "path", path);
        if (path) mh_vec_push(paths, path);
        if (one == NULL) return mh_fail(e, MH_E_USAGE, "the name of a page is no UTF-8");
        json_array_append_new(inputs, one);
    }
    return MH_OK;
}

static int run_tool(mh_cli *c, const json_t *opts, mh_names *paths) {
    mh_tool tool = {.script = "run/select.lua", .opts = opts, .no_store = true};
    mh_vec_push(paths, NULL);
    mh_run_req req = {.job = "select",
                      .source = MH_VIEW("return { name = \"select\", sources = { \"page\" } }"),
                      .args = paths->ptr,
                      .allow = mh_cli_allow(c),
                      .settings = &c->settings,
                      .trigger = "hand",
                      .tool = &tool};
    int code = mh_shop_run(&req, &tool, NULL, NULL);
    paths->len--;
    return code;
}

static int select_css(mh_cli *c) {
    mh_names paths = {0};
    mh_err e = {0};
    size_t count = 8;
    int code = MH_EXIT_USAGE;
    bool json = mh_view_eq(c->settings.format, MH_VIEW("json"));
    if (c->words.len < 2 || c->words.len > PAGES_MAX + 1)
        return mh_cli_usage(&mh_cmd_select,
                            "select needs a page or more, and a sentence in quotes");
    if (c->settings.format.len > 0 && !json)
        return mh_cli_usage(&mh_cmd_select, "select prints for people, or --format json");
    if (mh_cli_number(c, "limit", 50, &count, &e) != MH_OK)
        return mh_cli_usage(&mh_cmd_select, e.msg);
    json_t *inputs = json_array();
    if (read_inputs(c, inputs, &paths, &e) != MH_OK) {
        mh_cli_fail(code, "%s", e.msg);
        json_decref(inputs);
    } else {
        json_t *opts = json_pack("{so,ss,sb,sb,sI}", "inputs", inputs, "sentence",
                                 c->words.ptr[c->words.len - 1], "json", json, "colour",
                                 !json && mh_cli_colour(), "count", (json_int_t)count);
        code = opts ? run_tool(c, opts, &paths) : mh_cli_fail(code, "the sentence is no UTF-8");
        json_decref(opts);
    }
    mh_names_clear(&paths);
    return code;
}

static const mh_option options[] = {{"allow", true}, {"limit", true}, {NULL, false}};

const mh_command mh_cmd_select = {
    .name = "select",
    .usage = "select FILE|URL... \"SENTENCE\"",
    .about = "propose CSS selectors for the element that holds a pasted sentence",
    .run = select_css,
    .options = options,
    .help =
        "The sentence is looked for on the first page; the other pages show which selectors hold\n"
        "there, too. Names that people wrote come first (ids, classes, itemprop, h1, time), "
        "places\n"
        "in the tree last; names that a program made are not proposed. Before each selector "
        "stands\n"
        "how many elements it matches, page by page.\n"
        "\n"
        "  --limit N       selectors at most (8)\n"
        "  --format json   { element, places, selectors, around }\n"
        "  --allow WORD    grant a permission: net:127.0.0.1:8080\n"
        "\n"
        "Exit codes: 0 found, 1 not on the page or no page, 2 usage.\n"};
