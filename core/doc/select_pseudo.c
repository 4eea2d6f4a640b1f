/* Pseudo-classes from text (Selectors level 4; CSS Syntax, section 6, for an+b). */
#include "base/schema.h"
#include "doc/point.h"
#include "doc/select_parse_priv.h"

#include <string.h>

typedef enum form { PLAIN, NTH, LIST, VALUES } form; /* what stands in the parentheses */

static const struct pseudo {
    const char *name; /* first: mh_nearest walks over it */
    mh_sel_kind kind;
    form form;
    bool of_type, from_end, both; /* of MH_SEL_NTH; both: only-child is first and last */
} pseudos[] = {
    {"first-child", MH_SEL_NTH, PLAIN, false, false, false},
    {"last-child", MH_SEL_NTH, PLAIN, false, true, false},
    {"only-child", MH_SEL_NTH, PLAIN, false, false, true},
    {"first-of-type", MH_SEL_NTH, PLAIN, true, false, false},
    {"last-of-type", MH_SEL_NTH, PLAIN, true, true, false},
    {"only-of-type", MH_SEL_NTH, PLAIN, true, false, true},
    {"nth-child", MH_SEL_NTH, NTH, false, false, false},
    {"nth-last-child", MH_SEL_NTH, NTH, false, true, false},
    {"nth-of-type", MH_SEL_NTH, NTH, true, false, false},
    {"nth-last-of-type", MH_SEL_NTH, NTH, true, true, false},
    {"is", MH_SEL_IS, LIST, false, false, false},
    {"where", MH_SEL_IS, LIST, false, false, false},
    {"not", MH_SEL_NOT, LIST, false, false, false},
    {"has", MH_SEL_HAS, LIST, false, false, false},
    {"contains", MH_SEL_CONTAINS, VALUES, false, false, false},
    {"lang", MH_SEL_LANG, VALUES, false, false, false},
    {"empty", MH_SEL_EMPTY, PLAIN, false, false, false},
    {"root", MH_SEL_ROOT, PLAIN, false, false, false},
    {"scope", MH_SEL_SCOPE, PLAIN, false, false, false},
    {"any-link", MH_SEL_LINK, PLAIN, false, false, false},
    {"link", MH_SEL_LINK, PLAIN, false, false, false},
    {"checked", MH_SEL_CHECKED, PLAIN, false, false, false},
    {"disabled", MH_SEL_DISABLED, PLAIN, false, false, false},
    {"enabled", MH_SEL_ENABLED, PLAIN, false, false, false},
};

/* What people write out of habit. */
static const struct {
    const char *name, *instead;
} habits[] = {
    {"first", "take the first with :one(), or write :first-child"},
    {"last", "write :last-child, or take the last of the list"},
    {"eq", "take the n-th of the list, or write :nth-child(n)"},
    {"icontains", "compare in Lua, or write :contains(\"one\", \"One\")"},
    {"visible", "a page that was not laid out shows nothing"},
    {"hidden", "write [hidden]"},
    {"hover", "a page that nobody uses has no such state"},
    {"focus", "a page that nobody uses has no such state"},
    {"active", "a page that nobody uses has no such state"},
    {"visited", "a page that nobody uses has no such state"},
    {"target", "write #id"},
    {"before", "there is only ::text and ::attr(name)"},
    {"after", "there is only ::text and ::attr(name)"},
};

static mh_rc unknown(mh_sel_parser *p, size_t at, mh_view name) {
    const size_t n = sizeof pseudos / sizeof pseudos[0];
    mh_buf b = {0};
    const char *near = mh_nearest(name, &pseudos[0].name, n, sizeof pseudos[0]), *instead = NULL;
    for (size_t i = 0; i < sizeof habits / sizeof habits[0]; i++)
        if (mh_view_eq(name, mh_view_of(habits[i].name))) instead = habits[i].instead;
    mh_buf_printf(&b, "no pseudo-class ':%.*s'", MH_FMT(mh_view_sub(name, 0, 40)));
    if (instead) {
        mh_buf_printf(&b, ": %s", instead);
    } else if (near) {
        mh_buf_printf(&b, " (did you mean ':%s'?)", near);
    } else {
        mh_buf_puts(&b, "; known are");
        for (size_t i = 0; i < n; i++) mh_buf_printf(&b, " %s", pseudos[i].name);
    }
    mh_point_at(p->e, "selector", p->in, at, mh_buf_view(&b));
    mh_buf_clear(&b);
    return MH_FAIL;
}

static bool read_int(mh_sel_parser *p, int *out) {
    size_t from = p->at;
    int n = 0;
    while (mh_is_digit(mh_sel_peek(p))) {
        if (n < 100000000) n = n * 10 + (mh_sel_peek(p) - '0');
        p->at++;
    }
    *out = n;
    return p->at > from;
}

static bool eat_word(mh_sel_parser *p, mh_view word) {
    if (!mh_view_istarts(mh_view_sub(p->in, p->at, p->in.len), word)) return false;
    p->at += word.len;
    return true;
}

/* odd, even, a number, an+b. */
static mh_rc parse_places(mh_sel_parser *p, mh_sel_test *t) {
    int n;
    mh_sel_space(p);
    t->a = t->b = 0;
    if (eat_word(p, MH_VIEW("odd"))) {
        t->a = 2;
        t->b = 1;
        return MH_OK;
    }
    if (eat_word(p, MH_VIEW("even"))) {
        t->a = 2;
        return MH_OK;
    }
    int sign = mh_sel_eat(p, '-') ? -1 : 1;
    if (sign > 0) mh_sel_eat(p, '+');
    bool digits = read_int(p, &n);
    if (mh_lower(mh_sel_peek(p)) != 'n') {
        t->b = sign * n;
        return digits ? MH_OK : mh_sel_bad(p, p->at, "odd, even, a number or a form such as 2n+1");
    }
    p->at++;
    t->a = sign * (digits ? n : 1);
    mh_sel_space(p);
    if (mh_sel_peek(p) != '+' && mh_sel_peek(p) != '-') return MH_OK;
    sign = p->in.ptr[p->at++] == '-' ? -1 : 1;
    mh_sel_space(p);
    if (!read_int(p, &n)) return mh_sel_bad(p, p->at, "a number");
    t->b = sign * n;
    return MH_OK;
}

static mh_rc parse_nested(mh_sel_parser *p, mh_sel_test *t, mh_sel_kind kind) {
    t->kind = kind;
    t->slot = p->s->slots++;
    t->list = mh_arena_alloc(p->s->arena, sizeof *t->list);
    if (p->level >= MH_SELECT_MAX_LEVEL) return mh_sel_bad(p, p->at, "fewer nested lists");
    p->level++;
    if (mh_sel_list_parse(p, t->list, kind == MH_SEL_HAS, true) != MH_OK) return MH_FAIL;
    p->level--;
    return mh_sel_eat(p, ')') ? MH_OK : mh_sel_bad(p, p->at, ", or )");
}

static mh_rc parse_nth(mh_sel_parser *p, mh_sel_test *t) {
    if (parse_places(p, t) != MH_OK) return MH_FAIL;
    bool space = mh_sel_space(p);
    if (!t->of_type && space && eat_word(p, MH_VIEW("of"))) {
        if (!mh_sel_space(p)) return mh_sel_bad(p, p->at, "a space behind \"of\"");
        return parse_nested(p, t, MH_SEL_NTH_OF);
    }
    p->s->uses_nth = true;
    return mh_sel_eat(p, ')') ? MH_OK : mh_sel_bad(p, p->at, t->of_type ? ")" : "\" of \" or )");
}

/* Strings, and for languages names as well. */
static mh_rc parse_values(mh_sel_parser *p, mh_sel_test *t, bool names) {
    MH_VEC(mh_view) list = {0};
    mh_rc rc;
    t->slot = p->s->slots++;
    do {
        mh_view v = {"", 0};
        mh_sel_space(p);
        if (mh_sel_peek(p) == '"' || mh_sel_peek(p) == '\'') {
            rc = mh_sel_string(p, &v);
        } else if (names) {
            rc = mh_sel_name(p, &v, "a language such as en or \"*-CH\"");
        } else {
            rc = mh_sel_bad(p, p->at, "a text in quotes");
        }
        mh_vec_push(&list, v);
        mh_sel_space(p);
    } while (rc == MH_OK && mh_sel_eat(p, ','));
    t->values = mh_arena_array(p->s->arena, list.len, sizeof *t->values);
    memcpy(t->values, list.ptr, list.len * sizeof *t->values);
    t->n_values = list.len;
    mh_vec_clear(&list);
    if (rc != MH_OK) return rc;
    return mh_sel_eat(p, ')') ? MH_OK : mh_sel_bad(p, p->at, ", or )");
}

static mh_rc parse_args(mh_sel_parser *p, const struct pseudo *x, mh_sel_test t[2], size_t *n) {
    switch (x->form) {
    case NTH: return parse_nth(p, t);
    case LIST: return parse_nested(p, t, x->kind);
    case VALUES: return parse_values(p, t, x->kind == MH_SEL_LANG);
    case PLAIN: break;
    }
    if (x->kind == MH_SEL_DISABLED || x->kind == MH_SEL_ENABLED) t->slot = p->s->slots++;
    p->s->uses_scope = p->s->uses_scope || x->kind == MH_SEL_SCOPE;
    p->s->uses_nth = p->s->uses_nth || x->kind == MH_SEL_NTH;
    if (x->both) {
        t[1] = t[0];
        t[1].from_end = true;
        *n = 2;
    }
    return MH_OK;
}

mh_rc mh_sel_pseudo(mh_sel_parser *p, mh_sel_test t[2], size_t *n) {
    size_t from = p->at;
    mh_view name;
    if (mh_sel_name(p, &name, "the name of a pseudo-class") != MH_OK) return MH_FAIL;
    name = mh_sel_lower(p, name);
    *n = 1;
    for (size_t i = 0; i < sizeof pseudos / sizeof pseudos[0]; i++) {
        const struct pseudo *x = &pseudos[i];
        if (!mh_view_eq(name, mh_view_of(x->name))) continue;
        if (x->form != PLAIN && !mh_sel_eat(p, '(')) return mh_sel_bad(p, p->at, "(");
        if (x->form == PLAIN && mh_sel_peek(p) == '(')
            return mh_sel_bad(p, p->at, "no ( behind this pseudo-class");
        t[0] =
            (mh_sel_test){.kind = x->kind, .b = 1, .of_type = x->of_type, .from_end = x->from_end};
        return parse_args(p, x, t, n);
    }
    return unknown(p, from - 1, name);
}
