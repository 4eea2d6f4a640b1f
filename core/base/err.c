#include "base/err.h"

#include "base/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const code_names[] = {
#define MH_X(suffix, name) name,
    MH_ERR_CODES(MH_X)
#undef MH_X
};

const char *mh_code_name(mh_code code) {
    size_t n = sizeof code_names / sizeof code_names[0];
    return (size_t)code < n ? code_names[code] : "internal";
}

/* vsnprintf cuts anywhere: take back a half character. */
static void cut_at_char(char *s) {
    size_t n = strlen(s), i = n;
    while (i > 0 && ((unsigned char)s[i - 1] & 0xC0) == 0x80) i--;
    if (i == 0) return;
    unsigned char lead = (unsigned char)s[i - 1];
    size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (n - (i - 1) < want) s[i - 1] = '\0';
}

/* Messages quote what came from outside: bytes that are no UTF-8 become U+FFFD. */
static void put_repaired(char *out, size_t size, mh_view v) {
    size_t n = 0;
    while (v.len > 0) {
        char c[4];
        size_t len = mh_utf8_encode(mh_utf8_next(&v), c);
        if (n + len >= size) break;
        memcpy(out + n, c, len);
        n += len;
    }
    out[n] = '\0';
}

static mh_rc fill(mh_err *e, mh_code code, bool retry, const char *fmt, va_list ap) {
    if (e == NULL) return MH_FAIL;
    char msg[sizeof e->msg]; /* apart: an argument may be e->msg itself */
    int n = vsnprintf(msg, sizeof msg, fmt, ap);
    if (n < 0) msg[0] = '\0';
    if ((size_t)n >= sizeof msg) cut_at_char(msg);
    put_repaired(e->msg, sizeof e->msg, mh_view_of(msg));
    e->code = code;
    e->retry = retry;
    return MH_FAIL;
}

mh_rc mh_fail(mh_err *e, mh_code code, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    mh_rc rc = fill(e, code, false, fmt, ap);
    va_end(ap);
    return rc;
}

mh_rc mh_fail_retry(mh_err *e, mh_code code, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    mh_rc rc = fill(e, code, true, fmt, ap);
    va_end(ap);
    return rc;
}

static mh_code code_of_errno(int err) {
    switch (err) {
    case ENOENT:
    case ENOTDIR: return MH_E_NOT_FOUND;
    case EACCES:
    case EPERM: return MH_E_DENIED;
    case EROFS: return MH_E_READ_ONLY;
    case ENOSPC:
    case EDQUOT: return MH_E_FULL;
    case EFBIG: return MH_E_TOO_LARGE;
    case EAGAIN:
    case EBUSY: return MH_E_BUSY;
    case ETIMEDOUT: return MH_E_TIMEOUT;
    default: return MH_E_IO;
    }
}

mh_rc mh_fail_errno(mh_err *e, int err, const char *fmt, ...) {
    mh_err tmp = {0};
    va_list ap;
    va_start(ap, fmt);
    fill(&tmp, MH_E_IO, false, fmt, ap);
    va_end(ap);
    mh_code code = code_of_errno(err);
    return code == MH_E_BUSY ? mh_fail_retry(e, code, "%s: %s", tmp.msg, strerror(err))
                             : mh_fail(e, code, "%s: %s", tmp.msg, strerror(err));
}
