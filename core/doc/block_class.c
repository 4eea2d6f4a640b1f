#include "doc/block_class.h"

#include "base/mem.h"
#include "doc/block_weights.h"
#include "doc/meta_priv.h"
#include "doc/tree_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Characters from which a box is no small one. */
#define BIG_BOX 1500
/* Blocks looked at before and behind. */
#define NEAR ((size_t)5)
/* Inherited beside the hints of hints.h. */
enum { IN_ARTICLE = 1 << 16, IN_ASIDE = 1 << 17, DROPPED_BIG = 1 << 18, IN_CELL = 1 << 19 };

/* What each node inherits: the hints of all elements around it. */
static uint32_t *inherit(const mh_extract *x) {
    mh_node count = mh_tree_count(x->t);
    uint32_t *in = mh_alloc_array(count, sizeof *in);
    for (mh_node n = 1; n < count; n++) {
        const mh_node_rec *r = mh_rec(x->t, n);
        uint32_t own = x->hints.flags[n];
        in[n] = in[r->parent];
        if (r->type != MH_NODE_ELEMENT || r->tag == MH_TAG_BODY || r->tag == MH_TAG_HTML) continue;
        if ((own & MH_HINT_DROP) && x->chars[n] >= BIG_BOX)
            own = (own & ~(uint32_t)MH_HINT_DROP) | DROPPED_BIG;
        if (r->tag == MH_TAG_ARTICLE || r->tag == MH_TAG_MAIN) own |= IN_ARTICLE;
        if (r->tag == MH_TAG_ASIDE) own |= IN_ASIDE;
        if (r->tag == MH_TAG_TD || r->tag == MH_TAG_TH) own |= IN_CELL;
        in[n] |= own;
    }
    return in;
}

static float share(uint32_t part, uint32_t all) {
    return all ? (float)part / (float)all : 0;
}

/* The longer words of the title, lower case, each once in words. */
static size_t title_words(const mh_extract *x, mh_buf *low, mh_view *words, size_t max) {
    size_t n = 0;
    mh_view word;
    mh_put_lower(low, mh_view_sub(x->meta->title, 0, 300));
    mh_view rest = mh_buf_view(low);
    while (n < max && mh_view_split(&rest, ' ', &word))
        if (word.len >= 5) words[n++] = mh_view_sub(word, 0, 10);
    return n;
}

static void of_itself(const mh_extract *x, size_t i, float *f) {
    const mh_block *k = &x->blocks.list.ptr[i];
    f[MH_BLOCK_BIAS] = 1;
    f[MH_BLOCK_LENGTH] = logf(1.0F + (float)k->chars) / 6;
    f[MH_BLOCK_TINY] = k->chars < 25;
    f[MH_BLOCK_LONG] = k->chars >= 200;
    f[MH_BLOCK_LINKS] = share(k->link_chars, k->chars);
    f[MH_BLOCK_ALL_LINK] = k->link_chars * 10 > k->chars * 9;
    f[MH_BLOCK_STOPS] = (float)(k->stops < 3 ? k->stops : 3) / 3;
    f[MH_BLOCK_COMMAS] = (float)(k->commas < 4 ? k->commas : 4) / 4;
    f[MH_BLOCK_BOLD] = share(k->bold_chars, k->chars);
    f[MH_BLOCK_P] = k->tag == MH_TAG_P;
    f[MH_BLOCK_HEADING] = mh_tag_is_heading(k->tag);
    f[MH_BLOCK_ITEM] = k->tag == MH_TAG_LI;
    f[MH_BLOCK_DIV] = k->tag == MH_TAG_DIV;
    f[MH_BLOCK_QUOTE] = k->tag == MH_TAG_BLOCKQUOTE;
    f[MH_BLOCK_STOCK] = x->phrase[i] != MH_PHRASE_NONE;
}

static void of_place(const mh_extract *x, size_t i, size_t h, const uint32_t *in, float *f) {
    const mh_block *b = x->blocks.list.ptr, *k = &b[i];
    size_t n = x->blocks.list.len, good = 0, seen = 0;
    mh_node parent = mh_rec(x->t, k->node)->parent;
    if (i > 0) {
        f[MH_BLOCK_PREV_GOOD] = x->good[i - 1];
        f[MH_BLOCK_PREV_LINKS] = share(b[i - 1].link_chars, b[i - 1].chars);
        if (mh_rec(x->t, b[i - 1].node)->parent == parent) f[MH_BLOCK_BROTHER] = 1;
    }
    if (i + 1 < n) {
        f[MH_BLOCK_NEXT_GOOD] = x->good[i + 1];
        f[MH_BLOCK_NEXT_LINKS] = share(b[i + 1].link_chars, b[i + 1].chars);
        if (mh_rec(x->t, b[i + 1].node)->parent == parent) f[MH_BLOCK_BROTHER] = 1;
    }
    for (size_t k2 = i > NEAR ? i - NEAR : 0; k2 < n && k2 <= i + NEAR; k2++, seen++)
        good += x->good[k2];
    f[MH_BLOCK_NEAR_GOOD] = (float)good / (float)seen;
    if (parent != MH_NODE_NONE) {
        mh_node grand = mh_rec(x->t, parent)->parent;
        f[MH_BLOCK_PARENT_LINKS] = share(x->links[parent], x->chars[parent]);
        f[MH_BLOCK_PARENT_GOOD] = share(x->goods[parent], x->total_good);
        if (grand != MH_NODE_NONE) f[MH_BLOCK_GRAND_GOOD] = share(x->goods[grand], x->total_good);
    }
    uint32_t s = in[k->node];
    f[MH_BLOCK_CELL] = (s & IN_CELL) != 0;
    f[MH_BLOCK_DROPPED] = (s & MH_HINT_DROP) != 0;
    f[MH_BLOCK_DROPPED_BIG] = (s & DROPPED_BIG) != 0;
    f[MH_BLOCK_NAMED] = (s & MH_HINT_BODY) != 0;
    f[MH_BLOCK_WELL_NAMED] = (s & MH_HINT_GOOD) != 0;
    f[MH_BLOCK_COMMENT] = (s & MH_HINT_COMMENT) != 0;
    f[MH_BLOCK_META] = (s & MH_HINT_META) != 0;
    f[MH_BLOCK_CAPTION] = (s & MH_HINT_CAPTION) != 0;
    f[MH_BLOCK_LISTING] = (s & MH_HINT_LISTING) != 0;
    f[MH_BLOCK_HIDDEN] = (s & MH_HINT_HIDDEN) != 0;
    f[MH_BLOCK_IN_ARTICLE] = (s & IN_ARTICLE) != 0;
    f[MH_BLOCK_IN_ASIDE] = (s & IN_ASIDE) != 0;
    if (h < n) {
        f[MH_BLOCK_BEFORE] = i < h;
        f[MH_BLOCK_AFTER] = i > h ? (float)(i - h) / (float)n : 0;
    }
    f[MH_BLOCK_PLACE] = (float)i / (float)n;
}

void mh_block_features(const mh_extract *x, float *f) {
    size_t n = x->blocks.list.len, h = 0;
    mh_view words[24];
    mh_buf title = {0}, low = {0};
    size_t n_words = title_words(x, &title, words, sizeof words / sizeof words[0]);
    mh_map *seen = mh_map_new();
    uint32_t *in = inherit(x);
    memset(f, 0, n * MH_BLOCK_FEATURES * sizeof *f);
    while (h < n && x->blocks.list.ptr[h].tag != MH_TAG_H1) h++;
    for (size_t i = 0; i < n; i++) {
        float *row = f + i * MH_BLOCK_FEATURES;
        mh_view text = mh_blocks_text(&x->blocks, &x->blocks.list.ptr[i]);
        size_t hits = 0;
        of_itself(x, i, row);
        of_place(x, i, h, in, row);
        bool fresh;
        mh_value *v = mh_map_at(seen, text, &fresh);
        if (!fresh) f[v->num * MH_BLOCK_FEATURES + MH_BLOCK_COPY] = row[MH_BLOCK_COPY] = 1;
        if (fresh) v->num = i;
        if (n_words == 0) continue;
        mh_buf_reset(&low);
        mh_put_lower(&low, mh_view_sub(text, 0, 600));
        for (size_t w = 0; w < n_words; w++)
            hits += mh_view_find(mh_buf_view(&low), words[w], 0) != SIZE_MAX;
        row[MH_BLOCK_TITLED] = (float)hits / (float)n_words;
    }
    free(in);
    mh_map_free(seen);
    mh_buf_clear(&title);
    mh_buf_clear(&low);
}

void mh_block_classify(const mh_extract *x, float *p) {
    size_t n = x->blocks.list.len;
    float *f = mh_alloc_array(n * MH_BLOCK_FEATURES + 1, sizeof *f);
    mh_block_features(x, f);
    for (size_t i = 0; i < n; i++) {
        float sum = 0;
        for (int k = 0; k < MH_BLOCK_FEATURES; k++)
            sum += block_weights[k] * f[i * MH_BLOCK_FEATURES + (size_t)k];
        p[i] = 1 / (1 + expf(-sum));
    }
    free(f);
}
