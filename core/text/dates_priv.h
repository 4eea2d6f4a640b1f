/* dates_priv.h - names of months, weekdays and days, and what the parser shares with the resolver.
 * Owns: see text_priv.h. Threads: as text.h. */
#ifndef MH_TEXT_DATES_PRIV_H
#define MH_TEXT_DATES_PRIV_H

#include "base/vec.h"
#include "text/dates.h"
#include "text/token.h"

typedef enum mh_name_kind {
    MH_NAME_NONE,
    MH_NAME_MONTH,   /* 1-12 */
    MH_NAME_WEEKDAY, /* 1 Monday - 7 */
    MH_NAME_OFFSET,  /* days from the reference + 10 */
} mh_name_kind;

typedef struct mh_name {
    mh_name_kind kind;
    int value;
} mh_name;

/* What the token `w` of a text in `lang` (NULL: any) names. */
mh_name mh_date_name(mh_text *t, const char *lang, mh_view w);
bool mh_is_year_word(mh_text *t, mh_view w);   /* stands behind a year: goda, zhyly, yili */
bool mh_is_year_before(mh_text *t, mh_view w); /* stands before a bare year: in, since */

/* A date as written, before its year is known. */
typedef struct mh_raw_date {
    mh_date d;
    int weekday; /* written beside it, 0 when none */
    int shift;   /* RELATIVE: days from the reference */
    bool relative, on_weekday;
} mh_raw_date;

typedef MH_VEC(mh_raw_date) mh_raw_dates;

void mh_dates_find(mh_text *t, mh_view s, const mh_date_options *o, mh_raw_dates *out);
void mh_dates_resolve(mh_view s, const mh_date_options *o, mh_raw_dates *dates);

#endif
