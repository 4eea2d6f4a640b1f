#include "lua/trace.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "lua/ctx.h"
#include "lua/steady.h"

#include <lauxlib.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HEAD_LEVELS 12 /* levels shown at each end of a long stack */
#define TAIL_LEVELS 10
#define MESSAGE_MAX 4096

bool mh_trace_is_host(const char *source) {
    return strncmp(source, "=mine.", 6) == 0 || strncmp(source, "=run", 4) == 0;
}

/* The file's path, whole, below the working folder without that; of other chunks a short name. */
static const char *name_of(const lua_Debug *ar, const char *here) {
    size_t n = strlen(here);
    if (ar->source[0] != '@') return ar->short_src;
    const char *path = ar->source + 1;
    return n > 1 && strncmp(path, here, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

/* A chunk and a function are called as a script likes: a level stays one line. */
static void keep_to_line(char *s, size_t n) {
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < ' ' || s[i] == 0x7f) s[i] = '?';
}

static void put_level(mh_buf *b, lua_State *L, lua_Debug *ar, const char *here) {
    size_t start = b->len;
    lua_getinfo(L, "Slnt", ar); /* none of these allocates */
    bool c = strcmp(ar->what, "C") == 0;
    if (c ? ar->name == NULL : mh_trace_is_host(ar->source)) return;
    const char *name = name_of(ar, here);
    if (c)
        mh_buf_puts(b, "  [C]: ");
    else
        mh_buf_printf(b, "  %s:%d: ", name, ar->currentline);
    if (strcmp(ar->what, "main") == 0)
        mh_buf_puts(b, "in main chunk");
    else if (ar->name && ar->name[0])
        mh_buf_printf(b, "in %s '%s'", ar->namewhat[0] ? ar->namewhat : "function", ar->name);
    else
        mh_buf_printf(b, "in function <%s:%d>", name, ar->linedefined);
    keep_to_line(b->ptr + start, b->len - start);
    mh_buf_putc(b, '\n');
    if (ar->istailcall) mh_buf_puts(b, "  (...tail calls...)\n");
}

/* A C function that the host's own Lua calls. */
static bool is_called_by_host(lua_State *L, int level) {
    lua_Debug ar;
    if (!lua_getstack(L, level, &ar) || !lua_getinfo(L, "S", &ar) || ar.what[0] != 'C')
        return false;
    return lua_getstack(L, level + 1, &ar) && lua_getinfo(L, "S", &ar) &&
           mh_trace_is_host(ar.source);
}

static int depth_of(lua_State *L) {
    lua_Debug ar;
    int lo = 0, hi = 1;
    while (lua_getstack(L, hi, &ar)) lo = hi, hi *= 2;
    while (lo < hi) {
        int mid = lo + (hi - lo) / 2;
        if (lua_getstack(L, mid, &ar))
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

char *mh_trace_of(lua_State *L) {
    return mh_trace_from(L, 0);
}

char *mh_trace_from(lua_State *L, int level) {
    mh_buf b = {0};
    lua_Debug ar;
    char here[PATH_MAX];
    int n = depth_of(L) - level;
    if (getcwd(here, sizeof here) == NULL) here[0] = '\0';
    for (int i = 0; i < n; i++) {
        if (n > HEAD_LEVELS + TAIL_LEVELS + 1 && i == HEAD_LEVELS) {
            mh_buf_printf(&b, "  ... (%d more)\n", n - HEAD_LEVELS - TAIL_LEVELS);
            i = n - TAIL_LEVELS;
        }
        if (is_called_by_host(L, level + i)) continue;
        if (lua_getstack(L, level + i, &ar)) put_level(&b, L, &ar, here);
    }
    return mh_buf_take(&b);
}

void mh_trace_here(lua_State *L, char *out, size_t size) {
    lua_Debug ar;
    out[0] = '\0';
    for (int i = 0; i < 16 && lua_getstack(L, i, &ar); i++) {
        if (!lua_getinfo(L, "Sl", &ar) || ar.currentline < 0) continue;
        snprintf(out, size, "%s:%d", ar.short_src, ar.currentline);
        keep_to_line(out, strlen(out));
        return;
    }
}

bool mh_trace_is_memory(lua_State *L) {
    static const char msg[] = "not enough memory";
    if (lua_type(L, -1) != LUA_TSTRING) return false;
    size_t n;
    const char *s = lua_tolstring(L, -1, &n);
    return n >= sizeof msg - 1 && strcmp(s + n - (sizeof msg - 1), msg) == 0;
}

static int to_string(lua_State *L) {
    mh_tolstring(L, 1, NULL);
    return 1;
}

char *mh_trace_message(lua_State *L) {
    mh_guard *g = &mh_ctx_of(L)->guard;
    mh_buf b = {0};
    size_t n = 0;
    const char *s = NULL;
    int top = lua_gettop(L);
    if (lua_type(L, -1) == LUA_TSTRING) {
        s = lua_tolstring(L, -1, &n);
    } else if (lua_checkstack(L, 4)) {
        lua_pushcfunction(L, to_string);
        lua_pushvalue(L, -2);
        lua_State *outer = g->current;
        g->current = L;
        g->pinned++;
        int status = lua_pcall(L, 1, 1, 0);
        g->pinned--;
        g->current = outer;
        if (status == LUA_OK) s = lua_tolstring(L, -1, &n);
    }
    if (s == NULL)
        mh_buf_puts(&b, "(error object that gives no text)");
    else
        mh_utf8_repair(&b, mh_utf8_cut((mh_view){s, n}, MESSAGE_MAX));
    lua_settop(L, top);
    return mh_buf_take(&b);
}
