/* parse_bounds.h - how much of a page MyHTML gets, before it runs (behind parse.c only).
 * Owns: nothing; what is given is the front of html, *clipped is set when it is not all of it.
 * Threads: any. Linear. */
#ifndef MH_DOC_PARSE_BOUNDS_H
#define MH_DOC_PARSE_BOUNDS_H

#include "base/str.h"
#include "doc/limits.h"

/* The part of html that has no more tokens and attributes than the limits say. */
mh_view mh_bound_tokens(mh_view html, const mh_doc_limits *l, bool *clipped);
/* The part before the name of an element that is one too many of those that HTML does not have. */
mh_view mh_bound_names(mh_view html, const mh_doc_limits *l, bool *clipped);

#endif
