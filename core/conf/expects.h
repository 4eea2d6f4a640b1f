/* expects.h - what a job says of the items that it wants: how many, with which fields.
 * Owns: nothing; the table is borrowed. Threads: any. */
#ifndef MH_CONF_EXPECTS_H
#define MH_CONF_EXPECTS_H

#include "base/err.h"

#include <jansson.h>

/* Checks { items = {min, max} or min, fields = { names }, missing = share }: MH_E_USAGE with where in
 * front of what is wrong. NULL is fine. */
mh_rc mh_expects_check(const json_t *expects, const char *where, mh_err *e);

#endif
