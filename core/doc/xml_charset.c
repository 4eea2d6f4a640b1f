#include "doc/xml_priv.h"

#include "base/utf8.h"
#include "doc/charset.h"

#define DECL_BYTES 512 /* where "<?xml ... encoding=" must stand */

/* UTF-16 and UTF-32 by their byte order mark, or by how "<" looks in them. Longest first. */
static const struct {
    const char *name;
    unsigned char from[4];
    uint8_t len, mark; /* bytes that tell; how many of them are a mark */
} shapes[] = {
    {"utf-32be", {0, 0, 0xFE, 0xFF}, 4, 4}, {"utf-32le", {0xFF, 0xFE, 0, 0}, 4, 4},
    {"utf-32be", {0, 0, 0, '<'}, 4, 0},     {"utf-32le", {'<', 0, 0, 0}, 4, 0},
    {"utf-16be", {0xFE, 0xFF}, 2, 2},       {"utf-16le", {0xFF, 0xFE}, 2, 2},
    {"utf-16be", {0, '<', 0}, 3, 0},        {"utf-16le", {'<', 0}, 2, 0},
};

/* The label of the XML declaration, or empty. */
static mh_view declared(mh_view bytes) {
    mh_view head = mh_view_sub(bytes, 0, DECL_BYTES);
    size_t at = mh_view_find(head, MH_VIEW("<?xml"), 0), end;
    if (at == SIZE_MAX) return (mh_view){0};
    end = mh_view_find(head, MH_VIEW("?>"), at);
    head = mh_view_sub(head, 0, end == SIZE_MAX ? head.len : end);
    at = mh_view_find(head, MH_VIEW("encoding"), at);
    if (at == SIZE_MAX) return (mh_view){0};
    for (at += 8; at < head.len && (mh_is_space(head.ptr[at]) || head.ptr[at] == '='); at++) {
    }
    if (at >= head.len || (head.ptr[at] != '"' && head.ptr[at] != '\'')) return (mh_view){0};
    end = mh_view_find_byte(head, head.ptr[at], at + 1);
    return end == SIZE_MAX ? (mh_view){0} : mh_view_sub(head, at + 1, end);
}

static void put_utf32(mh_buf *out, mh_view v, bool little) {
    mh_buf_reserve(out, v.len / 4);
    for (size_t i = 0; i + 4 <= v.len; i += 4) {
        uint32_t c = 0;
        for (size_t k = 0; k < 4; k++) c = c << 8 | (unsigned char)v.ptr[i + (little ? 3 - k : k)];
        mh_buf_put_cp(out, c ? c : MH_UTF8_BAD);
    }
}

const char *mh_xml_to_utf8(mh_buf *out, mh_view bytes, mh_view content_type) {
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        mh_view want = {(const char *)shapes[i].from, shapes[i].len};
        if (!mh_view_starts(bytes, want)) continue;
        mh_view body = mh_view_sub(bytes, shapes[i].mark, bytes.len);
        if (shapes[i].name[4] == '3')
            put_utf32(out, body, shapes[i].name[6] == 'l');
        else
            mh_charset_decode(out, body, shapes[i].name, NULL);
        return shapes[i].name;
    }
    mh_view label = mh_charset_param(content_type);
    if (!mh_charset_of_label(label)) label = declared(bytes);
    /* the bytes are no UTF-16 however they call themselves */
    const char *name = mh_charset_of_label(label);
    if (name && mh_view_istarts(mh_view_of(name), MH_VIEW("utf-16"))) label = MH_VIEW("utf-8");
    mh_buf type = {0};
    if (label.len) mh_buf_printf(&type, "text/xml; charset=%.*s", MH_FMT(label));
    name = mh_charset_find(bytes, mh_buf_view(&type)).name;
    mh_buf_clear(&type);
    if (mh_charset_decode(out, bytes, name, NULL) != MH_OK) {
        mh_utf8_repair(out, bytes);
        name = "utf-8";
    }
    return name;
}
