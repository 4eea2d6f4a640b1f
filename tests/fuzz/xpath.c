/* xpath.c: a line with an XPath expression, then a small document that it is evaluated in. */
#include "fuzz.h"

#include "doc/edit.h"
#include "doc/xpath.h"

static const char page[] =
    "<!doctype html><html lang=en><head><title>T</title><meta charset=utf-8></head><body><!--c-->"
    "<div id=a class='x y'><p>one<p class=x>two <b>three</b><p lang=en-GB title='q w e'></div>"
    "<ul><li>1<li>2<li class=y>3<li><a href='/u?v#w'>4</a></ul><table><tr><td>c<td>5.5</table>"
    "<svg viewBox=x><g xlink:href=y/></svg><template><i>in</i></template><p></p></body></html>";

static mh_tree *tree_of(mh_view html) {
    mh_buf b = {0};
    mh_tree *t = NULL;
    if (mh_tree_parse(&t, fz_repaired(&b, html), NULL, NULL) != MH_OK) t = NULL;
    mh_buf_clear(&b);
    return t;
}

static void evaluate(const mh_tree *t, mh_view expr, mh_node node) {
    mh_xpath *x = NULL;
    mh_xpath_result r;
    mh_err e = {0};
    if (mh_xpath_new(&x, t, &e) != MH_OK) {
        fz_check(e.code == MH_E_LIMIT);
        return;
    }
    for (int round = 0; round < 2; round++) { /* an error must leave nothing behind */
        e = (mh_err){.code = MH_E_NONE};
        if (mh_xpath_eval(x, expr, node, &r, &e) != MH_OK) {
            fz_check(e.code == MH_E_USAGE || e.code == MH_E_LIMIT);
            fz_check(e.msg[0] && mh_utf8_valid(mh_view_of(e.msg)));
            fz_check(r.hits.len == 0 && r.text.len == 0);
        }
        for (size_t i = 0; i < r.hits.len; i++) {
            const mh_select_hit *h = &r.hits.ptr[i];
            fz_check(h->node > 0 && h->node < mh_tree_count(t) && !mh_tree_removed(t, h->node));
            fz_check(i == 0 || h->node >= r.hits.ptr[i - 1].node);
            fz_check(h->is_value || mh_tree_type(t, h->node) == MH_NODE_ELEMENT);
            if (h->is_value) fz_is_text(h->value);
        }
        fz_is_text(mh_buf_view(&r.text));
        mh_xpath_result_clear(&r);
    }
    mh_xpath_free(x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static mh_tree *fixed;
    if (!fixed) fixed = tree_of(MH_VIEW(page));
    mh_view html = fz_view(data, size), expr = fz_line(&html);
    evaluate(fixed, expr, MH_NODE_ROOT);
    evaluate(fixed, expr, mh_tree_body(fixed));
    mh_tree *t = html.len ? tree_of(html) : NULL;
    if (!t) return 0;
    mh_node n = mh_tree_count(t) / 2;
    if (mh_tree_type(t, n) == MH_NODE_ELEMENT) mh_tree_unwrap(t, n);
    evaluate(t, expr, MH_NODE_ROOT);
    mh_tree_free(t);
    return 0;
}
