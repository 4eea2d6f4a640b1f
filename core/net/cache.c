#include "net/cache.h"

#include "doc/url.h"
#include "net/cache_priv.h"

#include <stdio.h>
#include <stdlib.h>

void mh_cache_entry_clear(mh_cache_entry *c) {
    mh_head_clear(&c->head);
    mh_buf_clear(&c->vary);
    mh_buf_clear(&c->body);
    *c = (mh_cache_entry){0};
}

static void drop(const mh_cache *c, mh_view url) {
    mh_err ignored;
    (void)c->store->drop(c->store->arg, c->scope, url, &ignored);
}

/* The newest answer that fits the request, without body. */
static bool choose(const mh_cache *c, const mh_cache_req *req, mh_cache_entry *out) {
    mh_cache_entry *all = NULL;
    size_t n = 0;
    mh_err ignored;
    bool found = false;
    if (c->store->get(c->store->arg, c->scope, req->url, &all, &n, &ignored) != MH_OK) return false;
    for (size_t i = 0; i < n; i++) {
        if (!found && mh_cache_fits(mh_buf_view(&all[i].vary), req)) {
            *out = all[i];
            found = true;
        } else {
            mh_cache_entry_clear(&all[i]);
        }
    }
    free(all);
    return found;
}

/* A body that cannot be read is of no use to anybody. */
static bool load_body(const mh_cache *c, const mh_cache_req *req, mh_cache_entry *e) {
    mh_err ignored;
    if (c->store->body(c->store->arg, e, &ignored) == MH_OK) return true;
    drop(c, req->url);
    return false;
}

/* Makes the answer of the entry: 304, 206 or the whole. False: it cannot be made of it. */
static bool make_answer(const mh_cache *c, const mh_cache_req *req, mh_cache_entry *e,
                        int64_t now_us) {
    char age[24];
    int64_t s = mh_cache_age_us(e, now_us) / 1000000;
    if (mh_cache_unchanged(e, req)) {
        e->status = e->head.status = 304;
    } else if (mh_cache_is_method(req, "GET")) {
        if (!load_body(c, req, e)) return false;
        bool part = mh_cache_field(req, MH_VIEW("range"), NULL);
        if (part && !mh_cache_cut(e, req) && req->mode != MH_CACHE_OFFLINE) return false;
    }
    snprintf(age, sizeof age, "%lld", s > INT64_C(1) << 31 ? 1LL << 31 : (long long)s);
    mh_head_set(&e->head, MH_VIEW("Age"), mh_view_of(age));
    return true;
}

/* Requests that what is kept says nothing about. */
static bool is_foreign(const mh_cache_req *req) {
    if (!mh_cache_is_method(req, "GET") && !mh_cache_is_method(req, "HEAD")) return true;
    return mh_cache_field(req, MH_VIEW("if-match"), NULL) ||
           mh_cache_field(req, MH_VIEW("if-unmodified-since"), NULL) ||
           mh_cache_field(req, MH_VIEW("if-range"), NULL);
}

mh_cache_find mh_cache_look(const mh_cache *c, const mh_cache_req *req, int64_t now_us,
                            mh_cache_entry *out) {
    mh_cache_control asked;
    *out = (mh_cache_entry){0};
    if (req->mode == MH_CACHE_OFF) return MH_CACHE_MISS;
    mh_cache_control_asked(req, &asked);
    bool offline = req->mode == MH_CACHE_OFFLINE;
    mh_cache_find without = offline || asked.only_if_cached ? MH_CACHE_NEVER : MH_CACHE_MISS;
    if (is_foreign(req) || (asked.no_store && !offline) || !choose(c, req, out)) return without;

    bool use = offline || (req->mode == MH_CACHE_ON && mh_cache_usable(c, out, &asked, now_us));
    if (use && make_answer(c, req, out, now_us)) return MH_CACHE_FRESH;
    bool ask = !use && without == MH_CACHE_MISS &&
               (mh_cache_etag(out).ptr || mh_cache_modified(out).ptr) &&
               !mh_cache_field(req, MH_VIEW("range"), NULL);
    if (ask && (mh_cache_is_method(req, "HEAD") || load_body(c, req, out))) return MH_CACHE_STALE;
    mh_cache_entry_clear(out);
    return without;
}

static bool put(const mh_cache *c, const mh_cache_req *req, const mh_cache_answer *a) {
    mh_cache_entry e = {0};
    mh_err ignored;
    bool kept = false;
    if (mh_cache_storable(req, a) && mh_cache_entry_of(req, a, &e)) {
        /* lent for the call: a body may be large */
        e.body = (mh_buf){.ptr = (char *)a->body.ptr, .len = a->body.len};
        kept = c->store->put(c->store->arg, c->scope, req->url, &e, &ignored) == MH_OK;
        e.body = (mh_buf){0};
    }
    mh_cache_entry_clear(&e);
    return kept;
}

/* An answer that says what the page is now, so that an older one must not come back. */
static bool supersedes(int status) {
    return status == 200 || status == 203 || status == 204 || status == 404 || status == 410 ||
           (status >= 300 && status < 400);
}

static void take_get(const mh_cache *c, const mh_cache_req *req, const mh_cache_entry *stale,
                     const mh_cache_answer *a) {
    mh_cache_control asked;
    mh_cache_control_asked(req, &asked);
    if (asked.no_store) return;
    /* trouble does not push out a page that can be asked about again */
    if (stale && a->status >= 500) return;
    if (!put(c, req, a) && supersedes(a->status)) drop(c, req->url);
}

/* -1: differ, 1: equal, 0: one of them is missing. */
static int compare(const mh_head *a, const mh_head *b, mh_view name) {
    mh_view x = mh_head_get(a, name), y = mh_head_get(b, name);
    if (!x.ptr || !y.ptr) return 0;
    bool same = mh_view_ieq(name, MH_VIEW("etag")) ? mh_cache_same_tag(x, y) : mh_view_eq(x, y);
    return same ? 1 : -1;
}

/* Stores the head of e anew after a 304 or HEAD, unless it is not to be kept any longer. */
static void refresh(const mh_cache *c, const mh_cache_req *req, mh_cache_entry *e,
                    const mh_cache_answer *a) {
    mh_cache_control cc;
    mh_buf vary = {0};
    mh_err ignored;
    mh_cache_merge(e, a);
    mh_cache_control_of(&e->head, &cc);
    bool keep = !cc.no_store && mh_cache_vary(&e->head, req, &vary) &&
                mh_view_eq(mh_buf_view(&vary), mh_buf_view(&e->vary)) &&
                e->head.text.len <= 2 * (size_t)MH_CACHE_HEAD;
    if (keep)
        (void)c->store->refresh(c->store->arg, e, &ignored);
    else
        drop(c, req->url);
    mh_buf_clear(&vary);
}

/* RFC 9111, 4.3.5, but that something must say that it is the same page. */
static void take_head(const mh_cache *c, const mh_cache_req *req, const mh_cache_answer *a) {
    mh_cache_entry e = {0};
    if (a->status != 200 || !choose(c, req, &e)) return;
    int tag = compare(&e.head, a->head, MH_VIEW("etag"));
    int modified = compare(&e.head, a->head, MH_VIEW("last-modified"));
    bool coded = mh_head_get(&e.head, MH_VIEW("content-encoding")).ptr ||
                 mh_head_get(a->head, MH_VIEW("content-encoding")).ptr;
    int length = coded ? 0 : compare(&e.head, a->head, MH_VIEW("content-length"));
    if (e.status != 200 || tag < 0 || modified < 0 || length < 0)
        drop(c, req->url);
    else if (tag > 0 || modified > 0)
        refresh(c, req, &e, a);
    mh_cache_entry_clear(&e);
}

static void drop_named(const mh_cache *c, const mh_url *base, mh_view ref) {
    mh_url u = {0};
    if (ref.len > 0 && mh_url_parse(&u, ref, base, NULL) == MH_OK && mh_url_same_origin(&u, base))
        drop(c, mh_url_href_no_fragment(&u));
    mh_url_clear(&u);
}

static void take_unsafe(const mh_cache *c, const mh_cache_req *req, const mh_cache_answer *a) {
    mh_url base = {0};
    if (a->status < 200 || a->status >= 400) return;
    drop(c, req->url);
    if (mh_url_parse(&base, req->url, NULL, NULL) == MH_OK) {
        drop_named(c, &base, mh_head_get(a->head, MH_VIEW("location")));
        drop_named(c, &base, mh_head_get(a->head, MH_VIEW("content-location")));
    }
    mh_url_clear(&base);
}

static mh_cache_verdict take_304(const mh_cache *c, const mh_cache_req *req, mh_cache_entry *stale,
                                 const mh_cache_answer *a) {
    bool own = mh_cache_asks_changed(req);
    bool known = stale && (mh_cache_etag(stale).ptr || mh_cache_modified(stale).ptr);
    if (!own && !known) return MH_CACHE_BROKEN;
    /* of another tag than ours: the page is the same, but that head is not about it */
    if (known && (!own || mh_cache_unchanged(stale, req)) &&
        compare(&stale->head, a->head, MH_VIEW("etag")) >= 0)
        refresh(c, req, stale, a);
    return own ? MH_CACHE_PASS : MH_CACHE_REUSE;
}

mh_cache_verdict mh_cache_take(const mh_cache *c, const mh_cache_req *req, mh_cache_entry *stale,
                               const mh_cache_answer *a) {
    if (req->mode == MH_CACHE_OFF) {
        bool asked = a->status != 304 || mh_cache_asks_changed(req);
        return asked ? MH_CACHE_PASS : MH_CACHE_BROKEN;
    }
    if (mh_cache_is_method(req, "GET") || mh_cache_is_method(req, "HEAD")) {
        if (a->status == 304) return take_304(c, req, stale, a);
        if (mh_cache_is_method(req, "GET"))
            take_get(c, req, stale, a);
        else
            take_head(c, req, a);
    } else if (!mh_cache_is_method(req, "OPTIONS") && !mh_cache_is_method(req, "TRACE")) {
        take_unsafe(c, req, a);
    }
    return MH_CACHE_PASS;
}
