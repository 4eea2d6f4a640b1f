#include "conf/expects.h"

#include "base/schema.h"

static const mh_row rows[] = {
    {.name = "items", .type = MH_T_VALUE, .help = "least number of items, or { least, most }"},
    {.name = "fields", .type = MH_T_VALUE, .help = "names of fields that items have"},
    {.name = "missing", .type = MH_T_VALUE, .help = "share of items that may lack one (0.2)"},
};

static bool is_count(const json_t *v) {
    return json_is_integer(v) && json_integer_value(v) >= 0;
}

static mh_rc check_items(const json_t *v, const char *where, mh_err *e) {
    if (v == NULL || is_count(v)) return MH_OK;
    const json_t *least = json_array_get(v, 0), *most = json_array_get(v, 1);
    bool ok = json_array_size(v) == 2 && is_count(least) && is_count(most) &&
              json_integer_value(least) <= json_integer_value(most);
    if (ok) return MH_OK;
    return mh_fail(e, MH_E_USAGE, "%s.items wants a number, or { least, most }", where);
}

static mh_rc check_fields(const json_t *v, const char *where, mh_err *e) {
    bool ok = json_is_array(v);
    for (size_t i = 0; ok && i < json_array_size(v); i++) ok = json_is_string(json_array_get(v, i));
    if (v == NULL || ok || (json_is_object(v) && json_object_size(v) == 0)) return MH_OK;
    return mh_fail(e, MH_E_USAGE, "%s.fields wants a list of names", where);
}

mh_rc mh_expects_check(const json_t *expects, const char *where, mh_err *e) {
    const char *key;
    json_t *v, *t = (json_t *)(uintptr_t)expects;
    mh_schema s = MH_SCHEMA(where, rows);
    if (expects == NULL) return MH_OK;
    if (!json_is_object(expects))
        return mh_fail(e, MH_E_USAGE, "%s wants { items = , fields = }", where);
    json_object_foreach(t, key, v) {
        if (mh_schema_find(&s, mh_view_of(key), e) == NULL) return MH_FAIL;
    }
    const json_t *share = json_object_get(expects, "missing");
    double n = json_number_value(share);
    if (share && (!json_is_number(share) || n < 0 || n > 1))
        return mh_fail(e, MH_E_USAGE, "%s.missing wants a share, from 0 to 1", where);
    if (check_items(json_object_get(expects, "items"), where, e) != MH_OK) return MH_FAIL;
    return check_fields(json_object_get(expects, "fields"), where, e);
}
