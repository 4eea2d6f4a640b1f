/* quotes.c: a text as it is and repaired: quotations, and who said what. The first byte chooses the
 * language and whether the lines of the text are cues, the second where a mention lies. */
#include "fuzz.h"

#include "text/quotes.h"

static const char *const langs[] = {NULL, "en", "ru", "kk", "ky", "tg", "uz", "zz"};

static void is_span(mh_view s, mh_span at, bool valid) {
    fz_check(at.from <= at.to && at.to <= s.len);
    if (valid && at.to > at.from) fz_is_range(s, at.from, at.to);
}

static void marks(mh_arena *a, mh_view s, bool valid) {
    mh_quotations q = mh_text_quotations(a, s);
    for (size_t i = 0, at = 0; i < q.len; i++) {
        const mh_quotation *x = &q.ptr[i];
        fz_check(x->outer_from >= at && x->outer_from <= x->from && x->from < x->to);
        fz_check(x->to <= x->outer_to && x->outer_to <= s.len);
        is_span(s, (mh_span){x->from, x->to}, valid);
        at = x->outer_to;
    }
}

static void all(mh_text *t, mh_view s, const uint8_t *choice, bool valid) {
    mh_arena *a = mh_arena_new();
    mh_quote_cue cues[8] = {0};
    mh_quote_mention mention = {choice[1], choice[1] + 9u};
    mh_quote_options o = {.lang = langs[choice[0] & 7], .cues = cues};
    mh_view rest = s, line;
    while (choice[0] & 8 && o.cues_len < 8 && mh_view_split(&rest, '\n', &line)) {
        cues[o.cues_len++] = (mh_quote_cue){line, "en", (mh_cue_kind)(o.cues_len % MH_CUE_KINDS),
                                            (mh_cue_order)(choice[0] >> 4 & 3)};
    }
    if (mention.to <= s.len) {
        o.mentions = &mention;
        o.mentions_len = 1;
    }
    marks(a, s, valid);
    mh_quotes q = mh_text_quotes(t, a, s, &o);
    for (size_t i = 0; i < q.len; i++) {
        const mh_quote *x = &q.ptr[i];
        is_span(s, x->content, valid);
        is_span(s, x->cue, valid);
        is_span(s, x->speaker, valid);
        if (x->mention == SIZE_MAX) is_span(s, x->name, valid);
        fz_check(x->content.to > x->content.from && x->rule && mh_cue_kind_name(x->kind));
        fz_check(x->part_of == SIZE_MAX ||
                 (x->part_of < i && q.ptr[x->part_of].part_of == SIZE_MAX));
        fz_check(x->mention == SIZE_MAX || x->mention < o.mentions_len);
    }
    mh_arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static mh_text *t;
    if (!t) fz_check(mh_text_new(&t, NULL) == MH_OK);
    if (size < 2) return 0;
    mh_view v = fz_view(data + 2, size - 2);
    mh_buf b = {0};
    all(t, fz_repaired(&b, v), data, true);
    if (!mh_utf8_valid(v)) all(t, v, data, false);
    mh_buf_clear(&b);
    return 0;
}
