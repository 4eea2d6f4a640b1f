#include "doc/embedded.h"

#include "base/map.h"
#include "base/vec.h"
#include "doc/render.h"
#include "doc/tree_priv.h"

#include <stdlib.h>

static json_t *text_json(mh_view v) {
    return json_stringn(v.ptr ? v.ptr : "", v.len);
}

/* A list under key, made when it is not there. */
static json_t *list_at(json_t *o, mh_view key) {
    char *name = mh_strndup(key.ptr, key.len);
    json_t *list = json_object_get(o, name);
    if (list == NULL) {
        list = json_array();
        json_object_set_new(o, name, list);
    }
    free(name);
    return list;
}

/* ---- JSON-LD ---- */

/* Control characters within strings are no JSON, but pages have them. */
static void mend(mh_buf *out, mh_view v) {
    bool in_string = false;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        if (in_string && c == '\\' && i + 1 < v.len) {
            mh_buf_putc(out, c);
            c = v.ptr[++i];
        } else if (c == '"') {
            in_string = !in_string;
        }
        mh_buf_putc(out, (unsigned char)c < ' ' ? ' ' : c);
    }
}

static json_t *read_json(mh_view v) {
    const size_t flags = JSON_DISABLE_EOF_CHECK;
    v = mh_view_trim(v);
    if (mh_view_starts(v, MH_VIEW("<!--"))) v = mh_view_sub(v, 4, v.len);
    if (mh_view_starts(v, MH_VIEW("<![CDATA["))) v = mh_view_sub(v, 9, v.len);
    size_t from = 0;
    while (from < v.len && v.ptr[from] != '{' && v.ptr[from] != '[') from++;
    v = mh_view_sub(v, from, v.len);
    if (v.len == 0) return NULL;
    json_t *j = json_loadb(v.ptr, v.len, flags, NULL);
    if (j) return j;
    mh_buf b = {0};
    mend(&b, v);
    j = json_loadb(b.ptr, b.len, flags, NULL);
    mh_buf_clear(&b);
    return j;
}

static void add_objects(json_t *out, json_t *j) {
    size_t i;
    json_t *v, *graph = json_object_get(j, "@graph");
    if (json_is_array(j)) {
        json_array_foreach(j, i, v) if (json_is_object(v)) add_objects(out, v);
    } else if (json_is_array(graph) && json_object_get(j, "@type") == NULL) {
        json_array_foreach(graph, i, v) if (json_is_object(v)) json_array_append(out, v);
    } else if (json_is_object(j)) {
        json_array_append(out, j);
    }
}

json_t *mh_embedded_jsonld(const mh_doc *d) {
    const mh_tree *t = mh_doc_tree_of(d);
    json_t *out = json_array();
    for (mh_node n = 0; n < mh_tree_count(t); n++) {
        if (mh_tree_tag(t, n) != MH_TAG_SCRIPT || mh_tree_removed(t, n)) continue;
        mh_view type = mh_view_trim(mh_tree_attr_num(t, n, MH_ATTR_TYPE));
        mh_node text = mh_tree_first(t, n);
        if (!mh_view_istarts(type, MH_VIEW("application/ld+json")) || text == MH_NODE_NONE)
            continue;
        json_t *j = read_json(mh_tree_text(t, text));
        if (j) add_objects(out, j);
        json_decref(j);
    }
    return out;
}

/* ---- microdata ---- */

typedef struct reader {
    const mh_doc *d;
    const mh_tree *t;
    mh_map *ids; /* id -> node + 1, made when the first itemref is met */
    size_t looked;
} reader;

static json_t *item(reader *r, mh_node n, unsigned depth);

static json_t *address(const reader *r, mh_view ref) {
    mh_buf b = {0};
    json_t *j = mh_doc_resolve(r->d, mh_view_trim(ref), &b, NULL) == MH_OK
                    ? text_json(mh_buf_view(&b))
                    : text_json(ref);
    mh_buf_clear(&b);
    return j;
}

/* HTML standard, "the property's value". */
static json_t *value_of(reader *r, mh_node n, unsigned depth) {
    mh_view v = {0};
    if (mh_tree_has_attr_num(r->t, n, MH_ATTR_ITEMSCOPE)) return item(r, n, depth + 1);
    switch (mh_tree_tag(r->t, n)) {
    case MH_TAG_META: return text_json(mh_tree_attr_num(r->t, n, MH_ATTR_CONTENT));
    case MH_TAG_AUDIO:
    case MH_TAG_EMBED:
    case MH_TAG_IFRAME:
    case MH_TAG_IMG:
    case MH_TAG_SOURCE:
    case MH_TAG_TRACK:
    case MH_TAG_VIDEO: return address(r, mh_tree_attr_num(r->t, n, MH_ATTR_SRC));
    case MH_TAG_A:
    case MH_TAG_AREA:
    case MH_TAG_LINK: return address(r, mh_tree_attr_num(r->t, n, MH_ATTR_HREF));
    case MH_TAG_OBJECT: mh_tree_attr(r->t, n, MH_VIEW("data"), &v); return address(r, v);
    case MH_TAG_METER: return text_json(mh_tree_attr_num(r->t, n, MH_ATTR_VALUE));
    case MH_TAG_TIME:
        if (mh_tree_has_attr_num(r->t, n, MH_ATTR_DATETIME))
            return text_json(mh_tree_attr_num(r->t, n, MH_ATTR_DATETIME));
        break;
    default:
        /* not the standard's, but what pages do: <span itemprop=x content=y> */
        if (mh_tree_has_attr_num(r->t, n, MH_ATTR_CONTENT))
            return text_json(mh_tree_attr_num(r->t, n, MH_ATTR_CONTENT));
        break;
    }
    mh_buf b = {0};
    mh_render_inline(&b, r->t, n);
    /* properties around properties are read once each: that too counts */
    r->looked += mh_tree_end(r->t, n) - n + b.len / 64;
    json_t *j = text_json(mh_buf_view(&b));
    mh_buf_clear(&b);
    return j;
}

static bool next_word(mh_view *rest, mh_view *word) {
    *rest = mh_view_trim(*rest);
    size_t n = 0;
    while (n < rest->len && !mh_is_space(rest->ptr[n])) n++;
    *word = mh_view_sub(*rest, 0, n);
    *rest = mh_view_sub(*rest, n, rest->len);
    return n > 0;
}

static void add_property(reader *r, json_t *props, mh_node n, unsigned depth) {
    mh_view rest = mh_tree_attr_num(r->t, n, MH_ATTR_ITEMPROP), name;
    json_t *v = NULL;
    while (next_word(&rest, &name)) {
        if (v == NULL) v = value_of(r, n, depth);
        if (v) json_array_append(list_at(props, name), v);
    }
    json_decref(v);
}

/* The properties of an item at and below n, not those of the items in it. */
static void properties(reader *r, json_t *props, mh_node from, bool self, unsigned depth) {
    mh_node end = mh_tree_end(r->t, from);
    mh_node n = self ? from : mh_tree_walk(r->t, from, false, end);
    while (n != MH_NODE_NONE && r->looked++ < MH_MICRODATA_NODES) {
        bool element = mh_tree_type(r->t, n) == MH_NODE_ELEMENT;
        if (element && mh_tree_has_attr_num(r->t, n, MH_ATTR_ITEMPROP))
            add_property(r, props, n, depth);
        bool inner = element && mh_tree_has_attr_num(r->t, n, MH_ATTR_ITEMSCOPE);
        n = mh_tree_walk(r->t, n, inner, end);
    }
}

static void find_ids(reader *r) {
    r->ids = mh_map_new();
    for (mh_node n = 0; n < mh_tree_count(r->t); n++) {
        bool fresh = false;
        if (mh_tree_type(r->t, n) != MH_NODE_ELEMENT || mh_tree_removed(r->t, n)) continue;
        mh_view id = mh_tree_attr_num(r->t, n, MH_ATTR_ID);
        mh_value *v = id.len ? mh_map_at(r->ids, id, &fresh) : NULL;
        if (fresh) v->num = n;
    }
}

static json_t *item(reader *r, mh_node n, unsigned depth) {
    mh_view rest = mh_tree_attr_num(r->t, n, MH_ATTR_ITEMTYPE), word, refs = {0};
    if (depth > MH_MICRODATA_DEPTH || r->looked > MH_MICRODATA_NODES) return NULL;
    json_t *o = json_object(), *props = json_object(), *types = json_array();
    while (next_word(&rest, &word)) json_array_append_new(types, text_json(word));
    if (json_array_size(types)) json_object_set(o, "type", types);
    json_decref(types);
    if (mh_tree_has_attr_num(r->t, n, MH_ATTR_ITEMID))
        json_object_set_new(o, "id", address(r, mh_tree_attr_num(r->t, n, MH_ATTR_ITEMID)));
    json_object_set_new(o, "properties", props);
    properties(r, props, n, false, depth);
    if (!mh_tree_attr(r->t, n, MH_VIEW("itemref"), &refs)) return o;
    if (r->ids == NULL) find_ids(r);
    while (next_word(&refs, &word)) {
        mh_value *at = mh_map_get(r->ids, word);
        if (at && at->num != n) properties(r, props, (mh_node)at->num, true, depth);
    }
    return o;
}

json_t *mh_embedded_microdata(const mh_doc *d) {
    reader r = {.d = d, .t = mh_doc_tree_of(d)};
    json_t *out = json_array();
    for (mh_node n = 0; n < mh_tree_count(r.t) && r.looked < MH_MICRODATA_NODES; n++) {
        if (mh_tree_type(r.t, n) != MH_NODE_ELEMENT || mh_tree_removed(r.t, n)) continue;
        if (!mh_tree_has_attr_num(r.t, n, MH_ATTR_ITEMSCOPE) ||
            mh_tree_has_attr_num(r.t, n, MH_ATTR_ITEMPROP))
            continue;
        json_t *o = item(&r, n, 0);
        if (o) json_array_append_new(out, o);
    }
    mh_map_free(r.ids);
    return out;
}

/* ---- OpenGraph ---- */

json_t *mh_embedded_opengraph(const mh_doc *d) {
    const mh_tree *t = mh_doc_tree_of(d);
    json_t *out = json_object();
    for (mh_node n = 0; n < mh_tree_count(t); n++) {
        if (mh_tree_tag(t, n) != MH_TAG_META || mh_tree_removed(t, n)) continue;
        mh_view name = mh_view_trim(mh_tree_attr_num(t, n, MH_ATTR_PROPERTY));
        if (name.len == 0) name = mh_view_trim(mh_tree_attr_num(t, n, MH_ATTR_NAME));
        size_t colon = mh_view_find_byte(name, ':', 0);
        if (colon == SIZE_MAX || colon == 0 || name.len > 200) continue;
        mh_view value = mh_tree_attr_num(t, n, MH_ATTR_CONTENT);
        if (value.len) json_array_append_new(list_at(out, name), text_json(value));
    }
    return out;
}
