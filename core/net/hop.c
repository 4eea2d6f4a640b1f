#include "net/net_priv.h"

#include <stdlib.h>
#include <string.h>

#define MAX_SPARE     64u
#define MAX_INTERIM   16          /* answers of class 1xx */
#define REDIRECT_BODY (64u << 10) /* read and dropped so that the connection can be used again */
#define RESERVE_BODY  (1u << 20)  /* trusted of a Content-Length before the bytes are there */

static double seconds(int64_t ms) {
    return (double)ms / 1000;
}

bool mh_hop_redirects(const mh_fetch *f) {
    switch (f->head.status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308: break;
    default: return false;
    }
    return !f->no_redirects && mh_head_get(&f->head, MH_VIEW("location")).len > 0;
}

static mh_rc headers_done(mh_fetch *f) {
    f->res.first_ms = f->spent_ms + mh_net_now_ms(f->net) - f->start_ms;
    if (mh_hop_redirects(f) || !f->head.has_length || f->method == MH_HEAD) return MH_OK;
    if (f->head.status == 204 || f->head.status == 304) return MH_OK;
    if (f->head.length > (uint64_t)f->limits.body_bytes)
        return mh_fail(&f->abort, MH_E_TOO_LARGE, "%llu bytes announced, at most %lld are taken",
                       (unsigned long long)f->head.length, (long long)f->limits.body_bytes);
    mh_buf_reserve(&f->res.body, f->head.length < RESERVE_BODY ? f->head.length : RESERVE_BODY);
    return MH_OK;
}

/* Returning another number than it was given stops curl. */
static size_t on_header(char *p, size_t size, size_t count, void *arg) {
    mh_fetch *f = arg;
    mh_head_limits limits = {(size_t)f->limits.header_bytes, MAX_INTERIM};
    bool before = f->head.complete;
    if (mh_head_line(&f->head, (mh_view){p, size * count}, limits, &f->abort) != MH_OK) return 0;
    if (!before && f->head.complete && headers_done(f) != MH_OK) return 0;
    return size * count;
}

static size_t on_body(char *p, size_t size, size_t count, void *arg) {
    mh_fetch *f = arg;
    size_t n = size * count;
    f->net->stats.bytes += n;
    if (mh_hop_redirects(f)) {
        f->skipped += n;
        return f->skipped > REDIRECT_BODY ? CURL_WRITEFUNC_ERROR : n;
    }
    if (n > (size_t)f->limits.body_bytes - f->res.body.len) {
        mh_fail(&f->abort, MH_E_TOO_LARGE, "body over %lld bytes", (long long)f->limits.body_bytes);
        return CURL_WRITEFUNC_ERROR;
    }
    /* a peer that sends without a pause keeps the timers from being looked at */
    if (mh_net_now_ms(f->net) - f->start_ms >= f->left_ms) {
        mh_fail_retry(&f->abort, MH_E_TIMEOUT, "not finished within %g s",
                      seconds(f->limits.total_ms));
        return CURL_WRITEFUNC_ERROR;
    }
    mh_buf_put_n(&f->res.body, p, n);
    return n;
}

static curl_socket_t on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *a) {
    mh_fetch *f = arg;
    if (purpose != CURLSOCKTYPE_IPCXN) return CURL_SOCKET_BAD;
    if (f->net->o.proxy == NULL &&
        !mh_addr_allowed(f->net->o.grants, mh_url_host(&f->url), mh_url_port(&f->url), &a->addr)) {
        mh_addr_text(&a->addr, f->refused);
        return CURL_SOCKET_BAD;
    }
    mh_addr_text(&a->addr, f->res.addr);
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* What may go to another origin than the one it was meant for. */
static bool is_harmless(mh_view line) {
    static const char *const names[] = {
        "accept:",        "accept-language:", "accept-encoding:", "user-agent:",
        "cache-control:", "pragma:",          "range:",           "content-type:"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (mh_view_istarts(line, mh_view_of(names[i]))) return true;
    return false;
}

static void add_line(mh_fetch *f, const char *line) {
    struct curl_slist *l = curl_slist_append(f->list, line);
    if (l == NULL) mh_oom();
    f->list = l;
}

static void set_headers(mh_fetch *f) {
    bool typed = false;
    for (size_t i = 0; i < f->lines.len; i++) {
        mh_view line = mh_view_of(f->lines.ptr[i]);
        bool type = mh_view_istarts(line, MH_VIEW("content-type:"));
        if (f->foreign && !is_harmless(line)) continue;
        if (type && f->method != MH_POST) continue;
        typed = typed || type;
        add_line(f, f->lines.ptr[i]);
    }
    if (f->method == MH_POST) {
        add_line(f, "Expect:");                   /* no pause for 100 Continue */
        if (!typed) add_line(f, "Content-Type:"); /* no guess of curl's */
    }
    curl_easy_setopt(f->easy, CURLOPT_HTTPHEADER, f->list);
}

static void set_method(mh_fetch *f) {
    CURL *c = f->easy;
    switch (f->method) {
    case MH_GET: curl_easy_setopt(c, CURLOPT_HTTPGET, 1L); break;
    case MH_HEAD: curl_easy_setopt(c, CURLOPT_NOBODY, 1L); break;
    case MH_POST:
        curl_easy_setopt(c, CURLOPT_POST, 1L);
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)f->send.len);
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, f->send.ptr ? f->send.ptr : "");
        break;
    }
}

static void set_safety(mh_fetch *f) {
    const mh_net_opts *o = &f->net->o;
    CURL *c = f->easy;
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_HTTP09_ALLOWED, 0L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (o->ca_file != NULL) curl_easy_setopt(c, CURLOPT_CAINFO, o->ca_file);
    curl_easy_setopt(c, CURLOPT_PROXY, o->proxy ? o->proxy : "");
    curl_easy_setopt(c, CURLOPT_NOPROXY, "");
    curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_open);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, f);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    /* a name that does not resolve must not hold up the loop when its request is given up */
    curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
    if (f->user != NULL && !f->foreign) {
        curl_easy_setopt(c, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        curl_easy_setopt(c, CURLOPT_USERNAME, f->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, f->password);
    }
}

static void set_limits(mh_fetch *f) {
    CURL *c = f->easy;
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)f->limits.connect_ms);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)f->limits.low_speed);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)((f->limits.low_speed_ms + 999) / 1000));
}

mh_rc mh_hop_start(mh_fetch *f) {
    mh_net *n = f->net;
    f->easy = n->spare.len > 0 ? n->spare.ptr[--n->spare.len] : curl_easy_init();
    if (f->easy == NULL) mh_oom();
    CURL *c = f->easy;
    curl_easy_setopt(c, CURLOPT_PRIVATE, f);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, f->why);
    curl_easy_setopt(c, CURLOPT_URL, f->href.ptr);
    curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(c, CURLOPT_USERAGENT, n->agent);
    curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, f);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, f);
    set_safety(f);
    set_limits(f);
    set_method(f);
    set_headers(f);

    f->why[0] = '\0';
    f->start_ms = mh_net_now_ms(n);
    n->stats.requests++;
    n->stats.running++;
    CURLMcode rc = curl_multi_add_handle(n->multi, c);
    if (rc != CURLM_OK)
        return mh_fail(&f->abort, MH_E_INTERNAL, "libcurl: %s", curl_multi_strerror(rc));
    int64_t first = f->limits.first_byte_ms < f->left_ms ? f->limits.first_byte_ms : f->left_ms;
    f->timer = mh_timer_start(n->loop, first, mh_fetch_tick, f);
    return MH_OK;
}

void mh_hop_stop(mh_fetch *f) {
    mh_net *n = f->net;
    if (f->easy == NULL) return;
    mh_timer_cancel(f->timer);
    f->timer = NULL;
    curl_multi_remove_handle(n->multi, f->easy);
    curl_easy_reset(f->easy);
    if (n->spare.len < MAX_SPARE)
        mh_vec_push(&n->spare, f->easy);
    else
        curl_easy_cleanup(f->easy);
    f->easy = NULL;
    curl_slist_free_all(f->list);
    f->list = NULL;
    f->spent_ms += mh_net_now_ms(n) - f->start_ms;
    n->stats.running--;
}

static mh_err timed_out(const mh_fetch *f) {
    mh_err e = {0};
    curl_off_t connected = 0;
    curl_easy_getinfo(f->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    if (connected == 0)
        mh_fail_retry(&e, MH_E_TIMEOUT, "no connection within %g s", seconds(f->limits.connect_ms));
    else
        mh_fail_retry(&e, MH_E_TIMEOUT, "below %lld bytes/s for %g s",
                      (long long)f->limits.low_speed, seconds(f->limits.low_speed_ms));
    return e;
}

mh_err mh_hop_error(const mh_fetch *f, CURLcode code) {
    mh_err e = {0};
    const char *why = f->why[0] ? f->why : curl_easy_strerror(code);
    if (f->abort.code != MH_E_NONE) return f->abort;
    switch ((int)code) {
    case CURLE_OK: break;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: mh_fail_retry(&e, MH_E_DNS, "%s", why); break;
    case CURLE_COULDNT_CONNECT:
        if (f->refused[0])
            mh_fail(&e, MH_E_PERMISSION, "its address %s is private and not granted", f->refused);
        else
            mh_fail_retry(&e, MH_E_CONNECT, "%s", why);
        break;
    case CURLE_OPERATION_TIMEDOUT: return timed_out(f);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS: mh_fail(&e, MH_E_TLS, "%s", why); break;
    case CURLE_RECV_ERROR:
        /* curl has one code for a broken connection and for a broken chunk */
        if (strstr(why, "chunk"))
            mh_fail(&e, MH_E_PROTOCOL, "%s", why);
        else
            mh_fail_retry(&e, MH_E_RESET, "%s", why);
        break;
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR: mh_fail_retry(&e, MH_E_RESET, "%s", why); break;
    case CURLE_PARTIAL_FILE: mh_fail_retry(&e, MH_E_PARTIAL, "%s", why); break;
    case CURLE_UNSUPPORTED_PROTOCOL: /* the URL's was checked before: this is HTTP/0.9 or the like */
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: mh_fail(&e, MH_E_PROTOCOL, "%s", why); break;
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR: /* not by our callbacks: by a decoder */
        mh_fail(&e, MH_E_ENCODING, "%s", why);
        break;
    case CURLE_FILESIZE_EXCEEDED: mh_fail(&e, MH_E_TOO_LARGE, "%s", why); break;
    case CURLE_OUT_OF_MEMORY: /* so curl 7 names a header line beyond its own limit */
        if (!f->head.complete) {
            mh_fail(&e, MH_E_TOO_LARGE, "a header line over 100 KiB");
            break;
        }
        mh_oom();
    default: mh_fail(&e, MH_E_INTERNAL, "libcurl: %s", why); break;
    }
    return e;
}
