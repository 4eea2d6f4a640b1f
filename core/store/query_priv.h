/* query_priv.h - what people type into a search, turned into an FTS5 expression and filters.
 * Owns: an mh_query owns its parts until mh_query_clear; filter values live in its arena.
 * Threads: as store.h. */
#ifndef MH_STORE_QUERY_PRIV_H
#define MH_STORE_QUERY_PRIV_H

#include "base/arena.h"
#include "store/docs_priv.h"
#include "store/search.h"

typedef enum mh_qf_kind {
    MH_QF_SOURCE,
    MH_QF_LANGUAGE,
    MH_QF_COUNTRY,
    MH_QF_TOPIC,
    MH_QF_TYPE,
    MH_QF_ACTOR,
    MH_QF_STORY,
    MH_QF_SINCE,
    MH_QF_UNTIL,
    MH_QF_TITLE /* not a filter: title:word searches in the title */
} mh_qf_kind;

typedef struct mh_qf {
    mh_qf_kind kind;
    bool negated;
    mh_view value;
    int64_t time; /* us, of since and until */
} mh_qf;

typedef struct mh_query {
    mh_buf match;   /* FTS5 expression; empty: no words asked for */
    mh_buf unmatch; /* FTS5 expression of what must not match, when there is no match */
    MH_VEC(mh_qf) filters;
    size_t column; /* of the mistake, in characters from 1 */
    mh_arena *a;   /* owned */
} mh_query;

#define MH_SETS 16
/* So few documents are asked about one by one whether they match; of many more documents in all, that many
 * still cost less than the walk over a common word's. */
#define MH_SET_SMALL     300
#define MH_SET_SMALL_MAX 1200
#define MH_SET_SHARE     500   /* up to MH_SET_SMALL_MAX: one in so many of all */
#define MH_SET_LARGE     20000 /* so many are worth a set; a walk meets more of them soon enough */

typedef struct mh_set {
    const char *sql, *tag; /* one of them */
    mh_view value;
    int64_t n; /* at most MH_SET_LARGE + 1 */
} mh_set;

typedef struct mh_sets {
    mh_set set[MH_SETS];
    size_t n;
    int64_t all; /* that are in each of them; INT64_MAX without sets */
    bool small;
} mh_sets;

/* search_sets.c: the filters that an index answers. */
mh_rc mh_sets_find(mh_store *s, const mh_query *q, const mh_doc_filter *f, mh_sets *out,
                   mh_err *err);
void mh_sets_in_all(mh_where *w, const mh_sets *s); /* " AND d.id IN ..." */
/* Narrows a walk over doc_fts to the sets, and to the ids between the first and last of the times asked for. */
void mh_sets_narrow(mh_where *w, const mh_sets *s);
void mh_sets_bounds(mh_where *w, const mh_query *q, const mh_doc_filter *f);

typedef struct mh_candidate {
    int64_t id, at; /* at: us, 0 where it does not matter */
    double score;
} mh_candidate;
typedef MH_VEC(mh_candidate) mh_candidates;

/* search_rank.c: appends what matches, the best first, at least the first `upto` of it that there are (but no more
 * than MH_SEARCH_RANKED where words are ranked). */
mh_rc mh_search_candidates(mh_store *s, const mh_query *q, const mh_search_opts *o, size_t upto,
                           mh_candidates *out, mh_err *err);

/* Fills *q (cleared by the caller in any case). now: us, from which ages are counted. */
mh_rc mh_query_parse(mh_store *s, mh_view text, int64_t now, mh_query *q, mh_err *err);
void mh_query_clear(mh_query *q);
/* query_filter.c: "name" of name:value -> kind; false when there is no such filter. */
bool mh_qf_named(mh_view name, mh_qf_kind *kind);
const char *mh_qf_nearest(mh_view name); /* or NULL */
void mh_qf_where(const mh_qf *f, mh_where *w);

#endif
