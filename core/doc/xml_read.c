#include "doc/xml_priv.h"

#define MAX_BINDINGS 128 /* namespace declarations in force; each name is looked up among them */

typedef struct binding {
    mh_view prefix, uri;
    uint32_t depth;
} binding;

typedef struct open_tag {
    mh_xml_node node;
    uint32_t tag; /* into tags */
    mh_view name; /* as written */
} open_tag;

typedef struct tag_count {
    uint32_t open, left_out; /* how many of a name are open; how many more the depth left out */
} tag_count;

typedef struct reader {
    mh_xml *x;
    mh_view in;
    size_t at;
    mh_xml_limits lim;
    MH_VEC(open_tag) stack;
    MH_VEC(binding) bindings;
    MH_VEC(tag_count) tags;
    mh_map *tag_ids; /* lower-case name as written -> index into tags + 1 */
    mh_map *names;   /* prefix, local and namespace -> index into names + 1 */
    mh_buf key;
    bool full; /* over max_nodes */
} reader;

static bool name_char(char c) {
    return mh_is_alnum(c) || c == '_' || c == ':' || c == '-' || c == '.' || (c & 0x80);
}

static mh_xml_node add_node(reader *r, uint32_t name, mh_view text) {
    mh_xml *x = r->x;
    if (x->nodes.len >= r->lim.max_nodes) {
        r->full = x->clipped = true;
        return MH_XML_NONE;
    }
    mh_xml_node parent = r->stack.len ? r->stack.ptr[r->stack.len - 1].node : 0;
    mh_xml_node n = (mh_xml_node)x->nodes.len;
    xml_node node = {.parent = parent,
                     .first = MH_XML_NONE,
                     .last = MH_XML_NONE,
                     .next = MH_XML_NONE,
                     .name = name,
                     .attrs = (uint32_t)x->attrs.len,
                     .text = text};
    mh_vec_push(&x->nodes, node);
    xml_node *p = &x->nodes.ptr[parent];
    if (p->last == MH_XML_NONE)
        p->first = n;
    else
        x->nodes.ptr[p->last].next = n;
    p->last = n;
    return n;
}

static mh_view decoded(reader *r, mh_view v) {
    if (mh_view_find_byte(v, '&', 0) == SIZE_MAX) return v;
    mh_buf_reset(&r->key);
    if (!mh_xml_decode(&r->key, v)) r->x->malformed = true;
    return mh_arena_dup(r->x->arena, mh_buf_view(&r->key));
}

static void add_text(reader *r, mh_view v, bool cdata) {
    if (v.len == 0 || (r->lim.skip_blank && mh_view_trim(v).len == 0)) return;
    if (r->stack.len == 0) { /* junk around the root is not kept */
        if (mh_view_trim(v).len) r->x->malformed = true;
        return;
    }
    if (cdata)
        add_node(r, UINT32_MAX, v);
    else
        add_node(r, UINT32_MAX, decoded(r, v));
}

static uint32_t tag_of(reader *r, mh_view name) {
    bool fresh;
    mh_buf_reset(&r->key);
    for (size_t i = 0; i < name.len; i++) mh_buf_putc(&r->key, mh_lower(name.ptr[i]));
    mh_value *v = mh_map_at(r->tag_ids, mh_buf_view(&r->key), &fresh);
    if (fresh) {
        mh_vec_push(&r->tags, (tag_count){0});
        v->num = r->tags.len;
    }
    return (uint32_t)(v->num - 1);
}

/* The namespace bound to a prefix, and which vocabulary it is. An unknown or missing address under
 * a usual prefix counts for the usual one. */
static mh_view lookup(reader *r, mh_view prefix, mh_xml_space *space) {
    size_t i = r->bindings.len;
    while (i > 0 && !mh_view_eq(r->bindings.ptr[i - 1].prefix, prefix)) i--;
    mh_view uri = i ? r->bindings.ptr[i - 1].uri : (mh_view){0};
    *space = uri.len ? mh_xml_space_of_uri(uri) : MH_NS_NONE;
    if (prefix.len == 0) return uri;
    if (*space <= MH_NS_OTHER) *space = MH_NS_OTHER;
    for (int s = MH_NS_OTHER + 1; *space == MH_NS_OTHER && s < MH_NS_COUNT; s++)
        if (mh_view_ieq(prefix, mh_xml_space_prefix((mh_xml_space)s))) *space = (mh_xml_space)s;
    if (i == 0 && *space != MH_NS_XML) r->x->malformed = true;
    return uri;
}

static uint32_t intern(reader *r, mh_view qname) {
    size_t colon = mh_view_find_byte(qname, ':', 0);
    xml_name n = {.local = qname};
    if (colon != SIZE_MAX && colon > 0 && colon + 1 < qname.len) {
        n.prefix = mh_view_sub(qname, 0, colon);
        n.local = mh_view_sub(qname, colon + 1, qname.len);
    }
    n.uri = lookup(r, n.prefix, &n.space);
    mh_buf_reset(&r->key);
    mh_buf_put(&r->key, qname);
    mh_buf_putc(&r->key, ' ');
    mh_buf_put(&r->key, n.uri);
    bool fresh;
    mh_value *v = mh_map_at(r->names, mh_buf_view(&r->key), &fresh);
    if (fresh) {
        mh_vec_push(&r->x->names, n);
        v->num = r->x->names.len;
    }
    return (uint32_t)(v->num - 1);
}

/* Takes one attribute off; false at the end of the tag. */
static bool read_attr(reader *r, xml_attr *out) {
    mh_view in = r->in;
    size_t i = r->at;
    while (i < in.len && in.ptr[i] != '>' && !name_char(in.ptr[i])) {
        if (in.ptr[i] == '<') break; /* the tag was never closed */
        i++;
    }
    size_t from = i;
    while (i < in.len && name_char(in.ptr[i])) i++;
    r->at = i;
    if (i == from) return false;
    out->name = mh_view_sub(in, from, i);
    while (i < in.len && mh_is_space(in.ptr[i])) i++;
    out->value = (mh_view){0};
    if (i >= in.len || in.ptr[i] != '=') {
        r->x->malformed = true;
        return true;
    }
    for (i++; i < in.len && mh_is_space(in.ptr[i]); i++) {
    }
    if (i < in.len && (in.ptr[i] == '"' || in.ptr[i] == '\'')) {
        size_t end = mh_view_find_byte(in, in.ptr[i], i + 1);
        if (end == SIZE_MAX) end = in.len;
        out->value = mh_view_sub(in, i + 1, end);
        r->at = end < in.len ? end + 1 : end;
    } else {
        from = i;
        while (i < in.len && !mh_is_space(in.ptr[i]) && in.ptr[i] != '>') i++;
        out->value = mh_view_sub(in, from, i);
        r->at = i;
        r->x->malformed = true;
    }
    return true;
}

static void bind(reader *r, xml_attr a) {
    binding b = {.uri = mh_view_trim(a.value), .depth = (uint32_t)r->stack.len};
    if (a.name.len > 6) b.prefix = mh_view_sub(a.name, 6, a.name.len);
    if (r->bindings.len < MAX_BINDINGS)
        mh_vec_push(&r->bindings, b);
    else
        r->x->clipped = true;
}

static void unbind(reader *r) {
    while (r->bindings.len && r->bindings.ptr[r->bindings.len - 1].depth >= r->stack.len)
        r->bindings.len--;
}

static void pop(reader *r) {
    r->tags.ptr[r->stack.ptr[--r->stack.len].tag].open--;
    unbind(r);
}

/* The attributes behind a tag's name; true when the tag ends with "/>". */
static bool read_attrs(reader *r) {
    mh_xml *x = r->x;
    size_t first = x->attrs.len;
    xml_attr a;
    while (read_attr(r, &a)) {
        if (x->attrs.len - first >= r->lim.max_attrs || x->attrs.len >= r->lim.max_nodes) {
            x->clipped = true;
            continue;
        }
        a.value = decoded(r, a.value);
        if (mh_view_starts(a.name, MH_VIEW("xmlns")) && (a.name.len == 5 || a.name.ptr[5] == ':'))
            bind(r, a);
        mh_vec_push(&x->attrs, a);
    }
    bool closed = r->at < r->in.len && r->in.ptr[r->at] == '>';
    bool empty = closed && r->in.ptr[r->at - 1] == '/';
    if (closed)
        r->at++;
    else
        x->malformed = true;
    return empty;
}

/* r->at stands behind "<", at a name. */
static void start_tag(reader *r) {
    mh_xml *x = r->x;
    size_t from = r->at, first = x->attrs.len;
    while (r->at < r->in.len && name_char(r->in.ptr[r->at])) r->at++;
    mh_view name = mh_view_sub(r->in, from, r->at);
    uint32_t tag = tag_of(r, name);
    bool empty = read_attrs(r), deep = r->stack.len >= r->lim.max_depth;
    mh_xml_node n = deep ? MH_XML_NONE : add_node(r, intern(r, name), (mh_view){0});
    if (n == MH_XML_NONE) {
        x->clipped = true;
        x->attrs.len = first;
        if (!empty) r->tags.ptr[tag].left_out++;
        unbind(r);
        return;
    }
    x->nodes.ptr[n].attrs = (uint32_t)first;
    x->nodes.ptr[n].n_attrs = (uint32_t)(x->attrs.len - first);
    if (x->root == MH_XML_NONE) x->root = n;
    mh_vec_push(&r->stack, ((open_tag){n, tag, name}));
    r->tags.ptr[tag].open++;
    if (empty) pop(r);
}

/* r->at stands behind "</". */
static void end_tag(reader *r) {
    mh_view in = r->in;
    size_t from = r->at;
    while (r->at < in.len && name_char(in.ptr[r->at])) r->at++;
    mh_view name = mh_view_sub(in, from, r->at);
    const open_tag *top = r->stack.len ? &r->stack.ptr[r->stack.len - 1] : NULL;
    uint32_t tag = top && mh_view_ieq(top->name, name) ? top->tag : tag_of(r, name);
    size_t gt = mh_view_find_byte(in, '>', r->at);
    r->at = gt == SIZE_MAX ? in.len : gt + 1;
    tag_count *c = &r->tags.ptr[tag];
    if (c->left_out) {
        c->left_out--;
    } else if (c->open == 0) {
        r->x->malformed = true;
    } else { /* closes what is open inside, too */
        for (bool found = false; !found; pop(r)) {
            found = r->stack.ptr[r->stack.len - 1].tag == tag;
            if (!found) r->x->malformed = true;
        }
    }
}

/* Skips a DOCTYPE with its internal subset: quotes, brackets and comments in it counted. */
static void skip_doctype(reader *r) {
    mh_view in = r->in;
    int depth = 0;
    char quote = 0;
    size_t i = r->at;
    for (; i < in.len; i++) {
        char c = in.ptr[i];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '[') {
            depth++;
        } else if (c == ']') {
            depth--;
        } else if (c == '>' && depth <= 0) {
            break;
        } else if (c == '<' && mh_view_starts(mh_view_sub(in, i, in.len), MH_VIEW("<!--"))) {
            size_t end = mh_view_find(in, MH_VIEW("-->"), i);
            i = end == SIZE_MAX ? in.len : end + 2;
        }
    }
    r->at = i < in.len ? i + 1 : in.len;
}

/* What begins with "<" and is no element: true when it was that. */
static bool skip_markup(reader *r) {
    static const struct {
        mh_view open, close;
    } spans[] = {{MH_VIEW_INIT("<!--"), MH_VIEW_INIT("-->")},
                 {MH_VIEW_INIT("<![CDATA["), MH_VIEW_INIT("]]>")},
                 {MH_VIEW_INIT("<?"), MH_VIEW_INIT("?>")}};
    mh_view rest = mh_view_sub(r->in, r->at, r->in.len);
    for (size_t i = 0; i < 3; i++) {
        if (!mh_view_starts(rest, spans[i].open)) continue;
        size_t from = r->at + spans[i].open.len, end = mh_view_find(r->in, spans[i].close, from);
        if (end == SIZE_MAX) {
            end = r->in.len;
            r->x->malformed = true;
        }
        if (i == 1) add_text(r, mh_view_sub(r->in, from, end), true);
        r->at = end == r->in.len ? end : end + spans[i].close.len;
        return true;
    }
    if (!mh_view_istarts(rest, MH_VIEW("<!doctype"))) return false;
    r->at += 9;
    skip_doctype(r);
    return true;
}

static void read_all(reader *r) {
    while (r->at < r->in.len && !r->full) {
        size_t lt = mh_view_find_byte(r->in, '<', r->at);
        if (lt == SIZE_MAX) lt = r->in.len;
        add_text(r, mh_view_sub(r->in, r->at, lt), false);
        r->at = lt;
        if (lt == r->in.len) break;
        if (skip_markup(r)) continue;
        char c = lt + 1 < r->in.len ? r->in.ptr[lt + 1] : 0;
        bool end = c == '/' && lt + 2 < r->in.len && name_char(r->in.ptr[lt + 2]);
        bool start = mh_is_alpha(c) || c == '_' || (c & 0x80);
        r->at = lt + (end ? 2 : 1);
        if (end) {
            end_tag(r);
        } else if (start) {
            start_tag(r);
        } else {
            r->x->malformed = true;
            add_text(r, mh_view_sub(r->in, lt, lt + 1), true);
        }
    }
    if (r->stack.len == 0) return;
    r->x->malformed = true;
    r->x->open = r->stack.ptr[r->stack.len - 1].node;
}

mh_rc mh_xml_parse(mh_xml **out, mh_view bytes, const mh_xml_source *src, mh_err *e) {
    mh_xml_source none = {0};
    if (!src) src = &none;
    reader r = {.lim = src->limits ? *src->limits : MH_XML_LIMITS_DEFAULT};
    *out = NULL;
    if (bytes.len > r.lim.max_bytes)
        return mh_fail(e, MH_E_TOO_LARGE, "read XML: %zu bytes, the limit is %zu", bytes.len,
                       r.lim.max_bytes);
    mh_xml *x = r.x = mh_alloc(sizeof *x);
    x->arena = mh_arena_new();
    x->root = x->open = MH_XML_NONE;
    x->charset = mh_xml_to_utf8(&x->source, bytes, src->content_type);
    r.in = mh_buf_view(&x->source);
    r.tag_ids = mh_map_new();
    r.names = mh_map_new();
    add_node(&r, UINT32_MAX, (mh_view){0});
    x->nodes.ptr[0].first = x->nodes.ptr[0].last = MH_XML_NONE;
    read_all(&r);
    mh_vec_clear(&r.stack);
    mh_vec_clear(&r.bindings);
    mh_vec_clear(&r.tags);
    mh_map_free(r.tag_ids);
    mh_map_free(r.names);
    mh_buf_clear(&r.key);
    if (x->root == MH_XML_NONE) {
        mh_xml_free(x);
        return mh_fail(e, MH_E_PARSE, "read XML: no element in %zu bytes", bytes.len);
    }
    *out = x;
    return MH_OK;
}
