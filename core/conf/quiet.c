#include "conf/quiet.h"

#define DAY 86400

/* "7:30", "24:00" */
static bool read_minute(mh_view v, int *out) {
    uint64_t h = 0, m = 0;
    size_t colon = mh_view_find_byte(v, ':', 0);
    if (colon == SIZE_MAX || colon + 3 != v.len || colon > 2) return false;
    if (!mh_view_u64(mh_view_sub(v, 0, colon), &h) ||
        !mh_view_u64(mh_view_sub(v, colon + 1, v.len), &m))
        return false;
    *out = (int)(h * 60 + m);
    return m < 60 && *out <= 1440;
}

mh_rc mh_quiet_parse(mh_quiet *out, mh_view text, mh_err *e) {
    size_t dash = mh_view_find_byte(text, '-', 0);
    if (dash == SIZE_MAX || !read_minute(mh_view_trim(mh_view_sub(text, 0, dash)), &out->from) ||
        !read_minute(mh_view_trim(mh_view_sub(text, dash + 1, text.len)), &out->to) ||
        out->from == out->to)
        return mh_fail(e, MH_E_USAGE, "quiet hours '%.*s' are not such as '22:00-07:00'",
                       MH_FMT(text));
    return MH_OK;
}

static bool holds(const mh_quiet *q, int minute) {
    if (q->from < q->to) return minute >= q->from && minute < q->to;
    return minute >= q->from || minute < q->to;
}

static const mh_quiet *window_at(const mh_quiet *q, size_t n, int minute) {
    for (size_t i = 0; i < n; i++)
        if (holds(&q[i], minute)) return &q[i];
    return NULL;
}

bool mh_quiet_never_ends(const mh_quiet *q, size_t n) {
    for (int m = 0; m < 1440; m++)
        if (window_at(q, n, m) == NULL) return false;
    return true;
}

/* Within two days there is a free minute; each step ends a window or meets a change of clocks. */
int64_t mh_quiet_end(const mh_quiet *q, size_t n, const mh_zone *z, int64_t s) {
    for (int i = 0; i < 100; i++) {
        int64_t offset = mh_zone_offset(z, s), local = s + offset;
        int64_t midnight = local - ((local % DAY) + DAY) % DAY;
        int minute = (int)((local - midnight) / 60);
        const mh_quiet *w = window_at(q, n, minute);
        if (w == NULL) return s;
        int64_t end = midnight + (int64_t)w->to * 60 + (w->to <= minute ? DAY : 0) - offset;
        int64_t change = mh_zone_next_change(z, s);
        s = change < end ? change : end;
    }
    return s;
}
