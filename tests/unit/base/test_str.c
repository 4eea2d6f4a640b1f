#include "unit.h"

#include "base/utf8.h"

#include <stdlib.h>

START_TEST(split_gives_every_part) {
    static const struct {
        const char *in, *want;
    } rows[] = {{"a,,b", "[a][][b]"}, {"a,", "[a][]"}, {",", "[][]"}, {"a", "[a]"}, {"", "[]"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_view rest = mh_view_of(rows[i].in), part;
        mh_buf got = {0};
        while (mh_view_split(&rest, ',', &part)) mh_buf_printf(&got, "[%.*s]", MH_FMT(part));
        ck_view_eq(mh_buf_view(&got), rows[i].want);
        mh_buf_clear(&got);
    }
    mh_view none = {0}, part;
    ck_assert(!mh_view_split(&none, ',', &part));
}
END_TEST

START_TEST(u64_is_strict) {
    static const struct {
        const char *in;
        bool ok;
        uint64_t want;
    } rows[] = {{"0", true, 0},
                {"18446744073709551615", true, UINT64_MAX},
                {"18446744073709551616", false, 0},
                {"", false, 0},
                {"+1", false, 0},
                {"1 ", false, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t got = 0;
        ck_assert_int_eq(mh_view_u64(mh_view_of(rows[i].in), &got), rows[i].ok);
        if (rows[i].ok) ck_assert_uint_eq(got, rows[i].want);
    }
}
END_TEST

START_TEST(find_and_trim) {
    mh_view v = MH_VIEW("one two one");
    ck_assert_uint_eq(mh_view_find(v, MH_VIEW("one"), 1), 8);
    ck_assert_uint_eq(mh_view_find(v, MH_VIEW("six"), 0), SIZE_MAX);
    ck_assert_uint_eq(mh_view_ifind(v, MH_VIEW("TWO"), 0), 4);
    ck_view_eq(mh_view_trim(MH_VIEW(" \t\r\na b\f ")), "a b");
    ck_assert(mh_view_ieq(MH_VIEW("Content-Type"), MH_VIEW("content-type")));
}
END_TEST

/* Needles of all lengths at all places of texts of all lengths, in text that nearly matches. */
START_TEST(find_looks_at_every_place) {
    static const char needle[] =
        "Needle, thread and a needle: one that is longer than those which are "
        "compared at each place";
    char text[160];
    for (size_t n = 1; n < sizeof needle; n += n < 20 ? 1 : 13) {
        for (size_t len = n; len < 100 + n && len < sizeof text; len += 3) {
            for (size_t at = 0; at + n <= len; at += 1 + len / 16) {
                mh_view v = {text, len}, w = {needle, n};
                for (size_t i = 0; i < len; i++) text[i] = i % 3 ? needle[0] : 'x';
                memcpy(text + at, needle, n);
                size_t want = 0; /* of one letter: any N will do */
                while (memcmp(text + want, needle, n) != 0) want++;
                ck_assert_uint_eq(mh_view_find(v, w, 0), want);
                ck_assert_uint_eq(mh_view_find(v, w, want), want);
                ck_assert_uint_eq(mh_view_ifind(v, w, 0), want);
                text[at] = 'n';
                ck_assert_uint_eq(mh_view_ifind(v, w, at), at);
                if (n > 1) ck_assert_uint_eq(mh_view_find(v, w, 0), SIZE_MAX);
                if (n > 1) text[at + n - 1] ^= 1;
                if (n > 1) ck_assert_uint_eq(mh_view_ifind(v, w, 0), SIZE_MAX);
            }
        }
    }
    ck_assert_uint_eq(mh_view_find(MH_VIEW("abc"), MH_VIEW(""), 3), 3);
    ck_assert_uint_eq(mh_view_find(MH_VIEW("abc"), MH_VIEW(""), 4), SIZE_MAX);
    ck_assert_uint_eq(mh_view_find(MH_VIEW("abc"), MH_VIEW("bc"), 9), SIZE_MAX);
    ck_assert_uint_eq(mh_view_find((mh_view){0}, MH_VIEW("bc"), 0), SIZE_MAX);
    ck_assert_uint_eq(mh_view_ifind(MH_VIEW("ab@[cd"), MH_VIEW("`["), 0), SIZE_MAX);
}
END_TEST

/* What is not clean is seen wherever it stands. */
START_TEST(clean_ends_at_every_place) {
    char text[90];
    static const char odd[] = {'\0', '\x80', '\xFF', '\xC3'};
    for (size_t len = 0; len < sizeof text; len++) {
        memset(text, 'a', sizeof text);
        mh_view v = {text, len};
        ck_assert_uint_eq(mh_utf8_clean(v), len);
        ck_assert_uint_eq(mh_utf8_ascii(v), len);
        for (size_t at = 0; at < len; at++) {
            for (size_t k = 0; k < sizeof odd; k++) {
                text[at] = odd[k];
                ck_assert_uint_eq(mh_utf8_clean(v), at);
                ck_assert_uint_eq(mh_utf8_ascii(v), k ? at : len);
            }
            text[at] = 'a';
        }
    }
}
END_TEST

START_TEST(repair_makes_valid_utf8) {
    static const struct {
        mh_view in;
        const char *want;
    } rows[] = {
        {MH_VIEW_INIT("plain"), "plain"},
        {MH_VIEW_INIT("a\0b"), "a\xEF\xBF\xBD"
                               "b"},
        {MH_VIEW_INIT("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD"},                 /* overlong */
        {MH_VIEW_INIT("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"}, /* surrogate */
        {MH_VIEW_INIT("\xE2\x82"), "\xEF\xBF\xBD"},                             /* cut short */
        {MH_VIEW_INIT("\xE2\x82\xAC"), "\xE2\x82\xAC"},
        {MH_VIEW_INIT("\xF4\x90\x80\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {MH_VIEW_INIT("\xEF\xBF\xBD"), "\xEF\xBF\xBD"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf b = {0};
        mh_utf8_repair(&b, rows[i].in);
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        ck_assert(mh_utf8_valid(mh_buf_view(&b)));
        ck_assert_int_eq(mh_utf8_valid(rows[i].in) && !memchr(rows[i].in.ptr, 0, rows[i].in.len),
                         mh_view_eq(rows[i].in, mh_buf_view(&b)));
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(cut_keeps_characters_whole) {
    mh_view v = MH_VIEW("\xD2\x9B\xD2\x9B"); /* two letters of two bytes */
    ck_assert_uint_eq(mh_utf8_cut(v, 3).len, 2);
    ck_assert_uint_eq(mh_utf8_cut(v, 1).len, 0);
    ck_assert_uint_eq(mh_utf8_cut(v, 9).len, 4);
    ck_assert_uint_eq(mh_utf8_len(v), 2);
}
END_TEST

TCase *tcase_base_str(void) {
    TCase *t = tcase_create("base_str");
    tcase_add_test(t, split_gives_every_part);
    tcase_add_test(t, u64_is_strict);
    tcase_add_test(t, find_and_trim);
    tcase_add_test(t, find_looks_at_every_place);
    tcase_add_test(t, clean_ends_at_every_place);
    tcase_add_test(t, repair_makes_valid_utf8);
    tcase_add_test(t, cut_keeps_characters_whole);
    return t;
}
