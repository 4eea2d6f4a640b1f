/* ISO 8601 as feeds write it, times of day and offsets. */
#include "doc/feed_date_priv.h"

static size_t digits_at(mh_view v, size_t at) {
    size_t n = 0;
    while (at + n < v.len && mh_is_digit(v.ptr[at + n])) n++;
    return n;
}

static int number(mh_view v, size_t at, size_t n) {
    int x = 0;
    for (size_t i = 0; i < n && i < 9; i++) x = x * 10 + (v.ptr[at + i] - '0');
    return x;
}

static char byte_at(mh_view v, size_t at) {
    return at < v.len ? v.ptr[at] : 0;
}

/* ":05" or "05" (compact) at *at: two digits below 60. */
static bool sixty(mh_view v, size_t *at, int *out) {
    size_t n = digits_at(v, *at);
    if (n < 1 || n > 2) return false;
    *out = number(v, *at, n);
    *at += n;
    return *out <= 60;
}

bool mh_feed_date_time(mh_view v, size_t *at, feed_moment *m, bool *bad) {
    size_t i = *at, n = digits_at(v, i);
    int h = number(v, i, n), min = 0, s = 0;
    if (n == 0 || n > 6) return false;
    i += n;
    if (byte_at(v, i) == ':' || byte_at(v, i) == '.') {
        if (byte_at(v, i) == '.' && digits_at(v, i + 1) != 2) return false;
        i++;
        if (n > 2 || !sixty(v, &i, &min) || min > 59) goto bad;
        if (byte_at(v, i) == ':' && digits_at(v, i + 1)) {
            i++;
            if (!sixty(v, &i, &s)) goto bad;
            if ((byte_at(v, i) == '.' || byte_at(v, i) == ',') && digits_at(v, i + 1))
                i += 1 + digits_at(v, i + 1);
        } else if (byte_at(v, i) == ':') {
            goto bad;
        }
    } else if (n == 4 || n == 6) {
        s = n == 6 ? h % 100 : 0;
        min = n == 6 ? h / 100 % 100 : h % 100;
        h = n == 6 ? h / 10000 : h / 100;
    } else if (n > 2) {
        return false;
    }
    if (h > 24 || min > 59 || s > 60 || (h == 24 && min + s > 0)) goto bad;
    m->c.hour = h, m->c.minute = min, m->c.second = s;
    m->has_time = true;
    *at = i;
    return true;
bad:
    *bad = true;
    return false;
}

bool mh_feed_date_offset(mh_view v, size_t *at, feed_moment *m, bool *bad) {
    char sign = byte_at(v, *at);
    size_t i = *at + 1;
    if (sign != '+' && sign != '-') return false;
    while (byte_at(v, i) == ' ') i++;
    size_t n = digits_at(v, i);
    int h, min = 0;
    if (n == 0 || n > 4 || n == 3) return false;
    h = number(v, i, n);
    i += n;
    if (n == 4) {
        min = h % 100, h /= 100;
    } else if (byte_at(v, i) == ':') {
        i++;
        if (digits_at(v, i) != 2) {
            *bad = true;
            return false;
        }
        min = number(v, i, 2);
        i += 2;
    }
    if (h > 23 || min > 59) {
        *bad = true;
        return false;
    }
    m->offset_s = (h * 3600 + min * 60) * (sign == '-' ? -1 : 1);
    m->has_zone = true;
    *at = i;
    return true;
}

static int century(int yy) {
    return yy < 70 ? 2000 + yy : 1900 + yy;
}

static void of_day_of_year(feed_moment *m, int year, int day) {
    m->c = mh_civil_of_s(mh_civil_to_s((mh_civil){year, 1, 1, 0, 0, 0}) + (day - 1) * 86400);
}

/* The date without separators: n digits at the start. */
static bool compact(mh_view v, size_t n, feed_moment *m) {
    int x = number(v, 0, n);
    mh_civil *c = &m->c;
    c->month = c->day = 1;
    switch (n) {
    case 4: c->year = x; return true;
    case 5: /* year of the century, day of the year */
        if (x % 1000 < 1 || x % 1000 > 366) return false;
        of_day_of_year(m, century(x / 1000), x % 1000);
        return true;
    case 6:
        *c = (mh_civil){.year = century(x / 10000), .month = x / 100 % 100, .day = x % 100};
        return true;
    case 7:
        if (x % 1000 < 1 || x % 1000 > 366) return false;
        of_day_of_year(m, x / 1000, x % 1000);
        return true;
    case 8: *c = (mh_civil){.year = x / 10000, .month = x / 100 % 100, .day = x % 100}; return true;
    default: return false;
    }
}

/* "-12-31", "-12", "-365" behind a year, at *at; a month of three digits has a 0 in front. */
static bool rest_of_date(mh_view v, size_t *at, int year, feed_moment *m) {
    char sep = byte_at(v, *at);
    size_t i = *at + 1, n = digits_at(v, i);
    int x = number(v, i, n);
    if (sep == 0 || (sep != '-' && sep != '/') || n == 0 || n > 3) return false;
    bool more = byte_at(v, i + n) == sep && digits_at(v, i + n + 1);
    m->c = (mh_civil){.year = year, .month = x, .day = 1};
    if (n == 3 && !(more && x < 13)) {
        if (x < 1 || x > 366) return false;
        of_day_of_year(m, year, x);
        *at = i + n;
        return true;
    }
    i += n;
    if (more) {
        n = digits_at(v, ++i);
        if (n > 2) return false;
        m->c.day = number(v, i, n);
        i += n;
    } else if (n != 2) {
        return false;
    }
    *at = i;
    return true;
}

/* Seconds or milliseconds of the epoch. */
static bool epoch(mh_view v, feed_moment *m) {
    uint64_t n;
    if ((v.len != 9 && v.len != 10 && v.len != 13) || !mh_view_u64(v, &n)) return false;
    m->c = mh_civil_of_s((int64_t)(v.len == 13 ? n / 1000 : n));
    m->has_time = m->has_zone = true;
    return true;
}

static bool iso_date(mh_view v, size_t *at, feed_moment *m) {
    if (byte_at(v, 0) == '-') { /* "-03-12", "-0312": year of the century and month */
        size_t n = digits_at(v, 1);
        int x = number(v, 1, n);
        if (n == 4)
            m->c = (mh_civil){.year = century(x / 100), .month = x % 100, .day = 1};
        else if (n != 2 || byte_at(v, 3) != '-' || digits_at(v, 4) != 2)
            return false;
        else
            m->c = (mh_civil){.year = century(x), .month = number(v, 4, 2), .day = 1};
        *at = n == 4 ? 5 : 6;
        return true;
    }
    size_t n = digits_at(v, 0);
    *at = n;
    bool year = n == 4 || (n == 2 && byte_at(v, 2) == '-');
    if (year && digits_at(v, n + 1) &&
        rest_of_date(v, at, n == 4 ? number(v, 0, 4) : century(number(v, 0, 2)), m)) {
        return true;
    }
    *at = n;
    return n >= 4 && compact(v, n, m);
}

bool mh_feed_date_iso(mh_view v, feed_moment *m) {
    feed_moment got = {0};
    size_t at = 0;
    bool bad = false;
    if (epoch(v, m)) return true;
    if (!iso_date(v, &at, &got)) return false;
    while (byte_at(v, at) == ' ' || byte_at(v, at) == ',') at++;
    if (byte_at(v, at) == 'T' || byte_at(v, at) == 't') at++;
    if (at < v.len) {
        if (!mh_feed_date_time(v, &at, &got, &bad)) return false;
        while (byte_at(v, at) == ' ') at++;
        if (mh_lower(byte_at(v, at)) == 'z')
            got.has_zone = true, at++;
        else if (at < v.len && !mh_feed_date_offset(v, &at, &got, &bad))
            return false;
    }
    if (bad || at < v.len) return false;
    *m = got;
    return true;
}
