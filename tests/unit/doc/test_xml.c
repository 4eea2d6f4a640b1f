#include "unit.h"

#include "doc/xml.h"

/* The tree in one line: (name attr=value "text" (child ...)). */
static void dump(mh_buf *out, const mh_xml *x, mh_xml_node n) {
    if (mh_xml_is_text(x, n)) {
        mh_buf_printf(out, "\"%.*s\"", MH_FMT(mh_xml_text(x, n)));
        return;
    }
    mh_buf_putc(out, '(');
    if (mh_xml_space_of(x, n) > MH_NS_OTHER)
        mh_buf_printf(out, "%.*s:", MH_FMT(mh_xml_space_prefix(mh_xml_space_of(x, n))));
    mh_buf_put(out, mh_xml_local(x, n));
    for (uint32_t i = 0; i < mh_xml_attr_count(x, n); i++) {
        mh_view name, value;
        mh_xml_attr_at(x, n, i, &name, &value);
        if (!mh_view_starts(name, MH_VIEW("xmlns")))
            mh_buf_printf(out, " %.*s=%.*s", MH_FMT(name), MH_FMT(value));
    }
    for (mh_xml_node c = mh_xml_first(x, n); c != MH_XML_NONE; c = mh_xml_next(x, c)) {
        mh_buf_putc(out, ' ');
        dump(out, x, c);
    }
    mh_buf_putc(out, ')');
}

START_TEST(trees) {
    static const struct {
        const char *in, *want;
        bool malformed;
    } rows[] = {
        {"<a><b c='1' d=\"2\"/>t</a>", "(a (b c=1 d=2) \"t\")", false},
        {"<?xml version='1.0'?><!-- c --><a><?p i?>x<!-- y -->z</a>", "(a \"x\" \"z\")", false},
        {"<a>&lt;&#65;&#x42;&eacute;&apos;&amp;amp;</a>", "(a \"<AB\xC3\xA9'&amp;\")", false},
        {"<a>&#145;&#150;</a>", "(a \"\xE2\x80\x98\xE2\x80\x93\")", false}, /* windows-1252 */
        {"<a>AT&T &nothing; &#0; &#xD800;</a>", "(a \"AT&T &nothing; &#0; &#xD800;\")", true},
        {"<a><![CDATA[<b>&lt;]]></a>", "(a \"<b>&lt;\")", false},
        {"<a><b>1</a>", "(a (b \"1\"))", true},         /* an end tag closes what is inside */
        {"<a><b>1</c></b></a>", "(a (b \"1\"))", true}, /* one without start is nothing */
        {"<a><b>1<b>2</a>", "(a (b \"1\" (b \"2\")))", true},
        {"<a b=c d e='f'>", "(a b=c d= e=f)", true},
        {"<a href=\"x\"y='z'/>", "(a href=x y=z)", false},
        {"<a>1 < 2</a>", "(a \"1 \" \"<\" \" 2\")", true},
        {"<a><b", "(a (b))", true},
        {"<A><B></b></a>", "(A (B))", false}, /* names match in any case */
        {"junk<a/>junk", "(a)", true},
        {"<a xmlns:d='http://purl.org/dc/elements/1.1/'><d:date>x</d:date></a>",
         "(a (dc:date \"x\"))", false},
        {"<a xmlns:d=' HTTPS://www.purl.org/DC/elements/1.1 '><d:date/></a>", "(a (dc:date))",
         false},
        {"<a><dc:date/><zz:date/></a>", "(a (dc:date) (date))", true}, /* undeclared */
        {"<a xmlns='http://www.w3.org/2005/Atom'><b xmlns=''/><c/></a>", "(atom:a (b) (atom:c))",
         false},
        {"<!DOCTYPE a [<!ENTITY e 'v'><!-- ]> --> <!ENTITY f \"]>\">]><a>&e;</a>", "(a \"&e;\")",
         true},
        {"\xEF\xBB\xBF<a/>", "(a)", false},
        {"<?xml version='1.0' encoding='windows-1251'?><a>\xEF\xF0</a>", "(a \"\xD0\xBF\xD1\x80\")",
         false},
        {"\xD0\xBF<\xD0\xBF>x</\xD0\xBF>", "(\xD0\xBF \"x\")", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_xml *x = NULL;
        mh_err e = {0};
        mh_buf b = {0};
        ck_assert_msg(mh_xml_parse(&x, mh_view_of(rows[i].in), NULL, &e) == MH_OK, "%s: %s",
                      rows[i].in, e.msg);
        dump(&b, x, mh_xml_root(x));
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        ck_assert_msg(mh_xml_malformed(x) == rows[i].malformed, "%s", rows[i].in);
        mh_buf_clear(&b);
        mh_xml_free(x);
    }
}
END_TEST

START_TEST(encodings) {
    static const char le[] = "\xFF\xFE<\0a\0>\0\x4E\x04<\0/\0a\0>\0";
    static const char be32[] = "\0\0\0<\0\0\0a\0\0\0>\0\0\x04\x4E\0\0\0<\0\0\0/\0\0\0a\0\0\0>";
    static const struct {
        mh_view in;
        const char *type, *charset;
    } rows[] = {
        {MH_VIEW_INIT(le), "", "utf-16le"},
        {MH_VIEW_INIT(be32), "", "utf-32be"},
        {MH_VIEW_INIT("<a>\xC0</a>"), "text/xml; charset=koi8-r", "koi8-r"},
        {MH_VIEW_INIT("<a>\xD1\x8E</a>"), "", "utf-8"},
        /* the header is stronger than the declaration; a name of no encoding is nothing */
        {MH_VIEW_INIT("<?xml version='1.0' encoding='utf-8'?><a>\xFE</a>"),
         "text/xml; charset=windows-1251", "windows-1251"},
        {MH_VIEW_INIT("<?xml version='1.0' encoding='windows-1251'?><a>\xFE</a>"),
         "text/xml; charset=none", "windows-1251"},
        {MH_VIEW_INIT("<?xml version='1.0' encoding='utf-16'?><a>\xD1\x8E</a>"), "", "utf-8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_xml *x = NULL;
        mh_view in = rows[i].in;
        mh_xml_source src = {.content_type = mh_view_of(rows[i].type)};
        ck_assert(mh_xml_parse(&x, in, &src, NULL) == MH_OK);
        ck_assert_str_eq(mh_xml_charset(x), rows[i].charset);
        mh_arena *a = mh_arena_new();
        mh_view text = mh_xml_text_of(x, mh_xml_root(x), a);
        ck_view_eq(text, "\xD1\x8E");
        mh_arena_free(a);
        mh_xml_free(x);
    }
}
END_TEST

START_TEST(limits) {
    mh_xml *x = NULL;
    mh_err e = {0};
    mh_buf b = {0};
    mh_xml_limits lim = {.max_bytes = 4000, .max_depth = 3, .max_nodes = 30, .max_attrs = 2};
    mh_xml_source src = {.limits = &lim};
    /* deep tags are left out, their text stays, and their end tags close nothing else */
    ck_assert(mh_xml_parse(&x, MH_VIEW("<a><b><c><d>1</d><d>2</d></c>3</b></a>"), &src, &e) ==
              MH_OK);
    dump(&b, x, mh_xml_root(x));
    ck_view_eq(mh_buf_view(&b), "(a (b (c \"1\" \"2\") \"3\"))");
    ck_assert(mh_xml_clipped(x) && !mh_xml_malformed(x));
    mh_xml_free(x);
    mh_buf_reset(&b);
    ck_assert(mh_xml_parse(&x, MH_VIEW("<a b='1' c='2' d='3'> <e/> </a>"), &src, &e) == MH_OK);
    dump(&b, x, mh_xml_root(x));
    ck_view_eq(mh_buf_view(&b), "(a b=1 c=2 \" \" (e) \" \")");
    ck_assert(mh_xml_clipped(x));
    mh_xml_free(x);
    lim.skip_blank = true;
    mh_buf_reset(&b);
    ck_assert(mh_xml_parse(&x, MH_VIEW("<a> <e/> x</a>"), &src, &e) == MH_OK);
    dump(&b, x, mh_xml_root(x));
    ck_view_eq(mh_buf_view(&b), "(a (e) \" x\")");
    mh_xml_free(x);
    mh_buf_reset(&b);
    mh_buf_puts(&b, "<a>");
    for (int i = 0; i < 100; i++) mh_buf_puts(&b, "<b/>");
    ck_assert(mh_xml_parse(&x, mh_buf_view(&b), &src, &e) == MH_OK);
    ck_assert(mh_xml_clipped(x));
    mh_xml_free(x);
    for (int i = 0; i < 1000; i++) mh_buf_puts(&b, "<b/>");
    ck_assert(mh_xml_parse(&x, mh_buf_view(&b), &src, &e) == MH_FAIL && x == NULL);
    ck_assert_int_eq(e.code, MH_E_TOO_LARGE);
    ck_assert(mh_xml_parse(&x, MH_VIEW("no element"), NULL, &e) == MH_FAIL && x == NULL);
    ck_assert_int_eq(e.code, MH_E_PARSE);
    mh_xml_free(NULL);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(parts) {
    mh_xml *x = NULL;
    mh_arena *a = mh_arena_new();
    mh_buf b = {0};
    mh_view v;
    ck_assert(
        mh_xml_parse(&x,
                     MH_VIEW("<a xmlns:h='http://www.w3.org/1999/xhtml' Up='1'>t<h:p x='&lt;'>"
                             "one<h:br/>&amp;two</h:p><b/><q><r>half"),
                     NULL, NULL) == MH_OK);
    mh_xml_node root = mh_xml_root(x), p = mh_xml_child(x, root);
    ck_assert(mh_xml_attr(x, root, "up", &v));
    ck_view_eq(v, "1");
    ck_assert(!mh_xml_attr(x, root, "down", &v) && v.len == 0);
    ck_view_eq(mh_xml_text_of(x, p, a), "one&two");
    ck_view_eq(mh_xml_prefix(x, p), "h");
    ck_view_eq(mh_xml_uri(x, p), "http://www.w3.org/1999/xhtml");
    ck_assert(mh_xml_is(x, p, "P") && mh_xml_space_of(x, p) == MH_NS_XHTML);
    ck_assert_uint_eq(mh_xml_find(x, root, MH_NS_XHTML, MH_NS_XHTML, "p"), p);
    ck_assert_uint_eq(mh_xml_find(x, root, MH_NS_NONE, MH_NS_NONE, "p"), MH_XML_NONE);
    mh_xml_inner(x, root, &b);
    ck_view_eq(mh_buf_view(&b), "t<p x=\"&lt;\">one<br />&amp;two</p><b></b><q><r>half</r></q>");
    /* the bytes ended in q and r, not in b */
    mh_xml_node second = mh_xml_sibling(x, p), q = mh_xml_sibling(x, second);
    ck_assert(mh_xml_cut(x, root) && mh_xml_cut(x, q) && mh_xml_cut(x, mh_xml_child(x, q)));
    ck_assert(!mh_xml_cut(x, second) && !mh_xml_cut(x, p));
    mh_buf_reset(&b);
    mh_xml_escape(&b, MH_VIEW("<\"&>"), true);
    mh_xml_escape(&b, MH_VIEW("\">"), false);
    ck_view_eq(mh_buf_view(&b), "&lt;&quot;&amp;&gt;\"&gt;");
    ck_assert_uint_eq(mh_xml_entity(MH_VIEW("nbsp")), 0xA0);
    ck_assert_uint_eq(mh_xml_entity(MH_VIEW("zwnj")), 0x200C);
    ck_assert_uint_eq(mh_xml_entity(MH_VIEW("AElig")), 0xC6);
    ck_assert_uint_eq(mh_xml_entity(MH_VIEW("nbs")), 0);
    ck_assert_uint_eq(mh_xml_space_of_uri(MH_VIEW("urn:x")), MH_NS_OTHER);
    mh_buf_clear(&b);
    mh_arena_free(a);
    mh_xml_free(x);
}
END_TEST

TCase *tcase_doc_xml(void) {
    TCase *tc = tcase_create("doc_xml");
    tcase_add_test(tc, trees);
    tcase_add_test(tc, encodings);
    tcase_add_test(tc, limits);
    tcase_add_test(tc, parts);
    return tc;
}
