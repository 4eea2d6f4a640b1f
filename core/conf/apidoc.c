#include "conf/apidoc.h"

#include <stdlib.h>

/* Where the next tag begins, at a word's begin. */
static size_t next_tag(mh_view v, size_t from) {
    for (size_t at = from; (at = mh_view_find_byte(v, '@', at)) != SIZE_MAX; at++) {
        mh_view rest = mh_view_sub(v, at, v.len);
        bool begins = at == 0 || v.ptr[at - 1] == ' ' || v.ptr[at - 1] == '\n';
        if (begins &&
            (mh_view_starts(rest, MH_VIEW("@param ")) || mh_view_starts(rest, MH_VIEW("@return")) ||
             mh_view_starts(rest, MH_VIEW("@example"))))
            return at;
    }
    return v.len;
}

static mh_view after(mh_view v, const char *word) {
    return mh_view_trim(mh_view_sub(v, strlen(word), v.len));
}

static void read_head(mh_comment *d) {
    size_t open = mh_view_find_byte(d->head, '(', 0),
           arrow = mh_view_find(d->head, MH_VIEW(" -> "), 0);
    size_t end = arrow == SIZE_MAX ? d->head.len : arrow;
    d->name = mh_view_trim(mh_view_sub(d->head, 0, open == SIZE_MAX ? end : open));
    size_t close = end;
    while (close > 0 && d->head.ptr[close - 1] != ')') close--;
    if (open != SIZE_MAX && close > open + 1) d->args = mh_view_sub(d->head, open + 1, close - 1);
    if (arrow != SIZE_MAX) d->results = mh_view_trim(mh_view_sub(d->head, arrow + 4, d->head.len));
}

void mh_comment_read(mh_comment *out, const mh_api_doc *d) {
    mh_view text = mh_view_of(d->text);
    *out = (mh_comment){.module = d->module, .head = mh_view_of(d->head)};
    read_head(out);
    size_t at = next_tag(text, 0);
    out->about = mh_view_trim(mh_view_sub(text, 0, at));
    while (at < text.len) {
        size_t end = next_tag(text, at + 1);
        mh_view tag = mh_view_sub(text, at, end);
        if (mh_view_starts(tag, MH_VIEW("@example"))) {
            out->example = mh_view_sub(text, at + 8, text.len);
            while (out->example.len > 0 && mh_is_space(out->example.ptr[0]))
                out->example = mh_view_sub(out->example, 1, out->example.len);
            return;
        }
        if (mh_view_starts(tag, MH_VIEW("@return"))) {
            mh_vec_push(&out->returns, ((mh_comment_tag){.text = after(tag, "@return")}));
        } else {
            mh_view rest = after(tag, "@param");
            size_t n = 0;
            while (n < rest.len && !mh_is_space(rest.ptr[n])) n++;
            mh_vec_push(&out->params,
                        ((mh_comment_tag){mh_view_sub(rest, 0, n),
                                          mh_view_trim(mh_view_sub(rest, n, rest.len))}));
        }
        at = end;
    }
}

void mh_comment_clear(mh_comment *d) {
    mh_vec_clear(&d->params);
    mh_vec_clear(&d->returns);
}

const mh_api_doc *mh_comment_find(mh_view name) {
    for (const mh_api_doc *d = mh_api_docs; d->head; d++) {
        mh_view head = mh_view_of(d->head);
        if (mh_view_starts(head, name) && head.len > name.len && head.ptr[name.len] == '(')
            return d;
    }
    return NULL;
}

void mh_comment_put_prose(mh_buf *b, mh_view text, size_t width, size_t indent) {
    size_t column = 0;
    size_t i = 0;
    while (i < text.len) {
        size_t breaks = 0, from;
        while (i < text.len && mh_is_space(text.ptr[i])) breaks += text.ptr[i++] == '\n';
        from = i;
        while (i < text.len && !mh_is_space(text.ptr[i])) i++;
        if (i == from) break;
        bool fresh = column == 0, paragraph = breaks > 1 && !fresh;
        if (paragraph || (!fresh && column + 1 + (i - from) > width)) {
            mh_buf_puts(b, paragraph ? "\n\n" : "\n");
            fresh = true;
            column = 0;
        }
        if (fresh) mh_buf_printf(b, "%*s", (int)indent, "");
        if (!fresh) mh_buf_putc(b, ' ');
        mh_buf_put(b, mh_view_sub(text, from, i));
        column += (i - from) + (fresh ? indent : 1);
    }
}
