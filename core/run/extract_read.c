/* Bytes of one input of `minehost extract`: a file, a pipe, standard input, packed with gzip or not. */
#include "base/fs.h"
#include "run/extract_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define INPUT_MAX ((size_t)64 << 20) /* bytes of one input, unpacked as well */

static bool is_stdin(const char *input) {
    return strcmp(input, "-") == 0;
}

const char *mh_extract_name(const char *input) {
    return is_stdin(input) ? "standard input" : input;
}

/* To the end: a pipe has no size. */
static mh_rc read_stream(mh_buf *out, const char *path, mh_err *e) {
    const char *name = mh_extract_name(path);
    int fd = is_stdin(path) ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    mh_rc rc = MH_OK;
    if (fd < 0) return mh_fail_errno(e, errno, "read %s", name);
    for (;;) {
        mh_buf_reserve(out, 65536);
        ssize_t n = read(fd, out->ptr + out->len, 65536);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) rc = mh_fail_errno(e, errno, "read %s", name);
        if (n <= 0) break;
        out->len += (size_t)n;
        if (out->len <= INPUT_MAX) continue;
        rc = mh_fail(e, MH_E_TOO_LARGE, "read %s: over %zu bytes", name, INPUT_MAX);
        break;
    }
    if (!is_stdin(path)) close(fd);
    return rc;
}

/* One or several gzip members, one behind the other. */
static mh_rc unpack(mh_buf *out, mh_view in, const char *name, mh_err *e) {
    z_stream z = {.next_in = (Bytef *)(uintptr_t)in.ptr, .avail_in = (uInt)in.len};
    mh_rc rc = MH_OK;
    if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
        return mh_fail(e, MH_E_INTERNAL, "read %s: gzip cannot begin", name);
    for (;;) {
        mh_buf_reserve(out, 65536);
        z.next_out = (Bytef *)out->ptr + out->len;
        z.avail_out = 65536;
        int status = inflate(&z, Z_NO_FLUSH);
        out->len += 65536 - z.avail_out;
        if (out->len > INPUT_MAX) {
            rc = mh_fail(e, MH_E_TOO_LARGE, "read %s: over %zu bytes unpacked", name, INPUT_MAX);
            break;
        }
        if (status == Z_STREAM_END) {
            if (z.avail_in < 2 || z.next_in[0] != 0x1f || z.next_in[1] != 0x8b) break;
            if (inflateReset(&z) != Z_OK) break;
        } else if (status != Z_OK) {
            /* a file that was cut off ends in Z_BUF_ERROR */
            rc = mh_fail(e, MH_E_ENCODING, "read %s: its gzip data is %s", name,
                         status == Z_BUF_ERROR ? "cut off" : "broken");
            break;
        }
    }
    inflateEnd(&z);
    return rc;
}

static bool looks_address(mh_view v) {
    return mh_view_find(v, MH_VIEW("://"), 0) != SIZE_MAX || mh_view_istarts(v, MH_VIEW("www."));
}

mh_rc mh_extract_read(mh_extract_job *j) {
    struct stat st;
    mh_buf plain = {0};
    const char *name = mh_extract_name(j->input);
    bool there = !is_stdin(j->input) && stat(j->input, &st) == 0;
    mh_rc rc;
    if (there && S_ISDIR(st.st_mode))
        return mh_fail(&j->err, MH_E_USAGE, "%s is a folder: give its files, as in %s%s*.html",
                       name, name, name[strlen(name) - 1] == '/' ? "" : "/");
    if (!there && looks_address(mh_view_of(j->input)))
        return mh_fail(&j->err, MH_E_NOT_FOUND,
                       "no file %s; an address begins with http:// or https://", name);
    if (name[0] == '\0') return mh_fail(&j->err, MH_E_USAGE, "an input has an empty name");
    if (is_stdin(j->input) || (there && (S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode)))) {
        rc = read_stream(&j->bytes, j->input, &j->err);
    } else {
        rc = mh_fs_read(&j->bytes, j->input, INPUT_MAX, &j->err);
    }
    if (rc == MH_OK && j->bytes.len == 0) return mh_fail(&j->err, MH_E_PARSE, "%s is empty", name);
    if (rc != MH_OK || !mh_view_starts(mh_buf_view(&j->bytes), MH_VIEW("\x1f\x8b"))) return rc;
    rc = unpack(&plain, mh_buf_view(&j->bytes), name, &j->err);
    mh_buf_clear(&j->bytes);
    j->bytes = plain;
    return rc;
}
