#include "doc/teasers.h"

#include "base/mem.h"
#include "doc/tree_priv.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of the words of a link from which it can be the title of another page. */
#define MIN_LINK  20
#define SURE_LINK 40 /* the same of one word */
/* Units alike from which they are a list; of <article>, which is a unit by itself, fewer. */
#define MIN_UNITS    4
#define MIN_ARTICLES 2
/* Nodes and bytes of text of the largest unit. */
#define MAX_NODES 150
#define MAX_BYTES 1500
/* Kinds of children told apart below one parent. */
#define MAX_KINDS 12

typedef struct kind {
    unsigned tag;
    mh_view cls;
    uint32_t units, linked;
} kind;

typedef struct measure {
    uint32_t *link; /* one a node: bytes of its longest link's words */
    uint32_t *text; /* one a node: bytes of text */
} measure;

bool mh_class_alike(mh_view a, mh_view b) {
    size_t i = 0, k = 0;
    if (mh_view_eq(a, b)) return true;
    while (i < a.len || k < b.len) {
        while (i < a.len && mh_is_digit(a.ptr[i])) i++;
        while (k < b.len && mh_is_digit(b.ptr[k])) k++;
        if (i == a.len || k == b.len) break;
        if (a.ptr[i++] != b.ptr[k++]) return false;
    }
    return i == a.len && k == b.len;
}

/* Bytes of words, blanks apart. */
static uint32_t shown(mh_view v) {
    uint32_t n = 0;
    for (size_t i = 0; i < v.len;) {
        size_t end = i + UINT8_MAX < v.len ? i + UINT8_MAX : v.len;
        uint8_t some = 0; /* of a piece: the loop becomes one over vectors of bytes */
        for (; i < end; i++) some = (uint8_t)(some + ((unsigned char)v.ptr[i] > ' '));
        n += some;
    }
    return n;
}

/* Whether the link says more than a word: "Share" and "Read" are no titles, long as they may be in bytes. */
static bool has_words(const mh_tree *t, mh_node link) {
    bool one = false;
    for (mh_node n = link + 1, end = mh_rec(t, link)->end; n < end; n++) {
        if (!mh_rec_has_text(t, n)) continue;
        mh_view v = mh_view_trim(mh_tree_text(t, n));
        if (one || memchr(v.ptr, ' ', v.len) || memchr(v.ptr, '\n', v.len)) return true;
        one = true;
    }
    return false;
}

static void take_measures(const mh_tree *t, measure *m) {
    mh_node count = mh_tree_count(t);
    m->link = mh_alloc_array(count, sizeof *m->link);
    m->text = mh_alloc_array(count, sizeof *m->text);
    for (mh_node n = count; n-- > 1;) {
        const mh_node_rec *r = mh_rec(t, n);
        if (mh_rec_has_text(t, n) && !mh_tag_is_hidden(mh_rec(t, r->parent)->tag))
            m->text[n] = shown(mh_tree_text(t, n));
        if (r->tag == MH_TAG_A && r->type == MH_NODE_ELEMENT &&
            (m->text[n] < MIN_LINK || m->text[n] >= SURE_LINK || has_words(t, n)))
            m->link[n] = m->text[n];
        m->text[r->parent] += m->text[n];
        if (m->link[n] > m->link[r->parent]) m->link[r->parent] = m->link[n];
    }
}

static bool is_unit(const mh_tree *t, const measure *m, mh_node n) {
    const mh_node_rec *r = mh_rec(t, n);
    return r->type == MH_NODE_ELEMENT && r->end - n <= MAX_NODES && m->text[n] <= MAX_BYTES &&
           m->text[n] > 0;
}

static kind *kind_of(kind *list, size_t *n, unsigned tag, mh_view cls) {
    for (size_t i = 0; i < *n; i++)
        if (list[i].tag == tag && mh_class_alike(list[i].cls, cls)) return &list[i];
    if (*n == MAX_KINDS) return NULL;
    list[*n] = (kind){.tag = tag, .cls = cls};
    return &list[(*n)++];
}

static bool is_list(const kind *k) {
    uint32_t least = k->tag == MH_TAG_ARTICLE ? MIN_ARTICLES : MIN_UNITS;
    return k->linked >= least && k->linked * 10 >= k->units * 8;
}

/* Marks the units among the children of n. */
static void mark_children(mh_teasers *out, const mh_tree *t, const measure *m, mh_node parent) {
    kind kinds[MAX_KINDS];
    size_t n = 0;
    for (mh_node c = mh_rec(t, parent)->first; c != MH_NODE_NONE; c = mh_rec(t, c)->next) {
        if (!is_unit(t, m, c)) continue;
        kind *k = kind_of(kinds, &n, mh_rec(t, c)->tag, mh_tree_attr_num(t, c, MH_ATTR_CLASS));
        if (k == NULL) continue;
        k->units++;
        k->linked += m->link[c] >= MIN_LINK;
    }
    for (mh_node c = mh_rec(t, parent)->first; c != MH_NODE_NONE; c = mh_rec(t, c)->next) {
        if (!is_unit(t, m, c) || m->link[c] == 0) continue;
        kind *k = kind_of(kinds, &n, mh_rec(t, c)->tag, mh_tree_attr_num(t, c, MH_ATTR_CLASS));
        if (k == NULL || !is_list(k) || out->in[c]) continue;
        memset(out->in + c, 1, mh_rec(t, c)->end - c);
    }
}

void mh_teasers_init(mh_teasers *out, const mh_tree *t) {
    measure m;
    *out = (mh_teasers){.in = mh_alloc_array(mh_tree_count(t) + 1, 1)};
    take_measures(t, &m);
    for (mh_node n = mh_tree_body(t); n < mh_tree_count(t); n++) {
        const mh_node_rec *r = mh_rec(t, n);
        if (r->type == MH_NODE_ELEMENT && r->tag != MH_TAG_HEAD && r->tag != MH_TAG_A &&
            m.link[n] >= MIN_LINK)
            mark_children(out, t, &m, n);
    }
    free(m.link);
    free(m.text);
}

void mh_teasers_clear(mh_teasers *k) {
    free(k->in);
    *k = (mh_teasers){0};
}
