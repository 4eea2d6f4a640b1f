#include "conf/secret.h"

#include "conf/private.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define FILE_MAX ((size_t)1 << 20)

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
    if (check_file(path, e) != MH_OK || mh_fs_read(&b, path, MH_SECRET_MAX, e) != MH_OK) goto out;
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

/* ---- the file of secrets ---- */

char *mh_secrets_path(mh_err *e) {
    char *dir = mh_xdg_dir("config", e);
    if (dir == NULL) return NULL;
    char *path = mh_path_join(dir, "secrets");
    free(dir);
    return path;
}

bool mh_secret_name_ok(mh_view name) {
    mh_view own = MH_VIEW("minehost.");
    if (mh_view_starts(name, own)) name = mh_view_sub(name, own.len, name.len);
    for (size_t i = 0; i < name.len; i++)
        if (!(name.ptr[i] >= 'a' && name.ptr[i] <= 'z') && !mh_is_digit(name.ptr[i]) &&
            name.ptr[i] != '-')
            return false;
    return name.len > 0 && name.len <= 64;
}

static void wipe(mh_buf *b) {
    if (b->ptr) explicit_bzero(b->ptr, b->cap);
    mh_buf_clear(b);
}

/* The file, nothing when it is not there. */
static mh_rc load(mh_buf *out, const char *path, mh_err *e) {
    mh_err why = {0};
    if (mh_private_read(out, path, true, FILE_MAX, &why) == MH_OK) return MH_OK;
    return why.code == MH_E_NOT_FOUND ? MH_OK : mh_fail(e, why.code, "secrets: %s", why.msg);
}

/* Takes a line off *rest: its name (empty: none) and value. MH_E_USAGE: it is no line of secrets. */
static mh_rc take_line(mh_view *rest, size_t *n, mh_view *line, mh_view *name, mh_view *value,
                       mh_err *e) {
    mh_view_split(rest, '\n', line);
    ++*n;
    *name = *value = MH_VIEW("");
    mh_view v = *line;
    if (mh_view_ends(v, MH_VIEW("\r"))) v.len--;
    if (mh_view_trim(v).len == 0 || v.ptr[0] == '#') return MH_OK;
    size_t eq = mh_view_find_byte(v, '=', 0);
    *name = mh_view_sub(v, 0, eq);
    if (eq == SIZE_MAX || !mh_secret_name_ok(*name) || mh_view_find_byte(v, '\0', 0) != SIZE_MAX)
        return mh_fail(e, MH_E_USAGE, "secrets: line %zu is not NAME=VALUE", *n);
    *value = mh_view_sub(v, eq + 1, v.len);
    return MH_OK;
}

static mh_rc read_kept(mh_buf *out, mh_view wanted, mh_err *e) {
    mh_buf b = {0};
    char *path = mh_secrets_path(NULL);
    size_t n = 0, mark = out->len;
    if (path == NULL) return MH_OK; /* no folder, no secrets */
    mh_rc rc = load(&b, path, e);
    mh_view rest = mh_buf_view(&b), line, name, value;
    while (rc == MH_OK && rest.len > 0) {
        rc = take_line(&rest, &n, &line, &name, &value, e);
        if (rc != MH_OK || name.len == 0 || !mh_view_eq(name, wanted)) continue;
        out->len = mark; /* the last one counts */
        mh_buf_put(out, value);
    }
    if (rc != MH_OK && out->len > mark) out->len = mark;
    wipe(&b);
    free(path);
    return rc;
}

mh_rc mh_secret_list(mh_names *out, mh_err *e) {
    mh_buf b = {0};
    char *path = mh_secrets_path(e);
    size_t n = 0;
    if (path == NULL) return MH_FAIL;
    mh_rc rc = load(&b, path, e);
    mh_view rest = mh_buf_view(&b), line, name, value;
    while (rc == MH_OK && rest.len > 0) {
        rc = take_line(&rest, &n, &line, &name, &value, e);
        if (rc == MH_OK && name.len > 0) mh_vec_push(out, mh_strndup(name.ptr, name.len));
    }
    wipe(&b);
    free(path);
    return rc;
}

mh_rc mh_secret_keep(mh_view wanted, const mh_view *set, bool *had, mh_err *e) {
    mh_buf b = {0}, out = {0};
    char *path = mh_secrets_path(e);
    size_t n = 0;
    *had = false;
    if (path == NULL) return MH_FAIL;
    int lock = mh_private_lock(path, e);
    mh_rc rc = lock < 0 ? MH_FAIL : load(&b, path, e);
    mh_view rest = mh_buf_view(&b), line, name, value;
    while (rc == MH_OK && rest.len > 0) {
        rc = take_line(&rest, &n, &line, &name, &value, e);
        bool same = name.len > 0 && mh_view_eq(name, wanted);
        *had = *had || same;
        if (same) continue;
        mh_buf_put(&out, line);
        mh_buf_putc(&out, '\n');
    }
    if (set) {
        mh_buf_printf(&out, "%.*s=", MH_FMT(wanted));
        mh_buf_put(&out, *set);
        mh_buf_putc(&out, '\n');
    }
    if (rc == MH_OK && (set || *had)) rc = mh_private_write(path, mh_buf_view(&out), e);
    mh_private_unlock(lock);
    wipe(&b);
    wipe(&out);
    free(path);
    return rc;
}

/* ---- where a secret comes from ---- */

static mh_rc read_variables(mh_buf *out, const char *name, bool *found, mh_err *e) {
    mh_buf var = {0};
    mh_rc rc = MH_OK;
    mh_buf_puts(&var, "MINEHOST_");
    for (const char *p = name; *p; p++)
        mh_buf_putc(&var, *p == '-' ? '_' : *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p);
    const char *value = getenv(var.ptr);
    mh_buf_puts(&var, "_FILE");
    const char *path = getenv(var.ptr);
    *found = value || (path && *path);
    if (value && *value && path && *path)
        rc = mh_fail(e, MH_E_USAGE, "environment: %s is set, and so is the secret itself", var.ptr);
    else if (path && *path)
        rc = read_file(out, path, e);
    else if (value)
        mh_buf_puts(out, value);
    mh_buf_clear(&var);
    return rc;
}

mh_rc mh_secret_read(mh_buf *out, const char *name, mh_err *e) {
    mh_buf key = {0};
    bool found = false;
    mh_view rest = mh_view_of(name), of_script = MH_VIEW("secret-");
    mh_rc rc = read_variables(out, name, &found, e);
    if (rc != MH_OK || found) return rc;
    if (mh_view_starts(rest, of_script))
        mh_buf_put(&key, mh_view_sub(rest, of_script.len, rest.len));
    else
        mh_buf_printf(&key, "minehost.%s", name);
    const char *dir = getenv("CREDENTIALS_DIRECTORY");
    char *path = dir && dir[0] == '/' && mh_secret_name_ok(mh_buf_view(&key))
                     ? mh_path_join(dir, key.ptr)
                     : NULL;
    if (path && mh_fs_is_file(path))
        rc = read_file(out, path, e);
    else
        rc = read_kept(out, mh_buf_view(&key), e);
    free(path);
    mh_buf_clear(&key);
    return rc;
}
