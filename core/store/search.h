/* search.h - full-text search over titles and texts.
 * Owns: results live in the caller's arena.
 * Threads: that of the store.
 *
 * The query, as people type it: words are joined by AND; "a phrase"; OR; NOT or a leading -;
 * brackets; prefix*; title:word. Filters beside the words: source: language: (lang:) country:
 * topic: type: actor: story: since: until:, each also with NOT; since and until take a date or an
 * age such as 2d, 12h. Quote a word to take it as it stands. What the user typed never reaches the
 * engine raw; a mistake is answered with its column and a line that points at it. */
#ifndef MH_STORE_SEARCH_H
#define MH_STORE_SEARCH_H

#include "base/arena.h"
#include "store/docs.h"

#define MH_SEARCH_RANKED 600 /* newest matches that are ranked; bounds the cost of common words */
#define MH_SEARCH_ENOUGH                                                                           \
    100 /* of them, where few of the newest documents match or pass the filters */
#define MH_SEARCH_PAGE    20
#define MH_SEARCH_QUERY   4096 /* bytes of a query */
#define MH_SEARCH_TERMS   64
#define MH_SEARCH_NESTING 16

/* Marks around a match in titles and snippets. Always in pairs, never nested. */
#define MH_MARK_ON  '\x01'
#define MH_MARK_OFF '\x02'

typedef enum mh_search_order { MH_SEARCH_BEST, MH_SEARCH_NEWEST } mh_search_order;

typedef struct mh_search_opts {
    mh_doc_filter filter; /* besides those in the query */
    mh_search_order order;
    size_t offset, limit; /* limit 0: MH_SEARCH_PAGE */
    int snippet_words;    /* 0: 24; at most 64 */
    bool all; /* every match is ranked, however many there are and however long it takes */
} mh_search_opts;

typedef struct mh_hit {
    int64_t id, version, at; /* at: us */
    double score;            /* 0..1 within one result, 1 the best */
    mh_view title, snippet;  /* with marks */
    mh_view url, source, date, language, story;
} mh_hit;

typedef struct mh_hits {
    mh_hit *hit;
    size_t n;
    bool more;     /* there are hits behind this page */
    size_t column; /* of a mistake in the query, in characters from 1; 0: none */
} mh_hits;

/* opts may be NULL. Errors: MH_E_PARSE for a mistake in the query (out->column is set, the message
 * points at it), MH_E_CORRUPT, MH_E_BUSY. Ranking, of the newest MH_SEARCH_RANKED matches (MH_SEARCH_ENOUGH where these are
 * spread over many documents): BM25 with the title weighing 8 times the text; the best 200 weigh up to half more the
 * newer they are, so that of two that fit alike the newer one is first. Pages within MH_SEARCH_ENOUGH go on where the last
 * one ended. */
mh_rc mh_search(mh_store *s, mh_view query, const mh_search_opts *opts, mh_arena *a, mh_hits *out,
                mh_err *err);
/* Makes the whole index anew from the documents. */
mh_rc mh_search_rebuild(mh_store *s, mh_err *err);

#endif
