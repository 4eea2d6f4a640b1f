/* flight.h - what React's server components left in a page for the script that draws it: the stream of
 * rows that Next.js pushes in pieces (self.__next_f.push([1,"..."])).
 * Owns: results are new references, the caller's. Threads: any. Linear, bounded by state.h's limits.
 *
 * A row is "id:value" and a line's end: JSON whose lists ["$","p",key,{...}] are elements, text of
 * counted bytes ("1c:T5a2,..."), or a word for the loader, which is skipped. "$1c" within a value
 * names the row 1c. Format: react-server-dom, ReactFlightServer.js and ReactFlightClient.js. */
#ifndef MH_DOC_FLIGHT_H
#define MH_DOC_FLIGHT_H

#include "base/str.h"

#include <jansson.h>

/* Appends what the script pushes to the stream; false when it is none of these. */
bool mh_flight_add(mh_buf *stream, mh_view script);
/* Appends the values of the stream's rows to list, with the text rows they name put in; and, when
 * elements hold paragraphs, an object of "title" (the first h1), "date" (the first time) and "body"
 * (the element with the most text in paragraphs, as HTML). */
void mh_flight_read(json_t *list, mh_view stream);

#endif
