/* Reading. The file is a stream of bytes, decoded if it is gzip; records are cut out of that. */
#include "net/warc.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define PIECE       ((size_t)64 << 10)
#define GZIP_WINDOW 31 /* 15 bits, gzip header only */

struct mh_warc_reader {
    int fd;
    char *path;
    bool gzip, z_open;
    z_stream z;
    uint64_t read;                 /* bytes of the file read into in */
    uint64_t member;               /* where the member under way begins */
    uint64_t before;               /* decoded bytes of it before out */
    size_t in_at, in_len, at, len; /* of in; of out: next byte, bytes there */
    bool in_member;
    uint64_t left; /* of the record's block */
    char in[PIECE], out[PIECE];
};

static mh_rc broken(const mh_warc_reader *w, mh_err *e, mh_code code, const char *what) {
    uint64_t at = w->gzip ? w->read - w->in_len + w->in_at : w->before + w->at;
    return mh_fail(e, code, "%s: %s near byte %llu", w->path, what, (unsigned long long)at);
}

/* More of the file into in; false at its end. */
static mh_rc fill_in(mh_warc_reader *w, mh_err *e) {
    if (w->in_at < w->in_len) return MH_OK;
    ssize_t n;
    while ((n = read(w->fd, w->in, PIECE)) < 0 && errno == EINTR) {
    }
    if (n < 0) return mh_fail_errno(e, errno, "read %s", w->path);
    w->in_at = 0;
    w->in_len = (size_t)n;
    w->read += (uint64_t)n;
    return MH_OK;
}

/* Begins a member at the next byte; *more is false when there is none. */
static mh_rc begin_member(mh_warc_reader *w, bool *more, mh_err *e) {
    if (fill_in(w, e) != MH_OK) return MH_FAIL;
    *more = w->in_len > 0;
    if (!*more) return MH_OK;
    w->member = w->read - w->in_len + w->in_at;
    w->before = 0;
    int rc = w->z_open ? inflateReset(&w->z) : inflateInit2(&w->z, GZIP_WINDOW);
    if (rc != Z_OK) mh_oom();
    w->z_open = w->in_member = true;
    return MH_OK;
}

static mh_rc inflate_some(mh_warc_reader *w, mh_err *e) {
    w->z.next_out = (unsigned char *)w->out;
    w->z.avail_out = (unsigned)PIECE;
    while (w->z.avail_out == PIECE && w->in_member) {
        if (fill_in(w, e) != MH_OK) return MH_FAIL;
        if (w->in_len == 0) return broken(w, e, MH_E_PARTIAL, "the file ends within gzip");
        w->z.next_in = (unsigned char *)w->in + w->in_at;
        w->z.avail_in = (unsigned)(w->in_len - w->in_at);
        int rc = inflate(&w->z, Z_NO_FLUSH);
        w->in_at = w->in_len - w->z.avail_in;
        if (rc == Z_STREAM_END)
            w->in_member = false;
        else if (rc == Z_MEM_ERROR)
            mh_oom();
        else if (rc != Z_OK && rc != Z_BUF_ERROR)
            return broken(w, e, MH_E_PARSE, "damaged gzip");
    }
    w->len = PIECE - w->z.avail_out;
    uint64_t eaten = w->read - w->in_len + w->in_at - w->member;
    if (w->before + w->len > MH_WARC_GROWN && (w->before + w->len) / MH_WARC_GROWTH > eaten)
        return broken(w, e, MH_E_TOO_LARGE, "gzip that grows beyond all reason");
    return MH_OK;
}

/* Makes out hold at least a byte; *more is false at the end of the file. */
static mh_rc fill(mh_warc_reader *w, bool *more, mh_err *e) {
    *more = true;
    while (w->at == w->len) {
        w->before += w->len;
        w->at = w->len = 0;
        if (w->gzip && !w->in_member) {
            if (begin_member(w, more, e) != MH_OK) return MH_FAIL;
            if (!*more) return MH_OK;
        }
        if (w->gzip) {
            if (inflate_some(w, e) != MH_OK) return MH_FAIL;
            continue;
        }
        if (fill_in(w, e) != MH_OK) return MH_FAIL;
        *more = w->in_len > 0;
        if (!*more) return MH_OK;
        w->len = w->in_len;
        memcpy(w->out, w->in, w->len);
        w->in_at = w->in_len;
    }
    return MH_OK;
}

/* A line with its end; MH_E_PARTIAL when the file ends in it. */
static mh_rc read_line(mh_warc_reader *w, mh_buf *line, mh_err *e) {
    bool more;
    mh_buf_reset(line);
    for (;;) {
        if (fill(w, &more, e) != MH_OK) return MH_FAIL;
        if (!more) return broken(w, e, MH_E_PARTIAL, "the file ends within a record");
        mh_view rest = {w->out + w->at, w->len - w->at};
        size_t end = mh_view_find_byte(rest, '\n', 0);
        mh_view part = mh_view_sub(rest, 0, end == SIZE_MAX ? rest.len : end + 1);
        mh_buf_put(line, part);
        w->at += part.len;
        if (line->len > MH_WARC_HEADER) return broken(w, e, MH_E_TOO_LARGE, "a header without end");
        if (end != SIZE_MAX) return MH_OK;
    }
}

mh_rc mh_warc_open(mh_warc_reader **out, const char *path, mh_err *e) {
    bool more;
    mh_warc_reader *w = mh_alloc(sizeof *w);
    w->path = mh_strndup(path, strlen(path));
    w->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (w->fd < 0) {
        mh_fail_errno(e, errno, "open %s", path);
        goto fail;
    }
    if (fill_in(w, e) != MH_OK) goto fail;
    w->gzip = w->in_len >= 2 && w->in[0] == '\x1f' && w->in[1] == '\x8b';
    if (fill(w, &more, e) != MH_OK) goto fail;
    *out = w;
    return MH_OK;
fail:
    mh_warc_close(w);
    return MH_FAIL;
}

void mh_warc_close(mh_warc_reader *w) {
    if (w == NULL) return;
    if (w->z_open) inflateEnd(&w->z);
    if (w->fd >= 0) close(w->fd);
    free(w->path);
    free(w);
}

mh_rc mh_warc_read(mh_warc_reader *w, char *to, size_t n, size_t *got, mh_err *e) {
    bool more;
    *got = 0;
    while (n > 0 && w->left > 0) {
        if (fill(w, &more, e) != MH_OK) return MH_FAIL;
        if (!more) return broken(w, e, MH_E_PARTIAL, "the file ends within a record");
        size_t k = w->len - w->at;
        if (k > n) k = n;
        if (k > w->left) k = (size_t)w->left;
        if (to != NULL) memcpy(to + *got, w->out + w->at, k);
        w->at += k;
        w->left -= k;
        *got += k;
        n -= k;
    }
    return MH_OK;
}

mh_rc mh_warc_skip(mh_warc_reader *w, mh_err *e) {
    size_t got;
    while (w->left > 0)
        if (mh_warc_read(w, NULL, PIECE, &got, e) != MH_OK) return MH_FAIL;
    return MH_OK;
}

/* Line ends between records. */
static mh_rc skip_blank(mh_warc_reader *w, bool *more, mh_err *e) {
    do {
        if (fill(w, more, e) != MH_OK || !*more) break;
        if (w->out[w->at] != '\r' && w->out[w->at] != '\n') return MH_OK;
        w->at++;
    } while (true);
    return *more ? MH_FAIL : MH_OK;
}

static mh_rc read_fields(mh_warc_reader *w, mh_head *head, mh_buf *line, mh_err *e) {
    mh_head_limits limits = {MH_WARC_HEADER, 0};
    for (;;) {
        mh_err why = {0};
        if (read_line(w, line, e) != MH_OK) return MH_FAIL;
        mh_view v = mh_buf_view(line);
        if (mh_view_trim(v).len == 0) break;
        if (mh_view_starts(v, MH_VIEW("HTTP/"))) return broken(w, e, MH_E_PARSE, "no field");
        if (mh_head_line(head, v, limits, &why) != MH_OK)
            return broken(w, e, why.code == MH_E_PROTOCOL ? MH_E_PARSE : why.code, why.msg);
    }
    if (!head->has_length) return broken(w, e, MH_E_PARSE, "a record without Content-Length");
    w->left = head->length;
    return MH_OK;
}

mh_rc mh_warc_next(mh_warc_reader *w, mh_head *head, mh_warc_pos *at, bool *more, mh_err *e) {
    mh_buf line = {0};
    mh_head_clear(head);
    if (mh_warc_skip(w, e) != MH_OK || skip_blank(w, more, e) != MH_OK) return MH_FAIL;
    if (!*more) return MH_OK;
    *at = (mh_warc_pos){w->member, w->before + w->at};
    mh_rc rc = read_line(w, &line, e);
    if (rc == MH_OK && !mh_view_starts(mh_buf_view(&line), MH_VIEW("WARC/0.")) &&
        !mh_view_starts(mh_buf_view(&line), MH_VIEW("WARC/1.")))
        rc = mh_fail(e, MH_E_PARSE, "%s: no WARC record at byte %llu", w->path,
                     (unsigned long long)(w->gzip ? at->member : at->skip));
    if (rc == MH_OK) rc = read_fields(w, head, &line, e);
    mh_buf_clear(&line);
    return rc;
}

mh_rc mh_warc_seek(mh_warc_reader *w, mh_warc_pos at, mh_err *e) {
    bool more = true;
    uint64_t now = w->before + w->at;
    w->left = 0;
    if (w->member != at.member || now > at.skip || !w->gzip) {
        uint64_t to = w->gzip ? at.member : at.skip;
        if (lseek(w->fd, (off_t)to, SEEK_SET) < 0)
            return mh_fail_errno(e, errno, "seek in %s", w->path);
        w->read = to;
        w->in_at = w->in_len = w->at = w->len = 0;
        w->before = w->gzip ? 0 : to;
        w->in_member = false;
        if (!w->gzip) return MH_OK;
        if (begin_member(w, &more, e) != MH_OK) return MH_FAIL;
    }
    while (more && w->before + w->len < at.skip) {
        w->at = w->len;
        if (fill(w, &more, e) != MH_OK) return MH_FAIL;
        if (w->member != at.member) more = false;
    }
    if (!more) return broken(w, e, MH_E_PARSE, "the file has changed");
    w->at = (size_t)(at.skip - w->before);
    return MH_OK;
}

mh_view mh_warc_uri(const mh_head *head) {
    mh_view v = mh_head_get(head, MH_VIEW("WARC-Target-URI"));
    if (v.len > 1 && v.ptr[0] == '<' && v.ptr[v.len - 1] == '>') v = mh_view_sub(v, 1, v.len - 1);
    return v;
}
