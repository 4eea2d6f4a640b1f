/* phrases.h - the stock phrases of news pages, in the desk's languages: what begins a widget, a
 * credit, a byline.
 * Owns: nothing; tables are constants. Threads: any. */
#ifndef MH_DOC_PHRASES_H
#define MH_DOC_PHRASES_H

#include "base/str.h"

typedef enum mh_phrase {
    MH_PHRASE_NONE,
    MH_PHRASE_WIDGET, /* the whole block is one: "Share on", "Поделиться", "Перевести" */
    MH_PHRASE_RELATED, /* begins a pointer at other articles: "Read also:", "Читайте также" */
    MH_PHRASE_COMMENTS, /* heads the comments */
    MH_PHRASE_CREDIT,   /* names the source: "Source:", "Источник:", "Дереккөз:" */
    MH_PHRASE_BYLINE,   /* names the author: "By", "Автор:" */
    MH_PHRASE_PHOTO     /* names the photographer: "Photo:", "Фото:" */
} mh_phrase;

/* What the text of a short block begins with; *rest (may be NULL) is what follows the phrase and its
 * colon. Case is ignored. */
mh_phrase mh_phrase_of(mh_view text, mh_view *rest);
/* The same by the beginning alone, which costs less: words that give a widget away wherever they stand
 * are not looked for. For callers who ask for a byline, a credit or a photo. */
mh_phrase mh_phrase_begins(mh_view text, mh_view *rest);
/* The lower case of one character, by Unicode simple mapping. */
uint32_t mh_lower_cp(uint32_t cp);
/* Lower-case copy of v by Unicode simple mapping for Latin, Greek and Cyrillic. */
void mh_put_lower(mh_buf *out, mh_view v);

#endif
