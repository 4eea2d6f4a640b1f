/* similar.h - what two texts have in common and in which sentences they differ.
 * Owns: results live in the caller's arena. Threads: as text.h. */
#ifndef MH_TEXT_SIMILAR_H
#define MH_TEXT_SIMILAR_H

#include "text/minhash.h"
#include "text/segment.h"

#define MH_SENTENCE_KEPT    0.9 /* of a sentence's groups in the other text: it stands there too */
#define MH_SENTENCE_CHANGED 0.4 /* from here on it stands there in other words */

typedef struct mh_similar_row {
    mh_span a, b; /* of a sentence; a is empty in added, b in removed */
    double share; /* of its groups of words that the other text has */
} mh_similar_row;

typedef struct mh_similar_rows {
    mh_similar_row *ptr; /* arena; in the order of the text */
    size_t len;
} mh_similar_rows;

typedef struct mh_similar {
    double share, jaccard;   /* as in minhash.h */
    mh_similar_rows added;   /* sentences of b that a does not have */
    mh_similar_rows removed; /* sentences of a that b does not have */
    mh_similar_rows changed; /* sentences of b beside the one of a that is most like it */
} mh_similar;

/* Compares by shingles; a sentence may have moved. Expects clean texts. */
mh_similar mh_text_similar(mh_text *t, mh_arena *a, mh_view x, mh_view y);
/* Sentences of y that x does not have, as in added of mh_text_similar, for less: x is cut into sentences
 * only where its groups of words leave a doubt (so words that go across its sentences do not count). */
mh_spans mh_text_added(mh_text *t, mh_arena *a, mh_view x, mh_view y);

#endif
