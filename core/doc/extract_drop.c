/* Which parts of the page are no text of it, by their names and by their links. */
#include "doc/extract_priv.h"

#include "doc/tree_priv.h"

#include <string.h>

/* Characters of running text outside of hidden elements from which what is hidden is believed to be:
 * themes that fade their pages in hide all of it, or nearly all, at first. */
#define MIN_SHOWN 250
/* The same behind a dialog, which may be longer than a note. */
#define MIN_BEHIND 100
/* Characters of a caption. */
#define MAX_CAPTION 160
/* Brothers that are asked, running text of one. */
#define MAX_BROTHERS ((size_t)16)
#define MIN_BROTHER  80

/* Whether n, an element inside the line that begins block k, is nearly all of it. */
static bool fills(const mh_extract *x, mh_node n, const mh_block *k) {
    mh_node end = mh_tree_end(x->t, n);
    size_t bytes = 0;
    for (mh_node i = n; i < end && bytes * 10 < (size_t)k->len * 8; i++)
        if (mh_rec(x->t, i)->type == MH_NODE_TEXT) bytes += mh_tree_text(x->t, i).len;
    return bytes * 10 >= (size_t)k->len * 8;
}

static void mark(mh_extract *x, mh_node n, uint8_t why) {
    mh_node end = mh_tree_end(x->t, n);
    for (size_t i = mh_blocks_from(&x->blocks, n);
         i < x->blocks.list.len && x->blocks.list.ptr[i].first < end; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        /* a short line that begins with a name or a date is a byline as a whole */
        bool byline = (x->hints.flags[n] & MH_HINT_META) && k->chars < 120;
        if (k->node >= n || byline || fills(x, n, k)) x->out[i] |= why;
    }
}

static void mark_facts(mh_extract *x, mh_node n) {
    mh_node end = mh_tree_end(x->t, n);
    for (size_t i = mh_blocks_from(&x->blocks, n);
         i < x->blocks.list.len && x->blocks.list.ptr[i].first < end; i++)
        x->facts[i] = true;
}

/* Whether the class of n says that the tab of the pane n is the one that is open. */
static bool is_open(const mh_extract *x, mh_node n) {
    mh_view cls = mh_tree_attr_num(x->t, n, MH_ATTR_CLASS), word;
    while (mh_view_split(&cls, ' ', &word))
        if (mh_view_ends(word, MH_VIEW("active")) || mh_view_ends(word, MH_VIEW("show")) ||
            mh_view_ends(word, MH_VIEW("current")) || mh_view_ends(word, MH_VIEW("selected")))
            return true;
    return false;
}

/* Whether n is said to be in a language: by its attribute, or an id that ends with its code. */
static bool is_of_language(const mh_extract *x, mh_node n) {
    static const char *const codes[] = {"ru", "kk", "kz", "ky", "kg", "tg", "tj", "uz",
                                        "en", "fa", "oz", "qq", "tk", "tm", "ps"};
    mh_view lang = {0}, id = mh_tree_attr_num(x->t, n, MH_ATTR_ID);
    mh_tree_attr(x->t, n, MH_VIEW("lang"), &lang);
    if (lang.len > 0) return true;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (mh_view_ends(id, mh_view_of(codes[i])) &&
            (id.len == 2 || !mh_is_alpha(id.ptr[id.len - 3])))
            return true;
    return false;
}

/* Whether n is a pane that another tab shows, as the same in another language, and a brother has what
 * is shown now. */
static bool is_closed(const mh_extract *x, mh_node n) {
    unsigned hidden = x->hints.flags[n] & MH_HINT_HIDDEN;
    bool pane = x->hints.flags[n] & MH_HINT_PANE;
    if (!is_of_language(x, n) || (!pane && !hidden) || (!hidden && is_open(x, n))) return false;
    mh_node b = mh_rec(x->t, mh_rec(x->t, n)->parent)->first;
    for (size_t i = 0; b != MH_NODE_NONE && i < MAX_BROTHERS; b = mh_rec(x->t, b)->next, i++) {
        if (b == n || mh_rec(x->t, b)->tag != mh_rec(x->t, n)->tag || x->goods[b] < MIN_BROTHER)
            continue;
        if (hidden ? !(x->hints.flags[b] & MH_HINT_HIDDEN) : is_open(x, b)) return true;
    }
    return false;
}

/* Whether n goes by what its hints say. A name is believed only while little hangs on it; on a
 * second look (see mh_extract_drop) only comments and the surest are. */
static uint8_t hint_verdict(const mh_extract *x, mh_node n, bool loose) {
    unsigned f = x->hints.flags[n], tag = mh_rec(x->t, n)->tag;
    uint32_t good = x->goods[n], all = x->total_good, chars = x->chars[n];
    if (tag == MH_TAG_HTML || tag == MH_TAG_BODY || f == 0) return 0;
    if ((f & MH_HINT_COMMENT) && !(f & MH_HINT_BODY) && all - good >= 250) return MH_OUT_COMMENT;
    if ((f & MH_HINT_HARD) && good * 2 <= all) return MH_OUT_HINT;
    if ((f & MH_HINT_DIALOG) && all - good >= MIN_BEHIND) return MH_OUT_HINT;
    if ((f & MH_HINT_HIDDEN) && x->shown_good >= MIN_SHOWN && all <= 5 * x->shown_good)
        return MH_OUT_HINT;
    if ((f & (MH_HINT_HIDDEN | MH_HINT_PANE)) && x->chars[n] > 0 && is_closed(x, n))
        return MH_OUT_HINT;
    if (loose) return 0;
    if ((f & MH_HINT_HIDDEN) && good * 2 <= all) return MH_OUT_HINT;
    if ((f & MH_HINT_DROP) && !(f & MH_HINT_BODY) && good * 3 <= all) return MH_OUT_HINT;
    if ((f & MH_HINT_CAPTION) && !(f & MH_HINT_BODY) && chars < 700 && good * 4 <= all)
        return MH_OUT_HINT;
    if ((f & MH_HINT_META) && !(f & MH_HINT_GOOD) && chars < 250 && good * 4 <= all)
        return MH_OUT_HINT;
    return 0;
}

/* Whether n is an entry among others alike, each with a button to share it; one of two neighbours has
 * running text. */
static bool is_entry(const mh_extract *x, mh_node n) {
    const mh_node_rec *r = mh_rec(x->t, n);
    mh_view cls = mh_tree_attr_num(x->t, n, MH_ATTR_CLASS);
    for (int side = 0; side < 2; side++) {
        mh_node b = side ? r->prev : r->next;
        for (int i = 0; b != MH_NODE_NONE && i < 3; i++) {
            const mh_node_rec *o = mh_rec(x->t, b);
            if (o->tag == r->tag && x->goods[n] + x->goods[b] > 0 && x->chars[b] > 0 &&
                mh_view_eq(mh_tree_attr_num(x->t, b, MH_ATTR_CLASS), cls))
                return true;
            b = side ? o->prev : o->next;
        }
    }
    return false;
}

/* Whether n, around the field i, has running text beside the child that the field is in, while that child
 * is a box of words itself. */
static bool holds_more(const mh_extract *x, mh_node n, mh_node i) {
    while (i > n && mh_rec(x->t, i)->parent != n) i = mh_rec(x->t, i)->parent;
    return i > n && x->chars[i] > 0 && x->goods[n] > x->goods[i];
}

/* Whether the first block in n is a stock phrase of a widget: "Available to subscribers". */
static bool is_headed_widget(const mh_extract *x, mh_node n) {
    size_t i = mh_blocks_from(&x->blocks, n);
    return i < x->blocks.list.len && x->blocks.list.ptr[i].first < mh_tree_end(x->t, n) &&
           x->phrase[i] == MH_PHRASE_WIDGET;
}

/* A small box around a form or a button: a newsletter, a vote, a comment form. */
static bool is_widget_box(const mh_extract *x, mh_node n) {
    if (x->chars[n] == 0 || x->chars[n] > 400 || x->goods[n] * 2 > x->total_good) return false;
    if (x->goods[n] * 3 > x->total_good && !is_headed_widget(x, n)) return false;
    mh_node end = mh_tree_end(x->t, n);
    if (end - n > 80) return false;
    for (mh_node i = n; i < end; i++) {
        unsigned tag = mh_rec(x->t, i)->tag;
        if (tag == MH_TAG_TEXTAREA ||
            (tag == MH_TAG_INPUT &&
             !mh_view_ieq(mh_tree_attr_num(x->t, i, MH_ATTR_TYPE), MH_VIEW("hidden"))))
            return !holds_more(x, n, i);
        if (tag != MH_TAG_BUTTON) continue;
        for (mh_node p = mh_rec(x->t, i)->parent; p > n; p = mh_rec(x->t, p)->parent)
            if (is_entry(x, p)) return false;
        return !is_entry(x, n);
    }
    return false;
}

/* A small box around an image: what is written in it is the caption, unless it is one of the boxes that
 * the page writes its paragraphs in. */
static bool is_image_box(const mh_extract *x, mh_node n) {
    unsigned tag = mh_rec(x->t, n)->tag;
    bool box = tag == MH_TAG_DIV || tag == MH_TAG_TD || tag == MH_TAG_TABLE ||
               tag == MH_TAG_FIGURE || tag == MH_TAG_SPAN || tag == MH_TAG_DL ||
               tag == MH_TAG_CENTER || (tag == MH_TAG_SECTION && x->goods[n] == 0);
    mh_node end = mh_tree_end(x->t, n);
    if (x->chars[n] == 0 || x->chars[n] > 220 || end - n > 40 || x->goods[n] * 4 > x->total_good)
        return false;
    for (mh_node i = n; i < end; i++) {
        if (mh_rec(x->t, i)->tag != MH_TAG_IMG) continue;
        bool bare = tag == MH_TAG_DIV && mh_tree_attr_num(x->t, n, MH_ATTR_CLASS).len == 0;
        if (box) return !bare || x->goods[n] == 0 || !is_entry(x, n);
        /* a paragraph of an image and a line in small type */
        mh_node br = mh_tree_next(x->t, i), line = br == MH_NODE_NONE ? br : mh_tree_next(x->t, br);
        unsigned first = br == MH_NODE_NONE ? 0 : mh_rec(x->t, br)->tag;
        unsigned small = line == MH_NODE_NONE ? 0 : mh_rec(x->t, line)->tag;
        return tag == MH_TAG_P && first == MH_TAG_BR &&
               (small == MH_TAG_EM || small == MH_TAG_I || small == MH_TAG_SMALL);
    }
    return false;
}

/* Whether n, a paragraph, is an image and no text. */
static bool is_image_line(const mh_extract *x, mh_node n) {
    if (n == MH_NODE_NONE || x->chars[n] > 0) return false;
    mh_node end = mh_tree_end(x->t, n);
    if (end - n > 12) return false;
    for (mh_node i = n; i < end; i++)
        if (mh_rec(x->t, i)->tag == MH_TAG_IMG) return true;
    return false;
}

/* Whether n is set to the middle and all its text is in small or slanted type. */
static bool is_caption_type(const mh_extract *x, mh_node n) {
    mh_view style = mh_tree_attr_num(x->t, n, MH_ATTR_STYLE), align = {0};
    mh_tree_attr(x->t, n, MH_VIEW("align"), &align);
    if (!mh_view_ieq(align, MH_VIEW("center")) &&
        mh_view_ifind(style, MH_VIEW("align:center"), 0) == SIZE_MAX &&
        mh_view_ifind(style, MH_VIEW("align: center"), 0) == SIZE_MAX)
        return false;
    bool typed = false;
    for (mh_node i = n + 1, end = mh_tree_end(x->t, n); i < end; i++) {
        unsigned tag = mh_rec(x->t, i)->tag;
        if (mh_rec(x->t, i)->type == MH_NODE_TEXT && mh_view_trim(mh_tree_text(x->t, i)).len > 0)
            return false;
        if (tag != MH_TAG_EM && tag != MH_TAG_I && tag != MH_TAG_SMALL) continue;
        typed = true;
        i = mh_tree_end(x->t, i) - 1;
    }
    return typed;
}

/* A short line in the type of captions right below a paragraph that is an image. */
static bool is_caption_line(const mh_extract *x, mh_node n) {
    if (mh_rec(x->t, n)->tag != MH_TAG_P || x->chars[n] == 0 || x->chars[n] > MAX_CAPTION)
        return false;
    mh_node above = mh_rec(x->t, n)->prev;
    while (above != MH_NODE_NONE && mh_rec(x->t, above)->type != MH_NODE_ELEMENT)
        above = mh_rec(x->t, above)->prev;
    return is_image_line(x, above) && is_caption_type(x, n);
}

/* Whether the list item n is one of a list that has more to say than its links. */
static bool in_prose_list(const mh_extract *x, mh_node n) {
    mh_node p = mh_rec(x->t, n)->parent;
    return x->links[p] * 2 < x->chars[p] && x->goods[p] * 2 > x->chars[p];
}

/* Whether n lies in an element that is named as the body of the article. */
static bool in_body(const mh_extract *x, mh_node n) {
    while ((n = mh_rec(x->t, n)->parent) != MH_NODE_ROOT && n != MH_NODE_NONE)
        if (x->hints.flags[n] & MH_HINT_BODY) return true;
    return false;
}

/* Whether n goes as a farm of links. */
static bool link_farm(const mh_extract *x, mh_node n) {
    uint32_t chars = x->chars[n], links = x->links[n], good = x->goods[n];
    unsigned tag = mh_rec(x->t, n)->tag;
    if (chars == 0 || links * 2 < chars) return false;
    /* the wrapper of a page with long menus is no farm, short as its article may be */
    if (good >= 100 && good * 4 > x->total_good) return false;
    switch (tag) {
    case MH_TAG_UL:
    case MH_TAG_OL:
    case MH_TAG_DL: return good * 3 < chars && (links * 4 > chars * 3 || !in_body(x, n));
    case MH_TAG_P: return links * 10 > chars * 9 && chars < 200;
    case MH_TAG_LI: return links * 10 > chars * 9 && chars < 200 && !in_prose_list(x, n);
    case MH_TAG_DIV:
    case MH_TAG_SECTION:
    case MH_TAG_TABLE:
    case MH_TAG_TD:
    case MH_TAG_TR: return links * 10 > chars * 6 && good * 4 < chars;
    default: return false;
    }
}

/* A table of facts: rows of cells under header cells, none of them a table again, less than most of
 * it links. What is in it is no farm of links, however many of its cells are one. */
static bool is_data_table(const mh_extract *x, mh_node n) {
    unsigned rows = 0, cells = 0, headers = 0;
    if (mh_rec(x->t, n)->tag != MH_TAG_TABLE || x->links[n] * 10 > x->chars[n] * 8) return false;
    mh_node end = mh_tree_end(x->t, n);
    for (mh_node i = n + 1; i < end; i++) {
        unsigned tag = mh_rec(x->t, i)->tag;
        if (tag == MH_TAG_TABLE) return false;
        rows += tag == MH_TAG_TR;
        cells += tag == MH_TAG_TD;
        headers += tag == MH_TAG_TH;
    }
    return rows >= 3 && headers >= 2 && cells >= 2 * rows - 2;
}

/* A line of copyright makes the small box around it a footer. */
static void drop_footers(mh_extract *x) {
    mh_node from = 0, to = 0; /* the box marked last: one box may hold any number of such lines */
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        mh_view v = mh_blocks_text(&x->blocks, k);
        if (!mh_view_starts(v, MH_VIEW("©")) && !mh_view_istarts(v, MH_VIEW("Copyright"))) continue;
        mh_node box = k->node;
        for (mh_node p = mh_rec(x->t, box)->parent;
             p != MH_NODE_ROOT && p != MH_NODE_NONE && x->chars[p] < 600 &&
             x->goods[p] * 4 <= x->total_good;
             p = mh_rec(x->t, p)->parent)
            box = p;
        if (x->goods[box] * 4 > x->total_good || (box >= from && box < to)) continue;
        mark(x, box, MH_OUT_HINT);
        from = box;
        to = mh_tree_end(x->t, box);
    }
}

/* Blocks behind the headline in which the text begins. */
#define NEAR_HEADLINE ((size_t)14)

/* Where running text that is in no list of other pages begins right behind the headline; MH_NODE_NONE when
 * none does. */
static mh_node own_text(const mh_extract *x) {
    size_t n = x->blocks.list.len, h = 0;
    while (h < n &&
           (x->teasers.in[x->blocks.list.ptr[h].first] ||
            !mh_view_eq(mh_blocks_text(&x->blocks, &x->blocks.list.ptr[h]), x->meta->title)))
        h++;
    for (size_t i = h + 1; i < n && i <= h + NEAR_HEADLINE; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (x->teasers.in[k->first]) return MH_NODE_NONE;
        if (x->good[i] && !(x->hints.flags[k->node] & (MH_HINT_DROP | MH_HINT_HARD)))
            return k->node;
    }
    return MH_NODE_NONE;
}

/* Whether one of the blocks from i on, before node end, is a link: a unit has its headline apart, while a
 * paragraph may begin with a link. */
static bool has_link_block(const mh_extract *x, size_t i, mh_node end) {
    for (; i < x->blocks.list.len && x->blocks.list.ptr[i].first < end; i++)
        if (x->blocks.list.ptr[i].link_chars * 10 > x->blocks.list.ptr[i].chars * 8) return true;
    return false;
}

/* Lists of other pages, in boxes apart from the text, that outweigh a short article. */
static void drop_lists(mh_extract *x) {
    size_t own = 0, listed = 0;
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (!x->good[i] || x->out[i]) continue;
        if (x->teasers.in[k->first])
            listed += k->chars;
        else
            own += k->chars;
    }
    mh_node begin = listed * 2 < own ? MH_NODE_NONE : own_text(x);
    if (begin == MH_NODE_NONE) return;
    mh_node end = 0; /* of the unit marked last */
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (!x->teasers.in[k->first] || k->first < end) continue;
        mh_node unit = k->first;
        while (x->teasers.in[mh_rec(x->t, unit)->parent]) unit = mh_rec(x->t, unit)->parent;
        end = mh_tree_end(x->t, unit);
        mh_node box = mh_rec(x->t, unit)->parent; /* an article may be a list itself */
        bool apart = begin < box || begin >= mh_tree_end(x->t, box);
        if (apart && has_link_block(x, i, end)) mark(x, unit, MH_OUT_LINKS);
    }
}

void mh_extract_drop(mh_extract *x, bool loose) {
    const mh_tree *t = x->t;
    mh_node end = mh_tree_count(t), table = 0; /* where the last table of facts ends */
    memset(x->out, 0, x->blocks.list.len);
    memset(x->facts, 0, x->blocks.list.len);
    for (mh_node n = mh_tree_body(t); n != MH_NODE_NONE;) {
        uint8_t why = 0;
        if (mh_rec(t, n)->type == MH_NODE_ELEMENT) {
            why = hint_verdict(x, n, loose);
            if (!why && n >= table && is_data_table(x, n)) {
                table = mh_tree_end(t, n);
                mark_facts(x, n);
            }
            if (!why && n >= table && link_farm(x, n)) why = MH_OUT_LINKS;
            if (!why && (is_widget_box(x, n) || is_image_box(x, n) || is_caption_line(x, n)))
                why = MH_OUT_HINT;
            if (why) mark(x, n, why);
        }
        n = mh_tree_walk(t, n, why != 0, end);
    }
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (k->chars == 0 || k->link_chars * 10 <= k->chars * 9 || k->chars >= 150 || x->good[i] ||
            mh_tag_is_heading(k->tag) || x->facts[i] ||
            (k->tag == MH_TAG_LI && in_prose_list(x, k->node)))
            continue;
        x->out[i] |= MH_OUT_LINKS;
    }
    drop_footers(x);
    drop_lists(x);
    mh_extract_replies(x);
}
