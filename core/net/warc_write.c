/* Writing of warc.h. */
#include "net/warc.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define GZIP_WINDOW 31
#define STEP        ((size_t)64 << 10)

struct mh_warc_writer {
    int fd;
    char *path;
    bool gzip;
    z_stream z;
    uint64_t good; /* bytes of whole records */
    mh_buf out;    /* of the record under way */
};

/* A file that holds something else is not one that anybody meant. */
static bool may_replace(int fd) {
    struct stat st;
    char start[5];
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0) return true;
    if (pread(fd, start, sizeof start, 0) != (ssize_t)sizeof start) return false;
    return memcmp(start, "WARC/", 5) == 0 || memcmp(start, "\x1f\x8b", 2) == 0;
}

mh_rc mh_warc_create(mh_warc_writer **out, const char *path, mh_err *e) {
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return mh_fail_errno(e, errno, "make %s", path);
    if (!may_replace(fd)) {
        close(fd);
        return mh_fail(e, MH_E_USAGE, "make %s: the file is there and is no WARC file", path);
    }
    if (ftruncate(fd, 0) != 0 && errno != EINVAL) {
        mh_fail_errno(e, errno, "make %s", path);
        close(fd);
        return MH_FAIL;
    }
    mh_warc_writer *w = mh_alloc(sizeof *w);
    w->fd = fd;
    w->path = mh_strndup(path, strlen(path));
    w->gzip = mh_view_ends(mh_view_of(path), MH_VIEW(".gz"));
    if (w->gzip && deflateInit2(&w->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 8,
                                Z_DEFAULT_STRATEGY) != Z_OK)
        mh_oom();
    *out = w;
    return MH_OK;
}

static mh_rc write_all(mh_warc_writer *w, mh_view v, mh_err *e) {
    while (v.len > 0) {
        ssize_t n = write(w->fd, v.ptr, v.len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return mh_fail_errno(e, errno, "write %s", w->path);
        v = mh_view_sub(v, (size_t)n, v.len);
    }
    return MH_OK;
}

static mh_rc put(mh_warc_writer *w, mh_view v, int flush, mh_err *e) {
    if (!w->gzip) return write_all(w, v, e);
    w->z.next_in = (unsigned char *)(uintptr_t)(v.ptr ? v.ptr : "");
    w->z.avail_in = (unsigned)v.len;
    do {
        mh_buf_reset(&w->out);
        mh_buf_reserve(&w->out, STEP);
        w->z.next_out = (unsigned char *)w->out.ptr;
        w->z.avail_out = (unsigned)STEP;
        deflate(&w->z, flush);
        mh_view made = {w->out.ptr, STEP - w->z.avail_out};
        if (write_all(w, made, e) != MH_OK) return MH_FAIL;
    } while (w->z.avail_out == 0);
    return MH_OK;
}

static mh_rc put_record(mh_warc_writer *w, mh_view head, const mh_view *parts, size_t n,
                        mh_err *e) {
    if (put(w, head, Z_NO_FLUSH, e) != MH_OK) return MH_FAIL;
    for (size_t i = 0; i < n; i++)
        for (size_t at = 0; at < parts[i].len; at += STEP)
            if (put(w, mh_view_sub(parts[i], at, at + STEP), Z_NO_FLUSH, e) != MH_OK)
                return MH_FAIL;
    return put(w, MH_VIEW("\r\n\r\n"), Z_FINISH, e);
}

mh_rc mh_warc_put(mh_warc_writer *w, mh_view fields, const mh_view *parts, size_t n, mh_err *e) {
    mh_buf head = {0};
    size_t length = 0;
    for (size_t i = 0; i < n; i++) length += parts[i].len;
    mh_buf_puts(&head, "WARC/1.1\r\n");
    mh_buf_put(&head, fields);
    mh_buf_printf(&head, "Content-Length: %zu\r\n\r\n", length);
    mh_rc rc = put_record(w, mh_buf_view(&head), parts, n, e);
    mh_buf_clear(&head);
    if (w->gzip) deflateReset(&w->z);
    off_t end = lseek(w->fd, 0, SEEK_CUR);
    if (rc == MH_OK) {
        if (end > 0) w->good = (uint64_t)end;
    } else if (end >= 0 && ftruncate(w->fd, (off_t)w->good) == 0) {
        (void)lseek(w->fd, (off_t)w->good, SEEK_SET);
    }
    return rc;
}

mh_rc mh_warc_finish(mh_warc_writer *w, mh_err *e) {
    mh_rc rc = MH_OK;
    if (w == NULL) return MH_OK;
    /* a pipe or a device has nothing to be synced */
    if (fsync(w->fd) != 0 && errno != EINVAL && errno != EROFS)
        rc = mh_fail_errno(e, errno, "write %s", w->path);
    if (close(w->fd) != 0 && rc == MH_OK) rc = mh_fail_errno(e, errno, "write %s", w->path);
    if (w->gzip) deflateEnd(&w->z);
    mh_buf_clear(&w->out);
    free(w->path);
    free(w);
    return rc;
}
