/* Pages made to hurt: what they may cost in nodes and bytes, and that over a limit they say so. The
 * whole of it is tests/hostile. */
#include "unit.h"

#include "base/utf8.h"
#include "doc/article.h"
#include "doc/embedded.h"
#include "doc/feed.h"
#include "doc/form.h"
#include "doc/markdown.h"
#include "doc/render.h"
#include "doc/select.h"
#include "doc/table.h"

#include <stdlib.h>
#include <string.h>

/* head, deep so many times ("#" in it is how often yet), then unit until it has so many bytes. */
static mh_doc *page(const char *head, const char *deep, size_t levels, const char *unit,
                    size_t bytes) {
    mh_buf b = {0};
    mh_doc *d = NULL;
    mh_doc_source src = {.url = MH_VIEW("https://example.org/"),
                         .content_type = MH_VIEW("text/html; charset=utf-8")};
    mh_buf_puts(&b, head);
    for (size_t i = 0; i < levels; i++)
        for (const char *c = deep; *c; c++)
            *c == '#' ? mh_buf_printf(&b, "%zu", i) : mh_buf_putc(&b, *c);
    while (b.len < bytes) mh_buf_puts(&b, unit);
    ck_assert_int_eq(mh_doc_parse(&d, mh_buf_view(&b), &src, NULL), MH_OK);
    mh_buf_clear(&b);
    return d;
}

/* A page that is nothing but a tag without an end still has its three elements. */
START_TEST(no_page_without_a_body) {
    static const char *const pages[] = {"", "</g a='", "</g a=\"b", "<p class='x", "<!--", "</g"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        mh_doc *d = page(pages[i], "", 0, "", 0);
        const mh_tree *t = mh_doc_tree_of(d);
        mh_arena *a = mh_arena_new();
        mh_meta m;
        mh_article art;
        mh_err e = {0};
        ck_assert_msg(mh_tree_tag(t, mh_tree_body(t)) == MH_TAG_BODY, "page %zu", i);
        ck_assert_msg(mh_tree_head(t) != MH_NODE_NONE, "page %zu", i);
        mh_meta_extract(&m, d, NULL, a);
        ck_assert_int_eq(mh_article_extract(&art, d, &m, a, &e), MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_PARSE);
        mh_arena_free(a);
        mh_doc_free(d);
    }
}
END_TEST

/* Each name that HTML does not have costs each tag: a page has only so many. */
START_TEST(names_are_counted) {
    mh_doc_limits l = MH_DOC_LIMITS_DEFAULT;
    mh_buf b = {0};
    mh_tree *t = NULL;
    l.max_names = 10;
    for (unsigned n = 10; n <= 11; n++) {
        mh_buf_reset(&b);
        for (unsigned i = 0; i < 200; i++)
            mh_buf_printf(&b, "<x-%u>a</x-%u><P>b</p><X-%u>", i % n, i % n, i % n);
        ck_assert_int_eq(mh_tree_parse(&t, mh_buf_view(&b), &l, NULL), MH_OK);
        ck_assert(mh_tree_clipped(t) == (n > l.max_names));
        ck_assert((mh_tree_tag_number(t, MH_VIEW("x-9")) != 0));
        ck_assert((mh_tree_tag_number(t, MH_VIEW("x-10")) == 0));
        mh_tree_free(t);
    }
    mh_buf_clear(&b);
}
END_TEST

/* Attributes of later <html> and <body> go to the first, as many as an element may have. */
START_TEST(merged_attributes) {
    mh_doc *d = page("<html lang=en><body id=b>", "<html a#=1><body b#=1>", 2000, "", 0);
    const mh_tree *t = mh_doc_tree_of(d);
    mh_node body = mh_tree_body(t), html = mh_tree_parent(t, body);
    ck_assert(mh_tree_clipped(t));
    ck_assert_uint_eq(mh_tree_attr_count(t, html) + mh_tree_attr_count(t, body), 256);
    ck_view_eq(mh_tree_attr_num(t, html, MH_ATTR_LANG), "en");
    ck_assert(mh_tree_attr(t, body, MH_VIEW("b100"), NULL));
    mh_doc_free(d);
    d = page("<html lang=en>", "<html a#=1>", 200, "", 0);
    ck_assert(!mh_tree_clipped(mh_doc_tree_of(d)));
    mh_doc_free(d);
}
END_TEST

/* Nothing of the tree is over its limit; elements that tags imply and formatting that is opened again
 * may come on top of it. */
static void check_limits(const mh_tree *t, const mh_doc_limits *l) {
    size_t elements = 0, attrs = 0;
    uint32_t *depth = calloc(mh_tree_count(t), sizeof *depth);
    for (mh_node n = 1; n < mh_tree_count(t); n++) {
        depth[n] = depth[mh_tree_parent(t, n)] + 1;
        if (mh_tree_type(t, n) != MH_NODE_ELEMENT) continue;
        elements++;
        attrs += mh_tree_attr_count(t, n);
        ck_assert_uint_le(depth[n], l->max_depth + 4);
        ck_assert_uint_le(mh_tree_attr_count(t, n), l->max_attrs);
        for (uint32_t i = 0; i < mh_tree_attr_count(t, n); i++) {
            mh_view name, value;
            mh_tree_attr_at(t, n, i, &name, &value);
            ck_assert_uint_le(name.len + value.len, l->max_attr_bytes);
        }
    }
    ck_assert_uint_le(elements, l->max_nodes + l->max_formatting + 4);
    ck_assert_uint_le(attrs, 2 * l->max_all_attrs + (size_t)l->max_formatting * l->max_attrs);
    free(depth);
}

START_TEST(limits_hold) {
    static const struct {
        const char *unit;
        size_t fits; /* so many units are under every limit */
    } rows[] = {
        {"<div>", 20},         {"<p>x", 80},         {"<b><i>", 4},
        {"<p a=1 b=2>x", 60},  {"<ul><li>x", 10},    {"<table><tr><td>x", 6},
        {"<a-#>x</a-#>", 5},   {"<svg><g>", 10},     {"<select><option>x</select>", 60},
        {"<em x=1><p>", 2},    {"<br>x", 80},        {"<template>x", 10},
        {"<html c#=1>", 2},    {"<!--x-->", 150},    {"<p a=1 a=2 a=3>", 50},
        {"<font size=#>x", 5}, {"<object><p>x", 8},  {"<p title='a long one of many bytes'>", 60},
        {"<h1><h2>x", 60},     {"<table>x<tr>x", 8}, {"<math><mi>x<p>", 4},
    };
    const mh_doc_limits l = {.max_bytes = 100000,
                             .max_depth = 30,
                             .max_formatting = 12,
                             .max_attrs = 4,
                             .max_attr_bytes = 40,
                             .max_nodes = 200,
                             .max_all_attrs = 300,
                             .max_names = 6};
    mh_buf b = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t many[] = {rows[i].fits, 40 * rows[i].fits, 3000};
        for (size_t k = 0; k < 3; k++) {
            mh_tree *t = NULL;
            mh_buf_reset(&b);
            for (size_t n = 0; n < many[k]; n++)
                for (const char *c = rows[i].unit; *c; c++)
                    *c == '#' ? mh_buf_printf(&b, "%zu", n) : mh_buf_putc(&b, *c);
            ck_assert_int_eq(mh_tree_parse(&t, mh_buf_view(&b), &l, NULL), MH_OK);
            check_limits(t, &l);
            ck_assert_msg(mh_tree_clipped(t) == (k > 0), "%s, %zu times", rows[i].unit, many[k]);
            mh_tree_free(t);
        }
    }
    mh_buf_clear(&b);
}
END_TEST

/* Texts that are joined, in the open element and before a table, come out whole. */
START_TEST(joined_texts) {
    static const struct {
        const char *head, *unit, *want;
    } rows[] = {{"<p>", "ab</b>", "p"}, {"<table>", "ab<tr></tr>", "body"}, {"", "ab</x>", "body"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_doc *d = page(rows[i].head, "", 0, rows[i].unit, 20000);
        const mh_tree *t = mh_doc_tree_of(d);
        size_t units = (20000 - strlen(rows[i].head)) / strlen(rows[i].unit), length = 0;
        for (mh_node n = 0; n < mh_tree_count(t); n++) {
            if (mh_tree_type(t, n) != MH_NODE_TEXT) continue;
            mh_view v = mh_tree_text(t, n);
            ck_assert(mh_view_eq(mh_tree_name(t, mh_tree_parent(t, n)), mh_view_of(rows[i].want)));
            for (size_t k = 0; k < v.len; k++) ck_assert(v.ptr[k] == (k % 2 ? 'b' : 'a'));
            length += v.len;
        }
        ck_assert_uint_ge(length, 2 * units);
        ck_assert_uint_le(length, 2 * units + 2);
        mh_doc_free(d);
    }
}
END_TEST

/* What lies inside of something else of its kind is not repeated for each level. */
START_TEST(nesting_does_not_multiply) {
    const size_t bytes = 100000;
    mh_arena *a = mh_arena_new();
    size_t length = 0;
    mh_doc *d = page("<svg>", "<a href=/#>", 200, "words and words ", bytes);
    mh_link_list l = mh_doc_links(d, MH_NODE_ROOT, a);
    ck_assert_uint_eq(l.len, 200);
    for (size_t i = 0; i < l.len; i++) length += l.ptr[i].text.len;
    ck_assert_uint_gt(l.ptr[0].text.len, bytes / 2);
    ck_assert_uint_lt(length, 2 * bytes);
    mh_doc_free(d);

    d = page("<form><select name=a>", "<template><select name=s#>", 100, "<option>x", bytes);
    json_t *forms = mh_form_list(d, MH_NODE_ROOT), *form;
    char *s = json_dumps(forms, JSON_COMPACT);
    ck_assert_uint_lt(strlen(s), 20 * bytes);
    free(s);
    json_decref(forms);
    mh_doc_free(d);

    d = page("<form>", "", 0, "<input>", 8 * MH_FORM_MAX_FIELDS);
    forms = mh_form_list(d, MH_NODE_ROOT);
    form = json_array_get(forms, 0);
    ck_assert_uint_eq(json_array_size(json_object_get(form, "fields")), MH_FORM_MAX_FIELDS);
    ck_assert(json_is_true(json_object_get(form, "clipped")));
    json_decref(forms);
    mh_doc_free(d);

    d = page("", "<span class='author byline' itemprop=headline>#", 50, "and words ", bytes);
    mh_meta m;
    size_t before = mh_arena_size(a);
    mh_meta_extract(&m, d, NULL, a);
    ck_assert_uint_lt(mh_arena_size(a) - before, 16 * bytes);
    mh_doc_free(d);
    mh_arena_free(a);
}
END_TEST

/* A cell that spans a thousand columns is not written a thousand times. */
START_TEST(spans_do_not_multiply) {
    const size_t bytes = 100000;
    mh_buf b = {0};
    mh_doc *d = page("<table><tr><td>a<td>b<tr><td colspan=1000>", "", 0, "words ", bytes);
    mh_markdown_put(&b, d, MH_NODE_ROOT);
    ck_assert_uint_gt(b.len, bytes / 2);
    ck_assert_uint_lt(b.len, (1 << 20) + 3 * bytes);
    mh_buf_reset(&b);
    mh_doc_free(d);

    d = page("", "", 0, "<table><tr><td colspan=1000>xyz<tr><td><tr><td></table>", bytes);
    mh_markdown_put(&b, d, MH_NODE_ROOT);
    ck_assert_uint_lt(b.len, 4u << 20);
    mh_doc_free(d);

    d = page("<table><tr><th colspan=1000>", "", 0, "words ", bytes);
    json_t *j = mh_table_list(mh_doc_tree_of(d), MH_NODE_ROOT), *table = json_array_get(j, 0);
    size_t length = 0, i;
    json_t *v;
    json_array_foreach(json_object_get(table, "header"), i, v) length += json_string_length(v);
    ck_assert_uint_gt(length, bytes);
    ck_assert_uint_le(length, MH_TABLE_MAX_TEXT);
    ck_assert(json_is_true(json_object_get(table, "clipped")));
    json_decref(j);
    mh_doc_free(d);
    mh_buf_clear(&b);
}
END_TEST

/* Cells end with their group of rows, in whichever group they stand. */
START_TEST(row_groups) {
    mh_doc *d =
        page("<table><tbody><tr><td rowspan=9>a<td>b<tbody><tr><td rowspan=9>c<td>d<tr><td>e"
             "<tbody><tr><td>f<td>g</table>",
             "", 0, "", 0);
    static const char *const want[] = {"a", "b", "c", "d", "c", "e", "f", "g"};
    const mh_tree *t = mh_doc_tree_of(d);
    mh_arena *a = mh_arena_new();
    mh_table table;
    mh_table_read(&table, t, mh_tree_first(t, mh_tree_body(t)), a);
    ck_assert_uint_eq(table.n_rows, 4);
    ck_assert_uint_eq(table.columns, 2);
    for (size_t i = 0; i < 8; i++) ck_view_eq(mh_table_at(&table, i / 2, i % 2)->text, want[i]);
    mh_arena_free(a);
    mh_doc_free(d);
}
END_TEST

/* A rendering with a budget ends at a whole character, and says what it looked at. */
START_TEST(rendering_some) {
    mh_doc *d = page("<p>", "", 0, "\xD0\x96", 2003);
    const mh_tree *t = mh_doc_tree_of(d);
    mh_buf b = {0};
    for (size_t max = 0; max < 20; max++) {
        mh_buf_reset(&b);
        ck_assert_uint_le(mh_render_some(&b, t, mh_tree_body(t), max), max);
        ck_assert(mh_utf8_valid(mh_buf_view(&b)));
        ck_assert_uint_le(b.len, max);
    }
    ck_assert_uint_gt(b.len, 10);
    mh_buf_reset(&b);
    ck_assert_uint_eq(mh_render_some(&b, t, mh_tree_body(t), mh_render_budget(t, 1)), 2003);
    ck_assert_uint_eq(b.len, 2000);
    mh_buf_clear(&b);
    mh_doc_free(d);
}
END_TEST

/* Comments, of which a page has as many as it likes, are no siblings to look through. */
START_TEST(comments_between_elements) {
    mh_doc *d = page("<p>a</p>", "<!--#-->", 2000, "", 0);
    mh_select *s = NULL;
    mh_select_hits hits = {0};
    ck_assert_int_eq(mh_select_compile(&s, MH_VIEW("p:has(+ i), :contains('ab')"), NULL), MH_OK);
    mh_select_all(s, mh_doc_tree_of(d), MH_NODE_ROOT, 0, &hits);
    ck_assert_uint_eq(hits.len, 0);
    mh_vec_clear(&hits);
    mh_doc_free(d);
    d = page("<p>a</p>", "<!--#-->", 2000, "<i>xab ab<b>a</b><u>b</u></i><s>b</s>", 20899);
    mh_select_all(s, mh_doc_tree_of(d), MH_NODE_ROOT, 0, &hits);
    ck_assert_uint_eq(hits.len, 4); /* html, body, p, i */
    mh_vec_clear(&hits);
    mh_select_free(s);
    mh_doc_free(d);
}
END_TEST

TCase *tcase_doc_hostile(void) {
    TCase *t = tcase_create("doc_hostile");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, no_page_without_a_body);
    tcase_add_test(t, names_are_counted);
    tcase_add_test(t, limits_hold);
    tcase_add_test(t, merged_attributes);
    tcase_add_test(t, joined_texts);
    tcase_add_test(t, nesting_does_not_multiply);
    tcase_add_test(t, spans_do_not_multiply);
    tcase_add_test(t, row_groups);
    tcase_add_test(t, rendering_some);
    tcase_add_test(t, comments_between_elements);
    return t;
}
