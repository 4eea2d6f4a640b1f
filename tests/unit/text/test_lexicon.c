#include "support.h"
#include "text/fold.h"
#include "text/lexicon.h"
#include "text/seen.h"

#include <stdio.h>

/* Tokens of the lexicon are those of mh_token_next, with the folded form of each. */
static void same_tokens(mh_view s, mh_lex_tokens got, size_t shift) {
    size_t at = 0, n = 0;
    mh_token w;
    while (mh_token_next(s, &at, &w)) {
        ck_assert_uint_lt(n, got.len);
        const mh_lex_token *x = &got.ptr[n++];
        ck_assert_uint_eq(x->from, w.from + shift);
        ck_assert_uint_eq(x->to, w.to + shift);
        ck_assert(x->upper == w.upper && x->digits == w.digits);
        mh_buf key = {0};
        mh_text_fold(T, mh_view_sub(s, w.from, w.to), &key);
        ck_assert(mh_view_eq(mh_lex_key_at(T, x->key)->text, mh_buf_view(&key)));
        mh_buf_clear(&key);
    }
    ck_assert_uint_eq(n, got.len);
}

START_TEST(a_text_gives_its_tokens_each_time) {
    static const char *const texts[] = {"", "...", "The TREATY and the treaty",
                                        "Министр сказал: «Да»", "don't 12 千葉 a-b"};
    mh_buf longer = {0};
    while (longer.len < 4 * MH_SEEN_LEAST) mh_buf_puts(&longer, "One of the Ships left Нукус. ");
    mh_lex_open(T);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        same_tokens(mh_view_of(texts[i]), mh_lex_read(T, A, mh_view_of(texts[i]), SIZE_MAX), 0);
    for (int round = 0; round < 2; round++) {
        mh_lex_tokens all = mh_lex_read(T, A, mh_buf_view(&longer), SIZE_MAX);
        same_tokens(mh_buf_view(&longer), all, 0);
        ck_assert_uint_eq(mh_lex_read(T, A, mh_buf_view(&longer), 5).len, 5);
    }
    mh_lex_close(T);
    mh_buf_clear(&longer);
}
END_TEST

START_TEST(words_are_alike_by_number) {
    mh_view s = MH_VIEW("Ships ships SHIPS shipping ship sheep");
    mh_lex_open(T);
    mh_lex_tokens x = mh_lex_read(T, A, s, SIZE_MAX);
    ck_assert(x.ptr[0].word != x.ptr[1].word && x.ptr[0].key == x.ptr[1].key);
    ck_assert_uint_eq(x.ptr[1].key, x.ptr[2].key);
    ck_assert_uint_ne(x.ptr[1].key, x.ptr[3].key);
    uint32_t ship = mh_lex_stem(T, "en", x.ptr[4].word);
    for (size_t i = 0; i < 5; i++) ck_assert_uint_eq(mh_lex_stem(T, "en", x.ptr[i].word), ship);
    ck_assert_uint_ne(mh_lex_stem(T, "en", x.ptr[5].word), ship);
    ck_assert(mh_view_eq(mh_lex_stem_at(T, ship), MH_VIEW("ship")));
    ck_assert_uint_eq(mh_lex_letters(T, x.ptr[3].word), 8);
    uint32_t russian = mh_lex_stem(T, "ru", x.ptr[0].word); /* asked for in two languages in turn */
    ck_assert(mh_view_eq(mh_lex_stem_at(T, russian), MH_VIEW("ships")));
    ck_assert_uint_eq(mh_lex_stem(T, "en", x.ptr[0].word), ship);
    mh_lex_close(T);
}
END_TEST

START_TEST(a_passage_is_read_as_by_itself) {
    static const struct {
        const char *s;
        mh_span at[3];
    } rows[] = {
        {"One two. Three four. Five", {{0, 8}, {9, 20}, {21, 25}}},
        {"a\\r\\nb c", {{0, 1}, {5, 6}, {7, 8}}},
        {"onetwo three", {{0, 3}, {3, 6}, {7, 12}}}, /* within a word */
        {"don't. ''", {{0, 4}, {4, 6}, {7, 9}}},
    };
    mh_lex_open(T);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_view s = mh_view_of(rows[i].s);
        mh_lex_tokens all = mh_lex_read(T, A, s, SIZE_MAX);
        size_t near = 0;
        for (size_t k = 0; k < 3; k++) {
            mh_span at = rows[i].at[k];
            same_tokens(mh_span_view(s, at), mh_lex_within(T, A, s, all, at, &near), at.from);
        }
    }
    mh_lex_close(T);
}
END_TEST

START_TEST(words_are_forgotten_when_nobody_holds_them) {
    char word[32];
    mh_buf text = {0};
    while (text.len < MH_SEEN_LEAST) mh_buf_puts(&text, "Ships left Northport. ");
    mh_lex_open(T);
    uint32_t first = mh_lex_read(T, A, MH_VIEW("first"), 1).ptr[0].word;
    same_tokens(mh_buf_view(&text), mh_lex_read(T, A, mh_buf_view(&text), SIZE_MAX), 0);
    for (unsigned i = 0; i <= MH_LEX_WORDS; i++) {
        int n = snprintf(word, sizeof word, "w%u", i);
        mh_lex_read(T, A, (mh_view){word, (size_t)n}, 1);
    }
    mh_lex_open(T); /* within: nothing is forgotten */
    ck_assert_uint_eq(mh_lex_read(T, A, MH_VIEW("first"), 1).ptr[0].word, first);
    uint32_t last = mh_lex_read(T, A, MH_VIEW("last"), 1).ptr[0].word;
    ck_assert_uint_ge(last, MH_LEX_WORDS);
    mh_lex_close(T);
    mh_lex_close(T);
    mh_lex_open(T);
    ck_assert_uint_lt(mh_lex_read(T, A, MH_VIEW("last"), 1).ptr[0].word, last);
    same_tokens(mh_buf_view(&text), mh_lex_read(T, A, mh_buf_view(&text), SIZE_MAX), 0);
    mh_lex_close(T);
    mh_buf_clear(&text);
}
END_TEST

START_TEST(notes_stay) {
    bool fresh = false;
    mh_lex_open(T);
    mh_lex_key *k = mh_lex_key_at(T, mh_lex_read(T, A, MH_VIEW("notesstay"), 1).ptr[0].key);
    *mh_lex_note(k, MH_LEX_CUE, &fresh) = 7;
    ck_assert(fresh);
    ck_assert_uint_eq(*mh_lex_note(k, MH_LEX_CUE, &fresh), 7);
    ck_assert(!fresh);
    (void)mh_lex_note(k, MH_LEX_DATE, &fresh);
    ck_assert(fresh);
    mh_lex_close(T);
}
END_TEST

START_TEST(numbers_count_from_nought) {
    mh_numbering n = {0};
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 5000; i++) ck_assert_uint_eq(mh_number_of(&n, i * 7919u), i);
    }
    ck_assert_uint_eq(n.len, 5000);
    mh_numbering_clear(&n);
}
END_TEST

TCase *tcase_text_lexicon(void);
TCase *tcase_text_lexicon(void) {
    TCase *tc = tcase_create("lexicon");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_add_test(tc, a_text_gives_its_tokens_each_time);
    tcase_add_test(tc, words_are_alike_by_number);
    tcase_add_test(tc, a_passage_is_read_as_by_itself);
    tcase_add_test(tc, words_are_forgotten_when_nobody_holds_them);
    tcase_add_test(tc, notes_stay);
    tcase_add_test(tc, numbers_count_from_nought);
    return tc;
}
