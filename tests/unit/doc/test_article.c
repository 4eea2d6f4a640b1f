#include "unit.h"

#include "doc/article.h"

/* Invented pages in the manner of real outlets. */
static const char old_table[] =
    "<html><head><title>Встреча в столице - Пример</title></head><body><table><tr><td colspan=2>"
    "<a href=/>Главная</a> » <a href=/news>Новости</a> » Встреча в столице</td></tr><tr><td>"
    "<a href=1>Первая ссылка</a><br><a href=2>Вторая ссылка</a><br><a href=3>Третья</a></td>"
    "<td><font size=4><b>Встреча в столице</b></font><br><br>12 марта 2024<br><br>"
    "Министры иностранных дел двух стран встретились в столице, чтобы обсудить торговлю.<br><br>"
    "Стороны договорились о новых консультациях, которые пройдут осенью, и о визите делегации.<br>"
    "<br>Источник: Пример-Информ<br><br>Поделиться<br><br>Читайте также: <a href=4>Другая "
    "новость</a>"
    "</td></tr></table></body></html>";

static const char modern[] =
    "<html lang=kk><head><title>Келіссөз өтті | Мысал</title></head><body><nav><a href=/>Басты "
    "бет</a>"
    "</nav><div class=breadcrumbs><a href=/>Басты</a> » <a href=/k>Саясат</a> » Келіссөз өтті</div>"
    "<article><h1>Келіссөз өтті</h1><div class=social-share>Бөлісу: Facebook Telegram</div>"
    "<div class=entry-content><p>Астанада екі елдің өкілдері келіссөз өткізіп, ынтымақтастық "
    "мәселелерін талқылады.</p><figure><img src=x><figcaption>Сурет: мысал, баспасөз қызметі."
    "</figcaption></figure><p>Тараптар жаңа құжатқа қол қойып, келесі кездесудің уақытын "
    "белгіледі.</p><p>Оқи отырыңыз: <a href=/2>Басқа жаңалық туралы мақала</a></p>"
    "<p>Дереккөз: Мысал агенттігі</p></div></article><div id=comments><p>Бұл пікір өте ұзақ, бірақ "
    "ол "
    "мақалаға жатпайды, сондықтан мәтінге кірмеуі керек.</p></div><footer>© "
    "Мысал</footer></body></html>";

static const struct {
    const char *html, *text, *credit;
} rows[] = {
    {old_table,
     "Министры иностранных дел двух стран встретились в столице, чтобы обсудить торговлю.\n\n"
     "Стороны договорились о новых консультациях, которые пройдут осенью, и о визите делегации.",
     "Пример-Информ"},
    {modern,
     "Астанада екі елдің өкілдері келіссөз өткізіп, ынтымақтастық мәселелерін талқылады.\n\n"
     "Тараптар жаңа құжатқа қол қойып, келесі кездесудің уақытын белгіледі.",
     "Мысал агенттігі"},
};

START_TEST(main_text) {
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_doc *d = NULL;
        mh_arena *a = mh_arena_new();
        mh_meta m;
        mh_article art;
        mh_err e = {0};
        ck_assert_int_eq(mh_doc_parse(&d, mh_view_of(rows[i].html), NULL, &e), MH_OK);
        mh_meta_extract(&m, d, NULL, a);
        ck_assert_int_eq(mh_article_extract(&art, d, &m, a, &e), MH_OK);
        ck_view_eq(art.text, rows[i].text);
        ck_view_eq(art.source_credit, rows[i].credit);
        ck_assert_int_eq(art.kind, MH_ARTICLE);
        ck_assert_uint_eq(art.n_paragraphs, 2);
        ck_assert(mh_view_eq(art.lead,
                             mh_view_sub(art.text, art.paragraphs[0].from, art.paragraphs[0].to)));
        ck_assert_uint_eq(art.paragraphs[1].to, art.text.len);
        mh_doc_free(d);
        mh_arena_free(a);
    }
}
END_TEST

START_TEST(nothing_to_read) {
    static const char *const pages[] = {"", "<html><head><title>x</title></head><body>",
                                        "<body><script>app()</script><div></div>",
                                        "<html><head><title>Обрыв"};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        mh_doc *d = NULL;
        mh_arena *a = mh_arena_new();
        mh_meta m;
        mh_article art;
        mh_err e = {0};
        ck_assert_int_eq(mh_doc_parse(&d, mh_view_of(pages[i]), NULL, &e), MH_OK);
        mh_meta_extract(&m, d, NULL, a);
        ck_assert_int_eq(mh_article_extract(&art, d, &m, a, &e), MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_PARSE);
        mh_doc_free(d);
        mh_arena_free(a);
    }
}
END_TEST

START_TEST(not_text) {
    mh_doc *d = NULL;
    mh_err e = {0};
    ck_assert_int_eq(
        mh_doc_parse(&d, MH_VIEW("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\2\3\4"), NULL, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_PARSE);
    ck_assert_int_eq(mh_doc_parse(&d, MH_VIEW("%PDF-1.7"), NULL, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_UNSUPPORTED);
}
END_TEST

TCase *tcase_doc_article(void) {
    TCase *t = tcase_create("doc_article");
    tcase_add_test(t, main_text);
    tcase_add_test(t, nothing_to_read);
    tcase_add_test(t, not_text);
    return t;
}
