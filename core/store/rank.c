#include "store/store_priv.h"

#include <math.h>
#include <stdlib.h>

/* BM25 (Robertson and Zaragoza, 2009) with the title's words counted MH_RANK_TITLE times, as FTS5's own bm25,
 * but with the number of documents that a word is in estimated: FTS5 walks over all of them for each query. */

#define SAMPLE 256 /* documents from which the frequency of a word is estimated */
#define K1     1.2
#define B      0.75

struct mh_rank_data {
    double mean; /* words of a document */
    int n;
    double idf[MH_RANK_PHRASES];
};

void mh_rank_forget(mh_store *s) {
    free(s->rank);
    s->rank = NULL;
}

typedef struct mh_sample {
    int64_t n, last;
} mh_sample;

static int on_match(const Fts5ExtensionApi *api, Fts5Context *fts, void *arg) {
    mh_sample *s = arg;
    s->n++;
    s->last = api->xRowid(fts);
    return s->n < SAMPLE ? SQLITE_OK : SQLITE_DONE;
}

/* The first SAMPLE documents with the word, of all that were stored up to the last of them. */
static double documents_with(const mh_sample *s, int64_t all) {
    double n = (double)s->n;
    if (s->n >= SAMPLE && s->last > 0 && s->last < all) n *= (double)all / (double)s->last;
    return n < (double)all ? n : (double)all;
}

/* Once for each search: a search that asks about documents one by one begins the query anew for each. */
static int make(const Fts5ExtensionApi *api, Fts5Context *fts, mh_rank_data **out) {
    sqlite3_int64 all = 0, tokens = 0;
    int n = api->xPhraseCount(fts), rc = api->xRowCount(fts, &all);
    if (n > MH_RANK_PHRASES) return SQLITE_TOOBIG;
    mh_rank_data *d = mh_alloc(sizeof *d);
    d->n = n;
    if (rc == SQLITE_OK) rc = api->xColumnTotalSize(fts, -1, &tokens);
    d->mean = all > 0 && tokens > 0 ? (double)tokens / (double)all : 1;
    for (int i = 0; i < n && rc == SQLITE_OK; i++) {
        mh_sample s = {.n = SAMPLE};
        /* One phrase is weighed against no other. A phrase of several words would be looked for in all documents
         * that have the words, so it counts as one of few. */
        if (n > 1 && api->xPhraseSize(fts, i) == 1) {
            s.n = 0;
            rc = api->xQueryPhrase(fts, i, &s, on_match);
        }
        double with = documents_with(&s, all);
        d->idf[i] = log(((double)all - with + 0.5) / (with + 0.5));
        if (d->idf[i] <= 0) d->idf[i] = 1e-6; /* in more than half of them */
    }
    if (rc == SQLITE_OK)
        *out = d;
    else
        free(d);
    return rc;
}

static int score(const Fts5ExtensionApi *api, Fts5Context *fts, const mh_rank_data *d, double *freq,
                 double *out) {
    int hits = 0, words = 0, phrase, column, at;
    int rc = api->xInstCount(fts, &hits);
    for (int i = 0; rc == SQLITE_OK && i < hits; i++) {
        rc = api->xInst(fts, i, &phrase, &column, &at);
        if (rc == SQLITE_OK) freq[phrase] += column == 0 ? MH_RANK_TITLE : 1;
    }
    if (rc == SQLITE_OK) rc = api->xColumnSize(fts, -1, &words);
    double length = K1 * (1 - B + B * (double)words / d->mean);
    *out = 0;
    for (int i = 0; i < d->n; i++) *out += d->idf[i] * (freq[i] * (K1 + 1)) / (freq[i] + length);
    return rc;
}

static void rank(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *ctx, int n,
                 sqlite3_value **args) {
    (void)n, (void)args;
    int rc = SQLITE_OK;
    double freq[MH_RANK_PHRASES] = {0}, out = 0;
    mh_store *s = api->xUserData(fts);
    if (!s->rank) rc = make(api, fts, &s->rank);
    if (rc == SQLITE_OK) rc = score(api, fts, s->rank, freq, &out);
    if (rc == SQLITE_OK)
        sqlite3_result_double(ctx, out);
    else
        sqlite3_result_error_code(ctx, rc);
}

int mh_rank_register(mh_store *s, fts5_api *api) {
    return api->xCreateFunction(api, "mh_rank", s, rank, NULL);
}
