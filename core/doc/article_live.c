/* The entries of a live blog that are too short to read like running text: a time of day and a line, again
 * and again (extract_priv.h). */
#include "doc/extract_priv.h"

#include "doc/tree_priv.h"

/* Entries from which they are those of a live blog; blocks between two of them. */
#define MIN_ENTRIES ((size_t)5)
#define MAX_GAP     ((size_t)12)
/* Fewest characters of an entry's line, most of the block with its time. */
#define MIN_LINE 10
#define MAX_TIME 5

static bool is_entry(const mh_extract *x, size_t i) {
    const mh_block *k = &x->blocks.list.ptr[i];
    if (k->chars > MAX_TIME || i + 1 >= x->blocks.list.len || x->teasers.in[k->first]) return false;
    return k[1].chars >= MIN_LINE && k[1].link_chars * 2 < k[1].chars &&
           !mh_tag_is_heading(k[1].tag) && mh_is_clock(mh_blocks_text(&x->blocks, k));
}

/* The longest run of entries: from its first time to behind its last line. Gives their number. */
static size_t find_run(const mh_extract *x, size_t *from, size_t *to) {
    size_t best = 0, n = 0, start = 0, last = 0;
    for (size_t i = 0; i < x->blocks.list.len; i++) {
        if (!is_entry(x, i)) continue;
        if (n == 0 || i > last + MAX_GAP) n = 0, start = i;
        n++;
        last = i;
        if (n <= best) continue;
        best = n;
        *from = start;
        *to = i + 2;
    }
    return best;
}

void mh_extract_entries(mh_extract *x, mh_candidate *c) {
    size_t from = 0, to = 0;
    if (find_run(x, &from, &to) < MIN_ENTRIES || !mh_extract_is_titled_live(x)) return;
    bool apart = c->to <= from || c->from >= to; /* what was chosen is no part of them */
    if (apart || from < c->from) c->from = from;
    if (apart || to > c->to) c->to = to;
    mh_node root = x->blocks.list.ptr[c->from].node, last = x->blocks.list.ptr[c->to - 1].node;
    while (root != MH_NODE_ROOT && mh_tree_end(x->t, root) <= last)
        root = mh_rec(x->t, root)->parent;
    c->root = root;
    for (size_t i = from; i < to; i++)
        if (is_entry(x, i)) x->out[i] = x->out[i + 1] = 0;
}
