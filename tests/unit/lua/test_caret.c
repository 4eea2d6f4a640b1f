/* What a message speaks of, and where that stands in its line. */
#include "unit.h"

#include "lua/caret.h"

#include <stdlib.h>

static const struct {
    const char *message, *called, *line;
    int at; /* -1: cannot be told */
} cases[] = {
    {"attempt to index a nil value (field 'x')", NULL, "a.x.y = a.z", 2},
    {"attempt to index a nil value (field 'x')", NULL, "a.x = a.x.y", 8},
    {"attempt to index a nil value (field 'x')", NULL, "a.x.y = b.x.y", -1},
    {"attempt to index a nil value (local 'x')", NULL, "b.x = x.y", 6},
    {"attempt to call a nil value (method 'go')", NULL, "go(a:go())", 5},
    {"attempt to call a nil value (global 'f')", NULL, "local of, f = f (1)", 14},
    {"attempt to concatenate a nil value (field 't')", NULL, "local t = 'a' .. i.t", 19},
    {"attempt to perform arithmetic on a nil value (upvalue 'n')", NULL, "n2 = n + 1", 5},
    {"bad argument #1 to 'get' (string expected, got nil)", "get", "get = mine.http.get(nil)", 16},
    {"unexpected symbol near 'x'", NULL, "(1) x", 4},
    {"'end' expected near <eof>", NULL, "if a then", 9},
    {"attempt to compare number with nil", NULL, "a < b", -1},
    {"no title", "error", "if not t then error('no title') end", 14},
    {"mine.http.get: unknown option 'a'", "get", "mine.http.get(u, { a = a1 })", 19},
    {"mine.task.all: wants a list", "error", "mine.task.all(5)", 10},
    {"anything", NULL, "f()", -1},
};

START_TEST(places) {
    mh_view line = mh_view_of(cases[_i].line);
    mh_subject s = mh_subject_of(mh_view_of(cases[_i].message), cases[_i].called);
    size_t at = mh_caret_find(line, &s);
    ck_assert_msg((int)at == cases[_i].at, "%s in %s: %d", cases[_i].message, cases[_i].line,
                  (int)at);
}
END_TEST

static const struct {
    const char *message, *file;
    int line;
    const char *rest;
} splits[] = {
    {"a.lua:12: no", "a.lua", 12, "no"},
    {"C:\\x.lua:3: no: 4: x", "C:\\x.lua", 3, "no: 4: x"},
    {"events.rules:4:9: unknown", "events.rules:4", 9, "unknown"},
    {"no place: 5", NULL, 0, NULL},
    {":5: x", NULL, 0, NULL},
    {"a\nb:5: x", NULL, 0, NULL},
    {"a:5:", NULL, 0, NULL},
};

START_TEST(split) {
    mh_view file, rest;
    int line;
    bool found = mh_place_split(mh_view_of(splits[_i].message), &file, &line, &rest);
    ck_assert_int_eq(found, splits[_i].file != NULL);
    if (!found) return;
    ck_view_eq(file, splits[_i].file);
    ck_assert_int_eq(line, splits[_i].line);
    ck_view_eq(rest, splits[_i].rest);
}
END_TEST

static const struct {
    const char *line;
    int at;
    const char *base;
} bases[] = {
    {"mine.htpp.get", 5, "mine"},
    {"mine.http.gett", 10, "mine.http"},
    {"f().x", 4, ""},
    {"a[1].x", 5, ""},
    {"x = y", 4, ""},
    {"p:go()", 2, "p"},
    {"a .. b.c", 7, "b"},
    {"a..b.c", 5, ""},
};

START_TEST(base) {
    ck_view_eq(mh_caret_base(mh_view_of(bases[_i].line), (size_t)bases[_i].at), bases[_i].base);
}
END_TEST

START_TEST(shown) {
    mh_buf b = {0}, line = {0};
    mh_caret_put(&b, MH_VIEW("\t\tx = \xd0\x90 + y"), 11);
    ck_assert_str_eq(b.ptr, "    x = \xd0\x90 + y\n            ^\n");
    mh_buf_reset(&b);
    for (int i = 0; i < 300; i++) mh_buf_putc(&line, 'a');
    mh_caret_put(&b, mh_buf_view(&line), 200);
    mh_view rest = mh_buf_view(&b), one;
    size_t n = 0;
    while (mh_view_split(&rest, '\n', &one) && one.len > 0) {
        ck_assert_uint_lt(one.len, 125);
        n++;
    }
    ck_assert_uint_eq(n, 2);
    ck_view_eq(mh_source_line(MH_VIEW("a\r\nb\n"), 1), "a");
    ck_view_eq(mh_source_line(MH_VIEW("a\r\nb\n"), 2), "b");
    ck_view_eq(mh_source_line(MH_VIEW("a"), 5), "");
    mh_buf_clear(&b);
    mh_buf_clear(&line);
}
END_TEST

TCase *tcase_lua_caret(void) {
    TCase *t = tcase_create("lua_caret");
    tcase_add_loop_test(t, places, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(t, split, 0, sizeof splits / sizeof *splits);
    tcase_add_loop_test(t, base, 0, sizeof bases / sizeof *bases);
    tcase_add_test(t, shown);
    return t;
}
