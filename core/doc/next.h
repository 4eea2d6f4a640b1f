/* next.h - the next page of an article that is cut into several.
 * Owns: nothing; the result lives in the caller's arena. Threads: any. */
#ifndef MH_DOC_NEXT_H
#define MH_DOC_NEXT_H

#include "doc/doc.h"

/* The absolute address of the page that goes on with this one, or empty. Taken from <link rel=next>,
 * <a rel=next>, then from links below the text that say so ("Next page", "Следующая страница", "2")
 * and whose address is that of this page but for a page number one higher. Only addresses of the
 * same host count. A page without an address (mh_doc_url) has only its rel=next. Linear. */
mh_view mh_doc_next_page(const mh_doc *d, mh_arena *a);
/* Whether there is the address of the page behind here by its number alone: ".../story/2",
 * ".../story?page=2", ".../story-2.html" behind ".../story" or ".../story/1". */
bool mh_doc_is_page_after(mh_view here, mh_view there);

#endif
