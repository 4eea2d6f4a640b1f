/* sitemap.c: a line "URL, tab, content type", then a sitemap of any kind, plain or gzip: its entries, an
 * index walked as if each answer were the same bytes, the bytes as robots.txt. */
#include "fuzz.h"

#include "doc/sitemap.h"
#include "doc/url.h"

static void check_url(mh_view v) {
    mh_url u = {0};
    fz_is_text(v);
    fz_check(mh_url_parse(&u, v, NULL, NULL) == MH_OK && mh_url_is_http(&u));
    mh_url_clear(&u);
}

static void check_entry(const mh_sitemap_entry *e) {
    const mh_view views[] = {e->frequency, e->title,        e->publication,  e->language,
                             e->keywords,  e->modified.raw, e->published.raw};
    check_url(e->url);
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) fz_is_text(views[i]);
    for (size_t i = 0; i < e->images.len && i < 8; i++) check_url(e->images.ptr[i]);
    for (size_t i = 0; i < e->videos.len && i < 8; i++) check_url(e->videos.ptr[i]);
    for (size_t i = 0; i < e->alternates.len && i < 8; i++) {
        fz_is_text(e->alternates.ptr[i].language);
        check_url(e->alternates.ptr[i].url);
    }
    fz_check(e->priority <= 1);
}

static void walk(mh_view url, mh_view type, mh_view bytes) {
    mh_sitemap_walk *w = NULL;
    mh_sitemap_plan plan = {.start = url, .max_sitemaps = 5, .max_depth = 2};
    unsigned asked = 0;
    mh_err e = {0};
    if (mh_sitemap_walk_new(&w, &plan, &e) != MH_OK) {
        fz_check(w == NULL && e.code == MH_E_USAGE);
        return;
    }
    while (mh_sitemap_walk_next(w, &url)) {
        const mh_sitemap *s = NULL;
        mh_sitemap_answer got = {.content_type = type, .bytes = bytes};
        check_url(url);
        fz_check(asked++ < 5);
        if (mh_sitemap_walk_take(w, &got, &s, &e) != MH_OK) fz_check(s == NULL);
    }
    for (size_t i = 0; i < mh_sitemap_walk_count(w); i++) {
        const mh_sitemap_step *s = mh_sitemap_walk_step(w, i);
        fz_check(s->parent <= i && s->depth <= 3 && s->state != MH_SITEMAP_ASKED);
        fz_is_text(s->why);
    }
    mh_sitemap_walk_free(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_view bytes = fz_view(data, size), type = fz_line(&bytes), url = {0};
    mh_view_split(&type, '\t', &url);
    mh_sitemap_options o = {.url = url,
                            .content_type = type,
                            .max_bytes = 1u << 20,
                            .max_urls = 500,
                            .strict_location = size & 1};
    mh_sitemap *s = NULL;
    mh_err e = {0};
    if (mh_sitemap_parse(&s, bytes, &o, &e) == MH_OK) {
        fz_check(mh_sitemap_count(s) <= 500);
        for (size_t i = 0; i < mh_sitemap_count(s) && i < 32; i++)
            check_entry(mh_sitemap_entry_at(s, i));
    } else {
        fz_check(s == NULL && e.code != MH_E_NONE);
    }
    mh_sitemap_free(s);
    mh_arena *a = mh_arena_new();
    mh_view_list list = mh_sitemap_robots(bytes, url, a);
    fz_check(list.len <= MH_SITEMAP_MAX_ROBOTS);
    for (size_t i = 0; i < list.len; i++) check_url(list.ptr[i]);
    mh_arena_free(a);
    walk(url, type, bytes);
    return 0;
}
