#include "conf/word.h"

#include "base/fs.h"
#include "base/schema.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define WORD_MAX 4000 /* bytes */

static const char *const kinds[MH_WORD_KINDS] = {"net",  "post",   "read", "write",
                                                 "mail", "secret", "env",  "store"};

static char *cstr(mh_view v) {
    return mh_strndup(v.ptr, v.len);
}

/* Characters that a terminal does not show, or that change the order of what it shows, could make a
 * word look like another one. */
static bool is_hidden(uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x061C ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF);
}

static bool is_shown(mh_view v) {
    if (!mh_utf8_valid(v)) return false;
    while (v.len > 0)
        if (is_hidden(mh_utf8_next(&v))) return false;
    return true;
}

/* "HOST", "HOST:PORT", "[v6]", "[v6]:PORT"; an address of IPv6 without brackets has no port. Port 0:
 * none given. */
static bool split_port(mh_view spec, mh_view *host, unsigned *port) {
    size_t colon = mh_view_find_byte(spec, ':', 0);
    uint64_t n = 0;
    *host = spec;
    *port = 0;
    if (spec.len > 0 && spec.ptr[0] == '[') {
        size_t end = mh_view_find_byte(spec, ']', 0);
        if (end == SIZE_MAX || (end + 1 < spec.len && spec.ptr[end + 1] != ':')) return false;
        colon = end + 1 < spec.len ? end + 1 : SIZE_MAX;
    } else if (colon != SIZE_MAX && mh_view_find_byte(spec, ':', colon + 1) != SIZE_MAX) {
        return true;
    }
    if (colon == SIZE_MAX) return true;
    if (!mh_view_u64(mh_view_sub(spec, colon + 1, spec.len), &n) || n == 0 || n > 65535)
        return false;
    *host = mh_view_sub(spec, 0, colon);
    *port = (unsigned)n;
    return true;
}

static bool host_ok(mh_view host) {
    mh_view name = host;
    if (mh_view_eq(host, MH_VIEW("*"))) return true;
    if (mh_view_starts(host, MH_VIEW("*."))) name = mh_view_sub(host, 2, host.len);
    for (size_t i = 0; i < name.len; i++)
        if (!mh_is_alnum(name.ptr[i]) && strchr(".-_:[]", name.ptr[i]) == NULL) return false;
    return name.len > 0 && name.ptr[0] != '.';
}

static mh_rc read_host(mh_buf *out, mh_view arg, mh_view word, mh_err *e) {
    mh_view host;
    unsigned port;
    if (!split_port(arg, &host, &port) || !host_ok(host))
        return mh_fail(e, MH_E_USAGE,
                       "permission '%.*s': wants HOST, HOST:PORT or *.DOMAIN, in letters a to z, "
                       "digits, . and - (no address with http://)",
                       MH_FMT(word));
    for (size_t i = 0; i < arg.len; i++) mh_buf_putc(out, mh_lower(arg.ptr[i]));
    return MH_OK;
}

/* "*", "user@host" or "*@host" */
static mh_rc read_mail(mh_buf *out, mh_view who, mh_view word, mh_err *e) {
    size_t at = mh_view_find_byte(who, '@', 0);
    bool all = mh_view_eq(who, MH_VIEW("*"));
    if (!all && (at == 0 || at == SIZE_MAX || at + 1 == who.len))
        return mh_fail(e, MH_E_USAGE, "permission '%.*s' names no address", MH_FMT(word));
    mh_buf_put(out, who);
    return MH_OK;
}

/* A name becomes part of a variable's name. */
static mh_rc read_secret(mh_buf *out, mh_view name, mh_view word, mh_err *e) {
    for (size_t i = 0; i < name.len; i++)
        if (!(name.ptr[i] >= 'a' && name.ptr[i] <= 'z') && !mh_is_digit(name.ptr[i]) &&
            name.ptr[i] != '-')
            return mh_fail(e, MH_E_USAGE,
                           "permission '%.*s': a name is of letters a to z, digits and -",
                           MH_FMT(word));
    mh_buf_put(out, name);
    return MH_OK;
}

static mh_rc read_env(mh_buf *out, mh_view name, mh_view word, mh_err *e) {
    for (size_t i = 0; i < name.len; i++)
        if (!mh_is_alnum(name.ptr[i]) && name.ptr[i] != '_')
            return mh_fail(e, MH_E_USAGE, "permission '%.*s' names no variable", MH_FMT(word));
    if (mh_view_istarts(name, MH_VIEW("MINEHOST_")) ||
        mh_view_eq(name, MH_VIEW("CREDENTIALS_DIRECTORY")))
        return mh_fail(e, MH_E_USAGE,
                       "permission '%.*s': minehost's own variables are told to "
                       "no script (a secret is asked for with secret:NAME)",
                       MH_FMT(word));
    mh_buf_put(out, name);
    return MH_OK;
}

static mh_rc read_store(mh_buf *out, mh_view name, mh_view word, mh_err *e) {
    for (size_t i = 0; i < name.len; i++)
        if (!mh_is_alnum(name.ptr[i]) && name.ptr[i] != '_' && name.ptr[i] != '-')
            return mh_fail(e, MH_E_USAGE, "permission '%.*s' names no plugin", MH_FMT(word));
    mh_buf_put(out, name);
    return MH_OK;
}

static mh_rc read_readable(mh_buf *out, const char *joined, mh_err *e) {
    char *real = mh_path_real(joined);
    if (real == NULL) return mh_fail(e, MH_E_NOT_FOUND, "%s: no such file or folder", joined);
    mh_buf_puts(out, real);
    free(real);
    return MH_OK;
}

/* A file need not exist: its folder must. */
static mh_rc read_writable(mh_buf *out, const char *joined, mh_err *e) {
    mh_view path = mh_view_of(joined), base = mh_path_base(joined);
    char *real = NULL, *dir = NULL;
    bool folder = mh_view_ends(path, MH_VIEW("/")) || mh_fs_is_dir(joined);
    mh_rc rc = MH_OK;
    if (folder) {
        real = mh_path_real(joined);
        if (real == NULL || !mh_fs_is_dir(real))
            rc = mh_fail(e, MH_E_NOT_FOUND, "write %s: no such folder", joined);
    } else {
        dir = mh_path_dir(joined);
        real = mh_path_real(dir);
        if (real == NULL) rc = mh_fail(e, MH_E_NOT_FOUND, "write %s: no folder %s", joined, dir);
    }
    if (rc == MH_OK) {
        mh_buf_puts(out, real);
        if (!mh_view_ends(mh_view_of(real), MH_VIEW("/"))) mh_buf_putc(out, '/');
        if (!folder) mh_buf_put(out, base);
    }
    free(dir);
    free(real);
    return rc;
}

static mh_rc read_path(mh_buf *out, mh_view arg, mh_word_kind kind, const char *folder, mh_err *e) {
    char *name = cstr(arg), *joined = mh_path_join(folder, name);
    mh_rc rc = kind == MH_WORD_READ ? read_readable(out, joined, e) : read_writable(out, joined, e);
    free(name);
    free(joined);
    return rc;
}

static mh_rc unknown(mh_view word, mh_err *e) {
    mh_view name = mh_view_sub(word, 0, mh_view_find_byte(word, ':', 0));
    const char *near = mh_nearest(name, kinds, MH_WORD_KINDS, sizeof *kinds);
    if (near && mh_view_eq(name, mh_view_of(near))) near = NULL;
    return mh_fail(e, MH_E_USAGE,
                   "unknown permission '%.*s'%s%s%s (known: net:HOST, post:HOST, read:PATH, "
                   "write:PATH, mail:ADDRESS, secret:NAME, env:NAME, store, store:PLUGIN)",
                   MH_FMT(word), near ? "; did you mean " : "", near ? near : "", near ? ":" : "");
}

mh_rc mh_word_read(mh_buf *out, mh_view word, const char *folder, mh_err *e) {
    mh_view arg;
    if (word.len > WORD_MAX || !is_shown(word)) {
        mh_buf safe = {0};
        mh_utf8_repair(&safe, mh_view_sub(word, 0, 80));
        mh_fail(e, MH_E_USAGE,
                "permission '%.*s': is too long, or holds characters that are "
                "not shown",
                MH_FMT(mh_buf_view(&safe)));
        mh_buf_clear(&safe);
        return MH_FAIL;
    }
    if (mh_view_eq(word, MH_VIEW("store"))) {
        mh_buf_put(out, word);
        return MH_OK;
    }
    mh_word_kind kind = mh_word_split(word, &arg);
    if (kind == MH_WORD_KINDS || arg.len == 0) return unknown(word, e);
    size_t mark = out->len;
    mh_buf_printf(out, "%s:", kinds[kind]);
    mh_rc rc = MH_FAIL;
    switch (kind) {
    case MH_WORD_NET:
    case MH_WORD_POST: rc = read_host(out, arg, word, e); break;
    case MH_WORD_READ:
    case MH_WORD_WRITE: rc = read_path(out, arg, kind, folder, e); break;
    case MH_WORD_MAIL: rc = read_mail(out, arg, word, e); break;
    case MH_WORD_SECRET: rc = read_secret(out, arg, word, e); break;
    case MH_WORD_ENV: rc = read_env(out, arg, word, e); break;
    case MH_WORD_STORE: rc = read_store(out, arg, word, e); break;
    case MH_WORD_KINDS: break;
    }
    if (rc == MH_OK) return MH_OK;
    out->len = mark;
    out->ptr[mark] = '\0';
    return MH_FAIL;
}

mh_word_kind mh_word_split(mh_view word, mh_view *arg) {
    size_t colon = mh_view_find_byte(word, ':', 0);
    mh_view name = mh_view_sub(word, 0, colon);
    *arg = colon == SIZE_MAX ? MH_VIEW("") : mh_view_sub(word, colon + 1, word.len);
    for (int k = 0; k < MH_WORD_KINDS; k++)
        if (mh_view_eq(name, mh_view_of(kinds[k]))) return (mh_word_kind)k;
    return MH_WORD_KINDS;
}

bool mh_word_host(mh_view pattern, mh_view host, unsigned port) {
    mh_view name;
    unsigned only;
    if (!split_port(pattern, &name, &only) || (only != 0 && only != port)) return false;
    if (mh_view_eq(name, MH_VIEW("*"))) return true;
    if (mh_view_starts(name, MH_VIEW("*."))) {
        mh_view tail = mh_view_sub(name, 1, name.len);
        return mh_view_ends(host, tail) || mh_view_ieq(host, mh_view_sub(tail, 1, tail.len));
    }
    return mh_view_ieq(name, host);
}

bool mh_word_mail(mh_view pattern, mh_view address) {
    size_t at = mh_view_find_byte(address, '@', 0);
    if (mh_view_eq(pattern, MH_VIEW("*")) || mh_view_ieq(pattern, address)) return true;
    return mh_view_starts(pattern, MH_VIEW("*@")) &&
           mh_view_ieq(mh_view_sub(pattern, 1, pattern.len), mh_view_sub(address, at, address.len));
}

bool mh_word_below(mh_view path, mh_view root, bool visible) {
    if (mh_view_ends(root, MH_VIEW("/"))) root.len--;
    if (!mh_view_starts(path, root)) return false;
    mh_view rest = mh_view_sub(path, root.len, path.len), part;
    if (rest.len > 0 && rest.ptr[0] != '/') return false;
    while (visible && mh_view_split(&rest, '/', &part))
        if (part.len > 0 && part.ptr[0] == '.') return false;
    return true;
}

static bool host_covers(mh_word_kind ka, mh_view a, mh_word_kind kb, mh_view b) {
    mh_view host;
    unsigned port;
    if (!split_port(b, &host, &port)) return false;
    /* a pattern reaches no private address, which a name does */
    if (kb == MH_WORD_NET && (ka != MH_WORD_NET || a.ptr[0] == '*')) return false;
    if (host.ptr[0] == '*') return false;
    return mh_word_host(a, host, port);
}

bool mh_word_covers(mh_view a, mh_view b) {
    mh_view x, y;
    if (mh_view_eq(a, b)) return true;
    mh_word_kind ka = mh_word_split(a, &x), kb = mh_word_split(b, &y);
    if (x.len == 0 || y.len == 0) return false;
    if (ka == MH_WORD_NET || ka == MH_WORD_POST)
        return (kb == MH_WORD_NET || kb == MH_WORD_POST) && host_covers(ka, x, kb, y);
    if (ka != kb) return false;
    if (ka == MH_WORD_READ) return mh_word_below(y, x, false);
    if (ka == MH_WORD_WRITE) return mh_view_ends(x, MH_VIEW("/")) && mh_word_below(y, x, false);
    if (ka == MH_WORD_MAIL) return y.ptr[0] != '*' && mh_word_mail(x, y);
    return false;
}

static void say_host(mh_buf *out, mh_view arg, bool send) {
    const char *verb = send ? "send data (POST) to " : "ask ";
    mh_view host;
    unsigned port;
    (void)split_port(arg, &host, &port);
    mh_buf_puts(out, verb);
    if (mh_view_eq(host, MH_VIEW("*")))
        mh_buf_puts(out, "every public host");
    else if (host.len > 0 && host.ptr[0] == '*')
        mh_buf_printf(out, "%.*s and every public host below it",
                      MH_FMT(mh_view_sub(host, 2, host.len)));
    else
        mh_buf_put(out, host);
    if (port) mh_buf_printf(out, " at port %u", port);
    if (!send) mh_buf_puts(out, " in every way");
    if (!send && host.len > 0 && host.ptr[0] != '*')
        mh_buf_puts(out, ", also if it is in a private network or this machine");
}

void mh_word_say(mh_buf *out, mh_view word) {
    mh_view arg;
    mh_word_kind kind = mh_word_split(word, &arg);
    char *path = cstr(arg);
    switch (kind) {
    case MH_WORD_NET:
    case MH_WORD_POST: say_host(out, arg, kind == MH_WORD_POST); break;
    case MH_WORD_READ:
        mh_buf_printf(out, "read %s%s", path, mh_fs_is_dir(path) ? " and all below it" : "");
        break;
    case MH_WORD_WRITE:
        if (mh_view_ends(arg, MH_VIEW("/")))
            mh_buf_printf(out, "make and change files in %s and below it", path);
        else
            mh_buf_printf(out, "write the file %s%s", path,
                          mh_fs_is_file(path) ? ", which exists" : "");
        break;
    case MH_WORD_MAIL:
        if (mh_view_eq(arg, MH_VIEW("*")))
            mh_buf_puts(out, "send mail to anyone");
        else if (arg.len > 0 && arg.ptr[0] == '*')
            mh_buf_printf(out, "send mail to anyone at %.*s", MH_FMT(mh_view_sub(arg, 2, arg.len)));
        else
            mh_buf_printf(out, "send mail to %s", path);
        break;
    case MH_WORD_SECRET: mh_buf_printf(out, "be told the secret %s", path); break;
    case MH_WORD_ENV: mh_buf_printf(out, "read the variable %s of the environment", path); break;
    case MH_WORD_STORE:
        if (arg.len == 0)
            mh_buf_puts(out, "keep documents and values in the database");
        else
            mh_buf_printf(out, "read and change what the plugin %s remembers", path);
        break;
    case MH_WORD_KINDS: mh_buf_put(out, word); break;
    }
    free(path);
}
