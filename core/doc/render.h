/* render.h - a node as text or as HTML.
 * Owns: nothing; output goes to the caller's buffer. Threads: any. Linear, no recursion. */
#ifndef MH_DOC_RENDER_H
#define MH_DOC_RENDER_H

#include "doc/tree.h"

/* Appends the text below n as a reader sees it: one line a block, white space collapsed, <br> a line
 * break, a blank line around paragraphs and headings, cells of a row apart by a TAB, <pre> as it is.
 * Scripts, styles, templates and the head are left out. */
void mh_render_text(mh_buf *out, const mh_tree *t, mh_node n);
/* The same on one line: any white space is one space. Also of hidden elements such as <title>. */
void mh_render_inline(mh_buf *out, const mh_tree *t, mh_node n);
/* The same, but stops when it has looked at max nodes and bytes of text together. Gives how many it
 * looked at: whoever renders elements inside of one another keeps a budget by it. */
size_t mh_render_some(mh_buf *out, const mh_tree *t, mh_node n, size_t max);
/* What a budget for all of t begins with: rendering it all so many times over. */
size_t mh_render_budget(const mh_tree *t, size_t times);
/* Appends n with its tag (HTML standard, section 13.3); of the document, all of it. */
void mh_render_html(mh_buf *out, const mh_tree *t, mh_node n);
/* Appends v with its white space collapsed and trimmed; joins to out's last word by a space. */
void mh_put_collapsed(mh_buf *out, mh_view v);

#endif
