/* territory.h - what the countries are called in a language.
 * Owns: names live in the caller's arena. Threads: any.
 * Source: the names of regions that ICU carries from CLDR. */
#ifndef MH_TEXT_TERRITORY_H
#define MH_TEXT_TERRITORY_H

#include "text/text.h"

typedef struct mh_territory {
    char code[4]; /* ISO 3166-1 alpha-3, KOS for Kosovo */
    mh_view name; /* arena */
} mh_territory;

typedef struct mh_territories {
    mh_territory *ptr; /* arena */
    size_t len;
} mh_territories;

/* The names of all countries and dependencies in the language of a BCP 47 tag ("kk", "uz-Cyrl"), in
 * order of their alpha-2 codes. Those that the language has no name for are left out. Fails
 * (MH_E_USAGE) on a tag that is none and (MH_E_NOT_FOUND) on a language without any names. */
mh_rc mh_territory_names(mh_arena *a, const char *tag, mh_territories *out, mh_err *e);

#endif
