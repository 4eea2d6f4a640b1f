/* site.h - whose page an address is: its host, and the site that readers know it by.
 * Owns: nothing; views are borrowed from the address. Threads: any.
 *
 * A site is the registered domain, as far as two rules tell it: two labels, or three where the second
 * is one under which a country registers names (co.uk, gov.kz). On hosts that carry many publishers
 * (t.me, youtube.com) the first part of the path belongs to it. It is for grouping what is counted,
 * never for what a run may do. */
#ifndef MH_CONF_SITE_H
#define MH_CONF_SITE_H

#include "base/str.h"

#define MH_SITE_MAX 255 /* bytes */

/* Host and port (empty: none is named) of an http or https address; a host of IPv6 comes without its
 * brackets. False for anything else. */
bool mh_site_host(mh_view url, mh_view *host, mh_view *port);
/* Whether host is an address in numbers, or localhost. */
bool mh_site_literal(mh_view host);
/* Appends the site in lower case; false, and nothing, for an address without one or too long. */
bool mh_site_put(mh_buf *out, mh_view url);
/* The last label of a site's host, when it is a country's (two letters); else empty. */
mh_view mh_site_country(mh_view site);

#endif
