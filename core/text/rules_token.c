#include "text/rules_priv.h"
#include "text/text_priv.h"

#include <unicode/uchar.h>

static bool is_blank(mh_view s, size_t at) {
    return at >= s.len || mh_is_space(s.ptr[at]) ||
           (at + 1 < s.len && s.ptr[at] == '\xC2' && s.ptr[at + 1] == '\xA0');
}

/* Whether the character at [from, to) is a sign that rules see: no blank, no full stop, quotation mark
 * or the like, no hyphen or slash within a word. */
static bool is_sign(mh_view s, size_t from, size_t to, uint32_t cp) {
    switch (cp) {
    case '.':
    case '!':
    case '?':
    case '"':
    case '\'':
    case '`':
    case '*':
    case 0x2026: return false;
    case '-':
    case '/':
    case '+':
    case 0x2010:
    case 0x2011: return from == 0 || is_blank(s, from - 1) || is_blank(s, to);
    default: break;
    }
    uint32_t mask = U_GET_GC_MASK((UChar32)cp);
    if (mask & (U_GC_PI_MASK | U_GC_PF_MASK | U_GC_Z_MASK | U_GC_C_MASK | U_GC_M_MASK))
        return false;
    return (mask & (U_GC_P_MASK | U_GC_S_MASK)) != 0 && cp != 0x201E && cp != 0x201A;
}

/* Looks for the next word once, however many signs stand before it. */
static const mh_token *next_word(mh_rule_cursor *c) {
    if (c->looked && c->word.from >= c->at) return &c->word;
    size_t at = c->at;
    c->looked = true;
    if (!mh_token_next(mh_view_sub(c->s, 0, c->end), &at, &c->word))
        c->word = (mh_token){.from = c->end, .to = c->end};
    return &c->word;
}

bool mh_rule_token(mh_rule_cursor *c, mh_token *out, bool *sign) {
    size_t next = 0;
    const mh_token *word = next_word(c);
    for (; c->at < word->from; c->at = next) {
        uint32_t cp = mh_cp_at(mh_view_sub(c->s, 0, c->end), c->at, &next);
        if (cp <= ' ' || !is_sign(c->s, c->at, next, cp)) continue;
        *out = (mh_token){.from = c->at, .to = next};
        c->at = next;
        *sign = true;
        return true;
    }
    *out = *word;
    *sign = false;
    c->at = word->to;
    return word->from < c->end;
}
