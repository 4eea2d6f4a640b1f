/* url.h - URLs as browsers read them: parse, resolve against a base, serialise, take apart.
 * Owns: an mh_url owns its text; views of it live until mh_url_clear or the next parse into it.
 * Threads: any. Pure: no network, no state. Source: the WHATWG URL standard; hosts by UTS 46 (ICU).
 *
 *     mh_url base = {0}, u = {0};
 *     if (mh_url_parse(&base, page, NULL, &e) != MH_OK) ...
 *     if (mh_url_parse(&u, href, &base, &e) == MH_OK) fetch(mh_url_href(&u));
 *     mh_url_clear(&u), mh_url_clear(&base);
 */
#ifndef MH_DOC_URL_H
#define MH_DOC_URL_H

#include "base/err.h"
#include "base/str.h"

/* Longest URL that is parsed; more is MH_E_TOO_LARGE. */
#define MH_URL_MAX (1u << 20)

typedef struct mh_url_span {
    uint32_t from, len;
    bool has; /* "http://h/?" has a query, and it is empty */
} mh_url_span;

typedef struct mh_url {
    char *text; /* owned: the serialised URL, NUL-terminated, ASCII */
    uint32_t len;
    mh_url_span scheme, user, password, host, path, query, fragment;
    int32_t port;    /* as written, -1 when absent or the default of the scheme */
    bool is_special; /* http, https, ws, wss, ftp, file */
    bool is_opaque;  /* path without hierarchy: mailto:, data:, javascript: */
} mh_url;

/* Parses input, relative to base unless that is NULL. Surrounding white space, and tabs and line
 * breaks within, are dropped. On MH_FAIL (MH_E_PARSE, MH_E_TOO_LARGE) *out is empty; what it held
 * before is freed either way, so it must be zeroed or parsed before. base may be out itself. */
mh_rc mh_url_parse(mh_url *out, mh_view input, const mh_url *base, mh_err *e);
void mh_url_clear(mh_url *u); /* frees; u is zeroed. Twice is fine. */

mh_view mh_url_href(const mh_url *u);
/* Everything up to the fragment: what is fetched. */
mh_view mh_url_href_no_fragment(const mh_url *u);
mh_view mh_url_scheme(const mh_url *u); /* lower case, without ":" */
mh_view mh_url_user(const mh_url *u);   /* percent-encoded, as password */
mh_view mh_url_password(const mh_url *u);
mh_view mh_url_host(const mh_url *u);     /* ASCII (punycode), IPv6 in brackets, empty if none */
int mh_url_port(const mh_url *u);         /* as written or the scheme's default; -1: none */
mh_view mh_url_path(const mh_url *u);     /* percent-encoded */
mh_view mh_url_query(const mh_url *u);    /* without "?" */
mh_view mh_url_fragment(const mh_url *u); /* without "#" */
/* Appends path and query as an HTTP request line wants them ("/" at least). */
void mh_url_put_target(mh_buf *out, const mh_url *u);
/* Appends "scheme://host:port", or "null" where the scheme has no origin (file, opaque). */
void mh_url_put_origin(mh_buf *out, const mh_url *u);
bool mh_url_same_origin(const mh_url *a, const mh_url *b);
bool mh_url_is_http(const mh_url *u); /* http or https */

/* Appends ref resolved against base (an absolute URL, or empty), serialised. */
mh_rc mh_url_resolve(mh_buf *out, mh_view ref, mh_view base, mh_err *e);

/* Appends a key that addresses of one page share: no fragment, user or default port; no doubled
 * slashes, needless escapes, nameless parameters or final dot of the host; parameters in order of
 * their bytes; "http://" where no scheme is. To compare and to find again, not to fetch. Other than
 * http and https: the serialised address without its fragment. Rules of crawler-commons. */
mh_rc mh_url_normalize(mh_buf *out, mh_view url, mh_err *e);

/* Host text to its ASCII form: lower case, percent-decoded, punycode, IPv4 numbers and IPv6
 * normalised. special: rules of special schemes; otherwise the host is opaque. */
mh_rc mh_url_host_ascii(mh_buf *out, mh_view host, bool special, mh_err *e);

/* Appends v with "%41" as "A"; broken escapes stay. The result need not be UTF-8. */
void mh_url_decode(mh_buf *out, mh_view v);
/* Appends v with all but letters, digits and -._~ escaped: a value inside a query. */
void mh_url_encode(mh_buf *out, mh_view v);

#endif
