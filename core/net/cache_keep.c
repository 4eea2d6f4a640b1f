#include "net/cache_priv.h"

#include "base/hash.h"
#include "net/http_date.h"

/* Fields that belong to the connection, not to the answer (RFC 9111, 3.1). */
static const char *const of_connection[] = {"connection",
                                            "keep-alive",
                                            "proxy-connection",
                                            "proxy-authenticate",
                                            "proxy-authentication-info",
                                            "proxy-authorization",
                                            "te",
                                            "trailer",
                                            "transfer-encoding",
                                            "upgrade"};

/* What a 304 may not change in an answer whose body is stored decoded (RFC 9111, 3.2). */
static const char *const of_body[] = {"content-encoding", "content-length", "content-range"};

static bool is_listed(mh_view name, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (mh_view_ieq(name, mh_view_of(list[i]))) return true;
    return false;
}
#define LISTED(name, list) is_listed((name), (list), sizeof(list) / sizeof((list)[0]))

static bool is_member(mh_view list, mh_view name) {
    mh_view part;
    while (mh_cache_member(&list, &part))
        if (mh_view_ieq(part, name)) return true;
    return false;
}

/* Names that may not be stored of h, as a comma list: those in Connection and no-cache="...". */
static void withheld(const mh_head *h, mh_buf *out) {
    mh_buf cc = {0};
    mh_cache_control ignored;
    mh_head_all(h, MH_VIEW("cache-control"), &cc);
    mh_cache_control_read(mh_buf_view(&cc), &ignored, out);
    mh_head_all(h, MH_VIEW("connection"), out);
    mh_buf_clear(&cc);
}

static bool is_kept(mh_view name, mh_view value, mh_view without) {
    bool validator =
        mh_view_ieq(name, MH_VIEW("etag")) || mh_view_ieq(name, MH_VIEW("last-modified"));
    if (value.len > (validator ? MH_CACHE_VALIDATOR : MH_CACHE_FIELD)) return false;
    return !LISTED(name, of_connection) && !is_member(without, name);
}

/* Statuses that may be kept without a word about it (RFC 9110, 15.1), as far as it is of use here:
 * to be asked about, or offline. */
static bool is_lasting(int status) {
    return status == 200 || status == 203 || status == 204 || status == 300 || status == 301 ||
           status == 308 || status == 404 || status == 410;
}

/* Statuses whose meaning for a cache is known here: all that RFC 9110 defines but parts. */
static bool is_understood(int status) {
    static const short gaps[] = {206, 304, 305, 306, 402, 418};
    for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++)
        if (status == gaps[i]) return false;
    return (status >= 200 && status <= 205) || (status >= 300 && status <= 308) ||
           (status >= 400 && status <= 417) || status == 421 || status == 422 || status == 426 ||
           (status >= 500 && status <= 505);
}

bool mh_cache_storable(const mh_cache_req *req, const mh_cache_answer *a) {
    mh_cache_control cc, asked;
    mh_cache_control_asked(req, &asked);
    mh_cache_control_of(a->head, &cc);
    if (!mh_cache_is_method(req, "GET") || asked.no_store) return false;
    if (a->status < 200 || a->status > 599 || a->status == 206 || a->status == 304) return false;
    if (mh_head_get(a->head, MH_VIEW("content-range")).ptr) return false;
    if (cc.must_understand ? !is_understood(a->status) : cc.no_store) return false;
    return cc.max_age != MH_DELTA_NONE || cc.s_maxage != MH_DELTA_NONE || cc.is_public ||
           cc.is_private || is_lasting(a->status) ||
           mh_head_get(a->head, MH_VIEW("expires")).ptr != NULL;
}

/* An answer without a Date has that of its arrival (RFC 9110, 6.6.1). */
static void add_date(mh_head *h, int64_t response_us) {
    char date[MH_HTTP_DATE];
    if (mh_head_get(h, MH_VIEW("date")).ptr) return;
    mh_http_date_write(date, response_us / 1000000);
    mh_head_add(h, MH_VIEW("Date"), mh_view_of(date));
}

bool mh_cache_entry_of(const mh_cache_req *req, const mh_cache_answer *a, mh_cache_entry *out) {
    mh_buf without = {0};
    if (!mh_cache_vary(a->head, req, &out->vary)) return false;
    withheld(a->head, &without);
    mh_head_read(&out->head, a->status, (mh_view){0});
    for (size_t i = 0; i < mh_head_len(a->head); i++) {
        mh_view name = mh_head_name(a->head, i), value = mh_head_value(a->head, i);
        if (is_kept(name, value, mh_buf_view(&without))) mh_head_add(&out->head, name, value);
    }
    add_date(&out->head, a->response_us);
    mh_buf_clear(&without);
    out->status = a->status;
    out->request_us = a->request_us;
    out->response_us = a->response_us;
    out->body_size = a->body.len;
    mh_sha256_hex(a->body, out->hash);
    return out->head.text.len <= MH_CACHE_HEAD;
}

/* A 304 may add a charset, not take one back or change the type: servers that answer it with their
 * default type are common, and the body is read by that field. */
static bool may_replace(const mh_cache_entry *e, mh_view name, mh_view value) {
    if (LISTED(name, of_body)) return false;
    if (!mh_view_ieq(name, MH_VIEW("content-type"))) return true;
    return mh_view_istarts(value, mh_head_get(&e->head, name));
}

void mh_cache_merge(mh_cache_entry *e, const mh_cache_answer *a) {
    mh_buf without = {0};
    withheld(a->head, &without);
    /* both speak of the answer as it came then */
    mh_head_remove(&e->head, MH_VIEW("age"));
    mh_head_remove(&e->head, MH_VIEW("date"));
    for (int pass = 0; pass < 2; pass++) { /* first the old values go, then the new ones come */
        for (size_t i = 0; i < mh_head_len(a->head); i++) {
            mh_view name = mh_head_name(a->head, i), value = mh_head_value(a->head, i);
            if (!is_kept(name, value, mh_buf_view(&without)) || !may_replace(e, name, value))
                continue;
            if (pass == 0)
                mh_head_remove(&e->head, name);
            else
                mh_head_add(&e->head, name, value);
        }
    }
    add_date(&e->head, a->response_us);
    mh_buf_clear(&without);
    e->request_us = a->request_us;
    e->response_us = a->response_us;
}
