#include "net/record_priv.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "doc/url.h"
#include "net/warc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct mh_recorder {
    mh_warc_writer *file;
    mh_redact *redact;
    uint64_t seed, records, asked;
    char info_id[64];
    mh_err broken;             /* the first failure: nothing is written after it */
    mh_buf fields, block, tmp; /* kept for their memory */
};

/* ---- hashes ---- */

static uint64_t hash(mh_view v) {
    char hex[MH_SHA256_HEX];
    mh_sha256_hex(v, hex);
    hex[16] = '\0';
    return strtoull(hex, NULL, 16);
}

uint64_t mh_record_url_hash(mh_redact *r, mh_view url) {
    mh_url u = {0};
    mh_buf b = {0};
    bool ok = mh_url_parse(&u, url, NULL, NULL) == MH_OK;
    if (ok) url = mh_url_href_no_fragment(&u);
    mh_redact_forget(r);
    mh_redact_url(r, &b, url);
    uint64_t h = hash(mh_buf_view(&b));
    mh_buf_clear(&b);
    mh_url_clear(&u);
    return h;
}

uint64_t mh_record_sent_hash(mh_redact *r, mh_view sent) {
    mh_buf b = {0};
    if (sent.len == 0) return 0;
    mh_redact_forget(r);
    mh_redact_sent(r, &b, sent);
    uint64_t h = hash(mh_buf_view(&b));
    mh_buf_clear(&b);
    return h;
}

/* ---- records ---- */

/* Unique among recordings, and the same for the same run: version 8 of RFC 9562. */
static void new_id(mh_recorder *r, char out[64]) {
    uint64_t in[2] = {r->seed, ++r->records};
    mh_view v = {(const char *)in, sizeof in};
    uint64_t a = mh_hash64(v, 1), b = mh_hash64(v, 2);
    snprintf(out, 64,
             "<urn:uuid:%08" PRIx64 "-%04" PRIx64 "-8%03" PRIx64 "-8%03" PRIx64 "-%012" PRIx64 ">",
             a >> 32, a >> 16 & 0xffff, a & 0xfff, b >> 48 & 0xfff, b & 0xffffffffffff);
}

/* A line whose value cannot break out of it. */
static void put_line(mh_buf *b, const char *name, mh_view value) {
    mh_buf_printf(b, "%s: ", name);
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        mh_buf_putc(b, c < 0x20 || c == 0x7f ? ' ' : (char)c);
    }
    mh_buf_puts(b, "\r\n");
}

static void put_date(mh_buf *b, int64_t us) {
    char s[MH_RFC3339_MAX];
    mh_rfc3339(s, us, 0, false);
    s[strlen(s) - 1] = '\0'; /* its Z */
    mh_buf_printf(b, "WARC-Date: %s.%06dZ\r\n", s, (int)(us % 1000000));
}

static void begin(mh_recorder *r, const char *type, const char *id, int64_t us,
                  const char *content) {
    mh_buf_reset(&r->fields);
    mh_buf_printf(&r->fields, "WARC-Type: %s\r\nWARC-Record-ID: %s\r\n", type, id);
    put_date(&r->fields, us);
    mh_buf_printf(&r->fields, "Content-Type: %s\r\n", content);
    if (strcmp(type, "warcinfo") != 0)
        mh_buf_printf(&r->fields, "WARC-Warcinfo-ID: %s\r\n", r->info_id);
}

static mh_rc end(mh_recorder *r, mh_view body, mh_err *e) {
    mh_view parts[2] = {mh_buf_view(&r->block), body};
    return mh_warc_put(r->file, mh_buf_view(&r->fields), parts, 2, e);
}

static mh_rc put_info(mh_recorder *r, const mh_record_info *info, mh_err *e) {
    mh_buf *b = &r->block;
    new_id(r, r->info_id);
    begin(r, "warcinfo", r->info_id, info->start_us, "application/warc-fields");
    mh_buf_reset(b);
    mh_buf_puts(b, "software: minehost/" MH_VERSION "\r\nformat: WARC File Format 1.1\r\n"
                   "conformsTo: http://iipc.github.io/warc-specifications/specifications/"
                   "warc-format/warc-1.1/\r\n");
    if (info->agent) put_line(b, "http-header-user-agent", mh_view_of(info->agent));
    if (info->job) put_line(b, "minehost-job", mh_view_of(info->job));
    mh_buf_printf(b, "minehost-start-us: %" PRId64 "\r\nminehost-seed: %" PRIu64 "\r\n",
                  info->start_us, info->seed);
    return end(r, (mh_view){0}, e);
}

mh_rc mh_recorder_open(mh_recorder **out, const char *path, const mh_record_info *info, mh_err *e) {
    mh_recorder *r = mh_alloc(sizeof *r);
    r->redact = mh_redact_new();
    r->seed = info->seed ^ (uint64_t)info->start_us;
    if (mh_warc_create(&r->file, path, e) == MH_OK && put_info(r, info, e) == MH_OK) {
        *out = r;
        return MH_OK;
    }
    mh_recorder_close(r, NULL);
    return MH_FAIL;
}

mh_rc mh_recorder_note(mh_recorder *r, const char *uri, const char *type, mh_view text, mh_err *e) {
    char id[64];
    new_id(r, id);
    begin(r, "metadata", id, (int64_t)0, type);
    mh_buf_printf(&r->fields, "WARC-Target-URI: %s\r\n", uri);
    mh_buf_reset(&r->block);
    return end(r, text, e);
}

static mh_rc read_block(mh_warc_reader *w, mh_buf *out, size_t max, mh_err *e) {
    for (size_t got = 1; got > 0; out->len += got) {
        if (out->len > max) return mh_fail(e, MH_E_TOO_LARGE, "a note of over %zu bytes", max);
        mh_buf_reserve(out, 65536);
        if (mh_warc_read(w, out->ptr + out->len, 65536, &got, e) != MH_OK) return MH_FAIL;
    }
    out->ptr[out->len] = '\0';
    return MH_OK;
}

mh_rc mh_record_note_read(mh_buf *out, const char *path, const char *uri, size_t max, mh_err *e) {
    mh_warc_reader *w = NULL;
    mh_head head = {0};
    mh_warc_pos at;
    bool more = true, found = false;
    mh_rc rc = mh_warc_open(&w, path, e);
    while (rc == MH_OK && !found && (rc = mh_warc_next(w, &head, &at, &more, e)) == MH_OK && more) {
        found = mh_view_eq(mh_warc_uri(&head), mh_view_of(uri));
        if (found) rc = read_block(w, out, max, e);
    }
    mh_head_clear(&head);
    mh_warc_close(w);
    if (rc == MH_OK && !found) rc = mh_fail(e, MH_E_NOT_FOUND, "%s: nothing about %s", path, uri);
    return rc;
}

void mh_recorder_redact(mh_recorder *r, mh_buf *out, mh_view text) {
    bool url = mh_view_istarts(text, MH_VIEW("http")) &&
               mh_view_find(mh_view_sub(text, 0, 12), MH_VIEW("://"), 0) != SIZE_MAX;
    mh_redact_forget(r->redact);
    if (url)
        mh_redact_url(r->redact, out, text);
    else
        mh_redact_text(r->redact, out, text);
}

mh_rc mh_recorder_close(mh_recorder *r, mh_err *e) {
    if (r == NULL) return MH_OK;
    mh_rc rc = mh_warc_finish(r->file, e);
    if (r->broken.code != MH_E_NONE) {
        rc = MH_FAIL;
        if (e) *e = r->broken;
    }
    mh_redact_free(r->redact);
    mh_buf_clear(&r->fields);
    mh_buf_clear(&r->block);
    mh_buf_clear(&r->tmp);
    free(r);
    return rc;
}

void mh_recorder_secret(mh_recorder *r, mh_view secret) {
    mh_redact_tell(r->redact, secret);
}

uint64_t mh_recorder_ask(mh_recorder *r) {
    return ++r->asked;
}

/* ---- an exchange ---- */

/* Name and value of a request's line; curl's sign for an empty value is a ";" behind the name. */
static void split_line(const char *line, mh_view *name, mh_view *value) {
    mh_view v = mh_view_of(line);
    size_t colon = mh_view_find_byte(v, ':', 0);
    if (colon == SIZE_MAX && mh_view_ends(v, MH_VIEW(";"))) v.len--;
    *name = mh_view_trim(mh_view_sub(v, 0, colon));
    *value = colon == SIZE_MAX ? (mh_view){0} : mh_view_trim(mh_view_sub(v, colon + 1, v.len));
}

static void learn(mh_redact *r, const mh_exchange *x) {
    mh_view name, value;
    mh_redact_forget(r);
    mh_redact_learn_url(r, x->url);
    for (size_t i = 0; i < x->n_lines; i++) {
        split_line(x->lines[i], &name, &value);
        mh_redact_learn_field(r, name, value, true);
    }
    mh_redact_learn_sent(r, x->sent);
    if (x->head == NULL) return;
    for (size_t i = 0; i < mh_head_len(x->head); i++)
        mh_redact_learn_field(r, mh_head_name(x->head, i), mh_head_value(x->head, i), false);
    mh_redact_learn_body(r, mh_head_get(x->head, MH_VIEW("content-type")), x->body);
}

static void put_uri(mh_recorder *r, const mh_exchange *x) {
    mh_buf_reset(&r->tmp);
    mh_redact_url(r->redact, &r->tmp, x->url);
    put_line(&r->fields, "WARC-Target-URI", mh_buf_view(&r->tmp));
    if (x->addr && x->addr[0]) put_line(&r->fields, "WARC-IP-Address", mh_view_of(x->addr));
}

/* What a replay needs to find and to time the exchange. */
static void put_own(mh_buf *b, const mh_exchange *x, uint64_t url, uint64_t sent) {
    mh_buf_printf(b, MH_F_URL ": %016" PRIx64 "\r\n", url);
    put_line(b, MH_F_METHOD, x->method);
    if (sent) mh_buf_printf(b, MH_F_SENT ": %016" PRIx64 "\r\n", sent);
    mh_buf_printf(b, MH_F_ASK ": %" PRIu64 "\r\n" MH_F_START ": %" PRId64 "\r\n", x->ask,
                  x->start_us);
    mh_buf_printf(b, MH_F_END ": %" PRId64 "\r\n" MH_F_FIRST ": %" PRId64 "\r\n", x->end_us,
                  x->first_ms);
}

static void put_field(mh_recorder *r, const char *prefix, mh_view name, mh_view value,
                      bool request) {
    mh_buf_reset(&r->tmp);
    mh_redact_field(r->redact, &r->tmp, name, value, request);
    mh_buf_puts(&r->block, prefix);
    mh_buf_put(&r->block, name);
    mh_buf_puts(&r->block, ": ");
    mh_buf_put(&r->block, mh_buf_view(&r->tmp));
    mh_buf_puts(&r->block, "\r\n");
}

static mh_rc put_request(mh_recorder *r, const mh_exchange *x, const char *concurrent, mh_err *e) {
    char id[64];
    mh_url u = {0};
    mh_view name, value;
    mh_buf sent = {0};
    new_id(r, id);
    begin(r, "request", id, x->start_us, "application/http;msgtype=request");
    mh_buf_printf(&r->fields, "WARC-Concurrent-To: %s\r\n", concurrent);
    put_uri(r, x); /* leaves the address in tmp */
    mh_buf_reset(&r->block);
    mh_buf_put(&r->block, x->method);
    mh_buf_putc(&r->block, ' ');
    if (mh_url_parse(&u, mh_buf_view(&r->tmp), NULL, NULL) == MH_OK) {
        mh_url_put_target(&r->block, &u);
        mh_buf_printf(&r->block, " HTTP/1.1\r\nHost: %.*s", MH_FMT(mh_url_host(&u)));
        if (u.port >= 0) mh_buf_printf(&r->block, ":%d", u.port);
        mh_buf_puts(&r->block, "\r\n");
    } else {
        mh_buf_printf(&r->block, "/ HTTP/1.1\r\n");
    }
    for (size_t i = 0; i < x->n_lines; i++) {
        split_line(x->lines[i], &name, &value);
        bool framing =
            mh_view_ieq(name, MH_VIEW("host")) || mh_view_ieq(name, MH_VIEW("content-length"));
        if (!framing) put_field(r, "", name, value, true);
    }
    mh_redact_sent(r->redact, &sent, x->sent);
    if (sent.len > 0) mh_buf_printf(&r->block, "Content-Length: %zu\r\n", sent.len);
    mh_buf_puts(&r->block, "\r\n");
    mh_rc rc = end(r, mh_buf_view(&sent), e);
    mh_buf_clear(&sent);
    mh_url_clear(&u);
    return rc;
}

static bool is_about_coding(mh_view name) {
    return mh_view_ieq(name, MH_VIEW("content-encoding")) ||
           mh_view_ieq(name, MH_VIEW("transfer-encoding")) ||
           mh_view_ieq(name, MH_VIEW("content-length"));
}

/* own NULL: only the head came, and the record of the failure is what a replay goes by. */
static mh_rc put_response(mh_recorder *r, const mh_exchange *x, const char *id, const mh_buf *own,
                          mh_err *e) {
    mh_buf body = {0};
    begin(r, "response", id, x->start_us, "application/http;msgtype=response");
    put_uri(r, x);
    if (own)
        mh_buf_put(&r->fields, mh_buf_view(own));
    else
        mh_buf_puts(&r->fields, "WARC-Truncated: unspecified\r\n");
    mh_buf_reset(&r->block);
    mh_buf_printf(&r->block, "HTTP/1.1 %03d \r\n", x->status);
    for (size_t i = 0; x->head && i < mh_head_len(x->head); i++) {
        mh_view name = mh_head_name(x->head, i);
        put_field(r, is_about_coding(name) ? MH_KEPT : "", name, mh_head_value(x->head, i), false);
    }
    if (own && x->head)
        mh_redact_body(r->redact, &body, mh_head_get(x->head, MH_VIEW("content-type")), x->body);
    mh_buf_printf(&r->block, "Content-Length: %zu\r\n\r\n", body.len);
    mh_rc rc = end(r, mh_buf_view(&body), e);
    mh_buf_clear(&body);
    return rc;
}

static mh_rc put_failure(mh_recorder *r, const mh_exchange *x, const char *id,
                         const char *concurrent, const mh_buf *own, mh_err *e) {
    begin(r, "metadata", id, x->start_us, "application/warc-fields");
    if (concurrent) mh_buf_printf(&r->fields, "WARC-Concurrent-To: %s\r\n", concurrent);
    put_uri(r, x);
    mh_buf_put(&r->fields, mh_buf_view(own));
    mh_buf_reset(&r->block);
    put_line(&r->block, "error", mh_view_of(mh_code_name(x->err.code)));
    put_line(&r->block, "retry", mh_view_of(x->err.retry ? "true" : "false"));
    mh_buf_reset(&r->tmp);
    mh_redact_field(r->redact, &r->tmp, MH_VIEW("message"), mh_view_of(x->err.msg), false);
    put_line(&r->block, "message", mh_buf_view(&r->tmp));
    return end(r, (mh_view){0}, e);
}

mh_rc mh_recorder_put(mh_recorder *r, const mh_exchange *x, mh_err *e) {
    char first[64], second[64];
    mh_buf own = {0};
    mh_rc rc;
    mh_err ignored;
    if (e == NULL) e = &ignored;
    if (r->broken.code != MH_E_NONE) {
        *e = r->broken;
        return MH_FAIL;
    }
    bool failed = x->err.code != MH_E_NONE, has_head = x->head != NULL && x->status > 0;
    uint64_t url = mh_record_url_hash(r->redact, x->url);
    uint64_t sent = mh_record_sent_hash(r->redact, x->sent);
    put_own(&own, x, url, sent);
    learn(r->redact, x);
    new_id(r, first);
    rc = put_request(r, x, first, e);
    if (!failed) {
        if (rc == MH_OK) rc = put_response(r, x, first, &own, e);
    } else {
        new_id(r, second);
        if (rc == MH_OK && has_head) rc = put_response(r, x, second, NULL, e);
        if (rc == MH_OK) rc = put_failure(r, x, first, has_head ? second : NULL, &own, e);
    }
    if (rc != MH_OK) r->broken = *e;
    mh_redact_forget(r->redact);
    mh_buf_clear(&own);
    return rc;
}
