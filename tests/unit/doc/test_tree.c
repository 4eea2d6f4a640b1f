#include "unit.h"

#include "base/utf8.h"
#include "doc/render.h"
#include "doc/tree.h"

static mh_tree *parse(const char *html) {
    mh_tree *t = NULL;
    mh_err e = {0};
    ck_assert_msg(mh_tree_parse(&t, mh_view_of(html), NULL, &e) == MH_OK, "%s", e.msg);
    return t;
}

START_TEST(html_again) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"", "<html><head></head><body></body></html>"},
        {"<!doctype html><p>a<p>b",
         "<!DOCTYPE html><html><head></head><body><p>a</p><p>b</p></body></html>"},
        {"<title>x&amp;y</title>", "<html><head><title>x&amp;y</title></head><body></body></html>"},
        {"<b>1<p>2</b>3", "<html><head></head><body><b>1</b><p><b>2</b>3</p></body></html>"},
        {"<table><td>a<td>b", "<html><head></head><body><table><tbody><tr><td>a</td><td>b</td></tr>"
                              "</tbody></table></body></html>"},
        {"<script>a<b&amp;</script>",
         "<html><head><script>a<b&amp;</script></head><body></body></html>"},
        {"<P Class='X' class=y data-Z>q<br>",
         "<html><head></head><body><p class=\"X\" data-z=\"\">q<br></p></body></html>"},
        {"<x-y>&nbsp;&lt;</x-y>", "<html><head></head><body><x-y>&nbsp;&lt;</x-y></body></html>"},
        {"<!--c-->", "<!--c--><html><head></head><body></body></html>"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_tree *t = parse(rows[i].in);
        mh_buf b = {0};
        mh_render_html(&b, t, MH_NODE_ROOT);
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
        mh_tree_free(t);
    }
}
END_TEST

START_TEST(order_and_ranges) {
    mh_tree *t = parse("<div id=a><p>1</p><p>2<i>3</i></p></div><div id=b></div>");
    uint32_t count = mh_tree_count(t);
    for (mh_node n = 1; n < count; n++) {
        mh_node p = mh_tree_parent(t, n);
        ck_assert(p < n && mh_tree_end(t, n) <= mh_tree_end(t, p));
        mh_node next = mh_tree_next(t, n);
        if (next != MH_NODE_NONE) ck_assert_uint_eq(next, mh_tree_end(t, n));
        if (mh_tree_first(t, n) != MH_NODE_NONE) ck_assert_uint_eq(mh_tree_first(t, n), n + 1);
    }
    mh_node a = mh_tree_first(t, mh_tree_body(t)), b = mh_tree_next(t, a);
    ck_view_eq(mh_tree_attr_num(t, b, MH_ATTR_ID), "b");
    ck_assert_uint_eq(mh_tree_prev(t, b), a);
    mh_tree_remove(t, a);
    ck_assert(mh_tree_removed(t, a + 1) && !mh_tree_removed(t, b));
    ck_assert_uint_eq(mh_tree_first(t, mh_tree_body(t)), b);
    ck_assert_uint_eq(mh_tree_walk(t, mh_tree_body(t), false, count), b);
    mh_tree_free(t);
}
END_TEST

START_TEST(doctypes_and_namespaces) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"<!doctype HTML>", "html"},
        {"<!DOCTYPE html PUBLIC '-//W3C//DTD X//EN' \"http://h/x.dtd\">",
         "html \"-//W3C//DTD X//EN\" \"http://h/x.dtd\""},
        {"<!DOCTYPE html SYSTEM 'about:legacy-compat'>", "html \"\" \"about:legacy-compat\""},
        {"<!DOCTYPE x public>", "x"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_tree *t = parse(rows[i].in);
        ck_assert_int_eq(mh_tree_type(t, 1), MH_NODE_DOCTYPE);
        ck_view_eq(mh_tree_text(t, 1), rows[i].want);
        mh_tree_free(t);
    }
    mh_tree *t = parse("<svg><title>x</title><foreignObject><p></svg><math><mi>y");
    for (mh_node n = 1; n < mh_tree_count(t); n++) {
        mh_view name = mh_tree_name(t, n);
        mh_space want =
            mh_view_eq(name, MH_VIEW("math")) || mh_view_eq(name, MH_VIEW("mi")) ? MH_SPACE_MATH
            : mh_view_eq(name, MH_VIEW("svg")) || mh_view_ieq(name, MH_VIEW("foreignobject")) ||
                    mh_view_eq(name, MH_VIEW("title"))
                ? MH_SPACE_SVG
                : MH_SPACE_HTML;
        ck_assert_int_eq(mh_tree_space(t, n), want);
    }
    mh_tree_free(t);
}
END_TEST

START_TEST(classes) {
    mh_tree *t = parse("<p class=' one\ttwo three-x'>");
    mh_node p = mh_tree_first(t, mh_tree_body(t));
    ck_assert(mh_tree_has_class(t, p, MH_VIEW("one")) && mh_tree_has_class(t, p, MH_VIEW("two")));
    ck_assert(!mh_tree_has_class(t, p, MH_VIEW("three")) && !mh_tree_has_class(t, p, MH_VIEW("")));
    mh_tree_free(t);
}
END_TEST

START_TEST(text_layout) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"<p>a  b\n c<p>d", "a b c\n\nd"},
        {"<div>a</div><div>b</div>", "a\nb"},
        {"a<br>b<br><br>c", "a\nb\n\nc"},
        {"<i>a</i> <b>b</b>c", "a bc"},
        {"<ul><li>x<li>y</ul>", "x\ny"},
        {"<table><tr><td>1<td>2<tr><td>3</table>", "1\t2\n3"},
        {"<pre>a\n  b</pre>c", "a\n  b\n\nc"},
        {"a<script>x</script><style>y</style><noscript>z</noscript><template>w</template>b", "ab"},
        {"&nbsp;a&nbsp;&nbsp;b&nbsp;", "a b"},
        {"<h1>T</h1>x", "T\n\nx"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_tree *t = parse(rows[i].in);
        mh_buf b = {0};
        mh_render_text(&b, t, MH_NODE_ROOT);
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
        mh_tree_free(t);
    }
}
END_TEST

/* A page made of n times unit behind head. */
static void repeat(mh_buf *b, const char *head, const char *unit, size_t n) {
    mh_buf_reset(b);
    mh_buf_puts(b, head);
    for (size_t i = 0; i < n; i++) mh_buf_puts(b, unit);
}

START_TEST(hostile_pages_are_clipped) {
    static const struct {
        const char *head, *unit;
        size_t n;
        bool clipped;
    } rows[] = {
        {"", "<div>", 1000000, true},
        {"", "<b><i><a>", 200000, true},
        {"", "<ul><li>", 300000, true},
        {"", "<table>x", 50000, false},
        {"<p ", "a ", 1000000, true},
        {"", "<svg><title><table>", 100000, true},
        {"", "<template>", 100000, true},
        {"", "<select><title><input><div>", 50000, true},
        {"", "&amp&lt", 1000000, false},
        {"<p><b id=1></p><p><b id=2></p><p><b id=3></p>", "<div>x</div>", 300000, true},
    };
    mh_buf b = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_tree *t = NULL;
        repeat(&b, rows[i].head, rows[i].unit, rows[i].n);
        ck_assert_int_eq(mh_tree_parse(&t, mh_buf_view(&b), NULL, NULL), MH_OK);
        ck_assert_msg(mh_tree_clipped(t) == rows[i].clipped, "row %zu", i);
        mh_tree_free(t);
    }
    mh_buf_clear(&b);
}
END_TEST

START_TEST(attribute_limits) {
    mh_buf b = {0};
    mh_tree *t = NULL;
    mh_buf_puts(&b, "<p ");
    for (int i = 0; i < 100000; i++) mh_buf_printf(&b, "a%d=b ", i);
    ck_assert_int_eq(mh_tree_parse(&t, mh_buf_view(&b), NULL, NULL), MH_OK);
    mh_tree_free(t);
    mh_buf_puts(&b, ">x");
    ck_assert_int_eq(mh_tree_parse(&t, mh_buf_view(&b), NULL, NULL), MH_OK);
    ck_assert(mh_tree_clipped(t));
    ck_assert_uint_eq(mh_tree_attr_count(t, mh_tree_first(t, mh_tree_body(t))), 256);
    mh_tree_free(t);
    mh_buf_reset(&b);
    mh_buf_puts(&b, "<p a='");
    for (int i = 0; i < 100000; i++) mh_buf_putc(&b, 'x');
    mh_buf_puts(&b, "' b=1>");
    ck_assert_int_eq(mh_tree_parse(&t, mh_buf_view(&b), NULL, NULL), MH_OK);
    ck_assert_uint_eq(mh_tree_attr_count(t, mh_tree_first(t, mh_tree_body(t))), 1);
    mh_tree_free(t);
    mh_doc_limits small = MH_DOC_LIMITS_DEFAULT;
    small.max_bytes = 10;
    mh_err e = {0};
    ck_assert_int_eq(mh_tree_parse(&t, mh_buf_view(&b), &small, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_TOO_LARGE);
    mh_buf_clear(&b);
}
END_TEST

/* NUL goes where the standard sends it, and prefixes of foreign attributes stay. */
START_TEST(nul_and_prefixes) {
    static const struct {
        mh_view html;
        const char *want; /* of the body, rendered */
    } cases[] = {
        {MH_VIEW_INIT("<p>a\0b</p>"), "<body><p>ab</p></body>"},
        {MH_VIEW_INIT("<p>a</p>\n\0\0\0<!--b-->"), "<body><p>a</p>\n<!--b--></body>"},
        {MH_VIEW_INIT("<p>\0\0</p>"), "<body><p></p></body>"},
        {MH_VIEW_INIT("<p title='a\0b' x\0y=1>"), "<body><p title=\"a\xEF\xBF\xBD"
                                                  "b\" x\xEF\xBF\xBDy=\"1\"></p></body>"},
        {MH_VIEW_INIT("<body><!--a\0b-->"), "<body><!--a\xEF\xBF\xBD"
                                            "b--></body>"},
        {MH_VIEW_INIT("<body><script>a\0b</script>"), "<body><script>a\xEF\xBF\xBD"
                                                      "b</script></body>"},
        {MH_VIEW_INIT("<body><x\0y>c"), "<body><x\xEF\xBF\xBDy>c</x\xEF\xBF\xBDy></body>"},
        {MH_VIEW_INIT("<body><p \xC3\xA9\0\0\xD0\x96=x\0\xC3\xA9\0\0\xD0\x96\0y>"),
         "<body><p "
         "\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD\xD0\x96=\"x\xEF\xBF\xBD\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD"
         "\xD0\x96\xEF\xBF\xBDy\"></p></body>"},
        {MH_VIEW_INIT("<body><svg xlink:href=a xml:lang=b></svg>"),
         "<body><svg xlink:href=\"a\" xml:lang=\"b\"></svg></body>"},
        {MH_VIEW_INIT("<body><p xlink:href=a>"), "<body><p xlink:href=\"a\"></p></body>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mh_tree *t = NULL;
        mh_buf got = {0};
        ck_assert_int_eq(mh_tree_parse(&t, cases[i].html, NULL, NULL), MH_OK);
        mh_render_html(&got, t, mh_tree_body(t));
        ck_view_eq(mh_buf_view(&got), cases[i].want);
        mh_buf_clear(&got);
        mh_tree_free(t);
    }
}
END_TEST

/* Strings that the parser leaves to the copy, and those that it cannot leave: joined texts, clones. */
START_TEST(strings_made_late) {
    static const struct {
        const char *html, *want; /* of the body, rendered */
    } cases[] = {
        {"<body>a&amp;b\r\nc\rd&notin;", "<body>a&amp;b\nc\nd\u2209</body>"},
        {"<body>one</i>two</b>three", "<body>onetwothree</body>"},
        {"<body>one</body>two</html> three", "<body>onetwo three</body>"},
        {"<body><p>a</p>one<table>two<tr><td>x", "<body><p>a</p>onetwo<table><tbody><tr><td>x</td>"
                                                 "</tr></tbody></table></body>"},
        {"<body><pre>\none</pre><textarea>\r\ntwo</textarea>",
         "<body><pre>one</pre><textarea>two</textarea></body>"},
        {"<body><script>a &amp; b\r\n</script>", "<body><script>a &amp; b\n</script></body>"},
        {"<body><div CLASS='A&lt;b\r\n' Id=x class=y>",
         "<body><div class=\"A<b\n\" id=\"x\"></div></body>"},
        {"<body><p><b title='a&lt;b' =>x<p>y",
         "<body><p><b title=\"a<b\" ==\"\">x</b></p><p><b title=\"a<b\" ==\"\">y</b></p></body>"},
        {"<body><svg><a viewbox='1&amp;2'>t</a></svg>",
         "<body><svg><a viewBox=\"1&amp;2\">t</a></svg></body>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mh_tree *t = NULL;
        mh_buf got = {0};
        ck_assert_int_eq(mh_tree_parse(&t, mh_view_of(cases[i].html), NULL, NULL), MH_OK);
        mh_render_html(&got, t, mh_tree_body(t));
        ck_view_eq(mh_buf_view(&got), cases[i].want);
        mh_buf_clear(&got);
        mh_tree_free(t);
    }
}
END_TEST

TCase *tcase_doc_tree(void) {
    TCase *t = tcase_create("doc_tree");
    tcase_add_test(t, html_again);
    tcase_add_test(t, order_and_ranges);
    tcase_add_test(t, doctypes_and_namespaces);
    tcase_add_test(t, classes);
    tcase_add_test(t, text_layout);
    tcase_add_test(t, hostile_pages_are_clipped);
    tcase_add_test(t, attribute_limits);
    tcase_add_test(t, nul_and_prefixes);
    tcase_add_test(t, strings_made_late);
    return t;
}
