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

/* What the text was chosen from: one is taken, and it is the text's basis; scores fall. */
START_TEST(candidates) {
    static const char words[] =
        "<p>The invented ministers met in an invented hall, and they spoke of "
        "water, of roads and of trade for the whole of the afternoon.</p>";
    static const struct {
        const char *head, *foot, *basis;
        bool judged;
    } pages[] = {
        {"<div class=menu><a href=/a>a</a></div><article class=story>", "</article>", "container",
         true},
        {"<div><div>", "</div></div>", "density", true},
        {"<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"articleBody\":\"",
         "\"}</script><p>Only a lead is shown here.</p>", "json-ld", false},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        mh_buf page = {0};
        mh_doc *d = NULL;
        mh_arena *a = mh_arena_new();
        mh_meta m;
        mh_article art;
        size_t taken = 0;
        mh_buf_puts(&page, "<title>Talks</title><h1>Talks</h1>");
        mh_buf_puts(&page, pages[i].head);
        for (int k = 0; k < 12; k++) mh_buf_puts(&page, words);
        mh_buf_puts(&page, pages[i].foot);
        ck_assert_int_eq(mh_doc_parse(&d, mh_buf_view(&page), NULL, NULL), MH_OK);
        mh_meta_extract(&m, d, NULL, a);
        ck_assert_int_eq(mh_article_extract(&art, d, &m, a, NULL), MH_OK);
        ck_assert_str_eq(art.basis, pages[i].basis);
        ck_assert_uint_ge(art.n_candidates, 2);
        ck_assert_str_eq(art.candidates[0].basis, art.basis);
        ck_assert_int_eq(art.candidates[0].judged, pages[i].judged);
        for (size_t k = 0; k < art.n_candidates; k++) {
            const mh_article_candidate *c = &art.candidates[k];
            taken += c->taken;
            if (k > 0 && c->judged && c[-1].judged) ck_assert_double_le(c->score, c[-1].score);
            if (c->judged) ck_assert_int_ne(c->node, MH_NODE_NONE);
        }
        ck_assert_uint_eq(taken, 1);
        mh_doc_free(d);
        mh_arena_free(a);
        mh_buf_clear(&page);
    }
}
END_TEST

/* The kind of a page of head, then unit n times. */
static mh_article_kind kind_of(const char *head, const char *unit, int n) {
    mh_buf page = {0};
    mh_doc *d = NULL;
    mh_arena *a = mh_arena_new();
    mh_meta m;
    mh_article art = {0};
    mh_buf_puts(&page, head);
    for (int i = 0; i < n; i++) {
        mh_view rest = mh_view_of(unit), part; /* "%" stands for the number */
        for (bool first = true; mh_view_split(&rest, '%', &part); first = false) {
            if (!first) mh_buf_printf(&page, "%d", i);
            mh_buf_put(&page, part);
        }
    }
    ck_assert_int_eq(mh_doc_parse(&d, mh_buf_view(&page), NULL, NULL), MH_OK);
    mh_meta_extract(&m, d, NULL, a);
    ck_assert_int_eq(mh_article_extract(&art, d, &m, a, NULL), MH_OK);
    mh_article_kind k = art.kind;
    mh_doc_free(d);
    mh_arena_free(a);
    mh_buf_clear(&page);
    return k;
}

START_TEST(kinds) {
    static const char para[] =
        "<p>Paragraph % of an invented story is long enough to be read, and it "
        "has the number % in it.</p>";
    ck_assert_int_eq(kind_of("<title>A story</title><h1>A story</h1>", para, 5), MH_ARTICLE);
    ck_assert_int_eq(kind_of("<title>News</title>",
                             "<div><h3><a href=/%>A headline about an event, number %</a></h3>"
                             "<p>What happened.</p></div>",
                             12),
                     MH_ARTICLE_LIST);
    ck_assert_int_eq(kind_of("<title>News | Herald</title><h1>News</h1>",
                             "<div><span>12 March 2024</span> <a href=/%>A headline about an event "
                             "of the day, number %</a></div>",
                             5),
                     MH_ARTICLE_LIST);
    ck_assert_int_eq(kind_of("<title>Herald</title>",
                             "<div><h2>Part %</h2><b><a href=/%>A headline of the day %</a></b><p>"
                             "<i><a href=/%>Another headline of the day %</a></i></p></div>",
                             9),
                     MH_ARTICLE_LIST);
    ck_assert_int_eq(kind_of("<title>گزارش زنده: نشست</title>",
                             "<section><div>۱۴:۲۰</div><p>نمایندهٔ سازمان سخنرانی کرد و از کشورها "
                             "خواست که کمک‌ها را ادامه دهند، % "
                             "%."
                             "</p></section>",
                             6),
                     MH_ARTICLE_LIVEBLOG);
    ck_assert_int_eq(kind_of("<title>Сайтта техникалык иштер жүрүүдө</title>",
                             "<p>Кийинчерээк кириңиз % %, кечирим сурайбыз, урматтуу окурман.</p>",
                             2),
                     MH_ARTICLE_NONE);
    ck_assert_int_eq(
        kind_of("<title>404 Not found</title>", "<p>Page % % is not here, sorry.</p>", 2),
        MH_ARTICLE_NONE);
    ck_assert_int_eq(kind_of("<title>Саҳифаи дархостшуда вуҷуд надорад - Чашма</title>",
                             "<h3><a href=/%>Хабари нав %</a></h3><p>Дар бозор бори дигар нархҳо "
                             "паст шуданд, мегӯянд фурӯшандагон.</p>",
                             3),
                     MH_ARTICLE_NONE);
    ck_assert_int_eq(kind_of("<title>Водий овози</title><div>404</div>",
                             "<p>% %. Балки сизни мана бу хабарлар қизиқтирар, деб ўйлаймиз.</p>",
                             2),
                     MH_ARTICLE_NONE);
    ck_assert_int_eq(kind_of("<title>Проверка браузера</title><h1>Проверяем ваш браузер</h1>",
                             "<p>Это займёт % секунд, не закрывайте страницу %.</p>", 4),
                     MH_ARTICLE_NONE);
    ck_assert_int_eq(kind_of("<title>Страница истории: ошибка или подвиг?</title>", para, 12),
                     MH_ARTICLE);
    ck_assert_int_eq(kind_of("<title>Навбаҳор — Оқтепа, жонли эфир</title><h1>Навбаҳор — Оқтепа, "
                             "жонли эфир</h1>",
                             "<table><tr><td>16:05</td><td>Гол урилди, % : %.</td></tr></table>",
                             6),
                     MH_ARTICLE_LIVEBLOG);
    ck_assert_int_eq(kind_of("<title>Робот</title><div class=g-recaptcha></div>",
                             "<p>Сіздің желіңізден күдікті сұраныстар түсті, % рет, % рет.</p>", 2),
                     MH_ARTICLE_NONE);
    ck_assert_int_eq(kind_of("<title>Район</title><h1>Новости района</h1>",
                             "<div class=leading-%><h2><a href=/>Банк открыл второе окно</a></h2>"
                             "<p>Очередь переместилась к нему вся, % человек, и стояла до "
                             "вечера.</p></div>",
                             6),
                     MH_ARTICLE_LIST);
    ck_assert_int_eq(kind_of("<title>Hello</title>", "<p>Hi % %</p>", 1), MH_ARTICLE_NONE);
    ck_assert_int_eq(kind_of("<script type='application/ld+json'>{\"@type\":\"LiveBlogPosting\"}"
                             "</script>",
                             para, 5),
                     MH_ARTICLE_LIVEBLOG);
}
END_TEST

START_TEST(json_ld_body_is_the_rescue) {
    mh_buf page = {0};
    mh_doc *d = NULL;
    mh_arena *a = mh_arena_new();
    mh_meta m;
    mh_article art;
    mh_buf_puts(&page, "<title>T</title><script type='application/ld+json'>{\"@type\":"
                       "\"NewsArticle\",\"articleBody\":\"");
    for (int i = 0; i < 10; i++)
        mh_buf_puts(&page, "An invented sentence that stands for many others. ");
    mh_buf_puts(&page, "\\nThe last line.\"}</script><div id=app>Loading</div>");
    ck_assert_int_eq(mh_doc_parse(&d, mh_buf_view(&page), NULL, NULL), MH_OK);
    mh_meta_extract(&m, d, NULL, a);
    ck_assert_int_eq(mh_article_extract(&art, d, &m, a, NULL), MH_OK);
    ck_assert_str_eq(art.basis, "json-ld");
    ck_assert_uint_eq(art.n_paragraphs, 2);
    ck_view_eq(mh_view_sub(art.text, art.paragraphs[1].from, art.paragraphs[1].to),
               "The last line.");
    mh_doc_free(d);
    mh_arena_free(a);
    mh_buf_clear(&page);
}
END_TEST

/* A menu far longer than the article does not make the page a farm of links. */
START_TEST(short_article_long_menu) {
    mh_buf page = {0};
    mh_doc *d = NULL;
    mh_arena *a = mh_arena_new();
    mh_meta m;
    mh_article art;
    const char text[] =
        "An invented minister said on Monday, in a city that is not named, that a "
        "short article can well stand below a menu that is very much longer than it.";
    mh_buf_puts(&page, "<title>T</title><div class=page><div class=top>");
    for (int i = 0; i < 100; i++)
        mh_buf_printf(&page, "<p><a href=/%d>Section of the site, number %d</a></p>", i, i);
    mh_buf_printf(&page, "</div><div class=x><p>%s</p></div></div>", text);
    ck_assert_int_eq(mh_doc_parse(&d, mh_buf_view(&page), NULL, NULL), MH_OK);
    mh_meta_extract(&m, d, NULL, a);
    ck_assert_int_eq(mh_article_extract(&art, d, &m, a, NULL), MH_OK);
    ck_view_eq(art.text, text);
    mh_doc_free(d);
    mh_arena_free(a);
    mh_buf_clear(&page);
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

/* Captions are apart from the text, embedded posts and videos are listed. */
START_TEST(media) {
    static const char page[] =
        "<title>Ministers meet</title><h1>Ministers meet</h1><figure><img "
        "src=a.jpg><figcaption>The "
        "hall before the talks.</figcaption></figure><div class=article-body><p>The ministers of "
        "two "
        "invented countries met in the capital on Tuesday to discuss trade and transit.</p>"
        "<iframe src='//www.youtube.com/embed/abc'></iframe><iframe src='about:blank'></iframe>"
        "<blockquote class=twitter-tweet><p>We met.</p>Ministry <a "
        "href=https://twitter.com/invented/status/1>March 5</a></blockquote>"
        "<script data-telegram-post='invented/12'></script><p>They agreed to hold another round of "
        "consultations in autumn, and to open a crossing point for lorries.</p>"
        "<iframe src='/map?id=1'></iframe><iframe src='https://notyoutube.com/1'></iframe></div>";
    static const struct {
        mh_embed_kind kind;
        const char *url;
    } want[] = {
        {MH_EMBED_VIDEO, "https://www.youtube.com/embed/abc"},
        {MH_EMBED_POST, "https://twitter.com/invented/status/1"},
        {MH_EMBED_POST, "https://t.me/invented/12"},
        {MH_EMBED_FRAME, "https://example.org/map?id=1"},
        {MH_EMBED_FRAME, "https://notyoutube.com/1"},
    };
    mh_doc *d = NULL;
    mh_arena *a = mh_arena_new();
    mh_doc_source src = {.url = MH_VIEW("https://example.org/news/1")};
    mh_meta m;
    mh_article art;
    ck_assert_int_eq(mh_doc_parse(&d, mh_view_of(page), &src, NULL), MH_OK);
    mh_meta_extract(&m, d, NULL, a);
    ck_assert_int_eq(mh_article_extract(&art, d, &m, a, NULL), MH_OK);
    ck_assert_uint_eq(art.n_captions, 1);
    ck_view_eq(art.captions[0], "The hall before the talks.");
    ck_assert(mh_view_find(art.text, MH_VIEW("The hall"), 0) == SIZE_MAX);
    ck_assert_uint_eq(art.n_embeds, sizeof want / sizeof want[0]);
    for (size_t i = 0; i < art.n_embeds; i++) {
        ck_view_eq(art.embeds[i].url, want[i].url);
        ck_assert_int_eq(art.embeds[i].kind, want[i].kind);
    }
    ck_assert(mh_view_starts(art.embeds[1].text, MH_VIEW("We met.")));
    mh_doc_free(d);
    mh_arena_free(a);
}
END_TEST

TCase *tcase_doc_article(void) {
    TCase *t = tcase_create("doc_article");
    tcase_add_test(t, main_text);
    tcase_add_test(t, candidates);
    tcase_add_test(t, kinds);
    tcase_add_test(t, json_ld_body_is_the_rescue);
    tcase_add_test(t, short_article_long_menu);
    tcase_add_test(t, nothing_to_read);
    tcase_add_test(t, not_text);
    tcase_add_test(t, media);
    return t;
}
