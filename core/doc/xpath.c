/* The copy of a tree in libxml2's form. XPath only reads a tree, so nodes come from an arena and are
 * never handed to libxml2's own constructors and destructors: one free, and the size is known. */
#include "doc/xpath.h"

#include "base/mem.h"
#include "doc/xpath_priv.h"

#include <libxml/parser.h>
#include <stdlib.h>

/* Names by number, copied once each with a NUL. */
typedef struct names {
    const xmlChar **tags, **attrs;
} names;

static const xmlChar *name_at(mh_xpath *x, const xmlChar **table, unsigned number, mh_view name) {
    if (!table[number]) table[number] = (const xmlChar *)mh_arena_dup(x->arena, name).ptr;
    return table[number];
}

static xmlNode *new_text(mh_xpath *x, xmlElementType type, mh_view v) {
    static const xmlChar text[] = "text", comment[] = "comment";
    xmlNode *n = mh_arena_alloc(x->arena, sizeof *n);
    n->type = type;
    n->name = type == XML_TEXT_NODE ? text : comment;
    n->content = (xmlChar *)(uintptr_t)mh_arena_dup(x->arena, v).ptr;
    n->doc = x->doc;
    return n;
}

static void add_attrs(mh_xpath *x, names *known, xmlNode *to, mh_node from) {
    const mh_node_rec *r = mh_rec(x->t, from);
    xmlAttr *last = NULL;
    for (uint32_t i = 0; i < r->count; i++) {
        mh_view name, value;
        xmlAttr *a = mh_arena_alloc(x->arena, sizeof *a);
        mh_tree_attr_at(x->t, from, i, &name, &value);
        a->_private = (void *)(uintptr_t)i;
        a->type = XML_ATTRIBUTE_NODE;
        a->name = name_at(x, known->attrs, x->t->attrs.ptr[r->data + i].name, name);
        a->parent = to;
        a->doc = x->doc;
        if (value.len > 0) {
            a->children = a->last = new_text(x, XML_TEXT_NODE, value);
            a->children->parent = (xmlNode *)a;
        }
        a->prev = last;
        if (last) {
            last->next = a;
        } else {
            to->properties = a;
        }
        last = a;
    }
}

static void append(xmlNode *parent, xmlNode *n) {
    n->parent = parent;
    n->prev = parent->last;
    if (parent->last) {
        parent->last->next = n;
    } else {
        parent->children = n;
    }
    parent->last = n;
}

static void copy(mh_xpath *x, names *known) {
    ptrdiff_t order = 0;
    for (mh_node n = 1; n < x->t->nodes.len; n++) {
        const mh_node_rec *r = mh_rec(x->t, n);
        xmlNode *to = NULL;
        bool text = r->type == MH_NODE_TEXT && !(r->flags & MH_NODE_REMOVED);
        x->text[n + 1] = x->text[n] + (text ? r->count : 0);
        if (r->flags & MH_NODE_REMOVED) continue;
        switch ((mh_node_type)r->type) {
        case MH_NODE_TEXT: to = new_text(x, XML_TEXT_NODE, mh_tree_text(x->t, n)); break;
        case MH_NODE_COMMENT: to = new_text(x, XML_COMMENT_NODE, mh_tree_text(x->t, n)); break;
        case MH_NODE_ELEMENT:
            to = mh_arena_alloc(x->arena, sizeof *to);
            to->type = XML_ELEMENT_NODE;
            to->name = name_at(x, known->tags, r->tag, mh_tree_name(x->t, n));
            to->doc = x->doc;
            /* as xmlXPathOrderDocElems does: comparing two places takes no walk then */
            to->content = (xmlChar *)-++order;
            add_attrs(x, known, to, n);
            break;
        default: continue;
        }
        to->_private = (void *)(uintptr_t)(n + 1);
        x->nodes[n] = to;
        append(x->nodes[r->parent], to);
    }
}

mh_rc mh_xpath_new(mh_xpath **out, const mh_tree *t, mh_err *e) {
    size_t count = t->nodes.len, all = count + t->attrs.len;
    names known;
    *out = NULL;
    if (all > MH_XPATH_MAX_NODES)
        return mh_fail(e, MH_E_LIMIT, "xpath: the page has %zu nodes and attributes (limit %d)",
                       all, MH_XPATH_MAX_NODES);
    xmlInitParser();
    mh_xpath *x = mh_alloc(sizeof *x);
    x->t = t;
    x->edits = t->edits;
    x->arena = mh_arena_new();
    x->doc = mh_arena_alloc(x->arena, sizeof *x->doc);
    x->doc->type = XML_HTML_DOCUMENT_NODE;
    x->doc->doc = x->doc;
    x->nodes = mh_arena_array(x->arena, count + 1, sizeof *x->nodes);
    x->text = mh_arena_array(x->arena, count + 1, sizeof *x->text);
    x->nodes[0] = (xmlNode *)x->doc;
    known.tags = mh_alloc_array(UINT16_MAX + 1, sizeof *known.tags);
    known.attrs = mh_alloc_array(UINT16_MAX + 1, sizeof *known.attrs);
    copy(x, &known);
    free(known.tags);
    free(known.attrs);
    x->ctx = xmlXPathNewContext(x->doc);
    if (!x->ctx) mh_oom();
    mh_xpath_functions(x);
    *out = x;
    return MH_OK;
}

void mh_xpath_free(mh_xpath *x) {
    if (!x) return;
    xmlXPathFreeContext(x->ctx);
    mh_arena_free(x->arena);
    free(x);
}

bool mh_xpath_is_current(const mh_xpath *x) {
    return x->edits == x->t->edits;
}

size_t mh_xpath_size(const mh_xpath *x) {
    return mh_arena_size(x->arena);
}
