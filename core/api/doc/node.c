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
    mh_vec_clear(&s->hits);
    mh_feed_free(s->feed);
    s->feed = NULL;
    mh_sitemap_free(s->sitemap);
    s->sitemap = NULL;
    mh_opml_free(s->opml);
    s->opml = NULL;
    mh_xpath_result_clear(&s->xpath);
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
    mh_check_nargs(L, 2);
    if (!mh_tree_attr_ignoring_case(t, o->n, name, &value)) return 0;
    mh_push_view(L, value);
    return 1;
}

/*** node:attrs() -> table
 * All attributes.
 * @return { name = value }, names as the page has them, in lower case for HTML
 * @example for name, value in pairs(page:one("img"):attrs()) do print(name, value) end */
static int l_attrs(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_check_nargs(L, 1);
    lua_newtable(L);
    for (uint32_t i = 0; i < mh_tree_attr_count(t, o->n); i++) {
        mh_view name, value;
        mh_tree_attr_at(t, o->n, i, &name, &value);
        mh_push_view(L, name);
        mh_push_view(L, value);
        lua_rawset(L, -3);
    }
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

static int push_sibling(lua_State *L, mh_node (*step)(const mh_tree *, mh_node)) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_check_nargs(L, 1);
    mh_node n = o->n;
    do n = step(t, n);
    while (n != MH_NODE_NONE && mh_tree_type(t, n) != MH_NODE_ELEMENT);
    mh_obj_push_kept(L, 1);
    doc_push_node(L, 2, n);
    return 1;
}

/*** node:next() -> node
 * The element behind the node, with the same parent.
 * @return node, or nil
 * @example local value = page:one("dt"):next():text() */
static int l_next(lua_State *L) {
    return push_sibling(L, mh_tree_next);
}

/*** node:prev() -> node
 * The element before the node, with the same parent.
 * @return node, or nil
 * @example page:one("table"):prev():text() */
static int l_prev(lua_State *L) {
    return push_sibling(L, mh_tree_prev);
}

/*** node:links() -> list
 * The links at and below the node, as document:links has them.
 * @return list of { url, text, rel, title, type }
 * @example for _, link in ipairs(page:one("nav"):links()) do print(link.url) end */
static int l_links(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_check_nargs(L, 1);
    doc_scratch *s = doc_scratch_new(L);
    s->arena = mh_arena_new();
    doc_push_links(L, mh_doc_links(o->doc->d, o->n, s->arena));
    doc_done(s);
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
                                        {"attrs", l_attrs},
                                        {"text", l_text},
                                        {"html", l_html},
                                        {"name", l_name},
                                        {"parent", l_parent},
                                        {"select", l_select},
                                        {"one", l_one},
                                        {"xpath", node_xpath},
                                        {"closest", node_closest},
                                        {"links", l_links},
                                        {"children", l_children},
                                        {"next", l_next},
                                        {"prev", l_prev},
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
