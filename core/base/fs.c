#include "base/fs.h"

#include "base/real.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads all of fd, which it closes; below 0: errno tells why there is none. */
static mh_rc read_fd(mh_buf *out, int fd, const char *path, size_t max, mh_err *e) {
    mh_rc rc = MH_FAIL;
    struct stat st;
    if (fd < 0) return mh_fail_errno(e, errno, "read %s", path);
    if (fstat(fd, &st) != 0) {
        mh_fail_errno(e, errno, "read %s", path);
        goto out;
    }
    if (!S_ISREG(st.st_mode)) {
        mh_fail(e, MH_E_USAGE, "read %s: not a regular file", path);
        goto out;
    }
    size_t got = 0;
    if (max > 0 && (uint64_t)st.st_size > max) goto too_large;
    mh_buf_reserve(out, (size_t)st.st_size + 1);
    for (;;) {
        mh_buf_reserve(out, 65536);
        ssize_t n = read(fd, out->ptr + out->len, 65536);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            mh_fail_errno(e, errno, "read %s", path);
            goto out;
        }
        if (n == 0) break;
        got += (size_t)n;
        out->len += (size_t)n;
        if (max > 0 && got > max) goto too_large;
    }
    out->ptr[out->len] = '\0';
    rc = MH_OK;
    goto out;
too_large:
    mh_fail(e, MH_E_TOO_LARGE, "read %s: larger than %zu bytes", path, max);
out:
    close(fd);
    return rc;
}

mh_rc mh_fs_read(mh_buf *out, const char *path, size_t max, mh_err *e) {
    return read_fd(out, open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), path, max, e);
}

mh_rc mh_fs_read_real(mh_buf *out, const char *path, size_t max, mh_err *e) {
    return read_fd(out, mh_real_open(path, O_RDONLY | O_NONBLOCK, 0), path, max, e);
}

static mh_rc write_all(int fd, mh_view v, const char *path, mh_err *e) {
    while (v.len > 0) {
        ssize_t n = write(fd, v.ptr, v.len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return mh_fail_errno(e, errno, "write %s", path);
        v = mh_view_sub(v, (size_t)n, v.len);
    }
    return MH_OK;
}

static mh_rc replace(const char *path, mh_view v, bool sync, mode_t mode, mh_err *e) {
    mh_buf tmp = {0};
    mh_buf_printf(&tmp, "%s.tmp.%ld", path, (long)getpid());
    mh_rc rc = MH_FAIL;
    int fd = open(tmp.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0) {
        mh_fail_errno(e, errno, "write %s", path);
        goto out;
    }
    if (write_all(fd, v, path, e) != MH_OK) goto out;
    if (sync && fsync(fd) != 0) {
        mh_fail_errno(e, errno, "write %s", path);
        goto out;
    }
    if (rename(tmp.ptr, path) != 0) {
        mh_fail_errno(e, errno, "write %s", path);
        goto out;
    }
    rc = MH_OK;
out:
    if (fd >= 0) {
        close(fd);
        if (rc != MH_OK) unlink(tmp.ptr);
    }
    mh_buf_clear(&tmp);
    return rc;
}

mh_rc mh_fs_write(const char *path, mh_view v, mh_err *e) {
    return replace(path, v, true, 0666, e);
}

mh_rc mh_fs_put(const char *path, mh_view v, mh_err *e) {
    return replace(path, v, false, 0600, e);
}

mh_rc mh_fs_mkdirs(const char *path, mh_err *e) {
    char *p = mh_strndup(path, strlen(path));
    mh_rc rc = MH_OK;
    for (char *s = p + (p[0] == '/'); rc == MH_OK; s++) {
        if (*s != '/' && *s != '\0') continue;
        char keep = *s;
        *s = '\0';
        if (p[0] != '\0' && mkdir(p, 0700) != 0 && errno != EEXIST)
            rc = mh_fail_errno(e, errno, "make folder %s", p);
        *s = keep;
        if (keep == '\0') break;
    }
    free(p);
    return rc;
}

bool mh_fs_is_file(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool mh_fs_is_dir(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool mh_fs_is_link(const char *path) {
    struct stat st;
    return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

char *mh_path_join(const char *dir, const char *name) {
    mh_buf b = {0};
    if (name[0] != '/' && dir[0] != '\0') {
        mh_buf_puts(&b, dir);
        if (b.ptr[b.len - 1] != '/' && name[0] != '\0') mh_buf_putc(&b, '/');
    }
    mh_buf_puts(&b, name);
    return mh_buf_take(&b);
}

char *mh_path_dir(const char *path) {
    const char *slash = strrchr(path, '/');
    if (slash == NULL) return mh_strndup(".", 1);
    return mh_strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

mh_view mh_path_base(const char *path) {
    const char *slash = strrchr(path, '/');
    return mh_view_of(slash ? slash + 1 : path);
}

char *mh_path_real(const char *path) {
    return realpath(path, NULL);
}

void mh_names_clear(mh_names *n) {
    for (size_t i = 0; i < n->len; i++) free(n->ptr[i]);
    mh_vec_clear(n);
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

mh_rc mh_fs_list(mh_names *out, const char *dir, mh_err *e) {
    DIR *d = opendir(dir);
    if (d == NULL) return mh_fail_errno(e, errno, "list folder %s", dir);
    for (struct dirent *x; (x = readdir(d)) != NULL;) {
        if (strcmp(x->d_name, ".") == 0 || strcmp(x->d_name, "..") == 0) continue;
        mh_vec_push(out, mh_strndup(x->d_name, strlen(x->d_name)));
    }
    closedir(d);
    if (out->len > 0) qsort(out->ptr, out->len, sizeof *out->ptr, by_bytes);
    return MH_OK;
}

char *mh_xdg_dir(const char *kind, mh_err *e) {
    static const char *const table[][3] = {
        {"data", "XDG_DATA_HOME", ".local/share"},
        {"config", "XDG_CONFIG_HOME", ".config"},
        {"state", "XDG_STATE_HOME", ".local/state"},
        {"cache", "XDG_CACHE_HOME", ".cache"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(table[i][0], kind) != 0) continue;
        const char *base = getenv(table[i][1]), *home = getenv("HOME");
        if (base && base[0] == '/') return mh_path_join(base, "minehost");
        if (home == NULL || home[0] == '\0') {
            mh_fail(e, MH_E_USAGE, "neither %s nor HOME is set: no place for %s", table[i][1],
                    kind);
            return NULL;
        }
        char *up = mh_path_join(home, table[i][2]), *dir = mh_path_join(up, "minehost");
        free(up);
        return dir;
    }
    mh_fail(e, MH_E_INTERNAL, "no XDG folder of kind %s", kind);
    return NULL;
}

char *mh_exe_dir(void) {
    char *exe = realpath("/proc/self/exe", NULL);
    if (exe == NULL) return NULL;
    char *dir = mh_path_dir(exe);
    free(exe);
    return dir;
}
