/* warc.c: a WARC file of anybody's, read, indexed and asked for what it holds. The first byte says
 * whether a recording of ours stands before it, and whether all is packed as gzip. */
#include "fuzz.h"

#include "net/record.h"
#include "net/warc.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#define ASKED 8

static const char own[] = "WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 47\r\n\r\n"
                          "minehost-start-us: 1790000000000000\r\nminehost-seed: 7\r\n\r\n\r\n";

static char path[64];

static void save(mh_view v, bool pack) {
    mh_buf z = {0};
    if (pack) {
        z_stream s = {0};
        fz_check(deflateInit2(&s, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK);
        mh_buf_reserve(&z, deflateBound(&s, v.len) + 32);
        s.next_in = (unsigned char *)(uintptr_t)v.ptr;
        s.avail_in = (unsigned)v.len;
        s.next_out = (unsigned char *)z.ptr;
        s.avail_out = (unsigned)z.cap;
        fz_check(deflate(&s, Z_FINISH) == Z_STREAM_END);
        z.len = s.total_out;
        deflateEnd(&s);
        v = mh_buf_view(&z);
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    fz_check(fd >= 0 && write(fd, v.ptr, v.len) == (ssize_t)v.len);
    close(fd);
    mh_buf_clear(&z);
}

/* Asks for addr; what comes is as record.h says. */
static void ask(mh_replay *r, mh_view addr) {
    static const char *const methods[] = {"GET", "POST"};
    for (size_t i = 0; i < 2; i++) {
        mh_replayed x;
        mh_err e = {0};
        mh_rc rc = mh_replay_next(r, mh_view_of(methods[i]), addr, MH_VIEW("a=1"), &x, &e);
        fz_check(rc == MH_OK || (e.code != MH_E_NONE && mh_utf8_valid(mh_view_of(e.msg))));
        if (rc != MH_OK) continue;
        fz_check(x.status >= 0 && x.status <= 999);
        fz_check(x.err.code == MH_E_NONE || x.body.len == 0);
        fz_check(x.err.code != MH_E_NONE || x.status > 0);
        fz_check(x.body.len <= MH_REPLAY_BODY);
        fz_check(x.order < mh_replay_len(r));
        for (size_t k = 0; k < mh_head_len(&x.head); k++) {
            fz_check(mh_head_is_token(mh_head_name(&x.head, k)));
            fz_is_text(mh_head_value(&x.head, k));
        }
        mh_replayed_clear(&x);
    }
}

/* Reads everything by hand; returns how many addresses of the web it saw, the first ones in uris. */
static size_t walk(mh_buf uris[ASKED]) {
    mh_warc_reader *w = NULL;
    mh_head head = {0};
    mh_warc_pos at, first = {0};
    bool more = true;
    size_t n = 0, seen = 0;
    char tmp[300];
    if (mh_warc_open(&w, path, NULL) != MH_OK) return 0;
    for (; mh_warc_next(w, &head, &at, &more, NULL) == MH_OK && more; n++) {
        if (n == 0) first = at;
        fz_check(head.has_length);
        mh_view uri = mh_warc_uri(&head);
        if (uri.len > 0 && seen < ASKED) mh_buf_put(&uris[seen++], uri);
        uint64_t total = 0;
        size_t got = 1;
        mh_rc rc = MH_OK;
        for (; got > 0 && rc == MH_OK; total += got)
            rc = mh_warc_read(w, tmp, sizeof tmp, &got, NULL);
        fz_check(rc == MH_OK ? total == head.length : total < head.length);
    }
    if (n > 0) {
        fz_check(mh_warc_seek(w, first, NULL) == MH_OK);
        fz_check(mh_warc_next(w, &head, &at, &more, NULL) == MH_OK && more);
        fz_check(at.member == first.member && at.skip == first.skip);
    }
    mh_head_clear(&head);
    mh_warc_close(w);
    return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_buf file = {0}, uris[ASKED] = {{0}};
    mh_replay *r = NULL;
    mh_err e = {0};
    if (size < 1) return 0;
    if (path[0] == '\0') snprintf(path, sizeof path, "/tmp/fuzz-warc-%ld", (long)getpid());
    if (data[0] & 1) mh_buf_puts(&file, own);
    mh_buf_put(&file, fz_view(data + 1, size - 1));
    save(mh_buf_view(&file), data[0] & 2);
    size_t n = walk(uris);
    if (mh_replay_open(&r, path, &e) == MH_OK) {
        mh_record_info info;
        fz_check(mh_replay_info(r, &info) || info.seed == 0);
        mh_replay_secret(r, MH_VIEW("secret"));
        for (size_t i = 0; i < n; i++) ask(r, mh_buf_view(&uris[i]));
        ask(r, MH_VIEW("http://h/"));
    } else {
        fz_check(e.code != MH_E_NONE && strstr(e.msg, path) != NULL);
    }
    mh_replay_free(r);
    for (size_t i = 0; i < ASKED; i++) mh_buf_clear(&uris[i]);
    mh_buf_clear(&file);
    unlink(path);
    return 0;
}
