#include "text/segment_breaks.h"

#include "base/utf8.h"
#include "text/text_priv.h"

#include <string.h>
#include <unicode/uchar.h>

#define RULE_MIN  8 /* like signs in a row that are a line drawn by hand */
#define DEPTH_MAX 3 /* brackets of one kind within each other */

enum { STRAIGHT, SINGLE, DOUBLE, ANGLE, CURLY, LOW, ROUND };

/* Bytes at which something may begin. */
static const bool stops[256] = {
    ['"'] = true, ['\''] = true, ['`'] = true, ['('] = true,  [')'] = true,
    ['.'] = true, ['!'] = true,  ['?'] = true, [':'] = true,  ['\\'] = true,
    ['/'] = true, ['='] = true,  ['-'] = true, ['_'] = true,  ['*'] = true,
    ['#'] = true, ['~'] = true,  ['+'] = true, [0xC2] = true, [0xE2] = true,
};

static const struct pair {
    uint32_t open, close, also; /* also: a second sign that closes */
} pairs[MH_HOLD_KINDS] = {
    {'"', '"', 0},       {'\'', '\'', 0},          {0x201C, 0x201D, 0}, {0xAB, 0xBB, 0},
    {0x2018, 0x2019, 0}, {0x201E, 0x201C, 0x201D}, {'(', ')', 0},
};

/* 0 stands for the edges of the text. */
static uint32_t cp_before(mh_view s, size_t at) {
    size_t start = 0;
    return at ? mh_cp_before(s, at, &start) : 0;
}

static uint32_t cp_at(mh_view s, size_t at, size_t *next) {
    *next = at;
    return at < s.len ? mh_cp_at(s, at, next) : 0;
}

static bool is_space(uint32_t cp) {
    return cp == 0 || cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0xA0;
}

static bool is_letter(uint32_t cp) {
    return u_isalpha((UChar32)cp);
}

static bool is_sentence_sign(uint32_t cp) {
    return cp == '.' || cp == '!' || cp == '?' || cp == ',' || cp == 0x2026;
}

/* Whether a new sentence may begin at `at`: white space and then a capital or figure. */
static bool starts_anew(mh_view s, size_t at) {
    size_t next = at, from = at;
    uint32_t cp = cp_at(s, at, &next);
    if (cp == 0 || !is_space(cp)) return false;
    while (cp && is_space(cp) && next - from < 8) cp = cp_at(s, next, &next);
    return u_isupper((UChar32)cp) || u_isdigit((UChar32)cp) || cp == 0xAB || cp == 0x201C;
}

/* ---- quotations and brackets */

static bool opens(mh_view s, int kind, size_t at, size_t after) {
    uint32_t before = cp_before(s, at);
    size_t next = 0;
    uint32_t inside = cp_at(s, after, &next);
    if (is_space(inside)) return false;
    if (kind > SINGLE) return true;
    bool free = is_space(before) || before == '(' || before == '[' || before == '-' ||
                before == 0x2013 || before == 0x2014 || (kind == SINGLE && before == '"');
    return free && (kind == STRAIGHT || is_letter(inside));
}

/* A straight sign that opens also closes: the letters around tell. */
static bool closes(mh_view s, int kind, uint32_t cp, size_t at, size_t after) {
    if (cp != pairs[kind].close && (cp != pairs[kind].also || cp == 0)) return false;
    size_t next = 0;
    uint32_t before = cp_before(s, at), behind = cp_at(s, after, &next);
    if (kind == SINGLE) return is_sentence_sign(before) && !is_letter(behind);
    if (kind == STRAIGHT) return !is_space(before) && !is_letter(behind);
    return kind != CURLY || !is_letter(behind); /* an apostrophe within a word */
}

/* Looks for the sign that closes what opened at `at`, on its line and within MH_HOLD_MAX characters. */
static void hold(mh_breaks *b, int kind, size_t at, size_t after) {
    if (at < b->quiet[kind] || !opens(b->s, kind, at, after)) return;
    size_t i = after, next = 0;
    int depth = 1;
    for (int n = 0; i < b->s.len && n < MH_HOLD_MAX && depth <= DEPTH_MAX; n++, i = next) {
        uint32_t cp = mh_cp_at(b->s, i, &next);
        if (cp == '\n' || cp == '\r') break;
        if (closes(b->s, kind, cp, i, next)) {
            if (--depth > 0) continue;
            b->open = at;
            b->close = i;
            b->pos = i;
            return;
        }
        if (cp != pairs[kind].open || !opens(b->s, kind, i, next)) continue;
        if (kind <= SINGLE) break;
        depth++;
    }
    b->quiet[kind] = i;
}

/* A bracket at the start of a sentence holds sentences of its own. */
static bool at_start(mh_view s, size_t from, size_t at) {
    size_t next = from;
    while (from < at && is_space(mh_cp_at(s, from, &next))) from = next;
    return from >= at;
}

/* "to--" At: speech that breaks off, and a new sentence. */
static bool broken_off(mh_view s, size_t at, size_t after) {
    uint32_t before = cp_before(s, at);
    bool dash = before == 0x2014 || (before == '-' && at > 1 && s.ptr[at - 2] == '-');
    size_t next = 0;
    return dash && starts_anew(s, after) && u_isupper((UChar32)cp_at(s, after + 1, &next));
}

/* ---- lists within a line */

/* The mark that ends with the ")" at `at`: where it starts, its value, its shape; 0 when it is none. */
static uint32_t mark_before(mh_view s, size_t at, size_t *start, int *shape) {
    size_t i = at;
    uint32_t value = 0;
    *shape = 0;
    if (i > 0 && s.ptr[i - 1] == '.') {
        *shape |= 1;
        i--;
    }
    size_t end = i;
    while (i > 0 && end - i < 2 && mh_is_digit(s.ptr[i - 1])) i--;
    for (size_t k = i; k < end; k++) value = value * 10 + (uint32_t)(s.ptr[k] - '0');
    if (i == end && i > 0) {
        value = mh_cp_before(s, end, &i);
        if (!u_islower((UChar32)value)) return 0;
        *shape |= 2;
    }
    if (i > 0 && s.ptr[i - 1] == '(') {
        *shape |= 4;
        i--;
    }
    *start = i;
    size_t next = 0;
    bool free = is_space(cp_before(s, i)) && at + 1 < s.len && is_space(cp_at(s, at + 1, &next));
    return free ? value : 0;
}

static bool item(mh_breaks *b, size_t from, size_t at, mh_break *out) {
    size_t start = 0;
    int shape = 0;
    uint32_t mark = mark_before(b->s, at, &start, &shape);
    if (mark == 0 || start < from) return false;
    uint32_t last = b->mark;
    bool first = mark == 1 || mark == 'a' || mark == 0x430, led = at_start(b->s, from, start);
    if (led && (first || (last && mark == last + 1))) {
        b->mark = mark;
        b->shape = shape;
        return false;
    }
    if (last == 0 || mark != last + 1 || shape != b->shape || led) return false;
    b->mark = mark;
    *out = (mh_break){start, start};
    return true;
}

/* ---- other ends */

/* Behind "end." at `at`: "[3][4] Next", ").10 Next". */
static size_t footnote(mh_view s, size_t at) {
    size_t i = at + 1, digits = i;
    while (i < s.len && s.ptr[i] == '[') {
        size_t k = i + 1;
        while (k < s.len && k - i <= 4 && mh_is_digit(s.ptr[k])) k++;
        if (k == i + 1 || k >= s.len || s.ptr[k] != ']') return 0;
        i = k + 1;
    }
    if (i > digits) return starts_anew(s, i) ? i : 0;
    bool after_word = at > 0 && (s.ptr[at - 1] == ')' || s.ptr[at - 1] == '"');
    while (after_word && i < s.len && i - digits < 3 && mh_is_digit(s.ptr[i])) i++;
    return i > digits && starts_anew(s, i) ? i : 0;
}

static bool armenian(uint32_t cp) {
    return cp >= 0x531 && cp <= 0x587;
}

/* ASCII's colon is written for the Armenian full stop. */
static bool armenian_stop(mh_view s, size_t at) {
    size_t i = at, start = 0;
    uint32_t cp = cp_before(s, at);
    while (i > 0 && at - i < 8 && (cp == '.' || cp == 0x2026 || cp == 0xBB || cp == ')')) {
        mh_cp_before(s, i, &start);
        i = start;
        cp = cp_before(s, i);
    }
    return armenian(cp) && starts_anew(s, at + 1);
}

static bool line_end_in_letters(mh_view s, size_t at, mh_break *out) {
    mh_view rest = mh_view_sub(s, at, s.len);
    size_t n = mh_view_starts(rest, MH_VIEW("\\r\\n")) ? 4 : 0, next = 0;
    if (n == 0 || (at > 0 && s.ptr[at - 1] == '\\')) return false;
    if (u_islower((UChar32)cp_at(s, at + n, &next))) return false;
    *out = (mh_break){at, at + n};
    return true;
}

static bool rule(mh_view s, size_t at, mh_break *out) {
    size_t i = at;
    if (at + RULE_MIN > s.len || s.ptr[at + RULE_MIN - 1] != s.ptr[at]) return false;
    while (i < s.len && s.ptr[i] == s.ptr[at]) i++;
    *out = (mh_break){at, i};
    return i - at >= RULE_MIN;
}

/* What begins at b->pos; moves it. */
static bool look(mh_breaks *b, size_t from, mh_break *out) {
    size_t at = b->pos, next = 0;
    mh_view s = b->s;
    char c = s.ptr[at];
    uint32_t cp = mh_cp_at(s, at, &next);
    b->pos = next;
    *out = (mh_break){0};
    switch (c) {
    case '.':
    case '!':
    case '?': out->end = out->next = footnote(s, at); return out->end > 0;
    case ':': *out = (mh_break){next, next}; return armenian_stop(s, at);
    case ')': return item(b, from, at, out);
    case '(':
        if (!at_start(s, from, at)) hold(b, ROUND, at, next);
        return false;
    case '\\': return line_end_in_letters(s, at, out);
    case '`':
    case '\'': hold(b, SINGLE, at, next); return false;
    default: break;
    }
    if (cp < 0x80 && cp != '"') return rule(s, at, out);
    for (int k = 0; k < ROUND; k++) {
        if (k != SINGLE && cp == pairs[k].open) hold(b, k, at, next);
    }
    bool end = cp == '"' || cp == 0x201D || cp == 0xBB;
    *out = (mh_break){next, next};
    return end && b->pos == next && broken_off(s, at, next);
}

bool mh_breaks_next(mh_breaks *b, size_t from, size_t to, mh_break *out) {
    const char *p = b->s.ptr;
    for (;;) {
        while (b->pos < to && !stops[(unsigned char)p[b->pos]]) b->pos++;
        if (b->pos >= to) return false;
        if (!look(b, from, out)) continue;
        if (out->next > b->pos) b->pos = out->next;
        return true;
    }
}

bool mh_breaks_held(const mh_breaks *b, size_t at) {
    return b->open < at && at <= b->close;
}
