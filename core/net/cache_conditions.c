#include "net/cache_priv.h"

#include "net/http_date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool mh_cache_asks_changed(const mh_cache_req *req) {
    return mh_cache_field(req, MH_VIEW("if-none-match"), NULL) ||
           mh_cache_field(req, MH_VIEW("if-modified-since"), NULL);
}

/* A server heeds conditions only where it would answer 2xx without them: what belongs to an error
 * page must not be asked with. */
static bool has_validators(const mh_cache_entry *e) {
    return e->status >= 200 && e->status < 300;
}

mh_view mh_cache_etag(const mh_cache_entry *e) {
    mh_view v = has_validators(e) ? mh_head_get(&e->head, MH_VIEW("etag")) : (mh_view){0};
    /* U+FFFD: the bytes that the server sent are not known any more */
    bool good = v.len > 0 && v.len <= MH_CACHE_VALIDATOR &&
                mh_view_find(v, MH_VIEW("\xEF\xBF\xBD"), 0) == SIZE_MAX;
    return good ? v : (mh_view){0};
}

mh_view mh_cache_modified(const mh_cache_entry *e) {
    mh_view v = has_validators(e) ? mh_head_get(&e->head, MH_VIEW("last-modified")) : (mh_view){0};
    int64_t s;
    return v.ptr && mh_http_date_read(v, e->response_us / 1000000, &s) ? v : (mh_view){0};
}

bool mh_cache_same_tag(mh_view a, mh_view b) {
    if (mh_view_starts(a, MH_VIEW("W/"))) a = mh_view_sub(a, 2, a.len);
    if (mh_view_starts(b, MH_VIEW("W/"))) b = mh_view_sub(b, 2, b.len);
    return a.len > 0 && mh_view_eq(a, b);
}

static void add_line(mh_lines *out, const char *name, mh_view value) {
    mh_buf b = {0};
    mh_buf_printf(&b, "%s: %.*s", name, MH_FMT(value));
    mh_vec_push(out, mh_buf_take(&b));
}

void mh_cache_conditions(const mh_cache_entry *kept, const mh_cache_req *req, mh_lines *out) {
    mh_view etag = mh_cache_etag(kept), modified = mh_cache_modified(kept);
    if (req->mode == MH_CACHE_REFRESH && !mh_cache_field(req, MH_VIEW("cache-control"), NULL) &&
        !mh_cache_field(req, MH_VIEW("pragma"), NULL))
        add_line(out, "Cache-Control", MH_VIEW("no-cache"));
    if (mh_cache_asks_changed(req)) return;
    if (etag.ptr) add_line(out, "If-None-Match", etag);
    if (modified.ptr) add_line(out, "If-Modified-Since", modified);
}

static bool lists_tag(mh_view list, mh_view etag) {
    mh_view part;
    while (mh_cache_member(&list, &part))
        if (mh_view_eq(part, MH_VIEW("*")) || mh_cache_same_tag(part, etag)) return true;
    return false;
}

/* RFC 9111, 4.3.2: by Last-Modified, else Date, else the time of arrival. */
static bool not_modified_since(const mh_cache_entry *e, mh_view since) {
    int64_t asked, have, now = e->response_us / 1000000;
    if (!mh_http_date_read(since, now, &asked)) return false;
    if (!mh_http_date_read(mh_head_get(&e->head, MH_VIEW("last-modified")), now, &have) &&
        !mh_http_date_read(mh_head_get(&e->head, MH_VIEW("date")), now, &have))
        have = now;
    return have <= asked;
}

bool mh_cache_unchanged(const mh_cache_entry *e, const mh_cache_req *req) {
    mh_buf b = {0};
    bool yes = false;
    if (e->status == 200 && mh_cache_field(req, MH_VIEW("if-none-match"), &b))
        yes = lists_tag(mh_buf_view(&b), mh_head_get(&e->head, MH_VIEW("etag")));
    else if (e->status == 200 && mh_cache_field(req, MH_VIEW("if-modified-since"), &b))
        yes = not_modified_since(e, mh_buf_view(&b));
    mh_buf_clear(&b);
    return yes;
}

/* "bytes=0-99", "bytes=100-", "bytes=-5" of n bytes; false for anything else. */
static bool read_range(mh_view v, size_t n, size_t *from, size_t *to) {
    uint64_t first, last = UINT64_MAX;
    if (!mh_view_istarts(v, MH_VIEW("bytes="))) return false;
    v = mh_view_trim(mh_view_sub(v, 6, v.len));
    size_t dash = mh_view_find_byte(v, '-', 0);
    if (dash == SIZE_MAX) return false;
    mh_view b = mh_view_sub(v, dash + 1, v.len);
    if (dash == 0) {
        if (!mh_view_u64(b, &last) || last == 0 || n == 0) return false;
        *from = last < n ? n - (size_t)last : 0;
        *to = n;
        return true;
    }
    if (!mh_view_u64(mh_view_sub(v, 0, dash), &first)) return false;
    if (b.len > 0 && !mh_view_u64(b, &last)) return false;
    if (first >= n || last < first) return false;
    *from = (size_t)first;
    *to = last < n ? (size_t)last + 1 : n;
    return true;
}

bool mh_cache_cut(mh_cache_entry *e, const mh_cache_req *req) {
    mh_buf range = {0};
    char text[96];
    size_t from, to;
    mh_cache_field(req, MH_VIEW("range"), &range);
    /* ranges are of the coded bytes, which are not there any more */
    bool ok = e->status == 200 && !mh_head_get(&e->head, MH_VIEW("content-encoding")).ptr &&
              read_range(mh_buf_view(&range), e->body.len, &from, &to);
    mh_buf_clear(&range);
    if (!ok) return false;
    snprintf(text, sizeof text, "bytes %zu-%zu/%zu", from, to - 1, e->body.len);
    mh_head_set(&e->head, MH_VIEW("Content-Range"), mh_view_of(text));
    snprintf(text, sizeof text, "%zu", to - from);
    mh_head_set(&e->head, MH_VIEW("Content-Length"), mh_view_of(text));
    memmove(e->body.ptr, e->body.ptr + from, to - from);
    e->body.len = to - from;
    e->body.ptr[e->body.len] = '\0';
    e->status = e->head.status = 206;
    return true;
}
