/* doc.h - a page as received, decoded and parsed: what selectors, renderer and extractors work on.
 * Owns: a doc owns its tree and its texts; views live until mh_doc_free.
 * Threads: any; many readers, but one at a time for metadata and article, which share a reading
 * (reading.h). Pure: no network, no files, no clock. */
#ifndef MH_DOC_DOC_H
#define MH_DOC_DOC_H

#include "base/arena.h"
#include "doc/charset.h"
#include "doc/tree.h"

typedef struct mh_doc mh_doc;

/* What is known of the bytes; all may be left zero. Copied. */
typedef struct mh_doc_source {
    mh_view url;                 /* where the page is from; relative links resolve against it */
    mh_view content_type;        /* the HTTP header's value */
    const mh_doc_limits *limits; /* NULL: the defaults */
} mh_doc_source;

/* MH_E_TOO_LARGE; MH_E_UNSUPPORTED for PDF; MH_E_PARSE for what is no text. src may be NULL. */
mh_rc mh_doc_parse(mh_doc **out, mh_view bytes, const mh_doc_source *src, mh_err *e);
void mh_doc_free(mh_doc *d); /* NULL is fine */
mh_tree *mh_doc_tree(mh_doc *d);
const mh_tree *mh_doc_tree_of(const mh_doc *d);
mh_charset mh_doc_charset(const mh_doc *d);
mh_view mh_doc_url(const mh_doc *d);   /* as given, or empty */
mh_view mh_doc_base(const mh_doc *d);  /* the url, or what <base href> makes of it */
mh_view mh_doc_title(const mh_doc *d); /* text of <title>, white space collapsed; may be empty */

/* Appends ref resolved against the base; without a base, ref as it is when it is absolute. */
mh_rc mh_doc_resolve(const mh_doc *d, mh_view ref, mh_buf *out, mh_err *e);

typedef struct mh_link {
    mh_node node;
    mh_view url;              /* absolute, http or https */
    mh_view text;             /* white space collapsed */
    mh_view rel, title, type; /* the attributes, or empty */
} mh_link;

typedef struct mh_link_list {
    mh_link *ptr;
    size_t len;
} mh_link_list;

/* The <a href> below n, in document order, each address once. Arena. Links inside of links lose their
 * text when all texts together would be longer than the page. */
mh_link_list mh_doc_links(const mh_doc *d, mh_node n, mh_arena *a);

#endif
