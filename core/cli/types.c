/* minehost types, and the Lua API in minehost help. */
#include "cli/help_api.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/schema.h"
#include "conf/apidoc.h"

#include <stdio.h>
#include <stdlib.h>

#define WIDTH 96

static int types(mh_cli *c) {
    mh_buf b = {0};
    if (c->words.len > 0) return mh_cli_usage(&mh_cmd_types, "types takes no arguments");
    mh_types_put(&b);
    fwrite(b.ptr, 1, b.len, stdout);
    mh_buf_clear(&b);
    return MH_EXIT_OK;
}

const mh_command mh_cmd_types = {
    .name = "types",
    .usage = "types",
    .about = "print the Lua API for an editor's language server (LuaLS, ---@meta)",
    .run = types,
    .help =
        "For example, in the folder of your jobs and plugins:\n"
        "\n"
        "    minehost types >minehost.d.lua\n"
        "\n"
        "and in .luarc.json\n"
        "\n"
        "    { \"runtime.version\": \"Lua 5.4\", \"workspace.library\": [\"minehost.d.lua\"] }\n"
        "\n"
        "The same texts are in docs/api.md, and in minehost help mine.http.get.\n"};

static void put_tag(mh_buf *b, const char *what, mh_view name, mh_view text) {
    mh_buf line = {0};
    mh_buf_printf(&line, "%s%s%.*s: ", what, name.len ? " " : "", MH_FMT(name));
    mh_buf_put(&line, text);
    mh_buf prose = {0};
    mh_comment_put_prose(&prose, mh_buf_view(&line), WIDTH, 4);
    mh_buf_puts(b, "  ");
    mh_buf_put(b, mh_view_sub(mh_buf_view(&prose), 4, prose.len)); /* the first line hangs out */
    mh_buf_putc(b, '\n');
    mh_buf_clear(&line);
    mh_buf_clear(&prose);
}

static void put_one(const mh_api_doc *x) {
    mh_comment d;
    mh_buf b = {0};
    mh_comment_read(&d, x);
    mh_buf_printf(&b, "%.*s\n\n", MH_FMT(d.head));
    mh_comment_put_prose(&b, d.about, WIDTH, 0);
    mh_buf_puts(&b, d.about.len ? "\n\n" : "");
    for (size_t i = 0; i < d.params.len; i++)
        put_tag(&b, "", d.params.ptr[i].name, d.params.ptr[i].text);
    for (size_t i = 0; i < d.returns.len; i++)
        put_tag(&b, "returns", (mh_view){0}, d.returns.ptr[i].text);
    if (d.example.len > 0) {
        mh_view rest = d.example, line;
        mh_buf_puts(&b, "\nExample:\n\n");
        while (mh_view_split(&rest, '\n', &line))
            if (line.len > 0) mh_buf_printf(&b, "    %.*s\n", MH_FMT(line));
    }
    fwrite(b.ptr, 1, b.len, stdout);
    mh_buf_clear(&b);
    mh_comment_clear(&d);
}

/* Heads that begin with name and one of . : ( behind it; how many. */
static size_t list(mh_view name) {
    size_t n = 0;
    for (const mh_api_doc *x = mh_api_docs; x->head; x++) {
        mh_view head = mh_view_of(x->head);
        char next = head.len > name.len ? head.ptr[name.len] : '\0';
        if (!mh_view_starts(head, name) || (next != '.' && next != ':' && next != '(')) continue;
        mh_comment d;
        mh_buf first = {0};
        mh_comment_read(&d, x);
        size_t end = mh_view_find(d.about, MH_VIEW(". "), 0),
               stop = mh_view_find_byte(d.about, '\n', 0);
        mh_view line = mh_view_sub(d.about, 0, end < stop ? end + 1 : stop);
        printf("%.*s\n", MH_FMT(head));
        if (line.len > 0) printf("    %.*s\n", MH_FMT(line));
        mh_buf_clear(&first);
        mh_comment_clear(&d);
        n++;
    }
    return n;
}

static void put_modules(void) {
    const char *module = "";
    puts("The Lua API. minehost help mine.http lists a module, minehost help mine.http.get tells "
         "of one\n"
         "function, minehost help document lists the methods of an object.\n");
    for (const mh_api_doc *x = mh_api_docs; x->head; x++) {
        if (strcmp(module, x->module) == 0) continue;
        module = x->module;
        size_t n = 0;
        for (const mh_api_doc *y = x; y->head && strcmp(y->module, module) == 0; y++) n++;
        printf("  mine.%-8s %zu function%s\n", module, n, n == 1 ? "" : "s");
    }
}

static int unknown(const char *word) {
    MH_VEC(char *) names = {0};
    for (const mh_api_doc *x = mh_api_docs; x->head; x++) {
        mh_comment d;
        mh_comment_read(&d, x);
        mh_vec_push(&names, mh_strndup(d.name.ptr, d.name.len));
        mh_comment_clear(&d);
    }
    const char *near =
        mh_nearest(mh_view_of(word), (const char *const *)names.ptr, names.len, sizeof *names.ptr);
    int code =
        near ? mh_cli_fail(MH_EXIT_USAGE, "no '%s' in the Lua API (did you mean '%s'?)", word, near)
             : mh_cli_fail(MH_EXIT_USAGE, "no '%s' in the Lua API. Try: minehost help mine", word);
    for (size_t i = 0; i < names.len; i++) free(names.ptr[i]);
    mh_vec_clear(&names);
    return code;
}

bool mh_help_is_api(const char *word) {
    mh_view v = mh_view_of(word);
    if (mh_view_eq(v, MH_VIEW("mine")) || mh_view_starts(v, MH_VIEW("mine."))) return true;
    if (mh_view_find_byte(v, ':', 0) != SIZE_MAX) return true;
    for (const mh_api_doc *x = mh_api_docs; x->head; x++) {
        mh_view head = mh_view_of(x->head);
        if (mh_view_starts(head, v) && head.len > v.len && head.ptr[v.len] == ':') return true;
    }
    return false;
}

int mh_help_api(const char *word) {
    const mh_api_doc *d = mh_comment_find(mh_view_of(word));
    if (mh_view_eq(mh_view_of(word), MH_VIEW("mine"))) {
        put_modules();
        return MH_EXIT_OK;
    }
    if (d) {
        put_one(d);
        return MH_EXIT_OK;
    }
    return list(mh_view_of(word)) > 0 ? MH_EXIT_OK : unknown(word);
}
