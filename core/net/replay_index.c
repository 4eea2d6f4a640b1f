/* One pass over a recording: an entry for each answer, and the requests that tell methods. */
#include "net/replay_priv.h"

#include "base/clock.h"
#include "base/hash.h"

#include <limits.h>
#include <stdlib.h>

#define FIELDS_MAX ((size_t)64 << 10)          /* bytes looked at of a warcinfo, of a request */
#define TIME_MAX   INT64_C(253402300800000000) /* us: the year 10000 */

typedef struct request {
    uint64_t id, concurrent, method, sent;
} request;

typedef struct scan {
    mh_replay *r;
    mh_head head;
    MH_VEC(request) requests;
    uint64_t last_id; /* of the latest response without an entry of its own: a failure's head */
    mh_warc_pos last_at;
    bool any;
    int64_t first_us;
    mh_buf block;
} scan;

uint64_t mh_replay_text_hash(mh_view v) {
    uint64_t h = v.len > 0 ? mh_hash64(v, 7) : 0;
    return v.len > 0 && h == 0 ? 1 : h;
}

uint64_t mh_replay_method(mh_view method) {
    char name[16];
    size_t n = method.len < sizeof name ? method.len : sizeof name;
    for (size_t i = 0; i < n; i++) name[i] = mh_lower(method.ptr[i]);
    return mh_replay_text_hash((mh_view){name, n});
}

static mh_view field(const scan *s, const char *name) {
    return mh_head_get(&s->head, mh_view_of(name));
}

static uint64_t hex(mh_view v) {
    char s[17] = {0};
    memcpy(s, v.ptr ? v.ptr : "", v.len < 16 ? v.len : 16);
    return strtoull(s, NULL, 16);
}

/* A time or a count; anything else is def. */
static int64_t number(mh_view v, int64_t def) {
    uint64_t n;
    return mh_view_u64(v, &n) && n < (uint64_t)TIME_MAX ? (int64_t)n : def;
}

static int64_t date_us(mh_view v) {
    int64_t us;
    int offset;
    return mh_rfc3339_parse(v, &us, &offset) && us >= 0 && us < TIME_MAX ? us : 0;
}

mh_view mh_replay_field(mh_view block, const char *name) {
    mh_view line;
    while (mh_view_split(&block, '\n', &line)) {
        size_t colon = mh_view_find_byte(line, ':', 0);
        if (colon != SIZE_MAX && mh_view_ieq(mh_view_sub(line, 0, colon), mh_view_of(name)))
            return mh_view_trim(mh_view_sub(line, colon + 1, line.len));
    }
    return (mh_view){0};
}

/* At most FIELDS_MAX bytes of the record's block. */
static mh_rc read_block(scan *s, mh_err *e) {
    mh_buf_reset(&s->block);
    mh_buf_reserve(&s->block, FIELDS_MAX);
    for (size_t got = 1; got > 0 && s->block.len < FIELDS_MAX; s->block.len += got)
        if (mh_warc_read(s->r->file, s->block.ptr + s->block.len, FIELDS_MAX - s->block.len, &got,
                         e) != MH_OK)
            return MH_FAIL;
    s->block.ptr[s->block.len] = '\0';
    return MH_OK;
}

static mh_rc take_info(scan *s, mh_err *e) {
    mh_replay *r = s->r;
    uint64_t seed;
    if (read_block(s, e) != MH_OK) return MH_FAIL;
    mh_view v = mh_buf_view(&s->block), start = mh_replay_field(v, "minehost-start-us");
    if (r->has_info || !mh_view_u64(mh_replay_field(v, "minehost-seed"), &seed)) return MH_OK;
    mh_view agent = mh_replay_field(v, "http-header-user-agent");
    mh_view job = mh_replay_field(v, "minehost-job");
    r->has_info = true;
    r->agent = mh_strndup(agent.ptr ? agent.ptr : "", agent.len);
    r->job = mh_strndup(job.ptr ? job.ptr : "", job.len);
    r->info = (mh_record_info){r->agent, r->job, number(start, 0), seed};
    return MH_OK;
}

/* "POST /path HTTP/1.1", fields, body */
static mh_rc take_request(scan *s, mh_err *e) {
    if (read_block(s, e) != MH_OK) return MH_FAIL;
    mh_view v = mh_buf_view(&s->block);
    size_t sp = mh_view_find_byte(v, ' ', 0), end = mh_view_find(v, MH_VIEW("\r\n\r\n"), 0);
    request q = {.id = mh_replay_text_hash(field(s, "WARC-Record-ID")),
                 .concurrent = mh_replay_text_hash(field(s, "WARC-Concurrent-To"))};
    if (sp == SIZE_MAX) return MH_OK;
    q.method = mh_replay_method(mh_view_sub(v, 0, sp));
    if (end != SIZE_MAX) q.sent = mh_record_sent_hash(s->r->redact, mh_view_sub(v, end + 4, v.len));
    mh_vec_push(&s->requests, q);
    return MH_OK;
}

static void take_own(scan *s, mh_replay_entry *x) {
    x->own = true;
    x->url = hex(field(s, MH_F_URL));
    x->method = mh_replay_method(field(s, MH_F_METHOD));
    x->sent = hex(field(s, MH_F_SENT));
    x->ask = (uint64_t)number(field(s, MH_F_ASK), 0);
    x->start_us = number(field(s, MH_F_START), x->start_us);
    x->end_us = number(field(s, MH_F_END), x->start_us);
    x->first_ms = number(field(s, MH_F_FIRST), 0);
}

static mh_rc take_answer(scan *s, mh_replay_kind kind, mh_warc_pos at, mh_err *e) {
    mh_replay *r = s->r;
    mh_view uri = mh_warc_uri(&s->head);
    bool own = field(s, MH_F_URL).len > 0, failed = kind == MH_REPLAY_FAILURE;
    mh_replay_entry x = {.kind = kind,
                         .at = at,
                         .method = mh_replay_method(MH_VIEW("GET")),
                         .id = mh_replay_text_hash(field(s, "WARC-Record-ID")),
                         .concurrent = mh_replay_text_hash(field(s, "WARC-Concurrent-To")),
                         .digest = mh_replay_text_hash(field(s, "WARC-Payload-Digest")),
                         .start_us = date_us(field(s, "WARC-Date")),
                         .order = r->entries.len};
    if (r->has_info && kind == MH_REPLAY_RESPONSE && !own && field(s, "WARC-Truncated").len > 0) {
        s->last_id = x.id;
        s->last_at = at;
        return mh_warc_skip(r->file, e);
    }
    bool web =
        mh_view_istarts(uri, MH_VIEW("http://")) || mh_view_istarts(uri, MH_VIEW("https://"));
    if (!own && (!web || failed)) return mh_warc_skip(r->file, e);
    x.end_us = x.start_us;
    if (own)
        take_own(s, &x);
    else
        x.url = mh_record_url_hash(r->redact, uri);
    x.has_head = failed && x.concurrent != 0 && x.concurrent == s->last_id;
    x.head = s->last_at;
    if (mh_warc_skip(r->file, e) != MH_OK) return MH_FAIL;
    mh_vec_push(&r->entries, x);
    return MH_OK;
}

static mh_rc take(scan *s, mh_warc_pos at, mh_err *e) {
    mh_view type = field(s, "WARC-Type");
    if (mh_view_ieq(type, MH_VIEW("warcinfo"))) return take_info(s, e);
    if (mh_view_ieq(type, MH_VIEW("request"))) return take_request(s, e);
    if (mh_view_ieq(type, MH_VIEW("response"))) return take_answer(s, MH_REPLAY_RESPONSE, at, e);
    if (mh_view_ieq(type, MH_VIEW("resource"))) return take_answer(s, MH_REPLAY_RESOURCE, at, e);
    if (mh_view_ieq(type, MH_VIEW("revisit"))) return take_answer(s, MH_REPLAY_REVISIT, at, e);
    if (mh_view_ieq(type, MH_VIEW("metadata"))) return take_answer(s, MH_REPLAY_FAILURE, at, e);
    return MH_OK; /* conversion, continuation, what is yet to be invented */
}

/* ---- pairs ---- */

static int by_request(const void *a, const void *b) {
    const request *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

static int by_concurrent(const void *a, const void *b) {
    const request *x = a, *y = b;
    return x->concurrent < y->concurrent ? -1 : x->concurrent > y->concurrent;
}

static const request *find(const scan *s, uint64_t h, int (*order)(const void *, const void *)) {
    request k = {.id = h, .concurrent = h};
    if (h == 0 || s->requests.len == 0) return NULL;
    return bsearch(&k, s->requests.ptr, s->requests.len, sizeof k, order);
}

static void pair(scan *s, const request *(*ask)(const scan *, const mh_replay_entry *)) {
    for (size_t i = 0; i < s->r->entries.len; i++) {
        mh_replay_entry *x = &s->r->entries.ptr[i];
        const request *q = x->own ? NULL : ask(s, x);
        if (q == NULL) continue;
        x->method = q->method;
        x->sent = q->sent;
    }
}

static const request *named_by_answer(const scan *s, const mh_replay_entry *x) {
    return find(s, x->concurrent, by_request);
}

static const request *names_answer(const scan *s, const mh_replay_entry *x) {
    return find(s, x->id, by_concurrent);
}

static void sort_requests(scan *s, int (*order)(const void *, const void *)) {
    if (s->requests.len > 0) qsort(s->requests.ptr, s->requests.len, sizeof(request), order);
}

static int by_key(const void *a, const void *b) {
    const mh_replay_entry *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    if (x->ask != y->ask) return x->ask < y->ask ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void finish(scan *s) {
    mh_replay *r = s->r;
    sort_requests(s, by_request);
    pair(s, named_by_answer);
    sort_requests(s, by_concurrent);
    pair(s, names_answer);
    for (size_t i = 0; i < r->entries.len; i++) {
        mh_replay_entry *x = &r->entries.ptr[i];
        x->key = mh_replay_key(x->url, x->method);
    }
    if (r->entries.len > 0) qsort(r->entries.ptr, r->entries.len, sizeof(mh_replay_entry), by_key);
    for (size_t i = 0; i < r->entries.len; i++) r->entries.ptr[i].next = i;
    if (!r->has_info) r->info = (mh_record_info){"", "", s->first_us, 0};
}

mh_rc mh_replay_index(mh_replay *r, mh_err *e) {
    scan s = {.r = r};
    mh_err why = {0};
    mh_warc_pos at;
    bool more = true;
    mh_rc rc = MH_OK;
    for (size_t n = 0; rc == MH_OK; n++) {
        rc = mh_warc_next(r->file, &s.head, &at, &more, &why);
        if (rc != MH_OK || !more) break;
        if (!s.any) s.first_us = date_us(field(&s, "WARC-Date"));
        s.any = true;
        if (n >= MH_REPLAY_RECORDS)
            rc = mh_fail(&why, MH_E_TOO_LARGE, "%s: over %zu records", r->path, n);
        else
            rc = take(&s, at, &why);
    }
    if (!s.any && (rc == MH_OK || why.code == MH_E_PARTIAL))
        rc = mh_fail(&why, MH_E_PARSE, "%s: no WARC record in it", r->path);
    else if (why.code == MH_E_PARTIAL)
        r->cut = true, rc = MH_OK;
    if (rc == MH_OK)
        finish(&s);
    else if (e)
        *e = why;
    mh_head_clear(&s.head);
    mh_vec_clear(&s.requests);
    mh_buf_clear(&s.block);
    return rc;
}

/* ---- revisits ---- */

static bool is_body(const mh_replay_entry *y) {
    return y->kind == MH_REPLAY_RESPONSE || y->kind == MH_REPLAY_RESOURCE;
}

const mh_replay_entry *mh_replay_origin(mh_replay *r, const mh_replay_entry *x,
                                        const mh_head *head) {
    uint64_t id = mh_replay_text_hash(mh_head_get(head, MH_VIEW("WARC-Refers-To")));
    mh_view uri = mh_head_get(head, MH_VIEW("WARC-Refers-To-Target-URI"));
    int64_t date = date_us(mh_head_get(head, MH_VIEW("WARC-Refers-To-Date")));
    if (uri.len > 1 && uri.ptr[0] == '<') uri = mh_view_sub(uri, 1, uri.len - 1);
    uint64_t url = uri.len > 0 ? mh_record_url_hash(r->redact, uri) : x->url;
    const mh_replay_entry *best = NULL;
    int rank = 0;
    for (size_t i = 0; i < r->entries.len; i++) {
        const mh_replay_entry *y = &r->entries.ptr[i];
        if (!is_body(y)) continue;
        bool same = x->digest != 0 && y->digest == x->digest;
        int n = id != 0 && y->id == id                         ? 5
                : y->url == url && y->start_us == date && date ? 4
                : y->url == url && same                        ? 3
                : same                                         ? 2
                : y->url == url && x->digest == 0              ? 1
                                                               : 0;
        if (n > rank) best = y, rank = n;
    }
    return best;
}
