/* One form for the addresses of one page, as crawl keys want it: what the URL standard leaves apart
 * (doubled slashes, order and emptiness of parameters, needless escapes) is made the same. */
#include "base/mem.h"
#include "base/vec.h"
#include "doc/url.h"
#include "doc/url_priv.h"

#include <stdlib.h>
#include <string.h>

/* Parameters over this many are not put in order. */
#define SORT_MAX ((size_t)4096)

/* Escapes of unreserved characters undone, hexadecimal digits in upper case, a lone "%" escaped, and
 * what the query set lets through but RFC 3986 does not. */
static void put_escapes(mh_buf *out, mh_view v) {
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        int hi = i + 2 < v.len ? mh_hex_digit(v.ptr[i + 1]) : -1;
        int lo = i + 2 < v.len ? mh_hex_digit(v.ptr[i + 2]) : -1;
        if (c != '%') {
            bool plain = mh_is_alnum(c) || strchr("-._~!$&'()*+,;=:@/?", c);
            mh_url_put_byte(out, (unsigned char)c, plain ? MH_URL_C0 : MH_URL_COMPONENT);
        } else if (hi < 0 || lo < 0) {
            mh_buf_puts(out, "%25");
        } else {
            mh_url_put_byte(out, (unsigned char)(hi * 16 + lo), MH_URL_COMPONENT);
            i += 2;
        }
    }
}

static void put_path(mh_buf *out, mh_view path) {
    mh_buf p = {0};
    put_escapes(&p, path);
    for (size_t i = 0; i < p.len; i++)
        if (p.ptr[i] != '/' || i == 0 || p.ptr[i - 1] != '/') mh_buf_putc(out, p.ptr[i]);
    if (p.len == 0) mh_buf_putc(out, '/');
    mh_buf_clear(&p);
}

static int by_bytes(const void *a, const void *b) {
    return mh_view_cmp(*(const mh_view *)a, *(const mh_view *)b);
}

static void put_query(mh_buf *out, mh_view query) {
    MH_VEC(mh_view) params = {0};
    mh_buf q = {0};
    mh_view rest, one;
    put_escapes(&q, query);
    rest = mh_buf_view(&q);
    while (mh_view_split(&rest, '&', &one))
        if (one.len > 0 && one.ptr[0] != '=') mh_vec_push(&params, one);
    if (params.len > 1 && params.len <= SORT_MAX)
        qsort(params.ptr, params.len, sizeof *params.ptr, by_bytes);
    for (size_t i = 0; i < params.len; i++) {
        mh_buf_putc(out, i ? '&' : '?');
        mh_buf_put(out, params.ptr[i]);
    }
    mh_vec_clear(&params);
    mh_buf_clear(&q);
}

mh_rc mh_url_normalize(mh_buf *out, mh_view url, mh_err *e) {
    mh_rc rc = MH_FAIL;
    mh_url u = {0};
    mh_buf with = {0};
    url = mh_view_trim(url);
    if (mh_view_find(url, MH_VIEW(":"), 0) == SIZE_MAX) {
        mh_buf_puts(&with, "http://");
        mh_buf_put(&with, url);
        url = mh_buf_view(&with);
    }
    if (mh_url_parse(&u, url, NULL, e) != MH_OK) goto out;
    rc = MH_OK;
    if (!mh_url_is_http(&u)) {
        mh_buf_put(out, mh_url_href_no_fragment(&u));
        goto out;
    }
    mh_view host = mh_url_host(&u);
    /* "h." is h; "1.." is no number, and must not become one */
    if (host.len > 1 && mh_view_ends(host, MH_VIEW(".")) && !mh_view_ends(host, MH_VIEW("..")))
        host.len--;
    mh_buf_printf(out, "%.*s://%.*s", MH_FMT(mh_url_scheme(&u)), MH_FMT(host));
    if (u.port >= 0) mh_buf_printf(out, ":%d", (int)u.port);
    put_path(out, mh_url_path(&u));
    put_query(out, mh_url_query(&u));
out:
    mh_url_clear(&u);
    mh_buf_clear(&with);
    return rc;
}
