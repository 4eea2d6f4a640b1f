/* Matching in linear time. A complex selector is run forward over the nodes in document order with
 * one bit a part: "the selector up to this part matches with this part at this node". What follows
 * needs only the parent's and the previous sibling's bits. :has() is run backward in the same way.
 * Lists inside :is(), :not(), :has() are run first, over the whole tree, one flag a node. */
#include "base/mem.h"
#include "doc/select_priv.h"
#include "doc/tree_priv.h"

#include <stdlib.h>
#include <string.h>

typedef mh_sel_matcher matcher;

/* State of one forward run. */
typedef struct bits {
    uint64_t at, above, before; /* at the node; at any ancestor; at any earlier sibling */
} bits;

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

static bool is_empty(const matcher *m, mh_node n) {
    for (mh_node c = mh_rec(m->t, n)->first; c != MH_NODE_NONE; c = mh_rec(m->t, c)->next) {
        unsigned type = mh_rec(m->t, c)->type;
        if (type == MH_NODE_ELEMENT || (type == MH_NODE_TEXT && mh_rec(m->t, c)->count > 0))
            return false;
    }
    return true;
}

static bool is_checked(const mh_tree *t, mh_node n) {
    if (mh_tree_tag(t, n) == MH_TAG_OPTION) return mh_tree_attr(t, n, MH_VIEW("selected"), NULL);
    mh_view type = mh_tree_attr_num(t, n, MH_ATTR_TYPE);
    return mh_tree_tag(t, n) == MH_TAG_INPUT && mh_tree_attr(t, n, MH_VIEW("checked"), NULL) &&
           (mh_view_ieq(type, MH_VIEW("checkbox")) || mh_view_ieq(type, MH_VIEW("radio")));
}

static bool test(const matcher *m, const mh_sel_test *x, mh_node n) {
    const mh_tree *t = m->t;
    mh_view v = {"", 0};
    switch (x->kind) {
    case MH_SEL_TYPE: return eq(mh_tree_name(t, n), x->name, mh_tree_space(t, n) != MH_SPACE_HTML);
    case MH_SEL_SPACE: return (int)mh_tree_space(t, n) == x->a;
    case MH_SEL_ID: return mh_view_eq(mh_tree_attr_num(t, n, MH_ATTR_ID), x->name);
    case MH_SEL_CLASS: return has_word(mh_tree_attr_num(t, n, MH_ATTR_CLASS), x->name, false);
    case MH_SEL_ATTR: {
        bool found = mh_tree_attr_ignoring_case(t, n, x->name, &v);
        return attr_matches(x, found, v);
    }
    case MH_SEL_NTH:
        return mh_sel_is_place(x, m->nth[(x->of_type ? 2 : 0) + (x->from_end ? 1 : 0)][n]);
    case MH_SEL_EMPTY: return is_empty(m, n);
    case MH_SEL_ROOT: return mh_rec(t, n)->parent == MH_NODE_ROOT;
    case MH_SEL_SCOPE:
        return n == m->root || (m->root == MH_NODE_ROOT && mh_rec(t, n)->parent == MH_NODE_ROOT);
    case MH_SEL_LINK:
        return (mh_tree_tag(t, n) == MH_TAG_A || mh_tree_tag(t, n) == MH_TAG_AREA) &&
               mh_tree_has_attr_num(t, n, MH_ATTR_HREF);
    case MH_SEL_CHECKED: return is_checked(t, n);
    case MH_SEL_NOT: return !m->slot[x->slot][n];
    case MH_SEL_CONTAINS:
    case MH_SEL_LANG:
    case MH_SEL_DISABLED:
    case MH_SEL_ENABLED:
    case MH_SEL_NTH_OF:
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

/* The bits of n from those of its parent and of the element before it (NULL: none). */
static bits step(const matcher *m, const mh_sel_complex *c, mh_node n, const bits *up,
                 const bits *left) {
    bits b = {0, up->above | up->at, left ? left->before | left->at : 0};
    for (size_t i = 0; i < c->n; i++) {
        uint64_t need = i ? (uint64_t)1 << (i - 1) : 0;
        bool ok = i == 0 || (c->parts[i].comb == ' '   ? b.above & need
                             : c->parts[i].comb == '>' ? up->at & need
                             : c->parts[i].comb == '+' ? (left ? left->at & need : 0)
                                                       : b.before & need) != 0;
        if (ok && part_matches(m, &c->parts[i], n)) b.at |= (uint64_t)1 << i;
    }
    return b;
}

/* The bits of root: its ancestors, and what stands before these if c asks for it. */
static bits context(const matcher *m, const mh_sel_complex *c, mh_node root) {
    MH_VEC(mh_node) path = {0};
    bits b = {0, 0, 0};
    for (mh_node n = root; n != MH_NODE_ROOT; n = mh_rec(m->t, n)->parent) mh_vec_push(&path, n);
    while (path.len > 0) {
        mh_node n = path.ptr[--path.len], s = mh_rec(m->t, mh_rec(m->t, n)->parent)->first;
        bits left = {0, 0, 0};
        for (; c->siblings && s != n; s = mh_rec(m->t, s)->next)
            if (mh_sel_is_element(m, s)) left = step(m, c, s, &b, &left);
        b = step(m, c, n, &b, &left);
    }
    mh_vec_clear(&path);
    return b;
}

/* Sets out[n - root] for the nodes below root that c matches. */
static void run_forward(const matcher *m, const mh_sel_complex *c, mh_node root, uint8_t *out) {
    mh_node to = mh_tree_end(m->t, root);
    if (c->n <= 1) {
        for (mh_node n = root + 1; n < to; n++)
            if (mh_sel_is_element(m, n) && part_matches(m, &c->parts[0], n)) out[n - root] = 1;
        return;
    }
    bits *st = mh_alloc_array(to - root, sizeof *st);
    uint64_t whole = (uint64_t)1 << (c->n - 1);
    st[0] = context(m, c, root);
    for (mh_node n = root + 1; n < to; n++) {
        if (!mh_sel_is_element(m, n)) continue;
        mh_node prev = prev_element(m, n);
        st[n - root] = step(m, c, n, &st[mh_rec(m->t, n)->parent - root],
                            prev == MH_NODE_NONE ? NULL : &st[prev - root]);
        if (st[n - root].at & whole) out[n - root] = 1;
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
            here[n] = (i + 1 == c->n || next[n]) && mh_sel_is_element(m, n) &&
                      part_matches(m, &c->parts[i], n);
        memset(next, 0, count);
        for (mh_node n = count; n-- > 1;) {
            /* before prev_element, which walks over a run of texts and comments */
            if (!mh_sel_is_element(m, n)) continue;
            mh_node parent = mh_rec(m->t, n)->parent, prev = prev_element(m, n);
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

static void prepare(matcher *m, const mh_sel_list *list);

/* Fills the slot of one test. */
static void prepare_test(matcher *m, const mh_sel_test *x) {
    uint8_t *out = m->slot[x->slot] = mh_alloc_array(m->count, 1);
    if (x->list == NULL) {
        mh_sel_flag(m, x, out);
        return;
    }
    prepare(m, x->list);
    for (size_t q = 0; q < x->list->n; q++) {
        if (x->kind == MH_SEL_HAS) {
            run_has(m, &x->list->items[q], out);
        } else {
            run_forward(m, &x->list->items[q], MH_NODE_ROOT, out);
        }
    }
    if (x->kind == MH_SEL_NTH_OF) mh_sel_keep_places(m, x, out);
}

/* Fills the slots of a list, innermost first. Depth is bounded by MH_SELECT_MAX_LEVEL. */
static void prepare(matcher *m, const mh_sel_list *list) {
    for (size_t i = 0; i < list->n; i++)
        for (size_t k = 0; k < list->items[i].n; k++)
            for (size_t j = 0; j < list->items[i].parts[k].n; j++)
                if (list->items[i].parts[k].tests[j].kind >= MH_SEL_CONTAINS)
                    prepare_test(m, &list->items[i].parts[k].tests[j]);
}

struct mh_select_map {
    const mh_select *s;
    const mh_tree *t;
    mh_node root;
    uint8_t **found; /* for each of the list, a flag a node from root on */
};

mh_select_map *mh_select_map_new(const mh_select *s, const mh_tree *t, mh_node root) {
    matcher m = {.s = s, .t = t, .root = root, .count = mh_tree_count(t)};
    mh_select_map *map = mh_alloc(sizeof *map);
    *map = (mh_select_map){s, t, root, mh_alloc_array(s->list.n, sizeof *map->found)};
    m.slot = mh_alloc_array(s->slots + 1, sizeof *m.slot);
    if (s->uses_nth) mh_sel_number(&m);
    prepare(&m, &s->list);
    for (size_t i = 0; i < s->list.n; i++) {
        map->found[i] = mh_alloc_array(mh_tree_end(t, root) - root, 1);
        run_forward(&m, &s->list.items[i], root, map->found[i]);
    }
    for (unsigned i = 0; i < s->slots; i++) free(m.slot[i]);
    for (int i = 0; i < 4; i++) free(m.nth[i]);
    free(m.slot);
    return map;
}

void mh_select_map_free(mh_select_map *map) {
    if (!map) return;
    for (size_t i = 0; i < map->s->list.n; i++) free(map->found[i]);
    free(map->found);
    free(map);
}

/* What the i-th of the list makes of n: false for nothing. Texts are found at their own place, so
 * that all hits stand in document order. */
static bool hit_at(const mh_select_map *map, size_t i, mh_node root, mh_node n, mh_select_hit *h) {
    const mh_sel_complex *c = &map->s->list.items[i];
    const mh_node_rec *r = mh_rec(map->t, n);
    mh_node at = c->end == MH_SEL_TEXT ? r->parent : n;
    *h = (mh_select_hit){.node = n, .value = {"", 0}, .is_value = c->end != MH_SEL_NODE};
    if ((c->end == MH_SEL_TEXT) != (r->type == MH_NODE_TEXT)) return false;
    if (at <= root || !map->found[i][at - map->root] || (r->flags & MH_NODE_REMOVED)) return false;
    if (c->end == MH_SEL_TEXT) h->value = mh_tree_text(map->t, n);
    return c->end != MH_SEL_VALUE || mh_tree_attr_ignoring_case(map->t, n, c->attr, &h->value);
}

void mh_select_map_all(const mh_select_map *map, mh_node root, size_t max, mh_select_hits *out) {
    size_t start = out->len;
    for (mh_node n = root + 1; n < mh_tree_end(map->t, root); n++) {
        bool whole = false; /* once as a node, whichever of the list found it */
        for (size_t i = 0; i < map->s->list.n; i++) {
            mh_select_hit h;
            if (!hit_at(map, i, root, n, &h) || (whole && !h.is_value)) continue;
            whole = whole || !h.is_value;
            mh_vec_push(out, h);
            if (max && out->len - start >= max) return;
        }
    }
}

bool mh_select_map_has(const mh_select_map *map, mh_node n) {
    for (size_t i = 0; i < map->s->list.n; i++)
        if (map->found[i][n - map->root]) return true;
    return false;
}

bool mh_select_is_scoped(const mh_select *s) {
    return s->uses_scope;
}

void mh_select_all(const mh_select *s, const mh_tree *t, mh_node root, size_t max,
                   mh_select_hits *out) {
    mh_select_map *map = mh_select_map_new(s, t, root);
    mh_select_map_all(map, root, max, out);
    mh_select_map_free(map);
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
