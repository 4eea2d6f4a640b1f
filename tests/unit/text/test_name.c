#include "names_dev.h"
#include "names_held.h"
#include "support.h"
#include "text/name.h"

typedef struct tally {
    size_t equal, found, different, joined, kin_wrong;
    mh_buf wrong; /* what was, for the message of a test that fails */
} tally;

/* Each form of each group with the first one. */
static void count_equal(const char *const *groups, size_t n, tally *x) {
    for (size_t i = 0; i < n; i++) {
        mh_view rest = mh_view_of(groups[i]), first, form;
        mh_view_split(&rest, '|', &first);
        while (mh_view_split(&rest, '|', &form)) {
            x->equal++;
            if (mh_name_compare(T, first, form) == MH_NAME_SAME) {
                x->found++;
                continue;
            }
            mh_buf a = {0}, b = {0};
            mh_name_key(T, first, &a);
            mh_name_key(T, form, &b);
            mh_buf_printf(&x->wrong, "missed %.*s %.*s (%s, %s)\n", MH_FMT(first), MH_FMT(form),
                          a.ptr, b.ptr);
            mh_buf_clear(&a);
            mh_buf_clear(&b);
        }
    }
}

static void count_different(const char *const *pairs, size_t n, tally *x) {
    for (size_t i = 0; i < n; i++) {
        bool kin = pairs[i][0] == '+';
        mh_view rest = mh_view_of(pairs[i] + kin), a, b;
        mh_view_split(&rest, '|', &a);
        mh_view_split(&rest, '|', &b);
        mh_name_bond bond = mh_name_compare(T, a, b);
        x->different++;
        if (bond == MH_NAME_SAME) {
            x->joined++;
            mh_buf_printf(&x->wrong, "joined %s\n", pairs[i]);
        } else if ((bond == MH_NAME_KIN) != kin) {
            x->kin_wrong++;
            mh_buf_printf(&x->wrong, "%s kin: %s\n", kin ? "not" : "taken for", pairs[i]);
        }
    }
}

#define N(x) (sizeof(x) / sizeof *(x))

/* Bars, in thousandths: names that are one and are found so, others that are joined. */
static void holds(tally *x) {
    const char *wrong = x->wrong.ptr ? x->wrong.ptr : "";
    ck_assert_msg(x->found * 1000 >= x->equal * 950, "%zu of %zu found:\n%s", x->found, x->equal,
                  wrong);
    ck_assert_msg(x->joined * 1000 <= x->different * 20, "%zu of %zu joined:\n%s", x->joined,
                  x->different, wrong);
    ck_assert_msg(x->kin_wrong * 1000 <= x->different * 50, "kin:\n%s", wrong);
    mh_buf_clear(&x->wrong);
}

START_TEST(names_known) {
    tally x = {0};
    count_equal(dev_equal, N(dev_equal), &x);
    count_different(dev_different, N(dev_different), &x);
    holds(&x);
}
END_TEST

START_TEST(names_set_apart) {
    tally x = {0};
    count_equal(held_equal, N(held_equal), &x);
    count_different(held_different, N(held_different), &x);
    holds(&x);
}
END_TEST

START_TEST(keys_are_as_they_are) {
    static const struct {
        const char *in, *key;
    } rows[] = {
        {"Tokayev", "tokaev"},
        {"Касым-Жомартом Токаевым", "kasim jomart tokaev"},
        {"", ""},
        {"2025, -", ""},
        {"O'Brien", "obrien"},
        {"Shavkat Mirziyoyev", "shavkat mirziaev"},
        {"\xff\xfe", ""},
        {"'", ""},
        {"Си Цзиньпин", "hi jinping"},
    };
    for (size_t i = 0; i < N(rows); i++) {
        mh_buf b = {0};
        mh_name_key(T, mh_view_of(rows[i].in), &b);
        ck_view_eq(mh_buf_view(&b), rows[i].key);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(hostile_names) {
    for (size_t i = 0; i < N(hostile_units); i++) {
        mh_buf b = {0};
        mh_name_key(T, hostile(20000, hostile_units[i]), &b);
        ck_assert(b.len < 100000);
        mh_buf_clear(&b);
    }
}
END_TEST

TCase *tcase_text_name(void);
TCase *tcase_text_name(void) {
    TCase *tc = tcase_create("name");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, names_known);
    tcase_add_test(tc, names_set_apart);
    tcase_add_test(tc, keys_are_as_they_are);
    tcase_add_test(tc, hostile_names);
    return tc;
}
