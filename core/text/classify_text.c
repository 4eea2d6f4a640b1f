#include "text/classify_priv.h"
#include "text/seen.h"

#include <math.h>
#include <string.h>

/* A sight as one block, which is what is kept: of which vocabulary, then cells, log_n, value, cell. */
typedef struct block {
    uint64_t mark, rows; /* rows: that no place leads outside, whatever a mark is worth */
    uint64_t which, cells, keys;
} block;

static size_t size_of(size_t cells, size_t keys) {
    return sizeof(block) + cells * (sizeof(mh_cell) + 2 * sizeof(float)) + keys * sizeof(uint32_t);
}

static mh_class_sight sight_in(const void *p, mh_terms terms) {
    const block *b = p;
    mh_class_sight x = {.terms = terms};
    x.text.cells = (mh_cells){(const void *)(b + 1), b->cells};
    x.text.log_n = (const void *)(x.text.cells.ptr + b->cells);
    x.text.value = x.text.log_n + b->cells;
    x.cell = (const void *)(x.text.value + b->cells);
    return x;
}

/* The keys that the vocabulary knows, rows ascending: the row in the upper half, the key's index below. */
static uint64_t *find_rows(const mh_vocabulary *v, mh_arena *a, const mh_terms *terms, size_t *n) {
    uint64_t *found = mh_arena_array(a, terms->keys_len + 1, sizeof *found);
    *n = 0;
    for (size_t k = 0; k < terms->keys_len; k++) {
        size_t row = mh_vocabulary_find(v, terms->keys[k]);
        if (row != SIZE_MAX) found[(*n)++] = (uint64_t)row << 32 | k;
    }
    mh_features_sort_upper(found, mh_arena_array(a, *n + 1, sizeof *found), *n, v->len);
    return found;
}

/* The block of a text: cells in the order of rows, which is that of sums. */
static void *see(const mh_classifier *c, mh_arena *a, const mh_terms *terms, size_t *size) {
    size_t found = 0, cells = 0;
    uint64_t *rows = find_rows(&c->words, a, terms, &found);
    for (size_t i = 0; i < found; i++) cells += i == 0 || rows[i] >> 32 != rows[i - 1] >> 32;
    *size = size_of(cells, terms->keys_len);
    block *b = mh_arena_alloc(a, *size);
    *b = (block){c->words.mark, c->words.len, c->o.features, cells, terms->keys_len};
    mh_cell *cell = (void *)(b + 1);
    float *log_n = (void *)(cell + cells), *value = log_n + cells;
    uint32_t *of = (void *)(value + cells);
    for (size_t i = 0; i < terms->len; i++) { /* until they are known, the times of the term */
        for (size_t k = 0; k < terms->ptr[i].keys; k++)
            of[terms->ptr[i].first + k] = terms->ptr[i].n;
    }
    for (size_t i = 0, at = 0; i < found; i++) {
        uint32_t row = (uint32_t)(rows[i] >> 32), k = (uint32_t)rows[i];
        at += i > 0 && cell[at].row != row;
        cell[at].row = row;
        cell[at].n += of[k];
        rows[i] = (uint64_t)at << 32 | k;
    }
    memset(of, 0xff, terms->keys_len * sizeof *of);
    for (size_t i = 0; i < found; i++) of[(uint32_t)rows[i]] = (uint32_t)(rows[i] >> 32);
    mh_class_log_counts((mh_cells){cell, cells}, log_n);
    mh_vocabulary_values(&c->words, (mh_cells){cell, cells}, value);
    return b;
}

mh_class_sight mh_class_look(const mh_classifier *c, mh_text *t, mh_arena *a, mh_view text) {
    mh_terms terms = mh_features_terms(t, a, text, c->o.features);
    mh_seen_list *seen = mh_seen_at(t, MH_SEEN_CELLS, text);
    const block *b = seen && seen->known ? seen->ptr : NULL;
    size_t size = 0;
    if (b && b->mark == c->words.mark && b->rows == c->words.len && b->which == c->o.features)
        return sight_in(b, terms);
    b = see(c, a, &terms, &size);
    mh_seen_keep(seen, b, size, 1);
    return sight_in(b, terms);
}

void mh_class_score(const mh_bayes *b, const mh_linear *m, const mh_vocabulary *v,
                    const mh_class_text *x, double *const out[]) {
    if (out[MH_BAYES_PLAIN]) mh_bayes_score(b, v, x, out);
    if (out[MH_CLASS_AT_LINEAR]) mh_linear_score(m, x, out[MH_CLASS_AT_LINEAR]);
}

void mh_class_odds(const mh_classifier *c, const mh_class_text *x, double *out) {
    size_t labels = c->texts.len;
    double *z = mh_alloc_array(MH_CLASS_MODELS * labels + 1, sizeof *z), *of[MH_CLASS_MODELS];
    double texts = (double)mh_classifier_texts(c);
    for (int k = 0; k < MH_CLASS_MODELS; k++) {
        bool there = k == MH_CLASS_AT_LINEAR ? c->linear.bias != NULL : c->bayes.prior != NULL;
        of[k] = there ? z + (size_t)k * labels : NULL;
    }
    mh_class_score(&c->bayes, &c->linear, &c->words, x, of);
    for (size_t l = 0; l < labels; l++) {
        out[l] = c->bias[l];
        if (c->o.even) out[l] += -log((c->texts.ptr[l] + 1) / (texts + (double)labels));
        for (int k = 0; k < MH_CLASS_MODELS; k++)
            if (c->scale[k] != 0) out[l] += c->scale[k] * z[(size_t)k * labels + l];
    }
    free(z);
}
