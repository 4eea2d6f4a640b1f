#include "unit.h"

#include "doc/person.h"

/* All names are invented. */
START_TEST(persons) {
    static const struct {
        const char *in;
        bool person, surname;
    } rows[] = {
        {"Айжан ПРИДУМАНОВА", true, true},
        {"Асан уулу Бакыт", true, false},
        {"А. Вымыслов", true, true},
        {"Dilnoza To‘qimayeva", true, true},
        {"فرشته خیالی", true, true},
        {"اخبار سیاسی", false, true},
        {"Небываев", false, true},
        {"обозреватель газеты", false, false},
        {"ИА «Перевал»", false, false},
        {"Пресс-служба Министерства", false, false},
        {"Super User", false, false},
        {"Центральная Азия", false, false},
        {"Поезд ушёл. Все остались", false, false},
        {"5 марта 2024", false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ck_assert_msg(mh_is_person(mh_view_of(rows[i].in)) == rows[i].person, "%s", rows[i].in);
        ck_assert_msg(mh_has_surname(mh_view_of(rows[i].in)) == rows[i].surname, "%s", rows[i].in);
    }
    ck_assert(mh_is_office(MH_VIEW("Вазорати корҳо")) && mh_is_office(MH_VIEW("\"Кабат\"")));
    ck_assert(!mh_is_office(MH_VIEW("Наврӯз Хаёлбеков")));
}
END_TEST

TCase *tcase_doc_person(void) {
    TCase *t = tcase_create("doc_person");
    tcase_add_test(t, persons);
    return t;
}
