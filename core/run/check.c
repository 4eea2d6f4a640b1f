/* `minehost check`: what is wrong with a job or a plugin, and what it asks for, without running it. */
#include "base/log.h"
#include "conf/plugin.h"
#include "conf/word.h"
#include "lua/data.h"
#include "run/grant_priv.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX   ((size_t)4 << 20)
#define DEPTH_MAX  6
#define COLUMN_MAX ((size_t)40)

typedef struct check {
    mh_run run;
    json_t *out; /* what --format json prints */
    json_t *plugins, *needs, *problems, *notes;
    bool plugin;                  /* what it asks for is granted to the jobs that name it */
    bool misfit, broken, missing; /* configuration; code; permissions */
} check;

static void say(json_t *list, const char *text) {
    json_t *s = json_string(text);
    json_array_append_new(list, s ? s : json_string("?"));
}

static void misfit(check *c, const char *text) {
    c->misfit = true;
    say(c->problems, text);
}

/* Compiles the file, and no more. */
static void check_syntax(check *c, const char *path) {
    mh_buf src = {0}, chunk = {0};
    mh_err e = {0};
    lua_State *L = luaL_newstate();
    if (mh_fs_read(&src, path, FILE_MAX, &e) != MH_OK) {
        misfit(c, e.msg);
    } else if (L != NULL) {
        mh_buf_printf(&chunk, "@%s", path);
        if (luaL_loadbufferx(L, src.ptr ? src.ptr : "", src.len, chunk.ptr, "t") != LUA_OK) {
            c->broken = true;
            say(c->problems, lua_tostring(L, -1));
        }
    }
    if (L) lua_close(L);
    mh_buf_clear(&src);
    mh_buf_clear(&chunk);
}

static void check_code(check *c, const char *folder, int depth) {
    mh_names names = {0};
    if (mh_fs_list(&names, folder, NULL) != MH_OK) return;
    for (size_t i = 0; i < names.len; i++) {
        char *path = mh_path_join(folder, names.ptr[i]);
        if (mh_fs_is_dir(path) && depth < DEPTH_MAX)
            check_code(c, path, depth + 1);
        else if (mh_view_ends(mh_view_of(path), MH_VIEW(".lua")))
            check_syntax(c, path);
        free(path);
    }
    mh_names_clear(&names);
}

static void check_party(check *c, const mh_party *p) {
    mh_plugin_about about;
    mh_err e = {0};
    char *init = mh_path_join(p->folder, "init.lua");
    if (!mh_fs_is_file(init)) {
        mh_fail(&e, MH_E_USAGE, "%s: no init.lua", p->folder);
        misfit(c, e.msg);
    }
    if (mh_run_plugin_about(p->folder, &about, &e) == MH_OK) /* else it is a problem by now */
        json_array_append_new(c->plugins,
                              json_pack("{s:s, s:s, s:s, s:s}", "name", p->name, "kind", about.kind,
                                        "version", about.version, "folder", p->folder));
    check_code(c, p->folder, 0);
    free(init);
}

static void check_kinds(check *c, const mh_plugin_refs *refs, const char *kind) {
    for (size_t i = 0; i < refs->len; i++) {
        mh_plugin_about about;
        mh_err e = {0};
        char *dir = mh_plugin_find(&c->run.plugin_path, mh_view_of(refs->ptr[i].name), NULL);
        if (dir && mh_run_plugin_about(dir, &about, NULL) == MH_OK &&
            strcmp(about.kind, kind) != 0) {
            mh_fail(&e, MH_E_USAGE, "plugin %s is a %s, used as a %s", refs->ptr[i].name,
                    about.kind, kind);
            misfit(c, e.msg);
        }
        free(dir);
    }
}

static void check_needs(check *c) {
    mh_run *r = &c->run;
    mh_buf stale = {0};
    mh_err e = {0};
    size_t n = r->asked.wishes.len;
    bool *free_for_all = mh_alloc(n + 1);
    for (size_t i = 0; i < n; i++)
        free_for_all[i] = mh_perm_has(r->perm, mh_view_of(r->asked.wishes.ptr[i].word));
    if (mh_grant_look_up(r, &stale, &e) != MH_OK) say(c->notes, e.msg);
    mh_view rest = mh_buf_view(&stale), line;
    while (mh_view_split(&rest, '\n', &line)) {
        char *text = mh_strndup(line.ptr, line.len);
        if (line.len > 0) say(c->notes, text);
        free(text);
    }
    for (size_t i = 0; i < n; i++) {
        const mh_wish *w = &r->asked.wishes.ptr[i];
        bool granted = mh_perm_has(r->perm, mh_view_of(w->word));
        mh_buf means = {0};
        mh_word_say(&means, mh_view_of(w->word));
        const char *state = free_for_all[i] ? "free" : granted ? "granted" : "asked";
        json_t *need = json_pack("{s:s, s:s, s:s, s:s}", "word", w->word, "means", means.ptr, "by",
                                 w->by, "state", state);
        if (need) json_array_append_new(c->needs, need);
        c->missing = c->missing || (!granted && !c->plugin);
        mh_buf_clear(&means);
    }
    free(free_for_all);
    mh_buf_clear(&stale);
}

static void begin(check *c) {
    c->plugins = json_array();
    c->needs = json_array();
    c->problems = json_array();
    c->notes = json_array();
    c->out = json_pack("{s:o, s:o, s:o, s:o}", "plugins", c->plugins, "needs", c->needs, "problems",
                       c->problems, "notes", c->notes);
}

static void put(const char *before, const char *text, const char *after) {
    mh_buf safe = {0};
    mh_log_escape(&safe, mh_view_of(text), false);
    printf("%s%s%s", before, safe.ptr ? safe.ptr : "", after);
    mh_buf_clear(&safe);
}

static const char *field(const json_t *v, const char *key) {
    const char *s = json_string_value(json_object_get(v, key));
    return s ? s : "";
}

static void print_text(const check *c) {
    size_t i, width = 0;
    json_t *v;
    json_array_foreach(c->problems, i, v) put("problem: ", json_string_value(v), "\n");
    json_array_foreach(c->notes, i, v) put("note: ", json_string_value(v), "\n");
    if (json_array_size(c->plugins) > 0) fputs("plugins:", stdout);
    json_array_foreach(c->plugins, i, v) put(i ? ", " : " ", field(v, "name"), "");
    if (json_array_size(c->plugins) > 0) putchar('\n');
    json_array_foreach(c->needs, i, v) {
        size_t n = strlen(field(v, "word"));
        if (n > width && n <= COLUMN_MAX) width = n;
    }
    json_array_foreach(c->needs, i, v) {
        printf("%-8s ", field(v, "state"));
        put("", field(v, "word"), "");
        for (size_t n = strlen(field(v, "word")); n < width; n++) putchar(' ');
        put("  ", field(v, "means"), "");
        put("   (", field(v, "by"), ")\n");
    }
}

static int finish(check *c, bool json, const char *target) {
    int code = c->misfit    ? MH_EXIT_USAGE
               : c->broken  ? MH_EXIT_FAILED
               : c->missing ? MH_EXIT_REFUSED
                            : MH_EXIT_OK;
    json_object_set_new(c->out, "code", json_integer(code));
    if (json) {
        char *text = json_dumps(c->out, JSON_SORT_KEYS | JSON_COMPACT);
        printf("%s\n", text ? text : "{}");
        free(text);
    } else {
        print_text(c);
        put("", target,
            code == MH_EXIT_OK        ? ": well\n"
            : code == MH_EXIT_REFUSED ? ": well, but for what is asked and not granted "
                                        "(minehost grant)\n"
                                      : ": not well\n");
    }
    json_decref(c->out);
    mh_run_forget(&c->run);
    return code;
}

/* Plugins, permissions, code of all that takes part. */
static void check_all(check *c) {
    for (size_t i = 0; i < c->run.asked.problems.len; i++) misfit(c, c->run.asked.problems.ptr[i]);
    for (size_t i = 0; i < c->run.asked.parties.len; i++)
        check_party(c, &c->run.asked.parties.ptr[i]);
    for (size_t i = 0; i < c->run.asked.modules.len; i++)
        check_syntax(c, c->run.asked.modules.ptr[i]);
    check_needs(c);
}

int mh_run_check_job(const mh_run_req *req, bool json) {
    check c = {.run = {.req = req, .set = req->settings}};
    mh_run *r = &c.run;
    mh_err e = {0};
    begin(&c);
    int code = mh_run_read(r, &e);
    if (code != 0) {
        c.misfit = code == MH_EXIT_USAGE;
        c.broken = !c.misfit;
        say(c.problems, e.msg);
        return finish(&c, json, req->job);
    }
    json_object_set_new(c.out, "job", json_string(req->job));
    json_object_set_new(c.out, "name", json_string(r->name));
    json_object_set_new(c.out, "declared", json_boolean(r->declared));
    if (mh_grant_collect(r, &e) != MH_OK)
        misfit(&c, e.msg);
    else
        check_all(&c);
    check_kinds(&c, &r->job.sources, "source");
    check_kinds(&c, &r->job.pipeline, "stage");
    check_kinds(&c, &r->job.sinks, "sink");
    return finish(&c, json, req->job);
}

static void check_extras(check *c, const char *name, const char *folder) {
    static const char *const wanted[] = {"README.md", "test"};
    mh_view base = mh_path_base(folder);
    for (size_t i = 0; i < 2; i++) {
        char *path = mh_path_join(folder, wanted[i]);
        mh_buf note = {0};
        mh_buf_printf(&note, "%s has no %s", name, wanted[i]);
        if (!mh_fs_is_file(path) && !mh_fs_is_dir(path)) say(c->notes, note.ptr);
        mh_buf_clear(&note);
        free(path);
    }
    char *manifest = mh_path_join(folder, "manifest.lua"), *shown = mh_strndup(base.ptr, base.len);
    json_t *table = NULL;
    mh_buf src = {0}, text = {0};
    if (mh_fs_read(&src, manifest, FILE_MAX, NULL) == MH_OK)
        (void)mh_lua_data(mh_buf_view(&src), manifest, &table, NULL);
    const char *own = json_string_value(json_object_get(table, "name"));
    mh_buf_printf(&text, "%s: name is '%s', the folder's is '%s'", manifest, own ? own : "", shown);
    if (own && strcmp(own, shown) != 0) misfit(c, text.ptr);
    json_decref(table);
    mh_buf_clear(&src);
    mh_buf_clear(&text);
    free(manifest);
    free(shown);
}

int mh_run_check_plugin(const char *name, const char *folder, bool json) {
    mh_run_req req = {.job = name, .trigger = "hand"};
    check c = {.run = {.req = &req, .folder = mh_path_real(folder)}, .plugin = true};
    mh_err e = {0};
    begin(&c);
    json_object_set_new(c.out, "plugin", json_string(name));
    char *dir = NULL, *real = NULL;
    if (mh_grant_collect(&c.run, &e) == MH_OK)
        dir = mh_fs_is_dir(name) && strchr(name, '/')
                  ? mh_strndup(name, strlen(name))
                  : mh_plugin_find(&c.run.plugin_path, mh_view_of(name), &e);
    real = dir ? mh_path_real(dir) : NULL;
    const char *own = real ? mh_path_base(real).ptr : name;
    if (real == NULL || mh_asked_plugin(&c.run, own, real, &e) != MH_OK) {
        misfit(&c, e.msg);
    } else {
        check_all(&c);
        check_extras(&c, own, real);
    }
    free(dir);
    free(real);
    return finish(&c, json, name);
}
