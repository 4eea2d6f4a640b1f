#include "net/net_priv.h"

#include <stdlib.h>
#include <string.h>

static char *decoded(mh_view v) {
    mh_buf b = {0};
    mh_url_decode(&b, v);
    return mh_buf_take(&b);
}

static bool is_proxy_scheme(mh_view scheme) {
    return mh_view_eq(scheme, MH_VIEW("http")) || mh_view_eq(scheme, MH_VIEW("https")) ||
           mh_view_eq(scheme, MH_VIEW("socks5h"));
}

static bool read_url(mh_net *n, const mh_url *u) {
    mh_view scheme = mh_url_scheme(u), host = mh_url_host(u), path = mh_url_path(u);
    if (!is_proxy_scheme(scheme) || host.len == 0) return false;
    if (path.len > 0 && !mh_view_eq(path, MH_VIEW("/"))) return false;
    mh_buf b = {0};
    int port = mh_url_port(u);
    mh_buf_printf(&b, "%.*s://%.*s:%d", MH_FMT(scheme), MH_FMT(host), port >= 0 ? port : 1080);
    n->proxy = mh_buf_take(&b);
    if (mh_url_user(u).len == 0 && mh_url_password(u).len == 0) return true;
    n->proxy_user = decoded(mh_url_user(u));
    n->proxy_password = decoded(mh_url_password(u));
    return true;
}

mh_rc mh_proxy_read(mh_net *n, mh_err *e) {
    mh_url u = {0};
    mh_buf text = {0};
    if (n->o.proxy == NULL || *n->o.proxy == '\0') return MH_OK;
    mh_view given = mh_view_of(n->o.proxy);
    if (mh_view_find(given, MH_VIEW("://"), 0) == SIZE_MAX) mh_buf_puts(&text, "http://");
    mh_buf_put(&text, given);
    bool ok = mh_url_parse(&u, mh_buf_view(&text), NULL, NULL) == MH_OK && read_url(n, &u);
    mh_url_clear(&u);
    explicit_bzero(text.ptr, text.len);
    mh_buf_clear(&text);
    if (ok) return MH_OK;
    /* not told back: it may hold a password */
    return mh_fail(e, MH_E_USAGE,
                   "proxy: wants http://HOST:PORT, https:// or socks5h://, with USER:PASSWORD@ "
                   "before the host if need be");
}

void mh_proxy_setup(const mh_net *n, CURL *c) {
    curl_easy_setopt(c, CURLOPT_PROXY, n->proxy ? n->proxy : ""); /* "": not the environment's */
    curl_easy_setopt(c, CURLOPT_NOPROXY, "");
    curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (n->proxy == NULL) return;
    curl_easy_setopt(c, CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (n->o.ca_file != NULL) curl_easy_setopt(c, CURLOPT_PROXY_CAINFO, n->o.ca_file);
    if (n->proxy_user == NULL) return;
    curl_easy_setopt(c, CURLOPT_PROXYAUTH, (long)CURLAUTH_BASIC);
    curl_easy_setopt(c, CURLOPT_PROXYUSERNAME, n->proxy_user);
    curl_easy_setopt(c, CURLOPT_PROXYPASSWORD, n->proxy_password);
}

static mh_rc denied(mh_err *e) {
    return mh_fail(e, MH_E_DENIED, "the proxy wants another user or password");
}

/* The answer to CONNECT is told by curl beside the error, an answer in the place of the page is the
 * page's status: over http a proxy and a server look alike but for 407 (RFC 9110 15.5.8). */
mh_rc mh_proxy_fault(const mh_hop *h, CURLcode code, mh_err *e) {
    long status = 0, why = 0;
    const mh_fetch *f = h->fetch;
    if (h->net->proxy == NULL) return MH_OK;
    if (code == CURLE_OK) {
        bool tunnel = mh_view_eq(mh_url_scheme(&f->url), MH_VIEW("https"));
        return f->head.status == 407 && !tunnel ? denied(e) : MH_OK;
    }
    curl_easy_getinfo(h->easy, CURLINFO_PROXY_ERROR, &why);
    if (why == CURLPX_USER_REJECTED || why == CURLPX_NO_AUTH) return denied(e);
    if (why != CURLPX_OK) return mh_fail_retry(e, MH_E_CONNECT, "proxy: %s", h->why);
    curl_easy_getinfo(h->easy, CURLINFO_HTTP_CONNECTCODE, &status);
    if (status == 407) return denied(e);
    if (f->head.bytes > 0 || status < 300) return MH_OK;
    return mh_fail_retry(e, MH_E_CONNECT, "the proxy does not connect to it (status %ld)", status);
}

void mh_proxy_clear(mh_net *n) {
    if (n->proxy_password) explicit_bzero(n->proxy_password, strlen(n->proxy_password));
    free(n->proxy);
    free(n->proxy_user);
    free(n->proxy_password);
}
