/* xml.h - XML as feeds and sitemaps write it, well-formed or not: a small tree of elements and text.
 * Owns: an mh_xml owns its nodes and texts; views live until mh_xml_free.
 * Threads: any; many readers. Pure. Source: XML 1.0 and Namespaces, read forgivingly.
 *
 * Nothing is ever expanded but character references, the five predefined entities and HTML 4's
 * names; a DOCTYPE is skipped whole, so no entity is declared and nothing outside is opened. What is
 * not well-formed is read as well as it can be: bare ampersands are text, attributes need no quotes,
 * an end tag closes what is open inside, undeclared prefixes stand for what they usually mean. Cost
 * is linear in the bytes. */
#ifndef MH_DOC_XML_H
#define MH_DOC_XML_H

#include "base/arena.h"
#include "base/err.h"

typedef struct mh_xml_limits {
    size_t max_bytes;   /* as received: MH_E_TOO_LARGE */
    uint32_t max_depth; /* tags deeper than this are left out, their text stays */
    uint32_t max_nodes; /* what comes after is left out */
    uint32_t max_attrs; /* of one element */
    bool skip_blank;    /* leave out texts that are white space only */
} mh_xml_limits;

#define MH_XML_LIMITS_DEFAULT                                                                      \
    ((mh_xml_limits){                                                                              \
        .max_bytes = 20u << 20, .max_depth = 256, .max_nodes = 1000000, .max_attrs = 64})

/* X(suffix, usual prefix): the vocabularies that feeds and sitemaps are written in. */
#define MH_XML_SPACES(X)                                                                           \
    X(ATOM, "atom")                                                                                \
    X(RSS, "rss")                                                                                  \
    X(RDF, "rdf")                                                                                  \
    X(DC, "dc")                                                                                    \
    X(DCTERMS, "dcterms")                                                                          \
    X(CONTENT, "content")                                                                          \
    X(MEDIA, "media")                                                                              \
    X(ITUNES, "itunes")                                                                            \
    X(GEORSS, "georss")                                                                            \
    X(GML, "gml")                                                                                  \
    X(GEO, "geo")                                                                                  \
    X(WFW, "wfw")                                                                                  \
    X(SLASH, "slash")                                                                              \
    X(THR, "thr")                                                                                  \
    X(CC, "cc")                                                                                    \
    X(ADMIN, "admin")                                                                              \
    X(SYN, "sy")                                                                                   \
    X(FEEDBURNER, "feedburner")                                                                    \
    X(PSC, "psc")                                                                                  \
    X(PODCAST, "podcast")                                                                          \
    X(XHTML, "xhtml")                                                                              \
    X(MATHML, "m")                                                                                 \
    X(SVG, "svg")                                                                                  \
    X(XML, "xml")                                                                                  \
    X(XLINK, "xlink")                                                                              \
    X(SITEMAP, "sitemap")                                                                          \
    X(NEWS, "news")                                                                                \
    X(IMAGE, "image")                                                                              \
    X(VIDEO, "video")

typedef enum mh_xml_space {
    MH_NS_NONE,  /* no namespace */
    MH_NS_OTHER, /* one that is not listed */
#define MH_X(suffix, prefix) MH_NS_##suffix,
    MH_XML_SPACES(MH_X)
#undef MH_X
        MH_NS_COUNT
} mh_xml_space;

/* The vocabulary of a namespace name ("http://purl.org/dc/elements/1.1/"), MH_NS_OTHER if unknown. */
mh_xml_space mh_xml_space_of_uri(mh_view uri);
/* The usual prefix of a vocabulary, empty for NONE and OTHER. */
mh_view mh_xml_space_prefix(mh_xml_space s);

typedef uint32_t mh_xml_node;
#define MH_XML_NONE ((mh_xml_node)UINT32_MAX)

typedef struct mh_xml mh_xml;

typedef struct mh_xml_source {
    mh_view content_type;        /* the HTTP header's value, or empty */
    const mh_xml_limits *limits; /* NULL: the defaults */
} mh_xml_source;

/* src may be NULL. MH_E_TOO_LARGE; MH_E_PARSE for what has no element at all. */
mh_rc mh_xml_parse(mh_xml **out, mh_view bytes, const mh_xml_source *src, mh_err *e);
void mh_xml_free(mh_xml *x);              /* NULL is fine */
mh_xml_node mh_xml_root(const mh_xml *x); /* the first element */
bool mh_xml_malformed(const mh_xml *x);   /* something was not well-formed */
bool mh_xml_clipped(const mh_xml *x);     /* something was over a limit and left out */
const char *mh_xml_charset(const mh_xml *x);
/* The bytes ended inside element n: what it holds may be half of it. */
bool mh_xml_cut(const mh_xml *x, mh_xml_node n);

mh_xml_node mh_xml_parent(const mh_xml *x, mh_xml_node n);
mh_xml_node mh_xml_first(const mh_xml *x, mh_xml_node n); /* first child, text or element */
mh_xml_node mh_xml_next(const mh_xml *x, mh_xml_node n);
bool mh_xml_is_text(const mh_xml *x, mh_xml_node n);
mh_view mh_xml_text(const mh_xml *x, mh_xml_node n); /* of a text node; decoded */
/* First child element or next sibling that is one, of any name. */
mh_xml_node mh_xml_child(const mh_xml *x, mh_xml_node n);
mh_xml_node mh_xml_sibling(const mh_xml *x, mh_xml_node n);
/* First child element with this local name (any case) in one of the two vocabularies; b may repeat
 * a. */
mh_xml_node mh_xml_find(const mh_xml *x, mh_xml_node n, mh_xml_space a, mh_xml_space b,
                        const char *local);
mh_view mh_xml_local(const mh_xml *x, mh_xml_node n);  /* as written, without prefix */
mh_view mh_xml_prefix(const mh_xml *x, mh_xml_node n); /* as written */
mh_view mh_xml_uri(const mh_xml *x, mh_xml_node n);    /* namespace name, trimmed; may be empty */
mh_xml_space mh_xml_space_of(const mh_xml *x, mh_xml_node n);
bool mh_xml_is(const mh_xml *x, mh_xml_node n, const char *local); /* any case, any namespace */

uint32_t mh_xml_attr_count(const mh_xml *x, mh_xml_node n);
void mh_xml_attr_at(const mh_xml *x, mh_xml_node n, uint32_t i, mh_view *name, mh_view *value);
/* Value of an attribute by its name as written, prefix included, any case; false when absent. */
bool mh_xml_attr(const mh_xml *x, mh_xml_node n, const char *name, mh_view *value);
/* The same, empty when absent. */
mh_view mh_xml_attr_or(const mh_xml *x, mh_xml_node n, const char *name);

/* All text below n (elements' too), as it is; borrowed where it is one piece, else arena. */
mh_view mh_xml_text_of(const mh_xml *x, mh_xml_node n, mh_arena *a);
/* Appends what is inside n as markup: prefixes of XHTML, MathML and SVG dropped, void elements as
 * "<br />". */
void mh_xml_inner(const mh_xml *x, mh_xml_node n, mh_buf *out);

/* Appends s with "&...;" decoded as above; false when something in it was no reference. */
bool mh_xml_decode(mh_buf *out, mh_view s);
/* The character of an entity name of HTML 4 ("nbsp", "apos" too), 0 when it is none. */
uint32_t mh_xml_entity(mh_view name);
/* Appends s with & < > (and in attributes quotes) as references. */
void mh_xml_escape(mh_buf *out, mh_view s, bool attr);

#endif
