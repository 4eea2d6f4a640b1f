#include "unit.h"

#include "base/fs.h"
#include "net/warc.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

static char path[64];

static void name_file(const char *tail) {
    snprintf(path, sizeof path, "test-%ld.warc%s", (long)getpid(), tail);
}

static void save(mh_view v) {
    mh_err e = {0};
    name_file("");
    ck_assert_msg(mh_fs_write(path, v, &e) == MH_OK, "%s", e.msg);
}

static mh_buf gzip(mh_view v, int strategy) {
    z_stream z = {0};
    mh_buf out = {0};
    ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, 31, 9, strategy), Z_OK);
    mh_buf_reserve(&out, deflateBound(&z, v.len) + 64);
    z.next_in = (unsigned char *)(uintptr_t)v.ptr;
    z.avail_in = (unsigned)v.len;
    z.next_out = (unsigned char *)out.ptr;
    z.avail_out = (unsigned)out.cap;
    ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    out.len = out.cap - z.avail_out;
    deflateEnd(&z);
    return out;
}

/* The rest of the block as text. */
static mh_buf block(mh_warc_reader *w) {
    mh_buf b = {0};
    char tmp[7];
    mh_err e = {0};
    for (size_t got = 1; got > 0; mh_buf_put_n(&b, tmp, got))
        ck_assert_msg(mh_warc_read(w, tmp, sizeof tmp, &got, &e) == MH_OK, "%s", e.msg);
    return b;
}

static const char two[] = "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: <http://a/>\r\n"
                          "Content-Length: 5\r\n\r\nfirst\r\n\r\n"
                          "WARC/1.0\nwarc-type: x\nWARC-Target-URI: http://b/\n\t?folded\n"
                          "content-length: 6\n\nsecond\n\n";

/* Reads both records, then goes back to the first and to the second. */
static void check_two(void) {
    mh_err e = {0};
    mh_warc_reader *w = NULL;
    mh_head head = {0};
    mh_warc_pos at[3];
    bool more = false;
    ck_assert_msg(mh_warc_open(&w, path, &e) == MH_OK, "%s", e.msg);
    for (int i = 0; i < 5; i++) {
        int which = i == 2 ? 2 : i == 4 ? 0 : i % 2; /* first second end second first */
        if (i >= 3) ck_assert(mh_warc_seek(w, at[which], &e) == MH_OK);
        mh_warc_pos now;
        ck_assert_msg(mh_warc_next(w, &head, &now, &more, &e) == MH_OK, "%d: %s", i, e.msg);
        ck_assert(more == (which != 2));
        if (!more) continue;
        if (i < 3) at[which] = now;
        ck_view_eq(mh_warc_uri(&head), which ? "http://b/ ?folded" : "http://a/");
        mh_buf b = block(w);
        ck_view_eq(mh_buf_view(&b), which ? "second" : "first");
        mh_buf_clear(&b);
    }
    mh_head_clear(&head);
    mh_warc_close(w);
    unlink(path);
}

START_TEST(plain_files_are_read) {
    save(mh_view_of(two));
    check_two();
}
END_TEST

START_TEST(gzip_is_read_by_record_and_as_a_whole) {
    mh_view v = mh_view_of(two);
    size_t second = mh_view_find(v, MH_VIEW("WARC/1.0"), 0);
    mh_buf whole = gzip(v, Z_DEFAULT_STRATEGY);
    save(mh_buf_view(&whole));
    check_two();
    mh_buf a = gzip(mh_view_sub(v, 0, second), Z_DEFAULT_STRATEGY);
    mh_buf b = gzip(mh_view_sub(v, second, v.len), Z_DEFAULT_STRATEGY);
    mh_buf_put(&a, mh_buf_view(&b));
    save(mh_buf_view(&a));
    check_two();
    /* members that end in the middle of records */
    mh_buf_reset(&a);
    for (size_t at = 0; at < v.len; at += 17) {
        mh_buf piece = gzip(mh_view_sub(v, at, at + 17), Z_DEFAULT_STRATEGY);
        mh_buf_put(&a, mh_buf_view(&piece));
        mh_buf_clear(&piece);
    }
    save(mh_buf_view(&a));
    mh_err e = {0};
    mh_warc_reader *w = NULL;
    ck_assert(mh_warc_open(&w, path, &e) == MH_OK);
    mh_head head = {0};
    mh_warc_pos pos;
    bool more = false;
    ck_assert(mh_warc_next(w, &head, &pos, &more, &e) == MH_OK && more);
    ck_assert(mh_warc_next(w, &head, &pos, &more, &e) == MH_OK && more);
    ck_assert(mh_warc_seek(w, pos, &e) == MH_OK);
    ck_assert(mh_warc_next(w, &head, &pos, &more, &e) == MH_OK && more);
    ck_view_eq(mh_warc_uri(&head), "http://b/ ?folded");
    mh_head_clear(&head);
    mh_warc_close(w);
    unlink(path);
    mh_buf_clear(&whole);
    mh_buf_clear(&a);
    mh_buf_clear(&b);
}
END_TEST

/* The code of the first failure when all is read, NONE if there is none. */
static mh_code read_all(mh_view v) {
    mh_err e = {0};
    mh_warc_reader *w = NULL;
    mh_head head = {0};
    mh_warc_pos at;
    bool more = true;
    save(v);
    mh_rc rc = mh_warc_open(&w, path, &e);
    while (rc == MH_OK && more) rc = mh_warc_next(w, &head, &at, &more, &e);
    if (rc != MH_OK) ck_assert_msg(strstr(e.msg, path) != NULL, "%s", e.msg);
    mh_head_clear(&head);
    mh_warc_close(w);
    unlink(path);
    return rc == MH_OK ? MH_E_NONE : e.code;
}

START_TEST(damaged_files_are_told) {
    static const struct {
        const char *text;
        mh_code code;
    } rows[] = {
        {"", MH_E_NONE},
        {"\r\n\r\n", MH_E_NONE},
        {"WARC/1.1\r\nContent-Length: 0\r\n\r\n", MH_E_NONE},
        {"WARC/1.1\r\nContent-Length: 3\r\n\r\nabc", MH_E_NONE},
        {"<!doctype html>\n<p>x", MH_E_PARSE},
        {"WARC/2.0\r\nContent-Length: 0\r\n\r\n", MH_E_PARSE},
        {"WARC/1.1\r\nA: b\r\n\r\n", MH_E_PARSE},
        {"WARC/1.1\r\nContent-Length: -1\r\n\r\n", MH_E_PARSE},
        {"WARC/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", MH_E_PARSE},
        {"WARC/1.1\r\nContent-Length: 1\r\n\r\nabc", MH_E_PARTIAL}, /* then no line end */
        {"WARC/1.1\r\nContent-Length: 1\r\n\r\nabc\n", MH_E_PARSE},
        {"WARC/1.1\r\nContent-Length: 99\r\n\r\nabc", MH_E_PARTIAL},
        {"WARC/1.1\r\nContent-Length: 18446744073709551615\r\n\r\nabc", MH_E_PARTIAL},
        {"WARC/1.1\r\nContent-Length: 184467440737095516160\r\n\r\nabc", MH_E_TOO_LARGE},
        {"WARC/1.1\r\nContent-Len", MH_E_PARTIAL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_msg(read_all(mh_view_of(rows[i].text)) == rows[i].code, "row %zu", i);
}
END_TEST

START_TEST(hostile_files_cost_little) {
    mh_buf b = {0};
    mh_buf_puts(&b, "WARC/1.1\r\n");
    for (int i = 0; i < 10000; i++) mh_buf_puts(&b, "X: 0123456789\r\n");
    ck_assert_int_eq(read_all(mh_buf_view(&b)), MH_E_TOO_LARGE);
    mh_buf_reset(&b);
    mh_buf_puts(&b, "WARC/1.1\r\nX: ");
    for (int i = 0; i < 200000; i++) mh_buf_putc(&b, 'x');
    ck_assert_int_eq(read_all(mh_buf_view(&b)), MH_E_TOO_LARGE);
    /* a record of 200 MiB of nothing in 200 KiB of gzip */
    mh_buf_reset(&b);
    mh_buf_puts(&b, "WARC/1.1\r\nContent-Length: 209715200\r\n\r\n");
    mh_buf_reserve(&b, 200 << 20);
    memset(b.ptr + b.len, 0, 200 << 20);
    b.len += 200 << 20;
    mh_buf z = gzip(mh_buf_view(&b), Z_DEFAULT_STRATEGY);
    ck_assert_uint_lt(z.len, 1 << 20);
    ck_assert_int_eq(read_all(mh_buf_view(&z)), MH_E_TOO_LARGE);
    /* gzip that breaks off, gzip that is damaged */
    mh_buf_clear(&z);
    z = gzip(mh_view_of(two), Z_DEFAULT_STRATEGY);
    ck_assert_int_eq(read_all(mh_view_sub(mh_buf_view(&z), 0, z.len - 20)), MH_E_PARTIAL);
    z.ptr[z.len - 6] ^= 1; /* its checksum */
    ck_assert_int_eq(read_all(mh_buf_view(&z)), MH_E_PARSE);
    mh_buf_clear(&z);
    mh_buf_clear(&b);
}
END_TEST

static void write_and_read(const char *tail) {
    mh_err e = {0};
    mh_warc_writer *w = NULL;
    mh_view parts[] = {MH_VIEW("one "), {NULL, 0}, MH_VIEW("two")};
    name_file(tail);
    ck_assert_msg(mh_warc_create(&w, path, &e) == MH_OK, "%s", e.msg);
    for (int i = 0; i < 3; i++)
        ck_assert(mh_warc_put(w, MH_VIEW("WARC-Type: x\r\n"), parts, 3, &e) == MH_OK);
    ck_assert(mh_warc_finish(w, &e) == MH_OK);
    mh_warc_reader *r = NULL;
    mh_head head = {0};
    mh_warc_pos at;
    bool more = true;
    size_t n = 0;
    ck_assert(mh_warc_open(&r, path, &e) == MH_OK);
    for (; mh_warc_next(r, &head, &at, &more, &e) == MH_OK && more; n++) {
        ck_view_eq(mh_head_get(&head, MH_VIEW("warc-type")), "x");
        ck_assert(n == 0 || *tail == '\0' || at.skip == 0); /* a member a record */
        mh_buf b = block(r);
        ck_view_eq(mh_buf_view(&b), "one two");
        mh_buf_clear(&b);
    }
    ck_assert_uint_eq(n, 3);
    mh_head_clear(&head);
    mh_warc_close(r);
    unlink(path);
}

START_TEST(what_is_written_is_read) {
    write_and_read("");
    write_and_read(".gz");
    mh_err e = {0};
    mh_warc_writer *w = NULL;
    ck_assert(mh_warc_create(&w, "no-such-folder/x.warc", &e) == MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_NOT_FOUND);
    /* not over what is something else */
    save(MH_VIEW("return {}\n"));
    ck_assert(mh_warc_create(&w, path, &e) == MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_USAGE);
    ck_assert_int_eq(read_all(MH_VIEW("WARC/1.1\nContent-Length: 0\n\n")), MH_E_NONE);
    save(MH_VIEW("WARC/1.1\nContent-Length: 0\n\n"));
    ck_assert(mh_warc_create(&w, path, &e) == MH_OK);
    ck_assert(mh_warc_finish(w, &e) == MH_OK);
    unlink(path);
}
END_TEST

/* A disk that is full at some record: the file still ends with a whole one. */
START_TEST(a_full_disk_is_told) {
    mh_err e = {0};
    mh_warc_writer *w = NULL;
    mh_view part = MH_VIEW("x");
    if (access("/dev/full", W_OK) != 0) return;
    ck_assert(mh_warc_create(&w, "/dev/full", &e) == MH_OK);
    ck_assert(mh_warc_put(w, MH_VIEW("A: b\r\n"), &part, 1, &e) == MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_FULL);
    mh_warc_finish(w, NULL);
}
END_TEST

TCase *tcase_net_warc(void) {
    TCase *t = tcase_create("net_warc");
    tcase_add_test(t, plain_files_are_read);
    tcase_add_test(t, gzip_is_read_by_record_and_as_a_whole);
    tcase_add_test(t, damaged_files_are_told);
    tcase_add_test(t, hostile_files_cost_little);
    tcase_add_test(t, what_is_written_is_read);
    tcase_add_test(t, a_full_disk_is_told);
    return t;
}
