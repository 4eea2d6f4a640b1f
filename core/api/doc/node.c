#include "api/doc/doc_priv.h"

#include "doc/markdown.h"
#include "doc/render.h"
#include "doc/sanitize.h"

static void scratch_close(void *body) {
    doc_done(body);
}

static const mh_class scratch_class = {
    .name = "mine.doc.scratch", .size = sizeof(doc_scratch), .close = scratch_close};

doc_scratch *doc_scratch_new(lua_State *L) {
    return mh_obj_new(L, &scratch_class);
}

void doc_done(doc_scratch *s) {
    mh_arena_free(s->arena);
    s->arena = NULL;
    mh_buf_clear(&s->buf);
    mh_select_free(s->select);
    s->select = NULL;
    mh_vec_clear(&s->hits);
    mh_feed_free(s->feed);
    s->feed = NULL;
    mh_sitemap_free(s->sitemap);
    s->sitemap = NULL;
    mh_opml_free(s->opml);
    s->opml = NULL;
}

const node_object *doc_node_at(lua_State *L, const mh_tree **t) {
    const node_object *o = mh_obj_check(L, 1, &doc_node_class);
    if (o->doc->d == NULL) luaL_error(L, "the document of this node is closed");
    *t = mh_doc_tree_of(o->doc->d);
    if (mh_tree_removed(*t, o->n)) luaL_error(L, "this node was removed from its document");
    return o;
}

/*** node:attr(name) -> value
 * The value of an attribute.
 * @param name string, any case @return string, or nil when the node has no such attribute
 * @example page:one("a"):attr("href") */
static int l_attr(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_view name = mh_check_view(L, 2), value = {0};
    char low[128];
    mh_check_nargs(L, 2);
    if (name.len > sizeof low) return 0;
    for (size_t i = 0; i < name.len; i++) low[i] = mh_lower(name.ptr[i]);
    if (!mh_tree_attr(t, o->n, (mh_view){low, name.len}, &value)) return 0;
    mh_push_view(L, value);
    return 1;
}

/*** node:text() -> text
 * What a reader sees of the node: a line a block, cells apart by TAB.
 * @return string
 * @example page:one("h1"):text() */
static int l_text(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_check_nargs(L, 1);
    return doc_push_text(L, o->doc->d, o->n, DOC_TEXT);
}

/*** node:html(options) -> html
 * The node with its tag as HTML.
 * @param options { sanitize = leave scripts, styles, unsafe attributes and addresses out }
 * @return string
 * @example page:one("p"):html() */
static int l_html(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_check_nargs(L, 2);
    return doc_push_text(L, o->doc->d, o->n, doc_html_form(L));
}

/*** node:name() -> name
 * The element's name in lower case.
 * @return string
 * @example page:one("H1"):name() --> "h1" */
static int l_name(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_check_nargs(L, 1);
    mh_push_view(L, mh_tree_name(t, o->n));
    return 1;
}

/*** node:parent() -> node
 * The element around the node.
 * @return node, or nil for the outermost
 * @example page:one("li"):parent() */
static int l_parent(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_check_nargs(L, 1);
    mh_node p = mh_tree_parent(t, o->n);
    mh_obj_push_kept(L, 1);
    doc_push_node(L, -1, p == MH_NODE_ROOT ? MH_NODE_NONE : p);
    return 1;
}

/*** node:children() -> list
 * The elements right below the node.
 * @return list of nodes
 * @example for _, row in ipairs(page:one("tbody"):children()) do print(row:text()) end */
static int l_children(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    lua_Integer i = 0;
    mh_check_nargs(L, 1);
    mh_obj_push_kept(L, 1);
    lua_newtable(L);
    mh_mark_array(L, -1);
    for (mh_node c = mh_tree_first(t, o->n); c != MH_NODE_NONE; c = mh_tree_next(t, c)) {
        if (mh_tree_type(t, c) != MH_NODE_ELEMENT) continue;
        doc_push_node(L, 2, c);
        lua_rawseti(L, 3, ++i);
    }
    return 1;
}

/*** node:select(css) -> list
 * All that a CSS selector finds below the node; :scope is the node itself.
 * @param css string @return list of nodes, or of strings for ::text and ::attr(name)
 * @example page:one("table"):select(":scope > tbody > tr") */
static int l_select(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_view css = mh_check_view(L, 2);
    mh_check_nargs(L, 2);
    mh_obj_push_kept(L, 1);
    return doc_push_select(L, 3, o->n, css, true);
}

/*** node:one(css) -> node
 * The first that a CSS selector finds below the node.
 * @param css string @return node (or string), or nil
 * @example row:one("td.price"):text() */
static int l_one(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_view css = mh_check_view(L, 2);
    mh_check_nargs(L, 2);
    mh_obj_push_kept(L, 1);
    return doc_push_select(L, 3, o->n, css, false);
}

static const luaL_Reg node_methods[] = {{"attr", l_attr},
                                        {"text", l_text},
                                        {"html", l_html},
                                        {"name", l_name},
                                        {"parent", l_parent},
                                        {"select", l_select},
                                        {"one", l_one},
                                        {"children", l_children},
                                        {"markdown", node_markdown},
                                        {"tables", node_tables},
                                        {"remove", node_remove},
                                        {"unwrap", node_unwrap},
                                        {NULL, NULL}};

static void node_show(const void *body, mh_buf *out) {
    const node_object *o = body;
    if (o->doc == NULL || o->doc->d == NULL) return;
    mh_buf_put(out, mh_tree_name(mh_doc_tree_of(o->doc->d), o->n));
}

const mh_class doc_node_class = {.name = "mine.doc.node",
                                 .size = sizeof(node_object),
                                 .methods = node_methods,
                                 .show = node_show};

void doc_push_node(lua_State *L, int idx, mh_node n) {
    idx = lua_absindex(L, idx);
    if (n == MH_NODE_NONE) {
        lua_pushnil(L);
        return;
    }
    node_object *o = mh_obj_new(L, &doc_node_class);
    o->doc = doc_object_at(L, idx);
    o->n = n;
    mh_obj_keep(L, -1, idx);
}

int doc_push_select(lua_State *L, int idx, mh_node n, mh_view css, bool all) {
    const doc_object *d = doc_object_at(L, idx);
    mh_err e = {0};
    idx = lua_absindex(L, idx);
    doc_scratch *s = doc_scratch_new(L);
    if (mh_select_compile(&s->select, css, &e) != MH_OK) return mh_raise(L, &e);
    mh_select_all(s->select, mh_doc_tree_of(d->d), n, all ? 0 : 1, &s->hits);
    if (all) {
        lua_createtable(L, s->hits.len < 1024 ? (int)s->hits.len : 1024, 0);
        mh_mark_array(L, -1);
    }
    for (size_t i = 0; i < s->hits.len; i++) {
        const mh_select_hit *h = &s->hits.ptr[i];
        if (h->is_value) {
            mh_push_view(L, h->value);
        } else {
            doc_push_node(L, idx, h->node);
        }
        if (all) lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    if (!all && s->hits.len == 0) lua_pushnil(L);
    doc_done(s);
    return 1;
}

int doc_push_text(lua_State *L, const mh_doc *d, mh_node n, doc_form form) {
    doc_scratch *s = doc_scratch_new(L);
    switch (form) {
    case DOC_TEXT: mh_render_text(&s->buf, mh_doc_tree_of(d), n); break;
    case DOC_HTML: mh_render_html(&s->buf, mh_doc_tree_of(d), n); break;
    case DOC_CLEAN: mh_sanitize_html(&s->buf, d, n); break;
    case DOC_MARKDOWN: mh_markdown_put(&s->buf, d, n); break;
    }
    mh_push_view(L, mh_buf_view(&s->buf));
    doc_done(s);
    return 1;
}

typedef struct html_opts {
    bool sanitize;
} html_opts;

static const mh_row html_rows[] = {{.name = "sanitize",
                                    .type = MH_T_BOOL,
                                    .offset = offsetof(html_opts, sanitize),
                                    .help = "only what is safe to show"}};
static const mh_schema html_schema = MH_SCHEMA("html", html_rows);

doc_form doc_html_form(lua_State *L) {
    html_opts o;
    mh_check_opts(L, 2, &html_schema, &o);
    return o.sanitize ? DOC_CLEAN : DOC_HTML;
}
