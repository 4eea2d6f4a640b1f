/* limits.h - the budgets of a run.
 * Owns: nothing. Threads: any. */
#ifndef MH_CONF_LIMITS_H
#define MH_CONF_LIMITS_H

#include "base/schema.h"

typedef struct mh_limits {
    double cpu, wall;                /* seconds */
    int64_t memory;                  /* bytes of Lua's memory */
    int64_t requests, bytes, output; /* HTTP requests, bytes fetched, bytes written */
} mh_limits;

extern const mh_schema mh_limits_schema;

#endif
