/* doc_priv.h - what the files of mine.doc share.
 * Owns: a document object owns its mh_doc; a node object owns nothing and keeps its document alive;
 * a scratch owns its parts until it is done with or collected.
 * Threads: the thread that runs Lua. */
#ifndef MH_API_DOC_PRIV_H
#define MH_API_DOC_PRIV_H

#include "lua/kit.h"

#include "doc/feed.h"
#include "doc/opml.h"
#include "doc/page.h"
#include "doc/select.h"
#include "doc/sitemap.h"
#include "doc/xpath.h"

typedef struct doc_object {
    mh_page *page;           /* owned */
    mh_doc *d;               /* the page's; NULL: closed */
    struct doc_found *found; /* owned; what selectors found before, or NULL */
    mh_xpath *xpath;         /* owned; made when first asked, or NULL */
} doc_object;

typedef struct node_object {
    const doc_object *doc; /* alive as long as the node: it is kept */
    mh_node n;
} node_object;

/* What must be freed when Lua raises. */
typedef struct doc_scratch {
    mh_arena *arena;
    mh_buf buf;
    mh_select_hits hits;
    mh_feed *feed;
    mh_sitemap *sitemap;
    mh_opml *opml;
    mh_xpath_result xpath;
} doc_scratch;

extern const mh_class doc_node_class;
/* data.c: methods of the two classes. */
int doc_markdown(lua_State *L);
int doc_tables(lua_State *L);
int doc_forms(lua_State *L);
int doc_jsonld(lua_State *L);
int doc_microdata(lua_State *L);
int doc_opengraph(lua_State *L);
int node_markdown(lua_State *L);
int node_tables(lua_State *L);
int node_remove(lua_State *L);
int node_unwrap(lua_State *L);
/* find.c */
int doc_xpath(lua_State *L);
int node_xpath(lua_State *L);
int node_closest(lua_State *L);
/* n or its nearest ancestor that css matches, or MH_NODE_NONE; raises as doc_push_select. */
mh_node doc_closest(lua_State *L, int idx, mh_node n, mh_view css);
void doc_found_free(struct doc_found *f); /* NULL is fine */

/* feed.c, sitemap.c, opml.c: functions of mine.doc and of documents. */
int doc_feed(lua_State *L);
int doc_feeds(lua_State *L);
int doc_sitemap(lua_State *L);
int doc_robots_sitemaps(lua_State *L);
int doc_sitemap_walk(lua_State *L);
int doc_opml(lua_State *L);
int doc_to_opml(lua_State *L);
/* canonical.c */
int doc_canonical(lua_State *L);
int doc_url_key(lua_State *L);
int doc_resolve(lua_State *L);
int doc_trap(lua_State *L);

/* t[key] = the instant as RFC 3339, for the table on top; nothing when it could not be read. */
void doc_set_instant(lua_State *L, const char *key, const mh_feed_instant *t);
/* t[key] = list of n views, for the table on top; nothing when n is 0. */
void doc_set_views(lua_State *L, const char *key, const mh_view *v, size_t n);

/* Pushes a scratch; doc_done frees what it holds at once. */
doc_scratch *doc_scratch_new(lua_State *L);
void doc_done(doc_scratch *s);
/* The document object at idx; raises for another or a closed one. */
const doc_object *doc_object_at(lua_State *L, int idx);
/* The node at 1, not removed, and its document, which must still be open. */
const node_object *doc_node_at(lua_State *L, const mh_tree **t);
/* Pushes node n of the document object at idx; nil for MH_NODE_NONE. */
void doc_push_node(lua_State *L, int idx, mh_node n);
/* Pushes the list of what css finds below n (all), or the first or nil. The document object is at
 * idx. Raises on a selector that is none. */
int doc_push_select(lua_State *L, int idx, mh_node n, mh_view css, bool all);
/* Pushes what an XPath expression gives for n, as document:xpath says. The document object is at idx;
 * raises on a mistake in the expression. */
int doc_push_xpath(lua_State *L, int idx, mh_node n, mh_view expr);
typedef enum doc_form { DOC_TEXT, DOC_HTML, DOC_CLEAN, DOC_MARKDOWN } doc_form;
/* Pushes n in that form. */
int doc_push_text(lua_State *L, const mh_doc *d, mh_node n, doc_form form);
/* DOC_HTML, or DOC_CLEAN by the options { sanitize = bool } at 2. */
doc_form doc_html_form(lua_State *L);
/* Pushes the tables of meta() and article(). */
void doc_push_meta(lua_State *L, const mh_meta *m);
void doc_push_article(lua_State *L, const mh_article *a, const mh_meta *m);
/* Pushes the list of what the text of a, from the document object at idx, was chosen from. */
void doc_push_candidates(lua_State *L, int idx, const mh_article *a);
/* Pushes a list of { url, text, rel, title, type }. */
void doc_push_links(lua_State *L, mh_link_list links);

#endif
