#include "doc/feed_date_priv.h"

#include "base/utf8.h"

#include <string.h>
#include <unicode/uchar.h>

#define MAX_NUMBERS 6

typedef struct scan {
    mh_view v;
    size_t at;
    feed_moment m;
    struct {
        int value;
        size_t width;
        char before, after; /* the bytes beside it */
    } num[MAX_NUMBERS];
    size_t n_num;
    int month, pm; /* pm: 0 not said, 1 am, 2 pm */
    bool bad, korean;
} scan;

/* Greek letters without their accents; everything else as it is. */
static uint32_t plain_greek(uint32_t c) {
    static const struct {
        uint16_t from, to;
    } map[] = {{0x3AC, 0x3B1}, {0x3AD, 0x3B5}, {0x3AE, 0x3B7}, {0x3AF, 0x3B9}, {0x3CA, 0x3B9},
               {0x390, 0x3B9}, {0x3CB, 0x3C5}, {0x3CC, 0x3BF}, {0x3CD, 0x3C5}, {0x3CE, 0x3C9}};
    for (size_t i = 0; i < sizeof map / sizeof *map; i++)
        if (map[i].from == c) return map[i].to;
    return c;
}

/* Takes a word off in lower case; "/" and "_" belong to it inside, for names of zones. */
static mh_view take_word(scan *s, mh_buf *out, mh_view *raw) {
    size_t from = s->at;
    mh_buf_reset(out);
    while (s->at < s->v.len) {
        mh_view rest = mh_view_sub(s->v, s->at, s->v.len);
        uint32_t c = mh_utf8_next(&rest);
        bool inner = s->at > from && (c == '/' || c == '_') && rest.len && mh_is_alpha(*rest.ptr);
        if (!u_isalpha((UChar32)c) && !inner) break;
        if (c >= 0xAC00 && c <= 0xD7A3) s->korean = true;
        mh_buf_put_cp(out, plain_greek((uint32_t)u_tolower((UChar32)c)));
        s->at = s->v.len - rest.len;
    }
    *raw = mh_view_sub(s->v, from, s->at);
    return mh_buf_view(out);
}

/* "a.m.", "p.m." and the like, at a lower-case word of one letter. */
static int half_of_day(scan *s, mh_view w) {
    static const mh_view am[] = {MH_VIEW_INIT("am"), MH_VIEW_INIT("오전")};
    static const mh_view pm[] = {MH_VIEW_INIT("pm"), MH_VIEW_INIT("오후")};
    for (size_t i = 0; i < 2; i++) {
        if (mh_view_eq(w, am[i])) return 1;
        if (mh_view_eq(w, pm[i])) return 2;
    }
    if (w.len == 1 && (*w.ptr == 'a' || *w.ptr == 'p') &&
        mh_view_istarts(mh_view_sub(s->v, s->at, s->v.len), MH_VIEW(".m"))) {
        s->at += 2;
        return *w.ptr == 'a' ? 1 : 2;
    }
    return 0;
}

static void word(scan *s, mh_buf *key) {
    mh_view raw, w = take_word(s, key, &raw);
    int half = half_of_day(s, w), n;
    if (half) {
        s->pm = half;
        return;
    }
    if (s->m.has_time || mh_view_find_byte(raw, '/', 0) != SIZE_MAX) {
        if (mh_view_ieq(raw, MH_VIEW("etc/gmt")) || mh_view_ieq(raw, MH_VIEW("etc/utc"))) {
            s->m.has_zone = true;
            return;
        }
        if (mh_view_find_byte(raw, '/', 0) != SIZE_MAX) {
            s->m.zone_id = raw;
            return;
        }
        int offset;
        if (!s->m.has_zone && mh_feed_date_abbreviation(w, &offset)) {
            s->m.has_zone = true;
            s->m.offset_s = offset;
            mh_feed_date_offset(s->v, &s->at, &s->m, &s->bad); /* GMT+05:00 */
            return;
        }
    }
    if (w.len == 1 && *w.ptr == 't' && s->n_num >= 2) return; /* between day and time */
    if ((n = mh_feed_date_weekday(w)) != 0) {
        s->m.weekday_known = true;
        s->m.weekday = n;
    } else if ((n = mh_feed_date_month(w)) != 0) {
        s->month = n;
    }
}

static bool is_time_here(const scan *s) {
    size_t i = s->at;
    while (i < s->v.len && mh_is_digit(s->v.ptr[i])) i++;
    if (i - s->at > 2) return i < s->v.len && s->v.ptr[i] == ':';
    if (i < s->v.len && s->v.ptr[i] == ':') return true;
    if (i < s->v.len && s->v.ptr[i] == ' ') i++;
    mh_view rest = mh_view_sub(s->v, i, s->v.len);
    return mh_view_istarts(rest, MH_VIEW("am")) || mh_view_istarts(rest, MH_VIEW("pm")) ||
           mh_view_istarts(rest, MH_VIEW("a.m")) || mh_view_istarts(rest, MH_VIEW("p.m"));
}

static void digits(scan *s) {
    if (is_time_here(s)) {
        if (s->m.has_time || !mh_feed_date_time(s->v, &s->at, &s->m, &s->bad)) s->bad = true;
        return;
    }
    size_t from = s->at;
    int n = 0;
    for (; s->at < s->v.len && mh_is_digit(s->v.ptr[s->at]); s->at++)
        if (s->at - from < 8) n = n * 10 + (s->v.ptr[s->at] - '0');
    if (s->n_num == MAX_NUMBERS || s->at - from > 4) {
        s->bad = true;
        return;
    }
    s->num[s->n_num].value = n;
    s->num[s->n_num].width = s->at - from;
    s->num[s->n_num].before = from ? s->v.ptr[from - 1] : 0;
    s->num[s->n_num].after = s->at < s->v.len ? s->v.ptr[s->at] : 0;
    s->n_num++;
}

static void scan_all(scan *s) {
    mh_buf key = {0};
    while (s->at < s->v.len && !s->bad) {
        char c = s->v.ptr[s->at];
        if (mh_is_digit(c)) {
            digits(s);
        } else if (mh_is_alpha(c) || (c & 0x80)) {
            size_t before = s->at;
            word(s, &key);
            if (s->at == before) { /* no letter: one character further */
                mh_view rest = mh_view_sub(s->v, s->at, s->v.len);
                mh_utf8_next(&rest);
                s->at = s->v.len - rest.len;
            }
        } else if (c == '(') { /* a comment */
            size_t end = mh_view_find_byte(s->v, ')', s->at);
            s->at = end == SIZE_MAX ? s->v.len : end + 1;
        } else if (!s->m.has_time || s->m.has_zone ||
                   !mh_feed_date_offset(s->v, &s->at, &s->m, &s->bad)) {
            s->at++;
        }
    }
    mh_buf_clear(&key);
}

static int full_year(int value, size_t width) {
    if (width <= 2) return value < 70 ? 2000 + value : 1900 + value;
    return width == 3 ? 1900 + value : value;
}

/* Day and year among the numbers beside a month's name. */
static bool with_month(scan *s) {
    int year = -1, day = 0;
    if (s->n_num < 2) return false;
    for (size_t i = 0; i < s->n_num; i++)
        if (s->num[i].width >= 3 && year < 0) year = (int)i;
    if (year < 0) year = s->num[0].value > 31 ? 0 : 1;
    day = year == 0 ? 1 : 0;
    s->m.c.year = full_year(s->num[year].value, s->num[year].width);
    s->m.c.month = s->month;
    s->m.c.day = s->num[day].value;
    return s->num[day].width <= 2;
}

/* Three figures: year first, or day and month in the order that exists and suits the weekday. */
static bool with_figures(scan *s) {
    if (s->n_num < 3) return false;
    int a = s->num[0].value, b = s->num[1].value, c = s->num[2].value;
    if (s->num[0].width >= 3) {
        s->m.c.year = full_year(a, s->num[0].width);
        s->m.c.month = b;
        s->m.c.day = c;
        return true;
    }
    int year = full_year(c, s->num[2].width);
    mh_civil day_first = {.year = year, .month = b, .day = a};
    mh_civil month_first = {.year = year, .month = a, .day = b};
    bool swap = !mh_civil_valid(day_first) || (s->num[0].after == '/' && s->pm);
    if (mh_civil_valid(day_first) && mh_civil_valid(month_first) && s->m.weekday_known)
        swap = mh_civil_weekday(month_first) == s->m.weekday &&
               mh_civil_weekday(day_first) != s->m.weekday;
    if (!mh_civil_valid(month_first)) swap = false;
    mh_civil *to = &s->m.c, from = swap ? month_first : day_first;
    to->year = from.year, to->month = from.month, to->day = from.day;
    return true;
}

static bool finish(feed_moment *m, mh_feed_date *out) {
    bool midnight = m->c.hour == 24;
    if (midnight) m->c.hour = 0;
    if (!mh_civil_valid(m->c)) return false;
    if (!m->has_zone && m->zone_id.len && mh_feed_date_zone(m->zone_id, m->c, &m->offset_s))
        m->has_zone = true;
    m->offset_s -= m->offset_s % 60; /* local mean times of old had seconds; RFC 3339 has none */
    *out = (mh_feed_date){
        .time_s = mh_civil_to_s(m->c) - m->offset_s + (midnight ? 86400 : 0),
        .offset_s = m->offset_s,
        .has_time = m->has_time,
        .has_zone = m->has_zone,
    };
    return true;
}

bool mh_feed_date_read(mh_view v, mh_feed_date *out) {
    scan s = {.v = mh_view_trim(v)};
    *out = (mh_feed_date){0};
    if (s.v.len == 0 || s.v.len > FEED_DATE_BYTES) return false;
    feed_moment m = {0};
    if (mh_feed_date_iso(s.v, &m)) return finish(&m, out);
    scan_all(&s);
    if (s.bad) return false;
    if (!(s.month ? with_month(&s) : with_figures(&s))) return false;
    if (s.pm && s.m.has_time) {
        if (s.m.c.hour > 12) s.pm = 0; /* "15:00 pm" */
        if (s.pm) s.m.c.hour = s.m.c.hour % 12 + (s.pm == 2 ? 12 : 0);
    }
    if (s.korean && s.m.has_time && !s.m.has_zone) { /* Korea has one zone */
        s.m.has_zone = true;
        s.m.offset_s = 9 * 3600;
    }
    return finish(&s.m, out);
}

void mh_feed_date_put(mh_buf *out, const mh_feed_date *d) {
    mh_civil c = mh_civil_of_s(d->time_s + d->offset_s);
    if (c.year < 0 || c.year > 9999) return;
    mh_buf_printf(out, "%04d-%02d-%02d", c.year, c.month, c.day);
    if (!d->has_time) return;
    mh_buf_printf(out, "T%02d:%02d:%02d", c.hour, c.minute, c.second);
    int minutes = (d->offset_s < 0 ? -d->offset_s : d->offset_s) / 60;
    if (!d->has_zone) return;
    if (minutes == 0)
        mh_buf_putc(out, 'Z');
    else
        mh_buf_printf(out, "%c%02d:%02d", d->offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
}
