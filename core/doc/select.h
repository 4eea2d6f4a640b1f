/* select.h - CSS selectors: compiled once, matched against any tree in linear time.
 * Owns: a compiled selector owns all it needs; trees are borrowed during a call.
 * Threads: any; a compiled selector is constant and may be shared.
 *
 * Selectors level 4 as scrapers use them: type * #id .class [a] [a=v] with ~= |= ^= $= *= != and i,
 * the combinators (space) > + ~, lists, :is :where :not :has, :first-child :last-child :only-child
 * :nth-child() :nth-last-child() and their -of-type kin, :empty :root :scope, and two of the
 * scrapers' own: :contains("text") and, at the end, ::text or ::attr(name).
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

/* MH_E_USAGE, with the column and what was expected there. */
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

#endif
