/* token.h - light word tokens: runs of letters, marks and digits, for matching and counting.
 * Owns: nothing. Threads: any.
 *
 * Where text/segment.h follows the Unicode rules, this cuts fast and alike in every language: an
 * apostrophe between letters stays inside, a hyphen or dot splits, each Han or kana character is a
 * token. Words for readers come from segment.h, words for machines from here. */
#ifndef MH_TEXT_TOKEN_H
#define MH_TEXT_TOKEN_H

#include "text/text.h"

#define MH_TOKEN_MAX 128 /* bytes; a longer run is cut into tokens of this length */

typedef struct mh_token {
    size_t from, to;
    bool digits; /* only digits */
    bool upper;  /* begins with a capital */
} mh_token;

/* The first token that starts at or after *at; moves *at behind it. False at the end of s. */
bool mh_token_next(mh_view s, size_t *at, mh_token *out);

#endif
