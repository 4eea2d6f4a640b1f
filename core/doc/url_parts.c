/* Reading the parts of a parsed URL, and percent-encoding. */
#include "doc/url.h"
#include "doc/url_priv.h"

#include <stdlib.h>
#include <string.h>

void mh_url_clear(mh_url *u) {
    free(u->text);
    *u = (mh_url){0};
}

static mh_view part(const mh_url *u, mh_url_span s) {
    return s.has ? (mh_view){u->text + s.from, s.len} : (mh_view){"", 0};
}

mh_view mh_url_href(const mh_url *u) {
    return (mh_view){u->text, u->len};
}

mh_view mh_url_href_no_fragment(const mh_url *u) {
    return (mh_view){u->text, u->fragment.has ? u->fragment.from - 1 : u->len};
}

mh_view mh_url_scheme(const mh_url *u) {
    return part(u, u->scheme);
}
mh_view mh_url_user(const mh_url *u) {
    return part(u, u->user);
}
mh_view mh_url_password(const mh_url *u) {
    return part(u, u->password);
}
mh_view mh_url_host(const mh_url *u) {
    return part(u, u->host);
}
mh_view mh_url_path(const mh_url *u) {
    return part(u, u->path);
}
mh_view mh_url_query(const mh_url *u) {
    return part(u, u->query);
}
mh_view mh_url_fragment(const mh_url *u) {
    return part(u, u->fragment);
}

int mh_url_port(const mh_url *u) {
    mh_view s = mh_url_scheme(u);
    if (u->port >= 0) return u->port;
    if (mh_view_eq(s, MH_VIEW("http")) || mh_view_eq(s, MH_VIEW("ws"))) return 80;
    if (mh_view_eq(s, MH_VIEW("https")) || mh_view_eq(s, MH_VIEW("wss"))) return 443;
    return mh_view_eq(s, MH_VIEW("ftp")) ? 21 : -1;
}

bool mh_url_is_http(const mh_url *u) {
    mh_view s = mh_url_scheme(u);
    return mh_view_eq(s, MH_VIEW("http")) || mh_view_eq(s, MH_VIEW("https"));
}

void mh_url_put_target(mh_buf *out, const mh_url *u) {
    mh_view path = mh_url_path(u);
    mh_buf_put(out, path.len > 0 ? path : MH_VIEW("/"));
    if (!u->query.has) return;
    mh_buf_putc(out, '?');
    mh_buf_put(out, mh_url_query(u));
}

void mh_url_put_origin(mh_buf *out, const mh_url *u) {
    mh_view s = mh_url_scheme(u);
    if (!u->is_special || mh_view_eq(s, MH_VIEW("file"))) {
        mh_buf_puts(out, "null");
        return;
    }
    mh_buf_printf(out, "%.*s://%.*s", MH_FMT(s), MH_FMT(mh_url_host(u)));
    if (u->port >= 0) mh_buf_printf(out, ":%d", (int)u->port);
}

bool mh_url_same_origin(const mh_url *a, const mh_url *b) {
    return a->is_special && b->is_special && mh_view_eq(mh_url_scheme(a), mh_url_scheme(b)) &&
           !mh_view_eq(mh_url_scheme(a), MH_VIEW("file")) && a->port == b->port &&
           mh_view_eq(mh_url_host(a), mh_url_host(b));
}

mh_rc mh_url_resolve(mh_buf *out, mh_view ref, mh_view base, mh_err *e) {
    mh_rc rc = MH_FAIL;
    mh_url b = {0}, u = {0};
    if (base.len > 0 && mh_url_parse(&b, base, NULL, e) != MH_OK) goto out;
    if (mh_url_parse(&u, ref, &b, e) != MH_OK) goto out;
    mh_buf_put(out, mh_url_href(&u));
    rc = MH_OK;
out:
    mh_url_clear(&u);
    mh_url_clear(&b);
    return rc;
}

static bool in_set(unsigned char c, mh_url_set set) {
    if (set == MH_URL_COMPONENT) return !(mh_is_alnum((char)c) || (c && strchr("-._~", c)));
    if (c < 0x20 || c > 0x7e) return true;
    switch (set) {
    case MH_URL_C0:
    case MH_URL_COMPONENT: return false;
    case MH_URL_FRAGMENT: return strchr(" \"<>`", c) != NULL;
    case MH_URL_QUERY: return strchr(" \"#<>", c) != NULL;
    case MH_URL_SPECIAL_QUERY: return strchr(" \"#<>'", c) != NULL;
    case MH_URL_PATH: return strchr(" \"#<>?^`{}", c) != NULL;
    case MH_URL_USERINFO: return strchr(" \"#<>?^`{}/:;=@[\\]|", c) != NULL;
    }
    return true;
}

void mh_url_put_byte(mh_buf *out, unsigned char c, mh_url_set set) {
    static const char hex[] = "0123456789ABCDEF";
    if (!in_set(c, set)) {
        mh_buf_putc(out, (char)c);
        return;
    }
    char esc[3] = {'%', hex[c >> 4], hex[c & 15]};
    mh_buf_put_n(out, esc, 3);
}

void mh_url_put_set(mh_buf *out, mh_view v, mh_url_set set) {
    for (size_t i = 0; i < v.len; i++) mh_url_put_byte(out, (unsigned char)v.ptr[i], set);
}

int mh_hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = mh_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void mh_url_decode(mh_buf *out, mh_view v) {
    for (size_t i = 0; i < v.len; i++) {
        int hi = -1, lo = -1;
        if (v.ptr[i] == '%' && i + 2 < v.len) {
            hi = mh_hex_digit(v.ptr[i + 1]);
            lo = mh_hex_digit(v.ptr[i + 2]);
        }
        if (hi < 0 || lo < 0) {
            mh_buf_putc(out, v.ptr[i]);
        } else {
            mh_buf_putc(out, (char)(hi * 16 + lo));
            i += 2;
        }
    }
}

void mh_url_encode(mh_buf *out, mh_view v) {
    mh_url_put_set(out, v, MH_URL_COMPONENT);
}
