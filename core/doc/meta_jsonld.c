/* Metadata from JSON-LD (schema.org), read leniently. */
#include "doc/meta_priv.h"

#include "doc/region.h"
#include "doc/tree_priv.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Objects inside objects that are followed. */
#define MAX_LEVEL 12

static const mh_view basis = MH_VIEW_INIT("json-ld");

static mh_view text_of(const json_t *j) {
    if (!json_is_string(j)) return (mh_view){"", 0};
    return (mh_view){json_string_value(j), json_string_length(j)};
}

static bool ends_with_any(mh_view v, const char *const *ends) {
    for (; *ends; ends++)
        if (mh_view_ends(v, mh_view_of(*ends))) return true;
    return false;
}

static bool is_article_type(mh_view type) {
    static const char *const ends[] = {"Article", "Posting", "Report", "Review", "Recipe", NULL};
    return ends_with_any(type, ends);
}

static bool is_page_type(mh_view type) {
    static const char *const ends[] = {"WebPage", "CreativeWork", "ItemPage", "AboutPage", NULL};
    return ends_with_any(type, ends);
}

/* The first string of: a string, an object's key, the first of a list. */
static mh_view first_text(const json_t *j, const char *key) {
    for (int i = 0; i < 4 && j; i++) {
        if (json_is_string(j)) return text_of(j);
        j = json_is_array(j) ? json_array_get(j, 0) : json_object_get(j, key);
    }
    return (mh_view){"", 0};
}

/* Whether the page is in a language of the region, English among them, or does not say: elsewhere outlets
 * that give their own name as author are quoted by it. */
static bool is_of_region(const mh_collect *c) {
    const mh_meta_list *l = &c->list[MH_META_LANGUAGE];
    return l->len == 0 || mh_is_region_language(l->ptr[0].value) ||
           mh_view_istarts(l->ptr[0].value, MH_VIEW("en"));
}

/* Whether the author is the organization that publishes: nobody. */
static bool is_publisher(const json_t *author, mh_view publisher) {
    mh_view type = first_text(json_object_get(author, "@type"), "name");
    return publisher.len > 0 && mh_view_ends(type, MH_VIEW("Organization")) &&
           mh_view_ieq(first_text(json_object_get(author, "name"), "name"), publisher);
}

/* A name: a string, an object with a name, or a list of either; none that is the publisher's. */
static void add_people(mh_collect *c, const json_t *j, mh_view publisher, int rank, int level) {
    size_t i;
    json_t *v;
    if (level > 3) return;
    if (json_is_array(j)) {
        json_array_foreach(j, i, v) add_people(c, v, publisher, rank, level + 1);
    } else if (json_is_object(j)) {
        if (is_publisher(j, publisher)) return;
        add_people(c, json_object_get(j, "name"), publisher, rank, level + 1);
    } else if (mh_view_find(text_of(j), MH_VIEW("://"), 0) == SIZE_MAX) {
        mh_collect_people(c, text_of(j), basis, rank);
    }
}

static void add_date(mh_collect *c, mh_meta_field f, const json_t *j, int rank) {
    mh_when w;
    if (mh_when_find(first_text(j, "@value"), 0, false, &w)) mh_collect_date(c, f, &w, basis, rank);
}

static void add_tags(mh_collect *c, const json_t *j, int rank) {
    size_t i;
    json_t *v;
    if (json_is_array(j)) {
        json_array_foreach(j, i, v)
            mh_collect_add(c, MH_META_TAGS, first_text(v, "name"), basis, rank);
        return;
    }
    mh_view rest = text_of(j), word;
    while (rest.len && mh_view_split(&rest, ',', &word))
        mh_collect_add(c, MH_META_TAGS, word, basis, rank);
}

static void read_article(mh_collect *c, const json_t *o, int more) {
    mh_view title = first_text(json_object_get(o, "headline"), "@value");
    if (title.len == 0) title = first_text(json_object_get(o, "name"), "@value");
    mh_collect_add(c, MH_META_TITLE, title, basis, 11 + more);
    mh_view publisher = {"", 0};
    if (is_of_region(c)) publisher = first_text(json_object_get(o, "publisher"), "name");
    add_people(c, json_object_get(o, "author"), publisher, 10 + more, 0);
    if (!json_object_get(o, "author"))
        add_people(c, json_object_get(o, "creator"), publisher, 12 + more, 0);
    add_date(c, MH_META_DATE, json_object_get(o, "datePublished"), 10 + more);
    add_date(c, MH_META_DATE, json_object_get(o, "dateCreated"), 14 + more);
    add_date(c, MH_META_DATE, json_object_get(o, "uploadDate"), 15 + more);
    add_date(c, MH_META_UPDATED, json_object_get(o, "dateModified"), 10 + more);
    mh_collect_add(c, MH_META_PUBLISHER, first_text(json_object_get(o, "publisher"), "name"), basis,
                   10 + more);
    mh_collect_add(c, MH_META_SITE, first_text(json_object_get(o, "publisher"), "name"), basis,
                   13 + more);
    mh_collect_add(c, MH_META_SECTION, first_text(json_object_get(o, "articleSection"), "name"),
                   basis, 11 + more);
    add_tags(c, json_object_get(o, "keywords"), 11 + more);
    mh_collect_add(c, MH_META_LANGUAGE, first_text(json_object_get(o, "inLanguage"), "name"), basis,
                   11 + more);
    mh_collect_add(c, MH_META_IMAGE, first_text(json_object_get(o, "image"), "url"), basis,
                   11 + more);
    mh_collect_add(c, MH_META_DESCRIPTION, first_text(json_object_get(o, "description"), "@value"),
                   basis, 11 + more);
    mh_collect_add(c, MH_META_BODY, first_text(json_object_get(o, "articleBody"), "@value"), basis,
                   10 + more);
}

static void walk(mh_collect *c, const json_t *j, int level) {
    const char *key;
    json_t *v;
    size_t i;
    if (level > MAX_LEVEL) return;
    if (json_is_array(j)) json_array_foreach(j, i, v) walk(c, v, level + 1);
    if (!json_is_object(j)) return;
    mh_view type = first_text(json_object_get(j, "@type"), "name");
    mh_collect_add(c, MH_META_TYPE, type, basis, 12 + level);
    if (is_article_type(type)) {
        read_article(c, j, 0);
    } else if (is_page_type(type)) {
        read_article(c, j, 6);
    } else if (mh_view_eq(type, MH_VIEW("WebSite"))) {
        mh_collect_add(c, MH_META_SITE, first_text(json_object_get(j, "name"), "name"), basis, 12);
    }
    if (mh_view_eq(type, MH_VIEW("ItemList")) || mh_view_eq(type, MH_VIEW("BreadcrumbList")))
        return;
    json_object_foreach((json_t *)j, key, v) if (strcmp(key, "@graph") == 0 ||
                                                 strcmp(key, "mainEntity") == 0 ||
                                                 strcmp(key, "mainEntityOfPage") == 0 ||
                                                 strcmp(key, "article") == 0) walk(c, v, level + 1);
}

/* Raw line breaks inside strings, comments around, a semicolon behind: pages have them all. */
static void clean(mh_buf *out, mh_view v) {
    v = mh_view_trim(v);
    size_t from = mh_view_find_byte(v, '{', 0), list = mh_view_find_byte(v, '[', 0);
    if (list < from) from = list;
    v = mh_view_sub(v, from, v.len);
    while (v.len && v.ptr[v.len - 1] != '}' && v.ptr[v.len - 1] != ']') v.len--;
    for (size_t i = 0; i < v.len; i++)
        mh_buf_putc(out, (unsigned char)v.ptr[i] < 0x20 ? ' ' : v.ptr[i]);
}

void mh_meta_from_jsonld(mh_collect *c) {
    const mh_tree *t = c->t;
    for (mh_node n = 0; n < mh_tree_count(t); n++) {
        const mh_node_rec *r = mh_rec(t, n);
        if (r->tag != MH_TAG_SCRIPT || r->first == MH_NODE_NONE ||
            mh_view_ifind(mh_tree_attr_num(t, n, MH_ATTR_TYPE), MH_VIEW("ld+json"), 0) == SIZE_MAX)
            continue;
        mh_buf text = {0};
        clean(&text, mh_tree_text(t, r->first));
        json_t *j = text.len ? json_loadb(text.ptr, text.len, JSON_DISABLE_EOF_CHECK, NULL) : NULL;
        walk(c, j, 0);
        json_decref(j);
        mh_buf_clear(&text);
    }
}
