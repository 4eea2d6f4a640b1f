#include "text/lines.h"

#include "base/vec.h"
#include "text/fold.h"
#include "text/lines_priv.h"
#include "text/text_priv.h"
#include "text/token.h"

#include <string.h>
#include <unicode/uchar.h>

#define SHORT_BYTES    220 /* a title, label or widget is no longer */
#define SECTION_WORDS  4
#define WIDGET_WORDS   8
#define PROSE_WORDS    9  /* words of a line that is prose if it ends as a sentence */
#define LONG_WORDS     25 /* or without end */
#define CRUMBS         12
#define DATELINE_WORDS 10 /* words of a dateline beside its date */
#define TITLE_WORDS    5  /* the first heading of so many words is the title */

bool mh_list_has(const char *const *list, mh_view v) {
    for (; v.len && *list; list++) {
        if (**list == *v.ptr && mh_view_eq(v, mh_view_of(*list))) return true;
    }
    return false;
}

bool mh_list_starts(const char *const *list, mh_view v) {
    for (; v.len && *list; list++) {
        if (**list != *v.ptr) continue;
        mh_view w = mh_view_of(*list);
        if (mh_view_starts(v, w) && (v.len == w.len || !mh_is_alnum(v.ptr[w.len]))) return true;
    }
    return false;
}

bool mh_list_within(const char *const *list, mh_view v) {
    for (; *list; list++) {
        if (mh_view_find(v, mh_view_of(*list), 0) != SIZE_MAX) return true;
    }
    return false;
}

bool mh_ends_sentence(mh_view v) {
    size_t start = 0;
    while (v.len) {
        uint32_t cp = mh_cp_before(v, v.len, &start);
        bool closer =
            cp == '"' || cp == '\'' || cp == ')' || cp == 0xBB || cp == 0x201D || cp == 0x2019;
        if (!closer) {
            return cp == '.' || cp == '!' || cp == '?' || cp == 0x2026 || cp == ':' || cp == ';' ||
                   cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F || cp == 0x61F || cp == 0x6D4;
        }
        v.len = start;
    }
    return false;
}

size_t mh_word_count(mh_view v, size_t stop_at) {
    size_t at = 0, n = 0;
    mh_token w;
    while (n < stop_at && mh_token_next(v, &at, &w)) n++;
    return n;
}

/* A separator of breadcrumbs at byte i: its length, 0 when there is none. Blanks must surround it. */
static size_t separator(mh_view v, size_t i) {
    static const char *const seps[] = {" » ", " › ",  " > ", " / ", " → ",
                                       " | ", " \\ ", " · ", " >> "};
    mh_view rest = mh_view_sub(v, i, v.len);
    for (size_t k = 0; k < sizeof seps / sizeof seps[0]; k++) {
        if (mh_view_starts(rest, mh_view_of(seps[k]))) return strlen(seps[k]);
    }
    if (rest.len == 3 && mh_view_eq(rest, MH_VIEW(" »"))) return 3;
    return 0;
}

size_t mh_breadcrumb_split(mh_text *t, mh_view v, mh_view *parts, size_t max) {
    size_t n = 0, from = 0;
    bool arrows = true;
    if (v.len > SHORT_BYTES * 2) return 0;
    for (size_t i = 0; i < v.len && n + 1 < max; i++) {
        size_t len = separator(v, i);
        if (len == 0) continue;
        if (v.ptr[i + 1] == '|' || v.ptr[i + 1] == '/' || (unsigned char)v.ptr[i + 1] == 0xC2) {
            arrows = arrows && (unsigned char)v.ptr[i + 2] == 0xBB;
        }
        parts[n++] = mh_view_trim(mh_view_sub(v, from, i));
        from = i + len;
        i += len - 2; /* the blank behind may open the next one */
    }
    if (n == 0) return 0;
    mh_view last = mh_view_trim(mh_view_sub(v, from, v.len));
    if (last.len) parts[n++] = last;
    mh_buf first = {0};
    mh_text_fold(t, parts[0], &first);
    bool home = mh_list_has(mh_home_words, mh_buf_view(&first));
    mh_buf_clear(&first);
    for (size_t i = 0; i + 1 < n; i++) {
        size_t words = mh_word_count(parts[i], SECTION_WORDS + 2);
        if (words == 0 || words > SECTION_WORDS + 1) return 0;
    }
    return home || arrows ? n : 0;
}

static bool is_credit(mh_text *t, mh_view v, mh_view *value) {
    size_t colon = mh_view_find_byte(v, ':', 0);
    if (colon == SIZE_MAX || colon == 0 || colon > 40 || v.len > 120) return false;
    mh_buf key = {0};
    mh_text_fold(t, mh_view_trim(mh_view_sub(v, 0, colon)), &key);
    bool yes = mh_list_has(mh_credit_words, mh_buf_view(&key));
    mh_buf_clear(&key);
    *value = mh_view_trim(mh_view_sub(v, colon + 1, v.len));
    return yes && mh_word_count(*value, 9) <= 8;
}

static bool is_widget(mh_view folded) {
    if (mh_list_starts(mh_widget_starts, folded) && mh_word_count(folded, 25) < 25) return true;
    size_t at = 0, n = 0;
    mh_token w;
    while (mh_token_next(folded, &at, &w)) {
        if (++n > WIDGET_WORDS) return false;
        if (!w.digits && !mh_list_has(mh_widget_words, mh_view_sub(folded, w.from, w.to)))
            return false;
    }
    return true; /* nothing but such words, figures or signs */
}

/* Little beside a date: its words are few and it is no sentence. */
static bool is_dateline(mh_text *t, mh_arena *a, mh_view v, mh_view folded) {
    if (v.len > 160) return false;
    mh_dates dates = mh_text_dates(t, a, v, NULL);
    size_t in_dates = 0, words = mh_word_count(v, 40);
    bool full = false;
    for (size_t i = 0; i < dates.len; i++) {
        const mh_date *d = &dates.ptr[i];
        in_dates += mh_word_count(mh_view_sub(v, d->from, d->to), 40);
        full = full || (d->precision >= MH_DATE_DAY && d->basis == MH_DATE_WRITTEN);
    }
    if (!full) return false;
    size_t rest = words > in_dates ? words - in_dates : 0;
    size_t colon = mh_view_find_byte(folded, ':', 0);
    if (colon != SIZE_MAX && mh_list_has(mh_stamp_words, mh_view_sub(folded, 0, colon)))
        return true;
    if (mh_view_ends(v, MH_VIEW(".")) && rest > 3) return false;
    return rest <= DATELINE_WORDS;
}

static mh_line_kind first_guess(mh_text *t, mh_arena *a, mh_view v) {
    mh_view parts[CRUMBS], value;
    if (v.len > SHORT_BYTES * 3) return MH_LINE_PARAGRAPH;
    mh_line_kind kind = MH_LINE_PARAGRAPH;
    mh_buf key = {0};
    mh_text_fold(t, v, &key);
    mh_view folded = mh_view_trim(mh_buf_view(&key));
    size_t words = mh_word_count(v, LONG_WORDS);
    bool ends = mh_ends_sentence(v);
    if (is_credit(t, v, &value))
        kind = MH_LINE_CREDIT;
    else if (v.len < SHORT_BYTES * 2 && mh_list_starts(mh_copyright_words, folded))
        kind = MH_LINE_COPYRIGHT;
    else if (v.len < SHORT_BYTES && mh_list_within(mh_copyright_words, folded) && words < 16)
        kind = MH_LINE_COPYRIGHT;
    else if (is_widget(folded))
        kind = MH_LINE_WIDGET;
    else if (is_dateline(t, a, v, folded))
        kind = MH_LINE_DATELINE;
    else if (mh_breadcrumb_split(t, v, parts, CRUMBS))
        kind = MH_LINE_BREADCRUMB;
    else if (words < LONG_WORDS && !(ends && words >= PROSE_WORDS) && v.len <= SHORT_BYTES &&
             !(ends && words >= 3)) {
        kind = MH_LINE_HEADING;
    }
    mh_buf_clear(&key);
    return kind;
}

static bool same_line(mh_text *t, mh_view x, mh_view y) {
    mh_buf a = {0}, b = {0};
    mh_text_fold(t, x, &a);
    mh_text_fold(t, y, &b);
    while (a.len && strchr(".!? ", a.ptr[a.len - 1])) a.len--;
    while (b.len && strchr(".!? ", b.ptr[b.len - 1])) b.len--;
    bool same = a.len > 0 && mh_view_eq(mh_buf_view(&a), mh_buf_view(&b));
    mh_buf_clear(&a);
    mh_buf_clear(&b);
    return same;
}

static mh_view line_view(mh_view s, const mh_line *l) {
    return mh_view_sub(s, l->from, l->to);
}

/* The title among the first lines: what a breadcrumb ends with or a line that comes twice, else the
 * first long or else longest heading before the prose; SIZE_MAX when there is none. */
static size_t find_title(mh_text *t, mh_view s, const mh_lines *l) {
    size_t top = l->len < 12 ? l->len : 12, best = SIZE_MAX;
    for (size_t i = 0; i < top; i++) {
        mh_view parts[CRUMBS], v = line_view(s, &l->ptr[i]);
        if (v.len > SHORT_BYTES * 2) continue;
        size_t n =
            l->ptr[i].kind == MH_LINE_BREADCRUMB ? mh_breadcrumb_split(t, v, parts, CRUMBS) : 0;
        mh_view twice = n ? parts[n - 1] : v;
        if (mh_word_count(twice, 3) < 3) continue;
        for (size_t k = i + 1; k < top; k++) {
            mh_view other = line_view(s, &l->ptr[k]);
            if (other.len <= SHORT_BYTES * 2 && same_line(t, twice, other)) return n ? k : i;
        }
    }
    for (size_t i = 0; i < top && l->ptr[i].kind != MH_LINE_PARAGRAPH; i++) {
        if (l->ptr[i].kind != MH_LINE_HEADING) continue;
        size_t len = l->ptr[i].to - l->ptr[i].from;
        bool settled = best != SIZE_MAX &&
                       mh_word_count(line_view(s, &l->ptr[best]), TITLE_WORDS) == TITLE_WORDS;
        if (settled) break;
        if (best == SIZE_MAX || len > l->ptr[best].to - l->ptr[best].from) best = i;
    }
    bool prose = false;
    for (size_t i = 0; i < l->len && !prose; i++) prose = l->ptr[i].kind == MH_LINE_PARAGRAPH;
    return prose && best != SIZE_MAX && mh_word_count(line_view(s, &l->ptr[best]), 2) >= 2
               ? best
               : SIZE_MAX;
}

/* Second look, which knows where the title and the prose are. */
static void place_kinds(mh_text *t, mh_view s, mh_lines *l) {
    size_t title = find_title(t, s, l), prose = 0, last = l->len;
    if (title != SIZE_MAX) {
        mh_view name = line_view(s, &l->ptr[title]);
        for (size_t i = 0; i < l->len && i < 40; i++) {
            mh_view v = line_view(s, &l->ptr[i]);
            if (i != title && v.len <= SHORT_BYTES * 2 && l->ptr[i].kind != MH_LINE_BREADCRUMB &&
                same_line(t, v, name)) {
                l->ptr[i].kind = MH_LINE_REPEAT;
            }
        }
        l->ptr[title].kind = MH_LINE_TITLE;
    }
    while (prose < l->len && l->ptr[prose].kind != MH_LINE_PARAGRAPH) prose++;
    while (last > 0 && l->ptr[last - 1].kind != MH_LINE_PARAGRAPH) last--;
    for (size_t i = 0; i < l->len; i++) {
        mh_line *x = &l->ptr[i];
        bool few = mh_word_count(line_view(s, x), SECTION_WORDS + 1) <= SECTION_WORDS;
        bool above = i < prose && (title == SIZE_MAX || i < title || few);
        if (x->kind == MH_LINE_HEADING && few && above && prose < l->len) x->kind = MH_LINE_SECTION;
        if (x->kind == MH_LINE_BREADCRUMB && i > prose && i < last) x->kind = MH_LINE_HEADING;
        if (x->kind == MH_LINE_DATELINE && i > prose && i + 1 < last) x->kind = MH_LINE_HEADING;
    }
}

mh_lines mh_text_lines(mh_text *t, mh_arena *a, mh_view s) {
    MH_VEC(mh_line) found = {0};
    for (size_t from = 0; from < s.len;) {
        size_t end = mh_view_find_byte(s, '\n', from);
        if (end == SIZE_MAX) end = s.len;
        mh_view v = mh_view_trim(mh_view_sub(s, from, end));
        size_t at = v.len ? (size_t)(v.ptr - s.ptr) : 0;
        if (v.len) mh_vec_push(&found, ((mh_line){at, at + v.len, first_guess(t, a, v)}));
        from = end + 1;
    }
    mh_lines out = {mh_arena_array(a, found.len, sizeof(mh_line)), found.len};
    for (size_t i = 0; i < found.len; i++) out.ptr[i] = found.ptr[i];
    mh_vec_clear(&found);
    place_kinds(t, s, &out);
    return out;
}

const char *mh_line_kind_name(mh_line_kind k) {
    static const char *const names[] = {"paragraph", "heading", "title",    "repeat", "breadcrumb",
                                        "section",   "credit",  "dateline", "widget", "copyright"};
    return names[k];
}
