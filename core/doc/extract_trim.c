/* What goes from the chosen part: the title again, scraps before and behind the text, pointers at
 * other articles, credits, repeats. */
#include "doc/extract_priv.h"

#include "base/map.h"
#include "doc/meta_priv.h"
#include "doc/tree_priv.h"
#include "doc/weekday.h"
#include "doc/when.h"

#include <string.h>

/* A block, and its letters and digits once a title was close enough in length to ask for them. */
typedef struct heard {
    mh_view text;
    mh_buf bare;
} heard;

/* Likelihood below which no block stays. */
#define LEAST_LIKELY 0.1F

/* Blocks of cards of other articles that are looked at. */
#define MAX_CARDS ((size_t)80)

/* Blocks from either end that are looked at for a dateline. */
#define DATELINES 4

static bool same_title(heard *block, mh_view title) {
    mh_buf bare = {0};
    if (block->text.len > title.len * 2 + 40 || title.len == 0) return false;
    if (block->bare.len == 0) mh_put_bare(&block->bare, block->text);
    mh_put_bare(&bare, title);
    mh_view s = mh_buf_view(&block->bare), l = mh_buf_view(&bare);
    if (s.len > l.len) s = mh_buf_view(&bare), l = mh_buf_view(&block->bare);
    bool same = s.len > 0 && s.len * 10 >= l.len * 6 && mh_view_find(l, s, 0) != SIZE_MAX;
    mh_buf_clear(&bare);
    return same;
}

bool mh_extract_is_title(const mh_extract *x, mh_view text) {
    heard block = {.text = text};
    const mh_meta_values *v = &x->meta->all[MH_META_TITLE];
    bool same = same_title(&block, x->meta->title) || same_title(&block, mh_doc_title(x->d));
    for (size_t i = 0; i < v->len && !same; i++) same = same_title(&block, v->ptr[i].value);
    mh_buf_clear(&block.bare);
    return same;
}

/* First block of running text that stays. */
static size_t first_good(const mh_extract *x, const mh_candidate *c) {
    for (size_t i = c->from; i < c->to; i++)
        if (!x->out[i] && x->good[i]) return i;
    return c->to;
}

static size_t last_good(const mh_extract *x, const mh_candidate *c) {
    for (size_t i = c->to; i-- > c->from;)
        if (!x->out[i] && x->good[i]) return i;
    return c->from;
}

static bool in_text_tag(unsigned tag) {
    return tag == MH_TAG_P || tag == MH_TAG_LI || tag == MH_TAG_BLOCKQUOTE || tag == MH_TAG_PRE ||
           tag == MH_TAG_DD || tag == MH_TAG_DT;
}

/* Whether block i is a sentence in a box like that of block j, beside it: pages that write paragraphs
 * in boxes have short ones too. */
static bool is_brother(const mh_extract *x, size_t i, size_t j) {
    mh_node a = x->blocks.list.ptr[i].node, b = x->blocks.list.ptr[j].node;
    return a != b && mh_rec(x->t, a)->parent == mh_rec(x->t, b)->parent &&
           mh_rec(x->t, a)->tag == mh_rec(x->t, b)->tag &&
           mh_view_eq(mh_tree_attr_num(x->t, a, MH_ATTR_CLASS),
                      mh_tree_attr_num(x->t, b, MH_ATTR_CLASS)) &&
           mh_extract_is_sentence(x, i);
}

/* Blocks in which the headline is looked for, characters above it that are none of the text. */
#define MAX_ABOVE   ((size_t)8)
#define ABOVE_CHARS 160
#define MAX_FACTS   90 /* characters of a line with the author */

/* A line or two above the page's own headline: the outlet and the address, on a version for print. */
static void trim_above(mh_extract *x, const mh_candidate *c) {
    uint32_t above = 0;
    for (size_t i = c->from; i < c->to && i < c->from + MAX_ABOVE; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (mh_tag_is_heading(k->tag) &&
            mh_view_eq(mh_blocks_text(&x->blocks, k), x->meta->title)) {
            for (size_t j = c->from; j < i && above <= ABOVE_CHARS; j++) x->out[j] |= MH_OUT_HEAD;
            return;
        }
        if (!x->out[i]) above += k->chars;
    }
}

/* Whether block i, before the text, is a line with the author. */
static bool is_facts(const mh_extract *x, size_t i) {
    const mh_block *k = &x->blocks.list.ptr[i];
    return k->chars <= MAX_FACTS && !mh_extract_is_sentence(x, i) &&
           mh_extract_names_author(x, mh_blocks_text(&x->blocks, k));
}

static void trim_head(mh_extract *x, const mh_candidate *c) {
    trim_above(x, c);
    size_t first = first_good(x, c), shown = 0;
    for (int lines = 0; lines < 2 && first < c->to && mh_extract_is_date_line(x, first); lines++) {
        x->out[first] |= MH_OUT_HEAD;
        first = first_good(x, c);
    }
    for (size_t i = c->from; i < c->to && shown < 12; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (x->out[i]) continue;
        shown++;
        mh_view text = mh_blocks_text(&x->blocks, k);
        if ((i <= first || mh_tag_is_heading(k->tag)) && mh_extract_is_title(x, text)) {
            x->out[i] |= MH_OUT_TITLE;
        } else if (i < first && first < c->to && is_brother(x, i, first)) {
            continue;
        } else if (i < first && k->chars < 25 && k->stops == 0 && !mh_tag_is_heading(k->tag)) {
            x->out[i] |= MH_OUT_HEAD; /* a section, a date */
        } else if ((i <= first && mh_extract_is_date_line(x, i)) || (i < first && is_facts(x, i))) {
            x->out[i] |= MH_OUT_HEAD;
        } else if (i < first && (k->tag == MH_TAG_H1 || (!mh_tag_is_heading(k->tag) &&
                                                         !in_text_tag(k->tag) && k->chars < 60))) {
            x->out[i] |= MH_OUT_HEAD;
        }
    }
}

static void trim_tail(mh_extract *x, const mh_candidate *c) {
    size_t last = last_good(x, c);
    for (size_t i = c->to; i-- > last + 1;) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (x->out[i]) continue;
        bool figure =
            k->chars <= 2 && mh_is_digit(mh_blocks_text(&x->blocks, k).ptr[0]); /* of a vote */
        if (x->facts[i] || (!figure && in_text_tag(k->tag) && k->link_chars * 2 < k->chars)) break;
        if (k->node == x->blocks.list.ptr[last].node && mh_extract_is_sentence(x, i)) break;
        if (is_brother(x, i, last)) break;
        x->out[i] |= MH_OUT_TAIL;
    }
}

/* Blocks that begin with a stock phrase. A heading of a related list takes the list along; a heading
 * of comments all that follows. */
static void trim_phrases(mh_extract *x, const mh_candidate *c) {
    size_t first = first_good(x, c);
    for (size_t i = c->from; i < c->to; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        mh_view rest = {0};
        if (x->out[i] || !x->phrase[i]) continue;
        mh_phrase p = mh_phrase_of(mh_blocks_text(&x->blocks, k), &rest);
        if (p == MH_PHRASE_BYLINE && i > first && i + 2 < c->to) continue;
        x->out[i] |= p == MH_PHRASE_COMMENTS ? MH_OUT_COMMENT : MH_OUT_PHRASE;
        if (p == MH_PHRASE_RELATED && k->chars < 40)
            for (size_t j = i + 1;
                 j < c->to && !x->good[j] &&
                 x->blocks.list.ptr[j].link_chars * 2 > x->blocks.list.ptr[j].chars;
                 j++)
                x->out[j] |= MH_OUT_PHRASE;
        if (p == MH_PHRASE_COMMENTS && i > first && k->chars < 30)
            for (size_t j = i + 1; j < c->to; j++) x->out[j] |= MH_OUT_COMMENT;
    }
}

static void trim_repeats(mh_extract *x, const mh_candidate *c) {
    mh_map *seen = mh_map_new();
    for (size_t i = c->from; i < c->to; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        mh_node parent = mh_rec(x->t, k->node)->parent;
        bool fresh;
        if (x->out[i] || k->chars < 40) continue;
        mh_value *first = mh_map_at(seen, mh_blocks_text(&x->blocks, k), &fresh);
        if (fresh)
            first->num = parent;
        else if (first->num != parent) /* a brother says it again because its author does */
            x->out[i] |= MH_OUT_REPEAT;
    }
    mh_map_free(seen);
}

/* Whether all behind block i is cards of other articles: links, two or more, and at most a line of text
 * below each, in a box with its link. */
static bool is_cards(const mh_extract *x, size_t i, size_t to) {
    size_t links = 0;
    bool linked = false;
    for (size_t j = i + 1; j < to && j < i + MAX_CARDS; j++) {
        const mh_block *k = &x->blocks.list.ptr[j];
        if (k->link_chars * 2 > k->chars) {
            links++;
            linked = true;
        } else if (x->good[j] || k->chars >= 60) {
            if (!linked || mh_rec(x->t, k->node)->parent <= x->blocks.list.ptr[i].node)
                return false;
            linked = false;
        }
    }
    return links >= 2;
}

/* Whether the article is over before block i: a heading of comments or of related articles with
 * their links, a plea about mistakes, a run of links. */
static bool is_end(const mh_extract *x, size_t i, size_t to) {
    const mh_block *k = &x->blocks.list.ptr[i];
    size_t links = 0;
    if (x->phrase[i] == MH_PHRASE_COMMENTS) return k->chars < 60;
    if (x->phrase[i] == MH_PHRASE_WIDGET) return x->out[i] == 0 && k->chars > 12;
    for (size_t j = i; j < to && j < i + 4; j++) {
        const mh_block *n = &x->blocks.list.ptr[j];
        if (n->link_chars * 2 > n->chars) links++;
    }
    return links >= 3 && x->phrase[i] == MH_PHRASE_RELATED;
}

/* A line of the source that stands behind nearly all of the text: what follows it is none. */
static void trim_behind_credit(mh_extract *x, const mh_candidate *c) {
    uint32_t behind = 0;
    for (size_t i = c->to; i-- > c->from && behind * 5 < c->good;) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (x->phrase[i] == MH_PHRASE_CREDIT && k->chars < 120 &&
            mh_view_find_byte(mh_blocks_text(&x->blocks, k), ':', 0) != SIZE_MAX) {
            for (size_t j = i + 1; j < c->to; j++) x->out[j] |= MH_OUT_TAIL;
            return;
        }
        if (!x->out[i]) behind += k->chars;
    }
}

/* Cuts all behind the first such block once most of the text has gone by. */
static void trim_end(mh_extract *x, const mh_candidate *c) {
    uint32_t seen = 0;
    for (size_t i = c->from; i < c->to; i++) {
        if (!x->out[i] && x->good[i]) seen += x->blocks.list.ptr[i].chars;
        uint32_t share =
            x->phrase[i] == MH_PHRASE_WIDGET ? 94 : 75; /* a plea may stand amid text */
        bool cards = x->phrase[i] == MH_PHRASE_RELATED && x->blocks.list.ptr[i].chars < 40 &&
                     seen * 2 >= c->good && is_cards(x, i, c->to);
        if (!cards && ((uint64_t)seen * 100 < (uint64_t)c->good * share || !is_end(x, i, c->to)))
            continue;
        for (size_t j = i; j < c->to; j++) x->out[j] |= MH_OUT_TAIL;
        return;
    }
}

static bool is_dateline(const mh_extract *x, size_t i) {
    mh_view text = mh_blocks_text(&x->blocks, &x->blocks.list.ptr[i]);
    return x->blocks.list.ptr[i].tag != MH_TAG_TD && !memchr(text.ptr, '@', text.len) &&
           mh_extract_is_date_line(x, i);
}

/* Bytes in which a day has a digit: the longest name of a month, and what may stand behind the day. */
#define DAY_END ((size_t)128)

/* "Place, 28 April 2026" as the last paragraph: how notes and communiques end, and part of them. */
static bool is_place_and_date(const mh_extract *x, size_t i) {
    const mh_block *k = &x->blocks.list.ptr[i];
    mh_view v = mh_blocks_text(&x->blocks, k);
    mh_when w;
    if (k->tag != MH_TAG_P || k->link_chars > 0) return false;
    /* a day at the end has a digit there: most paragraphs need not be read */
    if (v.len > DAY_END && mh_when_digit(v, v.len - DAY_END) == v.len) return false;
    if (!mh_when_find(v, 0, false, &w) || w.has_time || !w.in_words || w.from < 5 ||
        w.to + 16 < v.len)
        return false;
    mh_view place = mh_view_trim(mh_view_sub(v, 0, w.from));
    return mh_view_ends(place, MH_VIEW(",")) && mh_weekday_in(place) == SIZE_MAX &&
           mh_view_find_byte(place, ':', 0) == SIZE_MAX;
}

/* Lines of little but a date at either end of what stays; not the signatures of embedded posts. */
static void trim_datelines(mh_extract *x, const mh_candidate *c) {
    size_t seen = 0;
    for (size_t i = c->from; i < c->to && seen < DATELINES; i++) {
        if (x->out[i]) continue;
        seen++;
        if (is_dateline(x, i) && (seen == 1 || !is_place_and_date(x, i))) x->out[i] |= MH_OUT_HEAD;
    }
    seen = 0;
    for (size_t i = c->to; i-- > c->from && seen < DATELINES;) {
        if (x->out[i]) continue;
        seen++;
        if (is_place_and_date(x, i)) return;
        if (is_dateline(x, i)) x->out[i] |= MH_OUT_TAIL;
    }
}

/* Blocks that stay by no rule's word are left out when they are hardly likely. */
static void trim_unlikely(mh_extract *x, const mh_candidate *c) {
    for (size_t i = c->from; i < c->to; i++)
        if (!x->out[i] && x->likely[i] < LEAST_LIKELY) x->out[i] |= MH_OUT_UNLIKELY;
}

/* Characters beside its heading from which a unit is a teaser. */
#define MIN_TEASER 20

/* Whether the address of the first link at n leads elsewhere than to this site. */
static bool leads_away(const mh_extract *x, mh_node n) {
    mh_view url = mh_doc_url(x->d);
    for (mh_node a = n, end = mh_tree_end(x->t, n); a < end; a++) {
        if (mh_rec(x->t, a)->tag != MH_TAG_A) continue;
        mh_view href = mh_tree_attr_num(x->t, a, MH_ATTR_HREF);
        size_t at = mh_view_find(href, MH_VIEW("://"), 0);
        if (at == SIZE_MAX) return false;
        mh_view host = mh_view_sub(href, at + 3, mh_view_find_byte(href, '/', at + 3));
        return url.len > 0 && mh_view_ifind(url, host, 0) == SIZE_MAX;
    }
    return false;
}

/* Whether block i heads a teaser: a heading that is a link. */
static bool heads_teaser(const mh_extract *x, size_t i) {
    const mh_block *k = &x->blocks.list.ptr[i];
    return mh_tag_is_heading(k->tag) && k->link_chars * 10 > k->chars * 8 && k->chars >= 15 &&
           x->teasers.in[k->first] && !leads_away(x, k->node);
}

/* Teasers of other articles, their first sentences too, behind the text or in a box within it: runs of
 * units with a heading that is a link each, that hold a small part of the running text. */
static void trim_teasers(mh_extract *x, const mh_candidate *c) {
    uint32_t own = 0;
    for (size_t i = c->from; i < c->to; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (!x->out[i] && x->good[i] && !x->teasers.in[k->first]) own += k->chars;
    }
    if (own * 3 < c->good * 2) return;
    mh_node end = 0; /* of the unit whose heading was seen last */
    for (size_t i = c->from; i < c->to; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (heads_teaser(x, i)) {
            mh_node unit = k->first;
            while (x->teasers.in[mh_rec(x->t, unit)->parent]) unit = mh_rec(x->t, unit)->parent;
            if (x->chars[unit] > k->chars + MIN_TEASER) end = mh_tree_end(x->t, unit);
        }
        if (k->first < end) x->out[i] |= MH_OUT_LINKS;
    }
}

void mh_extract_trim(mh_extract *x, const mh_candidate *c) {
    mh_extract_credit(x, c);
    mh_extract_notes(x, c);
    trim_teasers(x, c);
    trim_end(x, c);
    trim_behind_credit(x, c);
    trim_phrases(x, c);
    trim_head(x, c);
    trim_tail(x, c);
    trim_repeats(x, c);
    trim_datelines(x, c);
    trim_unlikely(x, c);
}
