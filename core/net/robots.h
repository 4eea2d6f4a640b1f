/* robots.h - the Robots Exclusion Protocol: what a robots.txt lets a crawler fetch, and how fast.
 * Owns: a parsed file owns copies of what it needs.
 * Threads: any for reading once parsed. Pure.
 *
 * Source: RFC 9309 (groups, longest match, "*" and "$", percent-encoding, merging of groups);
 * Crawl-delay, Request-rate and Sitemap are customs beyond it, as are the misspellings that the
 * large crawlers forgive. Matching is linear in rule and URL, whatever the number of stars. */
#ifndef MH_NET_ROBOTS_H
#define MH_NET_ROBOTS_H

#include "base/str.h"

typedef struct mh_robots mh_robots;

#define MH_ROBOTS_MAX                                                                              \
    ((size_t)512 << 10) /* bytes that are read; RFC 9309 asks for 500 KiB at least */
#define MH_ROBOTS_LINE_MAX                                                                         \
    ((size_t)16663) /* bytes of a line that are read: eight of the longest URLs of old browsers */
#define MH_ROBOTS_URL_MAX                                                                          \
    ((size_t)32 << 10) /* bytes of an escaped URL that are matched; "$" lies beyond */
#define MH_ROBOTS_DELAY_MAX_MS 86400000 /* a longer Crawl-delay counts as this: a day */

/* Reads any bytes; what is behind MH_ROBOTS_MAX (at the last whole line) is not looked at. Never
 * NULL: a text without rules allows everything. */
mh_robots *mh_robots_parse(mh_view text);
void mh_robots_free(mh_robots *r); /* NULL is fine */

/* Whether agent (a product token "minehost", or a whole User-Agent) may fetch url (absolute, or a
 * path with its query; dots in it resolved, as mh_url_href gives it). /robots.txt itself always may
 * be. The most specific name that agent holds decides; groups of that name are one; "*" is for those
 * that have none. */
bool mh_robots_allowed(const mh_robots *r, mh_view agent, mh_view url);

/* Crawl-delay of the agent's group in milliseconds, the longest where it names several; -1 when it
 * names none. */
int64_t mh_robots_crawl_delay_ms(const mh_robots *r, mh_view agent);

typedef struct mh_robots_rate {
    int requests;         /* so many ... */
    int64_t seconds;      /* ... in so many seconds */
    int from_min, to_min; /* between these minutes of the UTC day; -1: always */
} mh_robots_rate;

/* Request-rate of the agent's group, the first where it names several; false when it names none. */
bool mh_robots_request_rate(const mh_robots *r, mh_view agent, mh_robots_rate *out);

/* What the agent's group holds, for people: how much, not of what weight. */
typedef struct mh_robots_rules {
    size_t allow, disallow; /* rules; an empty Disallow is none */
    bool none;              /* nothing is allowed but what an Allow names */
} mh_robots_rules;

mh_robots_rules mh_robots_rules_of(const mh_robots *r, mh_view agent);

/* Sitemap lines, of the whole file, in their order; as written. */
size_t mh_robots_sitemaps(const mh_robots *r);
mh_view mh_robots_sitemap(const mh_robots *r, size_t i);

/* What the reader made of the lines: for those who ask why a rule has no effect. */
typedef struct mh_robots_lines {
    size_t known;      /* lines with a directive that is understood */
    size_t unknown;    /* lines with another one */
    size_t last_known; /* number of the last known line, from 1; 0: none */
    bool cut;          /* the text was longer than MH_ROBOTS_MAX */
} mh_robots_lines;

mh_robots_lines mh_robots_lines_of(const mh_robots *r);

#endif
