/* What kind of page it is: an article, a list of others, a live blog, or none of these. */
#include "doc/extract_priv.h"

#include "doc/meta_priv.h"
#include "doc/tree_priv.h"

/* Below this many bytes of text a page has no article. */
#define MIN_ARTICLE ((size_t)80)
/* Teasers from which a page is a list, unless it has more running text than they. */
#define MIN_TEASERS ((size_t)5)
/* Headlines from which a page with no text is a list, characters of one. */
#define MIN_HEADLINES ((size_t)8)
#define MIN_HEADLINE  16
/* Characters of running text of its own: fewest of a note, and from which a page is no list. */
#define MIN_OWN  ((size_t)80)
#define MIN_NOTE ((size_t)45) /* the same of a page with a date and a title of some words */
#define SURE_OWN ((size_t)700)
/* Dated entries from which a page that calls itself live is a live blog. */
#define MIN_ENTRIES ((size_t)5)

/* Words in the titles of live blogs, bare. */
static const mh_view live[] = {
    MH_VIEW_INIT("liveupdates"),       MH_VIEW_INIT("liveblog"),
    MH_VIEW_INIT("liveticker"),        MH_VIEW_INIT("онлайнтрансляц"),
    MH_VIEW_INIT("текстоваятрансляц"), MH_VIEW_INIT("прямойэфир"),
    MH_VIEW_INIT("прямаятрансляц"),    MH_VIEW_INIT("хроникадня"),
    MH_VIEW_INIT("онлайнхроника"),     MH_VIEW_INIT("мәтіндіктрансляц"),
    MH_VIEW_INIT("тікелейтрансляц"),   MH_VIEW_INIT("тікелейэфир"),
    MH_VIEW_INIT("онлайнрепортаж"),    MH_VIEW_INIT("түзэфир"),
    MH_VIEW_INIT("тексттиктрансляц"),  MH_VIEW_INIT("онлайнтаржымал"),
    MH_VIEW_INIT("matnlitranslyats"),  MH_VIEW_INIT("jonliefir"),
    MH_VIEW_INIT("jonlitranslyats"),   MH_VIEW_INIT("матнлитрансляц"),
    MH_VIEW_INIT("жонлиэфир"),         MH_VIEW_INIT("трансляцияимустақим"),
    MH_VIEW_INIT("пахшимустақим"),     MH_VIEW_INIT("хабаризинда"),
    MH_VIEW_INIT("پوششزنده"),          MH_VIEW_INIT("گزارشزنده"),
    MH_VIEW_INIT("لحظهبهلحظه"),
};

/* Words that only some titles of live blogs hold, bare: their entries must tell the time on the clock. */
static const mh_view maybe_live[] = {
    MH_VIEW_INIT("онлайн"),
    MH_VIEW_INIT("трансляц"),
    MH_VIEW_INIT("live"),
    MH_VIEW_INIT("хроник"),
    MH_VIEW_INIT("тікелей"),
    MH_VIEW_INIT("түз"),
    MH_VIEW_INIT("жонли"),
    MH_VIEW_INIT("jonli"),
    MH_VIEW_INIT("мустақим"),
    MH_VIEW_INIT("زنده"),
    MH_VIEW_INIT("главноекэтомучасу"),
    MH_VIEW_INIT("onlayn"),
};

/* Beginnings of the titles of lists, bare. */
static const mh_view lists[] = {
    MH_VIEW_INIT("поиск"),
    MH_VIEW_INIT("результатыпоиска"),
    MH_VIEW_INIT("searchresults"),
    MH_VIEW_INIT("search"),
    MH_VIEW_INIT("resultsfor"),
    MH_VIEW_INIT("всеновости"),
    MH_VIEW_INIT("allnews"),
    MH_VIEW_INIT("тег"),
    MH_VIEW_INIT("метка"),
    MH_VIEW_INIT("tag"),
    MH_VIEW_INIT("рубрика"),
    MH_VIEW_INIT("архив"),
    MH_VIEW_INIT("archive"),
    MH_VIEW_INIT("лентановостей"),
    MH_VIEW_INIT("категория"),
    MH_VIEW_INIT("category"),
    MH_VIEW_INIT("іздеу"),
    MH_VIEW_INIT("іздеунәтижелері"),
    MH_VIEW_INIT("барлықжаңалықтар"),
    MH_VIEW_INIT("мұрағат"),
    MH_VIEW_INIT("издөө"),
    MH_VIEW_INIT("бардыкжаңылыктар"),
    MH_VIEW_INIT("қидирув"),
    MH_VIEW_INIT("қидирувнатижалари"),
    MH_VIEW_INIT("барчаянгиликлар"),
    MH_VIEW_INIT("qidiruv"),
    MH_VIEW_INIT("barchayangiliklar"),
    MH_VIEW_INIT("ҷустуҷӯ"),
    MH_VIEW_INIT("ҳамаихабарҳо"),
    MH_VIEW_INIT("натиҷаиҷустуҷӯ"),
    MH_VIEW_INIT("جستجو"),
    MH_VIEW_INIT("نتایججستجو"),
    MH_VIEW_INIT("همهخبرها"),
    MH_VIEW_INIT("بایگانی"),
};

static bool has_type(const mh_meta *m, const char *type) {
    const mh_meta_values *v = &m->all[MH_META_TYPE];
    for (size_t i = 0; i < v->len; i++)
        if (mh_view_eq(v->ptr[i].value, mh_view_of(type))) return true;
    return false;
}

/* Units of lists of other pages outside menus and comments, and the running text of the candidate that
 * is in none of them. */
typedef struct sides {
    size_t units, own, listed;
} sides;

static sides weigh(const mh_extract *x, const mh_candidate *c) {
    const mh_teasers k = x->teasers;
    sides s = {0};
    mh_node behind = 0; /* the unit counted last ends here */
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        const mh_block *b = &x->blocks.list.ptr[i];
        bool inside = i >= c->from && i < c->to && !x->out[i];
        if (!k.in[b->first]) {
            if (inside && b->link_chars * 2 <= b->chars &&
                (x->good[i] || (b->chars >= 40 && !mh_tag_is_heading(b->tag))))
                s.own += b->chars;
            continue;
        }
        if (inside && x->good[i]) s.listed += b->chars;
        if (b->first < behind || (x->out[i] & MH_OUT_COMMENT)) continue;
        mh_node unit = b->first;
        while (k.in[mh_rec(x->t, unit)->parent]) unit = mh_rec(x->t, unit)->parent;
        behind = mh_tree_end(x->t, unit);
        s.units++;
    }
    return s;
}

static size_t count_times(const mh_extract *x, mh_node root) {
    size_t n = 0;
    for (mh_node i = root; i < mh_tree_end(x->t, root); i++)
        n += mh_rec(x->t, i)->tag == MH_TAG_TIME;
    return n;
}

static size_t count_clocks(const mh_extract *x, const mh_candidate *c) {
    size_t n = 0;
    for (size_t i = c->from; i < c->to; i++) {
        mh_view v = mh_blocks_text(&x->blocks, &x->blocks.list.ptr[i]), first;
        mh_view_split(&v, ' ', &first);
        n += mh_is_clock(first);
    }
    return n;
}

static bool titled(const mh_extract *x, const mh_view *words, size_t n, bool begins) {
    const mh_view titles[] = {x->meta->title, mh_doc_title(x->d)};
    bool found = false;
    for (size_t k = 0; k < 2 && !found; k++) {
        mh_buf bare = {0};
        mh_put_bare(&bare, titles[k]);
        for (size_t i = 0; i < n && !found; i++) {
            size_t at = mh_view_find(mh_buf_view(&bare), words[i], 0);
            found = begins ? at == 0 : at != SIZE_MAX;
        }
        mh_buf_clear(&bare);
    }
    return found;
}

bool mh_extract_is_titled_live(const mh_extract *x) {
    return titled(x, live, sizeof live / sizeof live[0], false) ||
           titled(x, maybe_live, sizeof maybe_live / sizeof maybe_live[0], false);
}

bool mh_extract_is_live(const mh_extract *x, const mh_candidate *c) {
    if (has_type(x->meta, "LiveBlogPosting")) return true;
    if (!titled(x, live, sizeof live / sizeof live[0], false))
        return titled(x, maybe_live, sizeof maybe_live / sizeof maybe_live[0], false) &&
               count_clocks(x, c) >= MIN_ENTRIES;
    return count_times(x, c->root) >= MIN_ENTRIES || count_clocks(x, c) >= MIN_ENTRIES;
}

static size_t words_of(mh_view v) {
    size_t n = 0;
    for (size_t i = 0; i < v.len; i++)
        n += !mh_is_space(v.ptr[i]) && (i == 0 || mh_is_space(v.ptr[i - 1]));
    return n;
}

/* Blocks that are links to what may be other pages: headlines of some words. */
static size_t count_headlines(const mh_extract *x) {
    size_t n = 0;
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        n += k->link_chars * 10 > k->chars * 7 && k->chars >= MIN_HEADLINE &&
             words_of(mh_blocks_text(&x->blocks, k)) >= 3;
    }
    return n;
}

mh_article_kind mh_extract_kind(const mh_extract *x, const mh_candidate *c, size_t text_len) {
    if (mh_extract_is_error(x, text_len)) return MH_ARTICLE_NONE;
    if (mh_extract_is_live(x, c)) return MH_ARTICLE_LIVEBLOG;
    sides s = weigh(x, c);
    bool listed = has_type(x->meta, "CollectionPage") || has_type(x->meta, "ItemList") ||
                  titled(x, lists, sizeof lists / sizeof lists[0], true);
    bool claims = has_type(x->meta, "article") || has_type(x->meta, "NewsArticle") ||
                  has_type(x->meta, "Article") || has_type(x->meta, "BlogPosting");
    /* a list may have a sentence about itself; a short note has a date and a title of some words */
    bool long_title = words_of(x->meta->title) > 3, dated = x->meta->date.len > 0;
    bool note =
        s.own >= (long_title && dated ? MIN_NOTE : MIN_OWN) && (claims || dated || long_title);
    bool front = has_type(x->meta, "website") && !claims && !dated && s.units >= 2 * MIN_TEASERS;
    if (front && s.own < SURE_OWN / 2) return MH_ARTICLE_LIST;
    if (s.units >= MIN_TEASERS && s.own < SURE_OWN && (listed || !note || s.listed > 2 * s.own))
        return MH_ARTICLE_LIST;
    if (text_len < MIN_ARTICLE)
        return s.units + 1 >= MIN_TEASERS || count_headlines(x) >= MIN_HEADLINES ? MH_ARTICLE_LIST
                                                                                 : MH_ARTICLE_NONE;
    return MH_ARTICLE;
}
