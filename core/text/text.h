/* text.h - the text engine: what is dear to open, opened once.
 * Owns: an mh_text owns its ICU iterators, stemmers and tables until mh_text_free.
 * Threads: one at a time for each engine; give each worker its own.
 *
 * Every function of core/text takes UTF-8 and never fails or reads outside on other bytes: an
 * ill-formed sequence counts as U+FFFD. Callers let no such text in: they check it with
 * mh_text_check and repair it with mh_utf8_repair. All costs are linear in the text. */
#ifndef MH_TEXT_TEXT_H
#define MH_TEXT_TEXT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define MH_TEXT_MAX ((size_t)64 << 20) /* bytes of one text; more is refused by mh_text_check */

/* A byte range [from, to) of a text, on character boundaries. */
typedef struct mh_span {
    size_t from, to;
} mh_span;

typedef struct mh_text mh_text;

/* Opens the engine. Fails (MH_E_INTERNAL) only when ICU's data cannot be loaded. */
/* "ICU 72.1" of the library in use, appended. */
void mh_text_about(mh_buf *out);
mh_rc mh_text_new(mh_text **out, mh_err *e);
void mh_text_free(mh_text *t); /* NULL is fine */

/* Appends what keys (folded, stems, romanised) hang on besides this program: its libraries' versions. */
void mh_text_basis(mh_buf *out);

/* Says whether s may enter: valid UTF-8 (MH_E_ENCODING) of at most MH_TEXT_MAX (MH_E_TOO_LARGE). */
mh_rc mh_text_check(mh_view s, mh_err *e);

static inline mh_view mh_span_view(mh_view s, mh_span r) {
    return mh_view_sub(s, r.from, r.to);
}

#endif
