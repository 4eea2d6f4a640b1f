#include "doc/meta.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "doc/meta_priv.h"
#include "doc/person.h"
#include "doc/reading.h"
#include "doc/region.h"
#include "doc/render.h"

#include <stdlib.h>
#include <string.h>

const char *mh_meta_field_name(mh_meta_field f) {
    static const char *const names[] = {
        "title",    "byline",        "date",  "updated",   "site",        "section", "tags",
        "language", "canonical_url", "image", "publisher", "description", "body",    "type"};
    return names[f];
}

mh_view mh_meta_basis(const mh_meta *m, mh_meta_field f) {
    return m->all[f].len ? m->all[f].ptr[0].basis : (mh_view){"", 0};
}

/* Entities that were escaped twice ("&amp;quot;") are still there after parsing. */
static void put_unescaped(mh_buf *out, mh_view v) {
    static const char *const names[][2] = {
        {"&quot;", "\""}, {"&amp;", "&"},   {"&lt;", "<"},   {"&gt;", ">"},    {"&#39;", "'"},
        {"&#039;", "'"},  {"&apos;", "'"},  {"&nbsp;", " "}, {"&laquo;", "«"}, {"&raquo;", "»"},
        {"&#8217;", "’"}, {"&mdash;", "—"}, {"&ndash;", "–"}};
    while (v.len > 0) {
        size_t amp = mh_view_find_byte(v, '&', 0), used = 1;
        mh_buf_put(out, mh_view_sub(v, 0, amp));
        if (amp == SIZE_MAX) return;
        v = mh_view_sub(v, amp, v.len);
        const char *text = "&";
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            if (mh_view_starts(v, mh_view_of(names[i][0])))
                text = names[i][1], used = strlen(names[i][0]);
        mh_buf_puts(out, text);
        v = mh_view_sub(v, used, v.len);
    }
}

void mh_collect_add(mh_collect *c, mh_meta_field f, mh_view value, mh_view basis, int rank) {
    mh_meta_list *l = &c->list[f];
    mh_buf raw = {0}, flat = {0};
    if (value.len == 0 || l->len >= MH_META_MAX_VALUES) return;
    if (f == MH_META_BODY) {
        mh_buf_put(&flat, value);
    } else {
        put_unescaped(&raw, mh_utf8_cut(value, 4096));
        mh_put_collapsed(&flat, mh_buf_view(&raw));
    }
    mh_view v = mh_buf_view(&flat);
    bool known = v.len == 0;
    for (size_t i = 0; i < l->len && !known; i++)
        known = l->ptr[i].rank == rank && mh_view_eq(l->ptr[i].value, v) &&
                mh_view_eq(l->ptr[i].basis, basis);
    if (!known) {
        mh_meta_value m = {mh_arena_dup(c->a, v), basis, rank};
        mh_vec_push(l, m);
    }
    mh_buf_clear(&raw);
    mh_buf_clear(&flat);
}

void mh_collect_date(mh_collect *c, mh_meta_field f, const mh_when *w, mh_view basis, int rank) {
    mh_buf b = {0};
    if (w->year < 1995 || (c->today.year && mh_when_cmp(w, &c->today) > 0)) return;
    mh_when_put(&b, w);
    mh_collect_add(c, f, mh_buf_view(&b), basis, rank);
    mh_buf_clear(&b);
}

/* Stable: those of one rank stay in the order of the page. */
static void sort_by_rank(mh_meta_value *v, size_t n) {
    for (size_t i = 1; i < n; i++) {
        mh_meta_value x = v[i];
        size_t j = i;
        for (; j > 0 && v[j - 1].rank > x.rank; j--) v[j] = v[j - 1];
        v[j] = x;
    }
}

static mh_view best(const mh_meta *m, mh_meta_field f) {
    return m->all[f].len ? m->all[f].ptr[0].value : (mh_view){"", 0};
}

/* Those of the first candidate's basis, each once. */
static mh_meta_values of_best_basis(const mh_meta_values *all, mh_arena *a) {
    mh_meta_values out = {mh_arena_array(a, all->len + 1, sizeof *out.ptr), 0};
    for (size_t i = 0; i < all->len; i++) {
        bool known = !mh_view_eq(all->ptr[i].basis, all->ptr[0].basis);
        for (size_t k = 0; k < out.len && !known; k++)
            known = mh_view_ieq(out.ptr[k].value, all->ptr[i].value);
        if (!known) out.ptr[out.len++] = all->ptr[i];
    }
    return out;
}

/* The site's own name, or its address: no person, where somebody else is named. */
static bool is_outlet(mh_view name, mh_view site) {
    mh_buf a = {0}, b = {0};
    mh_put_bare(&a, name);
    mh_put_bare(&b, site);
    bool same = b.len > 2 && mh_view_eq(mh_buf_view(&a), mh_buf_view(&b));
    mh_buf_clear(&a);
    mh_buf_clear(&b);
    bool spaced = mh_view_find_byte(name, ' ', 0) != SIZE_MAX;
    return same || (!spaced && mh_view_find_byte(name, '.', 1) != SIZE_MAX);
}

/* Dates in lists of other pages from which a page with no other is a list. */
#define DATED_TEASERS 4
/* Ranks of what the page shows close to its heading. */
#define SHOWN_FROM 20
#define SHOWN_TO   33
/* Ranks of bylines that no element names. */
#define SIGNED_FROM 24

/* One word in small Latin letters: an account. */
static bool is_account(mh_view v) {
    for (size_t i = 0; i < v.len; i++)
        if (!(v.ptr[i] >= 'a' && v.ptr[i] <= 'z') && !mh_is_digit(v.ptr[i])) return false;
    return true;
}

/* Whether the value, in a script of the region or an account, is no name of a person while another candidate is one:
 * outlets give their own name in meta:author. */
static bool is_no_person(const mh_meta_values *all, size_t i) {
    mh_view v = all->ptr[i].value;
    if (v.len == 0 || mh_is_person(v)) return false;
    if ((unsigned char)v.ptr[0] < 0xD0 && !is_account(v)) return false;
    for (size_t k = i + 1; k < all->len; k++)
        if (mh_is_person(all->ptr[k].value)) return true;
    return false;
}

/* Names of the best basis that names somebody; the outlet alone only when nobody else is named and an
 * element for the author names it. What
 * begins or ends with a shorter name of two words is that name with something stuck to it. */
static mh_meta_values people(const mh_meta_values *all, mh_view site, mh_view publisher,
                             mh_arena *a) {
    size_t from = 0;
    while (from < all->len &&
           (is_outlet(all->ptr[from].value, site) || is_outlet(all->ptr[from].value, publisher) ||
            is_no_person(all, from)))
        from++;
    if (from == all->len && all->len > 0 && all->ptr[0].rank >= SHOWN_FROM)
        return (mh_meta_values){0};
    if (from == all->len) return of_best_basis(all, a);
    mh_meta_values rest = {all->ptr + from, all->len - from};
    mh_meta_values out = of_best_basis(&rest, a);
    size_t n = 0;
    for (size_t i = 0; i < out.len; i++) {
        mh_view v = out.ptr[i].value;
        bool keep = !is_outlet(v, site);
        for (size_t k = 0; k < out.len && keep; k++) {
            mh_view w = out.ptr[k].value;
            if (k == i || w.len >= v.len || mh_view_find_byte(w, ' ', 0) == SIZE_MAX) continue;
            keep = !mh_view_starts(v, w) && !mh_view_ends(v, w);
        }
        if (keep) out.ptr[n++] = out.ptr[i];
    }
    if (n > 0) out.len = n;
    return out;
}

/* "en-US", "en_US.UTF-8", "EN" -> "en"; anything else that is no code: empty. */
static mh_view language_code(mh_arena *a, mh_view v) {
    size_t n = 0;
    char code[4] = {0};
    while (n < v.len && mh_is_alpha(v.ptr[n]) && n < 4) n++;
    if (n < 2 || n > 3 || (n < v.len && v.ptr[n] != '-' && v.ptr[n] != '_'))
        return (mh_view){"", 0};
    for (size_t i = 0; i < n; i++) code[i] = mh_lower(v.ptr[i]);
    return mh_arena_dup(a, (mh_view){code, n});
}

static bool has_zone(mh_view date) {
    return date.len > 19 && (date.ptr[date.len - 1] == 'Z' || date.ptr[date.len - 3] == ':');
}

/* Ranks of dates that are guesses. */
#define GUESSED_FROM 90

static bool same_day(const mh_meta_value *a, const mh_meta_value *b) {
    return mh_view_eq(mh_view_sub(a->value, 0, 10), mh_view_sub(b->value, 0, 10));
}

static void move_first(mh_meta_value *v, size_t i) {
    mh_meta_value x = v[i];
    for (; i > 0; i--) v[i] = v[i - 1];
    v[0] = x;
}

/* A bare date comes behind a candidate of the same day that knows the time. */
static void prefer_time(mh_meta_value *v, size_t n) {
    size_t to = 0;
    if (n == 0 || v[0].value.len > 10) return;
    for (size_t i = 1; i < n; i++) {
        bool same = mh_view_eq(mh_view_sub(v[i].value, 0, 10), mh_view_sub(v[0].value, 0, 10));
        if (!same || v[i].value.len <= 10) continue;
        if (to == 0 || (has_zone(v[i].value) && !has_zone(v[to].value))) to = i;
    }
    move_first(v, to);
}

/* Days since the epoch of the date that v writes, whatever its zone. */
static bool written_day(mh_view v, int64_t *day) {
    int64_t us;
    int offset;
    if (!mh_rfc3339_parse(mh_view_sub(v, 0, 10), &us, &offset)) return false;
    *day = us / 86400000000;
    return true;
}

/* A time in UTC names the day before or after that of the place where it was written, when it is early
 * or late: a candidate of that day, which the page shows or gives with its offset, goes first. */
static void prefer_local_day(mh_meta_value *v, size_t n) {
    int64_t utc, day;
    if (n < 2 || v[0].value.len < 17 || !written_day(v[0].value, &utc)) return;
    bool is_utc =
        mh_view_ends(v[0].value, MH_VIEW("Z")) || mh_view_ends(v[0].value, MH_VIEW("+00:00"));
    int hour = (v[0].value.ptr[11] - '0') * 10 + v[0].value.ptr[12] - '0';
    for (size_t i = 1; is_utc && i < n && v[i].rank <= SHOWN_TO; i++) {
        if (!written_day(v[i].value, &day) || mh_view_ends(v[i].value, MH_VIEW("Z"))) continue;
        if (day == utc) return; /* the page agrees */
        if (!(day + 1 == utc && hour < 12) && !(day == utc + 1 && hour >= 10)) continue;
        move_first(v, i);
        return;
    }
}

/* A page that shows one date, that of its last change, and shows the older one nowhere, was published
 * anew: it goes by what it shows. */
static void prefer_shown(mh_meta_value *v, size_t n, const mh_meta_list *updated) {
    size_t shown = 0;
    for (size_t i = 1; i < n && v[i].rank <= SHOWN_TO; i++) {
        if (v[i].rank <= SHOWN_FROM) continue;
        if (same_day(&v[i], &v[0])) return;
        if (shown == 0) shown = i;
    }
    if (shown == 0 || v[0].rank > SHOWN_FROM) return;
    for (size_t k = 0; k < updated->len; k++)
        if (updated->ptr[k].rank <= SHOWN_FROM && same_day(&updated->ptr[k], &v[shown])) {
            move_first(v, shown);
            return;
        }
}

/* A page that shows none but the dates of four other pages or more is a list, and has none itself. */
static void drop_teaser_dates(mh_meta_list *l, size_t dated) {
    size_t days = 0;
    if (l->len == 0 || l->ptr[0].rank < MH_RANK_TEASER) return;
    if (dated >= DATED_TEASERS) {
        l->len = 0;
        return;
    }
    for (size_t i = 0; i < l->len; i++) {
        if (l->ptr[i].rank >= GUESSED_FROM) return;
        bool known = false;
        for (size_t k = 0; k < i && !known; k++) known = same_day(&l->ptr[k], &l->ptr[i]);
        days += !known;
    }
    if (days >= DATED_TEASERS) l->len = 0;
}

/* A page whose title is no more than its site's name goes by its first heading, if it has one. */
static void prefer_heading(mh_collect *c) {
    mh_meta_list *l = &c->list[MH_META_TITLE], *site = &c->list[MH_META_SITE];
    if (c->second.len == 0 || l->len == 0 || site->len == 0 ||
        !mh_view_eq(l->ptr[0].basis, MH_VIEW("title")) ||
        !is_outlet(l->ptr[0].value, site->ptr[0].value))
        return;
    mh_collect_add(c, MH_META_TITLE, c->second, MH_VIEW("heading"), l->ptr[0].rank);
    move_first(l->ptr, l->len - 1);
}

static void take(mh_meta *out, mh_collect *c) {
    for (int f = 0; f < MH_META_FIELDS; f++) {
        mh_meta_list *l = &c->list[f];
        sort_by_rank(l->ptr, l->len);
        if (f == MH_META_TITLE) prefer_heading(c);
        if (f == MH_META_DATE) drop_teaser_dates(l, c->dated_teasers);
        if (f == MH_META_DATE) prefer_shown(l->ptr, l->len, &c->list[MH_META_UPDATED]);
        if (f == MH_META_DATE || f == MH_META_UPDATED) {
            prefer_time(l->ptr, l->len);
            prefer_local_day(l->ptr, l->len);
        }
        out->all[f].ptr = mh_arena_array(c->a, l->len + 1, sizeof *l->ptr);
        out->all[f].len = l->len;
        if (l->len) memcpy(out->all[f].ptr, l->ptr, l->len * sizeof *l->ptr);
        mh_vec_clear(l);
    }
    out->date = best(out, MH_META_DATE);
    out->updated = best(out, MH_META_UPDATED);
    out->site = best(out, MH_META_SITE);
    out->section = best(out, MH_META_SECTION);
    out->language = language_code(c->a, best(out, MH_META_LANGUAGE));
    out->canonical = best(out, MH_META_CANONICAL);
    out->image = best(out, MH_META_IMAGE);
    out->publisher = best(out, MH_META_PUBLISHER);
    out->description = best(out, MH_META_DESCRIPTION);
    out->byline = people(&out->all[MH_META_BYLINE], out->site, out->publisher, c->a);
    out->tags = of_best_basis(&out->all[MH_META_TAGS], c->a);
    out->title = mh_meta_title_core(c->a, best(out, MH_META_TITLE), out->site);
    if (out->byline.len == 1 && is_account(out->byline.ptr[0].value) &&
        mh_is_region_language(out->language))
        out->byline.len = 0;
    mh_view rest; /* "Author: Given Name" heads what they wrote */
    if (out->byline.len == 1 && mh_is_byline(out->title, &rest) &&
        mh_view_eq(rest, out->byline.ptr[0].value))
        out->byline.len = 0;
}

void mh_meta_extract(mh_meta *out, const mh_doc *d, const mh_meta_options *o, mh_arena *a) {
    const mh_meta_options defaults = {.use_url = true};
    mh_collect c = {.d = d, .t = mh_doc_tree_of(d), .o = o ? o : &defaults, .a = a};
    c.heading = c.people_home = MH_NODE_NONE;
    c.left = mh_render_budget(c.t, 4);
    *out = (mh_meta){0};
    if (c.o->today.len) mh_when_find(c.o->today, 0, false, &c.today);
    mh_meta_from_tags(&c);
    for (size_t i = 0; i < c.list[MH_META_LANGUAGE].len; i++) {
        mh_view v = c.list[MH_META_LANGUAGE].ptr[i].value;
        if (mh_view_ieq(v, MH_VIEW("en-US")) || mh_view_ieq(v, MH_VIEW("en_US")))
            c.month_first = true;
    }
    mh_meta_from_jsonld(&c);
    const mh_reading *r = mh_doc_reading(d);
    const mh_blocks *b = &r->blocks;
    c.teasers = r->teasers;
    c.names = r->hints.names;
    c.phrase = r->phrase;
    mh_meta_guess_site(&c, b);
    mh_meta_from_headings(&c, b);
    mh_meta_title_old(&c, b);
    mh_meta_from_dom(&c, b);
    mh_meta_from_signs(&c, b);
    mh_meta_from_plain(&c, b);
    mh_meta_from_state(&c, b);
    mh_meta_from_url(&c);
    mh_meta_guess_date(&c, b);
    mh_collect_add(&c, MH_META_TITLE, mh_doc_title(d), MH_VIEW("title"), 20);
    take(out, &c);
    mh_vec_clear(&c.aside);
}
