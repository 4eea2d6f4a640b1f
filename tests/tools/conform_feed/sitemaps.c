/* sitemaps: one document, or a whole site walked from its home page. */
#include "conform.h"

#include "doc/sitemap.h"
#include "doc/url.h"

#include <string.h>

#define MAX_REDIRECTS 10

/* ---- one document */

static bool has_url(const mh_sitemap *s, mh_view url) {
    for (size_t i = 0; i < mh_sitemap_count(s); i++)
        if (mh_view_eq(mh_sitemap_entry_at(s, i)->url, url)) return true;
    return false;
}

static bool document_holds(const mh_sitemap *s, const json_t *want, mh_buf *got) {
    bool index = s && mh_sitemap_kind_of(s) == MH_SITEMAP_INDEX, ok = true;
    json_int_t n = s ? (json_int_t)mh_sitemap_count(s) : -1;
    json_t *pages = json_object_get(want, "n_pages"), *maps = json_object_get(want, "n_sitemaps");
    json_t *url;
    size_t i;
    mh_view kind = view_in(want, "kind");
    if (json_is_true(json_object_get(want, "error"))) return s == NULL;
    if (kind.len && mh_view_eq(kind, MH_VIEW("index")) != index) ok = false;
    if (pages && (index || n != json_integer_value(pages))) ok = false;
    if (maps && (!index || n != json_integer_value(maps))) ok = false;
    json_array_foreach(json_object_get(want, "locs_include"), i, url) {
        ok = ok && s && has_url(s, view_in(url, NULL));
    }
    if (s) mh_buf_printf(got, "%s of %d\n", index ? "index" : "pages", (int)n);
    return s && ok;
}

static verdict run_document(const json_t *r, outcome *o) {
    json_t *in = json_object_get(r, "input"), *opts = json_object_get(in, "options");
    mh_buf bytes = {0};
    mh_sitemap *s = NULL;
    mh_err e = {0};
    put_bytes(&bytes, json_object_get(in, "doc"));
    mh_sitemap_options how = {
        .url = view_in(in, "url"),
        .content_type = view_in(in, "content_type"),
        .strict_location = json_is_true(json_object_get(opts, "strict_location")),
        .strict_namespace = json_is_true(json_object_get(opts, "strict_namespace"))};
    if (mh_sitemap_parse(&s, mh_buf_view(&bytes), &how, &e) != MH_OK)
        mh_buf_printf(&o->got, "%s\n", e.msg);
    bool ok = document_holds(s, json_object_get(r, "expect"), &o->got);
    mh_sitemap_free(s);
    mh_buf_clear(&bytes);
    return ok ? PASSED : FAILED;
}

/* ---- a site, fetched from the record */

typedef struct fetched {
    mh_buf url, type, bytes;
    json_int_t status;
} fetched;

static void fetched_clear(fetched *f) {
    mh_buf_clear(&f->url);
    mh_buf_clear(&f->type);
    mh_buf_clear(&f->bytes);
}

static mh_view header_of(const json_t *response, const char *name) {
    return view_in(json_object_get(response, "headers"), name);
}

static void fetch(fetched *f, const json_t *in, mh_view url) {
    const json_t *response = NULL;
    mh_buf_put(&f->url, url);
    for (int i = 0; i < MAX_REDIRECTS; i++) {
        mh_view location, at = mh_buf_view(&f->url);
        response = json_object_getn(json_object_get(in, "responses"), at.ptr, at.len);
        location = header_of(response, "Location");
        f->status = response ? json_integer_value(json_object_get(response, "status"))
                             : json_integer_value(json_object_get(in, "otherwise"));
        if (location.len == 0) break;
        mh_buf next = {0};
        mh_url_resolve(&next, location, at, NULL);
        mh_buf_clear(&f->url);
        f->url = next;
    }
    mh_buf_put(&f->type, header_of(response, "Content-Type"));
    put_bytes(&f->bytes, response);
}

static void put_raw(json_t *o, const char *key, const mh_feed_instant *t) {
    put_str(o, key, t->raw);
}

static json_t *page_of(const mh_sitemap_entry *e) {
    json_t *o = json_object(), *story = json_object(), *others = json_array();
    put_str(o, "url", e->url);
    put_str(o, "change_frequency", e->frequency);
    put_raw(o, "last_modified", &e->modified);
    if (e->priority >= 0) json_object_set_new(o, "priority", json_real(e->priority));
    json_object_set_new(o, "type", json_string("SitemapPage"));
    if (e->is_news) {
        json_object_set_new(story, "type", json_string("SitemapNewsStory"));
        put_str(story, "title", e->title);
        put_str(story, "publication_name", e->publication);
        put_str(story, "publication_language", e->language);
        put_raw(story, "publish_date", &e->published);
    }
    put_some(o, "news_story", story);
    for (size_t i = 0; i < e->alternates.len; i++)
        json_array_append_new(others, json_pack("[s%s%]", e->alternates.ptr[i].language.ptr,
                                                e->alternates.ptr[i].language.len,
                                                e->alternates.ptr[i].url.ptr,
                                                e->alternates.ptr[i].url.len));
    put_some(o, "alternates", others);
    return o;
}

static json_t *pages_of(const mh_sitemap *s) {
    json_t *list = json_array();
    for (size_t i = 0; i < mh_sitemap_count(s); i++)
        json_array_append_new(list, page_of(mh_sitemap_entry_at(s, i)));
    return list;
}

static const char *type_of(const mh_sitemap_step *s) {
    static const char *const pages[] = {"PagesXMLSitemap", "PagesRSSSitemap", "PagesAtomSitemap",
                                        "PagesTextSitemap"};
    if (s->state != MH_SITEMAP_READ) return "InvalidSitemap";
    if (s->is_robots) return "IndexRobotsTxtSitemap";
    return s->kind == MH_SITEMAP_INDEX ? "IndexXMLSitemap" : pages[s->form];
}

/* The walk as USP's tree: all that was named, and guesses that were right. pages[i]: of step i. */
static json_t *tree_of(const mh_sitemap_walk *w, json_t *pages, mh_view home) {
    json_t *root = json_object();
    size_t n = mh_sitemap_walk_count(w);
    json_t **node = calloc(n + 1, sizeof *node);
    put_str(root, "url", home);
    json_object_set_new(root, "type", json_string("IndexWebsiteSitemap"));
    json_object_set_new(root, "sub_sitemaps", json_array());
    for (size_t i = 0; i < n; i++) {
        const mh_sitemap_step *s = mh_sitemap_walk_step(w, i);
        bool aside = s->is_robots || s->is_guess;
        if (aside && s->state != MH_SITEMAP_READ) continue;
        json_t *o = node[i] = json_object(), *own = json_array_get(pages, i);
        json_t *parent = s->parent == i ? root : node[s->parent];
        put_str(o, "url", s->url);
        json_object_set_new(o, "type", json_string(type_of(s)));
        if (s->is_robots || s->kind == MH_SITEMAP_INDEX)
            json_object_set_new(o, "sub_sitemaps", json_array());
        if (json_is_array(own)) json_object_set(o, "pages", own);
        json_array_append_new(json_object_get(parent, "sub_sitemaps"), o);
    }
    free(node);
    return root;
}

/* Everything below o, itself left out, in document order. */
static void flatten(const json_t *o, json_t *maps, json_t *pages) {
    json_t *one;
    size_t i;
    json_array_foreach(json_object_get(o, "pages"), i, one) json_array_append(pages, one);
    json_array_foreach(json_object_get(o, "sub_sitemaps"), i, one) {
        json_array_append(maps, one);
        flatten(one, maps, pages);
    }
}

static json_t *walk_site(const json_t *in, mh_buf *notes) {
    mh_sitemap_walk *w = NULL;
    mh_sitemap_plan plan = {.start = view_in(in, "home")};
    mh_view url;
    json_t *pages = json_array();
    mh_err e = {0};
    if (mh_sitemap_walk_new(&w, &plan, &e) != MH_OK) mh_buf_printf(notes, "%s\n", e.msg);
    while (w && mh_sitemap_walk_next(w, &url)) {
        fetched f = {0};
        const mh_sitemap *s = NULL;
        size_t at = 0;
        while (mh_sitemap_walk_step(w, at)->state != MH_SITEMAP_ASKED) at++;
        fetch(&f, in, url);
        mh_sitemap_answer got = {mh_buf_view(&f.url), mh_buf_view(&f.type), mh_buf_view(&f.bytes)};
        if (f.status != 200)
            mh_sitemap_walk_miss(w, MH_VIEW("status"));
        else if (mh_sitemap_walk_take(w, &got, &s, &e) != MH_OK)
            mh_buf_printf(notes, "%s\n", e.msg);
        while (json_array_size(pages) <= at) json_array_append_new(pages, json_null());
        if (s && mh_sitemap_kind_of(s) == MH_SITEMAP_PAGES)
            json_array_set_new(pages, at, pages_of(s));
        fetched_clear(&f);
    }
    json_t *root = w ? tree_of(w, pages, plan.start) : json_object();
    json_t *maps = json_array(), *flat = json_array();
    flatten(root, maps, flat);
    json_object_set_new(root, "all_sitemaps", maps);
    json_object_set_new(root, "all_pages", flat);
    mh_sitemap_walk_free(w);
    json_decref(pages);
    return root;
}

static bool check_holds(const json_t *site, const json_t *check) {
    const json_t *at = at_path(site, json_object_get(check, "path"));
    json_t *len = json_object_get(check, "len"), *eq = json_object_get(check, "eq");
    mh_view type = view_in(check, "type");
    if (len) return json_array_size(at) == (size_t)json_integer_value(len);
    if (type.len) return mh_view_eq(view_in(at, "type"), type);
    return json_is_null(eq) ? !at || json_is_null(at) : at && same_json(at, eq);
}

/* As a set: each wanted one is there, and nothing else. */
static bool same_pages(const json_t *site, const json_t *want) {
    json_t *one, *url;
    size_t i, k;
    bool ok = true;
    json_t *got = json_object(), *wanted = json_object();
    json_array_foreach(json_object_get(site, "all_pages"), i, one) {
        json_object_set_new(got, json_string_value(json_object_get(one, "url")), json_null());
    }
    json_array_foreach(want, k, url) {
        json_object_set_new(wanted, json_string_value(url), json_null());
        ok = ok && json_object_get(got, json_string_value(url));
    }
    ok = ok && json_object_size(got) == json_object_size(wanted);
    json_decref(got);
    json_decref(wanted);
    return ok;
}

static verdict run_site(const json_t *r, outcome *o) {
    json_t *want = json_object_get(r, "expect"), *check, *pages = json_object_get(want, "pages");
    json_t *tree = json_object_get(want, "tree");
    json_t *site = walk_site(json_object_get(r, "input"), &o->got);
    size_t i;
    bool ok = !pages || same_pages(site, pages);
    json_array_foreach(json_object_get(want, "checks"), i, check) {
        ok = ok && check_holds(site, check);
    }
    if (tree) compare_leaves(tree, site, o);
    char *shown = json_dumps(site, JSON_INDENT(1));
    mh_buf_printf(&o->got, "%s\n", shown);
    free(shown);
    json_decref(site);
    return ok ? PASSED : FAILED;
}

verdict run_sitemap(const json_t *r, outcome *o) {
    const json_t *in = json_object_get(r, "input");
    return json_object_get(in, "home") ? run_site(r, o) : run_document(r, o);
}
