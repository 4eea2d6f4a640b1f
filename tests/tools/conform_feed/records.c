/* Helpers on JSON records. */
#include "conform.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

mh_view view_in(const json_t *o, const char *key) {
    const json_t *s = key ? json_object_get(o, key) : o;
    return json_is_string(s) ? (mh_view){json_string_value(s), json_string_length(s)}
                             : (mh_view){"", 0};
}

static void put_base64(mh_buf *out, mh_view v) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned bits = 0, n = 0;
    for (size_t i = 0; i < v.len; i++) {
        const char *d = v.ptr[i] ? strchr(digits, v.ptr[i]) : NULL;
        if (!d) continue;
        bits = bits << 6 | (unsigned)(d - digits);
        if ((n += 6) >= 8) mh_buf_putc(out, (char)(bits >> (n -= 8)));
    }
}

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

bool instant_of(const json_t *v, int64_t *time_s) {
    mh_feed_date d;
    mh_view t = view_in(v, NULL);
    if (t.len < 20 || !mh_feed_date_read(t, &d)) return false;
    *time_s = d.time_s;
    return true;
}
