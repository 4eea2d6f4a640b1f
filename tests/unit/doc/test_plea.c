#include "unit.h"

#include "doc/phrases.h"

static const struct {
    const char *text;
    bool plea;
} rows[] = {
    {"Follow us on Telegram and never miss a story", true},
    {"Subscribe to the newsletter of the Invented Herald", true},
    {"Подписывайтесь на наш Telegram-канал", true},
    {"Читайте нас в Telegram и Instagram", true},
    {"Telegram-каналымызға жазылыңыз", true},
    {"Telegram каналыбызга катталыңыз", true},
    {"Telegram kanalimizga obuna bo‘ling", true},
    {"Telegram каналимизга обуна бўлинг", true},
    {"Facebook, Instagram, YouTube, TikTok", true},
    {"برای خبرهای تازه به کانال تلگرام ما بپیوندید", true},
    {"Каналимизга обуна бўлинг", true},
    {"Каналымыздың журналисі әңгімелесті.", false},
    {"Telegram said on Monday that it would comply with the order of the court.", false},
    {"Министр опубликовал ответ в Telegram, где подтвердил дату визита.", false},
    {"Президент Facebook арқылы халыққа үндеу жасады.", false},
    {"The ministers met in the capital.", false},
    {"", false},
};

START_TEST(told) {
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_msg((mh_phrase_of(mh_view_of(rows[i].text), NULL) == MH_PHRASE_WIDGET) ==
                          rows[i].plea,
                      "%s", rows[i].text);
}
END_TEST

START_TEST(signs_before_a_phrase) {
    mh_view rest = {0};
    ck_assert_int_eq(mh_phrase_of(MH_VIEW("► Читайте также: Другая новость"), &rest),
                     MH_PHRASE_RELATED);
    ck_view_eq(rest, "Другая новость");
    ck_assert_int_eq(mh_phrase_of(MH_VIEW("[Read also: another story]"), NULL), MH_PHRASE_RELATED);
    ck_assert_int_eq(mh_phrase_of(MH_VIEW("(c) Invented Herald"), NULL), MH_PHRASE_WIDGET);
    ck_assert_int_eq(mh_phrase_of(MH_VIEW("DON'T MISS"), NULL), MH_PHRASE_RELATED);
    ck_assert_int_eq(mh_phrase_of(MH_VIEW("Don’t miss"), NULL), MH_PHRASE_RELATED);
}
END_TEST

TCase *tcase_doc_plea(void) {
    TCase *t = tcase_create("doc_plea");
    tcase_add_test(t, told);
    tcase_add_test(t, signs_before_a_phrase);
    return t;
}
