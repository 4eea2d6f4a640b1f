#include "doc/hints.h"

#include "base/map.h"
#include "base/mem.h"
#include "doc/tree_priv.h"

#include <stdlib.h>
#include <string.h>

/* How a fragment must lie in a name: a word of its own, the beginning of a word, anywhere. Words
 * end at signs, and where a capital follows a small letter. */
enum { WORD, PREFIX, ANY };

typedef struct fragment {
    mh_view text;
    uint16_t flags;
    uint8_t where;
} fragment;

#define F(t, w, f)                                                                                 \
    { MH_VIEW_INIT(t), (f), (w) }
#define DROP MH_HINT_DROP
#define META MH_HINT_META
#define BODY (MH_HINT_BODY | MH_HINT_GOOD)

static const fragment fragments[] = {
    F("about-author", ANY, DROP),
    F("aboutauthor", ANY, DROP),
    F("above-article", ANY, DROP),
    F("ad", WORD, DROP),
    F("addthis", ANY, DROP),
    F("addtoany", ANY, DROP),
    F("ads", WORD, DROP),
    F("adv", WORD, DROP),
    F("advert", PREFIX, DROP),
    F("also-like", ANY, DROP),
    F("article", PREFIX, MH_HINT_GOOD),
    F("article-body", ANY, BODY),
    F("article-content", ANY, BODY),
    F("article-detail", ANY, BODY),
    F("article-text", ANY, BODY),
    F("article__body", ANY, BODY),
    F("article__content", ANY, BODY),
    F("article__text", ANY, BODY),
    F("article_body", ANY, BODY),
    F("article_content", ANY, BODY),
    F("article_text", ANY, BODY),
    F("articlebody", ANY, BODY),
    F("articlecontent", ANY, BODY),
    F("articletext", ANY, BODY),
    F("author", PREFIX, META),
    F("authorbox", ANY, DROP),
    F("author-bio", ANY, DROP),
    F("author-box", ANY, DROP),
    F("abstract", WORD, MH_HINT_LEAD),
    F("anons", PREFIX, MH_HINT_LEAD),
    F("announce", WORD, MH_HINT_LEAD),
    F("author-info", ANY, DROP),
    F("author-desc", ANY, DROP),
    F("author__bio", ANY, DROP),
    F("about-the-author", ANY, DROP),
    F("author_bio", ANY, DROP),
    F("authorinfo", ANY, DROP),
    F("adsense", ANY, DROP),
    F("adslot", ANY, DROP),
    F("advertorial", ANY, DROP),
    F("anzeige", WORD, DROP),
    F("adblock", ANY, DROP),
    F("affiliate", PREFIX, DROP),
    F("autor", WORD, META),
    F("banner", PREFIX, DROP),
    F("bio", WORD, DROP),
    F("blog-post", ANY, MH_HINT_GOOD),
    F("body", WORD, MH_HINT_GOOD),
    F("body-content", ANY, BODY),
    F("body-text", ANY, BODY),
    F("bodytext", ANY, BODY),
    F("breadcrumb", ANY, DROP),
    F("button", PREFIX, DROP),
    F("btn", WORD, DROP),
    F("byline", ANY, META),
    F("bajada", WORD, MH_HINT_LEAD),
    F("backtotop", ANY, DROP),
    F("back-to-top", ANY, DROP),
    F("cap", WORD, MH_HINT_CAPTION),
    F("caption", PREFIX, MH_HINT_CAPTION),
    F("carousel", PREFIX, DROP),
    F("comment", PREFIX, MH_HINT_COMMENT),
    F("commentlist", ANY, MH_HINT_COMMENT),
    F("consent", PREFIX, DROP | MH_HINT_DIALOG),
    F("content", PREFIX, MH_HINT_GOOD),
    F("content-body", ANY, BODY),
    F("content__body", ANY, BODY),
    F("cookie", ANY, DROP | MH_HINT_DIALOG),
    F("copyright", PREFIX, DROP),
    F("credit", PREFIX, MH_HINT_CAPTION),
    F("crumbs", ANY, DROP),
    F("chapo", WORD, MH_HINT_LEAD),
    F("cta", WORD, DROP),
    F("cookiebar", ANY, DROP | MH_HINT_DIALOG),
    F("comentarios", WORD, MH_HINT_COMMENT),
    F("commentaires", WORD, MH_HINT_COMMENT),
    F("commenti", WORD, MH_HINT_COMMENT),
    F("cackle", WORD, MH_HINT_COMMENT),
    F("date", WORD, META),
    F("dateline", ANY, META),
    F("detail-text", ANY, BODY),
    F("detail_text", ANY, BODY),
    F("disclaimer", PREFIX, DROP),
    F("disqus", ANY, MH_HINT_COMMENT),
    F("donat", PREFIX, DROP),
    F("dropdown", PREFIX, DROP),
    F("deck", WORD, MH_HINT_LEAD),
    F("dek", WORD, MH_HINT_LEAD),
    F("dfp", WORD, DROP),
    F("email", WORD, DROP),
    F("embed", PREFIX, DROP),
    F("entry", PREFIX, MH_HINT_GOOD),
    F("entry-body", ANY, BODY),
    F("entry-content", ANY, BODY),
    F("entry-meta", ANY, META),
    F("entry-summary", ANY, MH_HINT_GOOD),
    F("entrytext", ANY, BODY),
    F("entradilla", WORD, MH_HINT_LEAD),
    F("excerpt", WORD, MH_HINT_LEAD),
    F("empfehl", PREFIX, DROP),
    F("facebook", PREFIX, DROP),
    F("fb-", PREFIX, DROP),
    F("field-name-body", ANY, BODY),
    F("field--name-body", ANY, BODY),
    F("foot", WORD, DROP | MH_HINT_HARD),
    F("footer", PREFIX, DROP | MH_HINT_HARD),
    F("full-text", ANY, BODY),
    F("fulltext", ANY, BODY),
    F("follow-us", ANY, DROP),
    F("followus", ANY, DROP),
    F("gallery", PREFIX, DROP),
    F("gdpr", ANY, DROP | MH_HINT_DIALOG),
    F("headline", PREFIX, MH_HINT_TITLE),
    F("hidden", WORD, DROP),
    F("hypercomments", ANY, MH_HINT_COMMENT),
    F("itembody", ANY, BODY),
    F("itemextrafields", ANY, DROP),
    F("entry-utility", ANY, DROP),
    F("itemfulltext", ANY, BODY),
    F("intro", WORD, MH_HINT_LEAD),
    F("introtext", WORD, MH_HINT_LEAD),
    F("inline-teaser", ANY, DROP),
    F("instagram", WORD, DROP),
    F("jp-relatedposts", ANY, DROP),
    F("jumplist", ANY, DROP),
    F("keywords", WORD, META),
    F("kommentare", WORD, MH_HINT_COMMENT),
    F("komentarze", WORD, MH_HINT_COMMENT),
    F("latest", PREFIX, DROP),
    F("listing", PREFIX, MH_HINT_LISTING),
    F("login", PREFIX, DROP),
    F("livefyre", ANY, MH_HINT_COMMENT),
    F("lead", WORD, MH_HINT_LEAD),
    F("lede", WORD, MH_HINT_LEAD),
    F("leadtext", WORD, MH_HINT_LEAD),
    F("lightbox", PREFIX, DROP),
    F("main-content", ANY, MH_HINT_GOOD),
    F("menu", PREFIX, DROP),
    F("meta", WORD, META),
    F("modal", PREFIX, DROP),
    F("more-from", ANY, DROP),
    F("morefrom", ANY, DROP),
    F("most-popular", ANY, DROP),
    F("most-read", ANY, DROP),
    F("mostread", ANY, DROP),
    F("more-stories", ANY, DROP),
    F("morestories", ANY, DROP),
    F("more-news", ANY, DROP),
    F("morenews", ANY, DROP),
    F("moretopics", ANY, DROP),
    F("nav", WORD, DROP),
    F("navbar", PREFIX, DROP),
    F("navigation", PREFIX, DROP),
    F("news-detail", ANY, MH_HINT_GOOD),
    F("news-text", ANY, BODY),
    F("news_text", ANY, BODY),
    F("newstext", ANY, BODY),
    F("newsletter", ANY, DROP),
    F("next-article", ANY, DROP | MH_HINT_HARD),
    F("next-news", ANY, DROP | MH_HINT_HARD),
    F("next-post", ANY, DROP | MH_HINT_HARD),
    F("next_article", ANY, DROP | MH_HINT_HARD),
    F("next_news", ANY, DROP | MH_HINT_HARD),
    F("nextarticle", ANY, DROP | MH_HINT_HARD),
    F("nextprev", ANY, DROP),
    F("noprint", ANY, DROP),
    F("no-print", ANY, DROP),
    F("noscript", WORD, DROP),
    F("next-article", ANY, DROP),
    F("outbrain", ANY, DROP),
    F("overlay", WORD, DROP),
    F("page-content", ANY, MH_HINT_GOOD),
    F("pager", WORD, DROP),
    F("paginat", ANY, DROP),
    F("paywall", ANY, DROP),
    F("player", PREFIX, DROP),
    F("poll", WORD, DROP),
    F("popular", PREFIX, DROP),
    F("popup", PREFIX, DROP),
    F("post", WORD, MH_HINT_GOOD),
    F("post-body", ANY, BODY),
    F("post-content", ANY, BODY),
    F("post-entry", ANY, BODY),
    F("post-meta", ANY, META),
    F("post-nav", ANY, DROP),
    F("post-text", ANY, BODY),
    F("post__content", ANY, BODY),
    F("post_content", ANY, BODY),
    F("postcontent", ANY, BODY),
    F("postbody", ANY, BODY),
    F("postmeta", ANY, META),
    F("print", WORD, DROP),
    F("promo", PREFIX, DROP),
    F("perex", WORD, MH_HINT_LEAD),
    F("previewtext", ANY, MH_HINT_LEAD),
    F("preview-text", ANY, MH_HINT_LEAD),
    F("preview_text", ANY, MH_HINT_LEAD),
    F("publicidad", PREFIX, DROP),
    F("publicite", PREFIX, DROP),
    F("pingback", PREFIX, MH_HINT_COMMENT),
    F("post-views", ANY, META),
    F("publish-date", ANY, META),
    F("post-date", ANY, META),
    F("rail", WORD, DROP),
    F("rating", PREFIX, DROP),
    F("read-also", ANY, DROP),
    F("read-more", ANY, DROP),
    F("readalso", ANY, DROP),
    F("readmore", ANY, DROP),
    F("recirc", PREFIX, DROP),
    F("recommend", PREFIX, DROP),
    F("related", ANY, DROP),
    F("replies", WORD, MH_HINT_COMMENT),
    F("ribbon", WORD, DROP),
    F("rtejustify", WORD, MH_HINT_GOOD),
    F("reklam", PREFIX, DROP),
    F("relacionad", ANY, DROP),
    F("recomend", PREFIX, DROP),
    F("readers-also", ANY, DROP),
    F("reading-time", ANY, META),
    F("readtime", ANY, META),
    F("screen-reader", ANY, DROP),
    F("see-also", ANY, DROP),
    F("seealso", ANY, DROP),
    F("share", PREFIX, DROP),
    F("sharing", PREFIX, DROP),
    F("sharedaddy", ANY, DROP),
    F("shariff", ANY, DROP),
    F("side", WORD, DROP),
    F("sidebar", ANY, DROP),
    F("signup", ANY, DROP),
    F("sign-up", ANY, DROP),
    F("single-content", ANY, BODY),
    F("skip", WORD, DROP),
    F("skyscraper", ANY, DROP),
    F("slideshow", PREFIX, DROP),
    F("slider", PREFIX, DROP),
    F("sociable", ANY, DROP),
    F("social", PREFIX, DROP),
    F("sponsor", PREFIX, DROP),
    F("sr-only", ANY, DROP),
    F("story", PREFIX, MH_HINT_GOOD),
    F("story-body", ANY, BODY),
    F("story-content", ANY, BODY),
    F("story-text", ANY, BODY),
    F("story__body", ANY, BODY),
    F("storybody", ANY, BODY),
    F("storycontent", ANY, BODY),
    F("storytext", ANY, BODY),
    F("subscri", PREFIX, DROP),
    F("sapo", WORD, MH_HINT_LEAD),
    F("standfirst", ANY, MH_HINT_LEAD),
    F("stand-first", ANY, MH_HINT_LEAD),
    F("subheadline", ANY, MH_HINT_LEAD),
    F("sub-headline", ANY, MH_HINT_LEAD),
    F("subtitle", ANY, MH_HINT_LEAD),
    F("sub-title", ANY, MH_HINT_LEAD),
    F("summary", WORD, MH_HINT_LEAD),
    F("similar", PREFIX, DROP),
    F("taboola", ANY, DROP),
    F("tag-list", ANY, META),
    F("taglist", ANY, META),
    F("tags", WORD, META),
    F("teaser", PREFIX, MH_HINT_LISTING),
    F("td-post-content", ANY, BODY),
    F("text", WORD, MH_HINT_GOOD),
    F("timestamp", ANY, META),
    F("toc", WORD, DROP),
    F("toolbar", ANY, DROP),
    F("tools", WORD, DROP),
    F("tooltip", PREFIX, DROP),
    F("translate", WORD, DROP),
    F("trending", PREFIX, DROP),
    F("trackback", PREFIX, MH_HINT_COMMENT),
    F("tweet-", PREFIX, DROP),
    F("telegram", WORD, DROP),
    F("twitter-follow", ANY, DROP),
    F("updated", WORD, META),
    F("upsell", ANY, DROP),
    F("visually-hidden", ANY, DROP),
    F("visuallyhidden", ANY, DROP),
    F("vote", WORD, DROP),
    F("voting", PREFIX, DROP),
    F("vorspann", ANY, MH_HINT_LEAD),
    F("verwandt", ANY, DROP),
    F("views", WORD, META),
    F("view-count", ANY, META),
    F("viewcount", ANY, META),
    F("widget", PREFIX, DROP),
    F("werbung", PREFIX, DROP),
    F("wp-polls", ANY, DROP),
    F("whatsapp", WORD, DROP),
    F("wsw", WORD, BODY),
    F("cmt", WORD, MH_HINT_COMMENT),
    F("c-forum", ANY, MH_HINT_COMMENT),
    F("yarpp", ANY, DROP),
    F("you-may", ANY, DROP),
    F("zen-widget", ANY, DROP),
    F("single__content", ANY, BODY),
    F("single-text", ANY, BODY),
    F("newsbody", ANY, BODY),
    F("newscontent", ANY, BODY),
    F("news__text", ANY, BODY),
    F("news_content", ANY, BODY),
    F("news-content", ANY, BODY),
    F("news-body", ANY, BODY),
    F("full_text", ANY, BODY),
    F("fullstory", ANY, BODY),
    F("full-story", ANY, BODY),
    F("tab-panel", ANY, MH_HINT_PANE),
    F("tabs-panel", ANY, MH_HINT_PANE),
    F("tabs__content", ANY, MH_HINT_PANE),
    F("tab-content__item", ANY, MH_HINT_PANE),
    F("tabpane", ANY, MH_HINT_PANE),
    F("tab-pane", ANY, MH_HINT_PANE),
    F("theme-post-content", ANY, BODY),
};

static bool word_start(mh_view v, size_t i) {
    if (i == 0 || !mh_is_alnum(v.ptr[i - 1])) return true;
    char a = v.ptr[i - 1], b = v.ptr[i];
    return mh_lower(b) != b && mh_lower(a) == a;
}

static bool word_end(mh_view v, size_t i) {
    return i >= v.len || !mh_is_alpha(v.ptr[i]) || word_start(v, i);
}

/* The fragments that begin with a letter and a second byte, as a chain from the pair's slot. Filled for
 * one pass over names. */
#define FRAGMENTS (sizeof fragments / sizeof fragments[0])
#define PAIRS     1024
typedef struct letters {
    uint16_t head[PAIRS];     /* 1 + index into fragments, 0: none */
    uint16_t next[FRAGMENTS]; /* the same */
} letters;

static unsigned pair_slot(char first, char second) {
    return ((unsigned char)first * 29u + (unsigned char)second) % PAIRS;
}

static void index_letters(letters *l) {
    memset(l->head, 0, sizeof l->head);
    for (size_t i = FRAGMENTS; i-- > 0;) {
        uint16_t *head = &l->head[pair_slot(fragments[i].text.ptr[0], fragments[i].text.ptr[1])];
        l->next[i] = *head;
        *head = (uint16_t)(i + 1);
    }
}

/* Bytes of a class or id that are read. */
#define NAME_BYTES ((size_t)400)

static unsigned flags_of(const letters *l, mh_view v) {
    char low[NAME_BYTES];
    unsigned flags = 0;
    v = mh_view_sub(v, 0, NAME_BYTES);
    for (size_t i = 0; i < v.len; i++) low[i] = mh_lower(v.ptr[i]);
    for (size_t i = 0; i + 1 < v.len; i++) {
        for (unsigned k = l->head[pair_slot(low[i], low[i + 1])]; k; k = l->next[k - 1]) {
            const fragment *f = &fragments[k - 1];
            size_t n = f->text.len;
            if ((flags & f->flags) == f->flags || n > v.len - i ||
                memcmp(low + i, f->text.ptr, n) != 0)
                continue;
            if (f->where != ANY && !word_start(v, i)) continue;
            if (f->where == WORD && !word_end(v, i + n)) continue;
            flags |= f->flags;
        }
    }
    return flags;
}

unsigned mh_hints_of_name(mh_view name) {
    letters l;
    index_letters(&l);
    return flags_of(&l, name);
}

static unsigned tag_flags(unsigned tag) {
    switch (tag) {
    case MH_TAG_NAV:
    case MH_TAG_FOOTER:
    case MH_TAG_BUTTON:
    case MH_TAG_SELECT:
    case MH_TAG_TEXTAREA:
    case MH_TAG_INPUT:
    case MH_TAG_MENU:
    case MH_TAG_LABEL: return MH_HINT_DROP | MH_HINT_HARD;
    case MH_TAG_DIALOG: return MH_HINT_DROP | MH_HINT_HARD | MH_HINT_DIALOG;
    case MH_TAG_ADDRESS:
    case MH_TAG_ASIDE: return MH_HINT_DROP;
    case MH_TAG_FIGCAPTION: return MH_HINT_CAPTION;
    case MH_TAG_TIME: return MH_HINT_META;
    case MH_TAG_ARTICLE:
    case MH_TAG_MAIN: return MH_HINT_GOOD;
    default: return 0;
    }
}

static unsigned role_flags(mh_view role) {
    static const char *const drop[] = {"navigation", "banner",       "contentinfo", "search",
                                       "button",     "menu",         "menubar",     "alert",
                                       "toolbar",    "complementary"};
    if (role.len == 0) return 0;
    if (mh_view_ieq(role, MH_VIEW("dialog")) || mh_view_ieq(role, MH_VIEW("alertdialog")))
        return MH_HINT_DROP | MH_HINT_DIALOG;
    for (size_t i = 0; i < sizeof drop / sizeof drop[0]; i++)
        if (mh_view_ieq(role, mh_view_of(drop[i]))) return MH_HINT_DROP;
    return mh_view_ieq(role, MH_VIEW("main")) ? MH_HINT_GOOD : 0;
}

static bool style_hides(mh_view style) {
    for (size_t at = 0; (at = mh_view_ifind(style, MH_VIEW("display"), at)) != SIZE_MAX;) {
        at += 7;
        while (at < style.len && (mh_is_space(style.ptr[at]) || style.ptr[at] == ':')) at++;
        if (mh_view_istarts(mh_view_sub(style, at, style.len), MH_VIEW("none"))) return true;
    }
    return false;
}

static unsigned itemprop_flags(mh_view v) {
    unsigned flags = 0;
    mh_view word;
    while (mh_view_split(&v, ' ', &word)) {
        if (mh_view_ieq(word, MH_VIEW("articleBody"))) flags |= MH_HINT_BODY | MH_HINT_GOOD;
        if (mh_view_ieq(word, MH_VIEW("author")) || mh_view_ieq(word, MH_VIEW("datePublished")))
            flags |= MH_HINT_META;
        if (mh_view_ieq(word, MH_VIEW("caption"))) flags |= MH_HINT_CAPTION;
        if (mh_view_ieq(word, MH_VIEW("comment"))) flags |= MH_HINT_COMMENT;
    }
    return flags;
}

void mh_hints_init(mh_hints *h, const mh_tree *t) {
    letters l;
    mh_map *seen = mh_map_new(); /* names repeat a lot */
    index_letters(&l);
    h->n = mh_tree_count(t);
    h->flags = mh_alloc_array(h->n, sizeof *h->flags);
    for (mh_node n = 0; n < h->n; n++) {
        const mh_node_rec *r = mh_rec(t, n);
        if (r->type != MH_NODE_ELEMENT) continue;
        unsigned flags = tag_flags(r->tag);
        for (uint32_t i = 0; i < r->count; i++) {
            const mh_attr_rec *a = &t->attrs.ptr[r->data + i];
            mh_view v = {t->pool.ptr + a->value, a->len};
            if (a->len == 0 && a->name != MH_ATTR_HIDDEN) continue;
            if (a->name == MH_ATTR_CLASS || a->name == MH_ATTR_ID) {
                bool fresh;
                mh_value *known = mh_map_at(seen, v, &fresh);
                if (fresh) known->num = flags_of(&l, v);
                flags |= (unsigned)known->num;
            } else if (a->name == MH_ATTR_ROLE) {
                flags |= role_flags(v);
            } else if (a->name == MH_ATTR_ITEMPROP || a->name == MH_ATTR_PROPERTY) {
                flags |= itemprop_flags(v);
            } else if (a->name == MH_ATTR_HIDDEN || (a->name == MH_ATTR_STYLE && style_hides(v))) {
                flags |= MH_HINT_HIDDEN;
            }
        }
        h->flags[n] = (uint16_t)flags;
    }
    mh_map_free(seen);
}

void mh_hints_clear(mh_hints *h) {
    free(h->flags);
    *h = (mh_hints){0};
}
