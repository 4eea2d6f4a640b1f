/* limits.h - every limit of the document engine in one place.
 * Owns: nothing. Threads: any.
 *
 * Input is hostile until parsed. Size over the limit is an error; what else is over is left out
 * (the tag, the attribute, the rest of the page) and the document says so (mh_tree_clipped). */
#ifndef MH_DOC_LIMITS_H
#define MH_DOC_LIMITS_H

#include <stddef.h>
#include <stdint.h>

typedef struct mh_doc_limits {
    size_t max_bytes;        /* of the page as received: MH_E_TOO_LARGE */
    uint32_t max_depth;      /* open elements; the parser's cost is quadratic in it */
    uint32_t max_formatting; /* open <b>, <i>, <a> ...: each comes again in each block after it */
    uint32_t max_attrs;      /* of one element */
    uint32_t max_attr_bytes; /* of one attribute */
    uint32_t max_nodes;      /* elements the page may give */
    uint32_t max_all_attrs;  /* attributes of the whole page */
    uint32_t max_names;      /* names of elements that HTML does not have; each costs each tag */
} mh_doc_limits;

#define MH_DOC_LIMITS_DEFAULT                                                                      \
    ((mh_doc_limits){.max_bytes = 10u << 20,                                                       \
                     .max_depth = 512,                                                             \
                     .max_formatting = 64,                                                         \
                     .max_attrs = 256,                                                             \
                     .max_attr_bytes = 64u << 10,                                                  \
                     .max_nodes = 300000,                                                          \
                     .max_all_attrs = 600000,                                                      \
                     .max_names = 256})

#endif
