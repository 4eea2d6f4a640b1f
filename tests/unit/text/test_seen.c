#include "support.h"
#include "text/features.h"
#include "text/memo.h"
#include "text/minhash.h"
#include "text/seen.h"
#include "text/segment.h"
#include "text/similar.h"
#include "text/stem.h"

#include <stdio.h>
#include <string.h>

/* More than MH_SEEN_LEAST bytes of prose about number n. */
static mh_view prose(unsigned n) {
    mh_buf b = {0};
    for (unsigned i = 0; b.len < 2 * MH_SEEN_LEAST; i++)
        mh_buf_printf(&b, "Report %u tells that %u ships left Northport. ", n, n + i);
    mh_view out = mh_arena_dup(A, mh_buf_view(&b));
    mh_buf_clear(&b);
    return out;
}

START_TEST(a_text_read_again_gives_the_same) {
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned n = 0; n < MH_SEEN_TEXTS + 2; n++) { /* more than are kept */
            mh_view s = prose(n);
            mh_words all = mh_text_words(T, A, s, true), again = mh_text_words(T, A, s, true);
            mh_words few = mh_text_words(T, A, s, false);
            ck_assert_uint_eq(all.len, again.len);
            ck_assert_mem_eq(all.ptr, again.ptr, all.len * sizeof *all.ptr);
            ck_assert_uint_gt(all.len, few.len);
            for (size_t i = 0; i < few.len; i++) ck_assert(few.ptr[i].kind != MH_WORD_OTHER);
            mh_spans one = mh_text_sentences(T, A, s), two = mh_text_sentences(T, A, s);
            ck_assert_uint_eq(one.len, two.len);
            ck_assert_uint_gt(one.len, 3);
            ck_assert_mem_eq(one.ptr, two.ptr, one.len * sizeof *one.ptr);
            mh_shingles x = mh_text_shingles(T, A, s), y = mh_text_shingles(T, A, s);
            ck_assert_uint_eq(x.len, y.len);
            ck_assert_mem_eq(x.ptr, y.ptr, x.len * sizeof *x.ptr);
        }
    }
}
END_TEST

START_TEST(what_is_kept_has_bounds) {
    const size_t one = (size_t)1 << 20, most = MH_SEEN_ROOM / one;
    const char *items = mh_arena_array(A, one, 1);
    for (unsigned n = 0; n < 2 * most; n++) {
        mh_seen_list *l = mh_seen_at(T, MH_SEEN_WORDS, prose(n));
        ck_assert(!l->known);
        mh_seen_keep(l, items, one, 1);
    }
    ck_assert(!mh_seen_at(T, MH_SEEN_WORDS, prose(0))->known); /* long ago */
    for (unsigned n = most + 2; n < 2 * most; n++)
        ck_assert(mh_seen_at(T, MH_SEEN_WORDS, prose(n))->known);
}
END_TEST

static void check_rows(mh_similar_rows x, mh_similar_rows y) {
    ck_assert_uint_eq(x.len, y.len);
    ck_assert_mem_eq(x.ptr, y.ptr, x.len * sizeof *x.ptr);
}

/* Compared afresh, with both known, and with both forgotten. */
START_TEST(texts_compared_again_give_the_same) {
    mh_buf b = {0};
    mh_view x = prose(1);
    mh_buf_put(&b, x);
    mh_buf_puts(&b, "Nobody at the harbour www.north.example/a.b could say why they had gone.");
    mh_view y = mh_arena_dup(A, mh_buf_view(&b));
    mh_buf_clear(&b);
    mh_similar first = mh_text_similar(T, A, x, y);
    ck_assert_uint_eq(first.removed.len, 0);
    ck_assert_uint_eq(first.added.len, 1);
    ck_assert_uint_eq(first.added.ptr[0].b.to, y.len);
    for (unsigned round = 0; round < 2; round++) {
        mh_similar again = mh_text_similar(T, A, x, y);
        ck_assert_double_eq(first.share, again.share);
        ck_assert_double_eq(first.jaccard, again.jaccard);
        check_rows(first.added, again.added);
        check_rows(first.removed, again.removed);
        check_rows(first.changed, again.changed);
        for (unsigned n = 2; n < MH_SEEN_TEXTS + 4; n++) mh_text_shingles(T, A, prose(n));
    }
}
END_TEST

START_TEST(what_is_asked_for_again_is_not_forgotten) {
    mh_view s = prose(1);
    mh_seen_keep(mh_seen_at(T, MH_SEEN_ENDS, s), "x", 1, 1);
    for (unsigned n = 2; n < 3 * MH_SEEN_TEXTS; n++) {
        mh_seen_at(T, MH_SEEN_ENDS, prose(n));
        ck_assert(mh_seen_at(T, MH_SEEN_ENDS, s)->known);
    }
    for (unsigned n = 2; n < 2 + MH_SEEN_TEXTS; n++) mh_seen_at(T, MH_SEEN_ENDS, prose(n));
    ck_assert(!mh_seen_at(T, MH_SEEN_ENDS, s)->known);
}
END_TEST

START_TEST(a_bag_is_kept_with_its_choice) {
    mh_view s = prose(7);
    mh_bag words = mh_features_bag(T, A, s, MH_FEATURES_WORDS);
    mh_bag chars = mh_features_bag(T, A, s, MH_FEATURES_CHARS);
    mh_bag again = mh_features_bag(T, A, s, MH_FEATURES_WORDS);
    ck_assert_uint_gt(chars.len, words.len);
    ck_assert_uint_eq(again.len, words.len);
    ck_assert_mem_eq(again.ptr, words.ptr, words.len * sizeof *words.ptr);
}
END_TEST

START_TEST(short_and_long_texts_are_not_kept) {
    mh_buf b = {0};
    while (b.len <= MH_SEEN_MOST) mh_buf_puts(&b, "long text ");
    ck_assert_ptr_null(mh_seen_at(T, MH_SEEN_WORDS, MH_VIEW("short")));
    ck_assert_ptr_null(mh_seen_at(T, MH_SEEN_WORDS, mh_buf_view(&b)));
    mh_buf_clear(&b);
}
END_TEST

START_TEST(words_are_known_until_there_are_too_many) {
    bool fresh = false;
    mh_memo_at(T, MH_MEMO_LATIN, "", MH_VIEW("one"), &fresh)->num = 1;
    ck_assert(fresh);
    ck_assert_uint_eq(mh_memo_at(T, MH_MEMO_LATIN, "", MH_VIEW("one"), &fresh)->num, 1);
    ck_assert(!fresh);
    mh_memo_at(T, MH_MEMO_STEM, "", MH_VIEW("one"), &fresh); /* another kind is another entry */
    ck_assert(fresh);
    for (unsigned i = 0; i <= MH_MEMO_WORDS; i++) {
        char word[16];
        snprintf(word, sizeof word, "w%u", i);
        mh_memo_at(T, MH_MEMO_LATIN, "", mh_view_of(word), NULL);
    }
    mh_memo_at(T, MH_MEMO_LATIN, "", MH_VIEW("one"), &fresh);
    ck_assert(fresh);
    char dear[MH_MEMO_BYTES + 1];
    memset(dear, 'a', sizeof dear);
    ck_assert_ptr_null(mh_memo_at(T, MH_MEMO_LATIN, "", (mh_view){dear, sizeof dear}, &fresh));
}
END_TEST

START_TEST(a_stem_is_that_of_its_language) {
    static const char *const langs[] = {"en", "ru", "en", "ru"};
    for (size_t i = 0; i < 4; i++) {
        mh_buf b = {0};
        mh_buf_puts(&b, "before ");
        mh_text_stem(T, langs[i], MH_VIEW("Meetings"), &b);
        ck_assert_str_eq(b.ptr, i % 2 ? "before meetings" : "before meet");
        mh_buf_clear(&b);
    }
}
END_TEST

TCase *tcase_text_seen(void);
TCase *tcase_text_seen(void) {
    TCase *tc = tcase_create("seen");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, a_text_read_again_gives_the_same);
    tcase_add_test(tc, what_is_kept_has_bounds);
    tcase_add_test(tc, texts_compared_again_give_the_same);
    tcase_add_test(tc, what_is_asked_for_again_is_not_forgotten);
    tcase_add_test(tc, a_bag_is_kept_with_its_choice);
    tcase_add_test(tc, short_and_long_texts_are_not_kept);
    tcase_add_test(tc, words_are_known_until_there_are_too_many);
    tcase_add_test(tc, a_stem_is_that_of_its_language);
    return tc;
}
