#include "doc/edit.h"

#include "doc/tree_priv.h"

static void set_next(mh_tree *t, mh_node parent, mh_node n, mh_node next) {
    if (n == MH_NODE_NONE)
        t->nodes.ptr[parent].first = next;
    else
        t->nodes.ptr[n].next = next;
}

static void set_prev(mh_tree *t, mh_node parent, mh_node n, mh_node prev) {
    if (n == MH_NODE_NONE)
        t->nodes.ptr[parent].last = prev;
    else
        t->nodes.ptr[n].prev = prev;
}

bool mh_tree_unwrap(mh_tree *t, mh_node n) {
    mh_node_rec *r = &t->nodes.ptr[n];
    if (r->type != MH_NODE_ELEMENT || (r->flags & MH_NODE_REMOVED)) return false;
    if (r->tag == MH_TAG_HTML || r->tag == MH_TAG_HEAD || r->tag == MH_TAG_BODY) return false;
    mh_node p = r->parent, first = r->first, last = r->last;
    t->edits++;
    for (mh_node c = first; c != MH_NODE_NONE; c = t->nodes.ptr[c].next) t->nodes.ptr[c].parent = p;
    if (first == MH_NODE_NONE) {
        set_next(t, p, r->prev, r->next);
        set_prev(t, p, r->next, r->prev);
    } else {
        set_next(t, p, r->prev, first);
        set_prev(t, p, r->next, last);
        t->nodes.ptr[first].prev = r->prev;
        t->nodes.ptr[last].next = r->next;
    }
    r->flags |= MH_NODE_REMOVED;
    r->parent = p;
    r->first = r->last = MH_NODE_NONE;
    return true;
}
