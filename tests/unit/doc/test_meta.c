#include "unit.h"

#include "doc/meta.h"

static const char page[] =
    "<!doctype html><html lang='ru-RU'><head><title>Встреча министров - Пример</title>"
    "<meta property='og:title' content='Встреча министров'>"
    "<meta property='og:site_name' content='Пример'>"
    "<meta name='keywords' content='дипломатия, встреча ,'>"
    "<link rel=canonical href='/news/2024/03/12/1'>"
    "<meta property='article:published_time' content='2024-03-12T10:00:00+05:00'>"
    "<script type='application/ld+json'>{\"@context\":\"x\",\"@graph\":[{\"@type\":\"NewsArticle\","
    "\"headline\":\"Встреча министров\",\"dateModified\":\"2024-03-13\",\"author\":[{\"name\":"
    "\"Имя Первое\"},{\"@type\":\"Person\",\"name\":\"Имя Второе\"}],\"articleSection\":"
    "\"Политика\",\"publisher\":{\"name\":\"Издатель\"},\n\"description\":\"раз\nдва\"}]};"
    "</script></head><body><h1>Встреча министров</h1><time datetime='2024-03-14'>x</time></body>";

START_TEST(fields) {
    mh_doc *d = NULL;
    mh_arena *a = mh_arena_new();
    mh_doc_source src = {.url = MH_VIEW("https://example.org/x")};
    mh_meta m;
    ck_assert_int_eq(mh_doc_parse(&d, mh_view_of(page), &src, NULL), MH_OK);
    mh_meta_extract(&m, d, NULL, a);
    ck_view_eq(m.title, "Встреча министров");
    ck_view_eq(m.date, "2024-03-12T10:00:00+05:00");
    ck_view_eq(mh_meta_basis(&m, MH_META_DATE), "meta:article:published_time");
    ck_view_eq(m.updated, "2024-03-13");
    ck_view_eq(mh_meta_basis(&m, MH_META_UPDATED), "json-ld");
    ck_view_eq(m.site, "Пример");
    ck_view_eq(m.section, "Политика");
    ck_view_eq(m.language, "ru");
    ck_view_eq(m.publisher, "Издатель");
    ck_view_eq(m.canonical, "https://example.org/news/2024/03/12/1");
    ck_view_eq(m.description, "раз два");
    ck_assert_uint_eq(m.byline.len, 2);
    ck_view_eq(m.byline.ptr[0].value, "Имя Первое");
    ck_view_eq(m.byline.ptr[1].value, "Имя Второе");
    ck_assert_uint_eq(m.tags.len, 2);
    ck_view_eq(m.tags.ptr[1].value, "встреча");
    ck_assert_uint_gt(m.all[MH_META_DATE].len, 2); /* the others are kept */
    mh_doc_free(d);
    mh_arena_free(a);
}
END_TEST

START_TEST(shown_text) {
    static const struct {
        const char *html, *title, *byline, *date, *basis;
    } rows[] = {
        {"<h1>Заголовок</h1><p>14:30, 12 марта 2024</p><p>Автор: Имя Фамилия</p>", "Заголовок",
         "Имя Фамилия", "2024-03-12T14:30:00", "text"},
        {"<div class=news-date>12.03.2024</div>", "", "", "2024-03-12", "class"},
        {"<title>Тақырып</title><time datetime='2024-03-12T09:00:00+06:00'>бүгін</time>", "Тақырып",
         "", "2024-03-12T09:00:00+06:00", "time"},
        {"<p class=byline>By Given Name and Other Name</p>", "", "Given Name", "", ""},
        {"<div class=bar>Среда, 13 марта 2024</div><h1>Заголовок</h1><p>12 марта 2024, 10:00</p>",
         "Заголовок", "", "2024-03-12T10:00:00", "text"},
        {"<div>13.03.2024</div><h1>Заголовок</h1><div class=nav>Опубликовано: 12.03.2024</div>",
         "Заголовок", "", "2024-03-12", "text"},
        {"<h1>Заголовок</h1><p>Разместил: Вера Мнимая Понедельник, 11 марта 2024</p>", "Заголовок",
         "Вера Мнимая", "2024-03-11", "text"},
        {"<div class=author><b>Vera Madeup</b><span>Author</span></div>", "", "Vera Madeup", "",
         ""},
        {"<meta name=author content='Арча медиа'><h1>Кабар</h1><p>Автору: Назира Ойлонова</p>",
         "Кабар", "Назира Ойлонова", "", ""},
        {"<h1>Кабар</h1><div class=inf>Бермет Ойдонбекова, Ош<br>11.05.2026 · 08:45</div>", "Кабар",
         "Бермет Ойдонбекова", "2026-05-11T08:45:00", "text"},
        {"<h1>خبر</h1><div><span>رها پنداری</span><span>۱۹ می ۲۰۲۶</span><span>۲ "
         "دقیقه</span></div>",
         "خبر", "رها پنداری", "2026-05-19", "text"},
        {"<h1>Заголовок</h1><div><div>18 мая 2026</div><div>21:40</div></div>", "Заголовок", "",
         "2026-05-18T21:40:00", "text"},
        {"<div>Ишемби <b>18-апрель, 2026</b></div><div><a href=/1>a</a> <a href=/2>b</a> <a "
         "href=/3>c</a> <a href=/4>d</a></div><h1>Көл көтөрүлдү</h1><p>2026-жылдын 16-апрели, "
         "14:32</p>",
         "Көл көтөрүлдү", "", "2026-04-16T14:32:00", "text"},
        {"<title>Общество — Страница 2 — Пример</title>", "Общество", "", "", ""},
        {"<title>Пример — новости долины</title><a href=/>Пример</a>", "Пример — новости долины",
         "", "", ""},
        {"<title>Вестник :: Газета :: Сель пойдёт по лотку</title><a href=/><img "
         "alt=Вестник></a><font>Сегодня: Понедельник, 2 июня 2025 г.</font><table><tr><td><b>Сель "
         "пойдёт по лотку</b><tr><td>Четверг, 29 мая 2025 года, просмотров: 1204</table>",
         "Сель пойдёт по лотку", "", "2025-05-29", "text"},
        {"<title>Сомона</title><header><h1>Мактаби шаҳр</h1><nav><a href=/1>a</a><a "
         "href=/2>b</a><a href=/3>c</a><a "
         "href=/4>d</a></nav></header><h2>Китобхонаи нав кушода шуд</h2>",
         "Китобхонаи нав кушода шуд", "", "", ""},
        {"<meta name=author content=thesteppe><h1>Ash</h1><div class=byline>By <a "
         "href=/author/a>Aruzhan Madeupova</a> in <a href=/b>Business</a> on 6 May 2026</div>",
         "Ash", "Aruzhan Madeupova", "2026-05-06", "class"},
        {"<h1>Elchi keldi</h1><div><span>15</span><span>Aprel</span><span>2026</span></div>",
         "Elchi keldi", "", "2026-04-15", "text"},
        {"<h1>Elchi keldi</h1><div><div>15</div><div>Aprel</div><div>2026</div></div>",
         "Elchi keldi", "", "2026-04-15", "text"},
        {"<title>Қоғам жаңалықтары | Сайрам тынысы</title><a href=/kk>Сайрам тынысы</a><p>Мәтін",
         "Қоғам жаңалықтары", "", "", ""},
        {"<h1>Карта жаңарады</h1><div><a href=/u/1>Бексұлтан "
         "Қиялұлы</a><span>21.04.2026</span><span>"
         "17:45</span><span>2 мин</span></div>",
         "Карта жаңарады", "Бексұлтан Қиялұлы", "2026-04-21T17:45:00", "text"},
        {"<title>Қоғам</title><h1>Қоғам</h1><div><p><a href=/1>Бірінші хабардың тақырыбы</a> "
         "12.03.2024"
         "</p><p><a href=/2>Екінші хабардың тақырыбы</a> 12.03.2024</p><p><a href=/3>Үшінші "
         "хабардың тақырыбы</a> 12.03.2024</p><p><a href=/4>Төртінші хабардың тақырыбы</a> "
         "12.03.2024</p></div>",
         "Қоғам", "", "", ""},
        {"<title>Тоо кабар</title><a href=/>Тоо кабар</a><h2>Барак табылган жок</h2>",
         "Барак табылган жок", "", "", ""},
        {"<div>2026 йил 30 апрель <a href=/1>a</a> <a href=/2>b</a></div><title>Водий ҳақиқати – "
         "Ипак "
         "мавсуми</title><a href=/>Водий ҳақиқати</a> <a href=/3>c</a><h2>Ипак мавсуми</h2><p>28 "
         "апрель 2026, 09:15</p>",
         "Ипак мавсуми", "", "2026-04-28T09:15:00", "text"},
        {"<h1>Парад</h1><div class=author>Фото: Анвар Призраков</div>", "Парад", "", "", ""},
        {"<title>Минлесхоз</title><h1>Министерство лесного хозяйства</h1><a href=/1>a</a> <a "
         "href=/2>b"
         "</a> <a href=/3>c</a> <a href=/4>d</a><h2>Встреча с вымышленной делегацией</h2><p>Текст",
         "Встреча с вымышленной делегацией", "", "", ""},
        {"<title>Рельсы доверия | Газета «Вымышленный южный путь»</title><div>Рельсы доверия</div>",
         "Рельсы доверия", "", "", ""},
        {"<title>Сув келди - Водий овози</title><h1>Сув келди</h1><p>«Водий овози» газетаси</p>"
         "<p>«Водий овози»</p>",
         "Сув келди", "", "", ""},
        {"<title>Музей открыл залы | Министерство</title><h4>Музей открыл залы</h4>",
         "Музей открыл залы", "", "", ""},
        {"<title>Муҳим хабар</title><p class=author>rano</p>", "Муҳим хабар", "", "", ""},
        {"<title>My diary: Two words</title><h1><a href=/>My diary</a></h1><h3 "
         "class=post-title>Two "
         "words</h3>",
         "Two words", "", "", ""},
        {"<p class=byline>Автор: Имя Автора | Армия | 15 апреля 2026, 19:20</p>", "", "Имя Автора",
         "2026-04-15T19:20:00", "class"},
        {"<p class=author>Имя Автора <a href=/p>Версия для печати</a></p>", "", "Имя Автора", "",
         ""},
        {"<meta property=og:title content='What the story says'><h1><i>Kicker</i> What the story "
         "says</h1>",
         "What the story says", "", "", ""},
        {"<title>The story of the day | Motto</title><h1>An entirely other line</h1><h2>The story "
         "of "
         "the day</h2>",
         "The story of the day", "", "", ""},
        {"<title>Two words - Name of the whole site and its motto</title><h1>Two words</h1>",
         "Two words", "", "", ""},
        {"<h1>Heading</h1><div class=date>12.03.2024</div><div class=comments><time pubdate "
         "datetime=2024-01-01>x</time></div>",
         "Heading", "", "2024-03-12", "class"},
        {"<meta name=date content=2024-03-14><h1>Heading</h1><div class=date>12.03.2024</div>",
         "Heading", "", "2024-03-12", "class"},
        {"<link rel=canonical href='https://example.org/2024/03/12/a'><meta "
         "property=article:published_time content='2024-03-13T01:00:00Z'>",
         "", "", "2024-03-12", "url:link:canonical"},
        {"<p>Обновлено: 14.03.2024</p><p>12.03.2024</p>", "", "", "2024-03-12", "text"},
        {"<script>x = {\"published_at\": \"2024-03-12T10:00:00Z\"}</script><p>text</p>", "", "",
         "2024-03-12T10:00:00Z", "script"},
        {"<p>text</p><!-- saved 2024-03-12 10:00 -->", "", "", "2024-03-12T10:00:00", "markup"},
        {"<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":"
         "\"2020-01-01\",\"dateModified\":\"2024-03-12\"}</script><h1>Heading</h1><div class=date>"
         "12.03.2024</div>",
         "Heading", "", "2024-03-12", "class"},
        {"<title>A title here | Example</title><meta property=og:site_name content=Example>",
         "A title here", "", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_doc *d = NULL;
        mh_arena *a = mh_arena_new();
        mh_meta m;
        ck_assert_int_eq(mh_doc_parse(&d, mh_view_of(rows[i].html), NULL, NULL), MH_OK);
        mh_meta_extract(&m, d, NULL, a);
        ck_view_eq(m.title, rows[i].title);
        ck_view_eq(m.byline.len ? m.byline.ptr[0].value : MH_VIEW(""), rows[i].byline);
        ck_view_eq(m.date, rows[i].date);
        ck_view_eq(mh_meta_basis(&m, MH_META_DATE), rows[i].basis);
        mh_doc_free(d);
        mh_arena_free(a);
    }
}
END_TEST

/* Who signs, all of them, behind an article of one paragraph. */
START_TEST(people) {
#define TEXT                                                                                       \
    "<p>Две вымышленные страны договорились открыть ещё один пункт пропуска для грузовиков.</p>"
    static const struct {
        const char *html, *names;
    } rows[] = {
        {"<h1>Кабар</h1>" TEXT "<p><i>Чинара Вымыслова, Талас</i></p>", "Чинара Вымыслова"},
        {"<h1>Кабар</h1>" TEXT "<p align=right>Н. НЕБЫЛИЦЫН.</p>", "Н. НЕБЫЛИЦЫН"},
        {"<h1>Кабар</h1>" TEXT "<p>Сауле Выдумкина, обозреватель</p>", "Сауле Выдумкина"},
        {"<h1>Кабар</h1>" TEXT "<p><em>Айнұр ОЙДАНҚЫЗЫ, Марат ҚИЯЛҰЛЫ,<br>a@kabar.example, "
         "m@kabar.example<br>Алматы</em></p>",
         "Айнұр ОЙДАНҚЫЗЫ; Марат ҚИЯЛҰЛЫ"},
        {"<h1>Кабар</h1>" TEXT "<p class=sign>Сауле Выдумкина</p>", "Сауле Выдумкина"},
        {"<h1>Deal</h1><div class=byline>By Anna Inventova in Isfara and Tom Fable in "
         "Bishkek</div>" TEXT,
         "Anna Inventova; Tom Fable"},
        {"<h2>Хабар</h2><p>Муаллиф: Зафар Рӯёӣ &nbsp; Сана: 17.04.2026</p>" TEXT TEXT TEXT
         "<h2>Дигар</h2><p>Муаллиф: Парвина Афсонаева</p>" TEXT,
         "Зафар Рӯёӣ"},
        {"<h1>Gas</h1>" TEXT "<p>(Reporting by Jennet Madeupova in Ashgabat and Rick Notreal in "
         "London; Editing by Ann Void)</p>",
         "Jennet Madeupova; Rick Notreal"},
        {"<h1>Кабар</h1>" TEXT "<p>Чинара Вымыслова</p>", "Чинара Вымыслова"},
        {"<h1>Кабар</h1>" TEXT "<p>Короткий последний абзац его.</p><div>Чинара Вымыслова</div>",
         "Чинара Вымыслова"},
        {"<h1>Кабар</h1>" TEXT "<p>Дин Чен</p>", ""}, /* may be anything */
        {"<h1>Кабар</h1><div>Корреспондент Алия Ойданова</div>" TEXT, "Алия Ойданова"},
        {"<h1>Кабар</h1><div>Алия Ойданова, Тимур Небыль</div>" TEXT,
         "Алия Ойданова; Тимур Небыль"},
        {"<h1>Кабар</h1><div>Айдана ҚИЯЛ, «Дала»</div>" TEXT, "Айдана ҚИЯЛ"},
        {"<h1>Кабар</h1><div>Лайло Хаёлиева тайёрлади</div>" TEXT, "Лайло Хаёлиева"},
        {"<h1>Кабар</h1>" TEXT "<p><b>Алия Ойданова для «Степи»</b></p>", "Алия Ойданова"},
        {"<h1>Кабар</h1>" TEXT "<p><b>Тайёрловчи: Лайло Хаёлиева</b></p>", "Лайло Хаёлиева"},
        {"<h1>Кабар</h1>" TEXT "<p><b>Автору – Айпери Ойлонова</b></p>", "Айпери Ойлонова"},
        {"<h1>Кабар</h1><div>12.03.2026, 09:18 Автор: Айпери Ойлонова</div>" TEXT,
         "Айпери Ойлонова"},
        {"<h1>Хабар</h1><p>Қаламкаш: Саидмурод Хаёлбеков</p>" TEXT, "Саидмурод Хаёлбеков"},
        {"<h1>Filters</h1><p>By <span class=au>Erica Nonesuch</span> and <span class=au>Kanat "
         "Unrealov</span><br>Wednesday, April 8, 2026</p>" TEXT,
         "Erica Nonesuch; Kanat Unrealov"},
        {"<h2>Хабар</h2>" TEXT "<p align=right><b>Собир ҲАЗИЛОВ.</b></p><hr><p>Вымышленная газета "
         "подписана в печать 3 апреля, тираж 1200 экземпляров, заказ 44.</p>",
         "Собир ҲАЗИЛОВ"},
        {"<h1>Хабар</h1>" TEXT "<p>Из сообщений вымышленной печати<br>Гулноз Тўқимаева "
         "тайёрлади.</p>",
         "Гулноз Тўқимаева"},
        {"<h1>Кабар</h1><p>Вымышленный текст, в котором есть всё, что нужно для этой "
         "проверки.<br>Чинара "
         "Вымыслова</p>",
         "Чинара Вымыслова"},
        {"<h1>Кабар</h1>" TEXT
         "<p><b>Чинара Вым</b> <a href=mailto:a@b.example>a@b.example</a></p>",
         "Чинара Вым"},
        {"<h1>Кабар</h1><div>Чинара Вымыслова</div>" TEXT, "Чинара Вымыслова"},
        {"<h1>Кабар</h1><div>Чинара Вымыслова, Долина-Инфо</div>" TEXT, "Чинара Вымыслова"},
        {"<h1>Кабар</h1><div><a href=/u/1>Чинара Вымыслова</a>, <a href=/u/2>Тимур "
         "Легендин</a></div>" TEXT,
         "Чинара Вымыслова; Тимур Легендин"},
        {"<h1>Кабар</h1><div><span>Записала</span><span>Чинара Вымыслова</span></div>" TEXT,
         "Чинара Вымыслова"},
        {"<a href=/>Steppe Courier</a><h1>Deal</h1>" TEXT
         "<p><b>Steppe Courier</b></p><div>© Steppe "
         "Courier</div>",
         ""},
        {"<h1>Кабар</h1><div>Текст: Айсулуу Сочинова &nbsp; Фото: Марат Видный</div>" TEXT,
         "Айсулуу Сочинова"},
        {"<h1>خبر</h1>" TEXT "<p><strong>گزارشگران: ثریا خیالی و فرهاد پنداری</strong></p>",
         "ثریا خیالی; فرهاد پنداری"},
        {"<section><h1>Хабар</h1><p>12 июни 2026</p>" TEXT TEXT "<p>Зафар Хаёлов</p></section>"
         "<section><h1>Дигар</h1><p>11 июни 2026</p>" TEXT TEXT "<p>Имом Бофтаев</p></section>",
         "Зафар Хаёлов"},
        {"<h1>Хабар</h1><p>Жазған: Гүлнұр Қиялбекова</p>" TEXT TEXT TEXT
         "<h1>Екінші</h1><p>Жазған: Ерлан Жоқболов</p>" TEXT,
         "Гүлнұр Қиялбекова"},
    };
#undef TEXT
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_doc *d = NULL;
        mh_arena *a = mh_arena_new();
        mh_buf all = {0};
        mh_meta m;
        ck_assert_int_eq(mh_doc_parse(&d, mh_view_of(rows[i].html), NULL, NULL), MH_OK);
        mh_meta_extract(&m, d, NULL, a);
        for (size_t k = 0; k < m.byline.len; k++)
            mh_buf_printf(&all, "%s%.*s", k ? "; " : "", MH_FMT(m.byline.ptr[k].value));
        ck_view_eq(mh_buf_view(&all), rows[i].names);
        mh_buf_clear(&all);
        mh_doc_free(d);
        mh_arena_free(a);
    }
}
END_TEST

START_TEST(later_dates_are_refused) {
    mh_doc *d = NULL;
    mh_arena *a = mh_arena_new();
    mh_meta m;
    mh_meta_options o = {.today = MH_VIEW("2024-01-01")};
    ck_assert_int_eq(mh_doc_parse(&d, MH_VIEW("<time datetime=2024-03-12>x</time>"), NULL, NULL),
                     MH_OK);
    mh_meta_extract(&m, d, &o, a);
    ck_view_eq(m.date, "");
    mh_doc_free(d);
    mh_arena_free(a);
}
END_TEST

TCase *tcase_doc_meta(void) {
    TCase *t = tcase_create("doc_meta");
    tcase_add_test(t, fields);
    tcase_add_test(t, shown_text);
    tcase_add_test(t, people);
    tcase_add_test(t, later_dates_are_refused);
    return t;
}
