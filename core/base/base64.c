#include "base/base64.h"

#include <nettle/base64.h>

void mh_base64_put(mh_buf *out, mh_view v) {
    if (v.len == 0) return;
    mh_buf_reserve(out, BASE64_ENCODE_RAW_LENGTH(v.len));
    base64_encode_raw(out->ptr + out->len, v.len, (const uint8_t *)v.ptr);
    out->len += BASE64_ENCODE_RAW_LENGTH(v.len);
    out->ptr[out->len] = '\0';
}
