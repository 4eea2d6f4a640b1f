#include "doc/parse_bounds.h"

#include "base/map.h"
#include "doc/tags.h"

/* Fewest bytes that give a token ("<a>") and an attribute (" a"): shorter pages need no count. */
#define TOKEN_BYTES ((size_t)3)
#define ATTR_BYTES  ((size_t)2)

/* Whether an attribute can begin behind html.ptr[i]: the last space of several, or a slash. */
static bool is_gap(mh_view html, size_t i) {
    char c = html.ptr[i], next = i + 1 < html.len ? html.ptr[i + 1] : ' ';
    return (mh_is_space(c) || c == '/') && !mh_is_space(next) && next != '/';
}

/* Whether html is under the limits whatever the quotes in it mean: attributes and words have a byte of
 * white space, a slash or a sign of equality each. */
static bool is_surely_bounded(mh_view html, const mh_doc_limits *l) {
    size_t tags = 0, gaps = 0;
    if (html.len < TOKEN_BYTES * l->max_nodes && html.len < ATTR_BYTES * l->max_all_attrs)
        return true;
    for (size_t i = 0; i < html.len;) {
        /* counts of a piece, each a byte and apart: the loop becomes one over vectors of bytes */
        mh_view piece = mh_view_sub(html, i, i + UINT8_MAX);
        uint8_t open = 0, slash = 0, equal = 0, space = 0;
        for (size_t k = 0; k < piece.len; k++) {
            unsigned char c = (unsigned char)piece.ptr[k];
            open = (uint8_t)(open + (c == '<'));
            slash = (uint8_t)(slash + (c == '/'));
            equal = (uint8_t)(equal + (c == '='));
            space = (uint8_t)(space + (c <= ' '));
        }
        i += piece.len;
        tags += open;
        gaps += (size_t)slash + equal + space;
    }
    return tags <= l->max_nodes && gaps <= l->max_all_attrs;
}

/* Bounds what the tokenizer may allocate, before it runs: a token begins at "<", an attribute behind
 * a space. Gives the part of html to parse. Linear, one look a byte, and only at long pages. What is
 * quoted is a guess (scripts and styles are not known here), so words anywhere count besides, up to
 * twice the limit. */
mh_view mh_bound_tokens(mh_view html, const mh_doc_limits *l, bool *clipped) {
    uint64_t tags = 0, attrs = 0, words = 0;
    bool in_tag = false;
    char quote = 0;
    if (is_surely_bounded(html, l)) return html;
    for (size_t i = 0; i < html.len; i++) {
        char c = html.ptr[i];
        bool gap = is_gap(html, i);
        if (gap || c == '=') words++; /* a="b"c="d" are two as well */
        if (c == '<') {
            tags++;
            if (!in_tag) in_tag = i + 1 < html.len && mh_is_alpha(html.ptr[i + 1]);
        } else if (in_tag && quote && c == quote) {
            quote = 0;
            if (i + 1 < html.len && mh_is_alpha(html.ptr[i + 1])) attrs++;
        } else if (in_tag && !quote) {
            if (c == '>') in_tag = false;
            if ((c == '"' || c == '\'') && html.ptr[i - 1] == '=') quote = c;
            if (gap && !quote) attrs++;
        }
        if (tags > l->max_nodes || attrs > l->max_all_attrs ||
            words > (uint64_t)2 * l->max_all_attrs) {
            *clipped = true;
            return mh_view_sub(html, 0, i);
        }
    }
    return html;
}

/* Names seen of late: few pages have many, and most are short. */
typedef struct name_cache {
    uint64_t slots[256]; /* up to eight letters, lower case; 0: free */
    mh_map *own;         /* names that HTML does not have */
} name_cache;

/* Whether a name of so many letters, the last eight of which are packed, was seen of late. */
static bool was_seen(name_cache *c, size_t len, uint64_t packed) {
    uint64_t *slot = &c->slots[packed * 0x9E3779B97F4A7C15u >> 56];
    if (len > sizeof packed) return false;
    bool seen = *slot == packed;
    *slot = packed;
    return seen;
}

static void note_name(name_cache *c, mh_view name) {
    char low[64], *to = low;
    mh_buf longer = {0};
    if (name.len > sizeof low) {
        mh_buf_reserve(&longer, name.len);
        to = longer.ptr;
    }
    for (size_t i = 0; i < name.len; i++) to[i] = mh_lower(name.ptr[i]);
    name.ptr = to;
    if (mh_tag_of_name(name) == MH_TAG_NONE) {
        if (!c->own) c->own = mh_map_new();
        mh_map_at(c->own, name, NULL);
    }
    mh_buf_clear(&longer);
}

static bool ends_name(char c) {
    return c == '>' || c == '/' || mh_is_space(c);
}

/* MyHTML keeps names that it does not know in lists that each tag of their length goes through: cost
 * is tags by names. Gives the part of html before the name that is one too many. Names within
 * scripts count too: they are not known here. */
mh_view mh_bound_names(mh_view html, const mh_doc_limits *l, bool *clipped) {
    name_cache c = {.own = NULL};
    for (size_t i = 0; (i = mh_view_find_byte(html, '<', i)) != SIZE_MAX;) {
        size_t at = i++;
        if (i < html.len && html.ptr[i] == '/') i++;
        size_t from = i;
        if (from >= html.len || !mh_is_alpha(html.ptr[from])) continue;
        uint64_t packed = 0; /* its last eight letters */
        for (; i < html.len && !ends_name(html.ptr[i]); i++)
            packed = packed << 8 | (unsigned char)mh_lower(html.ptr[i]);
        if (was_seen(&c, i - from, packed)) continue;
        note_name(&c, mh_view_sub(html, from, i));
        if (!c.own || mh_map_len(c.own) <= l->max_names) continue;
        *clipped = true;
        html = mh_view_sub(html, 0, at);
    }
    mh_map_free(c.own);
    return html;
}
