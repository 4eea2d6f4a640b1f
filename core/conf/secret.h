/* secret.h - passwords and the like, which come from the environment and from nowhere else.
 * Owns: the value is the caller's. Threads: main thread.
 *
 * A secret NAME is in MINEHOST_NAME, or in the file that MINEHOST_NAME_FILE names. It has no option of
 * the command line, which every user of the machine may read. */
#ifndef MH_CONF_SECRET_H
#define MH_CONF_SECRET_H

#include "base/err.h"
#include "base/str.h"

/* Appends the secret called name ("smtp-password" for MINEHOST_SMTP_PASSWORD); nothing when it is not
 * set. Of a file, one line end at its end is not part of it. MH_E_USAGE when both are set, the file
 * holds a NUL or a line break; MH_E_DENIED when everyone may read the file; or why it cannot be
 * read. */
mh_rc mh_secret_read(mh_buf *out, const char *name, mh_err *e);

#endif
