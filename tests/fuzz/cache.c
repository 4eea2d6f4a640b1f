/* cache.c: header blocks of requests and answers against the rules of the HTTP cache.
 * Input: a line of two letters (method, mode) and a number of seconds; then blocks that an empty line
 * ends: request, answer, request, answer. An answer begins with its status line. */
#include "fuzz.h"

#include "../unit/net/cache_memory.h"
#include "net/cache_priv.h"

#define NOW (INT64_C(1795656600) * 1000000)
#define URL "https://a.example/news?x=1"

typedef struct block {
    char *lines[64]; /* owned */
    size_t n;
    mh_head head;
} block;

/* Lines up to an empty one, as request fields and as a head. */
static void take_block(mh_view *rest, block *b) {
    static const mh_head_limits limits = {1 << 16, 3};
    mh_err e = {0};
    bool ok = true;
    while (rest->len > 0) {
        mh_view line = fz_line(rest);
        if (line.len == 0) break;
        ok = ok && mh_head_line(&b->head, line, limits, &e) == MH_OK;
        if (b->n < 64) b->lines[b->n++] = mh_strndup(line.ptr, line.len);
    }
    if (ok) mh_head_line(&b->head, MH_VIEW("\r\n"), limits, &e);
    if (!ok || !b->head.complete) mh_head_read(&b->head, 200, (mh_view){0});
}

static void clear_block(block *b) {
    for (size_t i = 0; i < b->n; i++) free(b->lines[i]);
    mh_head_clear(&b->head);
}

static void check_stored(const cache_memory *m) {
    for (size_t i = 0; i < m->rows.len; i++) {
        const mh_cache_entry *e = &m->rows.ptr[i].e;
        mh_buf text = {0};
        mh_view vary = mh_buf_view(&e->vary), line, last = {0};
        mh_head_write(&e->head, &text);
        fz_check(text.len <= 4 * MH_CACHE_HEAD);
        fz_is_text(mh_buf_view(&text));
        mh_buf_clear(&text);
        fz_check(e->status >= 200 && e->status <= 599 && e->status != 206 && e->status != 304);
        fz_check(!mh_head_get(&e->head, MH_VIEW("connection")).ptr);
        fz_check(!mh_head_get(&e->head, MH_VIEW("transfer-encoding")).ptr);
        fz_check(mh_head_get(&e->head, MH_VIEW("etag")).len <= MH_CACHE_VALIDATOR);
        fz_check(mh_head_get(&e->head, MH_VIEW("date")).ptr != NULL);
        while (mh_view_split(&vary, '\n', &line)) {
            if (line.len == 0) continue;
            fz_check(mh_view_cmp(last, line) < 0); /* sorted, each once */
            fz_check(line.ptr[0] != ':' && !mh_view_eq(line, MH_VIEW("*")));
            last = line;
        }
    }
}

static void check_fresh(const mh_cache *c, const mh_cache_req *req, const mh_cache_entry *e,
                        int64_t now) {
    mh_cache_control cc;
    mh_cache_control_of(&e->head, &cc);
    fz_check(mh_cache_is_method(req, "GET") || mh_cache_is_method(req, "HEAD"));
    fz_check(req->mode == MH_CACHE_ON || req->mode == MH_CACHE_OFFLINE);
    fz_check(e->status == e->head.status);
    fz_check(mh_head_get(&e->head, MH_VIEW("age")).len > 0);
    fz_check(!cc.no_store || cc.must_understand);
    fz_check(!cc.no_cache || req->mode == MH_CACHE_OFFLINE);
    fz_check(e->status != 304 || e->body.len == 0);
    fz_check(mh_cache_age_us(e, now) >= 0);
    fz_check(mh_cache_lifetime_us(c, e) <= INT64_C(86400) * 1000000);
}

static void check_conditions(const mh_cache_entry *kept, const mh_cache_req *req, bool stale) {
    mh_lines lines = {0};
    mh_cache_conditions(kept, req, &lines);
    fz_check(lines.len <= 3);
    fz_check(stale || lines.len == (size_t)(req->mode == MH_CACHE_REFRESH && lines.len > 0));
    for (size_t i = 0; i < lines.len; i++) {
        mh_view v = mh_view_of(lines.ptr[i]);
        fz_check(mh_head_is_value(v) && v.len <= MH_CACHE_VALIDATOR + 32);
        free(lines.ptr[i]);
    }
    mh_vec_clear(&lines);
}

static void exchange(cache_memory *m, mh_cache_req req, block *asked, block *answered,
                     int64_t now) {
    mh_cache c = {.store = &m->store, .scope = MH_VIEW("job")};
    mh_cache_entry kept;
    int status = answered->head.status;
    req.lines = asked->lines;
    req.n_lines = asked->n;
    mh_cache_find find = mh_cache_look(&c, &req, now, &kept);
    if (find == MH_CACHE_FRESH) check_fresh(&c, &req, &kept, now);
    fz_check(find == MH_CACHE_FRESH || find == MH_CACHE_STALE || kept.status == 0);
    if (find == MH_CACHE_MISS || find == MH_CACHE_STALE) {
        bool stale = find == MH_CACHE_STALE;
        int puts = m->puts;
        mh_cache_answer a = {status, &answered->head, MH_VIEW("0123456789"), now, now + 1000};
        check_conditions(&kept, &req, stale);
        mh_cache_verdict v = mh_cache_take(&c, &req, stale ? &kept : NULL, &a);
        fz_check(v == MH_CACHE_PASS || status == 304);
        fz_check(v != MH_CACHE_REUSE || (stale && kept.status >= 200 && kept.status < 300));
        fz_check(m->puts == puts || (req.mode != MH_CACHE_OFF && mh_cache_is_method(&req, "GET")));
    }
    check_stored(m);
    mh_cache_entry_clear(&kept);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const methods[] = {"GET", "HEAD", "POST", "OPTIONS"};
    mh_view rest = fz_view(data, size), first = fz_line(&rest);
    cache_memory m;
    uint64_t after = 0;
    char method = first.len > 0 ? first.ptr[0] : 0, mode = first.len > 1 ? first.ptr[1] : 0;
    block b[4] = {0};
    cm_init(&m);
    mh_view_u64(mh_view_sub(first, 2, 8), &after);
    for (size_t i = 0; i < 4; i++) take_block(&rest, &b[i]);
    mh_cache_req get = {.method = MH_VIEW("GET"), .url = MH_VIEW(URL), .mode = MH_CACHE_ON};
    mh_cache_req req = {mh_view_of(methods[method & 3]), MH_VIEW(URL), NULL, 0,
                        (mh_cache_mode)(mode & 3)};
    exchange(&m, get, &b[0], &b[1], NOW);
    exchange(&m, req, &b[2], &b[3], NOW + (int64_t)after * 1000000);
    exchange(&m, get, &b[2], &b[1], NOW + (int64_t)after * 2000000);
    for (size_t i = 0; i < 4; i++) clear_block(&b[i]);
    cm_clear(&m);
    return 0;
}
