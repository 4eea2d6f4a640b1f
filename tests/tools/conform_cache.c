/* conform_cache FOLDER [--errors N]: runs the table http_cache against the cache of core/net, over a
 * store of its own, with an origin inside this process and a clock that is moved in the place of
 * waiting. Prints passed/total of what a cache must do (required), could do (optimal) and may do
 * (check), how many of the required cases use a stored answer, and, on standard error, the ids of the
 * first N failures with what was wrong. Cases for browsers or CDNs alone are left out. A case passes
 * when its expectations hold, setup included, and so do those of the cases that it depends on. */
#include "conform_cache/cache.h"

#include "base/map.h"
#include "run/net_cache.h"

#include <ftw.h>
#include <unistd.h>

#define START (INT64_C(1795656600) * SECOND + 400000) /* 2026-11-26, not at a full second */
#define PAUSE (3 * SECOND)

static void take_kept(outcome *out, mh_cache_entry *kept) {
    out->from_store = true;
    out->status = kept->status;
    mh_head_clear(&out->head);
    out->head = kept->head;
    kept->head = (mh_head){0};
    mh_buf_clear(&out->body);
    out->body = kept->body;
    kept->body = (mh_buf){0};
}

/* One request through the cache, as the fetch engine does it for each hop:
 *  1. look. FRESH: what is kept is the answer, nothing is sent. NEVER: an error (not_found; RFC 9111
 *     calls it 504).
 *  2. MISS, STALE: the lines of mh_cache_conditions go with the request's own. Note the time.
 *  3. No whole answer (an error, a body cut short or too large): nothing is taken; what is kept is
 *     not used in its place.
 *  4. take, with the entry only after STALE. REUSE: the caller gets the kept status, head and body.
 *     BROKEN: an error (protocol). PASS: the answer as it came. */
static void exchange(const mh_cache *c, const mh_cache_req *req, origin *o, mh_view id,
                     outcome *out) {
    mh_cache_entry kept;
    mh_cache_find find = mh_cache_look(c, req, o->now_us, &kept);
    if (find == MH_CACHE_FRESH) take_kept(out, &kept);
    if (find == MH_CACHE_NEVER) out->failed = true;
    if (find == MH_CACHE_MISS || find == MH_CACHE_STALE) {
        mh_cache_conditions(&kept, req, &o->extra);
        o->req = req;
        int64_t request_us = o->now_us;
        o->now_us += SECOND / 100;
        out->asked = true;
        out->failed = !origin_answer(o, id, &out->head, &out->body);
        out->status = out->head.status;
        out->interim = out->head.interim;
        mh_cache_answer a = {out->status, &out->head, mh_buf_view(&out->body), request_us,
                             o->now_us};
        if (!out->failed) {
            mh_cache_entry *stale = find == MH_CACHE_STALE ? &kept : NULL;
            switch (mh_cache_take(c, req, stale, &a)) {
            case MH_CACHE_PASS: break;
            case MH_CACHE_REUSE: take_kept(out, &kept); break;
            case MH_CACHE_BROKEN: out->failed = true; break;
            }
        }
    }
    mh_cache_entry_clear(&kept);
}

/* The request of the exchange: its fields, dates as of the answer before. */
static void make_lines(const json_t *step, int64_t at, mh_lines *out) {
    const json_t *pair;
    size_t i;
    json_array_foreach(json_object_get(step, "request_headers"), i, pair) {
        mh_buf b = {0};
        mh_buf_printf(&b, "%s: ", json_string_value(json_array_get(pair, 0)));
        put_value(&b, pair, step, at);
        mh_vec_push(out, mh_buf_take(&b));
    }
}

static void free_lines(mh_lines *l) {
    for (size_t i = 0; i < l->len; i++) free(l->ptr[i]);
    mh_vec_clear(l);
}

static void run_step(const mh_cache *cache, origin *o, mh_view id, int64_t *answered, mh_buf *why) {
    const json_t *step = json_array_get(o->steps, o->step);
    mh_view method = view_in(step, "request_method"), query = view_in(step, "query_arg");
    mh_lines lines = {0};
    mh_buf url = {0};
    outcome got = {0};
    make_lines(step, *answered, &lines);
    mh_buf_printf(&url, "http://127.0.0.1:8000/test/%.*s", MH_FMT(id));
    if (query.len) mh_buf_printf(&url, "?%.*s", MH_FMT(query));
    mh_cache_req req = {method.len ? method : MH_VIEW("GET"), mh_buf_view(&url), lines.ptr,
                        lines.len, MH_CACHE_ON};
    o->req = &req;
    exchange(cache, &req, o, id, &got);
    check_step(step, o, &got, id, why);
    long long at = number(mh_head_get(&got.head, MH_VIEW("server-now")));
    if (at >= 0) *answered = at;
    free_lines(&lines);
    free_lines(&o->extra);
    o->req = NULL;
    mh_buf_clear(&url);
    mh_buf_clear(&got.body);
    mh_head_clear(&got.head);
}

static bool run_case(mh_run_cache *store, const json_t *r, mh_buf *why) {
    origin o = {.steps = json_object_get(r, "input"), .now_us = START};
    mh_view id = view_in(r, "id");
    mh_cache cache = {.store = &store->store, .scope = id};
    int64_t answered = START;
    for (; o.step < json_array_size(o.steps); o.step++) {
        mh_buf_reset(&o.next_etag);
        mh_buf_reset(&o.next_modified);
        run_step(&cache, &o, id, &answered, why);
        mh_buf tag = o.etag, date = o.modified;
        o.etag = o.next_etag, o.next_etag = tag;
        o.modified = o.next_modified, o.next_modified = date;
        if (json_is_true(json_object_get(json_array_get(o.steps, o.step), "pause_after")))
            o.now_us += PAUSE;
    }
    mh_buf_clear(&o.etag);
    mh_buf_clear(&o.modified);
    mh_buf_clear(&o.next_etag);
    mh_buf_clear(&o.next_modified);
    return why->len == 0;
}

/* Whether a stored answer must be used for it to pass. */
static bool needs_reuse(const json_t *r) {
    const json_t *step;
    size_t i;
    json_array_foreach(json_object_get(r, "input"), i, step) {
        mh_view type = view_in(step, "expected_type");
        if (type.len && !mh_view_eq(type, MH_VIEW("not_cached"))) return true;
    }
    return false;
}

typedef struct result {
    json_t *record; /* owned */
    bool own, done, passed;
    mh_buf why;
} result;

typedef struct suite {
    MH_VEC(result) all;
    mh_map *at; /* id to index */
} suite;

/* Cases that are not in the table, or left out, count as passed; the table has no circles, but what
 * is read from outside is not trusted with that. */
static bool passes(suite *s, size_t i, int depth) {
    result *r = &s->all.ptr[i];
    const json_t *id;
    size_t k;
    if (r->done || depth > 20) return r->passed;
    r->passed = r->own;
    json_array_foreach(json_object_get(r->record, "depends_on"), k, id) {
        mh_value *v = mh_map_get(s->at, view_in(id, NULL));
        if (v && !passes(s, v->num, depth + 1)) {
            r->passed = false;
            mh_buf_printf(&r->why, "  depends on %.*s\n", MH_FMT(view_in(id, NULL)));
        }
    }
    r->done = true;
    return r->passed;
}

static void report(suite *s, int errors) {
    static const char *const kinds[] = {"required", "optimal", "check"};
    printf("%-14s", "http_cache");
    for (size_t k = 0; k < 3; k++) {
        int n = 0, ok = 0, reuse = 0, reused = 0;
        for (size_t i = 0; i < s->all.len; i++) {
            result *r = &s->all.ptr[i];
            mh_view kind = view_in(json_object_get(r->record, "expect"), "kind");
            if (!mh_view_eq(kind, mh_view_of(kinds[k]))) continue;
            bool pass = passes(s, i, 0), needs = needs_reuse(r->record);
            n++, ok += pass, reuse += needs, reused += needs && pass;
            if (!pass && errors-- > 0)
                fprintf(stderr, "== %s %.*s\n%.*s", kinds[k], MH_FMT(view_in(r->record, "id")),
                        MH_FMT(mh_buf_view(&r->why)));
        }
        printf("%s %s %d/%d (using a stored answer: %d/%d)", k ? "," : "", kinds[k], ok, n, reused,
               reuse);
    }
    printf("\n");
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at) {
    (void)st, (void)kind, (void)at;
    return remove(path);
}

static const char *suite_name(size_t i) {
    (void)i;
    return "http_cache";
}

static bool run_suite(size_t i, const char *folder, int errors) {
    char dir[] = "/tmp/mh-conform-XXXXXX", path[64];
    mh_run_cache store;
    mh_store *db = NULL;
    mh_buf text = {0};
    mh_err e = {0};
    suite s = {.at = mh_map_new()};
    gzFile f = table_open(folder, suite_name(i));
    if (!f) return false;
    if (!mkdtemp(dir)) return false;
    snprintf(path, sizeof path, "%s/cache.db", dir);
    bool ok = mh_store_open(&db, path, NULL, &e) == MH_OK;
    if (!ok) fprintf(stderr, "%s\n", e.msg);
    if (ok) mh_run_cache_init(&store, db, 0);
    for (json_t *r; ok && (r = table_next(f, &text)) != NULL;) {
        if (json_is_true(json_object_get(r, "cdn_only")) ||
            json_is_true(json_object_get(r, "browser_only"))) {
            json_decref(r);
            continue;
        }
        result one = {.record = r};
        one.own = run_case(&store, r, &one.why);
        mh_map_at(s.at, view_in(r, "id"), NULL)->num = s.all.len;
        mh_vec_push(&s.all, one);
    }
    if (ok) report(&s, errors);
    for (size_t k = 0; k < s.all.len; k++) {
        json_decref(s.all.ptr[k].record);
        mh_buf_clear(&s.all.ptr[k].why);
    }
    mh_vec_clear(&s.all);
    mh_map_free(s.at);
    mh_buf_clear(&text);
    gzclose(f);
    mh_store_close(db);
    nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return ok;
}

int main(int argc, char **argv) {
    return tables_main(argc, argv, "conform_cache", 1, suite_name, run_suite);
}
