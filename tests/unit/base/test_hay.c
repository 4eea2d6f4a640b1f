#include "unit.h"

#include "base/hay.h"

START_TEST(hay_finds_what_a_plain_search_finds) {
    static const struct {
        const char *text, *word;
        bool want;
    } rows[] = {{"read more here", "more", true},
                {"read more here", "here", true},
                {"read more here", "read", true},
                {"read more here", "read more here", true},
                {"read more here", "read more here!", false},
                {"read more here", "mere", false}, /* all its pairs, nowhere in a row */
                {"hereread", "ere", true},
                {"abcab", "cabc", false},
                {"подпишитесь на канал", "на канал", true},
                {"подпишитесь на канал", "каналы", false},
                {"a", "a", true},
                {"a", "b", false},
                {"", "a", false},
                {"", "", true},
                {"text", "", true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_hay h;
        mh_view word = mh_view_of(rows[i].word);
        mh_hay_init(&h, mh_view_of(rows[i].text));
        ck_assert_msg(mh_hay_has(&h, word) == rows[i].want, "row %zu", i);
        ck_assert(mh_hay_has_any(&h, &word, 1) == rows[i].want);
    }
}
END_TEST

START_TEST(hay_knows_each_of_many_words) {
    const mh_view words[] = {MH_VIEW("one"), MH_VIEW("two"), MH_VIEW("three")};
    mh_hay h;
    mh_hay_init(&h, MH_VIEW("a text with number three at last"));
    ck_assert(mh_hay_has_any(&h, words, 3));
    ck_assert(!mh_hay_has_any(&h, words, 2));
    ck_assert(!mh_hay_has_any(&h, words, 0));
}
END_TEST

TCase *tcase_base_hay(void) {
    TCase *t = tcase_create("base_hay");
    tcase_add_test(t, hay_finds_what_a_plain_search_finds);
    tcase_add_test(t, hay_knows_each_of_many_words);
    return t;
}
