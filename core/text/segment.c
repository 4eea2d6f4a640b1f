#include "text/segment.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "text/fold.h"
#include "text/seen.h"
#include "text/segment_breaks.h"
#include "text/segment_priv.h"
#include "text/text_priv.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#define STARTER    100 /* value of a sentence starter in the table of abbreviations */
#define MARKER_MAX 6   /* bytes of a list marker such as "12." or "iv)" */
#define ABBR_MAX   24  /* bytes of the longest abbreviation looked for */
#define WORD_LEAST 4   /* bytes of a segment, about: room is made for so many */
#define ICU_MOST   64 /* times that ICU is asked for the words of one text; then for all the rest */

static void add_words(mh_map *m, const char *words, uint64_t value, char prefix) {
    mh_view rest = mh_view_of(words), w;
    while (mh_view_split(&rest, ' ', &w)) {
        if (w.len == 0) continue;
        mh_buf key = {0};
        if (prefix) mh_buf_putc(&key, prefix);
        mh_buf_put(&key, w);
        mh_map_at(m, mh_buf_view(&key), NULL)->num = value;
        mh_buf_clear(&key);
    }
}

/* Starters share the map under a key that begins with a space, which no word does. */
void mh_segment_init(mh_text *t) {
    mh_word_classes_init(&t->word_classes);
    mh_end_classes_init(&t->end_classes);
    t->abbreviations = mh_map_new();
    for (const mh_abbr_row *r = mh_abbr_rows; r->words; r++) {
        add_words(t->abbreviations, r->words, (uint64_t)r->kind, 0);
    }
    for (const char *const *p = mh_sentence_starters; *p; p++) {
        add_words(t->abbreviations, *p, STARTER, ' ');
    }
}

/* What stands right of a boundary. */
typedef struct right_side {
    bool lower, upper, digit;
    bool initial; /* the word is one letter with a dot */
    mh_view word;
} right_side;

static uint64_t lookup(mh_text *t, mh_view word, bool starter) {
    mh_buf *key = &t->scratch;
    mh_buf_reset(key);
    if (starter) mh_buf_putc(key, ' ');
    mh_text_fold(t, word, key);
    mh_value *v = mh_map_get(t->abbreviations, mh_buf_view(key));
    return v ? v->num : 0;
}

/* Whether the text goes on with a word that begins sentences. */
static bool is_starter(mh_text *t, const right_side *r) {
    return !r->initial && lookup(t, r->word, true) == STARTER;
}

static bool is_closer(uint32_t cp) {
    return cp == '"' || cp == '\'' || cp == ')' || cp == ']' || cp == 0xBB || cp == 0x201D ||
           cp == 0x2019 || cp == 0x203A;
}

static bool is_blank_cp(uint32_t cp) {
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0xA0 || cp == 0x2028 ||
           cp == 0x2029 || cp == 0x85 || cp == 0xB || cp == 0xC || cp == 0x3000 || cp == 0x202F ||
           cp == 0x2009;
}

static bool is_line_end(uint32_t cp) {
    return cp == '\n' || cp == '\r' || cp == 0x2028 || cp == 0x2029 || cp == 0x85;
}

/* End of the text of [from, to) without the white space behind it; *line says whether a line ended. */
static size_t trim_end(mh_view s, size_t from, size_t to, bool *line) {
    *line = false;
    while (to > from) {
        size_t start = 0;
        uint32_t cp = mh_cp_before(s, to, &start);
        if (!is_blank_cp(cp)) break;
        if (is_line_end(cp)) *line = true;
        to = start;
    }
    return to;
}

static right_side look_right(mh_view s, size_t at) {
    right_side r = {0};
    size_t next = at;
    uint32_t cp = 0;
    for (size_t skipped = 0; at < s.len && skipped < 8; at = next, skipped++) {
        cp = mh_cp_at(s, at, &next);
        bool skip = is_closer(cp) || cp == ' ' || cp == 0xA0 || cp == '-' || cp == 0x2013 ||
                    cp == 0x2014 || cp == ',' || cp == 0xAB || cp == 0x201C || cp == 0x201E;
        if (!skip) break;
    }
    if (at >= s.len) return r;
    r.lower = u_islower((UChar32)cp);
    r.upper = u_isupper((UChar32)cp) || u_istitle((UChar32)cp);
    r.digit = u_isdigit((UChar32)cp);
    size_t end = at;
    while (end < s.len && end - at < ABBR_MAX) {
        cp = mh_cp_at(s, end, &next);
        if (!u_isalpha((UChar32)cp)) break;
        end = next;
    }
    r.word = mh_view_sub(s, at, end);
    r.initial = end < s.len && s.ptr[end] == '.' && r.word.len > 0 && r.word.len <= 2;
    return r;
}

/* The run of letters, dots and inner hyphens that ends at `end`, at most ABBR_MAX bytes of it. */
static size_t abbr_start(mh_view s, size_t from, size_t end) {
    size_t at = end, start = 0;
    while (at > from && end - at <= ABBR_MAX) {
        uint32_t cp = mh_cp_before(s, at, &start);
        if (!u_isalpha((UChar32)cp) && cp != '.' && cp != '-' && cp != '\'' && cp != 0x2019 &&
            cp != 0x2116)
            break;
        at = start;
    }
    while (at < end && (s.ptr[at] == '.' || s.ptr[at] == '-' || s.ptr[at] == '\'')) at++;
    return at;
}

static bool digit_before(mh_view s, size_t from, size_t at) {
    bool line = false;
    size_t end = trim_end(s, from, at, &line), start = 0;
    return end > from && u_isdigit((UChar32)mh_cp_before(s, end, &start));
}

/* A single capital, or one after hyphen ("Zh.-K."). */
static bool is_initial(mh_view s, size_t from, size_t dot) {
    size_t start = 0, before = 0;
    uint32_t cp = mh_cp_before(s, dot, &start);
    if (!u_isupper((UChar32)cp)) return false;
    if (start == from) return true;
    cp = mh_cp_before(s, start, &before);
    return !u_isalnum((UChar32)cp);
}

/* "At 5 a.m.": a preposition, figures and the abbreviation at `at` alone are no sentence. */
static bool only_when(mh_text *t, mh_view s, size_t from, size_t at) {
    mh_view v = mh_view_trim(mh_view_sub(s, from, at));
    size_t word = mh_view_find_byte(v, ' ', 0);
    if (v.len > ABBR_MAX || word == SIZE_MAX) return false;
    for (size_t i = word; i < v.len; i++) {
        if (!mh_is_digit(v.ptr[i]) && v.ptr[i] != ' ' && v.ptr[i] != ':' && v.ptr[i] != '.')
            return false;
    }
    return lookup(t, mh_view_sub(v, 0, word), true) == STARTER;
}

static bool after_dot_joins(mh_text *t, mh_view s, size_t from, size_t dot, right_side r) {
    size_t at = abbr_start(s, from, dot);
    mh_view word = mh_view_sub(s, at, dot);
    if (word.len == 0 || word.len > ABBR_MAX) return false;
    mh_abbr kind = (mh_abbr)lookup(t, word, false);
    size_t next = 0;
    bool capital = u_isupper((UChar32)mh_cp_at(s, at, &next));
    switch (kind) {
    case MH_ABBR_BEFORE: return true;
    case MH_ABBR_NUMBER:
        if (r.digit) return true;
        break;
    case MH_ABBR_ANY: return !is_starter(t, &r);
    case MH_ABBR_MEASURE: return r.lower || r.digit || only_when(t, s, from, at);
    case MH_ABBR_YEAR:
        if (!digit_before(s, from, at) && !capital) return true;
        if (!capital) return r.lower || r.digit;
        break;
    case MH_ABBR_NONE: break;
    }
    if (is_initial(s, at, dot)) return !mh_view_eq(word, MH_VIEW("I")) && !is_starter(t, &r);
    bool dotted = mh_view_find_byte(word, '.', 0) != SIZE_MAX;
    return dotted && (r.upper || r.lower || r.digit) && !is_starter(t, &r);
}

/* "1.", "iv)", "a.", a bullet: text that only marks what follows. */
static bool is_marker(mh_view v) {
    if (v.len == 0 || v.len > MARKER_MAX) return false;
    size_t next = 0;
    uint32_t first = mh_cp_at(v, 0, &next);
    if (next == v.len)
        return first == '*' || first == '-' || (first >= 0x2022 && first <= 0x2023) ||
               first == 0x25CF || first == 0x2043;
    char last = v.ptr[v.len - 1];
    if (last != '.' && last != ')') return false;
    bool digits = true, letters = true;
    for (size_t i = v.ptr[0] == '('; i + 1 < v.len; i++) {
        if (!mh_is_digit(v.ptr[i]) && v.ptr[i] != '.') digits = false;
        if (!mh_is_alpha(v.ptr[i]) ||
            (v.len > 2 &&
             mh_view_find(MH_VIEW("ivxlIVXL"), mh_view_sub(v, i, i + 1), 0) == SIZE_MAX))
            letters = false;
    }
    return digits || letters;
}

/* Whether the boundary at `to` after the text from `from` is none. */
static bool joins(mh_text *t, mh_view s, size_t from, size_t to) {
    bool line = false;
    size_t end = trim_end(s, from, to, &line);
    if (line || end == from) return false;
    if (is_marker(mh_view_sub(s, from, end))) return true;
    right_side r = look_right(s, to);
    size_t start = end, at = end;
    uint32_t cp = mh_cp_before(s, at, &start);
    bool closed = false;
    while (is_closer(cp) && start > from) {
        closed = true;
        at = start;
        cp = mh_cp_before(s, at, &start);
    }
    size_t next = 0;
    bool tight = end == to && u_isalnum((UChar32)mh_cp_at(s, to, &next)); /* "Y!J", "?a=b" */
    if (cp == '[' || cp == '(') return true;
    if (cp == '?' || cp == '!') return r.lower || tight;
    if (cp == '.' && !closed) return r.lower || after_dot_joins(t, s, from, start, r);
    if (cp == '.') return r.lower;
    return r.lower && cp != ':' && cp != ';' && cp < 0x3000;
}

/* ICU's boundaries of one text, as bytes. */
typedef struct cutter {
    UBreakIterator *it;
    UText ut;
    bool ok;
} cutter;

static void cutter_open(cutter *c, UBreakIterator *it, mh_view *s) {
    UErrorCode uc = U_ZERO_ERROR;
    if (s->len > INT32_MAX) s->len = INT32_MAX; /* over MH_TEXT_MAX: not let in by callers */
    c->it = it;
    c->ut = (UText)UTEXT_INITIALIZER;
    utext_openUTF8(&c->ut, s->len ? s->ptr : "", (int64_t)s->len, &uc);
    ubrk_setUText(it, &c->ut, &uc);
    c->ok = U_SUCCESS(uc);
}

typedef MH_VEC(mh_span) span_list;

static void push_trimmed(span_list *found, mh_view s, size_t from, size_t to) {
    bool line = false;
    size_t end = trim_end(s, from, to, &line), next = 0, at = from;
    while (at < end && is_blank_cp(mh_cp_at(s, at, &next))) at = next;
    if (at < end) mh_vec_push(found, ((mh_span){at, end}));
}

static mh_spans spans_of(span_list *found, mh_arena *a) {
    mh_spans out = {mh_arena_array(a, found->len, sizeof(mh_span)), found->len};
    if (found->len) memcpy(out.ptr, found->ptr, found->len * sizeof(mh_span));
    mh_vec_clear(found);
    return out;
}

/* A bracket right behind a quotation within the sentence from `from` belongs to that sentence. */
static bool bracket_follows(const mh_breaks *b, mh_view s, size_t from, size_t to) {
    if (to >= s.len || s.ptr[to] != '(' || b->close == 0 || b->open <= from) return false;
    mh_view between = mh_view_sub(s, b->close, to);
    return between.len <= 5 && mh_view_sub(s, from, b->open).len > 1 &&
           mh_view_find_byte(between, '\n', 0) == SIZE_MAX;
}

mh_spans mh_text_sentences(mh_text *t, mh_arena *a, mh_view s) {
    mh_seen_list *seen = mh_seen_at(t, MH_SEEN_SENTENCES, s);
    if (seen && seen->known) return (mh_spans){mh_seen_copy(seen, a, sizeof(mh_span)), seen->len};
    span_list found = {0};
    mh_breaks more = {.s = s};
    mh_break cut;
    size_t from = 0;
    for (size_t to = 0; to < s.len;) {
        to = mh_sentence_end(&t->end_classes, s, to);
        while (mh_breaks_next(&more, from, to, &cut)) {
            push_trimmed(&found, s, from, cut.end);
            from = cut.next;
        }
        if (to <= from) continue;
        if (to < s.len && (mh_breaks_held(&more, to) || bracket_follows(&more, s, from, to) ||
                           joins(t, s, from, to)))
            continue;
        push_trimmed(&found, s, from, to);
        from = to;
    }
    mh_seen_keep(seen, found.ptr, found.len, sizeof *found.ptr);
    return spans_of(&found, a);
}

mh_spans mh_text_uax29_sentences(mh_text *t, mh_arena *a, mh_view s) {
    span_list found = {0};
    for (size_t from = 0, to; from < s.len; from = to) {
        to = mh_sentence_end(&t->end_classes, s, from);
        mh_vec_push(&found, ((mh_span){from, to}));
    }
    return spans_of(&found, a);
}

/* Every segment, or those that are no others. */
static mh_words words_of(mh_arena *a, const mh_word *found, size_t len, bool all) {
    mh_words out = {.ptr = mh_arena_array(a, len + 1, sizeof *out.ptr)};
    if (all) {
        if (len) memcpy(out.ptr, found, len * sizeof *found);
        out.len = len;
        return out;
    }
    for (size_t i = 0; i < len; i++) {
        if (found[i].kind != MH_WORD_OTHER) out.ptr[out.len++] = found[i];
    }
    return out;
}

typedef MH_VEC(mh_word) word_list;

/* Adds the segments from `from` on as ICU cuts them, until the text is plain again (the whole rest when
 * `all` is set); where that is. */
static size_t add_words_of_icu(mh_text *t, mh_view s, size_t from, bool all, word_list *found) {
    mh_view rest = mh_view_sub(s, from, s.len);
    size_t at = 0;
    cutter c;
    cutter_open(&c, t->word, &rest);
    while (c.ok && at < rest.len &&
           (all || at == 0 || !mh_plain_ahead(&t->word_classes, rest, at))) {
        int32_t b = ubrk_next(c.it);
        if (b == UBRK_DONE) break;
        int32_t status = ubrk_getRuleStatus(c.it);
        mh_word_kind kind = status < UBRK_WORD_NUMBER   ? MH_WORD_OTHER
                            : status < UBRK_WORD_LETTER ? MH_WORD_NUMBER
                                                        : MH_WORD_LETTER;
        mh_vec_push(found, ((mh_word){from + at, from + (size_t)b, kind}));
        at = (size_t)b;
    }
    utext_close(&c.ut);
    return at ? from + at : s.len;
}

mh_words mh_text_words(mh_text *t, mh_arena *a, mh_view s, bool all) {
    word_list found = {0};
    mh_seen_list *seen = mh_seen_at(t, MH_SEEN_WORDS, s);
    if (seen && seen->known) return words_of(a, seen->ptr, seen->len, all);
    int asked = 0;
    mh_vec_reserve(&found, s.len / WORD_LEAST + 8);
    for (size_t from = 0, to; from < s.len; from = to) {
        mh_word_kind kind = MH_WORD_OTHER;
        to = mh_plain_word(&t->word_classes, s, from, &kind);
        if (to > from)
            mh_vec_push(&found, ((mh_word){from, to, kind}));
        else
            to = add_words_of_icu(t, s, from, ++asked >= ICU_MOST, &found);
    }
    mh_words out = words_of(a, found.ptr, found.len, all);
    mh_vec_fit(&found);
    mh_seen_take(seen, found.ptr, found.len, sizeof *found.ptr);
    return out;
}
