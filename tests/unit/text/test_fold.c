#include "base/utf8.h"
#include "support.h"
#include "text/fold.h"
#include "text/stem.h"

#include <string.h>

START_TEST(fold_takes_off_case_and_marks) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"", ""},
        {"Été Ünïted", "ete united"},
        {"Ёлка Йод Їжак", "елка йод іжак"},
        {"Қазақстан Ғабит", "қазақстан ғабит"},
        {"İstanbul ısı", "istanbul isi"},
        {"oʻzbek o’zbek o'zbek", "o'zbek o'zbek o'zbek"},
        {"ｆｕｌｌ　１２", "full 12"},
        {"«x» – “y”", "\"x\" - \"y\""},
        {"Straße Łódź", "strasse lodz"},
        {"STRAẞE Ǽ Ǣ æ Ǿ", "strasse ae ae ae o"},
        {"и\xCC\x86 e\xCC\x81", "й e"},
        {"٢٠٢٤ كتابٌ", "2024 كتاب"},
        {"so\xC2\xAD"
         "ft",
         "soft"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf b = {0};
        mh_text_fold(T, mh_view_of(rows[i].in), &b);
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}
END_TEST

/* A key that is folded again is the same key, whatever letter it came from. */
START_TEST(a_folded_key_stays) {
    mh_buf in = {0}, once = {0}, twice = {0};
    for (uint32_t cp = 1; cp < 0x110000; cp++) {
        if (cp >= 0xD800 && cp < 0xE000) continue;
        mh_buf_reset(&in);
        mh_buf_reset(&once);
        mh_buf_reset(&twice);
        mh_buf_put_cp(&in, cp);
        mh_text_fold(T, mh_buf_view(&in), &once);
        mh_text_fold(T, mh_buf_view(&once), &twice);
        ck_assert_msg(mh_view_eq(mh_buf_view(&once), mh_buf_view(&twice)), "U+%04X", (unsigned)cp);
    }
    mh_buf_clear(&in);
    mh_buf_clear(&once);
    mh_buf_clear(&twice);
}
END_TEST

START_TEST(spellings_of_a_name_meet) {
    static const char *const groups[][8] = {
        {"Tokayev", "Tokaev", "Токаев", "Тоқаев", "Toqaev", "TOKAYEV"},
        {"Kassym-Jomart", "Kassym-Zhomart", "Касым-Жомарт", "Қасым-Жомарт", "Qasym-Jomart"},
        {"Muhriddin", "Mukhriddin", "Мухриддин", "Муҳриддин"},
        {"Mirziyoyev", "Мирзиёев", "Mirziyoev"},
        {"Japarov", "Zhaparov", "Жапаров"},
        {"Rahmon", "Rakhmon", "Рахмон", "Раҳмон"},
        {"Berdimuhamedow", "Berdymukhamedov", "Бердымухамедов"},
        {"Sergey", "Sergei", "Сергей"},
        {"Dmitry", "Dmitri", "Dmitriy", "Дмитрий"},
        {"Anthony", "Antony"},
        {"Mangystau", "Mangistau", "Маңғыстау"},
        {"Yerlan", "Ерлан"},
    };
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        mh_buf first = {0};
        mh_text_latin(T, mh_view_of(groups[i][0]), &first);
        for (size_t k = 1; k < 8 && groups[i][k]; k++) {
            mh_buf b = {0};
            mh_text_latin(T, mh_view_of(groups[i][k]), &b);
            mh_buf_putc(&b, '\0');
            mh_buf_putc(&first, '\0');
            ck_assert_msg(strcmp(first.ptr, b.ptr) == 0, "%s: %s is not %s", groups[i][k], b.ptr,
                          first.ptr);
            first.len--;
            mh_buf_clear(&b);
        }
        mh_buf_clear(&first);
    }
}
END_TEST

START_TEST(names_that_differ_stay_apart) {
    static const char *const pairs[][2] = {{"Asanov", "Usenov"},
                                           {"Japarov", "Jeenbekov"},
                                           {"Rahmon", "Ramon"},
                                           {"Karimov", "Karimova"},
                                           {"北京", "东京"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        mh_buf a = {0}, b = {0};
        mh_text_latin(T, mh_view_of(pairs[i][0]), &a);
        mh_text_latin(T, mh_view_of(pairs[i][1]), &b);
        ck_assert(a.len > 0 && b.len > 0);
        ck_assert(!mh_view_eq(mh_buf_view(&a), mh_buf_view(&b)));
        mh_buf_clear(&a);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(stems_of_forms_meet) {
    static const struct {
        const char *lang, *a, *b;
    } rows[] = {
        {"en", "meetings", "meeting"},
        {"ru", "министров", "министрами"},
        {"kk", "Қазақстанның", "Қазақстанда"},
        {"kk", "министрлерімен", "министр"},
        {"kk", "мектебі", "мектеп"},
        {"ky", "Кыргызстандын", "Кыргызстанга"},
        {"ky", "министрлер", "министр"},
        {"tg", "вазирони", "вазирон"},
        {"tg", "кишварҳои", "кишвар"},
        {"uz", "vazirlarning", "vazir"},
        {"uz", "вазирларнинг", "вазир"},
        {"xx", "Same", "same"},
        {NULL, "Same", "same"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf a = {0}, b = {0};
        mh_text_stem(T, rows[i].lang, mh_view_of(rows[i].a), &a);
        mh_text_stem(T, rows[i].lang, mh_view_of(rows[i].b), &b);
        ck_assert_msg(mh_view_eq(mh_buf_view(&a), mh_buf_view(&b)), "%s %s", rows[i].a, rows[i].b);
        ck_assert(a.len > 0);
        mh_buf_clear(&a);
        mh_buf_clear(&b);
    }
    ck_assert(mh_text_can_stem(T, "kk") && mh_text_can_stem(T, "ru"));
    ck_assert(!mh_text_can_stem(T, "xx") && !mh_text_can_stem(T, NULL));
}
END_TEST

START_TEST(hostile_text_folds) {
    for (size_t i = 0; i < sizeof hostile_units / sizeof hostile_units[0]; i++) {
        mh_view s = hostile(300000, hostile_units[i]);
        mh_buf b = {0};
        mh_text_fold(T, s, &b);
        mh_text_latin(T, s, &b);
        mh_text_stem(T, "kk", s, &b);
        mh_text_stem(T, "en", s, &b);
        ck_assert_uint_gt(b.len, 0);
        mh_buf_clear(&b);
    }
}
END_TEST

TCase *tcase_text_fold(void);
TCase *tcase_text_fold(void) {
    TCase *tc = tcase_create("fold");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, fold_takes_off_case_and_marks);
    tcase_add_test(tc, a_folded_key_stays);
    tcase_add_test(tc, spellings_of_a_name_meet);
    tcase_add_test(tc, names_that_differ_stay_apart);
    tcase_add_test(tc, stems_of_forms_meet);
    tcase_add_test(tc, hostile_text_folds);
    return tc;
}
