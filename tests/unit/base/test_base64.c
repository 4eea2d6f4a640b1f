#include "unit.h"

#include "base/base64.h"

START_TEST(both_ways) {
    static const struct {
        const char *plain, *coded;
    } rows[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foobar", "Zm9vYmFy"}}; /* RFC 4648, 10 */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf b = {0}, back = {0};
        mh_base64_put(&b, mh_view_of(rows[i].plain));
        ck_view_eq(mh_buf_view(&b), rows[i].coded);
        mh_buf_puts(&back, ">");
        ck_assert(mh_base64_get(&back, mh_view_of(rows[i].coded)));
        ck_view_eq(mh_view_sub(mh_buf_view(&back), 1, back.len), rows[i].plain);
        mh_buf_clear(&b);
        mh_buf_clear(&back);
    }
}
END_TEST

START_TEST(what_is_none_is_refused) {
    static const char *const rows[] = {"Zg", "Zg=", "Z", "!", "Zg==Zg", "\xff"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf b = {0};
        mh_buf_puts(&b, ">");
        ck_assert_msg(!mh_base64_get(&b, mh_view_of(rows[i])), "%s", rows[i]);
        ck_view_eq(mh_buf_view(&b), ">");
        mh_buf_clear(&b);
    }
    mh_buf b = {0};
    ck_assert(mh_base64_get(&b, MH_VIEW("Zm9v\nYmFy\n")));
    ck_view_eq(mh_buf_view(&b), "foobar");
    mh_buf_clear(&b);
}
END_TEST

TCase *tcase_base_base64(void);
TCase *tcase_base_base64(void) {
    TCase *tc = tcase_create("base64");
    tcase_add_test(tc, both_ways);
    tcase_add_test(tc, what_is_none_is_refused);
    return tc;
}
