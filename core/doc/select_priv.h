/* select_priv.h - the compiled form of a selector, between its parser and its matcher.
 * Owns: everything hangs from the mh_select's arena. Threads: constant once compiled. */
#ifndef MH_DOC_SELECT_PRIV_H
#define MH_DOC_SELECT_PRIV_H

#include "base/arena.h"
#include "doc/select.h"

typedef struct mh_sel_list mh_sel_list;

typedef enum mh_sel_kind {
    MH_SEL_TYPE,
    MH_SEL_ID,
    MH_SEL_CLASS,
    MH_SEL_ATTR,
    MH_SEL_NTH, /* a, b, of_type, from_end */
    MH_SEL_EMPTY,
    MH_SEL_ROOT,
    MH_SEL_SCOPE,
    MH_SEL_CONTAINS,
    MH_SEL_IS,
    MH_SEL_NOT,
    MH_SEL_HAS
} mh_sel_kind;

/* One test of one element. */
typedef struct mh_sel_test {
    mh_sel_kind kind;
    mh_view name;  /* of type, class, id, attribute */
    mh_view value; /* of attribute, contains */
    char op;       /* of attribute: 0 present, = ~ | ^ $ * ! */
    bool fold;     /* ASCII case of value does not matter */
    bool of_type, from_end;
    int a, b;          /* nth */
    mh_sel_list *list; /* is, not, has */
    unsigned slot;     /* where the matcher keeps what it found out for this test */
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
    bool uses_nth, uses_contains;
};

#endif
