#include "unit.h"

#include "doc/markdown.h"
#include "doc/render.h"
#include "doc/sanitize.h"
#include "doc/table.h"

#include <string.h>

typedef void put_fn(mh_buf *out, const mh_doc *d, mh_node n);

static void check_put(put_fn *f, const char *html, const char *want) {
    mh_doc *d = NULL;
    mh_doc_source src = {.url = MH_VIEW("https://e.org/d/p")};
    mh_buf b = {0};
    ck_assert(mh_doc_parse(&d, mh_view_of(html), &src, NULL) == MH_OK);
    const mh_tree *t = mh_doc_tree_of(d);
    mh_node body = mh_tree_body(t);
    for (mh_node n = mh_tree_first(t, body); n != MH_NODE_NONE && f != mh_markdown_put;
         n = mh_tree_next(t, n))
        f(&b, d, n);
    if (f == mh_markdown_put) f(&b, d, body);
    mh_buf_puts(&b, "");
    if (strcmp(b.ptr ? b.ptr : "", want) != 0)
        ck_abort_msg("%s\n-- gives --\n%s\n-- not --\n%s", html, b.ptr, want);
    mh_buf_clear(&b);
    mh_doc_free(d);
}

static const struct {
    const char *html, *want;
} markdown[] = {
    {"<h1>A</h1><p>b c</p><h3> d </h3>x", "# A\n\nb c\n\n### d\n\nx"},
    {"<p>a <b>b </b>c <i>d</i>, <s>e</s></p>", "a **b** c *d*, ~~e~~"},
    {"<b><p>a</p><p>b</p></b>", "**a**\n\n**b**"},
    {"<b></b><p>x<b> </b>y", "x y"},
    {"<b><strong>x</strong></b>", "**x**"},
    {"<a href=/x?a=1>t <b>u</b></a>", "[t **u**](https://e.org/x?a=1)"},
    {"<a href='f(1)'>t</a>", "[t](https://e.org/d/f%281%29)"},
    {"<a href=javascript:x>t</a> <a>u</a>", "t u"},
    {"<img src=i.png alt='a [b]'>", "![a \\[b\\]](https://e.org/d/i.png)"},
    {"<img src=data:image/png;base64,AA>x", "x"},
    {"<ul><li>a<li><p>b</p><p>c</p><ul><li>d</ul><li>e</ul>f", "- a\n- b\n\n  c\n  - d\n- e\n\nf"},
    {"<ol start=3><li>a<li>b</ol>", "3. a\n4. b"},
    {"<ul><li></li><li>a</li></ul>", "- a"},
    {"<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n>\n> b\n\nc"},
    {"a<br>b<p>c<br><br>d", "a  \nb\n\nc  \nd"},
    {"<pre>a\n  b</pre>c", "```\na\n  b\n```\n\nc"},
    {"<pre>x ``` y</pre>", "````\nx ``` y\n````"},
    {"<code>a*b</code> <code>`</code>", "`a*b` `` ` ``"},
    {"<p>2 * 3 _x_ [y] &lt;z&gt; `k` \\</p>", "2 \\* 3 \\_x\\_ \\[y\\] \\<z> \\`k\\` \\\\"},
    {"<p># no</p><p>1. no</p><p>- no</p><p>1990 yes</p>",
     "\\# no\n\n1\\. no\n\n\\- no\n\n1990 yes"},
    {"<hr>a<hr>", "---\n\na\n\n---"},
    {"<table><tr><th>a<th>b|c<tr><td>1<td>2</table>x",
     "| a | b\\|c |\n| --- | --- |\n| 1 | 2 |\n\nx"},
    {"<table><tr><td><p>a</p><td>b</table>", "a\n\nb"},
    {"<table><tr><td><table><tr><td>a<td>b<tr><td>c<td>d</table></table>",
     "| a | b |\n| --- | --- |\n| c | d |"},
    {"<script>x</script><style>y</style>z<!-- c -->", "z"},
    /* what only looks like Markdown or HTML stays text */
    {"<p>&amp;lt;b&amp;gt; &amp;#60; A&amp;B R&D &amp; co</p>",
     "\\&lt;b\\&gt; \\&#60; A\\&B R\\&D & co"},
    {"<p>~~no~~ ~yes</p>", "\\~\\~no\\~\\~ ~yes"},
    {"<p>wow!<a href=/x>y</a></p>", "wow\\![y](https://e.org/x)"},
    {"<p>wow! <a href=/x>y</a></p>", "wow! [y](https://e.org/x)"},
    {"<p>![a](javascript:x)</p>", "!\\[a\\](javascript:x)"},
    {"<p>[a]: http://e.org/</p>", "\\[a\\]: http://e.org/"},
    {"<p>&lt;script>x&lt;/script></p>", "\\<script>x\\</script>"},
    {"<a href='/x\"y z'>a](b)</a>", "[a\\](b)](https://e.org/x%22y%20z)"},
    {"<a href=/a\\b><img src='/i(1).png' alt='x]y'></a>",
     "[![x\\]y](https://e.org/i%281%29.png)](https://e.org/a/b)"},
    {"<pre>```\n&lt;b>\n```</pre>", "````\n```\n<b>\n```\n````"},
    {"<code>``` &lt;b></code>", "```` ``` <b> ````"},
    {"<p>a<br># b<br>+ c<br>1) d</p>", "a  \n\\# b  \n\\+ c  \n1\\) d"},
    {"<p>a<br>===<br>---</p>", "a  \n\\===  \n\\---"},
    {"<table><tr><th>a<th>b<tr><td>`x|y`<td>&lt;i></table>",
     "| a | b |\n| --- | --- |\n| \\`x\\|y\\` | \\<i> |"},
    {"<a href='data:text/html,x'>a</a> <a href='vbscript:x'>b</a>", "a b"},
    {"<a href='jav&#x09;ascript:x'>a</a> <a href='&#1;javascript:x'>b</a>", "a b"},
    {"", ""},
};

START_TEST(markdowns) {
    check_put(mh_markdown_put, markdown[_i].html, markdown[_i].want);
}
END_TEST

static const struct {
    const char *html, *want;
} clean[] = {
    {"<p class=x onclick=e() title='a\"b'>t &amp; &lt;b></p>",
     "<p title=\"a&quot;b\">t &amp; &lt;b&gt;</p>"},
    {"<script>a</script><p>b<style>c</style></p>", "<p>b</p>"},
    {"<a href='java\nscript:x'>a</a>", "<a>a</a>"},
    {"<a href=' JAVASCRIPT:x'>a</a>", "<a>a</a>"},
    {"<a href=x target=_blank>a</a>", "<a href=\"https://e.org/d/x\">a</a>"},
    {"<a href=mailto:a@e.org>a</a>", "<a href=\"mailto:a@e.org\">a</a>"},
    {"<img src=mailto:x onerror=y alt=z>", "<img alt=\"z\">"},
    {"<img src='data:text/html,x'>", "<img>"},
    {"<svg><a href=x>y</a><script>z</script></svg>t", "t"},
    {"<math><mtext><img src=x onerror=y></mtext></math>t", "t"},
    {"<font color=red>a <custom-tag>b</custom-tag></font>", "a b"},
    {"<form action=x><input name=a>q<button>z</button></form>", "q"},
    {"<iframe src=x>y</iframe><object>z</object><b>k</b>", "<b>k</b>"},
    {"<table><tr><td colspan=2 rowspan=x style=y>a</table>",
     "<table><tbody><tr><td colspan=\"2\">a</td></tr></tbody></table>"},
    {"a<noscript><p>b</p></noscript>c", "ac"},
    {"<!--x--><p>a<br>b", "<p>a<br>b</p>"},
    {"<template><b>x</b></template>y", "y"},
    /* addresses */
    {"<a href='&#106;avascript:x'>a</a>", "<a>a</a>"},
    {"<a href='java&#9;script:x'>a</a>", "<a>a</a>"},
    {"<a href='java&Tab;script&colon;x'>a</a>", "<a>a</a>"},
    {"<a href='&#1;&#32;javascript:x'>a</a>", "<a>a</a>"},
    {"<a href='\xE2\x80\xA8javascript:x'>a</a>",
     "<a href=\"https://e.org/d/%E2%80%A8javascript:x\">a</a>"},
    {"<a href='vbscript:x'>a</a><a href='data:text/html,x'>b</a>", "<a>a</a><a>b</a>"},
    {"<a href='blob:https://e.org/x'>a</a><a href='file:///etc/passwd'>b</a>", "<a>a</a><a>b</a>"},
    {"<a href='//other.example/x'>a</a>", "<a href=\"https://other.example/x\">a</a>"},
    {"<a href='https:javascript:x'>a</a>", "<a href=\"https://e.org/d/javascript:x\">a</a>"},
    {"<img src=javascript:x><img src='data:image/svg+xml,x'>", "<img><img>"},
    {"<img src=i.png srcset='javascript:x 2x' onload=y sizes=z loading=lazy>",
     "<img src=\"https://e.org/d/i.png\">"},
    {"<img src='x\" onerror=\"y'>", "<img src=\"https://e.org/d/x%22%20onerror=%22y\">"},
    /* attributes */
    {"<p style='background:url(javascript:x)' id=a name=b data-x=c>t</p>", "<p>t</p>"},
    {"<p title='</p><script>x</script>'>t</p>",
     "<p title=\"&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;\">t</p>"},
    {"<p title=`x` lang='a\"onclick=b'>t</p>", "<p title=\"`x`\" lang=\"a&quot;onclick=b\">t</p>"},
    {"<p onmouseover=x/onclick=y xmlns=z xlink:href=javascript:x>t</p>", "<p>t</p>"},
    {"<ol start=-1 reversed><li value=3>a</ol>", "<ol><li>a</li></ol>"},
    /* elements that do things */
    {"<meta http-equiv=refresh content='0;url=javascript:x'>a", NULL},
    {"<p>x<base href='javascript:/'><link rel=stylesheet href=x>a", "<p>xa</p>"},
    {"<body onload=x><p>a</p>", "<p>a</p>"},
    {"<details open ontoggle=x><summary>s</summary>t</details>",
     "<details><summary>s</summary>t</details>"},
    {"<marquee onstart=x>a</marquee><isindex action=javascript:x type=image>", "a"},
    {"<video><source onerror=x></video><audio src=y></audio>a", "a"},
    {"<object data=x><embed src=y></object><applet code=z></applet>a", "a"},
    {"<input onfocus=x autofocus><select><option>a</select><textarea>b</textarea>c", "c"},
    {"<portal src=x></portal><dialog open>d</dialog><frameset onload=x>", "d"},
    /* what becomes something else when it is parsed once more */
    {"<noscript><p title='</noscript><img src=x onerror=y>'></noscript>a", NULL},
    {"<math><mtext><table><mglyph><style><img src=x onerror=y></style></table></mtext></math>a",
     "a"},
    {"<svg><style>&lt;img src=x onerror=y></style></svg>a", "a"},
    {"<svg></p><style><a id='</style><img src=1 onerror=x>'></svg>a", NULL},
    {"<form><math><mtext></form><form><mglyph><style></math><img src onerror=x>", NULL},
    {"<xmp><p title='</xmp><img src=x onerror=y>'>", NULL},
    {"<!--><img src=x onerror=y>-->a", NULL},
    {"<!--a--!><img src=x onerror=y>-->a", NULL},
    {"<![CDATA[<img src=x onerror=y>]]>a", NULL},
    {"<plaintext><img src=x onerror=y>", NULL},
    {"<iframe srcdoc='<script>x</script>'></iframe><noembed><img onerror=y></noembed>a", "a"},
    {"<title><img src=x onerror=y></title>a", NULL},
    {"<textarea></textarea><img src=x onerror=y>", NULL},
    {"<select><template><img src=x onerror=y></template></select>a", "a"},
    {"<p>&lt;img src=x onerror=y&gt;&amp;lt;b&amp;gt;</p>",
     "<p>&lt;img src=x onerror=y&gt;&amp;lt;b&amp;gt;</p>"},
};

/* Whether no element or attribute that could do something is in the tree. */
static bool is_harmless(const mh_tree *t) {
    static const char *const safe[] = {"href",  "src",      "alt",     "title",   "lang",
                                       "dir",   "datetime", "colspan", "rowspan", "scope",
                                       "start", "width",    "height"};
    for (mh_node n = 0; n < mh_tree_count(t); n++) {
        unsigned tag = mh_tree_tag(t, n);
        if (tag == MH_TAG_SCRIPT || tag == MH_TAG_STYLE || tag == MH_TAG_SVG ||
            tag == MH_TAG_MATH || tag == MH_TAG_IFRAME || tag == MH_TAG_FORM ||
            tag == MH_TAG_INPUT || tag == MH_TAG_META)
            return false;
        for (uint32_t i = 0; i < mh_tree_attr_count(t, n); i++) {
            mh_view name, value;
            bool known = false;
            mh_tree_attr_at(t, n, i, &name, &value);
            for (size_t k = 0; k < sizeof safe / sizeof *safe; k++)
                known = known || mh_view_eq(name, mh_view_of(safe[k]));
            bool address = mh_view_eq(name, MH_VIEW("href")) || mh_view_eq(name, MH_VIEW("src"));
            if (!known || (address && !mh_view_starts(value, MH_VIEW("http")) &&
                           !mh_view_starts(value, MH_VIEW("mailto:"))))
                return false;
        }
    }
    return true;
}

/* The output parsed again has nothing that runs, and says the same when it is cleaned once more. */
START_TEST(stays_clean) {
    mh_doc *d = NULL, *again = NULL;
    mh_doc_source src = {.url = MH_VIEW("https://e.org/d/p")};
    mh_buf once = {0}, twice = {0};
    ck_assert(mh_doc_parse(&d, mh_view_of(clean[_i].html), &src, NULL) == MH_OK);
    mh_sanitize_html(&once, d, MH_NODE_ROOT);
    ck_assert(mh_doc_parse(&again, mh_buf_view(&once), &src, NULL) == MH_OK);
    ck_assert_msg(is_harmless(mh_doc_tree_of(again)), "%s\n-- gives --\n%.*s", clean[_i].html,
                  MH_FMT(mh_buf_view(&once)));
    mh_sanitize_html(&twice, again, MH_NODE_ROOT);
    ck_assert_msg(mh_view_eq(mh_buf_view(&once), mh_buf_view(&twice)),
                  "%s\n-- gives --\n%.*s\n%.*s", clean[_i].html, MH_FMT(mh_buf_view(&once)),
                  MH_FMT(mh_buf_view(&twice)));
    mh_doc_free(d);
    mh_doc_free(again);
    mh_buf_clear(&once);
    mh_buf_clear(&twice);
}
END_TEST

/* Rendered as it is, a page stays the page it was. */
START_TEST(rendered_again) {
    static const char *const pages[] = {
        "<svg><style>&lt;img src=x onerror=y></style><title>&lt;b></title></svg>",
        "<math><style>&lt;img></style></math>",
        "<style>a > b</style><script>a && b < c</script>",
        "<p title='&quot;<b>&amp;lt;'>&amp;lt;&nbsp;</p>",
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        mh_tree *t = NULL, *again = NULL;
        mh_buf once = {0}, twice = {0};
        ck_assert(mh_tree_parse(&t, mh_view_of(pages[i]), NULL, NULL) == MH_OK);
        mh_render_html(&once, t, MH_NODE_ROOT);
        ck_assert(mh_tree_parse(&again, mh_buf_view(&once), NULL, NULL) == MH_OK);
        mh_render_html(&twice, again, MH_NODE_ROOT);
        ck_view_eq(mh_buf_view(&twice), once.ptr);
        ck_assert_uint_eq(mh_tree_count(t), mh_tree_count(again));
        mh_buf_clear(&once);
        mh_buf_clear(&twice);
        mh_tree_free(t);
        mh_tree_free(again);
    }
}
END_TEST

/* Rows without a wanted text are only for stays_clean. */
START_TEST(sanitised) {
    if (clean[_i].want) check_put(mh_sanitize_html, clean[_i].html, clean[_i].want);
}
END_TEST

START_TEST(inlined) {
    check_put(mh_sanitize_inline, "<div><p>a <b>b</b></p><i>c</i></div>", "a <b>b</b><i>c</i>");
}
END_TEST

START_TEST(without_address) {
    mh_doc *d = NULL;
    ck_assert(mh_doc_parse(&d, MH_VIEW("x"), NULL, NULL) == MH_OK);
    static const struct {
        const char *ref;
        bool ok;
    } cases[] = {{"a/b.html", true},
                 {"/x?y:z", true},
                 {"javascript:x", false},
                 {"java\tscript:x", false},
                 {"http://e.org/", true},
                 {"\\\\h/x", false},
                 {"", false},
                 {"data:x", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mh_buf b = {0};
        ck_assert_msg(mh_safe_address(&b, d, mh_view_of(cases[i].ref), true) == cases[i].ok, "%s",
                      cases[i].ref);
        mh_buf_clear(&b);
    }
    mh_doc_free(d);
}
END_TEST

static void grid(const char *html, const char *want, size_t head) {
    mh_doc *d = NULL;
    mh_arena *a = mh_arena_new();
    mh_table t;
    mh_buf b = {0};
    ck_assert(mh_doc_parse(&d, mh_view_of(html), NULL, NULL) == MH_OK);
    const mh_tree *tree = mh_doc_tree_of(d);
    mh_node n = 0;
    while (mh_tree_tag(tree, n) != MH_TAG_TABLE) n++;
    mh_table_read(&t, tree, n, a);
    for (size_t r = 0; r < t.n_rows; r++)
        for (size_t c = 0; c < t.columns; c++) {
            const mh_table_cell *x = mh_table_at(&t, r, c);
            mh_buf_printf(&b, "%.*s%s%s", MH_FMT(x->text), x->header ? "*" : "",
                          c + 1 == t.columns ? "/" : ",");
        }
    mh_buf_puts(&b, "");
    ck_assert_str_eq(b.ptr, want);
    ck_assert_uint_eq(t.head, head);
    mh_buf_clear(&b);
    mh_doc_free(d);
    mh_arena_free(a);
}

START_TEST(grids) {
    grid("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "a*,b*/1,2/", 1);
    grid("<table><thead><tr><td colspan=2>a<tr><td>b<td>c</thead><tr><td rowspan=2>1<td>2<tr><td>3"
         "</table>",
         "a*,a*/b*,c*/1,2/1,3/", 2);
    grid("<table><tr><td rowspan=3>a<td>b</table>", "a,b/", 0);
    grid("<table><tr><td>a<tr><td>b<td>c</table>", "a,/b,c/", 0);
    grid("<table><tr><td>x <b>y</b><table><tr><td>z</table></table>", "x y z/", 0);
    grid("<table><tr><td colspan=0 rowspan=-1>a<td colspan=x>b</table>", "a,b/", 0);
    grid("<table></table>", "", 0);
}
END_TEST

START_TEST(huge_spans) {
    mh_buf b = {0};
    mh_doc *d = NULL;
    mh_arena *a = mh_arena_new();
    mh_table t;
    mh_buf_puts(&b, "<table>");
    for (int i = 0; i < 2000; i++) mh_buf_puts(&b, "<tr><td colspan=1000 rowspan=65534>x");
    ck_assert(mh_doc_parse(&d, mh_buf_view(&b), NULL, NULL) == MH_OK);
    const mh_tree *tree = mh_doc_tree_of(d);
    mh_node n = 0;
    while (mh_tree_tag(tree, n) != MH_TAG_TABLE) n++;
    mh_table_read(&t, tree, n, a);
    ck_assert(t.clipped);
    ck_assert_uint_le(t.n_rows * t.columns, MH_TABLE_MAX_SLOTS);
    mh_buf_clear(&b);
    mh_doc_free(d);
    mh_arena_free(a);
}
END_TEST

TCase *tcase_doc_markdown(void);
TCase *tcase_doc_markdown(void) {
    TCase *tc = tcase_create("doc_markdown");
    tcase_add_loop_test(tc, markdowns, 0, (int)(sizeof markdown / sizeof *markdown));
    tcase_add_loop_test(tc, sanitised, 0, (int)(sizeof clean / sizeof *clean));
    tcase_add_loop_test(tc, stays_clean, 0, (int)(sizeof clean / sizeof *clean));
    tcase_add_test(tc, rendered_again);
    tcase_add_test(tc, inlined);
    tcase_add_test(tc, without_address);
    tcase_add_test(tc, grids);
    tcase_add_test(tc, huge_spans);
    return tc;
}
