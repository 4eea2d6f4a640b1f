/* What needs a look over the whole tree before elements are tested: places among siblings, texts,
 * languages, form controls. Each is linear in the nodes. */
#include "base/mem.h"
#include "doc/select_priv.h"

#include <stdlib.h>

bool mh_sel_is_place(const mh_sel_test *x, uint32_t place) {
    long off = (long)place - x->b;
    if (x->a == 0) return off == 0;
    return off % x->a == 0 && off / x->a >= 0;
}

static void number_children(const mh_sel_matcher *m, mh_node parent, uint32_t *by_tag) {
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

void mh_sel_number(mh_sel_matcher *m) {
    uint32_t *by_tag = mh_alloc_array(UINT16_MAX + 1, sizeof *by_tag);
    for (int i = 0; i < 4; i++) m->nth[i] = mh_alloc_array(m->count, sizeof(uint32_t));
    for (mh_node n = 0; n < m->count; n++)
        if (mh_rec(m->t, n)->first != MH_NODE_NONE) number_children(m, n, by_tag);
    free(by_tag);
}

void mh_sel_keep_places(const mh_sel_matcher *m, const mh_sel_test *x, uint8_t *flags) {
    uint32_t *seen = mh_alloc_array(m->count, sizeof *seen); /* so far, below each parent */
    for (mh_node i = 0; i < m->count; i++) {
        mh_node n = x->from_end ? m->count - 1 - i : i;
        if (!flags[n]) continue;
        flags[n] = mh_sel_is_place(x, ++seen[mh_rec(m->t, n)->parent]);
    }
    free(seen);
}

/* The texts of a tree one behind the other; from[n] is where node n begins. */
typedef struct flat {
    mh_buf text;
    uint32_t *from;
} flat;

/* Flags the elements whose text holds needle: its occurrences, and a look for each node. Of those
 * that begin in one text node the first is enough: no element begins inside of it. */
static void flag_text(const mh_sel_matcher *m, const flat *f, mh_view needle, uint8_t *out) {
    MH_VEC(size_t) found = {0};
    mh_view all = mh_buf_view(&f->text);
    mh_node next = 0;
    for (size_t at = 0; needle.len && (at = mh_view_find(all, needle, at)) != SIZE_MAX;) {
        mh_vec_push(&found, at);
        while (next < m->count && f->from[next] <= at) next++;
        at = next < m->count ? f->from[next] : all.len;
    }
    for (mh_node n = 0; n < m->count; n++) {
        size_t lo = 0, hi = found.len, end = f->from[mh_rec(m->t, n)->end];
        while (lo < hi) {
            size_t mid = lo + (hi - lo) / 2;
            if (found.ptr[mid] < f->from[n]) {
                lo = mid + 1;
            } else {
                hi = mid;
            }
        }
        out[n] |= needle.len == 0 || (lo < found.len && found.ptr[lo] + needle.len <= end);
    }
    mh_vec_clear(&found);
}

static void flag_contains(const mh_sel_matcher *m, const mh_sel_test *x, uint8_t *out) {
    flat f = {.from = mh_alloc_array((size_t)m->count + 1, sizeof *f.from)};
    for (mh_node n = 0; n < m->count; n++) {
        f.from[n] = (uint32_t)f.text.len;
        if (mh_rec(m->t, n)->type == MH_NODE_TEXT && !mh_tree_removed(m->t, n))
            mh_buf_put(&f.text, mh_tree_text(m->t, n));
    }
    f.from[m->count] = (uint32_t)f.text.len;
    for (size_t i = 0; i < x->n_values; i++) flag_text(m, &f, x->values[i], out);
    free(f.from);
    mh_buf_clear(&f.text);
}

static mh_view next_subtag(mh_view *rest) {
    mh_view part = {"", 0};
    mh_view_split(rest, '-', &part);
    return part;
}

/* Extended filtering of RFC 4647, section 3.3.2. */
static bool is_language(mh_view range, mh_view tag) {
    mh_view want = next_subtag(&range), have = next_subtag(&tag);
    if (!mh_view_eq(want, MH_VIEW("*")) && !mh_view_ieq(want, have)) return false;
    if (have.len == 0) return false;
    while (range.ptr) {
        want = next_subtag(&range);
        if (mh_view_eq(want, MH_VIEW("*"))) continue;
        for (;;) {
            if (!tag.ptr) return false;
            have = next_subtag(&tag);
            if (mh_view_ieq(want, have)) break;
            if (have.len == 1) return false; /* what follows a singleton is no language */
        }
    }
    return true;
}

static void flag_language(const mh_sel_matcher *m, const mh_sel_test *x, uint8_t *out) {
    for (mh_node n = 1; n < m->count; n++) {
        mh_view v = {"", 0};
        if (!mh_sel_is_element(m, n)) continue;
        out[n] = out[mh_rec(m->t, n)->parent];
        if (!mh_tree_attr(m->t, n, MH_VIEW("lang"), &v) &&
            !mh_tree_attr(m->t, n, MH_VIEW("xml:lang"), &v))
            continue;
        out[n] = 0;
        for (size_t i = 0; i < x->n_values && !out[n]; i++) out[n] = is_language(x->values[i], v);
    }
}

static bool is_control(unsigned tag) {
    return tag == MH_TAG_BUTTON || tag == MH_TAG_INPUT || tag == MH_TAG_SELECT ||
           tag == MH_TAG_TEXTAREA || tag == MH_TAG_FIELDSET;
}

static bool is_first_legend(const mh_tree *t, mh_node n) {
    if (mh_tree_tag(t, n) != MH_TAG_LEGEND) return false;
    do n = mh_rec(t, n)->prev; /* to the legend before: linear over all of them */
    while (n != MH_NODE_NONE && mh_tree_tag(t, n) != MH_TAG_LEGEND);
    return n == MH_NODE_NONE;
}

/* HTML, section 4.16.3: disabled by themselves, by a fieldset around (but for its first legend), an
 * option by its optgroup. */
static void flag_disabled(const mh_sel_matcher *m, const mh_sel_test *x, uint8_t *out) {
    enum { OFF = 1, FIELDSET = 2 };
    uint8_t *in = mh_alloc_array(m->count, 1); /* within, or itself, a disabled fieldset */
    for (mh_node n = 1; n < m->count; n++) {
        mh_node parent = mh_rec(m->t, n)->parent;
        if (!mh_sel_is_element(m, n)) continue;
        unsigned tag = mh_tree_tag(m->t, n);
        bool own = mh_tree_attr(m->t, n, MH_VIEW("disabled"), NULL);
        bool above = (in[parent] & OFF) || ((in[parent] & FIELDSET) && !is_first_legend(m->t, n));
        bool option = tag == MH_TAG_OPTION || tag == MH_TAG_OPTGROUP;
        bool group = tag == MH_TAG_OPTION && mh_tree_tag(m->t, parent) == MH_TAG_OPTGROUP &&
                     mh_tree_attr(m->t, parent, MH_VIEW("disabled"), NULL);
        bool off = option ? own || group : is_control(tag) && (own || above);
        in[n] = (uint8_t)((above ? OFF : 0) | (tag == MH_TAG_FIELDSET && own ? FIELDSET : 0));
        out[n] = (option || is_control(tag)) && off == (x->kind == MH_SEL_DISABLED);
    }
    free(in);
}

void mh_sel_flag(const mh_sel_matcher *m, const mh_sel_test *x, uint8_t *out) {
    switch (x->kind) {
    case MH_SEL_CONTAINS: flag_contains(m, x, out); break;
    case MH_SEL_LANG: flag_language(m, x, out); break;
    default: flag_disabled(m, x, out); break;
    }
}
