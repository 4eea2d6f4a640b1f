#include "base/json.h"
#include "store/store_priv.h"

static int deepest(const json_t *j, int room) {
    const char *key;
    json_t *v;
    size_t i;
    if (room < 0) return -1;
    if (json_is_object(j)) {
        json_object_foreach((json_t *)j, key, v) if (deepest(v, room - 1) < 0) return -1;
    } else if (json_is_array(j)) {
        json_array_foreach((json_t *)j, i, v) if (deepest(v, room - 1) < 0) return -1;
    }
    return 0;
}

mh_rc mh_json_write(mh_buf *out, const json_t *j, mh_err *err, const char *what) {
    if (!j || deepest(j, MH_STORE_MAX_DEPTH) < 0)
        return mh_fail(err, MH_E_LIMIT, "%s: nested deeper than %d levels", what,
                       MH_STORE_MAX_DEPTH);
    if (!mh_json_put(out, j, (mh_json_style){0}))
        return mh_fail(err, MH_E_USAGE, "%s: a string is not UTF-8", what);
    if (out->len > MH_STORE_MAX_VALUE)
        return mh_fail(err, MH_E_TOO_LARGE, "%s: larger than %d bytes as JSON", what,
                       MH_STORE_MAX_VALUE);
    return MH_OK;
}

json_t *mh_json_read(const mh_store *s, mh_view v, mh_err *err, const char *what) {
    json_error_t e;
    json_t *j = json_loadb(v.ptr ? v.ptr : "", v.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &e);
    if (!j) mh_fail(err, MH_E_CORRUPT, "%s: %s: stored JSON is damaged: %s", what, s->path, e.text);
    return j;
}

mh_view mh_json_view(const json_t *object, const char *key) {
    const json_t *v = json_object_get(object, key);
    if (!json_is_string(v)) return (mh_view){0};
    return (mh_view){json_string_value(v), json_string_length(v)};
}
