#include "unit.h"

#include "base/utf8.h"
#include "doc/charset.h"

static const struct {
    mh_view page;
    const char *type, *name, *basis;
} rows[] = {
    {MH_VIEW_INIT("plain"), "", "utf-8", "utf-8"},
    {MH_VIEW_INIT("plain"), "text/html; charset=koi8-r", "koi8-r", "http"},
    {MH_VIEW_INIT("\xEF\xBB\xBFx"), "text/html; charset=koi8-r", "utf-8", "bom"},
    {MH_VIEW_INIT("\xFF\xFEx\0"), "", "utf-16le", "bom"},
    {MH_VIEW_INIT("<meta charset=cp1251>\xCF\xF0\xE8"), "", "windows-1251", "meta"},
    {MH_VIEW_INIT("<meta http-equiv=Content-Type content='text/html; charset=KOI8-R'>\xF0"), "",
     "koi8-r", "meta"},
    {MH_VIEW_INIT("<meta content='text/html; charset=koi8-r'>\xCF\xF0 \xE8\xE2\xE5\xF2"),
     "text/html;charset=\"windows-1251\"", "windows-1251", "http"},
    /* declarations that the bytes contradict */
    {MH_VIEW_INIT("<meta charset=windows-1251>Қазақстан"), "", "utf-8", "utf-8"},
    {MH_VIEW_INIT("Қазақстан"), "text/html; charset=windows-1251", "utf-8", "utf-8"},
    {MH_VIEW_INIT("<meta charset=windows-1251>\xCF\xF0\xE8\xE2\xE5\xF2 \xEC\xE8\xF0"),
     "text/html; charset=utf-8", "windows-1251", "meta"},
    {MH_VIEW_INIT("<!-- <meta charset=koi8-r> -->x"), "", "utf-8", "utf-8"},
    {MH_VIEW_INIT("x"), "text/html; charset=x-no-such", "utf-8", "utf-8"},
};

START_TEST(find) {
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_charset c = mh_charset_find(rows[i].page, mh_view_of(rows[i].type));
        ck_assert_msg(mh_view_eq(mh_view_of(c.name), mh_view_of(rows[i].name)) &&
                          mh_view_eq(mh_view_of(c.basis), mh_view_of(rows[i].basis)),
                      "row %zu: %s by %s", i, c.name, c.basis);
    }
}
END_TEST

START_TEST(guess_undeclared_russian) {
    /* "Президент подписал соглашение о сотрудничестве двух стран" in windows-1251 */
    mh_view v = MH_VIEW("<p>\xCF\xF0\xE5\xE7\xE8\xE4\xE5\xED\xF2 \xEF\xEE\xE4\xEF\xE8\xF1\xE0\xEB "
                        "\xF1\xEE\xE3\xEB\xE0\xF8\xE5\xED\xE8\xE5 \xEE "
                        "\xF1\xEE\xF2\xF0\xF3\xE4\xED\xE8\xF7\xE5\xF1\xF2\xE2\xE5 "
                        "\xE4\xE2\xF3\xF5 \xF1\xF2\xF0\xE0\xED</p>");
    mh_charset c = mh_charset_find(v, MH_VIEW(""));
    ck_assert_str_eq(c.name, "windows-1251");
    ck_assert_str_eq(c.basis, "guess");
}
END_TEST

/* Sentences as they stand in the region's news; each encoding can write those with its letter. */
static const struct {
    const char *encodings; /* r: Russian ones, u: KOI8-U, k: KZ-1048, p: PT154 */
    const char *text;
} texts[] = {
    {"rukp", "Министры обсудили поставки воды"},
    {"rukp", "Главы двух государств подписали соглашение о границе. В Душанбе открылась выставка "
             "книг; послы ещё не явились, и встреча состоится позже."},
    {"rukp", "СОВМЕСТНОЕ ЗАЯВЛЕНИЕ ПО ИТОГАМ ПЕРЕГОВОРОВ. Стороны условились о встрече осенью."},
    {"rkp", "Он сказал: «Мы — соседи» № 5"},
    {"kp", "Сыртқы істер министрі Астанада өткен жиында көрші елдермен су бөлісу туралы айтты"},
    {"kp", "Елші қазақ тілінде сөйлеп, үкіметтің шешімін түсіндірді"},
    {"kp", "Эки өлкөнүн министрлери чек ара маселесин талкуулап, жаңы келишимге кол коюшту"},
    {"p", "Вазири корҳои хориҷӣ бо сафири кишвари ҳамсоя дар бораи ҳамкорӣ гуфтугӯ кард"},
    {"p", "Ташқи ишлар вазири қўшни давлат элчисини қабул қилди ва ҳамкорлик ҳақида гаплашди"},
    {"u", "Міністри двох країн домовилися про нові зустрічі, її учасники підписали угоду"},
};

static const struct {
    char key;
    const char *name;
} encodings[] = {{'r', "windows-1251"}, {'r', "koi8-r"}, {'r', "x-mac-cyrillic"}, {'r', "ibm866"},
                 {'r', "iso-8859-5"},   {'u', "koi8-u"}, {'k', "kz-1048"},        {'p', "pt154"}};

/* text in an encoding of one byte a character; false when it lacks one of them. */
static bool encode(mh_buf *out, const char *text, const char *name) {
    uint32_t of[256];
    for (unsigned i = 0; i < 256; i++) {
        char c = (char)i;
        mh_buf b = {0};
        ck_assert_int_eq(mh_charset_decode(&b, (mh_view){&c, 1}, name, NULL), MH_OK);
        mh_view v = mh_buf_view(&b);
        of[i] = v.len ? mh_utf8_next(&v) : MH_UTF8_BAD;
        mh_buf_clear(&b);
    }
    mh_view rest = mh_view_of(text);
    while (rest.len > 0) {
        uint32_t cp = mh_utf8_next(&rest);
        unsigned i = 1;
        while (i < 256 && of[i] != cp) i++;
        if (i == 256) return false;
        mh_buf_putc(out, (char)i);
    }
    return true;
}

/* What a page is said to be in, besides nothing. */
static const char *const claims[] = {"",
                                     "text/html; charset=utf-8",
                                     "text/html; charset=iso-8859-1",
                                     "text/html; charset=x-user-defined",
                                     "text/html; charset=no-such-thing",
                                     "text/html; charset=koi8-r",
                                     "text/html; charset=windows-1251",
                                     "text/html; charset=gb2312",
                                     "text/html; charset=utf-16"};

START_TEST(letters_decide) {
    for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++)
        for (size_t n = 0; n < sizeof encodings / sizeof encodings[0]; n++) {
            mh_buf page = {0};
            if (!strchr(texts[t].encodings, encodings[n].key)) continue;
            mh_buf_puts(&page, "<title>News</title><p class=lead>");
            if (!encode(&page, texts[t].text, encodings[n].name)) {
                mh_buf_clear(&page);
                continue;
            }
            mh_buf_puts(&page, "</p>");
            for (size_t c = 0; c < sizeof claims / sizeof claims[0]; c++) {
                mh_buf out = {0};
                /* these two share all but the capitals: a short text cannot tell */
                if (strstr(claims[c], "windows-1251") && strstr(encodings[n].name, "mac")) continue;
                mh_charset got = mh_charset_find(mh_buf_view(&page), mh_view_of(claims[c]));
                ck_assert_int_eq(mh_charset_decode(&out, mh_buf_view(&page), got.name, NULL),
                                 MH_OK);
                ck_assert_msg(mh_view_find(mh_buf_view(&out), mh_view_of(texts[t].text), 0) !=
                                  SIZE_MAX,
                              "%s in %s, \"%s\": taken for %s by %s", texts[t].text,
                              encodings[n].name, claims[c], got.name, got.basis);
                mh_buf_clear(&out);
            }
            mh_buf_clear(&page);
        }
}
END_TEST

START_TEST(other_scripts_stay) {
    static const struct {
        mh_view page;
        const char *type, *name;
    } cases[] = {
        {MH_VIEW_INIT("<p>Le pr\xE9sident \xE9tait \xE0 la r\xE9gion h\xF4te, fort \xE9mu"),
         "text/html; charset=iso-8859-1", "windows-1252"},
        {MH_VIEW_INIT("<p>Gr\xFC\xDF in M\xFCnchen, s\xFC\xDFs\xFC\xDF"), "", "windows-1252"},
        {MH_VIEW_INIT("<p>D\xFD\xFEi\xFEleri Bakan\xFD g\xF6r\xFC\xFEt\xFC"),
         "text/html; charset=iso-8859-9", "windows-1254"},
        {MH_VIEW_INIT("<p>\xCF\xF1\xFC\xE5\xE4\xF1\xEF\xF2 \xF4\xE7\xF2 \xC4\xE7\xEC\xEF\xEA\xF1"
                      "\xE1\xF4\xDF\xE1\xF2"),
         "text/html; charset=windows-1253", "windows-1253"},
        {MH_VIEW_INIT("<p>\xF0\xF9\xE9\xE0 \xE4\xEE\xE3\xE9\xF0\xE4 \xE1\xE9\xF7\xF8"),
         "text/html; charset=windows-1255", "windows-1255"},
        {MH_VIEW_INIT("<p>\xD6\xD0\xB9\xFA\xCD\xE2\xBD\xBB\xB2\xBF\xB7\xA2\xD1\xD4\xC8\xCB"),
         "text/html; charset=gb2312", "gbk"},
        {MH_VIEW_INIT("<p>\xE6\xD2\xED\xD1 \xC7\xE3\xE6\xD1 \xCE\xC7\xD1\xCC\xE5"),
         "text/html; charset=windows-1256", "windows-1256"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(mh_charset_find(cases[i].page, mh_view_of(cases[i].type)).name,
                         cases[i].name);
    mh_buf serbian = {0};
    ck_assert(encode(&serbian,
                     "Министар спољних послова је изјавио да ће се састати са својим колегом "
                     "у Београду, где ће разговарати о њиховој сарадњи",
                     "windows-1251"));
    ck_assert_str_eq(
        mh_charset_find(mh_buf_view(&serbian), MH_VIEW("text/html; charset=windows-1251")).name,
        "windows-1251");
    mh_buf_clear(&serbian);
}
END_TEST

START_TEST(encoded_twice) {
    static const struct {
        const char *in, *want;
    } cases[] = {
        /* through windows-1252, then through windows-1251 */
        {"<p>\u00D0\u0178\u00D1\u20AC\u00D0\u00B8\u00D0\u00B2\u00D0\u00B5\u00D1\u201A, "
         "\u00D0\u00BC\u00D0\u00B8\u00D1\u20AC</p>",
         "<p>\u041F\u0440\u0438\u0432\u0435\u0442, \u043C\u0438\u0440</p>"},
        {"<p>\u0420\u045F\u0421\u0402\u0420\u0451\u0420\u0406\u0420\u00B5\u0421\u201A, "
         "\u0420\u0458\u0420\u0451\u0421\u0402</p>",
         "<p>\u041F\u0440\u0438\u0432\u0435\u0442, \u043C\u0438\u0440</p>"},
        {"<p>Российская ССР, СНГ и «Р»", "<p>Российская ССР, СНГ и «Р»"},
        {"<p>café à côté, naïve, über, élève", "<p>café à côté, naïve, über, élève"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mh_buf out = {0};
        mh_view in = mh_view_of(cases[i].in);
        mh_charset c = mh_charset_find(in, MH_VIEW("text/html; charset=utf-8"));
        ck_assert_int_eq(mh_charset_decode(&out, in, c.name, NULL), MH_OK);
        ck_view_eq(mh_buf_view(&out), cases[i].want);
        mh_buf_clear(&out);
    }
}
END_TEST

START_TEST(wide_without_mark) {
    static const struct {
        mh_view page;
        const char *name;
    } cases[] = {
        {MH_VIEW_INIT("<\0p\0>\0\x1F\x04@\x04\x38\x04<\0/\0p\0>\0x"), "utf-16le"},
        {MH_VIEW_INIT("\0<\0p\0>\x04\x1F\x04@\x04\x38\0<\0/\0p\0>"), "utf-16be"},
        {MH_VIEW_INIT("<p>a\0b plain text with a zero in it</p>"), "utf-8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(mh_charset_find(cases[i].page, MH_VIEW("text/html; charset=utf-8")).name,
                         cases[i].name);
    /* a header that says so over bytes that are not */
    ck_assert_str_eq(
        mh_charset_find(MH_VIEW("<p>plain"), MH_VIEW("text/html; charset=utf-16")).name, "utf-8");
}
END_TEST

START_TEST(long_label) {
    mh_buf type = {0};
    mh_buf_puts(&type, "text/html; charset=");
    for (int i = 0; i < 10000; i++) mh_buf_putc(&type, 'q');
    mh_charset c = mh_charset_find(MH_VIEW("hello"), mh_buf_view(&type));
    ck_assert_str_eq(c.name, "utf-8");
    ck_assert_str_eq(c.basis, "utf-8");
    mh_buf_clear(&type);
}
END_TEST

START_TEST(labels) {
    ck_assert_str_eq(mh_charset_of_label(MH_VIEW(" Latin1 ")), "windows-1252");
    ck_assert_str_eq(mh_charset_of_label(MH_VIEW("x-cp1251")), "windows-1251");
    ck_assert_str_eq(mh_charset_of_label(MH_VIEW("STRK1048-2002")), "kz-1048");
    ck_assert_str_eq(mh_charset_of_label(MH_VIEW("iso-2022-kr")), "replacement");
    ck_assert_ptr_null(mh_charset_of_label(MH_VIEW("utf-7")));
    ck_assert_ptr_null(mh_charset_of_label(MH_VIEW("")));
}
END_TEST

START_TEST(decode) {
    static const struct {
        const char *name;
        mh_view in;
        const char *want;
    } cases[] = {
        {"utf-8",
         MH_VIEW_INIT("\xEF\xBB\xBF"
                      "a\0b\xFF"),
         "a\xEF\xBF\xBD"
         "b\xEF\xBF\xBD"},
        {"windows-1251", MH_VIEW_INIT("\xCF\xF0\xE8\xE2\xE5\xF2"), "Привет"},
        {"koi8-r", MH_VIEW_INIT("\xF0\xD2\xC9"), "При"},
        {"kz-1048", MH_VIEW_INIT("\x8D\xE0\xE7\xE0\x9D \xA3\xBE\xB4\xB3"), "Қазақ Әңөі"},
        {"pt154", MH_VIEW_INIT("\x8D\xD8\xC0"), "ҚША"},
        {"windows-1252", MH_VIEW_INIT("caf\xE9 \x80"), "café €"},
        {"utf-16le", MH_VIEW_INIT("\xFF\xFE\x1F\x04!"), "П\xEF\xBF\xBD"},
        {"utf-16be", MH_VIEW_INIT("\x04\x1F"), "П"},
        {"shift_jis", MH_VIEW_INIT("\x93\xFA"), "日"},
        {"euc-kr", MH_VIEW_INIT("\xC7\xD1"), "한"},
        {"gbk", MH_VIEW_INIT("\xD6\xD0"), "中"},
        {"iso-8859-16", MH_VIEW_INIT("\xDE"), "Ț"},
        {"windows-1251", MH_VIEW_INIT(""), ""},
        {"x-user-defined", MH_VIEW_INIT("a\x80"), "a\uF780"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mh_buf b = {0};
        mh_err e = {0};
        ck_assert_int_eq(mh_charset_decode(&b, cases[i].in, cases[i].name, &e), MH_OK);
        ck_view_eq(mh_buf_view(&b), cases[i].want);
        mh_buf_clear(&b);
    }
    mh_buf b = {0};
    mh_err e = {0};
    ck_assert_int_eq(mh_charset_decode(&b, MH_VIEW("x"), "utf-7", &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_ENCODING);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(every_name_decodes_every_byte) {
    static const char *const names[] = {
        "ibm866",      "iso-8859-8-i",   "iso-8859-10",    "koi8-u",  "macintosh",
        "windows-874", "windows-1258",   "x-mac-cyrillic", "gb18030", "big5",
        "euc-jp",      "iso-2022-jp",    "shift_jis",      "euc-kr",  "replacement",
        "utf-16be",    "x-user-defined", "pt154"};
    char all[256];
    for (unsigned i = 0; i < 256; i++) all[i] = (char)i;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        mh_buf b = {0};
        ck_assert_int_eq(mh_charset_decode(&b, (mh_view){all, 256}, names[i], NULL), MH_OK);
        ck_assert(mh_utf8_valid(mh_buf_view(&b)));
        ck_assert(mh_view_find_byte(mh_buf_view(&b), 0, 0) == SIZE_MAX);
        mh_buf_clear(&b);
    }
}
END_TEST

TCase *tcase_doc_charset(void) {
    TCase *t = tcase_create("doc_charset");
    tcase_add_test(t, find);
    tcase_add_test(t, guess_undeclared_russian);
    tcase_add_test(t, letters_decide);
    tcase_add_test(t, other_scripts_stay);
    tcase_add_test(t, encoded_twice);
    tcase_add_test(t, wide_without_mark);
    tcase_add_test(t, long_label);
    tcase_add_test(t, labels);
    tcase_add_test(t, decode);
    tcase_add_test(t, every_name_decodes_every_byte);
    return t;
}
