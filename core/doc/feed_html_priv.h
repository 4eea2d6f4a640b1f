/* feed_html_priv.h - what may stay in a fragment of HTML.
 * Owns: nothing. Threads: any. */
#ifndef MH_DOC_FEED_HTML_PRIV_H
#define MH_DOC_FEED_HTML_PRIV_H

#include "base/str.h"

/* All names in lower case. */
bool feed_html_element(mh_view name);   /* may stay */
bool feed_html_known(mh_view name);     /* is an element of HTML at all */
bool feed_html_void(mh_view name);      /* never has an end tag */
bool feed_html_opaque(mh_view name);    /* goes with what it holds */
bool feed_html_attribute(mh_view name); /* may stay */
bool feed_html_address(mh_view name);   /* holds an address */
bool feed_html_scheme(mh_view scheme);  /* an address may have it */
/* Appends what may stay of a style attribute, as written, as "name: value;" with spaces between. */
void feed_html_style(mh_buf *out, mh_view css);

#endif
