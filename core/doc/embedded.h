/* embedded.h - the data that pages carry for machines: JSON-LD, microdata, OpenGraph.
 * Owns: results are new references, the caller's. Threads: any. Linear, bounded by the limits below.
 * Source: HTML standard, section 5.5 (microdata to JSON); schema.org's JSON-LD in <script>. */
#ifndef MH_DOC_EMBEDDED_H
#define MH_DOC_EMBEDDED_H

#include "doc/doc.h"

#include <jansson.h>

#define MH_MICRODATA_DEPTH 24      /* items within items */
#define MH_MICRODATA_NODES 2000000 /* looked at, references by itemref included */

/* A list of what the <script type="application/ld+json"> hold: lists and @graph are taken apart.
 * Read leniently (comments around it, raw line ends in strings); what is no JSON is left out. */
json_t *mh_embedded_jsonld(const mh_doc *d);
/* A list of { type = list, id, properties = { name = list of texts and items } }. */
json_t *mh_embedded_microdata(const mh_doc *d);
/* { property = list of texts } of <meta property> and <meta name> whose name has a prefix, such as
 * og:title, article:tag, twitter:card. */
json_t *mh_embedded_opengraph(const mh_doc *d);

#endif
