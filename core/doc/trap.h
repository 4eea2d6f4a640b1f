/* trap.h - whether a URL looks like one of endlessly many: calendars, sessions, filters, loops.
 * Owns: an mh_trap owns all that it remembers. Threads: any, one at a time. Pure: the day is passed in.
 *
 * Fed with the URLs that a crawl follows and, where the caller can tell, with what was under them. No
 * verdict is about the site: the next URL of it may be fine; and none is final but those that rest
 * on the URL alone, since pages told later may earn a shape its credit.
 *
 * The shape of a URL is the URL with numbers, hexadecimal and long mixed tokens folded, and the words
 * among the values of its query. News sites have few shapes and a page behind each URL; traps have
 * few shapes and little behind them. So numbers alone never condemn: what pages say does.
 *
 * Feed it URLs as canonical.h makes them: what differs in order, sessions or campaigns only is then
 * one URL, and known. */
#ifndef MH_DOC_TRAP_H
#define MH_DOC_TRAP_H

#include "base/str.h"

/* Thresholds, each with its reason. The defaults let the largest archives of news pass. */
typedef struct mh_trap_rules {
    size_t max_url;        /* bytes; a title of 150 escaped Cyrillic letters takes 900 */
    unsigned max_depth;    /* segments of a path; news have up to 8, sites made of folders 12 */
    unsigned max_params;   /* parameters of a query; forums of the nineties reach 10 */
    unsigned max_again;    /* times that one name may be in a query; "x[]" twice as often */
    unsigned max_sessions; /* session ids of one host; a polite server gives one */
    unsigned max_far; /* URLs of a shape that are of days before the web or over a year ahead and
                              of nothing but the day; the pages of such days earn two more each */
    unsigned
        max_calendar; /* URLs of a shape that names a calendar and a day and nothing else: eight
                              years of months; its distinct pages earn two more each */
    unsigned
        max_shape;     /* URLs of any shape; its distinct pages earn twenty more each. A sitemap may
                              list 50,000 before the first of them is read */
    unsigned max_sets; /* sets of parameter names on one path, beyond which no new one of four or
                              more is followed: six filters that may be given or not have 64 */
    unsigned filter_min; /* URLs of a shape before its filters are looked at */
    unsigned
        filter_times; /* three or more filters that together make more than so many URLs for each
                              value of the most varied one: combinations, as no number of a story is
                              among them */
    /* Credit of a shape: a page that repeats another takes one, a page that does not gives gain, up to
     * max. At none the shape is not followed. With a gain of 4 a shape lives while every fifth page
     * is new; at the end of an archive it costs max requests to notice. */
    int credit, credit_gain, credit_max;
    unsigned near;       /* bits in which the fingerprints of two pages alike may differ */
    size_t max_remember; /* shapes, pages, sets, sessions, each; what comes later is judged alone */
} mh_trap_rules;

#define MH_TRAP_RULES_DEFAULT                                                                      \
    ((mh_trap_rules){.max_url = 2000,                                                              \
                     .max_depth = 16,                                                              \
                     .max_params = 20,                                                             \
                     .max_again = 4,                                                               \
                     .max_sessions = 3,                                                            \
                     .max_far = 12,                                                                \
                     .max_calendar = 100,                                                          \
                     .max_shape = 100000,                                                          \
                     .max_sets = 64,                                                               \
                     .filter_min = 300,                                                            \
                     .filter_times = 8,                                                            \
                     .credit = 25,                                                                 \
                     .credit_gain = 4,                                                             \
                     .credit_max = 50,                                                             \
                     .near = 3,                                                                    \
                     .max_remember = 200000})

typedef struct mh_trap mh_trap;

/* rules: NULL for the defaults. today_s: seconds since the epoch; 0: unknown, only days after 2100 are
 * far ahead. */
mh_trap *mh_trap_new(const mh_trap_rules *rules, int64_t today_s);
void mh_trap_free(mh_trap *t); /* NULL is fine */

/* Which trap url looks like (static text, for people), NULL for none. Changes nothing. What is no URL of
 * http or https is none. */
const char *mh_trap_look(const mh_trap *t, mh_view url);
/* url is going to be asked for. To be told once a URL. */
void mh_trap_follow(mh_trap *t, mh_view url);
/* What was under url: a fingerprint (simhash, or any hash) of the text that is the page's own, of its
 * links where it has no text; not of the whole page, whose menus are alike everywhere. To be told
 * once a URL. Equal fingerprints anywhere in the crawl repeat, near ones within a shape. */
void mh_trap_page(mh_trap *t, mh_view url, uint64_t fingerprint);

/* Appends the shape of url, for those who ask why; nothing when it is no URL of http or https. */
void mh_trap_shape(mh_buf *out, mh_view url);

#endif
