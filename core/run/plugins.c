/* Loads plugins into the run's Lua state, each in an environment of its own. */
#include "run/run_priv.h"

#include "base/utf8.h"
#include "conf/manifest.h"
#include "conf/plugin.h"
#include "conf/word.h"
#include "lua/data.h"
#include "lua/sandbox.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)4 << 20)

static const char used_key = 0; /* registry: name -> table, for mine.use */

/* A plugin between finding and loading: its parts are freed by the object that Lua holds. */
typedef struct plugin {
    char *folder;
    mh_manifest manifest;
    json_t *config;
    mh_buf path, src;
} plugin;

static void plugin_close(void *body) {
    plugin *p = body;
    free(p->folder);
    mh_manifest_clear(&p->manifest);
    json_decref(p->config);
    mh_buf_clear(&p->path);
    mh_buf_clear(&p->src);
}

static const mh_class plugin_class = {
    .name = "mine.plugin", .size = sizeof(plugin), .close = plugin_close};

/* The file at p->path; r NULL: no run that it is loaded into. */
static mh_rc read_file(plugin *p, mh_run *r, mh_err *e) {
    if (mh_fs_read(&p->src, p->path.ptr, FILE_MAX, e) != MH_OK) return MH_FAIL;
    return r ? mh_run_loading(&r->ctx, p->path.ptr, mh_buf_view(&p->src), true, e) : MH_OK;
}

static mh_rc read_manifest(plugin *p, mh_run *r, mh_err *e) {
    json_t *table = NULL;
    mh_rc rc = MH_FAIL;
    mh_buf_printf(&p->path, "%s/manifest.lua", p->folder);
    if (read_file(p, r, e) != MH_OK) return MH_FAIL;
    if (mh_lua_data(mh_buf_view(&p->src), p->path.ptr, &table, e) == MH_DATA_TABLE)
        rc = mh_manifest_read(&p->manifest, table, p->path.ptr, e);
    json_decref(table);
    mh_buf_reset(&p->path);
    mh_buf_reset(&p->src);
    return rc;
}

static void copy_cut(char *out, size_t size, mh_view v) {
    v = mh_utf8_cut(v, size - 1);
    if (v.len) memcpy(out, v.ptr, v.len);
    out[v.len] = '\0';
}

mh_rc mh_run_plugin_about(const char *dir, mh_plugin_about *out, mh_err *e) {
    plugin p = {.folder = mh_strndup(dir, strlen(dir))};
    mh_rc rc = read_manifest(&p, NULL, e);
    if (rc == MH_OK) {
        copy_cut(out->kind, sizeof out->kind, p.manifest.kind);
        copy_cut(out->version, sizeof out->version, p.manifest.version);
        copy_cut(out->about, sizeof out->about, p.manifest.about);
    }
    plugin_close(&p);
    return rc;
}

/* What the plugin needs must have been granted to the run: a plugin that only turned up while it was
 * under way was not asked about. */
static mh_rc has_needs(const plugin *p, mh_run *r, mh_view name, mh_err *e) {
    mh_rc rc = MH_OK;
    size_t n = r->set->dry ? 0 : json_array_size(p->manifest.needs);
    for (size_t i = 0; rc == MH_OK && i < n; i++) {
        mh_view raw = mh_view_of(json_string_value(json_array_get(p->manifest.needs, i)));
        bool write = mh_view_starts(raw, MH_VIEW("write:"));
        mh_buf word = {0}, what = {0};
        rc = mh_word_read(&word, raw, write ? "." : p->folder, e);
        mh_buf_printf(&what, "plugin %.*s wants %.*s", MH_FMT(name), MH_FMT(raw));
        if (rc == MH_OK && !mh_perm_has(r->perm, mh_buf_view(&word)))
            rc = mh_perm_refuse(r->perm, mh_buf_view(&what), mh_buf_view(&word), e);
        mh_buf_clear(&word);
        mh_buf_clear(&what);
    }
    if (rc != MH_OK) return rc;
    char *own = mh_strndup(name.ptr, name.len);
    mh_perm_join(r->perm, own);
    free(own);
    return MH_OK;
}

static mh_rc prepare(plugin *p, mh_run *r, mh_view name, const char *kind, const json_t *given,
                     mh_err *e) {
    p->folder = mh_plugin_find(&r->plugin_path, name, e);
    if (p->folder == NULL) return MH_FAIL;
    if (read_manifest(p, r, e) != MH_OK) {
        mh_buf chunk = {0}; /* what the message names, as a chunk that does not compile */
        mh_buf_printf(&chunk, "@%s/manifest.lua", p->folder);
        free(r->ctx.broken_chunk);
        r->ctx.broken_chunk = mh_buf_take(&chunk);
        return MH_FAIL;
    }
    if (has_needs(p, r, name, e) != MH_OK) return MH_FAIL;
    if (kind && !mh_view_eq(p->manifest.kind, mh_view_of(kind)))
        return mh_fail(e, MH_E_USAGE, "plugin %.*s is a %.*s, used as a %s", MH_FMT(name),
                       MH_FMT(p->manifest.kind), kind);
    /* mine.use gives no options: its caller hands them to the functions */
    p->config = kind ? mh_manifest_config(&p->manifest, given, e) : json_object();
    if (p->config == NULL) return MH_FAIL;
    mh_used used = {.name = mh_strndup(name.ptr, name.len),
                    .version = mh_strndup(p->manifest.version.len ? p->manifest.version.ptr : "",
                                          p->manifest.version.len),
                    .folder = mh_path_real(p->folder)};
    if (used.folder == NULL) used.folder = mh_strndup(p->folder, strlen(p->folder));
    mh_vec_push(&r->used, used);
    mh_buf_printf(&p->path, "%s/init.lua", p->folder);
    return read_file(p, r, e);
}

/* Pushes what init.lua returns; the plugin's object is at index obj. */
static void push_fns(lua_State *L, mh_run *r, plugin *p, mh_view name) {
    mh_push_env(L, p->folder, r->lib);
    int env = lua_gettop(L);
    lua_pushfstring(L, "@%s", p->path.ptr);
    if (mh_load_text(L, mh_buf_view(&p->src), lua_tostring(L, -1), env) != LUA_OK) lua_error(L);
    lua_call(L, 0, 1);
    if (!lua_istable(L, -1)) {
        mh_err e = {0};
        mh_fail(&e, MH_E_USAGE, "plugin %.*s: init.lua returns no table", MH_FMT(name));
        mh_raise(L, &e);
    }
    lua_replace(L, env);
    lua_settop(L, env);
}

void mh_run_push_plugin(lua_State *L, mh_run *r, const mh_plugin_ref *ref, const char *kind) {
    mh_err e = {0};
    luaL_checkstack(L, 10, "plugin");
    plugin *p = mh_obj_new(L, &plugin_class);
    int obj = lua_gettop(L);
    mh_view name = mh_view_of(ref->name);
    if (prepare(p, r, name, kind, ref->config, &e) != MH_OK) {
        if (e.code == MH_E_PERMISSION)
            mh_push_err(L, &e);
        else
            lua_pushstring(L, e.msg);
        lua_error(L);
    }
    lua_newtable(L);
    push_fns(L, r, p, name);
    lua_setfield(L, -2, "fns");
    lua_pushstring(L, ref->name);
    lua_setfield(L, -2, "name");
    mh_push_json(L, p->config);
    lua_setfield(L, -2, "config");
    lua_replace(L, obj);
}

static int use(lua_State *L, mh_ctx *c, const char *name, bool again) {
    mh_run *r = mh_run_of(c);
    mh_err e = {0};
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &used_key) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &used_key);
    }
    int cache = lua_gettop(L);
    if (lua_getfield(L, cache, name) == LUA_TTABLE && !again) return 1;
    lua_pop(L, 1);
    plugin *p = mh_obj_new(L, &plugin_class);
    if (prepare(p, r, mh_view_of(name), NULL, NULL, &e) != MH_OK) {
        if (e.code != MH_E_PERMISSION) mh_raise(L, &e);
        mh_push_err(L, &e);
        lua_error(L);
    }
    push_fns(L, r, p, mh_view_of(name));
    lua_pushvalue(L, -1);
    lua_setfield(L, cache, name);
    return 1;
}

int mh_run_use(lua_State *L, mh_ctx *c, const char *name) {
    return use(L, c, name, false);
}

int mh_run_use_again(lua_State *L, mh_ctx *c, const char *name) {
    return use(L, c, name, true);
}
