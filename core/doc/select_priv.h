/* select_priv.h - the compiled form of a selector, between its parser and its matcher.
 * Owns: everything hangs from the mh_select's arena. Threads: constant once compiled. */
#ifndef MH_DOC_SELECT_PRIV_H
#define MH_DOC_SELECT_PRIV_H

#include "base/arena.h"
#include "doc/select.h"
#include "doc/tree_priv.h"

typedef struct mh_sel_list mh_sel_list;

typedef enum mh_sel_kind {
    MH_SEL_TYPE,
    MH_SEL_SPACE, /* a: the mh_space */
    MH_SEL_ID,
    MH_SEL_CLASS,
    MH_SEL_ATTR,
    MH_SEL_NTH, /* a, b, of_type, from_end */
    MH_SEL_EMPTY,
    MH_SEL_ROOT,
    MH_SEL_SCOPE,
    MH_SEL_LINK,
    MH_SEL_CHECKED,
    /* from here on the matcher fills a slot first: one flag a node */
    MH_SEL_CONTAINS, /* values */
    MH_SEL_LANG,     /* values */
    MH_SEL_DISABLED,
    MH_SEL_ENABLED,
    MH_SEL_NTH_OF, /* as MH_SEL_NTH, among what the list matches */
    MH_SEL_IS,
    MH_SEL_NOT,
    MH_SEL_HAS
} mh_sel_kind;

/* One test of one element. */
typedef struct mh_sel_test {
    mh_sel_kind kind;
    mh_view name;    /* of type, class, id, attribute */
    mh_view value;   /* of attribute */
    mh_view *values; /* any of these */
    size_t n_values;
    char op;   /* of attribute: 0 present, = ~ | ^ $ * ! */
    bool fold; /* ASCII case of value does not matter */
    bool of_type, from_end;
    int a, b;          /* nth */
    mh_sel_list *list; /* is, not, has, nth of */
    unsigned slot;
} mh_sel_test;

typedef struct mh_sel_part {
    mh_sel_test *tests;
    size_t n;
    char comb; /* to the part on the left (of the first: to the anchor of :has): ' ' > + ~ */
} mh_sel_part;

typedef enum mh_sel_end { MH_SEL_NODE, MH_SEL_TEXT, MH_SEL_VALUE } mh_sel_end;

typedef struct mh_sel_complex {
    mh_sel_part *parts;
    size_t n;
    bool siblings; /* it has + or ~ */
    mh_sel_end end;
    mh_view attr; /* of ::attr() */
} mh_sel_complex;

struct mh_sel_list {
    mh_sel_complex *items;
    size_t n;
};

struct mh_select {
    mh_arena *arena;
    mh_sel_list list;
    unsigned slots;
    bool uses_nth, uses_scope;
};

typedef struct mh_sel_matcher {
    const mh_select *s;
    const mh_tree *t;
    mh_node root, count;
    uint8_t **slot;
    uint32_t *nth[4]; /* place among siblings: from start, from end, and of type */
} mh_sel_matcher;

static inline bool mh_sel_is_element(const mh_sel_matcher *m, mh_node n) {
    return mh_rec(m->t, n)->type == MH_NODE_ELEMENT && !(mh_rec(m->t, n)->flags & MH_NODE_REMOVED);
}

/* select_flags.c: the places of elements among their siblings, into m->nth. */
void mh_sel_number(mh_sel_matcher *m);
/* Whether place is one that a and b of x name. */
bool mh_sel_is_place(const mh_sel_test *x, uint32_t place);
/* Fills the slot of a test without a list. */
void mh_sel_flag(const mh_sel_matcher *m, const mh_sel_test *x, uint8_t *out);
/* flags: what the list of x matches; leaves those whose place among them is asked for. */
void mh_sel_keep_places(const mh_sel_matcher *m, const mh_sel_test *x, uint8_t *flags);

#endif
