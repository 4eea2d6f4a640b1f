#include "doc/block_class.h"

#include "base/hay.h"
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
/* Bytes of a block in which words of the title are looked for. */
#define LOOK_BYTES ((size_t)600)
/* Bytes of a word of the title from which it says something. */
#define MIN_WORD ((size_t)5)
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

void mh_block_reader_init(mh_block_reader *r, const mh_extract *x) {
    size_t n = x->blocks.list.len, max = sizeof r->word / sizeof r->word[0];
    mh_view word;
    *r = (mh_block_reader){.x = x, .in = inherit(x)};
    while (r->heading < n && x->blocks.list.ptr[r->heading].tag != MH_TAG_H1) r->heading++;
    mh_put_lower(&r->title, mh_view_sub(x->meta->title, 0, 300));
    mh_view rest = mh_buf_view(&r->title);
    while (r->n_words < max && mh_view_split(&rest, ' ', &word))
        if (word.len >= MIN_WORD) r->word[r->n_words++] = mh_view_sub(word, 0, 10);
}

void mh_block_reader_clear(mh_block_reader *r) {
    free(r->in);
    mh_buf_clear(&r->title);
    mh_buf_clear(&r->low);
    *r = (mh_block_reader){0};
}

/* Bits of the words of the title in a text. */
static uint32_t words_in(mh_block_reader *r, mh_view text) {
    mh_hay hay;
    uint32_t bits = 0;
    mh_buf_reset(&r->low);
    mh_put_lower(&r->low, mh_view_sub(text, 0, LOOK_BYTES));
    if (r->low.len < MIN_WORD) return 0;
    mh_hay_init(&hay, mh_buf_view(&r->low));
    for (size_t w = 0; w < r->n_words; w++)
        if (mh_hay_has(&hay, r->word[w])) bits |= (uint32_t)1 << w;
    return bits;
}

void mh_block_read(mh_block_reader *r, size_t i, float f[MH_BLOCK_FEATURES], uint32_t *says) {
    mh_view text = mh_blocks_text(&r->x->blocks, &r->x->blocks.list.ptr[i]);
    memset(f, 0, MH_BLOCK_FEATURES * sizeof *f);
    of_itself(r->x, i, f);
    of_place(r->x, i, r->heading, r->in, f);
    uint32_t bits = r->n_words ? words_in(r, text) : 0;
    if (r->n_words) f[MH_BLOCK_TITLED] = (float)__builtin_popcount(bits) / (float)r->n_words;
    if (says) *says = bits;
}

void mh_block_classify(mh_extract *x) {
    mh_block_reader r;
    mh_block_reader_init(&r, x);
    x->n_words = (unsigned)r.n_words;
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        float f[MH_BLOCK_FEATURES], sum = 0;
        mh_block_read(&r, i, f, &x->says[i]);
        for (int k = 0; k < MH_BLOCK_FEATURES; k++) sum += block_weights[k] * f[k];
        x->likely[i] = 1 / (1 + expf(-sum));
    }
    mh_block_reader_clear(&r);
}
