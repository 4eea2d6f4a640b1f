/* How a shape becomes a page. */
#include "hostile.h"

/* How often the deep piece of a shape is repeated. */
#define DEEP 400

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* Bytes of [lo, hi], the same at each run. */
static void noise(mh_buf *out, size_t bytes, unsigned lo, unsigned hi) {
    uint32_t state = 7;
    while (out->len < bytes) mh_buf_putc(out, (char)(lo + next_random(&state) % (hi - lo + 1)));
}

void hostile_make_binary(mh_buf *out, size_t bytes) {
    mh_buf_puts(out, "<!doctype html><title>t</title>");
    for (int i = 0; i < 400; i++) mh_buf_puts(out, "<p>plain</p>");
    noise(out, bytes, 0, 255);
}

void hostile_make_latin(mh_buf *out, size_t bytes) {
    mh_buf_puts(out, "<p>");
    noise(out, bytes, 0x80, 0xFF);
}

void hostile_make_gb18030(mh_buf *out, size_t bytes) {
    mh_buf_puts(out, "<p>");
    noise(out, bytes, 0x30, 0xFE);
}

void hostile_make_utf16(mh_buf *out, size_t bytes) {
    mh_buf_put_n(out, "\xFF\xFE", 2);
    while (out->len < bytes) mh_buf_put_n(out, "<\0p\0>\0x\0\x3D\xD8", 10);
    mh_buf_putc(out, '<');
}

/* Two encodings in turn: a page joined from parts. */
void hostile_make_mixed(mh_buf *out, size_t bytes) {
    while (out->len < bytes)
        mh_buf_puts(out, "<p>\xD0\x9F\xD1\x80\xD0\xB8 \xEF\xF0\xE8\xE2\xE5\xF2 \x8E\xAD\xA0</p>");
}

/* The same tags with text between: what escapes are in the text is told by the type alone. */
void hostile_make_words(mh_buf *out, size_t bytes) {
    uint32_t state = 11;
    mh_buf_puts(out, "<article>");
    while (out->len < bytes) {
        mh_buf_puts(out, "<p>");
        for (int i = 0; i < 12; i++)
            mh_buf_printf(out, "w%u%s ", next_random(&state) % 50000, i % 4 ? "" : ",");
        mh_buf_puts(out, ".</p>");
    }
}

static void put_unit(mh_buf *out, mh_view unit, size_t turn) {
    for (size_t i = 0; i < unit.len; i++) {
        if (unit.ptr[i] == '#') {
            mh_buf_printf(out, "%zu", turn);
        } else {
            mh_buf_putc(out, unit.ptr[i] == '@' ? (char)('A' + turn % 26) : unit.ptr[i]);
        }
    }
}

void hostile_make(mh_buf *out, const hostile_shape *s, size_t bytes) {
    size_t turns = 0;
    if (s->make) {
        s->make(out, bytes);
        return;
    }
    mh_buf_put(out, s->head);
    for (size_t i = 0; i < DEEP && s->deep.len > 0; i++) put_unit(out, s->deep, i);
    bytes += out->len; /* what comes before is not doubled with the rest */
    while (out->len + turns * s->close.len < bytes) put_unit(out, s->unit, turns++);
    mh_buf_put(out, s->mid);
    for (size_t i = 0; i < turns; i++) mh_buf_put(out, s->close);
    mh_buf_put(out, s->tail);
}
