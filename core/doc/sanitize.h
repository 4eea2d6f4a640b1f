/* sanitize.h - a node as HTML that is safe to show: listed elements, attributes and schemes only.
 * Owns: nothing; output goes to the caller's buffer. Threads: any. Linear, no recursion. */
#ifndef MH_DOC_SANITIZE_H
#define MH_DOC_SANITIZE_H

#include "doc/doc.h"

/* Appends n as HTML. Elements that are not listed are left out and what they hold stays, but for
 * scripts, styles, frames, forms' controls, SVG and MathML, which go whole. Addresses become
 * absolute; only http and https stay, and mailto of links. */
void mh_sanitize_html(mh_buf *out, const mh_doc *d, mh_node n);
/* The same without the tag of n itself and without block elements: for a line of text. */
void mh_sanitize_inline(mh_buf *out, const mh_doc *d, mh_node n);
/* Appends text for between tags, or for an attribute in double quotes. */
void mh_html_escape(mh_buf *out, mh_view v, bool attr);
/* Appends ref made absolute when its scheme is http or https (or mailto, if mail is set). */
bool mh_safe_address(mh_buf *out, const mh_doc *d, mh_view ref, bool mail);

#endif
