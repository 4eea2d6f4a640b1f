#include "host/http_read.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = mh_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent escapes; SIZE_MAX: malformed, holds a control character, or longer than room. */
static size_t unescape(mh_view v, bool plus, char *out, size_t room) {
    size_t n = 0;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        if (c == '%') {
            int hi = i + 2 < v.len ? hex_value(v.ptr[i + 1]) : -1;
            int lo = hi >= 0 ? hex_value(v.ptr[i + 2]) : -1;
            if (lo < 0) return SIZE_MAX;
            c = (char)(hi * 16 + lo);
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        if ((unsigned char)c < ' ' || c == 0x7f || n == room) return SIZE_MAX;
        out[n++] = c;
    }
    return n;
}

/* One segment behind a prefix. */
static mh_http_route read_name(mh_view v, mh_http_route route, mh_http_target *out) {
    if (mh_view_find_byte(v, '/', 0) != SIZE_MAX) return MH_HTTP_NOTHING;
    size_t n = unescape(v, false, out->name, MH_HTTP_NAME);
    if (n == 0 || n == SIZE_MAX) return MH_HTTP_NOTHING;
    out->name[n] = '\0';
    out->name_len = n;
    /* no name of a job, whatever looks for it */
    if (memchr(out->name, '/', n) != NULL || strcmp(out->name, ".") == 0 ||
        strcmp(out->name, "..") == 0)
        return MH_HTTP_NOTHING;
    return route;
}

static mh_http_route read_id(mh_view v, mh_http_target *out) {
    uint64_t n = 0;
    if (v.len == 0 || v.ptr[0] == '0' || !mh_view_u64(v, &n) || n > INT64_MAX)
        return MH_HTTP_NOTHING;
    out->id = (int64_t)n;
    return MH_HTTP_RUN;
}

static mh_http_route route_of(mh_view path, mh_http_target *out) {
    static const struct {
        mh_view path;
        mh_http_route route;
    } fixed[] = {{MH_VIEW_INIT("/health"), MH_HTTP_HEALTH},
                 {MH_VIEW_INIT("/metrics"), MH_HTTP_METRICS},
                 {MH_VIEW_INIT("/api/jobs"), MH_HTTP_JOBS},
                 {MH_VIEW_INIT("/api/runs"), MH_HTTP_RUNS_LIST}};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (mh_view_eq(path, fixed[i].path)) return fixed[i].route;
    if (mh_view_starts(path, MH_VIEW("/api/jobs/")))
        return read_name(mh_view_sub(path, 10, path.len), MH_HTTP_JOB, out);
    if (mh_view_starts(path, MH_VIEW("/api/runs/")))
        return read_id(mh_view_sub(path, 10, path.len), out);
    if (mh_view_starts(path, MH_VIEW("/hook/")))
        return read_name(mh_view_sub(path, 6, path.len), MH_HTTP_HOOK, out);
    return MH_HTTP_NOTHING;
}

void mh_http_read_target(mh_view target, mh_http_target *out) {
    *out = (mh_http_target){.route = MH_HTTP_NOTHING};
    size_t mark = mh_view_find_byte(target, '?', 0);
    if (mark != SIZE_MAX) out->query = mh_view_sub(target, mark + 1, target.len);
    out->route = route_of(mh_view_sub(target, 0, mark), out);
}

/* ---- Host ---- */

/* "[::1]:80", "name:80"; false when it is neither. */
static bool split_host(mh_view host, mh_view *name, mh_view *port) {
    size_t end;
    if (mh_view_starts(host, MH_VIEW("["))) {
        end = mh_view_find_byte(host, ']', 0);
        if (end == SIZE_MAX) return false;
        *name = mh_view_sub(host, 1, end);
        end++;
        if (mh_view_find_byte(*name, ':', 0) == SIZE_MAX) return false;
    } else {
        end = mh_view_find_byte(host, ':', 0);
        if (end == SIZE_MAX) end = host.len;
        *name = mh_view_sub(host, 0, end);
    }
    *port = mh_view_sub(host, end, host.len);
    return name->len > 0;
}

static bool port_ok(mh_view port) {
    uint64_t n;
    if (port.len == 0) return true;
    if (port.ptr[0] != ':' || port.len > 6) return false;
    return mh_view_u64(mh_view_sub(port, 1, port.len), &n) && n >= 1 && n <= 65535;
}

/* The bytes of an address in its usual forms; the family, or 0. */
static int number_of(mh_view v, unsigned char out[16]) {
    char text[INET6_ADDRSTRLEN];
    if (v.len == 0 || v.len >= sizeof text || memchr(v.ptr, '\0', v.len) != NULL) return 0;
    memcpy(text, v.ptr, v.len);
    text[v.len] = '\0';
    if (inet_pton(AF_INET, text, out) == 1) return AF_INET;
    return inet_pton(AF_INET6, text, out) == 1 ? AF_INET6 : 0;
}

static bool same_number(mh_view a, mh_view b) {
    unsigned char x[16], y[16];
    int family = number_of(a, x);
    return family != 0 && family == number_of(b, y) &&
           memcmp(x, y, family == AF_INET ? 4 : 16) == 0;
}

bool mh_http_host_ok(mh_view host, const mh_http_names *names) {
    mh_view name, port;
    unsigned char bytes[16];
    if (!split_host(host, &name, &port) || !port_ok(port)) return false;
    bool bracketed = host.ptr[0] == '[';
    int family = number_of(name, bytes);
    if (family == AF_INET6 ? !bracketed : bracketed) return false;
    if (family == 0)
        return mh_view_ieq(name, MH_VIEW("localhost")) ||
               (names->machine.len > 0 && mh_view_ieq(name, names->machine));
    return names->numbers || same_number(name, MH_VIEW("127.0.0.1")) ||
           same_number(name, MH_VIEW("::1")) || same_number(name, names->address);
}

/* ---- proofs ---- */

mh_view mh_http_bearer(mh_view header) {
    mh_view v = mh_view_trim(header);
    if (!mh_view_istarts(v, MH_VIEW("bearer "))) return (mh_view){0};
    v = mh_view_trim(mh_view_sub(v, 7, v.len));
    for (size_t i = 0; i < v.len; i++)
        if (v.ptr[i] <= ' ' || v.ptr[i] > '~') return (mh_view){0};
    return v;
}

bool mh_http_signature(mh_view header, char hex[65]) {
    mh_view v = mh_view_trim(header);
    if (v.len != 71 || !mh_view_istarts(v, MH_VIEW("sha256="))) return false;
    for (size_t i = 0; i < 64; i++) {
        if (hex_value(v.ptr[7 + i]) < 0) return false;
        hex[i] = mh_lower(v.ptr[7 + i]);
    }
    hex[64] = '\0';
    return true;
}

mh_rc mh_http_runs_query(mh_view query, mh_buf *job, size_t *limit, mh_err *e) {
    mh_view rest = query, part;
    char value[MH_HTTP_NAME];
    bool has_job = false, has_limit = false;
    mh_buf_reset(job);
    *limit = 50;
    if (query.len == 0) return MH_OK;
    while (mh_view_split(&rest, '&', &part)) {
        size_t mark = mh_view_find_byte(part, '=', 0);
        mh_view key = mh_view_sub(part, 0, mark);
        mh_view text = mark == SIZE_MAX ? (mh_view){0} : mh_view_sub(part, mark + 1, part.len);
        size_t n = unescape(text, true, value, sizeof value);
        uint64_t number = 0;
        if (mh_view_eq(key, MH_VIEW("job")) && !has_job && n > 0 && n != SIZE_MAX) {
            mh_buf_put_n(job, value, n);
            has_job = true;
        } else if (mh_view_eq(key, MH_VIEW("limit")) && !has_limit && n != SIZE_MAX &&
                   mh_view_u64((mh_view){value, n}, &number) && number >= 1 &&
                   number <= MH_HTTP_RUNS) {
            *limit = (size_t)number;
            has_limit = true;
        } else {
            return mh_fail(e, MH_E_USAGE,
                           "runs: may have job=NAME and limit=N (1 to %d), once each",
                           MH_HTTP_RUNS);
        }
    }
    return MH_OK;
}

/* ---- the address that is listened on ---- */

mh_rc mh_http_read_listen(mh_view v, mh_http_address *out, mh_err *e) {
    mh_view name, port;
    unsigned char bytes[16];
    uint64_t number = 0;
    *out = (mh_http_address){0};
    bool split = split_host(v, &name, &port) && port.len > 1 && port.ptr[0] == ':' &&
                 mh_view_u64(mh_view_sub(port, 1, port.len), &number) && number <= 65535;
    if (split && mh_view_ieq(name, MH_VIEW("localhost"))) name = MH_VIEW("127.0.0.1");
    int family = split ? number_of(name, bytes) : 0;
    if (family == 0 || (family == AF_INET6) != (v.ptr[0] == '['))
        return mh_fail(e, MH_E_USAGE,
                       "listen: '%.*s' is no address and port (127.0.0.1:8420, [::1]:8420)",
                       MH_FMT(v));
    if (family == AF_INET) {
        struct sockaddr_in *a = (void *)&out->addr;
        a->sin_family = AF_INET;
        a->sin_port = htons((uint16_t)number);
        memcpy(&a->sin_addr, bytes, 4);
        out->len = sizeof *a;
        out->loopback = bytes[0] == 127;
    } else {
        struct sockaddr_in6 *a = (void *)&out->addr;
        a->sin6_family = AF_INET6;
        a->sin6_port = htons((uint16_t)number);
        memcpy(&a->sin6_addr, bytes, 16);
        out->len = sizeof *a;
        out->loopback = IN6_IS_ADDR_LOOPBACK(&a->sin6_addr);
    }
    inet_ntop(family, bytes, out->text, sizeof out->text);
    return MH_OK;
}
