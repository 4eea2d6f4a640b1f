/* Metadata from what the page shows: headings, <time>, microdata, bylines, dates in words. */
#include "doc/meta_priv.h"

#include "doc/phrases.h"
#include "doc/render.h"
#include "doc/tree_priv.h"

/* A byline or date is short; longer elements are something else. */
#define LABEL_MAX ((size_t)200)

static mh_view inline_text(mh_collect *c, mh_node n) {
    mh_buf b = {0};
    if (mh_tree_end(c->t, n) - n < 60) mh_render_inline(&b, c->t, n);
    mh_view v = mh_arena_dup(c->a, mh_buf_view(&b));
    mh_buf_clear(&b);
    return v;
}

static void date_of(mh_collect *c, mh_view v, mh_meta_field f, const char *basis, int rank) {
    mh_when w;
    if (v.len <= LABEL_MAX && mh_when_find(v, 0, c->month_first, &w))
        mh_collect_date(c, f, &w, mh_view_of(basis), rank);
}

static bool has_prop(const mh_tree *t, mh_node n, const char *name) {
    mh_view v = mh_tree_attr_num(t, n, MH_ATTR_ITEMPROP), word;
    while (mh_view_split(&v, ' ', &word))
        if (mh_view_ieq(word, mh_view_of(name))) return true;
    return false;
}

static mh_view prop_value(mh_collect *c, mh_node n) {
    mh_view v = mh_tree_attr_num(c->t, n, MH_ATTR_CONTENT);
    if (v.len == 0) v = mh_tree_attr_num(c->t, n, MH_ATTR_DATETIME);
    return v.len ? v : inline_text(c, n);
}

static void read_prop(mh_collect *c, mh_node n) {
    const mh_tree *t = c->t;
    if (has_prop(t, n, "headline"))
        mh_collect_add(c, MH_META_TITLE, prop_value(c, n), MH_VIEW("itemprop:headline"), 10);
    if (has_prop(t, n, "datePublished"))
        date_of(c, prop_value(c, n), MH_META_DATE, "itemprop:datePublished", 13);
    if (has_prop(t, n, "dateModified"))
        date_of(c, prop_value(c, n), MH_META_UPDATED, "itemprop:dateModified", 12);
    if (has_prop(t, n, "author") && n >= c->no_people) {
        mh_view name = {0};
        for (mh_node i = n; i < mh_tree_end(t, n) && name.len == 0; i++)
            if (mh_rec(t, i)->type == MH_NODE_ELEMENT && has_prop(t, i, "name"))
                name = prop_value(c, i);
        if (name.len == 0) name = prop_value(c, n);
        if (name.len <= LABEL_MAX) mh_collect_people(c, name, MH_VIEW("itemprop:author"), 14);
    }
}

/* Dates of comments and of other articles come behind those of this one. */
static int elsewhere(const mh_collect *c, mh_node n) {
    return n < c->no_people ? 20 : 0;
}

static void read_time(mh_collect *c, mh_node n) {
    const mh_tree *t = c->t;
    mh_view dt = mh_tree_attr_num(t, n, MH_ATTR_DATETIME),
            cls = mh_tree_attr_num(t, n, MH_ATTR_CLASS);
    bool updated = mh_view_ifind(cls, MH_VIEW("updat"), 0) != SIZE_MAX ||
                   mh_view_ifind(cls, MH_VIEW("modif"), 0) != SIZE_MAX;
    bool sure = mh_tree_has_attr_num(t, n, MH_ATTR_PUBDATE) ||
                mh_view_ifind(cls, MH_VIEW("publish"), 0) != SIZE_MAX ||
                mh_view_ifind(cls, MH_VIEW("entry-date"), 0) != SIZE_MAX;
    mh_meta_field f = updated && !sure ? MH_META_UPDATED : MH_META_DATE;
    if (dt.len == 0) dt = inline_text(c, n);
    date_of(c, dt, f, "time", (sure ? 15 : 24) + elsewhere(c, n));
}

/* Words of a class or id that announce a date. */
static bool date_hint(mh_view v) {
    static const char *const words[] = {"date",     "time", "publish", "posted",    "byline",
                                        "dateline", "meta", "created", "submitted", "info"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (mh_view_ifind(v, mh_view_of(words[i]), 0) != SIZE_MAX) return true;
    return false;
}

static bool author_hint(mh_view v) {
    static const char *const words[] = {"author", "byline", "byl", "writer", "auteur", "autor"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (mh_view_ifind(v, mh_view_of(words[i]), 0) != SIZE_MAX) return true;
    return false;
}

/* The first element that names an author says where the others may stand: close to it. */
static bool is_at_home(const mh_collect *c, mh_node n) {
    mh_node home = c->people_home;
    return home == MH_NODE_NONE || (n > home && n < mh_tree_end(c->t, home));
}

static void read_named(mh_collect *c, mh_node n) {
    const mh_tree *t = c->t;
    mh_view cls = mh_tree_attr_num(t, n, MH_ATTR_CLASS), id = mh_tree_attr_num(t, n, MH_ATTR_ID);
    mh_view rel = mh_tree_attr_num(t, n, MH_ATTR_REL);
    bool author = mh_view_ieq(rel, MH_VIEW("author"));
    if (cls.len + id.len == 0 && !author) return;
    bool dated = date_hint(cls) || date_hint(id);
    bool named = author || author_hint(cls) || author_hint(id);
    if (!dated && !named) return;
    mh_view text = inline_text(c, n);
    if (text.len == 0 || text.len > LABEL_MAX) return;
    if (dated) date_of(c, text, MH_META_DATE, "class", 28 + elsewhere(c, n));
    if (named && text.len < 120 && n >= c->no_people && is_at_home(c, n)) {
        size_t before = c->list[MH_META_BYLINE].len;
        mh_collect_people(c, text, author ? MH_VIEW("rel:author") : MH_VIEW("class"),
                          author ? 18 : 20);
        if (c->people_home == MH_NODE_NONE && c->list[MH_META_BYLINE].len > before)
            c->people_home = mh_tree_parent(t, mh_tree_parent(t, n));
    }
}

/* Names in comments, forms and teasers are not those of the article's authors. */
static void skip_others(mh_collect *c, mh_node n, unsigned tag) {
    unsigned flags = mh_hints_of_name(mh_tree_attr_num(c->t, n, MH_ATTR_CLASS)) |
                     mh_hints_of_name(mh_tree_attr_num(c->t, n, MH_ATTR_ID));
    mh_node end = mh_tree_end(c->t, n);
    if (end - n > mh_tree_count(c->t) / 2) return; /* a wrapper with a misleading name */
    if (tag == MH_TAG_FORM || tag == MH_TAG_ASIDE || tag == MH_TAG_FOOTER ||
        (flags & (MH_HINT_COMMENT | MH_HINT_LISTING)))
        if (end > c->no_people) c->no_people = end;
}

/* Short blocks that begin with "By", "Автор:" ...; short blocks with a date in them. */
static void read_blocks(mh_collect *c, const mh_blocks *b) {
    for (size_t i = 0; i < b->list.len; i++) {
        mh_view v = mh_blocks_text(b, &b->list.ptr[i]), rest;
        if (v.len > LABEL_MAX) continue;
        if (v.len < 120 && mh_phrase_of(v, &rest) == MH_PHRASE_BYLINE)
            mh_collect_people(c, rest, MH_VIEW("text"), 24);
        mh_when w;
        if (mh_when_find(v, 0, c->month_first, &w))
            mh_collect_date(c, MH_META_DATE, &w, MH_VIEW("text"),
                            (w.to - w.from) * 3 > v.len || w.has_time ? 32 : 40);
    }
}

void mh_meta_from_dom(mh_collect *c, const mh_blocks *b) {
    const mh_tree *t = c->t;
    c->people_home = MH_NODE_NONE;
    for (mh_node n = mh_tree_body(t); n < mh_tree_count(t); n++) {
        const mh_node_rec *r = mh_rec(t, n);
        if (r->type != MH_NODE_ELEMENT || r->count == 0) continue;
        if (n >= c->no_people && r->tag != MH_TAG_BODY) skip_others(c, n, r->tag);
        if (r->tag == MH_TAG_TIME) read_time(c, n);
        if (r->tag == MH_TAG_ABBR)
            date_of(c, mh_tree_attr_num(t, n, MH_ATTR_TITLE), MH_META_DATE, "abbr", 26);
        if (mh_tree_has_attr_num(t, n, MH_ATTR_ITEMPROP)) read_prop(c, n);
        if (r->tag != MH_TAG_BODY && r->tag != MH_TAG_META) read_named(c, n);
    }
    read_blocks(c, b);
}
