#include "lua/fault.h"

#include "base/fs.h"
#include "base/mem.h"
#include "base/schema.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "lua/fault_priv.h"
#include "lua/task.h"
#include "lua/trace.h"

#include <lauxlib.h>
#include <stdlib.h>

#define SOURCE_MAX ((size_t)4 << 20) /* bytes of a file that is read again */
#define LINE_MAX_  4000              /* bytes of a source line that are kept */

typedef struct making {
    mh_fault *f;
    lua_State *co;
    mh_fault_place place;
    mh_view rest; /* of f->raw: the message without its place */
    mh_buf src;
    int first;          /* level of the stack where the error was raised */
    const char *called; /* name of the C function at the top of the stack */
} making;

static char *copy(mh_view v) {
    return mh_strndup(v.ptr ? v.ptr : "", v.len);
}

/* The chunk at that level; false when there is no such level. */
static bool level_at(lua_State *co, int level, lua_Debug *ar) {
    return lua_getstack(co, level, ar) && lua_getinfo(co, "Sln", ar);
}

static void take_level(mh_fault_place *p, const lua_Debug *ar, int level, int line) {
    p->found = true;
    p->level = level;
    p->line = line;
    p->source = copy((mh_view){ar->source, ar->srclen});
    snprintf(p->shown, sizeof p->shown, "%s", ar->short_src);
}

/* "...tail" of a long path, or the path. */
static bool is_short_of(mh_view shown, mh_view path) {
    if (mh_view_eq(shown, path)) return true;
    return mh_view_starts(shown, MH_VIEW("...")) &&
           mh_view_ends(path, mh_view_sub(shown, 3, shown.len));
}

/* The place that the message names, if it is one of a chunk that we know. */
static void find_named(making *m) {
    mh_fault_place *p = &m->place;
    mh_view file, rest, raw = mh_view_of(m->f->raw);
    lua_Debug ar;
    int line;
    m->rest = raw;
    if (!mh_place_split(raw, &file, &line, &rest)) return;
    for (int i = m->first; level_at(m->co, i, &ar); i++) {
        if (ar.what[0] == 'C' || !mh_view_eq(mh_view_of(ar.short_src), file)) continue;
        m->rest = rest;
        if (!mh_trace_is_host(ar.source)) take_level(p, &ar, i, line);
        return;
    }
    const char *broken = mh_ctx_of(m->co)->broken_chunk;
    if (broken == NULL || broken[0] != '@' || !is_short_of(file, mh_view_of(broken + 1))) return;
    m->rest = rest;
    *p = (mh_fault_place){.found = true, .level = -1, .line = line};
    p->source = mh_strndup(broken, strlen(broken));
}

/* Else the innermost line of a script. */
static void find_frame(making *m) {
    lua_Debug ar;
    for (int i = m->first; !m->place.found && level_at(m->co, i, &ar); i++)
        if (ar.what[0] != 'C' && !mh_trace_is_host(ar.source) && ar.currentline > 0)
            take_level(&m->place, &ar, i, ar.currentline);
}

/* The path as a user writes it: below the working folder without that. */
static char *shown_path(const char *path) {
    char *here = mh_path_real(".");
    mh_view v = mh_view_of(path);
    size_t n = here ? strlen(here) : 0;
    if (n > 1 && mh_view_starts(v, mh_view_of(here)) && v.len > n + 1 && v.ptr[n] == '/')
        v = mh_view_sub(v, n + 1, v.len);
    char *out = copy(v);
    free(here);
    return out;
}

static void read_source(making *m) {
    const char *s = m->place.source;
    mh_ctx *c = mh_ctx_of(m->co);
    if (s[0] != '@') { /* the text of a load() is its own name, if it was given none */
        if (strpbrk(s, " \n(=") && s[0] != '=') mh_buf_puts(&m->src, s);
        return;
    }
    if (c->ops && c->ops->source && c->ops->source(c, s + 1, &m->src)) return;
    mh_fs_read(&m->src, s + 1, SOURCE_MAX, NULL);
}

static void set_line(mh_fault *f, mh_view source) {
    mh_view line = mh_utf8_cut(mh_source_line(source, f->line), LINE_MAX_);
    if (line.len == 0) return;
    mh_buf b = {0};
    mh_utf8_repair(&b, line);
    f->source = mh_buf_take(&b);
}

/* "unknown option 'x' (known: a, b)": the nearest of them in the place of all. */
static bool put_nearest(mh_buf *b, mh_view rest) {
    static const char word[] = " (known: ", start[] = "unknown option '";
    size_t at = mh_view_find(rest, mh_view_of(word), 0);
    size_t name = mh_view_find(rest, mh_view_of(start), 0);
    if (at == SIZE_MAX || name == SIZE_MAX || rest.ptr[rest.len - 1] != ')') return false;
    mh_view list = mh_view_sub(rest, at + sizeof word - 1, rest.len - 1), part;
    mh_view asked = mh_view_sub(rest, name + sizeof start - 1, at);
    asked.len -= asked.len > 0;
    MH_VEC(char *) all = {0};
    while (mh_view_split(&list, ',', &part)) mh_vec_push(&all, copy(mh_view_trim(part)));
    const char *near = mh_nearest(asked, (const char *const *)all.ptr, all.len, sizeof *all.ptr);
    if (near) {
        mh_buf_put(b, mh_view_sub(rest, 0, at));
        mh_buf_printf(b, " (did you mean '%s'?)", near);
    }
    bool found = near != NULL;
    for (size_t i = 0; i < all.len; i++) free(all.ptr[i]);
    mh_vec_clear(&all);
    return found;
}

static void set_message(mh_fault *f, mh_view rest, mh_view hint) {
    mh_buf b = {0};
    if (f->file) mh_buf_printf(&b, "%s:%d: ", f->file, f->line);
    if (!put_nearest(&b, rest)) mh_buf_put(&b, rest);
    mh_buf_put(&b, hint);
    free(f->message);
    f->message = mh_buf_take(&b);
}

/* Of a token that stands more than once in its line: the one up to which the source compiles, but
 * for its being cut short. */
static size_t find_token(lua_State *M, mh_view source, int line, const mh_subject *s) {
    mh_view all = mh_source_line(source, line);
    size_t start = (size_t)(all.ptr - source.ptr);
    if (all.len == 0 || s->name.len == 0) return SIZE_MAX;
    for (size_t at = 0; (at = mh_view_find(all, s->name, at)) != SIZE_MAX; at++) {
        luaL_loadbufferx(M, source.ptr, start + at + s->name.len, "=x", "t");
        size_t n;
        const char *msg = lua_tolstring(M, -1, &n);
        bool here = msg && !mh_view_ends((mh_view){msg, n}, MH_VIEW("near <eof>"));
        lua_pop(M, 1);
        if (here) return at;
    }
    return SIZE_MAX;
}

static void look(lua_State *M, making *m) {
    mh_fault *f = m->f;
    mh_fault_place *p = &m->place;
    mh_buf hint = {0};
    f->file = p->source[0] == '@' ? shown_path(p->source + 1) : copy(mh_view_of(p->shown));
    f->line = p->line;
    set_message(f, m->rest, (mh_view){0}); /* in case of an error below */
    read_source(m);
    set_line(f, mh_buf_view(&m->src));
    mh_subject s = mh_subject_of(m->rest, m->called);
    mh_view line = mh_view_of(f->source);
    if (f->source == NULL) return;
    if (m->called && strcmp(m->called, "for iterator") == 0) s = mh_subject_of_loop(line);
    f->caret = mh_caret_find(line, &s);
    if (s.kind == MH_SUBJECT_TOKEN && f->caret == SIZE_MAX)
        f->caret = find_token(M, mh_buf_view(&m->src), f->line, &s);
    if (f->caret != SIZE_MAX && f->caret > line.len) f->caret = SIZE_MAX;
    if (p->level >= 0) mh_fault_hint(M, m->co, p, &s, line, f->caret, &hint);
    set_message(f, m->rest, mh_buf_view(&hint));
    mh_buf_clear(&hint);
}

static int l_look(lua_State *M) {
    making *m = lua_touserdata(M, 1);
    look(M, m);
    return 0;
}

static int l_look_page(lua_State *M) {
    making *m = lua_touserdata(M, 1);
    mh_fault_look_page(M, m->co, &m->place, m->f);
    return 0;
}

static void protect(lua_State *M, lua_CFunction fn, making *m) {
    mh_guard *g = &mh_ctx_of(M)->guard;
    int top = lua_gettop(M);
    if (!lua_checkstack(M, 8)) return;
    lua_State *outer = g->current;
    g->current = M;
    g->pinned++;
    lua_pushcfunction(M, fn); /* light: takes no memory */
    lua_pushlightuserdata(M, m);
    lua_pcall(M, 1, 0, 0);
    g->pinned--;
    g->current = outer;
    lua_settop(M, top);
}

static void remembered_page(mh_ctx *c, lua_State *co, mh_fault *f) {
    bool own = c->page_url && c->page_task && c->page_task->L == co;
    if (c->page_url == NULL) return;
    if (f->page == NULL && own) f->page = copy(mh_view_of(c->page_url));
    if (f->page && f->page_status == 0 && strcmp(f->page, c->page_url) == 0)
        f->page_status = c->page_status;
}

mh_fault *mh_fault_new(lua_State *M, lua_State *co) {
    mh_ctx *c = mh_ctx_of(co);
    mh_fault *f = mh_alloc(sizeof *f);
    lua_Debug ar;
    /* on one thread, as a message handler, the handler is the first level, and looking adds one */
    int own = M == co && c->guard.current == co && lua_gettop(co) == 1;
    making m = {.f = f, .co = co, .first = own};
    m.place.below = M == co;
    f->caret = SIZE_MAX;
    f->raw = mh_trace_message(co);
    if (c->inner && strcmp(c->inner->raw, f->raw) == 0) { /* it comes from a coroutine inside */
        mh_fault *inner = c->inner;
        char *outer = mh_trace_from(co, own);
        mh_buf b = {0};
        c->inner = NULL;
        mh_buf_printf(&b, "%s%s", inner->trace, outer);
        free(inner->trace);
        inner->trace = mh_buf_take(&b);
        free(outer);
        mh_fault_free(f);
        return inner;
    }
    f->trace = mh_trace_from(co, own);
    set_message(f, mh_view_of(f->raw), (mh_view){0});
    if (level_at(co, m.first, &ar) && ar.what[0] == 'C') m.called = ar.name;
    find_named(&m);
    find_frame(&m);
    if (m.place.found) protect(M, l_look, &m);
    protect(M, l_look_page, &m);
    remembered_page(c, co, f);
    free(m.place.source);
    mh_buf_clear(&m.src);
    return f;
}

mh_fault *mh_fault_of_text(const char *message, const char *path, mh_view source) {
    mh_fault *f = mh_alloc(sizeof *f);
    mh_view file, rest, all = mh_view_of(message);
    f->caret = SIZE_MAX;
    f->raw = copy(all);
    f->trace = copy((mh_view){0});
    set_message(f, all, (mh_view){0});
    if (!mh_place_split(all, &file, &f->line, &rest) || !is_short_of(file, mh_view_of(path)))
        return f;
    f->file = shown_path(path);
    set_line(f, source);
    set_message(f, rest, (mh_view){0});
    if (f->source == NULL) return f;
    mh_subject s = mh_subject_of(rest, NULL);
    f->caret = mh_caret_find(mh_view_of(f->source), &s);
    lua_State *L = f->caret == SIZE_MAX ? luaL_newstate() : NULL;
    if (L && s.kind == MH_SUBJECT_TOKEN) f->caret = find_token(L, source, f->line, &s);
    if (L) lua_close(L);
    if (f->caret != SIZE_MAX && f->caret > strlen(f->source)) f->caret = SIZE_MAX;
    return f;
}

void mh_fault_free(mh_fault *f) {
    if (f == NULL) return;
    free(f->raw);
    free(f->message);
    free(f->file);
    free(f->source);
    free(f->trace);
    free(f->page);
    free(f->capsule);
    free(f);
}

int mh_fault_column(const mh_fault *f) {
    if (f->source == NULL || f->caret == SIZE_MAX) return 0;
    return (int)mh_utf8_len((mh_view){f->source, f->caret}) + 1;
}

void mh_fault_put(mh_buf *b, const mh_fault *f) {
    if (f->source) mh_caret_put(b, mh_view_of(f->source), f->caret);
    if (f->trace && f->trace[0]) mh_buf_printf(b, "stack:\n%s", f->trace);
    if (f->page) mh_buf_printf(b, "page: %s", f->page);
    if (f->page && f->page_status) mh_buf_printf(b, " (%d)", f->page_status);
    if (f->page) mh_buf_putc(b, '\n');
    if (f->capsule) mh_buf_printf(b, "again: minehost replay %s\n", f->capsule);
}

void mh_fault_pass(mh_ctx *c, mh_fault *f) {
    mh_fault_free(c->inner);
    c->inner = f;
}

void mh_fault_saw_page(mh_ctx *c, mh_view url, int status) {
    free(c->page_url);
    c->page_url = copy(url);
    c->page_status = status;
    c->page_task = c->task;
}

void mh_fault_clear(mh_ctx *c) {
    mh_fault_free(c->inner);
    free(c->broken_chunk);
    free(c->page_url);
    c->inner = NULL;
    c->broken_chunk = c->page_url = NULL;
}
