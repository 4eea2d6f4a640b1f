/* Metadata from <meta>, <link> and <html lang>. */
#include "doc/meta_priv.h"

#include "doc/tree_priv.h"

typedef struct tag_row {
    mh_view name; /* lower case; of property, name or itemprop */
    uint8_t field, rank;
} tag_row;

#define T(n, f, r)                                                                                 \
    { MH_VIEW_INIT(n), MH_META_##f, (r) }

static const tag_row rows[] = {
    T("og:title", TITLE, 10),
    T("twitter:title", TITLE, 14),
    T("dc.title", TITLE, 12),
    T("dcterms.title", TITLE, 12),
    T("citation_title", TITLE, 8),
    T("sailthru.title", TITLE, 12),
    T("parsely-title", TITLE, 10),
    T("headline", TITLE, 10),
    T("hdl", TITLE, 12),
    T("author", BYLINE, 12),
    T("article:author", BYLINE, 13),
    T("og:author", BYLINE, 14),
    T("og:article:author", BYLINE, 13),
    T("book:author", BYLINE, 14),
    T("dc.creator", BYLINE, 14),
    T("dc:creator", BYLINE, 14),
    T("dcterms.creator", BYLINE, 14),
    T("citation_author", BYLINE, 8),
    T("sailthru.author", BYLINE, 11),
    T("parsely-author", BYLINE, 10),
    T("byl", BYLINE, 12),
    T("article:author_name", BYLINE, 11),
    T("mediator_author", BYLINE, 12),
    T("cxenseparse:author", BYLINE, 12),
    T("article:published_time", DATE, 11),
    T("mediator_published_time", DATE, 12),
    T("og:article:published_time", DATE, 11),
    T("og:published_time", DATE, 12),
    T("rnews:datepublished", DATE, 12),
    T("datepublished", DATE, 12),
    T("article:published", DATE, 12),
    T("article:publish_time", DATE, 12),
    T("pubdate", DATE, 13),
    T("publishdate", DATE, 13),
    T("publish_date", DATE, 13),
    T("publish-date", DATE, 13),
    T("publication_date", DATE, 13),
    T("publication-date", DATE, 13),
    T("published-date", DATE, 13),
    T("datepublished", DATE, 12),
    T("article_date_original", DATE, 12),
    T("og:pubdate", DATE, 13),
    T("og:publish_date", DATE, 13),
    T("citation_publication_date", DATE, 12),
    T("citation_date", DATE, 13),
    T("citation_online_date", DATE, 13),
    T("originalpublicationdate", DATE, 12),
    T("sailthru.date", DATE, 14),
    T("parsely-pub-date", DATE, 13),
    T("dc.date", DATE, 33),
    T("dc.date.issued", DATE, 13),
    T("dc.date.created", DATE, 14),
    T("dc.created", DATE, 14),
    T("dcterms.created", DATE, 14),
    T("dcterms.date", DATE, 33),
    T("dcterms.issued", DATE, 13),
    T("dc:date", DATE, 33),
    T("cxenseparse:recs:publishtime", DATE, 13),
    T("cxenseparse:publishtime", DATE, 13),
    T("ptime", DATE, 14),
    T("displaydate", DATE, 33),
    T("date_published", DATE, 13),
    T("pdate", DATE, 14),
    T("date", DATE, 33),
    T("datecreated", DATE, 33),
    T("creation_date", DATE, 33),
    T("article.published", DATE, 13),
    T("published_at", DATE, 13),
    T("release_date", DATE, 33),
    T("gentime", DATE, 35),
    T("time", DATE, 35),
    T("timestamp", DATE, 35),
    T("bt:pubdate", DATE, 13),
    T("video:release_date", DATE, 35),
    T("uploaddate", DATE, 35),
    T("posted", DATE, 33),
    T("article:modified_time", UPDATED, 11),
    T("og:updated_time", UPDATED, 14),
    T("og:modified_time", UPDATED, 12),
    T("datemodified", UPDATED, 11),
    T("last-modified", UPDATED, 16),
    T("lastmod", UPDATED, 14),
    T("lastmodified", UPDATED, 14),
    T("article:modified", UPDATED, 12),
    T("dcterms.modified", UPDATED, 13),
    T("dc.date.modified", UPDATED, 13),
    T("revised", UPDATED, 14),
    T("og:article:modified_time", UPDATED, 11),
    T("last_updated_date", UPDATED, 13),
    T("utime", UPDATED, 14),
    T("og:site_name", SITE, 10),
    T("application-name", SITE, 16),
    T("twitter:site", SITE, 20),
    T("dc.publisher", PUBLISHER, 12),
    T("citation_publisher", PUBLISHER, 12),
    T("publisher", PUBLISHER, 12),
    T("copyright", PUBLISHER, 20),
    T("apple-mobile-web-app-title", SITE, 17),
    T("article:section", SECTION, 10),
    T("og:article:section", SECTION, 10),
    T("parsely-section", SECTION, 11),
    T("section", SECTION, 12),
    T("category", SECTION, 13),
    T("articlesection", SECTION, 11),
    T("article:tag", TAGS, 10),
    T("og:article:tag", TAGS, 10),
    T("parsely-tags", TAGS, 11),
    T("news_keywords", TAGS, 12),
    T("keywords", TAGS, 14),
    T("sailthru.tags", TAGS, 13),
    T("content-language", LANGUAGE, 14),
    T("og:locale", LANGUAGE, 12),
    T("dc.language", LANGUAGE, 13),
    T("inlanguage", LANGUAGE, 12),
    T("og:url", CANONICAL, 12),
    T("og:image", IMAGE, 10),
    T("og:image:url", IMAGE, 10),
    T("og:image:secure_url", IMAGE, 11),
    T("twitter:image", IMAGE, 12),
    T("twitter:image:src", IMAGE, 12),
    T("thumbnail", IMAGE, 14),
    T("thumbnailurl", IMAGE, 14),
    T("og:description", DESCRIPTION, 10),
    T("description", DESCRIPTION, 12),
    T("twitter:description", DESCRIPTION, 13),
    T("dc.description", DESCRIPTION, 13),
    T("og:type", TYPE, 10),
};

static bool is_address(mh_view v) {
    return mh_view_find(v, MH_VIEW("://"), 0) != SIZE_MAX || mh_view_starts(v, MH_VIEW("www."));
}

static void add_tags(mh_collect *c, mh_view v, mh_view basis, int rank) {
    mh_view rest = v, word;
    while (mh_view_split(&rest, ',', &word)) mh_collect_add(c, MH_META_TAGS, word, basis, rank);
}

static void add_url(mh_collect *c, mh_meta_field f, mh_view v, mh_view basis, int rank) {
    mh_buf url = {0};
    if (mh_doc_resolve(c->d, mh_view_trim(v), &url, NULL) == MH_OK)
        mh_collect_add(c, f, mh_buf_view(&url), basis, rank);
    mh_buf_clear(&url);
}

static void add_row(mh_collect *c, const tag_row *r, mh_view value, mh_view basis) {
    mh_meta_field f = (mh_meta_field)r->field;
    switch (f) {
    case MH_META_BYLINE:
        if (!is_address(value)) mh_collect_people(c, value, basis, r->rank);
        break;
    case MH_META_TAGS: add_tags(c, value, basis, r->rank); break;
    case MH_META_CANONICAL:
    case MH_META_IMAGE: add_url(c, f, value, basis, r->rank); break;
    case MH_META_DATE:
    case MH_META_UPDATED: {
        mh_when w;
        if (mh_when_find(value, 0, c->month_first, &w)) mh_collect_date(c, f, &w, basis, r->rank);
        break;
    }
    case MH_META_SITE:
        if (value.len && value.ptr[0] == '@') value = mh_view_sub(value, 1, value.len);
        if (!is_address(value)) mh_collect_add(c, f, value, basis, r->rank);
        break;
    case MH_META_PUBLISHER:
        if (!is_address(value)) mh_collect_add(c, f, value, basis, r->rank);
        break;
    default: mh_collect_add(c, f, value, basis, r->rank); break;
    }
}

static void read_meta(mh_collect *c, mh_node n) {
    static const unsigned keys[] = {MH_ATTR_PROPERTY, MH_ATTR_NAME, MH_ATTR_ITEMPROP,
                                    MH_ATTR_HTTP_EQUIV};
    mh_view value = mh_tree_attr_num(c->t, n, MH_ATTR_CONTENT);
    if (value.len == 0) value = mh_tree_attr_num(c->t, n, MH_ATTR_VALUE);
    for (size_t k = 0; value.len && k < sizeof keys / sizeof keys[0]; k++) {
        mh_view name = mh_view_trim(mh_tree_attr_num(c->t, n, keys[k]));
        for (size_t i = 0; name.len && i < sizeof rows / sizeof rows[0]; i++) {
            if (!mh_view_ieq(name, rows[i].name)) continue;
            add_row(c, &rows[i], value, mh_arena_printf(c->a, "meta:%.*s", MH_FMT(rows[i].name)));
            return;
        }
    }
}

void mh_meta_from_tags(mh_collect *c) {
    const mh_tree *t = c->t;
    for (mh_node n = 0; n < mh_tree_count(t); n++) {
        switch (mh_rec(t, n)->tag) {
        case MH_TAG_META: read_meta(c, n); break;
        case MH_TAG_HTML:
            mh_collect_add(c, MH_META_LANGUAGE, mh_tree_attr_num(t, n, MH_ATTR_LANG),
                           MH_VIEW("html:lang"), 10);
            break;
        case MH_TAG_LINK:
            if (mh_view_ieq(mh_tree_attr_num(t, n, MH_ATTR_REL), MH_VIEW("canonical")))
                add_url(c, MH_META_CANONICAL, mh_tree_attr_num(t, n, MH_ATTR_HREF),
                        MH_VIEW("link:canonical"), 10);
            break;
        default: break;
        }
    }
}

void mh_meta_from_url(mh_collect *c) {
    mh_when w;
    if (c->o->use_url && mh_when_in_url(mh_doc_url(c->d), &w))
        mh_collect_date(c, MH_META_DATE, &w, MH_VIEW("url"), 9);
    for (size_t i = 0; i < c->list[MH_META_CANONICAL].len; i++) {
        const mh_meta_value *v = &c->list[MH_META_CANONICAL].ptr[i];
        if (mh_when_in_url(v->value, &w))
            mh_collect_date(c, MH_META_DATE, &w,
                            mh_arena_printf(c->a, "url:%.*s", MH_FMT(v->basis)), 9);
    }
}
