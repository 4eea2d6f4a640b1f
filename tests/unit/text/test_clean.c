#include "support.h"
#include "text/clean.h"
#include "text/segment.h"

#define LONG "A line that is wide enough for one that was wrapped by its mail"

START_TEST(text_is_rid_of_marks) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"", ""},
        {" \n ", ""},
        {"As it is. \u00ABТак\u00BB и так.", "As it is. \u00ABТак\u00BB и так."},
        {"It <b>is</b> so<br>Next", "It is so\nNext"},
        {"<p class=\"x\">One.</p><p>Two.</p>", "One.\n\nTwo."},
        {"&lt;b&gt;One&lt;/b&gt; <!-- not > this --> two", "One  two"},
        {"a<script>if (a < b) x = \"</b>\";</script>b", "ab"},
        {"a <style> b", "a  b"},
        {"It is here <p>so", "It is here\n\nso"},
        {"a < b and c > d", "a < b and c > d"},
        {"x<y and z>w", "x<y and z>w"},
        {"5 <6> 7 </> 8", "5 <6> 7 </> 8"},
        {"A &amp; B &#39;C&#x27; &lt; &quot;D&nbsp;E&quot; &#xFFFFFFF; &no;",
         "A & B 'C' < \"D\u00A0E\" &#xFFFFFFF; &no;"},
        {"&amp;lt;b&amp;gt;", "&lt;b&gt;"},
        {"One.\\r\\nTwo. \\ r \\ nThree. C:\\rn", "One.\nTwo.\nThree. C:\\rn"},
        {"`So what?' and ``so'' but a`b and `", "'So what?' and \"so'' but a`b and `"},
        {"W\nA\nRN\nING", "W\nA\nRN\nING"},
        {"W\nA\nRN\n\nAll", "WARN\n\nAll"},
        {"km\nkg\ncm", "km\nkg\ncm"},
        {"One\n\n12\n\nTwo\n- 3 -\n***\n3.5%\n12345", "One\n\nTwo\n3.5%\n12345"},
        {"1998\n2.\n(4)", "2.\n(4)"},
        {"Contents ........ 3\nA.....b... c", "Contents\nA b... c"},
        {"See us\n.\nNext", "See us.\nNext"},
        {"It was a cold \nnight. \nAll\nfell asleep", "It was a cold night.\nAll\nfell asleep"},
        {"They said it is\nso.\nfeatures\ncontact", "They said it is so.\nfeatures\ncontact"},
        {"The house on the hill\n(built in 1900)", "The house on the hill\n(built in 1900)"},
        {LONG "-\nprogram and\nmore\n\nless", "A line that is wide enough for one that was wrapped "
                                              "by its mailprogram and\nmore\n\nless"},
        {"The inter\u00AD\nNational\n\nco-\nop", "The inter\u00AD\nNational\n\nco-\nop"},
        {LONG "\nProgram:\n" LONG "\nEnd", LONG "\nProgram:\n" LONG "\nEnd"},
        {LONG "\n" LONG "\r\nEnd.\n\nNew", LONG " " LONG " End.\n\nNew"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_clean c = mh_text_clean(A, mh_view_of(rows[i].in));
        ck_assert_msg(mh_view_eq(c.text, mh_view_of(rows[i].want)), "%s: %.*s", rows[i].in,
                      MH_FMT(c.text));
    }
}
END_TEST

START_TEST(sentences_know_where_they_were_read) {
    static const char in[] =
        "<p>&quot;Come,&quot; he <i>said</i>.</p>\n12\nShe went to the big inter-\n"
        "national &amp; <b>new</b>\u00A0hall&#46; ........ 12\nЯ `там'.";
    static const struct {
        const char *clean, *source;
    } want[] = {{"\"Come,\" he said.", "&quot;Come,&quot; he <i>said</i>."},
                {"She went to the big international & new\u00A0hall.",
                 "She went to the big inter-\nnational &amp; <b>new</b>\u00A0hall&#46;"},
                {"Я 'там'.", "Я `там'."}};
    mh_view s = mh_view_of(in);
    mh_clean c = mh_text_clean(A, s);
    mh_spans found = mh_text_sentences(T, A, c.text);
    ck_assert_uint_eq(found.len, sizeof want / sizeof want[0]);
    for (size_t i = 0; i < found.len; i++) {
        mh_view clean = mh_span_view(c.text, found.ptr[i]),
                source = mh_span_view(s, mh_clean_source(&c, found.ptr[i]));
        ck_assert_msg(mh_view_eq(clean, mh_view_of(want[i].clean)), "%.*s", MH_FMT(clean));
        ck_assert_msg(mh_view_eq(source, mh_view_of(want[i].source)), "%.*s", MH_FMT(source));
    }
}
END_TEST

/* Whatever stands in the text: every byte of the clean one has its place in the source, in order. */
static void check_places(mh_view s) {
    mh_clean c = mh_text_clean(A, s);
    size_t step = c.text.len / 5000 + 1, last = 0;
    for (size_t i = 0; i < c.text.len; i += step) {
        mh_span r = mh_clean_source(&c, (mh_span){i, i + 1});
        ck_assert(last <= r.from && r.from <= r.to && r.to <= s.len);
        last = r.from;
    }
}

START_TEST(hostile_text_is_cleaned_within_bounds) {
    static const char *const units[] = {"<",
                                        "<a",
                                        "</",
                                        "<a ",
                                        "&lt;",
                                        "&lt;a ",
                                        "<script>",
                                        "<style></",
                                        "<!--",
                                        "&#1",
                                        "&#x",
                                        "&amp;",
                                        "`",
                                        "``a",
                                        "\\r\\n",
                                        "\\ r ",
                                        "....... ",
                                        "A\n",
                                        ".\n",
                                        "12\n",
                                        "a-\nb",
                                        "\n\n",
                                        "\u00AD\nab",
                                        "<br>",
                                        "<a b=",
                                        ".....1\n",
                                        "<script></scrip>",
                                        "<script><style><!--",
                                        "..... .\n\u00AD\n"};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        check_places(hostile(2000000, units[i]));
    for (size_t i = 0; i < sizeof hostile_units / sizeof hostile_units[0]; i++)
        check_places(hostile(500000, hostile_units[i]));
}
END_TEST

TCase *tcase_text_clean(void);
TCase *tcase_text_clean(void) {
    TCase *tc = tcase_create("clean");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, text_is_rid_of_marks);
    tcase_add_test(tc, sentences_know_where_they_were_read);
    tcase_add_test(tc, hostile_text_is_cleaned_within_bounds);
    return tc;
}
