#include "unit.h"

#include "base/mem.h"
#include "net/decode.h"

#include <brotli/encode.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#define PIECE ((size_t)64 << 10)

/* --- packers: put the packed v behind what b holds */

static void put_zlib(mh_buf *b, mh_view v, int window) {
    z_stream z = {0};
    ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    mh_buf_reserve(b, deflateBound(&z, v.len));
    z.next_in = (unsigned char *)(uintptr_t)v.ptr;
    z.avail_in = (unsigned)v.len;
    z.next_out = (unsigned char *)b->ptr + b->len;
    z.avail_out = (unsigned)(b->cap - b->len);
    ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    b->len += z.total_out;
    deflateEnd(&z);
}

static void put_gzip(mh_buf *b, mh_view v) {
    put_zlib(b, v, 31);
}

static void put_deflate(mh_buf *b, mh_view v) {
    put_zlib(b, v, 15);
}

static void put_raw(mh_buf *b, mh_view v) {
    put_zlib(b, v, -15);
}

static void put_br(mh_buf *b, mh_view v) {
    size_t n = BrotliEncoderMaxCompressedSize(v.len) + 16;
    mh_buf_reserve(b, n);
    ck_assert(BrotliEncoderCompress(5, 22, BROTLI_MODE_TEXT, v.len, (const uint8_t *)v.ptr, &n,
                                    (uint8_t *)b->ptr + b->len));
    b->len += n;
}

/* Without a size in its head, so that the window is as told. */
static void put_zstd_window(mh_buf *b, mh_view v, int window_log) {
    ZSTD_CCtx *c = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
    ZSTD_CCtx_setParameter(c, ZSTD_c_windowLog, window_log);
    ZSTD_inBuffer in = {v.ptr, v.len, 0};
    mh_buf_reserve(b, ZSTD_compressBound(v.len) + 64);
    ZSTD_outBuffer out = {b->ptr, b->cap, b->len};
    ck_assert(!ZSTD_isError(ZSTD_compressStream2(c, &out, &in, ZSTD_e_continue)));
    ck_assert_uint_eq(ZSTD_compressStream2(c, &out, &in, ZSTD_e_end), 0);
    b->len = out.pos;
    ZSTD_freeCCtx(c);
}

static void put_zstd(mh_buf *b, mh_view v) {
    put_zstd_window(b, v, 20);
}

static void put_two_members(mh_buf *b, mh_view v) {
    put_gzip(b, mh_view_sub(v, 0, v.len / 3));
    put_gzip(b, mh_view_sub(v, v.len / 3, v.len));
}

static void put_two_frames(mh_buf *b, mh_view v) {
    put_zstd(b, mh_view_sub(v, 0, v.len / 3));
    mh_buf_put(b, MH_VIEW("\x5A\x2A\x4D\x18\x03\0\0\0abc")); /* one to be skipped */
    put_zstd(b, mh_view_sub(v, v.len / 3, v.len));
}

typedef void packer(mh_buf *b, mh_view v);

static mh_buf pack(packer *const *with, mh_view v) {
    mh_buf b = {0};
    mh_buf_put(&b, v);
    for (; *with; with++) {
        mh_buf next = {0};
        (*with)(&next, mh_buf_view(&b));
        mh_buf_clear(&b);
        b = next;
    }
    return b;
}

/* Words that pack, but not to nothing; the same each time. */
static mh_buf text_of(size_t n) {
    static const char *const words[] = {"talks ", "in ", "Astana ", "minister ", "border ", "\n"};
    mh_buf b = {0};
    uint32_t x = 12345;
    while (b.len < n) {
        x = x * 1664525 + 1013904223;
        mh_buf_puts(&b, words[(x >> 16) % 6]);
        if ((x >> 28) == 0) mh_buf_printf(&b, "%u ", x);
    }
    if (b.len > n) b.len = n;
    return b;
}

/* --- decoding */

typedef struct taken {
    mh_buf out;
    size_t pieces, largest, cap; /* 0: none */
} taken;

static mh_rc take(void *arg, const char *p, size_t n, mh_err *e) {
    taken *t = arg;
    ck_assert_uint_gt(n, 0);
    t->pieces++;
    if (n > t->largest) t->largest = n;
    if (t->cap && t->out.len + n > t->cap) return mh_fail(e, MH_E_TOO_LARGE, "enough");
    mh_buf_put_n(&t->out, p, n);
    return MH_OK;
}

/* The code with which decoding in steps of so many bytes ends. */
static mh_code decode(taken *t, const char *codings, mh_view v, size_t step) {
    mh_decode *d;
    mh_err e = {0};
    mh_rc rc = mh_decode_new(&d, mh_view_of(codings), take, t, &e);
    if (rc != MH_OK) ck_assert_ptr_null(d);
    for (size_t at = 0; rc == MH_OK && at < v.len; at += step)
        rc = mh_decode_feed(d, v.ptr + at, at + step < v.len ? step : v.len - at, &e);
    if (rc == MH_OK && d) rc = mh_decode_end(d, &e);
    ck_assert((rc == MH_OK) == (e.code == MH_E_NONE));
    ck_assert_uint_le(t->largest, PIECE);
    mh_decode_free(d);
    return e.code;
}

static mh_code decode_and_drop(const char *codings, mh_view v, size_t step) {
    taken t = {0};
    mh_code code = decode(&t, codings, v, step);
    mh_buf_clear(&t.out);
    return code;
}

static const struct {
    const char *codings;
    packer *with[MH_DECODE_MAX + 1];
} ways[] = {
    {"gzip", {put_gzip}},
    {"X-GZIP", {put_gzip}},
    {"gzip", {put_two_members}},
    {"deflate", {put_deflate}},
    {"deflate", {put_raw}},
    {"br", {put_br}},
    {"zstd", {put_zstd}},
    {"zstd", {put_two_frames}},
    {" gzip ,\tBr,", {put_gzip, put_br}},
    {"zstd, identity, deflate", {put_two_frames, put_raw}},
    {"br, gzip, zstd", {put_br, put_two_members, put_zstd}},
};
enum { N_WAYS = sizeof ways / sizeof ways[0] };

START_TEST(what_was_packed_comes_back) {
    static const size_t sizes[] = {0, 1, 2, 3, 100, 65535, 65536, 65537, 400000};
    static const size_t steps[] = {1, 7, 4096, SIZE_MAX};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        mh_buf text = text_of(sizes[s]), packed = pack(ways[_i].with, mh_buf_view(&text));
        for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
            taken t = {0};
            size_t step = steps[k] < packed.len ? steps[k] : packed.len;
            ck_assert_int_eq(decode(&t, ways[_i].codings, mh_buf_view(&packed), step), MH_E_NONE);
            ck_assert(mh_view_eq(mh_buf_view(&t.out), mh_buf_view(&text)));
            mh_buf_clear(&t.out);
        }
        mh_buf_clear(&packed);
        mh_buf_clear(&text);
    }
}
END_TEST

/* What came before the cut is right, and the decoder knows that it is not all. */
START_TEST(a_cut_is_seen_wherever_it_is) {
    mh_buf text = text_of(700), packed = pack(ways[_i].with, mh_buf_view(&text));
    for (size_t n = 0; n < packed.len; n++) {
        taken t = {0};
        mh_code code = decode(&t, ways[_i].codings, mh_view_sub(mh_buf_view(&packed), 0, n), 5);
        ck_assert(mh_view_starts(mh_buf_view(&text), mh_buf_view(&t.out)));
        /* between two members nothing tells a cut from an end, nor does a body of no byte */
        bool whole = n == 0 || (code == MH_E_NONE && t.out.len == text.len / 3);
        ck_assert_int_eq(code, whole ? MH_E_NONE : MH_E_PARTIAL);
        mh_buf_clear(&t.out);
    }
    mh_buf_clear(&packed);
    mh_buf_clear(&text);
}
END_TEST

START_TEST(what_is_no_such_stream_is_an_error) {
    static const struct {
        const char *codings, *body;
        mh_code want;
    } rows[] = {
        {"gzip", "<html>plain</html>", MH_E_ENCODING},
        {"gzip", "<", MH_E_ENCODING},
        {"gzip", "\x1F\x8C", MH_E_ENCODING},
        {"gzip", "\x1F\x8B\x07\x01", MH_E_ENCODING}, /* a method that is none */
        {"gzip", "\x1F", MH_E_PARTIAL},
        {"deflate", "<html>plain</html>", MH_E_ENCODING},
        {"deflate", "\x78", MH_E_PARTIAL},
        {"deflate", "\x78\xBB\x01\x02\x03\x04", MH_E_ENCODING}, /* wants a dictionary */
        {"br", "<html>plain and long enough to be no brotli</html>", MH_E_ENCODING},
        {"zstd", "<html>plain</html>", MH_E_ENCODING},
        {"zstd", "\x28\xB5\x2F\xFF", MH_E_ENCODING},
        {"zstd", "\x28\xB5\x2F", MH_E_PARTIAL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t step = 1; step < 100; step += 98)
            ck_assert_msg(decode_and_drop(rows[i].codings, mh_view_of(rows[i].body), step) ==
                              rows[i].want,
                          "row %zu", i);
    static packer *const br[] = {put_br, NULL};
    mh_buf b = pack(br, MH_VIEW("<html>plain</html>"));
    ck_assert_int_eq(decode_and_drop("gzip, br", mh_buf_view(&b), 1), MH_E_ENCODING);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(a_wrong_checksum_is_an_error) {
    static packer *const with[][2] = {{put_gzip}, {put_deflate}, {put_zstd}};
    static const char *const codings[] = {"gzip", "deflate", "zstd"};
    static const size_t from_end[] = {8, 4, 4};
    for (size_t i = 0; i < 3; i++) {
        mh_buf packed = pack(with[i], MH_VIEW("talks in Astana"));
        packed.ptr[packed.len - from_end[i]] ^= 1;
        ck_assert_int_eq(decode_and_drop(codings[i], mh_buf_view(&packed), 3), MH_E_ENCODING);
        mh_buf_clear(&packed);
    }
}
END_TEST

START_TEST(what_follows_a_whole_stream_is_ignored) {
    static const struct {
        packer *with[2];
        const char *codings;
        mh_view tail;
        mh_code want;
    } rows[] = {
        {{put_gzip}, "gzip", MH_VIEW_INIT("\n"), MH_E_NONE},
        {{put_gzip}, "gzip", MH_VIEW_INIT("\0\0\0\0\0\0"), MH_E_NONE},
        {{put_gzip}, "gzip", MH_VIEW_INIT("\x1F<!-- -->"), MH_E_NONE},
        {{put_gzip}, "gzip", MH_VIEW_INIT("\r\n\x1F\x8B\x08"), MH_E_NONE},
        {{put_gzip}, "gzip", MH_VIEW_INIT("\x1F\x8B\x01\x01"), MH_E_ENCODING}, /* a broken member */
        {{put_gzip}, "gzip", MH_VIEW_INIT("\x1F"), MH_E_PARTIAL},
        {{put_deflate}, "deflate", MH_VIEW_INIT("\x78\x9C"), MH_E_NONE},
        {{put_raw}, "deflate", MH_VIEW_INIT("tail"), MH_E_NONE},
        {{put_br}, "br", MH_VIEW_INIT("\x0B tail"), MH_E_NONE},
        {{put_zstd}, "zstd", MH_VIEW_INIT("\x28\xB5 tail"), MH_E_NONE},
        {{put_zstd}, "zstd", MH_VIEW_INIT("\x28\xB5\x2F\xFD"), MH_E_PARTIAL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t step = 1; step < 1000; step += 998) {
            taken t = {0};
            mh_buf b = pack(rows[i].with, MH_VIEW("talks in Astana"));
            mh_buf_put(&b, rows[i].tail);
            ck_assert_msg(decode(&t, rows[i].codings, mh_buf_view(&b), step) == rows[i].want,
                          "row %zu", i);
            ck_view_eq(mh_buf_view(&t.out), "talks in Astana");
            mh_buf_clear(&t.out);
            mh_buf_clear(&b);
        }
    }
}
END_TEST

START_TEST(codings_are_known_or_not) {
    static const struct {
        const char *codings;
        bool some;
        mh_code want;
    } rows[] = {
        {"", false, MH_E_NONE},
        {" , identity,", false, MH_E_NONE},
        {"gzip", true, MH_E_NONE},
        {"gzip,deflate, zstd", true, MH_E_NONE},
        {"gzip,gzip,gzip,gzip", false, MH_E_ENCODING},
        {"UTF-8", false, MH_E_NONE},
        {"none", false, MH_E_NONE},
        {"windows-1251", false, MH_E_NONE},
        {"text/html; charset=utf-8", false, MH_E_NONE},
        {"utf-8, gzip", true, MH_E_NONE},
        {"compress", false, MH_E_ENCODING},
        {"gzip;q=1", false, MH_E_ENCODING},
        {"gzip, sdch", false, MH_E_ENCODING},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_decode *d;
        mh_err e = {0};
        mh_decode_new(&d, mh_view_of(rows[i].codings), take, NULL, &e);
        ck_assert_msg(e.code == rows[i].want && (d != NULL) == rows[i].some, "%s", rows[i].codings);
        mh_decode_free(d);
    }
    for (mh_view rest = mh_view_of(mh_decode_accept), name; mh_view_split(&rest, ',', &name);) {
        mh_decode *d;
        ck_assert_int_eq(mh_decode_new(&d, name, take, NULL, NULL), MH_OK);
        ck_assert_ptr_nonnull(d);
        mh_decode_free(d);
    }
}
END_TEST

/* n MiB of zeros: one block that depends on nothing, many times. The stream has no end. */
static mh_buf zeros(size_t n) {
    mh_buf b = {0}, one = {0}, mib = {0};
    z_stream z = {0};
    mh_buf_reserve(&mib, 1 << 20);
    memset(mib.ptr, 0, 1 << 20);
    mh_buf_reserve(&one, 4096);
    ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)mib.ptr;
    z.avail_in = 1 << 20;
    z.next_out = (unsigned char *)one.ptr;
    z.avail_out = (unsigned)one.cap;
    ck_assert_int_eq(deflate(&z, Z_FULL_FLUSH), Z_OK);
    one.len = z.total_out;
    deflateEnd(&z);
    mh_buf_put(&b, MH_VIEW("\x1F\x8B\x08\0\0\0\0\0\0\x03"));
    for (size_t i = 0; i < n; i++) mh_buf_put(&b, mh_buf_view(&one));
    mh_buf_clear(&one);
    mh_buf_clear(&mib);
    return b;
}

START_TEST(a_bomb_stops_at_the_cap) {
    static const size_t cap = 4 << 20;
    mh_buf once = zeros(1024), twice = {0};
    ck_assert_uint_lt(once.len, 1200000); /* for 1 GiB */
    put_gzip(&twice, mh_buf_view(&once));
    ck_assert_uint_lt(twice.len, 20000);
    for (int i = 0; i < 2; i++) {
        taken t = {.cap = cap};
        mh_view v = mh_buf_view(i ? &twice : &once);
        ck_assert_int_eq(decode(&t, i ? "gzip, gzip" : "gzip", v, v.len), MH_E_TOO_LARGE);
        ck_assert_uint_le(t.out.len, cap);
        ck_assert_uint_gt(t.out.len, cap - PIECE);
        mh_buf_clear(&t.out);
    }
    mh_buf_clear(&once);
    mh_buf_clear(&twice);
}
END_TEST

/* Streams of nothing give the sink nothing to count: 16 MiB of empty members, packed once more. */
START_TEST(a_bomb_without_content_stops_too) {
    mh_buf none = {0}, many = {0}, packed = {0};
    put_gzip(&none, MH_VIEW(""));
    while (many.len < (16 << 20)) mh_buf_put(&many, mh_buf_view(&none));
    put_gzip(&packed, mh_buf_view(&many));
    ck_assert_uint_lt(packed.len, 200000);
    taken t = {0};
    ck_assert_int_eq(decode(&t, "gzip, gzip", mh_buf_view(&packed), packed.len), MH_E_TOO_LARGE);
    ck_assert_uint_eq(t.out.len, 0);
    /* packed once, it is as long as it is */
    ck_assert_int_eq(decode(&t, "gzip", mh_buf_view(&many), 1 << 16), MH_E_NONE);
    mh_buf_clear(&none);
    mh_buf_clear(&many);
    mh_buf_clear(&packed);
}
END_TEST

START_TEST(the_window_of_zstd_is_bounded) {
    mh_buf text = text_of(100000);
    static const struct {
        int log;
        mh_code want;
    } rows[] = {{23, MH_E_NONE}, {24, MH_E_ENCODING}, {30, MH_E_ENCODING}};
    for (size_t i = 0; i < 3; i++) {
        mh_buf b = {0};
        put_zstd_window(&b, mh_buf_view(&text), rows[i].log);
        ck_assert_int_eq(decode_and_drop("zstd", mh_buf_view(&b), b.len), rows[i].want);
        mh_buf_clear(&b);
    }
    mh_buf_clear(&text);
}
END_TEST

START_TEST(the_sinks_error_is_the_decoders) {
    mh_buf text = text_of(1000), packed = pack(ways[_i].with, mh_buf_view(&text));
    taken t = {.cap = 10};
    mh_decode *d;
    mh_err e = {0};
    ck_assert_int_eq(mh_decode_new(&d, mh_view_of(ways[_i].codings), take, &t, &e), MH_OK);
    ck_assert_int_eq(mh_decode_feed(d, packed.ptr, packed.len, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_TOO_LARGE);
    ck_assert_str_eq(e.msg, "enough");
    size_t pieces = t.pieces;
    for (int i = 0; i < 2; i++) {
        e = (mh_err){0};
        ck_assert_int_eq(i ? mh_decode_end(d, &e) : mh_decode_feed(d, packed.ptr, packed.len, &e),
                         MH_FAIL);
        ck_assert_str_eq(e.msg, "enough");
    }
    ck_assert_uint_eq(t.pieces, pieces);
    mh_decode_free(d);
    mh_buf_clear(&t.out);
    mh_buf_clear(&packed);
    mh_buf_clear(&text);
}
END_TEST

TCase *tcase_net_decode(void) {
    TCase *t = tcase_create("net_decode");
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, what_was_packed_comes_back, 0, N_WAYS);
    tcase_add_loop_test(t, a_cut_is_seen_wherever_it_is, 0, N_WAYS);
    tcase_add_test(t, what_is_no_such_stream_is_an_error);
    tcase_add_test(t, a_wrong_checksum_is_an_error);
    tcase_add_test(t, what_follows_a_whole_stream_is_ignored);
    tcase_add_test(t, codings_are_known_or_not);
    tcase_add_test(t, a_bomb_stops_at_the_cap);
    tcase_add_test(t, a_bomb_without_content_stops_too);
    tcase_add_test(t, the_window_of_zstd_is_bounded);
    tcase_add_loop_test(t, the_sinks_error_is_the_decoders, 0, N_WAYS);
    return t;
}
