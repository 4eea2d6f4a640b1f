#include "unit.h"

#include "net/head.h"

static const mh_head_limits limits = {1000, 3};

/* Feeds text line by line; the code of the first error. */
static mh_code feed(mh_head *h, const char *text) {
    mh_view v = mh_view_of(text);
    mh_err e = {0};
    for (size_t at = 0, end; at < v.len; at = end) {
        end = mh_view_find_byte(v, '\n', at);
        end = end == SIZE_MAX ? v.len : end + 1;
        if (mh_head_line(h, mh_view_sub(v, at, end), limits, &e) != MH_OK) return e.code;
    }
    return MH_E_NONE;
}

START_TEST(fields_are_kept_in_order) {
    mh_head h = {0};
    ck_assert_int_eq(feed(&h, "HTTP/1.1 100 Continue\r\nX: gone\r\n\r\n"
                              "HTTP/2 404\r\ncontent-TYPE:  text/html \r\nSet-Cookie: a\r\n"
                              "set-cookie: b\r\nX-Fold: one\r\n\ttwo\r\nNo colon\r\nBad name: x\r\n"
                              "X-Ctl: a\033b\r\nX-Latin: \xE9t\xE9 "
                              "\xC3\xA9\r\nEmpty:\r\nContent-Length: 12, 12\r\n\r\n"
                              "Trailer: late\r\n"),
                     MH_E_NONE);
    ck_assert_int_eq(h.status, 404);
    ck_assert(h.complete);
    ck_assert_int_eq(h.interim, 1);
    ck_assert(h.has_length);
    ck_assert_uint_eq(h.length, 12);
    ck_view_eq(mh_head_get(&h, MH_VIEW("Content-Type")), "text/html");
    ck_view_eq(mh_head_get(&h, MH_VIEW("SET-COOKIE")), "a");
    ck_view_eq(mh_head_get(&h, MH_VIEW("x-fold")), "one two");
    ck_view_eq(mh_head_get(&h, MH_VIEW("x-ctl")), "ab");
    ck_view_eq(mh_head_get(&h, MH_VIEW("x-latin")), "\xEF\xBF\xBDt\xEF\xBF\xBD \xC3\xA9");
    ck_assert_ptr_null(mh_head_get(&h, MH_VIEW("x")).ptr);
    ck_assert_ptr_null(mh_head_get(&h, MH_VIEW("trailer")).ptr);
    mh_view empty = mh_head_get(&h, MH_VIEW("empty"));
    ck_assert(empty.ptr != NULL && empty.len == 0);
    ck_assert_uint_eq(mh_head_len(&h), 8);
    ck_view_eq(mh_head_name(&h, 2), "set-cookie");
    ck_view_eq(mh_head_value(&h, 2), "b");
    mh_head_clear(&h);
    ck_assert_uint_eq(mh_head_len(&h), 0);
}
END_TEST

START_TEST(values_are_trimmed_however_they_come) {
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"X: \xDE\r\n \r\n", "\xEF\xBF\xBD"}, /* folded into nothing */
        {"X: a\r\n\t\x01\r\n", "a"},          /* into a control character */
        {"X:\r\n a\r\n", "a"},                /* all of it on the second line */
        {"X: \x01 a \x7F\r\n", "a"},          /* white space behind controls */
        {"X: a\r\n \r\n\tb\r\n", "a b"},      /* over an empty line */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_head h = {0};
        ck_assert_int_eq(feed(&h, rows[i].text), MH_E_NONE);
        ck_view_eq(mh_head_get(&h, MH_VIEW("x")), rows[i].want);
        mh_head_clear(&h);
    }
}
END_TEST

START_TEST(broken_heads_are_errors) {
    static const struct {
        const char *text;
        mh_code want;
    } rows[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", MH_E_NONE},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length: 6\r\n", MH_E_PROTOCOL},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n", MH_E_PROTOCOL},
        {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n", MH_E_PROTOCOL},
        {"HTTP/1.1 200 OK\r\nContent-Length: +1\r\n", MH_E_PROTOCOL},
        {"HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n", MH_E_PROTOCOL},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5,\r\n", MH_E_PROTOCOL},
        {"HTTP/1.1 200 OK\r\nContent-Length:\r\n", MH_E_PROTOCOL},
        {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n", MH_E_TOO_LARGE},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n 6\r\n", MH_E_PROTOCOL},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n \r\n", MH_E_NONE},
        {"HTTP/1.1 101 Switching Protocols\r\n\r\n", MH_E_PROTOCOL},
        {"HTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 103 C\r\n\r\nHTTP/1.1 100 C\r\n",
         MH_E_PROTOCOL},
        {"\r\n \r\n:\r\n x\r\n", MH_E_NONE},
        {"HTTP/\r\n\r\n", MH_E_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_head h = {0};
        ck_assert_msg(feed(&h, rows[i].text) == rows[i].want, "%s", rows[i].text);
        mh_head_clear(&h);
    }
}
END_TEST

START_TEST(size_is_bounded_over_all_answers_and_trailers) {
    mh_head h = {0};
    mh_err e = {0};
    ck_assert_int_eq(feed(&h, "HTTP/1.1 200 OK\r\n\r\n"), MH_E_NONE);
    size_t n = 0;
    while (mh_head_line(&h, MH_VIEW("X-Trailer: 0123456789\r\n"), limits, &e) == MH_OK) n++;
    ck_assert_int_eq(e.code, MH_E_TOO_LARGE);
    ck_assert_uint_eq(n, (1000 - 19) / 23);
    mh_head_clear(&h);
}
END_TEST

START_TEST(fields_are_bounded) {
    mh_head h = {0};
    mh_err e = {0};
    mh_head_limits wide = {1 << 20, 3};
    ck_assert_int_eq(mh_head_line(&h, MH_VIEW("HTTP/1.1 200 OK\r\n"), wide, &e), MH_OK);
    while (mh_head_line(&h, MH_VIEW("A: b\r\n"), wide, &e) == MH_OK) {
    }
    ck_assert_int_eq(e.code, MH_E_TOO_LARGE);
    ck_assert_uint_eq(mh_head_len(&h), MH_HEAD_FIELDS);
    mh_head_clear(&h);
}
END_TEST

START_TEST(tokens_and_values) {
    ck_assert(mh_head_is_token(MH_VIEW("X-Api_Key!")));
    ck_assert(!mh_head_is_token(MH_VIEW("")));
    ck_assert(!mh_head_is_token(MH_VIEW("a b")));
    ck_assert(!mh_head_is_token(MH_VIEW("a:")));
    ck_assert(!mh_head_is_token(MH_VIEW("a\0")));
    ck_assert(mh_head_is_value(MH_VIEW("a\tb \xC3\xA9")));
    ck_assert(!mh_head_is_value(MH_VIEW("a\r\nX: y")));
    ck_assert(!mh_head_is_value(MH_VIEW("a\0b")));
}
END_TEST

START_TEST(heads_are_made_and_changed) {
    mh_head h = {0}, copy = {0};
    mh_buf text = {0}, all = {0};
    mh_head_read(&h, 200, MH_VIEW("A: 1\nb:2 \nno field\nA: 3\nbad name: x\nContent-Length: 7\n"));
    ck_assert(h.complete && h.status == 200 && h.has_length && h.length == 7);
    mh_head_write(&h, &text);
    ck_view_eq(mh_buf_view(&text), "A: 1\nb: 2\nA: 3\nContent-Length: 7\n");
    ck_assert(mh_head_all(&h, MH_VIEW("a"), &all));
    ck_view_eq(mh_buf_view(&all), "1, 3");
    ck_assert(!mh_head_all(&h, MH_VIEW("c"), &all));

    ck_assert(mh_head_set(&h, MH_VIEW("a"), mh_head_get(&h, MH_VIEW("b")))); /* of its own text */
    ck_assert(mh_head_add(&h, MH_VIEW("C"), MH_VIEW(" x\r\ny\xFF ")));
    ck_assert(!mh_head_add(&h, MH_VIEW("bad name"), MH_VIEW("x")));
    ck_assert(!mh_head_add(&h, MH_VIEW("content-length"), MH_VIEW("8")));
    ck_assert(h.has_length && h.length == 7);
    mh_buf_reset(&text);
    mh_head_write(&h, &text);
    ck_view_eq(mh_buf_view(&text), "b: 2\nContent-Length: 7\na: 2\nC: xy\xEF\xBF\xBD\n");

    ck_assert_uint_eq(mh_head_remove(&h, MH_VIEW("CONTENT-LENGTH")), 1);
    ck_assert(!h.has_length);
    ck_assert(mh_head_set(&h, MH_VIEW("Content-Length"), MH_VIEW("8")));
    ck_assert(h.has_length && h.length == 8);
    mh_head_copy(&copy, &h);
    ck_assert(copy.status == 200 && copy.length == 8 && mh_head_len(&copy) == 4);
    while (mh_head_add(&copy, MH_VIEW("n"), MH_VIEW(""))) {
    }
    ck_assert_uint_eq(mh_head_len(&copy), MH_HEAD_FIELDS);
    ck_assert_uint_eq(mh_head_remove(&copy, MH_VIEW("N")), MH_HEAD_FIELDS - 4);
    mh_head_clear(&h);
    mh_head_clear(&copy);
    mh_buf_clear(&text);
    mh_buf_clear(&all);
}
END_TEST

TCase *tcase_net_head(void) {
    TCase *t = tcase_create("net_head");
    tcase_add_test(t, fields_are_kept_in_order);
    tcase_add_test(t, values_are_trimmed_however_they_come);
    tcase_add_test(t, broken_heads_are_errors);
    tcase_add_test(t, size_is_bounded_over_all_answers_and_trailers);
    tcase_add_test(t, fields_are_bounded);
    tcase_add_test(t, tokens_and_values);
    tcase_add_test(t, heads_are_made_and_changed);
    return t;
}
