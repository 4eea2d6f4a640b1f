#include "unit.h"

#include "conf/uses.h"

static void ck_names(const mh_names *got, const char *want, const char *src) {
    mh_buf b = {0};
    for (size_t i = 0; i < got->len; i++) mh_buf_printf(&b, "%s%s", i ? " " : "", got->ptr[i]);
    ck_assert_msg(strcmp(b.ptr ? b.ptr : "", want) == 0, "%s: got %s, wanted %s", src,
                  b.ptr ? b.ptr : "", want);
    mh_buf_clear(&b);
}

START_TEST(names_are_found) {
    static const struct {
        const char *src, *modules, *plugins;
    } rows[] = {
        {"local a = require \"a.b\"", "a.b", ""},
        {"require('a') require( 'b' ) require\n\t\"c\"", "a b c", ""},
        {"require('a') require('a')", "a", ""},
        {"mine.use(\"p\") mine.use 'q'", "", "p q"},
        {"local m = mine m . use(\"p\")", "", ""}, /* blanks around the dot: nobody writes so */
        {"-- require 'a'\nrequire 'b'", "b", ""},
        {"--[[ require 'a'\n require 'c' ]] require 'b'", "b", ""},
        {"--[==[ ]] require 'a' ]==] require 'b'", "b", ""},
        {"local s = \"require 'a'\" require 'b'", "b", ""},
        {"local s = [[require 'a']] require 'b'", "b", ""},
        {"local s = 'it\\'s' require 'b'", "b", ""},
        {"require --[[ x ]] ( -- y\n 'b')", "b", ""},
        {"required 'a' myrequire 'b' reuse 'c' x.used 'd'", "", ""},
        {"require(name) mine.use(a .. 'b')", "", ""},
        {"require '' require 'a\\65'", "", ""},
        {"[[ unfinished require 'a'", "", ""},
        {"\"", "", ""},
        {"--", "", ""},
        {"", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_names modules = {0}, plugins = {0};
        mh_uses_find(mh_view_of(rows[i].src), &modules, &plugins);
        ck_names(&modules, rows[i].modules, rows[i].src);
        ck_names(&plugins, rows[i].plugins, rows[i].src);
        mh_names_clear(&modules);
        mh_names_clear(&plugins);
    }
    mh_names none = {0};
    mh_uses_find(MH_VIEW("require '\0a'"), &none, &none);
    ck_assert_uint_eq(none.len, 0);
    ck_assert_uint_eq(mh_uses_line(MH_VIEW("a\nb\nc d"), MH_VIEW("d")), 3);
    ck_assert_uint_eq(mh_uses_line(MH_VIEW("a\nb"), MH_VIEW("x")), 0);
    ck_assert_uint_eq(mh_uses_line(MH_VIEW("a\nb"), MH_VIEW("")), 0);
}
END_TEST

TCase *tcase_conf_uses(void) {
    TCase *t = tcase_create("conf_uses");
    tcase_add_test(t, names_are_found);
    return t;
}
