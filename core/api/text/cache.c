#include "api/text/text_priv.h"

#include "base/fs.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEPT 64 /* compiled dictionaries; beyond, the oldest go */
#define MOST ((off_t)1 << 30)

/* Folder of the compiled dictionaries; NULL when there is no place for one. Owned. */
static char *cache_dir(void) {
    mh_err e = {0};
    char *base = mh_xdg_dir("cache", &e);
    char *dir = base ? mh_path_join(base, "dictionaries") : NULL;
    free(base);
    return dir;
}

/* A plain file of ours that nobody else may write. */
static bool is_ours(int fd, off_t *size) {
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) return false;
    *size = st.st_size;
    return st.st_uid == geteuid() && (st.st_mode & (S_IWGRP | S_IWOTH)) == 0 && st.st_size > 0 &&
           st.st_size <= MOST;
}

bool text_cache_open(const char *key, void **map, size_t *len) {
    char *dir = cache_dir(), *path = dir ? mh_path_join(dir, key) : NULL;
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
    off_t size = 0;
    void *p = MAP_FAILED;
    if (fd >= 0 && is_ours(fd, &size))
        p = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (fd >= 0) close(fd);
    free(path);
    free(dir);
    if (p == MAP_FAILED) return false;
    *map = p;
    *len = (size_t)size;
    return true;
}

/* Removes the oldest of too many files. */
static void prune(const char *dir) {
    mh_names names = {0};
    if (mh_fs_list(&names, dir, NULL) != MH_OK) return;
    for (size_t left = names.len; left > KEPT; left--) {
        char *oldest = NULL;
        time_t when = 0;
        for (size_t i = 0; i < names.len; i++) {
            struct stat st;
            char *path = mh_path_join(dir, names.ptr[i]);
            bool older = lstat(path, &st) == 0 && S_ISREG(st.st_mode) &&
                         (oldest == NULL || st.st_mtime < when);
            if (older) {
                free(oldest);
                oldest = path;
                when = st.st_mtime;
            } else {
                free(path);
            }
        }
        if (oldest == NULL || unlink(oldest) != 0) left = 0;
        free(oldest);
        if (left == 0) break;
    }
    mh_names_clear(&names);
}

void text_cache_store(const char *key, mh_view bytes) {
    char *dir = cache_dir(), *path = dir ? mh_path_join(dir, key) : NULL;
    if (path && mh_fs_mkdirs(dir, NULL) == MH_OK && mh_fs_write(path, bytes, NULL) == MH_OK) {
        if (chmod(path, S_IRUSR | S_IWUSR) != 0) unlink(path);
        prune(dir);
    }
    free(path);
    free(dir);
}
