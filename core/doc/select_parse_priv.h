/* select_parse_priv.h - what the two files of the selector parser share.
 * Owns: see select_priv.h. Threads: one parser, one thread. */
#ifndef MH_DOC_SELECT_PARSE_PRIV_H
#define MH_DOC_SELECT_PARSE_PRIV_H

#include "base/mem.h"
#include "doc/select_priv.h"

typedef struct mh_sel_parser {
    mh_select *s;
    mh_view in;
    size_t at;
    unsigned level;
    mh_err *e;
} mh_sel_parser;

static inline char mh_sel_peek(const mh_sel_parser *p) {
    return p->at < p->in.len ? p->in.ptr[p->at] : 0;
}

static inline bool mh_sel_eat(mh_sel_parser *p, char c) {
    if (p->at >= p->in.len || p->in.ptr[p->at] != c) return false;
    p->at++;
    return true;
}

/* Fails with what was expected at byte at, and what is there. */
mh_rc mh_sel_bad(mh_sel_parser *p, size_t at, const char *what);
/* White space and comments; true when there was any. */
bool mh_sel_space(mh_sel_parser *p);
mh_rc mh_sel_name(mh_sel_parser *p, mh_view *out, const char *what);
mh_rc mh_sel_string(mh_sel_parser *p, mh_view *out);
mh_view mh_sel_lower(mh_sel_parser *p, mh_view v);
mh_rc mh_sel_list_parse(mh_sel_parser *p, mh_sel_list *out, bool relative, bool inside);
/* Behind ":". Up to two tests come of it. */
mh_rc mh_sel_pseudo(mh_sel_parser *p, mh_sel_test t[2], size_t *n);

#endif
