/* page.h - whatever was fetched, read by one call: HTML, plain text or PDF.
 * Owns: a page owns its document and texts; results live in the caller's arena.
 * Threads: any, one at a time for each page and each mh_text.
 *
 * Plain text and PDF get a document too (a <p> a paragraph), so selectors and renderers work on all. */
#ifndef MH_DOC_PAGE_H
#define MH_DOC_PAGE_H

#include "doc/article.h"
#include "doc/pdf.h"
#include "text/text.h"

typedef struct mh_page mh_page;
typedef enum mh_page_form { MH_PAGE_HTML, MH_PAGE_TEXT, MH_PAGE_PDF } mh_page_form;

typedef struct mh_page_opts {
    mh_view url, content_type;   /* as mh_doc_source has them; may be empty. Copied */
    const mh_doc_limits *limits; /* NULL: the defaults */
    const mh_pdf_limits *pdf;    /* NULL: the defaults */
} mh_page_opts;

/* Which of them it is, by content type and first bytes. */
mh_page_form mh_page_guess(mh_view bytes, mh_view content_type);
const char *mh_page_form_name(mh_page_form f); /* "html", "text", "pdf" */

/* Errors as mh_doc_parse and mh_pdf_read. o may be NULL. */
mh_rc mh_page_open(mh_page **out, mh_view bytes, const mh_page_opts *o, mh_err *e);
void mh_page_free(mh_page *p); /* NULL is fine */
mh_doc *mh_page_doc(mh_page *p);
mh_page_form mh_page_form_of(const mh_page *p);
uint32_t mh_page_pages(const mh_page *p); /* of a PDF, else 0 */
bool mh_page_clipped(const mh_page *p);   /* something was over a limit and left out */

/* Metadata and article (NULL: metadata only). t is used for plain text and PDF. MH_E_PARSE for a
 * page with nothing to read in it; the metadata is there even so. */
mh_rc mh_page_read(mh_page *p, mh_text *t, const mh_meta_options *o, mh_meta *meta, mh_article *art,
                   mh_arena *a, mh_err *e);

#endif
