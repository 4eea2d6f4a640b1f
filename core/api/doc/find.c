/* mine.doc: selectors and XPath, and what documents remember of them. */
#include "api/doc/doc_priv.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

/* Selectors that a document remembers. */
#define FOUND_MAX 16

/* What one selector finds in the whole document: loops over rows ask for the same again and again. */
typedef struct found_one {
    mh_buf css;
    mh_select *select;
    mh_select_map *map; /* NULL for one with :scope, and after a change */
} found_one;

typedef struct doc_found {
    found_one list[FOUND_MAX];
    size_t next; /* to be replaced */
    uint32_t edits;
} doc_found;

static void forget(found_one *f) {
    mh_select_map_free(f->map);
    mh_select_free(f->select);
    mh_buf_clear(&f->css);
    *f = (found_one){.map = NULL};
}

void doc_found_free(struct doc_found *f) {
    if (f == NULL) return;
    for (size_t i = 0; i < FOUND_MAX; i++) forget(&f->list[i]);
    free(f);
}

/* The entry of css, compiled; raises on a mistake in it. */
static found_one *remember(lua_State *L, doc_object *d, mh_view css) {
    const mh_tree *t = mh_doc_tree_of(d->d);
    mh_select *s = NULL;
    mh_err e = {0};
    if (d->found == NULL) d->found = mh_alloc(sizeof *d->found);
    doc_found *f = d->found;
    for (size_t i = 0; i < FOUND_MAX && f->edits != mh_tree_edits(t); i++) {
        mh_select_map_free(f->list[i].map);
        f->list[i].map = NULL;
    }
    f->edits = mh_tree_edits(t);
    for (size_t i = 0; i < FOUND_MAX; i++)
        if (f->list[i].select && mh_view_eq(mh_buf_view(&f->list[i].css), css)) return &f->list[i];
    if (mh_select_compile(&s, css, &e) != MH_OK) {
        mh_raise(L, &e);
        return NULL;
    }
    found_one *one = &f->list[f->next++ % FOUND_MAX];
    forget(one);
    one->select = s;
    mh_buf_put(&one->css, css);
    return one;
}

static doc_object *object_at(lua_State *L, int idx) {
    return (doc_object *)(uintptr_t)doc_object_at(L, idx);
}

static void push_hits(lua_State *L, int idx, const mh_select_hits *hits) {
    lua_createtable(L, hits->len < 1024 ? (int)hits->len : 1024, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < hits->len; i++) {
        const mh_select_hit *h = &hits->ptr[i];
        if (h->is_value) {
            mh_push_view(L, h->value);
        } else {
            doc_push_node(L, idx, h->node);
        }
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static void tell_missed(lua_State *L, mh_view what) {
    mh_ctx *c = mh_ctx_of(L);
    if (c->ops && c->ops->missed) c->ops->missed(L, c, what);
}

int doc_push_select(lua_State *L, int idx, mh_node n, mh_view css, bool all) {
    doc_object *d = object_at(L, idx);
    const mh_tree *t = mh_doc_tree_of(d->d);
    idx = lua_absindex(L, idx);
    doc_scratch *s = doc_scratch_new(L);
    found_one *f = remember(L, d, css);
    if (mh_select_is_scoped(f->select)) {
        mh_select_all(f->select, t, n, all ? 0 : 1, &s->hits);
    } else {
        if (f->map == NULL) f->map = mh_select_map_new(f->select, t, MH_NODE_ROOT);
        mh_select_map_all(f->map, n, all ? 0 : 1, &s->hits);
    }
    if (s->hits.len == 0) tell_missed(L, css);
    push_hits(L, idx, &s->hits);
    if (!all) lua_rawgeti(L, -1, 1);
    doc_done(s);
    return 1;
}

mh_node doc_closest(lua_State *L, int idx, mh_node n, mh_view css) {
    doc_object *d = object_at(L, idx);
    const mh_tree *t = mh_doc_tree_of(d->d);
    found_one *f = remember(L, d, css);
    if (mh_select_is_scoped(f->select)) luaL_error(L, ":scope has no meaning here");
    if (f->map == NULL) f->map = mh_select_map_new(f->select, t, MH_NODE_ROOT);
    while (n != MH_NODE_ROOT && !mh_select_map_has(f->map, n)) n = mh_tree_parent(t, n);
    return n == MH_NODE_ROOT ? MH_NODE_NONE : n;
}

static void push_number(lua_State *L, double v) {
    if (floor(v) == v && fabs(v) < 9007199254740992.0) { /* exact in a double */
        lua_pushinteger(L, (lua_Integer)v);
    } else {
        lua_pushnumber(L, v);
    }
}

int doc_push_xpath(lua_State *L, int idx, mh_node n, mh_view expr) {
    doc_object *d = object_at(L, idx);
    mh_err e = {0};
    idx = lua_absindex(L, idx);
    if (d->xpath && !mh_xpath_is_current(d->xpath)) {
        mh_xpath_free(d->xpath);
        d->xpath = NULL;
    }
    if (d->xpath == NULL && mh_xpath_new(&d->xpath, mh_doc_tree_of(d->d), &e) != MH_OK)
        return mh_push_fail(L, &e);
    doc_scratch *s = doc_scratch_new(L);
    if (mh_xpath_eval(d->xpath, expr, n, &s->xpath, &e) != MH_OK)
        return e.code == MH_E_USAGE ? mh_raise(L, &e) : mh_push_fail(L, &e);
    if (s->xpath.kind == MH_XPATH_NODES && s->xpath.hits.len == 0) tell_missed(L, expr);
    switch (s->xpath.kind) {
    case MH_XPATH_NODES: push_hits(L, idx, &s->xpath.hits); break;
    case MH_XPATH_TEXT: mh_push_view(L, mh_buf_view(&s->xpath.text)); break;
    case MH_XPATH_NUMBER: push_number(L, s->xpath.number); break;
    case MH_XPATH_TRUTH: lua_pushboolean(L, s->xpath.truth); break;
    }
    doc_done(s);
    return 1;
}

/*** document:xpath(expression) -> list
 * What an XPath 1.0 expression gives: a list in document order for nodes (texts, comments and
 * attributes as strings), else a string, a number or a boolean. Names have no namespace; functions
 * are XPath 1.0's and has-class("a", ...). The tree is copied for it when first asked and after a change.
 * @param expression string; a mistake in it raises and says where
 * @return list of nodes and strings, or string, number, boolean; nil and an error with code "limit"
 * for too much work
 * @example for _, href in ipairs(page:xpath("//h2/a/@href")) do print(href) end
 * @example local n = page:xpath("count(//table[1]/tr)") */
int doc_xpath(lua_State *L) {
    doc_object_at(L, 1);
    mh_check_nargs(L, 2);
    return doc_push_xpath(L, 1, MH_NODE_ROOT, mh_check_view(L, 2));
}

/*** node:xpath(expression) -> list
 * The same with the node as its context: begin with "./" or ".//" for what is below it, as "//" begins
 * at the document.
 * @param expression string @return as document:xpath
 * @example row:xpath("string(./td[2])") */
int node_xpath(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_view expr = mh_check_view(L, 2);
    mh_check_nargs(L, 2);
    mh_obj_push_kept(L, 1);
    return doc_push_xpath(L, 3, o->n, expr);
}

/*** node:closest(css) -> node
 * The node itself or the nearest element around it that a CSS selector matches.
 * @param css string @return node, or nil
 * @example page:one("a.more"):closest("article, li") */
int node_closest(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_view css = mh_check_view(L, 2);
    mh_check_nargs(L, 2);
    mh_obj_push_kept(L, 1);
    doc_push_node(L, 3, doc_closest(L, 3, o->n, css));
    return 1;
}
