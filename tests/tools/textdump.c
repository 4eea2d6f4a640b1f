/* textdump - runs the text engine over JSON Lines for the scorers.
 *     textdump MODE [N] <records.jsonl >predictions.jsonl
 * MODE: lang summary features keyphrases similar sentences dates plain quotes
 * A record has "id" and "text" (or "input" with "text"). */
#include "base/str.h"
#include "text/dates.h"
#include "text/keyphrases.h"
#include "text/language.h"
#include "text/lines.h"
#include "text/quotes.h"
#include "text/segment.h"
#include "text/simhash.h"
#include "text/similar.h"
#include "text/summary.h"
#include "text/summary_priv.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *string_of(json_t *r, const char *key) {
    json_t *in = json_object_get(r, "input");
    const char *s = json_string_value(json_object_get(r, key));
    if (s == NULL) s = json_string_value(json_is_object(in) ? json_object_get(in, key) : in);
    return s ? s : "";
}

static json_t *view_json(mh_view v) {
    return json_stringn(v.ptr ? v.ptr : "", v.len);
}

static void put_lang(mh_text *t, mh_view s, json_t *out) {
    mh_lang g = mh_lang_guess(t, s);
    bool both = strcmp(g.code, "uz") == 0;
    json_object_set_new(out, "lang",
                        both ? json_sprintf("%s-%s", g.code, g.script) : json_string(g.code));
    json_object_set_new(out, "score", json_real(g.score));
}

static void put_sentences(mh_text *t, mh_arena *a, mh_view s, json_t *out) {
    mh_spans found = mh_text_sentences(t, a, s);
    json_t *list = json_array();
    for (size_t i = 0; i < found.len; i++) {
        json_array_append_new(list, view_json(mh_span_view(s, found.ptr[i])));
    }
    json_object_set_new(out, "sentences", list);
}

/* From an invented day of publication, so that what is relative shows. */
static void put_dates(mh_text *t, mh_arena *a, mh_view s, json_t *out) {
    mh_date_options o = {.year = 2025, .month = 1, .day = 31};
    mh_dates found = mh_text_dates(t, a, s, &o);
    json_t *list = json_array();
    for (size_t i = 0; i < found.len; i++) {
        const mh_date *d = &found.ptr[i];
        mh_buf value = {0};
        mh_date_write(d, &value);
        json_t *one = json_object();
        json_object_set_new(one, "text", view_json(mh_view_sub(s, d->from, d->to)));
        json_object_set_new(one, "value", view_json(mh_buf_view(&value)));
        json_object_set_new(one, "basis", json_string(mh_date_basis_name(d->basis)));
        json_array_append_new(list, one);
        mh_buf_clear(&value);
    }
    json_object_set_new(out, "dates", list);
}

static void put_summary(mh_text *t, mh_arena *a, mh_view s, size_t n, json_t *out) {
    mh_plain page = mh_plain_article(t, a, s);
    mh_summary_options o = {.sentences = n, .title = page.title};
    mh_summary got = mh_text_summary(t, a, page.text, &o);
    json_object_set_new(out, "summary", view_json(got.text));
}

static void put_keyphrases(mh_text *t, mh_arena *a, mh_view s, size_t n, json_t *out) {
    mh_plain page = mh_plain_article(t, a, s);
    mh_keyphrase_options o = {.count = n, .title = page.title};
    mh_keyphrases got = mh_text_keyphrases(t, a, page.text, &o);
    json_t *list = json_array();
    for (size_t i = 0; i < got.len; i++) json_array_append_new(list, view_json(got.ptr[i].text));
    json_object_set_new(out, "keyphrases", list);
}

/* A record has "a" and "b" in place of "text". */
static void put_similar(mh_text *t, mh_arena *a, json_t *r, json_t *out) {
    mh_view one = mh_view_of(string_of(r, "a")), two = mh_view_of(string_of(r, "b"));
    mh_similar got = mh_text_similar(t, a, one, two);
    mh_shingles x = mh_text_shingles(t, a, one), y = mh_text_shingles(t, a, two);
    mh_minhash m, n;
    mh_copies *c = mh_copies_new();
    mh_minhash_of(&x, &m);
    mh_minhash_of(&y, &n);
    mh_copies_add(c, &x);
    bool found = mh_copies_find(c, a, &y, 0).len > 0;
    mh_copies_free(c);
    unsigned bits = mh_simhash_distance(mh_simhash(one), mh_simhash(two));
    json_object_set_new(out, "share", json_real(got.share));
    json_object_set_new(out, "jaccard", json_real(got.jaccard));
    json_object_set_new(out, "estimate", json_real(mh_minhash_jaccard(&m, &n)));
    json_object_set_new(out, "found", json_boolean(found));
    json_object_set_new(out, "bits", json_integer((json_int_t)bits));
    json_object_set_new(out, "added", json_integer((json_int_t)got.added.len));
    json_object_set_new(out, "removed", json_integer((json_int_t)got.removed.len));
    json_object_set_new(out, "changed", json_integer((json_int_t)got.changed.len));
}

/* What scripts/dev/train-summary learns from. */
static void put_features(mh_text *t, mh_arena *a, mh_view s, json_t *out) {
    mh_plain page = mh_plain_article(t, a, s);
    mh_summary_options o = {.title = page.title};
    mh_summing g;
    mh_summing_read(&g, t, a, page.text, &o);
    json_t *list = json_array();
    for (size_t i = 0; i < g.len; i++) {
        const mh_sum_sentence *x = &g.ptr[i];
        json_t *f = json_array(), *terms = json_array();
        for (size_t k = 0; k < MH_SUM_FEATURES; k++) json_array_append_new(f, json_real(x->f[k]));
        for (size_t k = 0; k < x->terms_len; k++)
            json_array_append_new(terms, json_integer(x->terms[k]));
        json_t *cells = json_array();
        for (size_t k = 0; k < x->cells_len; k++)
            json_array_append_new(cells,
                                  json_pack("[i, i]", (int)x->cells[k].word, (int)x->cells[k].n));
        json_array_append_new(list,
                              json_pack("{s:o, s:o, s:o, s:o, s:b, s:i, s:i}", "text",
                                        view_json(mh_span_view(page.text, x->at)), "f", f, "terms",
                                        terms, "cells", cells, "furniture", x->furniture, "index",
                                        (int)x->index, "words", (int)x->words));
    }
    json_object_set_new(out, "sentences", list);
    list = json_array();
    for (size_t i = 0; i < g.vocabulary.len; i++) {
        const mh_sum_word *w = &g.vocabulary.ptr[i];
        json_t *f = json_array();
        for (size_t k = 0; k < MH_SUM_WORD_FEATURES; k++)
            json_array_append_new(f, json_real(w->f[k]));
        json_array_append_new(list, json_pack("{s:o, s:o}", "key", view_json(w->key), "f", f));
    }
    json_object_set_new(out, "words", list);
    mh_summing_clear(&g);
}

static void put_plain(mh_text *t, mh_arena *a, mh_view s, json_t *out) {
    mh_plain p = mh_plain_article(t, a, s);
    json_t *sections = json_array(), *kinds = json_array();
    mh_buf date = {0};
    if (p.date.precision) mh_date_write(&p.date, &date);
    for (size_t i = 0; i < p.sections_len; i++)
        json_array_append_new(sections, view_json(p.sections[i]));
    for (size_t i = 0; i < p.lines.len; i++) {
        json_array_append_new(kinds, json_string(mh_line_kind_name(p.lines.ptr[i].kind)));
    }
    json_object_set_new(out, "title", view_json(p.title));
    json_object_set_new(out, "sections", sections);
    json_object_set_new(out, "credit", view_json(p.credit));
    json_object_set_new(out, "place", view_json(p.place));
    json_object_set_new(out, "agency", view_json(p.agency));
    json_object_set_new(out, "date", view_json(mh_buf_view(&date)));
    json_object_set_new(out, "date_basis", json_string(p.date_basis));
    json_object_set_new(out, "lines", kinds);
    json_object_set_new(out, "text", view_json(p.text));
    mh_buf_clear(&date);
}

static void put_quotes(mh_text *t, mh_arena *a, mh_view s, json_t *out) {
    mh_quotes got = mh_text_quotes(t, a, s, NULL);
    json_t *list = json_array();
    for (size_t i = 0; i < got.len; i++) {
        const mh_quote *q = &got.ptr[i];
        json_t *x = json_object();
        json_object_set_new(x, "text", view_json(mh_span_view(s, q->content)));
        json_object_set_new(x, "cue", view_json(mh_span_view(s, q->cue)));
        json_object_set_new(x, "speaker", view_json(mh_span_view(s, q->speaker)));
        json_object_set_new(x, "name", view_json(mh_span_view(s, q->name)));
        json_object_set_new(x, "direct", json_boolean(q->direct));
        json_object_set_new(x, "rule", json_string(q->rule));
        if (q->part_of != SIZE_MAX)
            json_object_set_new(x, "part_of", json_integer((json_int_t)q->part_of));
        json_array_append_new(list, x);
    }
    json_object_set_new(out, "quotes", list);
}

int main(int argc, char **argv) {
    char *line = NULL;
    size_t cap = 0, n = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 3;
    const char *mode = argc > 1 ? argv[1] : "";
    mh_text *t = NULL;
    mh_err e = {0};
    if (mh_text_new(&t, &e) != MH_OK) return fprintf(stderr, "%s\n", e.msg), 1;
    while (getline(&line, &cap, stdin) > 0) {
        json_t *r = json_loads(line, 0, NULL), *out = json_object();
        if (r == NULL) return fprintf(stderr, "not JSON: %s", line), 1;
        mh_arena *a = mh_arena_new();
        mh_view s = mh_view_of(string_of(r, "text"));
        json_object_set_new(out, "id", json_string(string_of(r, "id")));
        if (strcmp(mode, "lang") == 0)
            put_lang(t, s, out);
        else if (strcmp(mode, "sentences") == 0)
            put_sentences(t, a, s, out);
        else if (strcmp(mode, "keyphrases") == 0)
            put_keyphrases(t, a, s, n, out);
        else if (strcmp(mode, "similar") == 0)
            put_similar(t, a, r, out);
        else if (strcmp(mode, "features") == 0)
            put_features(t, a, s, out);
        else if (strcmp(mode, "dates") == 0)
            put_dates(t, a, s, out);
        else if (strcmp(mode, "plain") == 0)
            put_plain(t, a, s, out);
        else if (strcmp(mode, "quotes") == 0)
            put_quotes(t, a, s, out);
        else
            put_summary(t, a, s, n, out);
        json_dumpf(out, stdout, JSON_ENSURE_ASCII);
        putchar('\n');
        json_decref(out);
        json_decref(r);
        mh_arena_free(a);
    }
    free(line);
    mh_text_free(t);
    return 0;
}
