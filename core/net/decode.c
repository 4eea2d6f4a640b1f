/* A chain of stages: each takes bytes of its coding, gives pieces to the next, the last to the sink.
 *
 * What follows a whole stream and is no other one is ignored, as browsers do: servers add line ends
 * and padding, and by then the page is whole and (but for br) its checksum was right. */
#include "net/decode.h"

#include "base/mem.h"

#include <brotli/decode.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#define PIECE           ((size_t)64 << 10)
#define ZSTD_WINDOW_LOG 23                  /* 8 MiB, the most that RFC 9659 lets a server use */
#define IDLE            ((uint64_t)1 << 20) /* see feed() */

enum { WINDOW_GZIP = 31, WINDOW_ZLIB = 15, WINDOW_RAW = -15 };

const char mh_decode_accept[] = "gzip, deflate, br, zstd";

typedef struct stage stage;

typedef enum sniff { SNIFF_NO, SNIFF_MORE, SNIFF_YES } sniff;

typedef struct codec {
    const char *name;
    /* Whether a stream begins with the n > 0 bytes at p. */
    sniff (*sniff)(stage *s, const unsigned char *p, size_t n);
    void (*begin)(stage *s); /* a stream does: the first, or one more */
    /* Eats of *in; s->at is AT_BETWEEN when the stream ended, else all of it is eaten. */
    mh_rc (*decode)(stage *s, mh_view *in, mh_err *e);
    void (*close)(stage *s);
} codec;

struct stage {
    const codec *codec;
    mh_decode *d;
    stage *next; /* NULL: the sink */
    enum { AT_START, AT_BETWEEN, AT_INSIDE, AT_REST } at;
    unsigned char held[4]; /* the first bytes of what may be a stream */
    size_t n_held;
    uint64_t in, out;
    bool open;
    int window; /* of zlib */
    union {
        z_stream z;
        BrotliDecoderState *br;
        ZSTD_DCtx *zstd;
    } u;
    char *buf; /* PIECE bytes; br has its own */
};

struct mh_decode {
    mh_decode_sink *sink;
    void *arg;
    stage stages[MH_DECODE_MAX]; /* in the order in which they are taken off */
    size_t n;
    bool over;     /* an earlier call failed */
    mh_err failed; /* so */
};

static mh_rc feed(stage *s, mh_view v, mh_err *e);

static mh_rc give(stage *s, const char *p, size_t n, mh_err *e) {
    if (n == 0) return MH_OK;
    s->out += n;
    return s->next ? feed(s->next, (mh_view){p, n}, e) : s->d->sink(s->d->arg, p, n, e);
}

static mh_rc broken(const stage *s, const char *why, mh_err *e) {
    return mh_fail(e, MH_E_ENCODING, "the body is no whole %s: %s", s->codec->name, why);
}

/* --- gzip, deflate */

static sniff sniff_gzip(stage *s, const unsigned char *p, size_t n) {
    s->window = WINDOW_GZIP;
    if (p[0] != 0x1F) return SNIFF_NO;
    if (n < 2) return SNIFF_MORE;
    return p[1] == 0x8B ? SNIFF_YES : SNIFF_NO;
}

/* zlib's header (RFC 1950 2.2), else a raw stream: as such, a byte 0xX8 would begin a stored block
 * with padding that is not zero, which no packer writes. */
static sniff sniff_deflate(stage *s, const unsigned char *p, size_t n) {
    if (s->at == AT_BETWEEN) return SNIFF_NO;
    bool zlib = (p[0] & 0x8F) == 8;
    if (zlib && n < 2) return SNIFF_MORE;
    zlib = zlib && (p[0] * 256 + p[1]) % 31 == 0;
    s->window = zlib ? WINDOW_ZLIB : WINDOW_RAW;
    return SNIFF_YES;
}

static void begin_zlib(stage *s) {
    int rc = s->open ? inflateReset(&s->u.z) : inflateInit2(&s->u.z, s->window);
    if (rc != Z_OK) mh_oom();
    s->open = true;
    if (s->buf == NULL) s->buf = mh_realloc_array(NULL, PIECE, 1);
}

static mh_rc decode_zlib(stage *s, mh_view *in, mh_err *e) {
    z_stream *z = &s->u.z;
    int rc;
    do {
        size_t n = in->len < UINT32_MAX ? in->len : UINT32_MAX;
        z->next_in = (unsigned char *)(uintptr_t)in->ptr;
        z->avail_in = (unsigned)n;
        z->next_out = (unsigned char *)s->buf;
        z->avail_out = PIECE;
        rc = inflate(z, Z_NO_FLUSH);
        *in = mh_view_sub(*in, n - z->avail_in, in->len);
        if (give(s, s->buf, PIECE - z->avail_out, e) != MH_OK) return MH_FAIL;
        if (rc == Z_MEM_ERROR) mh_oom();
        if (rc == Z_NEED_DICT) return broken(s, "it wants a dictionary", e);
        if (rc != Z_OK && rc != Z_BUF_ERROR && rc != Z_STREAM_END)
            return broken(s, z->msg ? z->msg : "bad data", e);
    } while (rc != Z_STREAM_END && (in->len > 0 || z->avail_out == 0));
    if (rc == Z_STREAM_END) s->at = AT_BETWEEN;
    return MH_OK;
}

static void close_zlib(stage *s) {
    inflateEnd(&s->u.z);
}

/* --- br */

static sniff sniff_br(stage *s, const unsigned char *p, size_t n) {
    (void)p;
    (void)n;
    return s->at == AT_START ? SNIFF_YES : SNIFF_NO; /* has no mark, and is never two */
}

static void begin_br(stage *s) {
    s->u.br = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    if (s->u.br == NULL) mh_oom();
    s->open = true;
}

static mh_rc broken_br(const stage *s, mh_err *e) {
    BrotliDecoderErrorCode why = BrotliDecoderGetErrorCode(s->u.br);
    if (why <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES &&
        why >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES)
        mh_oom();
    return broken(s, BrotliDecoderErrorString(why), e);
}

static mh_rc decode_br(stage *s, mh_view *in, mh_err *e) {
    const uint8_t *p = (const uint8_t *)in->ptr;
    BrotliDecoderResult rc;
    do {
        size_t room = 0; /* it is asked for pieces of its own window: saves a copy */
        rc = BrotliDecoderDecompressStream(s->u.br, &in->len, &p, &room, NULL, NULL);
        in->ptr = (const char *)p;
        while (BrotliDecoderHasMoreOutput(s->u.br)) {
            size_t n = PIECE;
            const uint8_t *piece = BrotliDecoderTakeOutput(s->u.br, &n);
            if (give(s, (const char *)piece, n, e) != MH_OK) return MH_FAIL;
        }
        if (rc == BROTLI_DECODER_RESULT_ERROR) return broken_br(s, e);
    } while (rc == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT);
    if (rc == BROTLI_DECODER_RESULT_SUCCESS) s->at = AT_BETWEEN;
    return MH_OK;
}

static void close_br(stage *s) {
    BrotliDecoderDestroyInstance(s->u.br);
}

/* --- zstd */

/* A frame, or one to be skipped (RFC 8878 3.1). */
static sniff sniff_zstd(stage *s, const unsigned char *p, size_t n) {
    static const unsigned char frame[] = {0x28, 0xB5, 0x2F, 0xFD},
                               skip[] = {0x50, 0x2A, 0x4D, 0x18};
    bool is_frame = true, is_skip = true;
    (void)s;
    for (size_t i = 0; i < n; i++) {
        is_frame = is_frame && p[i] == frame[i];
        is_skip = is_skip && (i == 0 ? p[i] & 0xF0 : p[i]) == skip[i];
    }
    if (!is_frame && !is_skip) return SNIFF_NO;
    return n < sizeof frame ? SNIFF_MORE : SNIFF_YES;
}

static void begin_zstd(stage *s) {
    if (s->open) return; /* it is ready for the next frame by itself */
    s->u.zstd = ZSTD_createDCtx();
    if (s->u.zstd == NULL) mh_oom();
    ZSTD_DCtx_setParameter(s->u.zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG);
    s->open = true;
    s->buf = mh_realloc_array(NULL, PIECE, 1);
}

static mh_rc decode_zstd(stage *s, mh_view *in, mh_err *e) {
    ZSTD_inBuffer from = {in->ptr, in->len, 0};
    ZSTD_outBuffer to;
    size_t rc;
    do {
        to = (ZSTD_outBuffer){s->buf, PIECE, 0};
        rc = ZSTD_decompressStream(s->u.zstd, &to, &from);
        if (ZSTD_isError(rc)) {
            if (ZSTD_getErrorCode(rc) == ZSTD_error_memory_allocation) mh_oom();
            return broken(s, ZSTD_getErrorName(rc), e);
        }
        if (give(s, s->buf, to.pos, e) != MH_OK) return MH_FAIL;
    } while (rc != 0 && (from.pos < from.size || to.pos == to.size));
    *in = mh_view_sub(*in, from.pos, in->len);
    if (rc == 0) s->at = AT_BETWEEN;
    return MH_OK;
}

static void close_zstd(stage *s) {
    ZSTD_freeDCtx(s->u.zstd);
}

/* --- the chain */

static const codec codecs[] = {
    {"gzip", sniff_gzip, begin_zlib, decode_zlib, close_zlib},
    {"deflate", sniff_deflate, begin_zlib, decode_zlib, close_zlib},
    {"br", sniff_br, begin_br, decode_br, close_br},
    {"zstd", sniff_zstd, begin_zstd, decode_zstd, close_zstd},
};

/* One byte of what may be the beginning of a stream. */
static mh_rc hold(stage *s, unsigned char c, mh_err *e) {
    s->held[s->n_held++] = c;
    switch (s->codec->sniff(s, s->held, s->n_held)) {
    case SNIFF_MORE: return MH_OK;
    case SNIFF_NO:
        if (s->at == AT_START) return broken(s, "it does not begin as one", e);
        s->at = AT_REST;
        return MH_OK;
    case SNIFF_YES: break;
    }
    mh_view v = {(const char *)s->held, s->n_held};
    s->n_held = 0;
    s->codec->begin(s);
    s->at = AT_INSIDE;
    return s->codec->decode(s, &v, e);
}

static mh_rc feed(stage *s, mh_view v, mh_err *e) {
    s->in += v.len;
    /* Between two codings lies packed data, which is hardly longer than what comes out of it. Without
     * this, a small body could stand for gigabytes of empty streams, which no sink ever sees. */
    if (s != s->d->stages && s->in > IDLE + 2 * s->out)
        return mh_fail(e, MH_E_TOO_LARGE, "the body holds %llu bytes of %s for %llu",
                       (unsigned long long)s->in, s->codec->name, (unsigned long long)s->out);
    while (v.len > 0 && s->at != AT_REST) {
        if (s->at == AT_INSIDE) {
            if (s->codec->decode(s, &v, e) != MH_OK) return MH_FAIL;
            continue;
        }
        if (hold(s, (unsigned char)v.ptr[0], e) != MH_OK) return MH_FAIL;
        v = mh_view_sub(v, 1, v.len);
    }
    return MH_OK;
}

static const codec *find_codec(mh_view name) {
    if (mh_view_ieq(name, MH_VIEW("x-gzip"))) return &codecs[0];
    for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
        if (mh_view_ieq(name, mh_view_of(codecs[i].name))) return &codecs[i];
    return NULL;
}

/* What servers say in the place of no coding: a charset, a transfer encoding of mail, a media type.
 * Browsers pass over it, too. */
static bool is_no_coding(mh_view name) {
    static const char *const said[] = {"identity", "none", "utf8", "binary", "7bit", "8bit"};
    static const char *const starts[] = {"utf-", "windows-12", "iso-8859-", "koi8-", "charset="};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (mh_view_ieq(name, mh_view_of(said[i]))) return true;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (mh_view_istarts(name, mh_view_of(starts[i]))) return true;
    return name.len == 0 || mh_view_istarts(name, MH_VIEW("text/"));
}

mh_rc mh_decode_new(mh_decode **out, mh_view codings, mh_decode_sink *sink, void *arg, mh_err *e) {
    const codec *found[MH_DECODE_MAX];
    size_t n = 0;
    mh_view name;
    *out = NULL;
    for (mh_view rest = codings; mh_view_split(&rest, ',', &name);) {
        name = mh_view_trim(name);
        if (is_no_coding(name)) continue;
        const codec *c = find_codec(name);
        if (c == NULL)
            return mh_fail(e, MH_E_ENCODING, "content coding '%.*s' is not known",
                           MH_FMT(mh_view_sub(name, 0, 100)));
        if (n == MH_DECODE_MAX)
            return mh_fail(e, MH_E_ENCODING, "more than %d content codings", MH_DECODE_MAX);
        found[n++] = c;
    }
    if (n == 0) return MH_OK;
    mh_decode *d = mh_alloc(sizeof *d);
    d->sink = sink;
    d->arg = arg;
    d->n = n;
    for (size_t i = 0; i < n; i++) {
        stage *s = &d->stages[i];
        s->codec = found[n - 1 - i];
        s->d = d;
        s->next = i + 1 < n ? s + 1 : NULL;
    }
    *out = d;
    return MH_OK;
}

mh_rc mh_decode_feed(mh_decode *d, const char *p, size_t n, mh_err *e) {
    if (!d->over) d->over = feed(&d->stages[0], (mh_view){p, n}, &d->failed) != MH_OK;
    if (d->over && e) *e = d->failed;
    return d->over ? MH_FAIL : MH_OK;
}

mh_rc mh_decode_end(mh_decode *d, mh_err *e) {
    for (size_t i = 0; !d->over && i < d->n; i++) {
        const stage *s = &d->stages[i];
        d->over = s->at == AT_INSIDE || (s->at != AT_REST && s->n_held > 0);
        if (d->over)
            mh_fail_retry(&d->failed, MH_E_PARTIAL, "the body was cut short inside its %s",
                          s->codec->name);
    }
    if (d->over && e) *e = d->failed;
    return d->over ? MH_FAIL : MH_OK;
}

void mh_decode_free(mh_decode *d) {
    if (d == NULL) return;
    for (size_t i = 0; i < d->n; i++) {
        stage *s = &d->stages[i];
        if (s->open) s->codec->close(s);
        free(s->buf);
    }
    free(d);
}
