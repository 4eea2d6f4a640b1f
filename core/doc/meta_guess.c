/* A date for a page that gives none: from its scripts, long paragraphs, addresses and comments. */
#include "doc/meta_priv.h"

#include "doc/tree_priv.h"

/* Days that are counted, bytes looked at of one text, dates taken of it. */
#define MAX_DAYS  64
#define MAX_BYTES ((size_t)200000)
#define MAX_DATES 40

typedef struct tally {
    mh_when day[MAX_DAYS];
    int count[MAX_DAYS];
    size_t n;
} tally;

static void count(tally *y, const mh_when *w, const mh_collect *c) {
    if (w->year < 1995 || (c->today.year && mh_when_cmp(w, &c->today) > 0)) return;
    for (size_t i = 0; i < y->n; i++)
        if (mh_when_cmp(&y->day[i], w) == 0) {
            y->count[i]++;
            return;
        }
    if (y->n < MAX_DAYS) {
        y->day[y->n] = *w;
        y->count[y->n++] = 1;
    }
}

/* The day that is named most often, the first of equals. */
static bool settle(mh_collect *c, const tally *y, const char *basis, int rank) {
    size_t best = 0;
    for (size_t i = 1; i < y->n; i++)
        if (y->count[i] > y->count[best]) best = i;
    if (y->n > 0) mh_collect_date(c, MH_META_DATE, &y->day[best], mh_view_of(basis), rank);
    return y->n > 0;
}

static void count_all(tally *y, mh_collect *c, mh_view v) {
    mh_when w;
    for (size_t k = 0, from = 0; k < MAX_DATES && from < v.len; k++) {
        mh_view part = mh_view_sub(v, from, v.len);
        if (!mh_when_find(part, 0, c->month_first, &w)) return;
        count(y, &w, c);
        from += w.to;
    }
}

/* Keys of state that scripts carry, best first. */
static bool from_keys(mh_collect *c) {
    static const char *const keys[] = {
        "datepublished",   "published_at",     "publishedat", "publish_date", "publishdate",
        "publicationdate", "publication_date", "pubdate",     "pub_date",     "published_time",
        "first_published", "created_at",       "createdat",   "datecreated"};
    const mh_tree *t = c->t;
    size_t best = sizeof keys / sizeof keys[0];
    mh_when found = {0}, w;
    for (mh_node n = 0; n < mh_tree_count(t); n++) {
        if (mh_rec(t, n)->tag != MH_TAG_SCRIPT || mh_rec(t, n)->first == MH_NODE_NONE) continue;
        mh_view v = mh_tree_text(t, mh_rec(t, n)->first);
        v = mh_view_sub(v, 0, MAX_BYTES);
        if (mh_view_ifind(v, MH_VIEW("pub"), 0) == SIZE_MAX && /* every key has one of these */
            mh_view_ifind(v, MH_VIEW("create"), 0) == SIZE_MAX)
            continue;
        for (size_t k = 0; k < best; k++) {
            mh_view key = mh_view_of(keys[k]);
            size_t at = mh_view_ifind(v, key, 0);
            if (at == SIZE_MAX) continue;
            mh_view value = mh_view_sub(v, at + key.len, at + key.len + 40);
            if (!mh_when_find(value, 0, c->month_first, &w) || w.from > 8) continue;
            if (w.year < 1995 || (c->today.year && mh_when_cmp(&w, &c->today) > 0)) continue;
            found = w;
            best = k;
        }
    }
    if (found.year) mh_collect_date(c, MH_META_DATE, &found, MH_VIEW("script"), 92);
    return found.year != 0;
}

/* Text too long for a date line: what stands at its beginning, else what is named most often. */
static bool from_text(mh_collect *c, const mh_blocks *b) {
    tally y = {.n = 0};
    mh_when w;
    for (size_t i = 0; i < b->list.len; i++) {
        mh_view v = mh_blocks_text(b, &b->list.ptr[i]);
        if (mh_when_find(mh_view_sub(v, 0, 60), 0, c->month_first, &w) && w.from < 30) {
            mh_collect_date(c, MH_META_DATE, &w, MH_VIEW("text"), 93);
            return true;
        }
        count_all(&y, c, v);
    }
    return settle(c, &y, "text", 94);
}

/* 2019/05/12 and 20190512 in the addresses of pictures. */
static bool from_pictures(mh_collect *c) {
    const mh_tree *t = c->t;
    tally y = {.n = 0};
    mh_when w;
    for (size_t i = 0; i < c->list[MH_META_IMAGE].len; i++)
        if (mh_when_in_url(c->list[MH_META_IMAGE].ptr[i].value, &w)) count(&y, &w, c);
    for (mh_node n = mh_tree_body(t); n < mh_tree_count(t) && y.n < MAX_DAYS; n++)
        if (mh_rec(t, n)->tag == MH_TAG_IMG &&
            mh_when_in_url(mh_tree_attr_num(t, n, MH_ATTR_SRC), &w))
            count(&y, &w, c);
    return settle(c, &y, "picture", 96);
}

/* Dates in figures anywhere in comments and scripts. */
static bool from_markup(mh_collect *c) {
    const mh_tree *t = c->t;
    tally y = {.n = 0};
    size_t left = MAX_BYTES;
    for (mh_node n = 0; n < mh_tree_count(t) && left > 0; n++) {
        const mh_node_rec *r = mh_rec(t, n);
        bool script = r->type == MH_NODE_TEXT && mh_rec(t, r->parent)->tag == MH_TAG_SCRIPT;
        if (!script && r->type != MH_NODE_COMMENT) continue;
        mh_view v = mh_view_sub(mh_tree_text(t, n), 0, left);
        left -= v.len;
        count_all(&y, c, v);
    }
    return settle(c, &y, "markup", 98);
}

void mh_meta_guess_date(mh_collect *c, const mh_blocks *b) {
    if (c->list[MH_META_DATE].len > 0) return;
    if (from_keys(c) || from_text(c, b) || from_pictures(c)) return;
    from_markup(c);
}
