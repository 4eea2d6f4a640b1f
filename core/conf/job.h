/* job.h - a declared job: what its table says, checked.
 * Owns: a job holds a reference to the table; its views are borrowed from it.
 * Threads: any. Knows no Lua: the table comes as JSON (lua/data.h). */
#ifndef MH_CONF_JOB_H
#define MH_CONF_JOB_H

#include "base/vec.h"
#include "conf/limits.h"
#include "conf/schedule.h"

#include <jansson.h>

/* One plugin as a job names it: "article", or { "feed", url = "..." }. */
typedef struct mh_plugin_ref {
    const char *name;
    json_t *config;  /* object without the name; owned */
    json_t *expects; /* of a source: see conf/expects.h; owned, or NULL */
} mh_plugin_ref;

typedef MH_VEC(mh_plugin_ref) mh_plugin_refs;

typedef struct mh_job {
    json_t *table;
    mh_view name, about;
    int64_t concurrency;
    mh_limits limits;
    bool limit_given[6];                    /* in the order of mh_limits_schema */
    const json_t *needs, *config, *expects; /* or NULL; borrowed */
    mh_schedule schedule;
    mh_plugin_refs sources, pipeline, sinks;
    bool has_run; /* it brings its own run function */
} mh_job;

/* Fills *out from table (borrowed; a reference is taken). path names the file in messages, and the
 * job when the table does not. MH_E_USAGE on anything that a job may not say. */
mh_rc mh_job_read(mh_job *out, json_t *table, const char *path, mh_err *e);
void mh_job_clear(mh_job *j);
/* The name of a job without one: its file's name without ".lua". */
mh_view mh_job_name_of(const char *path);

#endif
