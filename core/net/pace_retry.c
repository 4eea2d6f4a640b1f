/* Retry-After: a number of seconds, or a date in the one form that RFC 9110 lets a server send
 * (IMF-fixdate, "Sun, 06 Nov 1994 08:49:37 GMT"). */
#include "net/pace.h"

#include "base/clock.h"

#define LONGEST INT64_C(1000000000) /* seconds; more is the same */

static bool digits(mh_view *v, size_t n, int *out) {
    uint64_t u;
    if (!mh_view_u64(mh_view_sub(*v, 0, n), &u) || v->len < n) return false;
    *out = (int)u;
    *v = mh_view_sub(*v, n, v->len);
    return true;
}

static bool text(mh_view *v, const char *want) {
    mh_view w = mh_view_of(want);
    if (!mh_view_istarts(*v, w)) return false;
    *v = mh_view_sub(*v, w.len, v->len);
    return true;
}

static bool month(mh_view *v, int *out) {
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12; i++) {
        if (!mh_view_ieq(mh_view_sub(*v, 0, 3), (mh_view){names + 3 * i, 3})) continue;
        *out = i + 1;
        *v = mh_view_sub(*v, 3, v->len);
        return true;
    }
    return false;
}

static bool imf_fixdate(mh_view v, int64_t *s) {
    mh_civil c = {0};
    size_t comma = mh_view_find_byte(v, ',', 0); /* which weekday is nobody's business */
    if (comma != 3) return false;
    v = mh_view_sub(v, comma + 1, v.len);
    bool ok = text(&v, " ") && digits(&v, 2, &c.day) && text(&v, " ") && month(&v, &c.month) &&
              text(&v, " ") && digits(&v, 4, &c.year) && text(&v, " ") && digits(&v, 2, &c.hour) &&
              text(&v, ":") && digits(&v, 2, &c.minute) && text(&v, ":") &&
              digits(&v, 2, &c.second) && text(&v, " GMT") && v.len == 0 && mh_civil_valid(c);
    if (ok) *s = mh_civil_to_s(c);
    return ok;
}

int64_t mh_pace_retry_after(mh_view value, int64_t now_us) {
    uint64_t n;
    int64_t at;
    value = mh_view_trim(value);
    if (mh_view_u64(value, &n))
        return (n < (uint64_t)LONGEST ? (int64_t)n : LONGEST) * INT64_C(1000000);
    bool huge = value.len > 18; /* digits that overflow are seconds all the same */
    for (size_t i = 0; i < value.len && huge; i++) huge = mh_is_digit(value.ptr[i]);
    if (huge) return LONGEST * INT64_C(1000000);
    if (!imf_fixdate(value, &at)) return -1;
    at = at * INT64_C(1000000) - now_us;
    return at > 0 ? at : 0;
}
