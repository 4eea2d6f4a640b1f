/* plea.h - tells blocks that ask the reader for something: to follow, subscribe, write, pay.
 * Owns: nothing; tables are constants. Threads: any. */
#ifndef MH_DOC_PLEA_H
#define MH_DOC_PLEA_H

#include "base/hay.h"

/* Whether a short block, in lower case (mh_put_lower), is such a plea: it names a service (a social
 * network, a messenger, a newsletter) and asks, in one of the desk's languages or a neighbour's, to
 * follow it, or names three of them. */
bool mh_is_plea(const mh_hay *low);

#endif
