/* What a tool of the workshop gets: its script, its arguments, functions beside the pipeline's. */
#include "run/tool.h"

#include "base/mem.h"
#include "lua/encode.h"
#include "run/run_priv.h"

#include <errno.h>
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MISSES_MAX 100 /* places remembered */

static mh_run *run_at(lua_State *L) {
    return mh_run_of(mh_ctx_of(L));
}

/* "plugins/words/init.lua:12" of the Lua function that called. */
static void put_place(lua_State *L, mh_buf *out) {
    lua_Debug ar;
    char *here = mh_path_real(".");
    for (int level = 1; lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sl", &ar);
        if (ar.currentline < 0 || ar.source[0] != '@') continue;
        mh_view file = mh_view_of(ar.source + 1), base = mh_view_of(here);
        if (mh_view_starts(file, base) && file.len > base.len && file.ptr[base.len] == '/')
            file = mh_view_sub(file, base.len + 1, file.len);
        mh_buf_printf(out, "%.*s:%d", MH_FMT(file), ar.currentline);
        break;
    }
    free(here);
}

void mh_run_missed(lua_State *L, mh_ctx *c, mh_view selector) {
    json_t *list = mh_run_of(c)->misses, *one;
    mh_buf place = {0};
    size_t i;
    if (list == NULL) return;
    put_place(L, &place);
    json_t *where = json_stringn_nocheck(place.ptr ? place.ptr : "", place.len);
    json_t *what = json_stringn(selector.ptr, selector.len);
    mh_buf_clear(&place);
    if (what == NULL) what = json_string("(no UTF-8)");
    json_array_foreach(list, i, one) {
        if (!json_equal(json_object_get(one, "where"), where) ||
            !json_equal(json_object_get(one, "selector"), what))
            continue;
        json_int_t n = json_integer_value(json_object_get(one, "times"));
        json_object_set_new(one, "times", json_integer(n + 1));
        break;
    }
    if (i == json_array_size(list) && i < MISSES_MAX)
        json_array_append_new(list,
                              json_pack("{sOsOsi}", "where", where, "selector", what, "times", 1));
    json_decref(where);
    json_decref(what);
}

/* misses() -> list of { where, selector, times } since the last call */
static int h_misses(lua_State *L) {
    mh_run *r = run_at(L);
    json_t *list = r->misses;
    r->misses = json_array();
    if (list == NULL) list = json_array();
    mh_push_json_take(L, list);
    return 1;
}

/* clock() -> seconds of a clock that runs on, also in a replay */
static int h_clock(lua_State *L) {
    lua_pushnumber(L, (lua_Number)mh_clock_mono_ns(mh_clock_system()) * 1e-9);
    return 1;
}

/* put(text): shows it */
static int h_put(lua_State *L) {
    mh_run *r = run_at(L);
    mh_ctx *c = mh_ctx_of(L);
    mh_buf b = {0};
    mh_err e = {0};
    FILE *f = r->req->tool->to_stderr ? stderr : stdout;
    mh_run_put_terminal(&b, mh_check_view(L, 1));
    bool ok = b.len == 0 || (fwrite(b.ptr, 1, b.len, f) == b.len && fflush(f) == 0);
    int code = errno;
    size_t n = b.len;
    mh_buf_clear(&b);
    if (!ok) {
        mh_fail_errno(&e, code, "write to standard output");
        return mh_raise(L, &e);
    }
    return c->ops->output(c, n, &e) == MH_OK ? 0 : mh_raise(L, &e);
}

/* item(value): prints it as JSON on standard output */
static int h_item(lua_State *L) {
    mh_err e = {0};
    mh_buf text = {0};
    if (mh_value_encode(L, 1, "item", (mh_json_style){.indent = 2}, &text, &e) != MH_OK) {
        mh_buf_clear(&text);
        return mh_raise(L, &e);
    }
    mh_buf_putc(&text, '\n');
    bool ok = fwrite(text.ptr, 1, text.len, stdout) == text.len && fflush(stdout) == 0;
    int code = errno;
    mh_buf_clear(&text);
    if (ok) return 0;
    mh_fail_errno(&e, code, "write to standard output");
    return mh_raise(L, &e);
}

static bool put_all(int fd, const char *p, size_t n) {
    while (n > 0) {
        ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

static bool get_all(int fd, char *p, size_t n) {
    while (n > 0) {
        ssize_t k = recv(fd, p, n, 0);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

bool mh_tool_send(int fd, mh_view message) {
    uint32_t n = (uint32_t)message.len;
    if (message.len > MH_TOOL_MESSAGE) return false;
    return put_all(fd, (const char *)&n, sizeof n) && put_all(fd, message.ptr, message.len);
}

bool mh_tool_receive(int fd, mh_buf *message) {
    uint32_t n = 0;
    mh_buf_reset(message);
    if (!get_all(fd, (char *)&n, sizeof n) || n > MH_TOOL_MESSAGE) return false;
    mh_buf_reserve(message, (size_t)n + 1);
    if (!get_all(fd, message->ptr, n)) return false;
    message->len = n;
    message->ptr[n] = '\0';
    return true;
}

/* write(path, text): a new file, written by who asked for the run when all has gone well */
static int h_write(lua_State *L) {
    mh_view path = mh_check_view(L, 1), text = mh_check_view(L, 2);
    mh_buf b = {0};
    mh_buf_put_n(&b, path.ptr, path.len + 1);
    mh_buf_put(&b, text);
    bool sent = mh_tool_send(run_at(L)->req->tool->fd, mh_buf_view(&b));
    mh_buf_clear(&b);
    return sent ? 0 : luaL_error(L, "nobody writes %s", path.ptr);
}

/* exists(path) -> whether something is there */
static int h_exists(lua_State *L) {
    lua_pushboolean(L, access(mh_check_view(L, 1).ptr, F_OK) == 0);
    return 1;
}

/* fail(why): the tool cannot do what it was asked for; why is a text or an error */
static int h_fail(lua_State *L) {
    mh_run *r = run_at(L);
    mh_err e = {0};
    if (!mh_to_err(L, 1, &e)) mh_fail(&e, MH_E_USAGE, "%s", luaL_tolstring(L, 1, NULL));
    r->counts.failed++;
    r->refused = e.code == MH_E_PERMISSION;
    mh_report_error(r, e.msg, NULL);
    if (r->refused && strstr(e.msg, "--allow") == NULL)
        mh_report_error(r, "a command is granted it by --allow", NULL);
    return 0;
}

/* warn(text): says on standard error what went wrong; the tool goes on */
static int h_warn(lua_State *L) {
    mh_report_error(run_at(L), luaL_checkstring(L, 1), NULL);
    return 0;
}

/* hide(text): it is in nothing that the run says from now on */
static int h_hide(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    c->ops->secret(c, mh_check_view(L, 1));
    return 0;
}

/* part(name) -> the function that core/run/NAME.lua is, in an environment of its own */
static int h_part(lua_State *L) {
    lua_pushfstring(L, "run/%s.lua", luaL_checkstring(L, 1));
    mh_run_push_embedded(L, lua_tostring(L, -1));
    return 1;
}

static const luaL_Reg tool_fns[] = {{"misses", h_misses}, {"clock", h_clock}, {"part", h_part},
                                    {"fail", h_fail},     {"hide", h_hide},   {"warn", h_warn},
                                    {"put", h_put},       {"item", h_item},   {"write", h_write},
                                    {"exists", h_exists}, {NULL, NULL}};

void mh_tool_paths(mh_run *r) {
    const char *folder = r->req->tool ? r->req->tool->plugins : NULL;
    if (folder == NULL) return;
    mh_vec_push(&r->plugin_path, NULL);
    memmove(r->plugin_path.ptr + 1, r->plugin_path.ptr,
            (r->plugin_path.len - 1) * sizeof *r->plugin_path.ptr);
    r->plugin_path.ptr[0] = mh_strndup(folder, strlen(folder));
}

void mh_tool_push(lua_State *L, mh_run *r) {
    const mh_tool *t = r->req->tool;
    mh_run_push_tool(L, r, t->script);
    lua_getupvalue(L, -1, 1); /* its environment */
    mh_push_json(L, t->opts);
    mh_run_push_host(L, r);
    luaL_setfuncs(L, tool_fns, 0);
    lua_getfield(L, -3, "mine");
    lua_remove(L, -4);
    if (t->drive) return; /* it loads the stages by itself, and again when they change */
    mh_run_push_stages(L, r);
    json_decref(r->misses);
    r->misses = json_array();
}
