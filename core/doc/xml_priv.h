/* xml_priv.h - what the files of the XML reader share: nodes as numbers, names interned.
 * Owns: as xml.h says. Threads: any. */
#ifndef MH_DOC_XML_PRIV_H
#define MH_DOC_XML_PRIV_H

#include "base/map.h"
#include "base/vec.h"
#include "doc/xml.h"

typedef struct xml_name {
    mh_view prefix, local, uri;
    mh_xml_space space;
} xml_name;

typedef struct xml_attr {
    mh_view name, value;
} xml_attr;

typedef struct xml_node {
    mh_xml_node parent, first, last, next;
    uint32_t name;           /* into names; UINT32_MAX for text */
    uint32_t attrs, n_attrs; /* range of attrs */
    mh_view text;
} xml_node;

struct mh_xml {
    mh_buf source; /* UTF-8; views borrow from it */
    mh_arena *arena;
    MH_VEC(xml_node) nodes; /* 0 is the document */
    MH_VEC(xml_attr) attrs;
    MH_VEC(xml_name) names;
    mh_xml_node root, open; /* open: the innermost one that the bytes ended in, or NONE */
    const char *charset;
    bool malformed, clipped;
};

/* Finds the encoding of bytes and appends them to out as UTF-8; gives the encoding's name. */
const char *mh_xml_to_utf8(mh_buf *out, mh_view bytes, mh_view content_type);

#endif
