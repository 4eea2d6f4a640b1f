/* Lines of pages into paragraphs: what runs along every page goes, broken words are joined. */
#include "base/map.h"
#include "base/utf8.h"
#include "doc/pdf_priv.h"

#include <stdlib.h>
#include <string.h>

#define EDGE     2    /* lines at the top and bottom of a page that may be running ones */
#define HEAD_MAX 160  /* bytes of a running line */
#define AROUND   12   /* lines on each side that tell how wide a column is */
#define SAME     0.15 /* letters that differ more in height are of another kind of line */
#define SHORT    0.12 /* a last line ends so much of the column's width before its edge */
#define INDENT   6.0  /* points */
#define WIDER    0.45 /* of a line's height: a gap so much wider than usual parts paragraphs */

static mh_view text_of(const mh_pdf_line *l, mh_view text) {
    return mh_view_trim(mh_view_sub(text, l->from, l->to));
}

/* The line with digits as '#', so that numbered lines compare equal. */
static mh_view shape_of(const mh_pdf_line *l, mh_view text, char out[HEAD_MAX]) {
    mh_view v = text_of(l, text);
    size_t n = 0;
    if (v.len > HEAD_MAX) return (mh_view){"", 0};
    for (size_t i = 0; i < v.len; i++) {
        char c = mh_is_digit(v.ptr[i]) ? '#' : v.ptr[i];
        if (c == '#' && n > 0 && out[n - 1] == '#') continue;
        out[n++] = c;
    }
    return (mh_view){out, n};
}

/* "12", "- 12 -", "3/12", "| 4" */
static bool is_number(mh_view shape) {
    bool any = false;
    for (size_t i = 0; i < shape.len; i++) {
        any = any || shape.ptr[i] == '#';
        if (strchr("#-/|. []()", shape.ptr[i]) == NULL) {
            mh_view dash = mh_view_sub(shape, i, i + 3); /* en and em dash */
            if (!mh_view_eq(dash, MH_VIEW("\u2013")) && !mh_view_eq(dash, MH_VIEW("\u2014")))
                return false;
            i += 2;
        }
    }
    return any && shape.len <= 12;
}

typedef void each_edge(mh_pdf_line *l, mh_view shape, bool outermost, void *arg);

/* The first and last lines of each page. */
static void edges(mh_pdf_lines *l, mh_view text, each_edge *f, void *arg) {
    char shape[HEAD_MAX];
    for (size_t from = 0, to; from < l->len; from = to) {
        for (to = from; to < l->len && l->ptr[to].page == l->ptr[from].page;) to++;
        for (size_t i = from; i < to; i++) {
            if (i >= from + EDGE && i + EDGE < to) i = to - EDGE;
            mh_view v = shape_of(&l->ptr[i], text, shape);
            if (v.len) f(&l->ptr[i], v, i == from || i + 1 == to, arg);
        }
    }
}

typedef struct heads {
    mh_map *seen;
    uint32_t pages;
} heads;

static void count(mh_pdf_line *l, mh_view shape, bool outermost, void *arg) {
    (void)l, (void)outermost;
    mh_map_at(((heads *)arg)->seen, shape, NULL)->num++;
}

static void drop(mh_pdf_line *l, mh_view shape, bool outermost, void *arg) {
    const heads *h = arg;
    uint64_t n = mh_map_get(h->seen, shape)->num;
    uint64_t most = h->pages > 3 ? h->pages / 2 : 2;
    if (n >= most || (outermost && is_number(shape))) l->drop = true;
}

void mh_pdf_drop_heads(mh_pdf_lines *l, mh_view text, uint32_t pages) {
    heads h = {mh_map_new(), pages};
    if (pages > 1) {
        edges(l, text, count, &h);
        edges(l, text, drop, &h);
    }
    mh_map_free(h.seen);
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The usual space between two lines of one paragraph, in heights of a line. */
static double usual_gap(const mh_pdf_lines *l) {
    MH_VEC(double) gaps = {0};
    double gap = 0.3;
    for (size_t i = 1; i < l->len; i++) {
        const mh_pdf_line *a = &l->ptr[i - 1], *b = &l->ptr[i];
        double h = a->y2 - a->y1, g = h > 0 ? (b->y1 - a->y2) / h : 9;
        if (a->placed && b->placed && a->page == b->page && g > -0.5 && g < 1.5)
            mh_vec_push(&gaps, g);
    }
    if (gaps.len) {
        qsort(gaps.ptr, gaps.len, sizeof *gaps.ptr, by_size);
        gap = gaps.ptr[gaps.len / 3]; /* more lines stand in paragraphs than between them */
    }
    mh_vec_clear(&gaps);
    return gap;
}

static bool ends_sentence(mh_view v) {
    static const char *const ends[] = {".",      "!",      "?",      ":",     ";",
                                       "\u00BB", "\u201D", "\u2026", "\u061F"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (mh_view_ends(v, mh_view_of(ends[i]))) return true;
    return false;
}

/* The right and left edge of the column of line i. */
static void column(const mh_pdf_lines *l, size_t i, double *left, double *right) {
    const mh_pdf_line *x = &l->ptr[i];
    *left = x->x1, *right = x->x2;
    for (size_t k = i > AROUND ? i - AROUND : 0; k < l->len && k <= i + AROUND; k++) {
        const mh_pdf_line *y = &l->ptr[k];
        if (y->page != x->page || !y->placed || y->drop || y->x1 > x->x2 || y->x2 < x->x1) continue;
        if (y->x2 > *right) *right = y->x2;
        if (y->x1 < *left) *left = y->x1;
    }
}

/* Whether line b starts a paragraph after line a, the one before it. */
static bool parts(const mh_pdf_lines *l, size_t ia, size_t ib, mh_view text, double gap) {
    const mh_pdf_line *a = &l->ptr[ia], *b = &l->ptr[ib];
    mh_view va = text_of(a, text);
    double left, right, ha = a->y2 - a->y1, hb = b->y2 - b->y1;
    bool whole = ends_sentence(va);
    if (!a->placed || !b->placed || ha <= 0 || hb <= 0) return whole;
    if (hb > ha * (1 + SAME) || ha > hb * (1 + SAME)) return true;
    column(l, ia, &left, &right);
    bool short_line = a->x2 < right - (right - left) * SHORT;
    if (a->page != b->page || b->y1 < a->y1 - ha) return whole; /* next page or column */
    if ((b->y1 - a->y2) / ha > gap + WIDER) return true;
    column(l, ib, &left, &right);
    if (b->x1 > a->x1 + INDENT && b->x1 > left + INDENT && (whole || short_line)) return true;
    return whole && short_line;
}

/* A word broken at the end of a line: the hyphen goes when a small letter follows. */
static bool joins_word(mh_buf *out, mh_view next) {
    mh_view v = mh_buf_view(out);
    if (mh_view_ends(v, MH_VIEW("\u00AD"))) {
        out->len -= 2;
        return true;
    }
    if (v.len < 2 || next.len == 0 || !mh_view_ends(v, MH_VIEW("-"))) return false;
    unsigned char before = (unsigned char)v.ptr[v.len - 2], c = (unsigned char)next.ptr[0];
    unsigned char d = next.len > 1 ? (unsigned char)next.ptr[1] : 0;
    /* Latin and the small letters of Cyrillic, U+0430 to U+045F */
    bool small = (c >= 'a' && c <= 'z') || (c == 0xD0 && d >= 0xB0) || (c == 0xD1 && d <= 0x9F);
    if (!small || !(mh_is_alpha((char)before) || before >= 0x80)) return false;
    out->len--;
    return true;
}

void mh_pdf_join(mh_buf *out, const mh_pdf_lines *l, mh_view text) {
    double gap = usual_gap(l);
    size_t before = SIZE_MAX;
    for (size_t i = 0; i < l->len; i++) {
        if (l->ptr[i].drop) continue;
        mh_view v = text_of(&l->ptr[i], text);
        if (before != SIZE_MAX) {
            if (parts(l, before, i, text, gap))
                mh_buf_puts(out, "\n\n");
            else if (!joins_word(out, v))
                mh_buf_putc(out, ' ');
        }
        mh_buf_put(out, v);
        before = i;
    }
}
