/* cache_priv.h - what the files of the cache share: directives, request fields, age, heads to keep.
 * Owns: nothing. Threads: any. Pure. */
#ifndef MH_NET_CACHE_PRIV_H
#define MH_NET_CACHE_PRIV_H

#include "net/cache.h"

/* cache_control.c ----------------------------------------------------------------------------- */

#define MH_DELTA_NONE (-1) /* not said */
#define MH_DELTA_BAD  (-2) /* no number of seconds, or several different ones */

typedef struct mh_cache_control {
    bool no_store, no_cache, must_revalidate, is_public, is_private;
    bool must_understand, only_if_cached, any_stale; /* any_stale: max-stale without a value */
    int64_t max_age, s_maxage, max_stale, min_fresh; /* s, or MH_DELTA_* */
} mh_cache_control;

/* Reads the joined values of Cache-Control (RFC 9111, 5.2). Names of fields in no-cache="..." are
 * appended to fields (may be NULL) as a comma list; the directive then holds for those alone. */
void mh_cache_control_read(mh_view v, mh_cache_control *out, mh_buf *fields);
void mh_cache_control_of(const mh_head *h, mh_cache_control *out);
/* Of the request: "Pragma: no-cache" stands in for a missing Cache-Control. */
void mh_cache_control_asked(const mh_cache_req *req, mh_cache_control *out);
/* The next member of a comma list, trimmed; commas in quoted strings do not part. */
bool mh_cache_member(mh_view *rest, mh_view *part);

/* cache_vary.c -------------------------------------------------------------------------------- */

/* Appends the request's values of that name joined by ", "; false: none. out may be NULL. */
bool mh_cache_field(const mh_cache_req *req, mh_view name, mh_buf *out);
bool mh_cache_is_method(const mh_cache_req *req, const char *name);
/* Appends the lines that choose the answer h to req (mh_cache_entry.vary). False: it may never be
 * chosen ("*"), or the field is malformed or too long. */
bool mh_cache_vary(const mh_head *h, const mh_cache_req *req, mh_buf *out);
/* Whether an answer with those lines answers req. */
bool mh_cache_fits(mh_view vary, const mh_cache_req *req);

/* cache_fresh.c ------------------------------------------------------------------------------- */

int64_t mh_cache_age_us(const mh_cache_entry *e, int64_t now_us);
/* 0: stale from the start, or no explicit lifetime. */
int64_t mh_cache_lifetime_us(const mh_cache *c, const mh_cache_entry *e);
/* Whether the entry may be used at now without asking. */
bool mh_cache_usable(const mh_cache *c, const mh_cache_entry *e, const mh_cache_control *asked,
                     int64_t now_us);

/* cache_keep.c -------------------------------------------------------------------------------- */

bool mh_cache_storable(const mh_cache_req *req, const mh_cache_answer *a);
/* Fills status, head, vary and times of out as they are stored; false: not to be kept after all. */
bool mh_cache_entry_of(const mh_cache_req *req, const mh_cache_answer *a, mh_cache_entry *out);
/* Updates e by a 304, or an answer to HEAD, that is about the same body. */
void mh_cache_merge(mh_cache_entry *e, const mh_cache_answer *a);

/* cache_conditions.c -------------------------------------------------------------------------- */

/* Whether the request has If-None-Match or If-Modified-Since of its own. */
bool mh_cache_asks_changed(const mh_cache_req *req);
/* ETag and Last-Modified that can be asked with; a NULL ptr where there is none. */
mh_view mh_cache_etag(const mh_cache_entry *e);
mh_view mh_cache_modified(const mh_cache_entry *e);
/* Opaque tags equal, weakness ignored (RFC 9110, 8.8.3.2). */
bool mh_cache_same_tag(mh_view a, mh_view b);
/* Whether the request's own condition is met by e: it has that answer already. */
bool mh_cache_unchanged(const mh_cache_entry *e, const mh_cache_req *req);
/* Cuts e down to the one range asked for and makes it a 206; false, and nothing done, where that
 * cannot be done from what is kept. The body is there. */
bool mh_cache_cut(mh_cache_entry *e, const mh_cache_req *req);

#endif
