#include "doc/opml.h"

#include "base/mem.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

#define MAX_CATEGORIES 100u

struct mh_opml {
    mh_arena *arena;
    mh_xml *xml;
    mh_view title;
    MH_VEC(mh_opml_entry) entries;
    bool clipped;
};

void mh_opml_free(mh_opml *o) {
    if (!o) return;
    mh_vec_clear(&o->entries);
    mh_xml_free(o->xml);
    mh_arena_free(o->arena);
    free(o);
}

mh_view mh_opml_title(const mh_opml *o) {
    return o->title;
}

size_t mh_opml_count(const mh_opml *o) {
    return o->entries.len;
}

const mh_opml_entry *mh_opml_entry_at(const mh_opml *o, size_t i) {
    return &o->entries.ptr[i];
}

bool mh_opml_clipped(const mh_opml *o) {
    return o->clipped || mh_xml_clipped(o->xml);
}

static mh_view attr(const mh_opml *o, mh_xml_node n, const char *name) {
    return mh_view_trim(mh_xml_attr_or(o->xml, n, name));
}

/* What a reader sees: text is what the specification asks for, title what many write. */
static mh_view label(const mh_opml *o, mh_xml_node n) {
    mh_view v = attr(o, n, "text");
    return v.len ? v : attr(o, n, "title");
}

static void put_categories(mh_opml *o, mh_opml_entry *e, mh_view list) {
    mh_view one;
    if (list.len == 0) return;
    e->categories = mh_arena_array(o->arena, MAX_CATEGORIES, sizeof *e->categories);
    while (list.len && mh_view_split(&list, ',', &one)) {
        one = mh_view_trim(one);
        if (one.len == 0) continue;
        if (e->n_categories == MAX_CATEGORIES) {
            o->clipped = true;
            return;
        }
        e->categories[e->n_categories++] = one;
    }
}

/* The folders around n, found by its parents: cost is bounded by the depth. */
static void put_folders(mh_opml *o, mh_opml_entry *e, mh_xml_node n) {
    const mh_xml *x = o->xml;
    mh_view found[MH_OPML_MAX_FOLDERS];
    size_t len = 0;
    for (n = mh_xml_parent(x, n); n != 0 && mh_xml_is(x, n, "outline"); n = mh_xml_parent(x, n)) {
        mh_view name = label(o, n);
        if (name.len == 0) continue;
        if (len == MH_OPML_MAX_FOLDERS) { /* the innermost of so many say least */
            memmove(found, found + 1, (len - 1) * sizeof *found);
            len--;
            o->clipped = true;
        }
        found[len++] = name;
    }
    if (len == 0) return;
    e->folders = mh_arena_array(o->arena, len, sizeof *e->folders);
    for (size_t i = 0; i < len; i++) e->folders[i] = found[len - 1 - i];
    e->n_folders = len;
}

static void read_outline(mh_opml *o, mh_xml_node n) {
    mh_opml_entry e = {.url = attr(o, n, "xmlUrl")};
    if (e.url.len == 0) return;
    if (o->entries.len >= MH_OPML_MAX_ENTRIES) {
        o->clipped = true;
        return;
    }
    e.title = label(o, n);
    e.site = attr(o, n, "htmlUrl");
    e.type = attr(o, n, "type");
    e.description = attr(o, n, "description");
    e.language = attr(o, n, "language");
    put_categories(o, &e, attr(o, n, "category"));
    put_folders(o, &e, n);
    mh_vec_push(&o->entries, e);
}

/* All outlines below top in document order. */
static void read_below(mh_opml *o, mh_xml_node top) {
    const mh_xml *x = o->xml;
    mh_xml_node n = mh_xml_child(x, top);
    while (n != MH_XML_NONE) {
        if (mh_xml_is(x, n, "outline")) read_outline(o, n);
        mh_xml_node next = mh_xml_child(x, n);
        while (next == MH_XML_NONE && n != top) {
            next = mh_xml_sibling(x, n);
            if (next == MH_XML_NONE) n = mh_xml_parent(x, n);
        }
        n = next;
    }
}

static mh_xml_node child_named(const mh_xml *x, mh_xml_node n, const char *name) {
    mh_xml_node c = mh_xml_child(x, n);
    while (c != MH_XML_NONE && !mh_xml_is(x, c, name)) c = mh_xml_sibling(x, c);
    return c;
}

mh_rc mh_opml_parse(mh_opml **out, mh_view bytes, const mh_xml_limits *limits, mh_err *e) {
    mh_xml_limits lim = limits ? *limits : MH_XML_LIMITS_DEFAULT;
    mh_xml_source src = {.limits = &lim};
    lim.skip_blank = true;
    *out = NULL;
    mh_opml *o = mh_alloc(sizeof *o);
    o->arena = mh_arena_new();
    if (mh_xml_parse(&o->xml, bytes, &src, e) != MH_OK) {
        mh_opml_free(o);
        return MH_FAIL;
    }
    mh_xml_node root = mh_xml_root(o->xml);
    while (root != MH_XML_NONE && !mh_xml_is(o->xml, root, "opml"))
        root = mh_xml_sibling(o->xml, root);
    if (root == MH_XML_NONE) {
        mh_view name = mh_view_sub(mh_xml_local(o->xml, mh_xml_root(o->xml)), 0, 60);
        mh_fail(e, MH_E_PARSE, "read OPML: the root element is <%.*s>", MH_FMT(name));
        mh_opml_free(o);
        return MH_FAIL;
    }
    mh_xml_node head = child_named(o->xml, root, "head");
    mh_xml_node title = head == MH_XML_NONE ? head : child_named(o->xml, head, "title");
    if (title != MH_XML_NONE) o->title = mh_view_trim(mh_xml_text_of(o->xml, title, o->arena));
    read_below(o, root);
    *out = o;
    return MH_OK;
}

/* ---- writing */

static void put_attr(mh_buf *out, const char *name, mh_view v) {
    if (v.len == 0) return;
    mh_buf_printf(out, " %s=\"", name);
    mh_xml_escape(out, v, true);
    mh_buf_putc(out, '"');
}

static void indent(mh_buf *out, size_t depth) {
    mh_buf_putc(out, '\n');
    for (size_t i = 0; i < depth + 2; i++) mh_buf_puts(out, "  ");
}

static void put_entry(mh_buf *out, const mh_opml_entry *e, size_t depth) {
    indent(out, depth);
    mh_buf_puts(out, "<outline");
    put_attr(out, "type", e->type.len ? e->type : MH_VIEW("rss"));
    put_attr(out, "text", e->title.len ? e->title : e->url);
    put_attr(out, "xmlUrl", e->url);
    put_attr(out, "htmlUrl", e->site);
    put_attr(out, "description", e->description);
    put_attr(out, "language", e->language);
    for (size_t i = 0; i < e->n_categories; i++) {
        mh_buf_puts(out, i ? "," : " category=\"");
        mh_xml_escape(out, e->categories[i], true);
    }
    mh_buf_puts(out, e->n_categories ? "\"/>" : "/>");
}

static size_t shared(const mh_opml_entry *a, const mh_opml_entry *b) {
    size_t n = 0;
    while (a && n < a->n_folders && n < b->n_folders && mh_view_eq(a->folders[n], b->folders[n]))
        n++;
    return n;
}

void mh_opml_write(mh_buf *out, mh_view title, const mh_opml_entry *entries, size_t n) {
    const mh_opml_entry *before = NULL;
    size_t depth = 0;
    mh_buf_puts(out,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>");
    if (title.len) {
        mh_buf_puts(out, "<title>");
        mh_xml_escape(out, title, false);
        mh_buf_puts(out, "</title>");
    }
    mh_buf_puts(out, "</head>\n  <body>");
    for (size_t i = 0; i < n; i++) {
        const mh_opml_entry *e = &entries[i];
        if (e->url.len == 0) continue;
        size_t same = shared(before, e);
        while (depth > same) {
            indent(out, --depth);
            mh_buf_puts(out, "</outline>");
        }
        for (; depth < e->n_folders; depth++) {
            indent(out, depth);
            mh_buf_puts(out, "<outline");
            put_attr(out, "text", e->folders[depth]);
            mh_buf_putc(out, '>');
        }
        put_entry(out, e, depth);
        before = e;
    }
    while (depth > 0) {
        indent(out, --depth);
        mh_buf_puts(out, "</outline>");
    }
    mh_buf_puts(out, "\n  </body>\n</opml>\n");
}
