/* What kind of page it is: an article, a list of others, a live blog, or none of these. */
#include "doc/extract_priv.h"

#include "doc/meta_priv.h"
#include "doc/tree_priv.h"

/* Below this many bytes of text a page has no article. */
#define MIN_ARTICLE ((size_t)80)
/* Teasers from which a page is a list, unless it has more running text than they. */
#define MIN_TEASERS ((size_t)6)
/* Dated entries from which a page that calls itself live is a live blog. */
#define MIN_ENTRIES ((size_t)5)

/* Titles of pages that servers give instead of an article, bare (letters and digits, lower case). */
static const mh_view no_page[] = {
    MH_VIEW_INIT("404"),
    MH_VIEW_INIT("403forbidden"),
    MH_VIEW_INIT("error404"),
    MH_VIEW_INIT("pagenotfound"),
    MH_VIEW_INIT("notfound"),
    MH_VIEW_INIT("accessdenied"),
    MH_VIEW_INIT("justamoment"),
    MH_VIEW_INIT("attentionrequired"),
    MH_VIEW_INIT("ошибка404"),
    MH_VIEW_INIT("страницаненайдена"),
    MH_VIEW_INIT("доступзапрещен"),
    MH_VIEW_INIT("беттабылмады"),
    MH_VIEW_INIT("баракчатабылган"),
    MH_VIEW_INIT("sahifatopilmadi"),
    MH_VIEW_INIT("саҳифатопилмади"),
    MH_VIEW_INIT("саҳифаёфтнашуд"),
};

static bool says_no_page(const mh_extract *x) {
    mh_buf bare = {0};
    bool found = false;
    mh_put_bare(&bare, mh_doc_title(x->d));
    for (size_t i = 0; i < sizeof no_page / sizeof no_page[0] && !found; i++)
        found = mh_view_starts(mh_buf_view(&bare), no_page[i]);
    mh_buf_clear(&bare);
    return found;
}

static bool has_type(const mh_meta *m, const char *type) {
    const mh_meta_values *v = &m->all[MH_META_TYPE];
    for (size_t i = 0; i < v->len; i++)
        if (mh_view_eq(v->ptr[i].value, mh_view_of(type))) return true;
    return false;
}

/* Headings and titles that are one link to another page, outside menus and footers. */
static size_t count_teasers(const mh_extract *x) {
    size_t n = 0;
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (x->out[i] & (MH_OUT_HINT | MH_OUT_COMMENT)) continue;
        if (k->chars >= 20 && k->link_chars * 10 >= k->chars * 9 && mh_tag_is_heading(k->tag)) n++;
    }
    return n;
}

static size_t count_times(const mh_extract *x, mh_node root) {
    size_t n = 0;
    for (mh_node i = root; i < mh_tree_end(x->t, root); i++)
        n += mh_rec(x->t, i)->tag == MH_TAG_TIME;
    return n;
}

static bool is_live(const mh_extract *x, const mh_candidate *c) {
    if (has_type(x->meta, "LiveBlogPosting")) return true;
    mh_buf bare = {0};
    mh_put_bare(&bare, x->meta->title);
    mh_view t = mh_buf_view(&bare);
    bool named = mh_view_starts(t, MH_VIEW("live")) ||
                 mh_view_find(t, MH_VIEW("liveupdates"), 0) != SIZE_MAX ||
                 mh_view_find(t, MH_VIEW("liveblog"), 0) != SIZE_MAX ||
                 mh_view_find(t, MH_VIEW("онлайн"), 0) != SIZE_MAX;
    mh_buf_clear(&bare);
    return named && count_times(x, c->root) >= MIN_ENTRIES;
}

mh_article_kind mh_extract_kind(const mh_extract *x, const mh_candidate *c, size_t text_len) {
    size_t teasers = count_teasers(x), paragraphs = 0;
    for (size_t i = c->from; i < c->to; i++) paragraphs += !x->out[i] && x->good[i];
    if (says_no_page(x) && text_len < 1500) return MH_ARTICLE_NONE;
    if (is_live(x, c)) return MH_ARTICLE_LIVEBLOG;
    bool listed = has_type(x->meta, "CollectionPage") || has_type(x->meta, "ItemList");
    bool claims = has_type(x->meta, "article") || has_type(x->meta, "NewsArticle") ||
                  has_type(x->meta, "Article") || has_type(x->meta, "BlogPosting");
    if (teasers >= MIN_TEASERS && !claims && (listed || teasers >= 2 * paragraphs) &&
        c->good < 1000)
        return MH_ARTICLE_LIST;
    return text_len < MIN_ARTICLE ? MH_ARTICLE_NONE : MH_ARTICLE;
}
