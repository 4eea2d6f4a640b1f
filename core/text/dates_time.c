/* Times of day. */
#include "text/dates_priv.h"

#include <string.h>

typedef mh_date_tok tok;
#define peek mh_finder_peek

/* "am", "p.m." behind token n - 1, or glued to it; moves n behind it. */
static int half_of_day(const mh_finder *f, size_t *n) {
    const tok *last = peek(f, *n - 1), *a = peek(f, *n), *m = peek(f, *n + 1);
    if (last->name.kind == MH_NAME_HALF) return last->name.value;
    if (!mh_finder_near(f, last, a, "")) return 0;
    if (a->name.kind == MH_NAME_HALF && a->name.value <= MH_HALF_PM) {
        *n += 1;
        return a->name.value;
    }
    bool pm = mh_finder_is(f, a, "p");
    if ((pm || mh_finder_is(f, a, "a")) && mh_finder_is(f, m, "m") &&
        mh_view_eq(mh_finder_gap(f, a, m), MH_VIEW("."))) {
        *n += 2;
        return pm ? MH_HALF_PM : MH_HALF_AM;
    }
    return 0;
}

/* "10h11". */
static bool hour_h(const mh_finder *f, const tok *k, mh_date *d) {
    mh_view tail = mh_view_sub(f->s, k->number_to, k->to);
    if (tail.len != 3 || (tail.ptr[0] != 'h' && tail.ptr[0] != 'H') || !mh_is_digit(tail.ptr[1]) ||
        !mh_is_digit(tail.ptr[2]) || tail.ptr[1] > '5')
        return false;
    d->hour = (int)k->number;
    d->minute = (tail.ptr[1] - '0') * 10 + (tail.ptr[2] - '0');
    return true;
}

/* ":05" and a fraction behind minutes at token n - 1. */
static size_t seconds(const mh_finder *f, size_t n, mh_date *d) {
    const tok *m = peek(f, n - 1), *s = peek(f, n), *part = peek(f, n + 1);
    if (!s || !s->pure || s->digits != 2 || s->number > 60 ||
        !mh_view_eq(mh_finder_gap(f, m, s), MH_VIEW(":")))
        return n;
    d->second = (int)s->number;
    d->precision = MH_DATE_SECOND;
    bool fraction = part && part->pure && mh_view_eq(mh_finder_gap(f, s, part), MH_VIEW("."));
    return n + 1 + fraction;
}

size_t mh_dates_clock(const mh_finder *f, size_t n, mh_date *out) {
    const tok *h = peek(f, n), *m = peek(f, n + 1);
    mh_date d = {.precision = MH_DATE_MINUTE};
    size_t at = n + 1;
    bool sure = false, noon = h && h->number < 0 && h->name.kind == MH_NAME_HALF &&
                              h->name.value >= MH_HALF_MIDNIGHT;
    if (!noon && (!h || h->number < 0 || h->number > 23 || h->digits > 2)) return 0;
    d.hour = noon ? (h->name.value == MH_HALF_NOON ? 12 : 0) : (int)h->number;
    if (!noon && h->pure && m && m->number >= 0 && m->digits == 2 && m->number < 60 &&
        (m->pure || m->name.kind == MH_NAME_HALF)) {
        mh_view g = mh_finder_gap(f, h, m);
        bool colon = mh_view_eq(g, MH_VIEW(":")), dot = mh_view_eq(g, MH_VIEW("."));
        if (colon || dot) {
            d.minute = (int)m->number;
            at = n + 2;
            sure = colon || f->o->alone;
            if (colon) at = seconds(f, at, &d);
        }
    } else if (!noon && !h->pure && hour_h(f, h, &d)) {
        sure = true;
    }
    int half = noon ? 0 : half_of_day(f, &at);
    if (!sure && !half && !noon) return 0;
    if (half == MH_HALF_AM && d.hour == 12) d.hour = 0;
    if (half == MH_HALF_PM && d.hour < 12) d.hour += 12;
    out->hour = d.hour;
    out->minute = d.minute;
    out->second = d.second;
    out->precision = d.precision;
    return at - n;
}
