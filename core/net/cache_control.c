#include "net/cache_priv.h"

bool mh_cache_member(mh_view *rest, mh_view *part) {
    bool quoted = false;
    size_t i = 0;
    if (rest->ptr == NULL) return false;
    for (; i < rest->len && (quoted || rest->ptr[i] != ','); i++) {
        if (rest->ptr[i] == '"') quoted = !quoted;
        if (quoted && rest->ptr[i] == '\\') i++;
    }
    if (i >= rest->len) {
        *part = mh_view_trim(*rest);
        *rest = (mh_view){NULL, 0};
        return true;
    }
    *part = mh_view_trim(mh_view_sub(*rest, 0, i));
    *rest = mh_view_sub(*rest, i + 1, rest->len);
    return true;
}

/* The text of a quoted string or a token; false for neither. Escapes are of no use in what is read
 * here. */
static bool unquote(mh_view v, mh_view *out) {
    *out = v;
    if (v.len == 0) return false;
    if (v.ptr[0] != '"') return mh_head_is_token(v);
    *out = mh_view_sub(v, 1, v.len - 1);
    return v.len >= 2 && v.ptr[v.len - 1] == '"' && mh_view_find_byte(*out, '"', 0) == SIZE_MAX &&
           mh_view_find_byte(*out, '\\', 0) == SIZE_MAX;
}

/* Seconds; more than 2^31 are as many (RFC 9111, 1.2.2). */
static int64_t read_delta(mh_view v, bool ok) {
    int64_t n = 0;
    if (!ok || !unquote(v, &v) || v.len == 0) return MH_DELTA_BAD;
    for (size_t i = 0; i < v.len; i++) {
        if (!mh_is_digit(v.ptr[i])) return MH_DELTA_BAD;
        n = n * 10 + (v.ptr[i] - '0');
        if (n > INT64_C(1) << 31) n = INT64_C(1) << 31;
    }
    return n;
}

/* Said twice and differently is not known. */
static void set_delta(int64_t *at, int64_t n) {
    *at = *at == MH_DELTA_NONE || *at == n ? n : MH_DELTA_BAD;
}

static void set_flag(mh_cache_control *c, mh_view name) {
    const struct {
        mh_view name;
        bool *flag;
    } rows[] = {{MH_VIEW_INIT("no-store"), &c->no_store},
                {MH_VIEW_INIT("must-revalidate"), &c->must_revalidate},
                {MH_VIEW_INIT("public"), &c->is_public},
                {MH_VIEW_INIT("private"), &c->is_private},
                {MH_VIEW_INIT("must-understand"), &c->must_understand},
                {MH_VIEW_INIT("only-if-cached"), &c->only_if_cached}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (mh_view_ieq(name, rows[i].name)) *rows[i].flag = true;
}

static void read_directive(mh_cache_control *c, mh_view part, mh_buf *fields) {
    size_t eq = mh_view_find_byte(part, '=', 0);
    mh_view value = eq == SIZE_MAX ? (mh_view){0} : mh_view_sub(part, eq + 1, part.len), list;
    mh_view raw = mh_view_sub(part, 0, eq), name = mh_view_trim(raw);
    /* white space around "=" is no part of the grammar */
    bool ok = eq != SIZE_MAX && raw.len == name.len && mh_view_trim(value).len == value.len;
    if (mh_view_ieq(name, MH_VIEW("max-age"))) {
        set_delta(&c->max_age, read_delta(value, ok));
    } else if (mh_view_ieq(name, MH_VIEW("s-maxage"))) {
        set_delta(&c->s_maxage, read_delta(value, ok));
    } else if (mh_view_ieq(name, MH_VIEW("min-fresh"))) {
        set_delta(&c->min_fresh, read_delta(value, ok));
    } else if (mh_view_ieq(name, MH_VIEW("max-stale"))) {
        if (eq == SIZE_MAX)
            c->any_stale = true;
        else
            set_delta(&c->max_stale, read_delta(value, ok));
    } else if (mh_view_ieq(name, MH_VIEW("no-cache"))) {
        if (fields && ok && unquote(value, &list) && list.len > 0) {
            mh_buf_put(fields, list);
            mh_buf_putc(fields, ',');
        } else if (eq == SIZE_MAX || !ok || !unquote(value, &list) || list.len == 0) {
            c->no_cache = true;
        }
    } else {
        set_flag(c, name);
    }
}

void mh_cache_control_read(mh_view v, mh_cache_control *out, mh_buf *fields) {
    mh_view part;
    *out = (mh_cache_control){.max_age = MH_DELTA_NONE,
                              .s_maxage = MH_DELTA_NONE,
                              .max_stale = MH_DELTA_NONE,
                              .min_fresh = MH_DELTA_NONE};
    while (mh_cache_member(&v, &part))
        if (part.len > 0) read_directive(out, part, fields);
}

void mh_cache_control_of(const mh_head *h, mh_cache_control *out) {
    mh_buf b = {0};
    mh_head_all(h, MH_VIEW("cache-control"), &b);
    mh_cache_control_read(mh_buf_view(&b), out, NULL);
    mh_buf_clear(&b);
}

void mh_cache_control_asked(const mh_cache_req *req, mh_cache_control *out) {
    mh_buf b = {0};
    if (mh_cache_field(req, MH_VIEW("cache-control"), &b)) {
        mh_cache_control_read(mh_buf_view(&b), out, NULL);
    } else {
        mh_view rest, part;
        mh_cache_control_read((mh_view){0}, out, NULL);
        mh_cache_field(req, MH_VIEW("pragma"), &b);
        rest = mh_buf_view(&b);
        while (mh_cache_member(&rest, &part))
            if (mh_view_ieq(part, MH_VIEW("no-cache"))) out->no_cache = true;
    }
    mh_buf_clear(&b);
}
