/* decode.c: the first line names the codings, the rest is the body. However it is cut into steps, the
 * same comes out. */
#include "fuzz.h"

#include "net/decode.h"

#define CAP ((size_t)1 << 20)

static mh_rc take(void *arg, const char *p, size_t n, mh_err *e) {
    mh_buf *b = arg;
    fz_check(n > 0 && n <= 65536);
    if (b->len + n > CAP) return mh_fail(e, MH_E_TOO_LARGE, "enough");
    mh_buf_put_n(b, p, n);
    return MH_OK;
}

static mh_code decode(mh_buf *out, mh_view codings, mh_view v, size_t step) {
    mh_decode *d;
    mh_err e = {0};
    mh_rc rc = mh_decode_new(&d, codings, take, out, &e);
    if (d == NULL) {
        fz_check(rc == MH_OK || e.code == MH_E_ENCODING);
        return e.code;
    }
    for (size_t at = 0; rc == MH_OK && at < v.len; at += step)
        rc = mh_decode_feed(d, v.ptr + at, at + step < v.len ? step : v.len - at, &e);
    if (rc == MH_OK) rc = mh_decode_end(d, &e);
    fz_check((rc == MH_OK) == (e.code == MH_E_NONE));
    fz_check(rc == MH_OK || e.code == MH_E_ENCODING || e.code == MH_E_PARTIAL ||
             e.code == MH_E_TOO_LARGE);
    fz_check(mh_utf8_valid(mh_view_of(e.msg)));
    mh_decode_free(d);
    return e.code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_view v = fz_view(data, size), codings = fz_line(&v);
    mh_buf once = {0}, steps = {0};
    mh_code a = decode(&once, codings, v, v.len + 1), b = decode(&steps, codings, v, 3);
    /* what a broken stream gives before its error depends on the pieces, and so does the cap */
    fz_check(a == b || a == MH_E_TOO_LARGE || b == MH_E_TOO_LARGE);
    if (a == MH_E_NONE) fz_check(mh_view_eq(mh_buf_view(&once), mh_buf_view(&steps)));
    mh_buf_clear(&once);
    mh_buf_clear(&steps);
    return 0;
}
