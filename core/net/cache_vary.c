#include "net/cache_priv.h"

#include "base/hash.h"

#include <stdlib.h>

static bool line_field(const char *line, mh_view name, mh_view *value) {
    mh_view v = mh_view_of(line);
    if (!mh_view_istarts(v, name) || v.len <= name.len || v.ptr[name.len] != ':') return false;
    *value = mh_view_trim(mh_view_sub(v, name.len + 1, v.len));
    return true;
}

bool mh_cache_field(const mh_cache_req *req, mh_view name, mh_buf *out) {
    bool any = false;
    mh_view value;
    for (size_t i = 0; i < req->n_lines; i++) {
        if (!line_field(req->lines[i], name, &value)) continue;
        if (out && any) mh_buf_puts(out, ", ");
        if (out) mh_buf_put(out, value);
        any = true;
    }
    return any;
}

bool mh_cache_is_method(const mh_cache_req *req, const char *name) {
    return mh_view_eq(req->method, mh_view_of(name));
}

/* Fields whose values are deaf to case. */
static bool is_caseless(mh_view name) {
    return mh_view_eq(name, MH_VIEW("accept-language")) ||
           mh_view_eq(name, MH_VIEW("accept-encoding"));
}

/* "name: hash", or "name". Values that differ in white space around commas only, or are spread over
 * more lines, are the same (RFC 9111, 4.1); order stays, since servers heed it. */
static void put_line(mh_buf *out, mh_view name, const mh_cache_req *req) {
    mh_buf value = {0}, same = {0};
    mh_buf_put(out, name);
    if (mh_cache_field(req, name, &value)) {
        mh_view rest = mh_buf_view(&value), part;
        char hex[MH_SHA256_HEX];
        while (mh_cache_member(&rest, &part)) {
            mh_buf_put(&same, part);
            mh_buf_putc(&same, ',');
        }
        for (size_t i = 0; is_caseless(name) && i < same.len; i++)
            same.ptr[i] = mh_lower(same.ptr[i]);
        mh_sha256_hex(mh_buf_view(&same), hex);
        mh_buf_puts(out, ": ");
        mh_buf_puts(out, hex);
    }
    mh_buf_putc(out, '\n');
    mh_buf_clear(&value);
    mh_buf_clear(&same);
}

static int by_name(const void *a, const void *b) {
    return mh_view_cmp(*(const mh_view *)a, *(const mh_view *)b);
}

/* What was answered to one set of credentials is not for another, unless the answer says that it is
 * for all (RFC 9111, 3.5). */
static bool is_personal(const mh_head *h, const mh_cache_req *req) {
    mh_cache_control cc;
    if (!mh_cache_field(req, MH_VIEW("authorization"), NULL)) return false;
    mh_cache_control_of(h, &cc);
    return cc.is_private || !(cc.is_public || cc.must_revalidate || cc.s_maxage >= 0);
}

bool mh_cache_vary(const mh_head *h, const mh_cache_req *req, mh_buf *out) {
    mh_buf names = {0};
    mh_view list[MH_CACHE_VARY], rest, part;
    size_t n = 0;
    bool ok = true;
    mh_head_all(h, MH_VIEW("vary"), &names);
    if (is_personal(h, req)) mh_buf_puts(&names, ",authorization");
    for (size_t i = 0; i < names.len; i++) names.ptr[i] = mh_lower(names.ptr[i]);
    rest = mh_buf_view(&names);
    while (ok && mh_cache_member(&rest, &part)) {
        if (part.len == 0) continue;
        ok = n < MH_CACHE_VARY && mh_head_is_token(part) && !mh_view_eq(part, MH_VIEW("*"));
        if (ok) list[n++] = part;
    }
    if (ok && n > 0) qsort(list, n, sizeof list[0], by_name);
    for (size_t i = 0; ok && i < n; i++)
        if (i == 0 || !mh_view_eq(list[i], list[i - 1])) put_line(out, list[i], req);
    mh_buf_clear(&names);
    return ok;
}

bool mh_cache_fits(mh_view vary, const mh_cache_req *req) {
    mh_buf want = {0};
    mh_view line;
    bool ok = true;
    while (ok && mh_view_split(&vary, '\n', &line)) {
        if (line.len == 0) continue;
        size_t end = mh_view_find_byte(line, ':', 0);
        mh_buf_reset(&want);
        put_line(&want, mh_view_sub(line, 0, end), req);
        ok = mh_view_eq(mh_view_sub(mh_buf_view(&want), 0, want.len - 1), line);
    }
    mh_buf_clear(&want);
    return ok;
}
