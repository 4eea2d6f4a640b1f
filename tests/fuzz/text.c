/* text.c: a text as it is and repaired: sentences, words, fold, latin, stem, language, summary, plain
 * article, matcher, classifier. The first byte chooses the language. */
#include "fuzz.h"

#include "text/classify.h"
#include "text/fold.h"
#include "text/language.h"
#include "text/lines.h"
#include "text/match.h"
#include "text/segment.h"
#include "text/stem.h"
#include "text/summary.h"

static const char *const langs[] = {"en", "ru", "kk", "ky", "tg", "uz", "de", "ar", "zz"};

static void segment(mh_text *t, mh_arena *a, mh_view s, bool valid) {
    mh_spans sents = mh_text_sentences(t, a, s);
    size_t at = 0;
    for (size_t i = 0; i < sents.len; i++) {
        fz_check(sents.ptr[i].from >= at && sents.ptr[i].from < sents.ptr[i].to);
        fz_check(sents.ptr[i].to <= s.len);
        if (valid) fz_is_range(s, sents.ptr[i].from, sents.ptr[i].to);
        at = sents.ptr[i].to;
    }
    mh_words all = mh_text_words(t, a, s, true), some = mh_text_words(t, a, s, false);
    fz_check(some.len <= all.len);
    at = 0;
    for (size_t i = 0; i < all.len; i++) { /* every segment: nothing is left out */
        fz_check(all.ptr[i].from == at && all.ptr[i].to > at);
        at = all.ptr[i].to;
    }
    fz_check(at == s.len);
    for (size_t i = 0; i < some.len; i++) fz_check(some.ptr[i].kind != MH_WORD_OTHER);
}

static void keys(mh_text *t, mh_view s, const char *lang) {
    mh_buf once = {0}, twice = {0};
    mh_text_fold(t, s, &once);
    fz_check(mh_utf8_valid(mh_buf_view(&once)));
    mh_text_fold(t, mh_buf_view(&once), &twice);
    fz_check(mh_view_eq(mh_buf_view(&once), mh_buf_view(&twice)));
    mh_buf_reset(&once);
    mh_text_latin(t, s, &once);
    fz_check(mh_utf8_valid(mh_buf_view(&once)));
    mh_buf_reset(&once);
    mh_view rest = s, word;
    while (mh_view_split(&rest, ' ', &word)) {
        mh_buf_reset(&once);
        mh_text_stem(t, lang, word, &once);
        fz_check(mh_utf8_valid(mh_buf_view(&once)));
    }
    mh_buf_clear(&once);
    mh_buf_clear(&twice);
}

static void article(mh_text *t, mh_arena *a, mh_view s, bool valid) {
    mh_plain p = mh_plain_article(t, a, s);
    for (size_t i = 0; i < p.paragraphs_len; i++) {
        fz_check(p.paragraphs[i].from <= p.paragraphs[i].to);
        fz_check(p.paragraphs[i].to <= p.text.len && p.paragraphs[i].source <= s.len);
        if (valid) fz_is_range(p.text, p.paragraphs[i].from, p.paragraphs[i].to);
    }
    for (size_t i = 0, at = 0; i < p.lines.len; i++) {
        fz_check(p.lines.ptr[i].from >= at && p.lines.ptr[i].from < p.lines.ptr[i].to);
        fz_check(p.lines.ptr[i].to <= s.len);
        at = p.lines.ptr[i].to;
    }
    if (valid) {
        const mh_view said[] = {p.text, p.title, p.credit, p.byline, p.place, p.agency};
        for (size_t i = 0; i < sizeof said / sizeof *said; i++) fz_is_text(said[i]);
    }
    mh_summary_options o = {.sentences = 2, .title = p.title};
    mh_summary sum = mh_text_summary(t, a, s, &o);
    for (size_t i = 0; i < sum.len; i++) {
        fz_check(sum.rows[i].from < sum.rows[i].to && sum.rows[i].to <= s.len);
        if (valid) fz_is_range(s, sum.rows[i].from, sum.rows[i].to);
        fz_check(sum.rows[i].index < sum.of);
    }
    fz_check(sum.len <= 2);
}

/* The lines of the text are phrases that are sought in the text. */
static void match(mh_text *t, mh_arena *a, mh_view s, const char *lang, bool valid) {
    mh_matcher *m = mh_matcher_new();
    mh_view rest = s, line;
    for (unsigned n = 0; n < 16 && mh_view_split(&rest, '\n', &line); n++)
        (void)mh_matcher_add(m, t, line, n, n & 7, lang, NULL);
    mh_matches got = mh_matcher_find(m, t, a, s, lang);
    for (size_t i = 0; i < got.len; i++) {
        fz_check(got.ptr[i].from < got.ptr[i].to && got.ptr[i].to <= s.len);
        if (valid) fz_is_range(s, got.ptr[i].from, got.ptr[i].to);
        fz_check(got.ptr[i].entry < mh_matcher_len(m));
    }
    mh_matcher_free(m);
}

static void classify(mh_text *t, mh_arena *a, mh_view s, bool chars) {
    mh_class_options o = {.model = chars ? MH_CLASS_BOTH : MH_CLASS_BAYES,
                          .features = chars ? MH_FEATURES_CHARS : MH_FEATURES_WORDS};
    mh_classifier *c = mh_classifier_new(&o);
    fz_check(mh_classifier_train(c, t, MH_VIEW("a"), s, NULL) == MH_OK);
    fz_check(mh_classifier_train(c, t, MH_VIEW("b"), MH_VIEW("talks on water"), NULL) == MH_OK);
    fz_check(mh_classifier_fit(c, NULL) == MH_OK);
    mh_prediction p = mh_classifier_predict(c, t, a, s);
    mh_explanation x;
    fz_check(mh_classifier_explain(c, t, a, s, MH_VIEW("a"), MH_VIEW("b"), 3, &x, NULL) == MH_OK);
    fz_check(x.len <= 3);
    for (size_t i = 0; i < p.len; i++)
        fz_check(p.classes[i].score >= 0 && p.classes[i].score <= 1.000001);
    mh_classifier_free(c);
}

static void all(mh_text *t, mh_view s, unsigned choice, bool valid) {
    mh_arena *a = mh_arena_new();
    const char *lang = langs[choice % (sizeof langs / sizeof *langs)];
    segment(t, a, s, valid);
    keys(t, s, lang);
    mh_lang g = mh_lang_guess(t, s);
    fz_check(g.code && g.script && g.score >= 0 && g.score <= 1);
    article(t, a, s, valid);
    match(t, a, s, lang, valid);
    classify(t, a, s, choice & 0x80);
    mh_arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static mh_text *t;
    if (!t) fz_check(mh_text_new(&t, NULL) == MH_OK);
    if (size == 0) return 0;
    mh_view v = fz_view(data + 1, size - 1);
    mh_buf b = {0};
    all(t, fz_repaired(&b, v), data[0], true);
    if (!mh_utf8_valid(v)) all(t, v, data[0], false);
    mh_buf_clear(&b);
    return 0;
}
