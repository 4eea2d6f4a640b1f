#include "text/script.h"

#include "text/text_priv.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

const char *mh_script_of(mh_view s, double *share) {
    size_t count[USCRIPT_CODE_LIMIT] = {0}, letters = 0, next = 0;
    for (size_t i = 0; i < s.len; i = next) {
        uint32_t cp = mh_cp_at(s, i, &next);
        UScriptCode sc;
        UErrorCode uc = U_ZERO_ERROR;
        if (cp < 0x80) {
            if (!mh_is_alpha((char)cp)) continue;
            sc = USCRIPT_LATIN;
        } else if (cp >= 0x400 && cp < 0x482) {
            sc = USCRIPT_CYRILLIC;
        } else {
            if (!u_isalpha((UChar32)cp)) continue;
            sc = uscript_getScript((UChar32)cp, &uc);
        }
        if (U_FAILURE(uc) || sc <= USCRIPT_INHERITED || sc >= USCRIPT_CODE_LIMIT) continue;
        size_t weight = sc == USCRIPT_HAN ? 3 : 1; /* an ideograph is about half a word */
        count[sc] += weight;
        letters += weight;
    }
    int best = USCRIPT_COMMON;
    for (int i = 0; i < USCRIPT_CODE_LIMIT; i++) {
        if (count[i] > count[best]) best = i;
    }
    if (share) *share = letters ? (double)count[best] / (double)letters : 0;
    const char *name = uscript_getShortName((UScriptCode)best);
    return name ? name : "Zyyy";
}
