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
    tcase_add_test(t, labels);
    tcase_add_test(t, decode);
    tcase_add_test(t, every_name_decodes_every_byte);
    return t;
}
