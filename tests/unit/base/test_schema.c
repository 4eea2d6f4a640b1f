#include "unit.h"

#include "base/schema.h"

typedef struct opts {
    double wait;
    int64_t size, count;
    bool on;
    mh_view mode;
} opts;

static const mh_row rows[] = {
    {.name = "wait", .type = MH_T_SECONDS, .offset = offsetof(opts, wait), .def = 5, .max = 100},
    {.name = "size", .type = MH_T_BYTES, .offset = offsetof(opts, size), .def = 10},
    {.name = "count", .type = MH_T_INT, .offset = offsetof(opts, count), .min = 1, .max = 9},
    {.name = "on", .type = MH_T_BOOL, .offset = offsetof(opts, on)},
    {.name = "mode",
     .type = MH_T_STRING,
     .offset = offsetof(opts, mode),
     .text = "a",
     .choices = "a|b"},
};
static const mh_schema schema = MH_SCHEMA("test", rows);

START_TEST(values_are_checked) {
    static const struct {
        const char *name, *text, *error; /* error: part of the message, NULL: fine */
    } cases[] = {
        {"wait", "1.5", NULL},
        {"wait", "90s", NULL},
        {"wait", "1m", NULL},
        {"wait", "2m", "to 100"},
        {"wait", "soon", "wants a number of seconds"},
        {"wait", "0x10", "wants"},
        {"wait", "-1", "wants"},
        {"wait", "nan", "wants"},
        {"size", "64K", NULL},
        {"size", "1.5 M", "wants"},
        {"size", "1e400", "wants"},
        {"count", "3", NULL},
        {"count", "0", "from 1"},
        {"count", "1.5", "fraction"},
        {"on", "yes", NULL},
        {"on", "maybe", "boolean"},
        {"mode", "b", NULL},
        {"mode", "c", "one of a|b"},
        {"mod", "b", "did you mean 'mode'?"},
        {"zzzzzz", "b", "known: wait, size"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        opts o;
        mh_err e = {0};
        mh_schema_defaults(&schema, &o);
        const mh_row *r = mh_schema_find(&schema, mh_view_of(cases[i].name), &e);
        mh_rc rc = r ? mh_row_set_text(&schema, r, mh_view_of(cases[i].text), &o, &e) : MH_FAIL;
        ck_assert_msg((rc == MH_OK) == (cases[i].error == NULL), "%s=%s: %s", cases[i].name,
                      cases[i].text, e.msg);
        if (cases[i].error) ck_assert_msg(strstr(e.msg, cases[i].error) != NULL, "%s", e.msg);
    }
    opts o;
    mh_schema_defaults(&schema, &o);
    ck_assert_double_eq(o.wait, 5);
    ck_assert_int_eq(o.size, 10);
    ck_view_eq(o.mode, "a");
    ck_assert_int_eq(mh_row_set_text(&schema, &rows[1], MH_VIEW("64K"), &o, NULL), MH_OK);
    ck_assert_int_eq(o.size, 65536);
}
END_TEST

START_TEST(nearest_is_what_was_meant) {
    static const char *const names[] = {"timeout", "headers", "max_bytes", "if_newer", "cpu"};
    static const struct {
        const char *name, *want;
    } cases[] = {{"timout", "timeout"},
                 {"tiemout", "timeout"},
                 {"Headers", "headers"},
                 {"max", "max_bytes"},
                 {"cpo", "cpu"},
                 {"pages", NULL},
                 {"", NULL},
                 {"x", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = mh_nearest(mh_view_of(cases[i].name), names, 5, sizeof *names);
        if (cases[i].want)
            ck_assert_str_eq(got, cases[i].want);
        else
            ck_assert_ptr_null(got);
    }
}
END_TEST

TCase *tcase_base_schema(void) {
    TCase *t = tcase_create("base_schema");
    tcase_add_test(t, values_are_checked);
    tcase_add_test(t, nearest_is_what_was_meant);
    return t;
}
