/* Matching in linear time. A complex selector is run forward over the nodes in document order with
 * one bit a part: "the selector up to this part matches with this part at this node". What follows
 * needs only the parent's and the previous sibling's bits. :has() is run backward in the same way.
 * Lists inside :is(), :not(), :has() are run first, over the whole tree, one flag a node. */
#include "base/mem.h"
#include "doc/select_priv.h"
#include "doc/tree_priv.h"

#include <stdlib.h>
#include <string.h>

typedef struct matcher {
    const mh_select *s;
    const mh_tree *t;
    mh_node root, count;
    uint8_t **slot;   /* one flag a node, for each nested list and :contains */
    uint32_t *nth[4]; /* place among siblings: from start, from end, and of type */
} matcher;

/* State of one forward run. */
typedef struct bits {
    uint64_t at, above, before; /* at the node; at any ancestor; at any earlier sibling */
} bits;

static bool is_element(const matcher *m, mh_node n) {
    return mh_rec(m->t, n)->type == MH_NODE_ELEMENT && !(mh_rec(m->t, n)->flags & MH_NODE_REMOVED);
}

static bool has_word(mh_view v, mh_view word, bool fold) {
    size_t i = 0;
    if (word.len == 0) return false;
    while (i < v.len) {
        while (i < v.len && mh_is_space(v.ptr[i])) i++;
        size_t from = i;
        while (i < v.len && !mh_is_space(v.ptr[i])) i++;
        mh_view w = mh_view_sub(v, from, i);
        if (fold ? mh_view_ieq(w, word) : mh_view_eq(w, word)) return true;
    }
    return false;
}

static bool eq(mh_view a, mh_view b, bool fold) {
    return fold ? mh_view_ieq(a, b) : mh_view_eq(a, b);
}

static bool attr_matches(const mh_sel_test *x, bool found, mh_view v) {
    mh_view w = x->value;
    if (x->op == '!') return !found || !eq(v, w, x->fold);
    if (!found || x->op == 0) return found;
    switch (x->op) {
    case '=': return eq(v, w, x->fold);
    case '~': return has_word(v, w, x->fold);
    case '|':
        return eq(mh_view_sub(v, 0, w.len), w, x->fold) &&
               (v.len == w.len || (v.len > w.len && v.ptr[w.len] == '-'));
    case '^': return w.len > 0 && eq(mh_view_sub(v, 0, w.len), w, x->fold);
    case '$':
        return w.len > 0 && v.len >= w.len && eq(mh_view_sub(v, v.len - w.len, v.len), w, x->fold);
    default:
        return w.len > 0 && (x->fold ? mh_view_ifind(v, w, 0) : mh_view_find(v, w, 0)) != SIZE_MAX;
    }
}

static bool nth_matches(const matcher *m, const mh_sel_test *x, mh_node n) {
    long place = (long)m->nth[(x->of_type ? 2 : 0) + (x->from_end ? 1 : 0)][n] - x->b;
    if (x->a == 0) return place == 0;
    return place % x->a == 0 && place / x->a >= 0;
}

static bool is_empty(const matcher *m, mh_node n) {
    for (mh_node c = mh_rec(m->t, n)->first; c != MH_NODE_NONE; c = mh_rec(m->t, c)->next) {
        unsigned type = mh_rec(m->t, c)->type;
        if (type == MH_NODE_ELEMENT || (type == MH_NODE_TEXT && mh_rec(m->t, c)->count > 0))
            return false;
    }
    return true;
}

static bool test(const matcher *m, const mh_sel_test *x, mh_node n) {
    const mh_tree *t = m->t;
    mh_view v = {"", 0};
    switch (x->kind) {
    case MH_SEL_TYPE: return mh_view_eq(mh_tree_name(t, n), x->name);
    case MH_SEL_ID: return mh_view_eq(mh_tree_attr_num(t, n, MH_ATTR_ID), x->name);
    case MH_SEL_CLASS: return has_word(mh_tree_attr_num(t, n, MH_ATTR_CLASS), x->name, false);
    case MH_SEL_ATTR: {
        bool found = mh_tree_attr(t, n, x->name, &v);
        return attr_matches(x, found, v);
    }
    case MH_SEL_NTH: return nth_matches(m, x, n);
    case MH_SEL_EMPTY: return is_empty(m, n);
    case MH_SEL_ROOT: return mh_rec(t, n)->parent == MH_NODE_ROOT;
    case MH_SEL_SCOPE:
        return n == m->root || (m->root == MH_NODE_ROOT && mh_rec(t, n)->parent == MH_NODE_ROOT);
    case MH_SEL_NOT: return !m->slot[x->slot][n];
    case MH_SEL_CONTAINS:
    case MH_SEL_IS:
    case MH_SEL_HAS: return m->slot[x->slot][n];
    }
    return false;
}

static bool part_matches(const matcher *m, const mh_sel_part *p, mh_node n) {
    for (size_t i = 0; i < p->n; i++)
        if (!test(m, &p->tests[i], n)) return false;
    return true;
}

/* The element before n among its siblings. */
static mh_node prev_element(const matcher *m, mh_node n) {
    do n = mh_rec(m->t, n)->prev;
    while (n != MH_NODE_NONE && mh_rec(m->t, n)->type != MH_NODE_ELEMENT);
    return n;
}

static void step(const matcher *m, const mh_sel_complex *c, bits *st, mh_node n) {
    mh_node parent = mh_rec(m->t, n)->parent, prev = prev_element(m, n);
    uint64_t up = st[parent].at, left = prev == MH_NODE_NONE ? 0 : st[prev].at;
    bits b = {0, st[parent].above | up, prev == MH_NODE_NONE ? 0 : st[prev].before | left};
    for (size_t i = 0; i < c->n; i++) {
        uint64_t need = i ? (uint64_t)1 << (i - 1) : 0;
        bool ok = i == 0 || (c->parts[i].comb == ' '   ? b.above & need
                             : c->parts[i].comb == '>' ? up & need
                             : c->parts[i].comb == '+' ? left & need
                                                       : b.before & need) != 0;
        if (ok && part_matches(m, &c->parts[i], n)) b.at |= (uint64_t)1 << i;
    }
    st[n] = b;
}

/* Sets out[n] for all nodes in [from, to) that c matches. Nodes before from are run only as far as
 * they are context of it: the ancestors of from and what stands before these. */
static void run_forward(const matcher *m, const mh_sel_complex *c, mh_node from, mh_node to,
                        uint8_t *out) {
    if (c->n <= 1) {
        for (mh_node n = from; n < to; n++)
            if (is_element(m, n) && part_matches(m, &c->parts[0], n)) out[n] = 1;
        return;
    }
    bits *st = mh_alloc_array(m->count, sizeof *st);
    uint64_t whole = (uint64_t)1 << (c->n - 1);
    mh_node path[2048];
    size_t depth = 0;
    for (mh_node n = from; n != MH_NODE_ROOT && n != MH_NODE_NONE && depth < 2048;
         n = mh_rec(m->t, n)->parent)
        path[depth++] = n;
    while (depth-- > 0) {
        mh_node n = path[depth], first = mh_rec(m->t, mh_rec(m->t, n)->parent)->first;
        for (; first != MH_NODE_NONE && first < n; first = mh_rec(m->t, first)->next)
            if (is_element(m, first)) step(m, c, st, first);
        if (n < from && is_element(m, n)) step(m, c, st, n);
    }
    for (mh_node n = from; n < to; n++) {
        if (!is_element(m, n)) continue;
        step(m, c, st, n);
        if (st[n].at & whole) out[n] = 1;
    }
    free(st);
}

/* Sets out[n] where a node that stands to n as the first combinator says begins a match of c. */
static void run_has(const matcher *m, const mh_sel_complex *c, uint8_t *out) {
    mh_node count = m->count;
    uint8_t *here = mh_alloc_array(count, 1), *next = mh_alloc_array(count, 1);
    for (size_t i = c->n; i-- > 0;) {
        /* here: the parts from i on match with part i at the node; next: the same of part i + 1,
         * carried to where the combinator between them wants it */
        for (mh_node n = 0; n < count; n++)
            here[n] =
                (i + 1 == c->n || next[n]) && is_element(m, n) && part_matches(m, &c->parts[i], n);
        memset(next, 0, count);
        for (mh_node n = count; n-- > 1;) {
            mh_node parent = mh_rec(m->t, n)->parent, prev = prev_element(m, n);
            if (mh_rec(m->t, n)->flags & MH_NODE_REMOVED) continue;
            char comb = c->parts[i].comb;
            if (comb == ' ' && (here[n] || next[n])) next[parent] = 1;
            if (comb == '>' && here[n]) next[parent] = 1;
            if (comb == '+' && here[n] && prev != MH_NODE_NONE) next[prev] = 1;
            if (comb == '~' && (here[n] || next[n]) && prev != MH_NODE_NONE) next[prev] = 1;
        }
    }
    for (mh_node n = 0; n < count; n++) out[n] |= next[n];
    free(here);
    free(next);
}

/* Flags the elements whose text holds needle: one text, its occurrences, a look for each node. */
static void run_contains(const matcher *m, mh_view needle, uint8_t *out) {
    mh_buf text = {0};
    uint32_t *from = mh_alloc_array((size_t)m->count + 1, sizeof *from);
    MH_VEC(size_t) found = {0};
    for (mh_node n = 0; n < m->count; n++) {
        from[n] = (uint32_t)text.len;
        if (mh_rec(m->t, n)->type == MH_NODE_TEXT && !mh_tree_removed(m->t, n))
            mh_buf_put(&text, mh_tree_text(m->t, n));
    }
    from[m->count] = (uint32_t)text.len;
    mh_view all = mh_buf_view(&text);
    for (size_t at = 0; needle.len && (at = mh_view_find(all, needle, at)) != SIZE_MAX; at++)
        mh_vec_push(&found, at);
    for (mh_node n = 0; n < m->count; n++) {
        size_t lo = 0, hi = found.len, end = from[mh_rec(m->t, n)->end];
        while (lo < hi) {
            size_t mid = lo + (hi - lo) / 2;
            if (found.ptr[mid] < from[n]) {
                lo = mid + 1;
            } else {
                hi = mid;
            }
        }
        out[n] = needle.len == 0 || (lo < found.len && found.ptr[lo] + needle.len <= end);
    }
    mh_vec_clear(&found);
    free(from);
    mh_buf_clear(&text);
}

static void number_children(const matcher *m, mh_node parent, uint32_t *by_tag) {
    uint32_t place = 0;
    for (mh_node c = mh_rec(m->t, parent)->first; c != MH_NODE_NONE; c = mh_rec(m->t, c)->next) {
        if (mh_rec(m->t, c)->type != MH_NODE_ELEMENT) continue;
        m->nth[0][c] = ++place;
        m->nth[2][c] = ++by_tag[mh_rec(m->t, c)->tag];
    }
    for (mh_node c = mh_rec(m->t, parent)->first; c != MH_NODE_NONE; c = mh_rec(m->t, c)->next) {
        if (mh_rec(m->t, c)->type != MH_NODE_ELEMENT) continue;
        m->nth[1][c] = place - m->nth[0][c] + 1;
        m->nth[3][c] = by_tag[mh_rec(m->t, c)->tag] - m->nth[2][c] + 1;
    }
    for (mh_node c = mh_rec(m->t, parent)->first; c != MH_NODE_NONE; c = mh_rec(m->t, c)->next)
        by_tag[mh_rec(m->t, c)->tag] = 0;
}

static void number_all(matcher *m) {
    uint32_t *by_tag = mh_alloc_array(UINT16_MAX + 1, sizeof *by_tag);
    for (int i = 0; i < 4; i++) m->nth[i] = mh_alloc_array(m->count, sizeof(uint32_t));
    for (mh_node n = 0; n < m->count; n++)
        if (mh_rec(m->t, n)->first != MH_NODE_NONE) number_children(m, n, by_tag);
    free(by_tag);
}

/* Runs the lists inside c's tests, innermost first. Depth is bounded by MH_SELECT_MAX_LEVEL. */
static void prepare(matcher *m, const mh_sel_list *list) {
    for (size_t i = 0; i < list->n; i++)
        for (size_t k = 0; k < list->items[i].n; k++)
            for (size_t j = 0; j < list->items[i].parts[k].n; j++) {
                const mh_sel_test *x = &list->items[i].parts[k].tests[j];
                if (x->kind < MH_SEL_CONTAINS) continue;
                m->slot[x->slot] = mh_alloc_array(m->count, 1);
                if (x->kind == MH_SEL_CONTAINS) {
                    run_contains(m, x->value, m->slot[x->slot]);
                    continue;
                }
                prepare(m, x->list);
                for (size_t q = 0; q < x->list->n; q++) {
                    if (x->kind == MH_SEL_HAS) {
                        run_has(m, &x->list->items[q], m->slot[x->slot]);
                    } else {
                        run_forward(m, &x->list->items[q], 1, m->count, m->slot[x->slot]);
                    }
                }
            }
}

static void emit(const matcher *m, const mh_sel_complex *c, mh_node n, mh_select_hits *out) {
    mh_select_hit h = {.node = n, .value = {"", 0}};
    if (c->end == MH_SEL_NODE) {
        mh_vec_push(out, h);
    } else if (c->end == MH_SEL_VALUE) {
        h.is_value = true;
        if (mh_tree_attr(m->t, n, c->attr, &h.value)) mh_vec_push(out, h);
    } else {
        for (mh_node k = mh_rec(m->t, n)->first; k != MH_NODE_NONE; k = mh_rec(m->t, k)->next) {
            if (mh_rec(m->t, k)->type != MH_NODE_TEXT) continue;
            mh_select_hit text = {k, mh_tree_text(m->t, k), true};
            mh_vec_push(out, text);
        }
    }
}

void mh_select_all(const mh_select *s, const mh_tree *t, mh_node root, size_t max,
                   mh_select_hits *out) {
    matcher m = {.s = s, .t = t, .root = root, .count = mh_tree_count(t)};
    mh_node from = root + 1, to = mh_tree_end(t, root);
    size_t start = out->len;
    if (from >= to) return;
    m.slot = mh_alloc_array(s->slots + 1, sizeof *m.slot);
    if (s->uses_nth) number_all(&m);
    prepare(&m, &s->list);
    uint8_t **found = mh_alloc_array(s->list.n, sizeof *found);
    for (size_t i = 0; i < s->list.n; i++) {
        found[i] = mh_alloc_array(m.count, 1);
        run_forward(&m, &s->list.items[i], from, to, found[i]);
    }
    for (mh_node n = from; n < to && (max == 0 || out->len - start < max); n++) {
        bool whole = false; /* once as a node, whichever of the list found it */
        for (size_t i = 0; i < s->list.n; i++) {
            const mh_sel_complex *c = &s->list.items[i];
            if (!found[i][n] || (c->end == MH_SEL_NODE && whole)) continue;
            whole = whole || c->end == MH_SEL_NODE;
            emit(&m, c, n, out);
        }
    }
    if (max && out->len - start > max) out->len = start + max;
    for (size_t i = 0; i < s->list.n; i++) free(found[i]);
    for (unsigned i = 0; i < s->slots; i++) free(m.slot[i]);
    for (int i = 0; i < 4; i++) free(m.nth[i]);
    free(found);
    free(m.slot);
}

mh_node mh_select_one(const mh_select *s, const mh_tree *t, mh_node root, mh_select_hit *hit) {
    mh_select_hits hits = {0};
    mh_node n = MH_NODE_NONE;
    mh_select_all(s, t, root, 1, &hits);
    if (hits.len) {
        n = hits.ptr[0].node;
        if (hit) *hit = hits.ptr[0];
    }
    mh_vec_clear(&hits);
    return n;
}
