#include "text/dates.h"

#include "base/clock.h"
#include "text/dates_priv.h"
#include "text/text_priv.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

#define HEAD       300 /* bytes in which a full date counts as the date of the text */
#define LINE_SHORT 100 /* bytes of a line that is nothing but a dateline */
#define DAY_S      86400

typedef struct reference {
    int64_t day;  /* seconds of its midnight */
    int64_t time; /* seconds since, when timed */
    bool known, timed, past;
    size_t support;
} reference;

static int64_t day_s(int year, int month, int day) {
    return mh_civil_to_s((mh_civil){year, month ? month : 1, day ? day : 1, 0, 0, 0});
}

static bool on_short_line(mh_view s, const mh_date *d) {
    size_t from = d->from, to = d->to;
    while (from > 0 && s.ptr[from - 1] != '\n' && d->from - from <= LINE_SHORT) from--;
    while (to < s.len && s.ptr[to] != '\n' && to - d->to <= LINE_SHORT) to++;
    return to - from <= LINE_SHORT;
}

static reference reference_of(mh_view s, const mh_date_options *o, const mh_raw_dates *dates) {
    reference r = {.support = SIZE_MAX};
    if (o->year > 0) {
        r.day = day_s(o->year, o->month, o->day);
        r.time = o->timed ? o->hour * 3600 + o->minute * 60 + o->second : 0;
        r.timed = o->timed;
        r.past = o->alone;
        r.known = true;
        return r;
    }
    for (size_t i = 0; i < dates->len && !r.known; i++) {
        const mh_date *d = &dates->ptr[i].d;
        if (d->basis != MH_DATE_WRITTEN || d->precision < MH_DATE_DAY) continue;
        if (d->from > HEAD && !on_short_line(s, d)) continue;
        r = (reference){.day = day_s(d->year, d->month, d->day), .known = true, .support = i};
    }
    return r;
}

/* The latest date with a year in the text, as the day on which it begins. */
static reference latest_of(const mh_raw_dates *dates) {
    reference r = {.support = SIZE_MAX};
    for (size_t i = 0; i < dates->len; i++) {
        const mh_date *d = &dates->ptr[i].d;
        if (d->basis != MH_DATE_WRITTEN || d->precision < MH_DATE_MONTH) continue;
        int64_t day = day_s(d->year, d->month, d->day);
        if (!r.known || day > r.day) r = (reference){.day = day, .known = true, .support = i};
    }
    return r;
}

static int weekday_of(int64_t s) {
    return mh_civil_weekday(mh_civil_of_s(s));
}

static bool exists(int year, const mh_date *d) {
    return mh_civil_valid((mh_civil){year, d->month, d->day, 0, 0, 0});
}

static void year_near(mh_raw_date *r, const reference *ref) {
    int around = mh_civil_of_s(ref->day).year, best = 0;
    int64_t best_cost = 0;
    for (int y = around - 1; y <= around + 1; y++) {
        if (!exists(y, &r->d)) continue;
        int64_t day = day_s(y, r->d.month, r->d.day), cost = llabs(day - ref->day);
        if (r->weekday && weekday_of(day) != r->weekday) cost += 400LL * DAY_S;
        if (ref->past && day > ref->day + DAY_S) cost += 400LL * DAY_S; /* a stamp looks back */
        if (best && cost >= best_cost) continue;
        best = y;
        best_cost = cost;
    }
    if (best == 0) return;
    r->d.year = best;
    r->d.basis = MH_DATE_NEAREST;
    r->d.support = ref->support;
}

static void year_after(mh_raw_date *r, const reference *latest) {
    int y = mh_civil_of_s(latest->day).year;
    for (int k = 0; k < 9; k++, y++) { /* 29 February may be eight years away */
        if (!exists(y, &r->d)) continue;
        int64_t day = day_s(y, r->d.month, r->d.day);
        if (day < latest->day || (r->weekday && weekday_of(day) != r->weekday)) continue;
        r->d.year = y;
        r->d.basis = MH_DATE_AFTER;
        r->d.support = latest->support;
        return;
    }
}

/* The weekday that the text means: the last one, the day itself included; "last" without it, "next"
 * the first after it. */
static int64_t weekday_day(const mh_raw_date *r, int64_t day) {
    int back = (weekday_of(day) - r->weekday + 7) % 7;
    if (r->which > 0) return day + (int64_t)(7 - back) * DAY_S;
    if (r->which < 0 && back == 0) back = 7;
    return day - (int64_t)back * DAY_S;
}

/* Moves c by months; a day that the month lacks becomes its last. False outside of the years 1-9999. */
static bool move_months(mh_civil *c, int64_t months) {
    int64_t at = (int64_t)c->year * 12 + c->month - 1 + months;
    if (at < 12 || at >= 10000LL * 12) return false;
    c->year = (int)(at / 12);
    c->month = (int)(at % 12) + 1;
    while (!mh_civil_valid(*c) && c->day > 28) c->day--;
    return true;
}

static void relative_to(mh_raw_date *r, const reference *ref) {
    int64_t at = ref->day + ref->time;
    if (r->on_weekday) at = weekday_day(r, ref->day);
    mh_civil c = mh_civil_of_s(at);
    double seconds = r->seconds;
    if (!ref->timed) seconds = floor(seconds / DAY_S + 0.5) * DAY_S;
    if (!move_months(&c, r->months) || fabs(seconds) > 10000.0 * 366 * DAY_S) return;
    c = mh_civil_of_s(mh_civil_to_s(c) + (int64_t)seconds);
    if (c.year < 1 || c.year > 9999) return;
    r->d.year = c.year;
    r->d.month = c.month;
    r->d.day = c.day;
    bool own_time = r->d.precision >= MH_DATE_MINUTE && r->months == 0 && r->has_time;
    if (!own_time) {
        r->d.hour = c.hour;
        r->d.minute = c.minute;
        r->d.second = c.second;
        if (!ref->timed && r->d.precision > MH_DATE_DAY) r->d.precision = MH_DATE_DAY;
    }
    r->d.basis = MH_DATE_RELATIVE;
    r->d.support = ref->support;
}

/* The year of a range's end follows that of its start. */
static void end_range(mh_date *d) {
    if (d->end_month == 0 || d->end_year || d->year == 0) return;
    bool turns = d->end_month < d->month || (d->end_month == d->month && d->end_day < d->day);
    d->end_year = d->year + turns;
}

void mh_dates_resolve(mh_view s, const mh_date_options *o, mh_raw_dates *dates) {
    reference ref = reference_of(s, o, dates), latest = latest_of(dates);
    for (size_t i = 0; i < dates->len; i++) {
        mh_raw_date *r = &dates->ptr[i];
        if (r->d.basis != MH_DATE_UNRESOLVED) continue;
        if (r->relative) {
            if (ref.known) relative_to(r, &ref);
        } else if (ref.known) {
            year_near(r, &ref);
        } else if (latest.known) {
            year_after(r, &latest);
        }
    }
    for (size_t i = 0; i < dates->len; i++) end_range(&dates->ptr[i].d);
}

mh_dates mh_text_dates(mh_text *t, mh_arena *a, mh_view s, const mh_date_options *o) {
    static const mh_date_options none = {0};
    mh_raw_dates raw = {0};
    if (o == NULL) o = &none;
    mh_dates_find(t, a, s, o, &raw);
    mh_dates_resolve(s, o, &raw);
    mh_dates out = {mh_arena_array(a, raw.len, sizeof(mh_date)), raw.len};
    for (size_t i = 0; i < raw.len; i++) out.ptr[i] = raw.ptr[i].d;
    mh_vec_clear(&raw);
    return out;
}

const char *mh_date_precision_name(mh_date_precision p) {
    switch (p) {
    case MH_DATE_YEAR: return "year";
    case MH_DATE_MONTH: return "month";
    case MH_DATE_DAY: return "day";
    case MH_DATE_MINUTE: return "minute";
    case MH_DATE_SECOND: return "second";
    }
    return "";
}

const char *mh_date_basis_name(mh_date_basis b) {
    switch (b) {
    case MH_DATE_WRITTEN: return "written";
    case MH_DATE_RELATIVE: return "relative";
    case MH_DATE_NEAREST: return "nearest";
    case MH_DATE_AFTER: return "after";
    case MH_DATE_UNRESOLVED: return "unresolved";
    }
    return "";
}

mh_date mh_date_end(const mh_date *d) {
    mh_date e = *d;
    if (d->end_year == 0 && d->end_month == 0) return e;
    e.year = d->end_year;
    e.month = d->end_month;
    e.day = d->end_day;
    e.end_year = e.end_month = e.end_day = 0;
    return e;
}

static void write_zone(const mh_date *d, mh_buf *out) {
    if (d->offset_s == INT_MIN) return;
    if (d->offset_s == 0) {
        mh_buf_putc(out, 'Z');
        return;
    }
    int m = abs(d->offset_s) / 60;
    mh_buf_printf(out, "%c%02d:%02d", d->offset_s < 0 ? '-' : '+', m / 60, m % 60);
}

void mh_date_write(const mh_date *d, mh_buf *out) {
    if (d->year)
        mh_buf_printf(out, "%04d", d->year);
    else
        mh_buf_puts(out, "-");
    if (d->precision >= MH_DATE_MONTH) mh_buf_printf(out, "-%02d", d->month);
    if (d->precision >= MH_DATE_DAY) mh_buf_printf(out, "-%02d", d->day);
    if (d->precision < MH_DATE_MINUTE) return;
    mh_buf_printf(out, "T%02d:%02d", d->hour, d->minute);
    mh_buf_printf(out, ":%02d", d->precision >= MH_DATE_SECOND ? d->second : 0);
    write_zone(d, out);
}
