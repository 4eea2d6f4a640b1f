/* Mistakes in an expression that libxml2 reports late, without a place or without a name. */
#include "base/schema.h"
#include "base/vec.h"
#include "doc/point.h"
#include "doc/xpath_priv.h"

#include <string.h>

/* XPath 1.0, section 4; node types of section 3.7; one of our own */
static const char *const functions[] = {"last",
                                        "position",
                                        "count",
                                        "id",
                                        "local-name",
                                        "name",
                                        "string",
                                        "concat",
                                        "contains",
                                        "starts-with",
                                        "substring",
                                        "substring-before",
                                        "substring-after",
                                        "string-length",
                                        "normalize-space",
                                        "translate",
                                        "boolean",
                                        "not",
                                        "true",
                                        "false",
                                        "lang",
                                        "number",
                                        "sum",
                                        "floor",
                                        "ceiling",
                                        "round",
                                        "text",
                                        "node",
                                        "comment",
                                        "processing-instruction",
                                        "namespace-uri",
                                        "has-class"};
/* what people know from later versions and from other tools */
static const struct {
    const char *name, *instead;
} later[] = {
    {"ends-with", "substring(S, string-length(S) - string-length(END) + 1) = END"},
    {"matches", "select all and filter in Lua: string.find"},
    {"lower-case", "translate(S, 'ABC...', 'abc...')"},
    {"upper-case", "translate(S, 'abc...', 'ABC...')"},
    {"string-join", "select the texts and table.concat them in Lua"},
    {"replace", "string.gsub in Lua"},
    {"exists", "boolean(NODES)"},
    {"empty", "not(NODES)"},
    {"document", "nothing outside of the page can be reached"},
    {"doc", "nothing outside of the page can be reached"},
};
static const char *const axes[] = {"ancestor",  "ancestor-or-self",  "attribute",
                                   "child",     "descendant",        "descendant-or-self",
                                   "following", "following-sibling", "parent",
                                   "preceding", "preceding-sibling", "self"};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

typedef struct checker {
    mh_view in;
    size_t at;
    MH_VEC(size_t) open; /* places of ( and [ */
    mh_err *e;
} checker;

static bool name_start(char c) {
    return mh_is_alpha(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool name_byte(char c) {
    return name_start(c) || mh_is_digit(c) || c == '-' || c == '.';
}

static char peek(const checker *c, size_t at) {
    return at < c->in.len ? c->in.ptr[at] : '\0';
}

static mh_rc bad(checker *c, size_t at, mh_buf *what) {
    mh_point_at(c->e, "xpath", c->in, at, mh_buf_view(what));
    mh_buf_clear(what);
    return MH_FAIL;
}

static bool is_one(mh_view name, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (mh_view_eq(name, mh_view_of(list[i]))) return true;
    return false;
}

static mh_rc unknown(checker *c, size_t at, mh_view name, const char *kind, const char *const *list,
                     size_t n) {
    mh_buf b = {0};
    const char *near = mh_nearest(name, list, n, sizeof *list);
    mh_buf_printf(&b, "no %s '%.*s'", kind, MH_FMT(mh_view_sub(name, 0, 60)));
    if (near) mh_buf_printf(&b, " (did you mean '%s'?)", near);
    for (size_t i = 0; !near && list == functions && i < COUNT(later); i++)
        if (mh_view_eq(name, mh_view_of(later[i].name)))
            mh_buf_printf(&b, " in XPath 1.0; instead: %s", later[i].instead);
    return bad(c, at, &b);
}

/* A name at c->at: a function, an axis, a prefix, or just a name. */
static mh_rc check_name(checker *c) {
    static const char *const operators[] = {"and", "or", "div", "mod"};
    size_t from = c->at, next;
    while (name_byte(peek(c, c->at))) c->at++;
    mh_view name = mh_view_sub(c->in, from, c->at);
    for (next = c->at; mh_is_space(peek(c, next));) next++;
    if (peek(c, next) == ':' && peek(c, next + 1) == ':') {
        c->at = next + 2;
        return is_one(name, axes, COUNT(axes)) ? MH_OK
                                               : unknown(c, from, name, "axis", axes, COUNT(axes));
    }
    if (peek(c, next) == ':') {
        mh_buf b = {0};
        mh_buf_printf(
            &b,
            "names have no prefix here; write //name, or *[name() = '%.*s:...'] for a name "
            "with a colon",
            MH_FMT(mh_view_sub(name, 0, 60)));
        return bad(c, from, &b);
    }
    if (peek(c, next) != '(' || is_one(name, operators, COUNT(operators))) return MH_OK;
    return is_one(name, functions, COUNT(functions))
               ? MH_OK
               : unknown(c, from, name, "function", functions, COUNT(functions));
}

static mh_rc check_close(checker *c, char sign) {
    char want = sign == ')' ? '(' : '[';
    mh_buf b = {0};
    if (c->open.len == 0) {
        mh_buf_printf(&b, "nothing is open that this '%c' could close", sign);
        return bad(c, c->at, &b);
    }
    size_t at = c->open.ptr[c->open.len - 1];
    if (c->in.ptr[at] != want) {
        mh_buf_printf(&b, "expected '%c' for the '%c' at column %zu, found '%c'",
                      c->in.ptr[at] == '(' ? ')' : ']', c->in.ptr[at], at + 1, sign);
        return bad(c, c->at, &b);
    }
    c->open.len--;
    c->at++;
    return MH_OK;
}

static mh_rc check_one(checker *c) {
    char sign = c->in.ptr[c->at];
    mh_buf b = {0};
    if (name_start(sign)) return check_name(c);
    if (sign == '"' || sign == '\'') {
        size_t end = mh_view_find_byte(c->in, sign, c->at + 1);
        if (end == SIZE_MAX) {
            mh_buf_puts(&b, "expected a closing quote for the string that begins here");
            return bad(c, c->at, &b);
        }
        c->at = end + 1;
    } else if (sign == '$') {
        mh_buf_puts(&b, "there are no variables; put the value into the expression");
        return bad(c, c->at, &b);
    } else if (sign == '(' || sign == '[') {
        mh_vec_push(&c->open, c->at);
        c->at++;
    } else if (sign == ')' || sign == ']') {
        return check_close(c, sign);
    } else if (mh_is_digit(sign)) {
        while (mh_is_digit(peek(c, c->at)) || peek(c, c->at) == '.') c->at++;
    } else {
        c->at++;
    }
    return MH_OK;
}

mh_rc mh_xpath_check(mh_view expr, mh_err *e) {
    checker c = {.in = expr, .e = e};
    mh_rc rc = MH_OK;
    mh_buf b = {0};
    while (rc == MH_OK && c.at < expr.len) rc = check_one(&c);
    if (rc == MH_OK && c.open.len > 0) {
        size_t at = c.open.ptr[c.open.len - 1];
        mh_buf_printf(&b, "expected '%c' for the '%c' at column %zu, found the end",
                      expr.ptr[at] == '(' ? ')' : ']', expr.ptr[at], at + 1);
        rc = bad(&c, at, &b);
    }
    mh_vec_clear(&c.open);
    return rc;
}
