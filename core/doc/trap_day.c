/* Whether a URL asks for a day or a month and nothing else, as calendars and daily archives do. */
#include "base/clock.h"
#include "doc/trap_priv.h"

#include <string.h>

#define LEN(a) (sizeof(a) / sizeof *(a))

static const char *const year_names[] = {"year", "y", "yr", "yyyy", "god"};
static const char *const month_names[] = {"month", "m", "mon", "mm", "mes", "mesyac"};
static const char *const day_names[] = {"day", "d", "dd", "den"};
static const char *const date_names[] = {
    "date",     "dt",     "week",       "from_date", "to_date",
    "datefrom", "dateto", "start_date", "end_date",  "tribe-bar-date"};
/* A page of its own is asked for, whatever the day beside it. */
static const char *const page_names[] = {
    "id",      "nid",  "aid",  "sid", "article",    "story", "news", "newsid",
    "news_id", "item", "post", "p",   "element_id", "code",  "slug", "title"};
static const char *const calendars[] = {"calendar",    "kalendar", "calendrier", "taqvim",
                                        "agenda",      "event",    "schedule",   "booking",
                                        "reservation", "ical"};

bool mh_trap_is_day_name(mh_view name) {
    return mh_trap_is_one_of(name, year_names, LEN(year_names)) ||
           mh_trap_is_one_of(name, month_names, LEN(month_names)) ||
           mh_trap_is_one_of(name, day_names, LEN(day_names)) ||
           mh_trap_is_one_of(name, date_names, LEN(date_names));
}

/* A number of min to max digits, all of v; -1: none. */
static int number(mh_view v, size_t min, size_t max) {
    uint64_t n;
    return v.len >= min && v.len <= max && mh_view_u64(v, &n) ? (int)n : -1;
}

/* A month or day of a year 1000 to 9999; day 0: the month alone. */
static bool make_day(int year, int month, int day, int64_t *out) {
    mh_civil c = {.year = year, .month = month, .day = day ? day : 1};
    if (year < 1000 || year > 9999 || month < 1 || !mh_civil_valid(c)) return false;
    *out = mh_civil_to_s(c) / 86400;
    return true;
}

/* All of v as 2026-03, 2026-03-04, 04-03-2026 (one of "-._" between) or 20260304. */
static bool read_date(mh_view v, int64_t *out) {
    mh_view rest = v, part[4];
    size_t n = 0;
    if (v.len == 8 && number(v, 8, 8) >= 0)
        return make_day(number(mh_view_sub(v, 0, 4), 4, 4), number(mh_view_sub(v, 4, 6), 2, 2),
                        number(mh_view_sub(v, 6, 8), 2, 2), out);
    size_t at = 0;
    while (at < v.len && mh_is_digit(v.ptr[at])) at++;
    if (at == 0 || at == v.len || !strchr("-._", v.ptr[at])) return false;
    while (n < 4 && mh_view_split(&rest, v.ptr[at], &part[n])) n++;
    if (n != 2 && n != 3) return false;
    int first = number(part[0], 4, 4), month = number(part[1], 1, 2);
    if (first >= 0) {
        int day = n == 3 ? number(part[2], 1, 2) : 0;
        return month > 0 && day >= 0 && make_day(first, month, day, out);
    }
    int day = number(part[0], 1, 2), year = n == 3 ? number(part[2], 4, 4) : -1;
    return day > 0 && month > 0 && year >= 0 &&
           (make_day(year, month, day, out) || make_day(year, day, month, out));
}

/* Segments behind a day that say nothing of their own: "page", its number, the file of a folder. */
static bool is_rest_empty(const mh_trap_url *u, size_t from) {
    for (size_t i = from; i < u->segments; i++) {
        mh_view s = u->segment[i];
        if (number(s, 1, 3) < 0 && !mh_view_ieq(s, MH_VIEW("page")) &&
            !mh_view_istarts(s, MH_VIEW("index.")))
            return false;
    }
    return true;
}

/* The day of the path; *after: the segment behind it. */
static bool day_of_path(const mh_trap_url *u, int64_t *day, size_t *after) {
    for (size_t i = 0; i < u->segments; i++) {
        *after = i + 1;
        if (read_date(u->segment[i], day)) return true;
        int year = number(u->segment[i], 4, 4), month, d;
        if (year < 0 || i + 1 >= u->segments) continue;
        month = number(u->segment[i + 1], 1, 2);
        if (month <= 0) continue;
        d = i + 2 < u->segments ? number(u->segment[i + 2], 1, 2) : 0;
        *after = i + 3;
        if (d > 0 && make_day(year, month, d, day)) return true;
        *after = i + 2;
        if (make_day(year, month, 0, day)) return true;
    }
    return false;
}

static bool day_of_query(const mh_trap_url *u, int64_t *out) {
    int year = -1, month = -1, day = 0;
    for (size_t i = 0; i < u->params; i++) {
        const mh_trap_param *p = &u->param[i];
        if (read_date(p->value, out)) return true;
        if (mh_trap_is_one_of(p->name, year_names, LEN(year_names))) year = number(p->value, 4, 4);
        if (mh_trap_is_one_of(p->name, month_names, LEN(month_names)))
            month = number(p->value, 1, 2);
        if (mh_trap_is_one_of(p->name, day_names, LEN(day_names))) day = number(p->value, 1, 2);
    }
    return year >= 0 && month > 0 && make_day(year, month, day > 0 ? day : 0, out);
}

/* "/calendar-of-events", "?cal_event=": a word that begins so. */
static bool names_calendar(mh_view v) {
    for (size_t i = 0; i < LEN(calendars); i++) {
        size_t at = mh_view_ifind(v, mh_view_of(calendars[i]), 0);
        if (at != SIZE_MAX && (at == 0 || !mh_is_alpha(v.ptr[at - 1]))) return true;
    }
    return false;
}

void mh_trap_find_day(mh_trap_url *u) {
    size_t after = 0;
    bool has_page = false;
    for (size_t i = 0; i < u->params; i++) {
        has_page = has_page || (mh_trap_is_one_of(u->param[i].name, page_names, LEN(page_names)) &&
                                u->param[i].value.len > 0);
        u->is_calendar = u->is_calendar || names_calendar(u->param[i].name) ||
                         names_calendar(u->param[i].value) ||
                         mh_view_istarts(u->param[i].name, MH_VIEW("tribe-"));
    }
    for (size_t i = 0; i < u->segments; i++)
        u->is_calendar = u->is_calendar || names_calendar(u->segment[i]);
    if (has_page) return;
    if (day_of_path(u, &u->day, &after))
        u->is_day = is_rest_empty(u, after);
    else
        u->is_day = day_of_query(u, &u->day);
}
