#include "unit.h"

#include "doc/select.h"

#include <time.h>

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
        {"p:first", "column 3: expected a known pseudo-class"},
        {"p:nth-child(x)", "column 13: expected odd, even"},
        {"p:not(.x", "column 9: expected , or ), found the end"},
        {"p::attr()", "column 9: expected an attribute name"},
        {"ү|x", "column 2: expected a combinator"},
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
    clock_t start = clock();
    mh_select_all(s, t, MH_NODE_ROOT, 0, &hits);
    ck_assert(clock() - start < 5 * CLOCKS_PER_SEC);
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
    tcase_add_test(t, below_a_node);
    tcase_add_test(t, mistakes_point_at_the_column);
    tcase_add_test(t, cost_is_linear);
    return t;
}
