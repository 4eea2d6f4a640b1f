/* UTF-8 that was taken for windows-1252 or windows-1251 and encoded as UTF-8 once more: found, and put
 * right run by run, so that a page of both kinds keeps what was right. */
#include "base/utf8.h"
#include "doc/charset_priv.h"

#include <string.h>

/* Part that is looked at; fewest letters that say anything; share of them that must be of the kind. */
#define LOOK_BYTES  ((size_t)256 << 10)
#define TWICE_MIN   ((size_t)8)
#define TWICE_SHARE ((size_t)10) /* all but one in so many */
/* Longest run that is put right, in bytes: more is no word. */
#define RUN_BYTES ((size_t)16 << 10)

/* 0x80 to 0x9F of windows-1252; to 0xBF of windows-1251, whose letters follow from 0xC0 on. Bytes that
 * are no character stand for the control of the same number, as converters have it. */
static const uint16_t w1252[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
static const uint16_t w1251[64] = {
    0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409,
    0x2039, 0x040A, 0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x98,   0x2122, 0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0xA0,
    0x040E, 0x045E, 0x0408, 0xA4,   0x0490, 0xA6,   0xA7,   0x0401, 0xA9,   0x0404, 0xAB,
    0xAC,   0xAD,   0xAE,   0x0407, 0xB0,   0xB1,   0x0406, 0x0456, 0x0491, 0xB5,   0xB6,
    0xB7,   0x0451, 0x2116, 0x0454, 0xBB,   0x0458, 0x0405, 0x0455, 0x0457};

/* The byte of a character, or -1. C1 controls pass as they are. */
static int byte_of(uint32_t cp, bool cyrillic) {
    const uint16_t *table = cyrillic ? w1251 : w1252;
    if (cp >= 0x80 && cp < 0xA0) return (int)cp;
    if (cyrillic && cp >= 0x0410 && cp <= 0x044F) return (int)(cp - 0x0410 + 0xC0);
    if (!cyrillic && cp >= 0xA0 && cp <= 0xFF) return (int)cp;
    for (int i = 0; i < (cyrillic ? 64 : 32); i++)
        if (table[i] == cp) return i + 0x80;
    return -1;
}

/* Takes the run of non-ASCII at the front of *rest; gives the bytes that it stands for when these are
 * UTF-8 themselves, else nothing. */
static bool take_run(mh_view *rest, mh_view *run, mh_buf *bytes, bool cyrillic) {
    const char *from = rest->ptr;
    bool fits = true;
    mh_buf_reset(bytes);
    while (fits && rest->len > 0 && (unsigned char)rest->ptr[0] >= 0x80) {
        int b = byte_of(mh_utf8_next(rest), cyrillic);
        fits = b >= 0 && bytes->len < RUN_BYTES;
        if (fits) mh_buf_putc(bytes, (char)b);
    }
    size_t left = 0;
    while (left < rest->len && (unsigned char)rest->ptr[left] >= 0x80) left++;
    *rest = mh_view_sub(*rest, left, rest->len);
    *run = (mh_view){from, (size_t)(rest->ptr - from)};
    return fits && mh_utf8_valid(mh_buf_view(bytes));
}

/* *seen: characters that are not ASCII. */
static bool is_twice(mh_view v, bool cyrillic, size_t *seen) {
    mh_buf bytes = {0};
    mh_view run;
    size_t good = 0, all = 0;
    v = mh_utf8_cut(v, LOOK_BYTES);
    while (v.len > 0) {
        v = mh_view_sub(v, mh_utf8_ascii(v), v.len);
        if (v.len == 0) break;
        bool ok = take_run(&v, &run, &bytes, cyrillic);
        size_t n = mh_utf8_len(run);
        all += n;
        if (ok) good += n;
        if (all > TWICE_MIN * TWICE_SHARE && good == 0) break;
    }
    mh_buf_clear(&bytes);
    *seen = all;
    return good >= TWICE_MIN && all - good <= all / TWICE_SHARE;
}

const char *mh_charset_twice(mh_view utf8) {
    size_t seen;
    if (is_twice(utf8, false, &seen)) return "utf-8/windows-1252";
    return seen >= TWICE_MIN && is_twice(utf8, true, &seen) ? "utf-8/windows-1251" : NULL;
}

void mh_charset_put_once(mh_buf *out, mh_view utf8, const char *name) {
    bool cyrillic = strcmp(name, "utf-8/windows-1251") == 0;
    mh_buf bytes = {0};
    mh_view run;
    while (utf8.len > 0) {
        size_t n = mh_utf8_ascii(utf8);
        mh_buf_put_n(out, utf8.ptr, n);
        utf8 = mh_view_sub(utf8, n, utf8.len);
        if (utf8.len == 0) break;
        bool ok = take_run(&utf8, &run, &bytes, cyrillic);
        mh_buf_put(out, ok ? mh_buf_view(&bytes) : run);
    }
    mh_buf_clear(&bytes);
}
