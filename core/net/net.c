/* curl's multi interface on libuv, in the shape of curl's own example multi-uv.c. */
#include "net/net_priv.h"

#include <assert.h>
#include <stdlib.h>
#include <uv.h>

#define MAX_COOKIE  8192 /* bytes of one line kept between runs */
#define MAX_COOKIES 500

typedef struct poll_ctx {
    uv_poll_t uv; /* first: the close callback frees the whole */
    mh_net *net;
    curl_socket_t fd;
} poll_ctx;

int64_t mh_net_now_us(const mh_net *n) {
    return mh_clock_wall_us(n->o.clock);
}

int64_t mh_net_now_ms(const mh_net *n) {
    return mh_clock_mono_ns(n->o.clock) / 1000000;
}

static void finish_done(mh_net *n) {
    CURLMsg *m;
    int left;
    while ((m = curl_multi_info_read(n->multi, &left)) != NULL) {
        mh_hop *h = NULL;
        if (m->msg != CURLMSG_DONE) continue;
        CURLcode code = m->data.result; /* m dies with the handle's removal */
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&h);
        mh_answer_wire(h->fetch, code);
    }
    mh_net_pump(n);
}

static void on_poll(uv_poll_t *h, int status, int events) {
    poll_ctx *c = (poll_ctx *)h;
    mh_net *n = c->net;
    int flags = 0, running;
    /* libuv says EBADF for a socket in error. Told so (CSELECT_ERR), curl would give up at once; asked
     * to look itself (no flag), it reads the reason, and tries again where a kept connection was
     * closed just as it was used. */
    if (status < 0) events = 0;
    if (events & UV_READABLE) flags |= CURL_CSELECT_IN;
    if (events & UV_WRITABLE) flags |= CURL_CSELECT_OUT;
    curl_multi_socket_action(n->multi, c->fd, flags, &running);
    finish_done(n);
}

static void on_timeout(uv_timer_t *h) {
    mh_net *n = h->data;
    int running;
    curl_multi_socket_action(n->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    finish_done(n);
}

static int want_timeout(CURLM *multi, long ms, void *arg) {
    mh_net *n = arg;
    (void)multi;
    if (ms < 0) {
        uv_timer_stop(n->timer);
        return 0;
    }
    uv_update_time(mh_loop_uv(n->loop));
    uv_timer_start(n->timer, on_timeout, (uint64_t)ms, 0);
    return 0;
}

static void free_handle(uv_handle_t *h) {
    free(h);
}

static int want_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *ctx) {
    mh_net *n = arg;
    poll_ctx *c = ctx;
    mh_hop *h = NULL;
    if (curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&h) == CURLE_OK && h != NULL)
        h->fd = what == CURL_POLL_REMOVE ? -1 : fd;
    if (what == CURL_POLL_REMOVE) {
        if (c == NULL) return 0;
        uv_poll_stop(&c->uv);
        uv_close((uv_handle_t *)&c->uv, free_handle);
        curl_multi_assign(n->multi, fd, NULL);
        return 0;
    }
    if (c == NULL) {
        c = mh_alloc(sizeof *c);
        c->net = n;
        c->fd = fd;
        if (uv_poll_init_socket(mh_loop_uv(n->loop), &c->uv, fd) != 0) {
            free(c);
            return -1;
        }
        curl_multi_assign(n->multi, fd, c);
    }
    int events = 0;
    if (what != CURL_POLL_IN) events |= UV_WRITABLE;
    if (what != CURL_POLL_OUT) events |= UV_READABLE;
    uv_poll_start(&c->uv, events, on_poll);
    return 0;
}

mh_net_opts mh_net_defaults(void) {
    return (mh_net_opts){
        .clock = mh_clock_system(),
        .limits = {.total_ms = 60000,
                   .connect_ms = 10000,
                   .first_byte_ms = 30000,
                   .low_speed_ms = 20000,
                   .low_speed = 64,
                   .header_bytes = 256 << 10,
                   .body_bytes = 15 << 20,
                   .redirects = 10},
        .pace = {.at_once = 2, .delay_us = 500000, .delay_why = "default", .adaptive = true},
        .robots = true,
        .retries = 2,
        .patience_ms = 20000,
        .cookies = true,
        .at_once = 256,
    };
}

/* What a site's owner reads in the log: header values hold no control characters. */
static char *user_agent(const char *contact) {
    mh_buf b = {0};
    mh_buf_puts(&b, "minehost/" MH_VERSION);
    if (contact != NULL && *contact && mh_head_is_value(mh_view_of(contact)))
        mh_buf_printf(&b, " (+%s)", contact);
    return mh_buf_take(&b);
}

void mh_net_about(mh_buf *out) {
    const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
    mh_buf_printf(out, "libcurl %s (%s)", v->version, v->ssl_version ? v->ssl_version : "no TLS");
}

const char *mh_net_ca_file(void) {
    const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
    return v->age >= CURLVERSION_NINTH && v->cainfo ? v->cainfo : "";
}

mh_rc mh_net_new(mh_net **out, mh_loop *loop, const mh_net_opts *opts, mh_err *e) {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return mh_fail(e, MH_E_INTERNAL, "libcurl does not start");
    mh_net *n = mh_alloc(sizeof *n);
    n->loop = loop;
    n->o = *opts;
    if (mh_proxy_read(n, e) != MH_OK) {
        free(n);
        curl_global_cleanup();
        return MH_FAIL;
    }
    CURLM *multi = curl_multi_init();
    if (multi == NULL) mh_oom();
    if (n->o.clock == NULL) n->o.clock = mh_clock_system();
    n->agent = user_agent(opts->contact);
    n->gate = mh_gate_new(opts->at_once);
    n->known = mh_map_new();
    n->unchecked = mh_map_new();
    n->plain = mh_setup_plain();
    if (opts->ledger == NULL) {
        n->memory = mh_pace_memory_new();
        n->own_ledger = mh_pace_memory_ledger(n->memory);
        n->o.ledger = &n->own_ledger;
    }
    n->multi = multi;
    n->share = curl_share_init();
    if (n->share == NULL) mh_oom();
    curl_share_setopt(n->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
    n->timer = mh_alloc(sizeof *n->timer);
    uv_timer_init(mh_loop_uv(loop), n->timer);
    n->timer->data = n;
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, want_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, n);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, want_timeout);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, n);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)opts->at_once);
    *out = n;
    return MH_OK;
}

void mh_net_free(mh_net *n) {
    if (n == NULL) return;
    mh_known_free(n);
    assert(n->live == 0);
    mh_timer_cancel(n->gate_timer);
    mh_gate_free(n->gate);
    for (size_t i = 0; i < n->spare.len; i++) mh_hop_free(n->spare.ptr[i]);
    mh_vec_clear(&n->spare);
    curl_multi_cleanup(n->multi); /* closes connections, calls want_socket */
    curl_share_cleanup(n->share);
    curl_slist_free_all(n->plain);
    uv_timer_stop(n->timer);
    uv_close((uv_handle_t *)n->timer, free_handle);
    mh_pace_memory_free(n->memory);
    mh_proxy_clear(n);
    mh_map_free(n->unchecked);
    free(n->agent);
    free(n);
    curl_global_cleanup();
}

void mh_net_halt(mh_net *n) {
    n->pumping = true; /* for ever */
}

/* A handle of no request, through which curl hands cookies over. */
static CURL *jar(mh_net *n) {
    CURL *c = curl_easy_init();
    if (c == NULL) mh_oom();
    curl_easy_setopt(c, CURLOPT_SHARE, n->share);
    curl_easy_setopt(c, CURLOPT_COOKIEFILE, "");
    return c;
}

void mh_net_cookies_load(mh_net *n, mh_view lines) {
    mh_view line;
    CURL *c = jar(n);
    while (mh_view_split(&lines, '\n', &line)) {
        if (line.len == 0 || line.len > MAX_COOKIE) continue;
        char *text = mh_strndup(line.ptr, line.len);
        curl_easy_setopt(c, CURLOPT_COOKIELIST, text);
        free(text);
    }
    curl_easy_cleanup(c);
}

/* The fifth field of a line is the time of its end; 0: it ends with the session. */
static bool outlives_session(mh_view line) {
    mh_view field = {0};
    for (int i = 0; i < 5; i++)
        if (!mh_view_split(&line, '\t', &field)) return false;
    return field.len > 0 && !mh_view_eq(field, MH_VIEW("0"));
}

void mh_net_cookies_save(mh_net *n, mh_buf *out) {
    struct curl_slist *list = NULL;
    CURL *c = jar(n);
    int left = MAX_COOKIES;
    curl_easy_getinfo(c, CURLINFO_COOKIELIST, &list);
    for (struct curl_slist *l = list; l != NULL && left > 0; l = l->next) {
        mh_view line = mh_view_of(l->data);
        if (line.len > MAX_COOKIE || !outlives_session(line)) continue;
        mh_buf_put(out, line);
        mh_buf_putc(out, '\n');
        left--;
    }
    curl_slist_free_all(list);
    curl_easy_cleanup(c);
}

mh_net_stats mh_net_stats_get(const mh_net *n) {
    mh_net_stats s = n->stats;
    s.waiting = mh_gate_waiting(n->gate);
    return s;
}
