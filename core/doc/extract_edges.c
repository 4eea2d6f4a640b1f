/* The edges of the text: lines of facts before it, its last short sentences, signatures, the times of a
 * live blog's entries. */
#include "doc/extract_priv.h"

#include "doc/meta_priv.h"
#include "doc/person.h"
#include "doc/tree_priv.h"
#include "doc/weekday.h"
#include "doc/when.h"

/* Most characters of a line of a date and little else, most bytes of it beside the date; of a
 * signature; fewest characters of a sentence. */
#define MAX_LINE     90
#define MAX_BESIDE   ((size_t)70)
#define MAX_SIGN     100
#define MAX_OFFICE   60  /* characters of an office that signs and is not set apart */
#define MAX_BIO      400 /* characters of who the author is */
#define MIN_SENTENCE 14
/* Characters of running text from which a first article may be over; blocks of what ends it. */
#define MIN_FIRST 150
#define MIN_NEXT  60 /* of a second one */
#define ENDING    ((size_t)6)

static mh_view text_of(const mh_extract *x, size_t i) {
    return mh_blocks_text(&x->blocks, &x->blocks.list.ptr[i]);
}

static bool ends_sentence(mh_view v) {
    static const char *const ends[] = {".", "!", "?", "…", "»", "”", ".)", "؟", "۔"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (mh_view_ends(v, mh_view_of(ends[i]))) return true;
    return false;
}

bool mh_extract_is_sentence(const mh_extract *x, size_t i) {
    const mh_block *k = &x->blocks.list.ptr[i];
    return k->stops > 0 && k->chars >= MIN_SENTENCE && k->link_chars * 4 <= k->chars &&
           x->phrase[i] == MH_PHRASE_NONE && !mh_tag_is_heading(k->tag) &&
           ends_sentence(text_of(x, i));
}

bool mh_extract_is_date_line(const mh_extract *x, size_t i) {
    const mh_block *k = &x->blocks.list.ptr[i];
    mh_view v = text_of(x, i);
    mh_when w;
    if (k->chars > MAX_LINE || mh_tag_is_heading(k->tag) || !mh_when_find(v, 0, false, &w))
        return false;
    if (ends_sentence(v) && !mh_view_ends(v, MH_VIEW("»"))) return false;
    bool facts = w.has_time || mh_view_find(v, MH_VIEW(" | "), 0) != SIZE_MAX ||
                 mh_weekday_in(mh_view_sub(v, 0, w.from)) == 0 || (w.from == 0 && !w.in_words);
    if (facts && v.len - (w.to - w.from) <= 2 * MAX_BESIDE) return true;
    return v.len - (w.to - w.from) <= MAX_BESIDE / 2;
}

bool mh_extract_names_author(const mh_extract *x, mh_view line) {
    for (size_t i = 0; i < x->meta->byline.len; i++)
        if (mh_view_find(line, x->meta->byline.ptr[i].value, 0) != SIZE_MAX) return true;
    return false;
}

/* Whether the first line of several is a sentence: a signature stands below it in the same block. */
static bool begins_text(mh_view v) {
    size_t at = mh_view_find_byte(v, '\n', 0);
    return at != SIZE_MAX && at >= 2 * MIN_SENTENCE && ends_sentence(mh_view_sub(v, 0, at));
}

static void drop_signature(mh_extract *x, const mh_candidate *c) {
    uint32_t behind = 0;
    for (size_t i = c->to, kept = 0; i-- > c->from && kept < 5;) {
        const mh_block *k = &x->blocks.list.ptr[i];
        bool said = x->phrase[i] == MH_PHRASE_BYLINE && (x->out[i] & (MH_OUT_PHRASE | MH_OUT_HINT));
        if (x->out[i] && !said) continue;
        mh_view v = text_of(x, i);
        kept++;
        if (said && (k->chars > MAX_SIGN || !mh_extract_names_author(x, v))) continue;
        if (k->chars <= MAX_SIGN && mh_extract_names_author(x, v) && (said || mh_is_signature(v)) &&
            !begins_text(v)) {
            x->out[i] |= MH_OUT_TAIL;
            if (behind * 4 > c->good) return;
            for (size_t j = i + 1; j < c->to; j++) x->out[j] |= MH_OUT_TAIL;
            return;
        }
        behind += k->chars;
    }
}

/* Bytes of the digit that v begins with, ASCII, Arabic or Persian; 0: none. */
static size_t digit(mh_view v) {
    if (v.len && mh_is_digit(v.ptr[0])) return 1;
    if (v.len < 2) return 0;
    unsigned char a = (unsigned char)v.ptr[0], b = (unsigned char)v.ptr[1];
    bool arabic = a == 0xD9 && b >= 0xA0 && b <= 0xA9,
         persian = a == 0xDB && b >= 0xB0 && b <= 0xB9;
    return arabic || persian ? 2 : 0;
}

bool mh_is_clock(mh_view v) {
    size_t n = 0, len;
    for (; n < 2 && (len = digit(v)) > 0; n++) v = mh_view_sub(v, len, v.len);
    if (n == 0 || v.len == 0 || (v.ptr[0] != ':' && v.ptr[0] != '.')) return false;
    v = mh_view_sub(v, 1, v.len);
    for (n = 0; n < 2 && (len = digit(v)) > 0; n++) v = mh_view_sub(v, len, v.len);
    return n == 2 && v.len == 0;
}

/* The time of an entry is told with it. */
static void keep_clocks(mh_extract *x, mh_candidate *c) {
    if (c->from > 0 && mh_is_clock(text_of(x, c->from - 1))) c->from--;
    for (size_t i = c->from; i + 1 < c->to; i++)
        if (x->out[i] && mh_is_clock(text_of(x, i)) && !x->out[i + 1]) x->out[i] = 0;
}

static bool same_kind(const mh_extract *x, mh_node a, mh_node b) {
    return mh_rec(x->t, a)->tag == mh_rec(x->t, b)->tag &&
           mh_class_alike(mh_tree_attr_num(x->t, a, MH_ATTR_CLASS),
                          mh_tree_attr_num(x->t, b, MH_ATTR_CLASS));
}

/* Whether two main headings stand in two boxes alike: a page that loads one article behind another. */
static bool are_twins(const mh_extract *x, mh_node a, mh_node b) {
    for (int up = 0; up < 3; up++) {
        mh_node p = mh_rec(x->t, a)->parent, q = mh_rec(x->t, b)->parent;
        if (p == MH_NODE_ROOT || q == MH_NODE_ROOT || !same_kind(x, a, b)) return false;
        if (p == q) return up > 0;
        a = p;
        b = q;
    }
    return false;
}

/* Whether one of the few blocks around the heading i, none of them text, is little but a date: a
 * heading of a part has none. */
static bool has_date(const mh_extract *x, size_t i) {
    mh_when w;
    for (size_t j = i; j-- > 0 && j + 3 > i && !x->good[j];)
        if (mh_extract_is_date_line(x, j) && mh_when_find(text_of(x, j), 0, false, &w) &&
            (w.has_time ||
             (x->blocks.list.ptr[j].link_chars == 0 && (w.to - w.from) * 2 >= text_of(x, j).len)))
            return true;
    for (size_t j = i + 1; j < x->blocks.list.len && j < i + 5; j++) {
        if (mh_extract_is_date_line(x, j)) return true;
        if (x->good[j] && x->blocks.list.ptr[j].chars > MAX_LINE) return false;
    }
    return false;
}

/* Whether what ends an article (tags, sharing, related links) stands right before block i. */
static bool behind_end(const mh_extract *x, size_t from, size_t i) {
    for (size_t j = i; j-- > from && j + ENDING >= i;) {
        if (!x->out[j] && x->good[j]) return false;
        if (x->out[j] & (MH_OUT_LINKS | MH_OUT_HINT | MH_OUT_PHRASE | MH_OUT_COMMENT)) return true;
    }
    return false;
}

/* Whether running text begins soon behind the heading i. */
static bool has_text(const mh_extract *x, size_t i) {
    for (size_t j = i + 1; j < x->blocks.list.len && j < i + ENDING + 2; j++)
        if (x->good[j] && x->blocks.list.ptr[j].link_chars == 0) return true;
    return false;
}

/* A second article behind the first: a heading of the first order in a box alike, or one behind the
 * end of the first, each with a date of its own. */
static void drop_second(mh_extract *x, const mh_candidate *c) {
    size_t n = x->blocks.list.len, first = n, seen = 0;
    bool titled = false; /* the page's own headline has gone by, before any text */
    bool over = false;   /* its author has signed it */
    for (size_t i = c->from > 20 ? c->from - 20 : 0; i < c->to; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (i >= c->from && !x->out[i] && x->good[i]) seen += k->chars;
        if (seen >= MIN_FIRST && k->chars <= MAX_SIGN && !x->good[i])
            over = over ||
                   (mh_extract_names_author(x, text_of(x, i)) && mh_is_signature(text_of(x, i)));
        if (k->tag != MH_TAG_H1 && k->tag != MH_TAG_H2) continue;
        if (seen == 0 && mh_view_eq(text_of(x, i), x->meta->title))
            titled = true;
        else if (seen == 0 && titled && has_date(x, i))
            titled = false; /* several articles below the title of an issue */
        if (k->tag == MH_TAG_H1 && first == n) first = i;
        bool twins = k->tag == MH_TAG_H1 && first < i && seen > 0 &&
                     are_twins(x, x->blocks.list.ptr[first].node, k->node);
        bool next = titled && seen >= MIN_FIRST && k->chars >= MIN_SENTENCE &&
                    behind_end(x, c->from, i) && has_text(x, i);
        if (!(over && next) && ((!twins && !next) || !has_date(x, i))) continue;
        for (size_t j = i; j < c->to; j++) x->out[j] |= MH_OUT_TAIL;
        return;
    }
}

/* Whether the box q begins as an article does: a line that may be a headline, a date, then text. */
static bool is_dated_box(const mh_extract *x, mh_node q) {
    size_t from = mh_blocks_from(&x->blocks, q),
           to = mh_blocks_from(&x->blocks, mh_tree_end(x->t, q));
    bool dated = false, headed = false;
    for (size_t j = from; j < to && j < from + ENDING + 2; j++) {
        const mh_block *k = &x->blocks.list.ptr[j];
        if (x->good[j] && k->link_chars == 0 && headed && dated) return true;
        if (mh_extract_is_date_line(x, j))
            dated = true;
        else if (k->chars >= MIN_SENTENCE && k->chars < 200)
            headed = true;
    }
    return false;
}

static mh_view first_word(mh_view v) {
    mh_view word = {"", 0};
    mh_view_split(&v, ' ', &word);
    return word;
}

static mh_node first_element(const mh_extract *x, mh_node n) {
    mh_node k = mh_rec(x->t, n)->first;
    while (k != MH_NODE_NONE && mh_rec(x->t, k)->type != MH_NODE_ELEMENT) k = mh_rec(x->t, k)->next;
    return k;
}

/* Whether two boxes with no class begin with boxes of one class. */
static bool begin_alike(const mh_extract *x, mh_node p, mh_node q) {
    mh_node a = first_element(x, p), b = first_element(x, q);
    return a != MH_NODE_NONE && b != MH_NODE_NONE && same_kind(x, a, b) &&
           mh_tree_attr_num(x->t, a, MH_ATTR_CLASS).len > 0;
}

/* The next brother of p that has its tag and its class, or at least the first word of it. */
static mh_node next_alike(const mh_extract *x, mh_node p) {
    mh_view cls = first_word(mh_tree_attr_num(x->t, p, MH_ATTR_CLASS));
    mh_node q = mh_rec(x->t, p)->next;
    for (size_t i = 0; q != MH_NODE_NONE && i < 2 * ENDING; q = mh_rec(x->t, q)->next, i++)
        if (mh_rec(x->t, q)->tag == mh_rec(x->t, p)->tag &&
            mh_class_alike(first_word(mh_tree_attr_num(x->t, q, MH_ATTR_CLASS)), cls) &&
            (cls.len > 0 || mh_rec(x->t, p)->tag == MH_TAG_ARTICLE || begin_alike(x, p, q)))
            return q;
    return MH_NODE_NONE;
}

/* A second article in a box alike, whatever its headline is written in: the box around the page's
 * own headline and its text has a brother with a headline, a date and text. */
static void drop_next_box(mh_extract *x, const mh_candidate *c) {
    size_t h = c->from > 20 ? c->from - 20 : 0;
    while (h < c->to && !x->good[h] && !mh_view_eq(text_of(x, h), x->meta->title)) h++;
    if (h >= c->to || x->good[h]) return;
    mh_node p = x->blocks.list.ptr[h].node;
    for (int up = 0; up < 6 && p != MH_NODE_ROOT && p != MH_NODE_NONE; up++) {
        mh_node q = x->goods[p] >= MIN_FIRST ? next_alike(x, p) : MH_NODE_NONE;
        if (q != MH_NODE_NONE && x->goods[q] >= MIN_NEXT && is_dated_box(x, q)) {
            for (size_t j = mh_blocks_from(&x->blocks, q); j < c->to; j++) x->out[j] |= MH_OUT_TAIL;
            return;
        }
        p = mh_rec(x->t, p)->parent;
    }
}

/* Whether the block is set apart: all of it bold or slanted, or set to the right. */
static bool is_set_apart(const mh_extract *x, const mh_block *k) {
    mh_node n = mh_rec(x->t, k->first)->parent;
    if (k->bold_chars * 10 >= k->chars * 9) return true;
    for (int up = 0; up < 4 && n != MH_NODE_ROOT && n != MH_NODE_NONE; up++) {
        unsigned tag = mh_rec(x->t, n)->tag;
        mh_view align = {0}, style = mh_tree_attr_num(x->t, n, MH_ATTR_STYLE);
        mh_tree_attr(x->t, n, MH_VIEW("align"), &align);
        if (tag == MH_TAG_I || tag == MH_TAG_EM || mh_view_ieq(align, MH_VIEW("right")) ||
            mh_view_ifind(style, MH_VIEW("right"), 0) != SIZE_MAX)
            return true;
        if (n == k->node) return false;
        n = mh_rec(x->t, n)->parent;
    }
    return false;
}

/* Whether v begins with one of the people of the page. */
static bool begins_with_author(const mh_extract *x, mh_view v) {
    for (size_t i = 0; i < x->meta->byline.len; i++)
        if (mh_view_starts(v, x->meta->byline.ptr[i].value)) return true;
    return false;
}

/* Who the author is, set apart as the last paragraph. */
static void drop_bio(mh_extract *x, const mh_candidate *c) {
    for (size_t i = c->to, kept = 0; i-- > c->from && kept < 2;) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (x->out[i]) continue;
        kept++;
        if (k->chars <= MAX_BIO && i > c->from && is_set_apart(x, k) &&
            begins_with_author(x, text_of(x, i))) {
            x->out[i] |= MH_OUT_TAIL;
            return;
        }
    }
}

/* Whether the block is an office and how to reach it. */
static bool is_contact(mh_view v, const mh_block *k) {
    static const char *const words[] = {"тел.", "тел:",   "телефон", "tel.",
                                        "tel:", "e-mail", "@",       "تلفن"};
    mh_view first = v, rest = v;
    if (k->chars > 2 * MAX_SIGN || !mh_view_split(&rest, '\n', &first) || !mh_is_office(first))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (mh_view_ifind(v, mh_view_of(words[i]), 0) != SIZE_MAX) return first.len < v.len;
    return false;
}

/* Whether the block says how to reach somebody and is short. */
static bool is_reach(mh_view v, const mh_block *k) {
    static const char *const words[] = {"тел", "tel", "e-mail", "эл. почта", "email", "телефон"};
    if (k->chars > MAX_SIGN || ends_sentence(v)) return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        mh_buf low = {0};
        mh_put_lower(&low, mh_view_sub(v, 0, 40));
        bool begins = mh_view_starts(mh_buf_view(&low), mh_view_of(words[i]));
        mh_buf_clear(&low);
        if (begins) return true;
    }
    return false;
}

/* Whether block i is a short paragraph right below a sentence of the text. */
static bool is_below_text(const mh_extract *x, const mh_candidate *c, size_t i) {
    const mh_block *k = &x->blocks.list.ptr[i];
    if (k->tag != MH_TAG_P || k->chars > MAX_OFFICE) return false;
    while (i-- > c->from)
        if (!x->out[i]) return x->good[i] && ends_sentence(text_of(x, i));
    return false;
}

/* The press office that signs, as the last line, above how to reach it too. */
static void drop_office(mh_extract *x, const mh_candidate *c) {
    size_t reach = c->to; /* the last line, if it may be that of an office above */
    for (size_t i = c->to; i-- > c->from;) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (x->out[i]) continue;
        mh_view v = text_of(x, i);
        if (reach == c->to && is_reach(v, k)) {
            reach = i;
            continue;
        }
        if (reach < c->to) {
            if (k->chars > MAX_SIGN || ends_sentence(v) || !mh_is_office(v)) return;
            x->out[i] |= MH_OUT_TAIL;
            x->out[reach] |= MH_OUT_TAIL;
            return;
        }
        if (is_contact(v, k)) {
            x->out[i] |= MH_OUT_TAIL;
            return;
        }
        if (k->chars <= MAX_SIGN && !x->good[i] && k->link_chars == 0 && !ends_sentence(v) &&
            !mh_tag_is_heading(k->tag) && k->tag != MH_TAG_LI && k->tag != MH_TAG_TD &&
            mh_view_find_byte(v, ':', 0) == SIZE_MAX &&
            (is_set_apart(x, k) || is_below_text(x, c, i)) && mh_is_office(v))
            x->out[i] |= MH_OUT_TAIL;
        return;
    }
}

void mh_extract_edges(mh_extract *x, mh_candidate *c) {
    drop_second(x, c);
    drop_next_box(x, c);
    drop_signature(x, c);
    drop_bio(x, c);
    drop_office(x, c);
    mh_extract_entries(x, c);
    if (mh_extract_is_live(x, c)) keep_clocks(x, c);
}
