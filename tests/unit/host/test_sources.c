#include "store/store_util.h"

#include "host/alert.h"
#include "host/sources.h"
#include "store/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define S INT64_C(1000000)
#define H (3600 * S)

static mh_settings set;
static mh_store *st;

static void begin(void) {
    mh_err e;
    su_begin();
    setenv("TZ", "Europe/Berlin", 1); /* its clocks are set back in the middle */
    ck_assert_int_eq(mh_settings_init(&set, &e), MH_OK);
    su_now = 1791190800 * S; /* 2026-10-05 11:00, a Monday */
    st = su_open();
}

static void done(void) {
    mh_store_close(st);
    mh_settings_clear(&set);
    unsetenv("TZ");
    su_done();
}

static void store(const char *site, int n) {
    static int serial;
    for (int i = 0; i < n; i++) {
        char url[96], text[400];
        snprintf(url, sizeof url, "https://www.%s/%d", site, ++serial);
        snprintf(text, sizeof text, "%0300d", serial);
        json_t *item = su_item(url, url, text);
        json_object_del(item, "date");
        mh_put_result r;
        su_ok(mh_doc_put(st, item, &r, su_e));
        json_decref(item);
    }
}

/* A run of a job that stores documents of two sites, or could not fetch the second. */
static void mine(int one, int two, bool fails) {
    int64_t id;
    mh_runs_begin b = {.job = MH_VIEW("news")};
    mh_runs_end end = {.status = fails ? MH_RUNS_PARTIAL : MH_RUNS_OK};
    su_ok(mh_runs_start(st, &b, &id, su_e));
    mh_store_set_run(st, id);
    store("one.example", one);
    store("two.example", two);
    if (fails) {
        json_t *f = json_pack("{s[iii]}", "two.example", 1, 1, 0);
        su_ok(mh_runs_log(st, id, MH_LOG_INFO, MH_VIEW("sites-failed"), f, su_e));
        json_decref(f);
    }
    mh_store_set_run(st, 0);
    su_ok(mh_runs_finish(st, id, &end, su_e));
}

static mh_sources_sum look(void) {
    mh_sources_sum sum;
    su_ok(mh_sources_look(st, &set, su_now, &sum, su_e));
    su_ok(mh_store_flush(st, su_e));
    return sum;
}

/* Subjects that are under way, or the text of the first. */
static const char *alerts(bool texts) {
    static char all[4000];
    mh_arena *a = mh_arena_new();
    mh_alert_info *i;
    size_t n;
    all[0] = '\0';
    su_ok(mh_alert_list(st, su_now, a, &i, &n, su_e));
    for (size_t k = 0; k < n; k++)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%.*s%s", k ? " | " : "",
                 MH_FMT(texts ? i[k].text : i[k].subject), i[k].over ? " (over)" : "");
    mh_arena_free(a);
    return all;
}

/* Every third hour from 6 to 21 local; quiet: the second site gives nothing. */
static void days(double n, bool quiet, bool fails) {
    int64_t until = su_now + (int64_t)(n * 24) * H;
    for (; su_now < until; su_now += 3 * H) {
        int hour = (int)(su_now / H % 24);
        bool day = hour >= 5 && hour <= 20;
        mine(day ? 2 : 0, day && !quiet && !fails ? 2 : 0, fails);
    }
}

START_TEST(a_site_that_goes_quiet) {
    days(24, false, false);
    ck_assert_uint_eq(look().sources, 3); /* two sites, and the job as a whole */
    ck_assert_str_eq(alerts(false), "");
    days(0.25, true, false);
    ck_assert_uint_eq(look().silent, 0);
    days(1.75, true, false);
    mh_sources_sum sum = look();
    ck_assert_uint_eq(sum.learnt, 3);
    ck_assert_uint_eq(sum.silent, 1);
    ck_assert_uint_eq(sum.told, 1);
    ck_assert_str_eq(alerts(false), "news two.example");
    const char *text = alerts(true);
    ck_assert_ptr_nonnull(strstr(text, "Usual are 10 a day"));
    ck_assert_ptr_nonnull(strstr(text, "It answers, and has nothing new."));
    ck_assert_ptr_nonnull(strstr(text, "minehost logs news"));
    su_now += H;
    ck_assert_uint_eq(look().told, 0);
    days(0.5, false, false);
    ck_assert_uint_eq(look().silent, 0);
    ck_assert_str_eq(alerts(false), "news two.example (over)");
}
END_TEST

START_TEST(a_site_that_cannot_be_fetched) {
    days(24, false, false);
    look();
    days(1.5, false, true);
    ck_assert_uint_eq(look().silent, 1);
    ck_assert_msg(strstr(alerts(true), "It cannot be fetched") != NULL, "%s", alerts(true));
    /* somebody knows, and it is not told of again until it gave something */
    su_ok(mh_alert_dismiss(st, MH_VIEW("news two.example"), su_now, su_e));
    days(0.5, false, true);
    ck_assert_uint_eq(look().silent, 0);
    days(1, false, false);
    ck_assert_uint_eq(look().silent, 0);
    days(1.5, false, true);
    ck_assert_uint_eq(look().silent, 1);
}
END_TEST

/* A job that no longer runs says nothing of its sources. */
START_TEST(what_nobody_asks_is_not_silent) {
    days(24, false, false);
    look();
    su_now += 72 * H;
    ck_assert_uint_eq(look().silent, 0);
}
END_TEST

START_TEST(looking_in_between_counts_the_same) {
    days(24, false, false);
    look();
    for (int i = 0; i < 16; i++) {
        days(0.125, true, false);
        look();
        ck_assert_uint_eq(look().told, 0);
    }
    ck_assert_str_eq(alerts(false), "news two.example");
    ck_assert_int_eq(su_int("SELECT sum(j.value) FROM kv, json_tree(kv.value, '$.s') j WHERE"
                            " ns = 'host:silence' AND j.fullkey LIKE '%[0]'"),
                     su_int("SELECT count(*) FROM docs"));
}
END_TEST

TCase *tcase_host_sources(void) {
    TCase *t = tcase_create("host_sources");
    tcase_set_timeout(t, 120);
    tcase_add_checked_fixture(t, begin, done);
    tcase_add_test(t, a_site_that_goes_quiet);
    tcase_add_test(t, a_site_that_cannot_be_fetched);
    tcase_add_test(t, what_nobody_asks_is_not_silent);
    tcase_add_test(t, looking_in_between_counts_the_same);
    return t;
}
