/* weekday.h - the names of the days of the week in the desk's languages.
 * Owns: nothing; tables are constants. Threads: any. */
#ifndef MH_DOC_WEEKDAY_H
#define MH_DOC_WEEKDAY_H

#include "base/str.h"

/* Where the first such name stands in v, a whole word in any case; SIZE_MAX when there is none. Of
 * short texts only: the first 200 bytes are read. */
size_t mh_weekday_in(mh_view v);

#endif
