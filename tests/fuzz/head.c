/* head.c: a header block as it comes from the wire, line by line. */
#include "fuzz.h"

#include "net/head.h"

static void check(const mh_head *h) {
    fz_check(mh_head_len(h) <= MH_HEAD_FIELDS);
    for (size_t i = 0; i < mh_head_len(h); i++) {
        mh_view name = mh_head_name(h, i), value = mh_head_value(h, i);
        fz_check(mh_head_is_token(name) && mh_head_is_value(value));
        fz_is_text(value);
        fz_check(mh_view_eq(mh_view_trim(value), value));
        fz_check(mh_head_get(h, name).ptr != NULL);
    }
    fz_check(mh_head_get(h, MH_VIEW("no such field")).ptr == NULL);
    fz_check(h->status >= 0 && h->status <= 999);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const mh_head_limits limits = {4096, 3};
    mh_head h = {0};
    mh_view v = fz_view(data, size);
    for (size_t at = 0, end; at < v.len; at = end) {
        mh_err e = {0};
        end = mh_view_find_byte(v, '\n', at);
        end = end == SIZE_MAX ? v.len : end + 1;
        if (mh_head_line(&h, mh_view_sub(v, at, end), limits, &e) != MH_OK) {
            fz_check(e.code == MH_E_TOO_LARGE || e.code == MH_E_PROTOCOL);
            fz_check(mh_utf8_valid(mh_view_of(e.msg)));
            break;
        }
        fz_check(h.bytes <= limits.bytes);
        check(&h);
    }
    mh_head_clear(&h);
    return 0;
}
