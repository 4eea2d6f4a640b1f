/* conform_feed FOLDER [--errors N] [SUITE...]: runs the readers of feeds, their dates and sitemaps over
 * tables of conformance cases (FOLDER/SUITE.jsonl or .jsonl.gz: feeds_gofeed, feeds_feedparser,
 * feed_dates, sitemaps) and prints cases passed/total for each group, single values apart where a
 * case has several, and the first N failures of each suite to standard error. */
#include "conform_feed/conform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define MAX_GROUPS 40

static verdict run_date(const json_t *r, outcome *o) {
    json_t *want = json_object_get(r, "expect"), *utc = json_object_get(want, "utc");
    json_t *offset = json_object_get(want, "offset_s"), *parses = json_object_get(want, "parses");
    mh_feed_date d;
    int64_t at = 0;
    bool ok = mh_feed_date_read(view_in(r, "input"), &d);
    if (ok) mh_feed_date_put(&o->got, &d);
    if (parses) return ok == json_is_true(parses) ? PASSED : FAILED;
    if (!json_is_string(utc)) return ok ? FAILED : PASSED;
    if (!ok || !instant_of(utc, &at) || at != d.time_s) return FAILED;
    return !offset || json_integer_value(offset) == d.offset_s ? PASSED : FAILED;
}

/* ---- the runner */

typedef struct group {
    char name[64];
    int passed, total, leaves, held;
} group;

typedef struct tally {
    group groups[MAX_GROUPS];
    int n, left_out;
} tally;

typedef void namer(const json_t *record, char *to, size_t room);

static void by_shape(const json_t *r, char *to, size_t room) {
    snprintf(to, room, "%.*s", MH_FMT(view_in(r, "shape")));
}

static void by_group(const json_t *r, char *to, size_t room) {
    snprintf(to, room, "%.*s", MH_FMT(view_in(r, "group")));
}

static void by_format(const json_t *r, char *to, size_t room) {
    bool one = json_is_true(json_object_get(r, "this_format_only")) ||
               json_is_true(json_object_get(json_object_get(r, "expect"), "this_format_only"));
    snprintf(to, room, "%.*s%s", MH_FMT(view_in(r, "format")), one ? ", its parser" : "");
}

static void by_kind(const json_t *r, char *to, size_t room) {
    bool site = json_object_get(json_object_get(r, "input"), "home") != NULL;
    snprintf(to, room, "%s", site ? "sites" : "documents");
}

static const struct suite {
    const char *name;
    verdict (*run)(const json_t *record, outcome *o);
    namer *group;
    const char *apart; /* groups beginning with these words are no part of the sum */
} suites[] = {{"feeds_gofeed", run_gofeed, by_shape, ""},
              {"feeds_feedparser", run_feedparser, by_group, "wellformed/sanitize entities"},
              {"feed_dates", run_date, by_format, ""},
              {"sitemaps", run_sitemap, by_kind, ""}};

static void report(const json_t *r, const mh_buf *got) {
    mh_buf bytes = {0};
    const json_t *in = json_object_get(r, "input");
    char *whole = json_dumps(in, JSON_ENCODE_ANY);
    char *want = json_dumps(json_object_get(r, "expect"), JSON_ENCODE_ANY);
    put_bytes(&bytes, in);
    fprintf(stderr, "== %.*s\n%s\n", MH_FMT(view_in(r, "id")), bytes.len ? bytes.ptr : whole);
    fprintf(stderr, "-- wanted\n%s\n-- got\n%.*s\n", want, MH_FMT(mh_buf_view(got)));
    free(whole);
    free(want);
    mh_buf_clear(&bytes);
}

static group *group_of(tally *t, const char *name) {
    for (int i = 0; i < t->n; i++)
        if (strcmp(t->groups[i].name, name) == 0) return &t->groups[i];
    if (t->n == MAX_GROUPS) return &t->groups[MAX_GROUPS - 1];
    snprintf(t->groups[t->n].name, sizeof t->groups[t->n].name, "%s", name);
    return &t->groups[t->n++];
}

static void print_line(const char *suite, const group *g) {
    printf("%-18s%-24s%d/%d", suite, g->name, g->passed, g->total);
    if (g->leaves) printf("  values %d/%d", g->held, g->leaves);
    printf("\n");
}

static void print_tally(const struct suite *s, const tally *t) {
    group sum = {.name = "all"};
    for (int i = 0; i < t->n; i++) {
        const group *g = &t->groups[i];
        char key[80];
        snprintf(key, sizeof key, "%s", g->name);
        print_line(s->name, g);
        if (key[0] && strstr(s->apart, key)) {
            snprintf(sum.name, sizeof sum.name, "all but apart");
            continue;
        }
        sum.passed += g->passed, sum.total += g->total;
        sum.leaves += g->leaves, sum.held += g->held;
    }
    print_line(s->name, &sum);
    if (t->left_out) printf("%-18s%d left out: nothing to judge them by\n", s->name, t->left_out);
}

static void run_record(const struct suite *s, const json_t *r, tally *t, int *errors) {
    char name[64];
    outcome o = {0};
    verdict v = s->run(r, &o);
    s->group(r, name, sizeof name);
    if (v == SKIPPED) {
        t->left_out++;
    } else {
        group *g = group_of(t, name);
        g->total++, g->passed += v == PASSED;
        g->leaves += o.leaves, g->held += o.held;
    }
    if (v == FAILED && (*errors)-- > 0) report(r, &o.got);
    mh_buf_clear(&o.got);
}

static const char *suite_name(size_t i) {
    return suites[i].name;
}

static bool run_suite(size_t i, const char *folder, int errors) {
    tally t = {0};
    mh_buf line = {0};
    gzFile f = table_open(folder, suites[i].name);
    if (!f) return false;
    for (json_t *r; (r = table_next(f, &line)) != NULL; json_decref(r))
        run_record(&suites[i], r, &t, &errors);
    gzclose(f);
    mh_buf_clear(&line);
    print_tally(&suites[i], &t);
    return true;
}

int main(int argc, char **argv) {
    return tables_main(argc, argv, "conform_feed", sizeof suites / sizeof suites[0], suite_name,
                       run_suite);
}
