/* when_priv.h - month names, for when.c.
 * Owns: nothing. Threads: any. */
#ifndef MH_DOC_WHEN_PRIV_H
#define MH_DOC_WHEN_PRIV_H

#include "base/str.h"

/* A month of the solar calendar is its number and this. */
#define MH_WHEN_SOLAR 20
/* 1 to 12, or 21 to 32 for the solar calendar, for a lower-case word that begins like a month's name,
 * else 0. */
int mh_when_month(mh_view lower);

#endif
