#include "conf/secret.h"

#include "base/fs.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define FILE_MAX ((size_t)64 << 10)

static mh_rc check_file(const char *path, mh_err *e) {
    struct stat st;
    if (stat(path, &st) != 0) return mh_fail_errno(e, errno, "read %s", path);
    if (st.st_mode & S_IRWXO)
        return mh_fail(e, MH_E_DENIED, "the secret in %s is open to every user (chmod o= %s)", path,
                       path);
    return MH_OK;
}

static mh_rc read_file(mh_buf *out, const char *path, mh_err *e) {
    mh_buf b = {0};
    mh_rc rc = MH_FAIL;
    if (check_file(path, e) != MH_OK || mh_fs_read(&b, path, FILE_MAX, e) != MH_OK) goto out;
    mh_view v = mh_buf_view(&b);
    if (mh_view_ends(v, MH_VIEW("\n"))) v.len--;
    if (mh_view_ends(v, MH_VIEW("\r"))) v.len--;
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] != '\0' && v.ptr[i] != '\n' && v.ptr[i] != '\r') continue;
        mh_fail(e, MH_E_USAGE, "the secret in %s is more than one line", path);
        goto out;
    }
    mh_buf_put(out, v);
    rc = MH_OK;
out:
    if (b.ptr) explicit_bzero(b.ptr, b.cap);
    mh_buf_clear(&b);
    return rc;
}

mh_rc mh_secret_read(mh_buf *out, const char *name, mh_err *e) {
    mh_buf var = {0};
    mh_rc rc = MH_OK;
    mh_buf_puts(&var, "MINEHOST_");
    for (const char *p = name; *p; p++)
        mh_buf_putc(&var, *p == '-' ? '_' : *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p);
    const char *value = getenv(var.ptr);
    mh_buf_puts(&var, "_FILE");
    const char *path = getenv(var.ptr);
    if (value && *value && path && *path)
        rc = mh_fail(e, MH_E_USAGE, "environment: %s is set, and so is the secret itself", var.ptr);
    else if (path && *path)
        rc = read_file(out, path, e);
    else if (value)
        mh_buf_puts(out, value);
    mh_buf_clear(&var);
    return rc;
}
