#include "base/image.h"
#include "rules_desk.h"
#include "support.h"
#include "text/dict.h"
#include "text/rules.h"

static mh_rules *R;
static mh_matcher *M;

static void read_rules(const char *text) {
    mh_err e = {0};
    R = mh_rules_new();
    mh_rc rc = mh_rules_read(R, T, mh_view_of(text), MH_VIEW("desk.rules"), &e);
    ck_assert_msg(rc == MH_OK, "%s", e.msg);
}

/* R in its compiled form, which is the caller's. */
static void keep_rules(mh_buf *image) {
    mh_err e = {0};
    mh_rules_save(R, image);
    mh_rules_free(R);
    mh_rc rc = mh_rules_attach(&R, mh_buf_view(image), &e);
    ck_assert_msg(rc == MH_OK, "%s", e.msg);
}

/* NAME{passage capture=passage/id ...} of each hit. */
static void show(mh_buf *b, mh_view s, const mh_rule_hits *hits, const mh_matches *found) {
    for (size_t i = 0; i < hits->len; i++) {
        const mh_rule_hit *h = &hits->ptr[i];
        mh_buf_printf(b, "%.*s{%.*s", MH_FMT(h->name), MH_FMT(mh_view_sub(s, h->from, h->to)));
        for (size_t k = 0; k < h->captures_len; k++) {
            const mh_rule_capture *c = &h->captures[k];
            mh_buf_printf(b, " %.*s=%.*s", MH_FMT(c->name), MH_FMT(mh_view_sub(s, c->from, c->to)));
            if (c->span == MH_RULE_NO_SPAN) continue;
            mh_match_entry x = mh_matcher_entry(M, found->ptr[c->span].entry);
            mh_buf_printf(b, "/%.*s", MH_FMT(x.id));
        }
        mh_buf_putc(b, '}');
    }
}

static void check_row(const char *lang, const char *in, const char *want) {
    mh_view s = mh_view_of(in);
    mh_buf b = {0};
    mh_matches found = mh_matcher_find(M, T, A, s, lang);
    mh_rule_span *spans = mh_rules_spans(R, M, &found, A);
    mh_rule_hits hits = mh_rules_find(R, T, A, s, lang, spans, found.len);
    show(&b, s, &hits, &found);
    ck_view_eq(mh_buf_view(&b), want);
    mh_buf_clear(&b);
}

START_TEST(rules_of_a_desk) { /* _i: 1 from the compiled form */
    mh_err e = {0};
    mh_buf image = {0};
    read_rules(desk_rules);
    if (_i) keep_rules(&image);
    M = mh_matcher_new();
    mh_rc rc = mh_dict_read(M, T, mh_view_of(desk_dictionary), MH_VIEW("a.tsv"), &e);
    if (rc == MH_OK)
        rc = mh_dict_read(M, T, mh_view_of(desk_dictionary_more), MH_VIEW("b.tsv"), &e);
    ck_assert_msg(rc == MH_OK, "%s", e.msg);
    ck_assert_uint_ge(mh_rules_len(R), 20);
    ck_assert(mh_rules_need_language(R));
    for (size_t i = 0; i < sizeof desk_rows / sizeof desk_rows[0]; i++)
        check_row(desk_rows[i].lang, desk_rows[i].in, desk_rows[i].want);
    mh_rules_free(R);
    mh_matcher_free(M);
    mh_buf_clear(&image);
}
END_TEST

START_TEST(each_piece_of_the_syntax) {
    static const struct {
        const char *rules, *in, *want;
    } rows[] = {
        {"r = a b", "a b, A B; a, b", "r{a b}r{A B}"},
        {"r = a|b c", "a c b c b", "r{a c}r{b c}"},
        {"r = a | b c", "a c b c", "r{a}r{b c}"},
        {"r = (a b | c) d", "a b d c d b d", "r{a b d}r{c d}"},
        {"r = (a|b) c | d", "a c d b c", "r{a c}r{d}r{b c}"},
        {"r = a [b] c", "a c a b c a d c", "r{a c}r{a b c}"},
        {"r = a b? c", "a c a b c", "r{a c}r{a b c}"},
        {"r = a{2,3}", "a a a a a a", "r{a a a}r{a a a}"},
        {"r = a{2}", "a a a", "r{a a}"},
        {"r = a{,2} b", "b a b a a b", "r{b}r{a b}r{a a b}"},
        {"r = a+ b", "a a a b", "r{a a a b}"},
        {"r = a ..2 b", "a b a x b a x y b a x y z b a, b", "r{a b}r{a x b}r{a x y b}"},
        {"r = a ..3 b", "a b x b", "r{a b x b}"}, /* the longest */
        {"r = kaz*", "Kaz kazakh kez", "r{Kaz}r{kazakh}"},
        {"r = =US", "us US Us", "r{US}"},
        {"r = \"C5+1\" talks", "C5+1 talks, C5 + 1 talks", "r{C5+1 talks}"},
        {"r = a \",\" b", "a, b a b", "r{a, b}"},
        {"r = \"(\" CAP \")\"", "(Xa) (xa)", "r{(Xa)}"},
        {"r = NUM LOWER", "5 men 5 Men", "r{5 men}"},
        {"r = UPPER", "EU Eu E OBSE", "r{EU}r{OBSE}"},
        {"r = a ANY b", "a , b a x b", "r{a , b}r{a x b}"},
        {"r = a PUNCT", "a - b a-b a; ", "r{a -}r{a;}"},
        {"r = a !(b|c)", "a b a c a d a", "r{a}r{a}"},
        {"r = a !2b", "a x b a x y", "r{a}"},
        {"r = <!(not|never) agreed", "not agreed never agreed has agreed agreed",
         "r{agreed}r{agreed}"},
        {"r = <!2not agreed", "not yet agreed so yet agreed", "r{agreed}"},
        {"r = ^ a", "a b a. A c", "r{a}r{A}"},
        {"r = a $", "a b a. C a", "r{a}r{a}"},
        {"r = a:x b:y", "a b", "r{a b x=a y=b}"},
        {"r = (a [b]):x c", "a b c a c", "r{a b c x=a b}r{a c x=a}"},
        {"r = (a:x){1,3}", "a a", "r{a a x=a x=a}"},
        {"r = (a b?:x):y", "a b a", "r{a b y=a b x=b}r{a y=a}"},
        {"$p = b | c d\nr = a $p:x", "a b a c d", "r{a b x=b}r{a c d x=c d}"},
        {"r = a # remark\n   b # more\n# whole\ns = b", "a b", "r{a b}s{b}"},
        {"r = a\nr = a b", "a b a", "r{a b}r{a}"}, /* one name: the longest */
        {"r = set-up", "a set-up, set up", "r{set-up}r{set up}"},
        {"r = don't", "don't don\xE2\x80\x99t", "r{don't}r{don\xE2\x80\x99t}"},
        {"r = президент", "Президент", "r{Президент}"},
        {"@language en\nr = a", "a", ""},
        {"r = a b",
         "a \"b\" \xC2\xAB"
         "a\xC2\xBB b",
         "r{a \"b}r{a\xC2\xBB b}"},
    };
    M = mh_matcher_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf image = {0};
        read_rules(rows[i].rules);
        if (_i) keep_rules(&image);
        check_row(NULL, rows[i].in, rows[i].want);
        mh_rules_free(R);
        mh_buf_clear(&image);
    }
    mh_matcher_free(M);
}
END_TEST

START_TEST(hits_say_where_their_rule_stands) {
    read_rules("# one\n\n$x = b\nfirst = a => type=CONSULT; mode=visit # why\nsecond =\n  $x\n");
    mh_rule_hits hits = mh_rules_find(R, T, A, MH_VIEW("b a"), NULL, NULL, 0);
    ck_assert_uint_eq(hits.len, 2);
    ck_view_eq(hits.ptr[0].name, "second");
    ck_assert_uint_eq(hits.ptr[0].line, 5);
    ck_view_eq(hits.ptr[1].attributes, "type=CONSULT; mode=visit");
    ck_assert_uint_eq(hits.ptr[1].line, 4);
    ck_view_eq(hits.ptr[1].file, "desk.rules");
    mh_rules_free(R);
}
END_TEST

START_TEST(broken_rules_show_their_place) {
    static const struct {
        const char *rules, *says;
    } rows[] = {
        {"a = b\nr = (a b\n", "x:2:5: no ')' ends what begins here\n  r = (a b\n      ^"},
        {"r = a)", "x:1:6: ')' ends no group\n  r = a)\n       ^"},
        {"r = (a]", "x:1:7: ')' is wanted here"},
        {"r = ", "x:1:5: nothing stands here"},
        {"r = a | | b", "x:1:9: nothing stands here"},
        {"r a", "x:1:3: '=' is wanted"},
        {"= a", "x:1:1: a rule begins with its name"},
        {" r = a", "x:1:2: a rule begins at the begin of a line"},
        {"@types COUNTRY\nr = COUNTY", "x:2:5: unknown type COUNTY (did you mean COUNTRY"},
        {"@types a", "x:1:8: a type is written in capitals"},
        {"@types WORD", "x:1:8: a type is written in capitals"},
        {"@typse A", "x:1:1: unknown directive (did you mean @types)"},
        {"@language english", "x:1:11: no language code"},
        {"r = a~", "x:1:6: ~ wants an @language"},
        {"r = $p", "x:1:5: no part $p above"},
        {"$p = a => b=c\n", "x:1:8: a part has no KEY=VALUE"},
        {"r = a => b", "x:1:10: not KEY=VALUE"},
        {"r = a{3,2}", "x:1:6: repetition is written"},
        {"r = a{1,99}", "x:1:9: a number from 0 to 32"},
        {"r = ..", "x:1:7: a number from 0"},
        {"r = a?", "x:1:1: the rule would match nothing"},
        {"r = !a", "x:1:1: the rule would match nothing"},
        {"r = a !(b c)", "x:1:7: ! takes single words"},
        {"r = a:", "x:1:7: the name of a capture"},
        {"r = \"a", "x:1:5: no \" ends"},
        {"r = \"...\"", "x:1:5: no word or sign"},
        {"r = (a|b c | d)", "x:1:7: | with blanks and without"},
        {"r = a(b)", "x:1:6: a blank is wanted"},
        {"r = a %", "x:1:7: a word, a type, a group"},
        {"r = ((((((((((((((((((a))))))))))))))))))", "x:1:21: groups within groups"},
        {"r = (((a{32}){32}){32}){32}", "x:1:1: the rule has more than 1024 steps"},
        {"r = a\nr = \xff", "x:2:5: no valid UTF-8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_err e = {0};
        R = mh_rules_new();
        ck_assert_int_eq(mh_rules_read(R, T, mh_view_of(rows[i].rules), MH_VIEW("x"), &e), MH_FAIL);
        ck_assert(e.code == MH_E_PARSE || e.code == MH_E_LIMIT);
        ck_assert_msg(strncmp(e.msg, rows[i].says, strlen(rows[i].says)) == 0, "%s\nwanted %s",
                      e.msg, rows[i].says);
        mh_rules_free(R);
    }
}
END_TEST

/* Parts within parts: 32 to the power of 20 steps, were they written out. */
START_TEST(rules_cannot_blow_up) {
    mh_buf b = {0};
    mh_err e = {0};
    mh_buf_puts(&b, "$p0 = a\n");
    for (int i = 1; i < 2000; i++) mh_buf_printf(&b, "$p%d = $p%d{32}\n", i, i - 1);
    mh_buf_puts(&b, "r = $p1999\n");
    R = mh_rules_new();
    ck_assert_int_eq(mh_rules_read(R, T, mh_buf_view(&b), MH_VIEW("x"), &e), MH_FAIL);
    mh_rules_free(R);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(hostile_texts_for_rules) {
    M = mh_matcher_new();
    read_rules("r = (a|b|CAP|WORD){1,30} [x y]{0,9} ..30 z\ns = (WORD:w ANY?){1,20} !5q\n");
    for (size_t i = 0; i < sizeof hostile_units / sizeof hostile_units[0]; i++) {
        mh_view h = hostile(50000, hostile_units[i]);
        mh_rule_hits hits = mh_rules_find(R, T, A, h, "en", NULL, 0);
        for (size_t k = 0; k < hits.len; k++) ck_assert(hits.ptr[k].to <= h.len);
    }
    mh_rules_free(R);
    mh_matcher_free(M);
}
END_TEST

static void save_desk(mh_buf *image) {
    read_rules("@types COUNTRY CITY\n@language en\n"
               "r = COUNTRY:a ..2 (pays|met~ [the] wa*):b =US? => x=1\n");
    mh_rules_save(R, image);
    mh_rules_free(R);
}

START_TEST(damaged_images_are_refused) {
    mh_buf image = {0};
    save_desk(&image);
    for (size_t i = 0; i < image.len; i++) { /* every byte wrong, every end missing */
        mh_err e = {0};
        image.ptr[i] ^= 0x20;
        ck_assert_int_eq(mh_rules_attach(&R, mh_buf_view(&image), &e), MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_CORRUPT);
        image.ptr[i] ^= 0x20;
        ck_assert_int_eq(mh_rules_attach(&R, mh_view_sub(mh_buf_view(&image), 0, i), &e), MH_FAIL);
    }
    ck_assert_int_eq(mh_rules_attach(&R, mh_buf_view(&image), NULL), MH_OK);
    ck_assert_int_eq(mh_rules_read(R, T, MH_VIEW("s = a"), MH_VIEW("b"), NULL), MH_FAIL);
    mh_rules_free(R);
    mh_buf_clear(&image);
}
END_TEST

/* Bytes changed and the checksum right: what is let in searches without looking outside, and ends. */
START_TEST(places_of_images_are_checked) {
    static const int bits[] = {0x01, 0x03, 0x08, 0xFF};
    mh_view s = MH_VIEW("Peru pays US, Chile met the water. A met US Peru");
    mh_buf image = {0};
    size_t refused = 0;
    save_desk(&image);
    for (size_t i = 0; i < image.len; i++) {
        for (size_t k = 0; k < sizeof bits / sizeof *bits; k++) {
            image.ptr[i] ^= (char)bits[k];
            mh_image_seal(image.ptr, image.len);
            if (mh_rules_attach(&R, mh_buf_view(&image), NULL) == MH_OK) {
                uint32_t land = mh_rules_type(R, MH_VIEW("COUNTRY"));
                mh_rule_span spans[] = {{0, 4, land}, {14, 19, land}, {44, 48, land}};
                mh_rules_find(R, T, A, s, "en", spans, 3);
                mh_rules_free(R);
            } else {
                refused++;
            }
            image.ptr[i] ^= (char)bits[k];
        }
    }
    ck_assert_uint_gt(refused, 500); /* the head, to begin with */
    mh_buf_clear(&image);
}
END_TEST

TCase *tcase_text_rules(void);
TCase *tcase_text_rules(void) {
    TCase *tc = tcase_create("rules");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, rules_of_a_desk, 0, 2);
    tcase_add_loop_test(tc, each_piece_of_the_syntax, 0, 2);
    tcase_add_test(tc, damaged_images_are_refused);
    tcase_add_test(tc, places_of_images_are_checked);
    tcase_add_test(tc, hits_say_where_their_rule_stands);
    tcase_add_test(tc, broken_rules_show_their_place);
    tcase_add_test(tc, rules_cannot_blow_up);
    tcase_add_test(tc, hostile_texts_for_rules);
    return tc;
}
