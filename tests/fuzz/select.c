/* select.c: a line with a CSS selector, then a small document that it is matched against. */
#include "fuzz.h"

#include "doc/select.h"

static const char page[] =
    "<!doctype html><html lang=en><head><title>T</title><meta charset=utf-8></head><body>"
    "<div id=a class='x y'><p>one<p class=x>two <b>three</b><p lang=en-GB title='q w e'></div>"
    "<ul><li>1<li>2<li class=y>3<li><a href='/u?v#w'>4</a></ul><table><tr><td>c<td>d</table>"
    "<svg><g/></svg><template><i>in</i></template><p></p></body></html>";

static mh_tree *tree_of(mh_view html) {
    mh_buf b = {0};
    mh_tree *t = NULL;
    if (mh_tree_parse(&t, fz_repaired(&b, html), NULL, NULL) != MH_OK) t = NULL;
    mh_buf_clear(&b);
    return t;
}

static void match(const mh_select *s, const mh_tree *t, mh_node root) {
    mh_select_hits all = {0}, some = {0};
    mh_select_hit one = {.node = MH_NODE_NONE};
    mh_select_all(s, t, root, 0, &all);
    mh_select_all(s, t, root, 2, &some);
    mh_node first = mh_select_one(s, t, root, &one);
    fz_check(some.len == (all.len < 2 ? all.len : 2));
    fz_check(first == (all.len ? all.ptr[0].node : MH_NODE_NONE));
    for (size_t i = 0; i < all.len; i++) {
        fz_check(all.ptr[i].node > root && all.ptr[i].node < mh_tree_end(t, root));
        fz_check(i == 0 || all.ptr[i].node >= all.ptr[i - 1].node);
        if (all.ptr[i].is_value) fz_is_text(all.ptr[i].value);
        mh_node_type type = mh_tree_type(t, all.ptr[i].node);
        fz_check(type == MH_NODE_ELEMENT || (type == MH_NODE_TEXT && all.ptr[i].is_value));
        fz_check(!mh_tree_removed(t, all.ptr[i].node));
        if (i < some.len) fz_check(some.ptr[i].node == all.ptr[i].node);
    }
    mh_vec_clear(&all);
    mh_vec_clear(&some);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static mh_tree *fixed;
    if (!fixed) fixed = tree_of(MH_VIEW(page));
    mh_view html = fz_view(data, size), css = fz_line(&html);
    mh_select *s = NULL;
    mh_err e = {0};
    if (mh_select_compile(&s, css, &e) != MH_OK) {
        fz_check(e.code == MH_E_USAGE && mh_utf8_valid(mh_view_of(e.msg)));
        return 0;
    }
    match(s, fixed, MH_NODE_ROOT);
    match(s, fixed, mh_tree_body(fixed));
    mh_tree *t = html.len ? tree_of(html) : NULL;
    if (t) match(s, t, MH_NODE_ROOT);
    mh_tree_free(t);
    mh_select_free(s);
    return 0;
}
