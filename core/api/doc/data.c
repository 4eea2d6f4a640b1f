/* mine.doc: documents and nodes as Markdown and data; changes to them. */
#include "api/doc/doc_priv.h"

#include "doc/edit.h"
#include "doc/embedded.h"
#include "doc/form.h"
#include "doc/table.h"

/* An empty list stays a list, as mh_push_json marks those that come from JSON. */
static int push(lua_State *L, json_t *take) {
    mh_push_json_take(L, take);
    return 1;
}

/*** document:markdown() -> markdown
 * The page as Markdown: headings, lists, quotes, links, emphasis, code, tables.
 * @return string
 * @example mine.doc.parse("<h1>A</h1><p>b <b>c</b>"):markdown() --> "# A\n\nb **c**" */
int doc_markdown(lua_State *L) {
    const doc_object *o = doc_object_at(L, 1);
    mh_check_nargs(L, 1);
    return doc_push_text(L, o->d, MH_NODE_ROOT, DOC_MARKDOWN);
}

/*** node:markdown() -> markdown
 * The node as Markdown.
 * @return string
 * @example page:one("article"):markdown() */
int node_markdown(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_check_nargs(L, 1);
    return doc_push_text(L, o->doc->d, o->n, DOC_MARKDOWN);
}

/*** document:tables() -> list
 * The tables of the page as grids: a cell that spans several places stands in each of them.
 * @return list of { caption, columns, header = list of names (absent without header cells), rows =
 * list of lists of texts, clipped }
 * @example for _, row in ipairs(page:tables()[1].rows) do print(row[1], row[2]) end */
int doc_tables(lua_State *L) {
    const doc_object *o = doc_object_at(L, 1);
    mh_check_nargs(L, 1);
    return push(L, mh_table_list(mh_doc_tree_of(o->d), MH_NODE_ROOT));
}

/*** node:tables() -> list
 * The tables at and below the node, as document:tables has them.
 * @return list
 * @example page:one("#rates"):tables()[1].header */
int node_tables(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_check_nargs(L, 1);
    return push(L, mh_table_list(t, o->n));
}

/*** document:forms() -> list
 * The forms of the page: where they go and what they would send.
 * @return list of { action, method = "get" or "post", enctype, name, id, fields = list of { name,
 * type, value, checked, disabled, required, multiple, options = list of { value, text, selected } },
 * values = { name = list of texts that are sent when nobody changes anything }, clipped = true when
 * fields or options over 100,000 were left out }
 * @example local search = page:forms()[1]; print(search.action, search.values.q[1]) */
int doc_forms(lua_State *L) {
    const doc_object *o = doc_object_at(L, 1);
    mh_check_nargs(L, 1);
    return push(L, mh_form_list(o->d, MH_NODE_ROOT));
}

/*** document:jsonld() -> list
 * The JSON-LD objects of the page; lists and @graph are taken apart, what is no JSON is left out.
 * @return list of tables
 * @example for _, o in ipairs(page:jsonld()) do print(o["@type"]) end */
int doc_jsonld(lua_State *L) {
    const doc_object *o = doc_object_at(L, 1);
    mh_check_nargs(L, 1);
    return push(L, mh_embedded_jsonld(o->d));
}

/*** document:microdata() -> list
 * The microdata items of the page.
 * @return list of { type = list, id, properties = { name = list of texts and items } }
 * @example page:microdata()[1].properties.headline[1] */
int doc_microdata(lua_State *L) {
    const doc_object *o = doc_object_at(L, 1);
    mh_check_nargs(L, 1);
    return push(L, mh_embedded_microdata(o->d));
}

/*** document:opengraph() -> table
 * What meta elements with a prefixed name say: og:title, article:tag, twitter:card.
 * @return { name = list of texts }
 * @example (page:opengraph()["og:image"] or {})[1] */
int doc_opengraph(lua_State *L) {
    const doc_object *o = doc_object_at(L, 1);
    mh_check_nargs(L, 1);
    return push(L, mh_embedded_opengraph(o->d));
}

/*** node:remove()
 * Take the node and all below it out of its document. Using it afterwards is a mistake.
 * @example for _, ad in ipairs(page:select(".advert")) do ad:remove() end */
int node_remove(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_check_nargs(L, 1);
    mh_tree_remove(mh_doc_tree(o->doc->d), o->n);
    return 0;
}

/*** node:unwrap()
 * Take the element out and leave what it holds in its place. html, head and body raise.
 * @example for _, font in ipairs(page:select("font")) do font:unwrap() end */
int node_unwrap(lua_State *L) {
    const mh_tree *t;
    const node_object *o = doc_node_at(L, &t);
    mh_check_nargs(L, 1);
    if (!mh_tree_unwrap(mh_doc_tree(o->doc->d), o->n)) {
        mh_push_view(L, mh_tree_name(t, o->n));
        return luaL_error(L, "a <%s> cannot be unwrapped", lua_tostring(L, -1));
    }
    return 0;
}
