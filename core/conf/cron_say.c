/* A cron expression in words: part of conf/cron.h. What no short sentence fits is shown as it is. */
#include "conf/cron.h"

#include <stdio.h>

#define LIST_MAX 6 /* values that are told one by one */
#define TIMES    4 /* times of day that are */

static const char *const month_names[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};
/* Monday first, as bit 0 of what days_of_week gives. */
static const char *const day_names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
static const char *const nth_names[] = {"first", "second", "third", "fourth", "fifth"};

typedef struct bits { /* which of the values 0 .. n-1 */
    uint64_t set;
    int n, count, first, last;
} bits;

static bits bits_of(uint64_t set, int n) {
    bits b = {.set = set & (n == 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1), .n = n, .first = -1};
    for (int i = 0; i < n; i++) {
        if (!(b.set >> i & 1)) continue;
        if (b.first < 0) b.first = i;
        b.last = i;
        b.count++;
    }
    return b;
}

static bool is_range(const bits *b) {
    return b->count == b->last - b->first + 1;
}

/* The distance of its values, when it is the same between all of them and around; else 0. */
static int step_of(const bits *b) {
    if (b->count < 2 || b->n % b->count) return 0;
    int step = b->n / b->count;
    for (int i = b->first; i <= b->last; i += step)
        if (!(b->set >> i & 1)) return 0;
    return b->first < step ? step : 0;
}

/* "a, b and c" */
static void join(mh_buf *out, int i, int count) {
    if (i > 0) mh_buf_puts(out, i + 1 == count ? " and " : ", ");
}

static void put_list(mh_buf *out, const bits *b, const char *form, const char *const *names) {
    int k = 0;
    for (int i = b->first; i >= 0 && i <= b->last; i++) {
        if (!(b->set >> i & 1)) continue;
        join(out, k++, b->count);
        if (names)
            mh_buf_puts(out, names[i]);
        else
            mh_buf_printf(out, form[0] == ':' ? ":%02d" : "%d", i);
    }
}

static void put_named(mh_buf *out, const bits *b, const char *const *names) {
    if (b->count > 2 && is_range(b))
        mh_buf_printf(out, "%s to %s", names[b->first], names[b->last]);
    else
        put_list(out, b, "", names);
}

/* "06:00, 12:00 and 18:00" */
static void put_times(mh_buf *out, const bits *m, const bits *h) {
    int k = 0, count = m->count * h->count;
    for (int i = 0; i < 24 * 60; i++) {
        if (!(h->set >> (i / 60) & 1) || !(m->set >> (i % 60) & 1)) continue;
        join(out, k++, count);
        mh_buf_printf(out, "%02d:%02d", i / 60, i % 60);
    }
}

static void put_every(mh_buf *out, int n, const char *unit) {
    if (n == 1)
        mh_buf_printf(out, "every %s", unit);
    else
        mh_buf_printf(out, "every %d %ss", n, unit);
}

/* "every 30 minutes from 06:00 to 22:30"; false: no words fit. */
static bool put_pace(mh_buf *out, const bits *m, const bits *h) {
    int minutes = step_of(m), hours = step_of(h);
    bool all = h->count == 24, row = is_range(h);
    if ((minutes && m->first == 0) && row) {
        put_every(out, minutes, "minute");
    } else if (m->count == 1 && (row || hours)) {
        put_every(out, row ? 1 : hours, "hour");
        if (all && m->first) mh_buf_printf(out, " at :%02d", m->first);
    } else if (m->count <= LIST_MAX && row) {
        mh_buf_puts(out, "every hour at ");
        put_list(out, m, ":", NULL);
    } else {
        return false;
    }
    if (!all)
        mh_buf_printf(out, " from %02d:%02d to %02d:%02d", h->first, m->first, h->last, m->last);
    return true;
}

static bits days_of_week(uint16_t set) {
    bool sunday = set & 1 || set & 1 << 7;
    return bits_of((uint64_t)((set >> 1 & 0x3f) | (sunday ? 1 << 6 : 0)), 7);
}

static void put_days(mh_buf *out, const mh_cron *c, const bits *d) {
    size_t from = out->len;
    if (d->count == 31) return;
    if (d->count == 1) mh_buf_printf(out, "day %d", d->first + 1);
    if (d->count > 1) {
        bits one = bits_of(d->set << 1, 33); /* people count days from 1 */
        mh_buf_puts(out, "days ");
        if (d->count > 2 && is_range(d))
            mh_buf_printf(out, "%d to %d", d->first + 1, d->last + 1);
        else
            put_list(out, &one, "", NULL);
    }
    if (c->last_day) mh_buf_printf(out, "%sthe last day", out->len > from ? " and " : "");
    if (c->last_work_day)
        mh_buf_printf(out, "%sthe last working day", out->len > from ? " and " : "");
}

static void put_weekdays(mh_buf *out, const mh_cron *c, const bits *w) {
    size_t from = out->len;
    if (w->count && w->count < 7) put_named(out, w, day_names);
    for (int k = 0; k < 6; k++) {
        bits b = days_of_week(k < 5 ? c->nth[k] : c->last);
        if (b.count == 0) continue;
        mh_buf_printf(out, "%sthe %s ", out->len > from ? " and " : "",
                      k < 5 ? nth_names[k] : "last");
        put_named(out, &b, day_names);
    }
}

/* "Monday to Friday", "day 1 of the month", "" for any day. */
static void put_when(mh_buf *out, const mh_cron *c, const bits *d, const bits *w) {
    mh_buf days = {0}, week = {0};
    bits months = bits_of(c->months >> 1, 12);
    bool nth = c->last || c->nth[0] || c->nth[1] || c->nth[2] || c->nth[3] || c->nth[4];
    put_days(&days, c, d);
    put_weekdays(&week, c, w);
    if (days.len) mh_buf_puts(out, days.ptr);
    if (days.len && week.len) mh_buf_puts(out, c->both_days ? ", if it is " : " or ");
    if (week.len) mh_buf_puts(out, week.ptr);
    if ((days.len || nth) && months.count == 12) mh_buf_puts(out, " of the month");
    if (months.count < 12) {
        mh_buf_puts(out, out->len ? " in " : "every day in ");
        put_named(out, &months, month_names);
    }
    mh_buf_clear(&days);
    mh_buf_clear(&week);
}

void mh_cron_say(mh_buf *out, const mh_cron *c, mh_view text) {
    bits m = bits_of(c->minutes, 60), h = bits_of(c->hours, 24);
    bits d = bits_of(c->days >> 1, 31), w = days_of_week(c->weekdays);
    mh_buf when = {0}, pace = {0};
    bool times = h.count < 24 && m.count * h.count <= TIMES;
    put_when(&when, c, &d, &w);
    if (c->seconds != 1 || (!times && !put_pace(&pace, &m, &h))) {
        mh_buf_printf(out, "cron '%.*s'", MH_FMT(text));
    } else if (times) {
        mh_buf_printf(out, "%s at ", when.len ? when.ptr : "every day");
        put_times(out, &m, &h);
    } else {
        mh_buf_puts(out, pace.ptr);
        if (when.len) mh_buf_printf(out, ", %s", when.ptr);
    }
    mh_buf_clear(&when);
    mh_buf_clear(&pace);
}
