#include "text/similar.h"

#include "text/segment.h"
#include "text/shingles_priv.h"

#include <string.h>

/* Where a group of words stands. */
typedef struct place {
    uint64_t group;
    uint32_t sentence;
} place;

typedef MH_VEC(uint32_t) bucket;

typedef struct side {
    mh_view s;
    mh_spans sentences;
    mh_shingles all;    /* of the text, across sentences too */
    mh_shingles wholes; /* hashes of whole sentences */
    MH_VEC(place) places;
    uint32_t *first; /* arena; of the top bits of a group, where in places it would stand */
    unsigned shift;
    MH_VEC(uint64_t) ends;   /* hash of each whole sentence */
    MH_VEC(uint64_t) groups; /* of the sentences, one behind the other */
    MH_VEC(size_t) starts;   /* of each sentence, where in groups it begins; and the end */
} side;

/* Hashes are spread evenly, so their top bits say where to look: a lookup costs the same in any text. */
static void index_places(mh_arena *a, side *x) {
    size_t n = 1, at = 0;
    x->shift = 63;
    while (n * 2 < x->places.len && x->shift > 33) n *= 2, x->shift--;
    x->first = mh_arena_array(a, 2 * n + 1, sizeof *x->first);
    for (size_t i = 0; i <= 2 * n; i++) {
        while (at < x->places.len && x->places.ptr[at].group >> x->shift < i) at++;
        x->first[i] = (uint32_t)at;
    }
}

/* Of the places of one group the first stays. */
static void sort_places(side *x) {
    size_t n = 0;
    mh_sort_hashes(x->places.ptr, x->places.len, sizeof(place));
    for (size_t i = 0; i < x->places.len; i++) {
        if (n == 0 || x->places.ptr[i].group != x->places.ptr[n - 1].group)
            x->places.ptr[n++] = x->places.ptr[i];
    }
    x->places.len = n;
}

/* Groups of sentence i, whose words those of the text from *at on are: read with the text, unless a word
 * goes across the sentence's bounds. Leaves *at behind them. */
static uint64_t read_sentence(mh_shingler *g, mh_shingler *apart, mh_view s, mh_span i, size_t *at,
                              const mh_shingler **read) {
    while (*at < g->words.len && g->words.ptr[*at].to <= i.from) ++*at;
    size_t first = *at;
    while (*at < g->words.len && g->words.ptr[*at].to <= i.to) ++*at;
    bool across = (first < *at && g->words.ptr[first].from < i.from) ||
                  (*at < g->words.len && g->words.ptr[*at].from < i.to);
    *read = across ? apart : g;
    return across ? mh_shingler_read(apart, mh_span_view(s, i))
                  : mh_shingler_group(g, first, *at - first);
}

static void read_side(mh_shingler *g, mh_shingler *apart, mh_arena *a, mh_view s, side *out) {
    size_t at = 0;
    out->s = s;
    out->sentences = mh_text_sentences(g->t, a, s);
    mh_shingler_words(g, s);
    mh_shingler_group(g, 0, g->words.len);
    out->all = mh_shingles_sorted(a, g->groups.ptr, g->groups.len);
    for (size_t i = 0; i < out->sentences.len; i++) {
        const mh_shingler *read = NULL;
        mh_vec_push(&out->ends, read_sentence(g, apart, s, out->sentences.ptr[i], &at, &read));
        mh_vec_push(&out->starts, out->groups.len);
        for (size_t k = 0; k < read->groups.len; k++) {
            mh_vec_push(&out->groups, read->groups.ptr[k]);
            mh_vec_push(&out->places, ((place){read->groups.ptr[k], (uint32_t)i}));
        }
    }
    mh_vec_push(&out->starts, out->groups.len);
    out->wholes = mh_shingles_sorted(a, out->ends.ptr, out->ends.len);
    sort_places(out);
    index_places(a, out);
}

static void clear_side(side *x) {
    mh_vec_clear(&x->places);
    mh_vec_clear(&x->ends);
    mh_vec_clear(&x->groups);
    mh_vec_clear(&x->starts);
}

/* The first sentence that has the group; SIZE_MAX when none has. */
static size_t sentence_with(const side *x, uint64_t group) {
    size_t i = x->first[group >> x->shift], end = x->first[(group >> x->shift) + 1];
    while (i < end && x->places.ptr[i].group < group) i++;
    return i < end && x->places.ptr[i].group == group ? x->places.ptr[i].sentence : SIZE_MAX;
}

/* The share of the groups of x's sentence that other has, and its sentence which has most of them. votes
 * is all 0 before and after; at is room for the sentences found. */
static double share_in(const side *x, size_t sentence, const side *other, uint32_t *votes,
                       bucket *at, size_t *best) {
    const uint64_t *groups = x->groups.ptr + x->starts.ptr[sentence];
    size_t n = 0, len = x->starts.ptr[sentence + 1] - x->starts.ptr[sentence];
    *best = SIZE_MAX;
    at->len = 0;
    for (size_t k = 0; k < len; k++) {
        size_t found = sentence_with(other, groups[k]);
        n += found != SIZE_MAX || mh_shingles_has(&other->all, groups[k]);
        if (found == SIZE_MAX) continue;
        mh_vec_push(at, (uint32_t)found);
        votes[found]++;
        if (*best == SIZE_MAX || votes[found] > votes[*best]) *best = found;
    }
    for (size_t i = 0; i < at->len; i++) votes[at->ptr[i]] = 0;
    return len ? (double)n / (double)len : 1;
}

/* Sentences of x that other lacks go to gone, those that it has in other words to changed (may be
 * NULL). */
static void compare(mh_arena *a, const side *x, const side *other, mh_similar_rows *gone,
                    mh_similar_rows *changed) {
    uint32_t *votes = mh_arena_array(a, other->sentences.len + 1, sizeof *votes);
    bucket found = {0};
    bool first = changed == NULL;
    gone->ptr = mh_arena_array(a, x->sentences.len + 1, sizeof *gone->ptr);
    if (changed) changed->ptr = mh_arena_array(a, x->sentences.len + 1, sizeof *changed->ptr);
    for (size_t i = 0; i < x->sentences.len; i++) {
        if (mh_shingles_has(&other->wholes, x->ends.ptr[i])) continue;
        size_t best = SIZE_MAX;
        mh_span at = x->sentences.ptr[i];
        double share = share_in(x, i, other, votes, &found, &best);
        mh_similar_row row = {.share = share};
        if (first)
            row.a = at;
        else
            row.b = at;
        if (share < MH_SENTENCE_CHANGED || (best == SIZE_MAX && share < MH_SENTENCE_KEPT)) {
            gone->ptr[gone->len++] = row;
        } else if (changed && best != SIZE_MAX && share < 1) {
            row.a = other->sentences.ptr[best];
            changed->ptr[changed->len++] = row;
        }
    }
    mh_vec_clear(&found);
}

mh_similar mh_text_similar(mh_text *t, mh_arena *a, mh_view x, mh_view y) {
    mh_similar out = {0};
    mh_shingler g, apart;
    side one = {0}, two = {0};
    mh_shingler_init(&g, t);
    mh_shingler_init(&apart, t);
    read_side(&g, &apart, a, x, &one);
    read_side(&g, &apart, a, y, &two);
    out.share = mh_shingles_share(&one.all, &two.all);
    out.jaccard = mh_shingles_jaccard(&one.all, &two.all);
    compare(a, &one, &two, &out.removed, NULL);
    compare(a, &two, &one, &out.added, &out.changed);
    clear_side(&one);
    clear_side(&two);
    mh_shingler_clear(&g);
    mh_shingler_clear(&apart);
    return out;
}
