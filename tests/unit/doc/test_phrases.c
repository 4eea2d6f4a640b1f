#include "unit.h"

#include "doc/phrases_priv.h"

START_TEST(beginnings) {
    static const struct {
        const char *in;
        mh_phrase kind;
        const char *rest; /* NULL: not asked */
    } rows[] = {
        {"Источник: «Вести»", MH_PHRASE_CREDIT, "«Вести»"},
        {"ДЕРЕККӨЗ: Хабар", MH_PHRASE_CREDIT, "Хабар"},
        {"Manba: Vazirlik", MH_PHRASE_CREDIT, "Vazirlik"},
        {"Manba фикр", MH_PHRASE_NONE, NULL},
        {"منبع: پیک", MH_PHRASE_CREDIT, "پیک"},
        {"Shuningdek o‘qing: boshqa", MH_PHRASE_RELATED, "boshqa"},
        {"Shuningdek o'qing: boshqa", MH_PHRASE_RELATED, "boshqa"},
        {"Shuningdek oʻqing: boshqa", MH_PHRASE_RELATED, "boshqa"},
        {"Дагы окуңуз: кабар", MH_PHRASE_RELATED, NULL},
        {"Муаллиф: Ном", MH_PHRASE_BYLINE, "Ном"},
        {"Нашли ошибку? Ctrl+Enter", MH_PHRASE_WIDGET, NULL},
        {"Акс: аз бойгонӣ", MH_PHRASE_PHOTO, NULL},
        {"Share with friends", MH_PHRASE_WIDGET, NULL},
        {"Share of the eastern route: 83 percent", MH_PHRASE_NONE, NULL},
        {"2 комментария", MH_PHRASE_COMMENTS, NULL},
        {"Тақырыпқа сай: басқа мақала", MH_PHRASE_RELATED, NULL},
        {"Ўқинг: бошқа хабар", MH_PHRASE_RELATED, NULL},
        {"در همین رابطه: خبر", MH_PHRASE_RELATED, NULL},
        {"Дар акс: канали тозашуда", MH_PHRASE_PHOTO, NULL},
        {"Назад", MH_PHRASE_WIDGET, NULL},
        {"Назад пути нет, сказал он.", MH_PHRASE_NONE, NULL},
        {"Бізді Instagram желісінде оқыңыз", MH_PHRASE_WIDGET, NULL},
        {"Обсуждение (6)", MH_PHRASE_COMMENTS, NULL},
        {"Обсуждение бюджета заняло", MH_PHRASE_NONE, NULL},
        {"Опрос", MH_PHRASE_WIDGET, NULL},
        {"Опрос проводился в марте в семи областях республики.", MH_PHRASE_NONE, NULL},
        {"Министр прибыл в столицу.", MH_PHRASE_NONE, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_view rest = {0};
        ck_assert_msg(mh_phrase_of(mh_view_of(rows[i].in), &rest) == rows[i].kind, "%s",
                      rows[i].in);
        if (rows[i].rest) ck_view_eq(rest, rows[i].rest);
    }
}
END_TEST

static void sorted(const mh_phrase_row *t, size_t n, size_t least) {
    for (size_t i = 0; i < n; i++) {
        ck_assert_msg(t[i].text.len >= least, "%s", t[i].text.ptr);
        if (i > 0) ck_assert_msg(mh_view_cmp(t[i - 1].text, t[i].text) < 0, "%s", t[i].text.ptr);
    }
}

START_TEST(tables) {
    sorted(mh_phrases_world, mh_phrases_world_n, 2);
    sorted(mh_phrases_pointers, mh_phrases_pointers_n, 4);
    sorted(mh_phrases_widgets, mh_phrases_widgets_n, 4);
    sorted(mh_phrases_credits, mh_phrases_credits_n, 4);
    sorted(mh_phrases_around, mh_phrases_around_n, 4);
}
END_TEST

TCase *tcase_doc_phrases(void) {
    TCase *t = tcase_create("doc_phrases");
    tcase_add_test(t, beginnings);
    tcase_add_test(t, tables);
    return t;
}
