#include "base/mem.h"
#include "base/pack.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#define S(p, s) mh_pack_string(p, MH_VIEW(s))

/* { list = { 1, "two", 3.5, true, null, nil, 2^40 }, words = { w0 = 0, w1 = 1, ... and -7 = "int" } } */
static void make(mh_buf *out, size_t words) {
    mh_pack *p = mh_pack_new();
    mh_err e = {0};
    mh_pack_cell list[] = {
        mh_pack_int(p, 1), S(p, "two"),      mh_pack_number(p, 3.5),          {MH_PACK_TRUE, 0},
        {MH_PACK_NULL, 0}, MH_PACK_NIL_CELL, mh_pack_int(p, (int64_t)1 << 40)};
    mh_pack_cell *pairs = mh_alloc_array(2 * words + 2, sizeof *pairs);
    for (size_t i = 0; i < words; i++) {
        char name[32];
        snprintf(name, sizeof name, "w%zu", i);
        pairs[2 * i] = mh_pack_string(p, mh_view_of(name));
        pairs[2 * i + 1] = mh_pack_int(p, (int64_t)i);
    }
    pairs[2 * words] = mh_pack_int(p, -7);
    pairs[2 * words + 1] = S(p, "int");
    mh_pack_cell root[4] = {S(p, "list"), mh_pack_table(p, list, 7, NULL, 0, MH_PACK_ARRAY),
                            S(p, "words"), mh_pack_table(p, NULL, 0, pairs, words + 1, 0)};
    ck_assert_int_eq(mh_pack_save(p, mh_pack_table(p, NULL, 0, root, 2, 0), out, &e), MH_OK);
    free(pairs);
    mh_pack_free(p);
}

static const mh_packed_table *table(const mh_packed *p, const mh_packed_table *t, mh_view key) {
    mh_pack_cell c = mh_packed_get(p, t, key);
    ck_assert_int_eq(mh_pack_type_of(c), MH_PACK_TABLE);
    return mh_packed_table_of(p, c);
}

START_TEST(values_come_back) {
    static const size_t sizes[] = {0, 3, 8, 9, 1000};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        mh_buf b = {0};
        mh_packed p;
        mh_err e = {0};
        make(&b, sizes[k]);
        ck_assert_msg(mh_packed_open(&p, mh_buf_view(&b), &e) == MH_OK, "%s", e.msg);
        const mh_packed_table *root = mh_packed_table_of(&p, p.root);
        ck_assert_uint_eq(root->depth, 2);
        const mh_packed_table *list = table(&p, root, MH_VIEW("list"));
        ck_assert_uint_eq(list->list_len, 7);
        ck_assert_uint_eq(list->flags, MH_PACK_ARRAY);
        ck_assert_int_eq(mh_packed_int(&p, mh_packed_at(&p, list, 1)), 1);
        ck_assert(mh_view_eq(mh_packed_string(&p, mh_packed_at(&p, list, 2)), MH_VIEW("two")));
        ck_assert_double_eq(mh_packed_number(&p, mh_packed_at(&p, list, 3)), 3.5);
        ck_assert_int_eq(mh_pack_type_of(mh_packed_at(&p, list, 4)), MH_PACK_TRUE);
        ck_assert_int_eq(mh_pack_type_of(mh_packed_at(&p, list, 5)), MH_PACK_NULL);
        ck_assert_int_eq(mh_pack_type_of(mh_packed_at(&p, list, 6)), MH_PACK_NIL);
        ck_assert_int_eq(mh_packed_int(&p, mh_packed_at(&p, list, 7)), (int64_t)1 << 40);
        ck_assert_int_eq(mh_pack_type_of(mh_packed_at(&p, list, 8)), MH_PACK_NIL);
        ck_assert_int_eq(mh_pack_type_of(mh_packed_at(&p, list, 0)), MH_PACK_NIL);
        ck_assert_int_eq(mh_pack_type_of(mh_packed_get(&p, list, MH_VIEW("w1"))), MH_PACK_NIL);
        const mh_packed_table *words = table(&p, root, MH_VIEW("words"));
        for (size_t i = 0; i < sizes[k] + 3; i++) {
            char name[32];
            snprintf(name, sizeof name, "w%zu", i);
            mh_pack_cell c = mh_packed_get(&p, words, mh_view_of(name));
            if (i < sizes[k])
                ck_assert_int_eq(mh_packed_int(&p, c), (int64_t)i);
            else
                ck_assert_int_eq(mh_pack_type_of(c), MH_PACK_NIL);
        }
        ck_assert(mh_view_eq(mh_packed_string(&p, mh_packed_at(&p, words, -7)), MH_VIEW("int")));
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(the_same_in_whatever_order) {
    mh_buf a = {0}, b = {0};
    for (int k = 0; k < 2; k++) {
        mh_pack *p = mh_pack_new();
        mh_pack_cell x = S(p, "x"), y = S(p, "y"), z = mh_pack_int(p, 5);
        mh_pack_cell one[] = {x, y, y, x, z, x}, other[] = {z, x, y, x, x, y};
        mh_pack_cell root = mh_pack_table(p, NULL, 0, k ? other : one, 3, 0);
        ck_assert_int_eq(mh_pack_save(p, root, k ? &b : &a, NULL), MH_OK);
        mh_pack_free(p);
    }
    ck_assert(mh_view_eq(mh_buf_view(&a), mh_buf_view(&b)));
    mh_buf_clear(&a);
    mh_buf_clear(&b);
}
END_TEST

/* Looks at all that there is. */
static size_t walk(const mh_packed *p, mh_pack_cell c) {
    size_t n = 1;
    switch (mh_pack_type_of(c)) {
    case MH_PACK_SMALL:
    case MH_PACK_INT: return n + (size_t)(mh_packed_int(p, c) & 1);
    case MH_PACK_NUMBER: return n + (mh_packed_number(p, c) > 0);
    case MH_PACK_STRING: {
        mh_view v = mh_packed_string(p, c);
        for (size_t i = 0; i < v.len; i++) n += v.ptr[i] == 'w';
        return n;
    }
    case MH_PACK_TABLE: {
        const mh_packed_table *t = mh_packed_table_of(p, c);
        for (size_t i = 0; i < t->list_len; i++) n += walk(p, p->cells[t->list + i]);
        for (size_t i = 0; i < (size_t)2 * t->pairs_len; i++) n += walk(p, p->cells[t->pairs + i]);
        n += mh_pack_type_of(mh_packed_get(p, t, MH_VIEW("w5"))) != MH_PACK_NIL;
        n += mh_pack_type_of(mh_packed_at(p, t, -7)) != MH_PACK_NIL;
        return n;
    }
    default: return n;
    }
}

START_TEST(damage_is_seen) {
    mh_buf b = {0};
    mh_packed p;
    make(&b, 12);
    for (size_t i = 0; i < b.len; i++) {
        mh_err e = {0};
        b.ptr[i] ^= 0x20;
        ck_assert_int_eq(mh_packed_open(&p, mh_buf_view(&b), &e), MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_CORRUPT);
        b.ptr[i] ^= 0x20;
        ck_assert_int_eq(mh_packed_open(&p, mh_view_sub(mh_buf_view(&b), 0, i), &e), MH_FAIL);
    }
    mh_buf_clear(&b);
}
END_TEST

/* Every byte another one, and the checksum right: no place leads outside, and no walk goes on for ever. */
START_TEST(places_are_checked) {
    mh_buf b = {0};
    mh_packed p;
    size_t good = 0;
    make(&b, 12);
    for (size_t i = 0; i < b.len; i++) {
        static const int bits[] = {0x01, 0x04, 0x40, 0xFF};
        for (size_t k = 0; k < sizeof bits / sizeof *bits; k++) {
            b.ptr[i] ^= (char)bits[k];
            mh_image_seal(b.ptr, b.len);
            if (mh_packed_open(&p, mh_buf_view(&b), NULL) == MH_OK) good += walk(&p, p.root) > 0;
            b.ptr[i] ^= (char)bits[k];
        }
    }
    ck_assert_uint_gt(good, 0); /* a letter of a word, say */
    mh_buf_clear(&b);
}
END_TEST

TCase *tcase_base_pack(void);
TCase *tcase_base_pack(void) {
    TCase *tc = tcase_create("pack");
    tcase_add_test(tc, values_come_back);
    tcase_add_test(tc, the_same_in_whatever_order);
    tcase_add_test(tc, damage_is_seen);
    tcase_add_test(tc, places_are_checked);
    return tc;
}
