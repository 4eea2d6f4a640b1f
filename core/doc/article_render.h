/* article_render.h - an article as Markdown or HTML, from its paragraphs and their nodes.
 * Owns: nothing; output goes to the caller's buffer. Threads: any. */
#ifndef MH_DOC_ARTICLE_RENDER_H
#define MH_DOC_ARTICLE_RENDER_H

#include "doc/article.h"
#include "doc/render.h"

/* "paragraph", "heading", "item", "quote", "cell", "pre" */
const char *mh_paragraph_kind_name(mh_paragraph_kind k);
/* Title as a heading, a line of byline, date and site, then the text; links and emphasis kept where
 * a paragraph is one element of the page. Ends with a newline. */
void mh_article_markdown(mh_buf *out, const mh_doc *d, const mh_meta *m, const mh_article *art);
/* The same as an <article> of sanitised HTML. */
void mh_article_html(mh_buf *out, const mh_doc *d, const mh_meta *m, const mh_article *art);

#endif
