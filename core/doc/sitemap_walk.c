/* The plan of a walk over the sitemaps of a site, and the lines of robots.txt that begin it. */
#include "doc/sitemap_priv.h"

#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>

#define MAX_SITEMAPS 500u
#define MAX_DEPTH    5u

struct mh_sitemap_walk {
    mh_sitemap_plan plan; /* its views are the arena's */
    mh_arena *arena;
    MH_VEC(mh_sitemap_step) steps;
    mh_map *seen;     /* addresses asked for or arrived at */
    size_t next;      /* first step that may be waiting */
    uint32_t current; /* step asked for; UINT32_MAX: none */
    uint32_t asked;
    mh_sitemap *last;
    bool clipped;
};

/* The value of a "Sitemap" line, or empty: any case, space around the colon, "Site-map" too. */
static mh_view sitemap_line(mh_view line) {
    static const mh_view names[] = {MH_VIEW_INIT("sitemap"), MH_VIEW_INIT("site-map")};
    size_t hash = mh_view_find_byte(line, '#', 0);
    line = sitemap_trim(mh_view_sub(line, 0, hash == SIZE_MAX ? line.len : hash));
    size_t colon = mh_view_find_byte(line, ':', 0);
    if (colon == SIZE_MAX) return (mh_view){0};
    mh_view name = mh_view_trim(mh_view_sub(line, 0, colon));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mh_view_ieq(name, names[i]))
            return sitemap_trim(mh_view_sub(line, colon + 1, line.len));
    return (mh_view){0};
}

/* ref as an absolute http address without fragment, in the arena; empty when it is none. */
static mh_view absolute(mh_arena *a, mh_view ref, mh_view base) {
    mh_url b = {0}, u = {0};
    mh_view out = {0};
    bool has_base = base.len && mh_url_parse(&b, base, NULL, NULL) == MH_OK;
    if (mh_url_parse(&u, ref, has_base ? &b : NULL, NULL) == MH_OK && mh_url_is_http(&u))
        out = mh_arena_dup(a, mh_url_href_no_fragment(&u));
    mh_url_clear(&u);
    mh_url_clear(&b);
    return out;
}

mh_view_list mh_sitemap_robots(mh_view robots, mh_view url, mh_arena *a) {
    mh_view_list out = {mh_arena_array(a, MH_SITEMAP_MAX_ROBOTS, sizeof(mh_view)), 0};
    mh_map *seen = mh_map_new();
    mh_view line;
    bool fresh;
    while (robots.len && out.len < MH_SITEMAP_MAX_ROBOTS) {
        size_t end = 0;
        while (end < robots.len && robots.ptr[end] != '\n' && robots.ptr[end] != '\r') end++;
        line = sitemap_line(mh_view_sub(robots, 0, end));
        robots = mh_view_sub(robots, end + 1, robots.len);
        mh_view found = line.len ? absolute(a, line, url) : line;
        if (found.len == 0) continue;
        mh_map_at(seen, found, &fresh);
        if (fresh) out.ptr[out.len++] = found;
    }
    mh_map_free(seen);
    return out;
}

static bool first_time(mh_sitemap_walk *w, mh_view url) {
    bool fresh;
    mh_map_at(w->seen, url, &fresh);
    return fresh;
}

/* Plans url below parent (UINT32_MAX: a beginning). */
static void add_step(mh_sitemap_walk *w, mh_view url, uint32_t parent, bool is_robots, bool guess) {
    if (w->steps.len >= (size_t)w->plan.max_sitemaps * 2 + 32) {
        w->clipped = true;
        return;
    }
    mh_sitemap_step s = {.url = url, .is_robots = is_robots, .is_guess = guess};
    s.parent = parent == UINT32_MAX ? (uint32_t)w->steps.len : parent;
    if (parent != UINT32_MAX) s.depth = w->steps.ptr[parent].depth + 1;
    if (!first_time(w, url)) {
        if (guess) return;
        s.state = MH_SITEMAP_REPEATED;
        s.why = MH_VIEW("named before");
    }
    mh_vec_push(&w->steps, s);
}

/* The places where sitemaps lie when nobody names them. */
static void add_guesses(mh_sitemap_walk *w) {
    static const mh_view paths[] = {MH_VIEW_INIT("/sitemap.xml"),
                                    MH_VIEW_INIT("/sitemap_index.xml"),
                                    MH_VIEW_INIT("/sitemap-index.xml"),
                                    MH_VIEW_INIT("/wp-sitemap.xml"),
                                    MH_VIEW_INIT("/sitemap.xml.gz"),
                                    MH_VIEW_INIT("/sitemap_index.xml.gz"),
                                    MH_VIEW_INIT("/sitemap-news.xml"),
                                    MH_VIEW_INIT("/sitemap_news.xml"),
                                    MH_VIEW_INIT("/news-sitemap.xml"),
                                    MH_VIEW_INIT("/sitemap/sitemap.xml"),
                                    MH_VIEW_INIT("/sitemap/sitemap-index.xml"),
                                    MH_VIEW_INIT("/sitemap.txt")};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        mh_view url = absolute(w->arena, paths[i], w->plan.start);
        if (url.len) add_step(w, url, UINT32_MAX, false, true);
    }
}

mh_rc mh_sitemap_walk_new(mh_sitemap_walk **out, const mh_sitemap_plan *p, mh_err *e) {
    mh_sitemap_walk *w = mh_alloc(sizeof *w);
    *out = NULL;
    w->arena = mh_arena_new();
    w->seen = mh_map_new();
    w->plan = *p;
    w->current = UINT32_MAX;
    if (w->plan.max_sitemaps == 0) w->plan.max_sitemaps = MAX_SITEMAPS;
    if (w->plan.max_depth == 0) w->plan.max_depth = MAX_DEPTH;
    w->plan.start = absolute(w->arena, p->start, (mh_view){0});
    if (w->plan.start.len == 0) {
        mh_sitemap_walk_free(w);
        return mh_fail(e, MH_E_USAGE, "walk sitemaps: %.*s is no address of http",
                       MH_FMT(mh_view_sub(p->start, 0, 200)));
    }
    if (p->of_sitemap)
        add_step(w, w->plan.start, UINT32_MAX, false, false);
    else
        add_step(w, absolute(w->arena, MH_VIEW("/robots.txt"), w->plan.start), UINT32_MAX, true,
                 false);
    *out = w;
    return MH_OK;
}

void mh_sitemap_walk_free(mh_sitemap_walk *w) {
    if (!w) return;
    mh_sitemap_free(w->last);
    mh_vec_clear(&w->steps);
    mh_map_free(w->seen);
    mh_arena_free(w->arena);
    free(w);
}

size_t mh_sitemap_walk_count(const mh_sitemap_walk *w) {
    return w->steps.len;
}

const mh_sitemap_step *mh_sitemap_walk_step(const mh_sitemap_walk *w, size_t i) {
    return &w->steps.ptr[i];
}

bool mh_sitemap_walk_clipped(const mh_sitemap_walk *w) {
    return w->clipped;
}

/* Whether a sitemap was met that is no guess: then there is nothing to guess. */
static bool named_any(const mh_sitemap_walk *w) {
    for (size_t i = 0; i < w->steps.len; i++)
        if (!w->steps.ptr[i].is_robots) return true;
    return false;
}

static void end_robots(mh_sitemap_walk *w) {
    if (!named_any(w) && !w->plan.no_guesses) add_guesses(w);
}

bool mh_sitemap_walk_next(mh_sitemap_walk *w, mh_view *url) {
    if (w->current != UINT32_MAX) mh_sitemap_walk_miss(w, MH_VIEW("not fetched"));
    while (w->next < w->steps.len && w->steps.ptr[w->next].state != MH_SITEMAP_WAITING) w->next++;
    if (w->next == w->steps.len) return false;
    if (w->asked >= w->plan.max_sitemaps) {
        w->clipped = true;
        return false;
    }
    w->asked++;
    w->current = (uint32_t)w->next;
    w->steps.ptr[w->next].state = MH_SITEMAP_ASKED;
    *url = w->steps.ptr[w->next].url;
    return true;
}

static mh_sitemap_step *end_step(mh_sitemap_walk *w, mh_sitemap_state state, mh_view why) {
    if (w->current == UINT32_MAX) return NULL;
    mh_sitemap_step *s = &w->steps.ptr[w->current];
    s->state = state;
    s->why = mh_arena_dup(w->arena, why);
    return s;
}

void mh_sitemap_walk_miss(mh_sitemap_walk *w, mh_view why) {
    mh_sitemap_step *s = end_step(w, MH_SITEMAP_MISSED, why);
    bool robots = s && s->is_robots;
    w->current = UINT32_MAX;
    if (robots) end_robots(w);
}

static void take_robots(mh_sitemap_walk *w, const mh_sitemap_answer *got, mh_view url) {
    mh_arena *scratch = mh_arena_new();
    mh_view_list list = mh_sitemap_robots(got->bytes, url, scratch);
    uint32_t parent = w->current;
    end_step(w, MH_SITEMAP_READ, (mh_view){0});
    w->current = UINT32_MAX;
    for (size_t i = 0; i < list.len; i++)
        add_step(w, mh_arena_dup(w->arena, list.ptr[i]), parent, false, false);
    mh_arena_free(scratch);
    end_robots(w);
}

/* Old enough to be left alone: its index says that nothing in it changed since. */
static bool is_old(const mh_sitemap_plan *p, const mh_sitemap_entry *e) {
    return p->has_since && e->modified.ok && e->modified.date.time_s + 86400 <= p->since_s;
}

static void follow(mh_sitemap_walk *w, const mh_sitemap *s, uint32_t parent) {
    if (w->steps.ptr[parent].depth + 1 > w->plan.max_depth) {
        w->clipped = w->clipped || mh_sitemap_count(s) > 0;
        return;
    }
    for (size_t i = 0; i < mh_sitemap_count(s); i++) {
        const mh_sitemap_entry *e = mh_sitemap_entry_at(s, i);
        mh_view url = is_old(&w->plan, e) ? (mh_view){0} : absolute(w->arena, e->url, (mh_view){0});
        if (url.len) add_step(w, url, parent, false, false);
    }
}

mh_rc mh_sitemap_walk_take(mh_sitemap_walk *w, const mh_sitemap_answer *got, const mh_sitemap **out,
                           mh_err *e) {
    *out = NULL;
    mh_sitemap_free(w->last);
    w->last = NULL;
    if (w->current == UINT32_MAX) return mh_fail(e, MH_E_USAGE, "walk sitemaps: nothing was asked");
    uint32_t at = w->current;
    mh_sitemap_step *step = &w->steps.ptr[at];
    mh_view url = got->url.len ? absolute(w->arena, got->url, (mh_view){0}) : step->url;
    if (url.len == 0) url = step->url;
    if (step->is_robots) {
        take_robots(w, got, url);
        return MH_OK;
    }
    if (!mh_view_eq(url, step->url) && !first_time(w, url)) {
        end_step(w, MH_SITEMAP_REPEATED, MH_VIEW("led to one that was named before"));
        w->current = UINT32_MAX;
        return MH_OK;
    }
    mh_sitemap_options o = w->plan.read;
    mh_err err = {0};
    o.url = url, o.content_type = got->content_type;
    if (mh_sitemap_parse(&w->last, got->bytes, &o, &err) != MH_OK) {
        mh_sitemap_walk_miss(w, mh_view_of(err.msg));
        return mh_fail(e, err.code, "%s", err.msg);
    }
    end_step(w, MH_SITEMAP_READ, (mh_view){0});
    w->current = UINT32_MAX;
    w->steps.ptr[at].kind = mh_sitemap_kind_of(w->last);
    w->steps.ptr[at].form = mh_sitemap_form_of(w->last);
    w->clipped = w->clipped || mh_sitemap_clipped(w->last);
    if (mh_sitemap_kind_of(w->last) == MH_SITEMAP_INDEX) follow(w, w->last, at);
    *out = w->last;
    return MH_OK;
}
