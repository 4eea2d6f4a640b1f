#include "unit.h"

#include "base/json.h"

#include <stdlib.h>

static char *dumped(const json_t *v, const mh_json_style *style) {
    size_t flags = JSON_ENCODE_ANY | JSON_REAL_PRECISION(style->digits) |
                   (style->unsorted ? 0 : JSON_SORT_KEYS) |
                   (style->indent ? JSON_INDENT(style->indent) : JSON_COMPACT);
    return json_dumps(v, flags);
}

START_TEST(writes_as_jansson) {
    static const char *const rows[] = {
        "null",
        "true",
        "[]",
        "{}",
        "[[],{},[{}],{\"a\":[]}]",
        "{\"b\":1,\"a\":{\"d\":[1,2,{\"f\":null,\"e\":false}],\"c\":\"x\"},\"aa\":2,\"\":3}",
        "[0,-1,9223372036854775807,-9223372036854775808]",
        "[0.0,-0.0,1.0,0.1,1e5,123456.75,1e15,1e16,1e17,1e22,1e-4,1e-5,1.5e-7,1e100,1e-100,3e-310]",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f \\u007f\\u0080\\u049b\\u20ac\\ud83d\\ude00\"",
        "{\"q\\\"\\n\":1,\"n\":3,\"\\u049b\":4}",
        "[\"seven77\",\"eight888\",\"nine9999\\\\\",\"sixteen 16 16 16\\n\",\"\\u0001eight888\"]",
        "{\"10\":0,\"9\":0,\"8\":0,\"z\":0,\"y\":0,\"x\":0,\"w\":0,\"v\":0,\"u\":0,\"t\":0,\"s\":0,"
        "\"r\":0,\"q\":0,\"p\":0,\"o\":0,\"n\":0,\"m\":0,\"l\":0,\"k\":0,\"j\":0,\"i\":0,\"h\":0,"
        "\"g\":0,\"f\":0,\"e\":0,\"d\":0,\"c\":0,\"b\":0,\"a\":{\"2\":0,\"1\":0}}",
    };
    static const mh_json_style styles[] = {{0},
                                           {.unsorted = true},
                                           {.indent = 2},
                                           {.indent = 1, .unsorted = true},
                                           {.digits = 15},
                                           {.digits = 4, .indent = 3}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_error_t why;
        json_t *v = json_loads(rows[i], JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
        ck_assert_msg(v != NULL, "%s: %s", rows[i], why.text);
        for (size_t k = 0; k < sizeof styles / sizeof *styles; k++) {
            mh_buf out = {0};
            mh_buf_puts(&out, "before ");
            char *want = dumped(v, &styles[k]);
            ck_assert(mh_json_put(&out, v, styles[k]));
            ck_assert_str_eq(out.ptr + 7, want);
            free(want);
            mh_buf_clear(&out);
        }
        json_decref(v);
    }
}
END_TEST

START_TEST(refuses_what_is_no_json) {
    mh_buf out = {0};
    json_t *bad = json_array(), *key = json_object(), *list = json_array();
    json_array_append_new(bad, json_stringn_nocheck("\xff", 1));
    json_object_setn_new_nocheck(key, "\xc0\x80", 2, json_null());
    ck_assert(!mh_json_put(&out, bad, (mh_json_style){0}));
    ck_assert(!mh_json_put(&out, key, (mh_json_style){0}));
    for (int i = 0; i < MH_JSON_DEPTH - 1; i++) {
        json_t *up = json_array();
        json_array_append_new(up, list);
        list = up;
    }
    ck_assert(mh_json_put(&out, list, (mh_json_style){0}));
    json_t *deeper = json_pack("[[o]]", list);
    ck_assert(!mh_json_put(&out, deeper, (mh_json_style){0}));
    mh_buf_reset(&out);
    ck_assert(mh_json_put(&out, NULL, (mh_json_style){0}));
    ck_assert_str_eq(out.ptr, "null");
    json_decref(bad);
    json_decref(key);
    json_decref(deeper);
    mh_buf_clear(&out);
}
END_TEST

TCase *tcase_base_json(void) {
    TCase *t = tcase_create("base_json");
    tcase_add_test(t, writes_as_jansson);
    tcase_add_test(t, refuses_what_is_no_json);
    return t;
}
