#include "support.h"
#include "text/script.h"
#include "text/segment.h"
#include "text/token.h"

#include <unicode/ubrk.h>

START_TEST(sentences_end_where_they_should) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"", ""},
        {"   \n ", ""},
        {"One. Two! Three?", "[One.][Two!][Three?]"},
        {"Mr. Grey met Dr. Brown. They talked.", "[Mr. Grey met Dr. Brown.][They talked.]"},
        {"The U.S. Senate voted. It failed.", "[The U.S. Senate voted.][It failed.]"},
        {"He lives in the U.S. The house is old.", "[He lives in the U.S.][The house is old.]"},
        {"J. K. Smith came. So did B.", "[J. K. Smith came.][So did B.]"},
        {"It was Aug. 19. All went home.", "[It was Aug. 19.][All went home.]"},
        {"See No. 5. Then go.", "[See No. 5.][Then go.]"},
        {"\"What?\" he asked. Silence.", "[\"What?\" he asked.][Silence.]"},
        {"Министр А. Смаилов прибыл. Встреча прошла.",
         "[Министр А. Смаилов прибыл.][Встреча прошла.]"},
        {"Профессор наук А. И. Орлов и др. выступали.",
         "[Профессор наук А. И. Орлов и др. выступали.]"},
        {"Это было в 2024 г. Президент уехал.", "[Это было в 2024 г.][Президент уехал.]"},
        {"Он живет в г. Алматы, т.е. на юге. Там тепло.",
         "[Он живет в г. Алматы, т.е. на юге.][Там тепло.]"},
        {"Выделено 5 млрд. тенге. Этого мало.", "[Выделено 5 млрд. тенге.][Этого мало.]"},
        {"«Да!» – сказал он. Все ушли.", "[«Да!» – сказал он.][Все ушли.]"},
        {"«Бұл тиімді», – деді ол. Т.б. мәселе қаралды.",
         "[«Бұл тиімді», – деді ол.][Т.б. мәселе қаралды.]"},
        {"1. First point. 2. Second.", "[1. First point.][2. Second.]"},
        {"A title\nA text. More", "[A title][A text.][More]"},
        {"会议结束。双方同意。", "[会议结束。][双方同意。]"},
        {"Open http://x.example/?a=b&c! Now.", "[Open http://x.example/?a=b&c!][Now.]"},
        {"At 7 a.m. Ms. Roe left. She slept.", "[At 7 a.m. Ms. Roe left.][She slept.]"},
        {"The talks ended at 7 a.m. Ministers left.",
         "[The talks ended at 7 a.m.][Ministers left.]"},
        {"Ол 2024 ж. мамырда келді. Кездесу өтті.", "[Ол 2024 ж. мамырда келді.][Кездесу өтті.]"},
        {"Мыс. Қазақстан мен Қытай. Т.ғ.д. Ә. Оспанов айтты.",
         "[Мыс. Қазақстан мен Қытай.][Т.ғ.д. Ә. Оспанов айтты.]"},
        {"Бишкек ш. Чүй көч. 5. Жыйын өттү.", "[Бишкек ш. Чүй көч. 5.][Жыйын өттү.]"},
        {"Проф. А. Осмонов, доц. К. Алиев ж.б. келишти. Бул маанилүү.",
         "[Проф. А. Осмонов, доц. К. Алиев ж.б. келишти.][Бул маанилүү.]"},
        {"Мулоқот дар ш. Душанбе баргузор шуд. Ин муҳим аст.",
         "[Мулоқот дар ш. Душанбе баргузор шуд.][Ин муҳим аст.]"},
        {"Вазир С. Муҳриддин омад. Имрӯз ӯ рафт.", "[Вазир С. Муҳриддин омад.][Имрӯз ӯ рафт.]"},
        {"Uchrashuv 2024 y. may oyida bo'ldi. Bu muhim.",
         "[Uchrashuv 2024 y. may oyida bo'ldi.][Bu muhim.]"},
        {"Sh. Mirziyoyev 5 mlrd. so'm ajratdi. U ketdi.",
         "[Sh. Mirziyoyev 5 mlrd. so'm ajratdi.][U ketdi.]"},
        {"Президент Ш. Мирзиёев Самарқанд вил. Ургут тум. борди. Бу янги.",
         "[Президент Ш. Мирзиёев Самарқанд вил. Ургут тум. борди.][Бу янги.]"},
        {"Что это?.. Никто не знает... Он ушел…", "[Что это?..][Никто не знает...][Он ушел…]"},
        {"Он ждал… и ушел. Все.", "[Он ждал… и ушел.][Все.]"},
        /* quotations and brackets of several sentences */
        {"\"We came. We saw,\" he said. They left.", "[\"We came. We saw,\" he said.][They left.]"},
        {"«Мы пришли. Мы увидели», – сказал он. Все.",
         "[«Мы пришли. Мы увидели», – сказал он.][Все.]"},
        {"“Is it so? It is,” she said.", "[“Is it so? It is,” she said.]"},
        {"He asked, 'Is it so? Was it?' Nobody knew.",
         "[He asked, 'Is it so? Was it?'][Nobody knew.]"},
        {"«Он сказал: «Да. Нет». И ушел», – писал он.",
         "[«Он сказал: «Да. Нет». И ушел», – писал он.]"},
        {"The plan (It is old. It is long.) passed. Good.",
         "[The plan (It is old. It is long.) passed.][Good.]"},
        {"(It is old. It is long.)", "[(It is old.][It is long.)]"},
        {"\"It never closes. So it ends. Here too.",
         "[\"It never closes.][So it ends.][Here too.]"},
        {"\"One line. No end.\nA new line. End.\"", "[\"One line.][No end.][A new line.][End.\"]"},
        {"The boys' hats. The girls' hats.", "[The boys' hats.][The girls' hats.]"},
        {"He began, \"I wanted to--\" Then he fell.",
         "[He began, \"I wanted to--\"][Then he fell.]"},
        /* ends that UAX 29 lacks */
        {"It is old.[4][12] Others say so.[5] It is.",
         "[It is old.[4][12]][Others say so.[5]][It is.]"},
        {"It was found (in part).12 Others looked.", "[It was found (in part).12][Others looked.]"},
        {"a) water b) rail c) visas", "[a) water][b) rail][c) visas]"},
        {"(1) Water. (2) Rail.", "[(1) Water.][(2) Rail.]"},
        {"а) вода б) рельсы", "[а) вода][б) рельсы]"},
        {"They want a) water and b) rail.", "[They want a) water and b) rail.]"},
        {"Նա եկավ: Մենք գնացինք:", "[Նա եկավ:][Մենք գնացինք:]"},
        {"He said: Yes.", "[He said: Yes.]"},
        {"One.\\r\\n Two.", "[One.][Two.]"},
        {"A head ======== Text.\n----------\nEnd", "[A head][Text.][End]"},
        {"a -- b ---- c", "[a -- b ---- c]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_view s = mh_view_of(rows[i].in);
        mh_spans got = mh_text_sentences(T, A, s);
        mh_buf b = {0};
        for (size_t k = 0; k < got.len; k++)
            mh_buf_printf(&b, "[%.*s]", MH_FMT(mh_span_view(s, got.ptr[k])));
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(bare_boundaries_cover_the_text) {
    mh_view s = MH_VIEW(" Dr. Brown came.  \"So. He did.\"\n\nEnd ");
    mh_spans got = mh_text_uax29_sentences(T, A, s);
    size_t at = 0;
    for (size_t i = 0; i < got.len; i++) {
        ck_assert_uint_eq(got.ptr[i].from, at);
        at = got.ptr[i].to;
    }
    ck_assert_uint_eq(at, s.len);
    ck_assert_uint_eq(got.len, 6);
    ck_assert_uint_eq(mh_text_uax29_sentences(T, A, MH_VIEW("")).len, 0);
}
END_TEST

START_TEST(words_have_ranges_and_kinds) {
    mh_view s = MH_VIEW("Can't pay 3.5 сом, o'zbek.");
    mh_words w = mh_text_words(T, A, s, false);
    mh_buf b = {0};
    for (size_t i = 0; i < w.len; i++) {
        mh_buf_printf(&b, "[%.*s:%d]", MH_FMT(mh_view_sub(s, w.ptr[i].from, w.ptr[i].to)),
                      w.ptr[i].kind);
    }
    ck_view_eq(mh_buf_view(&b), "[Can't:2][pay:2][3.5:1][сом:2][o'zbek:2]");
    mh_buf_clear(&b);
    size_t at = 0;
    mh_words all = mh_text_words(T, A, s, true);
    for (size_t i = 0; i < all.len; i++) {
        ck_assert_uint_eq(all.ptr[i].from, at);
        at = all.ptr[i].to;
    }
    ck_assert_uint_eq(at, s.len);
}
END_TEST

START_TEST(tokens_are_runs_of_letters_and_digits) {
    mh_view s = MH_VIEW("C5+1: o’zbek «мектеп» 第1");
    mh_buf b = {0};
    mh_token w;
    for (size_t at = 0; mh_token_next(s, &at, &w);) {
        mh_buf_printf(&b, "[%.*s%s%s]", MH_FMT(mh_view_sub(s, w.from, w.to)), w.digits ? ":d" : "",
                      w.upper ? ":u" : "");
    }
    ck_view_eq(mh_buf_view(&b), "[C5:u][1:d][o’zbek][мектеп][第][1:d]");
    mh_buf_clear(&b);
}
END_TEST

START_TEST(script_is_the_one_of_most_letters) {
    static const struct {
        const char *in, *want;
    } rows[] = {{"", "Zyyy"},
                {"123 !", "Zyyy"},
                {"Astana and Астана today", "Latn"},
                {"Сәлем, world", "Cyrl"},
                {"السلام", "Arab"},
                {"中国", "Hani"},
                {"\xFF\xFE", "Zyyy"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ck_assert_str_eq(mh_script_of(mh_view_of(rows[i].in), NULL), rows[i].want);
    }
    double share = 0;
    mh_script_of(MH_VIEW("abc где"), &share);
    ck_assert_double_eq_tol(share, 0.5, 1e-9);
}
END_TEST

START_TEST(check_refuses_what_may_not_enter) {
    mh_err e = {0};
    ck_assert_int_eq(mh_text_check(MH_VIEW("fine"), &e), MH_OK);
    ck_assert_int_eq(mh_text_check(MH_VIEW("\xC0\xAF"), &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_ENCODING);
    ck_assert_int_eq(mh_text_check((mh_view){"", MH_TEXT_MAX + 1}, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_TOO_LARGE);
}
END_TEST

/* What ICU itself says of s, as mh_text_words has it. */
static void words_of_icu(UBreakIterator *it, mh_view s, mh_buf *out) {
    UErrorCode uc = U_ZERO_ERROR;
    UText ut = UTEXT_INITIALIZER;
    utext_openUTF8(&ut, s.ptr, (int64_t)s.len, &uc);
    ubrk_setUText(it, &ut, &uc);
    for (int32_t b = ubrk_next(it); b != UBRK_DONE; b = ubrk_next(it)) {
        int32_t status = ubrk_getRuleStatus(it);
        mh_buf_printf(out, " %d:%d", b,
                      (status >= UBRK_WORD_NUMBER) + (status >= UBRK_WORD_LETTER));
    }
    utext_close(&ut);
}

static void boundaries_of_icu(UBreakIterator *it, mh_view s, mh_buf *out) {
    UErrorCode uc = U_ZERO_ERROR;
    UText ut = UTEXT_INITIALIZER;
    utext_openUTF8(&ut, s.ptr, (int64_t)s.len, &uc);
    ubrk_setUText(it, &ut, &uc);
    for (int32_t b = ubrk_next(it); b != UBRK_DONE; b = ubrk_next(it)) mh_buf_printf(out, " %d", b);
    utext_close(&ut);
}

/* Signs to make texts of: the first ones are plain, of the rest one in so many comes. */
typedef struct sign_set {
    const char *const *signs;
    size_t all, plain;
    uint32_t one_in;
} sign_set;

/* Appends n signs; *x is the state of the linear congruential generator. */
static void mix(mh_buf *text, uint32_t *x, sign_set set, int n) {
    for (int k = 0; k < n; k++) {
        *x = *x * 1664525u + 1013904223u;
        bool odd = (*x >> 9) % set.one_in == 0;
        mh_buf_puts(text, set.signs[(*x >> 16) % (odd ? set.all : set.plain)]);
    }
}

/* Texts of signs of every class, plain ones mostly, are cut as ICU cuts them. */
START_TEST(words_are_those_of_icu) {
    static const char *const signs[] = {
        "a",      "b",      "Z",      "1",      "2",      "_",      ".",  ",",  "'",  ":",
        ";",      "\"",     " ",      " ",      "-",      "\r",     "\n", "\t", "@",  "/",
        "é",      "ж",      "Ә",      "ά",      "·",      "’",      "“",  "—",  "…",  "·",
        "\u2009", "\u00a0", "\u2028", "№",      "\u0301", "\u200d", "א",  "ا",  "中", "カ",
        "😀",      "ไทย",    "\u00ad", "\u0e33", "🇰",      "٣",      "՝",  "ա",  "#",  "\ufe0f"};
    enum { SIGNS = sizeof signs / sizeof signs[0], PLAIN = 34 };
    UErrorCode uc = U_ZERO_ERROR;
    UBreakIterator *it = ubrk_open(UBRK_WORD, "en", NULL, 0, &uc);
    mh_buf text = {0}, got = {0}, want = {0};
    uint32_t x = 1;
    for (int round = 0; round < 20000; round++) {
        mh_buf_reset(&text);
        mh_buf_reset(&got);
        mh_buf_reset(&want);
        mix(&text, &x, (sign_set){signs, SIGNS, PLAIN, 16}, 2 + round % 60);
        mh_view s = mh_buf_view(&text);
        mh_words w = mh_text_words(T, A, s, true);
        for (size_t i = 0; i < w.len; i++)
            mh_buf_printf(&got, " %zu:%d", w.ptr[i].to, (int)w.ptr[i].kind);
        words_of_icu(it, s, &want);
        ck_assert_msg(mh_view_eq(mh_buf_view(&got), mh_buf_view(&want)), "<%.*s> %.*s, not %.*s",
                      MH_FMT(s), MH_FMT(mh_buf_view(&got)), MH_FMT(mh_buf_view(&want)));
    }
    ubrk_close(it);
    mh_buf_clear(&text);
    mh_buf_clear(&got);
    mh_buf_clear(&want);
}
END_TEST

/* Texts of signs of every class are cut into sentences as ICU cuts them. */
START_TEST(bare_boundaries_are_those_of_icu) {
    static const char *const signs[] = {
        ".",  ".",  "!",      "?",      "a",      "b",      "Z",        "Q",      "1",      "2",
        " ",  " ",  "\n",     ",",      ")",      "\"",     "(",        "-",      ":",      ";",
        "'",  "\r", "\t",     "\v",     "_",      "$",      "ж",        "Ж",      "’",      "“",
        "»",  "…",  "\u0301", "\u00ad", "\u200d", "\u2028", "\xc2\x85", "\u00a0", "\u2009", "א",
        "中", "。", "、",     "！",     "٣",      "؟",      "։",        "।",      "😀",      "ไทย",
        "𝐚",  "𐐀",  "ǅ",      "\u3000", "．",     "\u2024", "\ufeff",   "ª"};
    enum { SIGNS = sizeof signs / sizeof signs[0], PLAIN = 15 };
    UErrorCode uc = U_ZERO_ERROR;
    UBreakIterator *it = ubrk_open(UBRK_SENTENCE, "en", NULL, 0, &uc);
    mh_buf text = {0}, got = {0}, want = {0};
    uint32_t x = 1;
    for (int round = 0; round < 40000; round++) {
        mh_buf_reset(&text);
        mh_buf_reset(&got);
        mh_buf_reset(&want);
        mix(&text, &x, (sign_set){signs, SIGNS, PLAIN, 4}, 2 + round % 40);
        mh_view s = mh_buf_view(&text);
        mh_spans w = mh_text_uax29_sentences(T, A, s);
        for (size_t i = 0; i < w.len; i++) mh_buf_printf(&got, " %zu", w.ptr[i].to);
        boundaries_of_icu(it, s, &want);
        ck_assert_msg(mh_view_eq(mh_buf_view(&got), mh_buf_view(&want)), "<%.*s> %.*s, not %.*s",
                      MH_FMT(s), MH_FMT(mh_buf_view(&got)), MH_FMT(mh_buf_view(&want)));
    }
    ubrk_close(it);
    mh_buf_clear(&text);
    mh_buf_clear(&got);
    mh_buf_clear(&want);
}
END_TEST

START_TEST(hostile_text_is_cut_within_bounds) {
    for (size_t i = 0; i < sizeof hostile_units / sizeof hostile_units[0]; i++) {
        mh_view s = hostile(200000, hostile_units[i]);
        mh_spans got = mh_text_sentences(T, A, s);
        size_t last = 0;
        for (size_t k = 0; k < got.len; k++) {
            ck_assert(got.ptr[k].from >= last && got.ptr[k].to > got.ptr[k].from &&
                      got.ptr[k].to <= s.len);
            last = got.ptr[k].to;
        }
        mh_words w = mh_text_words(T, A, s, true);
        ck_assert(w.len > 0 && w.ptr[w.len - 1].to == s.len);
    }
}
END_TEST

TCase *tcase_text_segment(void);
TCase *tcase_text_segment(void) {
    TCase *tc = tcase_create("segment");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, sentences_end_where_they_should);
    tcase_add_test(tc, bare_boundaries_cover_the_text);
    tcase_add_test(tc, bare_boundaries_are_those_of_icu);
    tcase_add_test(tc, words_have_ranges_and_kinds);
    tcase_add_test(tc, words_are_those_of_icu);
    tcase_add_test(tc, tokens_are_runs_of_letters_and_digits);
    tcase_add_test(tc, script_is_the_one_of_most_letters);
    tcase_add_test(tc, check_refuses_what_may_not_enter);
    tcase_add_test(tc, hostile_text_is_cut_within_bounds);
    return tc;
}
