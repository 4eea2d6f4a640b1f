/* plain_priv.h - the article of a plain text, in words that article.h and text/lines.h share.
 * Owns: results live in the caller's arena. Threads: any, one at a time for each mh_text. */
#ifndef MH_DOC_PLAIN_PRIV_H
#define MH_DOC_PLAIN_PRIV_H

#include "base/arena.h"
#include "text/text.h"

typedef struct mh_plain_part {
    size_t from, to; /* of text */
    bool heading;
} mh_plain_part;

typedef struct mh_plain_page {
    mh_view title, section, text, credit;
    mh_view date; /* as meta.h writes dates, or empty */
    mh_view date_basis;
    mh_plain_part *parts;
    size_t n;
} mh_plain_page;

void mh_plain_read(mh_plain_page *out, mh_text *t, mh_view text, mh_arena *a);
/* Appends text with its line ends as LF and lines that were broken at a fixed width joined. */
void mh_plain_unwrap(mh_buf *out, mh_view text);

#endif
