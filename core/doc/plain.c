#include "base/utf8.h"
#include "doc/plain_priv.h"
#include "text/lines.h"

#include <string.h>

#define WRAP_MIN 45 /* characters of a line that a mail program or editor broke */
#define WRAP_MAX 100

void mh_plain_read(mh_plain_page *out, mh_text *t, mh_view text, mh_arena *a) {
    mh_plain p = mh_plain_article(t, a, text);
    *out = (mh_plain_page){.title = p.title,
                           .text = p.text,
                           .credit = p.credit,
                           .section = p.sections_len ? p.sections[p.sections_len - 1] : MH_VIEW(""),
                           .date = MH_VIEW(""),
                           .n = p.paragraphs_len};
    out->parts = mh_arena_array(a, p.paragraphs_len + 1, sizeof *out->parts);
    for (size_t i = 0, k = 0; i < p.paragraphs_len; i++) {
        const mh_paragraph *g = &p.paragraphs[i];
        while (k < p.lines.len && p.lines.ptr[k].from < g->source) k++;
        bool heading = k < p.lines.len && p.lines.ptr[k].kind == MH_LINE_HEADING;
        out->parts[i] = (mh_plain_part){g->from, g->to, heading};
    }
    if (p.date.precision >= MH_DATE_DAY && p.date.year) {
        mh_buf b = {0};
        mh_date_write(&p.date, &b);
        out->date = mh_arena_dup(a, mh_buf_view(&b));
        mh_buf_clear(&b);
        out->date_basis = mh_arena_printf(a, "text:%s", p.date_basis);
    }
}

/* Whether the lines of one group (no blank line in it) were broken at a width. */
static bool is_wrapped(mh_view group) {
    size_t lines = 0, open = 0;
    mh_view line;
    while (mh_view_split(&group, '\n', &line)) {
        line = mh_view_trim(line);
        size_t n = mh_utf8_len(line);
        bool last = group.ptr == NULL || mh_view_trim(group).len == 0;
        if (n > WRAP_MAX || (!last && n < WRAP_MIN)) return false;
        if (last) break;
        lines++;
        open += strchr(".!?:;", line.ptr[line.len - 1]) == NULL;
    }
    return lines > 0 && open * 2 >= lines;
}

static void put_group(mh_buf *out, mh_view group) {
    bool wrapped = is_wrapped(group), first = true;
    mh_view line;
    while (mh_view_split(&group, '\n', &line)) {
        line = mh_view_trim(line);
        if (line.len == 0) continue;
        if (!first) mh_buf_putc(out, wrapped ? ' ' : '\n');
        mh_buf_put(out, line);
        first = false;
    }
}

void mh_plain_unwrap(mh_buf *out, mh_view text) {
    mh_view line;
    mh_buf lf = {0};
    for (size_t i = 0; i < text.len; i++) {
        bool crlf = text.ptr[i] == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n';
        if (!crlf) mh_buf_putc(&lf, text.ptr[i] == '\r' ? '\n' : text.ptr[i]);
    }
    mh_view rest = mh_buf_view(&lf);
    size_t from = 0, at = 0;
    while (mh_view_split(&rest, '\n', &line)) {
        size_t next = at + line.len + 1;
        if (mh_view_trim(line).len == 0 || rest.ptr == NULL) {
            size_t to = rest.ptr == NULL ? lf.len : at;
            mh_view group = mh_view_sub(mh_buf_view(&lf), from, to);
            if (mh_view_trim(group).len > 0) {
                if (out->len > 0) mh_buf_puts(out, "\n\n");
                put_group(out, group);
            }
            from = next;
        }
        at = next;
    }
    mh_buf_clear(&lf);
}
