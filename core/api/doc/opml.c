/* mine.doc: lists of feeds, read and written. */
#include "api/doc/doc_priv.h"

static void push_opml(lua_State *L, const mh_opml *o);
static void read_items(lua_State *L, doc_scratch *s, mh_opml_entry *to, size_t n);

/*** mine.doc.opml(bytes) -> list
 * Read an OPML file, the list of feeds that readers exchange; its folders are flattened.
 * @param bytes string
 * @return { title, clipped, items = list of { url = the feed, title, link = its site, type,
 * description, language, folders = names from the outermost in, tags } }; nil and an error for what
 * is no OPML (code "parse")
 * @example for _, feed in ipairs(assert(mine.doc.opml(bytes)).items) do print(feed.url, feed.title) end */
int doc_opml(lua_State *L) {
    mh_view bytes = mh_check_view(L, 1);
    mh_err e = {0};
    mh_check_nargs(L, 1);
    doc_scratch *s = doc_scratch_new(L);
    mh_rc rc = mh_opml_parse(&s->opml, bytes, NULL, &e);
    if (rc == MH_OK) push_opml(L, s->opml);
    doc_done(s);
    return rc == MH_OK ? 1 : mh_push_fail(L, &e);
}

typedef struct to_opml_opts {
    mh_view title;
} to_opml_opts;

static const mh_row to_opml_rows[] = {{.name = "title",
                                       .type = MH_T_STRING,
                                       .offset = offsetof(to_opml_opts, title),
                                       .help = "of the list"}};
static const mh_schema to_opml_schema = MH_SCHEMA("mine.doc.to_opml", to_opml_rows);

/*** mine.doc.to_opml(items, options) -> bytes
 * Write a list of feeds as OPML 2.0, in its order.
 * @param items list of { url, title, link, type, description, language, folders, tags }; url is needed
 * @param options { title = of the list }
 * @return string
 * @example mine.doc.to_opml({ { url = "https://e.example/rss", title = "E", folders = { "News" } } }) */
int doc_to_opml(lua_State *L) {
    to_opml_opts o;
    luaL_checktype(L, 1, LUA_TTABLE);
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &to_opml_schema, &o);
    size_t n = lua_rawlen(L, 1);
    doc_scratch *s = doc_scratch_new(L);
    s->arena = mh_arena_new();
    mh_opml_entry *entries = mh_arena_array(s->arena, n + 1, sizeof *entries);
    read_items(L, s, entries, n);
    mh_opml_write(&s->buf, o.title, entries, n);
    mh_push_view(L, mh_buf_view(&s->buf));
    doc_done(s);
    return 1;
}

static void push_opml(lua_State *L, const mh_opml *o) {
    lua_newtable(L);
    mh_set_view(L, "title", mh_opml_title(o));
    lua_pushboolean(L, mh_opml_clipped(o));
    lua_setfield(L, -2, "clipped");
    lua_createtable(L, (int)mh_opml_count(o), 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < mh_opml_count(o); i++) {
        const mh_opml_entry *e = mh_opml_entry_at(o, i);
        lua_newtable(L);
        mh_set_view(L, "url", e->url);
        mh_set_view(L, "title", e->title);
        mh_set_view(L, "link", e->site);
        mh_set_view(L, "type", e->type);
        mh_set_view(L, "description", e->description);
        mh_set_view(L, "language", e->language);
        doc_set_views(L, "folders", e->folders, e->n_folders);
        doc_set_views(L, "tags", e->categories, e->n_categories);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "items");
}

/* The string in field key of the table on top, copied to the arena; empty when it has none. */
static mh_view field(lua_State *L, doc_scratch *s, size_t i, const char *key) {
    mh_view v = {0};
    lua_pushstring(L, key);
    int type = lua_rawget(L, -2);
    if (type != LUA_TNIL && type != LUA_TSTRING)
        luaL_error(L, "item %d: '%s' must be a string, not %s", (int)i + 1, key,
                   lua_typename(L, type));
    if (type == LUA_TSTRING) v = mh_arena_dup(s->arena, mh_check_view(L, -1));
    lua_pop(L, 1);
    return v;
}

static mh_view *list_field(lua_State *L, doc_scratch *s, size_t i, const char *key, size_t *n) {
    mh_view *list = NULL;
    *n = 0;
    lua_pushstring(L, key);
    int type = lua_rawget(L, -2);
    if (type != LUA_TNIL && type != LUA_TTABLE)
        luaL_error(L, "item %d: '%s' must be a list, not %s", (int)i + 1, key,
                   lua_typename(L, type));
    if (type == LUA_TTABLE) {
        size_t len = lua_rawlen(L, -1);
        list = mh_arena_array(s->arena, len + 1, sizeof *list);
        for (; *n < len; ++*n) {
            if (lua_rawgeti(L, -1, (lua_Integer)*n + 1) != LUA_TSTRING)
                luaL_error(L, "item %d: '%s' must be a list of strings", (int)i + 1, key);
            list[*n] = mh_arena_dup(s->arena, mh_check_view(L, -1));
            lua_pop(L, 1);
        }
    }
    lua_pop(L, 1);
    return list;
}

static void read_items(lua_State *L, doc_scratch *s, mh_opml_entry *to, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (lua_rawgeti(L, 1, (lua_Integer)i + 1) != LUA_TTABLE)
            luaL_error(L, "item %d must be a table", (int)i + 1);
        to[i].url = field(L, s, i, "url");
        if (to[i].url.len == 0) luaL_error(L, "item %d has no url", (int)i + 1);
        to[i].title = field(L, s, i, "title");
        to[i].site = field(L, s, i, "link");
        to[i].type = field(L, s, i, "type");
        to[i].description = field(L, s, i, "description");
        to[i].language = field(L, s, i, "language");
        to[i].folders = list_field(L, s, i, "folders", &to[i].n_folders);
        to[i].categories = list_field(L, s, i, "tags", &to[i].n_categories);
        lua_pop(L, 1);
    }
}
