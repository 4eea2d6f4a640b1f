/* state.h - the state that pages carry in their scripts, for the script that draws them.
 * Owns: results are new references, the caller's. Threads: any. Linear, bounded by the limits below.
 *
 * JSON scripts (__NEXT_DATA__), Nuxt 3's flat lists of references (__NUXT_DATA__), and what scripts
 * assign: object literals of JavaScript with bare names, and calls of a function that returns one
 * (window.__NUXT__=(function(a,b){return {...}})("x",1)), JSON.parse of a string, objects in
 * attributes, and what React's server components push (flight.h). */
#ifndef MH_DOC_STATE_H
#define MH_DOC_STATE_H

#include "doc/tree.h"

#include <jansson.h>

#define MH_STATE_BYTES ((size_t)4000000) /* of scripts that are read */
#define MH_STATE_DEPTH 40                /* values within values */

/* Whether an attribute carries an object of some length, as Inertia's data-page does. */
bool mh_state_in_attrs(const mh_tree *t);
/* A list of the values found, in order of the page. */
json_t *mh_state_read(const mh_tree *t);
/* One literal at the beginning of v: JSON or JavaScript; NULL when it is none. *used (may be NULL) is
 * what it takes. Names that are not known are null. */
json_t *mh_state_literal(mh_view v, size_t *used);

#endif
