/* robots_priv.h - shared by the reader of robots.txt and by what matches its rules.
 * Owns: strings live in the arena of the mh_robots. Threads: any for reading. Pure. */
#ifndef MH_NET_ROBOTS_PRIV_H
#define MH_NET_ROBOTS_PRIV_H

#include "base/arena.h"
#include "base/vec.h"
#include "net/robots.h"

typedef struct mh_robots_rule {
    mh_view pattern; /* escaped (mh_robots_escape), without the "$" of an anchored one */
    bool allow;
    bool anchored; /* it ended with "$" */
    bool has_star;
} mh_robots_rule;

typedef struct mh_robots_group {
    size_t from, to;  /* its rules, the most specific first */
    int64_t delay_ms; /* -1: none */
    bool has_rate;
    mh_robots_rate rate;
} mh_robots_group;

typedef struct mh_robots_agent {
    mh_view name; /* as written, without a version; "*" for all */
    size_t group;
} mh_robots_agent;

struct mh_robots {
    mh_arena *arena;
    MH_VEC(mh_robots_rule) rules;
    MH_VEC(mh_robots_group) groups;
    MH_VEC(mh_robots_agent) agents; /* a name is in a group once */
    MH_VEC(mh_view) sitemaps;
    mh_robots_lines lines;
};

/* Octets of the pattern as written, which RFC 9309 compares. */
static inline size_t mh_robots_weight(const mh_robots_rule *r) {
    return r->pattern.len + (r->anchored ? 1 : 0);
}

/* Appends v so that what RFC 9309 calls equal is equal: escapes of unreserved characters undone, all
 * others in upper case, what may not stand in a URL escaped, and "*" and "$" too, but the "*" of a
 * pattern. */
void mh_robots_escape(mh_buf *out, mh_view v, bool is_pattern);

/* Path and query of url, "/" when it has none; without a scheme "h/a" is /a on host h. Not escaped.
 * Appends. */
void mh_robots_target(mh_buf *out, mh_view url);

/* Reading of values; false when the value says nothing that can be obeyed. */
bool mh_robots_read_delay(mh_view value, int64_t *ms);
bool mh_robots_read_rate(mh_view value, mh_robots_rate *out);

#endif
