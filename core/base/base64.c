#include "base/base64.h"

#include <nettle/base64.h>

void mh_base64_put(mh_buf *out, mh_view v) {
    if (v.len == 0) return;
    mh_buf_reserve(out, BASE64_ENCODE_RAW_LENGTH(v.len));
    base64_encode_raw(out->ptr + out->len, v.len, (const uint8_t *)v.ptr);
    out->len += BASE64_ENCODE_RAW_LENGTH(v.len);
    out->ptr[out->len] = '\0';
}

bool mh_base64_get(mh_buf *out, mh_view v) {
    struct base64_decode_ctx ctx;
    size_t n = BASE64_DECODE_LENGTH(v.len), was = out->len;
    mh_buf_reserve(out, n);
    base64_decode_init(&ctx);
    bool good = base64_decode_update(&ctx, &n, (uint8_t *)out->ptr + was, v.len, v.ptr) &&
                base64_decode_final(&ctx);
    if (good) out->len = was + n;
    out->ptr[out->len] = '\0';
    return good;
}
