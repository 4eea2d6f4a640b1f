/* mine.doc: sitemaps as plain tables, and the walk over those of a site. */
#include "api/doc/doc_priv.h"

typedef struct sitemap_opts {
    mh_view url, content_type;
    bool strict;
    int64_t max_items;
} sitemap_opts;

static const mh_row sitemap_rows[] = {
    {.name = "url",
     .type = MH_T_STRING,
     .offset = offsetof(sitemap_opts, url),
     .help = "where it is from; relative addresses resolve against it"},
    {.name = "content_type",
     .type = MH_T_STRING,
     .offset = offsetof(sitemap_opts, content_type),
     .help = "the HTTP header's value; its charset counts"},
    {.name = "strict",
     .type = MH_T_BOOL,
     .offset = offsetof(sitemap_opts, strict),
     .help = "leave out pages that are not below the sitemap's own folder"},
    {.name = "max_items",
     .type = MH_T_INT,
     .offset = offsetof(sitemap_opts, max_items),
     .def = MH_SITEMAP_MAX_URLS,
     .min = 1,
     .max = MH_SITEMAP_MAX_URLS,
     .help = "items beyond it are left out"},
};
static const mh_schema sitemap_schema = MH_SCHEMA("mine.doc.sitemap", sitemap_rows);

static void push_sitemap(lua_State *L, const mh_sitemap *s);

/*** mine.doc.sitemap(bytes, options) -> sitemap
 * Read a sitemap: XML, an index of sitemaps, RSS or Atom, a list of addresses; plain or gzip.
 * @param bytes string, as received
 * @param options { url = where it is from, content_type, strict = only pages below its own folder,
 * max_items }
 * @return { kind = "pages" or "index", form = "xml", "rss", "atom" or "text", malformed, clipped, items
 * = list of { url, updated, frequency, priority, title, date, site = the publication, language, tags,
 * images, videos, alternates = list of { language, url } } }; title to tags are of news sitemaps and
 * feeds; nil and an error for what is no sitemap (code "parse"), broken gzip ("bad_encoding") or more
 * than 50 MiB unpacked ("too_large")
 * @example for _, page in ipairs(assert(mine.doc.sitemap(bytes, { url = url })).items) do print(page.url) end */
int doc_sitemap(lua_State *L) {
    mh_view bytes = mh_check_view(L, 1);
    sitemap_opts o;
    mh_err e = {0};
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &sitemap_schema, &o);
    doc_scratch *s = doc_scratch_new(L);
    mh_sitemap_options how = {.url = o.url,
                              .content_type = o.content_type,
                              .strict_location = o.strict,
                              .max_urls = (uint32_t)o.max_items};
    mh_rc rc = mh_sitemap_parse(&s->sitemap, bytes, &how, &e);
    if (rc == MH_OK) push_sitemap(L, s->sitemap);
    doc_done(s);
    return rc == MH_OK ? 1 : mh_push_fail(L, &e);
}

typedef struct robots_opts {
    mh_view url;
} robots_opts;

static const mh_row robots_rows[] = {{.name = "url",
                                      .type = MH_T_STRING,
                                      .offset = offsetof(robots_opts, url),
                                      .help = "where it is from; relative addresses resolve "
                                              "against it"}};
static const mh_schema robots_schema = MH_SCHEMA("mine.doc.robots_sitemaps", robots_rows);

/*** mine.doc.robots_sitemaps(text, options) -> list
 * The sitemaps that a robots.txt names.
 * @param text string @param options { url = where it is from }
 * @return list of addresses, absolute, each once
 * @example mine.doc.robots_sitemaps("Sitemap: https://e.example/map.xml") --> { "https://e.example/map.xml" } */
int doc_robots_sitemaps(lua_State *L) {
    mh_view text = mh_check_view(L, 1);
    robots_opts o;
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &robots_schema, &o);
    doc_scratch *s = doc_scratch_new(L);
    s->arena = mh_arena_new();
    mh_view_list list = mh_sitemap_robots(text, o.url, s->arena);
    lua_createtable(L, (int)list.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < list.len; i++) {
        mh_push_view(L, list.ptr[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    doc_done(s);
    return 1;
}

/* ---- the walk */

typedef struct walk_object {
    mh_sitemap_walk *w; /* owned; NULL: closed */
} walk_object;

static void walk_close(void *body) {
    walk_object *o = body;
    mh_sitemap_walk_free(o->w);
    o->w = NULL;
}

static void walk_show(const void *body, mh_buf *out) {
    const walk_object *o = body;
    if (o->w) mh_buf_printf(out, "%zu met", mh_sitemap_walk_count(o->w));
}

static const luaL_Reg walk_methods[];
static int walk_get(lua_State *L, void *body, mh_view key) {
    const walk_object *o = body;
    if (!mh_view_eq(key, MH_VIEW("clipped"))) return 0;
    lua_pushboolean(L, mh_sitemap_walk_clipped(o->w));
    return 1;
}

static const mh_class walk_class = {.name = "mine.doc.sitemap_walk",
                                    .size = sizeof(walk_object),
                                    .methods = walk_methods,
                                    .close = walk_close,
                                    .get = walk_get,
                                    .show = walk_show};

typedef struct walk_opts {
    bool sitemap, guesses, strict;
    int64_t max_sitemaps, max_depth;
    mh_view since;
} walk_opts;

static const mh_row walk_rows[] = {
    {.name = "sitemap",
     .type = MH_T_BOOL,
     .offset = offsetof(walk_opts, sitemap),
     .help = "start is itself a sitemap: begin there, without robots.txt"},
    {.name = "guesses",
     .type = MH_T_BOOL,
     .offset = offsetof(walk_opts, guesses),
     .def = 1,
     .help = "try the usual places when robots.txt names no sitemap"},
    {.name = "strict",
     .type = MH_T_BOOL,
     .offset = offsetof(walk_opts, strict),
     .help = "leave out pages that are not below their sitemap's own folder"},
    {.name = "max_sitemaps",
     .type = MH_T_INT,
     .offset = offsetof(walk_opts, max_sitemaps),
     .def = 500,
     .min = 1,
     .max = 50000,
     .help = "addresses asked for at most"},
    {.name = "max_depth",
     .type = MH_T_INT,
     .offset = offsetof(walk_opts, max_depth),
     .def = 5,
     .min = 1,
     .max = 20,
     .help = "indexes inside each other"},
    {.name = "since",
     .type = MH_T_STRING,
     .offset = offsetof(walk_opts, since),
     .help = "leave alone sitemaps that their index says were not changed since"},
};
static const mh_schema walk_schema = MH_SCHEMA("mine.doc.sitemap_walk", walk_rows);

/*** mine.doc.sitemap_walk(start, options) -> walk
 * Plan which sitemaps of a site to read: robots.txt, what it names, else the usual places; an index is
 * followed. It fetches nothing: ask for the next address, hand over the answer.
 * @param start string, a page of the site
 * @param options { sitemap = start is itself a sitemap, guesses = try the usual places (true), strict,
 * max_sitemaps (500), max_depth (5), since = RFC 3339: leave older sitemaps of an index alone }
 * @return walk, with the field clipped: something over a limit was left out
 * @example
 * local walk <close> = mine.doc.sitemap_walk("https://e.example/")
 * for url in walk.next, walk do
 *   local page = mine.http.get(url)
 *   if page then
 *     local map = walk:take(page.body, { url = page.url })
 *     for _, item in ipairs(map and map.items or {}) do print(item.url) end
 *   else
 *     walk:miss()
 *   end
 * end */
int doc_sitemap_walk(lua_State *L) {
    mh_view start = mh_check_view(L, 1);
    walk_opts o;
    mh_err e = {0};
    mh_feed_date since = {0};
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &walk_schema, &o);
    if (o.since.len && !mh_feed_date_read(o.since, &since))
        return luaL_argerror(L, 2, "option 'since' is no date");
    walk_object *w = mh_obj_new(L, &walk_class);
    mh_sitemap_plan plan = {.start = start,
                            .of_sitemap = o.sitemap,
                            .no_guesses = !o.guesses,
                            .max_sitemaps = (uint32_t)o.max_sitemaps,
                            .max_depth = (uint32_t)o.max_depth,
                            .has_since = o.since.len > 0,
                            .since_s = since.time_s,
                            .read = {.strict_location = o.strict}};
    if (mh_sitemap_walk_new(&w->w, &plan, &e) != MH_OK) return mh_raise(L, &e);
    return 1;
}

static mh_sitemap_walk *check_walk(lua_State *L) {
    walk_object *o = mh_obj_check(L, 1, &walk_class);
    return o->w;
}

/*** walk:next() -> url
 * The next address to fetch. What was asked for before and not answered counts as missed.
 * @return string, or nil at the end
 * @example local url = walk:next() */
static int l_next(lua_State *L) {
    mh_view url;
    if (!mh_sitemap_walk_next(check_walk(L), &url)) return 0;
    mh_push_view(L, url);
    return 1;
}

typedef struct take_opts {
    mh_view url, content_type;
} take_opts;

static const mh_row take_rows[] = {{.name = "url",
                                    .type = MH_T_STRING,
                                    .offset = offsetof(take_opts, url),
                                    .help = "where the bytes came from in the end"},
                                   {.name = "content_type",
                                    .type = MH_T_STRING,
                                    .offset = offsetof(take_opts, content_type),
                                    .help = "the HTTP header's value"}};
static const mh_schema take_schema = MH_SCHEMA("walk:take", take_rows);

/*** walk:take(bytes, options) -> sitemap
 * Hand over what walk:next() asked for.
 * @param bytes string @param options { url = where it came from in the end, content_type }
 * @return as mine.doc.sitemap; kind is "none" and items empty for robots.txt and for what was read
 * before; nil and an error, after which the walk goes on
 * @example local map, err = walk:take(page.body, { url = page.url }) */
static int l_take(lua_State *L) {
    mh_sitemap_walk *w = check_walk(L);
    mh_view bytes = mh_check_view(L, 2);
    take_opts o;
    mh_err e = {0};
    const mh_sitemap *s = NULL;
    mh_check_nargs(L, 3);
    mh_check_opts(L, 3, &take_schema, &o);
    mh_sitemap_answer got = {o.url, o.content_type, bytes};
    if (mh_sitemap_walk_take(w, &got, &s, &e) != MH_OK) {
        if (e.code == MH_E_USAGE) return mh_raise(L, &e);
        return mh_push_fail(L, &e);
    }
    push_sitemap(L, s);
    return 1;
}

/*** walk:miss(why)
 * Say that what walk:next() asked for could not be fetched.
 * @param why string, may be absent
 * @example walk:miss("status 404") */
static int l_miss(lua_State *L) {
    mh_sitemap_walk *w = check_walk(L);
    mh_view why = mh_opt_view(L, 2, (mh_view){0});
    mh_check_nargs(L, 2);
    mh_sitemap_walk_miss(w, why);
    return 0;
}

/*** walk:steps() -> list
 * All that the walk met so far, in the order met.
 * @return list of { url, state = "waiting", "asked", "read", "missed" or "repeated", kind = "robots",
 * "index" or "pages" of what was read, form, depth, parent = place in this list of what named it,
 * guess, why = of what was missed or repeated }
 * @example for _, step in ipairs(walk:steps()) do print(step.state, step.url) end */
static int l_steps(lua_State *L) {
    static const char *const states[] = {"waiting", "asked", "read", "missed", "repeated"};
    mh_sitemap_walk *w = check_walk(L);
    mh_check_nargs(L, 1);
    lua_newtable(L);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < mh_sitemap_walk_count(w); i++) {
        const mh_sitemap_step *s = mh_sitemap_walk_step(w, i);
        bool read = s->state == MH_SITEMAP_READ;
        const char *kind = s->kind == MH_SITEMAP_INDEX ? "index" : "pages";
        lua_newtable(L);
        mh_set_view(L, "url", s->url);
        mh_set_view(L, "state", mh_view_of(states[s->state]));
        if (s->is_robots || read)
            mh_set_view(L, "kind", mh_view_of(s->is_robots ? "robots" : kind));
        if (read && !s->is_robots)
            mh_set_view(L, "form", mh_view_of(mh_sitemap_form_name(s->form)));
        lua_pushinteger(L, s->depth);
        lua_setfield(L, -2, "depth");
        if (s->parent != i) {
            lua_pushinteger(L, (lua_Integer)s->parent + 1);
            lua_setfield(L, -2, "parent");
        }
        lua_pushboolean(L, s->is_guess);
        lua_setfield(L, -2, "guess");
        mh_set_view(L, "why", s->why);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static const luaL_Reg walk_methods[] = {
    {"next", l_next}, {"take", l_take}, {"miss", l_miss}, {"steps", l_steps}, {NULL, NULL}};

/* ---- tables */

static void set_keywords(lua_State *L, mh_view list) {
    mh_view one;
    if (list.len == 0) return;
    lua_newtable(L);
    mh_mark_array(L, -1);
    while (list.len && mh_view_split(&list, ',', &one)) {
        one = mh_view_trim(one);
        if (one.len == 0) continue;
        mh_push_view(L, one);
        lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    }
    lua_setfield(L, -2, "tags");
}

static void push_entry(lua_State *L, const mh_sitemap_entry *e) {
    lua_newtable(L);
    mh_set_view(L, "url", e->url);
    doc_set_instant(L, "updated", &e->modified);
    mh_set_view(L, "frequency", e->frequency);
    if (e->priority >= 0) {
        lua_pushnumber(L, e->priority);
        lua_setfield(L, -2, "priority");
    }
    mh_set_view(L, "title", e->title);
    mh_set_view(L, "site", e->publication);
    mh_set_view(L, "language", e->language);
    doc_set_instant(L, "date", &e->published);
    set_keywords(L, e->keywords);
    doc_set_views(L, "images", e->images.ptr, e->images.len);
    doc_set_views(L, "videos", e->videos.ptr, e->videos.len);
    if (e->alternates.len == 0) return;
    lua_createtable(L, (int)e->alternates.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < e->alternates.len; i++) {
        lua_createtable(L, 0, 2);
        mh_set_view(L, "language", e->alternates.ptr[i].language);
        mh_set_view(L, "url", e->alternates.ptr[i].url);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "alternates");
}

/* s may be NULL: nothing was read. */
static void push_sitemap(lua_State *L, const mh_sitemap *s) {
    size_t n = s ? mh_sitemap_count(s) : 0;
    bool index = s && mh_sitemap_kind_of(s) == MH_SITEMAP_INDEX;
    lua_createtable(L, 0, 5);
    mh_set_view(L, "kind", mh_view_of(!s ? "none" : index ? "index" : "pages"));
    if (s) {
        mh_set_view(L, "form", mh_view_of(mh_sitemap_form_name(mh_sitemap_form_of(s))));
        lua_pushboolean(L, mh_sitemap_malformed(s));
        lua_setfield(L, -2, "malformed");
        lua_pushboolean(L, mh_sitemap_clipped(s));
        lua_setfield(L, -2, "clipped");
    }
    lua_createtable(L, (int)n, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < n; i++) {
        push_entry(L, mh_sitemap_entry_at(s, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "items");
}
