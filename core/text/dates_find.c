#include "base/clock.h"
#include "text/dates_priv.h"
#include "text/fold.h"
#include "text/text_priv.h"

#include <limits.h>
#include <string.h>
#include <unicode/uchar.h>

typedef struct tok {
    size_t from, to;
    long number; /* -1 when it does not begin with a digit */
    size_t digits;
    size_t number_to; /* where they end in the text: digits of other scripts take several bytes */
    bool pure;        /* digits only */
    bool upper;
    mh_name name;
} tok;

typedef struct finder {
    mh_text *t;
    mh_view s;
    const mh_date_options *o;
    MH_VEC(tok) toks;
    size_t i; /* token under way */
} finder;

/* Numbers also behind Arabic-Indic digits, through folding. */
static void read_number(finder *f, tok *k) {
    mh_buf b = {0};
    mh_text_fold(f->t, mh_view_sub(f->s, k->from, k->to), &b);
    size_t n = 0;
    long v = 0;
    while (n < b.len && n < 9 && mh_is_digit(b.ptr[n])) v = v * 10 + (b.ptr[n++] - '0');
    k->number = n ? v : -1;
    k->digits = n;
    k->pure = n > 0 && n == b.len;
    k->number_to = k->from;
    for (size_t next = 0; k->number_to < k->to; k->number_to = next)
        if (!u_isdigit((UChar32)mh_cp_at(f->s, k->number_to, &next))) break;
    mh_buf_clear(&b);
}

static void read_tokens(finder *f) {
    size_t at = 0;
    mh_token w;
    while (mh_token_next(f->s, &at, &w)) {
        tok k = {.from = w.from, .to = w.to, .number = -1, .upper = w.upper};
        mh_view v = mh_view_sub(f->s, w.from, w.to);
        size_t next = 0;
        if (u_isdigit((UChar32)mh_cp_at(v, 0, &next)))
            read_number(f, &k);
        else
            k.name = mh_date_name(f->t, f->o->lang, v);
        mh_vec_push(&f->toks, k);
    }
}

static const tok *peek(const finder *f, size_t n) {
    return f->i + n < f->toks.len ? &f->toks.ptr[f->i + n] : NULL;
}

/* What stands between two tokens. */
static mh_view gap(const finder *f, const tok *a, const tok *b) {
    return mh_view_sub(f->s, a->to, b->from);
}

/* Whether only white space, and characters of `also`, stand between a and b. */
static bool near(const finder *f, const tok *a, const tok *b, const char *also) {
    mh_view g = gap(f, a, b);
    if (g.len > 4) return false;
    size_t next = 0;
    for (size_t i = 0; i < g.len; i = next) {
        uint32_t cp = mh_cp_at(g, i, &next);
        if (cp == '\n') return false;
        if (cp < 0x80 ? !mh_is_space((char)cp) && (cp == 0 || !strchr(also, (int)cp)) : cp != 0xA0)
            return false;
    }
    return true;
}

static bool is_dash(mh_view g) {
    return mh_view_eq(g, MH_VIEW("-")) || mh_view_eq(g, MH_VIEW("–")) ||
           mh_view_eq(g, MH_VIEW("—")) || mh_view_eq(g, MH_VIEW(" – "));
}

static bool is_day(const tok *k) {
    if (k == NULL || k->number < 1 || k->number > 31 || k->digits > 2) return false;
    return true;
}

/* A day in figures: "14", "3rd", "1-shi". Other letters behind the digits do not belong to a date. */
static bool day_token(const finder *f, const tok *k) {
    if (!is_day(k)) return false;
    if (k->pure) return true;
    mh_view tail = mh_view_sub(f->s, k->number_to, k->to);
    static const char *const ends[] = {"st", "nd", "rd", "th", "го", "е", "er"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (mh_view_ieq(tail, mh_view_of(ends[i]))) return true;
    }
    return false;
}

static bool is_year(const tok *k) {
    return k && k->pure && k->digits == 4 && k->number >= 1000 && k->number < 2200;
}

static bool is_month(const finder *f, const tok *k) {
    if (k == NULL || k->name.kind != MH_NAME_MONTH) return false;
    bool ascii = (unsigned char)f->s.ptr[k->from] < 0x80;
    return !ascii || k->upper || k->to - k->from > 5 ||
           (f->o->lang && strcmp(f->o->lang, "en") != 0);
}

static bool real_day(int year, int month, int day) {
    return mh_civil_valid((mh_civil){year ? year : 2000, month, day, 0, 0, 0});
}

static mh_raw_date start_at(const tok *k) {
    mh_raw_date r = {.d = {.from = k->from, .to = k->to, .offset_s = INT_MIN, .support = SIZE_MAX}};
    return r;
}

static void finish(mh_raw_date *r, const tok *last) {
    r->d.to = last->to;
    r->d.precision = r->d.day ? MH_DATE_DAY : r->d.month ? MH_DATE_MONTH : MH_DATE_YEAR;
    r->d.basis = r->d.year ? MH_DATE_WRITTEN : MH_DATE_UNRESOLVED;
}

/* Swallows "goda", "zhyly" behind a year. Returns the number of tokens. */
static size_t year_word(const finder *f, size_t n, mh_raw_date *r) {
    const tok *a = peek(f, n - 1), *b = peek(f, n);
    if (b == NULL || !near(f, a, b, "-") ||
        !mh_is_year_word(f->t, mh_view_sub(f->s, b->from, b->to)))
        return n;
    r->d.to = b->to;
    return n + 1;
}

/* D [- D] Month [Y]; the range counts by its first day. */
static size_t day_month(finder *f, mh_raw_date *r) {
    const tok *d = peek(f, 0), *m = peek(f, 1);
    size_t n = 1;
    if (!day_token(f, d) || m == NULL) return 0;
    mh_view g = gap(f, d, m);
    bool range = is_dash(g);
    if (range && day_token(f, m)) m = peek(f, ++n);
    if (m && mh_view_ieq(mh_view_sub(f->s, m->from, m->to), MH_VIEW("of"))) m = peek(f, ++n);
    if (!is_month(f, m) || !near(f, peek(f, n - 1), m, ".-")) return 0;
    *r = start_at(d);
    r->d.day = (int)d->number;
    r->d.month = m->name.value;
    const tok *y = peek(f, ++n);
    if (is_year(y) && near(f, m, y, ".,-")) {
        r->d.year = (int)y->number;
        m = y;
        n++;
    }
    if (!real_day(r->d.year, r->d.month, r->d.day)) return 0;
    finish(r, m);
    return r->d.year ? year_word(f, n, r) : n;
}

/* Month D [, Y], Month Y. */
static size_t month_first(finder *f, mh_raw_date *r) {
    const tok *m = peek(f, 0), *d = peek(f, 1), *y = peek(f, 2);
    if (!is_month(f, m) || d == NULL || !near(f, m, d, ".,")) return 0;
    *r = start_at(m);
    r->d.month = m->name.value;
    if (is_year(d)) {
        r->d.year = (int)d->number;
        finish(r, d);
        return year_word(f, 2, r);
    }
    if (!day_token(f, d)) return 0;
    r->d.day = (int)d->number;
    size_t n = 2;
    mh_view g = y ? gap(f, d, y) : (mh_view){0};
    if (y && day_token(f, y) && is_dash(g)) {
        d = y;
        y = peek(f, ++n);
    }
    if (is_year(y) && near(f, d, y, ",.")) {
        r->d.year = (int)y->number;
        d = y;
        n++;
    }
    if (!real_day(r->d.year, r->d.month, r->d.day)) return 0;
    finish(r, d);
    return n;
}

/* Y zhylghy D Month, Y zhylghy Month, Y-Y gody, and a bare year with its word or preposition. */
static size_t year_first(finder *f, mh_raw_date *r) {
    const tok *y = peek(f, 0);
    if (!is_year(y)) return 0;
    *r = start_at(y);
    r->d.year = (int)y->number;
    finish(r, y);
    const tok *until = peek(f, 1);
    if (is_year(until) && is_dash(gap(f, y, until))) { /* a span counts by its first year */
        size_t after = year_word(f, 2, r);
        return after > 2 ? after : 0;
    }
    size_t n = year_word(f, 1, r);
    const tok *last = peek(f, n - 1), *a = peek(f, n), *b = peek(f, n + 1);
    if (a && day_token(f, a) && is_month(f, b) && near(f, last, a, ",-") && near(f, a, b, "-.")) {
        r->d.day = (int)a->number;
        r->d.month = b->name.value;
        finish(r, b);
        return real_day(r->d.year, r->d.month, r->d.day) ? n + 2 : 0;
    }
    if (is_month(f, a) && near(f, last, a, ",")) {
        r->d.month = a->name.value;
        finish(r, a);
        return n + 1;
    }
    if (n > 1) return n;
    const tok *before = f->i ? &f->toks.ptr[f->i - 1] : NULL;
    if (before && near(f, before, y, "") &&
        mh_is_year_before(f->t, mh_view_sub(f->s, before->from, before->to))) {
        return 1;
    }
    return 0;
}

/* Numbers alone: Y-M-D (also . and /), D.M.Y, D/M/Y or M/D/Y. */
static size_t figures(finder *f, mh_raw_date *r) {
    const tok *a = peek(f, 0), *b = peek(f, 1), *c = peek(f, 2);
    if (!a || !b || !c || a->number < 0 || b->number < 0 || c->number < 0 || !a->pure || !b->pure)
        return 0;
    mh_view g = gap(f, a, b);
    if (g.len != 1 || !strchr("-./", g.ptr[0]) || !mh_view_eq(g, gap(f, b, c))) return 0;
    *r = start_at(a);
    bool year_leads = is_year(a) && b->digits <= 2 && c->digits <= 2;
    if (year_leads) {
        r->d.year = (int)a->number;
        r->d.month = (int)b->number;
        r->d.day = (int)c->number;
    } else if (is_year(c) && a->digits <= 2 && b->digits <= 2) {
        bool swap = (f->o->month_first && g.ptr[0] == '/') || b->number > 12;
        r->d.year = (int)c->number;
        r->d.month = (int)(swap ? a->number : b->number);
        r->d.day = (int)(swap ? b->number : a->number);
    } else {
        return 0;
    }
    if (!real_day(r->d.year, r->d.month, r->d.day)) return 0;
    finish(r, c);
    r->d.to = c->number_to;
    return 3;
}

/* RFC 3339 as a whole, which the tokens would cut in pieces. */
static bool stamp(const finder *f, mh_raw_date *r) {
    size_t end = r->d.from;
    while (end < f->s.len && end - r->d.from < 36 &&
           (mh_is_alnum(f->s.ptr[end]) || (f->s.ptr[end] && strchr("-:+.", f->s.ptr[end])))) {
        end++;
    }
    while (end > r->d.from && !mh_is_alnum(f->s.ptr[end - 1])) end--;
    int64_t us = 0;
    int offset = INT_MIN;
    mh_view v = mh_view_sub(f->s, r->d.from, end);
    if (v.len <= 10 || !mh_rfc3339_parse(v, &us, &offset)) return false;
    mh_civil c = mh_civil_of_s(us / 1000000 + (offset == INT_MIN ? 0 : offset));
    r->d.to = end;
    r->d.hour = c.hour;
    r->d.minute = c.minute;
    r->d.second = c.second;
    r->d.offset_s = offset;
    r->d.precision = v.len >= 19 ? MH_DATE_SECOND : MH_DATE_MINUTE;
    return true;
}

/* A time of day behind the date: ", 17:42", " at 17:42:05". */
static size_t clock_time(const finder *f, size_t n, mh_raw_date *r) {
    const tok *last = peek(f, n - 1), *h = peek(f, n), *m = peek(f, n + 1), *s = peek(f, n + 2);
    if (h && mh_view_ieq(mh_view_sub(f->s, h->from, h->to), MH_VIEW("at"))) {
        last = h;
        h = m;
        m = s;
        s = peek(f, ++n + 2);
    }
    if (!h || !m || !h->pure || !m->pure || h->number > 23 || m->number > 59 || m->digits != 2)
        return n;
    if (!near(f, last, h, ",-") || !mh_view_eq(gap(f, h, m), MH_VIEW(":"))) return n;
    r->d.hour = (int)h->number;
    r->d.minute = (int)m->number;
    r->d.precision = MH_DATE_MINUTE;
    r->d.to = m->to;
    if (s && s->pure && s->digits == 2 && s->number < 61 &&
        mh_view_eq(gap(f, m, s), MH_VIEW(":"))) {
        r->d.second = (int)s->number;
        r->d.precision = MH_DATE_SECOND;
        r->d.to = s->to;
        return n + 3;
    }
    return n + 2;
}

/* today, on Monday; a weekday right before a date only checks it. */
static size_t relative(finder *f, mh_raw_date *r) {
    const tok *k = peek(f, 0);
    if (k->name.kind != MH_NAME_OFFSET && k->name.kind != MH_NAME_WEEKDAY) return 0;
    *r = start_at(k);
    r->relative = true;
    r->d.precision = MH_DATE_DAY;
    r->d.basis = MH_DATE_UNRESOLVED;
    if (k->name.kind == MH_NAME_OFFSET) {
        r->shift = k->name.value - 10;
    } else {
        r->on_weekday = true;
        r->weekday = k->name.value;
    }
    return 1;
}

static size_t one(finder *f, mh_raw_date *r) {
    size_t n = figures(f, r);
    if (n && stamp(f, r)) {
        while (peek(f, n) && peek(f, n)->from < r->d.to) n++;
        return n;
    }
    if (!n) n = day_month(f, r);
    if (!n) n = year_first(f, r);
    if (!n) n = month_first(f, r);
    if (n && r->d.precision == MH_DATE_DAY) return clock_time(f, n, r);
    return n ? n : relative(f, r);
}

void mh_dates_find(mh_text *t, mh_view s, const mh_date_options *o, mh_raw_dates *out) {
    finder f = {.t = t, .s = s, .o = o};
    read_tokens(&f);
    while (f.i < f.toks.len) {
        const tok *k = peek(&f, 0);
        mh_raw_date r;
        bool may = k->number >= 0 || k->name.kind != MH_NAME_NONE;
        size_t n = may ? one(&f, &r) : 0;
        if (n == 0) {
            f.i++;
            continue;
        }
        mh_raw_date *last = out->len ? &out->ptr[out->len - 1] : NULL;
        bool beside = last && last->on_weekday && r.d.from - last->d.to <= 2 && !r.relative;
        if (beside) { /* "Wednesday, December 4": the weekday belongs to the date */
            r.weekday = last->weekday;
            out->len--;
        }
        mh_vec_push(out, r);
        f.i += n;
    }
    mh_vec_clear(&f.toks);
}
