#include "base/schema.h"

#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *mh_type_name(mh_type t) {
    switch (t) {
    case MH_T_BOOL: return "boolean";
    case MH_T_INT: return "integer";
    case MH_T_NUMBER: return "number";
    case MH_T_SECONDS: return "number of seconds";
    case MH_T_BYTES: return "number of bytes";
    case MH_T_STRING: return "string";
    case MH_T_VALUE: return "value";
    }
    return "value";
}

const mh_row *mh_schema_find(const mh_schema *s, mh_view name, mh_err *e) {
    for (size_t i = 0; i < s->n; i++)
        if (mh_view_eq(mh_view_of(s->rows[i].name), name)) return &s->rows[i];
    const char *near = s->n ? mh_nearest(name, &s->rows[0].name, s->n, sizeof s->rows[0]) : NULL;
    if (near) {
        mh_fail(e, MH_E_USAGE, "%s: unknown option '%.*s' (did you mean '%s'?)", s->what,
                MH_FMT(name), near);
        return NULL;
    }
    mh_buf all = {0};
    for (size_t i = 0; i < s->n; i++) mh_buf_printf(&all, "%s%s", i ? ", " : "", s->rows[i].name);
    mh_fail(e, MH_E_USAGE, "%s: unknown option '%.*s'%s%s%s", s->what, MH_FMT(name),
            s->n ? " (known: " : " (it takes none)", s->n ? all.ptr : "", s->n ? ")" : "");
    mh_buf_clear(&all);
    return NULL;
}

static void store(const mh_row *r, double num, mh_view text, void *out) {
    char *at = (char *)out + r->offset;
    switch (r->type) {
    case MH_T_BOOL: *(bool *)at = num != 0; break;
    case MH_T_INT:
    case MH_T_BYTES: *(int64_t *)at = (int64_t)num; break;
    case MH_T_NUMBER:
    case MH_T_SECONDS: *(double *)at = num; break;
    case MH_T_STRING: *(mh_view *)at = text; break;
    case MH_T_VALUE: break;
    }
}

void mh_schema_defaults(const mh_schema *s, void *out) {
    for (size_t i = 0; i < s->n; i++)
        store(&s->rows[i], s->rows[i].def, mh_view_of(s->rows[i].text), out);
}

static mh_rc wrong_type(const mh_schema *s, const mh_row *r, const char *got, mh_err *e) {
    return mh_fail(e, MH_E_USAGE, "%s: option '%s' wants a %s, got %s", s->what, r->name,
                   mh_type_name(r->type), got);
}

mh_rc mh_row_set_num(const mh_schema *s, const mh_row *r, double num, bool is_int, void *out,
                     mh_err *e) {
    if (r->type == MH_T_BOOL || r->type == MH_T_STRING) return wrong_type(s, r, "a number", e);
    if (isnan(num)) return wrong_type(s, r, "not-a-number", e);
    if (r->type == MH_T_INT || r->type == MH_T_BYTES) {
        if (!is_int && floor(num) != num) return wrong_type(s, r, "a fraction", e);
        if (fabs(num) > 9007199254740992.0) return wrong_type(s, r, "a number too large", e);
    }
    if ((r->min != 0 || r->max != 0) && (num < r->min || num > r->max))
        return mh_fail(e, MH_E_USAGE, "%s: option '%s' is %g, must be from %g to %g", s->what,
                       r->name, num, r->min, r->max);
    store(r, num, (mh_view){0}, out);
    return MH_OK;
}

mh_rc mh_row_set_bool(const mh_schema *s, const mh_row *r, bool value, void *out, mh_err *e) {
    if (r->type != MH_T_BOOL) return wrong_type(s, r, "a boolean", e);
    store(r, value, (mh_view){0}, out);
    return MH_OK;
}

static bool in_choices(const char *choices, mh_view v) {
    mh_view rest = mh_view_of(choices), part;
    while (mh_view_split(&rest, '|', &part))
        if (mh_view_eq(part, v)) return true;
    return false;
}

static mh_rc set_string(const mh_schema *s, const mh_row *r, mh_view text, void *out, mh_err *e) {
    if (r->choices && !in_choices(r->choices, text))
        return mh_fail(e, MH_E_USAGE, "%s: option '%s' is '%.*s', must be one of %s", s->what,
                       r->name, MH_FMT(text), r->choices);
    store(r, 0, text, out);
    return MH_OK;
}

static bool parse_bool(mh_view v, bool *out) {
    static const char *const yes[] = {"true", "yes", "on", "1"};
    static const char *const no[] = {"false", "no", "off", "0"};
    for (size_t i = 0; i < 4; i++) {
        if (mh_view_ieq(v, mh_view_of(yes[i]))) return *out = true, true;
        if (mh_view_ieq(v, mh_view_of(no[i]))) return *out = false, true;
    }
    return false;
}

/* The number at the front of v; its unit is left in *unit. */
static bool number_and_unit(mh_view v, double *num, mh_view *unit) {
    char tmp[64], *end;
    if (v.len == 0 || v.len >= sizeof tmp || !(mh_is_digit(v.ptr[0]) || v.ptr[0] == '.'))
        return false;
    memcpy(tmp, v.ptr, v.len);
    tmp[v.len] = '\0';
    if (tmp[1] == 'x' || tmp[1] == 'X') return false;
    *num = strtod(tmp, &end);
    *unit = mh_view_sub(v, (size_t)(end - tmp), v.len);
    return end != tmp;
}

typedef struct unit_row {
    const char *name;
    double factor;
} unit_row;

static bool with_unit(mh_view v, const unit_row *units, size_t n, double *out) {
    mh_view unit;
    double num;
    if (!number_and_unit(v, &num, &unit)) return false;
    for (size_t i = 0; i < n; i++) {
        if (!mh_view_ieq(unit, mh_view_of(units[i].name))) continue;
        *out = num * units[i].factor;
        return true;
    }
    return false;
}

bool mh_seconds_parse(mh_view v, double *out) {
    static const unit_row units[] = {{"", 1},     {"s", 1},     {"ms", 1e-3}, {"m", 60},
                                     {"h", 3600}, {"d", 86400}, {"min", 60}};
    return with_unit(v, units, sizeof units / sizeof units[0], out);
}

bool mh_bytes_parse(mh_view v, int64_t *out) {
    static const unit_row units[] = {
        {"", 1},           {"b", 1},           {"k", 1024},        {"kb", 1024},
        {"kib", 1024},     {"m", 1048576},     {"mb", 1048576},    {"mib", 1048576},
        {"g", 1073741824}, {"gb", 1073741824}, {"gib", 1073741824}};
    double n;
    if (!with_unit(v, units, sizeof units / sizeof units[0], &n) || n > 9007199254740992.0)
        return false;
    *out = (int64_t)n;
    return true;
}

mh_rc mh_row_set_text(const mh_schema *s, const mh_row *r, mh_view text, void *out, mh_err *e) {
    double num;
    int64_t bytes;
    bool flag;
    mh_view unit;
    switch (r->type) {
    case MH_T_STRING: return set_string(s, r, text, out, e);
    case MH_T_SECONDS:
        if (mh_seconds_parse(text, &num)) return mh_row_set_num(s, r, num, false, out, e);
        break;
    case MH_T_BYTES:
        if (mh_bytes_parse(text, &bytes)) return mh_row_set_num(s, r, (double)bytes, true, out, e);
        break;
    case MH_T_BOOL:
        if (parse_bool(text, &flag)) return mh_row_set_bool(s, r, flag, out, e);
        break;
    case MH_T_INT:
    case MH_T_NUMBER:
        if (number_and_unit(text, &num, &unit) && unit.len == 0)
            return mh_row_set_num(s, r, num, false, out, e);
        break;
    case MH_T_VALUE: break;
    }
    return mh_fail(e, MH_E_USAGE, "%s: option '%s' wants a %s, got '%.*s'", s->what, r->name,
                   mh_type_name(r->type), MH_FMT(text));
}

#define NEAR_MAX 32 /* longer names are not compared */

static size_t min3(size_t a, size_t b, size_t c) {
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

static size_t distance(mh_view a, mh_view b) {
    size_t d[NEAR_MAX + 1][NEAR_MAX + 1];
    for (size_t i = 0; i <= a.len; i++) d[i][0] = i;
    for (size_t j = 0; j <= b.len; j++) d[0][j] = j;
    for (size_t i = 1; i <= a.len; i++)
        for (size_t j = 1; j <= b.len; j++) {
            char x = mh_lower(a.ptr[i - 1]), y = mh_lower(b.ptr[j - 1]);
            d[i][j] = min3(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (x != y));
            if (i > 1 && j > 1 && x == mh_lower(b.ptr[j - 2]) && y == mh_lower(a.ptr[i - 2]) &&
                d[i - 2][j - 2] + 1 < d[i][j])
                d[i][j] = d[i - 2][j - 2] + 1;
        }
    return d[a.len][b.len];
}

const char *mh_nearest(mh_view name, const char *const *names, size_t n, size_t stride) {
    const char *best = NULL;
    size_t best_d = SIZE_MAX;
    if (name.len == 0 || name.len > NEAR_MAX) return NULL;
    for (size_t i = 0; i < n; i++) {
        const char *cand;
        memcpy(&cand, (const char *)names + i * stride, sizeof cand);
        mh_view c = mh_view_of(cand);
        if (c.len == 0 || c.len > NEAR_MAX) continue;
        size_t d = distance(name, c), longest = c.len > name.len ? c.len : name.len;
        bool prefix = name.len >= 3 && (mh_view_starts(c, name) || mh_view_starts(name, c));
        if (d * 3 > longest && !prefix) continue;
        if (d < best_d) {
            best_d = d;
            best = cand;
        }
    }
    return best;
}
