#include "support.h"
#include "text/language.h"

#include <string.h>

START_TEST(languages_are_told_apart) {
    static const struct {
        const char *code, *script, *in;
    } rows[] = {
        {"en", "Latn", "The delegation arrived in the morning and left after dinner."},
        {"ru", "Cyrl", "Делегация прибыла утром и уехала после ужина."},
        {"kk", "Cyrl", "Делегация таңертең келіп, кешкі астан кейін кетті."},
        {"ky", "Cyrl", "Делегация эртең менен келип, кечки тамактан кийин кетти."},
        {"tg", "Cyrl", "Ҳайат субҳ омад ва пас аз шом рафт."},
        {"uz", "Latn", "Delegatsiya ertalab keldi va kechki ovqatdan soʻng ketdi."},
        {"uz", "Cyrl", "Делегация эрталаб келди ва кечки овқатдан сўнг кетди."},
        {"uk", "Cyrl", "Делегація прибула вранці та поїхала після вечері."},
        {"bg", "Cyrl", "Делегацията пристигна сутринта и си тръгна след вечерята."},
        {"tt", "Cyrl", "Делегация иртән килде һәм кичке аштан соң китте."},
        {"ba", "Cyrl", "Делегация иртән килде һәм киске аштан һуң китте, өсөнсө көнгә ҡалды."},
        {"mn", "Cyrl", "Төлөөлөгчид өглөө ирээд оройн хоолны дараа явсан байна."},
        {"tr", "Latn", "Heyet sabah geldi ve akşam yemeğinden sonra ayrıldı."},
        {"az", "Latn", "Nümayəndə heyəti səhər gəldi və şam yeməyindən sonra getdi."},
        {"tk", "Latn", "Wekiliýet irden geldi we agşamlyk naharyndan soň gitdi."},
        {"ar", "Arab", "وصل الوفد في الصباح وغادر بعد العشاء."},
        {"fa", "Arab", "این هیئت صبح رسید و پس از شام رفت."},
        {"zh", "Hani", "代表团早上抵达，晚饭后离开。"},
        {"fr", "Latn", "La délégation est arrivée le matin et repartie après le dîner."},
        {"es", "Latn", "La delegación llegó por la mañana y se fue después de la cena."},
        {"de", "Latn", "Die Delegation kam am Morgen an und reiste nach dem Abendessen ab."},
        {"und", "Zyyy", "12:30 / 14"},
        {"und", "Zyyy", ""},
        {"und", "Thai", "สวัสดี"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_lang g = mh_lang_guess(T, mh_view_of(rows[i].in));
        ck_assert_msg(strcmp(g.code, rows[i].code) == 0, "%s: %s", g.code, rows[i].in);
        ck_assert_str_eq(g.script, rows[i].script);
        ck_assert(g.score >= 0 && g.score <= 1);
        if (rows[i].code[0] != 'u' || rows[i].code[1] != 'n') ck_assert_double_gt(g.score, 0.3);
    }
}
END_TEST

START_TEST(hostile_text_has_a_language_or_none) {
    for (size_t i = 0; i < sizeof hostile_units / sizeof hostile_units[0]; i++) {
        mh_lang g = mh_lang_guess(T, hostile(5000000, hostile_units[i]));
        ck_assert(g.score >= 0 && g.score <= 1 && g.code[0]);
    }
}
END_TEST

TCase *tcase_text_language(void);
TCase *tcase_text_language(void) {
    TCase *tc = tcase_create("language");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, languages_are_told_apart);
    tcase_add_test(tc, hostile_text_has_a_language_or_none);
    return tc;
}
