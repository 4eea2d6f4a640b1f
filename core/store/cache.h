/* cache.h - answers to HTTP requests, kept for the next time: rows and their bodies, bounded in size.
 * Owns: what get and body give is the caller's arena's or buffer's; the rest is borrowed.
 * Threads: that of the store.
 *
 * What may be kept and used again is core/net's to know (net/cache.h): here a row is texts and bytes.
 * Bodies are zstd frames with a checksum. Every write joins the store's batch. */
#ifndef MH_STORE_CACHE_H
#define MH_STORE_CACHE_H

#include "base/arena.h"
#include "base/hash.h"
#include "store/store.h"

#define MH_CACHE_BYTES    (INT64_C(512) << 20) /* the default of mh_cache_rows.max_bytes */
#define MH_CACHE_BODY     ((size_t)64 << 20)   /* longest body that is kept, decoded */
#define MH_CACHE_VARIANTS 16                   /* answers kept of one URL */
#define MH_CACHE_USED_S   3600                 /* used_at is written at most once in this time */

/* A store with the bound of its cache. Several, also in other processes, may share one file: each
 * counts what itself has put, and looks at the sum when that may matter. */
typedef struct mh_cache_rows {
    mh_store *store;   /* borrowed */
    int64_t max_bytes; /* of rows and bodies as they lie in the file; 0: MH_CACHE_BYTES. What was
                          used least recently goes first */
    int64_t since;     /* bytes put since the sum was looked at; begins at 0 */
    bool looked;       /* begins as false */
} mh_cache_rows;

typedef struct mh_cache_row {
    int64_t id;
    int status;
    mh_view vary, head;
    uint64_t body_size; /* decoded */
    int64_t request_us, response_us;
    char hash[MH_SHA256_HEX]; /* of the body */
} mh_cache_row;

/* Whether the scope has any answer; true when that cannot be told. */
bool mh_cache_rows_any(mh_cache_rows *c, mh_view scope);
/* Every answer kept for url, the latest first, in a; notes that they are of use. */
mh_rc mh_cache_rows_get(mh_cache_rows *c, mh_view scope, mh_view url, mh_arena *a,
                        mh_cache_row **out, size_t *n, mh_err *err);
/* Appends the body of the row of that id and hash. MH_E_NOT_FOUND when it is gone or another,
 * MH_E_CORRUPT for bytes that are no such body. */
mh_rc mh_cache_rows_body(mh_cache_rows *c, const mh_cache_row *row, mh_buf *out, mh_err *err);
/* Replaces the row of the same scope, url and vary (row->id is not read), but for a body of the same
 * hash, which stays as it lies. MH_E_TOO_LARGE for a body
 * over MH_CACHE_BODY or more than an eighth of max_bytes. */
mh_rc mh_cache_rows_put(mh_cache_rows *c, mh_view scope, mh_view url, const mh_cache_row *row,
                        mh_view body, mh_err *err);
/* Head and times of a row whose body has stayed; a row that is gone or has another body by now is
 * left alone, which is no error. */
mh_rc mh_cache_rows_refresh(mh_cache_rows *c, const mh_cache_row *row, mh_err *err);
/* Every answer kept for url; writes nothing when there is none. */
mh_rc mh_cache_rows_drop(mh_cache_rows *c, mh_view scope, mh_view url, mh_err *err);

#endif
