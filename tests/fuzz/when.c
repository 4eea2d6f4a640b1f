/* when.c: the text of a date: doc/when.h (attributes, bylines, addresses) and text/dates.h. The first
 * byte chooses options. */
#include "fuzz.h"

#include "doc/when.h"
#include "text/dates.h"

static void check_when(const mh_when *w, size_t len) {
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    fz_check(w->year >= 1980 && w->year <= 2100);
    fz_check(w->month >= 1 && w->month <= 12);
    fz_check(w->day >= 1 && w->day <= days[w->month - 1]);
    fz_check(w->from <= w->to && w->to <= len);
    if (w->has_time)
        fz_check(w->hour >= 0 && w->hour < 24 && w->minute >= 0 && w->minute < 60 &&
                 w->second >= 0 && w->second <= 60);
    mh_buf b = {0};
    mh_when_put(&b, w);
    fz_check(b.len >= 10 && b.len <= 25);
    mh_when again;
    fz_check(mh_when_find(mh_buf_view(&b), 0, false, &again));
    fz_check(mh_when_cmp(&again, w) == 0);
    fz_check(again.has_time == w->has_time);
    mh_buf_clear(&b);
}

static void check_dates(mh_text *t, mh_arena *a, mh_view s, const mh_date_options *o) {
    mh_dates all = mh_text_dates(t, a, s, o);
    size_t at = 0;
    for (size_t i = 0; i < all.len; i++) {
        const mh_date *d = &all.ptr[i];
        fz_is_range(s, d->from, d->to);
        fz_check(d->from >= at && d->from < d->to);
        at = d->to;
        fz_check(d->month >= 0 && d->month <= 12 && d->day >= 0 && d->day <= 31);
        fz_check(d->hour >= 0 && d->hour < 24 && d->minute >= 0 && d->minute < 60);
        fz_check(d->support == SIZE_MAX || d->support < all.len);
        mh_buf b = {0};
        mh_date_write(d, &b);
        fz_is_text(mh_buf_view(&b));
        mh_buf_clear(&b);
        fz_check(mh_date_precision_name(d->precision) && mh_date_basis_name(d->basis));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const langs[] = {NULL, "en", "ru", "kk", "tg", "uz", "de", "zz"};
    static mh_text *t;
    if (!t) fz_check(mh_text_new(&t, NULL) == MH_OK);
    if (size == 0) return 0;
    unsigned choice = data[0];
    mh_view v = fz_view(data + 1, size - 1);
    mh_when w;
    for (size_t at = 0, n = 0; n < 20 && mh_when_find(v, at, choice & 1, &w); n++) {
        check_when(&w, v.len);
        fz_check(w.to > at);
        at = w.to;
    }
    if (mh_when_in_url(v, &w)) check_when(&w, v.len);
    mh_arena *a = mh_arena_new();
    mh_date_options o = {.month_first = choice & 1, .lang = langs[choice >> 5]};
    if (choice & 2) o.year = 2026, o.month = 3, o.day = 31;
    mh_buf b = {0};
    check_dates(t, a, fz_repaired(&b, v), choice & 4 ? NULL : &o);
    mh_buf_clear(&b);
    mh_text_dates(t, a, v, &o); /* not UTF-8: any answer, no crash */
    mh_arena_free(a);
    return 0;
}
