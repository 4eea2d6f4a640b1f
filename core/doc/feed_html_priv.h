/* feed_html_priv.h - a fragment of HTML in pieces, and what of it may stay.
 * Owns: nothing. Threads: any. */
#ifndef MH_DOC_FEED_HTML_PRIV_H
#define MH_DOC_FEED_HTML_PRIV_H

#include "base/str.h"

/* All names in lower case. */
bool feed_html_element(mh_view name);   /* may stay */
bool feed_html_known(mh_view name);     /* is an element of HTML at all */
bool feed_html_void(mh_view name);      /* never has an end tag */
bool feed_html_opaque(mh_view name);    /* goes with what it holds */
bool feed_html_attribute(mh_view name); /* may stay */
bool feed_html_address(mh_view name);   /* holds an address */
bool feed_html_scheme(mh_view scheme);  /* an address may have it */
/* Appends what may stay of a style attribute, as written, as "name: value;" with spaces between. */
void feed_html_style(mh_buf *out, mh_view css, bool svg);

/* Whose names are in force at a tag. */
typedef enum feed_world { FEED_HTML, FEED_MATH, FEED_SVG } feed_world;

/* Names of any case; what may stay comes back as its world writes it ("viewBox"), else empty. */
mh_view feed_foreign_element(feed_world w, mh_view name);
mh_view feed_foreign_attribute(feed_world w, mh_view name);
bool feed_foreign_leaf(feed_world w, mh_view name);   /* holds text only */
bool feed_foreign_opaque(mh_view name);               /* goes with what it holds */
bool feed_foreign_value(mh_view name, mh_view value); /* decoded: loads nothing */
const char *feed_foreign_space(feed_world w);         /* MATH, SVG: the namespace name */

#define FEED_TAG_ATTRS 32 /* of one tag; the rest is left out */

typedef struct feed_attr {
    mh_view name, value; /* raw, references not decoded */
} feed_attr;

typedef struct feed_tag {
    mh_view name; /* as written */
    char low[24];
    bool end, empty;
    feed_attr attrs[FEED_TAG_ATTRS];
    size_t n_attrs;
} feed_tag;

typedef enum feed_piece { FEED_TEXT, FEED_TAG, FEED_SKIP } feed_piece;

typedef struct feed_reader {
    mh_view in;
    size_t at;
    bool spent;     /* a tag ran to the end unclosed: the rest is text, so cost stays linear */
    bool math, svg; /* these are read; else they go with what they hold */
    feed_world world;
} feed_reader;

/* The piece at r->at, which moves behind it; r->at must be before the end. */
feed_piece feed_next_piece(feed_reader *r, feed_tag *t, mh_view *text);
/* Length of the reference at s.ptr[i] == '&', 0 when it is none. */
size_t feed_reference(mh_view s, size_t i, bool *upper_x);
/* By the scheme that a browser would see: control bytes and spaces do not hide it. */
bool feed_safe_scheme(mh_view v);
/* Whether the element stands on lines of its own. */
bool feed_breaks_line(const char *low);

#endif
