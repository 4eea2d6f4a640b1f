/* markdown.h - a node as Markdown (CommonMark with GitHub's tables and strikethrough).
 * Owns: nothing; output goes to the caller's buffer. Threads: any. Linear, no recursion.
 *
 * Headings, paragraphs, lists, quotes, code, emphasis, links (absolute), images, tables with more
 * than one column. What Markdown has no sign for is written as its text. Text is escaped so that it
 * reads as it did on the page. */
#ifndef MH_DOC_MARKDOWN_H
#define MH_DOC_MARKDOWN_H

#include "doc/doc.h"

void mh_markdown_put(mh_buf *out, const mh_doc *d, mh_node n);
/* Appends plain text on one line, escaped. */
void mh_markdown_text(mh_buf *out, mh_view text);
/* Appends text as it is between fences that it cannot close. */
void mh_markdown_pre(mh_buf *out, mh_view text);

#endif
