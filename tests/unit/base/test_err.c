#include "unit.h"

#include "base/err.h"
#include "base/utf8.h"

START_TEST(messages_are_utf8) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"plain", "plain"},
        {"\xFF", "\xEF\xBF\xBD"},
        {"a\xE2\x82z", "a\xEF\xBF\xBDz"},
        {"\xC3\xA9\xC3", "\xC3\xA9\xEF\xBF\xBD"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_err e = {0};
        ck_assert(mh_fail(&e, MH_E_PARSE, "%s", rows[i].in) == MH_FAIL);
        ck_assert_str_eq(e.msg, rows[i].want);
        mh_fail(&e, MH_E_PARSE, "%s", e.msg); /* its own message as an argument */
        ck_assert_str_eq(e.msg, rows[i].want);
    }
}
END_TEST

START_TEST(long_messages_are_cut_at_a_character) {
    static const char *const units[] = {"x", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                                        "\xFF"};
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        mh_buf b = {0};
        mh_err e = {0};
        while (b.len < 2 * sizeof e.msg) mh_buf_puts(&b, units[u]);
        mh_fail(&e, MH_E_PARSE, "%s", b.ptr);
        ck_assert_uint_ge(strlen(e.msg), sizeof e.msg - 4);
        ck_assert(mh_utf8_valid(mh_view_of(e.msg)));
        mh_buf_clear(&b);
    }
}
END_TEST

TCase *tcase_base_err(void) {
    TCase *t = tcase_create("base_err");
    tcase_add_test(t, messages_are_utf8);
    tcase_add_test(t, long_messages_are_cut_at_a_character);
    return t;
}
