#include "base/zone.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define FOLDER    "/usr/share/zoneinfo"
#define FILE_MAX  ((size_t)1 << 20)
#define DAY       86400
#define COUNT_MAX 100000u /* of transitions and types that a file may claim */

/* When the clocks change in a year: "M3.5.0/2", "J60", "59". */
typedef struct change {
    char kind; /* 'M', 'J' (1 to 365, no leap day) or 'n' (0 to 365) */
    int month, week, day;
    int seconds; /* local time of day; may be negative or beyond a day */
} change;

struct mh_zone {
    int64_t *at; /* when an offset begins to hold */
    int *offset; /* of at[i] */
    size_t n;
    int first;    /* before at[0] */
    bool ruled;   /* the footer says what holds after the last one */
    bool changes; /* it names changes within each year */
    int standard, summer;
    change to_summer, to_standard;
};

static uint32_t be32(const char *p) {
    const unsigned char *u = (const unsigned char *)p;
    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static int64_t be64(const char *p) {
    return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

/* --- the rule of the footer --- */

static bool take_number(mh_view *v, int *out) {
    int n = 0;
    size_t i = 0;
    while (i < v->len && mh_is_digit(v->ptr[i]) && i < 4) n = n * 10 + (v->ptr[i++] - '0');
    *v = mh_view_sub(*v, i, v->len);
    *out = n;
    return i > 0;
}

static bool take_byte(mh_view *v, char c) {
    if (v->len == 0 || v->ptr[0] != c) return false;
    *v = mh_view_sub(*v, 1, v->len);
    return true;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool take_time(mh_view *v, int *out) {
    int h = 0, m = 0, s = 0;
    bool minus = take_byte(v, '-');
    if (!minus) take_byte(v, '+');
    if (!take_number(v, &h) || h > 167) return false;
    if (take_byte(v, ':') && (!take_number(v, &m) || m > 59)) return false;
    if (take_byte(v, ':') && (!take_number(v, &s) || s > 59)) return false;
    *out = (h * 3600 + m * 60 + s) * (minus ? -1 : 1);
    return true;
}

static bool take_name(mh_view *v) {
    size_t n = 0;
    if (take_byte(v, '<')) {
        n = mh_view_find_byte(*v, '>', 0);
        if (n == SIZE_MAX) return false;
        *v = mh_view_sub(*v, n + 1, v->len);
        return true;
    }
    while (n < v->len && mh_is_alpha(v->ptr[n])) n++;
    *v = mh_view_sub(*v, n, v->len);
    return n >= 3;
}

static bool take_change(mh_view *v, change *c) {
    *c = (change){.kind = 'n', .seconds = 7200};
    if (!take_byte(v, ',')) return false;
    if (take_byte(v, 'M')) {
        c->kind = 'M';
        if (!take_number(v, &c->month) || !take_byte(v, '.') || !take_number(v, &c->week) ||
            !take_byte(v, '.') || !take_number(v, &c->day))
            return false;
        if (c->month < 1 || c->month > 12 || c->week < 1 || c->week > 5 || c->day > 6) return false;
    } else {
        if (take_byte(v, 'J')) c->kind = 'J';
        if (!take_number(v, &c->day) || c->day > 365) return false;
    }
    return !take_byte(v, '/') || take_time(v, &c->seconds);
}

/* "CET-1CEST,M3.5.0,M10.5.0/3" */
static bool read_rule(mh_zone *z, mh_view v) {
    int west = 0;
    if (v.len == 0) return true;
    if (!take_name(&v) || !take_time(&v, &west)) return false;
    z->ruled = true;
    z->standard = -west;
    if (v.len == 0) return true;
    z->changes = true;
    z->summer = z->standard + 3600;
    if (!take_name(&v)) return false;
    if (v.len > 0 && v.ptr[0] != ',') {
        if (!take_time(&v, &west)) return false;
        z->summer = -west;
    }
    return take_change(&v, &z->to_summer) && take_change(&v, &z->to_standard) && v.len == 0;
}

static bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The local time of a change in a year, as if it were UTC. */
static int64_t local_of(const change *c, int year) {
    mh_civil first = {.year = year, .month = c->kind == 'M' ? c->month : 1, .day = 1};
    int64_t day = mh_civil_to_s(first);
    if (c->kind == 'M') {
        static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        int days = lengths[c->month - 1] + (c->month == 2 && is_leap(year));
        int ahead = (c->day - mh_civil_weekday(first) % 7 + 7) % 7 + (c->week - 1) * 7;
        while (ahead >= days) ahead -= 7; /* week 5 is the last one */
        day += (int64_t)ahead * DAY;
    } else {
        int n = c->kind == 'J' ? c->day - 1 + (c->day >= 60 && is_leap(year)) : c->day;
        day += (int64_t)n * DAY;
    }
    return day + c->seconds;
}

/* The changes of the years around s, in order: at[i] and the offset from then on. */
static size_t changes_near(const mh_zone *z, int64_t s, int64_t at[6], int offset[6]) {
    int year = mh_civil_of_s(s).year;
    size_t n = 0;
    for (int y = year - 1; y <= year + 1; y++) {
        int64_t summer = local_of(&z->to_summer, y) - z->standard;
        int64_t standard = local_of(&z->to_standard, y) - z->summer;
        bool north = summer < standard;
        at[n] = north ? summer : standard;
        offset[n++] = north ? z->summer : z->standard;
        at[n] = north ? standard : summer;
        offset[n++] = north ? z->standard : z->summer;
    }
    return n;
}

/* --- the file --- */

typedef struct counts {
    size_t utc, std, leap, time, type, chars;
} counts;

static bool read_counts(mh_view v, counts *c) {
    if (v.len < 44 || memcmp(v.ptr, "TZif", 4) != 0) return false;
    size_t *const field[] = {&c->utc, &c->std, &c->leap, &c->time, &c->type, &c->chars};
    for (size_t i = 0; i < 6; i++) {
        uint32_t n = be32(v.ptr + 20 + 4 * i);
        if (n > COUNT_MAX) return false;
        *field[i] = n;
    }
    return c->type > 0;
}

static size_t block_bytes(const counts *c, size_t time) {
    return c->time * (time + 1) + c->type * 6 + c->chars + c->leap * (time + 4) + c->std + c->utc;
}

static bool read_block(mh_zone *z, mh_view v, const counts *c) {
    const char *kinds = v.ptr + c->time * 8, *types = kinds + c->time;
    z->at = mh_alloc_array(c->time + 1, sizeof *z->at);
    z->offset = mh_alloc_array(c->time + 1, sizeof *z->offset);
    z->first = (int)be32(types);
    for (size_t i = 0; i < c->time; i++) {
        size_t kind = (unsigned char)kinds[i];
        if (kind >= c->type) return false;
        z->at[i] = be64(v.ptr + 8 * i);
        z->offset[i] = (int)be32(types + 6 * kind);
        if (z->offset[i] < -2 * DAY || z->offset[i] > 2 * DAY) return false;
        if (i > 0 && z->at[i] <= z->at[i - 1]) return false;
    }
    z->n = c->time;
    return true;
}

static bool read_file(mh_zone *z, mh_view v) {
    counts c;
    if (!read_counts(v, &c) || v.ptr[4] < '2') return false;
    size_t skip = 44 + block_bytes(&c, 4);
    if (skip > v.len) return false;
    v = mh_view_sub(v, skip, v.len);
    if (!read_counts(v, &c)) return false;
    v = mh_view_sub(v, 44, v.len);
    size_t bytes = block_bytes(&c, 8);
    if (bytes > v.len || !read_block(z, v, &c)) return false;
    v = mh_view_sub(v, bytes, v.len);
    size_t end = mh_view_find_byte(v, '\n', 1);
    return take_byte(&v, '\n') && end != SIZE_MAX && read_rule(z, mh_view_sub(v, 0, end - 1));
}

mh_rc mh_zone_read(mh_zone **out, mh_view bytes, mh_err *e) {
    mh_zone *z = mh_alloc(sizeof *z);
    if (!read_file(z, bytes)) {
        mh_zone_free(z);
        return mh_fail(e, MH_E_PARSE, "the zone's file is damaged or of an old version");
    }
    *out = z;
    return MH_OK;
}

/* "Area/Place" of letters, digits and - + _ alone: no way out of the folder. */
static bool is_name(mh_view v) {
    bool start = true;
    if (v.len == 0 || v.len > 100) return false;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        bool sign = c == '-' || c == '+' || c == '_';
        if (c == '/' ? start : !mh_is_alnum(c) && !sign) return false;
        start = c == '/';
    }
    return !start;
}

mh_rc mh_zone_open(mh_zone **out, mh_view name, mh_err *e) {
    mh_buf path = {0}, bytes = {0};
    mh_err why = {0};
    mh_rc rc = MH_FAIL;
    const char *own = getenv("TZ");
    if (name.len == 0 && own && own[0]) name = mh_view_of(own[0] == ':' ? own + 1 : own);
    bool local = name.len == 0;
    if (!local && !is_name(name))
        return mh_fail(e, MH_E_NOT_FOUND, "no time zone '%.*s'", MH_FMT(name));
    if (local)
        mh_buf_puts(&path, "/etc/localtime");
    else
        mh_buf_printf(&path, FOLDER "/%.*s", MH_FMT(name));
    if (mh_fs_read(&bytes, path.ptr, FILE_MAX, &why) == MH_OK)
        rc = mh_zone_read(out, mh_buf_view(&bytes), e);
    else if (local || mh_view_eq(name, MH_VIEW("UTC")))
        *out = mh_alloc(sizeof **out), rc = MH_OK; /* a machine without one is on UTC */
    else
        mh_fail(e, MH_E_NOT_FOUND, "no time zone '%.*s' in " FOLDER " (such as Asia/Dushanbe)",
                MH_FMT(name));
    mh_buf_clear(&path);
    mh_buf_clear(&bytes);
    return rc;
}

void mh_zone_free(mh_zone *z) {
    if (z == NULL) return;
    free(z->at);
    free(z->offset);
    free(z);
}

/* --- questions --- */

/* How many of the file's transitions are at or before s. */
static size_t passed(const mh_zone *z, int64_t s) {
    size_t lo = 0, hi = z->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (z->at[mid] <= s) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

int mh_zone_offset(const mh_zone *z, int64_t s) {
    if (z == NULL) return 0;
    size_t n = passed(z, s);
    if (n < z->n || !z->ruled) return n == 0 ? z->first : z->offset[n - 1];
    if (!z->changes) return z->standard;
    int64_t at[6];
    int offset[6], now = z->standard;
    size_t k = changes_near(z, s, at, offset);
    for (size_t i = 0; i < k && at[i] <= s; i++) now = offset[i];
    return now;
}

int64_t mh_zone_next_change(const mh_zone *z, int64_t s) {
    if (z == NULL) return INT64_MAX;
    size_t n = passed(z, s);
    if (n < z->n) return z->at[n];
    if (!z->changes) return INT64_MAX;
    int64_t at[6];
    int offset[6];
    size_t k = changes_near(z, s, at, offset);
    for (size_t i = 0; i < k; i++)
        if (at[i] > s) return at[i];
    return INT64_MAX;
}

size_t mh_zone_instants(const mh_zone *z, int64_t local, int64_t out[2]) {
    size_t n = 0;
    for (int64_t probe = local - 2 * DAY; probe <= local + 2 * DAY; probe += DAY) {
        int64_t s = local - mh_zone_offset(z, probe);
        if (mh_zone_offset(z, s) != local - s) continue;
        bool known = (n > 0 && out[0] == s) || (n > 1 && out[1] == s);
        if (!known && n < 2) out[n++] = s;
    }
    if (n == 2 && out[0] > out[1]) {
        int64_t later = out[0];
        out[0] = out[1];
        out[1] = later;
    }
    return n;
}

int64_t mh_zone_instant(const mh_zone *z, int64_t local) {
    int64_t s[2];
    if (mh_zone_instants(z, local, s) > 0) return s[0];
    return local - mh_zone_offset(z, local - 26 * 3600); /* with the offset from before the leap */
}
