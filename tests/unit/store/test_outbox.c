#include "store_util.h"

#include "store/outbox.h"
#include "store/runs.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define S INT64_C(1000000)

static const mh_outbox_box desk = {MH_VIEW_INIT("mail"), MH_VIEW_INIT("1"), MH_VIEW_INIT("desk")};
static const mh_outbox_box other = {MH_VIEW_INIT("mail"), MH_VIEW_INIT("2"), MH_VIEW_INIT("")};
static const mh_outbox_again again = {.tries = 3, .first_s = 60};

static bool push(mh_store *s, const mh_outbox_box *b, const char *key) {
    bool added;
    json_t *v = json_pack("{s:s}", "key", key);
    su_ok(mh_outbox_push(s, b, mh_view_of(key), MH_VIEW("title"), v, &added, su_e));
    json_decref(v);
    su_ok(mh_store_flush(s, su_e));
    return added;
}

static mh_store *open_run(int64_t *run) {
    mh_store *s = su_open();
    mh_runs_begin b = {.job = MH_VIEW("outbox")};
    su_ok(mh_runs_start(s, &b, run, su_e));
    mh_store_set_run(s, *run);
    return s;
}

/* The keys taken, joined by spaces; the last entry in *out. */
static const char *take(mh_store *s, const mh_outbox_box *b, const char *key, size_t limit,
                        mh_outbox_entry *out) {
    static char keys[256];
    mh_arena *a = mh_arena_new();
    mh_outbox_entry *e;
    size_t n;
    keys[0] = '\0';
    mh_view k = key ? mh_view_of(key) : (mh_view){0};
    su_ok(mh_outbox_take(s, b, k, limit, a, &e, &n, su_e));
    su_ok(mh_store_flush(s, su_e));
    for (size_t i = 0; i < n; i++) {
        if (i) snprintf(keys + strlen(keys), sizeof keys - strlen(keys), "%s", " ");
        strncat(keys, e[i].key.ptr, e[i].key.len);
        ck_assert_str_eq(json_string_value(json_object_get(e[i].value, "key")),
                         keys + strlen(keys) - e[i].key.len);
        json_decref(e[i].value);
        if (out) *out = e[i];
    }
    mh_arena_free(a);
    return keys;
}

/* "key state, ..." oldest first. */
static const char *states(mh_store *s, unsigned which) {
    static char all[512];
    mh_arena *a = mh_arena_new();
    mh_outbox_entry *e;
    size_t n;
    mh_outbox_filter f = {.states = which};
    su_ok(mh_outbox_list(s, &f, a, &e, &n, su_e));
    all[0] = '\0';
    for (size_t i = n; i-- > 0;) {
        if (all[0]) snprintf(all + strlen(all), sizeof all - strlen(all), "%s", ", ");
        strncat(all, e[i].key.ptr, e[i].key.len);
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s", " ");
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s",
                 mh_outbox_state_name(e[i].state));
    }
    mh_arena_free(a);
    return all;
}

START_TEST(told_once) {
    int64_t run;
    mh_outbox_entry e;
    mh_err err;
    mh_store *s = open_run(&run);
    ck_assert_str_eq(take(s, &desk, NULL, 9, NULL), "");
    ck_assert(push(s, &desk, "a"));
    ck_assert(!push(s, &desk, "a"));
    ck_assert(push(s, &other, "a"));
    ck_assert(push(s, &desk, "b"));
    ck_assert(push(s, &desk, "c"));
    ck_assert_str_eq(take(s, &desk, "b", 9, &e), "b");
    ck_assert_str_eq(take(s, &desk, "b", 9, NULL), "");
    su_ok(mh_outbox_delivered(s, e.id, e.tries, 100, su_e));
    ck_assert_int_eq(mh_outbox_delivered(s, e.id, e.tries, 0, &err), MH_FAIL);
    ck_assert_int_eq(err.code, MH_E_NOT_FOUND);
    ck_assert_str_eq(take(s, &desk, NULL, 1, &e), "a");
    su_ok(mh_outbox_release(s, e.id, e.tries, su_e));
    ck_assert_str_eq(take(s, &desk, NULL, 9, &e), "a c");
    ck_assert_int_eq(e.tries, 0);
    ck_assert_str_eq(states(s, 0), "a sending, a pending, b delivered, c sending");
    ck_assert(!push(s, &desk, "b"));
    su_now += 101 * S; /* it need no longer be remembered */
    ck_assert(push(s, &desk, "b"));
    ck_assert_str_eq(take(s, &desk, NULL, 9, NULL), "b");
    mh_store_close(s);
}
END_TEST

START_TEST(failures_are_tried_again) {
    int64_t run;
    mh_outbox_entry e;
    bool final;
    mh_err err;
    mh_store *s = open_run(&run);
    push(s, &desk, "a");
    for (int i = 0; i < 3; i++) {
        ck_assert_str_eq(take(s, &desk, NULL, 9, &e), "a");
        ck_assert_int_eq(e.tries, i);
        su_ok(mh_outbox_failed(s, e.id, e.tries, MH_VIEW("refused"), &again, &final, su_e));
        ck_assert_int_eq(final, i == 2);
        ck_assert_str_eq(take(s, &desk, NULL, 9, NULL), "");
        su_now += (60 << i) * S;
    }
    su_now += 100 * 86400 * S;
    ck_assert_str_eq(take(s, &desk, NULL, 9, NULL), "");
    ck_assert_str_eq(states(s, 0), "a failed");
    su_ok(mh_outbox_retry(s, e.id, su_e));
    ck_assert_str_eq(take(s, &desk, NULL, 9, &e), "a");
    ck_assert_int_eq(mh_outbox_retry(s, e.id, &err), MH_FAIL);
    ck_assert_int_eq(err.code, MH_E_USAGE);
    su_ok(mh_outbox_unsure(s, e.id, e.tries, MH_VIEW("no answer"), su_e));
    ck_assert_str_eq(take(s, &desk, NULL, 9, NULL), "");
    ck_assert(!push(s, &desk, "a"));
    su_ok(mh_outbox_drop(s, e.id, su_e));
    ck_assert_str_eq(states(s, 0), "a dropped");
    ck_assert(!push(s, &desk, "a"));
    su_ok(mh_outbox_retry(s, e.id, su_e));
    ck_assert_str_eq(take(s, &desk, NULL, 9, &e), "a");
    su_ok(mh_outbox_delivered(s, e.id, e.tries, 0, su_e));
    ck_assert_int_eq(mh_outbox_drop(s, e.id, &err), MH_FAIL);
    ck_assert_int_eq(mh_outbox_retry(s, e.id, &err), MH_FAIL);
    ck_assert_int_eq(mh_outbox_retry(s, 99, &err), MH_FAIL);
    ck_assert_int_eq(err.code, MH_E_NOT_FOUND);
    mh_store_close(s);
}
END_TEST

/* A child takes an entry and is gone before it says what became of it. */
START_TEST(a_dead_run_leaves_it_uncertain) {
    int64_t run;
    mh_store *s = open_run(&run);
    push(s, &desk, "a");
    push(s, &desk, "b");
    pid_t pid = fork();
    if (pid == 0) {
        int64_t own;
        mh_store *c = open_run(&own);
        if (strcmp(take(c, &desk, NULL, 1, NULL), "a") != 0) _exit(1);
        _exit(0); /* no close: as if it was killed */
    }
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
    ck_assert_str_eq(states(s, 1U << MH_OUTBOX_UNCERTAIN), "a uncertain");
    ck_assert_str_eq(states(s, 1U << MH_OUTBOX_SENDING), "");
    int64_t n[MH_OUTBOX_N];
    su_ok(mh_outbox_count(s, &desk, n, su_e));
    ck_assert_int_eq(n[MH_OUTBOX_UNCERTAIN], 1);
    ck_assert_int_eq(n[MH_OUTBOX_PENDING], 1);
    ck_assert_str_eq(take(s, &desk, NULL, 9, NULL), "b");
    ck_assert_int_eq(su_int("SELECT state FROM outbox WHERE key = 'a'"), MH_OUTBOX_UNCERTAIN);
    ck_assert_str_eq(states(s, 0), "a uncertain, b sending");
    mh_store_close(s);
}
END_TEST

START_TEST(damaged_values_do_not_stop_others) {
    int64_t run;
    mh_store *s = open_run(&run);
    push(s, &desk, "a");
    push(s, &desk, "b");
    su_ok(mh_sql_exec(s, "UPDATE outbox SET value = '{' WHERE key = 'a'", su_e, "damage"));
    ck_assert_str_eq(take(s, &desk, NULL, 9, NULL), "b");
    ck_assert_str_eq(states(s, 0), "a failed, b sending");
    mh_store_close(s);
}
END_TEST

START_TEST(names_are_checked) {
    mh_store *s = su_open();
    mh_err err;
    bool added;
    mh_outbox_box none = {MH_VIEW_INIT("mail"), MH_VIEW_INIT(""), MH_VIEW_INIT("")};
    ck_assert_int_eq(mh_outbox_push(s, &none, MH_VIEW("k"), MH_VIEW(""), NULL, &added, &err),
                     MH_FAIL);
    ck_assert_int_eq(err.code, MH_E_USAGE);
    ck_assert_int_eq(mh_outbox_push(s, &desk, MH_VIEW(""), MH_VIEW(""), NULL, &added, &err),
                     MH_FAIL);
    ck_assert_int_eq(err.code, MH_E_USAGE);
    size_t n;
    su_ok(mh_outbox_forget(s, &n, su_e));
    ck_assert_uint_eq(n, 0);
    mh_store_close(s);
}
END_TEST

START_TEST(held_and_taken_back) {
    int64_t run, at;
    bool added, gone;
    mh_store *s = open_run(&run);
    su_ok(mh_outbox_next(s, &desk, &at, su_e));
    ck_assert(at == INT64_MAX);
    json_t *v = json_pack("{s:s}", "key", "held");
    su_ok(mh_outbox_push_at(s, &desk, MH_VIEW("held"), MH_VIEW(""), v, su_now + 60 * S, &added,
                            su_e));
    ck_assert(added);
    su_ok(mh_outbox_next(s, &desk, &at, su_e));
    ck_assert_int_eq((at - su_now) / S, 60);
    su_ok(mh_outbox_next(s, &other, &at, su_e));
    ck_assert(at == INT64_MAX);
    ck_assert_str_eq(take(s, &desk, NULL, 10, NULL), "");
    su_ok(mh_outbox_withdraw(s, &other, MH_VIEW("held"), &gone, su_e));
    ck_assert(!gone);
    su_ok(mh_outbox_withdraw(s, &desk, MH_VIEW("held"), &gone, su_e));
    ck_assert(gone);
    su_ok(mh_outbox_withdraw(s, &desk, MH_VIEW("held"), &gone, su_e));
    ck_assert(!gone);
    su_ok(mh_outbox_push_at(s, &desk, MH_VIEW("held"), MH_VIEW(""), v, su_now + 60 * S, &added,
                            su_e));
    ck_assert(added); /* as if it had never been there */
    json_decref(v);
    su_now += 60 * S;
    ck_assert_str_eq(take(s, &desk, NULL, 10, NULL), "held");
    su_ok(mh_outbox_withdraw(s, &desk, MH_VIEW("held"), &gone, su_e));
    ck_assert(!gone); /* it is being told */
    mh_store_close(s);
}
END_TEST

TCase *tcase_store_outbox(void) {
    TCase *t = tcase_create("store_outbox");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, told_once);
    tcase_add_test(t, failures_are_tried_again);
    tcase_add_test(t, a_dead_run_leaves_it_uncertain);
    tcase_add_test(t, damaged_values_do_not_stop_others);
    tcase_add_test(t, held_and_taken_back);
    tcase_add_test(t, names_are_checked);
    return t;
}
