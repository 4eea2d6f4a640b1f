/* Helpers on JSON records. */
#include "conform.h"

#include "doc/tree.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

static void put_gzip(mh_buf *out, mh_view v) {
    z_stream z = {0};
    if (v.len == 0 || deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK) return;
    mh_buf_reserve(out, deflateBound(&z, v.len));
    z.next_in = (unsigned char *)v.ptr;
    z.avail_in = (unsigned)v.len;
    z.next_out = (unsigned char *)out->ptr + out->len;
    z.avail_out = (unsigned)(out->cap - out->len - 1);
    deflate(&z, Z_FINISH);
    out->len += z.total_out;
    deflateEnd(&z);
}

void put_bytes(mh_buf *out, const json_t *o) {
    mh_buf_put(out, view_in(o, "text"));
    put_base64(out, view_in(o, "b64"));
    put_gzip(out, view_in(o, "gzip_of"));
}

void put_str(json_t *o, const char *key, mh_view v) {
    if (v.len) json_object_set_new(o, key, json_stringn(v.ptr, v.len));
}

void put_some(json_t *o, const char *key, json_t *take) {
    if (json_object_size(take) + json_array_size(take) > 0)
        json_object_set_new(o, key, take);
    else
        json_decref(take);
}

bool same_json(const json_t *a, const json_t *b) {
    const char *key;
    json_t *one;
    size_t i;
    bool same = true;
    if (json_is_number(a) && json_is_number(b))
        return fabs(json_number_value(a) - json_number_value(b)) < 1e-9;
    if (json_typeof(a) != json_typeof(b)) return false;
    if (json_is_array(a)) {
        same = json_array_size(a) == json_array_size(b);
        json_array_foreach(a, i, one) same = same && same_json(one, json_array_get(b, i));
        return same;
    }
    if (!json_is_object(a)) return json_equal(a, b);
    same = json_object_size(a) == json_object_size(b);
    json_object_foreach((json_t *)a, key, one) {
        const json_t *other = json_object_get(b, key);
        same = same && other && same_json(one, other);
    }
    return same;
}

static bool same_node(const mh_tree *a, const mh_tree *b, mh_node n) {
    mh_view name, value, other;
    bool same = mh_tree_type(a, n) == mh_tree_type(b, n) &&
                mh_tree_space(a, n) == mh_tree_space(b, n) &&
                mh_tree_parent(a, n) == mh_tree_parent(b, n) &&
                mh_view_eq(mh_tree_name(a, n), mh_tree_name(b, n)) &&
                mh_view_eq(mh_tree_text(a, n), mh_tree_text(b, n)) &&
                mh_tree_attr_count(a, n) == mh_tree_attr_count(b, n);
    for (uint32_t i = 0; same && i < mh_tree_attr_count(a, n); i++) {
        mh_tree_attr_at(a, n, i, &name, &value);
        same = mh_tree_attr(b, n, name, &other) && mh_view_eq(value, other);
    }
    return same;
}

bool same_drawing(mh_view a, mh_view b) {
    mh_tree *x = NULL, *y = NULL;
    const mh_view svg = MH_VIEW("<svg");
    bool same = mh_view_find(a, svg, 0) != SIZE_MAX && mh_view_find(b, svg, 0) != SIZE_MAX &&
                mh_tree_parse(&x, a, NULL, NULL) == MH_OK &&
                mh_tree_parse(&y, b, NULL, NULL) == MH_OK && mh_tree_count(x) == mh_tree_count(y);
    for (mh_node n = 0; same && n < mh_tree_count(x); n++) same = same_node(x, y, n);
    mh_tree_free(x);
    mh_tree_free(y);
    return same;
}

bool instant_of(const json_t *v, int64_t *time_s) {
    mh_feed_date d;
    mh_view t = view_in(v, NULL);
    if (t.len < 20 || !mh_feed_date_read(t, &d)) return false;
    *time_s = d.time_s;
    return true;
}

static int count_leaves(const json_t *v) {
    const char *key;
    json_t *one;
    size_t i;
    int n = 0;
    json_object_foreach((json_t *)v, key, one) n += count_leaves(one);
    json_array_foreach(v, i, one) n += count_leaves(one);
    return json_is_object(v) || json_is_array(v) ? n : 1;
}

static bool same_leaf(const json_t *want, const json_t *got) {
    int64_t a, b;
    if (!got) return json_is_null(want);
    return same_json(want, got) || (instant_of(want, &a) && instant_of(got, &b) && a == b);
}

static void compare(const json_t *want, const json_t *got, mh_buf *path, outcome *o) {
    size_t len = path->len, i;
    const char *key;
    json_t *one;
    if (json_is_object(want)) {
        json_object_foreach((json_t *)want, key, one) {
            mh_buf_printf(path, "/%s", key);
            compare(one, json_object_get(got, key), path, o);
            path->ptr[path->len = len] = 0;
        }
    } else if (json_is_array(want)) {
        json_array_foreach(want, i, one) {
            mh_buf_printf(path, "/%zu", i);
            compare(one, json_array_get(got, i), path, o);
            path->ptr[path->len = len] = 0;
        }
    } else if (same_leaf(want, got)) {
        o->held++;
    } else {
        char *shown = got ? json_dumps(got, JSON_ENCODE_ANY) : NULL;
        mh_buf_printf(&o->got, "%.*s = %s\n", MH_FMT(mh_buf_view(path)),
                      shown ? shown : "(absent)");
        free(shown);
    }
}

void compare_leaves(const json_t *want, const json_t *got, outcome *o) {
    mh_buf path = {0};
    mh_buf_puts(&path, "");
    mh_buf_reserve(&path, 1);
    compare(want, got, &path, o);
    o->leaves += count_leaves(want);
    mh_buf_clear(&path);
}

/* feedparser's own aliases. */
static const char *alias(const json_t *in, const char *name) {
    static const char *const other[][2] = {{"guid", "id"},
                                           {"url", "href"},
                                           {"copyright", "rights"},
                                           {"tagline", "subtitle"},
                                           {"tagline_detail", "subtitle_detail"},
                                           {"copyright_detail", "rights_detail"}};
    if (strcmp(name, "description") == 0 && !json_object_get(in, name))
        return json_object_get(in, "summary") ? "summary" : "subtitle";
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        if (strcmp(name, other[i][0]) == 0) return other[i][1];
    return name;
}

const json_t *at_path(const json_t *from, const json_t *path) {
    size_t i;
    json_t *step;
    json_array_foreach(path, i, step) {
        if (json_is_integer(step)) {
            json_int_t n = json_integer_value(step);
            if (n < 0) n += (json_int_t)json_array_size(from);
            from = json_array_get(from, (size_t)n);
        } else {
            from = json_object_get(from, alias(from, json_string_value(step)));
        }
    }
    return from;
}
