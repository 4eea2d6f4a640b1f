#include "unit.h"

#include "doc/select.h"

static const char page[] =
    "<html><body><div id=a class='box red'><p class=x>one</p><p>two <b>bold</b></p><p "
    "lang=en-GB>three"
    "</p></div><div id=b class=box><ul><li>1<li class=mid>2<li>3<li>4</ul><a href='/x.pdf' "
    "TITLE='The End'>get</a><span></span></div><section><div id=c><p>four</p></div></section>";

static const struct {
    const char *css, *want; /* id, or text of the first text node, of each hit */
} rows[] = {
    {"p", "one,two ,three,four"},
    {"#a", "a"},
    {".box", "a,b"},
    {"div.box.red", "a"},
    {"*.mid", "2"},
    {"div p", "one,two ,three,four"},
    {"body > div > p", "one,two ,three"},
    {"section div > p", "four"},
    {"p + p", "two ,three"},
    {"p.x ~ p", "two ,three"},
    {"#a, #b , p.x", "a,one,b"},
    {"[href]", "get"},
    {"a[href$='.pdf']", "get"},
    {"a[href^=\"/x\"]", "get"},
    {"a[title*='end' i]", "get"},
    {"a[title*='end']", ""},
    {"[class~=red]", "a"},
    {"p[lang|=en]", "three"},
    {"div[id!=a]", "b,c"},
    {"li:first-child", "1"},
    {"li:last-child", "4"},
    {"li:nth-child(2n+1)", "1,3"},
    {"li:nth-child(even)", "2,4"},
    {"li:nth-child( -n + 2 )", "1,2"},
    {"li:nth-last-child(1)", "4"},
    {"p:nth-of-type(2)", "two "},
    {"section:only-of-type", ""},
    {"b:only-child", "bold"},
    {"div:has(> p.x)", "a"},
    {"div:has(li)", "b"},
    {"section:has(div p)", ""},
    {"p:has(+ p)", "one,two "},
    {"ul:has(~ span) li.mid", "2"},
    {"p:not(.x, [lang])", "two ,four"},
    {":is(#a, #c) > p:last-child", "three,four"},
    {"p:not(section p)", "one,two ,three"},
    {"p:contains(\"bold\")", "two "},
    {"div:contains('two bold')", "a"},
    {"span:empty", ""},
    {"p::text", "one,two ,three,four"},
    {"a::attr(href)", "/x.pdf"},
    {"#\\61", "a"},
    {"LI.mid", "2"},
    {"li:nth-child(2 of :not(.mid))", "3"},
    {"li:nth-last-child(odd of li:not(.mid))", "1,4"},
    {"p:lang(en)", "three"},
    {"p:lang('*-gb')", "three"},
    {"p:lang(fr, en-GB)", "three"},
    {"p:lang(e)", ""},
    {"p:contains('bold', 'four')", "two ,four"},
    {":any-link", "get"},
    {"a:link", "get"},
    {"p/* one */.x /* two */, /**/ li.mid", "one,2"},
    {"div/**/ p.x", "one"},
    {"*|p.x", "one"},
    {"|p.x", "one"},
    {"html|p.x", "one"},
    {"svg|p.x", ""},
    {"[|href]", "get"},
    {"[*|href]", "get"},
    {"div#c, #a, div", "a,b,c"},
    {"[CLASS~=red]", "a"},
    {".RED", ""},
    {"[class~=RED]", ""},
    {"[class~=RED i]", "a"},
    {"[lang=EN-gb]", "three"},
    {"[lang=EN-gb s]", ""},
    {"p:not(:not(.x))", "one"},
    {"div:has(+ div)", "a"},
    {"div:has(~ section p)", "a,b"},
    {":is(:has(> li), b)", "bold,"},
    {"p:where(.x)", "one"},
    {"div:not(:has(p)):not(.red)", "b"},
    {"[title='The\\\n End']", "get"},
    {"ul > :nth-child(-n+3):nth-child(n+2)", "2,3"},
    {"html:root > body p.x", "one"},
    {":root > p", ""},
    {"p.x::text, a::attr(href), p.x", "one,one,/x.pdf"},
    {"#a ::text", "one,two ,bold,three"},
    {"li::text, ul::text, .mid", "1,2,2,3,4"},
};

static void show(const mh_tree *t, const mh_select_hit *h, mh_buf *out) {
    if (h->is_value) {
        mh_buf_put(out, h->value);
        return;
    }
    mh_view id = mh_tree_attr_num(t, h->node, MH_ATTR_ID);
    mh_node first = mh_tree_first(t, h->node);
    mh_buf_put(out, id.len || first == MH_NODE_NONE ? id : mh_tree_text(t, first));
}

START_TEST(matches) {
    mh_tree *t = NULL;
    ck_assert_int_eq(mh_tree_parse(&t, mh_view_of(page), NULL, NULL), MH_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_select *s = NULL;
        mh_select_hits hits = {0};
        mh_buf got = {0};
        mh_err e = {0};
        ck_assert_msg(mh_select_compile(&s, mh_view_of(rows[i].css), &e) == MH_OK, "%s", e.msg);
        mh_select_all(s, t, MH_NODE_ROOT, 0, &hits);
        for (size_t k = 0; k < hits.len; k++) {
            if (k) mh_buf_putc(&got, ',');
            show(t, &hits.ptr[k], &got);
        }
        ck_assert_msg(mh_view_eq(mh_buf_view(&got), mh_view_of(rows[i].want)), "%s: got \"%.*s\"",
                      rows[i].css, MH_FMT(mh_buf_view(&got)));
        mh_buf_clear(&got);
        mh_vec_clear(&hits);
        mh_select_free(s);
    }
    mh_tree_free(t);
}
END_TEST

/* Tables over pages of their own; hits are shown by their id. */
static const struct {
    const char *html, *css, *want;
} others[] = {
    {"<form><input id=1 disabled><input id=2><fieldset id=3 disabled><input id=4><legend><input "
     "id=5></legend><legend><input id=6></legend><fieldset id=7></fieldset></fieldset><select id=8>"
     "<optgroup id=9 disabled><option id=10></optgroup><option id=11 disabled></select>",
     ":disabled", "1,3,4,6,7,9,10,11"},
    {"<input id=1 disabled><input id=2><p id=3 disabled><button id=4></button>"
     "<a id=5 href=x>a</a>",
     ":enabled", "2,4"},
    {"<input id=1 type=CheckBox checked><input id=2 type=radio checked><input id=3 type=radio>"
     "<input id=4 checked><option id=5 selected>",
     ":checked", "1,2,5"},
    {"<div id=1 lang=fr><p id=2><i id=3 lang=''>x</i></div><p id=4 lang=fr-CH-x-y>", ":lang(fr)",
     "1,2,4"},
    {"<p id=1 lang=de-Latn-CH><p id=2 lang=de-x-ch>", ":lang(de-CH)", "1"},
    {"<p id=1 class='31 a:b a.b'><p id=2 class=é>", ".\\31 , .\\E9", "2"},
    {"<p id=1 class='31'><p id=2 class='1'>", ".\\33 1", "1"},
    {"<p id=1 class='a:b'><p id=2 class=a>", ".a\\:b", "1"},
    {"<svg id=1><a id=2 xlink:href=x></a><foreignObject id=3 viewBox=y></svg>", "[xlink|href]",
     "2"},
    {"<svg id=1><foreignObject id=3 viewBox=y></svg>", "svg|foreignobject[viewbox=y]", "3"},
    {"<svg id=1><title id=2></title></svg><title id=3></title>", "html|title", "3"},
    {"<p id=1><!-- x --></p><p id=2> </p><p id=3><b id=4></b></p>", ":empty[id]", "1,4"},
    {"<p id=1 data-x='a b'><p id=2 data-x=''><p id=3 data-x='a-b'>",
     "[data-x*=''], [data-x^=''], [data-x$=''], [data-x~='']", ""},
    {"<p id=1 data-x='a b'><p id=2 data-x=''><p id=3 data-x='a-b'>", "[data-x|=a], [data-x='']",
     "2,3"},
    {"<ul><li id=1><li id=2 class=x><li id=3><li id=4 class=x><li id=5 class=x></ul>",
     ":nth-child(even of .x)", "4"},
    {"<ul><li id=1><li id=2 class=x><li id=3><li id=4 class=x><li id=5 class=x></ul>",
     "li:nth-last-child(-n+2 of .x)", "4,5"},
    {"<ul id=1><li id=2>a<ul id=3><li id=4>b</ul></ul>", "li:has(:scope ul)", ""},
    {"<!-- c --><p id=1>a<!-- c -->b<!-- d --><b id=2></b><!-- e --><i id=3></i>", "b + i", "3"},
};

START_TEST(matches_elsewhere) {
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        mh_tree *t = NULL;
        mh_select *s = NULL;
        mh_select_hits hits = {0};
        mh_buf got = {0};
        mh_err e = {0};
        ck_assert_int_eq(mh_tree_parse(&t, mh_view_of(others[i].html), NULL, NULL), MH_OK);
        ck_assert_msg(mh_select_compile(&s, mh_view_of(others[i].css), &e) == MH_OK, "%s", e.msg);
        mh_select_all(s, t, MH_NODE_ROOT, 0, &hits);
        for (size_t k = 0; k < hits.len; k++)
            mh_buf_printf(&got, k ? ",%.*s" : "%.*s",
                          MH_FMT(mh_tree_attr_num(t, hits.ptr[k].node, MH_ATTR_ID)));
        ck_assert_msg(mh_view_eq(mh_buf_view(&got), mh_view_of(others[i].want)),
                      "%zu %s: got \"%.*s\"", i, others[i].css, MH_FMT(mh_buf_view(&got)));
        mh_buf_clear(&got);
        mh_vec_clear(&hits);
        mh_select_free(s);
        mh_tree_free(t);
    }
}
END_TEST

/* A map of the whole document answers below any node as a look of its own does. */
START_TEST(a_map_says_the_same) {
    mh_tree *t = NULL;
    ck_assert_int_eq(mh_tree_parse(&t, mh_view_of(page), NULL, NULL), MH_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_select *s = NULL;
        ck_assert_int_eq(mh_select_compile(&s, mh_view_of(rows[i].css), NULL), MH_OK);
        mh_select_map *map = mh_select_map_new(s, t, MH_NODE_ROOT);
        for (mh_node n = 0; n < mh_tree_count(t) && !mh_select_is_scoped(s); n++) {
            mh_select_hits a = {0}, b = {0};
            mh_select_all(s, t, n, 0, &a);
            mh_select_map_all(map, n, 0, &b);
            ck_assert_uint_eq(a.len, b.len);
            for (size_t k = 0; k < a.len; k++) {
                ck_assert_uint_eq(a.ptr[k].node, b.ptr[k].node);
                ck_assert(a.ptr[k].is_value || mh_select_map_has(map, a.ptr[k].node));
            }
            mh_vec_clear(&a);
            mh_vec_clear(&b);
        }
        mh_select_map_free(map);
        mh_select_free(s);
    }
    mh_tree_free(t);
}
END_TEST

START_TEST(below_a_node) {
    mh_tree *t = NULL;
    mh_select *s = NULL, *li = NULL;
    mh_select_hits hits = {0};
    ck_assert_int_eq(mh_tree_parse(&t, mh_view_of(page), NULL, NULL), MH_OK);
    ck_assert_int_eq(mh_select_compile(&s, MH_VIEW("#b"), NULL), MH_OK);
    mh_node b = mh_select_one(s, t, MH_NODE_ROOT, NULL);
    ck_assert_int_eq(mh_select_compile(&li, MH_VIEW("#a ~ div li"), NULL), MH_OK);
    mh_select_all(li, t, b, 0, &hits); /* ancestors and their siblings are context */
    ck_assert_uint_eq(hits.len, 4);
    mh_select_all(li, t, b, 2, &hits);
    ck_assert_uint_eq(hits.len, 6);
    ck_assert_uint_eq(mh_select_one(s, t, b, NULL), MH_NODE_NONE); /* b itself is not below b */
    mh_select_free(s);
    ck_assert_int_eq(mh_select_compile(&s, MH_VIEW(":scope > ul"), NULL), MH_OK);
    ck_assert_uint_ne(mh_select_one(s, t, b, NULL), MH_NODE_NONE);
    mh_vec_clear(&hits);
    mh_select_free(s);
    mh_select_free(li);
    mh_tree_free(t);
}
END_TEST

START_TEST(mistakes_point_at_the_column) {
    static const struct {
        const char *css, *want;
    } bads[] = {
        {"", "column 1: expected a selector, found the end"},
        {"div >", "column 6: expected a selector, found the end"},
        {"div >> p", "column 6: expected a selector, found '>'"},
        {"a, ", "column 4: expected a selector, found the end"},
        {"p..x", "column 3: expected a class name, found '.'"},
        {"p[", "column 3: expected an attribute name, found the end"},
        {"p[a=]", "column 5: expected a value"},
        {"p[a='x]", "column 5: expected a closing quote"},
        {"p:first", "column 2: no pseudo-class ':first': take the first with :one()"},
        {"p:frist-child",
         "column 2: no pseudo-class ':frist-child' (did you mean ':first-child'?)"},
        {"p:zzzzzzzz", "known are first-child"},
        {"p:hover", "a page that nobody uses has no such state"},
        {"p:nth-child", "column 12: expected (, found the end"},
        {"p:empty()", "column 8: expected no ( behind this pseudo-class"},
        {"li:nth-child(2 of)", "column 18: expected a space behind"},
        {"li:nth-of-type(2 of p)", "column 18: expected ), found 'o'"},
        {"p:lang()", "column 8: expected a language"},
        {"a /* b", "column 3: expected a selector, found '/'"},
        {"a || b", "column 3: expected a selector, found '|'"},
        {"a, b >\n> c", "\n  a, b > > c\n         ^"},
        {"p:nth-child(x)", "column 13: expected odd, even"},
        {"p:not(.x", "column 9: expected , or ), found the end"},
        {"p::attr()", "column 9: expected an attribute name"},
        {"ү$x", "column 2: expected a combinator"},
        {"p:contains(x)", "column 12: expected a text in quotes"},
        {":is(:is(:is(:is(:is(:is(:is(:is(:is(a)))))))))", "fewer nested lists"},
    };
    for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
        mh_select *s = NULL;
        mh_err e = {0};
        ck_assert_int_eq(mh_select_compile(&s, mh_view_of(bads[i].css), &e), MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_USAGE);
        ck_assert_msg(mh_view_find(mh_view_of(e.msg), mh_view_of(bads[i].want), 0) != SIZE_MAX,
                      "%s", e.msg);
    }
}
END_TEST

START_TEST(cost_is_linear) {
    mh_buf b = {0};
    mh_tree *t = NULL;
    mh_select *s = NULL;
    mh_select_hits hits = {0};
    for (int i = 0; i < 400; i++) mh_buf_puts(&b, "<div>");
    for (int i = 0; i < 40000; i++) mh_buf_puts(&b, "<i>x</i>");
    ck_assert_int_eq(mh_tree_parse(&t, mh_buf_view(&b), NULL, NULL), MH_OK);
    ck_assert_int_eq(mh_select_compile(&s,
                                       MH_VIEW("div div div div div div div i ~ i ~ i ~ b, "
                                               "div:has(div div div b), i:nth-last-of-type(7), "
                                               "div:contains('xxxxxxxxy'), :not(div i)"),
                                       NULL),
                     MH_OK);
    mh_select_all(s, t, MH_NODE_ROOT, 0, &hits); /* without end were it not linear */
    ck_assert_uint_gt(hits.len, 0);
    mh_vec_clear(&hits);
    mh_select_free(s);
    mh_tree_free(t);
    mh_buf_clear(&b);
}
END_TEST

TCase *tcase_doc_select(void) {
    TCase *t = tcase_create("doc_select");
    tcase_add_test(t, matches);
    tcase_add_test(t, matches_elsewhere);
    tcase_add_test(t, a_map_says_the_same);
    tcase_add_test(t, below_a_node);
    tcase_add_test(t, mistakes_point_at_the_column);
    tcase_add_test(t, cost_is_linear);
    return t;
}
