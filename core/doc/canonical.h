/* canonical.h - one form for the many addresses of one page, as a crawler needs it.
 * Owns: nothing. Threads: any. Pure.
 *
 * Two levels. FORM makes the same what the standards call the same: it may be fetched. PAGE also drops
 * what says who looks or from where they came, which is a guess about the site's habits, if a safe
 * one: a key to compare and to find again, not to fetch.
 *
 * Source: FORM is mh_url_normalize (rules of crawler-commons over the WHATWG URL standard); the names
 * of PAGE are documented by the services that add them. */
#ifndef MH_DOC_CANONICAL_H
#define MH_DOC_CANONICAL_H

#include "base/err.h"
#include "base/str.h"

typedef enum mh_canonical {
    MH_CANONICAL_FORM,
    /* FORM without:
     *  - parameters of campaigns and of clicks (utm_*, fbclid, gclid, yclid, _openstat ...);
     *  - "from=rss" and the like, where the value says no more than the way here;
     *  - session ids: by name (PHPSESSID, jsessionid ...); by name and look, as sid and s number
     *    pages elsewhere; ";jsessionid=..." and "/(S(...))/" in the path;
     *  - a parameter given twice with one value;
     *  - the file of a folder's index page (index.html, index.php, default.aspx ...).
     * Kept, since they may tell pages apart: scheme, "www.", a slash at the end, letter case,
     * parameters without value, "print" and "amp". */
    MH_CANONICAL_PAGE
} mh_canonical;

/* Appends the form of url; a URL of its own form gives itself. MH_E_PARSE, MH_E_TOO_LARGE as
 * mh_url_parse. Other than http and https: the serialised address without its fragment. */
mh_rc mh_url_canonical(mh_buf *out, mh_view url, mh_canonical level, mh_err *e);

/* Whether a parameter of a query (both as FORM escapes them) names a session. */
bool mh_url_is_session(mh_view name, mh_view value);
/* The session id that the path of a URL, or its query, holds; empty when it holds none. */
mh_view mh_url_session(mh_view url);

#endif
