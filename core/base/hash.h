/* hash.h - a fast hash for tables, SHA-256 for identity, HMAC for proof of a sender.
 * Owns: nothing. Threads: any. */
#ifndef MH_BASE_HASH_H
#define MH_BASE_HASH_H

#include "base/str.h"

#define MH_SHA256_HEX 65 /* 64 digits and a NUL */

/* 64-bit FNV-1a (Fowler, Noll, Vo) with a final avalanche; not for hostile keys without a seed. */
uint64_t mh_hash64(mh_view v, uint64_t seed);
/* SHA-256 (FIPS 180-4) of v as lower-case hexadecimal digits. */
void mh_sha256_hex(mh_view v, char out[MH_SHA256_HEX]);
/* HMAC-SHA-256 (RFC 2104) of v under key, of any length, as lower-case hexadecimal digits. */
void mh_hmac_sha256_hex(mh_view key, mh_view v, char out[MH_SHA256_HEX]);
/* The same of what comes piece by piece. */
typedef struct mh_hmac mh_hmac;
mh_hmac *mh_hmac_new(mh_view key);
void mh_hmac_put(mh_hmac *h, mh_view piece);
void mh_hmac_hex(mh_hmac *h, char out[MH_SHA256_HEX]); /* of all pieces; then it begins anew */
void mh_hmac_free(mh_hmac *h);                         /* NULL is fine; wipes the key */
/* Whether a and b are equal, in a time that depends on their lengths alone. */
bool mh_equal_secret(mh_view a, mh_view b);

#endif
