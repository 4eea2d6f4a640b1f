#include "support.h"
#include "text/quotes.h"

typedef struct row {
    const char *in, *want;
} row;

/* One quote as {content|cue|speaker|name}, with ! for a direct one, & for a part of one before; the
 * name only where it is not the speaker. */
static void write_quotes(mh_view s, const mh_quotes *q, mh_buf *b) {
    for (size_t i = 0; i < q->len; i++) {
        const mh_quote *x = &q->ptr[i];
        mh_view speaker = mh_span_view(s, x->speaker), name = mh_span_view(s, x->name);
        if (x->part_of != SIZE_MAX) ck_assert(x->part_of < i);
        mh_buf_printf(b, "%s%s{%.*s|%.*s|%.*s", x->part_of != SIZE_MAX ? "&" : "",
                      x->direct ? "!" : "", MH_FMT(mh_span_view(s, x->content)),
                      MH_FMT(mh_span_view(s, x->cue)), MH_FMT(speaker));
        if (!mh_view_eq(speaker, name)) mh_buf_printf(b, "|%.*s", MH_FMT(name));
        mh_buf_putc(b, '}');
    }
}

/* People and events are invented. */
static void run(const row *rows, size_t n, const mh_quote_options *o) {
    for (size_t i = 0; i < n; i++) {
        mh_view s = mh_view_of(rows[i].in);
        mh_quotes got = mh_text_quotes(T, A, s, o);
        mh_buf b = {0};
        write_quotes(s, &got, &b);
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}

START_TEST(english) {
    static const row rows[] = {
        {"\"We are ready,\" said the minister of justice, Anna Bekova.",
         "!{We are ready,|said|the minister of justice, Anna Bekova|Anna Bekova}"},
        {"“We will sign,” the president told reporters in Almaty. “There is no doubt.”",
         "!{We will sign,|told|the president|president}&!{There is no doubt.|told|the "
         "president|president}"},
        {"\"We waited,\" she said, \"for two hours.\"",
         "!{We waited,|said|she|}&!{for two hours.|said|she|}"},
        {"The deputy minister, Anna Bekova, said that “the text is ready” and that work goes on.",
         "{“the text is ready” and that work goes on|said|The deputy minister, Anna Bekova|Anna "
         "Bekova}&!{the text is ready|said|The deputy minister, Anna Bekova|Anna Bekova}"},
        {"According to the Ministry of Energy, output fell by a tenth.",
         "{output fell by a tenth|According to|the Ministry of Energy|Ministry of Energy}"},
        {"Output fell by a tenth, according to a person familiar with the matter.",
         "{Output fell by a tenth|according to|a person familiar with the matter}"},
        {"The company's director, Paul Smith, denied that he had left.",
         "{he had left|denied|The company's director, Paul Smith|Paul Smith}"},
        {"\"Is it true?\" asked Karimov.", "!{Is it true?|asked|Karimov}"},
        {"\"It is true!\" Karimov said.", "!{It is true!|said|Karimov}"},
        {"Paul Smith came late. He said: \"Enough.\" Then he left.",
         "!{Enough.|said|He|Paul Smith}"},
        {"The ambassador warned that supplies could run out, adding that talks would go on.",
         "{supplies could run out|warned|The ambassador|ambassador}{talks would go on|adding|The "
         "ambassador|ambassador}"},
        {"Officials speaking on condition of anonymity said the list was longer.",
         "{the list was longer|said|Officials speaking on condition of anonymity}"},
        {"To prevent delays, she said, the papers were sent ahead.",
         "{To prevent delays|said|she|}&{the papers were sent ahead|said|she|}"},
        {"As the envoy Paul Smith noted, nothing has changed.",
         "{nothing has changed|noted|the envoy Paul Smith|Paul Smith}"},
        {"The paper, published on Sunday by the Daily Courier, cited two unnamed officials.",
         "{The paper|published|the Daily Courier|Daily Courier}{The paper, published on Sunday by "
         "the Daily Courier|cited|two unnamed officials}"},
        {"Paul Smith called the plan \"a mistake\" but stayed.",
         "{the plan \"a mistake\" but stayed|called|Paul Smith}&!{a mistake|called|Paul Smith}"},
        {"In one note on Friday, Smith wrote: \"Come soon.\"", "!{Come soon.|wrote|Smith}"},
        {"The minister hopes the road will open in May.",
         "{the road will open in May|hopes|The minister|minister}"},
        {"The report of the committee was read. He did not say why.", ""},
        {"The \"Central Asia plus Japan\" dialogue met in Tokyo.", ""},
    };
    run(rows, sizeof rows / sizeof rows[0], NULL);
}
END_TEST

START_TEST(russian) {
    static const row rows[] = {
        {"«Мы готовы к переговорам», — сказал министр иностранных дел Узбекистана Тимур Каримов.",
         "!{Мы готовы к переговорам|сказал|министр иностранных дел Узбекистана Тимур Каримов|Тимур "
         "Каримов}"},
        {"Министр заявил, что переговоры продолжатся.", "{переговоры продолжатся|заявил|Министр}"},
        {"Посол Тимур Каримов прибыл. По словам Каримова, визит состоится осенью. По его словам, "
         "дата согласована.",
         "{визит состоится осенью|По словам|Каримова|Тимур Каримов}{дата согласована|По его "
         "словам||Тимур Каримов}"},
        {"Визит состоялся. Об этом сообщает ТАСС.", "{Визит состоялся|сообщает|ТАСС}"},
        {"Как сообщили в пресс-службе президента, визит продлится два дня.",
         "{визит продлится два дня|сообщили|пресс-службе президента}"},
        {"Визит перенесён, сообщил источник в правительстве.",
         "{Визит перенесён|сообщил|источник в правительстве}"},
        {"Глава государства отметил: «Это важный шаг».",
         "!{Это важный шаг|отметил|Глава государства}"},
        {"«Это неправда», — подчеркнула она. — «Мы ответим».",
         "!{Это неправда|подчеркнула|она|}&!{Мы ответим|подчеркнула|она|}"},
        {"Агентство «Хабар» передаёт, что встреча отменена.",
         "{встреча отменена|передаёт|Агентство «Хабар»}"},
        {"В МИД Казахстана сообщили, что встреча состоится.",
         "{встреча состоится|сообщили|МИД Казахстана}"},
        {"Источник, знакомый с ситуацией, сообщил, что сделка сорвалась.",
         "{сделка сорвалась|сообщил|Источник, знакомый с ситуацией|Источник}"},
        {"Пресс-секретарь президента Дмитрий Петров опроверг эти сообщения.",
         "{эти сообщения|опроверг|Пресс-секретарь президента Дмитрий Петров|Дмитрий Петров}"},
        {"Посол не сказал, когда вернётся.", ""},
        {"Участники клуба «Валдай» встретились в Сочи.", ""},
        {"Песков: «Решения пока нет».", "!{Решения пока нет||Песков}"},
        {"— Мы не уступим, — сказал Иванов. — Ни шагу назад.",
         "!{Мы не уступим|сказал|Иванов}&!{Ни шагу назад|сказал|Иванов}"},
        {"— Где он? — спросила мать.", "!{Где он?|спросила|мать}"},
        {"Завершить работы обещают к осени. Подробности уточнили позже.", ""},
        {"«Готово», – заявил министр туризма Узбекистана Шерзод Каримов.",
         "!{Готово|заявил|министр туризма Узбекистана Шерзод Каримов|Шерзод Каримов}"},
        {"«Готово», – сказал министр энергетики Узбекистана.",
         "!{Готово|сказал|министр энергетики Узбекистана}"},
        {"ТАСС сообщает, что визит завершён.", "{визит завершён|сообщает|ТАСС}"},
    };
    run(rows, sizeof rows / sizeof rows[0], NULL);
}
END_TEST

START_TEST(kazakh) {
    static const row rows[] = {
        {"«Біз дайынбыз», – деді министр Асқар Бекенов.",
         "!{Біз дайынбыз|деді|министр Асқар Бекенов|Асқар Бекенов}"},
        {"Министр Асқар Бекенов келіссөздер жалғасады деп мәлімдеді.",
         "{келіссөздер жалғасады|мәлімдеді|Министр Асқар Бекенов|Асқар Бекенов}"},
        {"Министр Асқар Бекенов келді. Бекеновтің айтуынша, құжат дайын.",
         "{құжат дайын|айтуынша|Бекеновтің|Асқар Бекенов}"},
        {"Тараптар келісті. Бұл туралы «Дала» агенттігі хабарлады.",
         "{Тараптар келісті|хабарлады|«Дала» агенттігі}"},
        {"Асқар Бекенов: «Біз келістік», – деп атап өтті.",
         "!{Біз келістік|атап өтті|Асқар Бекенов}"},
        {"Министрліктің баспасөз қызметі сапар қыркүйекте өтетінін хабарлады.",
         "{сапар қыркүйекте өтетінін|хабарлады|Министрліктің баспасөз қызметі}"},
        {"Жиын өтті, деп хабарлайды «Дала хабары» агенттігі.",
         "{Жиын өтті|хабарлайды|«Дала хабары» агенттігі}"},
        {"– Біз келдік, – деді Асқар. – Есікті аш.",
         "!{Біз келдік|деді|Асқар}&!{Есікті аш|деді|Асқар}"},
    };
    run(rows, sizeof rows / sizeof rows[0], NULL);
}
END_TEST

START_TEST(kyrgyz) {
    static const row rows[] = {
        {"«Биз даярбыз», — деди тышкы иштер министри Бакыт Осмонов.",
         "!{Биз даярбыз|деди|тышкы иштер министри Бакыт Осмонов|Бакыт Осмонов}"},
        {"Бакыт Осмонов сүйлөшүүлөр уланарын билдирди.",
         "{сүйлөшүүлөр уланарын|билдирди|Бакыт Осмонов}"},
        {"Осмоновдун айтымында, келишим даяр.", "{келишим даяр|айтымында|Осмоновдун}"},
        {"Тараптар жолугушту. Бул тууралуу «Талаа» агенттиги кабарлады.",
         "{Тараптар жолугушту|кабарлады|«Талаа» агенттиги}"},
        {"Өкмөттүн басма сөз кызматы билдиргендей, чек ара ачылат.",
         "{чек ара ачылат|билдиргендей|Өкмөттүн басма сөз кызматы}"},
        {"Министр Бакыт Осмонов мындай деди: «Биз макулбуз».",
         "!{Биз макулбуз|деди|Министр Бакыт Осмонов|Бакыт Осмонов}"},
    };
    run(rows, sizeof rows / sizeof rows[0], NULL);
}
END_TEST

START_TEST(tajik) {
    static const row rows[] = {
        {"«Мо омодаем», – гуфт вазири корҳои хориҷии Тоҷикистон Рустам Шарипов.",
         "!{Мо омодаем|гуфт|вазири корҳои хориҷии Тоҷикистон Рустам Шарипов|Рустам Шарипов}"},
        {"Шарипов гуфт, ки гуфтушунид идома меёбад.", "{гуфтушунид идома меёбад|гуфт|Шарипов}"},
        {"Ба гуфтаи Шарипов, созишнома омода аст.", "{созишнома омода аст|Ба гуфтаи|Шарипов}"},
        {"Мулоқот баргузор шуд. Дар ин бора хадамоти матбуоти вазорат хабар дод.",
         "{Мулоқот баргузор шуд|хабар дод|хадамоти матбуоти вазорат}"},
        {"Вазир таъкид кард, ки сарҳад кушода мешавад.",
         "{сарҳад кушода мешавад|таъкид кард|Вазир}"},
    };
    run(rows, sizeof rows / sizeof rows[0], NULL);
}
END_TEST

START_TEST(uzbek) {
    static const row rows[] = {
        {"\"Biz tayyormiz\", — dedi tashqi ishlar vaziri Botir Aliyev.",
         "!{Biz tayyormiz|dedi|tashqi ishlar vaziri Botir Aliyev|Botir Aliyev}"},
        {"Botir Aliyev muzokaralar davom etishini ta'kidladi.",
         "{muzokaralar davom etishini|ta'kidladi|Botir Aliyev}"},
        {"Botir Aliyev keldi. Aliyevning so'zlariga ko'ra, hujjat tayyor.",
         "{hujjat tayyor|so'zlariga ko'ra|Aliyevning|Botir Aliyev}"},
        {"Uchrashuv oʻtdi. Bu haqda vazirlik matbuot xizmati xabar berdi.",
         "{Uchrashuv oʻtdi|xabar berdi|vazirlik matbuot xizmati}"},
        {"«Биз тайёрмиз», — деди ташқи ишлар вазири Ботир Алиев.",
         "!{Биз тайёрмиз|деди|ташқи ишлар вазири Ботир Алиев|Ботир Алиев}"},
        {"Ботир Алиев чегара очилади, деб таъкидлади.", "{чегара очилади|таъкидлади|Ботир Алиев}"},
    };
    run(rows, sizeof rows / sizeof rows[0], NULL);
}
END_TEST

START_TEST(paragraphs_and_layout) {
    static const row rows[] = {
        {"The minister, Anna Bek, said:\n\n“We waited.\n\n“We waited more.”",
         "!{We waited.|said|The minister, Anna Bek|Anna Bek}&!{We waited more.|said|The minister, "
         "Anna Bek|Anna Bek}"},
        {"Anna Bek told them: \"We 'may' go.\" It was late. \"And then we left.\"",
         "!{We 'may' go.|told|Anna Bek}&!{And then we left.|told|Anna Bek}"},
        {"“It is done,” Anna Bek said.\n\n“Nobody knows what will come of all this now.”",
         "!{It is done,|said|Anna Bek}!{Nobody knows what will come of all this now.||Anna Bek}"},
        {"He said, \"one two three\n\nThe next paragraph has no marks at all, said Bek.",
         "!{one two three|said|He|}{The next paragraph has no marks at all|said|Bek}"},
        {"WALLACE: Do you agree?\n\nPENCE: Well, look, it is true.",
         "!{Do you agree?||WALLACE}!{Well, look, it is true||PENCE}"},
        {"Background: the measures are old.\n\nPress contacts: see the website.", ""},
    };
    run(rows, sizeof rows / sizeof rows[0], NULL);
}
END_TEST

START_TEST(quotation_marks) {
    static const row rows[] = {
        {"a \"b c\" d", "[b c]"},
        {"a “b ‘c’ d” e", "[b ‘c’ d]"},
        {"„so“ und „so”", "[so][so]"},
        {"«a «b» c»", "[a «b» c]"},
        {"ТОО «Фирма «Восток»", "[Фирма «Восток]"},
        {"it's the ministers' plan, isn't it", ""},
        {"he said 'not now' twice", "[not now]"},
        {"the 'ministers' plan' was read", "[ministers' plan]"},
        {"rock 'n roll \"x\" y", "[x]"},
        {"``one'' ''two''", "[one][two]"},
        {"「一」『二』", "[一][二]"},
        {"open \"to the end", "[to the end+]"},
        {"“one\n\n“two\n\n“three” four", "[one+>][two+>][three]"},
        {"\"\" «» 5\" x", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_view s = mh_view_of(rows[i].in);
        mh_quotations q = mh_text_quotations(A, s);
        mh_buf b = {0};
        for (size_t k = 0; k < q.len; k++) {
            mh_buf_printf(&b, "[%.*s%s%s]", MH_FMT(mh_view_sub(s, q.ptr[k].from, q.ptr[k].to)),
                          q.ptr[k].closed ? "" : "+", q.ptr[k].goes_on ? ">" : "");
        }
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(names_that_the_caller_knows) {
    static const row rows[] = {
        {"The office of Prince Ali bin Omar said all is well.",
         "{all is well|said|The office of Prince Ali bin Omar|Prince Ali bin Omar}"},
    };
    mh_quote_mention known[] = {{14, 33}};
    mh_quote_options o = {.mentions = known, .mentions_len = 1};
    run(rows, 1, &o);
    mh_quotes got = mh_text_quotes(T, A, mh_view_of(rows[0].in), &o);
    ck_assert_uint_eq(got.ptr[0].mention, 0);
    got = mh_text_quotes(T, A, MH_VIEW("Ali said all is well."), NULL);
    ck_assert_uint_eq(got.ptr[0].mention, SIZE_MAX);
}
END_TEST

START_TEST(cues_of_the_caller_and_of_one_language) {
    static const row rows[] = {
        {"Anna Bek cabled that all is well.", "{all is well|cabled|Anna Bek}"},
        {"Nach Angaben der Bank, all is well.", ""},
    };
    static const row mixed[] = {
        {"Anna Bek said that all is well. Анна Бек заявила, что всё хорошо.",
         "{всё хорошо|заявила|Анна Бек}"},
    };
    mh_quote_cue cues[] = {
        {MH_VIEW_INIT("cabled"), "en", MH_CUE_WARN, MH_CUE_VERB},
        {MH_VIEW_INIT("one two three four five"), "en", MH_CUE_SAY,
         MH_CUE_VERB}, /* too long: left out */
    };
    mh_quote_options o = {.cues = cues, .cues_len = 2};
    run(rows, 2, &o);
    ck_assert_int_eq(mh_text_quotes(T, A, mh_view_of(rows[0].in), &o).ptr[0].kind, MH_CUE_WARN);
    run(mixed, 1, &(mh_quote_options){.lang = "ru"});
}
END_TEST

START_TEST(kinds_and_what_informs) {
    static const struct {
        const char *in;
        mh_cue_kind kind;
        bool informs;
    } rows[] = {
        {"Anna Bek said it was late.", MH_CUE_SAY, true},
        {"Anna Bek thanked the envoy.", MH_CUE_SAY, false},
        {"Anna Bek urged them to come.", MH_CUE_ASK, false},
        {"Anna Bek denied the report.", MH_CUE_DENY, true},
        {"Anna Bek warned that it was late.", MH_CUE_WARN, true},
        {"Anna Bek believes it is late.", MH_CUE_BELIEVE, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_quotes got = mh_text_quotes(T, A, mh_view_of(rows[i].in), NULL);
        ck_assert_msg(got.len == 1, "%s", rows[i].in);
        ck_assert_msg(got.ptr[0].kind == rows[i].kind && got.ptr[0].informs == rows[i].informs,
                      "%s", rows[i].in);
    }
    for (int k = 0; k < MH_CUE_KINDS; k++) {
        mh_cue_kind back;
        ck_assert(mh_cue_kind_of(mh_view_of(mh_cue_kind_name((mh_cue_kind)k)), &back) &&
                  (int)back == k);
    }
    mh_cue_kind kind;
    mh_cue_order order;
    ck_assert(!mh_cue_kind_of(MH_VIEW("sing"), &kind) && !mh_cue_order_of(MH_VIEW(""), &order));
    ck_assert(mh_cue_order_of(MH_VIEW("after"), &order) && order == MH_CUE_AFTER);
}
END_TEST

START_TEST(hostile_text_has_bounded_quotes) {
    static const char *const units[] = {"\"a\" ",
                                        "“",
                                        "” ",
                                        "« ",
                                        "said ",
                                        "he said, ",
                                        "\"x,\" he said. ",
                                        "X said that ",
                                        "\n\"a b c d",
                                        "– А, – деді ",
                                        "деп ",
                                        "according to X, ",
                                        "(A) said ",
                                        "A, b, said ",
                                        "по словам ",
                                        "W: a\n",
                                        "'"};
    for (size_t i = 0;
         i < sizeof units / sizeof units[0] + sizeof hostile_units / sizeof hostile_units[0]; i++) {
        size_t n = sizeof units / sizeof units[0];
        mh_view s = hostile(200000, i < n ? units[i] : hostile_units[i - n]);
        mh_quotes got = mh_text_quotes(T, A, s, NULL);
        for (size_t k = 0; k < got.len; k++) {
            const mh_quote *q = &got.ptr[k];
            ck_assert(q->content.from <= q->content.to && q->content.to <= s.len);
            ck_assert(q->speaker.to <= s.len && q->name.to <= s.len && q->cue.to <= s.len);
            ck_assert(q->part_of == SIZE_MAX || q->part_of < k);
        }
        mh_arena_reset(A);
    }
}
END_TEST

TCase *tcase_text_quotes(void);
TCase *tcase_text_quotes(void) {
    TCase *tc = tcase_create("quotes");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, english);
    tcase_add_test(tc, russian);
    tcase_add_test(tc, kazakh);
    tcase_add_test(tc, kyrgyz);
    tcase_add_test(tc, tajik);
    tcase_add_test(tc, uzbek);
    tcase_add_test(tc, paragraphs_and_layout);
    tcase_add_test(tc, quotation_marks);
    tcase_add_test(tc, names_that_the_caller_knows);
    tcase_add_test(tc, cues_of_the_caller_and_of_one_language);
    tcase_add_test(tc, kinds_and_what_informs);
    tcase_add_test(tc, hostile_text_has_bounded_quotes);
    return tc;
}
