/* tree_priv.h - the body of mh_tree, for the files of doc/ that scan it hard.
 * Owns: see tree.h. Threads: see tree.h. */
#ifndef MH_DOC_TREE_PRIV_H
#define MH_DOC_TREE_PRIV_H

#include "base/map.h"
#include "base/vec.h"
#include "doc/tree.h"

enum {
    MH_NODE_REMOVED = 1,
    MH_NODE_SVG = 2,
    MH_NODE_MATH = 4,
    MH_NODE_BLANK = 8 /* text of nothing but white space: about every second one of a page */
};

typedef struct mh_node_rec {
    uint32_t parent, first, last, next, prev, end;
    uint32_t data;  /* text: offset into the pool; element: first attribute */
    uint32_t count; /* text: bytes; element: attributes */
    uint32_t pos;
    uint16_t tag;
    uint8_t type, flags;
} mh_node_rec;

typedef struct mh_attr_rec {
    uint32_t name, value, len; /* value: offset into the pool */
} mh_attr_rec;

/* Names that are not in tags.h, numbered from a base on. */
typedef struct mh_names_own {
    mh_map *map;
    uint32_t base;
} mh_names_own;

#define MH_SEEN_ATTRS 256

struct mh_tree {
    MH_VEC(mh_node_rec) nodes;
    MH_VEC(mh_attr_rec) attrs;
    mh_buf pool;
    mh_names_own tags, attr_names;
    uint16_t seen_attrs[MH_SEEN_ATTRS]; /* the names met last; 0: none */
    mh_node body, head;
    uint32_t edits; /* how often it was changed since it was parsed */
    bool clipped;
};

static inline const mh_node_rec *mh_rec(const mh_tree *t, mh_node n) {
    return &t->nodes.ptr[n];
}

/* Whether n is text that shows something. */
static inline bool mh_rec_has_text(const mh_tree *t, mh_node n) {
    return mh_rec(t, n)->type == MH_NODE_TEXT && !(mh_rec(t, n)->flags & MH_NODE_BLANK);
}

/* What loops over all nodes ask: bodies for the compiler to put in their place, beside the functions of
 * tree.c (as GNU's extern inline has it). */
#define MH_TREE_INLINE extern inline __attribute__((gnu_inline))
MH_TREE_INLINE uint32_t mh_tree_count(const mh_tree *t) {
    return (uint32_t)t->nodes.len;
}
MH_TREE_INLINE unsigned mh_tree_tag(const mh_tree *t, mh_node n) {
    return t->nodes.ptr[n].tag;
}
MH_TREE_INLINE mh_node mh_tree_end(const mh_tree *t, mh_node n) {
    return t->nodes.ptr[n].end;
}
MH_TREE_INLINE bool mh_tree_removed(const mh_tree *t, mh_node n) {
    return (t->nodes.ptr[n].flags & MH_NODE_REMOVED) != 0;
}
MH_TREE_INLINE mh_view mh_tree_text(const mh_tree *t, mh_node n) {
    const mh_node_rec *r = &t->nodes.ptr[n];
    if (r->type == MH_NODE_ELEMENT || r->count == 0) return (mh_view){"", 0};
    return (mh_view){t->pool.ptr + r->data, r->count};
}

mh_tree *mh_tree_new(void);
/* Appends a node below parent (which must be the last node or one of its ancestors), in document
 * order; MH_NODE_NONE for the document itself. */
mh_node mh_tree_add(mh_tree *t, mh_node parent, mh_node_type type, unsigned tag);
/* The text of n is what the pool holds from byte `from` on. */
void mh_tree_set_text(mh_tree *t, mh_node n, size_t from);
/* Attributes are added while n is the last node: the number of the name, or 0 when n has one of that
 * name already, and then the value, which is what the pool holds from byte `from` on. */
unsigned mh_tree_fresh_attr(mh_tree *t, mh_node n, mh_view name);
void mh_tree_add_attr(mh_tree *t, mh_node n, unsigned attr, size_t from);
unsigned mh_tree_intern_tag(mh_tree *t, mh_view name);
/* Fills in the ends of the subtrees, the body and the head; gives spare memory back. */
void mh_tree_finish(mh_tree *t);

#endif
