/* The numbers of robots.txt: Crawl-delay and Request-rate, as far as they can be obeyed. */
#include "net/robots_priv.h"

#define RATE_MAX_REQUESTS 1000000
#define RATE_MAX_SECONDS  (30 * 86400)

/* Digits at *at; over max counts as max. False when there are none. */
static bool read_digits(mh_view v, size_t *at, int64_t max, int64_t *out) {
    size_t from = *at;
    int64_t n = 0;
    for (; *at < v.len && mh_is_digit(v.ptr[*at]); ++*at) {
        n = n * 10 + (v.ptr[*at] - '0');
        if (n > max) n = max;
    }
    *out = n;
    return *at > from;
}

static mh_view rest_of(mh_view v, size_t at) {
    return mh_view_trim(mh_view_sub(v, at, v.len));
}

/* "10", "0.5", ".5", "1,5", each with "s" or what begins so behind it; a sign or an exponent is none. */
bool mh_robots_read_delay(mh_view value, int64_t *ms) {
    size_t at = 0;
    int64_t whole, thousandths = 0;
    value = mh_view_trim(value);
    bool any = read_digits(value, &at, MH_ROBOTS_DELAY_MAX_MS / 1000, &whole);
    if (at + 1 < value.len && (value.ptr[at] == '.' || value.ptr[at] == ',')) {
        int unit = 100;
        for (at++; at < value.len && mh_is_digit(value.ptr[at]); at++, unit /= 10) {
            thousandths += unit * (value.ptr[at] - '0');
            any = true;
        }
    } else if (at + 1 == value.len && value.ptr[at] == '.') {
        at++;
    }
    mh_view rest = rest_of(value, at);
    if (!any || (rest.len > 0 && mh_lower(rest.ptr[0]) != 's')) return false;
    *ms = whole * 1000 + thousandths;
    if (*ms > MH_ROBOTS_DELAY_MAX_MS) *ms = MH_ROBOTS_DELAY_MAX_MS;
    return true;
}

/* Seconds of a unit's first letter, seconds where there is none; 0: not a unit. */
static int64_t unit_seconds(mh_view *rest) {
    size_t n = 0;
    while (n < rest->len && mh_is_alpha(rest->ptr[n])) n++;
    char c = n ? mh_lower(rest->ptr[0]) : 's';
    *rest = rest_of(*rest, n);
    return c == 's' ? 1 : c == 'm' ? 60 : c == 'h' ? 3600 : c == 'd' ? 86400 : 0;
}

/* "1820": minutes of the day. "2400" is its end. */
static bool read_clock(mh_view v, size_t *at, int *out) {
    size_t from = *at;
    int64_t n;
    if (!read_digits(v, at, 9999, &n) || *at - from != 4) return false;
    if (n / 100 > 24 || n % 100 > 59 || n > 2400) return false;
    *out = (int)(n / 100 * 60 + n % 100);
    return true;
}

/* "1820-1940", blanks around the sign allowed. */
static bool read_hours(mh_view v, mh_robots_rate *out) {
    size_t at = 0;
    if (!read_clock(v, &at, &out->from_min)) return false;
    v = rest_of(v, at);
    if (v.len == 0 || v.ptr[0] != '-') return false;
    v = rest_of(v, 1);
    at = 0;
    return read_clock(v, &at, &out->to_min) && at == v.len;
}

/* "1/10s 1820-1940": one in ten seconds, in these hours. Hours that cannot be read: always. */
bool mh_robots_read_rate(mh_view value, mh_robots_rate *out) {
    size_t at = 0;
    int64_t requests, units;
    value = mh_view_trim(value);
    if (!read_digits(value, &at, RATE_MAX_REQUESTS, &requests) || requests == 0) return false;
    value = rest_of(value, at);
    if (value.len == 0 || value.ptr[0] != '/') return false;
    value = rest_of(value, 1);
    at = 0;
    if (!read_digits(value, &at, RATE_MAX_SECONDS, &units) || units == 0) return false;
    value = rest_of(value, at);
    int64_t unit = unit_seconds(&value);
    if (unit == 0) return false;
    *out = (mh_robots_rate){(int)requests, units * unit, -1, -1};
    if (out->seconds > RATE_MAX_SECONDS) out->seconds = RATE_MAX_SECONDS;
    mh_robots_rate hours = *out;
    if (value.len > 0 && read_hours(value, &hours)) *out = hours;
    return true;
}
