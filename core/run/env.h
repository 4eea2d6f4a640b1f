/* env.h - the environment that is left to a run: a short list of names, and its granted secrets.
 * Owns: nothing. Threads: main thread, while there is no other one that reads the environment. */
#ifndef MH_RUN_ENV_H
#define MH_RUN_ENV_H

#include "base/fs.h"

/* Appends the variable of a secret: "api-key" is MINEHOST_API_KEY. */
void mh_env_secret(mh_buf *out, const char *name);
/* Takes out, and overwrites in memory, every variable that is not on the list, no secret named here and
 * none of the names. */
void mh_env_keep(const mh_names *secrets, const mh_names *names);

#endif
