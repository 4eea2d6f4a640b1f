/* Traps of crawlers: what the URL alone says, then what its shape has been worth so far. */
#include "doc/trap.h"
#include "base/arena.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "doc/trap_priv.h"

#include <stdlib.h>
#include <string.h>

/* Fingerprints of a shape that a page is compared with bit by bit: the latest. */
#define PRINTS 32
/* Cells of the count of distinct values (linear counting: a value sets one cell by its hash). */
#define CELLS 256
/* Cells set from which on the values are taken for numbers of pages: over 390 distinct ones. */
#define CELLS_MANY 200

/* Days since the epoch: 1991-01-01, before which no page was; 2100-01-01; how far ahead is far. */
#define DAY_FIRST 7670
#define DAY_LAST  47482
#define FAR_AHEAD 400

typedef struct filters {
    uint64_t name[MH_TRAP_FILTERS];
    uint8_t cells[MH_TRAP_FILTERS][CELLS / 8];
    size_t n;
} filters;

typedef struct shape {
    uint32_t followed, pages, distinct;
    uint32_t far, far_distinct;
    int32_t credit;
    uint32_t n_prints; /* ever */
    uint64_t first;    /* the only print: most shapes are a title of their own and have one page */
    uint64_t *prints;  /* arena; PRINTS of them, NULL before the second */
    filters *filters;  /* arena; NULL with fewer than three of them */
} shape;

struct mh_trap {
    mh_trap_rules rules;
    int64_t far_day;
    mh_arena *arena;
    mh_map *shapes;   /* hash of a shape to shape */
    mh_map *prints;   /* fingerprint to how often */
    mh_map *sets;     /* path and set of names: seen */
    mh_map *paths;    /* path to its number of sets */
    mh_map *sessions; /* host and session: seen */
    mh_map *hosts;    /* host to its number of sessions */
};

mh_trap *mh_trap_new(const mh_trap_rules *rules, int64_t today_s) {
    mh_trap *t = mh_alloc(sizeof *t);
    t->rules = rules ? *rules : MH_TRAP_RULES_DEFAULT;
    t->far_day = today_s > 0 ? today_s / 86400 + FAR_AHEAD : DAY_LAST;
    t->arena = mh_arena_new();
    t->shapes = mh_map_new();
    t->prints = mh_map_new();
    t->sets = mh_map_new();
    t->paths = mh_map_new();
    t->sessions = mh_map_new();
    t->hosts = mh_map_new();
    return t;
}

void mh_trap_free(mh_trap *t) {
    if (!t) return;
    mh_map_free(t->shapes);
    mh_map_free(t->prints);
    mh_map_free(t->sets);
    mh_map_free(t->paths);
    mh_map_free(t->sessions);
    mh_map_free(t->hosts);
    mh_arena_free(t->arena);
    free(t);
}

/* ---- tables by hash */

static mh_view key_of(const uint64_t *hash) {
    return (mh_view){(const char *)hash, sizeof *hash};
}

static const mh_value *find(const mh_map *m, uint64_t hash) {
    return mh_map_get(m, key_of(&hash));
}

/* NULL when it is a new one and the table is full. */
static mh_value *at(const mh_trap *t, mh_map *m, uint64_t hash) {
    if (mh_map_len(m) >= t->rules.max_remember) return mh_map_get(m, key_of(&hash));
    return mh_map_at(m, key_of(&hash), NULL);
}

static uint64_t hash_shape(const mh_trap_url *u) {
    return mh_hash64(mh_buf_view(&u->shape), 1);
}

static uint64_t hash_path(const mh_trap_url *u) {
    return mh_hash64(mh_view_sub(mh_buf_view(&u->shape), 0, u->path_len), 2);
}

static uint64_t hash_set(const mh_trap_url *u) {
    return mh_hash64(key_of(&u->set), hash_path(u));
}

static uint64_t hash_host(const mh_trap_url *u) {
    return mh_hash64(u->host, 3);
}

static uint64_t hash_session(const mh_trap_url *u) {
    return mh_hash64(u->session, hash_host(u));
}

static const shape *find_shape(const mh_trap *t, const mh_trap_url *u) {
    const mh_value *v = find(t->shapes, hash_shape(u));
    return v ? v->ptr : NULL;
}

static shape *shape_at(mh_trap *t, const mh_trap_url *u) {
    mh_value *v = at(t, t->shapes, hash_shape(u));
    if (v && !v->ptr) {
        shape *s = mh_arena_alloc(t->arena, sizeof *s);
        s->credit = t->rules.credit;
        v->ptr = s;
    }
    return v ? v->ptr : NULL;
}

/* ---- what the URL alone says */

static bool has_letter(mh_view v) {
    for (size_t i = 0; i < v.len; i++)
        if (mh_is_alpha(v.ptr[i])) return true;
    return false;
}

static bool same_run(const mh_trap_url *u, size_t a, size_t b, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!mh_view_eq(u->segment[a + i], u->segment[b + i])) return false;
    return true;
}

/* /a/b/a/b/a/b: a run of segments three times in a row, or a word four times anywhere. Numbers do not
 * count: /01/01/01 is a day. */
static bool is_loop(const mh_trap_url *u) {
    for (size_t i = 0; i < u->segments; i++) {
        unsigned times = 1;
        if (!has_letter(u->segment[i])) continue;
        for (size_t j = i + 1; j < u->segments; j++) times += same_run(u, i, j, 1);
        if (times >= 4) return true;
        for (size_t n = 1; i + 3 * n <= u->segments; n++)
            if (same_run(u, i, i + n, n) && same_run(u, i, i + 2 * n, n)) return true;
    }
    return false;
}

/* One parameter again and again, as a link that appends to the query it is on makes it. */
static bool grows(const mh_trap *t, const mh_trap_url *u) {
    for (size_t i = 0; i < u->params; i++) {
        const mh_trap_param *p = &u->param[i];
        unsigned names = 0, pairs = 0;
        bool is_list = mh_view_ends(p->name, MH_VIEW("%5B%5D"));
        for (size_t j = 0; j < u->params; j++) {
            bool same = mh_view_eq(p->name, u->param[j].name);
            names += same;
            pairs += same && mh_view_eq(p->value, u->param[j].value);
        }
        if (names > t->rules.max_again * (is_list ? 2 : 1) || pairs > 2) return true;
    }
    return false;
}

static const char *look_at_url(const mh_trap *t, const mh_trap_url *u) {
    if (u->text.len > t->rules.max_url) return "address too long";
    if (u->depth > t->rules.max_depth) return "path too deep";
    if (is_loop(u)) return "path that repeats itself";
    if (u->all_params > t->rules.max_params) return "too many parameters";
    if (grows(t, u)) return "query that grows";
    /* an escape of an escape of an escape: an address in an address that goes on */
    if (mh_view_find(mh_buf_view(&u->text), MH_VIEW("%2525"), 0) != SIZE_MAX)
        return "address inside itself";
    return NULL;
}

/* ---- what its shape has been worth */

static size_t cells_set(const uint8_t *cells) {
    size_t n = 0;
    for (size_t i = 0; i < CELLS / 8; i++) n += (size_t)__builtin_popcount(cells[i]);
    return n;
}

/* URLs by far outnumber the values of the filter that has most: so they combine. Where one value is the
 * number of a story, there are about as many of it as URLs, however many others follow from it. */
static bool combines(const mh_trap *t, const shape *s) {
    size_t varying = 0, most = 1;
    if (!s->filters || s->followed < t->rules.filter_min) return false;
    for (size_t i = 0; i < s->filters->n; i++) {
        size_t n = cells_set(s->filters->cells[i]);
        varying += n > 1;
        if (n > most) most = n;
    }
    return varying >= 3 && most < CELLS_MANY && s->followed > t->rules.filter_times * most;
}

static bool is_far(const mh_trap *t, const mh_trap_url *u) {
    return u->is_day && (u->day < DAY_FIRST || u->day > t->far_day);
}

static const char *look_at_shape(const mh_trap *t, const mh_trap_url *u, const shape *s) {
    const mh_trap_rules *r = &t->rules;
    if (s->credit <= 0) return "pages of this shape repeat each other";
    if (is_far(t, u) && s->far >= r->max_far + 2ull * s->far_distinct)
        return u->day < DAY_FIRST ? "calendar far in the past" : "calendar far in the future";
    if (u->is_day && u->is_calendar && s->followed >= r->max_calendar + 2ull * s->distinct)
        return "endless calendar";
    if (combines(t, s)) return "filters in all combinations";
    if (s->followed >= r->max_shape + 20ull * s->distinct) return "too many addresses of one shape";
    return NULL;
}

static const char *look_at_sets(const mh_trap *t, const mh_trap_url *u) {
    if (u->params < 4) return NULL;
    const mh_value *n = find(t->paths, hash_path(u));
    bool full = n && n->num >= t->rules.max_sets && !find(t->sets, hash_set(u));
    return full ? "filters in all combinations" : NULL;
}

static const char *look_at_session(const mh_trap *t, const mh_trap_url *u) {
    if (u->session.len == 0) return NULL;
    const mh_value *n = find(t->hosts, hash_host(u));
    bool full = n && n->num >= t->rules.max_sessions && !find(t->sessions, hash_session(u));
    return full ? "session id in the address" : NULL;
}

const char *mh_trap_look(const mh_trap *t, mh_view url) {
    mh_trap_url u;
    const char *why = NULL;
    if (mh_trap_url_read(&u, url)) {
        const shape *s = find_shape(t, &u);
        why = look_at_url(t, &u);
        if (!why && s) why = look_at_shape(t, &u, s);
        if (!why) why = look_at_sets(t, &u);
        if (!why) why = look_at_session(t, &u);
    }
    mh_trap_url_clear(&u);
    return why;
}

/* ---- what is told */

static void count_filters(mh_trap *t, shape *s, const mh_trap_url *u) {
    size_t n = 0;
    for (size_t i = 0; i < u->params; i++) n += u->param[i].is_filter;
    if (n < 3) return;
    if (!s->filters) s->filters = mh_arena_alloc(t->arena, sizeof *s->filters);
    filters *f = s->filters;
    for (size_t i = 0; i < u->params; i++) {
        if (!u->param[i].is_filter) continue;
        uint64_t name = mh_hash64(u->param[i].name, 4), value = mh_hash64(u->param[i].value, 5);
        size_t k = 0;
        while (k < f->n && f->name[k] != name) k++;
        if (k == MH_TRAP_FILTERS) continue;
        if (k == f->n) f->name[f->n++] = name;
        value %= CELLS;
        f->cells[k][value / 8] |= (uint8_t)(1u << value % 8);
    }
}

/* Counts a member of a set once: seen[of + it] and how many of counts[of]. */
static void count_once(mh_trap *t, mh_map *seen, uint64_t it, mh_map *counts, uint64_t of) {
    mh_value *v = at(t, seen, it), *n = at(t, counts, of);
    if (!v || v->num) return;
    v->num = 1;
    if (n) n->num++;
}

void mh_trap_follow(mh_trap *t, mh_view url) {
    mh_trap_url u;
    shape *s;
    if (mh_trap_url_read(&u, url) && (s = shape_at(t, &u)) != NULL) {
        s->followed++;
        s->far += is_far(t, &u);
        count_filters(t, s, &u);
        if (u.params > 0) count_once(t, t->sets, hash_set(&u), t->paths, hash_path(&u));
        if (u.session.len > 0)
            count_once(t, t->sessions, hash_session(&u), t->hosts, hash_host(&u));
    }
    mh_trap_url_clear(&u);
}

/* Whether one of the shape's latest pages is alike; adds this one when none is. */
static bool is_near(mh_trap *t, shape *s, uint64_t print) {
    size_t n = s->n_prints < PRINTS ? s->n_prints : PRINTS;
    const uint64_t *prints = s->prints ? s->prints : &s->first;
    for (size_t i = 0; i < n; i++)
        if ((unsigned)__builtin_popcountll(prints[i] ^ print) <= t->rules.near) return true;
    if (s->n_prints == 0) {
        s->first = print;
    } else {
        if (!s->prints) {
            s->prints = mh_arena_array(t->arena, PRINTS, sizeof *s->prints);
            s->prints[0] = s->first;
        }
        s->prints[s->n_prints % PRINTS] = print;
    }
    s->n_prints++;
    return false;
}

void mh_trap_page(mh_trap *t, mh_view url, uint64_t fingerprint) {
    mh_trap_url u;
    shape *s;
    if (mh_trap_url_read(&u, url) && (s = shape_at(t, &u)) != NULL) {
        mh_value *seen = at(t, t->prints, fingerprint);
        bool repeats = seen && seen->num > 0;
        if (seen) seen->num++;
        repeats = is_near(t, s, fingerprint) || repeats;
        s->pages++;
        s->credit += repeats ? -1 : t->rules.credit_gain;
        if (s->credit > t->rules.credit_max) s->credit = t->rules.credit_max;
        if (s->credit < 0) s->credit = 0;
        if (!repeats) {
            s->distinct++;
            s->far_distinct += is_far(t, &u);
        }
    }
    mh_trap_url_clear(&u);
}

void mh_trap_shape(mh_buf *out, mh_view url) {
    mh_trap_url u;
    if (mh_trap_url_read(&u, url)) mh_buf_put(out, mh_buf_view(&u.shape));
    mh_trap_url_clear(&u);
}
