/* segment_words.h - the word boundaries of plain text, without ICU's machine.
 * Owns: a table inside the caller's struct. Threads: any, as the table is only read once it is filled.
 *
 * Source: UAX 29, rules WB3 to WB13b and WB999, with ICU's classes of the characters. Plain are the letters
 * (Latin, Greek, Cyrillic, Armenian), digits, blanks, line ends and the general punctuation of which no other
 * rule speaks; marks, joiners, Hebrew, emoji and everything written without blanks are not. */
#ifndef MH_TEXT_SEGMENT_WORDS_H
#define MH_TEXT_SEGMENT_WORDS_H

#include "base/str.h"
#include "text/segment.h"

#define MH_WORDS_LOW  0x590 /* code points from 0 */
#define MH_WORDS_FROM 0x2000
#define MH_WORDS_TO   0x2070

/* Classes of code points by number; filled by mh_word_classes_init. */
typedef struct mh_word_classes {
    uint8_t low[MH_WORDS_LOW];
    uint8_t punctuation[MH_WORDS_TO - MH_WORDS_FROM];
    bool letters[256]; /* bytes that are a letter by themselves */
} mh_word_classes;

void mh_word_classes_init(mh_word_classes *c);
/* The end of the segment that begins at the boundary `from` (less than s.len), and its kind; `from` when
 * the segment or what follows it is not plain, so that ICU must be asked. */
size_t mh_plain_word(const mh_word_classes *c, mh_view s, size_t from, mh_word_kind *kind);
/* Whether the next few code points from `at` on are plain. */
bool mh_plain_ahead(const mh_word_classes *c, mh_view s, size_t at);

#endif
