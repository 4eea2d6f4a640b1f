/* opml.h - lists of feeds as readers exchange them: OPML 1.0 and 2.0, read and written.
 * Owns: an mh_opml owns all its texts; views live until mh_opml_free.
 * Threads: any; many readers. Pure. Source: opml.org, spec 2.0. Read forgivingly (doc/xml.h). */
#ifndef MH_DOC_OPML_H
#define MH_DOC_OPML_H

#include "base/arena.h"
#include "base/err.h"
#include "doc/xml.h"

#define MH_OPML_MAX_ENTRIES 20000u /* what comes after is left out */
#define MH_OPML_MAX_FOLDERS 16u    /* folders around one entry; deeper ones are left out */

/* One feed of the list, taken out of its outline. */
typedef struct mh_opml_entry {
    mh_view title, url; /* xmlUrl; never empty in what is read */
    mh_view site;       /* htmlUrl */
    mh_view type, description, language;
    mh_view *folders; /* the outlines around it, outermost first */
    size_t n_folders;
    mh_view *categories; /* of its category attribute, each as written */
    size_t n_categories;
} mh_opml_entry;

typedef struct mh_opml mh_opml;

/* MH_E_TOO_LARGE; MH_E_PARSE for what is no OPML. limits: NULL for the defaults. */
mh_rc mh_opml_parse(mh_opml **out, mh_view bytes, const mh_xml_limits *limits, mh_err *e);
void mh_opml_free(mh_opml *o);           /* NULL is fine */
mh_view mh_opml_title(const mh_opml *o); /* may be empty */
size_t mh_opml_count(const mh_opml *o);
const mh_opml_entry *mh_opml_entry_at(const mh_opml *o, size_t i);
bool mh_opml_clipped(const mh_opml *o); /* something over a limit was left out */

/* Appends OPML 2.0 of n entries in their order; neighbours of one folder share its outline. Entries
 * without url are left out. */
void mh_opml_write(mh_buf *out, mh_view title, const mh_opml_entry *entries, size_t n);

#endif
