#include "text/similar.h"

#include "text/seen.h"
#include "text/segment.h"
#include "text/shingles_priv.h"

#include <string.h>

/* Where a group of words stands. */
typedef struct place {
    uint64_t group;
    uint32_t sentence;
} place;

typedef MH_VEC(uint32_t) bucket;

/* What is read of a text; all of it is the arena's. */
typedef struct side {
    mh_view s;
    mh_spans sentences;
    uint64_t *ends;   /* hash of each whole sentence */
    uint64_t *groups; /* of the sentences, one behind the other */
    size_t *starts;   /* of each sentence, where in groups it begins; and the end */
    /* what only read_places reads */
    mh_shingles all;    /* of the text, across sentences too */
    mh_shingles wholes; /* hashes of whole sentences */
    place *places;
    size_t places_len;
    uint32_t *first; /* of the top bits of a group, where in places it would stand */
    unsigned shift;
} side;

/* While a side is read. */
typedef struct parts {
    MH_VEC(uint64_t) ends;
    MH_VEC(uint64_t) groups;
    MH_VEC(size_t) starts;
} parts;

/* Hashes are spread evenly, so their top bits say where to look: a lookup costs the same in any text. */
static void index_places(mh_arena *a, side *x) {
    size_t n = 1, at = 0;
    x->shift = 63;
    while (n * 2 < x->places_len && x->shift > 33) n *= 2, x->shift--;
    x->first = mh_arena_array(a, 2 * n + 1, sizeof *x->first);
    for (size_t i = 0; i <= 2 * n; i++) {
        while (at < x->places_len && x->places[at].group >> x->shift < i) at++;
        x->first[i] = (uint32_t)at;
    }
}

/* Of the places of one group the first stays. */
static void sort_places(side *x) {
    size_t n = 0;
    mh_sort_hashes(x->places, x->places_len, sizeof(place));
    for (size_t i = 0; i < x->places_len; i++) {
        if (n == 0 || x->places[i].group != x->places[n - 1].group) x->places[n++] = x->places[i];
    }
    x->places_len = n;
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

static void read_parts(mh_text *t, mh_arena *a, mh_view s, mh_spans sentences, parts *out) {
    mh_shingler g, apart;
    size_t at = 0;
    mh_shingler_init(&g, t);
    mh_shingler_init(&apart, t);
    mh_shingler_words(&g, a, s);
    for (size_t i = 0; i < sentences.len; i++) {
        const mh_shingler *read = NULL;
        mh_vec_push(&out->ends, read_sentence(&g, &apart, s, sentences.ptr[i], &at, &read));
        mh_vec_push(&out->starts, out->groups.len);
        for (size_t k = 0; k < read->groups.len; k++)
            mh_vec_push(&out->groups, read->groups.ptr[k]);
    }
    mh_vec_push(&out->starts, out->groups.len);
    mh_shingler_clear(&g);
    mh_shingler_clear(&apart);
}

/* A list of what was seen of s, in the arena, its length in *len; first it is kept, unless it is known. */
static void *keep(mh_text *t, mh_arena *a, mh_view s, mh_seen_what what, const void *ptr,
                  size_t *len, size_t size) {
    mh_seen_list *seen = mh_seen_at(t, what, s);
    mh_seen_list whole = {.ptr = (void *)(uintptr_t)ptr, .len = *len};
    if (seen && seen->known) {
        *len = seen->len;
        return mh_seen_copy(seen, a, size);
    }
    mh_seen_keep(seen, ptr, *len, size);
    return mh_seen_copy(&whole, a, size);
}

static void read_side(mh_text *t, mh_arena *a, mh_view s, side *out) {
    out->s = s;
    out->sentences = mh_text_sentences(t, a, s);
    const mh_seen_list *seen = mh_seen_at(t, MH_SEEN_STARTS, s); /* the last that is kept */
    parts x = {0};
    if (seen == NULL || !seen->known) read_parts(t, a, s, out->sentences, &x);
    size_t ends = x.ends.len, starts = x.starts.len, groups = x.groups.len;
    out->ends = keep(t, a, s, MH_SEEN_ENDS, x.ends.ptr, &ends, sizeof *out->ends);
    out->groups = keep(t, a, s, MH_SEEN_GROUPS, x.groups.ptr, &groups, sizeof *out->groups);
    out->starts = keep(t, a, s, MH_SEEN_STARTS, x.starts.ptr, &starts, sizeof *out->starts);
    mh_vec_clear(&x.ends);
    mh_vec_clear(&x.groups);
    mh_vec_clear(&x.starts);
}

/* What another side is looked up in. */
static void read_places(mh_text *t, mh_arena *a, side *x) {
    size_t n = x->sentences.len;
    x->all = mh_text_shingles(t, a, x->s);
    x->wholes = mh_shingles_sorted(a, x->ends, n);
    x->places_len = x->starts[n];
    x->places = mh_arena_array(a, x->places_len + 1, sizeof *x->places);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = x->starts[i]; k < x->starts[i + 1]; k++)
            x->places[k] = (place){x->groups[k], (uint32_t)i};
    }
    sort_places(x);
    index_places(a, x);
}

/* The first sentence that has the group; SIZE_MAX when none has. */
static size_t sentence_with(const side *x, uint64_t group) {
    size_t i = x->first[group >> x->shift], end = x->first[(group >> x->shift) + 1];
    while (i < end && x->places[i].group < group) i++;
    return i < end && x->places[i].group == group ? x->places[i].sentence : SIZE_MAX;
}

/* The share of the groups of x's sentence that other has, and its sentence which has most of them. votes
 * is all 0 before and after; at is room for the sentences found. */
static double share_in(const side *x, size_t sentence, const side *other, uint32_t *votes,
                       bucket *at, size_t *best) {
    const uint64_t *groups = x->groups + x->starts[sentence];
    size_t n = 0, len = x->starts[sentence + 1] - x->starts[sentence];
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

static bool is_gone(double share, size_t best) {
    return share < MH_SENTENCE_CHANGED || (best == SIZE_MAX && share < MH_SENTENCE_KEPT);
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
        if (mh_shingles_has(&other->wholes, x->ends[i])) continue;
        size_t best = SIZE_MAX;
        mh_span at = x->sentences.ptr[i];
        double share = share_in(x, i, other, votes, &found, &best);
        mh_similar_row row = {.share = share};
        if (first)
            row.a = at;
        else
            row.b = at;
        if (is_gone(share, best)) {
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
    side one = {0}, two = {0};
    read_side(t, a, x, &one);
    read_side(t, a, y, &two);
    read_places(t, a, &one);
    read_places(t, a, &two);
    out.share = mh_shingles_share(&one.all, &two.all);
    out.jaccard = mh_shingles_jaccard(&one.all, &two.all);
    compare(a, &one, &two, &out.removed, NULL);
    compare(a, &two, &one, &out.added, &out.changed);
    return out;
}

/* Whether a text with those groups has the sentence of x; *sure is false where that takes its sentences: a
 * group of one word is none of a longer text's, and groups may be such as go across sentences. */
static bool has_sentence(const mh_shingles *all, const side *x, size_t sentence, bool *sure) {
    size_t n = 0, len = x->starts[sentence + 1] - x->starts[sentence];
    for (size_t k = 0; k < len; k++) n += mh_shingles_has(all, x->groups[x->starts[sentence] + k]);
    double share = len ? (double)n / (double)len : 1;
    *sure = share >= MH_SENTENCE_KEPT || (share < MH_SENTENCE_CHANGED && len > 1);
    return share >= MH_SENTENCE_KEPT;
}

mh_spans mh_text_added(mh_text *t, mh_arena *a, mh_view x, mh_view y) {
    side one = {0}, two = {0};
    read_side(t, a, y, &two);
    mh_shingles all = mh_text_shingles(t, a, x);
    mh_spans out = {.ptr = mh_arena_array(a, two.sentences.len + 1, sizeof *out.ptr)};
    uint32_t *votes = NULL;
    bucket found = {0};
    for (size_t i = 0; i < two.sentences.len; i++) {
        bool sure = false, has = has_sentence(&all, &two, i, &sure);
        if (!sure && votes == NULL) {
            read_side(t, a, x, &one);
            read_places(t, a, &one);
            votes = mh_arena_array(a, one.sentences.len + 1, sizeof *votes);
        }
        if (!sure) {
            size_t best = SIZE_MAX;
            double share = share_in(&two, i, &one, votes, &found, &best);
            has = mh_shingles_has(&one.wholes, two.ends[i]) || !is_gone(share, best);
        }
        if (!has) out.ptr[out.len++] = two.sentences.ptr[i];
    }
    mh_vec_clear(&found);
    return out;
}
