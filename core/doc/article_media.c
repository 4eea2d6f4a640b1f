/* What stands in an article beside its text (article.h): captions, and what is embedded from
 * elsewhere. */
#include "doc/extract_priv.h"

#include "base/vec.h"
#include "doc/render.h"
#include "doc/tree_priv.h"

/* Most of either; longest caption in characters. */
#define MAX_MEDIA   100
#define MAX_CAPTION 600
/* Blocks before the text in which the caption of the picture above it may stand. */
#define ABOVE ((size_t)12)

const char *mh_embed_kind_name(mh_embed_kind k) {
    static const char *const names[] = {"post", "video", "frame"};
    return names[k];
}

static const struct {
    const char *host;
    mh_embed_kind kind;
} hosts[] = {
    {"twitter.com", MH_EMBED_POST},   {"x.com", MH_EMBED_POST},
    {"t.me", MH_EMBED_POST},          {"facebook.com", MH_EMBED_POST},
    {"instagram.com", MH_EMBED_POST}, {"tiktok.com", MH_EMBED_POST},
    {"threads.net", MH_EMBED_POST},   {"bsky.app", MH_EMBED_POST},
    {"vk.com", MH_EMBED_POST},        {"ok.ru", MH_EMBED_VIDEO},
    {"youtube.com", MH_EMBED_VIDEO},  {"youtube-nocookie.com", MH_EMBED_VIDEO},
    {"youtu.be", MH_EMBED_VIDEO},     {"vimeo.com", MH_EMBED_VIDEO},
    {"rutube.ru", MH_EMBED_VIDEO},    {"dailymotion.com", MH_EMBED_VIDEO},
    {"mover.uz", MH_EMBED_VIDEO},
};

/* The host's row, if it is one of the table's or below one. */
static bool kind_of_host(mh_view url, mh_embed_kind *kind) {
    size_t at = mh_view_find(url, MH_VIEW("//"), 0);
    if (at == SIZE_MAX) return false;
    mh_view host = mh_view_sub(url, at + 2, url.len);
    host = mh_view_sub(host, 0, mh_view_find_byte(host, '/', 0));
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        mh_view h = mh_view_of(hosts[i].host);
        if (!mh_view_ends(host, h)) continue;
        if (host.len > h.len && host.ptr[host.len - h.len - 1] != '.') continue;
        *kind = hosts[i].kind;
        return true;
    }
    return false;
}

typedef MH_VEC(mh_embed) embeds;

static void add_embed(embeds *list, const mh_extract *x, mh_view ref, mh_view text,
                      mh_embed_kind kind, mh_arena *a) {
    mh_buf url = {0};
    if (ref.len > 0 && list->len < MAX_MEDIA && mh_doc_resolve(x->d, ref, &url, NULL) == MH_OK &&
        mh_view_istarts(mh_buf_view(&url), MH_VIEW("http"))) {
        mh_view v = mh_buf_view(&url);
        kind_of_host(v, &kind);
        bool known = false;
        for (size_t i = 0; i < list->len && !known; i++) known = mh_view_eq(list->ptr[i].url, v);
        mh_embed e = {.kind = kind, .url = mh_arena_dup(a, v), .text = mh_arena_dup(a, text)};
        if (!known) mh_vec_push(list, e);
    }
    mh_buf_clear(&url);
}

/* A quoted post: its last link is the post's own. */
static void read_post(embeds *list, const mh_extract *x, mh_node n, mh_arena *a) {
    mh_view href = {0};
    mh_buf text = {0};
    for (mh_node i = n; i < mh_tree_end(x->t, n); i++)
        if (mh_rec(x->t, i)->tag == MH_TAG_A) {
            mh_view h = mh_tree_attr_num(x->t, i, MH_ATTR_HREF);
            mh_embed_kind kind;
            if (kind_of_host(h, &kind)) href = h;
        }
    if (href.len > 0) mh_render_inline(&text, x->t, n);
    add_embed(list, x, href, mh_buf_view(&text), MH_EMBED_POST, a);
    mh_buf_clear(&text);
}

bool mh_extract_is_post(const mh_extract *x, mh_node n) {
    static const char *const names[] = {"twitter-tweet", "instagram-media", "tiktok-embed",
                                        "fb-post",       "telegram",        "bluesky-embed"};
    mh_view cls = mh_tree_attr_num(x->t, n, MH_ATTR_CLASS);
    for (size_t i = 0; cls.len > 0 && i < sizeof names / sizeof names[0]; i++)
        if (mh_view_ifind(cls, mh_view_of(names[i]), 0) != SIZE_MAX) return true;
    return false;
}

static void read_embeds(embeds *list, const mh_extract *x, mh_node root, mh_arena *a) {
    mh_node end = mh_tree_end(x->t, root);
    for (mh_node n = root; n != MH_NODE_NONE && n < end;) {
        const mh_node_rec *r = mh_rec(x->t, n);
        mh_view v = {0};
        bool post = false;
        if (r->tag == MH_TAG_IFRAME) {
            v = mh_tree_attr_num(x->t, n, MH_ATTR_SRC);
            if (v.len == 0) mh_tree_attr(x->t, n, MH_VIEW("data-src"), &v);
            add_embed(list, x, v, (mh_view){"", 0}, MH_EMBED_FRAME, a);
        } else if (r->tag == MH_TAG_SCRIPT &&
                   mh_tree_attr(x->t, n, MH_VIEW("data-telegram-post"), &v)) {
            mh_buf url = {0};
            mh_buf_printf(&url, "https://t.me/%.*s", MH_FMT(v));
            add_embed(list, x, mh_buf_view(&url), (mh_view){"", 0}, MH_EMBED_POST, a);
            mh_buf_clear(&url);
        } else if ((r->tag == MH_TAG_BLOCKQUOTE || r->tag == MH_TAG_DIV) &&
                   mh_extract_is_post(x, n)) {
            post = true;
            read_post(list, x, n, a);
        }
        n = mh_tree_walk(x->t, n, post, end);
    }
}

/* Whether block i is the caption of a picture: by its element, by a name around it, or as it names
 * the photographer. */
static bool is_caption(const mh_extract *x, size_t i) {
    const mh_block *k = &x->blocks.list.ptr[i];
    mh_node n = k->node;
    if (k->chars > MAX_CAPTION || k->chars < 3 || (x->out[i] & MH_OUT_COMMENT)) return false;
    if (x->phrase[i] == MH_PHRASE_PHOTO) return true;
    for (int up = 0; up < 4 && n != MH_NODE_ROOT && n != MH_NODE_NONE; up++) {
        if (mh_rec(x->t, n)->tag == MH_TAG_FIGCAPTION || (x->hints.flags[n] & MH_HINT_CAPTION))
            return true;
        n = mh_rec(x->t, n)->parent;
    }
    return false;
}

void mh_article_media(mh_article *out, const mh_extract *x, const mh_candidate *c, mh_arena *a) {
    MH_VEC(mh_view) captions = {0};
    embeds list = {0};
    for (size_t i = c->from > ABOVE ? c->from - ABOVE : 0; i < c->to && captions.len < MAX_MEDIA;
         i++)
        if (x->out[i] || i < c->from) {
            if (!is_caption(x, i)) continue;
            mh_view v = mh_arena_dup(a, mh_blocks_text(&x->blocks, &x->blocks.list.ptr[i]));
            mh_vec_push(&captions, v);
        }
    read_embeds(&list, x, c->root, a);
    out->captions = mh_arena_array(a, captions.len + 1, sizeof *out->captions);
    out->embeds = mh_arena_array(a, list.len + 1, sizeof *out->embeds);
    for (size_t i = 0; i < captions.len; i++) out->captions[i] = captions.ptr[i];
    for (size_t i = 0; i < list.len; i++) out->embeds[i] = list.ptr[i];
    out->n_captions = captions.len;
    out->n_embeds = list.len;
    mh_vec_clear(&captions);
    mh_vec_clear(&list);
}
