#include "unit.h"

#include "base/fs.h"
#include "net/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define START INT64_C(1790000000123456)

static char path[64];

static const mh_record_info info = {.agent = "minehost/x",
                                    .job = "a\r\njob",
                                    .start_us = START,
                                    .seed = UINT64_C(0xfedcba9876543210)};

static mh_recorder *record(const char *tail) {
    mh_recorder *r = NULL;
    mh_err e = {0};
    snprintf(path, sizeof path, "test-%ld.warc%s", (long)getpid(), tail);
    ck_assert_msg(mh_recorder_open(&r, path, &info, &e) == MH_OK, "%s", e.msg);
    return r;
}

static mh_replay *replay(void) {
    mh_replay *r = NULL;
    mh_err e = {0};
    ck_assert_msg(mh_replay_open(&r, path, &e) == MH_OK, "%s", e.msg);
    return r;
}

static mh_head head_of(const char *lines) {
    mh_head h = {0};
    mh_view rest = mh_view_of(lines), line;
    while (mh_view_split(&rest, '\n', &line))
        ck_assert(mh_head_line(&h, line, (mh_head_limits){65536, 0}, NULL) == MH_OK);
    ck_assert(mh_head_line(&h, MH_VIEW("\r\n"), (mh_head_limits){65536, 0}, NULL) == MH_OK);
    return h;
}

static const char page_head[] = "HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Encoding: gzip\n"
                                "Content-Length: 12\nX-A: 1\nX-A: 2";

static mh_exchange exchange(const mh_head *h, const char *url, const char *body, int64_t at) {
    return (mh_exchange){.method = MH_VIEW("GET"),
                         .url = mh_view_of(url),
                         .status = h ? h->status : 0,
                         .head = h,
                         .body = mh_view_of(body),
                         .addr = "127.0.0.1",
                         .start_us = START + at,
                         .end_us = START + at + 1000,
                         .first_ms = 3};
}

static void put(mh_recorder *r, mh_exchange *x) {
    mh_err e = {0};
    if (x->ask == 0) x->ask = mh_recorder_ask(r);
    ck_assert_msg(mh_recorder_put(r, x, &e) == MH_OK, "%s", e.msg);
}

static void put_page(mh_recorder *r, const char *url, const char *body, int64_t at) {
    mh_head h = head_of(page_head);
    mh_exchange x = exchange(&h, url, body, at);
    put(r, &x);
    mh_head_clear(&h);
}

/* The body of the next answer for a GET of url, or the name of its error. */
static const char *next(mh_replay *r, const char *url) {
    static char text[200];
    mh_replayed x;
    mh_err e = {0};
    if (mh_replay_next(r, MH_VIEW("GET"), mh_view_of(url), (mh_view){0}, &x, &e) != MH_OK)
        return mh_code_name(e.code);
    snprintf(text, sizeof text, "%.*s", MH_FMT(mh_buf_view(&x.body)));
    if (x.err.code) snprintf(text, sizeof text, "%s", mh_code_name(x.err.code));
    mh_replayed_clear(&x);
    return text;
}

START_TEST(an_answer_comes_back_as_it_was) {
    static const char *const tails[] = {"", ".gz"};
    for (int i = 0; i < 2; i++) {
        mh_recorder *r = record(tails[i]);
        put_page(r, "http://h/a?b=c#d", "<p>body\r\n", 5000);
        ck_assert(mh_recorder_close(r, NULL) == MH_OK);
        mh_replay *p = replay();
        mh_record_info got;
        mh_replayed x;
        mh_err e = {0};
        ck_assert(mh_replay_info(p, &got));
        ck_assert_int_eq(got.start_us, START);
        ck_assert_uint_eq(got.seed, info.seed);
        ck_assert_str_eq(got.job, "a  job");
        ck_assert(!mh_replay_is_cut(p));
        ck_assert_msg(mh_replay_next(p, MH_VIEW("GET"), MH_VIEW("HTTP://H:80/a?b=c"), (mh_view){0},
                                     &x, &e) == MH_OK,
                      "%s", e.msg);
        ck_assert_int_eq(x.err.code, MH_E_NONE);
        ck_assert_int_eq(x.status, 200);
        ck_view_eq(mh_buf_view(&x.body), "<p>body\r\n");
        ck_assert_uint_eq(mh_head_len(&x.head), 5);
        ck_view_eq(mh_head_get(&x.head, MH_VIEW("content-encoding")), "gzip");
        ck_view_eq(mh_head_get(&x.head, MH_VIEW("content-length")), "12");
        ck_view_eq(mh_head_name(&x.head, 0), "Content-Type");
        ck_view_eq(mh_head_value(&x.head, 4), "2");
        ck_assert_int_eq(x.start_us, START + 5000);
        ck_assert_int_eq(x.end_us, START + 6000);
        ck_assert_int_eq(x.first_ms, 3);
        ck_assert_str_eq(x.addr, "127.0.0.1");
        mh_replayed_clear(&x);
        ck_assert_str_eq(next(p, "http://h/a?b=d"), "not_found");
        ck_assert(mh_replay_next(p, MH_VIEW("HEAD"), MH_VIEW("http://h/a?b=c"), (mh_view){0}, &x,
                                 &e) == MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_NOT_FOUND);
        ck_assert(strstr(e.msg, path) != NULL && strstr(e.msg, "HEAD http://h/a?b=c") != NULL);
        mh_replay_free(p);
        unlink(path);
    }
}
END_TEST

START_TEST(answers_of_one_address_come_in_order_and_the_last_stays) {
    mh_recorder *r = record("");
    put_page(r, "http://h/", "1", 0);
    put_page(r, "http://h/x", "x", 1);
    put_page(r, "http://h/", "2", 2);
    put_page(r, "smtp://h/y", "whatever has an address", 3);
    mh_recorder_close(r, NULL);
    mh_replay *p = replay();
    /* other tickets than in the recording: in order */
    ck_assert_str_eq(next(p, "http://h/x"), "x");
    ck_assert_str_eq(next(p, "http://h/"), "1");
    ck_assert_str_eq(next(p, "http://h/"), "2");
    ck_assert_str_eq(next(p, "http://h/"), "2");
    ck_assert_str_eq(next(p, "http://h/x"), "x");
    ck_assert_str_eq(next(p, "smtp://h/y"), "whatever has an address");
    mh_replay_free(p);
    unlink(path);
}
END_TEST

/* Three ask for one address at once, the second gives up; the third's answer comes first. */
START_TEST(tickets_give_each_its_own) {
    mh_recorder *r = record("");
    mh_head h = head_of(page_head);
    uint64_t a = mh_recorder_ask(r), b = mh_recorder_ask(r), c = mh_recorder_ask(r);
    mh_exchange x = exchange(&h, "http://h/", "of c", 10);
    x.ask = c;
    put(r, &x);
    x = exchange(NULL, "http://h/", "", 20);
    x.ask = b;
    x.err = (mh_err){.code = MH_E_CANCELLED};
    put(r, &x);
    x = exchange(&h, "http://h/", "of a", 30);
    x.ask = a;
    put(r, &x);
    mh_head_clear(&h);
    mh_recorder_close(r, NULL);
    mh_replay *p = replay();
    mh_replayed got;
    ck_assert_str_eq(next(p, "http://h/"), "of a");
    ck_assert(mh_replay_next(p, MH_VIEW("GET"), MH_VIEW("http://h/"), (mh_view){0}, &got, NULL) ==
              MH_OK);
    ck_assert_int_eq(got.err.code, MH_E_CANCELLED);
    ck_assert_int_eq(got.end_us, INT64_MAX);
    mh_replayed_clear(&got);
    ck_assert_str_eq(next(p, "http://h/"), "of c");
    mh_replay_free(p);
    unlink(path);
}
END_TEST

START_TEST(failures_come_back_alike) {
    mh_recorder *r = record(".gz");
    mh_head h = head_of("HTTP/1.1 206 x\nContent-Length: 999\nSet-Cookie: sid=verysecret");
    mh_exchange x = exchange(NULL, "http://h/slow", "", 0);
    mh_fail_retry(&x.err, MH_E_TIMEOUT, "not finished\r\nwithin 3 s");
    put(r, &x);
    x = exchange(&h, "http://h/half", "ignored", 1);
    mh_fail(&x.err, MH_E_PARTIAL, "ended early, verysecret");
    put(r, &x);
    mh_recorder_close(r, NULL);
    mh_head_clear(&h);
    mh_replay *p = replay();
    mh_replayed got;
    ck_assert_uint_eq(mh_replay_len(p), 2);
    ck_assert(mh_replay_next(p, MH_VIEW("GET"), MH_VIEW("http://h/slow"), (mh_view){0}, &got,
                             NULL) == MH_OK);
    ck_assert_int_eq(got.err.code, MH_E_TIMEOUT);
    ck_assert(got.err.retry);
    ck_assert_str_eq(got.err.msg, "not finished  within 3 s");
    ck_assert_int_eq(got.status, 0);
    mh_replayed_clear(&got);
    ck_assert(mh_replay_next(p, MH_VIEW("GET"), MH_VIEW("http://h/half"), (mh_view){0}, &got,
                             NULL) == MH_OK);
    ck_assert_int_eq(got.err.code, MH_E_PARTIAL);
    ck_assert(!got.err.retry);
    ck_assert_int_eq(got.status, 206);
    ck_view_eq(mh_head_get(&got.head, MH_VIEW("content-length")), "999");
    ck_assert_str_eq(got.err.msg, "ended early, REDACTED");
    ck_assert_uint_eq(got.body.len, 0);
    mh_replayed_clear(&got);
    mh_replay_free(p);
    unlink(path);
}
END_TEST

static void put_post(mh_recorder *r, const char *sent, const char *body) {
    mh_head h = head_of(page_head);
    char *lines[] = {"Content-Type: application/x-www-form-urlencoded", "Content-Length: 3",
                     "X-Empty;"};
    mh_exchange x = exchange(&h, "http://h/form", body, 0);
    x.method = MH_VIEW("POST");
    x.lines = lines;
    x.n_lines = 3;
    x.sent = mh_view_of(sent);
    put(r, &x);
    mh_head_clear(&h);
}

static const char *post(mh_replay *p, const char *sent) {
    static char text[40];
    mh_replayed x;
    ck_assert(mh_replay_next(p, MH_VIEW("POST"), MH_VIEW("http://h/form"), mh_view_of(sent), &x,
                             NULL) == MH_OK);
    snprintf(text, sizeof text, "%.*s", MH_FMT(mh_buf_view(&x.body)));
    mh_replayed_clear(&x);
    return text;
}

START_TEST(what_was_sent_tells_answers_apart) {
    mh_recorder *r = record("");
    put_post(r, "q=a&token=t1", "of a");
    put_post(r, "q=b&token=t1", "of b");
    put_post(r, "q=c&token=t1", "of c");
    mh_recorder_close(r, NULL);
    mh_replay *p = replay();
    ck_assert_str_eq(post(p, "q=b&token=another"), "of b");
    ck_assert_str_eq(post(p, "q=zzz"), "of a"); /* nothing like it: the next one */
    ck_assert_str_eq(post(p, "q=c&token="), "of c");
    ck_assert_str_eq(post(p, "q=b&token=x"), "of b"); /* given already: the last of its kind */
    mh_replay_free(p);
    unlink(path);
}
END_TEST

/* One exchange with a secret in every place that there is. */
static void put_secrets(mh_recorder *r) {
    mh_head h = head_of("HTTP/1.1 200 OK\nContent-Type: application/json\n"
                        "Set-Cookie: s=cookie-secret; Path=/\nX-Note: told+secret\n"
                        "Location: /?token=loc-secret");
    char *lines[] = {"Authorization: Basic dXNlcjpiYXNpYy1zZWNyZXQ=", "X-Api-Key: key-secret",
                     "Cookie: c=cookie2-secret", "Accept: text/html"};
    mh_exchange x = exchange(&h, "http://user:info-secret@h/told+secret/?sid=query-secret", "", 0);
    x.method = MH_VIEW("POST");
    x.lines = lines;
    x.n_lines = 4;
    x.sent = MH_VIEW("password=sent-secret&a=key-secret");
    x.body = MH_VIEW("{\"refresh_token\":\"body-secret\",\"t\":\"cookie-secret cookie2-secret "
                     "query-secret info-secret basic-secret key-secret sent-secret loc-secret "
                     "told%2Bsecret dG9sZCtzZWNyZXQ=\"}");
    put(r, &x);
    mh_head_clear(&h);
}

START_TEST(no_secret_is_in_the_file) {
    mh_recorder *r = record("");
    mh_buf file = {0};
    mh_recorder_secret(r, MH_VIEW("told+secret"));
    put_secrets(r);
    mh_recorder_close(r, NULL);
    ck_assert(mh_fs_read(&file, path, 0, NULL) == MH_OK);
    mh_view v = mh_buf_view(&file);
    ck_assert_msg(mh_view_ifind(v, MH_VIEW("secret"), 0) == SIZE_MAX, "%s", file.ptr);
    ck_assert(mh_view_find(v, MH_VIEW("dXNlcjpi"), 0) == SIZE_MAX);
    ck_assert(mh_view_find(v, MH_VIEW("dG9sZC"), 0) == SIZE_MAX);
    ck_assert(mh_view_find(v, MH_VIEW("Accept: text/html\r\n"), 0) != SIZE_MAX);
    ck_assert(mh_view_find(v, MH_VIEW("POST /REDACTED/?sid=REDACTED HTTP/1.1\r\nHost: h\r\n"), 0) !=
              SIZE_MAX);
    mh_buf_clear(&file);
    mh_replay *p = replay();
    mh_replayed x;
    mh_err e = {0};
    mh_view sent = MH_VIEW("password=other&a=b"), method = MH_VIEW("POST");
    ck_assert(mh_replay_next(p, method, MH_VIEW("http://h/other-word/?sid=1"), sent, &x, NULL) ==
              MH_FAIL);
    mh_replay_secret(p, MH_VIEW("other-word"));
    ck_assert_msg(
        mh_replay_next(p, method, MH_VIEW("http://u:v@h/other-word/?sid=1"), sent, &x, &e) == MH_OK,
        "%s", e.msg);
    ck_view_eq(mh_head_get(&x.head, MH_VIEW("set-cookie")), "REDACTED");
    ck_view_eq(mh_head_get(&x.head, MH_VIEW("location")), "/?token=REDACTED");
    mh_replayed_clear(&x);
    mh_replay_free(p);
    unlink(path);
}
END_TEST

START_TEST(a_recording_that_breaks_off_is_used_up_to_there) {
    mh_recorder *r = record(".gz");
    mh_buf file = {0};
    put_page(r, "http://h/1", "1", 0);
    put_page(r, "http://h/2", "2", 0);
    mh_recorder_close(r, NULL);
    ck_assert(mh_fs_read(&file, path, 0, NULL) == MH_OK);
    ck_assert(mh_fs_write(path, mh_view_sub(mh_buf_view(&file), 0, file.len - 30), NULL) == MH_OK);
    mh_replay *p = replay();
    ck_assert(mh_replay_is_cut(p));
    ck_assert_str_eq(next(p, "http://h/1"), "1");
    ck_assert_str_eq(next(p, "http://h/2"), "not_found");
    mh_replay_free(p);
    unlink(path);
    mh_buf_clear(&file);
}
END_TEST

START_TEST(what_is_no_recording_is_told) {
    mh_err e = {0};
    mh_replay *p = NULL;
    snprintf(path, sizeof path, "test-%ld.warc", (long)getpid());
    ck_assert(mh_replay_open(&p, path, &e) == MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_NOT_FOUND);
    ck_assert(mh_fs_write(path, MH_VIEW("\n\n<html>\n"), NULL) == MH_OK);
    ck_assert(mh_replay_open(&p, path, &e) == MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_PARSE);
    ck_assert(strstr(e.msg, path) != NULL && strstr(e.msg, "byte 2") != NULL);
    ck_assert(mh_fs_write(path, MH_VIEW(""), NULL) == MH_OK);
    ck_assert(mh_replay_open(&p, path, &e) == MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_PARSE);
    unlink(path);
}
END_TEST

TCase *tcase_net_record(void) {
    TCase *t = tcase_create("net_record");
    tcase_add_test(t, an_answer_comes_back_as_it_was);
    tcase_add_test(t, answers_of_one_address_come_in_order_and_the_last_stays);
    tcase_add_test(t, tickets_give_each_its_own);
    tcase_add_test(t, failures_come_back_alike);
    tcase_add_test(t, what_was_sent_tells_answers_apart);
    tcase_add_test(t, no_secret_is_in_the_file);
    tcase_add_test(t, a_recording_that_breaks_off_is_used_up_to_there);
    tcase_add_test(t, what_is_no_recording_is_told);
    return t;
}
