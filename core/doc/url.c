#include "doc/url.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "doc/url_priv.h"

#include <stdlib.h>
#include <string.h>

/* The URL under construction. The path is kept serialised ("/a/b"), so that shortening it is a cut
 * at the last slash. */
typedef struct builder {
    mh_buf scheme, user, password, host, path, query, fragment;
    bool has_host, has_query, has_fragment, special, opaque, file;
    int32_t port;
    mh_err *e;
    mh_view input; /* for messages */
} builder;

static const struct {
    mh_view name;
    int port;
} specials[] = {{MH_VIEW_INIT("http"), 80}, {MH_VIEW_INIT("https"), 443},
                {MH_VIEW_INIT("ws"), 80},   {MH_VIEW_INIT("wss"), 443},
                {MH_VIEW_INIT("ftp"), 21},  {MH_VIEW_INIT("file"), -1}};

static bool special_port(mh_view scheme, int *port) {
    for (size_t i = 0; i < sizeof specials / sizeof specials[0]; i++) {
        if (!mh_view_eq(scheme, specials[i].name)) continue;
        *port = specials[i].port;
        return true;
    }
    *port = -1;
    return false;
}

static void set_scheme(builder *b, mh_view scheme) {
    mh_buf_reset(&b->scheme);
    for (size_t i = 0; i < scheme.len; i++) mh_buf_putc(&b->scheme, mh_lower(scheme.ptr[i]));
    int port;
    b->special = special_port(mh_buf_view(&b->scheme), &port);
    b->file = b->special && port < 0;
}

static bool is_slash(const builder *b, char c) {
    return c == '/' || (b->special && c == '\\');
}

static mh_rc bad(builder *b, const char *why) {
    mh_view shown = mh_utf8_cut(b->input, 200);
    return mh_fail(b->e, MH_E_PARSE, "parse url \"%.*s\": %s", MH_FMT(shown), why);
}

static bool one_of(const char *set, char c) { /* strchr finds NUL in any set */
    return c != '\0' && strchr(set, c) != NULL;
}

static bool is_drive(mh_view v) { /* a Windows drive letter, "c:" or "c|" */
    return v.len == 2 && mh_is_alpha(v.ptr[0]) && (v.ptr[1] == ':' || v.ptr[1] == '|');
}

static bool starts_with_drive(mh_view v) {
    return v.len >= 2 && is_drive(mh_view_sub(v, 0, 2)) &&
           (v.len == 2 || one_of("/\\?#", v.ptr[2]));
}

static void shorten(builder *b) {
    mh_view p = mh_buf_view(&b->path);
    if (b->file && p.len == 3 && is_drive(mh_view_sub(p, 1, 3)) && p.ptr[2] == ':') return;
    while (b->path.len > 0 && b->path.ptr[--b->path.len] != '/') {
    }
    if (b->path.ptr) b->path.ptr[b->path.len] = 0;
}

/* Counts the dots of "." ".." with "%2e" for any of them; 0 for other segments. */
static int dots(mh_view seg) {
    int n = 0;
    for (size_t i = 0; i < seg.len; n++) {
        if (seg.ptr[i] == '.') {
            i++;
        } else if (mh_view_ieq(mh_view_sub(seg, i, i + 3), MH_VIEW("%2e"))) {
            i += 3;
        } else {
            return 0;
        }
    }
    return n <= 2 ? n : 0;
}

static void parse_fragment(builder *b, mh_view in) {
    b->has_fragment = true;
    mh_buf_reset(&b->fragment);
    mh_url_put_set(&b->fragment, in, MH_URL_FRAGMENT);
}

/* in begins at "?" or "#", or is empty. */
static void parse_tail(builder *b, mh_view in) {
    size_t hash = mh_view_find_byte(in, '#', 0);
    mh_view query = mh_view_sub(in, 0, hash);
    if (query.len > 0) {
        b->has_query = true;
        mh_buf_reset(&b->query);
        mh_url_put_set(&b->query, mh_view_sub(query, 1, query.len),
                       b->special ? MH_URL_SPECIAL_QUERY : MH_URL_QUERY);
    }
    if (hash != SIZE_MAX) parse_fragment(b, mh_view_sub(in, hash + 1, in.len));
}

/* The standard's path state: in begins with the first segment, its slash already taken. */
static void parse_path(builder *b, mh_view in) {
    size_t at = 0;
    for (;;) {
        size_t end = at;
        while (end < in.len && in.ptr[end] != '?' && in.ptr[end] != '#' &&
               !is_slash(b, in.ptr[end]))
            end++;
        mh_view seg = mh_view_sub(in, at, end);
        bool more = end < in.len && is_slash(b, in.ptr[end]);
        int n = dots(seg);
        if (n == 2) shorten(b);
        if (n > 0) {
            if (!more) mh_buf_putc(&b->path, '/');
        } else {
            bool drive = b->file && b->path.len == 0 && is_drive(seg);
            mh_buf_putc(&b->path, '/');
            mh_url_put_set(&b->path, seg, MH_URL_PATH);
            if (drive) b->path.ptr[2] = ':';
        }
        at = end;
        if (!more) break;
        at++;
    }
    parse_tail(b, mh_view_sub(in, at, in.len));
}

/* The standard's path start state: in is all behind the authority. */
static void parse_path_start(builder *b, mh_view in) {
    if (in.len > 0 && is_slash(b, in.ptr[0])) {
        parse_path(b, mh_view_sub(in, 1, in.len));
    } else if (b->special || (in.len > 0 && in.ptr[0] != '?' && in.ptr[0] != '#')) {
        parse_path(b, in);
    } else {
        parse_tail(b, in);
    }
}

static mh_rc parse_port(builder *b, mh_view digits) {
    uint64_t port = 0;
    int def;
    if (digits.len == 0) return MH_OK;
    if (!mh_view_u64(digits, &port) || port > 65535) return bad(b, "port is not 0 to 65535");
    special_port(mh_buf_view(&b->scheme), &def);
    b->port = (int)port == def ? -1 : (int32_t)port;
    return MH_OK;
}

static mh_rc set_host(builder *b, mh_view host) {
    mh_err why = {0};
    b->has_host = true;
    mh_buf_reset(&b->host);
    if (host.len > 0 && mh_url_host_ascii(&b->host, host, b->special, &why) != MH_OK)
        return bad(b, why.msg);
    return MH_OK;
}

static mh_rc parse_authority(builder *b, mh_view in) {
    size_t end = 0, cred = SIZE_MAX, colon = SIZE_MAX;
    bool bracket = false;
    for (; end < in.len && in.ptr[end] != '?' && in.ptr[end] != '#' && !is_slash(b, in.ptr[end]);
         end++)
        if (in.ptr[end] == '@') cred = end;
    mh_view host = mh_view_sub(in, 0, end);
    if (cred != SIZE_MAX) {
        mh_view user = mh_view_sub(in, 0, cred), password = {0};
        size_t c = mh_view_find_byte(user, ':', 0);
        if (c != SIZE_MAX) password = mh_view_sub(user, c + 1, user.len), user.len = c;
        mh_url_put_set(&b->user, user, MH_URL_USERINFO);
        mh_url_put_set(&b->password, password, MH_URL_USERINFO);
        host = mh_view_sub(in, cred + 1, end);
        if (host.len == 0) return bad(b, "no host behind the user name");
    }
    for (size_t i = 0; i < host.len && colon == SIZE_MAX; i++) {
        if (host.ptr[i] == '[') bracket = true;
        if (host.ptr[i] == ']') bracket = false;
        if (host.ptr[i] == ':' && !bracket) colon = i;
    }
    mh_view name = mh_view_sub(host, 0, colon);
    if (name.len == 0 && (b->special || colon != SIZE_MAX)) return bad(b, "host is empty");
    if (set_host(b, name) != MH_OK) return MH_FAIL;
    if (colon != SIZE_MAX && parse_port(b, mh_view_sub(host, colon + 1, host.len)) != MH_OK)
        return MH_FAIL;
    parse_path_start(b, mh_view_sub(in, end, in.len));
    return MH_OK;
}

static mh_rc parse_after_slashes(builder *b, mh_view in) {
    size_t n = 0;
    while (n < in.len && (in.ptr[n] == '/' || in.ptr[n] == '\\')) n++;
    return parse_authority(b, mh_view_sub(in, n, in.len));
}

static void copy_authority(builder *b, const mh_url *base) {
    mh_buf_put(&b->user, mh_url_user(base));
    mh_buf_put(&b->password, mh_url_password(base));
    mh_buf_put(&b->host, mh_url_host(base));
    b->has_host = base->host.has;
    b->port = base->port;
}

static void copy_path(builder *b, const mh_url *base, bool query) {
    mh_buf_put(&b->path, mh_url_path(base));
    b->opaque = base->is_opaque;
    if (!query || !base->query.has) return;
    b->has_query = true;
    mh_buf_put(&b->query, mh_url_query(base));
}

/* What follows once the path of the base is known to matter: a query, a fragment, or segments. */
static void parse_on_base(builder *b, mh_view in, const mh_url *base) {
    bool tail = in.len == 0 || in.ptr[0] == '?' || in.ptr[0] == '#';
    copy_path(b, base, in.len == 0 || in.ptr[0] == '#');
    if (tail) {
        parse_tail(b, in);
        return;
    }
    if (b->file && starts_with_drive(in)) {
        mh_buf_reset(&b->path);
    } else {
        shorten(b);
    }
    parse_path(b, in);
}

static mh_rc parse_relative(builder *b, mh_view in, const mh_url *base) {
    if (b->scheme.len == 0) set_scheme(b, mh_url_scheme(base));
    if (in.len > 0 && is_slash(b, in.ptr[0])) {
        if (in.len > 1 && is_slash(b, in.ptr[1])) {
            return b->special ? parse_after_slashes(b, mh_view_sub(in, 2, in.len))
                              : parse_authority(b, mh_view_sub(in, 2, in.len));
        }
        copy_authority(b, base);
        parse_path(b, mh_view_sub(in, 1, in.len));
        return MH_OK;
    }
    copy_authority(b, base);
    parse_on_base(b, in, base);
    return MH_OK;
}

static mh_rc parse_file_host(builder *b, mh_view in) {
    size_t end = 0;
    while (end < in.len && !one_of("/\\?#", in.ptr[end])) end++;
    mh_view host = mh_view_sub(in, 0, end);
    if (is_drive(host)) {
        parse_path(b, in);
        return MH_OK;
    }
    if (set_host(b, host) != MH_OK) return MH_FAIL;
    if (mh_view_eq(mh_buf_view(&b->host), MH_VIEW("localhost"))) mh_buf_reset(&b->host);
    parse_path_start(b, mh_view_sub(in, end, in.len));
    return MH_OK;
}

static mh_rc parse_file(builder *b, mh_view in, const mh_url *base) {
    if (base && !mh_view_eq(mh_url_scheme(base), MH_VIEW("file"))) base = NULL;
    set_scheme(b, MH_VIEW("file"));
    b->has_host = true;
    if (in.len > 0 && is_slash(b, in.ptr[0])) {
        if (in.len > 1 && is_slash(b, in.ptr[1]))
            return parse_file_host(b, mh_view_sub(in, 2, in.len));
        if (base) {
            mh_view drive = mh_view_sub(mh_url_path(base), 1, 3);
            mh_buf_put(&b->host, mh_url_host(base));
            if (is_drive(drive) && drive.ptr[1] == ':' &&
                starts_with_drive(mh_view_sub(mh_url_path(base), 1, SIZE_MAX)) &&
                !starts_with_drive(mh_view_sub(in, 1, in.len))) {
                mh_buf_putc(&b->path, '/');
                mh_buf_put(&b->path, drive);
            }
        }
        parse_path(b, mh_view_sub(in, 1, in.len));
        return MH_OK;
    }
    if (base) {
        mh_buf_put(&b->host, mh_url_host(base));
        parse_on_base(b, in, base);
    } else {
        parse_path(b, in);
    }
    return MH_OK;
}

static void parse_opaque(builder *b, mh_view in) {
    size_t end = 0;
    while (end < in.len && in.ptr[end] != '?' && in.ptr[end] != '#') end++;
    mh_view path = mh_view_sub(in, 0, end);
    b->opaque = true;
    mh_url_put_set(&b->path, path, MH_URL_C0);
    if (end < in.len && b->path.len > 0 && b->path.ptr[b->path.len - 1] == ' ') {
        b->path.ptr[b->path.len - 1] =
            '%'; /* a space before the tail would not survive a reparse */
        mh_buf_puts(&b->path, "20");
    }
    parse_tail(b, mh_view_sub(in, end, in.len));
}

static mh_rc parse_all(builder *b, mh_view in, const mh_url *base) {
    size_t n = 0;
    if (in.len > 0 && mh_is_alpha(in.ptr[0]))
        for (n = 1; n < in.len && (mh_is_alnum(in.ptr[n]) || one_of("+-.", in.ptr[n])); n++) {
        }
    bool has_scheme = n > 0 && n < in.len && in.ptr[n] == ':';
    if (!has_scheme) {
        if (!base) return bad(b, "it is relative, and there is no base");
        if (base->is_opaque) {
            if (in.len == 0 || in.ptr[0] != '#') return bad(b, "the base has no hierarchy");
            set_scheme(b, mh_url_scheme(base));
            copy_authority(b, base);
            copy_path(b, base, true);
            parse_fragment(b, mh_view_sub(in, 1, in.len));
            return MH_OK;
        }
        if (mh_view_eq(mh_url_scheme(base), MH_VIEW("file"))) return parse_file(b, in, base);
        return parse_relative(b, in, base);
    }
    set_scheme(b, mh_view_sub(in, 0, n));
    in = mh_view_sub(in, n + 1, in.len);
    if (b->file) return parse_file(b, in, base);
    if (b->special) {
        if (base && mh_view_eq(mh_url_scheme(base), mh_buf_view(&b->scheme)) &&
            !mh_view_starts(in, MH_VIEW("//")))
            return parse_relative(b, in, base);
        return parse_after_slashes(b, in);
    }
    if (mh_view_starts(in, MH_VIEW("//"))) return parse_authority(b, mh_view_sub(in, 2, in.len));
    if (mh_view_starts(in, MH_VIEW("/"))) {
        parse_path(b, mh_view_sub(in, 1, in.len));
        return MH_OK;
    }
    parse_opaque(b, in);
    return MH_OK;
}

static mh_url_span put_part(mh_buf *out, const mh_buf *part, bool has) {
    mh_url_span s = {(uint32_t)out->len, (uint32_t)part->len, has};
    mh_buf_put(out, mh_buf_view(part));
    return s;
}

static mh_rc serialise(builder *b, mh_url *out) {
    mh_buf t = {0};
    mh_url u = {.port = b->port, .is_special = b->special, .is_opaque = b->opaque};
    u.scheme = put_part(&t, &b->scheme, true);
    mh_buf_putc(&t, ':');
    if (b->has_host) {
        mh_buf_puts(&t, "//");
        u.user = put_part(&t, &b->user, b->user.len > 0);
        if (b->password.len > 0) {
            mh_buf_putc(&t, ':');
            u.password = put_part(&t, &b->password, true);
        }
        if (b->user.len > 0 || b->password.len > 0) mh_buf_putc(&t, '@');
        u.host = put_part(&t, &b->host, true);
        if (b->port >= 0) mh_buf_printf(&t, ":%d", (int)b->port);
    } else if (!b->opaque && mh_view_starts(mh_buf_view(&b->path), MH_VIEW("//"))) {
        mh_buf_puts(&t, "/."); /* or the path would read as a host */
    }
    u.path = put_part(&t, &b->path, true);
    if (b->has_query) {
        mh_buf_putc(&t, '?');
        u.query = put_part(&t, &b->query, true);
    }
    if (b->has_fragment) {
        mh_buf_putc(&t, '#');
        u.fragment = put_part(&t, &b->fragment, true);
    }
    u.len = (uint32_t)t.len;
    u.text = mh_buf_take(&t);
    mh_url_clear(out);
    *out = u;
    return MH_OK;
}

/* Input without surrounding controls and spaces, without tabs and line breaks, as valid UTF-8. */
static void clean_input(mh_buf *out, mh_view in) {
    while (in.len > 0 && (unsigned char)in.ptr[0] <= ' ') in = mh_view_sub(in, 1, in.len);
    while (in.len > 0 && (unsigned char)in.ptr[in.len - 1] <= ' ') in.len--;
    mh_buf raw = {0};
    for (size_t i = 0; i < in.len; i++)
        if (in.ptr[i] != '\t' && in.ptr[i] != '\n' && in.ptr[i] != '\r')
            mh_buf_putc(&raw, in.ptr[i]);
    mh_view v = mh_buf_view(&raw);
    if (mh_utf8_valid(v)) {
        mh_buf_put(out, v); /* NUL stays: it is percent-encoded or refused like other controls */
    } else {
        mh_utf8_repair(out, v);
    }
    mh_buf_clear(&raw);
}

mh_rc mh_url_parse(mh_url *out, mh_view input, const mh_url *base, mh_err *e) {
    mh_rc rc = MH_FAIL;
    mh_buf in = {0};
    builder b = {.port = -1, .e = e, .input = input};
    if (base && !base->text) base = NULL;
    if (input.len > MH_URL_MAX) {
        mh_fail(e, MH_E_TOO_LARGE, "parse url: %zu bytes (limit %u)", input.len, MH_URL_MAX);
        goto out;
    }
    clean_input(&in, input);
    b.input = mh_buf_view(&in);
    if (parse_all(&b, mh_buf_view(&in), base) == MH_OK) rc = serialise(&b, out);
out:
    if (rc != MH_OK) mh_url_clear(out);
    mh_buf_clear(&in);
    mh_buf *parts[] = {&b.scheme, &b.user, &b.password, &b.host, &b.path, &b.query, &b.fragment};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) mh_buf_clear(parts[i]);
    return rc;
}
