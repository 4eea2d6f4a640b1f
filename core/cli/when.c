#include "cli/when.h"

#include "base/clock.h"

#include <stdio.h>

#define S   1000000
#define DAY 86400

static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static int64_t local(int64_t us, const mh_zone *z) {
    int64_t s = floor_div(us, S);
    return s + mh_zone_offset(z, s);
}

/* The day in words, "" for the same day as before. */
static void put_day(mh_buf *out, int64_t at, int64_t today) {
    mh_civil c = mh_civil_of_s(at), now = mh_civil_of_s(today * DAY);
    int64_t d = floor_div(at, DAY) - today;
    if (d >= -1 && d <= 1)
        mh_buf_puts(out, d == 0 ? "today" : d < 0 ? "yesterday" : "tomorrow");
    else if (c.year == now.year || (d > 0 && d < 60))
        mh_buf_printf(out, "%s %d %s", days[mh_civil_weekday(c) - 1], c.day, months[c.month - 1]);
    else
        mh_buf_printf(out, "%d %s %d", c.day, months[c.month - 1], c.year);
}

void mh_cli_whens(mh_buf *out, const int64_t *us, size_t n, int64_t now, const mh_zone *z) {
    int64_t today = floor_div(local(now, z), DAY), day = INT64_MAX;
    for (size_t i = 0; i < n; i++) {
        int64_t at = local(us[i], z);
        mh_civil c = mh_civil_of_s(at);
        if (i) mh_buf_puts(out, ", ");
        if (floor_div(at, DAY) != day) {
            put_day(out, at, today);
            mh_buf_putc(out, ' ');
        }
        day = floor_div(at, DAY);
        mh_buf_printf(out, "%02d:%02d", c.hour, c.minute);
        if (c.second) mh_buf_printf(out, ":%02d", c.second);
    }
}

/* "01:00", "Sun 23:00" */
static void put_beside(mh_buf *out, int64_t us, const mh_zone *z, const mh_zone *other) {
    int64_t at = local(us, z);
    mh_civil c = mh_civil_of_s(at);
    if (floor_div(at, DAY) != floor_div(local(us, other), DAY))
        mh_buf_printf(out, "%s ", days[mh_civil_weekday(c) - 1]);
    mh_buf_printf(out, "%02d:%02d", c.hour, c.minute);
    if (c.second) mh_buf_printf(out, ":%02d", c.second);
}

void mh_cli_whens_beside(mh_buf *out, const int64_t *us, size_t n, const mh_zone *z,
                         const mh_zone *other) {
    mh_buf first = {0}, one = {0}, all = {0};
    bool same = true;
    for (size_t i = 0; i < n; i++) {
        mh_buf_reset(&one);
        put_beside(&one, us[i], z, other);
        if (i == 0) mh_buf_put(&first, mh_buf_view(&one));
        same = same && mh_view_eq(mh_buf_view(&one), mh_buf_view(&first));
        mh_buf_printf(&all, "%s%s", i ? ", " : "", one.ptr);
    }
    mh_buf_put(out, mh_buf_view(same ? &first : &all));
    mh_buf_clear(&first);
    mh_buf_clear(&one);
    mh_buf_clear(&all);
}

char *mh_cli_when(char out[MH_WHEN], int64_t us, int64_t now, const mh_zone *z) {
    mh_buf b = {0};
    int64_t minute = floor_div(us, 60 * (int64_t)S) * 60 * S;
    if (us) mh_cli_whens(&b, &minute, 1, now, z);
    snprintf(out, MH_WHEN, "%s", us ? b.ptr : "-");
    mh_buf_clear(&b);
    return out;
}

char *mh_cli_span(char out[MH_WHEN], int64_t us) {
    double s = (double)us / S;
    if (s < 10)
        snprintf(out, MH_WHEN, "%.1f s", s < 0 ? 0 : s);
    else if (s < 120)
        snprintf(out, MH_WHEN, "%.0f s", s);
    else if (s < 7200)
        snprintf(out, MH_WHEN, "%.0f min", s / 60);
    else if (s < 2 * (double)DAY)
        snprintf(out, MH_WHEN, "%.0f h", s / 3600);
    else
        snprintf(out, MH_WHEN, "%.0f days", s / DAY);
    return out;
}

char *mh_cli_rfc3339(char out[128], int64_t us, const mh_zone *z) {
    out[0] = '\0';
    if (us) mh_rfc3339(out, us, mh_zone_offset(z, floor_div(us, S)), false);
    return out;
}
