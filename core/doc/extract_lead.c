/* The lead of an article (extract_priv.h): the paragraph between the heading and the body, which
 * many themes keep outside of the body and under a name of its own. */
#include "doc/extract_priv.h"

#include "doc/meta_priv.h"
#include "doc/tree_priv.h"

/* Fewest and most characters of a lead (a shorter one is a second line of the headline), most blocks
 * between it and the body, most blocks of it. */
#define MIN_LEAD  125
#define MIN_NAMED 40 /* of a sentence that its name gives away */
#define MAX_LEAD  900
#define REACH     ((size_t)14)
#define MAX_LEADS ((size_t)2)

/* Whether the page's description and the block begin alike, or one holds the other's beginning. */
static bool is_description(const mh_extract *x, mh_view text) {
    mh_buf a = {0}, b = {0};
    bool same = false;
    mh_put_bare(&a, mh_view_sub(x->meta->description, 0, 400));
    mh_put_bare(&b, mh_view_sub(text, 0, 400));
    mh_view d = mh_buf_view(&a), t = mh_buf_view(&b);
    if (d.len >= 40 && t.len >= 40)
        same = mh_view_find(t, mh_view_sub(d, 0, 40), 0) != SIZE_MAX ||
               mh_view_find(d, mh_view_sub(t, 0, 40), 0) != SIZE_MAX;
    mh_buf_clear(&a);
    mh_buf_clear(&b);
    return same;
}

/* Whether the block, or a small box around it, is named as a lead. */
static bool is_named(const mh_extract *x, const mh_block *k) {
    mh_node n = k->node;
    for (int up = 0; up < 3 && n != MH_NODE_ROOT && n != MH_NODE_NONE; up++) {
        if (x->chars[n] > MAX_LEAD + MAX_LEAD / 2) return false;
        if (x->hints.flags[n] & MH_HINT_LEAD) return true;
        n = mh_rec(x->t, n)->parent;
    }
    return false;
}

/* A second line of the headline has no full stop behind it; in Latin letters that is not enough to tell
 * the one from the other. */
static bool is_sentence(mh_view v) {
    size_t wide = 0;
    for (size_t i = 0; i < v.len; i++) wide += (unsigned char)v.ptr[i] >= 0x80;
    if (wide * 2 < v.len) return false;
    return mh_view_ends(v, MH_VIEW(".")) || mh_view_ends(v, MH_VIEW("۔")) ||
           mh_view_ends(v, MH_VIEW("!")) || mh_view_ends(v, MH_VIEW("…"));
}

static bool is_lead(const mh_extract *x, size_t i) {
    const mh_block *k = &x->blocks.list.ptr[i];
    bool sentence = k->chars >= MIN_NAMED && (is_named(x, k) || mh_tag_is_heading(k->tag)) &&
                    is_sentence(mh_blocks_text(&x->blocks, k));
    if ((k->chars < MIN_LEAD && !sentence) || k->chars > MAX_LEAD || k->link_chars * 3 > k->chars)
        return false;
    if (x->phrase[i] != MH_PHRASE_NONE || (x->out[i] & (MH_OUT_COMMENT | MH_OUT_LINKS)) ||
        k->tag == MH_TAG_H1)
        return false;
    if (mh_tag_is_heading(k->tag) && sentence) return true; /* a lead that is written as one */
    if (is_named(x, k) || is_description(x, mh_blocks_text(&x->blocks, k))) return true;
    return x->good[i] && !x->out[i];
}

/* The last main heading before block `to`, not further than REACH from `from`; `to` if there is
 * none. */
static size_t heading_before(const mh_extract *x, size_t from, size_t to) {
    size_t least = from > REACH ? from - REACH : 0;
    for (size_t i = to; i-- > least;)
        if (x->blocks.list.ptr[i].tag == MH_TAG_H1 ||
            mh_view_eq(mh_blocks_text(&x->blocks, &x->blocks.list.ptr[i]), x->meta->title))
            return i;
    return to;
}

void mh_extract_lead(mh_extract *x, mh_candidate *c) {
    size_t first = c->from, leads = 0;
    while (first < c->to && (x->out[first] || !x->good[first])) first++;
    size_t h = heading_before(x, c->from, first);
    for (size_t i = h + 1; i < first && leads < MAX_LEADS; i++) {
        if (!is_lead(x, i)) continue;
        x->out[i] = 0;
        leads++;
        if (i >= c->from) continue;
        for (size_t k = i + 1; k < c->from; k++) x->out[k] |= MH_OUT_HEAD;
        c->from = i;
    }
}
