#include "doc/charset.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "doc/charset_priv.h"

#include <stdlib.h>
#include <string.h>
#include <uchardet/uchardet.h>
#include <unicode/ucnv.h>

/* Encodings that ICU's data lacks. The first two are windows-1251 from 0xC0 on: Cyrillic in order.
 * Source: the character tables of RFC-registered KZ-1048 (STRK1048-2002) and PTCP154; ISO 8859-16. */
static const uint16_t kz1048[64] = {
    0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409,
    0x2039, 0x040A, 0x049A, 0x04BA, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0xFFFD, 0x2122, 0x0459, 0x203A, 0x045A, 0x049B, 0x04BB, 0x045F, 0x00A0,
    0x04B0, 0x04B1, 0x04D8, 0x00A4, 0x04E8, 0x00A6, 0x00A7, 0x0401, 0x00A9, 0x0492, 0x00AB,
    0x00AC, 0x00AD, 0x00AE, 0x04AE, 0x00B0, 0x00B1, 0x0406, 0x0456, 0x04E9, 0x00B5, 0x00B6,
    0x00B7, 0x0451, 0x2116, 0x0493, 0x00BB, 0x04D9, 0x04A2, 0x04A3, 0x04AF};
static const uint16_t pt154[64] = {
    0x0496, 0x0492, 0x04EE, 0x0493, 0x201E, 0x2026, 0x04B6, 0x04AE, 0x04B2, 0x04AF, 0x04A0,
    0x04E2, 0x04A2, 0x049A, 0x04BA, 0x04B8, 0x0497, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x04B3, 0x04B7, 0x04A1, 0x04E3, 0x04A3, 0x049B, 0x04BB, 0x04B9, 0x00A0,
    0x040E, 0x045E, 0x0408, 0x04E8, 0x0498, 0x04B0, 0x00A7, 0x0401, 0x00A9, 0x04D8, 0x00AB,
    0x00AC, 0x04EF, 0x00AE, 0x049C, 0x00B0, 0x04B1, 0x0406, 0x0456, 0x0499, 0x04E9, 0x00B6,
    0x00B7, 0x0451, 0x2116, 0x04D9, 0x00BB, 0x0458, 0x04AA, 0x04AB, 0x049D};
static const uint16_t latin10[96] = {
    0x00A0, 0x0104, 0x0105, 0x0141, 0x20AC, 0x201E, 0x0160, 0x00A7, 0x0161, 0x00A9, 0x0218, 0x00AB,
    0x0179, 0x00AD, 0x017A, 0x017B, 0x00B0, 0x00B1, 0x010C, 0x0142, 0x017D, 0x201D, 0x00B6, 0x00B7,
    0x017E, 0x010D, 0x0219, 0x00BB, 0x0152, 0x0153, 0x0178, 0x017C, 0x00C0, 0x00C1, 0x00C2, 0x0102,
    0x00C4, 0x0106, 0x00C6, 0x00C7, 0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x00CC, 0x00CD, 0x00CE, 0x00CF,
    0x0110, 0x0143, 0x00D2, 0x00D3, 0x00D4, 0x0150, 0x00D6, 0x015A, 0x0170, 0x00D9, 0x00DA, 0x00DB,
    0x00DC, 0x0118, 0x021A, 0x00DF, 0x00E0, 0x00E1, 0x00E2, 0x0103, 0x00E4, 0x0107, 0x00E6, 0x00E7,
    0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x00EC, 0x00ED, 0x00EE, 0x00EF, 0x0111, 0x0144, 0x00F2, 0x00F3,
    0x00F4, 0x0151, 0x00F6, 0x015B, 0x0171, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x0119, 0x021B, 0x00FF};

/* Bytes shown to the guesser, from the first that is not ASCII. */
#define GUESS_BYTES ((size_t)256 << 10)
/* How far a meta element is looked for: past the standard's 1024, as browsers do in practice. */
#define META_BYTES ((size_t)16 << 10)
/* Bytes that are looked at for UTF-16 without a mark. */
#define WIDE_BYTES ((size_t)4 << 10)

/* Counts the well-formed multi-byte characters of v and the bytes that fit none; one cut short at
 * the very end counts as neither. */
static void count_utf8(mh_view v, size_t *good, size_t *bad) {
    *good = *bad = 0;
    for (;;) {
        size_t n = mh_utf8_ascii(v);
        v = (mh_view){v.ptr + n, v.len - n};
        if (v.len == 0) break;
        unsigned char lead = (unsigned char)v.ptr[0];
        if (lead >= 0xC2 && lead < 0xE0 && v.len > 1 && ((unsigned char)v.ptr[1] & 0xC0) == 0x80) {
            v = (mh_view){v.ptr + 2, v.len - 2};
            ++*good;
            continue;
        }
        mh_view before = v;
        bool ok =
            mh_utf8_next(&v) != MH_UTF8_BAD || mh_view_starts(before, MH_VIEW("\xEF\xBF\xBD"));
        if (ok) {
            ++*good;
        } else if (v.len > 0 || before.len > 3 || *good == 0) {
            ++*bad;
        }
    }
}

static mh_view non_ascii(mh_view v) {
    return mh_view_sub(v, mh_utf8_ascii(v), v.len);
}

/* Scores of mh_charset_letters: right text has about 6, a fluke below 3. */
#define LETTERS_FAIR   3.0  /* taken when nothing else is known */
#define LETTERS_STRONG 4.0  /* taken against a Western or Chinese name */
#define LETTERS_SURE   5.5  /* taken when uchardet finds Greek, Hebrew, Arabic ... */
#define LETTERS_MARGIN 0.25 /* better than the declared Cyrillic encoding, a letter */
#define LETTERS_TOTAL  10.0 /* and in all */

static bool is_one_of(const char *name, const char *const *names) {
    while (*names && strcmp(*names, name) != 0) names++;
    return *names != NULL;
}

/* Encodings that the web hardly has, and uchardet finds in short texts. */
static const char *const rare[] = {"iso-8859-3",  "iso-8859-4",  "iso-8859-10", "iso-8859-13",
                                   "iso-8859-14", "iso-8859-16", NULL};
/* Of alphabets that chance to read as Cyrillic: their names are believed. */
static const char *const alphabets[] = {"windows-1253", "iso-8859-7",   "windows-1255",
                                        "iso-8859-8",   "iso-8859-8-i", "windows-1256",
                                        "iso-8859-6",   "windows-874",  NULL};

static const char *guess(mh_view page) {
    mh_letters l = mh_charset_letters(page, NULL);
    if (l.name && l.score >= LETTERS_SURE) return l.name;
    mh_view v = mh_view_sub(non_ascii(page), 0, GUESS_BYTES);
    uchardet_t d = uchardet_new();
    const char *name = NULL;
    if (d && uchardet_handle_data(d, v.ptr, v.len) == 0) {
        uchardet_data_end(d);
        name = mh_charset_of_label(mh_view_of(uchardet_get_charset(d)));
    }
    if (d) uchardet_delete(d);
    bool nothing = !name || strcmp(name, "utf-8") == 0 || is_one_of(name, rare);
    if (l.name && (nothing || !is_one_of(name, alphabets)) &&
        l.score >= (nothing ? LETTERS_FAIR : LETTERS_STRONG))
        return l.name;
    return nothing ? "windows-1252" : name;
}

/* A declared legacy encoding, against what the letters say. */
static mh_charset believe(mh_view page, const char *name, const char *basis) {
    mh_letters l = mh_charset_letters(page, name);
    double better = l.score - l.declared;
    if (l.name && strcmp(l.name, name) != 0 && !is_one_of(name, alphabets) &&
        l.score >= LETTERS_STRONG && better >= LETTERS_MARGIN &&
        better * l.letters >= LETTERS_TOTAL)
        return (mh_charset){.name = l.name, .basis = "guess"};
    return (mh_charset){.name = name, .basis = basis};
}

/* UTF-16 without a mark: markup leaves every other byte zero. NULL when there is no such pattern. */
static const char *wide(mh_view page) {
    size_t zero[2] = {0};
    page = mh_view_sub(page, 0, WIDE_BYTES);
    for (size_t i = 0; i < page.len; i++) zero[i & 1] += page.ptr[i] == 0;
    if (zero[1] > page.len / 8 && zero[0] <= page.len / 64) return "utf-16le";
    if (zero[0] > page.len / 8 && zero[1] <= page.len / 64) return "utf-16be";
    return NULL;
}

static const char *bom(mh_view v, size_t *len) {
    *len = 3;
    if (mh_view_starts(v, MH_VIEW("\xEF\xBB\xBF"))) return "utf-8";
    *len = 2;
    if (mh_view_starts(v, MH_VIEW("\xFE\xFF"))) return "utf-16be";
    if (mh_view_starts(v, MH_VIEW("\xFF\xFE"))) return "utf-16le";
    *len = 0;
    return NULL;
}

mh_charset mh_charset_find(mh_view page, mh_view content_type) {
    size_t n, good, bad;
    const char *name = bom(page, &n);
    if (name) return (mh_charset){.name = name, .basis = "bom"};
    const char *http = mh_charset_of_label(mh_charset_param(content_type));
    const char *meta = mh_charset_prescan(page, META_BYTES);
    const char *utf16 = wide(page);
    /* UTF-16 is believed of a header only when it shows, x-user-defined (bytes without meaning) never */
    bool header16 = http && strncmp(http, "utf-16", 6) == 0;
    if (utf16)
        return (mh_charset){.name = utf16,
                            .basis = header16 && strcmp(http, utf16) == 0 ? "http" : "guess"};
    good = mh_utf8_ascii(page) < page.len;
    bad = 0;
    bool clean = mh_utf8_clean(page) == page.len;
    if (!clean) count_utf8(page, &good, &bad);
    if (header16 && memchr(page.len ? page.ptr : "", 0, page.len))
        return (mh_charset){.name = http, .basis = "http"};
    if (header16 || (http && strcmp(http, "x-user-defined") == 0)) http = NULL;
    name = http ? http : meta;
    const char *basis = http ? "http" : "meta";
    bool utf8 =
        bad == 0 || good / 16 > bad; /* a few broken bytes do not make it another encoding */
    bool ascii = good + bad == 0;
    if (utf8 && good > 0 && bad == 0) {
        const char *twice = mh_charset_twice(page);
        if (twice) return (mh_charset){.name = twice, .basis = "guess"};
    }
    if (name && strcmp(name, "utf-8") == 0 && utf8) return (mh_charset){name, basis, clean};
    if (name && strcmp(name, "utf-8") != 0 && ascii)
        return (mh_charset){.name = name, .basis = basis};
    if (name && strcmp(name, "utf-8") != 0 && !utf8) return believe(page, name, basis);
    if (utf8) return (mh_charset){"utf-8", "utf-8", clean};
    if (http && meta && strcmp(meta, "utf-8") != 0) return believe(page, meta, "meta");
    return (mh_charset){.name = guess(page), .basis = "guess"};
}

static void put_icu(mh_buf *out, mh_view in, UConverter *from, UConverter *to) {
    UErrorCode ec = U_ZERO_ERROR;
    UChar pivot[2048], *source = pivot, *target = pivot;
    const char *at = in.ptr, *end = in.ptr + in.len;
    bool reset = true;
    for (;;) {
        mh_buf_reserve(out, in.len + in.len / 2 + 64);
        char *to_start = out->ptr + out->len, *to_at = to_start;
        size_t room = out->cap - out->len - 1;
        ec = U_ZERO_ERROR;
        ucnv_convertEx(to, from, &to_at, to_start + room, &at, end, pivot, &source, &target,
                       pivot + 2048, reset, true, &ec);
        out->len += (size_t)(to_at - to_start);
        out->ptr[out->len] = 0;
        reset = false;
        if (ec != U_BUFFER_OVERFLOW_ERROR) break;
    }
}

/* Characters of the bytes of an encoding of one byte a character. */
typedef uint32_t byte_table[256];

static void fill_ascii(byte_table cp) {
    for (unsigned c = 0; c < 0x80; c++) cp[c] = c;
}

/* ASCII, n characters from `first` on, then Cyrillic in order. */
static void fill_own(byte_table cp, const uint16_t *table, unsigned first, unsigned n) {
    fill_ascii(cp);
    for (unsigned c = 0x80; c < 0x100; c++)
        cp[c] = c < first ? c : c - first < n ? table[c - first] : 0x0410u + (c - 0xC0u);
}

static void fill_user_defined(byte_table cp) {
    fill_ascii(cp);
    for (unsigned c = 0x80; c < 0x100; c++) cp[c] = 0xF700u + c;
}

/* What ICU makes of each byte; false when the encoding is not one of one byte a character. */
static bool fill_icu(byte_table cp, UConverter *from, UConverter *to) {
    char bytes[256];
    mh_buf text = {0};
    unsigned n = 0;
    if (ucnv_getMaxCharSize(from) != 1) return false;
    for (unsigned c = 0; c < 256; c++) bytes[c] = (char)c;
    put_icu(&text, (mh_view){bytes, sizeof bytes}, from, to);
    mh_view rest = mh_buf_view(&text);
    for (; n < 256 && rest.len > 0; n++) cp[n] = mh_utf8_next(&rest);
    bool each = n == 256 && rest.len == 0;
    mh_buf_clear(&text);
    return each;
}

/* Bytes that are put one by one before a run of ASCII is looked for again. */
#define SINGLE_RUN ((size_t)64)

static void put_bytes(mh_buf *out, mh_view in, const byte_table cp, bool keep_nul) {
    char utf8[256][4];
    unsigned char n[256];
    bool ascii = keep_nul || memchr(in.ptr ? in.ptr : "", 0, in.len) == NULL;
    for (unsigned c = 0; c < 256; c++) {
        n[c] = (unsigned char)mh_utf8_encode(cp[c] || keep_nul ? cp[c] : MH_UTF8_BAD, utf8[c]);
        ascii = ascii && (c >= 0x80 || cp[c] == c);
    }
    mh_buf_reserve(out, in.len);
    while (in.len > 0) {
        size_t plain = ascii ? mh_utf8_ascii(in) : 0, k = 0;
        mh_buf_put_n(out, in.ptr, plain);
        in = mh_view_sub(in, plain, in.len);
        mh_buf_reserve(out, SINGLE_RUN * sizeof utf8[0]);
        char *to = out->ptr + out->len;
        for (; k < in.len && k < SINGLE_RUN; k++) {
            unsigned char c = (unsigned char)in.ptr[k];
            memcpy(to, utf8[c], sizeof utf8[c]);
            to += n[c];
        }
        *to = '\0';
        out->len = (size_t)(to - out->ptr);
        in = mh_view_sub(in, k, in.len);
    }
    mh_buf_fit(out); /* kept as long as the page is parsed */
}

static const char *icu_name(const char *name) {
    static const char *const map[][2] = {{"gbk", "gb18030"},
                                         {"big5", "big5-hkscs"},
                                         {"euc-kr", "windows-949"},
                                         {"iso-8859-8-i", "iso-8859-8"},
                                         {"shift_jis", "windows-31j"}};
    for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
        if (strcmp(name, map[i][0]) == 0) return map[i][1];
    return name;
}

static void repair(mh_buf *out, mh_view v, bool keep_nul) {
    mh_view part;
    if (!keep_nul || memchr(v.ptr ? v.ptr : "", 0, v.len) == NULL) {
        mh_utf8_repair(out, v);
        return;
    }
    for (bool first = true; mh_view_split(&v, '\0', &part); first = false) {
        if (!first) mh_buf_putc(out, '\0');
        mh_utf8_repair(out, part);
    }
}

static mh_rc decode(mh_buf *out, mh_view page, const char *name, bool keep_nul, mh_err *e) {
    size_t skip;
    const char *marked = bom(page, &skip);
    if (marked && strcmp(marked, name) == 0) page = mh_view_sub(page, skip, page.len);
    if (strcmp(name, "utf-8") == 0) {
        repair(out, page, keep_nul);
        return MH_OK;
    }
    mh_buf text = {0};
    mh_rc rc = MH_OK;
    if (strncmp(name, "utf-8/", 6) == 0) {
        mh_utf8_repair(&text, page);
        mh_charset_put_once(out, mh_buf_view(&text), name);
        mh_buf_clear(&text);
        return MH_OK;
    }
    if (mh_charset_of_label(mh_view_of(name)) == NULL) /* ICU knows more, UTF-7 among it */
        return mh_fail(e, MH_E_ENCODING, "decode: unknown encoding \"%s\"", name);
    byte_table cp;
    bool single = true;
    if (strcmp(name, "kz-1048") == 0) {
        fill_own(cp, kz1048, 0x80, 64);
    } else if (strcmp(name, "pt154") == 0) {
        fill_own(cp, pt154, 0x80, 64);
    } else if (strcmp(name, "iso-8859-16") == 0) {
        fill_own(cp, latin10, 0xA0, 96);
    } else if (strcmp(name, "x-user-defined") == 0) {
        fill_user_defined(cp);
    } else if (strcmp(name, "replacement") == 0) {
        repair(out, page, keep_nul); /* ASCII survives */
        return MH_OK;
    } else {
        UErrorCode ec = U_ZERO_ERROR;
        UConverter *from = ucnv_open(icu_name(name), &ec), *to = ucnv_open("UTF-8", &ec);
        single = U_SUCCESS(ec) && fill_icu(cp, from, to);
        if (U_SUCCESS(ec) && !single && page.len > 0) put_icu(&text, page, from, to);
        if (U_FAILURE(ec)) rc = mh_fail(e, MH_E_ENCODING, "decode: unknown encoding \"%s\"", name);
        ucnv_close(from);
        ucnv_close(to);
    }
    if (rc == MH_OK && single) put_bytes(out, page, cp, keep_nul);
    if (rc == MH_OK && !single) repair(out, mh_buf_view(&text), keep_nul);
    mh_buf_clear(&text);
    return rc;
}

mh_rc mh_charset_decode(mh_buf *out, mh_view page, const char *name, mh_err *e) {
    return decode(out, page, name, false, e);
}

mh_rc mh_charset_text(mh_view *out, mh_buf *own, mh_view page, const char *name, mh_err *e) {
    size_t skip;
    const char *marked = bom(page, &skip);
    if (strcmp(name, "utf-8") == 0) {
        *out = marked && strcmp(marked, name) == 0 ? mh_view_sub(page, skip, page.len) : page;
        if (mh_utf8_clean(*out) == out->len) return MH_OK;
    }
    mh_rc rc = decode(own, page, name, true, e);
    *out = mh_buf_view(own);
    return rc;
}
