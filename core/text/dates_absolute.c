/* Dates as they are written: a day, a month, a year, in words and figures. */
#include "base/clock.h"
#include "text/dates_priv.h"
#include "text/text_priv.h"

#include <limits.h>
#include <string.h>

#define PIVOT                                                                                      \
    69 /* two digits of a year from here on are of the last century (POSIX, strptime %y) */

typedef mh_date_tok tok;
#define peek mh_finder_peek
#define gap  mh_finder_gap
#define near mh_finder_near

static bool is_dash(mh_view g) {
    g = mh_view_trim(g);
    return mh_view_eq(g, MH_VIEW("-")) || mh_view_eq(g, MH_VIEW("–")) ||
           mh_view_eq(g, MH_VIEW("—"));
}

static bool is_day(const tok *k) {
    return k && k->number >= 1 && k->number <= 31 && k->digits <= 2;
}

/* A day in figures: "14", "3rd", "1-shi". Other letters behind the digits do not belong to a date. */
static bool day_token(const mh_finder *f, const tok *k) {
    if (!is_day(k)) return false;
    if (k->pure) return true;
    mh_view tail = mh_view_sub(f->s, k->number_to, k->to);
    static const char *const ends[] = {"st", "nd", "rd", "th", "го", "е", "er"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (mh_view_ieq(tail, mh_view_of(ends[i]))) return true;
    }
    return false;
}

static bool is_year(const tok *k) {
    return k && (k->pure || k->year_tail) && k->digits == 4 && k->number >= 1000 &&
           k->number < 2200;
}

static bool is_month(const mh_finder *f, const tok *k) {
    if (k == NULL || k->name.kind != MH_NAME_MONTH) return false;
    bool ascii = (unsigned char)f->s.ptr[k->from] < 0x80;
    return !ascii || k->upper || k->to - k->from > 5 ||
           (f->o->lang && strcmp(f->o->lang, "en") != 0);
}

static bool real_day(int year, int month, int day) {
    return mh_civil_valid((mh_civil){year ? year : 2000, month, day, 0, 0, 0});
}

static void finish(mh_raw_date *r, const tok *last) {
    r->d.to = last->to;
    r->d.precision = r->d.day ? MH_DATE_DAY : r->d.month ? MH_DATE_MONTH : MH_DATE_YEAR;
    r->d.basis = r->d.year ? MH_DATE_WRITTEN : MH_DATE_UNRESOLVED;
}

/* Swallows "goda", "zhyly" behind a year. Returns the number of tokens. */
static size_t year_word(const mh_finder *f, size_t n, mh_raw_date *r) {
    const tok *a = peek(f, n - 1), *b = peek(f, n);
    if (b == NULL || a->year_tail || !near(f, a, b, "-") ||
        !mh_is_year_word(f->t, mh_view_sub(f->s, b->from, b->to)))
        return n;
    r->d.to = b->to;
    return n + 1;
}

/* The last day of "3-5", "3 to 5" whose first is token 0; moves n to the last token. */
static long range_end(const mh_finder *f, size_t *n, bool words) {
    const tok *d = peek(f, *n), *to = peek(f, *n + 1), *e = peek(f, *n + 2);
    if (to && day_token(f, to) && to->number > d->number && is_dash(gap(f, d, to))) {
        *n += 1;
        return to->number;
    }
    if (words && to && to->name.kind == MH_NAME_TO && day_token(f, e) && e->number > d->number &&
        near(f, d, to, "") && near(f, to, e, "")) {
        *n += 2;
        return e->number;
    }
    return 0;
}

/* D [- D] Month [Y]. */
static size_t day_month(mh_finder *f, mh_raw_date *r) {
    const tok *d = peek(f, 0);
    size_t n = 0;
    if (!day_token(f, d)) return 0;
    long end = range_end(f, &n, true);
    const tok *m = peek(f, ++n);
    if (mh_finder_is(f, m, "of")) m = peek(f, ++n);
    if (!is_month(f, m) || !near(f, peek(f, n - 1), m, ".-")) return 0;
    *r = mh_raw_date_at(d);
    r->d.day = (int)d->number;
    r->d.month = m->name.value;
    const tok *y = peek(f, ++n);
    if (is_year(y) && near(f, m, y, ".,-")) {
        r->d.year = (int)y->number;
        m = y;
        n++;
    }
    if (end && real_day(r->d.year, r->d.month, (int)end)) {
        r->d.end_year = r->d.year;
        r->d.end_month = r->d.month;
        r->d.end_day = (int)end;
    }
    if (!real_day(r->d.year, r->d.month, r->d.day)) return 0;
    finish(r, m);
    return r->d.year ? year_word(f, n, r) : n;
}

/* Month D [- D] [, Y], Month Y. */
static size_t month_first(mh_finder *f, mh_raw_date *r) {
    const tok *m = peek(f, 0), *d = peek(f, 1);
    if (!is_month(f, m) || d == NULL || !near(f, m, d, ".,")) return 0;
    *r = mh_raw_date_at(m);
    r->d.month = m->name.value;
    if (is_year(d)) {
        r->d.year = (int)d->number;
        finish(r, d);
        return year_word(f, 2, r);
    }
    if (!day_token(f, d)) return 0;
    r->d.day = (int)d->number;
    size_t n = 1;
    long end = range_end(f, &n, false);
    const tok *last = peek(f, n++), *y = peek(f, n);
    if (is_year(y) && near(f, last, y, ",.")) {
        r->d.year = (int)y->number;
        last = y;
        n++;
    }
    if (end && real_day(r->d.year, r->d.month, (int)end)) {
        r->d.end_year = r->d.year;
        r->d.end_month = r->d.month;
        r->d.end_day = (int)end;
    }
    if (!real_day(r->d.year, r->d.month, r->d.day)) return 0;
    finish(r, last);
    return n;
}

/* Y zhylghy D Month, Y zhylghy Month, Y-Y gody, and a bare year with its word or preposition. */
static size_t year_first(mh_finder *f, mh_raw_date *r) {
    const tok *y = peek(f, 0);
    if (!is_year(y)) return 0;
    *r = mh_raw_date_at(y);
    r->d.year = (int)y->number;
    finish(r, y);
    const tok *until = peek(f, 1);
    if (is_year(until) && is_dash(gap(f, y, until))) {
        size_t after = year_word(f, 2, r);
        if (until->number > y->number) r->d.end_year = (int)until->number;
        return after > 2 ? after : 0;
    }
    size_t n = year_word(f, 1, r);
    if (n > 1 && peek(f, n) && peek(f, n)->name.kind == MH_NAME_AGO) return 0; /* 2001 years ago */
    const tok *last = peek(f, n - 1), *a = peek(f, n), *b = peek(f, n + 1);
    if (a && day_token(f, a) && is_month(f, b) && near(f, last, a, ",.-") && near(f, a, b, "-.")) {
        r->d.day = (int)a->number;
        r->d.month = b->name.value;
        finish(r, b);
        return real_day(r->d.year, r->d.month, r->d.day) ? n + 2 : 0;
    }
    if (is_month(f, a) && near(f, last, a, ",.")) {
        r->d.month = a->name.value;
        finish(r, a);
        return n + 1;
    }
    if (n > 1 || y->year_tail) return n;
    const tok *before = mh_finder_before(f);
    if (before && near(f, before, y, "") &&
        mh_is_year_before(f->t, mh_view_sub(f->s, before->from, before->to))) {
        return 1;
    }
    return 0;
}

/* The one sign between two parts of a date in figures; white space beside it only where the text is
 * nothing but a date. */
static char sign_between(const mh_finder *f, const tok *a, const tok *b) {
    mh_view g = gap(f, a, b);
    if (f->o->alone) g = mh_view_trim(g);
    return g.len == 1 && strchr("-./", g.ptr[0]) ? g.ptr[0] : 0;
}

static bool digit_at(mh_view s, size_t at) {
    return at < s.len && mh_is_digit(s.ptr[at]);
}

/* "26.10.21": two digits each and nothing of the kind beside them. */
static bool short_year(const mh_finder *f, char sign, const tok *a, const tok *b, const tok *c) {
    if (sign == '-' || !c->pure || c->digits != 2 || b->digits != 2 || a->digits != 2) return false;
    bool more = c->to < f->s.len && f->s.ptr[c->to] == sign && digit_at(f->s, c->to + 1);
    bool less = a->from > 1 && f->s.ptr[a->from - 1] == sign && digit_at(f->s, a->from - 2);
    return !more && !less;
}

/* Numbers alone: Y-M-D (also . and /), D.M.Y, D/M/Y or M/D/Y, D.M.YY. */
static size_t figures(mh_finder *f, mh_raw_date *r) {
    const tok *a = peek(f, 0), *b = peek(f, 1), *c = peek(f, 2);
    if (!a || !b || !c || a->number < 0 || b->number < 0 || c->number < 0 || !a->pure || !b->pure)
        return 0;
    char sign = sign_between(f, a, b);
    if (sign == 0 || sign != sign_between(f, b, c)) return 0;
    bool leads = is_year(a) && b->digits <= 2 && c->digits <= 2;
    bool ends = is_year(c) && a->digits <= 2 && b->digits <= 2;
    *r = mh_raw_date_at(a);
    if (leads) {
        r->d.year = (int)a->number;
        r->d.month = (int)b->number;
        r->d.day = (int)c->number;
    } else if (ends || short_year(f, sign, a, b, c)) {
        bool swap = (f->o->month_first && sign == '/') || b->number > 12;
        r->d.year = (int)(ends ? c->number : c->number + (c->number < PIVOT ? 2000 : 1900));
        r->d.month = (int)(swap ? a->number : b->number);
        r->d.day = (int)(swap ? b->number : a->number);
    } else {
        return 0;
    }
    if (!real_day(r->d.year, r->d.month, r->d.day)) return 0;
    finish(r, c);
    r->d.to = c->number_to;
    return c->year_tail ? 3 : year_word(f, 3, r);
}

/* RFC 3339 as a whole, which the tokens would cut in pieces. */
static bool stamp(const mh_finder *f, mh_raw_date *r) {
    size_t end = r->d.from;
    while (end < f->s.len && end - r->d.from < 36 &&
           (mh_is_alnum(f->s.ptr[end]) || (f->s.ptr[end] && strchr("-:+.", f->s.ptr[end])))) {
        end++;
    }
    while (end > r->d.from && !mh_is_alnum(f->s.ptr[end - 1])) end--;
    int64_t us = 0;
    int offset = INT_MIN;
    mh_view v = mh_view_sub(f->s, r->d.from, end);
    if (v.len <= 10 || !mh_rfc3339_parse(v, &us, &offset)) return false;
    mh_civil c = mh_civil_of_s(us / 1000000 + (offset == INT_MIN ? 0 : offset));
    r->d.to = end;
    r->d.hour = c.hour;
    r->d.minute = c.minute;
    r->d.second = c.second;
    r->d.offset_s = offset;
    r->d.precision = v.len >= 19 ? MH_DATE_SECOND : MH_DATE_MINUTE;
    return true;
}

size_t mh_dates_absolute(mh_finder *f, mh_raw_date *r) {
    size_t n = figures(f, r);
    if (n && stamp(f, r)) {
        while (peek(f, n) && peek(f, n)->from < r->d.to) n++;
        return n;
    }
    if (!n) n = day_month(f, r);
    if (!n) n = year_first(f, r);
    if (!n) n = month_first(f, r);
    return n;
}
