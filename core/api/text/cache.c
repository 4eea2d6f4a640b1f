#include "api/text/text_priv.h"

#include "base/fs.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define KEPT  256                   /* compiled forms; beyond, those not used for longest go */
#define BYTES ((uint64_t)512 << 20) /* of all of them */
#define MOST  ((off_t)1 << 30)      /* of one */
#define DAY   86400

/* Folder of the compiled forms; NULL when there is no place for one. Owned. */
static char *cache_dir(void) {
    mh_err e = {0};
    char *base = mh_xdg_dir("cache", &e);
    char *dir = base ? mh_path_join(base, "compiled") : NULL;
    free(base);
    return dir;
}

void text_cache_key(const text_files *f, const char *what, const char *code,
                    char out[MH_SHA256_HEX]) {
    mh_buf all = {0};
    struct stat st = {0};
    if (stat("/proc/self/exe", &st) != 0) st.st_size = 0;
    mh_text_basis(&all);
    mh_buf_printf(&all, " %s %lld %lld.%09ld\n%s %s\n", MH_VERSION, (long long)st.st_size,
                  (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec, what, code);
    for (size_t i = 0; i < f->list.len; i++) {
        const text_file *x = &f->list.ptr[i];
        mh_buf_printf(&all, "%zu %zu\n", strlen(x->name), x->bytes.len);
        mh_buf_puts(&all, x->name);
        mh_buf_put(&all, mh_buf_view(&x->bytes));
    }
    mh_sha256_hex(mh_buf_view(&all), out);
    mh_buf_clear(&all);
}

/* A plain file of ours that nobody else may write. */
static bool is_ours(int fd, struct stat *st) {
    if (fstat(fd, st) != 0 || !S_ISREG(st->st_mode)) return false;
    return st->st_uid == geteuid() && (st->st_mode & (S_IWGRP | S_IWOTH)) == 0 && st->st_size > 0 &&
           st->st_size <= MOST;
}

/* A file in use is young; once a day will do. */
static void touch(int fd, const struct stat *st) {
    if (time(NULL) - st->st_mtime > DAY) (void)futimens(fd, NULL);
}

bool text_cache_open(const char *key, void **map, size_t *len) {
    char *dir = cache_dir(), *path = dir ? mh_path_join(dir, key) : NULL;
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
    struct stat st = {0};
    void *p = MAP_FAILED;
    if (fd >= 0 && is_ours(fd, &st)) {
        p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
        touch(fd, &st);
    }
    if (fd >= 0) close(fd);
    free(path);
    free(dir);
    if (p == MAP_FAILED) return false;
    *map = p;
    *len = (size_t)st.st_size;
    return true;
}

typedef struct aged {
    char *path; /* owned */
    time_t when;
    uint64_t bytes;
} aged;

static int youngest_first(const void *x, const void *y) {
    const aged *a = x, *b = y;
    if (a->when != b->when) return a->when < b->when ? 1 : -1;
    return strcmp(a->path, b->path);
}

/* Removes what is too much, oldest first; the youngest stays. */
static void prune(const char *dir) {
    mh_names names = {0};
    MH_VEC(aged) files = {0};
    uint64_t bytes = 0;
    if (mh_fs_list(&names, dir, NULL) != MH_OK) return;
    for (size_t i = 0; i < names.len; i++) {
        struct stat st;
        char *path = mh_path_join(dir, names.ptr[i]);
        if (lstat(path, &st) == 0 && S_ISREG(st.st_mode))
            mh_vec_push(&files, ((aged){path, st.st_mtime, (uint64_t)st.st_size}));
        else
            free(path);
    }
    if (files.len) qsort(files.ptr, files.len, sizeof *files.ptr, youngest_first);
    for (size_t i = 0; i < files.len; i++) {
        bytes += files.ptr[i].bytes;
        if (i > 0 && (i >= KEPT || bytes > BYTES)) unlink(files.ptr[i].path);
        free(files.ptr[i].path);
    }
    mh_vec_clear(&files);
    mh_names_clear(&names);
}

void text_cache_store(const char *key, mh_view bytes) {
    char *dir = cache_dir(), *path = dir ? mh_path_join(dir, key) : NULL;
    if (path && mh_fs_mkdirs(dir, NULL) == MH_OK && mh_fs_put(path, bytes, NULL) == MH_OK)
        prune(dir);
    free(path);
    free(dir);
}
