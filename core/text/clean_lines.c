#include "base/utf8.h"
#include "text/clean_priv.h"
#include "text/text_priv.h"

#include <unicode/uchar.h>

#define LETTERS_MAX  2 /* of a line of a word that is set from top to bottom */
#define LETTERS_MIN  3 /* such lines */
#define PAGE_DIGITS  4
#define LEADER_MIN   5  /* dots */
#define WIDE_MIN     40 /* bytes of a line that can be wrapped */
#define WIDE_LINES   3  /* of a paragraph that is set to a width */
#define WIDE_PART    0.75
#define PHRASE_WORDS 4 /* of a line that begins with a capital and that a small letter continues */

typedef struct line {
    size_t from, to; /* without white space around it */
    size_t letters, small, digits, signs;
    bool after_blank; /* an empty line, or nothing, stands above it */
    bool open;        /* a blank stands behind it on its line */
    bool wrapped;     /* the line above it is as wide as its paragraph */
} line;

typedef struct lines {
    MH_VEC(line) all;
    mh_view s;
} lines;

static void count_signs(mh_view s, line *l) {
    for (size_t i = l->from, next = i; i < l->to; i = next) {
        UChar32 cp = (UChar32)mh_cp_at(s, i, &next);
        l->small += u_islower(cp) ? 1 : 0;
        if (u_isalpha(cp))
            l->letters++;
        else if (u_isdigit(cp))
            l->digits++;
        else if (!u_isUWhiteSpace(cp) && !(U_GET_GC_MASK(cp) & U_GC_M_MASK))
            l->signs++;
    }
}

/* Lines [from, to) hold no empty one between them. Set to a width: each but the last about as wide. */
static void see_width(lines *t, size_t from, size_t to) {
    size_t widest = 0, least = SIZE_MAX;
    for (size_t i = from; i < to; i++) {
        size_t n = t->all.ptr[i].to - t->all.ptr[i].from;
        if (n > widest) widest = n;
        if (i + 1 < to && n < least) least = n;
    }
    bool set =
        to - from >= WIDE_LINES && least >= WIDE_MIN && (double)least >= WIDE_PART * (double)widest;
    for (size_t i = from + 1; set && i < to; i++) t->all.ptr[i].wrapped = true;
}

static void read_lines(lines *t) {
    bool blank = true;
    size_t first = 0;
    for (size_t at = 0; at <= t->s.len;) {
        size_t end = mh_view_find_byte(t->s, '\n', at);
        if (end == SIZE_MAX) end = t->s.len;
        mh_view v = mh_view_trim(mh_view_sub(t->s, at, end));
        line l = {.after_blank = blank};
        blank = v.len == 0;
        l.open = end > at && (t->s.ptr[end - 1] == ' ' || t->s.ptr[end - 1] == '\t');
        if (blank) {
            see_width(t, first, t->all.len);
            first = t->all.len;
        } else {
            l.from = (size_t)(v.ptr - t->s.ptr);
            l.to = l.from + v.len;
            count_signs(t->s, &l);
            mh_vec_push(&t->all, l);
        }
        at = end + 1;
    }
    see_width(t, first, t->all.len);
}

/* How many lines from i on are one word that is set from top to bottom, with nothing beside it between
 * empty lines. */
static size_t upright(const lines *t, size_t i) {
    size_t n = 0;
    if (!t->all.ptr[i].after_blank) return 0;
    for (; i + n < t->all.len; n++) {
        const line *l = &t->all.ptr[i + n];
        if (n && l->after_blank) break;
        if (l->letters == 0 || l->letters > LETTERS_MAX || l->small || l->digits || l->signs)
            return 0;
    }
    return n >= LETTERS_MIN ? n : 0;
}

static uint32_t last_cp(mh_view s, const line *l, size_t *start) {
    *start = l->from;
    return l->to > l->from ? mh_cp_before(s, l->to, start) : 0;
}

static bool ends_sentence(mh_view s, const line *l) {
    size_t start = 0;
    line rest = *l;
    uint32_t cp = last_cp(s, &rest, &start);
    while (cp == ')' || cp == '"' || cp == 0x201D || cp == 0xBB || cp == 0x2019) {
        rest.to = start;
        cp = last_cp(s, &rest, &start);
    }
    return cp == '.' || cp == '!' || cp == '?' || cp == 0x2026 || cp == ':' || cp == ';';
}

/* Nothing but signs, or the number of a page: "12", "- 12 -", "3/10". */
static bool is_nothing(mh_view s, const line *l) {
    if (l->letters || l->digits > PAGE_DIGITS) return false;
    for (size_t i = l->from, next = i; l->digits && i < l->to; i = next) {
        uint32_t cp = mh_cp_at(s, i, &next);
        bool beside = cp == ' ' || cp == '-' || cp == 0x2013 || cp == 0x2014 || cp == '/' ||
                      cp == '|' || cp == '[' || cp == ']';
        if (!beside && !u_isdigit((UChar32)cp)) return false;
    }
    return true;
}

/* A sign that closes what stands above. */
static bool only_closes(mh_view s, const line *l) {
    if (l->letters || l->digits || l->signs > 3) return false;
    for (size_t i = l->from, next = i; i < l->to; i = next) {
        uint32_t cp = mh_cp_at(s, i, &next);
        if (cp != '.' && cp != ',' && cp != '!' && cp != '?' && cp != ';' && cp != 0x2026 &&
            cp != ')' && cp != 0xBB && cp != 0x201D)
            return false;
    }
    return true;
}

/* A phrase that begins as sentences do. */
static bool begins_sentence(mh_view s, const line *l) {
    size_t words = 0, next = l->from;
    for (size_t i = l->from; i < l->to; i++)
        words += !mh_is_space(s.ptr[i]) && (i == l->from || mh_is_space(s.ptr[i - 1])) ? 1 : 0;
    return u_isupper((UChar32)mh_cp_at(s, l->from, &next)) && words >= PHRASE_WORDS;
}

static bool goes_on(mh_view s, const line *above, const line *l) {
    if (l->after_blank) return false;
    if (l->wrapped) return true;
    size_t next = 0;
    uint32_t cp = mh_cp_at(s, l->from, &next);
    bool small = u_islower((UChar32)cp), bracket = cp == '(' || cp == '[';
    if ((!small && !bracket) || ends_sentence(s, above)) return false;
    return above->open || above->to - above->from >= WIDE_MIN ||
           (small && begins_sentence(s, above));
}

/* "inter-" before "national": without the hyphen. */
static size_t hyphen(mh_view s, const line *above, const line *l) {
    size_t start = 0, before = 0, next = 0;
    uint32_t cp = last_cp(s, above, &start);
    if (cp == 0xAD) return above->to - start;
    if (cp != '-' && cp != 0x2010) return 0;
    bool letter = start > above->from && u_islower((UChar32)mh_cp_before(s, start, &before));
    return letter && u_islower((UChar32)mh_cp_at(s, l->from, &next)) ? above->to - start : 0;
}

/* Behind the leader at `at`, the blanks behind it and the number of a page that ends its line; `at` when
 * none is there. */
static size_t leader(mh_view s, size_t at, size_t to) {
    size_t i = at;
    while (i < to && s.ptr[i] == '.') i++;
    if (i - at < LEADER_MIN) return at;
    while (i < to && s.ptr[i] == ' ') i++;
    size_t end = i;
    while (i < to && mh_is_digit(s.ptr[i])) i++;
    return i == to ? to : end;
}

/* The bytes [from, to) of a line, leaders apart. */
static void put_text(mh_clean_writer *w, mh_view s, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        size_t end = s.ptr[i] == '.' ? leader(s, i, to) : i, start = i;
        if (end == i) continue;
        while (start > from && s.ptr[start - 1] == ' ') start--;
        mh_clean_keep(w, mh_view_sub(s, from, start), from);
        if (end < to) mh_clean_put(w, MH_VIEW(" "), start, end);
        from = end;
        i = end - 1;
    }
    mh_clean_keep(w, mh_view_sub(s, from, to), from);
}

/* Takes n bytes, which it kept, off the end again. */
static void take_back(mh_clean_writer *w, size_t n) {
    w->text.len -= n;
    w->runs.ptr[w->runs.len - 1].to -= (uint32_t)n;
}

/* What stands between the line above and l, both of which are kept. */
static void put_between(mh_clean_writer *w, mh_view s, const line *above, const line *l) {
    if (only_closes(s, l)) return;
    if (!goes_on(s, above, l)) {
        mh_view end = l->after_blank ? MH_VIEW("\n\n") : MH_VIEW("\n");
        mh_clean_put(w, end, above->to, l->from);
        return;
    }
    size_t cut = hyphen(s, above, l);
    if (cut)
        take_back(w, cut);
    else
        mh_clean_put(w, MH_VIEW(" "), above->to, l->from);
}

void mh_clean_lines(mh_clean_writer *w, mh_view s) {
    lines t = {.s = s};
    read_lines(&t);
    const line *above = NULL;
    for (size_t i = 0; i < t.all.len; i++) {
        const line *l = &t.all.ptr[i];
        if (is_nothing(s, l) && !(above && only_closes(s, l))) continue;
        if (above) put_between(w, s, above, l);
        size_t n = upright(&t, i);
        for (; n > 1; n--, l = &t.all.ptr[++i]) put_text(w, s, l->from, l->to);
        put_text(w, s, l->from, l->to);
        above = l;
    }
    mh_vec_clear(&t.all);
}
