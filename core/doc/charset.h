/* charset.h - in which encoding a page is, and its text as UTF-8.
 * Owns: nothing; names are constants. Threads: any.
 * Source: WHATWG Encoding and HTML standards (labels, prescan); uchardet for the guess; ICU converts.
 *
 * Order: byte order mark, HTTP Content-Type, meta, UTF-8 validity, guess. A declaration that the
 * bytes contradict is overruled: a legacy one over valid multi-byte UTF-8, UTF-8 over other bytes, any
 * legacy one over bytes that read as Cyrillic text in another encoding (shares of letters). */
#ifndef MH_DOC_CHARSET_H
#define MH_DOC_CHARSET_H

#include "base/err.h"
#include "base/str.h"

typedef struct mh_charset {
    const char *name;  /* as WHATWG names it ("windows-1251"); "kz-1048" and "pt154" besides, and
                        * "utf-8/windows-1252", "utf-8/windows-1251": UTF-8 taken for the second
                        * and encoded once more */
    const char *basis; /* "http", "bom", "meta", "utf-8", "guess" */
    bool clean; /* the page is its own text: it is known to be valid UTF-8 without NUL or mark */
} mh_charset;

/* The encoding of page; content_type is the HTTP header's value, or empty. */
mh_charset mh_charset_find(mh_view page, mh_view content_type);
/* Name for a label ("cp1251", " Latin1 "), or NULL. */
const char *mh_charset_of_label(mh_view label);
/* What the WHATWG prescan finds in the first bytes (at most max), or NULL. */
const char *mh_charset_prescan(mh_view page, size_t max);
/* The value behind "charset=" in a header or meta content, or empty. Borrowed. */
mh_view mh_charset_param(mh_view content_type);
/* Appends page as valid UTF-8 without NUL and without byte order mark; what is no character of the
 * encoding becomes U+FFFD. Fails (MH_E_ENCODING) only on a name that is none of the above. */
mh_rc mh_charset_decode(mh_buf *out, mh_view page, const char *name, mh_err *e);
/* The same for the parser of HTML: NUL is kept, as what becomes of it depends on the place, and
 * nothing is copied where no copy is needed: *out is page itself, or the bytes that own (empty before)
 * owns now. */
mh_rc mh_charset_text(mh_view *out, mh_buf *own, mh_view page, const char *name, mh_err *e);

#endif
