#include "doc/parse_lazy.h"

#include "base/utf8.h"

#include <myhtml/parser.h>
#include <myhtml/token.h>

/* Elements whose attributes the tree builder does not look at, clone or compare. */
static bool is_plain(myhtml_tag_id_t tag) {
    switch (tag) {
    case MyHTML_TAG_ARTICLE:
    case MyHTML_TAG_ASIDE:
    case MyHTML_TAG_BLOCKQUOTE:
    case MyHTML_TAG_DD:
    case MyHTML_TAG_DIV:
    case MyHTML_TAG_DL:
    case MyHTML_TAG_DT:
    case MyHTML_TAG_FIGCAPTION:
    case MyHTML_TAG_FIGURE:
    case MyHTML_TAG_FOOTER:
    case MyHTML_TAG_H1:
    case MyHTML_TAG_H2:
    case MyHTML_TAG_H3:
    case MyHTML_TAG_H4:
    case MyHTML_TAG_H5:
    case MyHTML_TAG_H6:
    case MyHTML_TAG_HEADER:
    case MyHTML_TAG_IMG:
    case MyHTML_TAG_LABEL:
    case MyHTML_TAG_LI:
    case MyHTML_TAG_LINK:
    case MyHTML_TAG_MAIN:
    case MyHTML_TAG_META:
    case MyHTML_TAG_NAV:
    case MyHTML_TAG_OL:
    case MyHTML_TAG_OPTION:
    case MyHTML_TAG_P:
    case MyHTML_TAG_SCRIPT:
    case MyHTML_TAG_SECTION:
    case MyHTML_TAG_SOURCE:
    case MyHTML_TAG_SPAN:
    case MyHTML_TAG_STYLE:
    case MyHTML_TAG_TABLE:
    case MyHTML_TAG_TD:
    case MyHTML_TAG_TH:
    case MyHTML_TAG_TIME:
    case MyHTML_TAG_TR:
    case MyHTML_TAG_UL: return true;
    default: return false;
    }
}

static myhtml_tree_node_t *current(const myhtml_tree_t *tree) {
    const myhtml_tree_list_t *open = tree->open_elements;
    return open->length ? open->list[open->length - 1] : NULL;
}

/* Modes that insert text as it is, below the current node. */
static bool takes_text(const myhtml_tree_t *tree) {
    if (tree->flags & MyHTML_TREE_FLAGS_PARSE_FLAG)
        return false; /* drops a line end behind <pre> */
    switch (tree->insert_mode) {
    case MyHTML_INSERTION_MODE_IN_BODY:
    case MyHTML_INSERTION_MODE_IN_CELL:
    case MyHTML_INSERTION_MODE_IN_CAPTION:
    case MyHTML_INSERTION_MODE_TEXT: return true;
    default: return false;
    }
}

static bool has_references(const myhtml_token_node_t *token) {
    return token->type &
           (MyHTML_TOKEN_TYPE_DATA | MyHTML_TOKEN_TYPE_RCDATA | MyHTML_TOKEN_TYPE_CDATA);
}

/* Text with references, or of a script or style without them, as MyHTML makes it. */
static void make_text(mycore_string_t *out, myhtml_tree_t *tree, const myhtml_token_node_t *token) {
    myhtml_data_process_entry_t entry;
    myhtml_data_process_entry_clean(&entry);
    entry.encoding = tree->encoding;
    entry.emit_null_char = (token->type & MyHTML_TOKEN_TYPE_DATA) != 0;
    mycore_string_init(tree->mchar, tree->mchar_node_id, out, token->raw_length + 1);
    if (has_references(token))
        myhtml_parser_token_data_to_string_charef(tree, out, &entry, token->raw_begin,
                                                  token->raw_length);
    else
        myhtml_parser_token_data_to_string(tree, out, &entry, token->raw_begin, token->raw_length);
}

/* Whether the next text goes to its own node; text that it would be joined to is made now. */
static bool stands_alone(mh_lazy *z, myhtml_tree_t *tree) {
    myhtml_tree_node_t *at = current(tree), *last = at ? at->last_child : NULL;
    if (!at) return false;
    if (!last || last->tag_id != MyHTML_TAG__TEXT || !last->token) return true;
    if (mh_lazy_is_raw(last->token)) {
        make_text(&last->token->str, tree, last->token);
        z->raw_text--;
    }
    return false;
}

bool mh_lazy_is_raw(const myhtml_token_node_t *token) {
    return token->tag_id == MyHTML_TAG__TEXT && token->str.length == 0 && token->raw_length > 0;
}

void mh_lazy_before(mh_lazy *z, myhtml_tree_t *tree, myhtml_token_node_t *token) {
    z->raw_length = 0;
    z->first = z->last = NULL;
    if (z->off || !token || (token->type & MyHTML_TOKEN_TYPE_CLOSE)) return;
    if (token->tag_id == MyHTML_TAG__TEXT) {
        bool alone = stands_alone(z, tree); /* asked of every text */
        if (token->raw_length == 0 || !alone || !takes_text(tree)) return;
        z->raw_length = token->raw_length;
        token->raw_length = 0;
        z->raw_text++;
    } else if (token->attr_first && is_plain(token->tag_id)) {
        const myhtml_tree_node_t *at = current(tree);
        if (!at || at->ns != MyHTML_NAMESPACE_HTML) return;
        z->first = token->attr_first;
        z->last = token->attr_last;
        token->attr_first = token->attr_last = NULL;
    }
}

void mh_lazy_after(mh_lazy *z, myhtml_token_node_t *token) {
    if (z->raw_length) token->raw_length = z->raw_length;
    if (!z->first) return;
    token->attr_first = z->first;
    token->attr_last = z->last;
}

/* MyHTML copies pieces of a string over themselves where it takes NUL out, which leaves NUL and halves
 * of characters. */
static bool is_sound(mh_view v) {
    return mh_utf8_clean(v) == v.len;
}

void mh_lazy_put_made(mh_buf *out, mh_view v) {
    if (v.len == 0) return;
    if (is_sound(v))
        mh_buf_put(out, v);
    else
        mh_utf8_repair(out, v);
}

/* Appends a piece of the page with CR LF and CR as LF. */
static void put_lines(mh_buf *out, const mh_lazy *z, mh_view v) {
    if (!z->cr) {
        mh_buf_put(out, v);
        return;
    }
    for (;;) {
        size_t cr = mh_view_find_byte(v, '\r', 0);
        mh_buf_put(out, mh_view_sub(v, 0, cr));
        if (cr == SIZE_MAX) return;
        mh_buf_putc(out, '\n');
        if (cr + 1 < v.len && v.ptr[cr + 1] == '\n') cr++;
        v = mh_view_sub(v, cr + 1, v.len);
    }
}

static mh_view raw(const mh_lazy *z, size_t begin, size_t length) {
    return mh_view_sub(z->page, begin, begin + length);
}

void mh_lazy_put_text(mh_buf *out, const mh_lazy *z, myhtml_tree_t *tree,
                      const myhtml_token_node_t *token) {
    mh_view v = raw(z, token->raw_begin, token->raw_length);
    if (!has_references(token) || mh_view_find_byte(v, '&', 0) == SIZE_MAX) {
        put_lines(out, z, v);
        return;
    }
    mycore_string_t made = {0};
    make_text(&made, tree, token);
    mh_lazy_put_made(out, (mh_view){made.data, made.length});
}

/* Where the attributes of an element are in the page is not known of those that were cloned. */
static bool is_made(const myhtml_tree_node_t *n, const myhtml_token_attr_t *a) {
    return !is_plain(n->tag_id) || a->key.data != NULL || a->raw_key_length == 0;
}

mh_view mh_lazy_key(mh_buf *scratch, const mh_lazy *z, const myhtml_tree_node_t *n,
                    const myhtml_token_attr_t *a) {
    if (is_made(n, a)) {
        mh_view made = {a->key.data, a->key.length};
        /* without NUL in the page, names are as they are in it */
        if (made.len == 0 || !z->off || is_sound(made)) return made;
        mh_buf_reset(scratch);
        mh_lazy_put_made(scratch, made);
        return mh_buf_view(scratch);
    }
    mh_view v = raw(z, a->raw_key_begin, a->raw_key_length);
    size_t i = 0;
    while (i < v.len && mh_lower(v.ptr[i]) == v.ptr[i] && v.ptr[i] != '\r') i++;
    if (i == v.len) return v;
    mh_buf_reset(scratch);
    put_lines(scratch, z, v);
    for (i = 0; i < scratch->len; i++) scratch->ptr[i] = mh_lower(scratch->ptr[i]);
    return mh_buf_view(scratch);
}

void mh_lazy_put_value(mh_buf *out, const mh_lazy *z, const myhtml_tree_node_t *n,
                       const myhtml_token_attr_t *a) {
    if (is_made(n, a)) {
        mh_lazy_put_made(out, (mh_view){a->value.data, a->value.length});
        return;
    }
    mh_view v = raw(z, a->raw_value_begin, a->raw_value_length);
    if (mh_view_find_byte(v, '&', 0) == SIZE_MAX) {
        put_lines(out, z, v);
        return;
    }
    mycore_string_t made = {0};
    myhtml_data_process_entry_t entry;
    myhtml_data_process_entry_clean(&entry);
    entry.encoding = n->tree->encoding;
    entry.is_attributes = true;
    mycore_string_init(n->tree->mchar, n->tree->mchar_node_id, &made, v.len + 1);
    myhtml_parser_token_data_to_string_charef(n->tree, &made, &entry, a->raw_value_begin, v.len);
    mh_lazy_put_made(out, (mh_view){made.data, made.length});
}
