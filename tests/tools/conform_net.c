/* conform_net FOLDER [--errors N] [SUITE...]: runs the network engines that are pure over tables of
 * conformance cases (FOLDER/SUITE.jsonl or .jsonl.gz: robots, robots_ext) and prints the probes that
 * passed of those that were asked, and the first N failures of each to standard error. */
#include "net/robots_priv.h"
#include "tables.h"

/* The answer to one probe, a new reference. */
static json_t *answer(const mh_robots *r, const char *kind, const json_t *probe) {
    mh_view agent = view_in(probe, "agent"), url = view_in(probe, "url");
    const char *get = kind ? kind : "allowed";
    if (json_is_string(json_object_get(probe, "get")))
        get = json_string_value(json_object_get(probe, "get"));
    mh_robots_lines lines = mh_robots_lines_of(r);
    mh_robots_rate rate = {0};
    bool has_rate = mh_robots_request_rate(r, agent, &rate);
    if (strcmp(get, "allowed") == 0) return json_boolean(mh_robots_allowed(r, agent, url));
    if (strcmp(get, "valid_directives") == 0) return json_integer((json_int_t)lines.known);
    if (strcmp(get, "unknown_directives") == 0) return json_integer((json_int_t)lines.unknown);
    if (strcmp(get, "last_line_seen") == 0) return json_integer((json_int_t)lines.last_known);
    if (strcmp(get, "url_path") == 0) {
        mh_buf b = {0};
        mh_robots_target(&b, url);
        json_t *v = json_stringn(b.ptr, b.len);
        mh_buf_clear(&b);
        return v;
    }
    if (strcmp(get, "sitemap") == 0 && mh_robots_sitemaps(r) > 0) {
        mh_view v = mh_robots_sitemap(r, mh_robots_sitemaps(r) - 1);
        return json_stringn(v.ptr, v.len);
    }
    if (strcmp(get, "sitemaps_contains") == 0) {
        bool found = false;
        mh_view want = view_in(probe, "url");
        if (want.len == 0) want = view_in(probe, "value");
        for (size_t i = 0; i < mh_robots_sitemaps(r); i++)
            found = found || mh_view_eq(mh_robots_sitemap(r, i), want);
        return json_boolean(found);
    }
    if (strcmp(get, "crawl_delay") == 0) {
        int64_t ms = mh_robots_crawl_delay_ms(r, agent);
        return ms < 0 ? json_null() : json_real((double)ms / 1000);
    }
    if (!has_rate || strncmp(get, "request_rate", 12) != 0) return json_null();
    if (strcmp(get, "request_rate.requests") == 0) return json_integer(rate.requests);
    if (strcmp(get, "request_rate.seconds") == 0) return json_integer(rate.seconds);
    int at = strstr(get, ".start_time.") ? rate.from_min : rate.to_min;
    if (at < 0) return json_null();
    return json_integer(strstr(get, ".hour") ? at / 60 : at % 60);
}

static bool same(const json_t *got, const json_t *want) {
    if (json_is_number(got) && json_is_number(want))
        return json_number_value(got) == json_number_value(want);
    return json_equal(got, want);
}

typedef struct count {
    int passed, all, google_passed, google_all;
} count;

static void run_case(const json_t *record, count *c, int *errors) {
    json_t *in = json_object_get(record, "input"), *text = json_object_get(in, "robots");
    json_t *want = json_object_get(record, "expect"), *probe;
    bool google = json_is_true(json_object_get(record, "google_only"));
    size_t i;
    mh_buf bytes = {0};
    mh_buf_put(&bytes, view_in(text, "text"));
    put_base64(&bytes, view_in(text, "b64"));
    mh_robots *r = mh_robots_parse(mh_buf_view(&bytes));
    json_array_foreach(json_object_get(in, "probes"), i, probe) {
        json_t *got = answer(r, json_string_value(json_object_get(in, "kind")), probe);
        bool ok = same(got, json_array_get(want, i));
        c->all++;
        c->passed += ok;
        c->google_all += google;
        c->google_passed += google && ok;
        if (!ok && (*errors)-- > 0) {
            char *asked = json_dumps(probe, JSON_ENCODE_ANY),
                 *out = json_dumps(got, JSON_ENCODE_ANY);
            fprintf(stderr, "== %.*s\n%.2000s\n-- asked\n%.500s\n-- got\n%s\n",
                    MH_FMT(view_in(record, "id")), bytes.ptr ? bytes.ptr : "", asked, out);
            free(asked);
            free(out);
        }
        json_decref(got);
    }
    mh_robots_free(r);
    mh_buf_clear(&bytes);
}

static const char *const suites[] = {"robots", "robots_ext"};

static const char *suite_name(size_t i) {
    return suites[i];
}

static bool run_suite(size_t i, const char *folder, int errors) {
    count c = {0};
    mh_buf line = {0};
    gzFile f = table_open(folder, suites[i]);
    if (!f) return false;
    for (json_t *r; (r = table_next(f, &line)) != NULL; json_decref(r)) run_case(r, &c, &errors);
    gzclose(f);
    mh_buf_clear(&line);
    printf("%-14s %d/%d probes", suites[i], c.passed, c.all);
    if (c.google_all)
        printf(" (google_only %d/%d, others %d/%d)", c.google_passed, c.google_all,
               c.passed - c.google_passed, c.all - c.google_all);
    printf("\n");
    return true;
}

int main(int argc, char **argv) {
    return tables_main(argc, argv, "conform_net", sizeof suites / sizeof suites[0], suite_name,
                       run_suite);
}
