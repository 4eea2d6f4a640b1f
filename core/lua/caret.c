#include "lua/caret.h"

#include "base/utf8.h"

#include <string.h>

#define SHOWN_MAX 110 /* characters of a line */
#define BEFORE    60  /* of them before the caret */

/* 'x' behind the word, as in "field 'x'"; empty when it is not there. */
static mh_view quoted_after(mh_view v, const char *word) {
    mh_view w = mh_view_of(word);
    size_t at = mh_view_find(v, w, 0);
    if (at == SIZE_MAX) return (mh_view){0};
    size_t from = at + w.len, end = mh_view_find_byte(v, '\'', from);
    return end == SIZE_MAX ? (mh_view){0} : mh_view_sub(v, from, end);
}

static mh_view first_quoted(mh_view v) {
    for (size_t from = 0;;) {
        size_t a = mh_view_find_byte(v, '\'', from);
        if (a == SIZE_MAX) return (mh_view){0};
        size_t b = mh_view_find_byte(v, '\'', a + 1);
        if (b == SIZE_MAX) return (mh_view){0};
        bool opens = a == 0 || v.ptr[a - 1] == ' ' || v.ptr[a - 1] == '(';
        if (opens && b > a + 1) return mh_view_sub(v, a + 1, b);
        from = a + 1;
    }
}

static bool is_word(char c) {
    return mh_is_alnum(c) || c == '_';
}

mh_subject mh_subject_of_loop(mh_view line) {
    mh_subject s = {0};
    size_t at = mh_view_find(line, MH_VIEW("pairs("), 0);
    if (at == SIZE_MAX) return s;
    size_t from = at + 6, end = from;
    while (end < line.len && (is_word(line.ptr[end]) || line.ptr[end] == '.')) {
        if (line.ptr[end] == '.') from = end + 1;
        end++;
    }
    if (end >= line.len || line.ptr[end] != ')' || from == end) return s;
    bool field = line.ptr[from - 1] == '.';
    return (mh_subject){.kind = field ? MH_SUBJECT_FIELD : MH_SUBJECT_NAME,
                        .name = mh_view_sub(line, from, end),
                        .global = !field,
                        .is_nil = true};
}

static bool says(mh_view v, const char *s) {
    return mh_view_find(v, mh_view_of(s), 0) != SIZE_MAX;
}

/* "near 'x'": the token may hold quotes itself, so it ends with the message. */
static bool syntax(mh_view m, mh_subject *s) {
    static const char word[] = " near ";
    size_t at = mh_view_find(m, mh_view_of(word), 0);
    if (at == SIZE_MAX) return false;
    mh_view t = mh_view_sub(m, at + sizeof word - 1, m.len);
    if (mh_view_eq(t, MH_VIEW("<eof>"))) {
        s->kind = MH_SUBJECT_END;
        return true;
    }
    if (t.len < 3 || t.ptr[0] != '\'' || t.ptr[t.len - 1] != '\'') return false;
    s->kind = MH_SUBJECT_TOKEN;
    s->name = mh_view_sub(t, 1, t.len - 1);
    return true;
}

static bool variable(mh_view m, mh_subject *s) {
    static const struct {
        const char *word;
        mh_subject_kind kind;
        bool global;
    } kinds[] = {{"(global '", MH_SUBJECT_NAME, true},    {"(local '", MH_SUBJECT_NAME, false},
                 {"(upvalue '", MH_SUBJECT_NAME, false},  {"(field '", MH_SUBJECT_FIELD, false},
                 {"(method '", MH_SUBJECT_METHOD, false}, {"(constant '", MH_SUBJECT_WORD, false}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        s->name = quoted_after(m, kinds[i].word);
        if (s->name.len == 0) continue;
        s->kind = kinds[i].kind;
        s->global = kinds[i].global;
        s->is_nil = says(m, " a nil value (");
        s->called = says(m, "attempt to call ");
        s->indexed = says(m, "attempt to index ");
        return true;
    }
    return false;
}

/* "all" of "mine.task.all: wants a list". */
static mh_view own_name(mh_view m) {
    size_t end = mh_view_find_byte(m, ':', 0), from = end == SIZE_MAX ? 0 : end;
    while (from > 0 && is_word(m.ptr[from - 1])) from--;
    return end == SIZE_MAX ? (mh_view){0} : mh_view_sub(m, from, end);
}

mh_subject mh_subject_of(mh_view m, const char *called) {
    mh_subject s = {0};
    if (variable(m, &s) || syntax(m, &s)) return s;
    bool host = mh_view_starts(m, MH_VIEW("mine."));
    bool thrown =
        called && !host && (strcmp(called, "error") == 0 || strcmp(called, "assert") == 0);
    s.kind = MH_SUBJECT_CALL;
    if (mh_view_starts(m, MH_VIEW("bad argument #"))) s.name = quoted_after(m, " to '");
    if (s.name.len == 0) s.name = quoted_after(m, "calling '");
    if (s.name.len > 0) return s;
    s.name = thrown ? (mh_view){0} : first_quoted(m);
    s.kind = MH_SUBJECT_WORD;
    if (s.name.len > 0) return s;
    s.name = host ? own_name(m) : mh_view_of(called);
    s.kind = s.name.len > 0 ? MH_SUBJECT_CALL : MH_SUBJECT_NONE;
    return s;
}

static size_t skip_back(mh_view line, size_t at) {
    while (at > 0 && (line.ptr[at - 1] == ' ' || line.ptr[at - 1] == '\t')) at--;
    return at;
}

static char byte_before(mh_view line, size_t at) {
    at = skip_back(line, at);
    return at > 0 ? line.ptr[at - 1] : '\0';
}

static char byte_behind(mh_view line, size_t at) {
    while (at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '\t')) at++;
    return at < line.len ? line.ptr[at] : '\0';
}

/* Whether what stands at `at` may be what the message means. */
static bool fits(mh_view line, size_t at, const mh_subject *s) {
    char before = byte_before(line, at), behind = byte_behind(line, at + s->name.len);
    bool concat = at >= 2 && line.ptr[at - 1] == '.' && line.ptr[at - 2] == '.';
    bool dot = before == '.' && !concat &&
               !(skip_back(line, at) >= 2 && line.ptr[skip_back(line, at) - 2] == '.');
    switch (s->kind) {
    case MH_SUBJECT_NAME:
        if (dot || before == ':') return false;
        break;
    case MH_SUBJECT_FIELD:
        if (!dot && before != '"' && before != '\'') return false;
        if (before != '.' && behind != '"' && behind != '\'') return false;
        break;
    case MH_SUBJECT_METHOD:
        if (before != ':') return false;
        break;
    case MH_SUBJECT_CALL: return strchr("({\"'[,)", behind) != NULL; /* \0 too: the line's end */
    default: return true;
    }
    if (s->called) return behind == '(' || behind == '{' || behind == '"' || behind == '\'';
    if (s->indexed && s->kind != MH_SUBJECT_METHOD)
        return behind == '.' || behind == ':' || behind == '[' || behind == '"' || behind == '\'';
    return true;
}

static bool whole(mh_view line, size_t at, mh_view name) {
    bool left = !is_word(name.ptr[0]) || at == 0 || !is_word(line.ptr[at - 1]);
    size_t end = at + name.len;
    bool right = !is_word(name.ptr[name.len - 1]) || end >= line.len || !is_word(line.ptr[end]);
    return left && right;
}

static size_t only(mh_view line, const mh_subject *s, bool strict) {
    size_t found = SIZE_MAX, n = 0;
    for (size_t at = 0; (at = mh_view_find(line, s->name, at)) != SIZE_MAX; at++) {
        if (!whole(line, at, s->name) || (strict && !fits(line, at, s))) continue;
        if (n++ == 0) found = at;
    }
    return n == 1 ? found : SIZE_MAX;
}

size_t mh_caret_find(mh_view line, const mh_subject *s) {
    if (s->kind == MH_SUBJECT_END) return line.len;
    if (s->kind == MH_SUBJECT_NONE || s->name.len == 0) return SIZE_MAX;
    size_t at = only(line, s, true);
    return at != SIZE_MAX ? at : only(line, s, false);
}

bool mh_place_split(mh_view m, mh_view *file, int *line, mh_view *rest) {
    for (size_t at = 0; (at = mh_view_find_byte(m, ':', at)) != SIZE_MAX; at++) {
        size_t end = at + 1;
        int n = 0;
        while (end < m.len && mh_is_digit(m.ptr[end]) && n < 100000000)
            n = n * 10 + (m.ptr[end++] - '0');
        if (n == 0 || end + 1 >= m.len || m.ptr[end] != ':' || m.ptr[end + 1] != ' ') continue;
        if (at == 0 || mh_view_find_byte(mh_view_sub(m, 0, at), '\n', 0) != SIZE_MAX) return false;
        *file = mh_view_sub(m, 0, at);
        *line = n;
        *rest = mh_view_sub(m, end + 2, m.len);
        return true;
    }
    return false;
}

mh_view mh_caret_base(mh_view line, size_t at) {
    size_t end, from;
    if (at == 0 || at > line.len || (line.ptr[at - 1] != '.' && line.ptr[at - 1] != ':'))
        return (mh_view){0};
    end = from = at - 1;
    while (from > 0 && (is_word(line.ptr[from - 1]) || line.ptr[from - 1] == '.')) from--;
    mh_view v = mh_view_sub(line, from, end);
    if (v.len == 0 || v.ptr[0] == '.' || v.ptr[v.len - 1] == '.' || mh_is_digit(v.ptr[0]) ||
        mh_view_find(v, MH_VIEW(".."), 0) != SIZE_MAX)
        return (mh_view){0};
    char before = byte_before(line, from);
    return before == ')' || before == ']' || before == ':' || before == '"' ? (mh_view){0} : v;
}

mh_view mh_source_line(mh_view source, int line) {
    mh_view one;
    for (int n = 1; mh_view_split(&source, '\n', &one); n++) {
        if (n < line) continue;
        if (mh_view_ends(one, MH_VIEW("\r"))) one.len--;
        return one;
    }
    return (mh_view){0};
}

/* Bytes of n characters before (or behind) at. */
static size_t back(mh_view v, size_t at, size_t n) {
    while (at > 0 && n > 0) {
        at--;
        if (((unsigned char)v.ptr[at] & 0xC0) != 0x80) n--;
    }
    return at;
}

void mh_caret_put(mh_buf *b, mh_view line, size_t at) {
    size_t from = 0;
    while (from < line.len && (line.ptr[from] == ' ' || line.ptr[from] == '\t')) from++;
    if (at != SIZE_MAX && at < from) from = at;
    bool cut = false;
    if (at != SIZE_MAX && mh_utf8_len(mh_view_sub(line, from, at)) > SHOWN_MAX - 20) {
        from = back(line, at, BEFORE);
        cut = true;
    }
    mh_view rest = mh_view_sub(line, from, line.len), shown = rest;
    size_t n = 0;
    while (rest.len > 0 && n++ < SHOWN_MAX) mh_utf8_next(&rest);
    shown.len -= rest.len;
    mh_buf_puts(b, cut ? "    ..." : "    ");
    mh_buf_put(b, shown);
    mh_buf_puts(b, rest.len > 0 ? "...\n" : "\n");
    if (at == SIZE_MAX || at > from + shown.len) return;
    mh_buf_puts(b, cut ? "       " : "    ");
    mh_view before = mh_view_sub(line, from, at);
    while (before.len > 0) mh_buf_putc(b, mh_utf8_next(&before) == '\t' ? '\t' : ' ');
    mh_buf_puts(b, "^\n");
}
