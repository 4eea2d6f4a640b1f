/* mine.doc: feeds as plain tables, and the feeds that a page names. */
#include "api/doc/doc_priv.h"

typedef struct feed_opts {
    mh_view url, content_type;
    int64_t max_items;
} feed_opts;

static const mh_row feed_rows[] = {
    {.name = "url",
     .type = MH_T_STRING,
     .offset = offsetof(feed_opts, url),
     .help = "where the feed is from; links resolve against it"},
    {.name = "content_type",
     .type = MH_T_STRING,
     .offset = offsetof(feed_opts, content_type),
     .help = "the HTTP header's value; its charset counts"},
    {.name = "max_items",
     .type = MH_T_INT,
     .offset = offsetof(feed_opts, max_items),
     .def = MH_FEED_MAX_ENTRIES,
     .min = 1,
     .max = MH_FEED_MAX_ENTRIES,
     .help = "items beyond it are left out"},
};
static const mh_schema feed_schema = MH_SCHEMA("mine.doc.feed", feed_rows);

static void push_feed(lua_State *L, doc_scratch *s, const feed_opts *o);

/*** mine.doc.feed(bytes, options) -> feed
 * Read a feed: RSS 0.9 to 2.0, RDF, Atom, CDF, JSON Feed; malformed ones too.
 * @param bytes string, as received
 * @param options { url = where it is from, content_type = the HTTP header's value, max_items }
 * @return { form = "rss", "atom", "cdf" or "json", version, title, description, link = the page it
 * belongs to, url, language, date, updated, byline, authors, tags, image, rights, generator, charset,
 * malformed, clipped, items = list of { id, url, title, summary and text without markup, html = the
 * same, safe, with absolute links, byline = list of people, authors = list of { name, email, url },
 * date = when published, else updated or created, updated, expires, date_text = a date that could not
 * be read, tags, language, image, enclosures = list of { url, type, length, duration, title }, media =
 * list of { url, type, medium, width, height, title, thumbnail }, links = list of { url, rel, type,
 * title, language }, chapters = list of { start = seconds, title, url, image }, comments, rights,
 * source = { title, url, id }, place = { kind, numbers }, extras = { ["itunes:duration"] = text }, basis = { date = from what } } }; what the feed does not say is
 * absent; nil and an error for what is no feed (code "parse") or too large ("too_large")
 * @example for _, item in ipairs(assert(mine.doc.feed(bytes, { url = url })).items) do print(item.date, item.title) end */
int doc_feed(lua_State *L) {
    mh_view bytes = mh_check_view(L, 1);
    feed_opts o;
    mh_err e = {0};
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &feed_schema, &o);
    doc_scratch *s = doc_scratch_new(L);
    s->arena = mh_arena_new();
    mh_feed_source src = {.url = o.url, .content_type = o.content_type};
    mh_rc rc = mh_feed_parse(&s->feed, bytes, &src, &e);
    if (rc == MH_OK) push_feed(L, s, &o);
    doc_done(s);
    return rc == MH_OK ? 1 : mh_push_fail(L, &e);
}

/*** document:feeds() -> list
 * The feeds that the page names, best first: <link rel=alternate>, then <a> that look like it.
 * @return list of { url, title, type, basis = "link" or "a" }
 * @example local found = page:feeds()[1]; print(found and found.url) */
int doc_feeds(lua_State *L) {
    const doc_object *o = doc_object_at(L, 1);
    mh_check_nargs(L, 1);
    doc_scratch *s = doc_scratch_new(L);
    s->arena = mh_arena_new();
    mh_feed_found_list found = mh_doc_feeds(o->d, s->arena);
    lua_createtable(L, (int)found.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < found.len; i++) {
        lua_createtable(L, 0, 4);
        mh_set_view(L, "url", found.ptr[i].url);
        mh_set_view(L, "title", found.ptr[i].title);
        mh_set_view(L, "type", found.ptr[i].type);
        mh_set_view(L, "basis", mh_view_of(found.ptr[i].basis));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    doc_done(s);
    return 1;
}

/* ---- helpers; each works on the table on top */

void doc_set_instant(lua_State *L, const char *key, const mh_feed_instant *t) {
    char text[MH_RFC3339_MAX];
    mh_buf b = {0};
    if (!t->ok) return;
    mh_feed_date_put(&b, &t->date);
    size_t n = b.len < sizeof text ? b.len : 0;
    for (size_t i = 0; i < n; i++) text[i] = b.ptr[i];
    mh_buf_clear(&b); /* before Lua may raise */
    mh_set_view(L, key, (mh_view){text, n});
}

void doc_set_views(lua_State *L, const char *key, const mh_view *v, size_t n) {
    if (n == 0) return;
    lua_createtable(L, (int)n, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < n; i++) {
        mh_push_view(L, v[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, key);
}

typedef void putter(mh_buf *out, const mh_feed_text *t);

static void set_text(lua_State *L, doc_scratch *s, const char *key, const mh_feed_text *t,
                     putter *put) {
    if (t->value.len == 0) return;
    mh_buf_reset(&s->buf);
    put(&s->buf, t);
    mh_set_view(L, key, mh_buf_view(&s->buf));
}

/* A number as one where it is: "1024", "3". */
static void set_figure(lua_State *L, const char *key, mh_view v) {
    uint64_t n;
    if (mh_view_u64(v, &n) && n <= INT64_MAX) {
        lua_pushinteger(L, (lua_Integer)n);
        lua_setfield(L, -2, key);
    } else {
        mh_set_view(L, key, v);
    }
}

/* Opens a list t[key], which push_entry fills and end_list closes; an empty one is dropped. */
static void begin_list(lua_State *L) {
    lua_newtable(L);
    mh_mark_array(L, -1);
}

static void end_entry(lua_State *L) {
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

static void end_list(lua_State *L, const char *key) {
    if (lua_rawlen(L, -1) > 0)
        lua_setfield(L, -2, key);
    else
        lua_pop(L, 1);
}

static void set_people(lua_State *L, const mh_feed_part *p) {
    begin_list(L);
    for (size_t i = 0; i < p->authors.len; i++) {
        const mh_feed_person *who = &p->authors.ptr[i];
        if (who->name.len + who->email.len == 0) continue;
        mh_push_view(L, who->name.len ? who->name : who->email);
        end_entry(L);
    }
    end_list(L, "byline");
    begin_list(L);
    for (size_t i = 0; i < p->authors.len; i++) {
        lua_createtable(L, 0, 3);
        mh_set_view(L, "name", p->authors.ptr[i].name);
        mh_set_view(L, "email", p->authors.ptr[i].email);
        mh_set_view(L, "url", p->authors.ptr[i].url);
        end_entry(L);
    }
    end_list(L, "authors");
}

static void set_tags(lua_State *L, const mh_feed_part *p) {
    begin_list(L);
    for (size_t i = 0; i < p->categories.len; i++) {
        const mh_feed_category *c = &p->categories.ptr[i];
        mh_view name = c->label.len ? c->label : c->term;
        bool again = false;
        for (size_t k = 0; k < i && !again; k++) {
            const mh_feed_category *b = &p->categories.ptr[k];
            again = mh_view_eq(name, b->label.len ? b->label : b->term);
        }
        if (again || name.len == 0) continue;
        mh_push_view(L, name);
        end_entry(L);
    }
    end_list(L, "tags");
}

static void set_links(lua_State *L, const mh_feed_part *p, bool enclosures) {
    begin_list(L);
    for (size_t i = 0; i < p->links.len; i++) {
        const mh_feed_link *l = &p->links.ptr[i];
        if (mh_view_eq(l->rel, MH_VIEW("enclosure")) != enclosures) continue;
        lua_createtable(L, 0, 5);
        mh_set_view(L, "url", l->url);
        mh_set_view(L, "type", l->type);
        mh_set_view(L, "title", l->title);
        if (enclosures) {
            set_figure(L, "length", l->length);
            set_figure(L, "duration", l->duration);
        } else {
            mh_set_view(L, "rel", l->rel);
            mh_set_view(L, "language", l->language);
        }
        end_entry(L);
    }
    end_list(L, enclosures ? "enclosures" : "links");
}

static void set_media(lua_State *L, const mh_feed_part *p) {
    begin_list(L);
    for (size_t i = 0; i < p->media.len; i++) {
        const mh_feed_media *m = &p->media.ptr[i];
        lua_createtable(L, 0, 8);
        mh_set_view(L, "url", m->url);
        mh_set_view(L, "type", m->type);
        mh_set_view(L, "medium", m->medium);
        mh_set_view(L, "title", m->title);
        set_figure(L, "width", m->width);
        set_figure(L, "height", m->height);
        set_figure(L, "length", m->length);
        set_figure(L, "duration", m->duration);
        if (m->is_thumbnail) {
            lua_pushboolean(L, true);
            lua_setfield(L, -2, "thumbnail");
        }
        end_entry(L);
    }
    end_list(L, "media");
}

static void set_chapters(lua_State *L, const mh_feed_part *p) {
    begin_list(L);
    for (size_t i = 0; i < p->chapters.len; i++) {
        const mh_feed_chapter *c = &p->chapters.ptr[i];
        lua_createtable(L, 0, 4);
        if (c->start_s >= 0) {
            lua_pushnumber(L, c->start_s);
            lua_setfield(L, -2, "start");
        }
        mh_set_view(L, "title", c->title);
        mh_set_view(L, "url", c->url);
        mh_set_view(L, "image", c->image);
        end_entry(L);
    }
    end_list(L, "chapters");
}

static void set_place(lua_State *L, const mh_feed_place *w) {
    if (!w->kind || w->foreign) return;
    lua_createtable(L, 0, 2);
    mh_set_view(L, "kind", mh_view_of(w->kind));
    lua_createtable(L, (int)w->len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < w->len; i++) {
        lua_pushnumber(L, w->numbers[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "numbers");
    lua_setfield(L, -2, "place");
}

static void set_extras(lua_State *L, const mh_feed_part *p) {
    if (p->extras.len == 0) return;
    lua_newtable(L);
    for (size_t i = p->extras.len; i-- > 0;) { /* the first of a name stays */
        if (p->extras.ptr[i].value.len == 0) continue;
        mh_push_view(L, p->extras.ptr[i].name);
        mh_push_view(L, p->extras.ptr[i].value);
        lua_rawset(L, -3);
    }
    lua_setfield(L, -2, "extras");
}

/* date, updated, expires and what the date is taken from. */
static void set_dates(lua_State *L, const mh_feed_part *p) {
    static const char *const names[] = {"published", "updated", "created"};
    const mh_feed_instant *in[] = {&p->published, &p->updated, &p->created};
    size_t i = 0;
    while (i < 3 && !in[i]->ok) i++;
    doc_set_instant(L, "updated", &p->updated);
    doc_set_instant(L, "expires", &p->expires);
    for (size_t k = 0; k < 3 && i == 3; k++) mh_set_view(L, "date_text", in[k]->raw);
    if (i == 3) return;
    doc_set_instant(L, "date", in[i]);
    lua_createtable(L, 0, 1);
    mh_set_view(L, "date", mh_view_of(names[i]));
    lua_setfield(L, -2, "basis");
}

/* What a feed and its items share. */
static void set_common(lua_State *L, doc_scratch *s, const mh_feed_part *p) {
    set_text(L, s, "title", &p->title, mh_feed_text_line);
    mh_set_view(L, "id", p->id);
    mh_set_view(L, "language", p->language);
    set_people(L, p);
    set_tags(L, p);
    set_dates(L, p);
    set_links(L, p, false);
    set_text(L, s, "rights", &p->rights, mh_feed_text_line);
    set_extras(L, p);
}

/* The fullest of the contents, else the summary. */
static const mh_feed_text *body_of(const mh_feed_part *p) {
    const mh_feed_text *best = &p->summary;
    for (size_t i = 0; i < p->contents.len; i++)
        if (p->contents.ptr[i].value.len > best->value.len || best == &p->summary)
            best = &p->contents.ptr[i];
    return best->value.len ? best : &p->summary;
}

static void push_item(lua_State *L, doc_scratch *s, const mh_feed_part *p) {
    lua_newtable(L);
    set_common(L, s, p);
    mh_set_view(L, "url", p->link);
    set_text(L, s, "summary", &p->summary, mh_feed_text_plain);
    const mh_feed_text *body = body_of(p);
    set_text(L, s, "text", body, mh_feed_text_plain);
    if (body->markup == MH_FEED_HTML) set_text(L, s, "html", body, mh_feed_text_html);
    mh_set_view(L, "image", mh_feed_picture(p, s->arena));
    set_links(L, p, true);
    set_media(L, p);
    set_chapters(L, p);
    mh_set_view(L, "comments", p->comments);
    set_place(L, &p->place);
    if (!p->source) return;
    lua_createtable(L, 0, 3);
    set_text(L, s, "title", &p->source->title, mh_feed_text_line);
    mh_set_view(L, "url", p->source->link);
    mh_set_view(L, "id", p->source->id);
    lua_setfield(L, -2, "source");
}

static mh_view self_of(const mh_feed_part *p, mh_view given) {
    for (size_t i = 0; i < p->links.len; i++)
        if (mh_view_ieq(p->links.ptr[i].rel, MH_VIEW("self"))) return p->links.ptr[i].url;
    return given;
}

static void push_feed(lua_State *L, doc_scratch *s, const feed_opts *o) {
    const mh_feed *f = s->feed;
    const mh_feed_part *p = mh_feed_head(f);
    size_t n = mh_feed_count(f), max = (size_t)o->max_items;
    lua_newtable(L);
    set_common(L, s, p);
    mh_set_view(L, "form", mh_view_of(mh_feed_form_name(mh_feed_form_of(f))));
    mh_set_view(L, "version", mh_feed_version(f));
    set_text(L, s, "description", &p->subtitle, mh_feed_text_plain);
    mh_set_view(L, "link", p->link);
    mh_set_view(L, "url", self_of(p, o->url));
    mh_set_view(L, "image", p->image.url.len ? p->image.url : p->logo);
    mh_set_view(L, "generator", p->generator);
    mh_set_view(L, "charset", mh_view_of(mh_feed_charset(f)));
    lua_pushboolean(L, mh_feed_malformed(f));
    lua_setfield(L, -2, "malformed");
    lua_pushboolean(L, mh_feed_clipped(f) || n > max);
    lua_setfield(L, -2, "clipped");
    lua_createtable(L, (int)(n < max ? n : max), 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < n && i < max; i++) {
        push_item(L, s, mh_feed_entry(f, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "items");
}
