#include "doc/reading.h"

#include "base/mem.h"
#include "doc/phrases.h"
#include "doc/tree_priv.h"

#include <stdlib.h>

/* Characters from which a block begins with no stock phrase. */
#define LONG_BLOCK 500

void mh_reading_init(mh_reading *r, const mh_tree *t) {
    *r = (mh_reading){.edits = t->edits};
    mh_hints_init(&r->hints, t);
    mh_blocks_init(&r->blocks, t, mh_tree_body(t), &r->hints);
    mh_teasers_init(&r->teasers, t);
    size_t n = r->blocks.list.len;
    r->phrase = mh_alloc_array(n + 1, sizeof *r->phrase);
    for (size_t i = 0; i < n; i++) {
        const mh_block *k = &r->blocks.list.ptr[i];
        if (k->chars < LONG_BLOCK)
            r->phrase[i] = (uint8_t)mh_phrase_of(mh_blocks_text(&r->blocks, k), NULL);
    }
}

void mh_reading_clear(mh_reading *r) {
    mh_hints_clear(&r->hints);
    mh_blocks_clear(&r->blocks);
    mh_teasers_clear(&r->teasers);
    free(r->phrase);
    *r = (mh_reading){0};
}
