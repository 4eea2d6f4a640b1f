/* conform_bare FOLDER [--errors N]: html5_tree as conform_doc has it, but dumped from the bare parser's
 * own tree: what passes here and not there was lost in the copy. Prints passed/total and, on standard
 * error, the ids of the first N failures. */
#include "tables.h"

#include <myhtml/myhtml.h>
#include <myhtml/tree.h>

static int by_line(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *prefix_of(myhtml_namespace_t ns) {
    return ns == MyHTML_NAMESPACE_XLINK   ? "xlink "
           : ns == MyHTML_NAMESPACE_XML   ? "xml "
           : ns == MyHTML_NAMESPACE_XMLNS ? "xmlns "
                                          : "";
}

static void put_attrs(mh_buf *out, myhtml_tree_node_t *n, int depth) {
    char *lines[256];
    size_t count = 0;
    for (myhtml_tree_attr_t *a = myhtml_node_attribute_first(n); a && count < 256;
         a = myhtml_attribute_next(a)) {
        mh_buf b = {0};
        mh_view key = {0}, value = {0};
        key.ptr = myhtml_attribute_key(a, &key.len);
        value.ptr = myhtml_attribute_value(a, &value.len);
        mh_buf_printf(&b, "%s%.*s=\"%.*s\"", prefix_of(myhtml_attribute_namespace(a)), MH_FMT(key),
                      MH_FMT(value));
        lines[count++] = mh_buf_take(&b);
    }
    qsort(lines, count, sizeof *lines, by_line);
    for (size_t i = 0; i < count; i++) {
        mh_buf_printf(out, "| %*s%s\n", 2 * depth, "", lines[i]);
        free(lines[i]);
    }
}

/* "html", or html "PUBLIC" "SYSTEM": the name is the key of the first attribute. */
static void put_doctype(mh_buf *out, myhtml_tree_node_t *n) {
    const char *word[4] = {"", "", "", ""};
    size_t i = 0;
    for (myhtml_tree_attr_t *a = myhtml_node_attribute_first(n); a && i < 4;
         a = myhtml_attribute_next(a), i++) {
        const char *s = i ? myhtml_attribute_value(a, NULL) : myhtml_attribute_key(a, NULL);
        word[i] = s ? s : "";
    }
    bool system = mh_view_ieq(mh_view_of(word[1]), MH_VIEW("system"));
    mh_buf_printf(out, "<!DOCTYPE %s", word[0]);
    if (word[2][0] && system) mh_buf_printf(out, " \"\" \"%s\"", word[2]);
    if (word[2][0] && !system) mh_buf_printf(out, " \"%s\" \"%s\"", word[2], word[3]);
    mh_buf_puts(out, ">\n");
}

static void put_node(mh_buf *out, myhtml_tree_t *tree, myhtml_tree_node_t *n, int depth) {
    myhtml_tag_id_t id = myhtml_node_tag_id(n);
    myhtml_namespace_t ns = myhtml_node_namespace(n);
    mh_view text = {0};
    text.ptr = myhtml_node_text(n, &text.len);
    mh_buf_printf(out, "| %*s", 2 * depth, "");
    if (id == MyHTML_TAG__TEXT) {
        mh_buf_printf(out, "\"%.*s\"\n", MH_FMT(text));
    } else if (id == MyHTML_TAG__COMMENT) {
        mh_buf_printf(out, "<!-- %.*s -->\n", MH_FMT(text));
    } else if (id == MyHTML_TAG__DOCTYPE) {
        put_doctype(out, n);
    } else {
        mh_buf_printf(out, "<%s%s>\n",
                      ns == MyHTML_NAMESPACE_SVG      ? "svg "
                      : ns == MyHTML_NAMESPACE_MATHML ? "math "
                                                      : "",
                      myhtml_tag_name_by_id(tree, id, NULL));
        put_attrs(out, n, depth + 1);
        bool content = id == MyHTML_TAG_TEMPLATE && ns == MyHTML_NAMESPACE_HTML;
        if (content) mh_buf_printf(out, "| %*scontent\n", 2 * (depth + 1), "");
        for (n = myhtml_node_child(n); n; n = myhtml_node_next(n))
            put_node(out, tree, n, depth + (content ? 2 : 1));
    }
}

static bool passes(const json_t *r) {
    mh_buf got = {0};
    mh_view in = view_in(r, "input");
    myhtml_t *my = myhtml_create();
    myhtml_tree_t *tree = myhtml_tree_create();
    myhtml_init(my, MyHTML_OPTIONS_PARSE_MODE_SINGLE, 1, 0);
    myhtml_tree_init(tree, my);
    myhtml_parse_single(tree, MyENCODING_UTF_8, in.ptr, in.len);
    for (myhtml_tree_node_t *n = myhtml_node_child(myhtml_tree_get_document(tree)); n;
         n = myhtml_node_next(n))
        put_node(&got, tree, n, 0);
    if (got.len) got.len--;
    bool ok = mh_view_eq(mh_buf_view(&got), view_in(r, "expect"));
    myhtml_tree_destroy(tree);
    myhtml_destroy(my);
    mh_buf_clear(&got);
    return ok;
}

static const char *suite_name(size_t i) {
    (void)i;
    return "html5_tree";
}

static bool run_suite(size_t i, const char *folder, int errors) {
    int passed = 0, total = 0;
    mh_buf line = {0};
    gzFile f = table_open(folder, suite_name(i));
    if (!f) return false;
    for (json_t *r; (r = table_next(f, &line)) != NULL; json_decref(r)) {
        if (json_is_string(json_object_get(r, "fragment")) ||
            json_is_true(json_object_get(r, "scripting")))
            continue;
        bool ok = passes(r);
        total++;
        passed += ok;
        if (!ok && errors-- > 0) fprintf(stderr, "== %.*s\n", MH_FMT(view_in(r, "id")));
    }
    gzclose(f);
    mh_buf_clear(&line);
    printf("%-14s %d/%d, the bare parser\n", "html5_tree", passed, total);
    return true;
}

int main(int argc, char **argv) {
    return tables_main(argc, argv, "conform_bare", 1, suite_name, run_suite);
}
