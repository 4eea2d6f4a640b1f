/* xpath_priv.h - what the files of XPath share.
 * Owns: see xpath.h. Threads: see xpath.h. */
#ifndef MH_DOC_XPATH_PRIV_H
#define MH_DOC_XPATH_PRIV_H

#include "base/arena.h"
#include "doc/tree_priv.h"
#include "doc/xpath.h"

#include <libxml/tree.h>
#include <libxml/xpath.h>

struct mh_xpath {
    const mh_tree *t;
    mh_arena *arena;
    xmlDoc *doc;
    xmlNode **nodes; /* by number; NULL for what is not in the copy */
    uint32_t *text;  /* bytes of text before the node */
    xmlXPathContext *ctx;
    uint32_t edits; /* of the tree, when it was copied */
    size_t read;    /* bytes of text in this evaluation */
    /* of the first error in this evaluation */
    int code, at;         /* XPATH_..._ERROR; byte in the expression */
    const xmlChar *asked; /* function that was running, or NULL */
};

/* The node's number; of an attribute, that of its element. */
static inline mh_node mh_xpath_number(const xmlNode *n) {
    if (n->type == XML_ATTRIBUTE_NODE) n = n->parent;
    return (mh_node)((uintptr_t)n->_private - 1);
}

/* Finds what libxml2 says little about: unknown functions and axes, prefixes, variables, brackets. */
mh_rc mh_xpath_check(mh_view expr, mh_err *e);
/* Registers id, lang, has-class, and limits on the functions that read text. */
void mh_xpath_functions(mh_xpath *x);

#endif
