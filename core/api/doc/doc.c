/* mine.doc: pages as trees, selectors, articles, metadata; feed.c, sitemap.c and opml.c have the rest. */
#include "api/doc/doc_priv.h"

#include "doc/next.h"
#include "doc/render.h"

typedef struct parse_opts {
    mh_view url, content_type;
} parse_opts;

static const mh_row parse_rows[] = {
    {.name = "url",
     .type = MH_T_STRING,
     .offset = offsetof(parse_opts, url),
     .help = "where the page is from; links resolve against it"},
    {.name = "content_type",
     .type = MH_T_STRING,
     .offset = offsetof(parse_opts, content_type),
     .help = "the HTTP header's value; its charset counts"},
};
static const mh_schema parse_schema = MH_SCHEMA("mine.doc.parse", parse_rows);

static void document_close(void *body) {
    doc_object *o = body;
    doc_found_free(o->found);
    o->found = NULL;
    mh_xpath_free(o->xpath);
    o->xpath = NULL;
    mh_page_free(o->page);
    o->page = NULL;
    o->d = NULL;
}

static void document_show(const void *body, mh_buf *out) {
    const doc_object *o = body;
    if (o->d) mh_buf_printf(out, "%u nodes", mh_tree_count(mh_doc_tree_of(o->d)));
}

static int document_get(lua_State *L, void *body, mh_view key);
static const luaL_Reg document_methods[];
static const mh_class document_class = {.name = "mine.doc.document",
                                        .size = sizeof(doc_object),
                                        .methods = document_methods,
                                        .close = document_close,
                                        .get = document_get,
                                        .show = document_show};

static doc_object *check(lua_State *L) {
    return mh_obj_check(L, 1, &document_class);
}

const doc_object *doc_object_at(lua_State *L, int idx) {
    return mh_obj_check(L, idx, &document_class);
}

/*** mine.doc.parse(bytes, options) -> document
 * Parse a page as a browser does: find its encoding, read its HTML. Plain text and PDF, told by
 * content type and first bytes, become a document with a <p> a paragraph.
 * @param bytes string, as received
 * @param options { url = where it is from, content_type = the HTTP header's value }
 * @return document with the fields url, base, title, charset, charset_basis, clipped, form ("html",
 * "text", "pdf"), pages (of a PDF); nil and an error for what is no text (code "parse"), a PDF
 * without a text layer or with a password ("unsupported") or too large ("too_large")
 * @example local page <close> = mine.doc.parse("<p>Hello") */
static int l_parse(lua_State *L) {
    mh_view bytes = mh_check_view(L, 1);
    parse_opts o;
    mh_err e = {0};
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &parse_schema, &o);
    doc_object *obj = mh_obj_new(L, &document_class);
    mh_page_opts src = {.url = o.url, .content_type = o.content_type};
    if (mh_page_open(&obj->page, bytes, &src, &e) != MH_OK) return mh_push_fail(L, &e);
    obj->d = mh_page_doc(obj->page);
    /* the tree is no memory of Lua's: let the collector run as if it were, so that forgotten
     * documents do not pile up */
    lua_gc(L, LUA_GCSTEP, (int)(bytes.len >> 8) + 1);
    return 1;
}

/*** document:select(css) -> list
 * All that a CSS selector finds, in document order: nodes, or strings for ::text and ::attr(name).
 * @param css string, such as "article p:not(.lead)", "a::attr(href)"; a mistake in it raises
 * @return list of nodes or strings
 * @example for _, link in ipairs(page:select("h2 a::attr(href)")) do print(link) end */
static int l_select(lua_State *L) {
    check(L);
    mh_check_nargs(L, 2);
    return doc_push_select(L, 1, MH_NODE_ROOT, mh_check_view(L, 2), true);
}

/*** document:one(css) -> node
 * The first that a CSS selector finds.
 * @param css string @return node (or string for ::text and ::attr), or nil
 * @example local heading = page:one("h1") */
static int l_one(lua_State *L) {
    check(L);
    mh_check_nargs(L, 2);
    return doc_push_select(L, 1, MH_NODE_ROOT, mh_check_view(L, 2), false);
}

/*** document:text() -> text
 * All that a reader sees: a line a block, cells apart by TAB, no scripts and styles.
 * @return string
 * @example mine.doc.parse("<p>one<p>two"):text() --> "one\n\ntwo" */
static int l_text(lua_State *L) {
    doc_object *o = check(L);
    mh_check_nargs(L, 1);
    return doc_push_text(L, o->d, MH_NODE_ROOT, DOC_TEXT);
}

/*** document:html(options) -> html
 * The tree as HTML again.
 * @param options { sanitize = leave scripts, styles, unsafe attributes and addresses out }
 * @return string
 * @example mine.doc.parse("<p>x"):html() */
static int l_html(lua_State *L) {
    doc_object *o = check(L);
    mh_check_nargs(L, 2);
    return doc_push_text(L, o->d, MH_NODE_ROOT, doc_html_form(L));
}

/*** document:links() -> list
 * The links of the page, absolute, http and https, each address once.
 * @return list of { url, text, rel, title, type }; all but url only where the page says so
 * @example for _, link in ipairs(page:links()) do print(link.url, link.text) end */
static int l_links(lua_State *L) {
    doc_object *o = check(L);
    mh_check_nargs(L, 1);
    doc_scratch *s = doc_scratch_new(L);
    s->arena = mh_arena_new();
    doc_push_links(L, mh_doc_links(o->d, MH_NODE_ROOT, s->arena));
    doc_done(s);
    return 1;
}

typedef struct next_opts {
    bool numbered;
} next_opts;

static const mh_row next_rows[] = {{.name = "numbered",
                                    .type = MH_T_BOOL,
                                    .offset = offsetof(next_opts, numbered),
                                    .help = "only this address with the next page number"}};
static const mh_schema next_schema = MH_SCHEMA("document:next_page", next_rows);

/*** document:next_page(options) -> url
 * The address of the page that goes on with this one: rel=next, or a link that says "Next", "2" and
 * whose address is this one's with the next page number; of the same host only.
 * @param options { numbered = take rel=next only if its address is this one's with the next page
 * number: some sites call the next article of a series that }
 * @return string, or nil
 * @example local more = page:next_page(); if more then page = assert(mine.http.get(more)):document() end */
static int l_next_page(lua_State *L) {
    doc_object *o = check(L);
    next_opts opts;
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &next_schema, &opts);
    doc_scratch *s = doc_scratch_new(L);
    s->arena = mh_arena_new();
    mh_view url = mh_doc_next_page(o->d, s->arena);
    if (url.len > 0 && (!opts.numbered || mh_doc_is_page_after(mh_doc_url(o->d), url))) {
        mh_push_view(L, url);
    } else {
        lua_pushnil(L);
    }
    doc_done(s);
    return 1;
}

/* Metadata and article (NULL: none) with the run's clock: a date after tomorrow is no date of
 * publication. */
static mh_rc read_page(lua_State *L, const doc_object *o, mh_meta *m, mh_article *art, mh_arena *a,
                       mh_err *e) {
    char today[MH_RFC3339_MAX];
    mh_ctx *c = mh_ctx_of(L);
    mh_rfc3339(today, mh_clock_wall_us(c->clock) + INT64_C(86400000000), 0, false);
    mh_meta_options options = {.use_url = true, .today = mh_view_of(today)};
    bool plain = mh_page_form_of(o->page) != MH_PAGE_HTML;
    if (plain && c->text == NULL && c->ops->open_text(c, e) != MH_OK) return MH_FAIL;
    return mh_page_read(o->page, c->text, &options, m, art, a, e);
}

/*** document:meta() -> table
 * What the page says about itself, each value with where it came from.
 * @return { title, byline = list of people, date, updated, site, section, tags, language, canonical_url,
 * image, publisher, description, basis = { field = where from }, candidates = { field = list of
 * { value, basis } } }; what the page does not say is absent
 * @example print(page:meta().date, page:meta().basis.date) */
static int l_meta(lua_State *L) {
    doc_object *o = check(L);
    mh_meta m;
    mh_err e = {0};
    mh_check_nargs(L, 1);
    doc_scratch *s = doc_scratch_new(L);
    s->arena = mh_arena_new();
    mh_rc rc = read_page(L, o, &m, NULL, s->arena, &e);
    if (rc == MH_OK) doc_push_meta(L, &m);
    doc_done(s);
    return rc == MH_OK ? 1 : mh_push_fail(L, &e);
}

typedef struct article_opts {
    bool candidates;
} article_opts;

static const mh_row article_rows[] = {
    {.name = "candidates",
     .type = MH_T_BOOL,
     .offset = offsetof(article_opts, candidates),
     .help = "tell what the text was chosen from, too"},
};
static const mh_schema article_schema = MH_SCHEMA("document:article", article_rows);

/*** document:article(options) -> table
 * The main text of the page with its metadata, as an item has them.
 * @param options { candidates = tell what the text was chosen from, too }
 * @return { kind, title, text, lead, byline, date, updated, site, section, tags, language,
 * canonical_url, image, source_credit, paragraphs = list of { first, last, kind }, links = list of
 * { url, text, rel, title, type }, captions = list of texts, embeds = list of { kind = "post", "video"
 * or "frame", url, text }, basis, candidates = list of { basis, node, chars of running text, score (the
 * judge's: the greater the better), loose (names of elements were not believed), taken }, the one taken
 * first }; nil and an error with code "parse" for a page with nothing to read
 * @example local article = assert(mine.doc.parse(bytes):article()) */
static int l_article(lua_State *L) {
    doc_object *o = check(L);
    mh_meta m;
    mh_article art;
    mh_err e = {0};
    article_opts opts;
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &article_schema, &opts);
    doc_scratch *s = doc_scratch_new(L);
    s->arena = mh_arena_new();
    mh_rc rc = read_page(L, o, &m, &art, s->arena, &e);
    if (rc == MH_OK) {
        doc_push_article(L, &art, &m);
        if (opts.candidates) {
            doc_push_candidates(L, 1, &art);
            lua_setfield(L, -2, "candidates");
        }
    }
    doc_done(s);
    return rc == MH_OK ? 1 : mh_push_fail(L, &e);
}

static const luaL_Reg document_methods[] = {{"select", l_select},
                                            {"one", l_one},
                                            {"text", l_text},
                                            {"html", l_html},
                                            {"xpath", doc_xpath},
                                            {"links", l_links},
                                            {"feeds", doc_feeds},
                                            {"next_page", l_next_page},
                                            {"meta", l_meta},
                                            {"article", l_article},
                                            {"markdown", doc_markdown},
                                            {"tables", doc_tables},
                                            {"forms", doc_forms},
                                            {"jsonld", doc_jsonld},
                                            {"microdata", doc_microdata},
                                            {"opengraph", doc_opengraph},
                                            {NULL, NULL}};

static const luaL_Reg doc_fns[] = {{"parse", l_parse},
                                   {"feed", doc_feed},
                                   {"sitemap", doc_sitemap},
                                   {"robots_sitemaps", doc_robots_sitemaps},
                                   {"sitemap_walk", doc_sitemap_walk},
                                   {"opml", doc_opml},
                                   {"to_opml", doc_to_opml},
                                   {"canonical", doc_canonical},
                                   {"url_key", doc_url_key},
                                   {"resolve", doc_resolve},
                                   {"trap", doc_trap},
                                   {NULL, NULL}};

static int document_get(lua_State *L, void *body, mh_view key) {
    const doc_object *o = body;
    mh_charset c = mh_doc_charset(o->d);
    if (mh_view_eq(key, MH_VIEW("url"))) {
        mh_push_view(L, mh_doc_url(o->d));
    } else if (mh_view_eq(key, MH_VIEW("base"))) {
        mh_push_view(L, mh_doc_base(o->d));
    } else if (mh_view_eq(key, MH_VIEW("title"))) {
        mh_push_view(L, mh_doc_title(o->d));
    } else if (mh_view_eq(key, MH_VIEW("charset"))) {
        lua_pushstring(L, c.name);
    } else if (mh_view_eq(key, MH_VIEW("charset_basis"))) {
        lua_pushstring(L, c.basis);
    } else if (mh_view_eq(key, MH_VIEW("clipped"))) {
        lua_pushboolean(L, mh_page_clipped(o->page));
    } else if (mh_view_eq(key, MH_VIEW("form"))) {
        lua_pushstring(L, mh_page_form_name(mh_page_form_of(o->page)));
    } else if (mh_view_eq(key, MH_VIEW("pages")) && mh_page_pages(o->page)) {
        lua_pushinteger(L, mh_page_pages(o->page));
    } else {
        return 0;
    }
    return 1;
}

const mh_api mh_api_doc = {.name = "doc", .fns = doc_fns};
