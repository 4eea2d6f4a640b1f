#include "base/vec.h"
#include "text/fold.h"
#include "text/lines_priv.h"
#include "text/segment.h"
#include "text/text_priv.h"
#include "text/token.h"

#include <string.h>
#include <unicode/uchar.h>

#define PLACE_WORDS 4
#define HEAD_BYTES  160 /* in which a dateline of a paragraph must end */
#define CRUMBS      12

static bool is_dash_at(mh_view v, size_t i, size_t *len) {
    static const char *const dashes[] = {" – ", " — ", " - ", " -- ", " –", " —", " -"};
    mh_view rest = mh_view_sub(v, i, v.len);
    for (size_t k = 0; k < sizeof dashes / sizeof dashes[0]; k++) {
        size_t n = strlen(dashes[k]);
        bool open = dashes[k][n - 1] == ' ';
        if (mh_view_starts(rest, mh_view_of(dashes[k])) && (open || rest.len == n)) {
            *len = n;
            return true;
        }
    }
    return false;
}

/* One to four capitalised words and nothing that names an outlet. */
static bool is_place(mh_text *t, mh_view v) {
    size_t at = 0, n = 0;
    mh_token w;
    while (mh_token_next(v, &at, &w)) {
        mh_buf key = {0};
        mh_text_fold(t, mh_view_sub(v, w.from, w.to), &key);
        bool outlet = mh_list_has(mh_outlet_words, mh_buf_view(&key));
        mh_buf_clear(&key);
        bool joiner = n > 0 && w.to - w.from <= 4;
        if (outlet || w.digits || ++n > PLACE_WORDS || (!w.upper && !joiner)) return false;
    }
    return n > 0 && mh_view_find_byte(v, ':', 0) == SIZE_MAX;
}

static bool is_sign(uint32_t cp) {
    return cp == 0xA0 || (cp >= 0x2010 && cp <= 0x2015) ||
           (cp < 0x80 && cp && strchr(" ,.|():;-\t", (int)cp));
}

/* v without blanks, dashes and stops at both ends; a bracket that it opens stays closed. */
static mh_view strip_signs(mh_view v) {
    size_t next = 0, start = 0;
    while (v.len && is_sign(mh_cp_at(v, 0, &next))) v = mh_view_sub(v, next, v.len);
    while (v.len && is_sign(mh_cp_before(v, v.len, &start))) {
        bool closes = v.ptr[start] == ')' && mh_view_find_byte(v, '(', 0) != SIZE_MAX;
        if (closes) break;
        v.len = start;
    }
    return v;
}

/* Brackets behind the place, "(Pamir Wire)". */
static mh_view bracketed(mh_view v) {
    size_t open = mh_view_find_byte(v, '(', 0),
           close = open == SIZE_MAX ? SIZE_MAX : mh_view_find_byte(v, ')', open);
    return close == SIZE_MAX ? (mh_view){0} : mh_view_sub(v, open + 1, close);
}

/* The part of v behind its last full stop with a blank: "By our staff. Batken," gives "Batken,". */
static mh_view last_clause(mh_view v) {
    for (size_t i = v.len; i > 1; i--) {
        if (v.ptr[i - 1] == ' ' && v.ptr[i - 2] == '.' && i < v.len)
            return mh_view_sub(v, i, v.len);
    }
    return v;
}

static const mh_date *full_date(const mh_dates *d) {
    for (size_t i = 0; i < d->len; i++) {
        if (d->ptr[i].precision >= MH_DATE_DAY && d->ptr[i].basis == MH_DATE_WRITTEN)
            return &d->ptr[i];
    }
    return NULL;
}

static void take_date(mh_plain *p, const mh_date *d, size_t at, const char *basis) {
    if (p->date.precision) return;
    p->date = *d;
    p->date.from += at;
    p->date.to += at;
    p->date_basis = basis;
}

/* Bytes up to where the text behind the dateline starts: after ". " or a dash that follows `from`. */
static size_t dateline_end(mh_view v, size_t from) {
    for (size_t i = from; i < v.len && i - from < 60; i++) {
        size_t len = 0;
        if (is_dash_at(v, i, &len)) return i + len;
        if ((v.ptr[i] == '.' || v.ptr[i] == ':') && (i + 1 == v.len || v.ptr[i + 1] == ' ')) {
            size_t next = i + 1 < v.len ? i + 2 : v.len;
            return next;
        }
        if (mh_is_alpha(v.ptr[i]) && v.ptr[i] >= 'a' && mh_view_find_byte(v, '(', from) > i)
            return 0;
    }
    return 0;
}

size_t mh_dateline_read(mh_text *t, mh_arena *a, mh_view v, size_t at, mh_plain *p) {
    mh_view head = mh_view_sub(v, 0, HEAD_BYTES);
    while (head.len < v.len && head.len && ((unsigned char)v.ptr[head.len] & 0xC0) == 0x80)
        head.len--;
    mh_dates dates = mh_text_dates(t, a, head, NULL);
    const mh_date *d = full_date(&dates);
    size_t end = 0;
    if (d && d->from <= 60) {
        mh_view before = mh_view_sub(v, 0, d->from);
        if (!is_place(t, strip_signs(last_clause(before)))) return 0;
        end = dateline_end(v, d->to);
        if (end == 0) return 0;
        take_date(p, d, at, "dateline");
        if (!p->place.len) p->place = strip_signs(last_clause(before));
        if (!p->agency.len) p->agency = strip_signs(mh_view_sub(v, d->to, end));
        return end;
    }
    size_t open = mh_view_find_byte(head, '(', 0), len = 0;
    for (size_t i = 1; i < head.len; i++) {
        if (!is_dash_at(head, i, &len)) continue;
        mh_view name = strip_signs(mh_view_sub(head, 0, open < i ? open : i));
        size_t next = 0;
        uint32_t second = 0;
        if (name.len > 1) {
            mh_cp_at(name, 0, &next);
            if (next < name.len) second = mh_cp_at(name, next, &next);
        }
        if (!is_place(t, name) || (open > i && !u_isupper((UChar32)second))) return 0;
        if (!p->place.len) p->place = name;
        if (open < i && !p->agency.len) p->agency = bracketed(head);
        return i + len;
    }
    return 0;
}

/* A line of its own: place before the date, agency in brackets or behind. */
static void read_byline(mh_text *t, mh_arena *a, mh_view s, const mh_line *l, mh_plain *p) {
    mh_view v = mh_view_sub(s, l->from, l->to);
    mh_dates dates = mh_text_dates(t, a, v, NULL);
    const mh_date *d = full_date(&dates);
    if (d == NULL) return;
    mh_buf key = {0};
    mh_text_fold(t, v, &key);
    size_t colon = mh_view_find_byte(mh_buf_view(&key), ':', 0);
    bool stamp =
        colon != SIZE_MAX && mh_list_has(mh_stamp_words, mh_view_sub(mh_buf_view(&key), 0, colon));
    mh_buf_clear(&key);
    take_date(p, d, l->from, stamp ? "stamp" : "dateline");
    if (stamp || p->byline.len) return;
    p->byline = v;
    mh_view before = strip_signs(last_clause(mh_view_sub(v, 0, d->from)));
    mh_view after = bracketed(v);
    if (!after.len) after = strip_signs(mh_view_sub(v, d->to, v.len));
    if (is_place(t, before))
        p->place = before;
    else if (!after.len)
        after = strip_signs(before);
    p->agency = after;
}

static void put_paragraph(mh_arena *a, mh_buf *b, mh_view v, size_t source, mh_plain *p) {
    (void)a;
    if (b->len) mh_buf_puts(b, "\n\n");
    p->paragraphs[p->paragraphs_len++] = (mh_paragraph){b->len, b->len + v.len, source};
    mh_buf_put(b, v);
}

static void take_sections(mh_text *t, mh_arena *a, mh_view v, mh_line_kind kind, mh_plain *p) {
    mh_view parts[CRUMBS];
    size_t n = kind == MH_LINE_BREADCRUMB ? mh_breadcrumb_split(t, v, parts, CRUMBS) : 1;
    if (kind == MH_LINE_SECTION) parts[0] = v;
    mh_view *grown = mh_arena_array(a, p->sections_len + n, sizeof *grown);
    for (size_t i = 0; i < p->sections_len; i++) grown[i] = p->sections[i];
    p->sections = grown;
    mh_buf title = {0};
    mh_text_fold(t, p->title, &title);
    for (size_t i = 0; i < n; i++) {
        mh_buf key = {0};
        mh_text_fold(t, parts[i], &key);
        bool is_title = title.len && mh_view_starts(mh_buf_view(&title), mh_buf_view(&key)) &&
                        key.len + 2 > title.len;
        if (!is_title) p->sections[p->sections_len++] = parts[i];
        mh_buf_clear(&key);
    }
    mh_buf_clear(&title);
}

/* No date line: the day that "today" is tied to, else the first full date of the first sentences. */
static void date_of_text(mh_text *t, mh_arena *a, mh_view s, mh_plain *p) {
    if (p->date.precision || p->text.len == 0) return;
    mh_dates all = mh_text_dates(t, a, s, NULL);
    size_t start = p->paragraphs_len ? p->paragraphs[0].source : 0;
    for (size_t i = 0; i < all.len; i++) {
        const mh_date *d = &all.ptr[i];
        if (d->from < start || d->from > start + 400 || d->precision < MH_DATE_DAY) continue;
        const mh_date *before = i ? &all.ptr[i - 1] : NULL;
        bool tied = before && before->to <= d->from && d->from - before->to <= 6 && d->month &&
                    (before->basis == MH_DATE_UNRESOLVED || before->basis == MH_DATE_RELATIVE) &&
                    !before->month;
        bool named = d->basis == MH_DATE_WRITTEN || d->basis == MH_DATE_AFTER;
        if (!named || !d->year) continue;
        take_date(p, d, 0, tied ? "today" : "text");
        return;
    }
}

mh_plain mh_plain_article(mh_text *t, mh_arena *a, mh_view s) {
    mh_plain p = {.lines = mh_text_lines(t, a, s), .date_basis = ""};
    mh_buf text = {0};
    bool first = true, any = false;
    p.paragraphs = mh_arena_array(a, p.lines.len, sizeof *p.paragraphs);
    for (size_t i = 0; i < p.lines.len; i++) {
        if (p.lines.ptr[i].kind == MH_LINE_TITLE)
            p.title = mh_view_sub(s, p.lines.ptr[i].from, p.lines.ptr[i].to);
        any = any || p.lines.ptr[i].kind == MH_LINE_PARAGRAPH;
    }
    for (size_t i = 0; i < p.lines.len; i++) {
        const mh_line *l = &p.lines.ptr[i];
        mh_view v = mh_view_sub(s, l->from, l->to);
        switch (l->kind) {
        case MH_LINE_BREADCRUMB:
        case MH_LINE_SECTION: take_sections(t, a, v, l->kind, &p); break;
        case MH_LINE_CREDIT:
            p.credit = mh_view_trim(mh_view_sub(v, mh_view_find_byte(v, ':', 0) + 1, v.len));
            break;
        case MH_LINE_DATELINE: read_byline(t, a, s, l, &p); break;
        case MH_LINE_PARAGRAPH:
        case MH_LINE_HEADING:
            if (first && any && l->kind == MH_LINE_PARAGRAPH) {
                mh_dateline_read(t, a, v, l->from, &p);
                first = false;
            }
            put_paragraph(a, &text, v, l->from, &p);
            break;
        default: break;
        }
    }
    p.text = mh_arena_dup(a, mh_buf_view(&text));
    mh_buf_clear(&text);
    date_of_text(t, a, s, &p);
    return p;
}
