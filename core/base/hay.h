/* hay.h - a text in which many words are looked for, nearly all of them in vain.
 * Owns: nothing; the text is borrowed while the mh_hay is in use. Threads: any, read by many.
 *
 * The pairs of neighbouring bytes that the text holds are marked once; a word with a pair that is not
 * marked is nowhere in it, which a few loads tell. Meant for short texts and tables of words. */
#ifndef MH_BASE_HAY_H
#define MH_BASE_HAY_H

#include "base/str.h"

#define MH_HAY_BITS 2048

typedef struct mh_hay {
    mh_view text;
    bool wide; /* not all of it is ASCII */
    uint64_t pairs[MH_HAY_BITS / 64];
} mh_hay;

void mh_hay_init(mh_hay *h, mh_view text);
/* Whether the text holds word. */
bool mh_hay_has(const mh_hay *h, mh_view word);
/* Whether it holds one of the n words. */
bool mh_hay_has_any(const mh_hay *h, const mh_view *words, size_t n);

#endif
