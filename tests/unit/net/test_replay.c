/* Recordings as other tools write them. */
#include "unit.h"

#include "base/fs.h"
#include "net/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[64];
static mh_buf file;

/* One record: fields with "\n" for line ends; the block as it is. */
static void add(const char *fields, const char *block, size_t n) {
    mh_view rest = mh_view_of(fields), line;
    mh_buf_puts(&file, "WARC/1.0\r\n");
    while (mh_view_split(&rest, '\n', &line) && line.len > 0)
        mh_buf_printf(&file, "%.*s\r\n", MH_FMT(line));
    mh_buf_printf(&file, "Content-Length: %zu\r\n\r\n", n);
    mh_buf_put_n(&file, block, n);
    mh_buf_puts(&file, "\r\n\r\n");
}

#define HTTP "Content-Type: application/http; msgtype=response\n"
#define RESPONSE(uri)                                                                              \
    "WARC-Type: response\nWARC-Target-URI: " uri "\nWARC-Date: 2026-03-04T05:06:07Z\n" HTTP

static mh_replay *open_file(void) {
    mh_err e = {0};
    mh_replay *r = NULL;
    snprintf(path, sizeof path, "test-%ld.warc", (long)getpid());
    ck_assert(mh_fs_write(path, mh_buf_view(&file), NULL) == MH_OK);
    ck_assert_msg(mh_replay_open(&r, path, &e) == MH_OK, "%s", e.msg);
    mh_buf_clear(&file);
    return r;
}

/* "STATUS BODY", or the name of the error; x is the caller's to clear. */
static const char *ask(mh_replay *r, const char *method, const char *url, const char *sent) {
    static char text[300];
    mh_replayed x;
    mh_err e = {0};
    if (mh_replay_next(r, mh_view_of(method), mh_view_of(url), mh_view_of(sent), &x, &e) != MH_OK)
        return mh_code_name(e.code);
    if (x.err.code)
        snprintf(text, sizeof text, "%s", mh_code_name(x.err.code));
    else
        snprintf(text, sizeof text, "%d %.*s", x.status, MH_FMT(mh_buf_view(&x.body)));
    mh_replayed_clear(&x);
    return text;
}

static void done(mh_replay *r) {
    mh_replay_free(r);
    unlink(path);
}

/* gzip of "hello\n" */
static const char zipped[] = "\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb\x48\xcd\xc9\xc9\xe7\x02\0\x20\x30"
                             "\x3a\x36\x06\0\0\0";
#define ZIPPED (sizeof zipped - 1)

START_TEST(bodies_lose_their_codings) {
    static const struct {
        const char *head, *body;
        size_t n; /* 0: strlen */
        const char *want;
    } rows[] = {
        {"", "plain", 0, "200 plain"},
        {"Content-Length: 5\r\n", "plain", 0, "200 plain"},
        {"Content-Length: 9\r\n", "plain", 0, "partial"},
        {"Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n", 0,
         "200 hello world"},
        {"Transfer-Encoding: chunked\r\n", "5\nhello\n0\n", 0, "200 hello"},
        {"Transfer-Encoding: chunked\r\n", "not chunked at all", 0, "200 not chunked at all"},
        {"Transfer-Encoding: chunked\r\n", "5\r\nhello\r\nff\r\n world", 0, "partial"},
        {"Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n", 0, "partial"},
        {"Transfer-Encoding: chunked\r\n", "ffffffffffffffffff\r\nhello", 0,
         "200 ffffffffffffffffff\r\nhello"},
        {"Transfer-Encoding: chunked\r\n", "0\r\n\r\n", 0, "200 "},
        {"Content-Encoding: gzip\r\n", zipped, ZIPPED, "200 hello\n"},
        {"Content-Encoding: gzip\r\nContent-Length: 9999\r\n", "decoded by the tool", 0,
         "200 decoded by the tool"},
        {"Content-Encoding: gzip\r\n", zipped, ZIPPED - 9, "partial"},
        {"Content-Encoding: identity\r\n", "x", 0, "200 x"},
        {"Content-Encoding: x-unheard-of\r\n", "x", 0, "200 x"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf b = {0};
        mh_buf_printf(&b, "HTTP/1.1 200 OK\r\n%s\r\n", rows[i].head);
        mh_buf_put_n(&b, rows[i].body, rows[i].n ? rows[i].n : strlen(rows[i].body));
        add(RESPONSE("http://h/"), b.ptr, b.len);
        mh_replay *r = open_file();
        const char *got = ask(r, "GET", "http://h/", "");
        ck_assert_msg(strcmp(got, rows[i].want) == 0, "row %zu: %s", i, got);
        done(r);
        mh_buf_clear(&b);
    }
}
END_TEST

static void add_text(const char *fields, const char *block) {
    add(fields, block, strlen(block));
}

START_TEST(requests_tell_methods) {
    static const char ok[] = "HTTP/1.1 200 OK\r\n\r\n";
    mh_buf b = {0};
    /* the answer names its request, as wget has it; the request names its answer, as others do */
    add_text("WARC-Type: request\nWARC-Record-ID: <q1>\nWARC-Target-URI: <http://h/>",
             "POST / HTTP/1.1\r\nHost: h\r\n\r\na=1&token=xyz");
    mh_buf_printf(&b, "%sposted 1", ok);
    add_text(RESPONSE("<http://h/>") "WARC-Record-ID: <r1>\nWARC-Concurrent-To: <q1>", b.ptr);
    mh_buf_reset(&b);
    mh_buf_printf(&b, "%sposted 2", ok);
    add_text(RESPONSE("http://h") "WARC-Record-ID: <r2>", b.ptr);
    add_text("WARC-Type: request\nWARC-Record-ID: <q2>\nWARC-Concurrent-To: <r2>",
             "post / HTTP/1.1\r\n\r\na=2");
    mh_buf_reset(&b);
    mh_buf_printf(&b, "%sgot", ok);
    add_text(RESPONSE("http://h/"), b.ptr); /* without any */
    add_text("WARC-Type: request\nWARC-Record-ID: <q3>\nWARC-Concurrent-To: <r3>",
             "HEAD / HTTP/1.1\r\n\r\n");
    add_text(RESPONSE("http://h/") "WARC-Record-ID: <r3>",
             "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
    mh_replay *r = open_file();
    ck_assert_uint_eq(mh_replay_len(r), 4);
    ck_assert_str_eq(ask(r, "POST", "http://h/", "a=2"), "200 posted 2");
    ck_assert_str_eq(ask(r, "POST", "http://h/", "a=1&token=other"), "200 posted 1");
    ck_assert_str_eq(ask(r, "GET", "http://h/", ""), "200 got");
    ck_assert_str_eq(ask(r, "HEAD", "http://h/", ""), "200 ");
    ck_assert_str_eq(ask(r, "PUT", "http://h/", ""), "not_found");
    mh_buf_clear(&b);
    done(r);
}
END_TEST

#define REVISIT(uri, more)                                                                         \
    "WARC-Type: revisit\nWARC-Target-URI: " uri "\nWARC-Date: 2026-03-05T00:00:00Z\n" HTTP more

START_TEST(revisits_have_the_body_of_another) {
    static const char moved[] = "HTTP/1.1 203 Other\r\nX-New: 1\r\n\r\n";
    add_text(RESPONSE("http://h/a") "WARC-Record-ID: <a>\nWARC-Payload-Digest: sha1:AA",
             "HTTP/1.1 200 OK\r\n\r\nof a");
    add_text(RESPONSE("http://h/b") "WARC-Payload-Digest: sha1:BB", "HTTP/1.1 200 OK\r\n\r\nof b");
    add_text(REVISIT("http://h/1", "WARC-Refers-To: <a>"), moved);
    add_text(REVISIT("http://h/2", "WARC-Payload-Digest: sha1:BB"), moved);
    add_text(REVISIT("http://h/3", "WARC-Refers-To-Target-URI: <http://h/b>\n"
                                   "WARC-Refers-To-Date: 2026-03-04T05:06:07Z"),
             "");
    add_text(REVISIT("http://h/4", "WARC-Refers-To: <a>\nWARC-Profile: "
                                   "http://netpreserve.org/warc/1.1/revisit/server-not-modified"),
             "HTTP/1.1 304 Not Modified\r\n\r\n");
    add_text(REVISIT("http://h/b", "WARC-Payload-Digest: sha1:BB"), moved);
    add_text(REVISIT("http://h/6", "WARC-Payload-Digest: sha1:CC"), moved);
    mh_replay *r = open_file();
    ck_assert_str_eq(ask(r, "GET", "http://h/1", ""), "203 of a");
    ck_assert_str_eq(ask(r, "GET", "http://h/2", ""), "203 of b");
    ck_assert_str_eq(ask(r, "GET", "http://h/3", ""), "200 of b");
    ck_assert_str_eq(ask(r, "GET", "http://h/4", ""), "200 of a");
    ck_assert_str_eq(ask(r, "GET", "http://h/b", ""), "200 of b");
    ck_assert_str_eq(ask(r, "GET", "http://h/b", ""), "203 of b");
    ck_assert_str_eq(ask(r, "GET", "http://h/6", ""), "not_found");
    done(r);
}
END_TEST

START_TEST(other_records_are_passed_over) {
    mh_record_info info;
    mh_replayed x;
    add_text("WARC-Type: warcinfo\nWARC-Date: 2026-03-04T00:00:00Z\n"
             "Content-Type: application/warc-fields",
             "software: another\r\n");
    add_text("WARC-Type: response\nWARC-Target-URI: dns:h\nContent-Type: text/dns", "h. 1 IN A 1");
    add_text("WARC-Type: metadata\nWARC-Target-URI: http://h/m", "error: none of ours");
    add_text("WARC-Type: conversion\nWARC-Target-URI: http://h/c", "x");
    add_text("WARC-Type: resource\nWARC-Target-URI: http://h/r\nContent-Type: text/plain\n"
             "WARC-IP-Address: 1.2.3.4\nWARC-Date: 2026-03-04T05:06:07.25Z",
             "alone");
    mh_replay *r = open_file();
    ck_assert(!mh_replay_info(r, &info));
    ck_assert_int_eq(info.start_us, INT64_C(1772582400000000));
    ck_assert_uint_eq(mh_replay_len(r), 1);
    ck_assert_str_eq(ask(r, "GET", "http://h/m", ""), "not_found");
    ck_assert(mh_replay_next(r, MH_VIEW("GET"), MH_VIEW("http://h/r"), (mh_view){0}, &x, NULL) ==
              MH_OK);
    ck_assert_int_eq(x.status, 200);
    ck_view_eq(mh_buf_view(&x.body), "alone");
    ck_view_eq(mh_head_get(&x.head, MH_VIEW("content-type")), "text/plain");
    ck_assert(x.head.complete);
    ck_assert_str_eq(x.addr, "1.2.3.4");
    ck_assert_int_eq(x.end_us, INT64_C(1772600767250000));
    mh_replayed_clear(&x);
    done(r);
}
END_TEST

START_TEST(broken_answers_are_outcomes) {
    add_text(RESPONSE("http://h/1"), "this is no HTTP");
    add_text(RESPONSE("http://h/2"), "");
    add_text(RESPONSE("http://h/3"), "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n"
                                     "Content-Length: 2\r\n\r\nx");
    add_text(RESPONSE("http://h/4"), "HTTP/1.1 204 x\r\n\r\nbody");
    mh_replay *r = open_file();
    ck_assert_str_eq(ask(r, "GET", "http://h/1", ""), "protocol");
    ck_assert_str_eq(ask(r, "GET", "http://h/2", ""), "protocol");
    ck_assert_str_eq(ask(r, "GET", "http://h/3", ""), "protocol");
    ck_assert_str_eq(ask(r, "GET", "http://h/4", ""), "204 ");
    done(r);
}
END_TEST

TCase *tcase_net_replay(void) {
    TCase *t = tcase_create("net_replay");
    tcase_add_test(t, bodies_lose_their_codings);
    tcase_add_test(t, requests_tell_methods);
    tcase_add_test(t, revisits_have_the_body_of_another);
    tcase_add_test(t, other_records_are_passed_over);
    tcase_add_test(t, broken_answers_are_outcomes);
    return t;
}
