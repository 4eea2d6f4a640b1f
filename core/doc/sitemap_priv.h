/* sitemap_priv.h - what the files that read sitemaps share.
 * Owns: as sitemap.h says.
 * Threads: any, one at a time for each sitemap. */
#ifndef MH_DOC_SITEMAP_PRIV_H
#define MH_DOC_SITEMAP_PRIV_H

#include "base/vec.h"
#include "doc/sitemap.h"
#include "doc/url.h"

struct mh_sitemap {
    mh_arena *arena;
    mh_buf unpacked;
    mh_xml *xml;
    mh_feed *feed;
    mh_sitemap_kind kind;
    mh_sitemap_form form;
    MH_VEC(mh_sitemap_entry) entries;
    bool malformed, clipped;
};

/* Where entries of one file may lie. */
typedef struct sitemap_place {
    mh_url base;    /* of the file; text is NULL when unknown */
    mh_view folder; /* path of base up to its last "/" */
    bool strict;    /* nothing outside of folder */
    uint32_t max_urls;
} sitemap_place;

/* Adds e with its address resolved and checked; one that is none is dropped. False when the file is
 * full. */
bool sitemap_add(mh_sitemap *s, const sitemap_place *p, mh_sitemap_entry e, mh_view raw_url);
/* v without white space of any kind at both ends, U+00A0 and its kin too. */
mh_view sitemap_trim(mh_view v);
/* Reads <urlset> or <sitemapindex> at root. */
void sitemap_read_xml(mh_sitemap *s, const sitemap_place *p, mh_xml_node root);
/* ref as an absolute address of http or https in the arena, or empty. */
mh_view sitemap_url(mh_sitemap *s, const sitemap_place *p, mh_view ref);

#endif
