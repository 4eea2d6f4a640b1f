/* The answers that are kept for a capsule: bounded, written as a recording that a replay answers from. */
#include "unit.h"

#include "net/keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static mh_exchange answer(const char *url, const char *body, mh_head *head) {
    mh_head_read(head, 200, MH_VIEW("content-type: text/html\n"));
    return (mh_exchange){.method = MH_VIEW("GET"),
                         .url = mh_view_of(url),
                         .status = 200,
                         .head = head,
                         .body = mh_view_of(body),
                         .addr = ""};
}

static void add(mh_keep *k, const char *url, const char *final, const char *body) {
    mh_head head = {0};
    mh_exchange x = answer(url, body, &head);
    mh_keep_add(k, &x, mh_view_of(final), MH_VIEW("GET"));
    mh_head_clear(&head);
}

START_TEST(bounds) {
    mh_keep *k = mh_keep_new(20, 3);
    add(k, "http://e.example/1", "http://e.example/1", "12345678");
    add(k, "http://e.example/2", "http://e.example/2", "12345678");
    ck_assert_uint_eq(mh_keep_len(k), 2);
    add(k, "http://e.example/3", "http://e.example/3",
        "12345678"); /* the first goes for its bytes */
    ck_assert_uint_eq(mh_keep_len(k), 2);
    ck_assert_uint_eq(mh_keep_lost(k), 1);
    add(k, "http://e.example/4", "http://e.example/4", "");
    add(k, "http://e.example/5", "http://e.example/5", ""); /* and the next for their number */
    ck_assert_uint_eq(mh_keep_len(k), 3);
    ck_assert_uint_eq(mh_keep_lost(k), 2);
    add(k, "http://e.example/6", "http://e.example/6", "over half of what may be kept");
    ck_assert_uint_eq(mh_keep_len(k), 3);
    ck_assert_uint_eq(mh_keep_lost(k), 3);
    mh_keep_free(k);
    mh_keep_free(NULL);
}
END_TEST

START_TEST(written) {
    char path[] = "keep.XXXXXX";
    int fd = mkstemp(path);
    mh_err e = {0};
    mh_recorder *to = NULL;
    mh_replay *from = NULL;
    mh_replayed got;
    mh_buf note = {0};
    close(fd);
    unlink(path);
    mh_keep *k = mh_keep_new(1000, 10);
    add(k, "http://e.example/a?token=s3cretvalue", "http://e.example/b", "the page");
    mh_record_info info = {.job = "x", .start_us = 1000000, .seed = 5};
    ck_assert_int_eq(mh_recorder_open(&to, path, &info, &e), MH_OK);
    ck_assert_int_eq(mh_recorder_note(to, "urn:x", "text/plain", MH_VIEW("a note"), &e), MH_OK);
    ck_assert_int_eq(mh_keep_write(k, to, &e), MH_OK);
    ck_assert_int_eq(mh_recorder_close(to, &e), MH_OK);
    mh_keep_free(k);

    ck_assert_int_eq(mh_record_note_read(&note, path, "urn:x", 100, &e), MH_OK);
    ck_view_eq(mh_buf_view(&note), "a note");
    mh_buf_clear(&note);
    ck_assert_int_eq(mh_record_note_read(&note, path, "urn:y", 100, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_NOT_FOUND);
    mh_buf_clear(&note);
    ck_assert_int_eq(mh_record_note_read(&note, path, "urn:x", 3, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_TOO_LARGE);
    mh_buf_clear(&note);

    ck_assert_int_eq(mh_replay_open(&from, path, &e), MH_OK);
    ck_assert_uint_eq(mh_replay_len(from), 2); /* a redirect and the page; the note is no answer */
    ck_assert_int_eq(mh_replay_next(from, MH_VIEW("GET"),
                                    MH_VIEW("http://e.example/a?token=s3cretvalue"), (mh_view){0},
                                    &got, &e),
                     MH_OK);
    ck_assert_int_eq(got.status, 302);
    ck_view_eq(mh_head_get(&got.head, MH_VIEW("location")), "http://e.example/b");
    mh_replayed_clear(&got);
    ck_assert_int_eq(
        mh_replay_next(from, MH_VIEW("GET"), MH_VIEW("http://e.example/b"), (mh_view){0}, &got, &e),
        MH_OK);
    ck_assert_int_eq(got.status, 200);
    ck_view_eq(mh_buf_view(&got.body), "the page");
    mh_replayed_clear(&got);
    mh_replay_free(from);
    unlink(path);
}
END_TEST

TCase *tcase_net_keep(void) {
    TCase *t = tcase_create("net_keep");
    tcase_add_test(t, bounds);
    tcase_add_test(t, written);
    return t;
}
