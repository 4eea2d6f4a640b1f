/* The HTML parser behind the tree: MyHTML (package libmodest-dev), one thread, its tree copied and
 * freed at once. Another parser needs another file like this one, and nothing else.
 *
 * MyHTML's cost is quadratic in the depth of open elements, and open formatting elements come again
 * in every block. So each token is looked at before it reaches the tree builder: a start tag over a
 * limit becomes an empty comment. */
#include "base/mem.h"
#include "base/utf8.h"
#include "doc/parse_bounds.h"
#include "doc/parse_lazy.h"
#include "doc/tree_priv.h"

#include <myhtml/myhtml.h>
#include <myhtml/token.h>
#include <myhtml/tree.h>
#include <stdlib.h>
#include <string.h>

typedef struct guard {
    const mh_doc_limits *limits;
    mh_lazy lazy;
    size_t inserted;
    uint32_t merged; /* attributes of <html> and <body>: those of later ones go to the first */
    bool clipped;
} guard;

/* A tree under copy. */
typedef struct copier {
    mh_tree *t;
    myhtml_tree_t *from;
    const mh_doc_limits *limits;
    const mh_lazy *lazy;
    size_t raw_text; /* text tokens made from the page */
    mh_buf name;     /* scratch */
} copier;

static bool is_formatting(myhtml_tag_id_t tag) {
    switch (tag) {
    case MyHTML_TAG_A:
    case MyHTML_TAG_B:
    case MyHTML_TAG_BIG:
    case MyHTML_TAG_CODE:
    case MyHTML_TAG_EM:
    case MyHTML_TAG_FONT:
    case MyHTML_TAG_I:
    case MyHTML_TAG_NOBR:
    case MyHTML_TAG_S:
    case MyHTML_TAG_SMALL:
    case MyHTML_TAG_STRIKE:
    case MyHTML_TAG_STRONG:
    case MyHTML_TAG_TT:
    case MyHTML_TAG_U: return true;
    default: return false;
    }
}

/* Room for text that may be joined to that of node. MyHTML makes each joined text as long as it must
 * be and no longer, and keeps the old ones: without room "x</b>x</b>..." takes quadratic memory. */
static void make_room(myhtml_tree_t *tree, myhtml_tree_node_t *node, size_t more) {
    if (!node || node->tag_id != MyHTML_TAG__TEXT || !node->token) return;
    mycore_string_t *s = &node->token->str;
    if (s->data == NULL || s->node_idx != tree->mchar_node_id) return;
    if (s->size - s->length <= more + 8) mycore_string_realloc(s, 2 * (s->length + more) + 64);
}

static bool is_of_table(myhtml_tag_id_t tag) {
    return tag == MyHTML_TAG_TABLE || tag == MyHTML_TAG_TBODY || tag == MyHTML_TAG_TFOOT ||
           tag == MyHTML_TAG_THEAD || tag == MyHTML_TAG_TR;
}

/* Whether NUL in a text of this element is dropped; elsewhere it becomes U+FFFD. */
static bool drops_nul(const myhtml_tree_node_t *node) {
    if (node->ns != MyHTML_NAMESPACE_HTML) return false;
    switch (node->tag_id) {
    case MyHTML_TAG_IFRAME:
    case MyHTML_TAG_NOEMBED:
    case MyHTML_TAG_NOFRAMES:
    case MyHTML_TAG_NOSCRIPT:
    case MyHTML_TAG_PLAINTEXT:
    case MyHTML_TAG_SCRIPT:
    case MyHTML_TAG_STYLE:
    case MyHTML_TAG_TEXTAREA:
    case MyHTML_TAG_TITLE:
    case MyHTML_TAG_XMP: return false;
    default: return true;
    }
}

/* Takes NUL out as MyHTML means to, which copies pieces over themselves and so mixes up characters. A
 * text of nothing else is left to it. */
static void drop_nul(myhtml_token_node_t *token) {
    mycore_string_t *s = &token->str;
    size_t to = 0;
    if (s->length == 0 || memchr(s->data, 0, s->length) == NULL) return;
    for (size_t i = 0; i < s->length; i++)
        if (s->data[i] != '\0') s->data[to++] = s->data[i];
    if (to == 0) return;
    s->data[to] = '\0';
    s->length = to;
    token->type &= ~(unsigned)MyHTML_TOKEN_TYPE_NULL;
}

/* A text goes to the end of the open element, or before its table when it may not stand there. */
static void on_text(myhtml_tree_t *tree, myhtml_token_node_t *token) {
    size_t n = tree->open_elements->length;
    myhtml_tree_node_t **open = tree->open_elements->list;
    if (n == 0 || drops_nul(open[n - 1])) drop_nul(token);
    if (n == 0) return;
    make_room(tree, open[n - 1]->last_child, token->str.length);
    for (; n > 0 && is_of_table(open[n - 1]->tag_id); n--)
        if (open[n - 1]->tag_id == MyHTML_TAG_TABLE)
            make_room(tree, open[n - 1]->prev, token->str.length);
}

/* Each attribute of a later <html> or <body> is looked for among those of the first: together they
 * have no more than one element may. */
static void bound_merged(guard *g, myhtml_token_node_t *token) {
    myhtml_token_attr_t *last = NULL, *a = token->attr_first;
    for (; a && g->merged < g->limits->max_attrs; a = a->next, g->merged++) last = a;
    if (a == NULL) return;
    g->clipped = true;
    if (last) last->next = NULL;
    if (!last) token->attr_first = NULL;
    token->attr_last = last;
}

/* Before a token's strings are made. */
static void *before_token(myhtml_tree_t *tree, myhtml_token_node_t *token, void *ctx) {
    mh_lazy_before(&((guard *)ctx)->lazy, tree, token);
    return ctx;
}

/* Between tokenizer and tree builder. */
static void *on_token(myhtml_tree_t *tree, myhtml_token_node_t *token, void *ctx) {
    guard *g = ctx;
    if (!token) return ctx;
    mh_lazy_after(&g->lazy, token);
    if (token->tag_id == MyHTML_TAG__TEXT) on_text(tree, token);
    if (token->tag_id <= MyHTML_TAG__DOCTYPE || token->tag_id == MyHTML_TAG__END_OF_FILE ||
        (token->type & MyHTML_TOKEN_TYPE_CLOSE))
        return ctx;
    if (token->tag_id == MyHTML_TAG_HTML || token->tag_id == MyHTML_TAG_BODY)
        bound_merged(g, token);
    bool deep = tree->open_elements->length >= g->limits->max_depth;
    bool formats = is_formatting(token->tag_id) &&
                   tree->active_formatting->length >= g->limits->max_formatting;
    bool many = g->inserted >= g->limits->max_nodes;
    if (!deep && !formats && !many) return ctx;
    g->clipped = true;
    token->tag_id = MyHTML_TAG__COMMENT;
    token->attr_first = token->attr_last = NULL;
    token->str = (mycore_string_t){0};
    return ctx;
}

static void on_insert(myhtml_tree_t *tree, myhtml_tree_node_t *node, void *ctx) {
    (void)tree;
    (void)node;
    ((guard *)ctx)->inserted++;
}

static const uint16_t tag_map[MyHTML_TAG_LAST_ENTRY] = {
#define MH_X(suffix, name) [MyHTML_TAG_##suffix] = MH_TAG_##suffix,
    MH_TAGS(MH_X)
#undef MH_X
};

static unsigned tag_of(const copier *c, myhtml_tag_id_t id) {
    if (id < MyHTML_TAG_LAST_ENTRY && tag_map[id]) return tag_map[id];
    mh_view name = {0};
    name.ptr = myhtml_tag_name_by_id(c->from, id, &name.len);
    mh_buf clean = {0};
    mh_lazy_put_made(&clean, name);
    unsigned tag = mh_tree_intern_tag(c->t, mh_buf_view(&clean));
    mh_buf_clear(&clean);
    return tag;
}

/* The parser takes the prefix of a foreign element's attribute off ("xlink:href"). */
static mh_view prefix_of(myhtml_namespace_t ns) {
    switch (ns) {
    case MyHTML_NAMESPACE_XLINK: return MH_VIEW("xlink");
    case MyHTML_NAMESPACE_XML: return MH_VIEW("xml");
    case MyHTML_NAMESPACE_XMLNS: return MH_VIEW("xmlns");
    default: return MH_VIEW("");
    }
}

/* The name of an attribute, borrowed from c->name or from the parser. */
static mh_view key_of(copier *c, myhtml_tree_node_t *node, myhtml_tree_attr_t *a) {
    mh_view prefix = prefix_of(myhtml_attribute_namespace(a));
    mh_view key = mh_lazy_key(&c->name, c->lazy, node, a);
    if (prefix.len == 0 || key.len == 0) return key;
    mh_buf whole = {0};
    mh_buf_printf(&whole, "%.*s:%.*s", MH_FMT(prefix), MH_FMT(key));
    mh_buf_clear(&c->name);
    c->name = whole;
    return mh_buf_view(&c->name);
}

static void copy_attrs(copier *c, mh_node n, myhtml_tree_node_t *node) {
    const mh_doc_limits *l = c->limits;
    mh_tree *t = c->t;
    uint32_t seen = 0;
    for (myhtml_tree_attr_t *a = myhtml_node_attribute_first(node); a;
         a = myhtml_attribute_next(a)) {
        mh_view key = key_of(c, node, a);
        size_t from = t->pool.len;
        if (key.len == 0) continue;
        if (seen++ >= l->max_attrs) {
            t->clipped = true;
            return;
        }
        unsigned num = mh_tree_fresh_attr(t, n, key);
        if (num == 0) continue;
        mh_lazy_put_value(&t->pool, c->lazy, node, a);
        if (t->pool.len - from + key.len > l->max_attr_bytes) {
            t->pool.len = from;
            t->clipped = true;
        } else {
            mh_tree_add_attr(t, n, num, from);
        }
    }
}

/* The parser keeps a doctype's name as the key of its first attribute, and the words and identifiers
 * behind it as values of the next ones. */
static void put_doctype(mh_buf *text, myhtml_tree_node_t *node) {
    mh_view word[4] = {{0}, {0}, {0}, {0}};
    size_t count = 0;
    for (myhtml_tree_attr_t *a = myhtml_node_attribute_first(node); a && count < 4;
         a = myhtml_attribute_next(a)) {
        mh_view v = {0};
        v.ptr = count ? myhtml_attribute_value(a, &v.len) : myhtml_attribute_key(a, &v.len);
        word[count++] = v.ptr ? v : (mh_view){"", 0};
    }
    bool system = mh_view_ieq(word[1], MH_VIEW("system"));
    mh_buf_put(text, word[0]);
    if (system && word[2].len > 0) {
        mh_buf_printf(text, " \"\" \"%.*s\"", MH_FMT(word[2]));
    } else if (word[2].len > 0) {
        mh_buf_printf(text, " \"%.*s\" \"%.*s\"", MH_FMT(word[2]), MH_FMT(word[3]));
    }
}

static void copy_text(copier *c, mh_node n, myhtml_tree_node_t *node, mh_node_type type) {
    mh_tree *t = c->t;
    size_t from = t->pool.len;
    if (type == MH_NODE_DOCTYPE) {
        mh_buf text = {0};
        put_doctype(&text, node);
        mh_lazy_put_made(&t->pool, mh_buf_view(&text));
        mh_buf_clear(&text);
    } else if (!c->lazy->off && node->token && mh_lazy_is_raw(node->token)) {
        mh_lazy_put_text(&t->pool, c->lazy, c->from, node->token);
        c->raw_text++;
    } else {
        mh_view made = {0};
        made.ptr = myhtml_node_text(node, &made.len);
        mh_lazy_put_made(&t->pool, made);
    }
    mh_tree_set_text(t, n, from);
}

static mh_node copy_node(copier *c, mh_node parent, myhtml_tree_node_t *node) {
    myhtml_tag_id_t id = myhtml_node_tag_id(node);
    mh_tree *t = c->t;
    mh_node n;
    if (id == MyHTML_TAG__TEXT || id == MyHTML_TAG__COMMENT || id == MyHTML_TAG__DOCTYPE) {
        mh_node_type type = id == MyHTML_TAG__TEXT      ? MH_NODE_TEXT
                            : id == MyHTML_TAG__COMMENT ? MH_NODE_COMMENT
                                                        : MH_NODE_DOCTYPE;
        n = mh_tree_add(t, parent, type, MH_TAG_NONE);
        copy_text(c, n, node, type);
    } else {
        n = mh_tree_add(t, parent, MH_NODE_ELEMENT, tag_of(c, id));
        copy_attrs(c, n, node);
        myhtml_namespace_t ns = myhtml_node_namespace(node);
        if (ns == MyHTML_NAMESPACE_SVG) t->nodes.ptr[n].flags |= MH_NODE_SVG;
        if (ns == MyHTML_NAMESPACE_MATHML) t->nodes.ptr[n].flags |= MH_NODE_MATH;
    }
    if (node->token && node->token->raw_length > 0)
        t->nodes.ptr[n].pos = (uint32_t)node->token->element_begin;
    return n;
}

static void copy_tree(copier *c) {
    myhtml_tree_node_t *node = myhtml_tree_get_document(c->from);
    mh_node parent = MH_NODE_ROOT;
    node = node ? myhtml_node_child(node) : NULL;
    while (node) {
        mh_node n = copy_node(c, parent, node);
        myhtml_tree_node_t *next = myhtml_node_child(node);
        if (next) {
            parent = n;
            node = next;
            continue;
        }
        while (node && !(next = myhtml_node_next(node))) {
            node = myhtml_node_parent(node);
            if (parent == MH_NODE_ROOT) node = NULL;
            if (node) parent = mh_rec(c->t, parent)->parent;
        }
        node = node ? next : NULL;
    }
    if (mh_rec(c->t, MH_NODE_ROOT)->first == MH_NODE_NONE) { /* nothing but a tag that never ends */
        mh_node html = mh_tree_add(c->t, MH_NODE_ROOT, MH_NODE_ELEMENT, MH_TAG_HTML);
        mh_tree_add(c->t, html, MH_NODE_ELEMENT, MH_TAG_HEAD);
        mh_tree_add(c->t, html, MH_NODE_ELEMENT, MH_TAG_BODY);
    }
    mh_tree_finish(c->t);
    mh_buf_clear(&c->name);
}

/* Parses and copies. *lost: a text that passed empty is in no node of its own (parse_lazy.h), so the
 * tree is not right. */
static mh_rc parse_once(mh_tree **out, guard *g, bool *lost, mh_err *e) {
    mh_rc rc = MH_FAIL;
    myhtml_t *my = myhtml_create();
    myhtml_tree_t *tree = myhtml_tree_create();
    if (!my || !tree) mh_oom();
    mystatus_t status = myhtml_init(my, MyHTML_OPTIONS_PARSE_MODE_SINGLE, 1, 0);
    if (status == MyHTML_STATUS_OK) status = myhtml_tree_init(tree, my);
    if (status != MyHTML_STATUS_OK) mh_oom();
    mh_view page = g->lazy.page;
    myhtml_callback_before_token_done_set(tree, before_token, g);
    myhtml_callback_after_token_done_set(tree, on_token, g);
    myhtml_callback_tree_node_insert_set(tree, on_insert, g);
    status = myhtml_parse_single(tree, MyENCODING_UTF_8, page.len ? page.ptr : "", page.len);
    if (status == MyHTML_STATUS_OK) {
        copier c = {.t = mh_tree_new(), .from = tree, .limits = g->limits, .lazy = &g->lazy};
        mh_buf_reserve(&c.t->pool,
                       page.len); /* what is copied is not longer, but for a few bytes */
        copy_tree(&c);
        *lost = c.raw_text != g->lazy.raw_text;
        *out = c.t;
        rc = MH_OK;
    } else {
        mh_fail(e, MH_E_PARSE, "parse html: the parser gave up (status 0x%x)", (unsigned)status);
    }
    myhtml_tree_destroy(tree);
    myhtml_destroy(my);
    return rc;
}

/* NUL within a tag is U+FFFD for the standard, and is so before the parser sees it. */
static void fill_tags(mh_buf *out, mh_view html) {
    bool in_tag = false;
    for (size_t i = 0; i < html.len; i++) {
        char c = html.ptr[i], next = i + 1 < html.len ? html.ptr[i + 1] : ' ';
        if (c == '<' && (mh_is_alpha(next) || next == '/')) in_tag = true;
        if (c == '>') in_tag = false;
        if (in_tag && c == '\0')
            mh_buf_put_cp(out, MH_UTF8_BAD);
        else
            mh_buf_putc(out, c);
    }
}

mh_rc mh_tree_parse(mh_tree **out, mh_view utf8, const mh_doc_limits *limits, mh_err *e) {
    const mh_doc_limits defaults = MH_DOC_LIMITS_DEFAULT, *l = limits ? limits : &defaults;
    bool cut = false, lost = false;
    mh_buf filled = {0};
    *out = NULL;
    /* decoding makes at most three bytes of one, and all offsets must fit 32 bits */
    if (utf8.len > 3 * l->max_bytes || utf8.len > INT32_MAX / 2)
        return mh_fail(e, MH_E_TOO_LARGE, "parse html: %zu bytes (limit %zu)", utf8.len,
                       l->max_bytes);
    utf8 = mh_bound_names(mh_bound_tokens(utf8, l, &cut), l, &cut);
    bool nul = mh_view_find_byte(utf8, '\0', 0) != SIZE_MAX; /* each place has its rule for it */
    if (nul) fill_tags(&filled, utf8);
    if (nul) utf8 = mh_buf_view(&filled);
    bool cr = mh_view_find_byte(utf8, '\r', 0) != SIZE_MAX;
    guard g = {.limits = l, .lazy = {.page = utf8, .off = nul, .cr = cr}, .clipped = cut};
    mh_rc rc = parse_once(out, &g, &lost, e);
    if (rc == MH_OK && lost) {
        mh_tree_free(*out);
        *out = NULL;
        g = (guard){.limits = l, .lazy = {.page = utf8, .off = true, .cr = cr}, .clipped = cut};
        rc = parse_once(out, &g, &lost, e);
    }
    if (rc == MH_OK) (*out)->clipped = (*out)->clipped || g.clipped;
    mh_buf_clear(&filled);
    return rc;
}
