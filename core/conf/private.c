#include "conf/private.h"

#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHERS_WRITE (S_IWGRP | S_IWOTH)
#define OTHERS_READ  (S_IRGRP | S_IROTH)

static mh_rc check(const struct stat *st, const char *path, bool folder, bool closed, mh_err *e) {
    mode_t open = OTHERS_WRITE | (closed && !folder ? OTHERS_READ : 0);
    if (folder ? !S_ISDIR(st->st_mode) : !S_ISREG(st->st_mode))
        return mh_fail(e, MH_E_DENIED, "%s is not a %s: not used", path,
                       folder ? "folder" : "regular file");
    if (st->st_uid != geteuid())
        return mh_fail(e, MH_E_DENIED, "%s belongs to another user: not used", path);
    if (st->st_mode & open)
        return mh_fail(e, MH_E_DENIED, "%s is open to other users: not used (chmod %s %s)", path,
                       folder ? "0700" : "0600", path);
    return MH_OK;
}

static mh_rc read_fd(mh_buf *out, int fd, const char *path, size_t max, mh_err *e) {
    for (size_t got = 0;;) {
        mh_buf_reserve(out, 65536);
        ssize_t n = read(fd, out->ptr + out->len, 65536);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return mh_fail_errno(e, errno, "read %s", path);
        out->len += (size_t)n;
        out->ptr[out->len] = '\0';
        if (n == 0) return MH_OK;
        if ((got += (size_t)n) > max)
            return mh_fail(e, MH_E_TOO_LARGE, "read %s: larger than %zu bytes", path, max);
    }
}

mh_rc mh_private_read(mh_buf *out, const char *path, bool closed, size_t max, mh_err *e) {
    mh_rc rc = MH_FAIL;
    struct stat st;
    int fd = -1;
    mh_view base = mh_path_base(path);
    char *dir = mh_path_dir(path), *name = mh_strndup(base.ptr, base.len);
    int at = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (at < 0) {
        mh_fail_errno(e, errno, "read %s", path);
        goto out;
    }
    fd = openat(at, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0) {
        if (errno == ELOOP)
            mh_fail(e, MH_E_DENIED, "%s is a link: not used", path);
        else
            mh_fail_errno(e, errno, "read %s", path);
        goto out;
    }
    if (fstat(at, &st) != 0 || check(&st, dir, true, closed, e) != MH_OK) goto out;
    if (fstat(fd, &st) != 0 || check(&st, path, false, closed, e) != MH_OK) goto out;
    rc = read_fd(out, fd, path, max, e);
out:
    if (fd >= 0) close(fd);
    if (at >= 0) close(at);
    free(dir);
    free(name);
    return rc;
}

static mh_rc write_fd(int fd, mh_view v, const char *path, mh_err *e) {
    while (v.len > 0) {
        ssize_t n = write(fd, v.ptr, v.len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return mh_fail_errno(e, errno, "write %s", path);
        v = mh_view_sub(v, (size_t)n, v.len);
    }
    return fsync(fd) == 0 ? MH_OK : mh_fail_errno(e, errno, "write %s", path);
}

static void sync_folder(const char *dir) {
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    (void)fsync(fd);
    close(fd);
}

mh_rc mh_private_write(const char *path, mh_view v, mh_err *e) {
    mh_buf tmp = {0};
    mh_rc rc = MH_FAIL;
    int fd = -1;
    char *dir = mh_path_dir(path);
    mh_buf_printf(&tmp, "%s.tmp.%ld", path, (long)getpid());
    if (mh_fs_mkdirs(dir, e) != MH_OK) goto out;
    (void)unlink(tmp.ptr); /* of a process that died */
    fd = open(tmp.ptr, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        mh_fail_errno(e, errno, "write %s", path);
        goto out;
    }
    if (write_fd(fd, v, path, e) != MH_OK) goto out;
    if (rename(tmp.ptr, path) != 0) {
        mh_fail_errno(e, errno, "write %s", path);
        goto out;
    }
    sync_folder(dir);
    rc = MH_OK;
out:
    if (fd >= 0) {
        close(fd);
        if (rc != MH_OK) unlink(tmp.ptr);
    }
    free(dir);
    mh_buf_clear(&tmp);
    return rc;
}

int mh_private_lock(const char *path, mh_err *e) {
    char *dir = mh_path_dir(path);
    int fd = -1;
    if (mh_fs_mkdirs(dir, e) == MH_OK) {
        fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0) mh_fail_errno(e, errno, "lock %s", dir);
    }
    while (fd >= 0 && flock(fd, LOCK_EX) != 0) {
        if (errno == EINTR) continue;
        mh_fail_errno(e, errno, "lock %s", dir);
        close(fd);
        fd = -1;
    }
    free(dir);
    return fd;
}

void mh_private_unlock(int lock) {
    if (lock >= 0) close(lock);
}
