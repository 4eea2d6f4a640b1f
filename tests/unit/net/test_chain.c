/* What a fetch passes before and after the wire: robots.txt, cache, ledger, retries, cookies. */
#include "unit.h"

#include "net/pace_memory.h"
#include "net_unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A cache in memory: one entry a URL. */
typedef struct shelf {
    struct {
        char *url;
        mh_cache_entry entry;
    } row[8];
    int n, puts, refreshed;
} shelf;

static void copy_entry(mh_cache_entry *to, const mh_cache_entry *from) {
    *to = (mh_cache_entry){.id = from->id,
                           .status = from->status,
                           .body_size = from->body.len,
                           .request_us = from->request_us,
                           .response_us = from->response_us};
    memcpy(to->hash, from->hash, sizeof to->hash);
    mh_buf_put(&to->vary, mh_buf_view(&from->vary));
    mh_head_copy(&to->head, &from->head);
}

static int shelf_find(const shelf *s, mh_view url) {
    for (int i = 0; i < s->n; i++)
        if (mh_view_eq(url, mh_view_of(s->row[i].url))) return i;
    return -1;
}

static mh_rc shelf_get(void *arg, mh_view scope, mh_view url, mh_cache_entry **out, size_t *n,
                       mh_err *e) {
    shelf *s = arg;
    int at = shelf_find(s, url);
    (void)scope, (void)e;
    *n = at >= 0;
    *out = *n ? mh_alloc(sizeof **out) : NULL;
    if (*n) copy_entry(*out, &s->row[at].entry);
    return MH_OK;
}

static mh_rc shelf_body(void *arg, mh_cache_entry *c, mh_err *e) {
    shelf *s = arg;
    (void)e;
    mh_buf_put(&c->body, mh_buf_view(&s->row[c->id - 1].entry.body));
    return MH_OK;
}

static mh_rc shelf_put(void *arg, mh_view scope, mh_view url, const mh_cache_entry *c, mh_err *e) {
    shelf *s = arg;
    (void)scope, (void)e;
    int at = shelf_find(s, url);
    ck_assert_int_lt(s->n, 8);
    if (at < 0) {
        at = s->n++;
        s->row[at].url = mh_strndup(url.ptr, url.len);
    } else {
        mh_cache_entry_clear(&s->row[at].entry);
    }
    copy_entry(&s->row[at].entry, c);
    mh_buf_put(&s->row[at].entry.body, mh_buf_view(&c->body));
    s->row[at].entry.id = at + 1;
    s->puts++;
    return MH_OK;
}

static mh_rc shelf_refresh(void *arg, const mh_cache_entry *c, mh_err *e) {
    (void)c, (void)e;
    ((shelf *)arg)->refreshed++;
    return MH_OK;
}

static mh_rc shelf_drop(void *arg, mh_view scope, mh_view url, mh_err *e) {
    (void)arg, (void)scope, (void)url, (void)e;
    return MH_OK;
}

static void shelf_clear(shelf *s) {
    for (int i = 0; i < s->n; i++) {
        free(s->row[i].url);
        mh_cache_entry_clear(&s->row[i].entry);
    }
}

static mh_net_opts plain(void) {
    mh_net_opts o = mh_net_defaults();
    o.robots = false;
    return o;
}

START_TEST(what_passes_is_tried_again) {
    static const struct {
        const char *path, *body;
        mh_method method;
        int retries, status, made; /* asked for; the answer's; made */
    } rows[] = {
        {"/_/flaky?n=1", "at last", MH_GET, 2, 200, 1},
        {"/_/flaky?n=2", "at last", MH_GET, 2, 200, 2},
        {"/_/flaky?n=3", "not now", MH_GET, 2, 503, 2},
        {"/_/flaky?n=1", "not now", MH_GET, -1, 503, 0},
        {"/_/flaky?n=1", "not now", MH_POST, 2, 503, 0},
        {"/_/status/404", NULL, MH_GET, 2, 404, 0},
        {"/_/busy?n=1", "busy", MH_GET, 1, 429, 1},    /* it rests as long as it was asked to */
        {"/_/busy?n=3600", "busy", MH_GET, 2, 429, 0}, /* longer than anybody waits */
    };
    unit_net u;
    unit_net_open(&u, plain());
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_fetch_free(unit_fetch(&u, "/_/forget", NULL));
        mh_fetch_req req = {.method = rows[i].method, .retries = rows[i].retries};
        mh_fetch *f = unit_fetch(&u, rows[i].path, &req);
        mh_fetch_result *r = mh_fetch_get(f);
        ck_assert_msg(r->err.code == MH_E_NONE, "%s: %s", rows[i].path, r->err.msg);
        ck_assert_int_eq(r->status, rows[i].status);
        ck_assert_msg(r->retries == rows[i].made, "row %zu: %d retries", i, r->retries);
        if (rows[i].body) ck_view_eq(mh_buf_view(&r->body), rows[i].body);
        mh_fetch_free(f);
    }
    mh_fetch_req once = {.retries = 1};
    mh_fetch *f = unit_fetch(&u, "/_/partial", &once);
    ck_assert_int_eq(mh_fetch_get(f)->err.code, MH_E_PARTIAL);
    ck_assert_int_eq(mh_fetch_get(f)->retries, 1);
    mh_fetch_free(f);
    unit_net_close(&u);
}
END_TEST

START_TEST(what_is_kept_is_asked_about) {
    shelf s = {0};
    mh_cache_store store = {&s, shelf_get, shelf_body, shelf_put, shelf_refresh, shelf_drop};
    mh_cache cache = {.store = &store, .scope = MH_VIEW("job")};
    mh_net_opts o = plain();
    o.cache = &cache;
    o.cache_mode = MH_CACHE_ON;
    static const mh_cache_mode off = MH_CACHE_OFF, offline = MH_CACHE_OFFLINE;
    const struct {
        const char *path, *body;
        const mh_cache_mode *mode;
        mh_fetch_origin from;
        mh_code err;
    } rows[] = {
        {"/_/etag", "kept", NULL, MH_FROM_NET, MH_E_NONE},
        {"/_/etag", "kept", NULL, MH_FROM_VALIDATION, MH_E_NONE},
        {"/_/etag", "kept", &off, MH_FROM_NET, MH_E_NONE},
        {"/_/etag", "kept", &offline, MH_FROM_CACHE, MH_E_NONE},
        {"/_/fresh", "fresh", NULL, MH_FROM_NET, MH_E_NONE},
        {"/_/fresh", "fresh", NULL, MH_FROM_CACHE, MH_E_NONE},
        {"/_/redirect?to=fresh", "fresh", NULL, MH_FROM_CACHE, MH_E_NONE},
        {"/_/echo?never", "", &offline, MH_FROM_NET, MH_E_NOT_FOUND},
        {"/_/stray", "", NULL, MH_FROM_NET, MH_E_PROTOCOL},
    };
    unit_net u;
    unit_net_open(&u, o);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_fetch_req req = {.cache = rows[i].mode};
        mh_fetch *f = unit_fetch(&u, rows[i].path, &req);
        mh_fetch_result *r = mh_fetch_get(f);
        ck_assert_msg(r->err.code == rows[i].err, "row %zu: %s", i, r->err.msg);
        ck_view_eq(mh_buf_view(&r->body), rows[i].body);
        if (r->err.code == MH_E_NONE) {
            ck_assert_msg(r->from == rows[i].from, "row %zu: from %d", i, r->from);
            ck_assert_int_eq(r->status, 200);
            ck_assert_int_gt(r->fetched_us, 0);
        }
        mh_fetch_free(f);
    }
    mh_net_stats st = mh_net_stats_get(u.net);
    ck_assert_uint_eq(st.conditional, 1);
    ck_assert_uint_eq(st.unchanged, 1);
    ck_assert_uint_eq(st.reused, 3);
    ck_assert_int_eq(s.refreshed, 1);
    unit_net_close(&u);
    shelf_clear(&s);
}
END_TEST

/* The ledger that a row of the test sits in, and its robots.txt. */
typedef struct book {
    mh_pace_row row;
    const char *robots;
    int status, asked;
} book;

static mh_rc book_update(void *arg, mh_view host, mh_pace_change *fn, void *fn_arg, bool durable,
                         mh_err *e) {
    book *b = arg;
    (void)host, (void)durable, (void)e;
    fn(fn_arg, &b->row);
    return MH_OK;
}

static mh_rc book_robots(void *arg, mh_view origin, mh_robots_copy *out, mh_err *e) {
    book *b = arg;
    (void)origin, (void)e;
    b->asked++;
    if (b->robots == NULL && b->status == 0) return MH_OK;
    out->fetched_us = mh_clock_wall_us(mh_clock_system()) - 1000000;
    out->status = b->status;
    if (b->robots) mh_buf_puts(&out->text, b->robots);
    return MH_OK;
}

static mh_rc book_keep(void *arg, mh_view origin, const mh_robots_copy *c, mh_err *e) {
    (void)arg, (void)origin, (void)c, (void)e;
    return MH_OK;
}

START_TEST(robots_txt_is_obeyed) {
    static const struct {
        const char *robots;
        int status;
        mh_method method;
        const char *path;
        mh_code want;
    } rows[] = {
        {"User-agent: *\nDisallow: /_/echo\n", 200, MH_GET, "/_/echo", MH_E_ROBOTS},
        {"User-agent: *\nDisallow: /_/echo\n", 200, MH_HEAD, "/_/echo", MH_E_ROBOTS},
        {"User-agent: *\nDisallow: /_/echo\n", 200, MH_POST, "/_/echo", MH_E_NONE},
        {"User-agent: *\nDisallow: /_/echo\n", 200, MH_GET, "/_/gzip", MH_E_NONE},
        {"User-agent: *\nDisallow: /_/gzip\n", 200, MH_GET, "/_/redirect?to=gzip", MH_E_ROBOTS},
        {"User-agent: *\nDisallow: /\nUser-agent: minehost\nAllow: /\n", 200, MH_GET, "/_/gzip",
         MH_E_NONE},
        {NULL, 404, MH_GET, "/_/echo", MH_E_NONE},
        {NULL, 503, MH_GET, "/_/echo", MH_E_ROBOTS},
        {NULL, 0, MH_GET, "/_/echo", MH_E_NONE}, /* asks: the server has none */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        book b = {.robots = rows[i].robots, .status = rows[i].status};
        mh_ledger ledger = {
            .arg = &b, .update = book_update, .robots_get = book_robots, .robots_put = book_keep};
        mh_net_opts o = mh_net_defaults();
        o.ledger = &ledger;
        unit_net u;
        unit_net_open(&u, o);
        mh_fetch_req req = {.method = rows[i].method};
        mh_fetch *f = unit_fetch(&u, rows[i].path, &req);
        ck_assert_msg(mh_fetch_get(f)->err.code == rows[i].want, "row %zu: %s", i,
                      mh_fetch_get(f)->err.msg);
        ck_assert_uint_eq(mh_net_stats_get(u.net).robots, rows[i].status == 0);
        mh_fetch_free(f);
        unit_net_close(&u);
    }
}
END_TEST

START_TEST(a_host_that_rests_is_left_alone) {
    book b = {0};
    mh_ledger ledger = {
        .arg = &b, .update = book_update, .robots_get = book_robots, .robots_put = book_keep};
    mh_net_opts o = plain();
    o.ledger = &ledger;
    o.pace_loopback = true;
    o.pace = (mh_pace_rule){.at_once = 2, .delay_us = 1000};
    unit_net u;
    unit_net_open(&u, o);
    mh_fetch *f = unit_fetch(&u, "/_/busy?n=600", NULL);
    ck_assert_int_eq(mh_fetch_get(f)->status, 429);
    ck_assert_int_eq(mh_fetch_get(f)->retries, 0);
    mh_fetch_free(f);
    uint64_t before = mh_net_stats_get(u.net).requests;
    f = unit_fetch(&u, "/_/echo", NULL);
    mh_fetch_result *r = mh_fetch_get(f);
    ck_assert_int_eq(r->err.code, MH_E_HOLD);
    ck_assert(r->err.retry);
    ck_assert_msg(strstr(r->err.msg, "Retry-After") != NULL, "%s", r->err.msg);
    ck_assert_uint_eq(mh_net_stats_get(u.net).requests, before);
    mh_fetch_free(f);
    for (int i = 0; i < MH_PACE_LEASES; i++) ck_assert_int_eq(b.row.lease[i].id, 0);
    unit_net_close(&u);
}
END_TEST

START_TEST(cookies_outlive_the_run_but_not_the_session) {
    unit_net u;
    mh_buf kept = {0};
    unit_net_open(&u, plain());
    mh_fetch_free(unit_fetch(&u, "/_/cookie", NULL));
    mh_fetch *f = unit_fetch(&u, "/_/echo", NULL);
    mh_view sent = mh_buf_view(&mh_fetch_get(f)->body);
    ck_assert(mh_view_find(sent, MH_VIEW("lasting=1"), 0) != SIZE_MAX);
    ck_assert(mh_view_find(sent, MH_VIEW("session=2"), 0) != SIZE_MAX);
    mh_fetch_free(f);
    mh_net_cookies_save(u.net, &kept);
    unit_net_close(&u);

    unit_net_open(&u, plain());
    mh_net_cookies_load(u.net, mh_buf_view(&kept));
    f = unit_fetch(&u, "/_/echo", NULL);
    sent = mh_buf_view(&mh_fetch_get(f)->body);
    ck_assert(mh_view_find(sent, MH_VIEW("lasting=1"), 0) != SIZE_MAX);
    ck_assert(mh_view_find(sent, MH_VIEW("session"), 0) == SIZE_MAX);
    mh_fetch_free(f);
    mh_buf_clear(&kept);
    unit_net_close(&u);
}
END_TEST

START_TEST(chunks_are_counted_on_the_wire) {
    unit_net u;
    mh_net_opts o = plain();
    o.limits.body_bytes = 1 << 20;
    unit_net_open(&u, o);
    mh_fetch *f = unit_fetch(&u, "/_/longchunks", NULL);
    mh_fetch_result *r = mh_fetch_get(f);
    ck_assert_msg(r->err.code == MH_E_TOO_LARGE, "%s", r->err.msg);
    ck_assert_msg(strstr(r->err.msg, "on the wire") != NULL, "%s", r->err.msg);
    mh_fetch_free(f);
    unit_net_close(&u);
}
END_TEST

static mh_rc collect(void *arg, const char *p, size_t n, mh_err *e) {
    (void)e;
    mh_buf_put_n(arg, p, n);
    return MH_OK;
}

/* A sink that is full holds the sender up; when it is emptied, the rest comes. */
START_TEST(a_full_sink_holds_the_sender_up) {
    unit_net u;
    mh_net_opts o = plain();
    o.limits.body_bytes = 8 << 20;
    unit_net_open(&u, o);
    mh_buf got = {0};
    int done = 0;
    char url[80];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/_/endless", unit_serve());
    mh_fetch_req req = {
        .url = mh_view_of(url), .sink = collect, .sink_arg = &got, .window = 64 << 10};
    mh_fetch *f = mh_fetch_start(u.net, &req, unit_count, &done);
    for (int i = 0; i < 200 && got.len < 64 << 10; i++) unit_turn(u.loop);
    size_t held = got.len;
    ck_assert_uint_ge(held, 64 << 10);
    for (int i = 0; i < 20; i++) unit_turn(u.loop);
    ck_assert_uint_eq(got.len, held);
    for (size_t taken = 0; done == 0 && got.len < 9 << 20; unit_turn(u.loop)) {
        size_t have = got.len; /* more may come from within the call */
        mh_fetch_taken(f, have - taken);
        taken = have;
    }
    ck_assert_int_eq(mh_fetch_get(f)->err.code, MH_E_TOO_LARGE);
    ck_assert_uint_gt(got.len, 4 << 20);
    mh_fetch_free(f);
    mh_buf_clear(&got);
    unit_net_close(&u);
}
END_TEST

TCase *tcase_net_chain(void) {
    TCase *t = tcase_create("net_chain");
    tcase_set_timeout(t, 30);
    tcase_add_test(t, what_passes_is_tried_again);
    tcase_add_test(t, what_is_kept_is_asked_about);
    tcase_add_test(t, robots_txt_is_obeyed);
    tcase_add_test(t, a_host_that_rests_is_left_alone);
    tcase_add_test(t, cookies_outlive_the_run_but_not_the_session);
    tcase_add_test(t, chunks_are_counted_on_the_wire);
    tcase_add_test(t, a_full_sink_holds_the_sender_up);
    return t;
}
