#include "doc/when.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "doc/phrases.h"
#include "doc/when_priv.h"

#include <string.h>

/* Text longer than this names no date of the page itself. */
#define WHEN_MAX ((size_t)4096)

/* A run of digits, a word, or one sign. */
typedef struct piece {
    size_t from, to;
    size_t digits; /* how many */
    int kind;      /* '0' digits, 'a' word, else the sign itself */
    int value;     /* of digits, at most 8 of them; else -1 */
} piece;

typedef struct reader {
    mh_view v;
    bool month_first;
} reader;

static bool is_word_byte(char c) {
    return mh_is_alpha(c) || (unsigned char)c >= 0x80;
}

/* Scripts whose own digits pages use: how the first of the ten is written. */
static const mh_view zeros[] = {
    MH_VIEW_INIT("\xD9\xA0"),     /* Arabic */
    MH_VIEW_INIT("\xDB\xB0"),     /* Persian */
    MH_VIEW_INIT("\xE0\xA5\xA6"), /* Devanagari */
    MH_VIEW_INIT("\xE0\xA7\xA6"), /* Bengali */
    MH_VIEW_INIT("\xEF\xBC\x90"), /* full width */
};

/* Bytes before the first digit of a text in which the name of a month may stand. */
#define MONTH_REACH ((size_t)80)

/* The digit at byte at, -1 when there is none; *len is what it takes. */
static int digit_at(mh_view v, size_t at, size_t *len) {
    if (mh_is_digit(v.ptr[at])) {
        *len = 1;
        return v.ptr[at] - '0';
    }
    if ((unsigned char)v.ptr[at] < 0xD9) return -1;
    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++) {
        size_t n = zeros[i].len;
        if (v.len - at < n || memcmp(v.ptr + at, zeros[i].ptr, n - 1) != 0) continue;
        int d = (unsigned char)v.ptr[at + n - 1] - (unsigned char)zeros[i].ptr[n - 1];
        *len = n;
        if (d >= 0 && d <= 9) return d;
    }
    return -1;
}

size_t mh_when_digit(mh_view v, size_t at) {
    size_t n;
    for (; at < v.len; at++) {
        unsigned char c = (unsigned char)v.ptr[at];
        if ((c < 0x80 || c >= 0xD9) && digit_at(v, at, &n) >= 0) return at;
        while (at + 1 < v.len && (unsigned char)v.ptr[at + 1] < 0xD9 && !mh_is_digit(v.ptr[at + 1]))
            at++;
    }
    return v.len;
}

static bool is_hard_space(mh_view v, size_t at) {
    return v.ptr[at] == '\xC2' && at + 1 < v.len && v.ptr[at + 1] == '\xA0';
}

static bool is_arabic_comma(mh_view v, size_t at) {
    return v.ptr[at] == '\xD8' && at + 1 < v.len && v.ptr[at + 1] == '\x8C';
}

/* Whether a byte of a word is no part of a sign or a digit for sure. */
static bool is_letter_byte(char c) {
    unsigned char b = (unsigned char)c;
    return mh_is_alpha(c) || (b >= 0x80 && b < 0xD8 && b != 0xC2);
}

static piece piece_at(mh_view v, size_t at) {
    piece p = {.from = at, .to = at, .value = -1};
    size_t n = 0;
    int d;
    if (at >= v.len) return p;
    if (digit_at(v, at, &n) >= 0) {
        p.kind = '0';
        p.value = 0;
        while (p.to < v.len && (d = digit_at(v, p.to, &n)) >= 0) {
            if (p.digits < 8) p.value = p.value * 10 + d;
            p.digits++;
            p.to += n;
        }
        if (p.digits > 8) p.value = -1;
    } else if (is_arabic_comma(v, at)) {
        p.kind = ',';
        p.to = at + 2;
    } else if (is_word_byte(v.ptr[at])) {
        p.kind = 'a';
        while (p.to < v.len && (is_letter_byte(v.ptr[p.to]) ||
                                (is_word_byte(v.ptr[p.to]) && !is_hard_space(v, p.to) &&
                                 !is_arabic_comma(v, p.to) && digit_at(v, p.to, &n) < 0)))
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

/* Digits, or bytes of a word. */
static size_t width(piece p) {
    return p.kind == '0' ? p.digits : p.to - p.from;
}

/* Days from the first of the solar year 1399 (20 March 2020) to the first of year y. Leap years fall
 * on eight of 33, as the astronomical calendar has it from 1178 to 1633. */
static int64_t solar_year_start(int y) {
    static const char leap[33] = {
        [1] = 1, [5] = 1, [9] = 1, [13] = 1, [17] = 1, [22] = 1, [26] = 1, [30] = 1};
    int64_t days = 0;
    for (int k = 1399; k < y; k++) days += 365 + leap[k % 33];
    for (int k = y; k < 1399; k++) days -= 365 + leap[k % 33];
    return days;
}

static bool from_solar(mh_civil *c) {
    if (c->month < 1 || c->month > 12 || c->day < 1 || c->day > (c->month <= 6 ? 31 : 30))
        return false;
    int64_t day = solar_year_start(c->year) + c->day - 1;
    day += (c->month - 1) * 30 + (c->month <= 7 ? c->month - 1 : 6);
    *c =
        mh_civil_of_s(mh_civil_to_s((mh_civil){.year = 2020, .month = 3, .day = 20}) + day * 86400);
    return true;
}

/* A month over MH_WHEN_SOLAR, or a year of our time in it, is of the solar calendar. */
static bool set_day(mh_when *w, int y, int m, int d, size_t from, size_t to) {
    bool solar = y >= 1360 && y <= 1460;
    if (m > MH_WHEN_SOLAR && !solar) return false;
    if (y >= 0 && y < 100) y += y < 70 ? 2000 : 1900;
    mh_civil c = {.year = y, .month = m > MH_WHEN_SOLAR ? m - MH_WHEN_SOLAR : m, .day = d};
    if (solar && !from_solar(&c)) return false;
    if (c.year < 1980 || c.year > 2100 || !mh_civil_valid(c)) return false;
    w->year = c.year;
    w->month = c.month;
    w->day = c.day;
    w->from = from;
    w->to = to;
    return true;
}

static int month_of(mh_view v, piece p) {
    mh_buf low = {0};
    int m = 0;
    if (p.kind == 'a' && width(p) <= 48) {
        mh_put_lower(&low, mh_view_sub(v, p.from, p.to));
        m = mh_when_month(mh_buf_view(&low));
        mh_buf_clear(&low);
    }
    return m;
}

/* "st", "nd", "rd", "th", "of", "de" and one-letter words between a day and its month. */
static piece skip_filler(mh_view v, piece p) {
    piece n = skip_soft(v, p);
    for (int i = 0; i < 2 && n.kind == 'a' && width(n) <= 8 && month_of(v, n) == 0; i++)
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

static bool is_sign(mh_view v, piece p, const char *chinese, const char *korean) {
    mh_view w = mh_view_sub(v, p.from, p.to);
    return mh_view_starts(w, mh_view_of(chinese)) || mh_view_starts(w, mh_view_of(korean));
}

/* 2024年3月12日 */
static bool east_asian(mh_view v, piece p, mh_when *w) {
    if (p.kind != '0' || width(p) != 4) return false;
    piece s1 = skip_soft(v, p);
    if (s1.kind != 'a' || !is_sign(v, s1, "年", "년")) return false;
    piece m = skip_soft(v, s1), s2 = skip_soft(v, m), d = skip_soft(v, s2);
    if (!is_sign(v, s2, "月", "월") || m.kind != '0' || d.kind != '0') return false;
    return set_day(w, p.value, m.value, d.value, p.from, d.to);
}

/* Day of the week, 1 Monday to 7 Sunday, that the word just before byte at names, else 0. */
static int weekday_before(mh_view v, size_t at) {
    static const struct {
        mh_view begin;
        int day;
    } days[] = {
        {MH_VIEW_INIT("mon"), 1},  {MH_VIEW_INIT("tue"), 2},  {MH_VIEW_INIT("wed"), 3},
        {MH_VIEW_INIT("thu"), 4},  {MH_VIEW_INIT("fri"), 5},  {MH_VIEW_INIT("sat"), 6},
        {MH_VIEW_INIT("sun"), 7},  {MH_VIEW_INIT("пон"), 1},  {MH_VIEW_INIT("вто"), 2},
        {MH_VIEW_INIT("сре"), 3},  {MH_VIEW_INIT("чет"), 4},  {MH_VIEW_INIT("пят"), 5},
        {MH_VIEW_INIT("суб"), 6},  {MH_VIEW_INIT("вос"), 7},  {MH_VIEW_INIT("дүй"), 1},
        {MH_VIEW_INIT("сей"), 2},  {MH_VIEW_INIT("сәр"), 3},  {MH_VIEW_INIT("бей"), 4},
        {MH_VIEW_INIT("жұм"), 5},  {MH_VIEW_INIT("сен"), 6},  {MH_VIEW_INIT("жек"), 7},
        {MH_VIEW_INIT("шей"), 2},  {MH_VIEW_INIT("шар"), 3},  {MH_VIEW_INIT("жум"), 5},
        {MH_VIEW_INIT("ише"), 6},  {MH_VIEW_INIT("душ"), 1},  {MH_VIEW_INIT("сеш"), 2},
        {MH_VIEW_INIT("чор"), 3},  {MH_VIEW_INIT("пан"), 4},  {MH_VIEW_INIT("пай"), 4},
        {MH_VIEW_INIT("ҷум"), 5},  {MH_VIEW_INIT("шан"), 6},  {MH_VIEW_INIT("якш"), 7},
        {MH_VIEW_INIT("dush"), 1}, {MH_VIEW_INIT("sesh"), 2}, {MH_VIEW_INIT("chor"), 3},
        {MH_VIEW_INIT("pay"), 4},  {MH_VIEW_INIT("jum"), 5},  {MH_VIEW_INIT("shan"), 6},
        {MH_VIEW_INIT("yak"), 7},  {MH_VIEW_INIT("یک"), 7},   {MH_VIEW_INIT("دو"), 1},
        {MH_VIEW_INIT("سه"), 2},   {MH_VIEW_INIT("چهار"), 3}, {MH_VIEW_INIT("پنج"), 4},
        {MH_VIEW_INIT("جمعه"), 5}, {MH_VIEW_INIT("شنبه"), 6},
    };
    static const char *const short_ru[] = {"пн", "вт", "ср", "чт", "пт", "сб", "вс"};
    while (at > 0 && (mh_is_space(v.ptr[at - 1]) || v.ptr[at - 1] == ',')) at--;
    size_t from = at;
    while (from > 0 && is_word_byte(v.ptr[from - 1])) from--;
    mh_view word = mh_view_sub(v, from, at);
    mh_buf low = {0};
    mh_put_lower(&low, mh_view_sub(word, 0, 24));
    int found = 0;
    for (size_t i = 0; i < sizeof days / sizeof days[0] && found == 0; i++)
        if (mh_view_starts(mh_buf_view(&low), days[i].begin)) found = days[i].day;
    for (int i = 0; i < 7 && found == 0; i++)
        if (mh_view_eq(mh_buf_view(&low), mh_view_of(short_ru[i]))) found = i + 1;
    mh_buf_clear(&low);
    return found;
}

/* Whether a day of the week before 03/05/2024 says that the month is the first number. */
static bool weekday_swaps(mh_view v, size_t at, int y, int a, int b) {
    int want = weekday_before(v, at);
    mh_civil day_first = {.year = y, .month = b, .day = a},
             month_first = {.year = y, .month = a, .day = b};
    return want > 0 && y >= 1000 && mh_civil_valid(day_first) && mh_civil_valid(month_first) &&
           mh_civil_weekday(day_first) != want && mh_civil_weekday(month_first) == want;
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
    bool swap = (r->month_first && s1.kind == '/' && p.value <= 12) || m.value > 12 ||
                (s1.kind == '/' && weekday_swaps(v, p.from, y.value, p.value, m.value));
    return set_day(w, y.value, swap ? p.value : m.value, swap ? m.value : p.value, p.from, y.to);
}

/* 12 March 2024, 12th of March, 2024; 2024 жылғы 12 наурыз */
static bool day_month(mh_view v, piece p, mh_when *w) {
    if (p.kind != '0') return false;
    if (width(p) == 4) { /* the year, a word, then the day */
        piece d = skip_soft(v, p);
        if (d.kind == '-') d = after(v, d);
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
    if (m == 0 && mo.kind == 'a' && width(mo) <= 8) { /* "14-уми апрели" */
        mo = skip_soft(v, mo);
        m = month_of(v, mo);
    }
    if (m == 0) return false;
    piece y = skip_filler(v, mo);
    piece other = y.kind == '/' ? skip_soft(v, y) : y;
    if (y.kind == '/' && month_of(v, other) > 0) y = skip_soft(v, other); /* its other name */
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

/* T1420, T142005 right behind the day (ISO 8601, basic form). */
static bool read_basic_time(mh_view v, mh_when *w) {
    size_t at = w->to + 1;
    int h, m, s = 0;
    if (w->to >= v.len || (v.ptr[w->to] != 'T' && v.ptr[w->to] != 't')) return false;
    if (!read_two(v, &at, 23, &h) || !read_two(v, &at, 59, &m)) return false;
    if (at + 1 < v.len && mh_is_digit(v.ptr[at]) && !read_two(v, &at, 60, &s)) return false;
    if (at < v.len && (mh_is_digit(v.ptr[at]) || v.ptr[at] == ':')) return false;
    w->has_time = true;
    w->hour = h;
    w->minute = m;
    w->second = s;
    read_zone(v, at, w);
    return true;
}

/* The time beside the day: behind it, or just before. */
static void find_time(mh_view v, mh_when *w) {
    size_t at = w->to, n = 0;
    if (read_basic_time(v, w)) return;
    for (size_t len; at < v.len && n < 40; at++, n++)
        if (digit_at(v, at, &len) >= 0) break;
    if (at < v.len && n < 40 && read_time(v, at, w)) return;
    size_t from = w->from > 24 ? w->from - 24 : 0;
    for (at = w->from; at-- > from;) {
        if (v.ptr[at] != ':' || at < 1) continue;
        size_t start = at;
        while (start > 0 && at - start < 2 && mh_is_digit(v.ptr[start - 1])) start--;
        if (start < at && (start == 0 || v.ptr[start - 1] != ':') && read_time(v, start, w)) return;
    }
}

/* The minutes of "11:20, April 14". */
static bool is_minute(mh_view v, piece p) {
    return p.kind == '0' && width(p) == 2 && p.from > 1 && v.ptr[p.from - 1] == ':' &&
           mh_is_digit(v.ptr[p.from - 2]);
}

bool mh_when_find(mh_view v, size_t at, bool month_first, mh_when *out) {
    reader r = {mh_view_sub(v, 0, WHEN_MAX), month_first};
    size_t first = mh_when_digit(r.v, at);
    if (first >= r.v.len) return false; /* no digit, no date */
    /* what comes first in a day is the name of a month, with its day close behind */
    if (first > at + MONTH_REACH)
        for (at = first - MONTH_REACH; at < first && !mh_is_space(r.v.ptr[at]);) at++;
    for (piece p = piece_at(r.v, at); p.to > p.from; p = after(r.v, p)) {
        mh_when w = {0};
        if ((p.kind != '0' && p.kind != 'a') || is_minute(r.v, p)) continue;
        if (!year_first(r.v, p, &w) && !year_last(&r, p, &w) && !day_month(r.v, p, &w) &&
            !month_day(r.v, p, &w) && !east_asian(r.v, p, &w))
            continue;
        find_time(r.v, &w);
        *out = w;
        return true;
    }
    return false;
}

/* Of 0 to 99; dates are written too often for printf. */
static void put_two(mh_buf *out, char before, int n) {
    char text[3] = {before, (char)('0' + n / 10), (char)('0' + n % 10)};
    mh_buf_put_n(out, text, sizeof text);
}

void mh_when_put(mh_buf *out, const mh_when *w) {
    if (w->year < 1000 || w->year > 9999) {
        mh_buf_printf(out, "%04d", w->year);
    } else {
        put_two(out, (char)('0' + w->year / 1000), w->year / 10 % 100);
        mh_buf_putc(out, (char)('0' + w->year % 10));
    }
    put_two(out, '-', w->month);
    put_two(out, '-', w->day);
    if (!w->has_time) return;
    put_two(out, 'T', w->hour);
    put_two(out, ':', w->minute);
    put_two(out, ':', w->second);
    if (!w->has_zone) return;
    int o = w->offset_s < 0 ? -w->offset_s : w->offset_s;
    if (o == 0) {
        mh_buf_putc(out, 'Z');
    } else {
        put_two(out, w->offset_s < 0 ? '-' : '+', o / 3600);
        put_two(out, ':', o / 60 % 60);
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
