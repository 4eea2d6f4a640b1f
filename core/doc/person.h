/* person.h - whether a few words can be the name of a person.
 * Owns: nothing; tables are constants. Threads: any. */
#ifndef MH_DOC_PERSON_H
#define MH_DOC_PERSON_H

#include "base/str.h"

/* Two to four words that begin with capitals where the script has them ("Асан уулу Бакыт",
 * "А. ВЫМЫСЛОВ"), without signs, figures or words of an office or an outlet. */
bool mh_is_person(mh_view v);
/* Whether a word of it ends as surnames of the region do. */
bool mh_has_surname(mh_view v);
/* Words of an outlet, an office or an account ("пресс-служба", "ИА", "Super User"); text in quotes. */
bool mh_is_office(mh_view v);

#endif
