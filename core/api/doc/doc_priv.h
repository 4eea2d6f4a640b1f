/* doc_priv.h - what the files of mine.doc share.
 * Owns: a document object owns its mh_doc; a node object owns nothing and keeps its document alive;
 * a scratch owns its parts until it is done with or collected.
 * Threads: the thread that runs Lua. */
#ifndef MH_API_DOC_PRIV_H
#define MH_API_DOC_PRIV_H

#include "lua/kit.h"

#include "doc/article.h"
#include "doc/select.h"

typedef struct doc_object {
    mh_doc *d;
} doc_object;

/* What must be freed when Lua raises. */
typedef struct doc_scratch {
    mh_arena *arena;
    mh_buf buf;
    mh_select *select;
    mh_select_hits hits;
} doc_scratch;

extern const mh_class doc_node_class;

/* Pushes a scratch; doc_done frees what it holds at once. */
doc_scratch *doc_scratch_new(lua_State *L);
void doc_done(doc_scratch *s);
/* The document object at idx; raises for another or a closed one. */
const doc_object *doc_object_at(lua_State *L, int idx);
/* Pushes node n of the document object at idx; nil for MH_NODE_NONE. */
void doc_push_node(lua_State *L, int idx, mh_node n);
/* Pushes the list of what css finds below n (all), or the first or nil. The document object is at
 * idx. Raises on a selector that is none. */
int doc_push_select(lua_State *L, int idx, mh_node n, mh_view css, bool all);
/* Pushes the text or the HTML of n. */
int doc_push_text(lua_State *L, const mh_doc *d, mh_node n, bool html);
/* Pushes the tables of meta() and article(). */
void doc_push_meta(lua_State *L, const mh_meta *m);
void doc_push_article(lua_State *L, const mh_article *a, const mh_meta *m);
/* Pushes a list of { url, text, rel }. */
void doc_push_links(lua_State *L, mh_link_list links);

#endif
