/* tree.h - a parsed HTML document: nodes as numbers in document order, text in one pool.
 * Owns: the tree owns all; views and nodes live until mh_tree_free. Readers never change it.
 * Threads: any; one writer (mh_tree_remove) or many readers.
 *
 * Nodes are numbered in document order from MH_NODE_ROOT (the document), so a subtree is the range
 * [n, mh_tree_end(t, n)) and a scan over it needs no recursion. */
#ifndef MH_DOC_TREE_H
#define MH_DOC_TREE_H

#include "base/err.h"
#include "base/str.h"
#include "doc/limits.h"
#include "doc/tags.h"

typedef uint32_t mh_node;
#define MH_NODE_ROOT ((mh_node)0)
#define MH_NODE_NONE ((mh_node)UINT32_MAX)

typedef enum mh_node_type {
    MH_NODE_DOCUMENT,
    MH_NODE_ELEMENT,
    MH_NODE_TEXT,
    MH_NODE_COMMENT,
    MH_NODE_DOCTYPE
} mh_node_type;

/* The namespace of an element. */
typedef enum mh_space { MH_SPACE_HTML, MH_SPACE_SVG, MH_SPACE_MATH } mh_space;

typedef struct mh_tree mh_tree;

/* Parses HTML as browsers do. utf8 is valid UTF-8 (mh_charset_text); NUL in it is
 * dropped or becomes U+FFFD, as the standard says, and is in no text of the tree. limits may be
 * NULL for the defaults. MH_E_TOO_LARGE over max_bytes, MH_E_PARSE when the parser gives up. An
 * empty document is no error: it has html, head and body. */
mh_rc mh_tree_parse(mh_tree **out, mh_view utf8, const mh_doc_limits *limits, mh_err *e);
void mh_tree_free(mh_tree *t);            /* NULL is fine */
bool mh_tree_clipped(const mh_tree *t);   /* something was over a limit and left out */
uint32_t mh_tree_edits(const mh_tree *t); /* grows with each change: what was derived is stale */

/* Every function below takes a node of the tree; relatives that are not there are MH_NODE_NONE. */
uint32_t mh_tree_count(const mh_tree *t); /* nodes, removed ones included */
mh_node_type mh_tree_type(const mh_tree *t, mh_node n);
mh_node mh_tree_parent(const mh_tree *t, mh_node n);
mh_node mh_tree_first(const mh_tree *t, mh_node n); /* first child */
mh_node mh_tree_last(const mh_tree *t, mh_node n);  /* last child */
mh_node mh_tree_next(const mh_tree *t, mh_node n);  /* next sibling */
mh_node mh_tree_prev(const mh_tree *t, mh_node n);
mh_node mh_tree_end(const mh_tree *t, mh_node n);  /* one past the subtree of n */
unsigned mh_tree_tag(const mh_tree *t, mh_node n); /* mh_tag or a number of the tree's own */
mh_view mh_tree_name(const mh_tree *t, mh_node n); /* lower-case element name, else empty */
/* Of a text, comment or doctype node; the last as "html", or as html "PUBLIC ID" "SYSTEM ID". */
mh_view mh_tree_text(const mh_tree *t, mh_node n);
mh_space mh_tree_space(const mh_tree *t, mh_node n);
/* Byte where the tag or text begins in what was parsed, or UINT32_MAX for implied elements. */
uint32_t mh_tree_pos(const mh_tree *t, mh_node n);
mh_node mh_tree_body(const mh_tree *t); /* the body, else the document */
mh_node mh_tree_head(const mh_tree *t); /* the head, else MH_NODE_NONE */

uint32_t mh_tree_attr_count(const mh_tree *t, mh_node n);
void mh_tree_attr_at(const mh_tree *t, mh_node n, uint32_t i, mh_view *name, mh_view *value);
/* Value by name (lower case); false when n has no such attribute. value may be NULL. */
bool mh_tree_attr(const mh_tree *t, mh_node n, mh_view name, mh_view *value);
/* The same whatever the case of name (at most 128 bytes), as SVG has viewBox. */
bool mh_tree_attr_ignoring_case(const mh_tree *t, mh_node n, mh_view name, mh_view *value);
/* The same by number (mh_attr_name or mh_tree_attr_number); empty when absent. */
mh_view mh_tree_attr_num(const mh_tree *t, mh_node n, unsigned attr);
bool mh_tree_has_attr_num(const mh_tree *t, mh_node n, unsigned attr);
/* The tree's number for a name (lower case), 0 if no node has it. */
unsigned mh_tree_tag_number(const mh_tree *t, mh_view name);
unsigned mh_tree_attr_number(const mh_tree *t, mh_view name);
/* Whether the white-space separated words of the class attribute hold word. */
bool mh_tree_has_class(const mh_tree *t, mh_node n, mh_view word);

/* Takes n (not the document) and all below it out of the tree. Numbers stay as they were;
 * mh_tree_removed tells, which scans over a range ask. */
void mh_tree_remove(mh_tree *t, mh_node n);
bool mh_tree_removed(const mh_tree *t, mh_node n);
/* The next node in document order after n, or n's subtree when skip is set, that is not removed;
 * MH_NODE_NONE from end on. */
mh_node mh_tree_walk(const mh_tree *t, mh_node n, bool skip, mh_node end);

#endif
