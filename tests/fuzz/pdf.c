/* pdf.c: lines of a PDF as poppler hands them over (four bytes say where, the rest of the line is the
 * text), joined into paragraphs; and the same text as a plain one with broken lines. */
#include "fuzz.h"

#include "doc/pdf_priv.h"
#include "doc/plain_priv.h"

static void join(mh_view text) {
    mh_pdf_lines lines = {0};
    mh_buf out = {0};
    uint32_t page = 0;
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        end = mh_view_find_byte(text, '\n', at);
        if (end == SIZE_MAX) end = text.len;
        mh_pdf_line l = {.from = at, .to = end, .page = page};
        for (int i = 0; i < 4 && l.from < l.to && (unsigned char)text.ptr[l.from] < 0x80; i++) {
            double n = text.ptr[l.from++] * 8.0 - 64;
            *(i == 0 ? &l.x1 : i == 1 ? &l.y1 : i == 2 ? &l.x2 : &l.y2) = n;
            l.placed = i == 3;
        }
        if (l.y1 < 0) page++;
        l.page = page;
        mh_vec_push(&lines, l);
    }
    mh_pdf_drop_heads(&lines, text, page + 1);
    mh_pdf_join(&out, &lines, text);
    fz_is_text(mh_buf_view(&out));
    fz_check(out.len <= text.len * 2);
    mh_buf_clear(&out);
    mh_vec_clear(&lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static mh_text *t;
    if (!t) fz_check(mh_text_new(&t, NULL) == MH_OK);
    mh_buf b = {0}, plain = {0};
    mh_view text = fz_repaired(&b, fz_view(data, size));
    join(text);
    mh_plain_unwrap(&plain, text);
    fz_is_text(mh_buf_view(&plain));
    mh_arena *a = mh_arena_new();
    mh_plain_page p;
    mh_plain_read(&p, t, mh_buf_view(&plain), a);
    fz_is_text(p.text);
    fz_is_text(p.title);
    fz_is_text(p.section);
    fz_is_text(p.credit);
    fz_is_text(p.date);
    for (size_t i = 0; i < p.n; i++) fz_is_range(p.text, p.parts[i].from, p.parts[i].to);
    mh_arena_free(a);
    mh_buf_clear(&plain);
    mh_buf_clear(&b);
    return 0;
}
