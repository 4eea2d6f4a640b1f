#include "net/net_priv.h"

#include <string.h>

static double seconds(int64_t ms) {
    return (double)ms / 1000;
}

static mh_err timed_out(const mh_hop *h) {
    mh_err e = {0};
    curl_off_t connected = 0;
    curl_easy_getinfo(h->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    if (connected == 0)
        mh_fail_retry(&e, MH_E_TIMEOUT, "no connection within %g s",
                      seconds(h->fetch->limits.connect_ms));
    else
        mh_fail_retry(&e, MH_E_TIMEOUT, "below %lld bytes/s for %g s",
                      (long long)h->fetch->limits.low_speed,
                      seconds(h->fetch->limits.low_speed_ms));
    return e;
}

/* A stream of HTTP/2 ended before its answer. Who broke the rules does so again; all other reasons
 * (RFC 9113 7) are of the moment. */
static mh_err stream_ended(const char *why) {
    mh_err e = {0};
    if (strstr(why, "PROTOCOL_ERROR"))
        mh_fail(&e, MH_E_PROTOCOL, "%s", why);
    else
        mh_fail_retry(&e, MH_E_RESET, "%s", why);
    return e;
}

bool mh_fault_of_http2(const mh_hop *h, CURLcode code) {
    const mh_fetch *f = h->fetch;
    bool maybe =
        mh_view_eq(mh_url_scheme(&f->url), MH_VIEW("https")) && !f->http1 && f->net->o.http2;
    switch ((int)code) {
    case CURLE_HTTP2: return true;
    case CURLE_RECV_ERROR: return strstr(h->why, "nghttp2") != NULL;
    case CURLE_UNSUPPORTED_PROTOCOL: return maybe && strstr(h->why, "HTTP/0.9");
    default: return false;
    }
}

mh_err mh_fault(const mh_hop *h, CURLcode code) {
    mh_err e = {0};
    const char *why = h->why[0] ? h->why : curl_easy_strerror(code);
    if (h->abort.code != MH_E_NONE) return h->abort;
    if (mh_proxy_fault(h, code, &e) != MH_OK) return e;
    if (mh_fault_of_http2(h, code)) code = CURLE_HTTP2;
    switch ((int)code) {
    case CURLE_OK: break;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: mh_fail_retry(&e, MH_E_DNS, "%s", why); break;
    case CURLE_COULDNT_CONNECT:
        if (h->refused[0])
            mh_fail(&e, MH_E_PERMISSION, "its address %s is private and not granted", h->refused);
        else
            mh_fail_retry(&e, MH_E_CONNECT, "%s", why);
        break;
    case CURLE_OPERATION_TIMEDOUT: return timed_out(h);
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
    case CURLE_HTTP2:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR: mh_fail_retry(&e, MH_E_RESET, "%s", why); break;
    case CURLE_PARTIAL_FILE: /* so curl names a connection of HTTP/2 that ends before the headers */
        mh_fail_retry(&e, h->fetch->head.complete ? MH_E_PARTIAL : MH_E_RESET, "%s", why);
        break;
    case CURLE_UNSUPPORTED_PROTOCOL: /* the URL's was checked before: this is HTTP/0.9 or the like */
    case CURLE_WEIRD_SERVER_REPLY: mh_fail(&e, MH_E_PROTOCOL, "%s", why); break;
    case CURLE_HTTP2_STREAM: return stream_ended(why);
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR: /* not by our callbacks: by a decoder */
        mh_fail(&e, MH_E_ENCODING, "%s", why);
        break;
    case CURLE_FILESIZE_EXCEEDED: mh_fail(&e, MH_E_TOO_LARGE, "%s", why); break;
    case CURLE_OUT_OF_MEMORY: /* so curl 7 names a header line beyond its own limit */
        if (!h->fetch->head.complete) {
            mh_fail(&e, MH_E_TOO_LARGE, "a header line over 100 KiB");
            break;
        }
        mh_oom();
    default: mh_fail(&e, MH_E_INTERNAL, "libcurl: %s", why); break;
    }
    return e;
}
