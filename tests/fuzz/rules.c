/* rules.c: a file of rules, and behind the first byte 1 a text; every third word of the text is a span of
 * type AA, each pair of words one of type BB. Names of the text are keyed on the way. */
#include "fuzz.h"

#include "text/name.h"
#include "text/rules.h"
#include "text/token.h"

static size_t spans_of(const mh_rules *r, mh_view s, mh_rule_span *out, size_t max) {
    size_t at = 0, n = 0, last = 0;
    mh_token w;
    for (unsigned i = 0; n < max && mh_token_next(s, &at, &w); i++) {
        if (i % 3 == 0) out[n++] = (mh_rule_span){w.from, w.to, mh_rules_type(r, MH_VIEW("aa"))};
        if (i % 2 && n < max)
            out[n++] = (mh_rule_span){last, w.to, mh_rules_type(r, MH_VIEW("BB"))};
        last = w.from;
    }
    return n;
}

static void check(mh_view s, const mh_rule_hits *hits) {
    for (size_t i = 0; i < hits->len; i++) {
        const mh_rule_hit *h = &hits->ptr[i];
        fz_is_range(s, h->from, h->to);
        fz_check(h->from < h->to && h->line > 0 && h->name.len > 0);
        for (size_t k = 0; k < h->captures_len; k++) {
            const mh_rule_capture *c = &h->captures[k];
            fz_check(c->from >= h->from && c->to <= h->to && c->from < c->to);
            fz_check(c->name.len > 0);
        }
    }
}

static void name_of(mh_text *t, mh_view s) {
    mh_buf once = {0};
    uint64_t form = mh_name_key(t, s, &once);
    fz_is_text(mh_buf_view(&once));
    fz_check(mh_name_forms_fit(form, form));
    mh_buf_clear(&once);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static mh_text *t;
    if (!t && mh_text_new(&t, NULL) != MH_OK) abort();
    mh_view all = fz_view(data, size);
    size_t at = mh_view_find_byte(all, 1, 0);
    mh_view file = mh_view_sub(all, 0, at);
    mh_view raw = at == SIZE_MAX ? (mh_view){all.ptr, 0} : mh_view_sub(all, at + 1, all.len);
    mh_rules *r = mh_rules_new();
    mh_err e = {0};
    if (mh_rules_read(r, t, file, MH_VIEW("f"), &e) != MH_OK) {
        fz_check(e.code == MH_E_PARSE || e.code == MH_E_LIMIT);
        fz_check(strncmp(e.msg, "f:", 2) == 0);
        fz_is_text(mh_view_of(e.msg));
        mh_rules_free(r);
        return 0;
    }
    mh_rule_span spans[64];
    mh_buf text = {0};
    mh_arena *a = mh_arena_new();
    mh_view s = fz_repaired(&text, raw);
    size_t n = spans_of(r, s, spans, 64);
    mh_rule_hits hits = mh_rules_find(r, t, a, s, "ru", spans, n);
    check(s, &hits);
    hits = mh_rules_find(r, t, a, raw, NULL, NULL, 0); /* bytes that are no text break nothing */
    for (size_t i = 0; i < hits.len; i++) fz_check(hits.ptr[i].to <= raw.len);
    name_of(t, s);
    mh_arena_free(a);
    mh_buf_clear(&text);
    mh_rules_free(r);
    return 0;
}
