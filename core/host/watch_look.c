#include "host/watch_priv.h"

#include "base/fs.h"
#include "base/hash.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* not in every linux/magic.h */
#define MAGIC_CIFS 0xff534d42u
#define MAGIC_SMB2 0xfe534d42u
#define MAGIC_FUSE 0x65735546u
#define MAGIC_CEPH 0x00c36400u

bool watch_is_remote(const char *path) {
    struct statfs st;
    if (statfs(path, &st) != 0) { /* not there yet: then it comes to what is above */
        char *above = mh_path_dir(path);
        bool up = strcmp(above, path) != 0 && watch_is_remote(above);
        free(above);
        return up;
    }
    switch ((uint32_t)st.f_type) {
    case NFS_SUPER_MAGIC:
    case SMB_SUPER_MAGIC:
    case AFS_SUPER_MAGIC:
    case CODA_SUPER_MAGIC:
    case V9FS_MAGIC:
    case MAGIC_CIFS:
    case MAGIC_SMB2:
    case MAGIC_FUSE:
    case MAGIC_CEPH: return true;
    default: return false;
    }
}

static uint64_t state_of(const struct stat *st) {
    int64_t v[] = {st->st_mtim.tv_sec,  st->st_mtim.tv_nsec, st->st_ctim.tv_sec,
                   st->st_ctim.tv_nsec, st->st_size,         (int64_t)st->st_mode};
    return mh_hash64((mh_view){(const char *)v, sizeof v}, 1);
}

static uint64_t identity_of(const struct stat *st) {
    uint64_t v[] = {(uint64_t)st->st_dev, (uint64_t)st->st_ino};
    return mh_hash64((mh_view){(const char *)v, sizeof v}, 2);
}

/* A sum, as the order of entries means nothing. */
static uint64_t entries_of(const char *path) {
    uint64_t sum = 0;
    DIR *d = opendir(path);
    if (d == NULL) return 0;
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) continue;
        uint64_t name = mh_hash64(mh_view_of(e->d_name), identity_of(&st));
        /* of a folder below only that it is there: its own entries are not watched */
        sum += S_ISDIR(st.st_mode) ? name : name ^ state_of(&st) * 3;
    }
    closedir(d);
    return sum;
}

watch_look watch_look_at(const char *path, bool deep) {
    watch_look look = {0};
    struct stat st, link;
    if (stat(path, &st) != 0) return look;
    look.exists = true;
    look.identity = identity_of(&st);
    if (lstat(path, &link) == 0 && S_ISLNK(link.st_mode)) look.identity ^= identity_of(&link) * 5;
    look.state = state_of(&st);
    if (deep && S_ISDIR(st.st_mode)) look.state = entries_of(path);
    return look;
}

char *watch_path(const char *path) {
    mh_buf out = {0};
    mh_view rest = mh_view_of(path), part;
    if (path[0] != '/') {
        char *here = getcwd(NULL, 0);
        mh_buf_puts(&out, here != NULL && strcmp(here, "/") != 0 ? here : "");
        free(here);
    }
    while (mh_view_split(&rest, '/', &part)) {
        if (part.len == 0 || mh_view_eq(part, MH_VIEW("."))) continue;
        mh_buf_putc(&out, '/');
        mh_buf_put(&out, part);
    }
    if (out.len == 0) mh_buf_putc(&out, '/');
    return mh_buf_take(&out);
}
