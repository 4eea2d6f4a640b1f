#include "unit.h"

#include "doc/flight.h"
#include "doc/state.h"

#include <string.h>

static char *dump(const json_t *j) {
    return json_dumps(j, JSON_COMPACT | JSON_ENCODE_ANY | JSON_PRESERVE_ORDER);
}

START_TEST(literals) {
    static const struct {
        const char *in, *want; /* NULL: no literal */
    } rows[] = {
        {"{\"a\":[1,2.5,\"x\"]}", "{\"a\":[1,2.5,\"x\"]}"},
        {"{a:1,'b':!0,c:!1,d:void 0,e:null,f:-3}", "{\"a\":1,\"b\":true,\"c\":false,\"d\":null,"
                                                   "\"e\":null,\"f\":-3}"},
        {"{t:\"\\u003Cp\\u003Eраз\\u002F\\x41\\n\",u:'it\\'s',}",
         "{\"t\":\"<p>раз/A\\n\",\"u\":\"it's\"}"},
        {"{a:\"\\ud83d\\ude00\"}", "{\"a\":\"😀\"}"},
        {"{d:new Date(\"2024-03-05\"),f:Symbol('x'),g:unknown.name}",
         "{\"d\":\"2024-03-05\",\"f\":null,\"g\":null}"},
        {"[1,,3]", "[1,null,3]"},
        {"{/* note */a:1}", "{\"a\":1}"},
        {"(function(a,b){return {t:a,n:[b,a],z:c}}(\"x\",7));",
         "{\"t\":\"x\",\"n\":[7,\"x\"],\"z\":null}"},
        {"(function(a){a.q=1;return {t:a}})(\"(y)\")", "{\"t\":\"(y)\"}"},
        {"JSON.parse(\"{\\\"a\\\":1}\")", "{\"a\":1}"},
        {"{a:1", NULL},
        {"{a 1}", NULL},
        {"\"open", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *j = mh_state_literal(mh_view_of(rows[i].in), NULL);
        char *got = j ? dump(j) : NULL;
        ck_assert_msg((got == NULL) == (rows[i].want == NULL), "%s", rows[i].in);
        if (got) ck_assert_str_eq(got, rows[i].want);
        free(got);
        json_decref(j);
    }
}
END_TEST

START_TEST(deep) {
    char in[400];
    memset(in, '[', sizeof in);
    ck_assert_ptr_null(mh_state_literal((mh_view){in, sizeof in}, NULL));
}
END_TEST

#define PAD                                                                                        \
    "\"pad\":\"title, text; 89012345678901234567890123456789012345678901234567890123456789"        \
    "0123456789012345678901234567890123456789012345678901234567890123456789\""

START_TEST(pages) {
    static const char page[] =
        "<script type='application/json' id=__NUXT_DATA__>[{\"a\":1},{\"t\":2},\"text\"," PAD
        "]</script>"
        "<script type='application/ld+json'>{\"no\":1," PAD "}</script>"
        "<script>var n=1;window.__S__={\"s\":\"v\"," PAD "};run()</script>"
        "<script type='application/json'>{\"j\":2," PAD "}</script>"
        /* of no title and no body */
        "<script "
        "type='application/json'>{\"clicks\":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,"
        "19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44]}</script>";
    mh_tree *t = NULL;
    char fixed[sizeof page];
    memcpy(fixed, page, sizeof page);
    /* a list holds no names: turn the pad's colon into a comma there */
    strstr(fixed, "\"pad\":")[5] = ',';
    ck_assert_int_eq(mh_tree_parse(&t, mh_view_of(fixed), NULL, NULL), MH_OK);
    json_t *list = mh_state_read(t);
    ck_assert_uint_eq(json_array_size(list), 3);
    const json_t *flat = json_object_get(json_array_get(list, 0), "a");
    ck_assert_str_eq(json_string_value(json_object_get(flat, "t")), "text");
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(list, 1), "s")), "v");
    ck_assert_int_eq(json_integer_value(json_object_get(json_array_get(list, 2), "j")), 2);
    json_decref(list);
    mh_tree_free(t);
}
END_TEST

#define LONG                                                                                       \
    "An invented paragraph of an invented report, long enough that a body can be made of it, and " \
    "then a little longer, so that nobody can say that it is too short for one."

/* Rows of React's stream: text of counted bytes and its name, a date, elements, what never ends. */
START_TEST(flight) {
    static const struct {
        const char *why, *stream, *want;
    } rows[] = {
        {"text by name", "1a:T5,<p>xy3:{\"content\":\"$1a\",\"n\":[\"$1a\",\"$L9\"]}\n",
         "[{\"content\":\"<p>xy\",\"n\":[\"<p>xy\",\"$L9\"]}]"},
        {"a date", "3:{\"at\":\"$D2026-01-02T03:04:05.000Z\"}\n",
         "[{\"at\":\"2026-01-02T03:04:05.000Z\"}]"},
        {"words for the loader", "2:I[7,[],\"x\"]\n:HL[\"a.css\"]\n3:{\"a\":1}\n", "[{\"a\":1}]"},
        {"broken", "3:{\"a\":\nzz\n4:Tffff,abc", "[]"},
        {"rows in rows", "1:[\"$1\",\"$1\"]\n", "[[\"$1\",\"$1\"]]"},
        {"", "", "[]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *list = json_array();
        mh_flight_read(list, mh_view_of(rows[i].stream));
        char *got = dump(list);
        ck_assert_str_eq(got, rows[i].want);
        free(got);
        json_decref(list);
    }
}
END_TEST

START_TEST(flight_elements) {
    static const char page[] =
        "<script>(self.__next_f=self.__next_f||[]).push([0])</script><script>self.__next_f.push([1,"
        "\"5:[\\\"$\\\",\\\"main\\\",null,{\\\"children\\\":[[\\\"$\\\",\\\"h1\\\",null,{"
        "\\\"children\\\":"
        "\\\"A < "
        "B\\\"}],\\\"$L6\\\"]}]\\n6:[\\\"$\\\",\\\"div\\\",null,{\\\"children\\\":[[\\\"$\\\","
        "\\\"p\\\","
        "null,{\\\"children\\\":\\\"" LONG
        "\\\"\"])</script><script>self.__next_f.push([1,\"}]]}]\\n\"])"
        "</script>";
    mh_tree *t = NULL;
    ck_assert_int_eq(mh_tree_parse(&t, mh_view_of(page), NULL, NULL), MH_OK);
    json_t *list = mh_state_read(t);
    const json_t *last = json_array_get(list, json_array_size(list) - 1);
    ck_assert_str_eq(json_string_value(json_object_get(last, "title")), "A < B");
    ck_assert_str_eq(json_string_value(json_object_get(last, "body")),
                     "<div><p>" LONG "</p></div>");
    json_decref(list);
    mh_tree_free(t);
}
END_TEST

START_TEST(attributes) {
    static const char page[] =
        "<div id=app data-page='{\"props\":{\"title\":\"T\",\"body\":\"" LONG LONG LONG
        "\"}}'></div><div x-data='{open: false}'></div><a title='{ " LONG LONG LONG " }'></a>";
    mh_tree *t = NULL;
    ck_assert_int_eq(mh_tree_parse(&t, mh_view_of(page), NULL, NULL), MH_OK);
    ck_assert(mh_state_in_attrs(t));
    json_t *list = mh_state_read(t);
    ck_assert_uint_eq(json_array_size(list), 1);
    ck_assert_str_eq(json_string_value(json_object_get(
                         json_object_get(json_array_get(list, 0), "props"), "title")),
                     "T");
    json_decref(list);
    mh_tree_free(t);
}
END_TEST

TCase *tcase_doc_state(void) {
    TCase *t = tcase_create("doc_state");
    tcase_add_test(t, literals);
    tcase_add_test(t, deep);
    tcase_add_test(t, pages);
    tcase_add_test(t, flight);
    tcase_add_test(t, attributes);
    tcase_add_test(t, flight_elements);
    return t;
}
