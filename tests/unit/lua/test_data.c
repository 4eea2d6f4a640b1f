#include "unit.h"

#include "base/clock.h"
#include "lua/data.h"

#include <jansson.h>
#include <stdlib.h>

START_TEST(data_is_not_code) {
    static const struct {
        const char *src;
        mh_data_kind kind;
        const char *want; /* JSON of the table, or part of the message */
    } rows[] = {
        {"return { a = 1, list = { 'x', 'y' } }", MH_DATA_TABLE,
         "{\"a\":1,\"list\":[\"x\",\"y\"]}"},
        {"return { { 'feed', url = 'u' } }", MH_DATA_TABLE, "[{\"1\":\"feed\",\"url\":\"u\"}]"},
        {"return { run = function() end }", MH_DATA_TABLE, "{\"run\":\"\\u0001function\"}"},
        {"local x = 3 return { x * 2 }", MH_DATA_TABLE, "[6]"},
        {"print('hello')", MH_DATA_SCRIPT, "global 'print'"},
        {"return mine.http", MH_DATA_SCRIPT, "global 'mine'"},
        {"return 5", MH_DATA_SCRIPT, "returns no table"},
        {"return {", MH_DATA_BROKEN, "job.lua:1:"},
        {"return { f = { function() end } }", MH_DATA_BROKEN, "a function cannot be stored"},
        {"while true do end", MH_DATA_SCRIPT, "takes over 50 ms"},
        {"local t = {} for i = 1, 1e9 do t[i] = i end return t", MH_DATA_SCRIPT, "memory"},
        {"local t = {} t.t = t return t", MH_DATA_BROKEN, "in a circle"},
        {"\033Lua", MH_DATA_BROKEN, "binary"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *out = NULL;
        mh_err e = {0};
        int64_t t0 = mh_clock_mono_ns(mh_clock_system());
        mh_data_kind kind = mh_lua_data(mh_view_of(rows[i].src), "job.lua", &out, &e);
        ck_assert_msg(kind == rows[i].kind, "%s: kind %d, %s", rows[i].src, (int)kind, e.msg);
        ck_assert(mh_clock_mono_ns(mh_clock_system()) - t0 < 5000000000);
        if (kind == MH_DATA_TABLE) {
            char *text = json_dumps(out, JSON_COMPACT | JSON_SORT_KEYS);
            ck_assert_str_eq(text, rows[i].want);
            free(text);
        } else {
            ck_assert_msg(strstr(e.msg, rows[i].want) != NULL, "%s: %s", rows[i].src, e.msg);
        }
        json_decref(out);
    }
}
END_TEST

TCase *tcase_lua_data(void) {
    TCase *t = tcase_create("lua_data");
    tcase_add_test(t, data_is_not_code);
    return t;
}
