/* The expectations of conform_cache. */
#include "cache.h"

typedef struct check {
    const json_t *step;
    const origin *o;
    const outcome *got;
    mh_view id;
    mh_buf *why; /* what does not hold */
} check;

#define WRONG(c, ...)                                                                              \
    do {                                                                                           \
        mh_buf_printf((c)->why, "  %zu: ", (c)->o->step + 1);                                      \
        mh_buf_printf((c)->why, __VA_ARGS__);                                                      \
        mh_buf_putc((c)->why, '\n');                                                               \
    } while (0)

long long number(mh_view v) {
    uint64_t n = 0;
    return mh_view_u64(v, &n) ? (long long)n : -1;
}

static void check_type(const check *c) {
    mh_view type = view_in(c->step, "expected_type");
    long long res = number(mh_head_get(&c->got->head, MH_VIEW("server-request-count")));
    long long req = (long long)c->o->step + 1;
    if (mh_view_eq(type, MH_VIEW("cached")) && (res < 0 || res >= req || c->got->asked))
        WRONG(c, "not cached");
    if (mh_view_eq(type, MH_VIEW("not_cached")) && (res != (long long)c->o->seen || !c->got->asked))
        WRONG(c, "cached");
    bool etag = mh_view_eq(type, MH_VIEW("etag_validated"));
    if (etag || mh_view_eq(type, MH_VIEW("lm_validated"))) {
        mh_buf b = {0};
        const char *name = etag ? "if-none-match" : "if-modified-since";
        if (!c->got->asked || !got_field(c->o, name, &b)) WRONG(c, "not asked with %s", name);
        mh_buf_clear(&b);
    }
}

static void check_status(const check *c) {
    const json_t *want = json_object_get(c->step, "expected_status");
    long long n = 200;
    if (json_is_null(want)) return;
    if (!want) want = json_array_get(json_object_get(c->step, "response_status"), 0);
    if (want) n = json_integer_value(want);
    if (c->got->failed || c->got->status != n)
        WRONG(c, "status %d, not %lld", c->got->failed ? 0 : c->got->status, n);
}

static void check_field(const check *c, const json_t *want) {
    mh_buf have = {0}, value = {0};
    const char *name = json_string_value(json_is_string(want) ? want : json_array_get(want, 0));
    bool any = mh_head_all(&c->got->head, mh_view_of(name), &have);
    long long at = number(mh_head_get(&c->got->head, MH_VIEW("server-now")));
    if (!any) {
        WRONG(c, "no field %s", name);
    } else if (json_is_array(want) && json_array_size(want) == 2) {
        put_value(&value, want, c->step, at);
        if (!mh_view_eq(mh_buf_view(&have), mh_buf_view(&value)))
            WRONG(c, "%s is \"%s\", not \"%s\"", name, have.ptr, value.ptr ? value.ptr : "");
    } else if (json_is_array(want)) {
        mh_view op = view_in(json_array_get(want, 1), NULL);
        const json_t *than = json_array_get(want, 2);
        if (mh_view_eq(op, MH_VIEW(">")) && number(mh_buf_view(&have)) <= json_integer_value(than))
            WRONG(c, "%s is %s", name, have.ptr);
        if (mh_view_eq(op, MH_VIEW("="))) {
            mh_head_all(&c->got->head, view_in(than, NULL), &value);
            if (!mh_view_eq(mh_buf_view(&have), mh_buf_view(&value)))
                WRONG(c, "%s is %s", name, have.ptr);
        }
    }
    mh_buf_clear(&have);
    mh_buf_clear(&value);
}

static void check_missing(const check *c, const json_t *want) {
    bool pair = json_is_array(want);
    mh_view name = view_in(pair ? json_array_get(want, 0) : want, NULL);
    mh_view have = mh_head_get(&c->got->head, name);
    if (have.ptr &&
        (!pair || mh_view_find(have, view_in(json_array_get(want, 1), NULL), 0) != SIZE_MAX))
        WRONG(c, "has %.*s", MH_FMT(name));
}

static void check_request(const check *c) {
    const json_t *want, *pair;
    mh_buf b = {0};
    size_t i;
    json_array_foreach(json_object_get(c->step, "expected_request_headers"), i, pair) {
        want = json_is_array(pair) ? json_array_get(pair, 1) : NULL;
        const char *name = json_string_value(want ? json_array_get(pair, 0) : pair);
        mh_buf_reset(&b);
        if (!c->got->asked || !got_field(c->o, name, &b) ||
            (want && !mh_view_eq(mh_buf_view(&b), view_in(want, NULL))))
            WRONG(c, "asked with %s \"%s\"", name, b.ptr ? b.ptr : "");
    }
    mh_view method = view_in(c->step, "expected_method");
    if (method.len && (!c->got->asked || !mh_view_eq(c->o->req->method, method)))
        WRONG(c, "method");
    mh_buf_clear(&b);
}

/* What the origin sent in this exchange, and is to be looked at, has arrived. */
static void check_sent(const check *c) {
    const json_t *pair;
    size_t i;
    if (!c->got->asked || c->got->failed) return;
    json_array_foreach(json_object_get(c->step, "response_headers"), i, pair) {
        mh_buf value = {0}, have = {0};
        put_value(&value, pair, c->step, c->o->now_us);
        mh_head_all(&c->got->head, view_in(json_array_get(pair, 0), NULL), &have);
        if (!json_is_false(json_array_get(pair, 2)) &&
            mh_view_find(mh_buf_view(&have), mh_buf_view(&value), 0) == SIZE_MAX)
            WRONG(c, "sent %s: \"%s\", got \"%s\"", json_string_value(json_array_get(pair, 0)),
                  value.ptr ? value.ptr : "", have.ptr ? have.ptr : "");
        mh_buf_clear(&value);
        mh_buf_clear(&have);
    }
}

static void check_body(const check *c) {
    const json_t *text = json_object_get(c->step, "expected_response_text");
    if (json_is_false(json_object_get(c->step, "check_body")) || json_is_null(text)) return;
    if (!text) text = json_object_get(c->step, "response_body");
    int s = c->got->status;
    bool none =
        s == 204 || s == 304 || mh_view_eq(view_in(c->step, "request_method"), MH_VIEW("HEAD"));
    if (!json_is_string(text) && none) return;
    mh_view want = json_is_string(text) ? view_in(text, NULL) : c->id;
    if (!mh_view_eq(mh_buf_view(&c->got->body), want))
        WRONG(c, "body \"%.*s\"", MH_FMT(mh_buf_view(&c->got->body)));
}

void check_step(const json_t *step, const origin *o, const outcome *got, mh_view id, mh_buf *why) {
    const check all = {step, o, got, id, why}, *c = &all;
    const json_t *want;
    size_t i;
    check_type(c);
    check_status(c);
    json_array_foreach(json_object_get(c->step, "expected_response_headers"), i, want)
        check_field(c, want);
    json_array_foreach(json_object_get(c->step, "expected_response_headers_missing"), i, want)
        check_missing(c, want);
    size_t n = json_array_size(json_object_get(c->step, "expected_interim_responses"));
    if (n && (size_t)c->got->interim != n) WRONG(c, "%d interim answers", c->got->interim);
    check_request(c);
    check_sent(c);
    check_body(c);
}
