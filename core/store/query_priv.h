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

#define MH_SETS      16
#define MH_SET_SMALL 1000  /* so few documents are read one by one, in whatever order they lie */
#define MH_SET_LARGE 20000 /* so many are worth a set; a walk meets more of them soon enough */

typedef MH_VEC(int64_t) mh_ids;

/* Documents that pass a filter which an index answers: a label, or a column, or times. */
typedef struct mh_set {
    const char *sql, *tag; /* one of them */
    mh_view value;
    int64_t since, until; /* us, of times */
    int64_t n;            /* at most MH_SET_LARGE + 1 */
} mh_set;

typedef struct mh_sets {
    mh_set set[MH_SETS];
    size_t n;
    mh_ids ids;    /* owned; the newest that are in all of them, at most MH_SET_LARGE */
    bool complete; /* nothing that passes is missing among ids */
    bool exact;    /* every one of ids passes all filters */
    bool past;     /* what is asked for begins behind many newer documents */
} mh_sets;

/* search_sets.c: the filters that an index answers; cleared by the caller in any case. */
mh_rc mh_sets_find(mh_store *s, const mh_query *q, const mh_doc_filter *f, mh_sets *out,
                   mh_err *err);
void mh_sets_clear(mh_sets *s);
/* Narrows a walk to those sets that are small enough, by the column id. */
void mh_sets_narrow(mh_where *w, const mh_sets *s, const char *id);
/* Appends the first column of all rows. */
mh_rc mh_sets_read(mh_store *s, const mh_where *w, mh_ids *out, mh_err *err);

typedef struct mh_candidate {
    int64_t id, at; /* at: us, 0 where it does not matter */
    double score;
} mh_candidate;
typedef MH_VEC(mh_candidate) mh_candidates;

/* search_match.c: which documents have the words. */
typedef struct mh_matcher {
    mh_store *s;
    mh_view match;           /* FTS5 expression */
    bool rank;               /* how well they fit is asked as well */
    const mh_query *q;       /* NULL: without conditions and times */
    const mh_search_opts *o; /* with q */
    double dense;            /* the share of all documents that has the words, as far as is known */
    double cost;             /* us of CPU time so far, roughly */
    mh_err *err;
} mh_matcher;
/* Appends the ids as a list in JSON. */
void mh_match_list(mh_buf *b, const int64_t *id, size_t n);
/* Appends those of the n ids that match, in any order; orders the ids anew. */
mh_rc mh_match_ids(mh_matcher *m, int64_t *id, size_t n, mh_candidates *out);

/* search_rank.c: appends what matches, the best first, at least the first `upto` of it that there are (but no more
 * than MH_SEARCH_RANKED where words are ranked). */
mh_rc mh_search_candidates(mh_store *s, const mh_query *q, const mh_search_opts *o, size_t upto,
                           mh_candidates *out, mh_err *err);
/* " AND ..." for each filter, on docs AS d. */
void mh_search_conditions(mh_where *w, const mh_query *q, const mh_search_opts *o);
/* Appends rows of id, score, time. */
mh_rc mh_search_rows(mh_store *s, const mh_where *w, mh_candidates *out, mh_err *err);

/* Fills *q (cleared by the caller in any case). now: us, from which ages are counted. words: beginnings become the
 * words of doc_fts that begin so, for a query that is put to doc_fts alone. */
mh_rc mh_query_parse(mh_store *s, mh_view text, int64_t now, bool words, mh_query *q, mh_err *err);
void mh_query_clear(mh_query *q);
/* search_prefix.c: appends to an FTS5 expression the words of the index that begin so; *done is false when the index
 * answers the beginning itself, or when it has none or too many of them. */
mh_rc mh_prefix_words(mh_store *s, mh_view beginning, mh_buf *out, bool *done, mh_err *err);
/* Appends `match` with no more of these words than the text has, to be put to that document. */
void mh_prefix_narrow(mh_store *s, mh_view match, mh_view title, mh_view text, mh_buf *out);
/* query_filter.c: "name" of name:value -> kind; false when there is no such filter. */
bool mh_qf_named(mh_view name, mh_qf_kind *kind);
const char *mh_qf_nearest(mh_view name); /* or NULL */
void mh_qf_where(const mh_qf *f, mh_where *w);

#endif
