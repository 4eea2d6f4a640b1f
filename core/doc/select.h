/* select.h - CSS selectors: compiled once, matched against any tree in linear time.
 * Owns: a compiled selector owns all it needs; trees are borrowed during a call.
 * Threads: any; a compiled selector is constant and may be shared.
 *
 * Selectors level 4 as scrapers use them: type * #id .class [a] [a=v] with ~= |= ^= $= *= != and i s,
 * the combinators (space) > + ~, lists, :is :where :not :has, :first-child :last-child :only-child
 * :nth-child(an+b of S) :nth-last-child() and their -of-type kin, :empty :root :scope :lang()
 * :any-link :link :checked :disabled :enabled, and two of the scrapers' own: :contains("text", ...)
 * and, at the end, ::text or ::attr(name). Of namespaces, svg| math| html| restrict a type, others
 * are read and ignored; [xlink|href] is the attribute xlink:href. Type and attribute names are
 * compared without case, classes and ids with it.
 * Cost: nodes times parts of the selector; nesting and order make no difference. */
#ifndef MH_DOC_SELECT_H
#define MH_DOC_SELECT_H

#include "base/vec.h"
#include "doc/tree.h"

typedef struct mh_select mh_select;

/* Longest selector, in bytes; parts in one complex selector; depth of nested lists. */
#define MH_SELECT_MAX       4096
#define MH_SELECT_MAX_PARTS 64
#define MH_SELECT_MAX_LEVEL 8

/* MH_E_USAGE, with the column, what was expected there, and the place on a line of its own. */
mh_rc mh_select_compile(mh_select **out, mh_view css, mh_err *e);
void mh_select_free(mh_select *s); /* NULL is fine */

typedef struct mh_select_hit {
    mh_node node;
    mh_view value; /* of ::text (node is the text node) and ::attr(); borrowed from the tree */
    bool is_value;
} mh_select_hit;

typedef MH_VEC(mh_select_hit) mh_select_hits;

/* Appends what matches below root (not root itself), in document order, at most max (0: all).
 * Ancestors of root count as context, as in a browser. */
void mh_select_all(const mh_select *s, const mh_tree *t, mh_node root, size_t max,
                   mh_select_hits *out);
/* The first match, or MH_NODE_NONE; value semantics as above when hit is given. */
mh_node mh_select_one(const mh_select *s, const mh_tree *t, mh_node root, mh_select_hit *hit);

/* What a selector finds below one node, kept for many looks below that node and nodes in it: with
 * MH_NODE_ROOT, below any. Selector and tree are borrowed; after a change of the tree it is stale.
 * A selector that is scoped (:scope) finds other things below other nodes: one map a node. */
typedef struct mh_select_map mh_select_map;
mh_select_map *mh_select_map_new(const mh_select *s, const mh_tree *t, mh_node root);
void mh_select_map_free(mh_select_map *map); /* NULL is fine; before its selector */
void mh_select_map_all(const mh_select_map *map, mh_node root, size_t max, mh_select_hits *out);
bool mh_select_map_has(const mh_select_map *map, mh_node n); /* n itself is found */
bool mh_select_is_scoped(const mh_select *s);

#endif
