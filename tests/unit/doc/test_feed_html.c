#include "unit.h"

#include "doc/feed_html.h"

#define BASE "https://e.example/d/p"

START_TEST(clean) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"plain &amp; simple", "plain &amp; simple"},
        {"1 < 2 & 3", "1 &lt; 2 &amp; 3"},
        {"<P>one<BR>two</P>", "<p>one<br />two</p>"},
        {"<p>open <b>bold", "<p>open <b>bold</b></p>"},
        {"no start</b></p>", "no start"},
        {"<b><i>x</b>y</i>", "<b><i>x</i></b>y"},
        {"<p/>after", "<p></p>after"},
        {"<a href='q?x=1&amp;y=2'>l</a>", "<a href=\"https://e.example/d/q?x=1&amp;y=2\">l</a>"},
        {"<a title=\"b\" href=\"http://o.example/\" onclick='x()'>l</a>",
         "<a href=\"http://o.example/\" title=\"b\">l</a>"},
        {"<a href=\"javascript:x()\">l</a>", "<a>l</a>"},
        {"<a href=\" java\nscript:x()\">l</a>", "<a>l</a>"},
        {"<a href=\"&#106;avascript:x()\">l</a>", "<a>l</a>"},
        {"<a href=\"data:text/html,x\">l</a>", "<a>l</a>"},
        {"<img src=x onerror=y()>", "<img src=\"https://e.example/d/x\" />"},
        {"<img srcset='a 2x' src='/s'>", "<img src=\"https://e.example/s\" />"},
        {"a<script>x('<b>')</script>b", "ab"},
        {"a<SCRIPT\n>x</sCript >b", "ab"},
        {"a<style>p{}</style>b<template><p>t</template>c", "abc"},
        {"a<svg><script>x</script></svg>b<math><mtext>y</math>c", "abc"},
        {"a<script>never closed", "a"},
        {"<iframe src='x'>in</iframe>out", "inout"},
        {"<!-- <b> --><!DOCTYPE x>a<?php b ?>c", "ac"},
        {"<custom-tag>x</custom-tag>", "x"},
        {"<p style='color: red; position: fixed; background: url(x)'>y</p>",
         "<p style=\"color: red;\">y</p>"},
        {"<p style='width: expression(x)'>y</p>", "<p>y</p>"},
        {"<p style='col\\6fr: red'>y</p>", "<p>y</p>"},
        {"<p style='Margin: 0 15px'>y</p>", "<p style=\"Margin: 0 15px;\">y</p>"},
        {"<p class='a\"b<'>y</p>", "<p class=\"a&quot;b&lt;\">y</p>"},
        {"<p title=a title=b>y</p>", "<p title=\"a\">y</p>"},
        {"<p <b>y</b>", "<p><b>y</b></p>"},
        {"<a href=\"never closed>x", "<a>x</a>"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf b = {0};
        mh_feed_html_clean(&b, mh_view_of(rows[i].in), MH_VIEW(BASE));
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(text) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"<p>one</p><p>two &amp;\n three</p>", "one\ntwo & three"},
        {"a<br>b<br/><br/>c", "a\nb\nc"},
        {"<ul><li>a</li><li>b</li></ul>", "a\nb"},
        {"a <b>b</b>c&nbsp;&nbsp;d", "a bc d"},
        {"a<script>x()</script>b<style>y</style>", "ab"},
        {"  x  ", "x"},
        {"1 < 2", "1 < 2"},
        {"<p></p>", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf b = {0};
        mh_feed_html_text(&b, mh_view_of(rows[i].in));
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(image) {
    static const struct {
        const char *in, *base, *want; /* NULL: none */
    } rows[] = {
        {"<p><img alt='' src='/a.jpg'><img src='/b.jpg'>", BASE, "https://e.example/a.jpg"},
        {"<img width=1 height=1 src='/pixel'><IMG SRC=\"b.jpg?x=1&amp;y\">", BASE,
         "https://e.example/d/b.jpg?x=1&y"},
        {"<img src='data:image/gif;base64,x'><img src='javascript:x'><img>", BASE, NULL},
        {"<img src='/a.jpg'>", "", NULL},
        {"<img src='http://o.example/a.jpg'>", "", "http://o.example/a.jpg"},
        {"no picture", BASE, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf b = {0};
        bool ok = mh_feed_html_image(&b, mh_view_of(rows[i].in), mh_view_of(rows[i].base));
        ck_assert_msg(ok == (rows[i].want != NULL), "%s", rows[i].in);
        ck_view_eq(mh_buf_view(&b), rows[i].want ? rows[i].want : "");
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(looks) {
    static const struct {
        const char *in;
        bool want;
    } rows[] = {
        {"a <b>b</b> c", true},
        {"a<br>b", true},
        {"a &amp; b", true},
        {"AT&T", false},
        {"1 < 2 > 0", false},
        {"a <b> c", false},
        {"plain", false},
        {"<vector<int>>", false},
        {"<i>a</i> <x>", false},
        {"me <a@b.c>", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_msg(mh_feed_html_looks(mh_view_of(rows[i].in)) == rows[i].want, "%s", rows[i].in);
}
END_TEST

TCase *tcase_doc_feed_html(void) {
    TCase *tc = tcase_create("doc_feed_html");
    tcase_add_test(tc, clean);
    tcase_add_test(tc, text);
    tcase_add_test(tc, image);
    tcase_add_test(tc, looks);
    return tc;
}
