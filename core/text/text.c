#include "text/text.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "text/lexicon.h"
#include "text/memo.h"
#include "text/seen.h"
#include "text/text_priv.h"

#include <stdlib.h>
#include <unicode/uversion.h>

void mh_text_about(mh_buf *out) {
    UVersionInfo v;
    char text[U_MAX_VERSION_STRING_LENGTH];
    u_getVersion(v);
    u_versionToString(v, text);
    mh_buf_printf(out, "ICU %s", text);
}

mh_rc mh_text_new(mh_text **out, mh_err *e) {
    mh_text *t = mh_alloc(sizeof *t);
    UErrorCode uc = U_ZERO_ERROR;
    *out = NULL;
    t->word = ubrk_open(UBRK_WORD, "en", NULL, 0, &uc);
    t->nfkd = unorm2_getNFKDInstance(&uc);
    if (U_FAILURE(uc)) {
        mh_text_free(t);
        return mh_fail(e, MH_E_INTERNAL, "open the text engine: ICU says %s", u_errorName(uc));
    }
    mh_fold_init(t);
    t->stemmers = mh_map_new();
    t->stem_words = mh_map_new();
    mh_segment_init(t);
    *out = t;
    return MH_OK;
}

void mh_text_free(mh_text *t) {
    if (t == NULL) return;
    ubrk_close(t->word);
    utrans_close(t->any_latin);
    mh_stem_free_all(t->stemmers);
    mh_stem_words_free_all(t->stem_words);
    mh_map_free(t->abbreviations);
    mh_map_free(t->lands);
    mh_buf_clear(&t->lands_lang);
    mh_map_free(t->stops);
    mh_map_free(t->weak_words);
    mh_memo_free(t);
    mh_lex_free(t);
    mh_seen_free(t);
    mh_buf_clear(&t->stop_key);
    mh_buf_clear(&t->scratch);
    mh_lang_model_free(t->lang);
    mh_buf_clear(&t->guessed);
    mh_date_names_free_all(t->date_names);
    free(t->date_seen);
    mh_quote_words_free(t->quote_words);
    free(t);
}

void mh_text_basis(mh_buf *out) {
    UVersionInfo icu;
    u_getVersion(icu);
    mh_buf_printf(out, "ICU %d.%d.%d", icu[0], icu[1], icu[2]);
}

mh_rc mh_text_check(mh_view s, mh_err *e) {
    if (s.len > MH_TEXT_MAX) {
        return mh_fail(e, MH_E_TOO_LARGE, "text of %zu bytes: the limit is %zu", s.len,
                       MH_TEXT_MAX);
    }
    if (!mh_utf8_valid(s)) return mh_fail(e, MH_E_ENCODING, "text is not valid UTF-8");
    return MH_OK;
}

uint32_t mh_cp_at(mh_view s, size_t at, size_t *next) {
    unsigned char c = (unsigned char)s.ptr[at];
    if (c < 0x80) {
        *next = at + 1;
        return c;
    }
    mh_view rest = {s.ptr + at, s.len - at};
    uint32_t cp = mh_utf8_next(&rest);
    *next = s.len - rest.len;
    return cp;
}

uint32_t mh_cp_before(mh_view s, size_t at, size_t *start) {
    size_t i = at - 1, next = 0;
    if ((unsigned char)s.ptr[i] < 0x80) {
        *start = i;
        return (unsigned char)s.ptr[i];
    }
    while (i > 0 && at - i < 4 && ((unsigned char)s.ptr[i] & 0xC0) == 0x80) i--;
    uint32_t cp = mh_cp_at(mh_view_sub(s, 0, at), i, &next);
    if (next != at) { /* ill-formed: one byte is one U+FFFD */
        i = at - 1;
        cp = MH_UTF8_BAD;
    }
    *start = i;
    return cp;
}
