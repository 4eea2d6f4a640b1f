/* classify - trains, runs and cross-validates the text classifier on JSON Lines, for the scorers.
 *     classify train [OPTION=VALUE...] MODEL FILE.jsonl...     writes MODEL, says how long it took
 *     classify predict [OPTION=VALUE...] MODEL FILE.jsonl...   one {"id", "label", "score"} a record
 *     classify explain [OPTION=VALUE...] MODEL FILE.jsonl...   the same with what decided
 *     classify cross [OPTION=VALUE...] FILE.jsonl...           each record by a model that has not seen
 *                                                              it: record i belongs to fold i % folds
 * Options: model=bayes|linear|both features=words|chars priors=learnt|even smoothing=N cost=N label=FIELD
 * text=FIELD,FIELD mask=FIELD,FIELD (in the text, the first passage that such a field quotes is replaced
 * by the field's name, so that the classifier sees who acts on whom and not their names) folds=5 where=FIELD:VALUE (only such records) fold=N (only this one). */
#include "text/classify.h"
#include "base/fs.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct args {
    mh_class_options o;
    mh_class_lines fields;
    mh_view where, mask;
    long folds, fold;
} args;

typedef struct record {
    char *line;
    char *id;
} record;

typedef struct records {
    record *ptr;
    size_t len;
} records;

static double seconds(void) {
    struct timespec s;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &s);
    return (double)s.tv_sec + (double)s.tv_nsec / 1e9;
}

static int fail(const mh_err *e) {
    fprintf(stderr, "classify: %s\n", e->msg);
    exit(1);
}

static int option(args *a, const char *s) {
    const char *eq = strchr(s, '='), *v = eq ? eq + 1 : "";
    size_t n = eq ? (size_t)(eq - s) : 0;
#define IS(name) (n == strlen(name) && strncmp(s, name, n) == 0)
    if (IS("model"))
        a->o.model = strcmp(v, "bayes") == 0    ? MH_CLASS_BAYES
                     : strcmp(v, "linear") == 0 ? MH_CLASS_LINEAR
                                                : MH_CLASS_BOTH;
    else if (IS("features"))
        a->o.features = strcmp(v, "chars") == 0 ? MH_FEATURES_CHARS : MH_FEATURES_WORDS;
    else if (IS("priors"))
        a->o.even = strcmp(v, "even") == 0;
    else if (IS("smoothing"))
        a->o.smoothing = strtod(v, NULL);
    else if (IS("cost"))
        a->o.cost = strtod(v, NULL);
    else if (IS("label"))
        a->fields.label = mh_view_of(v);
    else if (IS("text"))
        a->fields.text = mh_view_of(v);
    else if (IS("where"))
        a->where = mh_view_of(v);
    else if (IS("mask"))
        a->mask = mh_view_of(v);
    else if (IS("folds"))
        a->folds = strtol(v, NULL, 10);
    else if (IS("fold"))
        a->fold = strtol(v, NULL, 10);
    else
        return 0;
    return 1;
#undef IS
}

static int wanted(const args *a, json_t *r) {
    mh_view rest = a->where, key, value;
    if (rest.len == 0) return 1;
    mh_view_split(&rest, ':', &key);
    mh_view_split(&rest, ':', &value);
    json_t *v = json_object_getn(r, key.ptr, key.len);
    return json_is_string(v) && mh_view_eq(mh_view_of(json_string_value(v)), value);
}

/* Replaces in "text" what the fields of mask quote by x and the field's name. */
static void hide(const args *a, json_t *r) {
    mh_view rest = a->mask, name;
    while (mh_view_split(&rest, ',', &name)) {
        const char *quote = json_string_value(json_object_getn(r, name.ptr, name.len));
        mh_view s = mh_view_of(json_string_value(json_object_get(r, "text"))),
                q = mh_view_of(quote);
        size_t at = q.len ? mh_view_find(s, q, 0) : SIZE_MAX;
        if (at == SIZE_MAX) continue;
        mh_buf b = {0};
        mh_buf_put(&b, mh_view_sub(s, 0, at));
        mh_buf_printf(&b, "x%.*s", MH_FMT(name));
        mh_buf_put(&b, mh_view_sub(s, at + q.len, s.len));
        json_object_set_new(r, "text", json_stringn(b.ptr, b.len));
        mh_buf_clear(&b);
    }
}

static records read_all(const args *a, char **files, int n) {
    records all = {0};
    char *line = NULL;
    size_t cap = 0;
    for (int i = 0; i < n; i++) {
        FILE *f = fopen(files[i], "r");
        if (f == NULL) perror(files[i]), exit(1);
        while (getline(&line, &cap, f) > 0) {
            json_t *r = json_loads(line, 0, NULL);
            if (r == NULL) fprintf(stderr, "not JSON: %s", line), exit(1);
            if (wanted(a, r)) {
                const char *id = json_string_value(json_object_get(r, "id"));
                all.ptr = realloc(all.ptr, (all.len + 1) * sizeof *all.ptr);
                hide(a, r);
                all.ptr[all.len++] = (record){json_dumps(r, JSON_COMPACT), strdup(id ? id : "")};
            }
            json_decref(r);
        }
        fclose(f);
    }
    free(line);
    return all;
}

static void release(records *all) {
    for (size_t i = 0; i < all->len; i++) free(all->ptr[i].line), free(all->ptr[i].id);
    free(all->ptr);
}

/* The text of a record as training would see it. */
static mh_view text_of(const args *a, mh_arena *arena, const char *line) {
    json_t *r = json_loads(line, 0, NULL);
    mh_buf b = {0};
    mh_view names = a->fields.text.len ? a->fields.text : MH_VIEW("title,text"), name;
    while (mh_view_split(&names, ',', &name)) {
        json_t *v = json_object_getn(r, name.ptr, name.len);
        if (b.len) mh_buf_putc(&b, '\n');
        if (json_is_string(v)) mh_buf_put_n(&b, json_string_value(v), json_string_length(v));
    }
    mh_view out = mh_arena_dup(arena, mh_buf_view(&b));
    mh_buf_clear(&b);
    json_decref(r);
    return out;
}

static mh_classifier *learn(const args *a, mh_text *t, const records *all, long but) {
    mh_err e = {0};
    mh_classifier *c = mh_classifier_new(&a->o);
    for (size_t i = 0; i < all->len; i++) {
        if (but >= 0 && (long)(i % (size_t)a->folds) == but) continue;
        mh_view line = mh_view_of(all->ptr[i].line);
        if (mh_classifier_train_lines(c, t, line, &a->fields, NULL, &e) != MH_OK) fail(&e);
    }
    if (mh_classifier_fit(c, &e) != MH_OK) fail(&e);
    return c;
}

static void predict(const args *a, const mh_classifier *c, mh_text *t, const record *r, int why) {
    mh_arena *arena = mh_arena_new();
    mh_view text = text_of(a, arena, r->line);
    mh_prediction p = mh_classifier_predict(c, t, arena, text);
    json_t *out = json_object();
    json_object_set_new(out, "id", json_string(r->id));
    if (p.len) {
        mh_view l = p.classes[0].label;
        json_object_set_new(out, "label", json_stringn(l.ptr, l.len));
        json_object_set_new(out, "score", json_real(p.classes[0].score));
    }
    mh_explanation x = {0};
    mh_err e = {0};
    if (why && mh_classifier_explain(c, t, arena, text, (mh_view){0}, (mh_view){0},
                                     MH_CLASS_TELLING, &x, &e) == MH_OK) {
        json_t *list = json_array();
        for (size_t i = 0; i < x.len; i++)
            json_array_append_new(list, json_pack("[s%, f]", x.telling[i].feature.ptr,
                                                  x.telling[i].feature.len, x.telling[i].weight));
        json_object_set_new(out, "other", json_stringn(x.other.ptr, x.other.len));
        json_object_set_new(out, "why", list);
    }
    json_dumpf(out, stdout, JSON_REAL_PRECISION(4));
    putchar('\n');
    json_decref(out);
    mh_arena_free(arena);
}

static void cross(const args *a, mh_text *t, const records *all) {
    for (long f = 0; f < a->folds; f++) {
        if (a->fold >= 0 && f != a->fold) continue;
        mh_classifier *c = learn(a, t, all, f);
        for (size_t i = (size_t)f; i < all->len; i += (size_t)a->folds)
            predict(a, c, t, &all->ptr[i], 0);
        mh_classifier_free(c);
    }
}

static void train(const args *a, mh_text *t, const char *path, const records *all) {
    mh_err e = {0};
    double from = seconds();
    mh_classifier *c = learn(a, t, all, -1);
    double to = seconds();
    mh_buf b = {0};
    mh_classifier_save(c, &b);
    if (mh_fs_write(path, mh_buf_view(&b), &e) != MH_OK) fail(&e);
    fprintf(stderr, "trained: %zu texts, %zu labels, %.2f s of CPU, %.1f MB\n", all->len,
            mh_classifier_labels(c), to - from, (double)b.len / 1e6);
    mh_buf_clear(&b);
    mh_classifier_free(c);
}

static void apply(const args *a, mh_text *t, const char *path, const records *all, int why) {
    mh_err e = {0};
    mh_buf b = {0};
    mh_classifier *c = NULL;
    if (mh_fs_read(&b, path, MH_CLASS_FILE_MAX, &e) != MH_OK) fail(&e);
    if (mh_classifier_load(&c, mh_buf_view(&b), &e) != MH_OK) fail(&e);
    double from = seconds();
    for (size_t i = 0; i < all->len; i++) predict(a, c, t, &all->ptr[i], why);
    fprintf(stderr, "%zu texts, %.2f s of CPU\n", all->len, seconds() - from);
    mh_classifier_free(c);
    mh_buf_clear(&b);
}

int main(int argc, char **argv) {
    args a = {.folds = 5, .fold = -1, .o = {.model = MH_CLASS_BOTH, .features = MH_FEATURES_CHARS}};
    const char *verb = argc > 1 ? argv[1] : "";
    int i = 2;
    while (i < argc && option(&a, argv[i])) i++;
    int own = strcmp(verb, "cross") != 0; /* a model's path comes first */
    mh_text *t = NULL;
    mh_err e = {0};
    if (i + own >= argc || a.folds < 2 || mh_text_new(&t, &e) != MH_OK) {
        fprintf(stderr, "classify train|predict|explain|cross [OPTION=VALUE...] [MODEL] FILE...\n");
        return 2;
    }
    records all = read_all(&a, argv + i + own, argc - i - own);
    if (!own)
        cross(&a, t, &all);
    else if (strcmp(verb, "train") == 0)
        train(&a, t, argv[i], &all);
    else
        apply(&a, t, argv[i], &all, strcmp(verb, "explain") == 0);
    release(&all);
    mh_text_free(t);
    return 0;
}
