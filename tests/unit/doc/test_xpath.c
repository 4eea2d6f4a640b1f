#include "unit.h"

#include "doc/edit.h"
#include "doc/xpath.h"

static const char page[] =
    "<!DOCTYPE html><html lang=en><title>T</title><body><!--note-->"
    "<div id=a class='box red'><p class=x>one</p><p>two <b>bold</b> end</p></div>"
    "<ul lang=ru-RU><li>1<li class=mid>2<li>3</ul>"
    "<a href='/x?a=1&amp;b=2' rel=next>get</a><a>bare</a>"
    "<table><tr><td>k<td>7<tr><td>m<td>5.5</table><svg viewBox='0 0 1 1'><path d=M0/></svg>"
    "<i title=''></i>";

static const struct {
    const char *expr, *want; /* hits: names of elements, else values; joined by "|" */
} rows[] = {
    {"//li", "<li>|<li>|<li>"},
    {"//li/text()", "1|2|3"},
    {"//li[2]/text()", "2"},
    {"(//p|//li)[last()]/text()", "3"},
    {"//li[@class='mid']/preceding-sibling::*/text()", "1"},
    {"//li[1]/following::li/text()", "2|3"},
    {"//b/ancestor::*", "<html>|<body>|<div>|<p>"},
    {"//a/@href", "/x?a=1&b=2"},
    {"//a[@href]/@*", "/x?a=1&b=2|next"},
    {"//@class | //b", "box red|x|<b>|mid"},
    {"//i/@title", ""},
    {"count(//i/@title)", "1"},
    {"//p[contains(., 'bold')]/b/text()", "bold"},
    {"string(//p[2])", "two bold end"},
    {"normalize-space(' a  b ')", "a b"},
    {"count(//td)", "4"},
    {"sum(//td[2])", "12.5"},
    {"count(//li) > 2", "true"},
    {"not(//form)", "true"},
    {"number('x')", "nan"},
    {"id('a')/p[1]/text()", "one"},
    {"id('none a  x')", "<div>"},
    {"id(//nothing)", ""},
    {"//li[lang('ru')][1]/text()", "1"},
    {"count(//p[lang('en')])", "2"},
    {"count(//*[lang('e')])", "0"},
    {"//*[has-class('box')]", "<div>"},
    {"//*[has-class('red', 'box')]/@id", "a"},
    {"count(//*[has-class('bo')])", "0"},
    {"//svg/path/@d", "M0/"},
    {"//@viewBox", "0 0 1 1"},
    {"//comment()", "note"},
    {"/", ""},
    {"/html/body/node()[1]", "note"},
    {"//p[string-length(.) > 3]", "<p>"},
    {"substring-before('a-b', '-')", "a"},
    {"translate(//b, 'bold', 'BOLD')", "BOLD"},
    {"//a[starts-with(@href, '/x')]/text()", "get"},
    {"name(//*[@id='a'])", "div"},
    {"//td[. = 'k']/following-sibling::td/text()", "7"},
    {"//tr[td[2] > 6]/td[1]/text()", "k"},
    {"//p[last()]/text()[2]", " end"},
};

static void show(const mh_tree *t, const mh_xpath_result *r, mh_buf *out) {
    if (r->kind == MH_XPATH_TEXT) mh_buf_put(out, mh_buf_view(&r->text));
    if (r->kind == MH_XPATH_NUMBER) mh_buf_printf(out, "%g", r->number);
    if (r->kind == MH_XPATH_TRUTH) mh_buf_puts(out, r->truth ? "true" : "false");
    for (size_t i = 0; i < r->hits.len; i++) {
        const mh_select_hit *h = &r->hits.ptr[i];
        if (i) mh_buf_putc(out, '|');
        if (h->is_value)
            mh_buf_put(out, h->value);
        else
            mh_buf_printf(out, "<%.*s>", MH_FMT(mh_tree_name(t, h->node)));
    }
}

static void check(mh_xpath *x, const mh_tree *t, mh_node n, const char *expr, const char *want) {
    mh_xpath_result r;
    mh_buf got = {0};
    mh_err e = {0};
    ck_assert_msg(mh_xpath_eval(x, mh_view_of(expr), n, &r, &e) == MH_OK, "%s: %s", expr, e.msg);
    show(t, &r, &got);
    ck_assert_msg(mh_view_eq(mh_buf_view(&got), mh_view_of(want)) ||
                      (mh_view_eq(mh_buf_view(&got), MH_VIEW("-nan")) && want[0] == 'n'),
                  "%s: got \"%.*s\"", expr, MH_FMT(mh_buf_view(&got)));
    mh_buf_clear(&got);
    mh_xpath_result_clear(&r);
}

static void open_page(mh_tree **t, mh_xpath **x, mh_view html) {
    ck_assert_int_eq(mh_tree_parse(t, html, NULL, NULL), MH_OK);
    ck_assert_int_eq(mh_xpath_new(x, *t, NULL), MH_OK);
}

START_TEST(gives) {
    mh_tree *t;
    mh_xpath *x;
    open_page(&t, &x, mh_view_of(page));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check(x, t, MH_NODE_ROOT, rows[i].expr, rows[i].want);
    ck_assert_uint_gt(mh_xpath_size(x), 0);
    mh_xpath_free(x);
    mh_tree_free(t);
}
END_TEST

START_TEST(from_a_node_and_after_changes) {
    mh_tree *t;
    mh_xpath *x;
    mh_select *s = NULL;
    open_page(&t, &x, mh_view_of(page));
    ck_assert_int_eq(mh_select_compile(&s, MH_VIEW("div"), NULL), MH_OK);
    mh_node div = mh_select_one(s, t, MH_NODE_ROOT, NULL);
    check(x, t, div, "./p[1]/text()", "one");
    check(x, t, div, "count(.//*)", "3");
    check(x, t, div, "count(//p)", "2");
    check(x, t, div, "string(@id)", "a");
    ck_assert(mh_xpath_is_current(x));
    ck_assert(mh_tree_unwrap(t, mh_tree_first(t, div)));
    ck_assert(!mh_xpath_is_current(x));
    mh_xpath_free(x);
    ck_assert_int_eq(mh_xpath_new(&x, t, NULL), MH_OK);
    check(x, t, div, "node()", "one|<p>");
    mh_tree_remove(t, mh_tree_last(t, div));
    ck_assert(!mh_xpath_is_current(x));
    mh_xpath_free(x);
    ck_assert_int_eq(mh_xpath_new(&x, t, NULL), MH_OK);
    check(x, t, div, "node()", "one");
    check(x, t, MH_NODE_ROOT, "count(//p)", "0");
    mh_select_free(s);
    mh_xpath_free(x);
    mh_tree_free(t);
}
END_TEST

START_TEST(mistakes_show_the_place) {
    static const struct {
        const char *expr, *want;
    } bads[] = {
        {"", "column 1: expected a step"},
        {"//", "expected a step, a function or a value"},
        {"//p[", "column 4: expected ']' for the '[' at column 4, found the end"},
        {"//p[1", "column 4: expected ']'"},
        {"//p]", "column 4: nothing is open that this ']' could close"},
        {"//p[(1]", "expected ')' for the '(' at column 5, found ']'"},
        {"//p['x]", "column 5: expected a closing quote"},
        {"//p[contain(., 'x')]", "column 5: no function 'contain' (did you mean 'contains'?)"},
        {"//p[ends-with(., 'x')]", "no function 'ends-with' in XPath 1.0; instead: substring("},
        {"document('/etc/passwd')", "nothing outside of the page can be reached"},
        {"//child:p", "column 3: names have no prefix here"},
        {"//svg:path", "name() = 'svg:...'"},
        {"//sibling::p", "column 3: no axis 'sibling'"},
        {"//p[$x]", "column 5: there are no variables"},
        {"count(1)", "column 1: count(): expected another kind of value"},
        {"contains('a')", "column 1: contains(): wrong number of arguments"},
        {"//p[has-class()]", "has-class(): wrong number of arguments"},
        {"//p[@]", "column 6"},
        {"//p +", "expected"},
        {"//p p", "column 5"},
        {"//\xD2\xAF[x(1)]", "\n  //\xD2\xAF[x(1)]\n      ^"},
    };
    mh_tree *t;
    mh_xpath *x;
    open_page(&t, &x, mh_view_of(page));
    for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
        mh_xpath_result r;
        mh_err e = {0};
        ck_assert_msg(mh_xpath_eval(x, mh_view_of(bads[i].expr), MH_NODE_ROOT, &r, &e) == MH_FAIL,
                      "%s", bads[i].expr);
        ck_assert_int_eq(e.code, MH_E_USAGE);
        ck_assert_msg(mh_view_find(mh_view_of(e.msg), mh_view_of(bads[i].want), 0) != SIZE_MAX,
                      "%s", e.msg);
        mh_xpath_result_clear(&r);
    }
    check(x, t, MH_NODE_ROOT, "count(//p)", "2"); /* an error leaves nothing behind */
    mh_xpath_free(x);
    mh_tree_free(t);
}
END_TEST

START_TEST(work_is_bounded) {
    static const char *const heavy[] = {
        "//*[count(//*[count(//*) > 1]) > 1]",
        "count(//*[//*[//i]])",
        "//*[contains(., 'no such text in it')]",
    };
    mh_tree *t;
    mh_xpath *x;
    mh_buf b = {0};
    mh_xpath_result r;
    mh_err e = {0};
    for (int i = 0; i < 400; i++) mh_buf_puts(&b, "<div>");
    /* the long text last: libxml2 adds piece by piece to one string, which sanitizers copy each time */
    for (int i = 0; i < 20000; i++) mh_buf_puts(&b, "<i>x</i>");
    for (int i = 0; i < 20000; i++)
        mh_buf_puts(&b, "a long text that stands in four hundred elements at once ");
    open_page(&t, &x, mh_buf_view(&b));
    for (size_t i = 0; i < sizeof heavy / sizeof heavy[0]; i++) {
        e = (mh_err){.code = MH_E_NONE};
        mh_rc rc = mh_xpath_eval(x, mh_view_of(heavy[i]), MH_NODE_ROOT, &r, &e);
        ck_assert_int_eq(rc, MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_LIMIT);
        mh_xpath_result_clear(&r);
    }
    check(x, t, MH_NODE_ROOT, "count(//i)", "20000");
    mh_buf_reset(&b);
    for (int i = 0; i < 2000; i++) mh_buf_putc(&b, '(');
    mh_buf_putc(&b, '1');
    for (int i = 0; i < 2000; i++) mh_buf_putc(&b, ')');
    ck_assert_int_eq(mh_xpath_eval(x, mh_buf_view(&b), MH_NODE_ROOT, &r, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_USAGE);
    while (b.len <= MH_XPATH_MAX) mh_buf_putc(&b, ' ');
    ck_assert_int_eq(mh_xpath_eval(x, mh_buf_view(&b), MH_NODE_ROOT, &r, &e), MH_FAIL);
    ck_assert_int_eq(mh_xpath_eval(x, (mh_view){"a\0b", 3}, MH_NODE_ROOT, &r, &e), MH_FAIL);
    mh_buf_clear(&b);
    mh_xpath_free(x);
    mh_tree_free(t);
}
END_TEST

TCase *tcase_doc_xpath(void) {
    TCase *t = tcase_create("doc_xpath");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, gives);
    tcase_add_test(t, from_a_node_and_after_changes);
    tcase_add_test(t, mistakes_show_the_place);
    tcase_add_test(t, work_is_bounded);
    return t;
}
