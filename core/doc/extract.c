/* The measures that all steps of extraction share. */
#include "doc/extract_priv.h"

#include "base/mem.h"
#include "doc/block_class.h"
#include "doc/reading.h"
#include "doc/tree_priv.h"

#include <stdlib.h>

/* Running text: some length, few links, and the signs of sentences. */
static bool is_good(const mh_block *k) {
    if (mh_tag_is_heading(k->tag) || k->chars < 25) return false;
    if (k->link_chars * 10 > k->chars * 4) return false;
    return (k->stops > 0 && k->chars >= 40) || k->commas >= 2 || k->chars >= 100;
}

static void sum_up(mh_extract *x) {
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        x->good[i] = is_good(k) && x->phrase[i] == MH_PHRASE_NONE;
        x->chars[k->node] += k->chars;
        x->links[k->node] += k->link_chars;
        if (x->good[i]) x->goods[k->node] += k->chars;
    }
    for (mh_node n = mh_tree_count(x->t); n-- > 1;) {
        mh_node p = mh_rec(x->t, n)->parent;
        if (mh_tree_removed(x->t, n)) continue;
        x->chars[p] += x->chars[n];
        x->links[p] += x->links[n];
        x->goods[p] += x->goods[n];
    }
    x->total_good = x->shown_good = x->goods[MH_NODE_ROOT];
    mh_node end = mh_tree_count(x->t);
    for (mh_node n = mh_tree_body(x->t); n != MH_NODE_NONE;) {
        bool hidden = x->hints.flags[n] & MH_HINT_HIDDEN;
        if (hidden) x->shown_good -= x->goods[n];
        n = mh_tree_walk(x->t, n, hidden, end);
    }
}

void mh_extract_init(mh_extract *x, const mh_doc *d, const mh_meta *m) {
    const mh_reading *r = mh_doc_reading(d);
    *x = (mh_extract){.d = d,
                      .t = mh_doc_tree_of(d),
                      .meta = m,
                      .hints = r->hints,
                      .blocks = r->blocks,
                      .teasers = r->teasers,
                      .phrase = r->phrase};
    size_t n = x->blocks.list.len, nodes = mh_tree_count(x->t);
    x->out = mh_alloc_array(n + 1, sizeof *x->out);
    x->good = mh_alloc_array(n + 1, sizeof *x->good);
    x->likely = mh_alloc_array(n + 1, sizeof *x->likely);
    x->says = mh_alloc_array(n + 1, sizeof *x->says);
    x->facts = mh_alloc_array(n + 1, sizeof *x->facts);
    x->good_to = mh_alloc_array(n + 1, sizeof *x->good_to);
    x->kept_to = mh_alloc_array(n + 1, sizeof *x->kept_to);
    x->chars = mh_alloc_array(nodes, sizeof *x->chars);
    x->links = mh_alloc_array(nodes, sizeof *x->links);
    x->goods = mh_alloc_array(nodes, sizeof *x->goods);
    sum_up(x);
    mh_block_classify(x);
}

void mh_extract_clear(mh_extract *x) {
    free(x->out);
    free(x->good);
    free(x->likely);
    free(x->says);
    free(x->facts);
    free(x->good_to);
    free(x->kept_to);
    free(x->chars);
    free(x->links);
    free(x->goods);
    *x = (mh_extract){0};
}
