/* capsule.h - what is needed to fail once more, offline: one file a failure.
 * Owns: results are the caller's. Threads: main thread.
 *
 * A capsule is a WARC file (net/record.h): the answers that the run was given, and one note in JSON
 * with the error, the job, the item as it came before the stage, the plugins with their hashes and
 * the settings. Secrets are taken out as of a recording. */
#ifndef MH_RUN_CAPSULE_H
#define MH_RUN_CAPSULE_H

#include "lua/fault.h"
#include "run/run_priv.h"

#define MH_CAPSULE_URI  "urn:minehost:capsule"
#define MH_CAPSULES_MAX 20 /* in the state folder; the oldest go */
#define MH_CAPSULES_RUN 3  /* of one run, each of another place */

typedef struct mh_capsule_req {
    const mh_fault *fault;
    json_t *item;        /* before the stage, or NULL: the run as a whole failed */
    const char *stage;   /* the plugin that failed, or NULL */
    int64_t stage_index; /* of the pipeline, from 1 */
    mh_view source;      /* of the item; may be empty */
} mh_capsule_req;

/* Writes one, if the run may (see mh_run_req.capsules) and has not written of that place before; the
 * path, or NULL. */
char *mh_capsule_write(mh_run *r, const mh_capsule_req *q);
/* The value at idx as JSON, whatever it holds: bytes that are no text as { "$bytes": hexadecimal },
 * functions and objects by their names. New reference. */
json_t *mh_capsule_value(lua_State *L, int idx);
/* Pushes such a value. May raise. */
void mh_capsule_push(lua_State *L, const json_t *v);
/* SHA-256 over the files of a plugin's folder, its tests aside. */
void mh_capsule_hash(const char *folder, char out[65]);

#endif
