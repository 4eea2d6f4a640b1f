/* Comments of the Lua API: their parts, and the types that their prose says. */
#include "unit.h"

#include "conf/apidoc.h"

#include <stdlib.h>

static const struct {
    const char *prose, *type;
} types[] = {
    {"string, absolute", "string"},
    {"string; or nil and an error", "string|nil"},
    {"integer or string", "integer|string"},
    {"string, number, boolean, table or mine.null", "any"},
    {"list of { text, first = byte }", "{ text: any, first: any }[]"},
    {"list of nodes", "mine.node[]"},
    {"list of nodes or strings", "(mine.node|string)[]"},
    {"list of texts, at most three", "string[]"},
    {"list", "any[]"},
    {"node (or string for ::text), or nil", "mine.node|string|nil"},
    {"{ id, score = 0.5, labels = { { label, score } }, all = list of lists }",
     "{ id: any, score: number|string, labels: table[], all: any[][] }"},
    {"{ name = value }, as the page has them", "table<string, any>"},
    {"{ mode = \"a\" or \"b\", on = true (always), size = \"15M\" }",
     "{ mode: string, on: boolean, size: number|string }"},
    {"\"same\"; \"kin\" for two forms", "string"},
    {"true when it was added", "boolean"},
    {"as of mine.http.get", "any"},
    {"", "any"},
    {"{", "table"},
    {"{ }", "table"},
    {"{ a, b = { c, d }", "{ a: any, b: { c: any, d: any } }"},
};

START_TEST(type) {
    mh_buf b = {0};
    mh_types_put_one(&b, mh_view_of(types[_i].prose));
    ck_view_eq(mh_buf_view(&b), types[_i].type);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(parts) {
    static const mh_api_doc doc = {
        "x", "mine.x.f(a, b) -> c, d",
        "About it.\nMore @a b.\n@param a string,\nthe first @param b {}\n"
        "@return string; or nil\n@example f(\n  1)\n"};
    mh_comment d;
    mh_comment_read(&d, &doc);
    ck_view_eq(d.name, "mine.x.f");
    ck_view_eq(d.args, "a, b");
    ck_view_eq(d.results, "c, d");
    ck_view_eq(d.about, "About it.\nMore @a b.");
    ck_assert_uint_eq(d.params.len, 2);
    ck_view_eq(d.params.ptr[0].name, "a");
    ck_view_eq(d.params.ptr[0].text, "string,\nthe first");
    ck_view_eq(d.params.ptr[1].name, "b");
    ck_assert_uint_eq(d.returns.len, 1);
    ck_view_eq(d.returns.ptr[0].text, "string; or nil");
    ck_view_eq(d.example, "f(\n  1)\n");
    mh_comment_clear(&d);
}
END_TEST

/* Whatever a comment holds, reading it ends within it. */
START_TEST(odd) {
    static const char *const texts[] = {"@param",
                                        "@param ",
                                        "@param a",
                                        "@return",
                                        "@example",
                                        "@",
                                        "a @param b @param c",
                                        "@example @param x"};
    static const char *const heads[] = {"", "(", ")", "f", "f(", "f)", "a:b(c", " -> ", "f() -> "};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t k = 0; k < sizeof heads / sizeof *heads; k++) {
            mh_api_doc doc = {"x", heads[k], texts[i]};
            mh_comment d;
            mh_comment_read(&d, &doc);
            mh_comment_clear(&d);
        }
    ck_assert_ptr_nonnull(mh_comment_find(MH_VIEW("mine.http.get")));
    ck_assert_ptr_null(mh_comment_find(MH_VIEW("mine.http.ge")));
    ck_assert_ptr_null(mh_comment_find(MH_VIEW("")));
}
END_TEST

START_TEST(prose) {
    mh_buf b = {0};
    mh_comment_put_prose(&b, MH_VIEW("one two\nthree four\n\nfive  six"), 9, 2);
    ck_assert_str_eq(b.ptr, "  one two\n  three\n  four\n\n  five\n  six");
    mh_buf_clear(&b);
}
END_TEST

TCase *tcase_conf_apidoc(void) {
    TCase *t = tcase_create("conf_apidoc");
    tcase_add_loop_test(t, type, 0, sizeof types / sizeof *types);
    tcase_add_test(t, parts);
    tcase_add_test(t, odd);
    tcase_add_test(t, prose);
    return t;
}
