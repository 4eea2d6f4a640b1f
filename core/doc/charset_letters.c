/* Which Cyrillic encoding a page is in, by how its bytes would read: shares of letters, capitals in
 * the middle of words, signs between letters. uchardet knows neither KZ-1048 nor PT154, and needs more
 * text than a short page has. */
#include "base/utf8.h"
#include "doc/charset.h"
#include "doc/charset_priv.h"

#include <string.h>

/* Part of the page that is looked through, and bytes of it that are weighed. */
#define LOOK_BYTES   ((size_t)512 << 10)
#define SAMPLE_BYTES ((size_t)8 << 10)
/* Fewest non-ASCII bytes that say anything. */
#define LETTERS_MIN 5

static const char *const candidates[] = {"windows-1251", "koi8-r", "kz-1048",    "pt154",
                                         "koi8-u",       "ibm866", "iso-8859-5", "x-mac-cyrillic"};

/* Weights of U+0430 to U+044F, then of further letters (lower case). Others count as wrong, but those of
 * Serbian and Macedonian in lower case, which only say nothing while no letter of the east is there. */
static const signed char basic[32] = {10, 3, 6, 3, 5, 9, 1, 3, 9, 3, 5, 6, 5, 8, 10, 4,
                                      8,  7, 8, 4, 0, 2, 1, 2, 2, 1, 0, 4, 2, 1, 1,  3};
static const struct {
    uint16_t letter;
    signed char weight;
} further[] = {{0x0451, 1}, {0x0452, 0}, {0x0453, 0}, {0x0455, 0}, {0x0458, 0}, {0x0459, 0},
               {0x045A, 0}, {0x045B, 0}, {0x045C, 0}, {0x045F, 0}, {0x0454, 2}, {0x0456, 4},
               {0x0457, 2}, {0x045E, 2}, {0x0491, 1}, {0x0493, 3}, {0x049B, 4}, {0x04A3, 3},
               {0x04AF, 3}, {0x04B1, 2}, {0x04B3, 2}, {0x04B7, 1}, {0x04BB, 1}, {0x04D9, 4},
               {0x04E3, 2}, {0x04E9, 3}, {0x04EF, 2}};

enum { WRONG_LETTER = -8, WRONG_CASE = -8, WRONG_SIGN = -8, NO_CHARACTER = -10, MIXED = -6 };

typedef enum kind { OTHER, ASCII_LETTER, SIGN, NOTHING, LOWER, UPPER } kind;

typedef struct glyph {
    unsigned char kind;
    signed char weight;
    char region; /* 'e': a letter of the east alone, 's': of Serbian and Macedonian alone */
    bool vowel;  /* of a sign: stands within words */
} glyph;

static uint32_t lower_of(uint32_t cp) {
    if (cp >= 0x0410 && cp <= 0x042F) return cp + 0x20;
    if (cp >= 0x0400 && cp <= 0x040F) return cp + 0x50;
    if (cp == 0x04C0) return 0x04CF;
    if (cp >= 0x048A && cp <= 0x04FF && cp % 2 == 0) return cp + 1;
    return cp;
}

static glyph glyph_of(uint32_t cp) {
    static const uint16_t vowels[] = {0x0430, 0x0435, 0x0438, 0x043E, 0x0443, 0x044B, 0x044D,
                                      0x044E, 0x044F, 0x0451, 0x0456, 0x0457, 0x04AF, 0x04B1,
                                      0x04D9, 0x04E3, 0x04E9, 0x04EF, 0x045E};
    static const uint16_t typographic[] = {0x00A0, 0x00A7, 0x00AB, 0x00AD, 0x00B0, 0x00B7,
                                           0x00BB, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A,
                                           0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x2116};
    if (cp == MH_UTF8_BAD || cp < 0xA0) return (glyph){NOTHING, 0, 0, false};
    if (cp < 0x0400 || cp > 0x04FF) {
        for (size_t i = 0; i < sizeof typographic / sizeof typographic[0]; i++)
            if (typographic[i] == cp) return (glyph){SIGN, 0, 0, cp == 0x2019 || cp == 0x00AD};
        return (glyph){SIGN, WRONG_SIGN, 0, false};
    }
    uint32_t low = lower_of(cp);
    glyph g = {low == cp ? LOWER : UPPER, WRONG_LETTER, 0, false};
    if (low >= 0x0430 && low <= 0x044F) g.weight = basic[low - 0x0430];
    for (size_t i = 0; i < sizeof further / sizeof further[0]; i++)
        if (further[i].letter == low) g.weight = further[i].weight;
    if (g.weight == 0 && low < 0x0460 && low > 0x0451) g.region = 's';
    if (low == 0x044B || low == 0x044F) g.region = 'e';
    if (g.region == 's' && g.kind == UPPER) g.weight = WRONG_LETTER;
    for (size_t i = 0; i < sizeof vowels / sizeof vowels[0]; i++)
        g.vowel = g.vowel || vowels[i] == low;
    return g;
}

/* What each byte is in an encoding of one byte a character. */
static void read_encoding(glyph table[256], const char *name) {
    char high[128];
    mh_buf text = {0};
    for (unsigned i = 0; i < 128; i++) {
        high[i] = (char)(i + 128);
        table[i] = (glyph){mh_is_alpha((char)i) ? ASCII_LETTER : OTHER, 0, 0, false};
    }
    mh_charset_decode(&text, (mh_view){high, 128}, name, NULL);
    mh_view rest = mh_buf_view(&text);
    for (unsigned i = 0; i < 128; i++)
        table[i + 128] = glyph_of(rest.len > 0 ? mh_utf8_next(&rest) : MH_UTF8_BAD);
    mh_buf_clear(&text);
}

/* The non-ASCII bytes of page, each run with its neighbours. */
static size_t take_sample(char *out, mh_view page) {
    size_t n = 0, high = 0;
    page = mh_view_sub(page, 0, LOOK_BYTES);
    for (size_t i = 0; i < page.len && n < SAMPLE_BYTES; i++) {
        bool before = i > 0 && (unsigned char)page.ptr[i - 1] >= 0x80;
        size_t ascii = before ? 0 : mh_utf8_ascii(mh_view_sub(page, i, page.len));
        if (ascii > 1) i += ascii - 1; /* to the last of them */
        bool here = (unsigned char)page.ptr[i] >= 0x80;
        bool after = i + 1 < page.len && (unsigned char)page.ptr[i + 1] >= 0x80;
        high += here;
        if (here || before || after) out[n++] = page.ptr[i];
        if (!here && before) {
            if (n < SAMPLE_BYTES) out[n++] = ' '; /* runs do not touch */
        }
    }
    return high < LETTERS_MIN ? 0 : n;
}

/* What glyph g adds, between the ones before and after it. */
static int weigh(const glyph *before, const glyph *g, const glyph *after) {
    bool word = before->kind >= LOWER, more = after->kind >= LOWER;
    if (g->kind == NOTHING) return NO_CHARACTER;
    if (g->kind == SIGN && word && more) return g->vowel ? 0 : WRONG_SIGN;
    if (g->kind == SIGN) return word || more ? g->weight : 0;
    if (g->kind < LOWER) return 0;
    if (g->weight < 0) return g->weight;
    if (before->kind == ASCII_LETTER || after->kind == ASCII_LETTER) return MIXED;
    if (g->kind == UPPER && before->kind == LOWER) return WRONG_CASE;
    int w = g->kind == UPPER && (word || after->kind == UPPER) ? g->weight * 7 / 10 : g->weight;
    return w + (word && before->vowel != g->vowel ? 1 : 0);
}

static double score(mh_view sample, const glyph table[256], double *count) {
    static const glyph none = {OTHER, 0, 0, false};
    long total = 0, letters = 0;
    bool east = false;
    for (size_t i = 0; i < sample.len && !east; i++)
        east = table[(unsigned char)sample.ptr[i]].region == 'e';
    for (size_t i = 0; i < sample.len; i++) {
        const glyph *g = &table[(unsigned char)sample.ptr[i]];
        const glyph *before = i > 0 ? &table[(unsigned char)sample.ptr[i - 1]] : &none;
        const glyph *after = i + 1 < sample.len ? &table[(unsigned char)sample.ptr[i + 1]] : &none;
        if ((unsigned char)sample.ptr[i] < 0x80) continue;
        int w = east && g->region == 's' ? WRONG_LETTER : weigh(before, g, after);
        total += w;
        letters += g->kind != SIGN || w != 0; /* quotes and dashes say nothing */
    }
    *count = (double)letters;
    return letters < LETTERS_MIN ? -100 : (double)total / (double)letters;
}

mh_letters mh_charset_letters(mh_view page, const char *declared) {
    mh_letters best = {NULL, -100, 0, -100};
    char sample[SAMPLE_BYTES];
    glyph table[256];
    size_t n = take_sample(sample, page);
    if (n == 0) return best;
    for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++) {
        const char *name = candidates[i];
        bool asked = declared && strcmp(name, declared) == 0;
        read_encoding(table, name);
        double letters, s = score((mh_view){sample, n}, table, &letters);
        if (asked) best.declared = s;
        if (s < best.score || (s <= best.score && !asked && best.name)) continue;
        best.name = name;
        best.score = s;
        best.letters = letters;
    }
    return best;
}
