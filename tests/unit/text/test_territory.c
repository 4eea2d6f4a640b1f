#include "unit.h"

#include "base/arena.h"

#include "text/territory.h"

#include <string.h>

static mh_view name_in(mh_arena *a, const char *tag, const char *code) {
    mh_territories found;
    mh_err e = {0};
    ck_assert_msg(mh_territory_names(a, tag, &found, &e) == MH_OK, "%s: %s", tag, e.msg);
    for (size_t i = 0; i < found.len; i++) {
        if (strcmp(found.ptr[i].code, code) == 0) return found.ptr[i].name;
    }
    return (mh_view){0};
}

START_TEST(territory_names) {
    static const struct {
        const char *tag, *code, *name;
    } cases[] = {
        {"en", "KAZ", "Kazakhstan"},      {"ru", "KGZ", "Киргизия"},  {"kk", "CHN", "Қытай"},
        {"uz", "TJK", "Tojikiston"},      {"fr", "DEU", "Allemagne"}, {"es", "GBR", "Reino Unido"},
        {"uz-Cyrl", "TJK", "Тожикистон"}, {"en", "KOS", "Kosovo"},    {"en", "XXX", ""},
    };
    mh_arena *a = mh_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mh_view got = name_in(a, cases[i].tag, cases[i].code);
        ck_assert_msg(mh_view_eq(got, mh_view_of(cases[i].name)), "%s %s: %.*s", cases[i].tag,
                      cases[i].code, MH_FMT(got));
    }
    mh_arena_free(a);
}
END_TEST

START_TEST(territory_refused) {
    mh_arena *a = mh_arena_new();
    mh_territories found;
    mh_err e = {0};
    ck_assert_int_ne(mh_territory_names(a, "no language", &found, &e), MH_OK);
    ck_assert_int_eq(e.code, MH_E_USAGE);
    ck_assert_int_ne(mh_territory_names(a, "xx", &found, &e), MH_OK);
    ck_assert_int_eq(e.code, MH_E_NOT_FOUND);
    mh_arena_free(a);
}
END_TEST

TCase *tcase_text_territory(void);
TCase *tcase_text_territory(void) {
    TCase *tc = tcase_create("territory");
    tcase_add_test(tc, territory_names);
    tcase_add_test(tc, territory_refused);
    return tc;
}
