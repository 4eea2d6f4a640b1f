#include "doc/point.h"

#include "base/utf8.h"

#include <stdio.h>

/* Characters shown before and behind the place. */
#define BEFORE 48
#define BEHIND 24

static bool is_tail(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

mh_rc mh_point_at(mh_err *e, const char *kind, mh_view text, size_t at, mh_view what) {
    mh_buf line = {0};
    size_t from, to, n;
    if (at > text.len) at = text.len;
    for (from = at, n = 0; from > 0 && n < BEFORE; n++) do
            from--;
        while (from > 0 && is_tail(text.ptr[from]));
    for (to = at, n = 0; to < text.len && n < BEHIND; n++) do
            to++;
        while (to < text.len && is_tail(text.ptr[to]));
    size_t column = mh_utf8_len(mh_view_sub(text, 0, at)) + 1;
    size_t indent = mh_utf8_len(mh_view_sub(text, from, at));
    for (size_t i = from; i < to; i++)
        mh_buf_putc(&line, mh_is_space(text.ptr[i]) ? ' ' : text.ptr[i]);
    mh_fail(e, MH_E_USAGE, "%s: column %zu: %.*s\n  %s%.*s\n  %*s^", kind, column, MH_FMT(what),
            from > 0 ? "..." : "", MH_FMT(mh_buf_view(&line)), (int)(indent + (from > 0 ? 3 : 0)),
            "");
    mh_buf_clear(&line);
    return MH_FAIL;
}

void mh_point_found(char *out, size_t size, mh_view text, size_t at) {
    if (at >= text.len) {
        snprintf(out, size, "the end");
        return;
    }
    mh_view rest = mh_view_sub(text, at, text.len), one = rest;
    mh_utf8_next(&rest);
    one.len = (size_t)(rest.ptr - one.ptr);
    snprintf(out, size, "'%.*s'", MH_FMT(one));
}
