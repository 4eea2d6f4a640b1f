#include "run/asked.h"

#include "conf/manifest.h"
#include "conf/plugin.h"
#include "conf/uses.h"
#include "conf/word.h"
#include "doc/url.h"
#include "lua/data.h"
#include "run/run_priv.h"

#include <stdlib.h>
#include <string.h>

#define FILE_MAX    ((size_t)4 << 20)
#define SCAN_FILES  400 /* Lua files of one plugin or job that are looked through */
#define DEPTH_MAX   6
#define PARTIES_MAX 200

void mh_asked_clear(mh_asked *a) {
    for (size_t i = 0; i < a->wishes.len; i++) {
        free(a->wishes.ptr[i].word);
        free(a->wishes.ptr[i].raw);
        free(a->wishes.ptr[i].by);
    }
    for (size_t i = 0; i < a->parties.len; i++) {
        free(a->parties.ptr[i].name);
        free(a->parties.ptr[i].folder);
    }
    mh_vec_clear(&a->wishes);
    mh_vec_clear(&a->parties);
    mh_names_clear(&a->modules);
    mh_names_clear(&a->problems);
    mh_pins_clear(&a->pins);
}

static char *copy(const char *s) {
    return mh_strndup(s, strlen(s));
}

static mh_rc problem(mh_asked *a, const mh_err *e) {
    mh_vec_push(&a->problems, copy(e->msg));
    return MH_OK;
}

static mh_rc add_wish(mh_asked *a, const char *raw, const char *folder, const char *by, mh_err *e) {
    mh_buf word = {0};
    mh_err why = {0};
    if (mh_word_read(&word, mh_view_of(raw), folder, &why) != MH_OK) {
        mh_buf_clear(&word);
        return mh_fail(e, why.code, "%s: %s", by, why.msg);
    }
    for (size_t i = 0; i < a->wishes.len; i++) {
        if (!mh_word_covers(mh_view_of(a->wishes.ptr[i].word), mh_buf_view(&word))) continue;
        mh_buf_clear(&word);
        return MH_OK;
    }
    mh_wish w = {.raw = copy(raw), .by = copy(by)};
    w.word = mh_buf_take(&word);
    mh_vec_push(&a->wishes, w);
    return MH_OK;
}

/* Files to be read are relative to folder, those to be written to where minehost was started. */
static mh_rc add_need(mh_asked *a, const char *raw, const char *folder, const char *by, mh_err *e) {
    bool write = mh_view_starts(mh_view_of(raw), MH_VIEW("write:"));
    return add_wish(a, raw, write ? "." : folder, by, e);
}

/* "news.lua:7", or "news.lua" when text does not stand in the job as it is. */
static void put_place(mh_buf *out, const mh_run *r, const char *text) {
    size_t line = mh_uses_line(mh_buf_view(&r->src), mh_view_of(text));
    mh_buf_puts(out, r->path);
    if (line) mh_buf_printf(out, ":%zu", line);
}

static void put_host(mh_buf *out, const char *value) {
    mh_url u = {0};
    if (mh_url_parse(&u, mh_view_of(value), NULL, NULL) == MH_OK && mh_url_is_http(&u)) {
        mh_buf_put(out, mh_url_host(&u));
        if (u.port >= 0) mh_buf_printf(out, ":%d", u.port);
    }
    mh_url_clear(&u);
}

/* A value of an option that says what is needed. */
static mh_rc add_value(mh_run *r, const char *kind, const json_t *v, const char *plugin,
                       const char *key, bool given, mh_err *e) {
    mh_buf raw = {0}, by = {0};
    const char *value = json_string_value(v);
    mh_err why = {0};
    mh_rc rc = MH_OK;
    if (value == NULL || value[0] == '\0') return MH_OK;
    mh_buf_printf(&raw, "%s:", kind);
    if (strcmp(kind, "post") == 0)
        put_host(&raw, value);
    else if (strcmp(kind, "mail") == 0 && strchr(value, '<')) { /* Name <user@host> */
        const char *from = strrchr(value, '<') + 1, *to = strchr(from, '>');
        mh_buf_put_n(&raw, from, to ? (size_t)(to - from) : strlen(from));
    } else
        mh_buf_puts(&raw, value);
    if (given && r->path) {
        put_place(&by, r, value);
        mh_buf_puts(&by, ", ");
    }
    mh_buf_printf(&by, "plugin %s, option %s", plugin, key);
    if (raw.ptr[raw.len - 1] != ':') /* else the plugin will say what is wrong with its option */
        rc = add_need(&r->asked, raw.ptr, r->folder, by.ptr, &why);
    if (rc != MH_OK && why.code == MH_E_NOT_FOUND)
        rc = MH_OK; /* the same */
    else if (rc != MH_OK)
        mh_fail(e, why.code, "%s", why.msg);
    mh_buf_clear(&raw);
    mh_buf_clear(&by);
    return rc;
}

static mh_rc add_options(mh_run *r, const mh_manifest *m, const char *name, const json_t *given,
                         mh_err *e) {
    mh_err why = {0};
    json_t *config = mh_manifest_config(m, given, &why), *opt, *v;
    const char *key;
    size_t i;
    mh_rc rc = MH_OK;
    if (config == NULL) return problem(&r->asked, &why);
    json_object_foreach((json_t *)(uintptr_t)m->config, key, opt) {
        const char *kind = json_string_value(json_object_get(opt, "needs"));
        json_t *value = json_object_get(config, key);
        bool own = json_object_get(given, key) != NULL;
        if (kind == NULL || rc != MH_OK) continue;
        if (!json_is_array(value)) rc = add_value(r, kind, value, name, key, own, e);
        for (i = 0; rc == MH_OK && json_is_array(value) && i < json_array_size(value); i++) {
            v = json_array_get(value, i);
            rc = add_value(r, kind, v, name, key, own, e);
        }
    }
    json_decref(config);
    return rc;
}

static mh_rc add_party(mh_run *r, const char *name, const char *folder, const json_t *given,
                       bool optional, mh_err *e);

static void scan_folder(const char *folder, int depth, size_t *files, mh_names *plugins) {
    mh_names names = {0}, modules = {0};
    if (mh_fs_list(&names, folder, NULL) != MH_OK) return;
    for (size_t i = 0; i < names.len && *files < SCAN_FILES; i++) {
        char *path = mh_path_join(folder, names.ptr[i]);
        mh_buf src = {0};
        if (mh_fs_is_dir(path)) {
            if (depth < DEPTH_MAX && strcmp(names.ptr[i], "test") != 0)
                scan_folder(path, depth + 1, files, plugins);
        } else if (mh_view_ends(mh_view_of(path), MH_VIEW(".lua")) &&
                   mh_fs_read(&src, path, FILE_MAX, NULL) == MH_OK) {
            ++*files;
            mh_uses_find(mh_buf_view(&src), &modules, plugins);
        }
        mh_buf_clear(&src);
        free(path);
    }
    mh_names_clear(&names);
    mh_names_clear(&modules);
}

/* The plugins that code names with mine.use: those that are there. */
static mh_rc add_used(mh_run *r, const mh_names *plugins, mh_err *e) {
    for (size_t i = 0; i < plugins->len; i++)
        if (add_party(r, plugins->ptr[i], NULL, NULL, true, e) != MH_OK) return MH_FAIL;
    return MH_OK;
}

static json_t *read_manifest(const char *folder, char **path, mh_err *e) {
    json_t *table = NULL;
    mh_buf src = {0};
    *path = mh_path_join(folder, "manifest.lua");
    if (mh_fs_read(&src, *path, FILE_MAX, e) == MH_OK)
        (void)mh_lua_data(mh_buf_view(&src), *path, &table, e);
    mh_buf_clear(&src);
    return table;
}

static mh_rc add_manifest(mh_run *r, const char *name, const char *folder, const json_t *given,
                          bool optional, bool fresh, mh_err *e) {
    char *path = NULL;
    mh_err why = {0};
    mh_manifest m = {0};
    mh_buf by = {0};
    mh_rc rc = MH_OK;
    json_t *table = read_manifest(folder, &path, &why);
    if (table == NULL || mh_manifest_read(&m, table, path, &why) != MH_OK) {
        problem(&r->asked, &why);
        goto out;
    }
    mh_buf_printf(&by, "plugin %s", name);
    for (size_t i = 0; fresh && rc == MH_OK && i < json_array_size(m.needs); i++)
        rc = add_need(&r->asked, json_string_value(json_array_get(m.needs, i)), folder, by.ptr, e);
    if (rc == MH_OK && !optional) rc = add_options(r, &m, name, given, e);
out:
    mh_manifest_clear(&m);
    json_decref(table);
    mh_buf_clear(&by);
    free(path);
    return rc;
}

/* folder NULL: it is looked for; optional: fine when it is not there. A plugin that is named twice
 * takes part once, but its options are looked at each time. */
static mh_rc add_party(mh_run *r, const char *name, const char *folder, const json_t *given,
                       bool optional, mh_err *e) {
    mh_asked *a = &r->asked;
    mh_err why = {0};
    mh_rc rc = MH_OK;
    char *found = folder ? copy(folder) : mh_plugin_find(&r->plugin_path, mh_view_of(name), &why);
    char *real = found ? mh_path_real(found) : NULL;
    free(found);
    if (real == NULL) return optional ? MH_OK : problem(a, &why);
    bool fresh = true;
    for (size_t i = 0; i < a->parties.len; i++)
        fresh = fresh && strcmp(a->parties.ptr[i].folder, real) != 0;
    if (fresh && a->parties.len < PARTIES_MAX) {
        mh_names plugins = {0};
        size_t files = 0;
        mh_vec_push(&a->parties, ((mh_party){copy(name), copy(real)}));
        scan_folder(real, 0, &files, &plugins);
        rc = add_used(r, &plugins, e);
        mh_names_clear(&plugins);
    }
    if (rc == MH_OK) rc = add_manifest(r, name, real, given, optional, fresh, e);
    free(real);
    return rc;
}

/* folder/a/b.lua or folder/a/b/init.lua for the module "a.b"; owned, NULL: not there. */
static char *module_in(const char *folder, const char *module) {
    static const char *const tails[] = {".lua", "/init.lua"};
    char *found = NULL;
    for (size_t i = 0; folder && found == NULL && i < 2; i++) {
        mh_buf b = {0};
        mh_buf_printf(&b, "%s/", folder);
        for (const char *p = module; *p; p++) mh_buf_putc(&b, *p == '.' ? '/' : *p);
        mh_buf_puts(&b, tails[i]);
        if (mh_fs_is_file(b.ptr)) found = mh_path_real(b.ptr);
        mh_buf_clear(&b);
    }
    return found;
}

static bool has_name(const mh_names *n, const char *name) {
    for (size_t i = 0; i < n->len; i++)
        if (strcmp(n->ptr[i], name) == 0) return true;
    return false;
}

/* The job's code and the modules of its folder, all the way down. */
static void scan_job(mh_run *r, mh_names *plugins) {
    mh_names modules = {0};
    mh_uses_find(mh_buf_view(&r->src), &modules, plugins);
    for (size_t i = 0; i < modules.len && i < SCAN_FILES; i++) {
        mh_buf src = {0};
        char *path = module_in(r->folder, modules.ptr[i]);
        if (path && !has_name(&r->asked.modules, path) &&
            mh_fs_read(&src, path, FILE_MAX, NULL) == MH_OK) {
            mh_uses_find(mh_buf_view(&src), &modules, plugins);
            mh_vec_push(&r->asked.modules, path);
            path = NULL;
        }
        free(path);
        mh_buf_clear(&src);
    }
    mh_names_clear(&modules);
}

static mh_rc add_refs(mh_run *r, const mh_plugin_refs *refs, mh_err *e) {
    for (size_t i = 0; i < refs->len; i++)
        if (add_party(r, refs->ptr[i].name, NULL, refs->ptr[i].config, false, e) != MH_OK)
            return MH_FAIL;
    return MH_OK;
}

mh_rc mh_asked_job(mh_run *r, mh_err *e) {
    mh_names plugins = {0};
    mh_rc rc = MH_OK;
    for (size_t i = 0; rc == MH_OK && i < json_array_size(r->job.needs); i++) {
        const char *raw = json_string_value(json_array_get(r->job.needs, i));
        mh_buf by = {0};
        put_place(&by, r, raw);
        rc = add_need(&r->asked, raw, r->folder, by.ptr, e);
        mh_buf_clear(&by);
    }
    if (rc == MH_OK) rc = add_refs(r, &r->job.sources, e);
    if (rc == MH_OK) rc = add_refs(r, &r->job.pipeline, e);
    if (rc == MH_OK) rc = add_refs(r, &r->job.sinks, e);
    scan_job(r, &plugins);
    if (rc == MH_OK) rc = add_used(r, &plugins, e);
    mh_names_clear(&plugins);
    return rc;
}

mh_rc mh_asked_plugin(mh_run *r, const char *name, const char *folder, mh_err *e) {
    return add_party(r, name, folder, NULL, true, e);
}

mh_rc mh_asked_pin(mh_run *r, mh_err *e) {
    mh_asked *a = &r->asked;
    mh_buf b = {0};
    mh_rc rc = MH_OK;
    if (a->pins.things.len > 0) return MH_OK;
    if (r->real) mh_pins_hash(&a->pins, r->real, r->sha);
    for (size_t i = 0; rc == MH_OK && i < a->modules.len; i++) {
        mh_buf_reset(&b);
        rc = mh_fs_read(&b, a->modules.ptr[i], FILE_MAX, e);
        if (rc == MH_OK) mh_pins_bytes(&a->pins, a->modules.ptr[i], mh_buf_view(&b));
    }
    for (size_t i = 0; rc == MH_OK && i < a->parties.len; i++)
        rc = mh_pins_folder(&a->pins, a->parties.ptr[i].folder, e);
    if (rc == MH_OK && r->lib && mh_fs_is_dir(r->lib)) rc = mh_pins_folder(&a->pins, r->lib, e);
    mh_buf_clear(&b);
    return rc;
}
