#include "doc/when.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "doc/phrases.h"
#include "doc/when_priv.h"

/* Text longer than this names no date of the page itself. */
#define WHEN_MAX ((size_t)4096)

/* A run of digits, a word, or one sign. */
typedef struct piece {
    size_t from, to;
    int kind;  /* '0' digits, 'a' word, else the sign itself */
    int value; /* of digits, at most 8 of them; else -1 */
} piece;

typedef struct reader {
    mh_view v;
    bool month_first;
} reader;

static bool is_word_byte(char c) {
    return mh_is_alpha(c) || (unsigned char)c >= 0x80;
}

static piece piece_at(mh_view v, size_t at) {
    piece p = {at, at, 0, -1};
    if (at >= v.len) return p;
    if (mh_is_digit(v.ptr[at])) {
        p.kind = '0';
        p.value = 0;
        while (p.to < v.len && mh_is_digit(v.ptr[p.to])) {
            if (p.to - at < 9) p.value = p.value * 10 + (v.ptr[p.to] - '0');
            p.to++;
        }
        if (p.to - at > 8) p.value = -1;
    } else if (is_word_byte(v.ptr[at])) {
        p.kind = 'a';
        while (p.to < v.len && is_word_byte(v.ptr[p.to]) &&
               !(v.ptr[p.to] == '\xC2' && p.to + 1 < v.len && v.ptr[p.to + 1] == '\xA0'))
            p.to++;
        if (p.to == at) p.to = at + 2, p.kind = ' ';
    } else {
        p.kind = mh_is_space(v.ptr[at]) ? ' ' : v.ptr[at];
        p.to = at + 1;
    }
    return p;
}

static piece after(mh_view v, piece p) {
    return piece_at(v, p.to);
}

/* The next piece that is no space, comma or full stop. */
static piece skip_soft(mh_view v, piece p) {
    do p = after(v, p);
    while (p.kind == ' ' || p.kind == ',' || p.kind == '.');
    return p;
}

static size_t width(piece p) {
    return p.to - p.from;
}

static bool set_day(mh_when *w, int y, int m, int d, size_t from, size_t to) {
    if (y >= 0 && y < 100) y += y < 70 ? 2000 : 1900;
    mh_civil c = {.year = y, .month = m, .day = d};
    if (y < 1980 || y > 2100 || !mh_civil_valid(c)) return false;
    w->year = y;
    w->month = m;
    w->day = d;
    w->from = from;
    w->to = to;
    return true;
}

static int month_of(mh_view v, piece p) {
    mh_buf low = {0};
    int m = 0;
    if (p.kind == 'a' && width(p) <= 24) {
        mh_put_lower(&low, mh_view_sub(v, p.from, p.to));
        m = mh_when_month(mh_buf_view(&low));
        mh_buf_clear(&low);
    }
    return m;
}

/* "st", "nd", "rd", "th", "of", "de" and one-letter words between a day and its month. */
static piece skip_filler(mh_view v, piece p) {
    piece n = skip_soft(v, p);
    for (int i = 0; i < 2 && n.kind == 'a' && width(n) <= 4 && month_of(v, n) == 0; i++)
        n = skip_soft(v, n);
    return n;
}

/* 2024-03-12, 2024/3/12, 2024.03.12, 20240312 */
static bool year_first(mh_view v, piece p, mh_when *w) {
    if (p.kind != '0') return false;
    if (width(p) == 8)
        return set_day(w, p.value / 10000, p.value / 100 % 100, p.value % 100, p.from, p.to);
    if (width(p) != 4) return false;
    piece s1 = after(v, p), m = after(v, s1), s2 = after(v, m), d = after(v, s2);
    if ((s1.kind != '-' && s1.kind != '/' && s1.kind != '.') || s2.kind != s1.kind ||
        m.kind != '0' || d.kind != '0' || width(m) > 2 || width(d) > 2)
        return false;
    return set_day(w, p.value, m.value, d.value, p.from, d.to);
}

/* 12.03.2024, 12/03/24, 3/12/2024 */
static bool year_last(const reader *r, piece p, mh_when *w) {
    mh_view v = r->v;
    if (p.kind != '0' || width(p) > 2) return false;
    piece s1 = after(v, p), m = after(v, s1), s2 = after(v, m), y = after(v, s2);
    if ((s1.kind != '.' && s1.kind != '/' && s1.kind != '-') || s2.kind != s1.kind ||
        m.kind != '0' || width(m) > 2 || y.kind != '0' || (width(y) != 4 && width(y) != 2))
        return false;
    if (width(y) == 2 && (width(p) != 2 || width(m) != 2)) return false; /* a version number */
    bool swap = (r->month_first && s1.kind == '/' && p.value <= 12) || m.value > 12;
    return set_day(w, y.value, swap ? p.value : m.value, swap ? m.value : p.value, p.from, y.to);
}

/* 12 March 2024, 12th of March, 2024; 2024 жылғы 12 наурыз */
static bool day_month(mh_view v, piece p, mh_when *w) {
    if (p.kind != '0') return false;
    if (width(p) == 4) { /* the year, a word, then the day */
        piece d = skip_soft(v, p);
        if (d.kind == 'a' && month_of(v, d) == 0) d = skip_soft(v, d);
        if (d.kind != '0' || width(d) > 2) {
            int m2 = month_of(v, d); /* 2024 March 12 */
            piece d2 = skip_soft(v, d);
            if (m2 == 0 || d2.kind != '0' || width(d2) > 2) return false;
            w->in_words = true;
            return set_day(w, p.value, m2, d2.value, p.from, d2.to);
        }
        piece mo = skip_soft(v, d);
        if (mo.kind == '-') mo = after(v, mo);
        int m = month_of(v, mo);
        w->in_words = true;
        return m > 0 && set_day(w, p.value, m, d.value, p.from, mo.to);
    }
    if (width(p) > 2) return false;
    piece mo = skip_filler(v, p);
    if (mo.kind == '-' || mo.kind == '/') mo = after(v, mo);
    int m = month_of(v, mo);
    if (m == 0) return false;
    piece y = skip_filler(v, mo);
    if (y.kind == '-' || y.kind == '/' || y.kind == '\'') y = after(v, y);
    if (y.kind != '0' || (width(y) != 4 && !(width(y) == 2 && after(v, y).kind != ':')))
        return false;
    w->in_words = true;
    return set_day(w, y.value, m, p.value, p.from, y.to);
}

/* March 12, 2024; Mar. 12th 2024 */
static bool month_day(mh_view v, piece p, mh_when *w) {
    if (p.kind != 'a') return false;
    piece d = skip_soft(v, p);
    if (d.kind == '-' || d.kind == '/') d = after(v, d);
    if (d.kind != '0' || width(d) > 2) return false; /* looked at first: it is cheap */
    int m = month_of(v, p);
    if (m == 0) return false;
    piece y = skip_filler(v, d);
    if (y.kind == '-' || y.kind == '/' || y.kind == '\'') y = after(v, y);
    if (y.kind != '0' || width(y) != 4) return false;
    w->in_words = true;
    return set_day(w, y.value, m, d.value, p.from, y.to);
}

static bool read_two(mh_view v, size_t *at, int max, int *out) {
    if (*at + 1 >= v.len || !mh_is_digit(v.ptr[*at]) || !mh_is_digit(v.ptr[*at + 1])) return false;
    *out = (v.ptr[*at] - '0') * 10 + (v.ptr[*at + 1] - '0');
    *at += 2;
    return *out <= max;
}

static void read_zone(mh_view v, size_t at, mh_when *w) {
    int h = 0, m = 0;
    if (at < v.len && v.ptr[at] == ' ') at++;
    if (at >= v.len) return;
    if ((v.ptr[at] == 'Z' || v.ptr[at] == 'z') &&
        (at + 1 == v.len || !mh_is_alnum(v.ptr[at + 1]))) {
        w->has_zone = true;
        return;
    }
    mh_view rest = mh_view_sub(v, at, v.len);
    if (mh_view_istarts(rest, MH_VIEW("GMT")) || mh_view_istarts(rest, MH_VIEW("UTC"))) {
        w->has_zone = true;
        at += 3;
    }
    if (at >= v.len || (v.ptr[at] != '+' && v.ptr[at] != '-')) return;
    int sign = v.ptr[at++] == '-' ? -1 : 1;
    if (!read_two(v, &at, 14, &h)) return;
    if (at < v.len && v.ptr[at] == ':') at++;
    if (!read_two(v, &at, 59, &m)) m = 0;
    w->has_zone = true;
    w->offset_s = sign * (h * 3600 + m * 60);
}

/* hh:mm[:ss[.fff]] [am|pm] [zone] at byte at. */
static bool read_time(mh_view v, size_t at, mh_when *w) {
    piece h = piece_at(v, at), c = after(v, h), m = after(v, c);
    if (h.kind != '0' || width(h) > 2 || c.kind != ':' || m.kind != '0' || width(m) != 2 ||
        h.value > 23 || m.value > 59)
        return false;
    int hour = h.value, second = 0;
    size_t end = m.to;
    if (end < v.len && v.ptr[end] == ':') {
        size_t s = end + 1;
        if (read_two(v, &s, 60, &second))
            end = s;
        else
            second = 0;
        if (end < v.len && v.ptr[end] == '.')
            for (end++; end < v.len && mh_is_digit(v.ptr[end]); end++) {
            }
    }
    mh_view rest = mh_view_sub(v, end, v.len);
    while (rest.len && rest.ptr[0] == ' ') rest = mh_view_sub(rest, 1, rest.len);
    bool pm = mh_view_istarts(rest, MH_VIEW("pm")) || mh_view_istarts(rest, MH_VIEW("p.m"));
    bool am = mh_view_istarts(rest, MH_VIEW("am")) || mh_view_istarts(rest, MH_VIEW("a.m"));
    if (pm && hour < 12) hour += 12;
    if (am && hour == 12) hour = 0;
    w->has_time = true;
    w->hour = hour;
    w->minute = m.value;
    w->second = second;
    read_zone(v, end, w);
    return true;
}

/* The time beside the day: behind it, or just before. */
static void find_time(mh_view v, mh_when *w) {
    size_t at = w->to, n = 0;
    for (; at < v.len && n < 40; at++, n++)
        if (mh_is_digit(v.ptr[at])) break;
    if (at < v.len && n < 40 && read_time(v, at, w)) return;
    size_t from = w->from > 24 ? w->from - 24 : 0;
    for (at = w->from; at-- > from;) {
        if (v.ptr[at] != ':' || at < 1) continue;
        size_t start = at;
        while (start > 0 && at - start < 2 && mh_is_digit(v.ptr[start - 1])) start--;
        if (start < at && (start == 0 || v.ptr[start - 1] != ':') && read_time(v, start, w)) return;
    }
}

bool mh_when_find(mh_view v, size_t at, bool month_first, mh_when *out) {
    reader r = {mh_view_sub(v, 0, WHEN_MAX), month_first};
    for (piece p = piece_at(r.v, at); p.to > p.from; p = after(r.v, p)) {
        mh_when w = {0};
        if (p.kind != '0' && p.kind != 'a') continue;
        if (!year_first(r.v, p, &w) && !year_last(&r, p, &w) && !day_month(r.v, p, &w) &&
            !month_day(r.v, p, &w))
            continue;
        find_time(r.v, &w);
        *out = w;
        return true;
    }
    return false;
}

void mh_when_put(mh_buf *out, const mh_when *w) {
    mh_buf_printf(out, "%04d-%02d-%02d", w->year, w->month, w->day);
    if (!w->has_time) return;
    mh_buf_printf(out, "T%02d:%02d:%02d", w->hour, w->minute, w->second);
    if (!w->has_zone) return;
    int o = w->offset_s < 0 ? -w->offset_s : w->offset_s;
    if (o == 0) {
        mh_buf_putc(out, 'Z');
    } else {
        mh_buf_printf(out, "%c%02d:%02d", w->offset_s < 0 ? '-' : '+', o / 3600, o / 60 % 60);
    }
}

bool mh_when_in_url(mh_view url, mh_when *out) {
    for (size_t i = 0; i + 8 <= url.len; i++) {
        bool start = i > 0 && !mh_is_alnum(url.ptr[i - 1]);
        if (!start || !mh_is_digit(url.ptr[i])) continue;
        mh_when w = {0};
        piece p = piece_at(url, i);
        if ((width(p) != 4 && width(p) != 8) || !year_first(url, p, &w)) continue;
        if (w.year < 1995 || (w.to < url.len && mh_is_digit(url.ptr[w.to]))) continue;
        *out = w;
        return true;
    }
    return false;
}

int mh_when_cmp(const mh_when *a, const mh_when *b) {
    int x = a->year * 10000 + a->month * 100 + a->day,
        y = b->year * 10000 + b->month * 100 + b->day;
    return x < y ? -1 : x > y;
}
