#include "store_util.h"

#include "base/fs.h"
#include "store/search.h"
#include "text/forms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 1000

typedef struct row {
    mh_view lang, word, query, text;
} row;

typedef struct table {
    row row[ROWS];
    size_t n;
    mh_buf file;
} table;

static void read_table(table *t) {
    const char *top = getenv("TOP");
    char path[512];
    snprintf(path, sizeof path, "%s/tests/store/search-quality.tsv", top ? top : ".");
    su_ok(mh_fs_read(&t->file, path, 1 << 20, su_e));
    mh_view rest = mh_buf_view(&t->file), line;
    while (mh_view_split(&rest, '\n', &line)) {
        if (line.len == 0 || line.ptr[0] == '#') continue;
        row *r = &t->row[t->n++];
        ck_assert_uint_lt(t->n, ROWS);
        mh_view_split(&line, '\t', &r->lang);
        mh_view_split(&line, '\t', &r->word);
        mh_view_split(&line, '\t', &r->query);
        mh_view_split(&line, '\t', &r->text);
        ck_assert_msg(r->text.len > 0, "row %zu has no text", t->n);
    }
}

static mh_store *open_folded(mh_forms *f) {
    mh_store *s = NULL;
    mh_store_opts o = {.clock = &su_clock,
                       .fold = f ? mh_forms_add : NULL,
                       .fold_arg = f,
                       .fold_name = f ? mh_forms_name(f) : NULL};
    su_ok(mh_store_open(&s, su_path, &o, su_e));
    return s;
}

static void fill(mh_store *s, const table *t) {
    for (size_t i = 0; i < t->n; i++) {
        char url[64];
        snprintf(url, sizeof url, "https://a.example/%zu", i);
        json_t *j = su_item(url, NULL, NULL);
        json_object_set_new(j, "text", json_stringn(t->row[i].text.ptr, t->row[i].text.len));
        su_ok(mh_doc_put(s, j, NULL, su_e));
        json_decref(j);
    }
    su_ok(mh_store_flush(s, su_e));
}

typedef struct score {
    size_t found, right, wrong;
    mh_buf missed, taken;
} score;

/* Each query once for each of its rows; what it finds besides counts once. */
static void ask(mh_store *s, const table *t, size_t i, bool first, score *x) {
    const row *r = &t->row[i];
    mh_arena *a = mh_arena_new();
    mh_hits h;
    bool found = false;
    mh_search_opts o = {.limit = ROWS};
    su_ok(mh_search(s, r->query, &o, a, &h, su_e));
    for (size_t k = 0; k < h.n; k++) {
        const row *got = &t->row[h.hit[k].id - 1];
        if (got == r) found = true;
        if (!first) continue;
        if (mh_view_eq(got->word, r->word)) {
            x->right++;
            continue;
        }
        x->wrong++;
        mh_buf_printf(&x->taken, "%.*s takes %.*s\n", MH_FMT(r->query), MH_FMT(got->text));
    }
    if (found)
        x->found++;
    else
        mh_buf_printf(&x->missed, "%.*s: %.*s misses %.*s\n", MH_FMT(r->lang), MH_FMT(r->query),
                      MH_FMT(r->text));
    mh_arena_free(a);
}

static score measure(mh_store *s, const table *t) {
    score x = {0};
    for (size_t i = 0; i < t->n; i++) {
        bool first = true;
        for (size_t k = 0; k < i; k++)
            if (mh_view_eq(t->row[k].query, t->row[i].query)) first = false;
        ask(s, t, i, first, &x);
    }
    return x;
}

START_TEST(words_and_names_are_found) {
    static table t;
    mh_forms *f = mh_forms_new();
    t = (table){0};
    read_table(&t);
    ck_assert_uint_ge(t.n, 200);
    mh_store *s = open_folded(f);
    fill(s, &t);
    score x = measure(s, &t);
    double recall = (double)x.found / (double)t.n;
    double precision = (double)x.right / (double)(x.right + x.wrong);
    if (getenv("MH_SEARCH_QUALITY"))
        printf("%zu pairs, recall %.3f, precision %.3f\n%s%s", t.n, recall, precision,
               x.missed.ptr ? x.missed.ptr : "", x.taken.ptr ? x.taken.ptr : "");
    ck_assert_msg(recall >= .95, "recall %.3f:\n%s", recall, x.missed.ptr);
    ck_assert_msg(precision >= .95, "precision %.3f:\n%s", precision, x.taken.ptr);
    su_ok(mh_store_check(s, su_e));
    mh_store_close(s);
    mh_forms_free(f);
    mh_buf_clear(&x.missed);
    mh_buf_clear(&x.taken);
    mh_buf_clear(&t.file);
}
END_TEST

TCase *tcase_store_search_quality(void) {
    TCase *t = tcase_create("store_search_quality");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, words_and_names_are_found);
    return t;
}
