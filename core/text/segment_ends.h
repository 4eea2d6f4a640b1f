/* segment_ends.h - the sentence boundaries of UAX 29, without ICU's machine: they can only stand behind a full
 * stop, another end mark or a line's end, so that nearly every byte is passed over.
 * Owns: tables inside the caller's struct. Threads: any, as the tables are only read once they are filled.
 *
 * Source: UAX 29, rules SB1 to SB998, with ICU's classes of the characters (Sentence_Break). */
#ifndef MH_TEXT_SEGMENT_ENDS_H
#define MH_TEXT_SEGMENT_ENDS_H

#include "base/str.h"

#define MH_ENDS_LOW  0x800 /* code points from 0: those of one byte or two */
#define MH_ENDS_FROM 0x2000
#define MH_ENDS_TO   0x2070

/* Classes of code points by number; filled by mh_end_classes_init. */
typedef struct mh_end_classes {
    uint8_t low[MH_ENDS_LOW];
    uint8_t punctuation[MH_ENDS_TO - MH_ENDS_FROM];
    bool stops[256]; /* bytes with which a code point may begin that ends a sentence */
} mh_end_classes;

void mh_end_classes_init(mh_end_classes *c);
/* The boundary behind the boundary `from`: at most s.len, and more than `from` where that is less. Linear in
 * what is passed over; what is looked at beyond ends with the next mark. */
size_t mh_sentence_end(const mh_end_classes *c, mh_view s, size_t from);

#endif
