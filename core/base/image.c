#include "base/image.h"

#include <string.h>

#define ORDER 0x01020304u

typedef struct head {
    char kind[8];
    uint32_t version, order;
    uint64_t size, sum; /* of the whole image; of what follows this field */
    uint64_t parts;
    uint64_t counts[MH_IMAGE_PARTS];
} head;
_Static_assert(sizeof(head) % 8 == 0, "parts are aligned");
_Static_assert(offsetof(head, sum) == MH_IMAGE_SUM_AT, "as image.h says");

#define SUM_FROM (offsetof(head, sum) + sizeof(uint64_t))

/* Four lanes of multiply and rotate over eight bytes each: as fast as memory. */
static uint64_t checksum(const char *p, size_t len) {
    uint64_t lane[4] = {1, 2, 3, 4}, w[4] = {0};
    for (; len >= sizeof w; p += sizeof w, len -= sizeof w) {
        memcpy(w, p, sizeof w);
        for (int i = 0; i < 4; i++) {
            lane[i] = (lane[i] ^ w[i]) * 0x9E3779B97F4A7C15u;
            lane[i] = lane[i] << 29 | lane[i] >> 35;
        }
    }
    memset(w, 0, sizeof w);
    memcpy(w, p, len);
    for (int i = 0; i < 4; i++) lane[i] = (lane[i] ^ w[i]) * 0x9E3779B97F4A7C15u;
    uint64_t sum = len;
    for (int i = 0; i < 4; i++) sum = (sum ^ lane[i] ^ lane[i] >> 31) * 0xd6e8feb86659fd93u;
    return sum ^ sum >> 32;
}

static size_t padded(size_t n) {
    return (n + 7) & ~(size_t)7;
}

static void put_kind(char out[8], const char *kind) {
    memset(out, 0, 8);
    memcpy(out, kind, strnlen(kind, 8));
}

void mh_image_put(mh_buf *out, const char *kind, uint32_t version, const mh_image_part *parts,
                  size_t n) {
    static const char zeros[8] = {0};
    head h = {.version = version, .order = ORDER, .parts = n, .size = sizeof h};
    size_t start = out->len;
    put_kind(h.kind, kind);
    for (size_t i = 0; i < n; i++) {
        h.counts[i] = parts[i].len;
        h.size += padded(parts[i].len * parts[i].size);
    }
    mh_buf_reserve(out, h.size);
    mh_buf_put_n(out, (const char *)&h, sizeof h);
    for (size_t i = 0; i < n; i++) {
        size_t bytes = parts[i].len * parts[i].size;
        if (bytes) mh_buf_put_n(out, parts[i].ptr, bytes);
        mh_buf_put_n(out, zeros, padded(bytes) - bytes);
    }
    mh_image_seal(out->ptr + start, h.size);
}

void mh_image_seal(char *image, size_t len) {
    uint64_t sum = checksum(image + SUM_FROM, len - SUM_FROM);
    memcpy(image + MH_IMAGE_SUM_AT, &sum, sizeof sum);
}

size_t mh_image_size(mh_view bytes) {
    head h;
    if (bytes.len < sizeof h) return 0;
    memcpy(&h, bytes.ptr, sizeof h);
    return h.size >= sizeof h && h.size <= bytes.len && h.size % 8 == 0 ? (size_t)h.size : 0;
}

bool mh_image_is(mh_view bytes, const char *kind) {
    char k[8];
    put_kind(k, kind);
    return bytes.len >= sizeof(head) && memcmp(bytes.ptr, k, sizeof k) == 0;
}

static bool sizes_fit(const head *h, const mh_image_part *parts, size_t n, size_t size) {
    size_t want = sizeof *h;
    if (h->parts != n || h->size != size) return false;
    for (size_t i = 0; i < MH_IMAGE_PARTS; i++) {
        if (h->counts[i] > (i < n ? UINT32_MAX : 0)) return false;
        if (i < n) want += padded((size_t)h->counts[i] * parts[i].size);
    }
    return want == size;
}

mh_rc mh_image_open(mh_image_part *parts, size_t n, mh_view image, const char *kind,
                    uint32_t version, mh_err *e) {
    const head *h = (const head *)(const void *)image.ptr;
    char k[8];
    put_kind(k, kind);
    if (image.len < sizeof *h || (uintptr_t)image.ptr % 8 != 0)
        return mh_fail(e, MH_E_CORRUPT, "%s: too short or not aligned", kind);
    if (memcmp(h->kind, k, sizeof k) != 0 || h->version != version || h->order != ORDER ||
        !sizes_fit(h, parts, n, image.len))
        return mh_fail(e, MH_E_CORRUPT, "%s: of another version or machine, or damaged", kind);
    if (checksum(image.ptr + SUM_FROM, image.len - SUM_FROM) != h->sum)
        return mh_fail(e, MH_E_CORRUPT, "%s: the checksum is wrong", kind);
    size_t at = sizeof *h;
    for (size_t i = 0; i < n; i++) {
        parts[i].ptr = image.ptr + at;
        parts[i].len = (size_t)h->counts[i];
        at += padded(parts[i].len * parts[i].size);
    }
    return MH_OK;
}
