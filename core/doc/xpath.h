/* xpath.h - XPath 1.0 over a tree, by libxml2.
 * Owns: an mh_xpath owns a copy of the tree in libxml2's form, in an arena of its own; the mh_tree is
 * borrowed and must live as long. A result owns its text; values in hits are the tree's.
 * Threads: one at a time for each mh_xpath. Pure: nothing outside of the tree can be reached.
 *
 * Names have no namespaces: //svg, //path. Functions are XPath 1.0's, id() and lang() by HTML's
 * attributes, and one of the scrapers' own: has-class("a", ...), true when the context node has all
 * of them. There are no variables. Work is bounded, see below, but for one thing: libxml2 joins what
 * sibling, following and preceding axes give from many nodes in quadratic time and counts no steps. */
#ifndef MH_DOC_XPATH_H
#define MH_DOC_XPATH_H

#include "doc/select.h"

/* Longest expression, in bytes; nodes and attributes of the tree; steps of one evaluation, as libxml2
 * counts them; bytes of text that string functions of one evaluation may read. */
#define MH_XPATH_MAX       4096
#define MH_XPATH_MAX_NODES 1000000
#define MH_XPATH_MAX_STEPS 20000000
#define MH_XPATH_MAX_TEXT  ((size_t)256 << 20)

typedef struct mh_xpath mh_xpath;

/* MH_E_LIMIT for a tree over MH_XPATH_MAX_NODES. */
mh_rc mh_xpath_new(mh_xpath **out, const mh_tree *t, mh_err *e);
void mh_xpath_free(mh_xpath *x); /* NULL is fine */
/* False once the tree was edited: make it anew. */
bool mh_xpath_is_current(const mh_xpath *x);
/* Bytes that the copy takes. */
size_t mh_xpath_size(const mh_xpath *x);

typedef enum mh_xpath_kind {
    MH_XPATH_NODES,
    MH_XPATH_TEXT,
    MH_XPATH_NUMBER,
    MH_XPATH_TRUTH
} mh_xpath_kind;

typedef struct mh_xpath_result {
    mh_xpath_kind kind;
    mh_select_hits hits; /* in document order; texts, comments and attributes are values */
    mh_buf text;
    double number;
    bool truth;
} mh_xpath_result;

/* Evaluates expr with node (MH_NODE_ROOT: the document) as its context. MH_E_USAGE for a mistake in
 * expr, with the column and what was expected there; MH_E_LIMIT for too much work. The document
 * itself and namespaces are no hits. */
mh_rc mh_xpath_eval(mh_xpath *x, mh_view expr, mh_node node, mh_xpath_result *out, mh_err *e);
void mh_xpath_result_clear(mh_xpath_result *r);

#endif
