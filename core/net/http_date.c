#include "net/http_date.h"

#include "base/clock.h"

#include <stdio.h>

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char *const days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                   "Friday", "Saturday", "Sunday"};

static bool take(mh_view *v, mh_view text) {
    if (!mh_view_istarts(*v, text)) return false;
    *v = mh_view_sub(*v, text.len, v->len);
    return true;
}

/* Exactly n digits; pad: a space may stand for the first. */
static bool take_number(mh_view *v, size_t n, bool pad, int *out) {
    int x = 0;
    if (v->len < n) return false;
    for (size_t i = 0; i < n; i++) {
        if (pad && i == 0 && v->ptr[i] == ' ') continue;
        if (!mh_is_digit(v->ptr[i])) return false;
        x = x * 10 + (v->ptr[i] - '0');
    }
    *out = x;
    *v = mh_view_sub(*v, n, v->len);
    return true;
}

static bool take_month(mh_view *v, int *out) {
    for (int i = 0; i < 12; i++) {
        if (!take(v, (mh_view){months + (size_t)i * 3, 3})) continue;
        *out = i + 1;
        return true;
    }
    return false;
}

static bool take_time(mh_view *v, mh_civil *c) {
    return take_number(v, 2, false, &c->hour) && take(v, MH_VIEW(":")) &&
           take_number(v, 2, false, &c->minute) && take(v, MH_VIEW(":")) &&
           take_number(v, 2, false, &c->second);
}

/* " 06 Nov 1994 08:49:37 GMT" after "Sun," */
static bool read_fixdate(mh_view v, mh_civil *c) {
    return take(&v, MH_VIEW(" ")) && take_number(&v, 2, false, &c->day) && take(&v, MH_VIEW(" ")) &&
           take_month(&v, &c->month) && take(&v, MH_VIEW(" ")) &&
           take_number(&v, 4, false, &c->year) && take(&v, MH_VIEW(" ")) && take_time(&v, c) &&
           take(&v, MH_VIEW(" GMT")) && v.len == 0;
}

/* " 06-Nov-94 08:49:37 GMT" after "Sunday," */
static bool read_rfc850(mh_view v, int64_t now_s, mh_civil *c) {
    int year = 0, now = mh_civil_of_s(now_s).year;
    bool ok = take(&v, MH_VIEW(" ")) && take_number(&v, 2, false, &c->day) &&
              take(&v, MH_VIEW("-")) && take_month(&v, &c->month) && take(&v, MH_VIEW("-")) &&
              take_number(&v, 2, false, &year) && take(&v, MH_VIEW(" ")) && take_time(&v, c) &&
              take(&v, MH_VIEW(" GMT")) && v.len == 0;
    c->year = now - now % 100 + year;
    if (c->year > now + 50) c->year -= 100;
    return ok;
}

/* " Nov  6 08:49:37 1994" after "Sun" */
static bool read_asctime(mh_view v, mh_civil *c) {
    return take(&v, MH_VIEW(" ")) && take_month(&v, &c->month) && take(&v, MH_VIEW(" ")) &&
           take_number(&v, 2, true, &c->day) && take(&v, MH_VIEW(" ")) && take_time(&v, c) &&
           take(&v, MH_VIEW(" ")) && take_number(&v, 4, false, &c->year) && v.len == 0;
}

bool mh_http_date_read(mh_view v, int64_t now_s, int64_t *out) {
    v = mh_view_trim(v);
    for (int i = 0; i < 7; i++) {
        mh_civil c = {0};
        mh_view rest = v;
        bool ok;
        if (take(&rest, mh_view_of(days[i])))
            ok = take(&rest, MH_VIEW(",")) && read_rfc850(rest, now_s, &c);
        else if (take(&rest, (mh_view){days[i], 3}))
            ok = take(&rest, MH_VIEW(",")) ? read_fixdate(rest, &c) : read_asctime(rest, &c);
        else
            continue;
        if (!ok || !mh_civil_valid(c)) return false;
        *out = mh_civil_to_s(c);
        return true;
    }
    return false;
}

void mh_http_date_write(char out[MH_HTTP_DATE], int64_t s) {
    const int64_t first = mh_civil_to_s((mh_civil){.month = 1, .day = 1});
    const int64_t last = mh_civil_to_s((mh_civil){9999, 12, 31, 23, 59, 59});
    mh_civil c = mh_civil_of_s(s < first ? first : s > last ? last : s);
    char text[96]; /* as much as the compiler thinks possible */
    snprintf(text, sizeof text, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
             days[mh_civil_weekday(c) - 1], c.day, months + (c.month - 1) * 3, c.year, c.hour,
             c.minute, c.second);
    memcpy(out, text, MH_HTTP_DATE - 1);
    out[MH_HTTP_DATE - 1] = '\0';
}
