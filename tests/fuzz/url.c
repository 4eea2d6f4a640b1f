/* url.c: a line with a base, a line with a reference: parsed, resolved, parsed again. */
#include "fuzz.h"

#include "doc/canonical.h"
#include "doc/url.h"

static void check_ascii(mh_view v) {
    for (size_t i = 0; i < v.len; i++) fz_check((unsigned char)v.ptr[i] - 0x20u < 0x5Fu);
}

/* The serialisation of a URL is a URL, and the same one. */
static void check(const mh_url *u) {
    mh_url again = {0};
    mh_err e = {0};
    mh_view href = mh_url_href(u);
    check_ascii(href);
    fz_check(href.ptr[href.len] == '\0');
    fz_check(mh_url_parse(&again, href, NULL, &e) == MH_OK || href.len > MH_URL_MAX);
    if (e.code == MH_E_NONE) {
        fz_check(mh_view_eq(mh_url_href(&again), href));
        fz_check(mh_view_eq(mh_url_host(&again), mh_url_host(u)));
        fz_check(mh_view_eq(mh_url_path(&again), mh_url_path(u)));
        fz_check(mh_view_eq(mh_url_query(&again), mh_url_query(u)));
        fz_check(mh_url_port(&again) == mh_url_port(u));
        fz_check(u->is_opaque || !mh_url_is_http(u) || mh_url_same_origin(&again, u));
    }
    fz_check(mh_view_starts(href, mh_url_scheme(u)));
    fz_check(mh_view_starts(href, mh_url_href_no_fragment(u)));
    fz_check(!mh_url_is_http(u) || mh_url_host(u).len > 0);
    mh_url_clear(&again);
    mh_buf b = {0};
    mh_url_put_target(&b, u);
    mh_url_put_origin(&b, u);
    mh_url_decode(&b, href);
    mh_buf_clear(&b);
}

/* A key is a key of itself. */
static void check_canonical(mh_view v, mh_canonical level) {
    mh_buf once = {0}, twice = {0};
    mh_err e = {0};
    if (mh_url_canonical(&once, v, level, &e) == MH_OK) {
        check_ascii(mh_buf_view(&once));
        fz_check(mh_url_canonical(&twice, mh_buf_view(&once), level, &e) == MH_OK);
        fz_check(mh_view_eq(mh_buf_view(&once), mh_buf_view(&twice)));
        mh_url_session(mh_buf_view(&once));
    }
    mh_buf_clear(&once);
    mh_buf_clear(&twice);
}

static void check_escapes(mh_view v) {
    mh_buf b = {0}, back = {0};
    mh_url_encode(&b, v);
    check_ascii(mh_buf_view(&b));
    mh_url_decode(&back, mh_buf_view(&b));
    fz_check(mh_view_eq(mh_buf_view(&back), v));
    mh_buf_clear(&b);
    mh_buf_clear(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_view ref = fz_view(data, size), line = fz_line(&ref);
    mh_url base = {0}, u = {0};
    mh_buf out = {0};
    mh_err e = {0};
    mh_rc has_base = mh_url_parse(&base, line, NULL, &e);
    if (has_base == MH_OK) check(&base);
    if (mh_url_parse(&u, ref, has_base == MH_OK ? &base : NULL, &e) == MH_OK) {
        check(&u);
        if (has_base == MH_OK && mh_url_resolve(&out, ref, mh_url_href(&base), &e) == MH_OK)
            fz_check(mh_view_eq(mh_buf_view(&out), mh_url_href(&u)));
    } else {
        fz_check(u.text == NULL && e.code != MH_E_NONE);
    }
    /* into itself */
    if (has_base == MH_OK && mh_url_parse(&base, ref, &base, &e) == MH_OK)
        fz_check(mh_view_eq(mh_url_href(&base), mh_url_href(&u)));
    check_escapes(ref);
    check_canonical(ref, MH_CANONICAL_FORM);
    check_canonical(line, MH_CANONICAL_FORM);
    check_canonical(ref, MH_CANONICAL_PAGE);
    check_canonical(line, MH_CANONICAL_PAGE);
    mh_buf_reset(&out);
    if (mh_url_host_ascii(&out, ref, true, &e) == MH_OK) check_ascii(mh_buf_view(&out));
    mh_buf_clear(&out);
    mh_url_clear(&base);
    mh_url_clear(&u);
    return 0;
}
