#include "base/clock.h"
#include "text/dates_priv.h"
#include "text/fold.h"
#include "text/language.h"
#include "text/text_priv.h"

#include <limits.h>
#include <string.h>
#include <unicode/uchar.h>

/* Most words of a text are beside no date: those that are, are read when they are looked at. What was read
 * is one run of tokens; reading elsewhere begins another. */
typedef struct mh_date_window {
    mh_lex_tokens all;
    mh_date_tok *toks; /* as many */
    size_t from, to;   /* those that were read */
} window;

/* Numbers also behind Arabic-Indic digits, through folding. */
static void read_number(const mh_finder *f, mh_date_tok *k) {
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
    if (k->pure || k->to - k->number_to > 16) return;
    mh_view tail = mh_view_sub(f->s, k->number_to, k->to);
    mh_name name = mh_date_name(f->t, f->o->lang, tail);
    if (name.kind == MH_NAME_UNIT || name.kind == MH_NAME_HALF) k->name = name;
    k->year_tail = k->digits == 4 && mh_is_year_word(f->t, tail);
}

bool mh_begins_with_digit(mh_view s, size_t at) {
    unsigned char c = (unsigned char)s.ptr[at];
    size_t next = 0;
    return c < 0x80 ? mh_is_digit((char)c) : u_isdigit((UChar32)mh_cp_at(s, at, &next)) != 0;
}

static void read_token(const mh_finder *f, const mh_lex_token *w, mh_date_tok *k) {
    *k = (mh_date_tok){.from = w->from, .to = w->to, .number = -1, .upper = w->upper};
    if (mh_begins_with_digit(f->s, w->from))
        read_number(f, k);
    else
        k->name = mh_lex_date_name(f->t, f->o->lang, w);
}

static const mh_date_tok *token_at(const mh_finder *f, size_t i) {
    window *w = f->read;
    if (i >= w->all.len) return NULL;
    if (i + 1 < w->from || i > w->to) w->from = w->to = i;
    if (i < w->from || i == w->to) {
        read_token(f, &w->all.ptr[i], &w->toks[i]);
        if (i < w->from)
            w->from = i;
        else
            w->to++;
    }
    return &w->toks[i];
}

const mh_date_tok *mh_finder_peek(const mh_finder *f, size_t n) {
    return token_at(f, f->i + n);
}

const mh_date_tok *mh_finder_before(const mh_finder *f) {
    return f->i ? token_at(f, f->i - 1) : NULL;
}

mh_view mh_finder_gap(const mh_finder *f, const mh_date_tok *a, const mh_date_tok *b) {
    return mh_view_sub(f->s, a->to, b->from);
}

bool mh_finder_near(const mh_finder *f, const mh_date_tok *a, const mh_date_tok *b,
                    const char *also) {
    if (a == NULL || b == NULL) return false;
    mh_view g = mh_finder_gap(f, a, b);
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

bool mh_finder_is(const mh_finder *f, const mh_date_tok *k, const char *word) {
    return k && mh_view_ieq(mh_view_sub(f->s, k->from, k->to), mh_view_of(word));
}

mh_raw_date mh_raw_date_at(const mh_date_tok *k) {
    mh_raw_date r = {.d = {.from = k->from, .to = k->to, .offset_s = INT_MIN, .support = SIZE_MAX}};
    return r;
}

/* "17:42, 3 March 2025": the time first. */
static size_t time_first(mh_finder *f, mh_raw_date *r) {
    const mh_date_tok *first = mh_finder_peek(f, 0);
    mh_date time = {0};
    size_t n = first->number >= 0 ? mh_dates_clock(f, 0, &time) : 0, start = f->i;
    if (n == 0) return 0;
    const mh_date_tok *last = mh_finder_peek(f, n - 1), *next = mh_finder_peek(f, n);
    if (mh_finder_is(f, next, "on")) next = mh_finder_peek(f, ++n);
    if (!mh_finder_near(f, last, next, ",.on")) return 0;
    f->i += n;
    size_t took = mh_dates_absolute(f, r);
    f->i = start;
    if (took == 0 || r->d.precision != MH_DATE_DAY) return 0;
    r->d.from = first->from;
    r->d.hour = time.hour;
    r->d.minute = time.minute;
    r->d.second = time.second;
    r->d.precision = time.precision;
    return n + took;
}

/* A time of day behind the date: ", 17:42", " at 17:42:05". */
static size_t time_behind(const mh_finder *f, size_t n, mh_raw_date *r) {
    size_t k = n;
    const mh_date_tok *last = mh_finder_peek(f, n - 1), *h = mh_finder_peek(f, n);
    if (h && (h->name.kind == MH_NAME_AT || h->name.kind == MH_NAME_IN) &&
        mh_finder_near(f, last, h, ",.")) {
        last = h;
        h = mh_finder_peek(f, ++k);
    }
    if (!mh_finder_near(f, last, h, ",-.|")) return n;
    size_t took = mh_dates_clock(f, k, &r->d);
    if (took == 0) return n;
    r->d.to = mh_finder_peek(f, k + took - 1)->to;
    r->has_time = true;
    return k + took;
}

static bool is_weekday_of(const mh_date *d, int weekday) {
    return d->year == 0 ||
           mh_civil_weekday((mh_civil){d->year, d->month, d->day, 0, 0, 0}) == weekday;
}

/* "3 May, Friday", "3 May (Friday)": the weekday belongs to the date when it agrees. */
static size_t weekday_behind(const mh_finder *f, size_t n, mh_raw_date *r) {
    const mh_date_tok *last = mh_finder_peek(f, n - 1), *w = mh_finder_peek(f, n);
    if (w == NULL || w->name.kind != MH_NAME_WEEKDAY || !mh_finder_near(f, last, w, ",(.") ||
        !(f->o->alone || is_weekday_of(&r->d, w->name.value)))
        return n;
    r->weekday = w->name.value;
    return n + 1;
}

static size_t one(mh_finder *f, mh_raw_date *r) {
    size_t n = time_first(f, r);
    if (n) return n;
    n = mh_dates_absolute(f, r);
    if (n && r->d.precision == MH_DATE_DAY) {
        n = weekday_behind(f, n, r);
        return time_behind(f, n, r);
    }
    if (n) return n;
    n = mh_dates_relative(f, r);
    bool day = n && r->d.precision == MH_DATE_DAY && r->months == 0;
    return day ? time_behind(f, n, r) : n;
}

/* Whether only a dash or a word such as "to" stands between two dates. */
static bool range_between(const mh_finder *f, const mh_raw_date *a, const mh_raw_date *b) {
    mh_view between = mh_view_sub(f->s, a->d.to, b->d.from), g = mh_view_trim(between);
    if (g.len == 0 || between.len > 12 || mh_view_find_byte(between, '\n', 0) != SIZE_MAX)
        return false;
    return mh_view_eq(g, MH_VIEW("-")) || mh_view_eq(g, MH_VIEW("–")) ||
           mh_view_eq(g, MH_VIEW("—")) || mh_date_name(f->t, f->o->lang, g).kind == MH_NAME_TO;
}

/* "28 April - 2 May 2024" is one range: takes b into a. */
static bool join_range(const mh_finder *f, mh_raw_date *a, const mh_raw_date *b) {
    mh_date *d = &a->d;
    const mh_date *e = &b->d;
    if (a->relative || b->relative || d->precision != e->precision || d->end_month ||
        e->end_month || d->precision < MH_DATE_MONTH || d->precision > MH_DATE_DAY ||
        !range_between(f, a, b))
        return false;
    bool turns = d->month > e->month || (d->month == e->month && d->day > e->day);
    if (d->year && e->year && (d->year > e->year || (d->year == e->year && turns))) return false;
    if (d->year && !e->year && turns) return false;
    d->end_year = e->year ? e->year : d->year;
    d->end_month = e->month;
    d->end_day = e->day;
    if (d->year == 0 && e->year) d->year = e->year - turns;
    if (d->year) d->basis = MH_DATE_WRITTEN;
    d->to = e->to;
    return true;
}

/* Day words of Kazakh and Kyrgyz mean other things in their sisters ("keshe" is a man in Tatar): where no
 * language is given and such words were found, the text is asked for its own. */
static void drop_homographs(mh_finder *f, mh_raw_dates *out) {
    static const char *const own[] = {"kk", "ky", "tg", "uz", "ru", "uk", "und"};
    bool asked = false, drop = false;
    size_t kept = 0;
    for (size_t i = 0; i < out->len; i++) {
        mh_raw_date r = out->ptr[i];
        mh_view v = mh_view_sub(f->s, r.d.from, r.d.to);
        bool day = r.relative && !r.on_weekday && r.months == 0 &&
                   (unsigned char)v.ptr[0] >= 0xD0 && (unsigned char)v.ptr[0] <= 0xD3 &&
                   mh_date_name(f->t, "ru", v).kind == MH_NAME_NONE;
        if (day && !asked) {
            const char *code = mh_lang_guess(f->t, f->s).code;
            asked = drop = true;
            for (size_t k = 0; k < sizeof own / sizeof own[0]; k++)
                if (strcmp(own[k], code) == 0) drop = false;
        }
        if (!day || !drop) out->ptr[kept++] = r;
    }
    out->len = kept;
}

void mh_dates_find(mh_text *t, mh_arena *a, mh_view s, const mh_date_options *o,
                   mh_raw_dates *out) {
    mh_finder f = {.t = t, .s = s, .o = o};
    mh_lex_open(t);
    window w = {.all = mh_lex_read(t, a, s, SIZE_MAX)};
    MH_VEC(mh_date_tok) room = {0}; /* never written as a whole */
    mh_vec_reserve(&room, w.all.len);
    w.toks = room.ptr;
    f.read = &w;
    while ((f.i = mh_lex_next_date(t, o, s, w.all, f.i)) < w.all.len) {
        mh_raw_date r;
        size_t n = one(&f, &r);
        if (n == 0) {
            f.i++;
            continue;
        }
        f.i += n;
        mh_raw_date *last = out->len ? &out->ptr[out->len - 1] : NULL;
        if (last && join_range(&f, last, &r)) continue;
        bool beside = last && last->on_weekday && r.d.from - last->d.to <= 2 && !r.relative;
        if (beside ||
            (last && last->weak)) { /* "Wednesday, December 4": the weekday belongs to the date */
            if (beside) r.weekday = last->weekday;
            out->len--;
        }
        mh_vec_push(out, r);
    }
    if (out->len && out->ptr[out->len - 1].weak) out->len--;
    mh_lex_close(t);
    mh_vec_clear(&room);
    if (o->lang == NULL) drop_homographs(&f, out);
}
