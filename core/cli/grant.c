/* minehost grant: what jobs and plugins may do, kept in the lock file. */
#include "run/grant.h"
#include "cli/ask.h"
#include "cli/db.h"
#include "conf/consent.h"
#include "conf/plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The things as they are now, as far as they are still there. */
static void pin_again(mh_pins *now, const mh_consent *c) {
    const char *path;
    json_t *v;
    json_object_foreach((json_t *)(uintptr_t)c->pins, path, v) {
        mh_buf b = {0};
        if (mh_fs_is_dir(path))
            (void)mh_pins_folder(now, path, NULL);
        else if (mh_fs_read(&b, path, 0, NULL) == MH_OK)
            mh_pins_bytes(now, path, mh_buf_view(&b));
        mh_buf_clear(&b);
    }
}

static void print_one(const mh_consent *c, bool holds, const char *why) {
    size_t i;
    json_t *v;
    mh_cli_put(mh_view_of(c->path));
    printf("%s   %.10s   ", c->plugin ? " (plugin, in every run)" : "", c->date);
    if (!holds) fputs("counts no longer: ", stdout);
    mh_cli_put(mh_view_of(holds ? "as granted" : why));
    putchar('\n');
    json_array_foreach((json_t *)(uintptr_t)c->words, i, v) {
        fputs("  ", stdout);
        mh_cli_put(mh_view_of(json_string_value(v)));
        putchar('\n');
    }
}

static int list(bool json) {
    mh_consents all = {0};
    mh_err e = {0};
    json_t *out = json_array();
    if (mh_consents_read(&all, &e) != MH_OK) {
        json_decref(out);
        return mh_cli_fail(e.code == MH_E_DENIED ? MH_EXIT_REFUSED : mh_cli_code(&e), "%s", e.msg);
    }
    for (size_t i = 0; i < all.len; i++) {
        const mh_consent *c = &all.ptr[i];
        mh_pins now = {0};
        mh_buf why = {0};
        pin_again(&now, c);
        bool holds = mh_consent_holds(c, &now, &why);
        if (json)
            json_array_append_new(out, json_pack("{s:s, s:s, s:b, s:s, s:O}",
                                                 c->plugin ? "plugin" : "job", c->path, "date",
                                                 c->date, "holds", holds, "why",
                                                 why.len ? why.ptr : "", "words", c->words));
        else
            print_one(c, holds, why.ptr);
        mh_buf_clear(&why);
        mh_pins_clear(&now);
    }
    if (json) {
        char *text = json_dumps(out, JSON_COMPACT | JSON_SORT_KEYS);
        mh_cli_puts(text);
        free(text);
    }
    json_decref(out);
    mh_consents_clear(&all);
    return MH_EXIT_OK;
}

/* By the path as it is in the file, as it leads there, or as that of a plugin. */
static int revoke(const mh_cli *c, const char *name) {
    mh_err e = {0};
    bool found = false;
    mh_names path = {0};
    mh_plugin_path(&path, ".");
    char *plugin = mh_fs_is_file(name) ? NULL : mh_plugin_find(&path, mh_view_of(name), NULL);
    char *real = mh_path_real(plugin ? plugin : name);
    mh_names_clear(&path);
    free(plugin);
    mh_rc rc = mh_consents_drop(real ? real : name, &found, &e);
    if (rc == MH_OK && !found && real) rc = mh_consents_drop(name, &found, &e);
    free(real);
    if (rc != MH_OK)
        return mh_cli_fail(e.code == MH_E_DENIED ? MH_EXIT_REFUSED : mh_cli_code(&e), "%s", e.msg);
    if (!found)
        return mh_cli_fail(MH_EXIT_FAILED, "nothing is granted to %s (minehost grant --list)",
                           name);
    if (!c->settings.quiet) {
        printf("taken back from ");
        mh_cli_put(mh_view_of(name));
        putchar('\n');
    }
    return MH_EXIT_OK;
}

static int grant(mh_cli *c) {
    const char *gone = mh_cli_value(c, "revoke");
    if (mh_cli_value(c, "list") || gone) {
        if (c->words.len > 0) return mh_cli_usage(&mh_cmd_grant, "--list and --revoke stand alone");
        return gone ? revoke(c, gone) : list(mh_view_eq(c->settings.format, MH_VIEW("json")));
    }
    if (c->words.len == 0) return mh_cli_usage(&mh_cmd_grant, "grant needs a job or a plugin");
    mh_cli_name_job(c, 0);
    const char *name = c->words.ptr[0], **words = (const char **)(c->words.ptr + 1);
    bool lua = strstr(name, ".lua") != NULL || strcmp(name, "-") == 0;
    if (mh_fs_is_dir(name) || (!mh_fs_is_file(name) && !lua))
        return mh_run_grant_plugin(name, ".", words);
    mh_run_req req = {.job = name, .settings = &c->settings, .trigger = "hand"};
    return mh_run_grant_job(&req, words);
}

static const mh_option options[] = {{"list", false}, {"revoke", true}, {NULL, false}};

const mh_command mh_cmd_grant = {
    .name = "grant",
    .usage = "grant JOB|PLUGIN [WORD]",
    .about = "let a job do what it asks for from now on",
    .run = grant,
    .options = options,
    .help =
        "Every job may fetch public pages (GET, HEAD), read what is visible in its own folder and\n"
        "keep documents in the database. What else it and its plugins ask for is granted once;\n"
        "without words: all of it (minehost check JOB lists it); or the words. A grant is for the "
        "job as it is\n"
        "now: when its file or one of its plugins changes, it counts no longer.\n"
        "\n"
        "  net:HOST[:PORT]     ask HOST in every way, also at a private address; net:*.DOMAIN,\n"
        "                      net:* for public ones\n"
        "  post:HOST[:PORT]    send data to a public host; post:*.DOMAIN, post:*\n"
        "  read:PATH           a file, or a folder with all below it\n"
        "  write:PATH          a file; a folder (it is one, or ends in /) with all below it\n"
        "  mail:ADDRESS        mail:*@HOST, mail:*\n"
        "  secret:NAME         tell it a secret (minehost secret)\n"
        "  env:NAME            a variable of the environment\n"
        "  store:PLUGIN        what a plugin remembers that takes no part in the run\n"
        "\n"
        "A PLUGIN that is granted something has it in every run that names it.\n"
        "\n"
        "  --list              what is granted, and whether it still counts; --format json\n"
        "  --revoke JOB        take it back\n"};
