/* gzip (RFC 1952), unpacked under a cap. */
#include "doc/sitemap_priv.h"

#include <zlib.h>

#define GZIP_WINDOW 31 /* 15 bits, gzip header only */
#define STEP        ((size_t)256 << 10)

/* One member; *rest moves behind it. False when it breaks off. */
static bool unpack_member(z_stream *z, mh_buf *out, size_t from, size_t max, bool *over) {
    int rc = Z_OK;
    while (rc == Z_OK) {
        size_t room = max + 1 - (out->len - from);
        if (room > STEP) room = STEP;
        mh_buf_reserve(out, room);
        z->next_out = (unsigned char *)out->ptr + out->len;
        z->avail_out = (unsigned)room;
        rc = inflate(z, Z_NO_FLUSH);
        out->len += room - z->avail_out;
        out->ptr[out->len] = 0;
        *over = out->len - from > max;
        if (*over) return false;
    }
    return rc == Z_STREAM_END;
}

mh_rc mh_sitemap_unpack(mh_buf *out, mh_view gzip, size_t max, bool *cut, mh_err *e) {
    z_stream z = {0};
    size_t from = out->len;
    bool over = false, whole = true;
    *cut = false;
    if (gzip.len > UINT32_MAX || inflateInit2(&z, GZIP_WINDOW) != Z_OK)
        return mh_fail(e, MH_E_ENCODING, "unpack gzip: no decoder for %zu bytes", gzip.len);
    z.next_in = (unsigned char *)(uintptr_t)gzip.ptr;
    z.avail_in = (unsigned)gzip.len;
    do {
        whole = unpack_member(&z, out, from, max, &over);
    } while (whole && z.avail_in > 2 && z.next_in[0] == 0x1F && inflateReset(&z) == Z_OK);
    inflateEnd(&z);
    if (over)
        return mh_fail(e, MH_E_TOO_LARGE, "unpack gzip: more than %zu bytes from %zu", max,
                       gzip.len);
    if (!whole && out->len == from)
        return mh_fail(e, MH_E_ENCODING, "unpack gzip: %zu bytes that are no gzip", gzip.len);
    *cut = !whole;
    return MH_OK;
}
