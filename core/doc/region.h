/* region.h - the languages in which the outlets and ministries of Central Asia publish.
 * Owns: nothing. Threads: any. */
#ifndef MH_DOC_REGION_H
#define MH_DOC_REGION_H

#include "base/str.h"

/* Whether a language tag begins with the code of one of them, English apart; as pages write them, "kz" for
 * Kazakh too. */
bool mh_is_region_language(mh_view tag);

#endif
