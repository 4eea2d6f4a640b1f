/* Metadata from what the page shows: headings, <time>, microdata, bylines, dates in words. */
#include "doc/extract_priv.h"
#include "doc/meta_priv.h"

#include "doc/person.h"
#include "doc/render.h"
#include "doc/tree_priv.h"

#include <string.h>

/* A byline or date is short; longer elements are something else. */
#define LABEL_MAX  ((size_t)200)
#define LABEL_LOOK ((size_t)16384) /* bytes looked at, white space included */
/* The same in a script of two bytes a letter. */
#define LABEL_WIDE ((size_t)360)
/* Longest piece of text, in bytes, that is read for a date apart from the line it is in. */
#define PIECE_MAX ((size_t)80)
/* Blocks behind a label of an author in which another one is of the same article. */
#define LABELS_NEAR ((size_t)3)
/* Nodes behind a date in which its time of day may stand. */
#define CLOCK_NEAR ((mh_node)8)

static mh_view inline_text(mh_collect *c, mh_node n) {
    mh_buf b = {0};
    size_t max = c->left < LABEL_LOOK ? c->left : LABEL_LOOK;
    if (mh_tree_end(c->t, n) - n < 60) c->left -= mh_render_some(&b, c->t, n, max);
    mh_view v = mh_arena_dup(c->a, mh_buf_view(&b));
    mh_buf_clear(&b);
    return v;
}

static void date_of(mh_collect *c, mh_view v, mh_meta_field f, const char *basis, int rank) {
    mh_when w;
    if (v.len <= LABEL_MAX && mh_when_find(v, 0, c->month_first, &w))
        mh_collect_date(c, f, &w, mh_view_of(basis), rank);
}

static bool has_word(mh_view v, mh_view name) {
    mh_view word;
    while (mh_view_split(&v, ' ', &word))
        if (mh_view_ieq(word, name)) return true;
    return false;
}

/* The attributes that matter, read in one pass. */
typedef struct element {
    mh_node n;
    unsigned tag, names; /* names: MH_NAME_ flags of class and id */
    mh_view rel, itemprop, datetime, content, title;
    bool pubdate;
} element;

static void read_attrs(mh_collect *c, mh_node n, element *e) {
    const mh_tree *t = c->t;
    const mh_node_rec *r = mh_rec(t, n);
    *e = (element){.n = n, .tag = r->tag, .names = c->names[n]};
    for (uint32_t i = 0; i < r->count; i++) {
        const mh_attr_rec *a = &t->attrs.ptr[r->data + i];
        mh_view v = {t->pool.ptr + a->value, a->len};
        switch (a->name) {
        case MH_ATTR_REL: e->rel = v; break;
        case MH_ATTR_ITEMPROP: e->itemprop = v; break;
        case MH_ATTR_DATETIME: e->datetime = v; break;
        case MH_ATTR_CONTENT: e->content = v; break;
        case MH_ATTR_TITLE: e->title = v; break;
        case MH_ATTR_PUBDATE: e->pubdate = true; break;
        default: break;
        }
    }
}

static mh_view prop_value(mh_collect *c, const element *e) {
    if (e->content.len) return e->content;
    return e->datetime.len ? e->datetime : inline_text(c, e->n);
}

static mh_view name_inside(mh_collect *c, const element *e) {
    mh_view name = {0};
    for (mh_node i = e->n; i < mh_tree_end(c->t, e->n) && name.len == 0; i++) {
        mh_view prop = mh_tree_attr_num(c->t, i, MH_ATTR_ITEMPROP);
        if (prop.len == 0 || !has_word(prop, MH_VIEW("name"))) continue;
        element inner;
        read_attrs(c, i, &inner);
        name = prop_value(c, &inner);
    }
    return name.len ? name : prop_value(c, e);
}

static void read_prop(mh_collect *c, const element *e) {
    if (has_word(e->itemprop, MH_VIEW("headline")))
        mh_collect_add(c, MH_META_TITLE, prop_value(c, e), MH_VIEW("itemprop:headline"), 10);
    if (has_word(e->itemprop, MH_VIEW("datePublished")))
        date_of(c, prop_value(c, e), MH_META_DATE, "itemprop:datePublished",
                mh_meta_rank_at(c, e->n, 13));
    if (has_word(e->itemprop, MH_VIEW("dateModified")))
        date_of(c, prop_value(c, e), MH_META_UPDATED, "itemprop:dateModified", 12);
    if (has_word(e->itemprop, MH_VIEW("author")) && e->n >= c->no_people) {
        mh_view name = name_inside(c, e);
        if (name.len <= LABEL_MAX) mh_collect_people(c, name, MH_VIEW("itemprop:author"), 14);
    }
}

static void read_time(mh_collect *c, const element *e) {
    bool sure = e->pubdate || (e->names & MH_NAME_PUBLISHED);
    mh_meta_field f = (e->names & MH_NAME_UPDATED) && !sure ? MH_META_UPDATED : MH_META_DATE;
    mh_view v = e->datetime.len ? e->datetime : inline_text(c, e->n);
    date_of(c, v, f, "time", mh_meta_rank_at(c, e->n, sure ? 15 : 24));
}

/* The first element that names an author says where the others may stand: close to it. */
static bool is_at_home(const mh_collect *c, mh_node n) {
    mh_node home = c->people_home;
    return home == MH_NODE_NONE || (n > home && n < mh_tree_end(c->t, home));
}

/* The name in a box of several elements whose words stick together ("Given NameAuthor"), else text. */
static mh_view loose_name(const mh_collect *c, mh_node n, mh_view text) {
    mh_node end = mh_tree_end(c->t, n);
    for (mh_node i = n; i < end && i < n + 12; i++) {
        if (mh_rec(c->t, i)->type != MH_NODE_TEXT) continue;
        mh_view v = mh_view_trim(mh_tree_text(c->t, i));
        if (v.len == 0) continue;
        bool stuck = mh_view_starts(text, v) && text.len > v.len &&
                     (mh_is_alpha(text.ptr[v.len]) || (unsigned char)text.ptr[v.len] >= 0xC3);
        mh_view label = mh_view_sub(text, v.len, text.len);
        stuck = stuck && label.len < 24 && mh_view_find_byte(label, ' ', 0) == SIZE_MAX;
        return stuck && mh_is_person(v) ? v : text;
    }
    return text;
}

static void read_named(mh_collect *c, const element *e) {
    bool author = mh_view_ieq(e->rel, MH_VIEW("author"));
    bool named = author || (e->names & MH_NAME_AUTHOR);
    if (!(e->names & MH_NAME_DATE) && !named) return;
    mh_view text = inline_text(c, e->n);
    if (text.len == 0 || text.len > LABEL_MAX) return;
    if (e->names & MH_NAME_DATE) mh_collect_shown_dates(c, e->n, text, MH_VIEW("class"), 24);
    if (named && text.len < 120 && e->n >= c->no_people && is_at_home(c, e->n)) {
        size_t before = c->list[MH_META_BYLINE].len;
        mh_collect_people(c, loose_name(c, e->n, text),
                          author ? MH_VIEW("rel:author") : MH_VIEW("class"), author ? 18 : 20);
        if (c->people_home == MH_NODE_NONE && c->list[MH_META_BYLINE].len > before)
            c->people_home = mh_tree_parent(c->t, mh_tree_parent(c->t, e->n));
    }
}

/* Names and dates in comments, forms and teasers are not those of the article. */
static void skip_others(mh_collect *c, const element *e) {
    mh_node end = mh_tree_end(c->t, e->n);
    bool facts = e->tag == MH_TAG_FOOTER && (e->names & MH_NAME_DATE); /* Drupal's node__meta */
    bool others = e->tag == MH_TAG_FORM || e->tag == MH_TAG_ASIDE ||
                  (e->tag == MH_TAG_FOOTER && !facts) || (e->names & MH_NAME_OTHERS);
    if (!others && !(e->names & MH_NAME_ASIDE) && e->tag != MH_TAG_NAV) return;
    if (end - e->n > mh_tree_count(c->t) / 2) return; /* a wrapper with a misleading name */
    if (others && end > c->no_people) c->no_people = end;
    if (c->heading != MH_NODE_NONE && c->heading >= e->n && c->heading < end) return;
    if (end <= c->no_dates) return;
    c->no_dates = end;
    if (e->names & MH_NAME_COMMENTS) c->comments = end;
    mh_vec_push(&c->aside, e->n);
    mh_vec_push(&c->aside, end);
    mh_vec_push(&c->aside, c->comments);
}

/* The day of block i and the time of day that is all of the next block, both in one box. */
static void read_split(mh_collect *c, const mh_blocks *b, size_t i) {
    const mh_block *k = &b->list.ptr[i];
    mh_buf both = {0};
    mh_when w;
    if (i + 1 >= b->list.len || k->chars > 30 || k[1].chars > 5) return;
    mh_view clock = mh_blocks_text(b, &k[1]), day = mh_blocks_text(b, k);
    if (!mh_is_clock(clock) || mh_rec(c->t, k->node)->parent != mh_rec(c->t, k[1].node)->parent ||
        !mh_when_find(day, 0, c->month_first, &w) || w.has_time)
        return;
    mh_buf_printf(&both, "%.*s %.*s", MH_FMT(day), MH_FMT(clock));
    mh_collect_shown_dates(c, k->first, mh_buf_view(&both), MH_VIEW("text"), 29);
    mh_buf_clear(&both);
}

/* Whether the few texts of block k are a day, a month and a year that stick together, each in an element of
 * its own; *out is them with spaces. */
static bool join_pieces(const mh_collect *c, const mh_block *k, mh_buf *out) {
    mh_node end = mh_tree_end(c->t, k->node);
    size_t pieces = 0;
    for (mh_node n = k->first; n < end && n < k->first + 12 && pieces < 4; n++) {
        if (mh_rec(c->t, n)->type != MH_NODE_TEXT) continue;
        mh_view v = mh_view_trim(mh_tree_text(c->t, n));
        if (v.len == 0 || v.len > 24) continue;
        if (pieces++) mh_buf_putc(out, ' ');
        mh_buf_put(out, v);
    }
    return pieces == 3;
}

/* A date whose day, month and year are boxes of their own, in one box or stuck together. */
static void read_apart(mh_collect *c, const mh_blocks *b, size_t i) {
    const mh_block *k = &b->list.ptr[i];
    mh_view v = mh_blocks_text(b, k);
    mh_buf date = {0};
    mh_when w;
    if (k->chars > 20 || v.len == 0 || !(mh_is_digit(v.ptr[0]) || (unsigned char)v.ptr[0] >= 0xD9))
        return;
    if (k->chars > 2 && join_pieces(c, k, &date)) {
        if (mh_when_find(v, 0, c->month_first, &w)) mh_buf_reset(&date);
    } else if (k->chars <= 2 && i + 2 < b->list.len && k[1].chars <= 10 && k[2].chars <= 6 &&
               mh_rec(c->t, k->node)->parent == mh_rec(c->t, k[2].node)->parent) {
        mh_buf_reset(&date);
        mh_buf_printf(&date, "%.*s %.*s %.*s", MH_FMT(v), MH_FMT(mh_blocks_text(b, &k[1])),
                      MH_FMT(mh_blocks_text(b, &k[2])));
    } else {
        mh_buf_reset(&date);
    }
    if (date.len) mh_collect_shown_dates(c, k->first, mh_buf_view(&date), MH_VIEW("text"), 29);
    mh_buf_clear(&date);
}

/* Short blocks that begin with "By", "Автор:" ...; short blocks with a date in them. */
static void read_blocks(mh_collect *c, const mh_blocks *b) {
    size_t box = 0, said = 0; /* the last block behind the heading with the label of an author */
    for (size_t i = 0; i < b->list.len; i++) {
        mh_view v = mh_blocks_text(b, &b->list.ptr[i]), rest;
        mh_node n = b->list.ptr[i].first;
        if (v.len > LABEL_WIDE || (v.len > LABEL_MAX && v.len * 2 < b->list.ptr[i].chars * 3))
            continue;
        if (mh_is_byline(v, &rest) && (said == 0 || i <= said + LABELS_NEAR) &&
            !mh_meta_in_teaser(c, n)) {
            mh_collect_people(c, rest, MH_VIEW("text"), 24);
            bool behind = c->heading == MH_NODE_NONE || n > c->heading;
            if (behind && c->list[MH_META_BYLINE].len > 0) said = i;
        }
        while (box < c->aside.len && c->aside.ptr[box + 1] <= n) box += 3;
        bool aside = box < c->aside.len && c->aside.ptr[box] <= n;
        c->no_dates = aside ? n + 1 : 0;
        c->comments = aside ? c->aside.ptr[box + 2] : 0;
        mh_collect_shown_dates(c, n, v, MH_VIEW("text"), 30);
        read_split(c, b, i);
        read_apart(c, b, i);
    }
}

/* The time of day that is all of the next text behind one that is little but a date. */
static void read_clock(mh_collect *c, mh_node n, mh_view v) {
    mh_when w;
    mh_buf both = {0};
    if (!mh_when_find(v, 0, c->month_first, &w) || w.has_time || v.len > 2 * (w.to - w.from))
        return;
    for (mh_node i = n + 1; i < mh_tree_count(c->t) && i <= n + CLOCK_NEAR; i++) {
        if (mh_rec(c->t, i)->type != MH_NODE_TEXT) continue;
        mh_view clock = mh_view_trim(mh_tree_text(c->t, i));
        while (clock.len && strchr(",|/·- ", clock.ptr[0]))
            clock = mh_view_sub(clock, 1, clock.len);
        if (clock.len == 0) continue;
        if (!mh_is_clock(clock) || (mh_meta_in_teaser(c, i) && !mh_meta_in_teaser(c, n))) return;
        mh_buf_printf(&both, "%.*s %.*s", MH_FMT(mh_view_sub(v, w.from, w.to)), MH_FMT(clock));
        mh_collect_shown_dates(c, n, mh_buf_view(&both), MH_VIEW("text"), 29);
        mh_buf_clear(&both);
        return;
    }
}

/* A piece of text that is little but a date: what stands in the next element is often stuck to it
 * ("10:05" and a counter of views make "10:052 317"). */
static void read_piece(mh_collect *c, mh_node n, mh_view v) {
    uint8_t digits = 0; /* a byte: the loop becomes one over vectors */
    if (v.len < 8 || v.len > PIECE_MAX) return;
    for (size_t i = 0; i < v.len; i++) {
        unsigned char b = (unsigned char)v.ptr[i];
        digits = (uint8_t)(digits + (((b >= '0') & (b <= '9')) | (b >= 0xD9)));
    }
    if (digits < 5) return;
    mh_collect_shown_dates(c, n, v, MH_VIEW("text"), 30);
    read_clock(c, n, v);
}

void mh_meta_from_dom(mh_collect *c, const mh_blocks *b) {
    const mh_tree *t = c->t;
    for (mh_node n = mh_tree_body(t); n < mh_tree_count(t); n++) {
        const mh_node_rec *r = mh_rec(t, n);
        if (mh_rec_has_text(t, n) && !mh_tag_is_hidden(mh_rec(t, r->parent)->tag))
            read_piece(c, n, mh_tree_text(t, n));
        if (r->type != MH_NODE_ELEMENT || (r->count == 0 && r->tag != MH_TAG_TIME)) continue;
        if (r->tag == MH_TAG_BODY) continue;
        element e;
        read_attrs(c, n, &e);
        skip_others(c, &e);
        if (e.tag == MH_TAG_TIME) read_time(c, &e);
        if (e.tag == MH_TAG_ABBR)
            date_of(c, e.title, MH_META_DATE, "abbr", mh_meta_rank_at(c, n, 26));
        if (e.itemprop.len) read_prop(c, &e);
        if (e.tag != MH_TAG_META) read_named(c, &e);
    }
    read_blocks(c, b);
}
