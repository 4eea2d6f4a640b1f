#include "conf/read.h"

static mh_rc read_one(const mh_schema *s, const mh_row *r, const json_t *v, void *out, mh_err *e) {
    static const char *const kinds[] = {"a table",  "a list", "a string", "an integer",
                                        "a number", "true",   "false",    "null"};
    if (r->type == MH_T_VALUE) return MH_OK;
    if (json_is_string(v))
        return mh_row_set_text(s, r, (mh_view){json_string_value(v), json_string_length(v)}, out,
                               e);
    if (json_is_number(v))
        return mh_row_set_num(s, r, json_number_value(v), json_is_integer(v), out, e);
    if (json_is_boolean(v)) return mh_row_set_bool(s, r, json_is_true(v), out, e);
    return mh_fail(e, MH_E_USAGE, "%s: option '%s' wants a %s, got %s", s->what, r->name,
                   mh_type_name(r->type), kinds[json_typeof(v)]);
}

mh_rc mh_conf_read(const json_t *obj, const mh_schema *s, void *out, mh_err *e) {
    const char *key;
    json_t *v;
    json_t *o = (json_t *)(uintptr_t)obj; /* jansson's iterators take no const */
    mh_schema_defaults(s, out);
    if (obj == NULL) return MH_OK;
    if (!json_is_object(obj))
        return mh_fail(e, MH_E_USAGE, "%s: wants a table of options", s->what);
    json_object_foreach(o, key, v) {
        const mh_row *r = mh_schema_find(s, mh_view_of(key), e);
        if (r == NULL || read_one(s, r, v, out, e) != MH_OK) return MH_FAIL;
    }
    return MH_OK;
}
