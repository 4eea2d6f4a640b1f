/* parse_lazy.h - strings that MyHTML need not make (behind parse.c only).
 * Owns: nothing; all is the MyHTML tree's. Threads: one a tree.
 *
 * MyHTML copies the text of each token byte by byte before its tree builder runs, which seldom looks at
 * it, and we copy it once more. So where the tree builder does not look, the token passes it empty, and
 * our own copy is made from the page: in one piece where there is no reference and no CR in it. */
#ifndef MH_DOC_PARSE_LAZY_H
#define MH_DOC_PARSE_LAZY_H

#include "base/str.h"

#include <myhtml/tree.h>

typedef struct mh_lazy {
    mh_view page;    /* what is parsed, in one piece */
    bool off;        /* leave all to MyHTML */
    bool cr;         /* the page has a CR */
    size_t raw_text; /* text tokens that passed empty and still are */
    /* put back behind the token's processing */
    size_t raw_length;
    myhtml_token_attr_t *first, *last;
} mh_lazy;

/* Around the processing of a token: before it, and between it and the tree builder. */
void mh_lazy_before(mh_lazy *z, myhtml_tree_t *tree, myhtml_token_node_t *token);
void mh_lazy_after(mh_lazy *z, myhtml_token_node_t *token);

/* Appends a string of MyHTML's, with U+FFFD for each NUL and half a character that it let through. */
void mh_lazy_put_made(mh_buf *out, mh_view made);
/* Whether the token is text that passed empty. */
bool mh_lazy_is_raw(const myhtml_token_node_t *token);
/* Appends the text of such a token. */
void mh_lazy_put_text(mh_buf *out, const mh_lazy *z, myhtml_tree_t *tree,
                      const myhtml_token_node_t *token);
/* The name of an attribute of n, made or not; scratch holds it when it has to be made. */
mh_view mh_lazy_key(mh_buf *scratch, const mh_lazy *z, const myhtml_tree_node_t *n,
                    const myhtml_token_attr_t *a);
void mh_lazy_put_value(mh_buf *out, const mh_lazy *z, const myhtml_tree_node_t *n,
                       const myhtml_token_attr_t *a);

#endif
