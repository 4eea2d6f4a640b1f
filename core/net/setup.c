#include "net/net_priv.h"

#include <string.h>
#include <sys/socket.h>

curl_socket_t mh_setup_open(void *arg, curlsocktype purpose, struct curl_sockaddr *a) {
    mh_hop *h = arg;
    mh_fetch *f = h->fetch;
    const mh_net_opts *o = &h->net->o;
    if (purpose != CURLSOCKTYPE_IPCXN || f == NULL) return CURL_SOCKET_BAD;
    if (h->net->proxy == NULL &&
        !mh_addr_allowed(o->grants, mh_url_host(&f->url), mh_url_port(&f->url), &a->addr)) {
        mh_addr_text(&a->addr, h->refused);
        return CURL_SOCKET_BAD;
    }
    mh_addr_text(&a->addr, mh_res(f)->addr);
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

void mh_setup_once(mh_hop *h) {
    const mh_net_opts *o = &h->net->o;
    CURL *c = h->easy;
    curl_easy_setopt(c, CURLOPT_PRIVATE, h);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->why);
    curl_easy_setopt(c, CURLOPT_USERAGENT, h->net->agent);
    curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_HTTP09_ALLOWED, 0L);
    curl_easy_setopt(c, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (o->ca_file != NULL) curl_easy_setopt(c, CURLOPT_CAINFO, o->ca_file);
    mh_proxy_setup(h->net, c);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, mh_setup_open);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, h);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    /* a name that does not resolve must not hold up the loop when its request is given up */
    curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
    if (o->cookies) {
        curl_easy_setopt(c, CURLOPT_SHARE, h->net->share);
        curl_easy_setopt(c, CURLOPT_COOKIEFILE, "");
    }
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

static void add_line(struct curl_slist **list, const char *line) {
    struct curl_slist *l = curl_slist_append(*list, line);
    if (l == NULL) mh_oom();
    *list = l;
}

static void add_accept(struct curl_slist **list) {
    mh_buf line = {0};
    mh_buf_printf(&line, "Accept-Encoding: %s", mh_decode_accept);
    add_line(list, line.ptr);
    mh_buf_clear(&line);
}

struct curl_slist *mh_setup_plain(void) {
    struct curl_slist *list = NULL;
    add_accept(&list);
    return list;
}

static void set_fields(mh_hop *h) {
    const mh_fetch *f = h->fetch;
    bool typed = false, coded = false;
    if (f->lines.len == 0 && f->conditions.len == 0 && f->method != MH_POST) {
        curl_easy_setopt(h->easy, CURLOPT_HTTPHEADER, h->net->plain);
        return;
    }
    for (size_t i = 0; i < f->lines.len; i++) {
        mh_view line = mh_view_of(f->lines.ptr[i]);
        bool type = mh_view_istarts(line, MH_VIEW("content-type:"));
        if (f->foreign && !is_harmless(line)) continue;
        if (type && f->method != MH_POST) continue;
        typed = typed || type;
        coded = coded || mh_view_istarts(line, MH_VIEW("accept-encoding"));
        add_line(&h->list, f->lines.ptr[i]);
    }
    for (size_t i = 0; i < f->conditions.len; i++) add_line(&h->list, f->conditions.ptr[i]);
    if (!coded) add_accept(&h->list);
    if (f->method == MH_POST) {
        add_line(&h->list, "Expect:");                   /* no pause for 100 Continue */
        if (!typed) add_line(&h->list, "Content-Type:"); /* no guess of curl's */
    }
    curl_easy_setopt(h->easy, CURLOPT_HTTPHEADER, h->list);
}

static void set_method(mh_hop *h) {
    const mh_fetch *f = h->fetch;
    CURL *c = h->easy;
    curl_easy_setopt(c, CURLOPT_HTTPGET, 1L); /* takes back what the last one set */
    if (f->method == MH_HEAD) curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
    if (f->method != MH_POST) return;
    curl_easy_setopt(c, CURLOPT_POST, 1L);
    curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)f->send.len);
    curl_easy_setopt(c, CURLOPT_POSTFIELDS, f->send.ptr ? f->send.ptr : "");
}

static void set_auth(mh_hop *h) {
    const mh_fetch *f = h->fetch;
    bool wanted = f->user != NULL && !f->foreign;
    if (!wanted && !h->auth) return;
    h->auth = wanted;
    curl_easy_setopt(h->easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    curl_easy_setopt(h->easy, CURLOPT_USERNAME, wanted ? f->user : NULL);
    curl_easy_setopt(h->easy, CURLOPT_PASSWORD, wanted ? f->password : NULL);
}

/* Whether the operator said that this host's certificate is not to be looked at. */
static bool is_insecure(const mh_hop *h) {
    mh_view part, rest = mh_view_of(h->net->o.insecure ? h->net->o.insecure : "");
    while (mh_view_split(&rest, ',', &part))
        if (part.len > 0 && mh_view_ieq(mh_view_trim(part), mh_url_host(&h->fetch->url)))
            return true;
    return false;
}

/* Said once, not for every request. */
static void tell_insecure(mh_hop *h) {
    bool fresh;
    mh_view host = mh_url_host(&h->fetch->url);
    mh_map_at(h->net->unchecked, host, &fresh);
    if (fresh)
        mh_log_event(h->net->o.log, MH_LOG_WARN, "certificate-not-checked", MH_F("host", host));
}

void mh_setup_request(mh_hop *h) {
    const mh_fetch *f = h->fetch;
    const mh_net_limits *l = &f->limits;
    CURL *c = h->easy;
    bool tls = mh_view_eq(mh_url_scheme(&f->url), MH_VIEW("https"));
    /* a stream of HTTP/2 that was paused does not always go on in libcurl 7.88; who reads at his own
     * pace has a connection of his own, whose flow is TCP's */
    bool http1 = !h->net->o.http2 || f->http1 || f->window > 0;
    long verify = !(tls && h->net->o.insecure != NULL && is_insecure(h));
    if (!verify) tell_insecure(h);
    curl_easy_setopt(c, CURLOPT_URL, f->href.ptr);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, verify);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)l->connect_ms);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)l->low_speed);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)((l->low_speed_ms + 999) / 1000));
    /* Until it is known whether the host speaks HTTP/2, the next request waits for the first one's
     * handshake: many share one connection. Without TLS this would wait for a whole answer. */
    curl_easy_setopt(c, CURLOPT_PIPEWAIT, (long)(tls && !http1));
    curl_easy_setopt(c, CURLOPT_HTTP_VERSION,
                     (long)(http1 ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS));
    set_method(h);
    set_fields(h);
    set_auth(h);
}
