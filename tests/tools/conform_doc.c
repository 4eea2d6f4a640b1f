/* conform_doc FOLDER [--errors N] [SUITE...]: runs the document engine over tables of conformance cases
 * (FOLDER/SUITE.jsonl or .jsonl.gz: url, idna, url_normalize, html_encoding, html5_tree) and prints
 * passed/total for each, and the first N failures of each to standard error. */
#include "doc/canonical.h"
#include "doc/charset.h"
#include "doc/tree.h"
#include "doc/url.h"
#include "tables.h"

typedef enum verdict { FAILED, PASSED, SKIPPED } verdict;

/* ---- url, idna, url_normalize */

static void put_members(mh_buf *out, const mh_url *u, const char *member) {
    mh_view v = {"", 0};
    if (strcmp(member, "href") == 0) v = mh_url_href(u);
    if (strcmp(member, "username") == 0) v = mh_url_user(u);
    if (strcmp(member, "password") == 0) v = mh_url_password(u);
    if (strcmp(member, "hostname") == 0 || strcmp(member, "host") == 0) v = mh_url_host(u);
    if (strcmp(member, "pathname") == 0) v = mh_url_path(u);
    mh_buf_put(out, v);
    if (strcmp(member, "protocol") == 0) mh_buf_printf(out, "%.*s:", MH_FMT(mh_url_scheme(u)));
    if (strcmp(member, "origin") == 0) mh_url_put_origin(out, u);
    if (u->port >= 0 && strcmp(member, "host") == 0) mh_buf_printf(out, ":%d", (int)u->port);
    if (u->port >= 0 && strcmp(member, "port") == 0) mh_buf_printf(out, "%d", (int)u->port);
    if (strcmp(member, "search") == 0 && mh_url_query(u).len)
        mh_buf_printf(out, "?%.*s", MH_FMT(mh_url_query(u)));
    if (strcmp(member, "hash") == 0 && mh_url_fragment(u).len)
        mh_buf_printf(out, "#%.*s", MH_FMT(mh_url_fragment(u)));
}

static verdict run_url(const json_t *r, mh_buf *got) {
    json_t *in = json_object_get(r, "input"), *want = json_object_get(r, "expect"), *value;
    const char *member;
    mh_url base = {0}, u = {0};
    mh_view b = view_in(in, "base");
    verdict v = PASSED;
    bool ok = b.len == 0 || mh_url_parse(&base, b, NULL, NULL) == MH_OK;
    ok = ok && mh_url_parse(&u, view_in(in, "input"), b.len ? &base : NULL, NULL) == MH_OK;
    mh_buf_put(got, ok ? mh_url_href(&u) : MH_VIEW("(failure)"));
    if (ok == json_is_true(json_object_get(want, "failure"))) v = FAILED;
    json_object_foreach(want, member, value) {
        mh_buf m = {0};
        if (!ok || v == FAILED || !json_is_string(value)) continue;
        put_members(&m, &u, member);
        if (!mh_view_eq(mh_buf_view(&m), view_in(value, NULL))) {
            v = FAILED;
            mh_buf_printf(got, " %s=%.*s", member, MH_FMT(mh_buf_view(&m)));
        }
        mh_buf_clear(&m);
    }
    mh_url_clear(&u);
    mh_url_clear(&base);
    return v;
}

static verdict same(const json_t *r, bool ok, const mh_buf *got) {
    json_t *want = json_object_get(r, "expect");
    if (!json_is_string(want)) return ok ? FAILED : PASSED;
    return ok && mh_view_eq(mh_buf_view(got), view_in(want, NULL)) ? PASSED : FAILED;
}

static verdict run_idna(const json_t *r, mh_buf *got) {
    bool ok = mh_url_host_ascii(got, view_in(r, "input"), true, NULL) == MH_OK;
    return same(r, ok, got);
}

static verdict run_normalize(const json_t *r, mh_buf *got) {
    json_t *in = json_object_get(r, "input");
    bool ok = json_is_string(in)
                  ? mh_url_canonical(got, view_in(in, NULL), MH_CANONICAL_FORM, NULL) == MH_OK
                  : mh_url_resolve(got, view_in(in, "ref"), view_in(in, "base"), NULL) == MH_OK;
    return same(r, ok, got);
}

/* ---- html_encoding */

/* The suite is of the prescan and the byte order mark: no guess, so windows-1252 is its default. */
static verdict run_encoding(const json_t *r, mh_buf *got) {
    json_t *in = json_object_get(r, "input");
    mh_buf page = {0};
    mh_buf_put(&page, view_in(in, "text"));
    put_base64(&page, view_in(in, "b64"));
    mh_view v = mh_buf_view(&page);
    const char *name = mh_charset_prescan(v, SIZE_MAX);
    if (mh_view_starts(v, MH_VIEW("\xEF\xBB\xBF"))) name = "utf-8";
    mh_buf_puts(got, name ? name : "windows-1252");
    const char *want = mh_charset_of_label(view_in(r, "expect"));
    verdict ok = want && mh_view_eq(mh_buf_view(got), mh_view_of(want)) ? PASSED : FAILED;
    mh_buf_clear(&page);
    return ok;
}

/* ---- html5_tree, in html5lib's dump */

typedef struct shown_attr {
    char *line;
} shown_attr;

static int by_line(const void *a, const void *b) {
    return strcmp(((const shown_attr *)a)->line, ((const shown_attr *)b)->line);
}

static void put_attrs(mh_buf *out, const mh_tree *t, mh_node n, int depth) {
    uint32_t count = mh_tree_attr_count(t, n);
    shown_attr *list = calloc(count + 1, sizeof *list);
    for (uint32_t i = 0; i < count; i++) {
        mh_view name, value;
        mh_buf b = {0};
        mh_tree_attr_at(t, n, i, &name, &value);
        mh_buf_put(&b, name);
        char *colon = b.ptr ? memchr(b.ptr, ':', b.len) : NULL;
        if (colon && mh_tree_space(t, n) != MH_SPACE_HTML &&
            (mh_view_starts(name, MH_VIEW("xlink:")) || mh_view_starts(name, MH_VIEW("xml:")) ||
             mh_view_starts(name, MH_VIEW("xmlns:"))))
            *colon = ' ';
        mh_buf_printf(&b, "=\"%.*s\"", MH_FMT(value));
        list[i].line = mh_buf_take(&b);
    }
    qsort(list, count, sizeof *list, by_line);
    for (uint32_t i = 0; i < count; i++) {
        mh_buf_printf(out, "| %*s%s\n", 2 * depth, "", list[i].line);
        free(list[i].line);
    }
    free(list);
}

static void put_node(mh_buf *out, const mh_tree *t, mh_node n, int depth) {
    static const char *const space[] = {"", "svg ", "math "};
    mh_view text = mh_tree_text(t, n);
    mh_buf_printf(out, "| %*s", 2 * depth, "");
    switch (mh_tree_type(t, n)) {
    case MH_NODE_TEXT: mh_buf_printf(out, "\"%.*s\"\n", MH_FMT(text)); return;
    case MH_NODE_COMMENT: mh_buf_printf(out, "<!-- %.*s -->\n", MH_FMT(text)); return;
    case MH_NODE_DOCTYPE: mh_buf_printf(out, "<!DOCTYPE %.*s>\n", MH_FMT(text)); return;
    default: break;
    }
    mh_buf_printf(out, "<%s%.*s>\n", space[mh_tree_space(t, n)], MH_FMT(mh_tree_name(t, n)));
    put_attrs(out, t, n, depth + 1);
    if (mh_tree_tag(t, n) == MH_TAG_TEMPLATE && mh_tree_space(t, n) == MH_SPACE_HTML)
        mh_buf_printf(out, "| %*scontent\n", 2 * (depth + 1), "");
}

static verdict run_tree(const json_t *r, mh_buf *got) {
    mh_tree *t = NULL;
    mh_buf text = {0};
    mh_view html;
    if (json_is_string(json_object_get(r, "fragment")) ||
        json_is_true(json_object_get(r, "scripting")))
        return SKIPPED;
    mh_charset_text(&html, &text, view_in(r, "input"), "utf-8", NULL);
    if (mh_tree_parse(&t, html, NULL, NULL) == MH_OK) {
        int *of = calloc(mh_tree_count(t), sizeof *of);
        for (mh_node n = 1; n < mh_tree_count(t); n++) {
            mh_node p = mh_tree_parent(t, n);
            bool content =
                mh_tree_tag(t, p) == MH_TAG_TEMPLATE && mh_tree_space(t, p) == MH_SPACE_HTML;
            of[n] = p == MH_NODE_ROOT ? 0 : of[p] + 1 + (content ? 1 : 0);
            put_node(got, t, n, of[n]);
        }
        free(of);
        if (got->len) got->ptr[--got->len] = 0;
    }
    mh_tree_free(t);
    mh_buf_clear(&text);
    return same(r, true, got);
}

/* ---- the runner */

static const struct suite {
    const char *name;
    verdict (*run)(const json_t *record, mh_buf *got);
} suites[] = {{"url", run_url},
              {"idna", run_idna},
              {"url_normalize", run_normalize},
              {"html_encoding", run_encoding},
              {"html5_tree", run_tree}};

static void report(const json_t *r, const mh_buf *got) {
    char *in = json_dumps(json_object_get(r, "input"), JSON_ENCODE_ANY);
    json_t *want = json_object_get(r, "expect");
    char *out =
        json_is_string(want) ? strdup(json_string_value(want)) : json_dumps(want, JSON_ENCODE_ANY);
    fprintf(stderr, "== %.*s\n%s\n-- wanted\n%s\n-- got\n%.*s\n", MH_FMT(view_in(r, "id")), in, out,
            MH_FMT(mh_buf_view(got)));
    free(in);
    free(out);
}

static const char *suite_name(size_t i) {
    return suites[i].name;
}

static bool run_suite(size_t i, const char *folder, int errors) {
    int count[3] = {0};
    mh_buf line = {0};
    gzFile f = table_open(folder, suites[i].name);
    if (!f) return false;
    for (json_t *r; (r = table_next(f, &line)) != NULL; json_decref(r)) {
        mh_buf got = {0};
        verdict v = suites[i].run(r, &got);
        count[v]++;
        if (v == FAILED && errors-- > 0) report(r, &got);
        mh_buf_clear(&got);
    }
    gzclose(f);
    mh_buf_clear(&line);
    printf("%-14s %d/%d", suites[i].name, count[PASSED], count[PASSED] + count[FAILED]);
    if (count[SKIPPED]) printf(" (%d left out: fragments, scripting)", count[SKIPPED]);
    printf("\n");
    return true;
}

int main(int argc, char **argv) {
    return tables_main(argc, argv, "conform_doc", sizeof suites / sizeof suites[0], suite_name,
                       run_suite);
}
