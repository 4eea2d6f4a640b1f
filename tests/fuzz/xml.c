/* xml.c: a line with a content type, then XML as feeds write it: the tree, texts, markup, entities. */
#include "fuzz.h"

#include "doc/xml.h"

static void check_node(const mh_xml *x, mh_xml_node n, mh_arena *a) {
    mh_view name, value;
    if (mh_xml_is_text(x, n)) {
        fz_is_text(mh_xml_text(x, n));
        return;
    }
    fz_is_text(mh_xml_local(x, n));
    fz_is_text(mh_xml_prefix(x, n));
    fz_is_text(mh_xml_uri(x, n));
    (void)mh_xml_space_of(x, n);
    for (uint32_t i = 0; i < mh_xml_attr_count(x, n); i++) {
        mh_xml_attr_at(x, n, i, &name, &value);
        fz_is_text(name);
        fz_is_text(value);
    }
    fz_is_text(mh_xml_text_of(x, n, a));
}

/* Every node once, without recursion: depth is the parser's promise. */
static void walk(const mh_xml *x, mh_arena *a) {
    mh_xml_node n = mh_xml_root(x);
    uint32_t depth = 0, seen = 0;
    fz_check(n != MH_XML_NONE);
    while (n != MH_XML_NONE) {
        if (seen++ < 64) check_node(x, n, a); /* texts of all ancestors would be quadratic */
        mh_xml_node next = mh_xml_is_text(x, n) ? MH_XML_NONE : mh_xml_first(x, n);
        if (next != MH_XML_NONE) {
            fz_check(mh_xml_parent(x, next) == n && ++depth <= 300);
        } else {
            while (n != MH_XML_NONE && (next = mh_xml_next(x, n)) == MH_XML_NONE && depth > 0) {
                n = mh_xml_parent(x, n);
                depth--;
            }
        }
        n = next;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_view bytes = fz_view(data, size), type = fz_line(&bytes);
    mh_xml_source src = {.content_type = type};
    mh_xml *x = NULL;
    mh_buf b = {0}, raw = {0};
    mh_err e = {0};
    if (mh_xml_parse(&x, bytes, &src, &e) == MH_OK) {
        mh_arena *a = mh_arena_new();
        walk(x, a);
        mh_xml_inner(x, mh_xml_root(x), &b);
        fz_is_text(mh_buf_view(&b));
        mh_arena_free(a);
        mh_xml_free(x);
    } else {
        fz_check(x == NULL && e.code != MH_E_NONE);
    }
    mh_view text = fz_repaired(&raw, bytes);
    mh_buf_reset(&b);
    mh_xml_decode(&b, text);
    fz_is_text(mh_buf_view(&b));
    mh_buf_reset(&b);
    mh_xml_escape(&b, text, size & 1);
    mh_buf back = {0};
    mh_xml_decode(&back, mh_buf_view(&b));
    fz_check(mh_view_eq(mh_buf_view(&back), text));
    mh_buf_clear(&back);
    mh_buf_clear(&b);
    mh_buf_clear(&raw);
    return 0;
}
