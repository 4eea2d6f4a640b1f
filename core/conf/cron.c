#include "conf/cron.h"

#include "base/clock.h"

#include <string.h>

#define YEARS 60 /* looked ahead: 29 February of a given weekday comes within 40 */
#define DAY   86400

typedef struct field {
    const char *name;
    int least, most;
    const char *const *names; /* of least, least + 1 ...; or NULL */
} field;

static const char *const months[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL",
                                     "AUG", "SEP", "OCT", "NOV", "DEC", NULL};
static const char *const weekdays[] = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", NULL};
enum { SECOND, MINUTE, HOUR, DAY_FIELD, MONTH, WEEKDAY, FIELDS };
static const field fields[FIELDS] = {
    {"second", 0, 59, NULL}, {"minute", 0, 59, NULL},  {"hour", 0, 23, NULL},
    {"day", 1, 31, NULL},    {"month", 1, 12, months}, {"weekday", 0, 7, weekdays},
};

/* --- reading --- */

static mh_rc bad(const field *f, mh_view part, const char *why, mh_err *e) {
    return mh_fail(e, MH_E_USAGE, "cron: %s '%.*s' %s", f->name, MH_FMT(part), why);
}

static bool read_value(const field *f, mh_view v, int *out) {
    uint64_t n;
    if (v.len > 0 && v.len <= 9 && mh_view_u64(v, &n)) {
        *out = (int)n;
        return (int)n >= f->least && (int)n <= f->most;
    }
    for (int i = 0; f->names && f->names[i]; i++) {
        if (!mh_view_ieq(v, mh_view_of(f->names[i]))) continue;
        *out = f->least + i;
        return true;
    }
    return false;
}

/* "*", "5", "1-5", "MON-FRI" with "/2" behind: the bits of the values. */
static mh_rc read_range(const field *f, mh_view part, uint64_t *bits, mh_err *e) {
    size_t slash = mh_view_find_byte(part, '/', 0);
    mh_view range = mh_view_sub(part, 0, slash);
    uint64_t step = 1;
    int from = f->least, to = f->most;
    if (slash != SIZE_MAX &&
        (!mh_view_u64(mh_view_sub(part, slash + 1, part.len), &step) || step == 0))
        return bad(f, part, "has no step from 1 on", e);
    size_t dash = mh_view_find_byte(range, '-', 0);
    if (!mh_view_eq(range, MH_VIEW("*"))) {
        if (!read_value(f, mh_view_sub(range, 0, dash), &from))
            return bad(f, part, "is no value of this field", e);
        to = slash == SIZE_MAX ? from : f->most;
        if (dash != SIZE_MAX && !read_value(f, mh_view_sub(range, dash + 1, range.len), &to))
            return bad(f, part, "ends at no value of this field", e);
    }
    if (from > to) return bad(f, part, "ends before it begins", e);
    for (uint64_t i = (uint64_t)from; i <= (uint64_t)to; i += step < 100 ? step : 100)
        *bits |= (uint64_t)1 << i;
    return MH_OK;
}

/* "5L", "1#2": false when part is none. */
static bool read_of_month(mh_cron *c, mh_view part) {
    int day;
    size_t hash = mh_view_find_byte(part, '#', 0);
    if (part.len == 2 && mh_is_digit(part.ptr[0]) && mh_lower(part.ptr[1]) == 'l' &&
        read_value(&fields[WEEKDAY], mh_view_sub(part, 0, 1), &day)) {
        c->last |= (uint16_t)(1 << day % 7);
        return true;
    }
    if (hash == SIZE_MAX || hash + 2 != part.len || part.ptr[hash + 1] < '1' ||
        part.ptr[hash + 1] > '5' || !read_value(&fields[WEEKDAY], mh_view_sub(part, 0, hash), &day))
        return false;
    c->nth[part.ptr[hash + 1] - '1'] |= (uint16_t)(1 << day % 7);
    return true;
}

static bool read_last(mh_cron *c, mh_view part) {
    bool day = mh_view_ieq(part, MH_VIEW("L")), work = mh_view_ieq(part, MH_VIEW("LW"));
    c->last_day = c->last_day || day;
    c->last_work_day = c->last_work_day || work;
    return day || work;
}

static mh_rc read_field(mh_cron *c, int which, mh_view text, uint64_t *bits, mh_err *e) {
    mh_view rest = text, part;
    while (mh_view_split(&rest, ',', &part)) {
        if (which == DAY_FIELD && read_last(c, part)) continue;
        if (which == WEEKDAY && read_of_month(c, part)) continue;
        if (read_range(&fields[which], part, bits, e) != MH_OK) return MH_FAIL;
    }
    return MH_OK;
}

static mh_view take_word(mh_view *v) {
    size_t n = 0;
    *v = mh_view_trim(*v);
    while (n < v->len && !mh_is_space(v->ptr[n])) n++;
    mh_view word = mh_view_sub(*v, 0, n);
    *v = mh_view_trim(mh_view_sub(*v, n, v->len));
    return word;
}

static mh_view macro_of(mh_view v) {
    static const char *const rows[][2] = {
        {"@hourly", "0 * * * *"},   {"@daily", "0 0 * * *"},   {"@midnight", "0 0 * * *"},
        {"@weekly", "0 0 * * 0"},   {"@monthly", "0 0 1 * *"}, {"@yearly", "0 0 1 1 *"},
        {"@annually", "0 0 1 1 *"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (mh_view_ieq(v, mh_view_of(rows[i][0]))) return mh_view_of(rows[i][1]);
    return v;
}

/* A day that no month of the expression has, when nothing else can match. */
static bool never_fires(const mh_cron *c) {
    static const int longest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (c->last_day || c->last_work_day || !c->both_days) return false;
    for (int m = 1; m <= 12; m++)
        for (int d = 1; (c->months >> m & 1) && d <= longest[m - 1]; d++)
            if (c->days >> d & 1) return false;
    return true;
}

static void take_zone(mh_cron *c, mh_view *v) {
    static const char *const names[] = {"CRON_TZ=", "TZ="};
    for (size_t i = 0; i < 2; i++) {
        mh_view name = mh_view_of(names[i]);
        if (mh_view_starts(*v, name)) {
            mh_view word = take_word(v);
            c->zone = mh_view_sub(word, name.len, word.len);
        }
    }
}

mh_rc mh_cron_parse(mh_cron *out, mh_view text, mh_err *e) {
    mh_cron c = {0};
    mh_view rest = mh_view_trim(text), word[FIELDS + 1];
    uint64_t bits[FIELDS] = {1};
    size_t n = 0;
    take_zone(&c, &rest);
    mh_view whole = rest;
    rest = macro_of(rest);
    while (rest.len > 0 && n <= FIELDS) word[n++] = take_word(&rest);
    if (n != FIELDS && n != FIELDS - 1)
        return mh_fail(e, MH_E_USAGE,
                       "cron: '%.*s' has not five fields (minute hour day month weekday), such as "
                       "'*/30 6-22 * * *'",
                       MH_FMT(whole));
    if (n == FIELDS) bits[SECOND] = 0;
    for (size_t i = 0; i < n; i++)
        if (read_field(&c, (int)(FIELDS - n + i), word[i], &bits[FIELDS - n + i], e) != MH_OK)
            return MH_FAIL;
    const mh_view *minute = word + n - 5; /* and what follows it */
    c.seconds = bits[SECOND];
    c.minutes = bits[MINUTE];
    c.hours = (uint32_t)bits[HOUR];
    c.days = (uint32_t)bits[DAY_FIELD];
    c.months = (uint32_t)bits[MONTH];
    c.weekdays = (uint16_t)bits[WEEKDAY];
    c.both_days = minute[2].ptr[0] == '*' || minute[4].ptr[0] == '*';
    c.real = minute[0].ptr[0] == '*' || minute[1].ptr[0] == '*';
    if (never_fires(&c))
        return mh_fail(e, MH_E_USAGE, "cron: '%.*s' names a day that no month has", MH_FMT(whole));
    *out = c;
    return MH_OK;
}

/* --- firing --- */

static int length_of(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* day of week: 0 Sunday to 6 Saturday */
static bool fits_day(const mh_cron *c, mh_civil d) {
    int length = length_of(d.year, d.month), weekday = mh_civil_weekday(d) % 7;
    int last_weekday = (weekday + length - d.day) % 7;
    int back = last_weekday == 6 ? 1 : last_weekday == 0 ? 2 : 0;
    bool by_date = (c->days >> d.day & 1) || (c->last_day && d.day == length) ||
                   (c->last_work_day && d.day == length - back);
    unsigned sunday = weekday == 0 ? 1u << 7 : 0;
    bool by_weekday = (c->weekdays & (1u << weekday | sunday)) != 0 ||
                      (d.day + 7 > length && (c->last >> weekday & 1)) ||
                      (c->nth[(d.day - 1) / 7] >> weekday & 1);
    return c->both_days ? by_date && by_weekday : by_date || by_weekday;
}

/* The first bit of `bits` from n on, or -1. */
static int next_bit(uint64_t bits, int n) {
    uint64_t rest = n > 63 ? 0 : bits >> n;
    return rest ? n + __builtin_ctzll(rest) : -1;
}

/* The first time of day from second `from` of it on, or -1. */
static int next_in_day(const mh_cron *c, int from) {
    int hour = from / 3600, minute = from / 60 % 60, second = from % 60;
    int h = next_bit(c->hours, hour);
    if (h > hour) minute = second = 0;
    while (h >= 0) {
        int m = next_bit(c->minutes, minute);
        if (m > minute) second = 0;
        while (m >= 0) {
            int s = next_bit(c->seconds, second);
            if (s >= 0) return h * 3600 + m * 60 + s;
            m = next_bit(c->minutes, m + 1);
            second = 0;
        }
        h = next_bit(c->hours, h + 1);
        minute = second = 0;
    }
    return -1;
}

/* The first local time (as if it were UTC) from `from` on that fits. */
static int64_t next_local(const mh_cron *c, int64_t from) {
    int64_t day = from - ((from % DAY) + DAY) % DAY;
    int second = (int)(from - day);
    for (int64_t end = day + (int64_t)YEARS * 366 * DAY; day < end;) {
        mh_civil d = mh_civil_of_s(day);
        if (!(c->months >> d.month & 1)) {
            day += (int64_t)(length_of(d.year, d.month) - d.day + 1) * DAY;
            second = 0;
            continue;
        }
        int s = fits_day(c, d) ? next_in_day(c, second) : -1;
        if (s >= 0) return day + s;
        day += DAY;
        second = 0;
    }
    return MH_CRON_NEVER;
}

static int64_t next_real(const mh_cron *c, const mh_zone *z, int64_t after) {
    for (int64_t s = after + 1;;) {
        int64_t change = mh_zone_next_change(z, s), offset = mh_zone_offset(z, s);
        int64_t local = next_local(c, s + offset);
        if (local == MH_CRON_NEVER || local - offset < change)
            return local == MH_CRON_NEVER ? local : local - offset;
        s = change;
    }
}

/* What fits behind the leap of clocks that moved a time to s may come before s. */
static int64_t behind_leap(const mh_cron *c, const mh_zone *z, int64_t after, int64_t s) {
    int64_t change = mh_zone_next_change(z, s - 26 * 3600), offset = mh_zone_offset(z, s);
    for (int64_t next; (next = mh_zone_next_change(z, change)) <= s;) change = next;
    int64_t local = next_local(c, (change > after ? change : after + 1) + offset);
    return local != MH_CRON_NEVER && local - offset < s ? local - offset : s;
}

static int64_t next_on_wall(const mh_cron *c, const mh_zone *z, int64_t after) {
    int64_t now = mh_zone_offset(z, after), before = mh_zone_offset(z, after - 26 * 3600);
    int64_t local =
        after + 1 + (before < now ? before : now); /* behind a leap: what it leapt over */
    for (;; local++) {
        local = next_local(c, local);
        if (local == MH_CRON_NEVER) return local;
        int64_t s = mh_zone_instant(z, local);
        if (s <= after) continue;
        bool leapt = s + mh_zone_offset(z, s) != local;
        return leapt ? behind_leap(c, z, after, s) : s;
    }
}

int64_t mh_cron_next(const mh_cron *c, const mh_zone *z, int64_t after) {
    return c->real ? next_real(c, z, after) : next_on_wall(c, z, after);
}
