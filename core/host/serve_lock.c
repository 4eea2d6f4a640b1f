/* One daemon a database: FILE.serve.lock beside it, held by flock, with the holder's number inside. Part of
 * host/serve.h. The file stays: to remove it would let two hold two files of one name. */
#include "host/serve_priv.h"

#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static mh_rc say_holder(const serve *sv, mh_err *e) {
    char text[64] = "";
    ssize_t n = pread(sv->lock, text, sizeof text - 1, 0);
    if (n > 0) text[strcspn(text, "\n")] = '\0';
    return mh_fail(e, MH_E_BUSY, "%s: another daemon serves this database%s%s", sv->db,
                   text[0] ? ": process " : "", text);
}

mh_rc serve_lock_take(serve *sv, mh_err *e) {
    char pid[32];
    mh_buf path = {0};
    mh_buf_printf(&path, "%s.serve.lock", sv->db);
    sv->lock_path = mh_buf_take(&path);
    char *dir = mh_path_dir(sv->lock_path);
    mh_rc rc = mh_fs_mkdirs(dir, e);
    free(dir);
    if (rc != MH_OK) return rc;
    sv->lock = open(sv->lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (sv->lock < 0) return mh_fail_errno(e, errno, "open %s", sv->lock_path);
    if (flock(sv->lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return say_holder(sv, e);
        return mh_fail_errno(e, errno, "lock %s", sv->lock_path);
    }
    int n = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
    /* on a full disk nobody learns who has it; it is held all the same */
    if (ftruncate(sv->lock, 0) != 0 || pwrite(sv->lock, pid, (size_t)n, 0) != n) errno = 0;
    return MH_OK;
}

void serve_lock_drop(serve *sv) {
    if (sv->lock >= 0) close(sv->lock);
    sv->lock = -1;
    free(sv->lock_path);
}
