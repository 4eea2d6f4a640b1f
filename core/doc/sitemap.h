/* sitemap.h - what a site says of its pages: sitemaps in every form, and a plan of which to read.
 * Owns: an mh_sitemap owns all its texts, views live until mh_sitemap_free; a walk owns its plan.
 * Threads: any, one at a time for each object. Pure: no network, no files, no clock.
 *
 * Source: sitemaps.org's protocol (urlset, sitemapindex, text, RSS and Atom), Google's extensions for
 * news, images and videos, hreflang alternates; plain or gzip. Read forgivingly: malformed XML, a cut
 * file, no namespace, a missing <loc>. An HTML page is none, and says so. */
#ifndef MH_DOC_SITEMAP_H
#define MH_DOC_SITEMAP_H

#include "doc/feed.h"

/* The protocol's own limits on one file. */
#define MH_SITEMAP_MAX_BYTES (50u << 20) /* unpacked */
#define MH_SITEMAP_MAX_URLS  50000u

typedef enum mh_sitemap_kind { MH_SITEMAP_PAGES, MH_SITEMAP_INDEX } mh_sitemap_kind;
typedef enum mh_sitemap_form {
    MH_SITEMAP_XML,
    MH_SITEMAP_RSS,
    MH_SITEMAP_ATOM,
    MH_SITEMAP_TEXT
} mh_sitemap_form;

typedef struct mh_sitemap_alternate {
    mh_view language, url;
} mh_sitemap_alternate;

/* A page, or in an index a sitemap. */
typedef struct mh_sitemap_entry {
    mh_view url;              /* absolute, http or https, serialised */
    mh_feed_instant modified; /* lastmod */
    mh_view frequency;        /* changefreq, one of the protocol's seven words; else empty */
    double priority;          /* 0 to 1; negative: not said */
    bool is_news;             /* the five below are set where the file says them */
    mh_view title, publication, language, keywords;
    mh_feed_instant published;
    MH_FEED_LIST(mh_view) images; /* addresses */
    MH_FEED_LIST(mh_view) videos; /* addresses of the page's videos or of their players */
    MH_FEED_LIST(mh_sitemap_alternate) alternates;
} mh_sitemap_entry;

typedef struct mh_sitemap mh_sitemap;

typedef struct mh_sitemap_options {
    mh_view url;          /* where it is from: relative addresses resolve against it */
    mh_view content_type; /* the HTTP header's value; its charset counts */
    bool
        strict_location; /* leave out pages that are not below the folder of url: the protocol's rule */
    bool strict_namespace; /* refuse XML that is in no namespace of the protocol */
    uint32_t max_urls;     /* 0: MH_SITEMAP_MAX_URLS; what is over is left out */
    size_t max_bytes;      /* 0: MH_SITEMAP_MAX_BYTES */
} mh_sitemap_options;

/* o may be NULL. MH_E_TOO_LARGE, packed or unpacked; MH_E_ENCODING for gzip that is none;
 * MH_E_PARSE for what is no sitemap (the message says what it looks like). */
mh_rc mh_sitemap_parse(mh_sitemap **out, mh_view bytes, const mh_sitemap_options *o, mh_err *e);
void mh_sitemap_free(mh_sitemap *s); /* NULL is fine */
mh_sitemap_kind mh_sitemap_kind_of(const mh_sitemap *s);
mh_sitemap_form mh_sitemap_form_of(const mh_sitemap *s);
const char *mh_sitemap_form_name(mh_sitemap_form f); /* "xml", "rss", "atom", "text" */
size_t mh_sitemap_count(const mh_sitemap *s);
const mh_sitemap_entry *mh_sitemap_entry_at(const mh_sitemap *s, size_t i);
bool mh_sitemap_malformed(const mh_sitemap *s); /* not well-formed, or cut off */
bool mh_sitemap_clipped(const mh_sitemap *s);   /* something over a limit was left out */

/* Appends what gzip data unpack to, several members too. MH_E_TOO_LARGE beyond max; MH_E_ENCODING for
 * what is no gzip; of data that end early or break off *cut is set and what came before stays. */
mh_rc mh_sitemap_unpack(mh_buf *out, mh_view gzip, size_t max, bool *cut, mh_err *e);

/* The addresses of "Sitemap:" lines of a robots.txt, absolute, each once, at most
 * MH_SITEMAP_MAX_ROBOTS. url: where the file is from, may be empty. Arena. */
#define MH_SITEMAP_MAX_ROBOTS 500u
typedef struct mh_view_list {
    mh_view *ptr;
    size_t len;
} mh_view_list;
mh_view_list mh_sitemap_robots(mh_view robots, mh_view url, mh_arena *a);

/* ---- a walk over the sitemaps of a site, driven by whoever can fetch:
 *
 *   while (mh_sitemap_walk_next(w, &url))
 *       fetched ? mh_sitemap_walk_take(w, &answer, &sitemap, &e) : mh_sitemap_walk_miss(w, MH_VIEW("404"));
 *
 * First robots.txt, then what it names; where it names nothing, the usual places. An index is
 * followed. Each address is read once, redirects and self-naming indexes included. */

typedef struct mh_sitemap_plan {
    mh_view start;         /* a site or a page of it; of_sitemap: the address of a sitemap */
    bool of_sitemap;       /* begin there, without robots.txt */
    bool no_guesses;       /* do not try the usual places */
    uint32_t max_sitemaps; /* answers asked for; 0: 500 */
    uint32_t max_depth;    /* indexes inside each other; 0: 5 */
    bool has_since;        /* leave out sitemaps of an index whose lastmod is before since_s */
    int64_t since_s;
    mh_sitemap_options read; /* how each is read; url and content_type are set by the walk */
} mh_sitemap_plan;

typedef enum mh_sitemap_state {
    MH_SITEMAP_WAITING, /* not asked for yet */
    MH_SITEMAP_ASKED,
    MH_SITEMAP_READ,
    MH_SITEMAP_MISSED,  /* not there, or no sitemap */
    MH_SITEMAP_REPEATED /* its address, or where it led, was read already */
} mh_sitemap_state;

typedef struct mh_sitemap_step {
    mh_view url;
    uint32_t parent, depth; /* parent: its own number for what begins the walk */
    mh_sitemap_state state;
    bool is_robots, is_guess;
    mh_sitemap_kind kind; /* of what was read */
    mh_sitemap_form form;
    mh_view why; /* of what was missed */
} mh_sitemap_step;

typedef struct mh_sitemap_answer {
    mh_view url; /* where the bytes came from in the end; empty: from the address asked for */
    mh_view content_type, bytes;
} mh_sitemap_answer;

typedef struct mh_sitemap_walk mh_sitemap_walk;

/* MH_E_USAGE for a start that is no http address. The plan is copied. */
mh_rc mh_sitemap_walk_new(mh_sitemap_walk **out, const mh_sitemap_plan *p, mh_err *e);
void mh_sitemap_walk_free(mh_sitemap_walk *w); /* NULL is fine */
/* The next address to fetch, borrowed; false at the end. What was asked for and not answered counts
 * as missed. */
bool mh_sitemap_walk_next(mh_sitemap_walk *w, mh_view *url);
/* Takes the answer. *out is the sitemap read, borrowed until the next call; NULL for robots.txt and
 * for what was read before. An error is of this answer alone: the walk goes on. */
mh_rc mh_sitemap_walk_take(mh_sitemap_walk *w, const mh_sitemap_answer *got, const mh_sitemap **out,
                           mh_err *e);
void mh_sitemap_walk_miss(mh_sitemap_walk *w, mh_view why);
/* All that was met so far, in the order met; guesses that led nowhere are among them. */
size_t mh_sitemap_walk_count(const mh_sitemap_walk *w);
const mh_sitemap_step *mh_sitemap_walk_step(const mh_sitemap_walk *w, size_t i);
bool mh_sitemap_walk_clipped(const mh_sitemap_walk *w); /* something over a limit was left out */

#endif
