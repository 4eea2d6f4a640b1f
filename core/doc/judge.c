#include "doc/judge.h"

#include "base/mem.h"
#include "doc/judge_weights.h"
#include "doc/tree_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Index of the block of the main heading, or the number of blocks. */
static size_t heading(const mh_extract *x) {
    for (size_t i = 0; i < x->blocks.list.len; i++)
        if (x->blocks.list.ptr[i].tag == MH_TAG_H1) return i;
    return x->blocks.list.len;
}

static bool holds_lead(const mh_extract *x, const mh_candidate *c) {
    mh_view lead = mh_view_trim(x->meta->description);
    size_t cut = lead.len < 40 ? lead.len : 40;
    while (cut > 0 && cut < lead.len && ((unsigned char)lead.ptr[cut] & 0xC0) == 0x80) cut--;
    lead = mh_view_sub(lead, 0, cut);
    if (lead.len < 25) return false;
    for (size_t i = c->from; i < c->to; i++)
        if (!x->out[i] &&
            mh_view_find(mh_blocks_text(&x->blocks, &x->blocks.list.ptr[i]), lead, 0) != SIZE_MAX)
            return true;
    return false;
}

/* Share of the longer words of the title that the running text of c says too. */
static double says_title(const mh_extract *x, const mh_candidate *c) {
    uint32_t said = 0;
    for (size_t i = c->from; i < c->to; i++)
        if (!x->out[i] && x->good[i]) said |= x->says[i];
    return x->n_words ? (double)__builtin_popcount(said) / x->n_words : 0.5;
}

static bool doubted(const mh_extract *x, mh_node n) {
    for (; n != MH_NODE_ROOT && n != MH_NODE_NONE; n = mh_rec(x->t, n)->parent) {
        unsigned tag = mh_rec(x->t, n)->tag;
        if (tag == MH_TAG_BODY || tag == MH_TAG_HTML) return false;
        if (x->hints.flags[n] & (MH_HINT_DROP | MH_HINT_HIDDEN | MH_HINT_HARD)) return true;
    }
    return false;
}

static bool has_comments(const mh_extract *x, const mh_candidate *c) {
    for (size_t k = c->from; k < c->to; k++) {
        if (x->out[k]) continue;
        mh_node n = x->blocks.list.ptr[k].node;
        for (int up = 0; up < 4 && n != MH_NODE_ROOT && n != MH_NODE_NONE; up++) {
            if (x->hints.flags[n] & MH_HINT_COMMENT) return true;
            n = mh_rec(x->t, n)->parent;
        }
    }
    return false;
}

/* Blocks in common by blocks of either. */
static double overlap(const mh_candidate *a, const mh_candidate *b) {
    size_t lo = a->from > b->from ? a->from : b->from, hi = a->to < b->to ? a->to : b->to;
    size_t first = a->from < b->from ? a->from : b->from, last = a->to > b->to ? a->to : b->to;
    return hi > lo ? (double)(hi - lo) / (double)(last - first) : 0;
}

void mh_judge_features(const mh_extract *x, const mh_candidate *list, size_t n, size_t i,
                       double f[MH_JUDGE_FEATURES]) {
    const mh_candidate *c = &list[i];
    double links = 0, in_p = 0, phrases = 0, blocks = 0, agrees = 0, teasers = 0;
    size_t h = heading(x), first = c->to;
    for (size_t k = c->from; k < c->to; k++) {
        const mh_block *b = &x->blocks.list.ptr[k];
        if (x->out[k]) continue;
        blocks++;
        links += b->link_chars;
        phrases += x->phrase[k] != MH_PHRASE_NONE;
        if (x->good[k] && b->tag == MH_TAG_P) in_p += b->chars;
        if (mh_tag_is_heading(b->tag) && b->link_chars * 10 > b->chars * 8) teasers++;
        if (x->good[k] && first == c->to) first = k;
    }
    for (size_t k = 0; k < n; k++)
        if (k != i) agrees += overlap(c, &list[k]);
    memset(f, 0, MH_JUDGE_FEATURES * sizeof *f);
    f[MH_JUDGE_FIRST] = i == 0;
    f[MH_JUDGE_LOOSE] = c->loose;
    f[MH_JUDGE_SHARE] = x->total_good ? (double)c->good / x->total_good : 0;
    f[MH_JUDGE_PURITY] = c->kept ? (double)c->good / c->kept : 0;
    f[MH_JUDGE_LENGTH] = log(1.0 + c->good) / 8;
    f[MH_JUDGE_SHORT] = c->good < 250;
    f[MH_JUDGE_LINKS] = c->kept ? links / c->kept : 0;
    f[MH_JUDGE_RANK] = c->rank / 4.0;
    f[MH_JUDGE_DESCRIPTION] = holds_lead(x, c);
    if (h < x->blocks.list.len && first < c->to) {
        double gap = (double)first - (double)h;
        f[MH_JUDGE_NEAR] = gap >= 0 ? 1 / (1 + gap / 10) : 0;
        f[MH_JUDGE_BEFORE] = gap < -5;
    }
    f[MH_JUDGE_PHRASES] = blocks > 0 ? phrases / blocks : 0;
    f[MH_JUDGE_PARAGRAPHS] = c->good ? in_p / c->good : 0;
    f[MH_JUDGE_AGREES] = n > 1 ? agrees / (double)(n - 1) : 1;
    f[MH_JUDGE_VOTES] = strcmp(c->basis, "votes") == 0;
    f[MH_JUDGE_HEADING] = strcmp(c->basis, "heading") == 0;
    uint32_t most = 1, strict = 0;
    for (size_t k = 0; k < n; k++) {
        if (list[k].good > most) most = list[k].good;
        if (!list[k].loose && strict == 0) strict = list[k].good;
    }
    f[MH_JUDGE_DOUBTED] = doubted(x, c->root);
    f[MH_JUDGE_MOST] = (double)c->good / most;
    f[MH_JUDGE_TITLE] = says_title(x, c);
    f[MH_JUDGE_LITTLE] = c->good * 3 < x->total_good;
    if (c->loose) f[MH_JUDGE_GAIN] = (c->good - (double)strict) / (c->good + (double)strict + 1);
    f[MH_JUDGE_WIDE] = (double)(c->to - c->from) / (double)(x->blocks.list.len + 1);
    f[MH_JUDGE_LEFT_OUT] = 1 - blocks / (double)(c->to - c->from + 1);
    f[MH_JUDGE_TEASERS] = teasers < 5 ? teasers / 5 : 1;
    f[MH_JUDGE_COMMENTS] = has_comments(x, c);
    f[MH_JUDGE_HEADED] = h < x->blocks.list.len && h >= c->from && h < first;
}

size_t mh_extract_all(mh_extract *x, mh_candidate *list) {
    mh_extract_drop(x, false);
    size_t n = mh_extract_candidates(x, false, list, 0);
    mh_extract_drop(x, true);
    return mh_extract_candidates(x, true, list, n);
}

mh_candidate mh_extract_choose(mh_extract *x) {
    mh_candidate *list = x->list;
    size_t n = mh_extract_all(x, list), best = 0;
    double top = 0;
    bool loose = true; /* the marks that x->out holds */
    for (size_t k = n; k-- > 0;) {
        double f[MH_JUDGE_FEATURES], sum = 0;
        if (list[k].loose != loose) mh_extract_drop(x, loose = list[k].loose);
        mh_judge_features(x, list, n, k, f);
        for (int i = 0; i < MH_JUDGE_FEATURES; i++) sum += judge_weights[i] * f[i];
        x->score[k] = sum;
        if (k + 1 < n && sum < top) continue;
        top = sum;
        best = k;
    }
    x->n_list = n;
    x->chosen = best;
    if (n == 0) return (mh_candidate){.root = MH_NODE_ROOT, .basis = "density"};
    if (list[best].loose != loose) mh_extract_drop(x, list[best].loose);
    return list[best];
}
