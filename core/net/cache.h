/* cache.h - a private HTTP cache: what may be kept, when it may be used again, how it is asked for.
 * Owns: an entry owns its texts and body (mh_cache_entry_clear).
 * Threads: that of the store behind it. Time (wall, us) is passed in.
 *
 *     find = mh_cache_look(&cache, &req, now, &kept);       FRESH: kept is the answer. NEVER: an error
 *     mh_cache_conditions(&kept, &req, &lines);             MISS, STALE: send with these lines too
 *     verdict = mh_cache_take(&cache, &req, find == MH_CACHE_STALE ? &kept : NULL, &answer);
 *     mh_cache_entry_clear(&kept);                          REUSE: kept is the answer
 *
 * Each hop of a redirect is such an exchange of its own. req.lines are the fields as they are sent:
 * with Authorization (also when it comes from user info) and Cookie, before mh_cache_conditions. An
 * answer is taken when its body is whole; one that was cut short, refused or undecodable is not.
 *
 * Source: RFC 9111, RFC 9110 (validators, conditional and range requests), RFC 8246 (immutable: a
 * fresh answer is not asked about here anyway); RFC 5861 is left out. Stricter than it may be where
 * watching news asks for it: an answer without explicit lifetime is asked about each time, as is one
 * whose lifetime is malformed or said twice and differently; a lifetime meant for shared caches alone
 * (s-maxage; their owners purge them when news come) counts for MH_CACHE_SHARED_S; that of an error
 * for MH_CACHE_ERROR_S; none for more than mh_cache.max_fresh_s. Parts (206) are not kept. */
#ifndef MH_NET_CACHE_H
#define MH_NET_CACHE_H

#include "base/vec.h"
#include "net/head.h"

#define MH_CACHE_FRESH_S   86400 /* the default of mh_cache.max_fresh_s */
#define MH_CACHE_SHARED_S  300   /* longest lifetime out of s-maxage alone */
#define MH_CACHE_ERROR_S   300   /* longest lifetime of a status of 400 and above */
#define MH_CACHE_VALIDATOR 1024  /* bytes of an ETag or Last-Modified; longer ones are dropped */
#define MH_CACHE_FIELD     8192  /* bytes of another field's value, likewise */
#define MH_CACHE_HEAD      (64 * 1024) /* bytes of all fields; an answer with more is not kept */
#define MH_CACHE_VARY      32          /* fields that choose a variant; likewise */

typedef struct mh_cache_entry {
    int64_t id; /* the store's name for it; 0: not stored */
    int status;
    mh_head head; /* as stored, fields of a 304 merged in. Content-Encoding and Content-Length
                     are those of the wire, while body is decoded */
    mh_buf vary;  /* request fields that chose it, sorted: "name: SHA-256 of the value\n" (a value
                     may be a secret), "name\n" for one that was not sent */
    mh_buf body;  /* decoded */
    uint64_t body_size;
    int64_t request_us, response_us; /* when the request was sent, its answer came */
    char hash[65];                   /* SHA-256 of the body */
} mh_cache_entry;

void mh_cache_entry_clear(mh_cache_entry *c);

/* Where entries lie, as core/run lends it from the store. scope parts what is private to a job.
 * get: every variant of a URL, newest first, without body (body fetches it: of this very entry, or
 * it fails). *out is an array for the caller to free, its entries to clear. put: replaces the entry
 * of the same vary. refresh: nothing where the entry's body is not stored any more (hash). */
typedef struct mh_cache_store {
    void *arg;
    mh_rc (*get)(void *arg, mh_view scope, mh_view url, mh_cache_entry **out, size_t *n, mh_err *e);
    mh_rc (*body)(void *arg, mh_cache_entry *c, mh_err *e);
    mh_rc (*put)(void *arg, mh_view scope, mh_view url, const mh_cache_entry *c, mh_err *e);
    mh_rc (*refresh)(void *arg, const mh_cache_entry *c,
                     mh_err *e); /* head and times, after a 304 */
    mh_rc (*drop)(void *arg, mh_view scope, mh_view url, mh_err *e);
} mh_cache_store;

typedef struct mh_cache {
    const mh_cache_store *store; /* borrowed */
    mh_view scope;               /* borrowed: the job's name */
    int64_t max_fresh_s;         /* 0: MH_CACHE_FRESH_S */
} mh_cache;

typedef enum mh_cache_mode {
    MH_CACHE_OFF,     /* neither read nor written */
    MH_CACHE_ON,      /* fresh: used; else asked about with its validators */
    MH_CACHE_REFRESH, /* never used without asking: "Cache-Control: no-cache" */
    MH_CACHE_OFFLINE  /* used however old; never asked for */
} mh_cache_mode;

typedef struct mh_cache_req {
    mh_view method, url; /* url without fragment and user info */
    char *const *lines;  /* request fields, "Name: value" */
    size_t n_lines;
    mh_cache_mode mode;
} mh_cache_req;

typedef enum mh_cache_find {
    MH_CACHE_MISS,  /* ask as if there were none */
    MH_CACHE_FRESH, /* *out is the answer, with its body and an Age field; 304 where the request's
                       own If-None-Match or If-Modified-Since is met, 206 for a Range of one part */
    MH_CACHE_STALE, /* *out holds validators, and the body for a 304: ask with mh_cache_conditions */
    MH_CACHE_NEVER  /* offline, or only-if-cached, and nothing kept */
} mh_cache_find;

/* *out is the caller's to clear, also after MH_CACHE_MISS. A fault of the store counts as a miss. */
mh_cache_find mh_cache_look(const mh_cache *c, const mh_cache_req *req, int64_t now_us,
                            mh_cache_entry *out);
/* Appends what is to be sent besides req.lines, as owned lines (malloc): "If-None-Match: ...",
 * "If-Modified-Since: ..." for a stale entry, unless the request has conditions of its own;
 * "Cache-Control: no-cache" in MH_CACHE_REFRESH, unless it has Cache-Control or Pragma. kept is what
 * mh_cache_look gave; after MH_CACHE_MISS it has no validators. */
typedef MH_VEC(char *) mh_lines;
void mh_cache_conditions(const mh_cache_entry *kept, const mh_cache_req *req, mh_lines *out);

typedef enum mh_cache_verdict {
    MH_CACHE_PASS,  /* the answer goes to the caller as it is; kept if it may be */
    MH_CACHE_REUSE, /* a 304: the caller gets *stale's status, head and body instead */
    MH_CACHE_BROKEN /* a 304 to a request that asked for nothing known: an error */
} mh_cache_verdict;

typedef struct mh_cache_answer {
    int status;
    const mh_head *head;
    mh_view body; /* decoded, whole; empty for a redirect whose body was not read */
    int64_t request_us, response_us;
} mh_cache_answer;

/* What came of a request: keeps, updates, or drops what is stored (an unsafe method that succeeded
 * drops its URL, and Location and Content-Location of the same origin; so does a page that may not
 * be kept any more). stale: what mh_cache_look gave with MH_CACHE_STALE, NULL otherwise. Faults of
 * the store are passed over. */
mh_cache_verdict mh_cache_take(const mh_cache *c, const mh_cache_req *req, mh_cache_entry *stale,
                               const mh_cache_answer *a);

#endif
