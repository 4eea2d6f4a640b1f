/* point.h - messages about a mistake in a selector or an expression that show the place.
 * Owns: nothing. Threads: any. */
#ifndef MH_DOC_POINT_H
#define MH_DOC_POINT_H

#include "base/err.h"
#include "base/str.h"

/* Fills e (MH_E_USAGE) with "KIND: column N: WHAT", then on a line of its own the part of text around
 * byte at, and a caret below it. Columns count characters from 1. */
mh_rc mh_point_at(mh_err *e, const char *kind, mh_view text, size_t at, mh_view what);
/* Writes the character at byte at in quotes, or "the end", for messages. */
void mh_point_found(char *out, size_t size, mh_view text, size_t at);

#endif
