/* extract GROUND-TRUTH.json [--url]: reads each page that the JSON names (plain or gzip, relative to
 * the JSON's folder), extracts it, and prints {id: {text, title, byline, date, ...}} as one object.
 * --url gives the page's address to the extractor. CPU seconds and bytes go to standard error. */
#include "doc/article.h"
#include "pages.h"

#include <time.h>

static void set(json_t *o, const char *key, mh_view v) {
    if (v.len) json_object_set_new(o, key, json_stringn(v.ptr, v.len));
}

static json_t *extract(mh_view page, const char *url) {
    json_t *o = json_object();
    mh_err e = {0};
    mh_doc *d = NULL;
    mh_arena *a = mh_arena_new();
    mh_doc_source src = {.url = mh_view_of(url)};
    mh_meta m;
    mh_article art;
    if (mh_doc_parse(&d, page, &src, &e) != MH_OK) goto out;
    mh_meta_extract(&m, d, NULL, a);
    if (mh_article_extract(&art, d, &m, a, &e) == MH_OK) {
        set(o, "text", art.text);
        set(o, "kind", mh_view_of(mh_article_kind_name(art.kind)));
        set(o, "basis", mh_view_of(art.basis));
        set(o, "credit", art.source_credit);
    }
    mh_buf by = {0};
    for (size_t i = 0; i < m.byline.len; i++)
        mh_buf_printf(&by, i ? "; %.*s" : "%.*s", MH_FMT(m.byline.ptr[i].value));
    set(o, "byline", mh_buf_view(&by));
    mh_buf_clear(&by);
    set(o, "title", m.title);
    set(o, "date", m.date);
    set(o, "lang", m.language);
    set(o, "siteName", m.site);
    set(o, "publishedTime", m.date);
    json_t *bases = json_object();
    for (int f = 0; f < MH_META_FIELDS; f++)
        if (m.all[f].len) set(bases, mh_meta_field_name((mh_meta_field)f), m.all[f].ptr[0].basis);
    json_object_set_new(o, "bases", bases);
out:
    if (e.code) set(o, "error", mh_view_of(e.msg));
    mh_doc_free(d);
    mh_arena_free(a);
    return o;
}

int main(int argc, char **argv) {
    bool with_url = argc > 2 && strcmp(argv[2], "--url") == 0;
    json_error_t je;
    json_t *truth = argc > 1 ? json_load_file(argv[1], 0, &je) : NULL, *out = json_object(), *gold;
    const char *id;
    size_t bytes = 0, pages = 0;
    clock_t cpu = 0;
    if (!truth) {
        fprintf(stderr, "extract: cannot read %s\n", argc > 1 ? argv[1] : "nothing: name a JSON");
        return 1;
    }
    char *folder = strdup(argv[1]), *slash = strrchr(folder, '/');
    if (slash) *slash = 0;
    json_object_foreach(truth, id, gold) {
        const char *file = json_string_value(json_object_get(gold, "file"));
        const char *url = json_string_value(json_object_get(gold, "url"));
        mh_buf page = {0};
        if (!file || !read_page(&page, slash ? folder : ".", file)) {
            fprintf(stderr, "extract: cannot read page %s\n", file ? file : id);
            continue;
        }
        clock_t t = clock();
        json_object_set_new(out, id, extract(mh_buf_view(&page), with_url ? url : NULL));
        cpu += clock() - t;
        bytes += page.len;
        pages++;
        mh_buf_clear(&page);
    }
    json_dumpf(out, stdout, JSON_INDENT(1));
    fprintf(stderr, "%zu pages, %zu bytes, %.3f s of CPU\n", pages, bytes,
            (double)cpu / CLOCKS_PER_SEC);
    free(folder);
    json_decref(truth);
    json_decref(out);
    return 0;
}
