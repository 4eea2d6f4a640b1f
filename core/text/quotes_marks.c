/* Quotation marks of quotes.h, line by line: a stack of what is open, one pass. */
#include "base/vec.h"
#include "text/quotes.h"
#include "text/text_priv.h"

#include <unicode/uchar.h>

#define DEPTH 8 /* quotations within quotations; deeper ones are not told apart */

/* Kinds of marks: which closes which. */
enum { M_STRAIGHT = 1, M_CURLY, M_LOW, M_ANGLE, M_ANGLE_SINGLE, M_SINGLE, M_CORNER, M_TICKS };

typedef struct mark {
    int kind;
    bool opens, closes;
    size_t from, to;
} mark;

typedef struct open_mark {
    int kind;
    size_t outer, inner;
    size_t found; /* quotations before it */
} open_mark;

typedef struct marks_run {
    mh_view s;
    open_mark stack[DEPTH];
    size_t depth;
    size_t inner_closed; /* end of the last mark that closed inside of the outermost one */
    size_t inner_close_from;
    MH_VEC(mh_quotation) out;
} marks_run;

static bool is_wordy(uint32_t cp) {
    return u_isalnum((UChar32)cp) || (U_GET_GC_MASK((UChar32)cp) & U_GC_M_MASK);
}

static bool is_blank(uint32_t cp) {
    return cp == 0 || u_isUWhiteSpace((UChar32)cp);
}

/* Whether a mark that looks alike on both sides opens: by its neighbours. */
static void by_sides(mark *m, uint32_t before, uint32_t after) {
    bool left = is_blank(before) || before == '(' || before == '[' || before == 0x2014 ||
                before == 0x2013 || before == '-' || before == ':' || before == '/' ||
                before == 0x2015;
    bool right = is_blank(after);
    m->opens = left && !right;
    m->closes = !m->opens;
}

/* An apostrophe is a mark only where it cannot belong to a word. */
static void single(mark *m, uint32_t before, uint32_t after, uint32_t cp) {
    bool word_before = is_wordy(before), word_after = is_wordy(after);
    m->opens = !word_before &&
               (is_blank(before) || before == '(' || before == '"' || before == 0x201C ||
                before == 0xAB) &&
               word_after && cp != 0x2019 && !u_isdigit((UChar32)after);
    m->closes = !word_after && !is_blank(before) && cp != 0x2018;
}

/* Marks that look one way: kind, and whether they open or close. */
static const struct {
    uint32_t cp;
    int kind;
    bool opens;
} fixed[] = {
    {0x201C, M_CURLY, true},   {0x201E, M_LOW, true},          {0xAB, M_ANGLE, true},
    {0xBB, M_ANGLE, false},    {0x2039, M_ANGLE_SINGLE, true}, {0x203A, M_ANGLE_SINGLE, false},
    {0x300C, M_CORNER, true},  {0x300E, M_CORNER, true},       {0x300D, M_CORNER, false},
    {0x300F, M_CORNER, false},
};

static void fixed_mark(mark *m, uint32_t cp) {
    if (cp < 0xAB) return;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        if (fixed[i].cp != cp) continue;
        m->kind = fixed[i].kind;
        m->opens = fixed[i].opens;
        m->closes = !fixed[i].opens;
    }
}

/* The mark at byte i, or kind 0. */
static mark mark_at(mh_view s, size_t i, uint32_t cp, size_t next, uint32_t before) {
    mark m = {.from = i, .to = next};
    uint32_t after = 0;
    size_t skip;
    bool twice = (cp == '\'' || cp == '`') && next < s.len && s.ptr[next] == (char)cp;
    if (twice) m.to = next + 1;
    if (m.to < s.len) after = mh_cp_at(s, m.to, &skip);
    if (twice || cp == '"') {
        m.kind = twice ? M_TICKS : M_STRAIGHT;
        by_sides(&m, before, after);
    } else if (cp == 0x201D) {
        m.kind = M_CURLY;
        by_sides(&m, before, after);
        m.closes = true;
    } else if (cp == '\'' || cp == '`' || cp == 0x2018 || cp == 0x2019) {
        m.kind = M_SINGLE;
        single(&m, before, after, cp);
    } else {
        fixed_mark(&m, cp);
    }
    return m;
}

static bool closes(int open, const mark *m) {
    if (open == M_LOW) return m->kind == M_CURLY || m->kind == M_STRAIGHT;
    if (open == M_CURLY) return m->kind == M_CURLY && m->closes;
    if (open == M_STRAIGHT) return m->kind == M_STRAIGHT && m->closes;
    return open == m->kind && m->closes;
}

static void put(marks_run *r, size_t outer, size_t inner, size_t end, size_t outer_end,
                bool closed) {
    if (inner >= end) return;
    mh_quotation q = {
        .from = inner, .to = end, .outer_from = outer, .outer_to = outer_end, .closed = closed};
    mh_vec_push(&r->out, q);
}

/* Possessive plurals ("the ministers' plan") look like closing marks. */
static bool is_possessive(mh_view s, const mark *m, uint32_t before) {
    size_t next;
    if (before != 's' || m->to + 1 >= s.len || s.ptr[m->to] != ' ') return false;
    return u_islower((UChar32)mh_cp_at(s, m->to + 1, &next));
}

static void see(marks_run *r, const mark *m, uint32_t before) {
    size_t d = r->depth;
    while (d > 0 && !closes(r->stack[d - 1].kind, m)) d--;
    bool single_inside = m->kind == M_SINGLE && (d == 0 || is_possessive(r->s, m, before));
    if (d > 0 && !single_inside && !(m->kind == M_LOW && m->opens)) {
        open_mark o = r->stack[d - 1];
        bool outermost = d == 1 || (d == 2 && r->stack[0].kind == M_SINGLE);
        if (outermost) {
            if (o.kind == M_SINGLE) r->out.len = o.found; /* it was one, so those were inside */
            put(r, o.outer, o.inner, m->from, m->to, true);
            r->inner_closed = 0;
        } else {
            r->inner_closed = m->to;
            r->inner_close_from = m->from;
        }
        r->depth = d - 1;
        return;
    }
    if (m->opens && r->depth < DEPTH)
        r->stack[r->depth++] = (open_mark){m->kind, m->from, m->to, r->out.len};
}

/* End of a line: what is open runs to it, apostrophes were no marks, and of two marks that open alike
 * the one that closed may have closed both. */
static void end_line(marks_run *r, size_t end) {
    size_t first = r->depth && r->stack[0].kind == M_SINGLE ? 1 : 0; /* an apostrophe */
    if (r->depth > first && r->stack[first].kind != M_SINGLE) {
        open_mark o = r->stack[first];
        if (r->inner_closed && r->depth == first + 1 && o.kind == M_ANGLE) {
            put(r, o.outer, o.inner, r->inner_close_from, r->inner_closed, true);
        } else {
            put(r, o.outer, o.inner, end, end, false);
        }
    }
    r->depth = 0;
    r->inner_closed = 0;
}

/* ASCII that is neither mark nor end of a line, and of that what is blank. */
enum { A_OTHER, A_BLANK, A_PLAIN };
static const uint8_t ascii[256] = {
    ['\t'] = A_BLANK, ['\v'] = A_BLANK,        ['\f'] = A_BLANK,        [' '] = A_BLANK,
    ['!'] = A_PLAIN,  ['#' ... '&'] = A_PLAIN, ['(' ... '_'] = A_PLAIN, ['a' ... '~'] = A_PLAIN,
};

/* Goes over what is no mark from byte i on; where that ends. *last moves behind what is not blank. */
static size_t skip_plain(mh_view s, size_t i, size_t *last) {
    for (int kind; i < s.len && (kind = ascii[(unsigned char)s.ptr[i]]) != A_OTHER; i++) {
        if (kind == A_PLAIN) *last = i + 1;
    }
    return i;
}

mh_quotations mh_text_quotations(mh_arena *a, mh_view s) {
    marks_run r = {.s = s};
    uint32_t before = 0;
    size_t i = 0, last = 0; /* end of the line without blanks */
    while (i < s.len) {
        size_t next = skip_plain(s, i, &last);
        if (next > i) {
            before = (unsigned char)s.ptr[next - 1];
            i = next;
            continue;
        }
        uint32_t cp = mh_cp_at(s, i, &next);
        if (cp == '\n' || cp == '\r' || cp == 0x2028 || cp == 0x2029) {
            end_line(&r, last);
            before = 0;
            i = next;
            continue;
        }
        mark m = mark_at(s, i, cp, next, before);
        if (m.kind && (m.opens || m.closes)) see(&r, &m, before);
        if (!is_blank(cp)) last = m.to;
        before = cp;
        i = m.to;
    }
    end_line(&r, last);
    mh_quotations out = {.ptr = mh_arena_array(a, r.out.len + 1, sizeof *out.ptr),
                         .len = r.out.len};
    if (r.out.len) memcpy(out.ptr, r.out.ptr, r.out.len * sizeof *out.ptr);
    for (size_t k = 0; k + 1 < out.len;
         k++) { /* only blanks between an open end and the next line's mark */
        size_t at = out.ptr[k].outer_to;
        while (!out.ptr[k].closed && at < out.ptr[k + 1].outer_from && mh_is_space(s.ptr[at])) at++;
        out.ptr[k].goes_on = !out.ptr[k].closed && at == out.ptr[k + 1].outer_from;
    }
    mh_vec_clear(&r.out);
    return out;
}
