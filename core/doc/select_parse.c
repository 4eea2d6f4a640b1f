/* Selectors from text (Selectors level 4, section 3; CSS Syntax for names and strings). */
#include "base/utf8.h"
#include "doc/point.h"
#include "doc/select_parse_priv.h"

#include <stdio.h>
#include <string.h>

mh_rc mh_sel_bad(mh_sel_parser *p, size_t at, const char *what) {
    char found[16];
    mh_buf b = {0};
    mh_point_found(found, sizeof found, p->in, at);
    mh_buf_printf(&b, "expected %s, found %s", what, found);
    mh_point_at(p->e, "selector", p->in, at, mh_buf_view(&b));
    mh_buf_clear(&b);
    return MH_FAIL;
}

static bool starts(const mh_sel_parser *p, mh_view sign) {
    return mh_view_starts(mh_view_sub(p->in, p->at, p->in.len), sign);
}

/* One that does not end is no comment. */
static bool skip_comment(mh_sel_parser *p) {
    size_t end = mh_view_find(p->in, MH_VIEW("*/"), p->at + 2);
    if (!starts(p, MH_VIEW("/*")) || end == SIZE_MAX) return false;
    p->at = end + 2;
    return true;
}

bool mh_sel_space(mh_sel_parser *p) {
    bool space = false;
    for (;;) {
        if (mh_is_space(mh_sel_peek(p))) {
            p->at++;
            space = true;
        } else if (!skip_comment(p)) {
            return space;
        }
    }
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
static void put_escape(mh_sel_parser *p, mh_buf *out) {
    uint32_t cp = 0;
    int n = 0;
    while (n < 6 && hex(mh_sel_peek(p)) >= 0 && p->at < p->in.len) {
        cp = cp * 16 + (uint32_t)hex(p->in.ptr[p->at++]);
        n++;
    }
    if (n == 0) {
        mh_buf_putc(out, p->in.ptr[p->at++]);
        return;
    }
    if (mh_is_space(mh_sel_peek(p))) p->at++;
    bool no_char = cp == 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000);
    mh_buf_put_cp(out, no_char ? MH_UTF8_BAD : cp);
}

static mh_view take(mh_sel_parser *p, mh_buf *b) {
    mh_view v = mh_arena_dup(p->s->arena, mh_buf_view(b));
    mh_buf_clear(b);
    return v;
}

mh_rc mh_sel_name(mh_sel_parser *p, mh_view *out, const char *what) {
    mh_buf b = {0};
    size_t from = p->at;
    while (p->at < p->in.len &&
           (name_byte(mh_sel_peek(p)) || (mh_sel_peek(p) == '\\' && p->at + 1 < p->in.len))) {
        if (mh_sel_eat(p, '\\')) {
            put_escape(p, &b);
        } else {
            mh_buf_putc(&b, p->in.ptr[p->at++]);
        }
    }
    *out = take(p, &b);
    return out->len ? MH_OK : mh_sel_bad(p, from, what);
}

mh_rc mh_sel_string(mh_sel_parser *p, mh_view *out) {
    char quote = p->in.ptr[p->at];
    size_t from = p->at++;
    mh_buf b = {0};
    while (p->at < p->in.len && mh_sel_peek(p) != quote) {
        if (mh_sel_peek(p) == '\\' && p->at + 1 < p->in.len) {
            p->at++;
            if (mh_sel_eat(p, '\n')) continue; /* the string goes on in the next line */
            put_escape(p, &b);
        } else {
            mh_buf_putc(&b, p->in.ptr[p->at++]);
        }
    }
    *out = take(p, &b);
    return mh_sel_eat(p, quote)
               ? MH_OK
               : mh_sel_bad(p, from, "a closing quote for the string that begins here");
}

mh_view mh_sel_lower(mh_sel_parser *p, mh_view v) {
    mh_view out = mh_arena_dup(p->s->arena, v);
    for (size_t i = 0; i < out.len; i++) ((char *)(uintptr_t)out.ptr)[i] = mh_lower(out.ptr[i]);
    return out;
}

/* Attributes whose values selectors compare without case (HTML, section 4.16.2). */
static bool folds(mh_view name) {
    static const char *const list[] = {
        "accept",     "accept-charset", "align",     "alink",    "axis",     "bgcolor", "charset",
        "checked",    "clear",          "codetype",  "color",    "compact",  "declare", "defer",
        "dir",        "direction",      "disabled",  "enctype",  "face",     "frame",   "hreflang",
        "http-equiv", "lang",           "language",  "link",     "media",    "method",  "multiple",
        "nohref",     "noresize",       "noshade",   "nowrap",   "readonly", "rel",     "rev",
        "rules",      "scope",          "scrolling", "selected", "shape",    "target",  "text",
        "type",       "valign",         "valuetype", "vlink"};
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
        if (mh_view_eq(name, mh_view_of(list[i]))) return true;
    return false;
}

/* Whether a "|" stands here that ends a prefix, and is no "|=" and no "||". */
static bool ends_prefix(const mh_sel_parser *p) {
    return mh_sel_peek(p) == '|' && !starts(p, MH_VIEW("|=")) && !starts(p, MH_VIEW("||"));
}

/* [name], [prefix|name], [*|name], [|name]: a prefix stays part of the name, as HTML has it. */
static mh_rc parse_attr_name(mh_sel_parser *p, mh_sel_test *t) {
    mh_view prefix = {"", 0};
    if (starts(p, MH_VIEW("*|"))) {
        p->at += 2;
    } else if (!ends_prefix(p)) {
        if (mh_sel_name(p, &prefix, "an attribute name") != MH_OK) return MH_FAIL;
        t->name = mh_sel_lower(p, prefix);
        if (!ends_prefix(p)) return MH_OK;
        p->at++;
    } else {
        p->at++;
    }
    if (mh_sel_name(p, &t->name, "an attribute name") != MH_OK) return MH_FAIL;
    if (prefix.len)
        t->name = mh_arena_printf(p->s->arena, "%.*s:%.*s", MH_FMT(prefix), MH_FMT(t->name));
    t->name = mh_sel_lower(p, t->name);
    return MH_OK;
}

static mh_rc parse_attr(mh_sel_parser *p, mh_sel_test *t) {
    t->kind = MH_SEL_ATTR;
    mh_sel_space(p);
    if (parse_attr_name(p, t) != MH_OK) return MH_FAIL;
    t->fold = folds(t->name);
    mh_sel_space(p);
    if (mh_sel_eat(p, ']')) return MH_OK;
    if (mh_sel_peek(p) != '=' && !(mh_sel_peek(p) && strchr("~|^$*!", mh_sel_peek(p))))
        return mh_sel_bad(p, p->at, "one of = ~= |= ^= $= *= != or ]");
    t->op = p->in.ptr[p->at++];
    if (t->op != '=' && !mh_sel_eat(p, '=')) return mh_sel_bad(p, p->at, "=");
    mh_sel_space(p);
    if (mh_sel_peek(p) == '"' || mh_sel_peek(p) == '\'') {
        if (mh_sel_string(p, &t->value) != MH_OK) return MH_FAIL;
    } else if (mh_sel_name(p, &t->value, "a value (in quotes unless it is a plain name)") !=
               MH_OK) {
        return MH_FAIL;
    }
    mh_sel_space(p);
    if (mh_lower(mh_sel_peek(p)) == 'i' || mh_lower(mh_sel_peek(p)) == 's') {
        t->fold = mh_lower(mh_sel_peek(p)) == 'i';
        p->at++;
        mh_sel_space(p);
    }
    return mh_sel_eat(p, ']') ? MH_OK : mh_sel_bad(p, p->at, "]");
}

typedef MH_VEC(mh_sel_test) test_list;

/* E, *, and both behind a prefix: svg|E, *|E, |E. Up to two tests come of it. */
static mh_rc parse_type(mh_sel_parser *p, mh_sel_test t[2], size_t *n) {
    static const char *const spaces[] = {"html", "svg", "math"}; /* as mh_space counts */
    mh_view name = {"", 0};
    bool any = false;
    *n = 0;
    for (int round = 0;; round++) {
        any = mh_sel_eat(p, '*');
        bool none = round == 0 && !any && ends_prefix(p);
        if (!any && !none && mh_sel_name(p, &name, "a type") != MH_OK) return MH_FAIL;
        if (round > 0 || !ends_prefix(p)) break;
        p->at++;
        for (int i = 0; !any && i < 3; i++)
            if (mh_view_ieq(name, mh_view_of(spaces[i])))
                t[(*n)++] = (mh_sel_test){.kind = MH_SEL_SPACE, .a = i};
    }
    if (!any) t[(*n)++] = (mh_sel_test){.kind = MH_SEL_TYPE, .name = mh_sel_lower(p, name)};
    return MH_OK;
}

static mh_rc parse_compound(mh_sel_parser *p, test_list *tests) {
    size_t from = p->at;
    for (;;) {
        mh_sel_test t[2] = {{0}, {0}};
        size_t n = 1;
        if (starts(p, MH_VIEW("/*")) && p->at > from) skip_comment(p);
        char c = mh_sel_peek(p);
        if (c == '#' || c == '.') {
            p->at++;
            t[0].kind = c == '#' ? MH_SEL_ID : MH_SEL_CLASS;
            if (mh_sel_name(p, &t[0].name, c == '#' ? "an id" : "a class name") != MH_OK)
                return MH_FAIL;
        } else if (c == '[') {
            p->at++;
            if (parse_attr(p, t) != MH_OK) return MH_FAIL;
        } else if (c == ':' && !starts(p, MH_VIEW("::"))) {
            p->at++;
            if (mh_sel_pseudo(p, t, &n) != MH_OK) return MH_FAIL;
        } else if (p->at == from && c != 0 &&
                   (name_byte(c) || c == '\\' || c == '*' || ends_prefix(p))) {
            if (parse_type(p, t, &n) != MH_OK) return MH_FAIL;
        } else {
            break;
        }
        for (size_t i = 0; i < n; i++) mh_vec_push(tests, t[i]);
    }
    /* "::text" alone stands for "*::text" */
    return p->at > from || starts(p, MH_VIEW("::")) ? MH_OK : mh_sel_bad(p, p->at, "a selector");
}

static mh_rc parse_end(mh_sel_parser *p, mh_sel_complex *c) {
    size_t from = p->at;
    mh_view name;
    p->at += 2;
    if (mh_sel_name(p, &name, "text or attr(name)") != MH_OK) return MH_FAIL;
    if (mh_view_ieq(name, MH_VIEW("text"))) {
        c->end = MH_SEL_TEXT;
        return MH_OK;
    }
    if (!mh_view_ieq(name, MH_VIEW("attr")) || !mh_sel_eat(p, '('))
        return mh_sel_bad(p, from, "::text or ::attr(name)");
    mh_sel_space(p);
    if (mh_sel_name(p, &c->attr, "an attribute name") != MH_OK) return MH_FAIL;
    c->attr = mh_sel_lower(p, c->attr);
    c->end = MH_SEL_VALUE;
    mh_sel_space(p);
    return mh_sel_eat(p, ')') ? MH_OK : mh_sel_bad(p, p->at, ")");
}

static bool is_comb(char c) {
    return c == '>' || c == '+' || c == '~';
}

static mh_rc parse_complex(mh_sel_parser *p, mh_sel_complex *c, bool relative, bool inside) {
    mh_sel_part parts[MH_SELECT_MAX_PARTS];
    char comb = ' ';
    *c = (mh_sel_complex){0};
    mh_sel_space(p);
    if (relative && is_comb(mh_sel_peek(p))) comb = p->in.ptr[p->at++];
    for (;;) {
        test_list tests = {0};
        mh_sel_space(p);
        if (c->n == MH_SELECT_MAX_PARTS) return mh_sel_bad(p, p->at, "at most 64 parts");
        mh_rc rc = parse_compound(p, &tests);
        mh_sel_part part = {mh_arena_array(p->s->arena, tests.len + 1, sizeof *tests.ptr),
                            tests.len, comb};
        if (tests.len) memcpy(part.tests, tests.ptr, tests.len * sizeof *tests.ptr);
        mh_vec_clear(&tests);
        if (rc != MH_OK) return rc;
        parts[c->n++] = part;
        c->siblings = c->siblings || comb == '+' || comb == '~';
        bool space = mh_sel_space(p);
        if (is_comb(mh_sel_peek(p))) {
            comb = p->in.ptr[p->at++];
        } else if (!space || mh_sel_peek(p) == ',' || mh_sel_peek(p) == ')' || p->at >= p->in.len) {
            break;
        } else {
            comb = ' ';
        }
    }
    c->parts = mh_arena_array(p->s->arena, c->n, sizeof *c->parts);
    memcpy(c->parts, parts, c->n * sizeof *parts);
    if (starts(p, MH_VIEW("::"))) {
        if (inside) return mh_sel_bad(p, p->at, "no ::text or ::attr() inside a list");
        if (parse_end(p, c) != MH_OK) return MH_FAIL;
        mh_sel_space(p);
    }
    return MH_OK;
}

mh_rc mh_sel_list_parse(mh_sel_parser *p, mh_sel_list *out, bool relative, bool inside) {
    MH_VEC(mh_sel_complex) items = {0};
    mh_rc rc;
    do {
        mh_sel_complex c;
        rc = parse_complex(p, &c, relative, inside);
        if (rc == MH_OK) mh_vec_push(&items, c);
    } while (rc == MH_OK && mh_sel_eat(p, ','));
    out->items = mh_arena_array(p->s->arena, items.len + 1, sizeof *items.ptr);
    out->n = items.len;
    if (items.len) memcpy(out->items, items.ptr, items.len * sizeof *items.ptr);
    mh_vec_clear(&items);
    return rc;
}

mh_rc mh_select_compile(mh_select **out, mh_view css, mh_err *e) {
    mh_select *s = mh_alloc(sizeof *s);
    mh_sel_parser p = {.s = s, .in = css, .e = e};
    mh_rc rc = MH_FAIL;
    *out = NULL;
    s->arena = mh_arena_new();
    if (css.len > MH_SELECT_MAX) {
        mh_fail(e, MH_E_USAGE, "selector: %zu bytes (limit %d)", css.len, MH_SELECT_MAX);
    } else if (!mh_utf8_valid(css)) {
        mh_fail(e, MH_E_USAGE, "selector: it is not valid UTF-8");
    } else if (mh_sel_list_parse(&p, &s->list, false, false) == MH_OK) {
        rc = p.at == css.len ? MH_OK : mh_sel_bad(&p, p.at, "a combinator, a comma or the end");
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
