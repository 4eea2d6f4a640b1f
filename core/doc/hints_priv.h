/* hints_priv.h - what is looked for in class and id names; each name of a page is read once.
 * Owns: nothing. Threads: any. */
#ifndef MH_DOC_HINTS_PRIV_H
#define MH_DOC_HINTS_PRIV_H

#include "doc/hints.h"

/* Bytes of a class or id that are read. */
#define MH_NAME_BYTES ((size_t)400)

/* The fragments of hints_names.c that begin with a letter and a second byte, as a chain from the pair's
 * slot. Filled for one pass over names. */
#define MH_HINT_PAIRS     1024
#define MH_HINT_FRAGMENTS 512
typedef struct mh_hint_index {
    uint16_t head[MH_HINT_PAIRS];     /* 1 + index into the fragments, 0: none */
    uint16_t next[MH_HINT_FRAGMENTS]; /* the same */
} mh_hint_index;

void mh_hint_index_init(mh_hint_index *x);
/* MH_HINT_ flags of a name, MH_NAME_BYTES at most; low is it in lower case with a NUL behind it. */
unsigned mh_hint_flags(const mh_hint_index *x, mh_view name, const char *low);

/* The same of the words of meta_names.c. */
typedef struct mh_name_index {
    uint8_t words[27];    /* where the words of each letter begin */
    uint32_t seconds[26]; /* of them: bits of the letters that come second */
} mh_name_index;

void mh_name_index_init(mh_name_index *x);
/* MH_NAME_ flags of a name. */
unsigned mh_name_flags(const mh_name_index *x, mh_view name, const char *low);

#endif
