/* mine.store.each and mine.store.search (declared in shared.h). */
#include "api/store/shared.h"

#include "store/then_search.h"

#include <string.h>

typedef struct list_opts {
    mh_doc_filter filter;
    mh_view order, mark_on, mark_off;
    int64_t limit, offset, snippet_words;
} list_opts;

#define FILTER(field, text)                                                                        \
    {                                                                                              \
        .name = #field, .type = MH_T_STRING, .offset = offsetof(list_opts, filter.field),          \
        .help = (text)                                                                             \
    }
#define FILTER_ROWS                                                                                \
    FILTER(language, "ISO 639-1"), FILTER(source, "of the item's source"),                         \
        FILTER(story, "of one story"), FILTER(kind, "article, list ..."),                          \
        FILTER(topic, "a label of the item's topics"),                                             \
        FILTER(country, "ISO 3166 alpha-3, in a mention or an event"),                             \
        FILTER(type, "of an event, in PLOVER's terms"), FILTER(actor, "id or name of a mention"),  \
        {.name = "since", .type = MH_T_VALUE, .help = "from this date on, or age, or seconds"},    \
        {.name = "until", .type = MH_T_VALUE, .help = "up to this date, or age, or seconds"},      \
        {.name = "as_of", .type = MH_T_VALUE, .help = "as it was then: date, age or seconds"}, {   \
        .name = "run", .type = MH_T_INT, .offset = offsetof(list_opts, filter.run), .min = 0,      \
        .max = 1e15, .help = "made or changed by this run"                                         \
    }

static const mh_row each_rows[] = {
    FILTER_ROWS,
    {.name = "order",
     .type = MH_T_STRING,
     .offset = offsetof(list_opts, order),
     .text = "newest",
     .choices = "newest|oldest|stored",
     .help = "by date, or in the order in which they came in"},
    {.name = "limit",
     .type = MH_T_INT,
     .offset = offsetof(list_opts, limit),
     .min = 0,
     .max = 1e15,
     .help = "at most so many; 0: all"},
};
static const mh_schema each_schema = MH_SCHEMA("mine.store.each", each_rows);

static void check_list(lua_State *L, int idx, const mh_schema *schema, list_opts *o) {
    mh_check_nargs(L, idx);
    mh_check_opts(L, idx, schema, o);
    o->filter.since = mh_lstore_time(L, idx, "since", false);
    o->filter.until = mh_lstore_time(L, idx, "until", true);
    o->filter.as_of = mh_lstore_as_of(L, idx);
    mh_view *views[] = {&o->filter.language, &o->filter.source, &o->filter.story,
                        &o->filter.kind,     &o->filter.topic,  &o->filter.country,
                        &o->filter.type,     &o->filter.actor};
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++)
        if (views[i]->len == 0) *views[i] = (mh_view){0}; /* "" asks for nothing in particular */
}

typedef struct cursor {
    mh_docs *docs; /* NULL: nothing to list */
    mh_record doc;
} cursor;

static void cursor_close(void *body) {
    cursor *c = body;
    mh_docs_close(c->docs);
    mh_doc_clear(&c->doc);
}

static int cursor_next(lua_State *L);
static const mh_class cursor_class = {
    "mine.store.cursor", sizeof(cursor), NULL, cursor_close, NULL, NULL, cursor_next, NULL, NULL};

static int cursor_next(lua_State *L) {
    cursor *c = mh_obj_check(L, 1, &cursor_class);
    mh_err e = {0};
    bool more = false;
    if (c->docs && mh_docs_next(c->docs, &c->doc, &more, &e) != MH_OK) {
        mh_push_err(L, &e);
        return lua_error(L);
    }
    if (!more) return 0;
    mh_lstore_push_doc(L, &c->doc);
    return 1;
}

/*** mine.store.each(options) -> iterator
 * Go through documents. The loop may write and wait; what is stored meanwhile is not visited. An
 * unreadable database raises.
 * @param options { since, until, as_of, language, source, story, kind, topic, country, type, actor, run,
 * order = "newest", "oldest" or "stored", limit = 0 }; since, until and as_of: a date, an age ("2d")
 * or seconds; as_of: documents in the state that held then, chosen by it
 * @return for `for`: items as from mine.store.get
 * @example for item in mine.store.each { since = "2d", topic = "sanctions" } do print(item.title) end */
int mh_lstore_each(lua_State *L) {
    list_opts o;
    check_list(L, 1, &each_schema, &o);
    mh_doc_order order = mh_view_eq(o.order, MH_VIEW("oldest"))   ? MH_DOCS_OLDEST
                         : mh_view_eq(o.order, MH_VIEW("stored")) ? MH_DOCS_STORED
                                                                  : MH_DOCS_NEWEST;
    cursor *c = mh_obj_new(L, &cursor_class);
    mh_store *s = mh_ctx_of(L)->store;
    if (s) c->docs = mh_docs_open(s, &o.filter, order, (size_t)o.limit);
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, -3); /* closed when the loop ends early */
    return 4;
}

static const mh_row search_rows[] = {
    FILTER_ROWS,
    {.name = "order",
     .type = MH_T_STRING,
     .offset = offsetof(list_opts, order),
     .text = "best",
     .choices = "best|newest",
     .help = "by rank or by date"},
    {.name = "limit",
     .type = MH_T_INT,
     .offset = offsetof(list_opts, limit),
     .def = MH_SEARCH_PAGE,
     .min = 1,
     .max = MH_SEARCH_RANKED,
     .help = "hits on a page"},
    {.name = "offset",
     .type = MH_T_INT,
     .offset = offsetof(list_opts, offset),
     .min = 0,
     .max = MH_SEARCH_RANKED,
     .help = "hits to pass over"},
    {.name = "snippet_words",
     .type = MH_T_INT,
     .offset = offsetof(list_opts, snippet_words),
     .def = 24,
     .min = 1,
     .max = 64,
     .help = "length of the passage"},
    {.name = "mark_on",
     .type = MH_T_STRING,
     .offset = offsetof(list_opts, mark_on),
     .help = "put before what matches, in title and snippet"},
    {.name = "mark_off",
     .type = MH_T_STRING,
     .offset = offsetof(list_opts, mark_off),
     .help = "put behind what matches"},
};
static const mh_schema search_schema = MH_SCHEMA("mine.store.search", search_rows);

/* The marks of v replaced by the caller's, in the arena. */
static mh_view remark(mh_arena *a, mh_view v, const list_opts *o) {
    size_t marks = 0, n = 0;
    for (size_t i = 0; i < v.len; i++) marks += v.ptr[i] == MH_MARK_ON || v.ptr[i] == MH_MARK_OFF;
    char *to = mh_arena_alloc(a, v.len + marks * (o->mark_on.len + o->mark_off.len) + 1);
    for (size_t i = 0; i < v.len; i++) {
        mh_view m = v.ptr[i] == MH_MARK_ON    ? o->mark_on
                    : v.ptr[i] == MH_MARK_OFF ? o->mark_off
                                              : (mh_view){v.ptr + i, 1};
        if (m.len) memcpy(to + n, m.ptr, m.len);
        n += m.len;
    }
    return (mh_view){to, n};
}

static void push_hit(lua_State *L, mh_arena *a, const mh_hit *h, const list_opts *o) {
    lua_createtable(L, 0, 10);
    lua_pushinteger(L, h->id);
    lua_setfield(L, -2, "id");
    lua_pushinteger(L, h->version);
    lua_setfield(L, -2, "version");
    lua_pushnumber(L, h->score);
    lua_setfield(L, -2, "score");
    mh_set_view(L, "title", remark(a, h->title, o));
    mh_set_view(L, "snippet", remark(a, h->snippet, o));
    mh_set_view(L, "url", h->url);
    mh_set_view(L, "source", h->source);
    mh_set_view(L, "date", h->date);
    mh_set_view(L, "language", h->language);
    mh_set_view(L, "story", h->story);
}

typedef struct scratch {
    mh_arena *arena; /* freed when Lua raises, too */
} scratch;

static void scratch_close(void *body) {
    mh_arena_free(((scratch *)body)->arena);
}

static const mh_class scratch_class = {
    .name = "mine.store.hits", .size = sizeof(scratch), .close = scratch_close};

/*** mine.store.search(query, options) -> hits, more
 * Search titles and texts: words (all must be there), "a phrase", OR, NOT or -, brackets, prefix*,
 * title:word, and filters such as country:KAZ topic:sanctions since:2d.
 * @param query string
 * @param options as of mine.store.each, and { order = "best" or "newest", limit = 20, offset = 0,
 * snippet_words = 24, mark_on = "", mark_off = "" }
 * With as_of, hits are those of then, by date, and each scores 1.
 * @return list of { id, version, score, title, snippet, url, source, date, language, story }, best
 * first, and whether there are more; or nil and an error with code "parse" that points at the
 * mistake in the query
 * @example for _, hit in ipairs(mine.store.search("astana talks")) do print(hit.title) end */
int mh_lstore_search(lua_State *L) {
    mh_err e = {0};
    mh_hits hits = {0};
    list_opts o;
    mh_view query = mh_check_view(L, 1);
    check_list(L, 2, &search_schema, &o);
    mh_search_opts so = {.filter = o.filter,
                         .order = mh_view_eq(o.order, MH_VIEW("newest")) ? MH_SEARCH_NEWEST
                                                                         : MH_SEARCH_BEST,
                         .offset = (size_t)o.offset,
                         .limit = (size_t)o.limit,
                         .snippet_words = (int)o.snippet_words};
    mh_store *s = mh_ctx_of(L)->store;
    scratch *t = mh_obj_new(L, &scratch_class);
    t->arena = mh_arena_new();
    mh_rc rc = MH_OK;
    if (s && o.filter.as_of)
        rc = mh_search_then(s, query, &so, t->arena, &hits, &e);
    else if (s)
        rc = mh_search(s, query, &so, t->arena, &hits, &e);
    if (rc != MH_OK) return mh_push_fail(L, &e);
    lua_createtable(L, (int)hits.n, 0);
    for (size_t i = 0; i < hits.n; i++) {
        push_hit(L, t->arena, &hits.hit[i], &o);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    mh_mark_array(L, -1);
    lua_pushboolean(L, hits.more);
    return 2;
}
