#include "host/logfile.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct mh_logfile {
    char *path; /* NULL: standard error */
    int fd;
    int64_t size, keep, at; /* at: bytes of the file */
    int64_t lost, unsaid;
    mh_log_format format;
    bool journal;
};

/* sd-daemon(3): JOURNAL_STREAM names the device and inode of the stream that the journal reads. */
static bool is_journal(int fd) {
    const char *v = getenv("JOURNAL_STREAM");
    struct stat st;
    char name[64];
    if (v == NULL || fstat(fd, &st) != 0) return false;
    snprintf(name, sizeof name, "%llu:%llu", (unsigned long long)st.st_dev,
             (unsigned long long)st.st_ino);
    return strcmp(v, name) == 0;
}

static mh_rc open_file(mh_logfile *f, int *fd, mh_err *e) {
    struct stat st;
    *fd = open(f->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
    if (*fd < 0 || fstat(*fd, &st) != 0)
        return mh_fail(e, MH_E_IO, "log file %s: %s", f->path, strerror(errno));
    f->at = st.st_size;
    return MH_OK;
}

mh_rc mh_logfile_open(mh_logfile **out, const mh_logfile_opts *o, mh_err *e) {
    mh_logfile *f = mh_alloc(sizeof *f);
    f->size = o->size;
    f->keep = o->keep;
    f->format = o->format;
    f->fd = STDERR_FILENO;
    *out = NULL;
    if (o->path.len > 0) {
        f->path = mh_strndup(o->path.ptr, o->path.len);
        if (open_file(f, &f->fd, e) != MH_OK) {
            free(f->path);
            free(f);
            return MH_FAIL;
        }
    } else {
        f->journal = is_journal(STDERR_FILENO);
    }
    *out = f;
    return MH_OK;
}

void mh_logfile_close(mh_logfile *f) {
    if (f == NULL) return;
    if (f->path) close(f->fd);
    free(f->path);
    free(f);
}

static void name_of(const mh_logfile *f, int64_t i, mh_buf *b) {
    mh_buf_reset(b);
    mh_buf_puts(b, f->path);
    if (i > 0) mh_buf_printf(b, ".%lld", (long long)i);
}

/* The old descriptor is kept until the new file is open, so that there always is one to write to. */
mh_rc mh_logfile_reopen(mh_logfile *f, mh_err *e) {
    int fd;
    if (f->path == NULL) return MH_OK;
    int64_t at = f->at;
    if (open_file(f, &fd, e) != MH_OK) {
        f->at = at;
        return MH_FAIL;
    }
    close(f->fd);
    f->fd = fd;
    return MH_OK;
}

static void rotate(mh_logfile *f) {
    mh_buf from = {0}, to = {0};
    for (int64_t i = f->keep; i > 0; i--) {
        name_of(f, i - 1, &from);
        name_of(f, i, &to);
        rename(from.ptr, to.ptr); /* one that is not there has nothing to move */
    }
    if (f->keep == 0) unlink(f->path);
    mh_buf_clear(&from);
    mh_buf_clear(&to);
    if (mh_logfile_reopen(f, NULL) != MH_OK) f->at = 0; /* goes on in the file that was moved */
}

/* A line that was written in part is taken back, where that can be, and counts as lost. */
static bool write_whole(mh_logfile *f, mh_view line) {
    ssize_t n;
    do n = write(f->fd, line.ptr, line.len);
    while (n < 0 && errno == EINTR);
    if (n == (ssize_t)line.len) {
        f->at += n;
        return true;
    }
    if (n > 0 && f->path && ftruncate(f->fd, (off_t)f->at) != 0) f->at += n;
    return false;
}

static void say_lost(mh_logfile *f) {
    char line[320], at[MH_RFC3339_MAX];
    mh_rfc3339(at, mh_clock_wall_us(mh_clock_system()), 0, true);
    int n;
    if (f->format == MH_LOG_JSON)
        n = snprintf(line, sizeof line,
                     "{\"time\":\"%s\",\"level\":\"warn\",\"event\":\"log-lines-lost\","
                     "\"lines\":%lld}\n",
                     at, (long long)f->unsaid);
    else
        n = snprintf(line, sizeof line, "%s warn  log-lines-lost lines=%lld\n", at,
                     (long long)f->unsaid);
    if (n > 0 && write_whole(f, (mh_view){line, (size_t)n})) f->unsaid = 0;
}

void mh_logfile_write(void *file, mh_level level, mh_view line) {
    mh_logfile *f = file;
    static const char marks[] = "7643"; /* of syslog: debug, info, warning, err */
    if (f->path && f->at > 0 && f->at + (int64_t)line.len > f->size) rotate(f);
    if (f->unsaid > 0) say_lost(f);
    mh_buf marked = {0};
    if (f->journal) {
        mh_buf_printf(&marked, "<%c>", marks[level & 3]);
        mh_buf_put(&marked, line);
        line = mh_buf_view(&marked);
    }
    if (!write_whole(f, line)) {
        f->lost++;
        f->unsaid++;
    }
    mh_buf_clear(&marked);
}

int64_t mh_logfile_lost(const mh_logfile *f) {
    return f->lost;
}
