/* segment_breaks.h - what UAX 29 does not know: where sentences end besides, and where none does.
 * Owns: nothing; the text is borrowed. Threads: any.
 *
 * One pass over the text, from the left. It finds quotations and brackets that hold several sentences and
 * are short enough to stay one (MH_HOLD_MAX characters, closed on the same line), and ends that the Unicode
 * rules miss: before the next item of a list in running text ("1) ... 2) ..."), behind the number of a
 * footnote ("end.[3] Next"), at the colon that stands for the Armenian full stop, at a line break written
 * out as "\r\n", at a rule of eight or more like signs, and behind a quotation that breaks off ("to--\" At").
 * The cost is linear: each kind of bracket looks at each byte at most twice. */
#ifndef MH_TEXT_SEGMENT_BREAKS_H
#define MH_TEXT_SEGMENT_BREAKS_H

#include "base/str.h"

#define MH_HOLD_MAX   320 /* characters of a quotation that stays in one sentence */
#define MH_HOLD_KINDS 7

typedef struct mh_breaks {
    mh_view s;
    size_t pos;                  /* scanned up to here */
    size_t open, close;          /* the last quotation: its first sign, its last */
    size_t quiet[MH_HOLD_KINDS]; /* before here nothing of that kind is opened */
    uint32_t mark;               /* of the last item of the list under way, 0 when there is none */
    int shape;                   /* how that list writes its marks */
} mh_breaks;

/* A sentence ends at `end`, the next starts at `next`; what lies between belongs to none. */
typedef struct mh_break {
    size_t end, next;
} mh_break;

/* The next end before `to` in the sentence that began at `from`; false when there is none. Everything
 * before `to` has then been scanned. */
bool mh_breaks_next(mh_breaks *b, size_t from, size_t to, mh_break *out);
/* Whether `at`, which has been scanned up to, lies in a quotation. */
bool mh_breaks_held(const mh_breaks *b, size_t at);

#endif
