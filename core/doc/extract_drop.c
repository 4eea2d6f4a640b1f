/* Which parts of the page are no text of it, by their names and by their links. */
#include "doc/extract_priv.h"

#include "doc/tree_priv.h"

static void mark(mh_extract *x, mh_node n, uint8_t why) {
    mh_node end = mh_tree_end(x->t, n);
    for (size_t i = mh_blocks_from(&x->blocks, n);
         i < x->blocks.list.len && x->blocks.list.ptr[i].first < end; i++)
        x->out[i] |= why;
}

/* Whether n goes by what its hints say. A name is believed only while little hangs on it. */
static uint8_t hint_verdict(const mh_extract *x, mh_node n) {
    unsigned f = x->hints.flags[n], tag = mh_rec(x->t, n)->tag;
    uint32_t good = x->goods[n], all = x->total_good, chars = x->chars[n];
    if (tag == MH_TAG_HTML || tag == MH_TAG_BODY || f == 0) return 0;
    if ((f & MH_HINT_COMMENT) && !(f & MH_HINT_BODY) && all - good >= 250) return MH_OUT_COMMENT;
    if ((f & MH_HINT_HARD) && good * 2 <= all) return MH_OUT_HINT;
    if ((f & MH_HINT_HIDDEN) && good * 2 <= all) return MH_OUT_HINT;
    if ((f & MH_HINT_DROP) && !(f & MH_HINT_BODY) && good * 3 <= all) return MH_OUT_HINT;
    if ((f & MH_HINT_CAPTION) && !(f & MH_HINT_BODY) && chars < 700 && good * 4 <= all)
        return MH_OUT_HINT;
    if ((f & MH_HINT_META) && !(f & MH_HINT_GOOD) && chars < 250 && good * 4 <= all)
        return MH_OUT_HINT;
    return 0;
}

/* Whether n goes as a farm of links. */
static bool link_farm(const mh_extract *x, mh_node n) {
    uint32_t chars = x->chars[n], links = x->links[n], good = x->goods[n];
    unsigned tag = mh_rec(x->t, n)->tag;
    if (chars == 0 || links * 2 < chars) return false;
    switch (tag) {
    case MH_TAG_UL:
    case MH_TAG_OL:
    case MH_TAG_DL: return good * 3 < chars;
    case MH_TAG_P:
    case MH_TAG_LI: return links * 10 > chars * 9 && chars < 200;
    case MH_TAG_DIV:
    case MH_TAG_SECTION:
    case MH_TAG_TABLE:
    case MH_TAG_TD:
    case MH_TAG_TR: return links * 10 > chars * 6 && good * 4 < chars;
    default: return false;
    }
}

void mh_extract_drop(mh_extract *x) {
    const mh_tree *t = x->t;
    mh_node end = mh_tree_count(t);
    for (mh_node n = mh_tree_body(t); n != MH_NODE_NONE;) {
        uint8_t why = 0;
        if (mh_rec(t, n)->type == MH_NODE_ELEMENT) {
            why = hint_verdict(x, n);
            if (!why && link_farm(x, n)) why = MH_OUT_LINKS;
            if (why) mark(x, n, why);
        }
        n = mh_tree_walk(t, n, why != 0, end);
    }
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (k->chars && k->link_chars * 10 > k->chars * 9 && k->chars < 150 && !x->good[i] &&
            !mh_tag_is_heading(k->tag))
            x->out[i] |= MH_OUT_LINKS;
    }
}
