/* Metadata and the body from the state of a page's scripts: of the object in it that is the article. */
#include "doc/meta_priv.h"

#include "doc/render.h"
#include "doc/state.h"
#include "doc/tree_priv.h"

#include <string.h>

/* Objects looked at, and levels of them; characters from which a text may be a body. */
#define MAX_OBJECTS 60000
#define MAX_LEVEL   30
#define MIN_BODY    ((size_t)150)

static const mh_view basis = MH_VIEW_INIT("state");

/* Keys without signs, lower case, best first. */
static const char *const title_keys[] = {"title",     "headline",     "name",
                                         "newstitle", "articletitle", "header",
                                         "heading",   "posttitle",    NULL};
static const char *const body_keys[] = {
    "body",        "content",     "text",        "fulltext",    "articlebody", "contenthtml",
    "bodyhtml",    "html",        "detailtext",  "fullcontent", "fullbody",    "articletext",
    "newstext",    "maintext",    "contenttext", "fullstory",   "blocks",      "story",
    "postcontent", "description", NULL};
static const char *const lead_keys[] = {"lead", "anons", "announce", "intro", "standfirst", NULL};
static const char *const date_keys[] = {"datepublished", "publishedat",
                                        "publishdate",   "publicationdate",
                                        "pubdate",       "publishedtime",
                                        "publishtime",   "publishedon",
                                        "publisheddate", "firstpublished",
                                        "datepublish",   "publishat",
                                        "published",     "createdat",
                                        "datecreated",   "createddate",
                                        "created",       "activefrom",
                                        "date",          "datetime",
                                        "time",          NULL};
static const char *const updated_keys[] = {
    "datemodified", "updatedat",   "modifiedat",   "lastmodified", "modified",
    "updated",      "dateupdated", "updatetime",   "updatedtime",  "updatedate",
    "lastupdate",   "lastupdated", "modifieddate", "modifiedtime", NULL};
static const char *const author_keys[] = {"author",      "authors", "authorname", "byline",
                                          "authorsname", "writer",  "journalist", NULL};
static const char *const name_keys[] = {"name", "fullname", "displayname", "title", NULL};

typedef struct found {
    const json_t *object;
    size_t length; /* of its body */
    bool named;    /* its title is the page's */
    bool alone;    /* it is dated, and no element of a list */
} found;

typedef struct search {
    mh_collect *c;
    mh_buf title, heading; /* bare: of <title>, of the best candidate so far */
    size_t left;
    bool bare; /* the page shows no heading and no text */
    found best;
} search;

static bool same_key(const char *key, const char *want) {
    for (; *key; key++) {
        if (*key == '_' || *key == '-' || *key == '$') continue;
        if (*want == 0 || mh_lower(*key) != *want) return false;
        want++;
    }
    return *want == 0;
}

/* The first letter of a key, behind its signs, as a bit. */
static uint32_t first_bit(const char *key) {
    while (*key == '_' || *key == '-' || *key == '$') key++;
    return (uint32_t)1 << (*key & 31);
}

/* The value whose key is the best of keys. */
static const json_t *get(const json_t *o, const char *const *keys) {
    const char *key;
    json_t *v;
    const json_t *value = NULL;
    uint32_t letters = 0;
    size_t best = 0;
    for (; keys[best]; best++) letters |= first_bit(keys[best]);
    json_object_foreach((json_t *)o, key, v) {
        if (!(letters & first_bit(key)) || json_is_null(v)) continue; /* nearly always */
        for (size_t k = 0; k < best; k++) {
            if (!same_key(key, keys[k])) continue;
            value = v;
            best = k;
        }
    }
    return value;
}

static mh_view view(const json_t *j) {
    return json_is_string(j) ? (mh_view){json_string_value(j), json_string_length(j)}
                             : (mh_view){"", 0};
}

/* The text of a value: a string; the rendered, raw or processed part of it; the page's language of
 * several; the parts of a list of blocks, one a paragraph. */
static void put_text(const search *s, mh_buf *out, const json_t *j, int level) {
    static const char *const parts[] = {
        "rendered", "html", "text",   "value", "content", "processed",  "raw",   "data",
        "children", "body", "blocks", "root",  "nodes",   "paragraphs", "items", NULL};
    size_t i;
    json_t *v;
    if (level > 8) return;
    if (json_is_string(j)) {
        mh_buf_put(out, view(j));
    } else if (json_is_array(j)) {
        json_array_foreach(j, i, v) {
            bool tagged = mh_view_find(mh_buf_view(out), MH_VIEW("<"), 0) != SIZE_MAX;
            if (out->len && level < 4) mh_buf_puts(out, tagged ? "<br><br>" : "\n\n");
            put_text(s, out, v, level + 1);
        }
    } else if (json_is_object(j)) {
        char code[4] = "";
        if (s->c->list[MH_META_LANGUAGE].len) {
            mh_view l = s->c->list[MH_META_LANGUAGE].ptr[0].value;
            memcpy(code, l.ptr, l.len < 2 ? l.len : 2);
        }
        const json_t *own = code[0] ? json_object_get(j, code) : NULL;
        put_text(s, out, own ? own : get(j, parts), level + 1);
    }
}

/* Whether one of two bare titles is most of the other. */
static bool agree(mh_view a, mh_view b) {
    if (a.len > b.len) {
        mh_view x = a;
        a = b;
        b = x;
    }
    return a.len >= 10 && a.len * 10 >= b.len * 3 && mh_view_find(b, a, 0) != SIZE_MAX;
}

static bool is_named(search *s, const json_t *o) {
    mh_buf text = {0}, bare = {0};
    put_text(s, &text, get(o, title_keys), 4);
    mh_put_bare(&bare, mh_buf_view(&text));
    mh_view v = mh_buf_view(&bare);
    bool same = agree(v, mh_buf_view(&s->title)) || agree(v, mh_buf_view(&s->heading));
    mh_buf_clear(&text);
    mh_buf_clear(&bare);
    return same;
}

/* Whether a is more likely to be the page's article than b: by its title, then by its place, then by its
 * length. */
static bool is_better(const found *a, const found *b) {
    if (b->object == NULL || a->named != b->named) return b->object == NULL || a->named;
    if (a->alone != b->alone) return a->alone;
    return a->length > b->length;
}

static void consider(search *s, const json_t *o, bool listed) {
    mh_buf body = {0};
    if (get(o, title_keys) == NULL) return;
    put_text(s, &body, get(o, body_keys), 0);
    size_t length = body.len;
    mh_buf_clear(&body);
    if (length < MIN_BODY) return;
    found one = {o, length, is_named(s, o), !listed && get(o, date_keys) != NULL};
    if (is_better(&one, &s->best)) s->best = one;
}

/* listed: j is in a list of several. */
static void walk(search *s, const json_t *j, int level, bool listed) {
    const char *key;
    json_t *v;
    size_t i;
    if (level > MAX_LEVEL || s->left == 0) return;
    s->left--;
    if (json_is_array(j)) {
        listed = listed || json_array_size(j) > 1;
        json_array_foreach(j, i, v) walk(s, v, level + 1, listed);
    }
    if (!json_is_object(j)) return;
    consider(s, j, listed);
    json_object_foreach((json_t *)j, key, v) walk(s, v, level + 1, listed);
}

static void add_date(mh_collect *c, mh_meta_field f, const json_t *j, int rank) {
    mh_when w = {0};
    if (json_is_object(j)) j = get(j, (const char *const[]){"date", "value", "iso", NULL});
    if (json_is_integer(j)) { /* seconds or milliseconds since 1970 */
        int64_t s = json_integer_value(j);
        if (s > 100000000000) s /= 1000;
        if (s < 800000000) return;
        mh_civil d = mh_civil_of_s(s);
        w = (mh_when){.year = d.year, .month = d.month, .day = d.day, .hour = d.hour};
        w.minute = d.minute;
        w.second = d.second;
        w.has_time = w.has_zone = true;
        mh_collect_date(c, f, &w, basis, rank);
    } else if (mh_when_find(view(j), 0, false, &w)) {
        mh_collect_date(c, f, &w, basis, rank);
    }
}

static void add_people(mh_collect *c, const json_t *j, int rank, int level) {
    size_t i;
    json_t *v;
    if (level > 3) return;
    if (json_is_array(j)) json_array_foreach(j, i, v) add_people(c, v, rank, level + 1);
    if (json_is_object(j)) add_people(c, get(j, name_keys), rank, level + 1);
    if (mh_view_find(view(j), MH_VIEW("://"), 0) == SIZE_MAX)
        mh_collect_people(c, view(j), basis, rank);
}

/* Whether the object is the article of a page that is drawn by scripts and shows no heading and no text of
 * its own: whatever the <title> says, it is not that of the article. */
static bool is_sole(const search *s) {
    return !s->best.named && s->best.alone && s->bare;
}

static void take(search *s) {
    const json_t *o = s->best.object;
    mh_buf text = {0}, lead = {0};
    int more = s->best.named || is_sole(s) ? 0 : 20;
    put_text(s, &text, get(o, body_keys), 0);
    put_text(s, &lead, get(o, lead_keys), 4);
    if (lead.len > 40 && mh_view_find(mh_buf_view(&text), mh_buf_view(&lead), 0) == SIZE_MAX) {
        bool tagged = mh_view_find(mh_buf_view(&text), MH_VIEW("<"), 0) != SIZE_MAX;
        mh_buf_puts(&lead, tagged ? "<br><br>" : "\n\n");
        mh_buf_put(&lead, mh_buf_view(&text));
        mh_collect_add(s->c, MH_META_BODY, mh_buf_view(&lead), basis, MH_RANK_STATE + more);
    } else {
        mh_collect_add(s->c, MH_META_BODY, mh_buf_view(&text), basis, MH_RANK_STATE + more);
    }
    bool sole = is_sole(s);
    if (s->best.named || sole) {
        mh_buf_reset(&text);
        put_text(s, &text, get(o, title_keys), 4);
        mh_collect_add(s->c, MH_META_TITLE, mh_buf_view(&text), basis, sole ? 7 : 17);
        add_date(s->c, MH_META_DATE, get(o, date_keys), 22);
        add_date(s->c, MH_META_UPDATED, get(o, updated_keys), 22);
        add_people(s->c, get(o, author_keys), 19, 0);
    }
    mh_buf_clear(&text);
    mh_buf_clear(&lead);
}

/* Whether it is worth reading: most scripts of most pages carry no texts. */
static bool may_hold_article(const mh_tree *t) {
    static const char *const words[] = {"content", "body", "text", "html", "story"};
    for (mh_node n = 0; n < mh_tree_count(t); n++) {
        const mh_node_rec *r = mh_rec(t, n);
        if (r->tag != MH_TAG_SCRIPT || r->first == MH_NODE_NONE || r->type != MH_NODE_ELEMENT)
            continue;
        mh_view v = mh_tree_text(t, r->first);
        mh_view type = mh_tree_attr_num(t, n, MH_ATTR_TYPE);
        if (v.len < 300 || mh_view_ifind(type, MH_VIEW("ld+json"), 0) != SIZE_MAX) continue;
        if (v.len >= 300 && mh_view_find(mh_view_sub(v, 0, 60), MH_VIEW("__next_f"), 0) != SIZE_MAX)
            return true;
        if (v.len < 300 || (mh_view_find(v, MH_VIEW("title"), 0) == SIZE_MAX &&
                            mh_view_find(v, MH_VIEW("headline"), 0) == SIZE_MAX))
            continue;
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            if (mh_view_ifind(v, mh_view_of(words[i]), 0) != SIZE_MAX) return true;
    }
    return mh_state_in_attrs(t);
}

void mh_meta_from_state(mh_collect *c, const mh_blocks *b) {
    search s = {.c = c, .left = MAX_OBJECTS, .bare = c->heading == MH_NODE_NONE};
    size_t i;
    json_t *v;
    if (!may_hold_article(c->t)) return;
    for (size_t k = 0; k < b->list.len && s.bare; k++) s.bare = !mh_meta_is_prose(b, k);
    json_t *state = mh_state_read(c->t);
    mh_put_bare(&s.title, mh_doc_title(c->d));
    if (c->heading != MH_NODE_NONE) {
        mh_buf text = {0};
        mh_render_inline(&text, c->t, c->heading);
        mh_put_bare(&s.heading, mh_buf_view(&text));
        mh_buf_clear(&text);
    }
    json_array_foreach(state, i, v) walk(&s, v, 0, false);
    if (s.best.object) take(&s);
    json_decref(state);
    mh_buf_clear(&s.title);
    mh_buf_clear(&s.heading);
}
