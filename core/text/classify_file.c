#include "base/utf8.h"
#include "text/classify_priv.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT  "minehost-classifier"
#define VERSION 1

static json_t *view_json(mh_view v) {
    return json_stringn(v.ptr ? v.ptr : "", v.len);
}

/* [label, count, label, count ...] of a feature, labels in order. */
static json_t *counts_json(const mh_classifier *c, size_t first, double *row) {
    json_t *list = json_array();
    memset(row, 0, c->texts.len * sizeof *row);
    for (size_t i = first; i; i = c->counts.ptr[i - 1].next)
        row[c->counts.ptr[i - 1].label] = c->counts.ptr[i - 1].n;
    for (size_t i = 0; i < c->texts.len; i++) {
        if (row[i] <= 0) continue;
        json_array_append_new(list, json_integer((json_int_t)i));
        json_array_append_new(list, json_real(row[i]));
    }
    return list;
}

static int put_bytes(const char *p, size_t n, void *arg) {
    mh_buf_put_n(arg, p, n);
    return 0;
}

void mh_classifier_save(const mh_classifier *c, mh_buf *out) {
    json_t *root = json_object(), *labels = json_array(), *words = json_object();
    double *row = mh_alloc_array(c->texts.len + 1, sizeof *row);
    for (size_t i = 0; i < c->texts.len; i++) {
        json_t *l = json_object();
        json_object_set_new(l, "name", view_json(mh_map_entry_at(c->labels, i)->key));
        json_object_set_new(l, "texts", json_integer((json_int_t)c->texts.ptr[i]));
        json_array_append_new(labels, l);
    }
    for (size_t i = 0; i < mh_map_len(c->words); i++) {
        const mh_map_entry *x = mh_map_entry_at(c->words, i);
        json_object_setn_new(words, x->key.ptr, x->key.len,
                             counts_json(c, (size_t)x->val.num, row));
    }
    json_object_set_new(root, "format", json_string(FORMAT));
    json_object_set_new(root, "version", json_integer(VERSION));
    json_object_set_new(root, "features",
                        json_string(c->features == MH_FEATURES_CHARS ? "chars" : "words"));
    json_object_set_new(root, "labels", labels);
    json_object_set_new(root, "words", words);
    json_dump_callback(root, put_bytes, out,
                       JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(9));
    json_decref(root);
    free(row);
}

static bool read_labels(mh_classifier *c, json_t *labels) {
    size_t i = 0;
    json_t *l = NULL;
    if (!json_is_array(labels)) return false;
    json_array_foreach(labels, i, l) {
        json_t *name = json_object_get(l, "name"), *texts = json_object_get(l, "texts");
        if (!json_is_string(name) || !json_is_integer(texts) || json_integer_value(texts) < 0)
            return false;
        size_t k = mh_class_label(c, (mh_view){json_string_value(name), json_string_length(name)});
        if (k != i) return false; /* twice, or too many */
        c->texts.ptr[k] = (double)json_integer_value(texts);
    }
    return true;
}

static bool read_words(mh_classifier *c, json_t *words) {
    const char *key = NULL;
    size_t key_len = 0;
    json_t *list = NULL;
    if (!json_is_object(words)) return false;
    json_object_keylen_foreach(words, key, key_len, list) {
        if (!json_is_array(list) || json_array_size(list) % 2) return false;
        for (size_t i = 0; i + 1 < json_array_size(list); i += 2) {
            json_t *label = json_array_get(list, i), *n = json_array_get(list, i + 1);
            if (!json_is_integer(label) || !json_is_number(n)) return false;
            json_int_t k = json_integer_value(label);
            double count = json_number_value(n);
            if (k < 0 || (size_t)k >= c->texts.len || !(count > 0 && count < 1e15)) return false;
            mh_class_count(c, (mh_view){key, key_len}, (size_t)k, count);
        }
    }
    return true;
}

mh_rc mh_classifier_load(mh_classifier **out, mh_view json, mh_err *e) {
    json_error_t je;
    mh_classifier *c = NULL;
    mh_rc rc = MH_FAIL;
    *out = NULL;
    json_t *root = json_loadb(json.ptr ? json.ptr : "", json.len, JSON_REJECT_DUPLICATES, &je);
    if (root == NULL) {
        mh_fail(e, MH_E_PARSE, "classifier: line %d: %s", je.line, je.text);
        goto out;
    }
    const char *format = json_string_value(json_object_get(root, "format"));
    const char *features = json_string_value(json_object_get(root, "features"));
    if (format == NULL || strcmp(format, FORMAT) != 0 || features == NULL) {
        mh_fail(e, MH_E_CORRUPT, "classifier: the file holds no classifier");
        goto out;
    }
    if (json_integer_value(json_object_get(root, "version")) != VERSION) {
        mh_fail(e, MH_E_VERSION, "classifier: format version is not %d", VERSION);
        goto out;
    }
    c = mh_classifier_new(strcmp(features, "chars") == 0 ? MH_FEATURES_CHARS : MH_FEATURES_WORDS);
    if (!read_labels(c, json_object_get(root, "labels")) ||
        !read_words(c, json_object_get(root, "words"))) {
        mh_fail(e, MH_E_CORRUPT, "classifier: labels or counts are damaged");
        goto out;
    }
    *out = c;
    c = NULL;
    rc = MH_OK;
out:
    mh_classifier_free(c);
    json_decref(root);
    return rc;
}
