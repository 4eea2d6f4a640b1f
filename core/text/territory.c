#include "text/territory.h"

#include <string.h>
#include <unicode/uldnames.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#define NAME_MAX_UNITS 128

static size_t count(const char *const *codes) {
    size_t n = 0;
    while (codes[n]) n++;
    return n;
}

/* The alpha-3 code of an alpha-2 one into out; false for what ISO 3166 does not list. */
static bool alpha3(const char *alpha2, char out[4]) {
    char locale[16] = "und_";
    strncat(locale, alpha2, sizeof locale - 5);
    const char *code = strcmp(alpha2, "XK") == 0 ? "KOS" : uloc_getISO3Country(locale);
    if (strlen(code) != 3) return false;
    memcpy(out, code, 4);
    return true;
}

/* The name as UTF-8 in the arena; empty when ICU has none and gives the code back. */
static mh_view name_of(mh_arena *a, const ULocaleDisplayNames *names, const char *alpha2) {
    UErrorCode code = U_ZERO_ERROR;
    UChar wide[NAME_MAX_UNITS];
    int32_t len = uldn_regionDisplayName(names, alpha2, wide, NAME_MAX_UNITS, &code);
    if (U_FAILURE(code) || len <= 0 || len > NAME_MAX_UNITS) return (mh_view){0};
    char *out = mh_arena_array(a, (size_t)len * 3 + 1, 1);
    int32_t bytes = 0;
    u_strToUTF8(out, len * 3 + 1, &bytes, wide, len, &code);
    if (U_FAILURE(code) || (bytes == 2 && memcmp(out, alpha2, 2) == 0)) return (mh_view){0};
    return (mh_view){out, (size_t)bytes};
}

/* Whether ICU knows the language at all: it answers in the default one otherwise. */
static bool known(const char *locale) {
    char lang[ULOC_LANG_CAPACITY], other[ULOC_LANG_CAPACITY];
    UErrorCode code = U_ZERO_ERROR;
    uloc_getLanguage(locale, lang, (int32_t)sizeof lang, &code);
    for (int32_t i = uloc_countAvailable(); i-- > 0;) {
        uloc_getLanguage(uloc_getAvailable(i), other, (int32_t)sizeof other, &code);
        if (strcmp(lang, other) == 0) return true;
    }
    return false;
}

mh_rc mh_territory_names(mh_arena *a, const char *tag, mh_territories *out, mh_err *e) {
    UErrorCode code = U_ZERO_ERROR;
    char locale[ULOC_FULLNAME_CAPACITY];
    int32_t parsed = 0;
    const char *const *codes = uloc_getISOCountries();
    size_t n = count(codes);
    uloc_forLanguageTag(tag, locale, (int32_t)sizeof locale, &parsed, &code);
    if (U_FAILURE(code) || (size_t)parsed != strlen(tag) || parsed == 0) {
        return mh_fail(e, MH_E_USAGE, "language \"%s\": no BCP 47 tag", tag);
    }
    *out = (mh_territories){0};
    if (!known(locale)) {
        return mh_fail(e, MH_E_NOT_FOUND, "no names of countries in the language \"%s\"", tag);
    }
    ULocaleDisplayNames *names = uldn_open(locale, ULDN_STANDARD_NAMES, &code);
    if (U_FAILURE(code)) {
        return mh_fail(e, MH_E_INTERNAL, "names of countries in \"%s\": %s", tag,
                       u_errorName(code));
    }
    *out = (mh_territories){mh_arena_array(a, n, sizeof *out->ptr), 0};
    for (size_t i = 0; i < n; i++) {
        mh_territory *t = &out->ptr[out->len];
        if (!alpha3(codes[i], t->code)) continue;
        t->name = name_of(a, names, codes[i]);
        if (t->name.len) out->len++;
    }
    uldn_close(names);
    return MH_OK;
}
