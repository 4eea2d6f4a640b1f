/* Selectors from text (Selectors level 4, section 3; CSS Syntax for names and strings). */
#include "base/mem.h"
#include "base/utf8.h"
#include "doc/select_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct parser {
    mh_select *s;
    mh_view in;
    size_t at;
    unsigned level;
    mh_err *e;
} parser;

static mh_rc parse_list(parser *p, mh_sel_list *out, bool relative, bool inside);

static mh_rc bad(parser *p, size_t at, const char *what) {
    char found[16] = "the end";
    if (at < p->in.len) {
        mh_view rest = mh_view_sub(p->in, at, p->in.len), one = rest;
        mh_utf8_next(&rest);
        one.len = (size_t)(rest.ptr - one.ptr);
        snprintf(found, sizeof found, "'%.*s'", MH_FMT(one));
    }
    return mh_fail(p->e, MH_E_USAGE, "selector \"%.*s\": column %zu: expected %s, found %s",
                   MH_FMT(mh_utf8_cut(p->in, 200)), mh_utf8_len(mh_view_sub(p->in, 0, at)) + 1,
                   what, found);
}

static char peek(const parser *p) {
    return p->at < p->in.len ? p->in.ptr[p->at] : 0;
}

static bool eat(parser *p, char c) {
    if (p->at >= p->in.len || p->in.ptr[p->at] != c) return false;
    p->at++;
    return true;
}

static bool skip_space(parser *p) {
    size_t from = p->at;
    while (mh_is_space(peek(p))) p->at++;
    return p->at > from;
}

static bool name_byte(char c) {
    return mh_is_alnum(c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static int hex(char c) {
    return mh_is_digit(c)                             ? c - '0'
           : mh_lower(c) >= 'a' && mh_lower(c) <= 'f' ? mh_lower(c) - 'a' + 10
                                                      : -1;
}

/* Behind a backslash: up to six hexadecimal digits and one space, or the character itself. */
static void put_escape(parser *p, mh_buf *out) {
    uint32_t cp = 0;
    int n = 0;
    while (n < 6 && hex(peek(p)) >= 0 && p->at < p->in.len) {
        cp = cp * 16 + (uint32_t)hex(p->in.ptr[p->at++]);
        n++;
    }
    if (n == 0) {
        mh_buf_putc(out, p->in.ptr[p->at++]);
        return;
    }
    if (mh_is_space(peek(p))) p->at++;
    mh_buf_put_cp(out, cp == 0 ? MH_UTF8_BAD : cp);
}

static mh_view take(parser *p, mh_buf *b) {
    mh_view v = mh_arena_dup(p->s->arena, mh_buf_view(b));
    mh_buf_clear(b);
    return v;
}

static mh_rc parse_name(parser *p, mh_view *out, const char *what) {
    mh_buf b = {0};
    size_t from = p->at;
    while (p->at < p->in.len &&
           (name_byte(peek(p)) || (peek(p) == '\\' && p->at + 1 < p->in.len))) {
        if (eat(p, '\\')) {
            put_escape(p, &b);
        } else {
            mh_buf_putc(&b, p->in.ptr[p->at++]);
        }
    }
    *out = take(p, &b);
    return out->len ? MH_OK : bad(p, from, what);
}

static mh_rc parse_string(parser *p, mh_view *out) {
    char quote = p->in.ptr[p->at];
    size_t from = p->at++;
    mh_buf b = {0};
    while (p->at < p->in.len && peek(p) != quote) {
        if (peek(p) == '\\' && p->at + 1 < p->in.len) {
            p->at++;
            put_escape(p, &b);
        } else {
            mh_buf_putc(&b, p->in.ptr[p->at++]);
        }
    }
    *out = take(p, &b);
    return eat(p, quote) ? MH_OK : bad(p, from, "a closing quote for the string that begins here");
}

static mh_view lower(parser *p, mh_view v) {
    mh_view out = mh_arena_dup(p->s->arena, v);
    for (size_t i = 0; i < out.len; i++) ((char *)(uintptr_t)out.ptr)[i] = mh_lower(out.ptr[i]);
    return out;
}

/* Attributes whose values HTML compares without case in selectors, the usual ones. */
static bool folds(mh_view name) {
    return mh_view_eq(name, MH_VIEW("type")) || mh_view_eq(name, MH_VIEW("rel")) ||
           mh_view_eq(name, MH_VIEW("lang")) || mh_view_eq(name, MH_VIEW("http-equiv"));
}

static mh_rc parse_attr(parser *p, mh_sel_test *t) {
    t->kind = MH_SEL_ATTR;
    skip_space(p);
    if (parse_name(p, &t->name, "an attribute name") != MH_OK) return MH_FAIL;
    t->name = lower(p, t->name);
    t->fold = folds(t->name);
    skip_space(p);
    if (eat(p, ']')) return MH_OK;
    if (peek(p) != '=' && !(peek(p) && strchr("~|^$*!", peek(p))))
        return bad(p, p->at, "one of = ~= |= ^= $= *= != or ]");
    t->op = p->in.ptr[p->at++];
    if (t->op != '=' && !eat(p, '=')) return bad(p, p->at, "=");
    skip_space(p);
    if (peek(p) == '"' || peek(p) == '\'') {
        if (parse_string(p, &t->value) != MH_OK) return MH_FAIL;
    } else if (parse_name(p, &t->value, "a value (in quotes unless it is a plain name)") != MH_OK) {
        return MH_FAIL;
    }
    skip_space(p);
    if (mh_lower(peek(p)) == 'i' || mh_lower(peek(p)) == 's') {
        t->fold = mh_lower(peek(p)) == 'i';
        p->at++;
        skip_space(p);
    }
    return eat(p, ']') ? MH_OK : bad(p, p->at, "]");
}

static bool read_int(parser *p, int *out) {
    size_t from = p->at;
    long n = 0;
    while (mh_is_digit(peek(p))) {
        if (n < 100000000) n = n * 10 + (peek(p) - '0');
        p->at++;
    }
    *out = (int)n;
    return p->at > from;
}

/* an+b, odd, even, a number (Selectors 4, section 6.1 of CSS Syntax). */
static mh_rc parse_nth(parser *p, mh_sel_test *t) {
    static const char want[] = "odd, even, a number or a form such as 2n+1";
    skip_space(p);
    mh_view rest = mh_view_sub(p->in, p->at, p->in.len);
    if (mh_view_istarts(rest, MH_VIEW("odd"))) {
        t->a = 2, t->b = 1, p->at += 3;
    } else if (mh_view_istarts(rest, MH_VIEW("even"))) {
        t->a = 2, t->b = 0, p->at += 4;
    } else {
        int sign = eat(p, '-') ? -1 : 1, n;
        if (sign > 0) eat(p, '+');
        bool digits = read_int(p, &n);
        if (mh_lower(peek(p)) == 'n') {
            p->at++;
            t->a = sign * (digits ? n : 1);
            skip_space(p);
            if (peek(p) == '+' || peek(p) == '-') {
                sign = p->in.ptr[p->at++] == '-' ? -1 : 1;
                skip_space(p);
                if (!read_int(p, &n)) return bad(p, p->at, "a number");
                t->b = sign * n;
            }
        } else if (digits) {
            t->b = sign * n;
        } else {
            return bad(p, p->at, want);
        }
    }
    skip_space(p);
    return eat(p, ')') ? MH_OK : bad(p, p->at, ")");
}

static mh_rc parse_nested(parser *p, mh_sel_test *t, mh_sel_kind kind) {
    t->kind = kind;
    t->slot = p->s->slots++;
    t->list = mh_arena_alloc(p->s->arena, sizeof *t->list);
    if (p->level >= MH_SELECT_MAX_LEVEL) return bad(p, p->at, "fewer nested lists");
    p->level++;
    if (parse_list(p, t->list, kind == MH_SEL_HAS, true) != MH_OK) return MH_FAIL;
    p->level--;
    return eat(p, ')') ? MH_OK : bad(p, p->at, ", or )");
}

static const struct {
    mh_view name;
    bool of_type, from_end, args, both; /* both: only-child is first and last */
} nths[] = {
    {MH_VIEW_INIT("first-child"), false, false, false, false},
    {MH_VIEW_INIT("last-child"), false, true, false, false},
    {MH_VIEW_INIT("only-child"), false, false, false, true},
    {MH_VIEW_INIT("first-of-type"), true, false, false, false},
    {MH_VIEW_INIT("last-of-type"), true, true, false, false},
    {MH_VIEW_INIT("only-of-type"), true, false, false, true},
    {MH_VIEW_INIT("nth-child"), false, false, true, false},
    {MH_VIEW_INIT("nth-last-child"), false, true, true, false},
    {MH_VIEW_INIT("nth-of-type"), true, false, true, false},
    {MH_VIEW_INIT("nth-last-of-type"), true, true, true, false},
};

static mh_rc parse_contains(parser *p, mh_sel_test *t) {
    t->kind = MH_SEL_CONTAINS;
    t->slot = p->s->slots++;
    p->s->uses_contains = true;
    skip_space(p);
    if (peek(p) != '"' && peek(p) != '\'') return bad(p, p->at, "a text in quotes");
    if (parse_string(p, &t->value) != MH_OK) return MH_FAIL;
    skip_space(p);
    return eat(p, ')') ? MH_OK : bad(p, p->at, ")");
}

/* Behind ":". Up to two tests come of it. */
static mh_rc parse_pseudo(parser *p, mh_sel_test t[2], size_t *n) {
    size_t from = p->at;
    mh_view name;
    if (parse_name(p, &name, "the name of a pseudo-class") != MH_OK) return MH_FAIL;
    name = lower(p, name);
    bool args = eat(p, '(');
    *n = 1;
    for (size_t i = 0; i < sizeof nths / sizeof nths[0]; i++) {
        if (!mh_view_eq(name, nths[i].name) || args != nths[i].args) continue;
        t[0] = (mh_sel_test){
            .kind = MH_SEL_NTH, .b = 1, .of_type = nths[i].of_type, .from_end = nths[i].from_end};
        p->s->uses_nth = true;
        if (nths[i].both) {
            t[1] = t[0];
            t[1].from_end = true;
            *n = 2;
        }
        t[0].b = args ? 0 : 1;
        return args ? parse_nth(p, &t[0]) : MH_OK;
    }
    if (args && (mh_view_eq(name, MH_VIEW("is")) || mh_view_eq(name, MH_VIEW("where"))))
        return parse_nested(p, t, MH_SEL_IS);
    if (args && mh_view_eq(name, MH_VIEW("not"))) return parse_nested(p, t, MH_SEL_NOT);
    if (args && mh_view_eq(name, MH_VIEW("has"))) return parse_nested(p, t, MH_SEL_HAS);
    if (args && mh_view_eq(name, MH_VIEW("contains"))) return parse_contains(p, t);
    t[0].kind = MH_SEL_ROOT;
    if (!args && mh_view_eq(name, MH_VIEW("root"))) return MH_OK;
    t[0].kind = MH_SEL_EMPTY;
    if (!args && mh_view_eq(name, MH_VIEW("empty"))) return MH_OK;
    t[0].kind = MH_SEL_SCOPE;
    if (!args && mh_view_eq(name, MH_VIEW("scope"))) return MH_OK;
    return bad(p, from,
               "a known pseudo-class (is, where, not, has, contains, first-child, last-child, "
               "only-child, nth-child, nth-last-child, the same -of-type, empty, root, scope)");
}

typedef MH_VEC(mh_sel_test) test_list;

static mh_rc parse_compound(parser *p, test_list *tests) {
    size_t from = p->at;
    for (;;) {
        mh_sel_test t[2] = {{0}, {0}};
        size_t n = 1;
        char c = peek(p);
        if (c == '*' && p->at == from) {
            p->at++;
            continue;
        } else if (c == '#' || c == '.') {
            p->at++;
            t[0].kind = c == '#' ? MH_SEL_ID : MH_SEL_CLASS;
            if (parse_name(p, &t[0].name, c == '#' ? "an id" : "a class name") != MH_OK)
                return MH_FAIL;
        } else if (c == '[') {
            p->at++;
            if (parse_attr(p, t) != MH_OK) return MH_FAIL;
        } else if (c == ':' && p->at + 1 < p->in.len && p->in.ptr[p->at + 1] != ':') {
            p->at++;
            if (parse_pseudo(p, t, &n) != MH_OK) return MH_FAIL;
        } else if ((name_byte(c) || c == '\\') && p->at == from && c != 0) {
            t[0].kind = MH_SEL_TYPE;
            if (parse_name(p, &t[0].name, "a type") != MH_OK) return MH_FAIL;
            t[0].name = lower(p, t[0].name);
        } else {
            break;
        }
        for (size_t i = 0; i < n; i++) mh_vec_push(tests, t[i]);
    }
    /* "::text" alone stands for "*::text" */
    bool ends = mh_view_starts(mh_view_sub(p->in, p->at, p->in.len), MH_VIEW("::"));
    return p->at > from || ends ? MH_OK : bad(p, p->at, "a selector");
}

static mh_rc parse_end(parser *p, mh_sel_complex *c) {
    size_t from = p->at;
    mh_view name;
    p->at += 2;
    if (parse_name(p, &name, "text or attr(name)") != MH_OK) return MH_FAIL;
    if (mh_view_ieq(name, MH_VIEW("text"))) {
        c->end = MH_SEL_TEXT;
        return MH_OK;
    }
    if (!mh_view_ieq(name, MH_VIEW("attr")) || !eat(p, '('))
        return bad(p, from, "::text or ::attr(name)");
    skip_space(p);
    if (parse_name(p, &c->attr, "an attribute name") != MH_OK) return MH_FAIL;
    c->attr = lower(p, c->attr);
    c->end = MH_SEL_VALUE;
    skip_space(p);
    return eat(p, ')') ? MH_OK : bad(p, p->at, ")");
}

static bool is_comb(char c) {
    return c == '>' || c == '+' || c == '~';
}

static mh_rc parse_complex(parser *p, mh_sel_complex *c, bool relative, bool inside) {
    mh_sel_part parts[MH_SELECT_MAX_PARTS];
    char comb = ' ';
    *c = (mh_sel_complex){0};
    skip_space(p);
    if (relative && is_comb(peek(p))) comb = p->in.ptr[p->at++];
    for (;;) {
        test_list tests = {0};
        skip_space(p);
        if (c->n == MH_SELECT_MAX_PARTS) return bad(p, p->at, "at most 64 parts");
        mh_rc rc = parse_compound(p, &tests);
        mh_sel_part part = {mh_arena_array(p->s->arena, tests.len + 1, sizeof *tests.ptr),
                            tests.len, comb};
        if (tests.len) memcpy(part.tests, tests.ptr, tests.len * sizeof *tests.ptr);
        mh_vec_clear(&tests);
        if (rc != MH_OK) return rc;
        parts[c->n++] = part;
        bool space = skip_space(p);
        if (is_comb(peek(p))) {
            comb = p->in.ptr[p->at++];
        } else if (!space || peek(p) == ',' || peek(p) == ')' || p->at >= p->in.len) {
            break;
        } else {
            comb = ' ';
        }
    }
    c->parts = mh_arena_array(p->s->arena, c->n, sizeof *c->parts);
    memcpy(c->parts, parts, c->n * sizeof *parts);
    if (mh_view_starts(mh_view_sub(p->in, p->at, p->in.len), MH_VIEW("::"))) {
        if (inside) return bad(p, p->at, "no ::text or ::attr() inside a list");
        if (parse_end(p, c) != MH_OK) return MH_FAIL;
        skip_space(p);
    }
    return MH_OK;
}

static mh_rc parse_list(parser *p, mh_sel_list *out, bool relative, bool inside) {
    MH_VEC(mh_sel_complex) items = {0};
    mh_rc rc;
    do {
        mh_sel_complex c;
        rc = parse_complex(p, &c, relative, inside);
        if (rc == MH_OK) mh_vec_push(&items, c);
    } while (rc == MH_OK && eat(p, ','));
    out->items = mh_arena_array(p->s->arena, items.len + 1, sizeof *items.ptr);
    out->n = items.len;
    if (items.len) memcpy(out->items, items.ptr, items.len * sizeof *items.ptr);
    mh_vec_clear(&items);
    return rc;
}

mh_rc mh_select_compile(mh_select **out, mh_view css, mh_err *e) {
    mh_select *s = mh_alloc(sizeof *s);
    parser p = {.s = s, .in = css, .e = e};
    mh_rc rc = MH_FAIL;
    *out = NULL;
    s->arena = mh_arena_new();
    if (css.len > MH_SELECT_MAX) {
        mh_fail(e, MH_E_USAGE, "selector: %zu bytes (limit %d)", css.len, MH_SELECT_MAX);
    } else if (!mh_utf8_valid(css)) {
        mh_fail(e, MH_E_USAGE, "selector: it is not valid UTF-8");
    } else if (parse_list(&p, &s->list, false, false) == MH_OK) {
        rc = p.at == css.len ? MH_OK : bad(&p, p.at, "a combinator, a comma or the end");
    }
    if (rc == MH_OK) {
        *out = s;
    } else {
        mh_select_free(s);
    }
    return rc;
}

void mh_select_free(mh_select *s) {
    if (!s) return;
    mh_arena_free(s->arena);
    free(s);
}
