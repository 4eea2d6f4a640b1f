#include "text/dates.h"

#include "base/clock.h"
#include "text/dates_priv.h"
#include "text/text_priv.h"

#include <limits.h>
#include <stdlib.h>

#define HEAD       300 /* bytes in which a full date counts as the date of the text */
#define LINE_SHORT 100 /* bytes of a line that is nothing but a dateline */
#define DAY_S      86400

typedef struct reference {
    int64_t day; /* seconds of its midnight */
    bool known;
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
        r.known = true;
        return r;
    }
    for (size_t i = 0; i < dates->len && !r.known; i++) {
        const mh_date *d = &dates->ptr[i].d;
        if (d->basis != MH_DATE_WRITTEN || d->precision < MH_DATE_DAY) continue;
        if (d->from > HEAD && !on_short_line(s, d)) continue;
        r = (reference){day_s(d->year, d->month, d->day), true, i};
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
        if (!r.known || day > r.day) r = (reference){day, true, i};
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

static void relative_to(mh_raw_date *r, const reference *ref) {
    int64_t day = ref->day + (int64_t)r->shift * DAY_S;
    if (r->on_weekday) { /* the last such day, the day itself included */
        int back = (weekday_of(ref->day) - r->weekday + 7) % 7;
        day = ref->day - (int64_t)back * DAY_S;
    }
    mh_civil c = mh_civil_of_s(day);
    r->d.year = c.year;
    r->d.month = c.month;
    r->d.day = c.day;
    r->d.basis = MH_DATE_RELATIVE;
    r->d.support = ref->support;
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
}

mh_dates mh_text_dates(mh_text *t, mh_arena *a, mh_view s, const mh_date_options *o) {
    static const mh_date_options none = {0};
    mh_raw_dates raw = {0};
    if (o == NULL) o = &none;
    mh_dates_find(t, s, o, &raw);
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
