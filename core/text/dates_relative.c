/* Dates told from the day of the text: today, on Monday, two weeks ago, last year. */
#include "text/dates_priv.h"

#include <math.h>
#include <string.h>

#define COUNT_MAX 1000000 /* a larger number of units is no date */
#define ITEMS_MAX 8       /* units of one span, more than there are kinds */
#define DAY_S     86400.0

typedef mh_date_tok tok;
#define peek mh_finder_peek
#define near mh_finder_near

static const struct unit {
    int months;
    double seconds;
    mh_date_precision precision;
} units[] = {
    [MH_UNIT_SECOND] = {0, 1, MH_DATE_SECOND},       [MH_UNIT_MINUTE] = {0, 60, MH_DATE_MINUTE},
    [MH_UNIT_HALF_HOUR] = {0, 1800, MH_DATE_MINUTE}, [MH_UNIT_HOUR] = {0, 3600, MH_DATE_MINUTE},
    [MH_UNIT_DAY] = {0, DAY_S, MH_DATE_DAY},         [MH_UNIT_WEEK] = {0, 7 * DAY_S, MH_DATE_DAY},
    [MH_UNIT_MONTH] = {1, 0, MH_DATE_MONTH},         [MH_UNIT_HALF_YEAR] = {6, 0, MH_DATE_MONTH},
    [MH_UNIT_YEAR] = {12, 0, MH_DATE_YEAR},          [MH_UNIT_DECADE] = {120, 0, MH_DATE_YEAR},
};

typedef struct span {
    double months, seconds;
    mh_date_precision precision; /* of its smallest unit */
    size_t items;
    bool bare;  /* a unit without a number stands for one */
    bool signs; /* "+1 day" */
    bool refused;
} span;

static bool has(const tok *k, mh_name_kind kind) {
    return k && k->name.kind == kind;
}

static mh_raw_date start_at(const tok *k) {
    mh_raw_date r = mh_raw_date_at(k);
    r.relative = true;
    r.d.precision = MH_DATE_DAY;
    r.d.basis = MH_DATE_UNRESOLVED;
    return r;
}

static void add(span *x, int unit, double count, int sign) {
    const struct unit *u = &units[unit];
    /* "A few minutes ago" is as good as now; a few days are no date. */
    if (count == 0 && (u->months || u->seconds > 60)) x->refused = true;
    if (count > COUNT_MAX) x->refused = true;
    x->months += sign * count * u->months;
    x->seconds += sign * count * u->seconds;
    if (u->precision > x->precision) x->precision = u->precision;
    x->items++;
}

/* The sign right before token k, where the text is nothing but a date: 0 for none. */
static int sign_before(const mh_finder *f, const tok *k) {
    if (!f->o->alone || k->from == 0) return 0;
    size_t i = k->from;
    while (i > 0 && f->s.ptr[i - 1] == ' ') i--;
    return i == 0 ? 0 : f->s.ptr[i - 1] == '+' ? 1 : f->s.ptr[i - 1] == '-' ? -1 : 0;
}

/* "forty two", "a couple of": the number at token n; *count is its value. */
static size_t number_words(const mh_finder *f, size_t n, double *count) {
    const tok *k = peek(f, n), *more = peek(f, n + 1);
    *count = k->name.value;
    size_t took = 1;
    if (has(more, MH_NAME_COUNT) && near(f, k, more, "-")) {
        if (k->name.value >= 20 && more->name.value < 10)
            *count += more->name.value;
        else if (k->name.value == 1)
            *count = more->name.value;
        else
            return 0;
        took = 2;
    }
    if (mh_finder_is(f, peek(f, n + took), "of")) took++;
    return took;
}

/* "2.5": figures with a fraction. */
static size_t number_figures(const mh_finder *f, size_t n, double *count) {
    const tok *k = peek(f, n), *part = peek(f, n + 1);
    *count = (double)k->number;
    if (k->pure && part && part->pure && part->digits <= 3) {
        mh_view g = mh_finder_gap(f, k, part);
        if (!mh_view_eq(g, MH_VIEW(".")) && !mh_view_eq(g, MH_VIEW(","))) return 1;
        *count += (double)part->number / pow(10, (double)part->digits);
        return 2;
    }
    return 1;
}

/* One "2 weeks", "a day", "3h" at token n; tokens taken, 0 when there is none. */
static size_t span_item(const mh_finder *f, size_t n, span *x) {
    const tok *k = peek(f, n);
    double count = 1;
    size_t took = 0;
    if (k == NULL) return 0;
    int sign = sign_before(f, k);
    if (sign) x->signs = true;
    if (sign == 0) sign = 1;
    if (k->number >= 0 && !k->pure) {
        if (!has(k, MH_NAME_UNIT)) return 0;
        add(x, k->name.value, (double)k->number, sign);
        return 1;
    }
    if (k->number >= 0)
        took = number_figures(f, n, &count);
    else if (has(k, MH_NAME_COUNT))
        took = number_words(f, n, &count);
    else if (!has(k, MH_NAME_UNIT) || x->items > 0)
        return 0;
    else
        x->bare = true;
    if (took == 0 && !x->bare) return 0;
    const tok *u = peek(f, n + took);
    if (!has(u, MH_NAME_UNIT) || u->number >= 0) return 0;
    if (took && !near(f, peek(f, n + took - 1), u, "-")) return 0;
    if (u->to - u->from == 1 && took) return 0; /* "5 m" may be metres: only "5m" */
    add(x, u->name.value, count, sign);
    return took + 1;
}

/* "1 year, 2 weeks and 3 days" from token n. */
static size_t span_items(const mh_finder *f, size_t n, span *x) {
    size_t from = n, took;
    while (!x->refused && x->items < ITEMS_MAX && (took = span_item(f, n, x)) > 0) {
        n += took;
        const tok *last = peek(f, n - 1), *next = peek(f, n);
        size_t and = has(next, MH_NAME_AND) ? 1 : 0;
        if (and) next = peek(f, n + 1);
        if (next == NULL || mh_finder_gap(f, last, next).len > 12) break;
        if (!and&&!near(f, last, next, ",+-")) break;
        if (next->number < 0 && !has(next, MH_NAME_COUNT)) break;
        size_t more = x->items;
        span probe = *x;
        if (span_item(f, n + and, &probe) == 0 || probe.items == more) break;
        n += and;
    }
    return x->items ? n - from : 0;
}

/* Which way the span from token `n` - `took` to n runs, by the words on both sides: -1 back, 1 on, 0
 * where nothing says; moves n. *sure: also within running text. */
static int direction_behind(const mh_finder *f, size_t *n, bool *sure) {
    const tok *last = peek(f, *n - 1), *k = peek(f, *n), *now = peek(f, *n + 1);
    if (!near(f, last, k, "'")) return 0;
    if (mh_finder_is(f, k, "from") && has(now, MH_NAME_NOW)) {
        *n += 2;
        *sure = true;
        return 1;
    }
    if (!has(k, MH_NAME_AGO) && !has(k, MH_NAME_AHEAD)) return 0;
    *sure = k->name.value != 0;
    *n += 1;
    if (has(k, MH_NAME_AGO) && has(now, MH_NAME_AGO) && near(f, k, now, "")) { /* tomu nazad */
        *n += 1;
        *sure = true;
    }
    return has(k, MH_NAME_AGO) ? -1 : 1;
}

/* A unit for one of it at token k or, behind a preposition, the next; nothing that counts before it. */
static bool single(const mh_finder *f, const tok *k) {
    const tok *before = mh_finder_before(f);
    if (has(k, MH_NAME_IN))
        k = peek(f, 1);
    else if (before && (before->number >= 0 || has(before, MH_NAME_COUNT)))
        return false;
    return k && mh_is_single_unit(f->t, mh_view_sub(f->s, k->from, k->to));
}

static size_t in_or_ago(mh_finder *f, mh_raw_date *r) {
    size_t n = 0;
    const tok *first = peek(f, 0);
    span x = {0};
    int dir = 0;
    bool sure = false;
    if (has(first, MH_NAME_NOW)) n++;
    if (has(first, MH_NAME_IN)) {
        dir = 1;
        sure = first->name.value != 0;
        n++;
    }
    bool about = has(peek(f, n), MH_NAME_ABOUT);
    if (about) n++;
    if (has(mh_finder_before(f), MH_NAME_ABOUT)) about = true;
    size_t took = span_items(f, n, &x);
    if (took == 0 || x.refused) return 0;
    n += took;
    if (dir == 0) dir = direction_behind(f, &n, &sure);
    if (dir > 0 && mh_finder_is(f, peek(f, n), "time")) n++;
    if (x.bare && dir == 0) return 0;
    bool vague = about && x.precision == MH_DATE_YEAR; /* "about 300 years ago" is no date */
    if ((!sure || vague || (x.bare && !single(f, first))) && !f->o->alone) return 0;
    if (dir == 0) dir = x.signs ? 1 : -1;
    *r = start_at(first);
    r->d.to = peek(f, n - 1)->to;
    r->months = (int64_t)(dir * trunc(x.months));
    r->seconds = dir * (x.seconds + (x.months - trunc(x.months)) * 30 * DAY_S);
    r->d.precision = x.precision;
    return n;
}

/* "last year", "next Friday"; the Persian order too: soli guzashta. */
static size_t which(const mh_finder *f, mh_raw_date *r) {
    const tok *w = peek(f, 0), *u = peek(f, 1);
    bool behind = has(w, MH_NAME_UNIT) && w->number < 0 && has(u, MH_NAME_WHICH) &&
                  (unsigned char)f->s.ptr[w->from] >= 0x80;
    if (behind) {
        w = peek(f, 1);
        u = peek(f, 0);
    }
    if (!has(w, MH_NAME_WHICH) || u == NULL || u->number >= 0 ||
        !near(f, peek(f, 0), peek(f, 1), ""))
        return 0;
    int shift = w->name.value - MH_SHIFT_ZERO;
    *r = start_at(peek(f, 0));
    r->d.to = peek(f, 1)->to;
    if (has(u, MH_NAME_WEEKDAY)) {
        r->on_weekday = true;
        r->weekday = u->name.value;
        r->which = shift == 0 ? 1 : shift;
        return 2;
    }
    if (!has(u, MH_NAME_UNIT)) return 0;
    const struct unit *x = &units[u->name.value];
    bool whole = u->name.value == MH_UNIT_MONTH || u->name.value == MH_UNIT_YEAR;
    bool decade = u->name.value == MH_UNIT_DECADE && f->o->alone;
    bool week = u->name.value == MH_UNIT_WEEK && shift != 0;
    if (!whole && !week && !decade) return 0;
    r->months = shift * x->months;
    r->seconds = shift * x->seconds;
    r->d.precision = x->precision;
    return 2;
}

/* English weekdays in short are words of other meaning; the capital of Tajikistan is called Monday. */
static bool weak(const mh_finder *f, const tok *k) {
    mh_view v = mh_view_sub(f->s, k->from, k->to);
    bool ascii = (unsigned char)v.ptr[0] < 0x80;
    return (ascii && v.len < 6 && !mh_view_ieq(v, MH_VIEW("juma"))) ||
           mh_view_starts(v, MH_VIEW("Душанбе"));
}

size_t mh_dates_relative(mh_finder *f, mh_raw_date *r) {
    const tok *k = peek(f, 0), *date = peek(f, 1);
    size_t n = which(f, r);
    if (n == 0) n = in_or_ago(f, r);
    if (n) return n;
    *r = start_at(k);
    if (k->number >= 0) return 0;
    if (f->o->alone && has(k, MH_NAME_NOW)) return 1;
    if (f->o->alone && has(k, MH_NAME_TO) && mh_finder_is(f, date, "date")) {
        r->d.to = date->to;
        return 2;
    }
    if (has(k, MH_NAME_YEAR_OFFSET)) {
        r->months = 12 * (k->name.value - MH_SHIFT_ZERO);
        r->d.precision = MH_DATE_YEAR;
        return 1;
    }
    if (has(k, MH_NAME_OFFSET)) {
        r->seconds = (k->name.value - MH_SHIFT_ZERO) * DAY_S;
        return 1;
    }
    if (!has(k, MH_NAME_WEEKDAY)) return 0;
    r->on_weekday = true;
    r->weekday = k->name.value;
    r->weak = !f->o->alone && weak(f, k);
    return 1;
}
