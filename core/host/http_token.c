#include "host/http.h"

#include "base/fs.h"
#include "conf/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define BYTES 32

/* A new file beside path, then its name, if no other process was faster. */
static mh_rc make(const char *path, mh_err *e) {
    unsigned char raw[BYTES];
    char hex[2 * BYTES + 2], temp[4096];
    if (getrandom(raw, sizeof raw, 0) != (ssize_t)sizeof raw)
        return mh_fail_errno(e, errno, "token %s: no random numbers", path);
    for (size_t i = 0; i < BYTES; i++) snprintf(hex + 2 * i, 3, "%02x", raw[i]);
    hex[2 * BYTES] = '\n';
    if (snprintf(temp, sizeof temp, "%s.%ld", path, (long)getpid()) >= (int)sizeof temp)
        return mh_fail(e, MH_E_USAGE, "token %s: the path is too long", path);
    int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return mh_fail_errno(e, errno, "token %s", path);
    bool ok = write(fd, hex, 2 * BYTES + 1) == 2 * BYTES + 1 && fsync(fd) == 0 &&
              (link(temp, path) == 0 || errno == EEXIST);
    int err = errno;
    close(fd);
    unlink(temp);
    return ok ? MH_OK : mh_fail_errno(e, err, "token %s", path);
}

static mh_rc check(mh_view token, const char *what, mh_err *e) {
    for (size_t i = 0; i < token.len; i++)
        if (token.ptr[i] <= ' ' || token.ptr[i] > '~')
            return mh_fail(e, MH_E_USAGE, "%s: a token has visible ASCII characters alone", what);
    if (token.len < MH_HTTP_TOKEN)
        return mh_fail(e, MH_E_USAGE, "%s: %zu characters, a token has at least %d", what,
                       token.len, MH_HTTP_TOKEN);
    return MH_OK;
}

mh_rc mh_http_token_file(mh_buf *out, const char *path, mh_err *e) {
    mh_buf text = {0};
    struct stat st;
    char *dir = mh_path_dir(path);
    mh_rc rc = MH_FAIL;
    if (stat(path, &st) != 0) {
        if (errno != ENOENT) {
            mh_fail_errno(e, errno, "token %s", path);
            goto out;
        }
        if (mh_fs_mkdirs(dir, e) != MH_OK || make(path, e) != MH_OK) goto out;
    } else if (st.st_mode & 077) {
        mh_fail(e, MH_E_DENIED, "token %s: others may read it: chmod 600 it, or remove it", path);
        goto out;
    }
    if (mh_fs_read(&text, path, 4096, e) != MH_OK) goto out;
    mh_view token = mh_view_trim(mh_buf_view(&text));
    if (check(token, path, e) != MH_OK) goto out;
    mh_buf_put(out, token);
    rc = MH_OK;
out:
    if (text.ptr != NULL) explicit_bzero(text.ptr, text.cap);
    mh_buf_clear(&text);
    free(dir);
    return rc;
}

mh_rc mh_http_token(mh_buf *out, char **path, mh_err *e) {
    size_t before = out->len;
    if (path != NULL) *path = NULL;
    if (mh_secret_read(out, "serve-token", e) != MH_OK) return MH_FAIL;
    if (out->len > before)
        return check(mh_view_sub(mh_buf_view(out), before, out->len), "secret serve-token", e);
    char *dir = mh_xdg_dir("state", e);
    if (dir == NULL) return MH_FAIL;
    char *file = mh_path_join(dir, "token");
    free(dir);
    mh_rc rc = mh_http_token_file(out, file, e);
    if (path != NULL && rc == MH_OK)
        *path = file;
    else
        free(file);
    return rc;
}
