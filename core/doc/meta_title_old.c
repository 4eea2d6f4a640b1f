/* The headline of a page whose <title> names only the site: what stands out above the text, in bold or
 * in large type, and shares its words with the text. */
#include "doc/meta_priv.h"

#include "base/utf8.h"
#include "doc/person.h"
#include "doc/phrases.h"
#include "doc/tree_priv.h"

#include <stdlib.h>
#include <unicode/uchar.h>

/* Characters of such a headline; of a paragraph; blocks between; paragraphs that are asked. */
#define MIN_CHARS 12
#define MAX_CHARS 220
#define MIN_PROSE 50
#define REACH     ((size_t)10)
#define RIGHT_ABOVE                                                                                \
    ((size_t)2) /* of a heading that need not know more of the text than the <title> */
#define ASKED    ((size_t)8)
#define TRIED    ((size_t)80) /* paragraphs above which a headline is looked for */
#define MAX_DATE ((size_t)60) /* bytes of a line of little but a date */
/* Letters by which two words are the same, fewest letters of a word. */
#define STEM 5
#define WORD 4

static bool is_prose(const mh_block *k) {
    return k->chars >= MIN_PROSE && k->stops > 0 && k->link_chars * 3 < k->chars &&
           !mh_tag_is_heading(k->tag);
}

static bool stands_out(const mh_collect *c, const mh_block *k) {
    if (mh_tag_is_heading(k->tag) || k->bold_chars * 10 >= k->chars * 9) return true;
    mh_node n = mh_rec(c->t, k->first)->parent;
    for (int up = 0; up < 4 && n != MH_NODE_ROOT && n != MH_NODE_NONE; up++) {
        mh_view size = {0}, cls = mh_tree_attr_num(c->t, n, MH_ATTR_CLASS);
        if (mh_rec(c->t, n)->tag == MH_TAG_FONT && mh_tree_attr(c->t, n, MH_VIEW("size"), &size) &&
            size.len && (size.ptr[0] == '+' || (size.ptr[0] >= '4' && size.ptr[0] <= '7')))
            return true;
        if (mh_rec(c->t, n)->tag == MH_TAG_BIG ||
            mh_view_ifind(cls, MH_VIEW("title"), 0) != SIZE_MAX ||
            mh_view_ifind(cls, MH_VIEW("zag"), 0) != SIZE_MAX ||
            mh_view_ifind(cls, MH_VIEW("head"), 0) != SIZE_MAX)
            return true;
        if (n == k->node) return false;
        n = mh_rec(c->t, n)->parent;
    }
    return false;
}

/* Whether the block below block k is little but a date, as below a headline. */
static bool is_dated(const mh_collect *c, const mh_blocks *b, size_t k) {
    mh_when w;
    if (k + 1 >= b->list.len) return false;
    mh_view v = mh_blocks_text(b, &b->list.ptr[k + 1]);
    return v.len <= MAX_DATE && mh_when_find(v, 0, c->month_first, &w) &&
           (w.to - w.from) * 2 >= v.len;
}

/* Takes the first letters of the next long word of v, lower case. */
static bool next_stem(mh_view *v, mh_buf *stem) {
    while (v->len > 0) {
        size_t letters = 0;
        mh_buf_reset(stem);
        while (v->len > 0) {
            uint32_t cp = mh_utf8_next(v);
            if (!u_isalpha((UChar32)cp)) break;
            if (letters++ < STEM) mh_buf_put_cp(stem, mh_lower_cp(cp));
        }
        if (letters >= WORD) return true;
    }
    return false;
}

/* Text of the first paragraphs from block i on, lower case. */
static void put_prose(mh_buf *text, const mh_blocks *b, size_t i) {
    mh_buf_reset(text);
    for (size_t k = i, asked = 0; k < b->list.len && asked < ASKED; k++) {
        if (!is_prose(&b->list.ptr[k])) continue;
        mh_put_lower(text, mh_blocks_text(b, &b->list.ptr[k]));
        mh_buf_putc(text, ' ');
        asked++;
    }
}

/* How many of the long words of v the text holds. */
static size_t support(const mh_buf *text, mh_view v) {
    mh_buf stem = {0};
    size_t n = 0;
    while (next_stem(&v, &stem))
        n += mh_view_find(mh_buf_view(text), mh_buf_view(&stem), 0) != SIZE_MAX;
    mh_buf_clear(&stem);
    return n;
}

static size_t long_words(mh_view v) {
    mh_buf stem = {0};
    size_t n = 0;
    while (next_stem(&v, &stem)) n++;
    mh_buf_clear(&stem);
    return n;
}

static bool may_be_headline(const mh_collect *c, const mh_blocks *b, size_t i) {
    const mh_block *k = &b->list.ptr[i];
    mh_view v = mh_blocks_text(b, k);
    mh_when w;
    if (k->chars < MIN_CHARS || k->chars > MAX_CHARS || k->link_chars > 0) return false;
    if (c->phrase[i] != MH_PHRASE_NONE || mh_view_ends(v, MH_VIEW(".")) ||
        mh_view_ends(v, MH_VIEW(":")) || mh_view_ends(v, MH_VIEW("?")) ||
        mh_meta_in_teaser(c, k->first))
        return false;
    if (v.ptr[0] == '"' || mh_view_find(v, MH_VIEW(". "), 0) != SIZE_MAX) return false;
    if (mh_when_find(v, 0, false, &w) && (w.to - w.from) * 2 > v.len) return false;
    return true;
}

/* Whether a heading is all of the <title> and an office: the page's owner, whom its text may name too. */
static bool is_owner(const mh_collect *c, const mh_meta_value *v) {
    mh_view title = mh_doc_title(c->d);
    mh_buf own = {0}, other = {0};
    if (!mh_view_eq(v->basis, MH_VIEW("heading")) || v->value.len > 2 * title.len ||
        !mh_is_office(v->value))
        return false;
    mh_put_bare(&own, v->value);
    mh_put_bare(&other, title);
    bool same = mh_view_eq(mh_buf_view(&own), mh_buf_view(&other));
    mh_buf_clear(&own);
    mh_buf_clear(&other);
    return same;
}

/* Whether a heading that the text knows, one of many words, or data for machines says the title;
 * *most is the support of what the page says of its title. */
static bool is_known(const mh_collect *c, const mh_blocks *b, size_t *most) {
    const mh_meta_list *l = &c->list[MH_META_TITLE];
    mh_buf text = {0};
    bool known = false;
    *most = 0;
    for (size_t k = 0; k < l->len && !known; k++)
        known =
            l->ptr[k].rank < 20 && !is_owner(c, &l->ptr[k]) &&
            (!mh_view_eq(l->ptr[k].basis, MH_VIEW("heading")) || long_words(l->ptr[k].value) > 3);
    if (!known) put_prose(&text, b, 0);
    for (size_t k = 0; k < l->len && !known; k++) {
        size_t n = l->ptr[k].rank < 20 ? support(&text, l->ptr[k].value) : 0;
        known = n > 0 && !is_owner(c, &l->ptr[k]);
        if (n > *most) *most = n;
    }
    mh_buf_clear(&text);
    return known;
}

void mh_meta_title_old(mh_collect *c, const mh_blocks *b) {
    size_t best = b->list.len, most = 0, known;
    mh_view text = {0};
    mh_buf prose = {0};
    if (is_known(c, b, &known)) return;
    for (size_t i = 0, tried = 0; i < b->list.len && best == b->list.len; i++) {
        if (!is_prose(&b->list.ptr[i])) continue;
        if (tried++ == TRIED) break;
        put_prose(&prose, b, i);
        size_t least = i > REACH ? i - REACH : 0, own = support(&prose, mh_doc_title(c->d));
        if (known > own) own = known;
        for (size_t k = i; k-- > least;) {
            if (!may_be_headline(c, b, k)) continue;
            mh_view rest = mh_blocks_text(b, &b->list.ptr[k]), line;
            bool out = stands_out(c, &b->list.ptr[k]) || is_dated(c, b, k);
            bool headed = mh_tag_is_heading(b->list.ptr[k].tag) && i - k <= RIGHT_ABOVE;
            if (!out && (i - k > 4 || b->list.ptr[k].chars > 110 || b->list.ptr[k].tag == MH_TAG_P))
                continue;
            while (mh_view_split(&rest, '\n', &line)) {
                size_t n = support(&prose, line);
                if (n <= most || n + (headed && n > 0) <= own) continue;
                if (!out && (n < own + 3 || n * 2 < long_words(line))) continue;
                best = k;
                most = n;
                text = line;
            }
        }
    }
    mh_buf_clear(&prose);
    if (best == b->list.len) return;
    mh_collect_add(c, MH_META_TITLE, text, MH_VIEW("prominent"), 9);
    c->heading = b->list.ptr[best].first;
    c->heading_rank = 9;
}
