/* pdf_priv.h - between the reader of PDF and the joiner of its lines.
 * Owns: lines borrow their text. Threads: any, one at a time. */
#ifndef MH_DOC_PDF_PRIV_H
#define MH_DOC_PDF_PRIV_H

#include "base/str.h"
#include "base/vec.h"

/* One line as it stands on a page; y grows downwards, in points. */
typedef struct mh_pdf_line {
    size_t from, to; /* bytes of the collected text */
    double x1, y1, x2, y2;
    uint32_t page;
    bool placed; /* the box is known */
    bool drop;
} mh_pdf_line;

typedef MH_VEC(mh_pdf_line) mh_pdf_lines;

/* Marks running heads, running feet and page numbers. */
void mh_pdf_drop_heads(mh_pdf_lines *l, mh_view text, uint32_t pages);
/* Appends the paragraphs that the lines make, joined by "\n\n". */
void mh_pdf_join(mh_buf *out, const mh_pdf_lines *l, mh_view text);

#endif
