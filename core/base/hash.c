#include "base/hash.h"

#include "base/mem.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <nettle/sha2.h>
#include <stdlib.h>

uint64_t mh_hash64(mh_view v, uint64_t seed) {
    uint64_t h = 0xcbf29ce484222325u ^ (seed * 0x9e3779b97f4a7c15u);
    for (size_t i = 0; i < v.len; i++) {
        h ^= (unsigned char)v.ptr[i];
        h *= 0x100000001b3u;
    }
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93u;
    h ^= h >> 32;
    return h;
}

static void put_hex(const uint8_t sum[SHA256_DIGEST_SIZE], char out[MH_SHA256_HEX]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SHA256_DIGEST_SIZE; i++) {
        out[2 * i] = digits[sum[i] >> 4];
        out[2 * i + 1] = digits[sum[i] & 15];
    }
    out[(size_t)2 * SHA256_DIGEST_SIZE] = '\0';
}

void mh_sha256_hex(mh_view v, char out[MH_SHA256_HEX]) {
    struct sha256_ctx c;
    uint8_t sum[SHA256_DIGEST_SIZE];
    sha256_init(&c);
    if (v.len > 0) sha256_update(&c, v.len, (const uint8_t *)v.ptr);
    sha256_digest(&c, sizeof sum, sum);
    put_hex(sum, out);
}

struct mh_hmac {
    struct hmac_sha256_ctx c;
};

static void hmac_init(struct hmac_sha256_ctx *c, mh_view key) {
    hmac_sha256_set_key(c, key.len, (const uint8_t *)(key.ptr ? key.ptr : ""));
}

mh_hmac *mh_hmac_new(mh_view key) {
    mh_hmac *h = mh_alloc(sizeof *h);
    hmac_init(&h->c, key);
    return h;
}

void mh_hmac_put(mh_hmac *h, mh_view piece) {
    if (piece.len > 0) hmac_sha256_update(&h->c, piece.len, (const uint8_t *)piece.ptr);
}

void mh_hmac_hex(mh_hmac *h, char out[MH_SHA256_HEX]) {
    uint8_t sum[SHA256_DIGEST_SIZE];
    hmac_sha256_digest(&h->c, sizeof sum, sum);
    put_hex(sum, out);
}

void mh_hmac_free(mh_hmac *h) {
    if (h != NULL) explicit_bzero(h, sizeof *h);
    free(h);
}

void mh_hmac_sha256_hex(mh_view key, mh_view v, char out[MH_SHA256_HEX]) {
    mh_hmac h;
    hmac_init(&h.c, key);
    mh_hmac_put(&h, v);
    mh_hmac_hex(&h, out);
    explicit_bzero(&h, sizeof h);
}

bool mh_equal_secret(mh_view a, mh_view b) {
    return a.len == b.len && (a.len == 0 || memeql_sec(a.ptr, b.ptr, a.len) != 0);
}
