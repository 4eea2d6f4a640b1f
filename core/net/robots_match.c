/* Which group of a robots.txt is for an agent, and what its rules say of a URL. */
#include "net/robots.h"
#include "net/robots_priv.h"

#include <string.h>

/* Names that a User-Agent may hold; more are not looked at. */
#define NAMES_MAX 16

/* Bytes of a URL that rules with stars may look at, each of them all of it: 16,000 such rules and a
 * URL of 1,000 bytes. Only a file made to hurt wants more; it is not asked for that URL. */
#define WORK_MAX ((size_t)16 << 20)

/* ---- escaping */

static int hex(char c) {
    if (mh_is_digit(c)) return c - '0';
    c = mh_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void put_escaped(mh_buf *out, unsigned char c) {
    static const char digits[] = "0123456789ABCDEF";
    char esc[3] = {'%', digits[c >> 4], digits[c & 15]};
    mh_buf_put_n(out, esc, 3);
}

static bool is_unreserved(unsigned char c) {
    return mh_is_alnum((char)c) || (c && strchr("-._~", c));
}

void mh_robots_escape(mh_buf *out, mh_view v, bool is_pattern) {
    for (size_t i = 0; i < v.len; i++) {
        unsigned char c = (unsigned char)v.ptr[i];
        if (c == '*' && is_pattern) {
            /* stars in a row are one */
            if (out->len == 0 || out->ptr[out->len - 1] != '*') mh_buf_putc(out, '*');
        } else if (c == '%' && i + 2 < v.len && hex(v.ptr[i + 1]) >= 0 && hex(v.ptr[i + 2]) >= 0) {
            unsigned char b = (unsigned char)(hex(v.ptr[i + 1]) * 16 + hex(v.ptr[i + 2]));
            if (is_unreserved(b))
                mh_buf_putc(out, (char)b);
            else
                put_escaped(out, b);
            i += 2;
        } else if (is_unreserved(c) || (c && strchr(":/?#[]@!&()+,;=", c))) {
            mh_buf_putc(out, (char)c);
        } else {
            put_escaped(out, c);
        }
    }
}

static size_t first_of(mh_view v, const char *set, size_t from) {
    while (from < v.len && !(v.ptr[from] && strchr(set, v.ptr[from]))) from++;
    return from;
}

void mh_robots_target(mh_buf *out, mh_view url) {
    url = mh_view_sub(url, 0, mh_view_find_byte(url, '#', 0));
    size_t host = mh_view_starts(url, MH_VIEW("//")) ? 2 : 0;
    size_t scheme = mh_view_find(url, MH_VIEW("://"), host);
    if (scheme < first_of(url, "/?;", host)) host = scheme + 3;
    mh_view target = mh_view_sub(url, first_of(url, "/?;", host), url.len);
    if (target.len == 0 || target.ptr[0] != '/') mh_buf_putc(out, '/');
    mh_buf_put(out, target);
}

/* ---- which group */

typedef struct names {
    mh_view name[NAMES_MAX];
    size_t len;
} names;

/* Words of a User-Agent that may name a robot: neither its address nor what everyone writes. */
static bool may_name(mh_view word) {
    return word.len > 0 && word.ptr[0] != '+' && !mh_view_ieq(word, MH_VIEW("Mozilla")) &&
           !mh_view_ieq(word, MH_VIEW("compatible")) &&
           mh_view_find(word, MH_VIEW("://"), 0) == SIZE_MAX &&
           mh_view_find_byte(word, '@', 0) == SIZE_MAX;
}

/* A product token is one name, blanks and all; a User-Agent ("a/1 (b; +http://c)") holds several. */
static void names_of(names *n, mh_view agent) {
    agent = mh_view_trim(agent);
    n->len = 0;
    if (first_of(agent, "/(;", 0) == agent.len) {
        n->name[n->len++] = agent;
        return;
    }
    for (size_t at = 0, end; at < agent.len && n->len < NAMES_MAX; at = end + 1) {
        end = first_of(agent, " \t\r\n();", at);
        mh_view word = mh_view_sub(agent, at, end);
        if (may_name(word))
            n->name[n->len++] = mh_view_sub(word, 0, mh_view_find_byte(word, '/', 0));
    }
}

static bool has_name(const names *n, mh_view name) {
    for (size_t i = 0; i < n->len; i++)
        if (mh_view_ieq(n->name[i], name)) return true;
    return false;
}

/* The longest name of the file that the agent holds, "*" when it has none of them. */
static mh_view best_name(const mh_robots *r, mh_view agent) {
    mh_view best = MH_VIEW("*");
    bool found = false;
    names n;
    names_of(&n, agent);
    for (size_t i = 0; i < r->agents.len; i++) {
        mh_view name = r->agents.ptr[i].name;
        if ((found && name.len <= best.len) || !has_name(&n, name)) continue;
        best = name;
        found = true;
    }
    return best;
}

/* The next group from *at on that has name; NULL at the end. */
static const mh_robots_group *next_group(const mh_robots *r, mh_view name, size_t *at) {
    while (*at < r->agents.len) {
        const mh_robots_agent *a = &r->agents.ptr[(*at)++];
        if (mh_view_ieq(a->name, name)) return &r->groups.ptr[a->group];
    }
    return NULL;
}

/* ---- which rule */

/* Each literal part at its first place behind the one before: nothing is tried twice. */
static bool glob(mh_view p, bool anchored, mh_view s) {
    size_t star = mh_view_find_byte(p, '*', 0), at = star;
    if (!mh_view_starts(s, mh_view_sub(p, 0, star))) return false;
    if (star == SIZE_MAX) return !anchored || s.len == p.len;
    for (;;) {
        size_t next = mh_view_find_byte(p, '*', star + 1);
        mh_view part = mh_view_sub(p, star + 1, next);
        if (next == SIZE_MAX && anchored) return s.len - at >= part.len && mh_view_ends(s, part);
        at = mh_view_find(s, part, at);
        if (at == SIZE_MAX) return false;
        if (next == SIZE_MAX) return true;
        at += part.len;
        star = next;
    }
}

/* A "$" at the end holds as the end and, as those who never heard of that meant it, as itself. */
static bool matches(const mh_robots_rule *rule, mh_view target, bool is_whole, mh_buf *literal) {
    if (!rule->anchored) return glob(rule->pattern, false, target);
    if (is_whole && glob(rule->pattern, true, target)) return true;
    if (mh_view_find(target, MH_VIEW("%24"), 0) == SIZE_MAX) return false;
    mh_buf_reset(literal);
    mh_buf_put(literal, rule->pattern);
    mh_buf_puts(literal, "%24");
    return glob(mh_buf_view(literal), false, target);
}

static bool judge(const mh_robots *r, mh_view name, mh_view target, bool is_whole) {
    const mh_robots_group *g;
    const mh_robots_rule *best = NULL;
    mh_buf literal = {0};
    size_t work = 0;
    for (size_t at = 0; (g = next_group(r, name, &at)) != NULL && work <= WORK_MAX;) {
        for (size_t i = g->from; i < g->to && work <= WORK_MAX; i++) {
            const mh_robots_rule *rule = &r->rules.ptr[i];
            if (best && mh_robots_weight(rule) < mh_robots_weight(best)) break;
            if (best && mh_robots_weight(rule) == mh_robots_weight(best) && !rule->allow) break;
            if (rule->has_star) work += target.len;
            if (!matches(rule, target, is_whole, &literal)) continue;
            best = rule;
            break; /* the rest of the group weighs less */
        }
    }
    mh_buf_clear(&literal);
    return work <= WORK_MAX && (!best || best->allow);
}

bool mh_robots_allowed(const mh_robots *r, mh_view agent, mh_view url) {
    static const mh_view own = MH_VIEW_INIT("/robots.txt");
    mh_buf path = {0}, target = {0};
    mh_robots_target(&path, url);
    /* an escape cut in two is not worth a thought: what is that long ends with no "$" */
    mh_robots_escape(&target, mh_view_sub(mh_buf_view(&path), 0, MH_ROBOTS_URL_MAX), false);
    bool is_whole = path.len <= MH_ROBOTS_URL_MAX && target.len <= MH_ROBOTS_URL_MAX;
    mh_view t = mh_view_sub(mh_buf_view(&target), 0, MH_ROBOTS_URL_MAX);
    bool allowed = mh_view_eq(mh_view_sub(t, 0, mh_view_find_byte(t, '?', 0)), own) ||
                   judge(r, best_name(r, agent), t, is_whole);
    mh_buf_clear(&path);
    mh_buf_clear(&target);
    return allowed;
}

static bool is_of_all(const mh_robots_rule *r) {
    mh_view p = r->pattern;
    return !r->anchored && (mh_view_eq(p, MH_VIEW("/")) || mh_view_eq(p, MH_VIEW("*")) ||
                            mh_view_eq(p, MH_VIEW("/*")));
}

mh_robots_rules mh_robots_rules_of(const mh_robots *r, mh_view agent) {
    const mh_robots_group *g;
    mh_robots_rules sum = {0};
    bool all = false, none = false; /* a rule of everything: allowed, disallowed */
    mh_view name = best_name(r, agent);
    for (size_t at = 0; (g = next_group(r, name, &at)) != NULL;) {
        for (size_t i = g->from; i < g->to; i++) {
            const mh_robots_rule *rule = &r->rules.ptr[i];
            sum.allow += rule->allow;
            sum.disallow += !rule->allow;
            all = all || (rule->allow && is_of_all(rule));
            none = none || (!rule->allow && is_of_all(rule));
        }
    }
    sum.none = none && !all;
    return sum;
}

/* ---- how fast */

int64_t mh_robots_crawl_delay_ms(const mh_robots *r, mh_view agent) {
    const mh_robots_group *g;
    int64_t ms = -1;
    mh_view name = best_name(r, agent);
    for (size_t at = 0; (g = next_group(r, name, &at)) != NULL;)
        if (g->delay_ms > ms) ms = g->delay_ms;
    return ms;
}

bool mh_robots_request_rate(const mh_robots *r, mh_view agent, mh_robots_rate *out) {
    const mh_robots_group *g;
    mh_view name = best_name(r, agent);
    for (size_t at = 0; (g = next_group(r, name, &at)) != NULL;) {
        if (!g->has_rate) continue;
        *out = g->rate;
        return true;
    }
    return false;
}
