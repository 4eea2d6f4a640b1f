#include "store/store_util.h"

#include "host/alert.h"
#include "host/receiver.h"
#include "store/outbox.h"
#include "store/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define S   INT64_C(1000000)
#define MIN (60 * S)
#define H   (60 * MIN)

static mh_settings set;
static mh_store *st;

static void begin(void) {
    mh_err e;
    su_begin();
    setenv("TZ", "UTC", 1);
    ck_assert_int_eq(mh_settings_init(&set, &e), MH_OK);
    su_now = 1795680000 * S; /* 2026-11-26 08:00 UTC */
    st = su_open();
}

static void done(void) {
    mh_store_close(st);
    mh_settings_clear(&set);
    su_done();
}

static void let(const char *name, const char *value) {
    su_ok(mh_settings_set(&set, mh_view_of(name), mh_view_of(value), su_e));
}

static bool raise_at(const mh_schedule *sched, const char *subject) {
    bool told;
    mh_alert a = {.kind = MH_ALERT_JOB_FAILS,
                  .subject = mh_view_of(subject),
                  .title = MH_VIEW("job fails"),
                  .text = MH_VIEW("why"),
                  .schedule = sched};
    su_ok(mh_alert_raise(st, &set, &a, su_now, &told, su_e));
    su_ok(mh_store_flush(st, su_e));
    return told;
}

static bool clear_at(const mh_schedule *sched, const char *subject) {
    bool told;
    mh_alert a = {.kind = MH_ALERT_JOB_FAILS, .subject = mh_view_of(subject), .schedule = sched};
    su_ok(mh_alert_clear(st, &set, &a, su_now, &told, su_e));
    su_ok(mh_store_flush(st, su_e));
    return told;
}

/* Seconds from now until something is due; -1: never. */
static int64_t due(void) {
    int64_t at;
    su_ok(mh_alert_due(st, &set, &at, su_e));
    return at == INT64_MAX ? -1 : (at - su_now) / S;
}

/* Takes what is due to the i-th receiver, as the delivering run does: "+a" begins, "-a" ends. */
static const char *deliver(size_t i) {
    static char all[512];
    mh_receivers r;
    mh_outbox_entry *e;
    size_t n;
    int64_t run;
    mh_runs_begin b = {.job = MH_VIEW("alerts")};
    su_ok(mh_runs_start(st, &b, &run, su_e));
    mh_store_set_run(st, run);
    mh_receivers_read(&r, &set);
    ck_assert_uint_lt(i, r.list.len);
    su_ok(mh_outbox_take(st, &r.list.ptr[i].box, (mh_view){0}, 100, r.arena, &e, &n, su_e));
    all[0] = '\0';
    for (size_t k = 0; k < n; k++) {
        bool over = json_is_true(json_object_get(e[k].value, "over"));
        const char *subject = json_string_value(json_object_get(e[k].value, "subject"));
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s%s", k ? " " : "",
                 over ? "-" : "+", subject);
        su_ok(mh_outbox_delivered(st, e[k].id, e[k].tries, 0, su_e));
        json_decref(e[k].value);
    }
    su_ok(mh_store_flush(st, su_e));
    mh_receivers_clear(&r);
    mh_store_set_run(st, 0);
    return all;
}

static size_t under_way(mh_alert_info *first) {
    mh_arena *a = mh_arena_new();
    mh_alert_info *all;
    size_t n;
    su_ok(mh_alert_list(st, su_now, a, &all, &n, su_e));
    if (n && first) *first = all[0];
    mh_arena_free(a);
    return n;
}

START_TEST(told_once_and_its_end) {
    let("alert-mail", "a@example.org");
    ck_assert_int_eq(due(), -1);
    ck_assert(raise_at(NULL, "news"));
    ck_assert(!raise_at(NULL, "news"));
    ck_assert_int_eq(due(), 10);
    ck_assert_str_eq(deliver(0), "");
    su_now += 10 * S;
    ck_assert_str_eq(deliver(0), "+news");
    ck_assert_str_eq(deliver(0), "");
    ck_assert_int_eq(due(), -1);
    su_now += 2 * H;
    ck_assert(!raise_at(NULL, "news"));
    ck_assert(clear_at(NULL, "news"));
    ck_assert(!clear_at(NULL, "news"));
    ck_assert_uint_eq(under_way(NULL), 1);
    int64_t wait = due();
    ck_assert(wait >= 300 && wait <= 600);
    su_now += wait * S + S;
    ck_assert_str_eq(deliver(0), "-news");
    ck_assert_uint_eq(under_way(NULL), 0);
    ck_assert(!clear_at(NULL, "news"));
    ck_assert(!clear_at(NULL, "never raised"));
}
END_TEST

START_TEST(what_comes_together_is_told_together) {
    let("alert-mail", "a@example.org, b@example.org");
    let("alert-ntfy", "https://ntfy.example/topic");
    for (int i = 0; i < 3; i++) {
        char name[2] = {(char)('a' + i), 0};
        ck_assert(raise_at(NULL, name));
        su_now += 2 * S;
    }
    ck_assert_int_eq(due(), 4);
    su_now += 4 * S;
    for (size_t i = 0; i < 3; i++) ck_assert_str_eq(deliver(i), "+a +b +c");
    su_now += 30 * S; /* those that follow soon wait for each other */
    ck_assert(raise_at(NULL, "d"));
    su_now += 100 * S;
    ck_assert(raise_at(NULL, "e"));
    ck_assert_str_eq(deliver(0), "");
    su_now += due() * S;
    ck_assert_str_eq(deliver(0), "+d +e");
    su_now += H;
    for (const char *p = "abcde"; *p; p++) { /* and so do the ends */
        char name[2] = {*p, 0};
        ck_assert(clear_at(NULL, name));
        su_now += S;
    }
    su_now += 10 * MIN;
    ck_assert_str_eq(deliver(0), "-a -b -c -d -e");
}
END_TEST

/* Fails and works in turn every ten minutes for a day: a handful of messages, not three hundred. */
START_TEST(what_comes_and_goes_is_held) {
    int said = 0;
    mh_alert_info i;
    let("alert-telegram", "1");
    ck_assert(raise_at(NULL, "news"));
    su_now += 2 * MIN;
    ck_assert_str_eq(deliver(0), "+news");
    ck_assert(clear_at(NULL, "news"));
    su_now += 2 * MIN;
    ck_assert(!raise_at(NULL, "news")); /* nobody heard that it was over */
    ck_assert_int_eq(due(), -1);
    for (int k = 0; k < 144; k++) {
        su_now += 10 * MIN;
        if (k % 2)
            raise_at(NULL, "news");
        else
            clear_at(NULL, "news");
        said += deliver(0)[0] != '\0';
    }
    ck_assert_int_le(said, 6);
    ck_assert_uint_eq(under_way(&i), 1);
    ck_assert_int_gt(i.back, 20);
    clear_at(NULL, "news");
    ck_assert_int_gt(due(), 3600);
    ck_assert_int_le(due(), 6 * 3600 + 300);
    su_now += 7 * H;
    ck_assert_str_eq(deliver(0), "-news");
    su_now += 30 * H; /* that is forgotten */
    ck_assert(raise_at(NULL, "news"));
    under_way(&i);
    ck_assert_int_eq(i.back, 0);
    su_now += 10 * S;
    ck_assert_str_eq(deliver(0), "+news");
}
END_TEST

START_TEST(quiet_hours_hold_and_drop_nothing) {
    mh_schedule s = {.timezone = MH_VIEW("Asia/Dushanbe"), .quiets = 1}; /* UTC+5 */
    su_ok(mh_quiet_parse(&s.quiet[0], MH_VIEW("13:00-15:00"), su_e));
    let("alert-mail", "a@example.org");
    ck_assert(raise_at(&s, "news")); /* 13:00 there */
    ck_assert_int_eq(due(), 7200);
    ck_assert(raise_at(NULL, "free"));
    ck_assert_int_eq(due(), 10);
    let("alert-quiet", "08:00-08:30, 10:00-11:00");
    su_now += S;
    ck_assert(raise_at(NULL, "held"));
    ck_assert(raise_at(&s, "both")); /* its quiet ends where the other begins */
    su_now += 10 * S;
    ck_assert_str_eq(deliver(0), "+free");
    su_now += 30 * MIN;
    ck_assert_str_eq(deliver(0), "+held");
    su_now += H;
    ck_assert_str_eq(deliver(0), "");
    ck_assert(clear_at(&s, "news"));
    su_now += 30 * MIN;
    ck_assert_str_eq(deliver(0), "+news");
    su_now += H;
    ck_assert_str_eq(deliver(0), "+both -news");
}
END_TEST

START_TEST(each_receiver_for_itself) {
    let("alert-mail", "a@example.org");
    ck_assert(raise_at(NULL, "news"));
    su_now += 11 * S;
    ck_assert_str_eq(deliver(0), "+news");
    let("alert-mail", "b@example.org"); /* one that came later is told what is new to it */
    ck_assert_int_eq(due(), -1);
    ck_assert(clear_at(NULL, "news"));
    su_now += 10 * MIN;
    ck_assert_str_eq(deliver(0), "-news");
    let("alert-mail", "");
    ck_assert(!mh_alert_any(&set));
    ck_assert(raise_at(NULL, "other")); /* kept, though nobody is told */
    ck_assert_int_eq(due(), -1);
    ck_assert_uint_eq(under_way(NULL), 1);
}
END_TEST

START_TEST(dismissed_is_over) {
    mh_err e = {0};
    let("alert-mail", "a@example.org");
    ck_assert(raise_at(NULL, "news"));
    su_now += 11 * S;
    ck_assert_str_eq(deliver(0), "+news");
    ck_assert_int_eq(mh_alert_dismiss(st, MH_VIEW("new"), su_now, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_NOT_FOUND);
    su_ok(mh_alert_dismiss(st, MH_VIEW("news"), su_now, su_e));
    ck_assert_uint_eq(under_way(NULL), 0);
    ck_assert(!clear_at(NULL, "news"));
    ck_assert_int_eq(due(), -1);
}
END_TEST

static const struct {
    const char *mail, *webhook, *telegram, *ntfy, *shown, *words;
} receivers[] = {
    {"a@example.org, Desk <b@example.org>", "", "", "", "a@example.org|Desk <b@example.org>",
     "mail:a@example.org|mail:b@example.org"},
    {"", "https://hooks.example/T0/secret", "-100, 7", "", "hooks.example/...|-100|7",
     "post:hooks.example|secret:alert-webhook|post:api.telegram.org|secret:telegram-token|"
     "post:api.telegram.org|secret:telegram-token"},
    {"", "http://127.0.0.1:99/", "", "http://user:pw@[::1]:8080/t", "127.0.0.1:99|::1:8080/...",
     "net:127.0.0.1:99|secret:alert-webhook|net:[::1]:8080|secret:ntfy-token"},
    {"", "ftp://x.example/", "", "", "(no http address)", "secret:alert-webhook"}};

START_TEST(receivers_of_settings) {
    mh_receivers r;
    mh_names words = {0};
    mh_buf b = {0};
    let("alert-mail", receivers[_i].mail);
    let("alert-webhook", receivers[_i].webhook);
    let("alert-telegram", receivers[_i].telegram);
    let("alert-ntfy", receivers[_i].ntfy);
    mh_receivers_read(&r, &set);
    for (size_t i = 0; i < r.list.len; i++)
        mh_buf_printf(&b, "%s%.*s", i ? "|" : "", MH_FMT(r.list.ptr[i].box.shown));
    ck_view_eq(mh_buf_view(&b), receivers[_i].shown);
    mh_buf_reset(&b);
    mh_receivers_words(&r, &set, &words);
    for (size_t i = 0; i < words.len; i++) mh_buf_printf(&b, "%s%s", i ? "|" : "", words.ptr[i]);
    ck_view_eq(mh_buf_view(&b), receivers[_i].words);
    mh_buf_clear(&b);
    mh_names_clear(&words);
    mh_receivers_clear(&r);
}
END_TEST

TCase *tcase_host_alert(void) {
    TCase *t = tcase_create("host_alert");
    tcase_add_checked_fixture(t, begin, done);
    tcase_add_test(t, told_once_and_its_end);
    tcase_add_test(t, what_comes_together_is_told_together);
    tcase_add_test(t, what_comes_and_goes_is_held);
    tcase_add_test(t, quiet_hours_hold_and_drop_nothing);
    tcase_add_test(t, each_receiver_for_itself);
    tcase_add_test(t, dismissed_is_over);
    tcase_add_loop_test(t, receivers_of_settings, 0, (int)(sizeof receivers / sizeof *receivers));
    return t;
}
