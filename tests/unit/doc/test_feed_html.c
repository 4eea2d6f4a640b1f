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

#define MATH "<math xmlns=\"http://www.w3.org/1998/Math/MathML\""
#define SVG  "<svg xmlns=\"http://www.w3.org/2000/svg\""
#define LINK " xmlns:xlink=\"http://www.w3.org/1999/xlink\""

START_TEST(drawn) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"a<math><msup><mi>x</mi><mn>2</mn></msup></math>b",
         "a" MATH "><msup><mi>x</mi><mn>2</mn></msup></math>b"},
        {"<MATH DISPLAY=block alttext='f(x)'><MI>x</MI></MATH>",
         "<math alttext=\"f(x)\" display=\"block\" xmlns=\"http://www.w3.org/1998/Math/MathML\">"
         "<mi>x</mi></math>"},
        {"<math><mrow xlink:type='simple' xlink:href='q'><mfenced open='(' onclick=x()>",
         MATH "><mrow xlink:href=\"https://e.example/d/q\" xlink:type=\"simple\"" LINK
              "><mfenced open=\"(\"></mfenced></mrow></math>"},
        {"<math><semantics><mi>x</mi><annotation encoding='TeX'>x</annotation></semantics></math>",
         MATH "><semantics><mi>x</mi></semantics></math>"},
        {"<svg viewbox='0 0 9 9' BASEPROFILE=full><rect X=1 fill='url(#g)' /></svg>",
         "<svg baseProfile=\"full\" viewBox=\"0 0 9 9\" xmlns=\"http://www.w3.org/2000/svg\">"
         "<rect fill=\"url(#g)\" x=\"1\"></rect></svg>"},
        {"<svg><lineargradient id=g gradienttransform='rotate(9)'><stop offset=1 "
         "/></lineargradient>",
         SVG "><linearGradient gradientTransform=\"rotate(9)\" id=\"g\"><stop offset=\"1\"></stop>"
             "</linearGradient></svg>"},
        {"<svg><g><svg><title>t</title></svg></g></svg>",
         SVG "><g><svg><title>t</title></svg></g></svg>"},
        {"<svg><g style='fill: red; background: url(x)'>",
         SVG "><g style=\"fill: red;\"></g></svg>"},
        {"<p style='fill: red'>x", "<p>x</p>"},
        {"<circle r=1><title>t", "t"}, /* no drawing around */
        /* what runs */
        {"<svg onload=x() ONCLICK=y()><g onfocusin=z()>t</g></svg>", SVG "><g>t</g></svg>"},
        {"a<svg><script>x</script></svg>b<math><mtext>y</math>c",
         "a" SVG "></svg>b" MATH "><mtext>y</mtext></math>c"},
        {"<svg><script href='data:,x()'/><g/></svg>", SVG "><g></g></svg>"},
        {"<svg><a xlink:href='javascript:x()'><text>t</text></a></svg>",
         SVG "><text>t</text></svg>"},
        {"<math href='javascript:x()'><mi xlink:href=' java\nscript:x()'>t",
         MATH "><mi" LINK ">t</mi></math>"},
        {"<math href='&#106;avascript:x()' xlink:href='data:text/html,x'>", MATH LINK "></math>"},
        {"<math href='mailto:a@b.example'>", MATH "></math>"},
        {"<svg href='http://o.example/' xlink:href='http://o.example/'>", SVG "></svg>"},
        {"<svg><foreignObject><body onload=x()><p>t</p></foreignObject></svg>a", SVG "></svg>a"},
        {"<svg><style>*{background:url(x)}</style><g/></svg>", SVG "><g></g></svg>"},
        {"<svg><style><!--</style><img src=x onerror=y()>-->",
         SVG "></svg><img src=\"https://e.example/d/x\" />-->"},
        {"<svg><animate attributeName=href values='javascript:x()'/><set to=x /><g/></svg>",
         SVG "><g></g></svg>"},
        {"<svg><use href='http://o.example/#x'/><image href=y /></svg>", SVG "></svg>"},
        {"<svg><handler type=x>y()</handler><metadata>z</metadata></svg>", SVG "></svg>"},
        /* what loads */
        {"<svg><g fill='url(http://o.example/)' stroke='URL( #x)' clip-rule='\\75rl(x)'/></svg>",
         SVG "><g></g></svg>"},
        {"<svg><g fill='url&#40;//o.example/)' stroke='url(#a) url(//o.example/)'/></svg>",
         SVG "><g></g></svg>"},
        {"<math mathcolor='image-set(x)'>", MATH "></math>"},
        /* what breaks out */
        {"<p><svg><g><p>t</p></svg>u", "<p>" SVG "><g></g></svg><p>t</p>u</p>"},
        {"<math><mi><img src=x onerror=y()></mi></math>",
         MATH "><mi></mi></math><img src=\"https://e.example/d/x\" />"},
        {"<b><svg></b><g/></svg>t</b>", "<b>" SVG "><g></g></svg>t</b>"},
        {"<p><svg></p>t", "<p>" SVG "></svg></p>t"},
        {"<svg><title><g/><b>t</b></title><desc></svg>u",
         SVG "><title>t</title><desc></desc></svg>u"},
        {"<svg><title>&lt;/svg>&lt;script></title></svg>",
         SVG "><title>&lt;/svg>&lt;script></title></svg>"},
        {"<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=x()>'>",
         MATH "><mtext></mtext></math><table><img title=\"--&gt;&lt;img src=1 onerror=x()&gt;\" />"
              "</table>"},
        {"<svg><desc id='</desc><script>x()</script>'>",
         SVG "><desc id=\"&lt;/desc&gt;&lt;script&gt;x()&lt;/script&gt;\"></desc></svg>"},
        {"<math><svg><mi>x</mi></svg></math>", MATH "><mi>x</mi></math>"},
        {"<svg><math><g/></math></svg>", SVG "><g></g></svg>"},
        {"<svg/>a<math/>b", SVG "></svg>a" MATH "></math>b"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf b = {0};
        mh_feed_html_clean(&b, mh_view_of(rows[i].in), MH_VIEW(BASE));
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(base_of_unlisted_scheme) {
    mh_buf b = {0};
    mh_feed_html_clean(&b, MH_VIEW("<a href='y'>l</a><a href='http://o.example/'>m</a>"),
                       MH_VIEW("handler://e.example/"));
    ck_view_eq(mh_buf_view(&b), "<a>l</a><a href=\"http://o.example/\">m</a>");
    mh_buf_clear(&b);
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
        {"a <math><mi>b</mi><mo>=</mo><mn>1</mn><annotation>c</annotation></math> d", "a b=1 d"},
        {"a<svg><title>b</title><text>c</text></svg>d", "ad"},
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
    tcase_add_test(tc, drawn);
    tcase_add_test(tc, base_of_unlisted_scheme);
    tcase_add_test(tc, text);
    tcase_add_test(tc, image);
    tcase_add_test(tc, looks);
    return tc;
}
