#include "conf/manifest.h"

#include "base/vec.h"
#include "conf/read.h"

#define AT(f) offsetof(mh_manifest, f)

static const mh_row rows[] = {
    {.name = "api",
     .type = MH_T_INT,
     .offset = AT(api),
     .def = 0,
     .min = 1,
     .max = 1,
     .help = "version of the plugin interface"},
    {.name = "name", .type = MH_T_STRING, .offset = AT(name), .help = "the folder's name"},
    {.name = "version", .type = MH_T_STRING, .offset = AT(version), .help = "1.2.3"},
    {.name = "kind",
     .type = MH_T_STRING,
     .offset = AT(kind),
     .choices = "source|stage|sink|library",
     .help = "what it is"},
    {.name = "about", .type = MH_T_STRING, .offset = AT(about), .help = "one line for people"},
    {.name = "needs", .type = MH_T_VALUE, .help = "list of permissions"},
    {.name = "config", .type = MH_T_VALUE, .help = "options: name = { type, default, help }"},
};

static const char *const option_keys[] = {"type", "default", "help",     "min",
                                          "max",  "choices", "required", "needs"};
static const char *const option_types[] = {"string",  "integer", "number", "boolean",
                                           "seconds", "bytes",   "list",   "table"};

/* of an option: its value is what is needed */
static const char *const option_needs[] = {"post", "read", "write", "mail", "secret"};

static bool is_one_of(mh_view v, const char *const *names, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (mh_view_eq(v, mh_view_of(names[i]))) return true;
    return false;
}

static mh_rc check_option(const char *path, const char *name, json_t *opt, mh_err *e) {
    const char *key;
    json_t *v;
    if (!json_is_object(opt))
        return mh_fail(e, MH_E_USAGE, "%s: config.%s must be a table", path, name);
    json_object_foreach(opt, key, v) {
        if (!is_one_of(mh_view_of(key), option_keys, sizeof option_keys / sizeof *option_keys))
            return mh_fail(e, MH_E_USAGE, "%s: config.%s: unknown key '%s'", path, name, key);
    }
    const json_t *needs = json_object_get(opt, "needs");
    const char *kind = json_string_value(needs);
    if (needs &&
        !is_one_of(mh_view_of(kind), option_needs, sizeof option_needs / sizeof *option_needs))
        return mh_fail(e, MH_E_USAGE,
                       "%s: config.%s: needs must be post, read, write, mail or secret", path,
                       name);
    const char *type = json_string_value(json_object_get(opt, "type"));
    if (!is_one_of(mh_view_of(type), option_types, sizeof option_types / sizeof *option_types))
        return mh_fail(e, MH_E_USAGE,
                       "%s: config.%s: type must be string, integer, number, boolean, seconds, "
                       "bytes, list or table",
                       path, name);
    return MH_OK;
}

mh_rc mh_needs_check(const json_t *needs, const char *path, mh_err *e) {
    size_t i;
    json_t *v, *l = (json_t *)(uintptr_t)needs;
    if (needs == NULL || (json_is_object(needs) && json_object_size(needs) == 0)) return MH_OK;
    if (!json_is_array(needs)) return mh_fail(e, MH_E_USAGE, "%s: 'needs' must be a list", path);
    json_array_foreach(l, i, v) {
        if (!json_is_string(v))
            return mh_fail(e, MH_E_USAGE, "%s: needs[%zu] must be a string", path, i + 1);
    }
    return MH_OK;
}

mh_rc mh_manifest_read(mh_manifest *out, json_t *table, const char *path, mh_err *e) {
    mh_schema s = MH_SCHEMA(path, rows);
    const char *key;
    json_t *v;
    *out = (mh_manifest){.table = json_incref(table)};
    if (mh_conf_read(table, &s, out, e) != MH_OK) goto bad;
    if (out->api == 0 || out->name.len == 0 || out->kind.len == 0) {
        mh_fail(e, MH_E_USAGE, "%s: api, name and kind are needed", path);
        goto bad;
    }
    out->needs = json_object_get(table, "needs");
    out->config = json_object_get(table, "config");
    json_t *config = (json_t *)(uintptr_t)out->config;
    if (mh_needs_check(out->needs, path, e) != MH_OK) goto bad;
    if (config && !json_is_object(config)) {
        mh_fail(e, MH_E_USAGE, "%s: config must be a table", path);
        goto bad;
    }
    json_object_foreach(config, key, v) {
        if (check_option(path, key, v, e) != MH_OK) goto bad;
    }
    return MH_OK;
bad:
    mh_manifest_clear(out);
    return MH_FAIL;
}

void mh_manifest_clear(mh_manifest *m) {
    json_decref(m->table);
    *m = (mh_manifest){0};
}

static mh_rc wrong(const mh_manifest *m, const char *key, const char *type, mh_err *e) {
    return mh_fail(e, MH_E_USAGE, "plugin %.*s: option '%s' wants a %s", MH_FMT(m->name), key,
                   type);
}

static mh_rc check_range(const mh_manifest *m, const char *key, const json_t *opt, double n,
                         mh_err *e) {
    const json_t *min = json_object_get(opt, "min"), *max = json_object_get(opt, "max");
    if ((json_is_number(min) && n < json_number_value(min)) ||
        (json_is_number(max) && n > json_number_value(max)))
        return mh_fail(e, MH_E_USAGE, "plugin %.*s: option '%s' is %g, out of its range",
                       MH_FMT(m->name), key, n);
    return MH_OK;
}

/* A number as it is, or text with a unit; new reference. */
static json_t *with_unit(const char *type, const json_t *v) {
    const char *s = json_string_value(v);
    double seconds;
    int64_t bytes;
    if (json_is_number(v)) return json_incref((json_t *)(uintptr_t)v);
    if (s && type[0] == 's' && mh_seconds_parse(mh_view_of(s), &seconds)) return json_real(seconds);
    if (s && type[0] == 'b' && mh_bytes_parse(mh_view_of(s), &bytes)) return json_integer(bytes);
    return NULL;
}

static mh_rc check_string(const mh_manifest *m, const char *key, const json_t *opt, const json_t *v,
                          mh_err *e) {
    const json_t *choices = json_object_get(opt, "choices");
    if (!json_is_array(choices)) return MH_OK;
    for (size_t i = 0; i < json_array_size(choices); i++)
        if (json_equal(json_array_get(choices, i), v)) return MH_OK;
    return mh_fail(e, MH_E_USAGE, "plugin %.*s: option '%s' cannot be '%s'", MH_FMT(m->name), key,
                   json_string_value(v));
}

/* The value as its option wants it, as a new reference. */
static json_t *read_value(const mh_manifest *m, const char *key, const json_t *opt, json_t *v,
                          mh_err *e) {
    mh_view type = mh_view_of(json_string_value(json_object_get(opt, "type")));
    bool ok = true;
    if (mh_view_eq(type, MH_VIEW("seconds")) || mh_view_eq(type, MH_VIEW("bytes"))) {
        json_t *num = with_unit(type.ptr, v);
        if (num == NULL) wrong(m, key, type.ptr, e);
        return num;
    }
    if (mh_view_eq(type, MH_VIEW("string")))
        ok = json_is_string(v);
    else if (mh_view_eq(type, MH_VIEW("integer")))
        ok = json_is_integer(v);
    else if (mh_view_eq(type, MH_VIEW("number")))
        ok = json_is_number(v);
    else if (mh_view_eq(type, MH_VIEW("boolean")))
        ok = json_is_boolean(v);
    else if (mh_view_eq(type, MH_VIEW("table")))
        ok = json_is_object(v);
    else
        ok = json_is_array(v) || (json_is_object(v) && json_object_size(v) == 0);
    if (!ok) {
        wrong(m, key, type.ptr, e);
        return NULL;
    }
    if (json_is_string(v) && check_string(m, key, opt, v, e) != MH_OK) return NULL;
    if (json_is_number(v) && check_range(m, key, opt, json_number_value(v), e) != MH_OK)
        return NULL;
    return json_incref(v);
}

static mh_rc unknown(const mh_manifest *m, const char *key, mh_err *e) {
    MH_VEC(const char *) names = {0};
    const char *known;
    json_t *v, *config = (json_t *)(uintptr_t)m->config;
    json_object_foreach(config, known, v) {
        mh_vec_push(&names, known);
    }
    const char *near = mh_nearest(mh_view_of(key), names.ptr, names.len, sizeof *names.ptr);
    mh_fail(e, MH_E_USAGE, "plugin %.*s: unknown option '%s'%s%s%s", MH_FMT(m->name), key,
            near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
    mh_vec_clear(&names);
    return MH_FAIL;
}

json_t *mh_manifest_config(const mh_manifest *m, const json_t *given, mh_err *e) {
    json_t *out = json_object(), *v, *opt;
    json_t *in = (json_t *)(uintptr_t)given, *config = (json_t *)(uintptr_t)m->config;
    const char *key;
    json_object_foreach(in, key, v) {
        opt = config ? json_object_get(config, key) : NULL;
        if (opt == NULL) {
            unknown(m, key, e);
            goto bad;
        }
        json_t *x = read_value(m, key, opt, v, e);
        if (x == NULL) goto bad;
        json_object_set_new(out, key, x);
    }
    json_object_foreach(config, key, opt) {
        json_t *def = json_object_get(opt, "default");
        if (json_object_get(out, key)) continue;
        if (def) {
            json_t *x = read_value(m, key, opt, def, e);
            if (x == NULL) goto bad;
            json_object_set_new(out, key, x);
        } else if (json_is_true(json_object_get(opt, "required"))) {
            mh_fail(e, MH_E_USAGE, "plugin %.*s: option '%s' is needed", MH_FMT(m->name), key);
            goto bad;
        }
    }
    return out;
bad:
    json_decref(out);
    return NULL;
}
