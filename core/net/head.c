#include "net/head.h"

#include "base/utf8.h"

#include <string.h>

static mh_view span(const mh_head *h, uint32_t from, uint32_t len) {
    return (mh_view){h->text.ptr ? h->text.ptr + from : "", len};
}

size_t mh_head_len(const mh_head *h) {
    return h->rows.len;
}

mh_view mh_head_name(const mh_head *h, size_t i) {
    return span(h, h->rows.ptr[i].name, h->rows.ptr[i].name_len);
}

mh_view mh_head_value(const mh_head *h, size_t i) {
    return span(h, h->rows.ptr[i].value, h->rows.ptr[i].value_len);
}

mh_view mh_head_get(const mh_head *h, mh_view name) {
    for (size_t i = 0; i < h->rows.len; i++)
        if (mh_view_ieq(mh_head_name(h, i), name)) return mh_head_value(h, i);
    return (mh_view){NULL, 0};
}

bool mh_head_is_token(mh_view v) {
    for (size_t i = 0; i < v.len; i++)
        if (!mh_is_alnum(v.ptr[i]) && (v.ptr[i] == 0 || !strchr("!#$%&'*+-.^_`|~", v.ptr[i])))
            return false;
    return v.len > 0;
}

static bool is_control(char c) {
    unsigned char u = (unsigned char)c;
    return (u < 0x20 && u != '\t') || u == 0x7f;
}

bool mh_head_is_value(mh_view v) {
    for (size_t i = 0; i < v.len; i++)
        if (is_control(v.ptr[i])) return false;
    return true;
}

/* Valid UTF-8 without control characters and without white space at its ends. */
static void put_clean(mh_buf *b, mh_view v) {
    mh_buf clean = {0};
    bool plain = true;
    v = mh_view_trim(v);
    for (size_t i = 0; i < v.len; i++) plain = plain && v.ptr[i] >= 0x20 && v.ptr[i] < 0x7f;
    if (plain) {
        mh_buf_put(b, v);
        return;
    }
    for (size_t i = 0; i < v.len; i++)
        if (!is_control(v.ptr[i])) mh_buf_putc(&clean, v.ptr[i]);
    mh_utf8_repair(b, mh_view_trim(mh_buf_view(&clean)));
    mh_buf_clear(&clean);
}

static void start_answer(mh_head *h, mh_view line) {
    size_t sp = mh_view_find_byte(line, ' ', 0);
    uint64_t status = 0;
    mh_buf_reset(&h->text);
    h->rows.len = 0;
    h->has_length = false;
    h->complete = false;
    h->status = 0;
    if (sp != SIZE_MAX && mh_view_u64(mh_view_sub(line, sp + 1, sp + 4), &status))
        h->status = (int)status;
}

/* A list of equal numbers is one number (RFC 9110, 8.6); everything else that is not one number is
 * somebody's attack or mistake. */
static mh_rc read_length(mh_head *h, mh_view value, mh_err *e) {
    mh_view part, rest = value;
    while (mh_view_split(&rest, ',', &part)) {
        uint64_t n = 0;
        part = mh_view_trim(part);
        for (size_t i = 0; i < part.len; i++)
            if (!mh_is_digit(part.ptr[i])) part.len = 0;
        if (part.len == 0)
            return mh_fail(e, MH_E_PROTOCOL, "Content-Length \"%.*s\" is no length",
                           MH_FMT(mh_view_sub(value, 0, 60)));
        if (!mh_view_u64(part, &n))
            return mh_fail(e, MH_E_TOO_LARGE, "Content-Length \"%.*s\" is beyond all limits",
                           MH_FMT(mh_view_sub(value, 0, 60)));
        if (h->has_length && h->length != n)
            return mh_fail(e, MH_E_PROTOCOL, "two different Content-Length: %llu and %llu",
                           (unsigned long long)h->length, (unsigned long long)n);
        h->has_length = true;
        h->length = n;
    }
    return MH_OK;
}

static mh_rc add_field(mh_head *h, mh_view line, mh_err *e) {
    size_t colon = mh_view_find_byte(line, ':', 0);
    if (colon == SIZE_MAX) return MH_OK; /* no field: dropped */
    mh_view name = mh_view_trim(mh_view_sub(line, 0, colon));
    mh_view value = mh_view_trim(mh_view_sub(line, colon + 1, line.len));
    if (!mh_head_is_token(name)) return MH_OK;
    if (h->rows.len >= MH_HEAD_FIELDS)
        return mh_fail(e, MH_E_TOO_LARGE, "over %d header fields", MH_HEAD_FIELDS);
    mh_head_span s = {.name = (uint32_t)h->text.len, .name_len = (uint32_t)name.len};
    mh_buf_put(&h->text, name);
    s.value = (uint32_t)h->text.len;
    put_clean(&h->text, value);
    s.value_len = (uint32_t)h->text.len - s.value;
    mh_vec_push(&h->rows, s);
    if (mh_view_ieq(name, MH_VIEW("content-length"))) return read_length(h, value, e);
    return MH_OK;
}

/* obs-fold: the line goes on with the value before it, which lies at the end of the text. */
static mh_rc add_fold(mh_head *h, mh_view line, mh_err *e) {
    if (h->rows.len == 0) return MH_OK;
    size_t last = h->rows.len - 1, was = h->text.len;
    mh_head_span *s = &h->rows.ptr[last];
    if (s->value_len > 0) mh_buf_putc(&h->text, ' ');
    size_t from = h->text.len;
    put_clean(&h->text, line);
    if (h->text.len == from) h->text.len = was; /* nothing but white space */
    s->value_len = (uint32_t)h->text.len - s->value;
    if (!mh_view_ieq(mh_head_name(h, last), MH_VIEW("content-length"))) return MH_OK;
    return read_length(h, mh_head_value(h, last), e);
}

mh_rc mh_head_line(mh_head *h, mh_view line, mh_head_limits limits, mh_err *e) {
    h->bytes += line.len;
    if (h->bytes > limits.bytes)
        return mh_fail(e, MH_E_TOO_LARGE, "headers over %zu bytes", limits.bytes);
    while (line.len > 0 && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r'))
        line.len--;
    if (h->complete) return MH_OK; /* a trailer, counted only */
    if (mh_view_starts(line, MH_VIEW("HTTP/"))) {
        start_answer(h, line);
        if (h->status >= 100 && h->status < 200 && ++h->interim > limits.interim)
            return mh_fail(e, MH_E_PROTOCOL, "over %d interim answers", limits.interim);
        return MH_OK;
    }
    if (line.len == 0) {
        if (h->status == 101)
            return mh_fail(e, MH_E_PROTOCOL, "answered 101, which nobody asked for");
        h->complete = h->status >= 200;
        return MH_OK;
    }
    if (line.ptr[0] == ' ' || line.ptr[0] == '\t') return add_fold(h, line, e);
    return add_field(h, line, e);
}

void mh_head_clear(mh_head *h) {
    mh_buf_clear(&h->text);
    mh_vec_clear(&h->rows);
    *h = (mh_head){0};
}

bool mh_head_all(const mh_head *h, mh_view name, mh_buf *out) {
    bool any = false;
    for (size_t i = 0; i < h->rows.len; i++) {
        if (!mh_view_ieq(mh_head_name(h, i), name)) continue;
        if (any) mh_buf_puts(out, ", ");
        mh_buf_put(out, mh_head_value(h, i));
        any = true;
    }
    return any;
}

bool mh_head_add(mh_head *h, mh_view name, mh_view value) {
    if (!mh_head_is_token(name) || h->rows.len >= MH_HEAD_FIELDS) return false;
    bool had = h->has_length;
    uint64_t was = h->length;
    if (mh_view_ieq(name, MH_VIEW("content-length")) && read_length(h, value, NULL) != MH_OK) {
        h->has_length = had;
        h->length = was;
        return false;
    }
    mh_buf copy = {0}; /* name and value may be views of this head */
    mh_buf_put(&copy, name);
    put_clean(&copy, value);
    mh_head_span s = {.name = (uint32_t)h->text.len, .name_len = (uint32_t)name.len};
    s.value = s.name + s.name_len;
    s.value_len = (uint32_t)(copy.len - name.len);
    mh_buf_put(&h->text, mh_buf_view(&copy));
    mh_buf_clear(&copy);
    mh_vec_push(&h->rows, s);
    return true;
}

size_t mh_head_remove(mh_head *h, mh_view name) {
    size_t kept = 0, was = h->rows.len;
    if (mh_view_ieq(name, MH_VIEW("content-length"))) h->has_length = false;
    for (size_t i = 0; i < was; i++)
        if (!mh_view_ieq(mh_head_name(h, i), name)) h->rows.ptr[kept++] = h->rows.ptr[i];
    h->rows.len = kept;
    return was - kept;
}

bool mh_head_set(mh_head *h, mh_view name, mh_view value) {
    mh_head_remove(h, name);
    return mh_head_add(h, name, value);
}

static void begin_answer(mh_head *h, int status) {
    mh_buf_reset(&h->text);
    h->rows.len = 0;
    h->bytes = 0;
    h->interim = 0;
    h->has_length = false;
    h->status = status;
    h->complete = true;
}

void mh_head_copy(mh_head *to, const mh_head *from) {
    begin_answer(to, from->status);
    for (size_t i = 0; i < from->rows.len; i++)
        mh_head_add(to, mh_head_name(from, i), mh_head_value(from, i));
}

void mh_head_write(const mh_head *h, mh_buf *out) {
    for (size_t i = 0; i < h->rows.len; i++) {
        mh_buf_put(out, mh_head_name(h, i));
        mh_buf_puts(out, ": ");
        mh_buf_put(out, mh_head_value(h, i));
        mh_buf_putc(out, '\n');
    }
}

void mh_head_read(mh_head *h, int status, mh_view text) {
    mh_view line;
    begin_answer(h, status);
    while (mh_view_split(&text, '\n', &line)) {
        size_t colon = mh_view_find_byte(line, ':', 0);
        if (colon == SIZE_MAX) continue;
        mh_head_add(h, mh_view_sub(line, 0, colon), mh_view_sub(line, colon + 1, line.len));
    }
}
