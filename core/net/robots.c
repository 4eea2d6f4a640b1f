/* Reading robots.txt: lines to groups of rules. */
#include "net/robots.h"
#include "base/map.h"
#include "net/robots_priv.h"

#include <stdlib.h>
#include <string.h>

typedef enum field {
    UNKNOWN,
    USER_AGENT,
    ALLOW,
    DISALLOW,
    CRAWL_DELAY,
    REQUEST_RATE,
    SITEMAP
} field;

static const struct {
    const char *name;
    field field;
} fields[] = {
    {"user-agent", USER_AGENT},
    {"useragent", USER_AGENT},
    {"user agent", USER_AGENT},
    {"allow", ALLOW},
    {"disallow", DISALLOW},
    /* misspellings seen in the wild, which the large crawlers obey */
    {"dissallow", DISALLOW},
    {"dissalow", DISALLOW},
    {"disalow", DISALLOW},
    {"diasllow", DISALLOW},
    {"disallaw", DISALLOW},
    {"crawl-delay", CRAWL_DELAY},
    {"crawldelay", CRAWL_DELAY},
    {"crawl delay", CRAWL_DELAY},
    {"request-rate", REQUEST_RATE},
    {"requestrate", REQUEST_RATE},
    {"request rate", REQUEST_RATE},
    {"sitemap", SITEMAP},
    {"sitemaps", SITEMAP},
    {"site-map", SITEMAP},
};

typedef struct reader {
    mh_robots *r;
    mh_map *named;   /* lower-case name to the number of its latest group, counted from 1 */
    bool in_group;   /* a user-agent line was there */
    bool has_member; /* the group has more than names: the next name begins another one */
    size_t line;
} reader;

static field field_of(mh_view key) {
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (mh_view_ieq(key, mh_view_of(fields[i].name))) return fields[i].field;
    return UNKNOWN;
}

static size_t skip_to_space(mh_view v, size_t at, bool space) {
    while (at < v.len && mh_is_space(v.ptr[at]) != space) at++;
    return at;
}

/* "key: value", or "key value" where these are all the words; comments are gone. */
static bool split_line(mh_view line, mh_view *key, mh_view *value) {
    line = mh_view_trim(mh_view_sub(line, 0, mh_view_find_byte(line, '#', 0)));
    size_t at = mh_view_find_byte(line, ':', 0), next = at + 1;
    if (at == SIZE_MAX) {
        at = skip_to_space(line, 0, true);
        next = skip_to_space(line, at, false);
        if (next == line.len || skip_to_space(line, next, true) != line.len) return false;
    }
    *key = mh_view_trim(mh_view_sub(line, 0, at));
    *value = mh_view_trim(mh_view_sub(line, next, line.len));
    return key->len > 0;
}

static mh_robots_group *group_of(reader *d) {
    return &d->r->groups.ptr[d->r->groups.len - 1];
}

static void by_weight(mh_robots *r, mh_robots_group *g);

static void begin_group(reader *d) {
    mh_robots *r = d->r;
    if (d->in_group) by_weight(r, group_of(d));
    mh_robots_group g = {.from = r->rules.len, .to = r->rules.len, .delay_ms = -1};
    mh_vec_push(&r->groups, g);
    d->in_group = true;
    d->has_member = false;
}

/* A name without its version, and without a star behind it. */
static mh_view product(mh_view v) {
    size_t n = 0;
    v = mh_view_trim(v);
    while (n < v.len && !mh_is_space(v.ptr[n]) && !(v.ptr[n] && strchr("/;(", v.ptr[n]))) n++;
    while (n > 1 && v.ptr[n - 1] == '*') n--;
    return mh_view_sub(v, 0, n);
}

static void add_agents(reader *d, mh_view value) {
    mh_robots *r = d->r;
    mh_buf lower = {0};
    mh_view one;
    if (!d->in_group || d->has_member) begin_group(d);
    while (mh_view_split(&value, ',', &one)) {
        mh_view name = product(one);
        if (name.len == 0) continue;
        mh_buf_reset(&lower);
        for (size_t i = 0; i < name.len; i++) mh_buf_putc(&lower, mh_lower(name.ptr[i]));
        mh_value *latest = mh_map_at(d->named, mh_buf_view(&lower), NULL);
        if (latest->num == r->groups.len) continue;
        latest->num = r->groups.len;
        mh_robots_agent a = {mh_arena_dup(r->arena, name), r->groups.len - 1};
        mh_vec_push(&r->agents, a);
    }
    mh_buf_clear(&lower);
}

static void push_rule(reader *d, mh_view pattern, bool allow, bool anchored) {
    mh_robots_rule rule = {mh_arena_dup(d->r->arena, pattern), allow, anchored,
                           mh_view_find_byte(pattern, '*', 0) != SIZE_MAX};
    mh_vec_push(&d->r->rules, rule);
    group_of(d)->to = d->r->rules.len;
}

static void add_rule(reader *d, mh_view value, bool allow) {
    mh_buf b = {0};
    bool anchored = mh_view_ends(value, MH_VIEW("$"));
    if (anchored) value.len--;
    /* "Disallow: private" means /private: to take it for a rule that never holds helps nobody */
    if (value.len == 0 || (value.ptr[0] != '/' && value.ptr[0] != '*')) mh_buf_putc(&b, '/');
    mh_robots_escape(&b, value, true);
    push_rule(d, mh_buf_view(&b), allow, anchored);
    /* who allows the index page of a folder allows the folder */
    size_t name = b.len;
    while (name > 0 && b.ptr[name - 1] != '/') name--;
    if (allow && mh_view_starts(mh_view_sub(mh_buf_view(&b), name, b.len), MH_VIEW("index.htm")))
        push_rule(d, mh_view_sub(mh_buf_view(&b), 0, name), true, true);
    mh_buf_clear(&b);
}

/* A line of someone's dialect ("Noindex: /a") is a member of the group like any rule; another one
 * ("Host: a.b") is not, as it must not part two names (RFC 9309, 2.2.4). */
static bool is_foreign_rule(mh_view value) {
    return value.len > 0 && (value.ptr[0] == '/' || value.ptr[0] == '*');
}

static void take_member(reader *d, field f, mh_view value) {
    int64_t ms = 0;
    mh_robots_rate rate;
    mh_robots_group *g = group_of(d);
    d->has_member = true;
    if ((f == ALLOW || f == DISALLOW) && value.len > 0) add_rule(d, value, f == ALLOW);
    if (f == CRAWL_DELAY && mh_robots_read_delay(value, &ms) && ms > g->delay_ms) g->delay_ms = ms;
    if (f == REQUEST_RATE && !g->has_rate && mh_robots_read_rate(value, &rate)) {
        g->rate = rate;
        g->has_rate = true;
    }
}

static void take_line(reader *d, mh_view line) {
    mh_view key, value;
    mh_robots_lines *seen = &d->r->lines;
    d->line++;
    if (!split_line(mh_view_sub(line, 0, MH_ROBOTS_LINE_MAX), &key, &value)) return;
    field f = field_of(key);
    if (f == UNKNOWN) {
        seen->unknown++;
        if (is_foreign_rule(value)) d->has_member = true;
        return;
    }
    seen->known++;
    seen->last_known = d->line;
    if (f == USER_AGENT) add_agents(d, value);
    if (f == SITEMAP && value.len > 0)
        mh_vec_push(&d->r->sitemaps, mh_arena_dup(d->r->arena, value));
    /* what comes before the first name is for nobody */
    if (f != USER_AGENT && f != SITEMAP && d->in_group) take_member(d, f, value);
}

/* The most specific first; an Allow before a Disallow of the same weight. */
static int compare_rules(const void *a, const void *b) {
    const mh_robots_rule *x = a, *y = b;
    size_t m = mh_robots_weight(x), n = mh_robots_weight(y);
    if (m != n) return m > n ? -1 : 1;
    return (x->allow ? 0 : 1) - (y->allow ? 0 : 1);
}

static void by_weight(mh_robots *r, mh_robots_group *g) {
    if (g->to - g->from > 1)
        qsort(r->rules.ptr + g->from, g->to - g->from, sizeof *r->rules.ptr, compare_rules);
}

/* Without the mark of UTF-8, or as much of it as is there. */
static mh_view without_mark(mh_view v) {
    static const char mark[] = "\xEF\xBB\xBF";
    size_t n = 0;
    while (n < 3 && n < v.len && v.ptr[n] == mark[n]) n++;
    return mh_view_sub(v, n, v.len);
}

static bool is_break(char c) {
    return c == '\n' || c == '\r';
}

mh_robots *mh_robots_parse(mh_view text) {
    mh_robots *r = mh_alloc(sizeof *r);
    reader d = {.r = r, .named = mh_map_new()};
    r->arena = mh_arena_new();
    r->lines.cut = text.len > MH_ROBOTS_MAX;
    if (r->lines.cut) {
        size_t n = MH_ROBOTS_MAX;
        while (n > 0 && !is_break(text.ptr[n - 1])) n--;
        text.len = n ? n : MH_ROBOTS_MAX;
    }
    text = without_mark(text);
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        end = at;
        while (end < text.len && !is_break(text.ptr[end])) end++;
        take_line(&d, mh_view_sub(text, at, end));
        if (end + 1 < text.len && text.ptr[end] == '\r' && text.ptr[end + 1] == '\n') end++;
    }
    if (d.in_group) by_weight(r, group_of(&d));
    mh_map_free(d.named);
    return r;
}

void mh_robots_free(mh_robots *r) {
    if (!r) return;
    mh_vec_clear(&r->rules);
    mh_vec_clear(&r->groups);
    mh_vec_clear(&r->agents);
    mh_vec_clear(&r->sitemaps);
    mh_arena_free(r->arena);
    free(r);
}

size_t mh_robots_sitemaps(const mh_robots *r) {
    return r->sitemaps.len;
}

mh_view mh_robots_sitemap(const mh_robots *r, size_t i) {
    return r->sitemaps.ptr[i];
}

mh_robots_lines mh_robots_lines_of(const mh_robots *r) {
    return r->lines;
}
