/* pdf.h - the text of a PDF in reading order, as paragraphs, and what the file says about itself.
 * Owns: nothing; results live in the caller's arena. Threads: any.
 *
 * poppler (its GLib library) is loaded when the first PDF is met, so that nobody else pays for it;
 * it stays loaded. Where it is not installed every call says so. */
#ifndef MH_DOC_PDF_H
#define MH_DOC_PDF_H

#include "base/arena.h"
#include "base/err.h"

typedef struct mh_pdf_limits {
    size_t max_bytes;        /* of the file: MH_E_TOO_LARGE */
    uint32_t max_pages;      /* read; what follows is left out */
    size_t max_text;         /* bytes of text; the same */
    bool (*stop)(void *arg); /* asked before each page: true gives MH_E_TIMEOUT. NULL: never */
    void *arg;
} mh_pdf_limits;

#define MH_PDF_LIMITS_DEFAULT                                                                      \
    ((mh_pdf_limits){.max_bytes = 64u << 20, .max_pages = 400, .max_text = 8u << 20})

typedef struct mh_pdf {
    mh_view text;         /* paragraphs joined by "\n\n"; UTF-8 */
    mh_view title;        /* of the document information, or empty */
    mh_view author, date; /* date: RFC 3339, when the file was made */
    uint32_t pages;       /* that the file has */
    bool clipped;         /* something was over a limit and left out */
} mh_pdf;

/* Hands the loading of poppler to by, which calls the function that it is given, on a thread that may map
 * code, and returns when that has returned. Set once, before the first PDF. */
void mh_pdf_load_by(void (*by)(void (*fn)(void)));

/* Whether poppler is installed and can be loaded. */
bool mh_pdf_there(void);
bool mh_pdf_is(mh_view bytes); /* by its first bytes */
/* limits may be NULL for the defaults. MH_E_UNSUPPORTED: no text layer (a scan), a password is
 * needed, or poppler is not installed; MH_E_PARSE: damaged. */
mh_rc mh_pdf_read(mh_pdf *out, mh_view bytes, const mh_pdf_limits *limits, mh_arena *a, mh_err *e);

#endif
