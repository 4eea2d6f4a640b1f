/* dict.h - reads dictionary files into a matcher.
 * Owns: nothing; all is copied into the matcher. Threads: as match.h.
 *
 * A line is an entry, fields parted by tabs: form, type, id, attributes (KEY=VALUE; KEY=VALUE). Fields
 * at the end may be missing. An empty line and a line that begins with # say nothing. A line that
 * begins with @ holds for the lines behind it:
 *   @language CODE            of the forms; stems are of that language (@language alone: of none)
 *   @flags [stem|latin|capital|name ...]   how forms are compared (text/match.h)
 *   @type TYPE                of entries that name none */
#ifndef MH_TEXT_DICT_H
#define MH_TEXT_DICT_H

#include "text/match.h"

#define MH_DICT_LINE 4096 /* bytes of a line */

/* Adds the entries of a file's bytes; name is what matches and errors call it. The payload of an entry
 * is its number in the matcher. Fails on a mistake (MH_E_PARSE; MH_E_LIMIT for too much) with
 * "NAME:LINE: what is wrong"; entries before it are in the matcher. */
mh_rc mh_dict_read(mh_matcher *m, mh_text *t, mh_view bytes, mh_view name, mh_err *e);

#endif
