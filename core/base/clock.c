#include "base/clock.h"

#include <limits.h>
#include <stdio.h>
#include <time.h>

static int64_t read_ns(clockid_t id) {
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t system_wall(void *self) {
    (void)self;
    return read_ns(CLOCK_REALTIME) / 1000;
}

static int64_t system_mono(void *self) {
    (void)self;
    return read_ns(CLOCK_MONOTONIC);
}

const mh_clock *mh_clock_system(void) {
    static const mh_clock c = {system_wall, system_mono, NULL};
    return &c;
}

int64_t mh_clock_wall_us(const mh_clock *c) {
    return c->wall_us(c->self);
}

int64_t mh_clock_mono_ns(const mh_clock *c) {
    return c->mono_ns(c->self);
}

static int64_t still_wall(void *self) {
    return ((const mh_still_clock *)self)->now_us;
}

static int64_t still_mono(void *self) {
    const mh_still_clock *c = self;
    return (c->now_us - c->start_us) * 1000;
}

void mh_still_clock_init(mh_still_clock *c, int64_t start_us) {
    *c = (mh_still_clock){.clock = {still_wall, still_mono, c},
                          .start_us = start_us,
                          .now_us = start_us,
                          .began_ns = read_ns(CLOCK_MONOTONIC)};
}

void mh_still_clock_move(mh_still_clock *c, int64_t now_us) {
    if (now_us > c->now_us) c->now_us = now_us;
}

int64_t mh_still_clock_real_us(const mh_still_clock *c) {
    return c->start_us + (read_ns(CLOCK_MONOTONIC) - c->began_ns) / 1000;
}

/* Days from civil and back: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
static int64_t days_of(int year, int month, int day) {
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

int64_t mh_civil_to_s(mh_civil c) {
    return days_of(c.year, c.month, c.day) * 86400 + c.hour * 3600 + c.minute * 60 + c.second;
}

mh_civil mh_civil_of_s(int64_t s) {
    int64_t days = s / 86400, rest = s % 86400;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (mh_civil){(int)(yoe + era * 400 + (month <= 2)),
                      month,
                      (int)(doy - (153 * mp + 2) / 5 + 1),
                      (int)(rest / 3600),
                      (int)(rest / 60 % 60),
                      (int)(rest % 60)};
}

static int days_in(int year, int month) {
    static const int n[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return n[month - 1] + (month == 2 && leap);
}

bool mh_civil_valid(mh_civil c) {
    return c.year >= 0 && c.year <= 9999 && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
           c.day <= days_in(c.year, c.month) && c.hour >= 0 && c.hour <= 23 && c.minute >= 0 &&
           c.minute <= 59 && c.second >= 0 && c.second <= 60;
}

int mh_civil_weekday(mh_civil c) {
    int64_t d = (days_of(c.year, c.month, c.day) + 3) % 7; /* day 0 was a Thursday */
    return (int)(d < 0 ? d + 7 : d) + 1;
}

void mh_rfc3339(char out[MH_RFC3339_MAX], int64_t wall_us, int offset_s, bool ms) {
    int64_t s = wall_us / 1000000, us = wall_us % 1000000;
    if (us < 0) {
        us += 1000000;
        s--;
    }
    mh_civil c = mh_civil_of_s(s + offset_s);
    char frac[16] = "", zone[16] = "Z";
    if (ms) snprintf(frac, sizeof frac, ".%03d", (int)(us / 1000));
    int o = offset_s < 0 ? -offset_s : offset_s;
    if (o != 0)
        snprintf(zone, sizeof zone, "%c%02d:%02d", offset_s < 0 ? '-' : '+', o / 3600 % 100,
                 o / 60 % 60);
    snprintf(out, MH_RFC3339_MAX, "%04d-%02d-%02dT%02d:%02d:%02d%s%s", c.year, c.month, c.day,
             c.hour, c.minute, c.second, frac, zone);
}

/* Exactly n digits off the front. */
static bool digits(mh_view *v, size_t n, int *out) {
    if (v->len < n) return false;
    int x = 0;
    for (size_t i = 0; i < n; i++) {
        if (!mh_is_digit(v->ptr[i])) return false;
        x = x * 10 + (v->ptr[i] - '0');
    }
    *v = mh_view_sub(*v, n, v->len);
    *out = x;
    return true;
}

static bool byte(mh_view *v, char c) {
    if (v->len == 0 || v->ptr[0] != c) return false;
    *v = mh_view_sub(*v, 1, v->len);
    return true;
}

static bool read_zone(mh_view *v, int *offset_s) {
    int h = 0, m = 0;
    bool minus = v->len > 0 && v->ptr[0] == '-';
    if (byte(v, 'Z') || byte(v, 'z')) {
        *offset_s = 0;
        return true;
    }
    if (!byte(v, '+') && !byte(v, '-')) return false;
    if (!digits(v, 2, &h)) return false;
    byte(v, ':');
    if (v->len > 0 && !digits(v, 2, &m)) return false;
    if (h > 23 || m > 59) return false;
    *offset_s = (minus ? -1 : 1) * (h * 3600 + m * 60);
    return true;
}

static bool read_time(mh_view *v, mh_civil *c, int64_t *us) {
    if (!digits(v, 2, &c->hour) || !byte(v, ':') || !digits(v, 2, &c->minute)) return false;
    if (!byte(v, ':')) return true;
    if (!digits(v, 2, &c->second)) return false;
    if (!byte(v, '.') && !byte(v, ',')) return true;
    int64_t unit = 100000;
    size_t n = 0;
    for (; v->len > 0 && mh_is_digit(v->ptr[0]); n++, unit /= 10) {
        *us += (v->ptr[0] - '0') * unit;
        *v = mh_view_sub(*v, 1, v->len);
    }
    return n > 0;
}

bool mh_rfc3339_parse(mh_view v, int64_t *wall_us, int *offset_s) {
    mh_civil c = {0};
    int64_t us = 0;
    int offset = INT_MIN;
    v = mh_view_trim(v);
    if (!digits(&v, 4, &c.year) || !byte(&v, '-') || !digits(&v, 2, &c.month) || !byte(&v, '-') ||
        !digits(&v, 2, &c.day))
        return false;
    if (v.len > 0) {
        if (!byte(&v, 'T') && !byte(&v, 't') && !byte(&v, ' ')) return false;
        if (!read_time(&v, &c, &us)) return false;
        while (byte(&v, ' ')) {
        }
        if (v.len > 0 && !read_zone(&v, &offset)) return false;
        if (v.len > 0) return false;
    }
    if (!mh_civil_valid(c)) return false;
    *wall_us = (mh_civil_to_s(c) - (offset == INT_MIN ? 0 : offset)) * 1000000 + us;
    *offset_s = offset;
    return true;
}
