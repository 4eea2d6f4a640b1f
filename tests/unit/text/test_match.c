#include "support.h"
#include "text/dict.h"
#include "text/match.h"

static mh_matcher *M;

static void add(const char *phrase, uint64_t payload, unsigned flags, const char *lang) {
    mh_err e = {0};
    ck_assert_msg(mh_matcher_add(M, T, mh_view_of(phrase), payload, flags, lang, &e) == MH_OK, "%s",
                  e.msg);
}

START_TEST(phrases_are_found) {
    static const struct {
        const char *lang, *in, *want;
    } rows[] = {
        {"en", "Minister of Foreign Affairs and the minister",
         "[Minister of Foreign Affairs=1][minister=2]"},
        {"en", "The MINISTER, of Foreign Affairs", "[MINISTER=2]"},
        {"en", "in the C5 + 1 format, C5+1", "[C5 + 1=3][C5+1=3]"},
        {"en", "a Kazakhstani and Kazakhstan", "[Kazakhstani=4][Kazakhstan=4]"},
        {"ru", "министрами иностранных дел", "[министрами иностранных дел=5]"},
        {"en", "министрами иностранных дел", ""},
        {"en", "Тоқаев, Tokayev", "[Тоқаев=6][Tokayev=6]"},
        {"en", "roast turkey in Turkey", "[Turkey=7]"},
        {"en", "Foreign\nMinister Foreign Minister", "[minister=2]"},
        {"en", "twice", "[twice=8][twice=9]"},
        {"en", "", ""},
    };
    M = mh_matcher_new();
    add("minister of foreign affairs", 1, 0, NULL);
    add("minister", 2, 0, NULL);
    add("C5+1", 3, 0, NULL);
    add("kazakhstan*", 4, 0, NULL);
    add("министр иностранных дел", 5, MH_MATCH_STEM, "ru");
    add("Токаев", 6, MH_MATCH_LATIN, NULL);
    add("Turkey", 7, MH_MATCH_CAPITAL, NULL);
    add("twice", 8, 0, NULL);
    add("twice", 9, 0, NULL);
    ck_assert_uint_eq(mh_matcher_len(M), 9);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_view s = mh_view_of(rows[i].in);
        mh_matches got = mh_matcher_find(M, T, A, s, rows[i].lang);
        mh_buf b = {0};
        for (size_t k = 0; k < got.len; k++) {
            mh_buf_printf(&b, "[%.*s=%d]", MH_FMT(mh_view_sub(s, got.ptr[k].from, got.ptr[k].to)),
                          (int)got.ptr[k].payload);
        }
        if (i == 8)
            ck_assert_uint_eq(got.len, 2);
        else
            ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
    mh_matcher_free(M);
}
END_TEST

START_TEST(bad_phrases_are_refused) {
    mh_err e = {0};
    M = mh_matcher_new();
    ck_assert_int_eq(mh_matcher_add(M, T, MH_VIEW(" ... "), 1, 0, NULL, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_USAGE);
    ck_assert_int_eq(mh_matcher_add(M, T, MH_VIEW("a b"), 1, MH_MATCH_STEM, "xx", &e), MH_FAIL);
    ck_assert_int_eq(mh_matcher_add(M, T, hostile(100, "a "), 1, 0, NULL, &e), MH_FAIL);
    ck_assert_uint_eq(mh_matcher_find(M, T, A, MH_VIEW("a b"), NULL).len, 0);
    mh_matcher_free(M);
}
END_TEST

START_TEST(many_entries_and_hostile_text) {
    M = mh_matcher_new();
    for (unsigned i = 0; i < 20000; i++) {
        mh_view p = mh_arena_printf(A, "word%u next%u", i, i % 7);
        mh_err e = {0};
        ck_assert_int_eq(mh_matcher_add(M, T, p, i, 0, NULL, &e), MH_OK);
    }
    add("a a a a a a a a b", 1, 0, NULL);
    add("a* a* a* a* b", 2, 0, NULL);
    mh_view s = MH_VIEW("word19999 next0");
    ck_assert_uint_eq(19999 % 7, 0);
    ck_assert_uint_eq(mh_matcher_find(M, T, A, s, NULL).len, 1);
    for (size_t i = 0; i < sizeof hostile_units / sizeof hostile_units[0]; i++) {
        mh_view h = hostile(300000, hostile_units[i]);
        mh_matches got = mh_matcher_find(M, T, A, h, "en");
        for (size_t k = 0; k < got.len; k++) ck_assert(got.ptr[k].to <= h.len);
    }
    mh_matcher_free(M);
}
END_TEST

START_TEST(names_match_in_any_form) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"встреча с Касым-Жомартом Токаевым в Астане", "[Касым-Жомартом Токаевым=1]"},
        {"Президент Қасым-Жомарт Тоқаевтың сөзі", "[Қасым-Жомарт Тоқаевтың=1]"},
        {"said Kassym-Zhomart Tokayev's office", "[Kassym-Zhomart Tokayev's=1]"},
        {"Мария Захарова, Марии Захаровой", "[Мария Захарова=2][Марии Захаровой=2]"},
        {"Marii Zakharov", ""}, /* a man */
        {"Ivanov, Ivanova", "[Ivanova=3]"},
        {"both are one", "[both=4][both=5]"},
    };
    M = mh_matcher_new();
    add("Kassym-Jomart Tokayev", 1, MH_MATCH_NAME, NULL);
    add("Maria Zakharova", 2, MH_MATCH_NAME, NULL);
    add("Ivanova", 3, MH_MATCH_NAME, NULL);
    add("both", 4, MH_MATCH_LATIN, NULL); /* two ways to one passage: all are given */
    add("both", 5, 0, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_view s = mh_view_of(rows[i].in);
        mh_matches got = mh_matcher_find(M, T, A, s, NULL);
        mh_buf b = {0};
        for (size_t k = 0; k < got.len; k++) {
            mh_buf_printf(&b, "[%.*s=%d]", MH_FMT(mh_view_sub(s, got.ptr[k].from, got.ptr[k].to)),
                          (int)got.ptr[k].payload);
        }
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
    mh_matcher_free(M);
}
END_TEST

/* What stands in a long text is found as in a short one: words are remembered there. */
START_TEST(remembered_words) {
    M = mh_matcher_new();
    add("министр", 1, MH_MATCH_STEM, "ru");
    add("Токаев", 2, MH_MATCH_NAME, NULL);
    mh_buf b = {0};
    for (int i = 0; i < 500; i++) mh_buf_puts(&b, "министром Токаевым, министрам Токаева. ");
    mh_matches got = mh_matcher_find(M, T, A, mh_buf_view(&b), "ru");
    ck_assert_uint_eq(got.len, 2000);
    mh_buf_clear(&b);
    mh_matcher_free(M);
}
END_TEST

START_TEST(dictionaries_are_read) {
    static const char file[] = "\xEF\xBB\xBF# remark\r\n"
                               "@type country\n"
                               "Kazakhstan*\t\tKAZ\tcapital=Astana; sector=GOV\n"
                               "\n"
                               "@flags stem\n@language ru\n"
                               "министр\toffice\n"
                               "@flags capital\n@language\n"
                               "Turkey\tcountry\tTUR\n";
    mh_err e = {0};
    M = mh_matcher_new();
    mh_rc rc = mh_dict_read(M, T, mh_view_of(file), MH_VIEW("a.tsv"), &e);
    ck_assert_msg(rc == MH_OK, "%s", e.msg);
    ck_assert_uint_eq(mh_matcher_len(M), 3);
    mh_match_entry x = mh_matcher_entry(M, 0);
    ck_view_eq(x.type, "country");
    ck_view_eq(x.id, "KAZ");
    ck_view_eq(x.attributes, "capital=Astana; sector=GOV");
    ck_view_eq(x.file, "a.tsv");
    ck_assert_uint_eq(x.line, 3);
    ck_assert_uint_eq(mh_matcher_entry(M, 1).line, 7);
    ck_assert_uint_eq(mh_matcher_types(M), 2);
    ck_view_eq(mh_matcher_type(M, mh_matcher_type_of(M, 1)), "office");
    ck_assert_uint_eq(mh_matcher_find(M, T, A, MH_VIEW("с министром Turkey turkey"), "ru").len, 2);
    mh_matcher_free(M);
}
END_TEST

START_TEST(broken_dictionaries_say_where) {
    static const struct {
        const char *file, *says;
    } rows[] = {
        {"a\n\tperson\n", "x.tsv:2: the form is empty"},
        {"@flag stem\n", "x.tsv:1: unknown directive '@flag' (did you mean @flags)"},
        {"@flags stems\n", "x.tsv:1: unknown flag 'stems'"},
        {"@flags stem name\n", "x.tsv:1: of the flags stem, latin and name only one can hold"},
        {"@language english\n", "x.tsv:1: 'english' is no language code"},
        {"@type a b\n", "x.tsv:1: @type takes one word"},
        {"@flags stem\na\n", "x.tsv:2: flag stem: no stemmer for language ''"},
        {"a\tb\tc\td\n", "x.tsv:1: attribute 'd' is not KEY=VALUE"},
        {"a\tb\tc\td=1\te\n", "x.tsv:1: 5 fields"},
        {"...\n", "x.tsv:1: phrase \"...\": no words"},
        {"a\n\xff\n", "x.tsv:2: no valid UTF-8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_err e = {0};
        M = mh_matcher_new();
        ck_assert_int_eq(mh_dict_read(M, T, mh_view_of(rows[i].file), MH_VIEW("x.tsv"), &e),
                         MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_PARSE);
        ck_assert_msg(strncmp(e.msg, rows[i].says, strlen(rows[i].says)) == 0, "%s", e.msg);
        mh_matcher_free(M);
    }
}
END_TEST

/* A matcher with something of everything, compiled; the image is the caller's. */
static void make_image(mh_buf *image) {
    M = mh_matcher_new();
    add("minister of foreign affairs", 1, 0, NULL);
    add("министр", 2, MH_MATCH_STEM, "ru");
    add("Токаев", 3, MH_MATCH_NAME, NULL);
    add("kazakhstan*", 4, MH_MATCH_CAPITAL, NULL);
    add("Токтогул*", 5, MH_MATCH_LATIN, NULL);
    mh_matcher_save(M, image);
    mh_matcher_free(M);
}

START_TEST(images_find_the_same) {
    mh_buf image = {0};
    mh_err e = {0};
    make_image(&image);
    mh_rc rc = mh_matcher_attach(&M, mh_buf_view(&image), &e);
    ck_assert_msg(rc == MH_OK, "%s", e.msg);
    mh_view s = MH_VIEW("Minister of Foreign Affairs, министром Tokayev Kazakhstani Toktogul");
    mh_matches got = mh_matcher_find(M, T, A, s, "ru");
    ck_assert_uint_eq(got.len, 5);
    for (size_t i = 0; i < 5; i++) ck_assert_uint_eq(got.ptr[i].payload, i + 1);
    ck_assert_int_eq(mh_matcher_add(M, T, MH_VIEW("a"), 1, 0, NULL, &e), MH_FAIL);
    mh_matcher_free(M);
    mh_buf_clear(&image);
}
END_TEST

START_TEST(damaged_images_are_refused) {
    mh_buf image = {0};
    make_image(&image);
    for (size_t i = 0; i < image.len; i++) { /* every byte wrong, every end missing */
        mh_err e = {0};
        image.ptr[i] ^= 0x20;
        ck_assert_int_eq(mh_matcher_attach(&M, mh_buf_view(&image), &e), MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_CORRUPT);
        image.ptr[i] ^= 0x20;
        ck_assert_int_eq(mh_matcher_attach(&M, mh_view_sub(mh_buf_view(&image), 0, i), &e),
                         MH_FAIL);
    }
    mh_buf_clear(&image);
}
END_TEST

TCase *tcase_text_match(void);
TCase *tcase_text_match(void) {
    TCase *tc = tcase_create("match");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, phrases_are_found);
    tcase_add_test(tc, bad_phrases_are_refused);
    tcase_add_test(tc, many_entries_and_hostile_text);
    tcase_add_test(tc, names_match_in_any_form);
    tcase_add_test(tc, remembered_words);
    tcase_add_test(tc, dictionaries_are_read);
    tcase_add_test(tc, broken_dictionaries_say_where);
    tcase_add_test(tc, images_find_the_same);
    tcase_add_test(tc, damaged_images_are_refused);
    return tc;
}
