/* Comments on a page that names them by no class and no heading (extract_priv.h): entries alike, each with a
 * link to reply. */
#include "doc/extract_priv.h"

#include "base/vec.h"
#include "doc/tree_priv.h"

/* Bytes of such a link, levels from it to its entry, entries from which they are comments. */
#define MAX_WORD    ((size_t)40)
#define MAX_LEVELS  12
#define MIN_REPLIES ((size_t)2)
/* Characters of running text outside of them that a page must have. */
#define MIN_OUTSIDE 100

static bool says_reply(mh_view v) {
    static const char *const words[] = {
        "ответить",    "жооп берүү", "жауап беру",  "жауап жазу", "javob berish", "javob yozish",
        "жавоб бериш", "жавоб ёзиш", "ҷавоб додан", "ҷавоб",      "پاسخ",         "reply",
        "цитировать",  "жооп",       "javob",       "жавоб",      "жауап"};
    mh_buf low = {0};
    bool said = false;
    if (v.len < 5 || v.len > 4 * MAX_WORD) return false; /* blanks and all */
    v = mh_view_trim(v);
    if (v.len < 5 || v.len > MAX_WORD) return false;
    unsigned char first = (unsigned char)mh_lower(v.ptr[0]);
    if (first != 'r' && first != 'j' && first < 0xD0) return false; /* most of the world's */
    mh_put_lower(&low, v);
    for (size_t i = 0; i < sizeof words / sizeof words[0] && !said; i++)
        said = mh_view_eq(mh_buf_view(&low), mh_view_of(words[i]));
    mh_buf_clear(&low);
    return said;
}

/* The largest element around a that does not hold b, which comes later; MH_NODE_NONE when it is far. */
static mh_node entry_before(const mh_extract *x, mh_node a, mh_node b) {
    for (int up = 0; up < MAX_LEVELS; up++) {
        mh_node p = mh_rec(x->t, a)->parent;
        if (p == MH_NODE_ROOT || p == MH_NODE_NONE) return MH_NODE_NONE;
        if (mh_tree_end(x->t, p) > b) return a;
        a = p;
    }
    return MH_NODE_NONE;
}

static mh_node child_around(const mh_extract *x, mh_node parent, mh_node n) {
    for (int up = 0; up < MAX_LEVELS; up++) {
        mh_node p = mh_rec(x->t, n)->parent;
        if (p == parent) return n;
        if (p == MH_NODE_ROOT || p == MH_NODE_NONE) return MH_NODE_NONE;
        n = p;
    }
    return MH_NODE_NONE;
}

static uint32_t mark_entry(mh_extract *x, mh_node n, bool apply) {
    uint32_t good = 0;
    if (n == MH_NODE_NONE) return 0;
    mh_node end = mh_tree_end(x->t, n);
    for (size_t i = mh_blocks_from(&x->blocks, n);
         i < x->blocks.list.len && x->blocks.list.ptr[i].first < end; i++) {
        if (x->good[i]) good += x->blocks.list.ptr[i].chars;
        if (apply) x->out[i] |= MH_OUT_COMMENT;
    }
    return good;
}

void mh_extract_replies(mh_extract *x) {
    MH_VEC(mh_node) replies = {0};
    mh_node count = mh_tree_count(x->t);
    for (mh_node n = mh_tree_body(x->t); n < count; n++)
        if (mh_rec_has_text(x->t, n) && says_reply(mh_tree_text(x->t, n))) mh_vec_push(&replies, n);
    for (int pass = 0; pass < 2 && replies.len >= MIN_REPLIES; pass++) {
        uint32_t inside = 0;
        for (size_t i = 0; i < replies.len; i++) {
            mh_node n = replies.ptr[i], entry;
            if (i + 1 < replies.len) {
                entry = entry_before(x, n, replies.ptr[i + 1]);
            } else { /* the last: a brother of the one before it */
                mh_node before = entry_before(x, replies.ptr[i - 1], n);
                entry = before == MH_NODE_NONE ? before
                                               : child_around(x, mh_rec(x->t, before)->parent, n);
            }
            inside += mark_entry(x, entry, pass == 1);
        }
        if (pass == 0 && x->total_good < inside + MIN_OUTSIDE) break;
    }
    mh_vec_clear(&replies);
}
