#include "base/image.h"
#include "unit.h"

static const uint32_t numbers[] = {1, 2, 3, 4, 5};

static void make(mh_buf *out) {
    const mh_image_part parts[] = {{numbers, 5, sizeof *numbers}, {"abc", 3, 1}, {NULL, 0, 8}};
    mh_image_put(out, "mhtest", 7, parts, 3);
}

static mh_rc open_as(mh_view image, const char *kind, uint32_t version, size_t n,
                     mh_image_part *parts) {
    static const size_t sizes[] = {sizeof(uint32_t), 1, 8, 1};
    mh_err e = {0};
    for (size_t i = 0; i < n; i++) parts[i].size = sizes[i];
    mh_rc rc = mh_image_open(parts, n, image, kind, version, &e);
    if (rc != MH_OK) ck_assert_int_eq(e.code, MH_E_CORRUPT);
    return rc;
}

START_TEST(parts_come_back) {
    mh_buf b = {0};
    mh_image_part x[4];
    make(&b);
    ck_assert_uint_eq(b.len % 8, 0);
    ck_assert_int_eq(open_as(mh_buf_view(&b), "mhtest", 7, 3, x), MH_OK);
    ck_assert_uint_eq(x[0].len, 5);
    ck_assert_mem_eq(x[0].ptr, numbers, sizeof numbers);
    ck_assert_uint_eq((uintptr_t)x[0].ptr % 8, 0);
    ck_assert_uint_eq(x[1].len, 3);
    ck_assert_mem_eq(x[1].ptr, "abc", 3);
    ck_assert_uint_eq(x[2].len, 0);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(what_it_is_not) {
    static const struct {
        const char *kind;
        uint32_t version;
        size_t parts;
    } cases[] = {
        {"mhother", 7, 3}, {"mhtes", 7, 3}, {"mhtest", 8, 3}, {"mhtest", 7, 2}, {"mhtest", 7, 4}};
    mh_buf b = {0};
    mh_image_part x[4];
    make(&b);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_int_eq(
            open_as(mh_buf_view(&b), cases[i].kind, cases[i].version, cases[i].parts, x), MH_FAIL);
    ck_assert(mh_image_is(mh_buf_view(&b), "mhtest"));
    ck_assert(!mh_image_is(mh_buf_view(&b), "mhtes"));
    ck_assert(!mh_image_is(MH_VIEW("mhtest"), "mhtest"));
    mh_buf_clear(&b);
}
END_TEST

START_TEST(damage_is_seen) {
    mh_buf b = {0};
    mh_image_part x[4];
    make(&b);
    mh_view whole = mh_buf_view(&b);
    for (size_t i = 0; i < b.len; i++) {
        for (int bit = 0; bit < 8; bit++) { /* the byte order and the sizes are among them */
            b.ptr[i] ^= (char)(1 << bit);
            ck_assert_int_eq(open_as(whole, "mhtest", 7, 3, x), MH_FAIL);
            b.ptr[i] ^= (char)(1 << bit);
        }
        ck_assert_int_eq(open_as(mh_view_sub(whole, 0, i), "mhtest", 7, 3, x), MH_FAIL);
    }
    ck_assert_int_eq(open_as((mh_view){b.ptr + 4, b.len - 4}, "mhtest", 7, 3, x), MH_FAIL);
    mh_buf_putc(&b, '\0');
    ck_assert_int_eq(open_as(mh_buf_view(&b), "mhtest", 7, 3, x), MH_FAIL); /* longer */
    mh_buf_clear(&b);
}
END_TEST

/* Counts that would lead outside, with a checksum that is right. */
START_TEST(counts_are_checked) {
    mh_buf b = {0};
    mh_image_part x[4];
    make(&b);
    for (size_t at = 0; at < b.len; at += 8) {
        static const uint64_t values[] = {0, 6, 1u << 31, UINT64_MAX, UINT64_MAX / 4};
        uint64_t kept;
        if (at == MH_IMAGE_SUM_AT) continue;
        memcpy(&kept, b.ptr + at, 8);
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            memcpy(b.ptr + at, &values[i], 8);
            mh_image_seal(b.ptr, b.len);
            if (open_as(mh_buf_view(&b), "mhtest", 7, 3, x) == MH_OK)
                for (int k = 0; k < 3; k++)
                    ck_assert(x[k].len == 0 ||
                              (const char *)x[k].ptr + x[k].len * x[k].size <= b.ptr + b.len);
        }
        memcpy(b.ptr + at, &kept, 8);
    }
    mh_image_seal(b.ptr, b.len);
    ck_assert_int_eq(open_as(mh_buf_view(&b), "mhtest", 7, 3, x), MH_OK);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(one_behind_another) {
    mh_buf b = {0};
    mh_image_part x[4];
    make(&b);
    size_t n = b.len;
    make(&b);
    ck_assert_uint_eq(mh_image_size(mh_buf_view(&b)), n);
    ck_assert_uint_eq(mh_image_size(mh_view_sub(mh_buf_view(&b), n, b.len)), n);
    ck_assert_uint_eq(mh_image_size(mh_view_sub(mh_buf_view(&b), 0, n - 1)), 0);
    ck_assert_uint_eq(mh_image_size(MH_VIEW("")), 0);
    ck_assert_int_eq(open_as(mh_view_sub(mh_buf_view(&b), n, b.len), "mhtest", 7, 3, x), MH_OK);
    mh_buf_clear(&b);
}
END_TEST

TCase *tcase_base_image(void);
TCase *tcase_base_image(void) {
    TCase *tc = tcase_create("image");
    tcase_add_test(tc, parts_come_back);
    tcase_add_test(tc, what_it_is_not);
    tcase_add_test(tc, damage_is_seen);
    tcase_add_test(tc, counts_are_checked);
    tcase_add_test(tc, one_behind_another);
    return tc;
}
