#include "conf/uses.h"

#include <string.h>

#define NAME_LONGEST ((size_t)200)

typedef struct scan {
    mh_view v; /* what is left */
    char prev; /* the byte before it */
} scan;

static char at(const scan *s, size_t i) {
    return i < s->v.len ? s->v.ptr[i] : '\0';
}

static void skip(scan *s, size_t n) {
    if (n > s->v.len) n = s->v.len;
    if (n == 0) return;
    s->prev = s->v.ptr[n - 1];
    s->v = mh_view_sub(s->v, n, s->v.len);
}

/* Length of a long bracket "[==[ ... ]==]" at offset i, 0 when there is none. */
static size_t long_bracket(const scan *s, size_t i) {
    size_t level = 0, from = i;
    if (at(s, i) != '[') return 0;
    for (i++; at(s, i) == '='; i++) level++;
    if (at(s, i) != '[') return 0;
    for (i++; i < s->v.len; i++) {
        size_t n = 0;
        if (at(s, i) != ']') continue;
        while (n < level && at(s, i + 1 + n) == '=') n++;
        if (n == level && at(s, i + 1 + n) == ']') return i + 2 + n - from;
    }
    return s->v.len - from;
}

static size_t comment(const scan *s) {
    size_t n;
    if (at(s, 0) != '-' || at(s, 1) != '-') return 0;
    if ((n = long_bracket(s, 2)) > 0) return n + 2;
    size_t end = mh_view_find_byte(s->v, '\n', 0);
    return end == SIZE_MAX ? s->v.len : end;
}

/* Length of the quoted string in front, 0: none. */
static size_t quoted(const scan *s) {
    char q = at(s, 0);
    if (q != '"' && q != '\'') return 0;
    for (size_t i = 1; i < s->v.len; i++) {
        if (at(s, i) == '\\')
            i++;
        else if (at(s, i) == q || at(s, i) == '\n')
            return i + 1;
    }
    return s->v.len;
}

static bool is_word(char c) {
    return mh_is_alnum(c) || c == '_';
}

static void blanks(scan *s) {
    for (;;) {
        size_t n = comment(s);
        if (n == 0 && s->v.len > 0 && mh_is_space(at(s, 0))) n = 1;
        if (n == 0) return;
        skip(s, n);
    }
}

static void keep(mh_names *out, mh_view v) {
    for (size_t i = 0; i < out->len; i++)
        if (mh_view_eq(mh_view_of(out->ptr[i]), v)) return;
    if (v.len > 0 && v.len <= NAME_LONGEST && mh_view_find_byte(v, '\\', 0) == SIZE_MAX &&
        mh_view_find_byte(v, '\0', 0) == SIZE_MAX)
        mh_vec_push(out, mh_strndup(v.ptr, v.len));
}

/* Behind the word `require` or `use`: its literal, if it has one. */
static void argument(scan *s, mh_names *out) {
    scan t = *s;
    blanks(&t);
    if (at(&t, 0) == '(') {
        skip(&t, 1);
        blanks(&t);
    }
    size_t n = quoted(&t);
    if (n > 2) keep(out, mh_view_sub(t.v, 1, n - 1));
}

void mh_uses_find(mh_view src, mh_names *modules, mh_names *plugins) {
    scan s = {.v = src, .prev = '\n'};
    while (s.v.len > 0) {
        size_t n = comment(&s);
        if (n == 0) n = quoted(&s);
        if (n == 0) n = long_bracket(&s, 0);
        if (n == 0 && is_word(at(&s, 0)) && !is_word(s.prev)) {
            while (is_word(at(&s, n))) n++;
            mh_view word = mh_view_sub(s.v, 0, n);
            bool use = mh_view_eq(word, MH_VIEW("use")) && s.prev == '.';
            skip(&s, n);
            if (use || mh_view_eq(word, MH_VIEW("require"))) argument(&s, use ? plugins : modules);
            continue;
        }
        skip(&s, n > 0 ? n : 1);
    }
}

size_t mh_uses_line(mh_view src, mh_view text) {
    size_t found = text.len ? mh_view_find(src, text, 0) : SIZE_MAX, line = 1;
    if (found == SIZE_MAX) return 0;
    for (size_t i = 0; i < found; i++) line += src.ptr[i] == '\n';
    return line;
}
