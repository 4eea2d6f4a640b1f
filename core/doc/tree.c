#include "doc/tree.h"

#include "doc/tree_priv.h"

#include <stdlib.h>

mh_tree *mh_tree_new(void) {
    mh_tree *t = mh_alloc(sizeof *t);
    t->tags = (mh_names_own){mh_map_new(), MH_TAG_CUSTOM};
    t->attr_names = (mh_names_own){mh_map_new(), MH_ATTR_CUSTOM};
    t->head = MH_NODE_NONE;
    mh_tree_add(t, MH_NODE_NONE, MH_NODE_DOCUMENT, MH_TAG_NONE);
    return t;
}

void mh_tree_free(mh_tree *t) {
    if (!t) return;
    mh_vec_clear(&t->nodes);
    mh_vec_clear(&t->attrs);
    mh_buf_clear(&t->pool);
    mh_map_free(t->tags.map);
    mh_map_free(t->attr_names.map);
    free(t);
}

static unsigned intern(mh_names_own *own, mh_view name) {
    bool fresh;
    size_t next = mh_map_len(own->map);
    if (own->base + next >= UINT16_MAX && !mh_map_get(own->map, name)) return UINT16_MAX;
    mh_value *v = mh_map_at(own->map, name, &fresh);
    if (fresh) v->num = own->base + next;
    return (unsigned)v->num;
}

unsigned mh_tree_intern_tag(mh_tree *t, mh_view name) {
    unsigned tag = mh_tag_of_name(name);
    return tag ? tag : intern(&t->tags, name);
}

mh_node mh_tree_add(mh_tree *t, mh_node parent, mh_node_type type, unsigned tag) {
    mh_node n = (mh_node)t->nodes.len;
    mh_node_rec r = {.parent = parent,
                     .first = MH_NODE_NONE,
                     .last = MH_NODE_NONE,
                     .next = MH_NODE_NONE,
                     .prev = MH_NODE_NONE,
                     .end = n + 1,
                     .pos = UINT32_MAX,
                     .tag = (uint16_t)tag,
                     .type = (uint8_t)type};
    r.data = (uint32_t)(type == MH_NODE_ELEMENT ? t->attrs.len : t->pool.len);
    if (parent != MH_NODE_NONE) {
        mh_node_rec *p = &t->nodes.ptr[parent];
        r.prev = p->last;
        if (p->last == MH_NODE_NONE) {
            p->first = n;
        } else {
            t->nodes.ptr[p->last].next = n;
        }
        p->last = n;
    }
    mh_vec_push(&t->nodes, r);
    return n;
}

void mh_tree_set_text(mh_tree *t, mh_node n, size_t from) {
    mh_node_rec *r = &t->nodes.ptr[n];
    r->data = (uint32_t)from;
    r->count = (uint32_t)(t->pool.len - from);
    while (from < t->pool.len && mh_is_space(t->pool.ptr[from])) from++;
    if (from == t->pool.len) r->flags |= MH_NODE_BLANK;
}

static mh_view own_name(const mh_names_own *own, uint32_t num) {
    if (num - own->base >= mh_map_len(own->map)) return (mh_view){"", 0};
    return mh_map_entry_at(own->map, num - own->base)->key;
}

static mh_view attr_name(const mh_tree *t, uint32_t num) {
    return num < MH_ATTR_CUSTOM ? mh_attr_name_of(num) : own_name(&t->attr_names, num);
}

/* A page has few names: each is looked up once, in most cases. */
static unsigned attr_number(mh_tree *t, mh_view name) {
    unsigned char first = (unsigned char)name.ptr[0], last = (unsigned char)name.ptr[name.len - 1];
    uint16_t *seen = &t->seen_attrs[(first * 7u + last * 3u + name.len * 31u) % MH_SEEN_ATTRS];
    if (*seen && mh_view_eq(attr_name(t, *seen), name)) return *seen;
    unsigned num = mh_attr_of_name(name);
    if (num == 0) num = intern(&t->attr_names, name);
    *seen = (uint16_t)num;
    return num;
}

unsigned mh_tree_fresh_attr(mh_tree *t, mh_node n, mh_view name) {
    unsigned num = attr_number(t, name);
    const mh_node_rec *r = &t->nodes.ptr[n];
    for (uint32_t i = 0; i < r->count; i++)
        if (t->attrs.ptr[r->data + i].name == num) return 0;
    return num;
}

void mh_tree_add_attr(mh_tree *t, mh_node n, unsigned attr, size_t from) {
    mh_attr_rec a = {attr, (uint32_t)from, (uint32_t)(t->pool.len - from)};
    mh_vec_push(&t->attrs, a);
    t->nodes.ptr[n].count++;
}

void mh_tree_finish(mh_tree *t) {
    for (mh_node n = (mh_node)t->nodes.len; n-- > 1;) {
        mh_node_rec *r = &t->nodes.ptr[n], *p = &t->nodes.ptr[r->parent];
        if (r->end > p->end) p->end = r->end;
        if (r->tag == MH_TAG_BODY) t->body = n;
        if (r->tag == MH_TAG_HEAD) t->head = n;
    }
    mh_vec_fit(&t->nodes);
    mh_vec_fit(&t->attrs);
    mh_buf_fit(&t->pool);
}

uint32_t mh_tree_edits(const mh_tree *t) {
    return t->edits;
}
bool mh_tree_clipped(const mh_tree *t) {
    return t->clipped;
}
uint32_t mh_tree_count(const mh_tree *t) {
    return (uint32_t)t->nodes.len;
}
mh_node_type mh_tree_type(const mh_tree *t, mh_node n) {
    return (mh_node_type)mh_rec(t, n)->type;
}
mh_node mh_tree_parent(const mh_tree *t, mh_node n) {
    return mh_rec(t, n)->parent;
}
mh_node mh_tree_first(const mh_tree *t, mh_node n) {
    return mh_rec(t, n)->first;
}
mh_node mh_tree_last(const mh_tree *t, mh_node n) {
    return mh_rec(t, n)->last;
}
mh_node mh_tree_next(const mh_tree *t, mh_node n) {
    return mh_rec(t, n)->next;
}
mh_node mh_tree_prev(const mh_tree *t, mh_node n) {
    return mh_rec(t, n)->prev;
}
mh_node mh_tree_end(const mh_tree *t, mh_node n) {
    return mh_rec(t, n)->end;
}
unsigned mh_tree_tag(const mh_tree *t, mh_node n) {
    return mh_rec(t, n)->tag;
}
uint32_t mh_tree_pos(const mh_tree *t, mh_node n) {
    return mh_rec(t, n)->pos;
}
mh_node mh_tree_body(const mh_tree *t) {
    return t->body;
}
mh_node mh_tree_head(const mh_tree *t) {
    return t->head;
}

mh_view mh_tree_name(const mh_tree *t, mh_node n) {
    unsigned tag = mh_rec(t, n)->tag;
    return tag < MH_TAG_CUSTOM ? mh_tag_name(tag) : own_name(&t->tags, tag);
}

mh_view mh_tree_text(const mh_tree *t, mh_node n) {
    const mh_node_rec *r = mh_rec(t, n);
    if (r->type == MH_NODE_ELEMENT || r->count == 0) return (mh_view){"", 0};
    return (mh_view){t->pool.ptr + r->data, r->count};
}

mh_space mh_tree_space(const mh_tree *t, mh_node n) {
    unsigned flags = mh_rec(t, n)->flags;
    return flags & MH_NODE_SVG    ? MH_SPACE_SVG
           : flags & MH_NODE_MATH ? MH_SPACE_MATH
                                  : MH_SPACE_HTML;
}

uint32_t mh_tree_attr_count(const mh_tree *t, mh_node n) {
    return mh_rec(t, n)->type == MH_NODE_ELEMENT ? mh_rec(t, n)->count : 0;
}

static mh_view attr_value(const mh_tree *t, const mh_attr_rec *a) {
    return a->len ? (mh_view){t->pool.ptr + a->value, a->len} : (mh_view){"", 0};
}

void mh_tree_attr_at(const mh_tree *t, mh_node n, uint32_t i, mh_view *name, mh_view *value) {
    const mh_attr_rec *a = &t->attrs.ptr[mh_rec(t, n)->data + i];
    *name = attr_name(t, a->name);
    *value = attr_value(t, a);
}

static const mh_attr_rec *find_attr(const mh_tree *t, mh_node n, unsigned attr) {
    uint32_t count = mh_tree_attr_count(t, n);
    const mh_attr_rec *a = t->attrs.ptr + (count ? mh_rec(t, n)->data : 0);
    if (attr == 0) return NULL;
    for (uint32_t i = 0; i < count; i++)
        if (a[i].name == attr) return &a[i];
    return NULL;
}

bool mh_tree_attr(const mh_tree *t, mh_node n, mh_view name, mh_view *value) {
    const mh_attr_rec *a = find_attr(t, n, mh_tree_attr_number(t, name));
    if (a && value) *value = attr_value(t, a);
    return a != NULL;
}

bool mh_tree_attr_ignoring_case(const mh_tree *t, mh_node n, mh_view name, mh_view *value) {
    char low[128];
    if (name.len > sizeof low) return false;
    for (size_t i = 0; i < name.len; i++) low[i] = mh_lower(name.ptr[i]);
    if (mh_tree_attr(t, n, (mh_view){low, name.len}, value)) return true;
    if (mh_tree_space(t, n) == MH_SPACE_HTML) return false;
    for (uint32_t i = 0; i < mh_tree_attr_count(t, n); i++) {
        mh_view own, v;
        mh_tree_attr_at(t, n, i, &own, &v);
        if (!mh_view_ieq(own, name)) continue;
        if (value) *value = v;
        return true;
    }
    return false;
}

mh_view mh_tree_attr_num(const mh_tree *t, mh_node n, unsigned attr) {
    const mh_attr_rec *a = find_attr(t, n, attr);
    return a ? attr_value(t, a) : (mh_view){"", 0};
}

bool mh_tree_has_attr_num(const mh_tree *t, mh_node n, unsigned attr) {
    return find_attr(t, n, attr) != NULL;
}

static unsigned number_of(const mh_names_own *own, mh_view name) {
    const mh_value *v = mh_map_get(own->map, name);
    return v ? (unsigned)v->num : 0;
}

unsigned mh_tree_tag_number(const mh_tree *t, mh_view name) {
    unsigned tag = mh_tag_of_name(name);
    return tag ? tag : number_of(&t->tags, name);
}

unsigned mh_tree_attr_number(const mh_tree *t, mh_view name) {
    unsigned attr = mh_attr_of_name(name);
    return attr ? attr : number_of(&t->attr_names, name);
}

bool mh_tree_has_class(const mh_tree *t, mh_node n, mh_view word) {
    mh_view v = mh_tree_attr_num(t, n, MH_ATTR_CLASS);
    for (size_t at = 0; word.len > 0 && (at = mh_view_find(v, word, at)) != SIZE_MAX; at++) {
        size_t end = at + word.len;
        if ((at == 0 || mh_is_space(v.ptr[at - 1])) && (end == v.len || mh_is_space(v.ptr[end])))
            return true;
    }
    return false;
}

void mh_tree_remove(mh_tree *t, mh_node n) {
    mh_node_rec *r = &t->nodes.ptr[n];
    if (n == MH_NODE_ROOT || (r->flags & MH_NODE_REMOVED)) return;
    mh_node_rec *p = &t->nodes.ptr[r->parent];
    t->edits++;
    if (r->prev == MH_NODE_NONE) {
        p->first = r->next;
    } else {
        t->nodes.ptr[r->prev].next = r->next;
    }
    if (r->next == MH_NODE_NONE) {
        p->last = r->prev;
    } else {
        t->nodes.ptr[r->next].prev = r->prev;
    }
    for (mh_node i = n; i < r->end; i++) t->nodes.ptr[i].flags |= MH_NODE_REMOVED;
}

bool mh_tree_removed(const mh_tree *t, mh_node n) {
    return (mh_rec(t, n)->flags & MH_NODE_REMOVED) != 0;
}

mh_node mh_tree_walk(const mh_tree *t, mh_node n, bool skip, mh_node end) {
    n = skip ? mh_rec(t, n)->end : n + 1;
    while (n < end && (mh_rec(t, n)->flags & MH_NODE_REMOVED)) n++;
    return n < end ? n : MH_NODE_NONE;
}
