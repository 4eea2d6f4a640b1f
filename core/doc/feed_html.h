/* feed_html.h - a fragment of HTML made safe to show, in one pass over its tags.
 * Owns: nothing; output goes to the caller's buffer. Threads: any. Linear, no tree.
 *
 * For the short fragments of feeds, of which a feed has thousands; a page's node has doc/sanitize.h. */
#ifndef MH_DOC_FEED_HTML_H
#define MH_DOC_FEED_HTML_H

#include "base/str.h"

/* Appends html with listed elements, attributes, address schemes and style properties only; scripts,
 * frames and their kin go with what they hold. Addresses are resolved against base (may be empty).
 * Tags come out in lower case, attributes sorted and quoted, void elements as "<br />". End tags
 * without start are dropped and open elements closed, so the result nests. Of MathML and SVG stays what
 * draws, in its own case and with its namespace declared; HTML inside is dropped, a block ends it. */
void mh_feed_html_clean(mh_buf *out, mh_view html, mh_view base);
/* Appends the text of html: tags dropped, references decoded, blocks a line apart; that of MathML too, not
 * that of SVG. */
void mh_feed_html_text(mh_buf *out, mh_view html);
/* Appends the address of the first <img> that is a picture (no pixel of 1x1, no data:), resolved against
 * base; false when there is none. */
bool mh_feed_html_image(mh_buf *out, mh_view html, mh_view base);
/* Whether text that says nothing of its type looks like HTML: a tag that closes, a void element or a
 * reference, and no tag that HTML does not have. */
bool mh_feed_html_looks(mh_view text);

#endif
