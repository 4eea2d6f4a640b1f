/* An answer out of its record. What the header says of codings is taken off if the body has it: many
 * tools store bodies decoded and leave the header as it was. */
#include "net/replay_priv.h"

#include "net/decode.h"

#include <stdlib.h>

#define HEAD_MAX ((size_t)256 << 10)
#define PIECE    ((size_t)64 << 10)

/* The whole block of the record at pos; its header into *head. */
static mh_rc read_record(mh_replay *r, mh_warc_pos pos, mh_head *head, mh_buf *block, mh_err *e) {
    bool more = false;
    if (mh_warc_seek(r->file, pos, e) != MH_OK) return MH_FAIL;
    if (mh_warc_next(r->file, head, &pos, &more, e) != MH_OK) return MH_FAIL;
    if (!more) return mh_fail(e, MH_E_PARSE, "%s: the file has changed", r->path);
    for (size_t got = 1; got > 0; block->len += got) {
        mh_buf_reserve(block, PIECE);
        if (mh_warc_read(r->file, block->ptr + block->len, PIECE, &got, e) != MH_OK) return MH_FAIL;
        if (block->len + got > MH_REPLAY_BODY + HEAD_MAX)
            return mh_fail(e, MH_E_TOO_LARGE, "%s: an answer of over %zu bytes", r->path,
                           MH_REPLAY_BODY);
    }
    return MH_OK;
}

/* Feeds one line; of our own recordings, fields that the recorder renamed get their names again. */
static mh_rc feed_line(mh_head *head, mh_view line, bool own, mh_err *e) {
    static const mh_head_limits limits = {HEAD_MAX, 16};
    if (own && mh_view_istarts(line, MH_VIEW("content-length:"))) return MH_OK;
    if (own && mh_view_istarts(line, MH_VIEW(MH_KEPT)))
        line = mh_view_sub(line, sizeof MH_KEPT - 1, line.len);
    return mh_head_line(head, line, limits, e);
}

/* The header block at the start of *block, which is left at the body. */
static mh_rc take_head(mh_head *head, mh_view *block, bool own, mh_err *e) {
    while (!head->complete && block->len > 0) {
        size_t end = mh_view_find_byte(*block, '\n', 0);
        end = end == SIZE_MAX ? block->len : end + 1;
        if (feed_line(head, mh_view_sub(*block, 0, end), own, e) != MH_OK) return MH_FAIL;
        *block = mh_view_sub(*block, end, block->len);
    }
    if (head->status == 0) return mh_fail(e, MH_E_PROTOCOL, "the recorded answer has no status");
    return MH_OK;
}

/* ---- bodies ---- */

static int hex_digit(char c) {
    return mh_is_digit(c)         ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The size line of a chunk off the front of *v. */
static bool take_size(mh_view *v, uint64_t *size) {
    size_t i = 0, end = mh_view_find_byte(*v, '\n', 0);
    *size = 0;
    for (; i < v->len && i < 15 && hex_digit(v->ptr[i]) >= 0; i++)
        *size = *size << 4 | (uint64_t)hex_digit(v->ptr[i]);
    if (i == 0 || end == SIZE_MAX || end > 4096) return false;
    if (i < end && !strchr(" \t\r;", v->ptr[i])) return false;
    *v = mh_view_sub(*v, end + 1, v->len);
    return true;
}

typedef enum chunks { CHUNKS_NONE, CHUNKS_WHOLE, CHUNKS_BROKEN } chunks;

/* RFC 9112 7.1; trailers are left alone. */
static chunks dechunk(mh_buf *out, mh_view v) {
    uint64_t size;
    if (!take_size(&v, &size)) return CHUNKS_NONE;
    while (size > 0) {
        mh_view data = mh_view_sub(v, 0, size < v.len ? (size_t)size : v.len);
        mh_buf_put(out, data);
        if (data.len < size) return CHUNKS_BROKEN;
        v = mh_view_sub(v, data.len, v.len);
        size_t end = mh_view_find_byte(v, '\n', 0);
        if (end > 1) return CHUNKS_BROKEN;
        v = mh_view_sub(v, end + 1, v.len);
        if (!take_size(&v, &size)) return CHUNKS_BROKEN;
    }
    return CHUNKS_WHOLE;
}

static mh_rc collect(void *arg, const char *p, size_t n, mh_err *e) {
    mh_buf *out = arg;
    if (n > MH_REPLAY_BODY - out->len)
        return mh_fail(e, MH_E_TOO_LARGE, "a recorded body of over %zu bytes", MH_REPLAY_BODY);
    mh_buf_put_n(out, p, n);
    return MH_OK;
}

/* The body into out, its codings taken off. Bytes that are in no such coding are taken as they
 * are. */
static mh_rc decode(mh_buf *out, mh_view codings, mh_view v, mh_err *e) {
    mh_decode *d = NULL;
    mh_err why = {0};
    mh_rc rc = mh_decode_new(&d, codings, collect, out, &why);
    if (rc == MH_OK && d != NULL) {
        for (size_t at = 0; rc == MH_OK && at < v.len; at += PIECE) {
            mh_view piece = mh_view_sub(v, at, at + PIECE);
            rc = mh_decode_feed(d, piece.ptr, piece.len, &why);
        }
        if (rc == MH_OK) rc = mh_decode_end(d, &why);
    }
    bool as_it_is = (rc == MH_OK && d == NULL) || (why.code == MH_E_ENCODING && out->len == 0);
    mh_decode_free(d);
    if (as_it_is) return collect(out, v.ptr, v.len, e);
    if (rc != MH_OK && e) *e = why;
    return rc;
}

static mh_rc take_body(const mh_head *head, mh_view v, mh_buf *out, mh_err *e) {
    mh_buf whole = {0};
    chunks c = CHUNKS_NONE;
    mh_view te = mh_head_get(head, MH_VIEW("transfer-encoding"));
    if (mh_view_ifind(te, MH_VIEW("chunked"), 0) != SIZE_MAX) c = dechunk(&whole, v);
    if (c != CHUNKS_NONE) v = mh_buf_view(&whole);
    mh_rc rc = decode(out, mh_head_get(head, MH_VIEW("content-encoding")), v, e);
    if (rc == MH_OK && c == CHUNKS_BROKEN)
        rc = mh_fail_retry(e, MH_E_PARTIAL, "the recorded answer breaks off within a chunk");
    mh_buf_clear(&whole);
    return rc;
}

/* ---- kinds ---- */

static bool has_body(const mh_replayed *out) {
    return out->status != 204 && out->status != 304;
}

/* What is wrong with the answer itself is its outcome, as when it came over the wire. */
static void settle(mh_replayed *out, mh_rc rc) {
    if (rc != MH_OK)
        mh_buf_clear(&out->body);
    else
        out->err = (mh_err){0};
}

/* A body without codings that is shorter than its header says, and not by the will of the tool. */
static bool is_short(const mh_head *record, const mh_head *h, mh_view body) {
    return h->has_length && body.len < h->length &&
           mh_head_get(h, MH_VIEW("content-encoding")).len == 0 &&
           mh_head_get(h, MH_VIEW("transfer-encoding")).len == 0 &&
           mh_head_get(record, MH_VIEW("WARC-Truncated")).len == 0;
}

static void read_response(const mh_replay_entry *x, const mh_head *record, mh_view block,
                          mh_replayed *out) {
    mh_rc rc = take_head(&out->head, &block, x->own, &out->err);
    bool wanted = x->method != mh_replay_method(MH_VIEW("HEAD"));
    out->status = out->head.status;
    if (rc == MH_OK && wanted && has_body(out)) {
        if (x->own)
            rc = collect(&out->body, block.ptr, block.len, &out->err);
        else if (is_short(record, &out->head, block))
            rc = mh_fail_retry(&out->err, MH_E_PARTIAL, "the recorded answer ended early");
        else
            rc = take_body(&out->head, block, &out->body, &out->err);
    }
    settle(out, rc);
}

static void read_resource(const mh_head *record, mh_view block, mh_replayed *out) {
    mh_buf line = {0};
    mh_view type = mh_head_get(record, MH_VIEW("content-type"));
    mh_buf_printf(&line, "Content-Type: %.*s\r\n", MH_FMT(type));
    feed_line(&out->head, MH_VIEW("HTTP/1.1 200 OK\r\n"), false, NULL);
    if (type.len > 0) feed_line(&out->head, mh_buf_view(&line), false, NULL);
    feed_line(&out->head, MH_VIEW("\r\n"), false, NULL);
    out->status = 200;
    settle(out, collect(&out->body, block.ptr, block.len, &out->err));
    mh_buf_clear(&line);
}

static mh_code code_of(mh_view name) {
    for (int c = MH_E_NONE + 1; c <= MH_E_INTERNAL; c++)
        if (mh_view_eq(name, mh_view_of(mh_code_name((mh_code)c)))) return (mh_code)c;
    return MH_E_INTERNAL;
}

static mh_rc read_failure(mh_replay *r, const mh_replay_entry *x, mh_view block, mh_replayed *out,
                          mh_err *e) {
    mh_view why = mh_replay_field(block, "message");
    mh_fail(&out->err, code_of(mh_replay_field(block, "error")), "%.*s", MH_FMT(why));
    out->err.retry = mh_view_eq(mh_replay_field(block, "retry"), MH_VIEW("true"));
    if (!x->has_head) return MH_OK;
    mh_head record = {0};
    mh_buf b = {0};
    mh_rc rc = read_record(r, x->head, &record, &b, e);
    mh_view v = mh_buf_view(&b);
    if (rc == MH_OK && take_head(&out->head, &v, true, NULL) == MH_OK)
        out->status = out->head.status;
    mh_head_clear(&record);
    mh_buf_clear(&b);
    return rc;
}

/* Its own header, if it has one and the page was served anew, with the body of the other. */
static mh_rc read_revisit(mh_replay *r, const mh_replay_entry *x, const mh_head *record,
                          mh_view block, mh_replayed *out, mh_err *e) {
    mh_view profile = mh_head_get(record, MH_VIEW("WARC-Profile"));
    bool anew = mh_view_find(profile, MH_VIEW("not-modified"), 0) == SIZE_MAX;
    const mh_replay_entry *y = mh_replay_origin(r, x, record);
    mh_head own = {0};
    if (y == NULL)
        return mh_fail(e, MH_E_NOT_FOUND,
                       "replay %s: a revisit record refers to one that is not in the file",
                       r->path);
    bool has = anew && take_head(&own, &block, false, NULL) == MH_OK && own.complete;
    mh_rc rc = mh_replay_read(r, y, out, e);
    if (rc == MH_OK && has) {
        mh_head_clear(&out->head);
        out->head = own;
        out->status = own.status;
    } else {
        mh_head_clear(&own);
    }
    return rc;
}

mh_rc mh_replay_read(mh_replay *r, const mh_replay_entry *x, mh_replayed *out, mh_err *e) {
    mh_head record = {0};
    mh_buf b = {0};
    mh_rc rc = read_record(r, x->at, &record, &b, e);
    mh_view v = mh_buf_view(&b), addr = mh_head_get(&record, MH_VIEW("WARC-IP-Address"));
    if (rc == MH_OK && addr.len > 0 && addr.len < sizeof out->addr) {
        memcpy(out->addr, addr.ptr, addr.len);
        out->addr[addr.len] = '\0';
    }
    mh_view type = mh_head_get(&record, MH_VIEW("content-type"));
    bool http = mh_view_istarts(type, MH_VIEW("application/http"));
    if (rc != MH_OK) {
        /* said */
    } else if (x->kind == MH_REPLAY_FAILURE) {
        rc = read_failure(r, x, v, out, e);
    } else if (x->kind == MH_REPLAY_REVISIT) {
        rc = read_revisit(r, x, &record, v, out, e);
    } else if (x->kind == MH_REPLAY_RESOURCE || !http) {
        read_resource(&record, v, out);
    } else {
        read_response(x, &record, v, out);
    }
    mh_head_clear(&record);
    mh_buf_clear(&b);
    return rc;
}
