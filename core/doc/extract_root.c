/* The candidates for the body of the article. */
#include "doc/extract_priv.h"

#include "base/mem.h"
#include "doc/tree_priv.h"

#include <stdlib.h>

/* What a block is worth to a container that holds it: running text counts for it, scraps against
 * it, what is left out anyway a little against it. */
static double worth(const mh_extract *x, size_t i) {
    const mh_block *k = &x->blocks.list.ptr[i];
    double c = k->chars;
    if (x->out[i]) return -0.3 * c;
    if (x->good[i]) return c;
    if (mh_tag_is_heading(k->tag)) return 0;
    return k->link_chars * 2 > k->chars ? -1.5 * c : -0.5 * c;
}

/* Sums for measure, of the present marks. */
static void add_up(mh_extract *x) {
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        uint32_t chars = x->out[i] ? 0 : x->blocks.list.ptr[i].chars;
        x->kept_to[i + 1] = x->kept_to[i] + chars;
        x->good_to[i + 1] = x->good_to[i] + (x->good[i] ? chars : 0);
    }
}

static void measure(const mh_extract *x, mh_candidate *c) {
    c->good = c->kept = 0;
    if (c->to <= c->from) return;
    c->good = x->good_to[c->to] - x->good_to[c->from];
    c->kept = x->kept_to[c->to] - x->kept_to[c->from];
}

static mh_candidate candidate(const mh_extract *x, mh_node root, const char *basis) {
    mh_candidate c = {.root = root, .basis = basis};
    c.from = mh_blocks_from(&x->blocks, root);
    c.to = mh_blocks_from(&x->blocks, mh_tree_end(x->t, root));
    measure(x, &c);
    return c;
}

/* The subtree of the greatest worth; of equal ones the smallest. */
static mh_candidate by_density(const mh_extract *x) {
    mh_node count = mh_tree_count(x->t), best = mh_tree_body(x->t);
    double *sum = mh_alloc_array(count, sizeof *sum);
    for (size_t i = 0; i < x->blocks.list.len; i++) sum[x->blocks.list.ptr[i].node] += worth(x, i);
    for (mh_node n = count; n-- > 1;) sum[mh_rec(x->t, n)->parent] += sum[n];
    for (mh_node n = best; n < count; n++)
        if (mh_rec(x->t, n)->type == MH_NODE_ELEMENT && sum[n] >= sum[best]) best = n;
    free(sum);
    return candidate(x, best, "density");
}

/* Rank of an element that themes name as the body: the higher the surer. 0: none. */
#define MAX_RANK 4
static int body_rank(const mh_extract *x, mh_node n) {
    unsigned f = x->hints.flags[n], tag = mh_rec(x->t, n)->tag;
    mh_view prop;
    if (mh_rec(x->t, n)->type != MH_NODE_ELEMENT || tag == MH_TAG_BODY || tag == MH_TAG_HTML)
        return 0;
    prop = mh_tree_attr_num(x->t, n, MH_ATTR_ITEMPROP);
    if (mh_view_ifind(prop, MH_VIEW("articleBody"), 0) != SIZE_MAX) return 4;
    if ((f & MH_HINT_BODY) && !(f & MH_HINT_COMMENT)) return 3;
    if (tag == MH_TAG_ARTICLE) return 2;
    return tag == MH_TAG_MAIN ? 1 : 0;
}

/* The named container with the most running text; a surer name wins while it holds most of it. */
static bool by_container(const mh_extract *x, mh_candidate *out) {
    bool found = false;
    for (mh_node n = mh_tree_body(x->t), count = mh_tree_count(x->t); n < count; n++) {
        int rank = x->goods[n] < 100 ? 0 : body_rank(x, n); /* most have no text to speak of */
        if (rank == 0) continue;
        mh_candidate c = candidate(x, n, "container");
        c.rank = rank;
        if (c.good == 0) continue;
        bool better =
            !found || (rank > out->rank ? c.good * 10 > out->good * 7
                                        : c.good * 10 > out->good * (rank < out->rank ? 15 : 11));
        if (!better) continue;
        *out = c;
        found = true;
    }
    return found;
}

/* The first container of each rank that has some running text. */
static void by_ranks(const mh_extract *x, mh_candidate out[MAX_RANK + 1],
                     bool found[MAX_RANK + 1]) {
    int left = MAX_RANK;
    for (mh_node n = mh_tree_body(x->t), count = mh_tree_count(x->t); n < count && left > 0; n++) {
        int rank = x->chars[n] < 60 ? 0 : body_rank(x, n); /* most have no text to speak of */
        if (rank == 0 || found[rank]) continue;
        out[rank] = candidate(x, n, "container");
        out[rank].rank = rank;
        found[rank] = out[rank].kept >= 60;
        left -= found[rank];
    }
}

/* Each paragraph speaks for its parent, and half as much for the grandparent. */
static bool by_votes(const mh_extract *x, mh_candidate *out) {
    mh_node count = mh_tree_count(x->t), best = MH_NODE_NONE;
    double *sum = mh_alloc_array(count, sizeof *sum);
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (x->out[i] || !x->good[i]) continue;
        double vote = 1 + k->commas + (k->chars < 300 ? k->chars / 100.0 : 3.0);
        mh_node p = mh_rec(x->t, k->node)->parent;
        if (p == MH_NODE_NONE || p == MH_NODE_ROOT) continue;
        sum[p] += vote;
        p = mh_rec(x->t, p)->parent;
        if (p != MH_NODE_NONE) sum[p] += vote / 2;
    }
    for (mh_node n = mh_tree_body(x->t); n < count; n++) {
        if (sum[n] <= 0 || x->chars[n] == 0) continue;
        sum[n] *= 1 - (double)x->links[n] / x->chars[n];
        if (best == MH_NODE_NONE || sum[n] > sum[best]) best = n;
    }
    free(sum);
    if (best != MH_NODE_NONE) *out = candidate(x, best, "votes");
    return best != MH_NODE_NONE;
}

/* The smallest subtree around the first <h1> with some running text. */
static bool by_heading(const mh_extract *x, mh_candidate *out) {
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        if (x->blocks.list.ptr[i].tag != MH_TAG_H1) continue;
        for (mh_node n = x->blocks.list.ptr[i].node; n != MH_NODE_ROOT && n != MH_NODE_NONE;
             n = mh_rec(x->t, n)->parent) {
            if (x->goods[n] < 120) continue;
            *out = candidate(x, n, "heading");
            if (out->good >= 120) return true;
        }
        return false;
    }
    return false;
}

/* The run of blocks that are most likely the article, wherever the tree puts them: the greatest sum
 * of what speaks for each block less what speaks against it (Kadane's algorithm). */
bool mh_extract_by_blocks(mh_extract *x, mh_candidate *out) {
    double sum = 0, best = 0;
    size_t from = 0, start = 0, to = 0;
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        double chars = x->blocks.list.ptr[i].chars;
        if (sum <= 0) start = i, sum = 0;
        sum += ((double)x->likely[i] - 0.5) * (chars < 400 ? chars : 400);
        if (sum <= best) continue;
        best = sum;
        from = start;
        to = i + 1;
    }
    if (best <= 0) return false;
    *out = (mh_candidate){.basis = "blocks", .from = from, .to = to};
    mh_node n = x->blocks.list.ptr[from].node, last = x->blocks.list.ptr[to - 1].node;
    while (n != MH_NODE_ROOT && mh_tree_end(x->t, n) <= last) n = mh_rec(x->t, n)->parent;
    out->root = n;
    add_up(x);
    measure(x, out);
    return true;
}

/* Takes in the siblings of the root that are running text too: markup that does not nest well
 * leaves the last paragraphs beside the container. */
static void take_siblings(const mh_extract *x, mh_candidate *c) {
    const mh_tree *t = x->t;
    bool font = mh_rec(t, c->root)->tag == MH_TAG_FONT; /* of which the parser took its last <p> */
    for (mh_node n = mh_rec(t, c->root)->next; n != MH_NODE_NONE; n = mh_rec(t, n)->next) {
        if (x->chars[n] == 0) continue;
        size_t from = mh_blocks_from(&x->blocks, n),
               to = mh_blocks_from(&x->blocks, mh_rec(t, n)->end);
        bool last = font && to == from + 1 && mh_rec(t, n)->tag == MH_TAG_P && !x->out[from] &&
                    mh_extract_is_sentence(x, from); /* however short */
        if (!last && (from >= to || x->out[from] || x->goods[n] * 4 < x->chars[n] * 3)) break;
        c->to = to;
    }
    for (mh_node n = mh_rec(t, c->root)->prev; n != MH_NODE_NONE; n = mh_rec(t, n)->prev) {
        if (x->chars[n] == 0) continue;
        size_t from = mh_blocks_from(&x->blocks, n);
        if (from >= c->from || x->out[from] || x->goods[n] * 4 < x->chars[n] * 3) break;
        c->from = from;
    }
    measure(x, c);
}

/* Appends c if no other of these marks has the same blocks. */
static size_t add(mh_candidate *list, size_t n, mh_candidate c, bool loose) {
    c.loose = loose;
    if (n >= MH_MAX_CANDIDATES || c.kept == 0) return n;
    for (size_t i = 0; i < n; i++)
        if (list[i].from == c.from && list[i].to == c.to && list[i].loose == loose) return n;
    list[n] = c;
    return n + 1;
}

static size_t add_both(const mh_extract *x, mh_candidate *list, size_t n, mh_candidate c,
                       bool loose) {
    n = add(list, n, c, loose);
    take_siblings(x, &c);
    return add(list, n, c, loose);
}

size_t mh_extract_candidates(mh_extract *x, bool loose, mh_candidate *list, size_t n) {
    add_up(x);
    mh_candidate dense = by_density(x), c, taken = dense;
    /* the named one, unless it misses much of what the densest holds */
    if (by_container(x, &c) && c.good * 2 >= dense.good) taken = c;
    take_siblings(x, &taken);
    n = add(list, n, taken, loose); /* first: what is taken where nothing speaks for another */
    n = add_both(x, list, n, dense, loose);
    if (by_votes(x, &c)) n = add_both(x, list, n, c, loose);
    mh_candidate ranked[MAX_RANK + 1];
    bool found[MAX_RANK + 1] = {false};
    by_ranks(x, ranked, found);
    for (int rank = MAX_RANK; rank > 0; rank--)
        if (found[rank]) n = add(list, n, ranked[rank], loose);
    if (by_heading(x, &c)) n = add(list, n, c, loose);
    return n;
}
