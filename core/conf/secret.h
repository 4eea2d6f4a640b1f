/* secret.h - passwords and the like: from the environment, from systemd, from a file of the operator.
 * Owns: the value is the caller's. Threads: main thread.
 *
 * A secret NAME is, the first that there is:
 *   - in MINEHOST_NAME, or in the file that MINEHOST_NAME_FILE names;
 *   - the file NAME in the folder of CREDENTIALS_DIRECTORY (systemd's LoadCredential=NAME:...);
 *   - the line NAME=VALUE of the file "secrets" in the user's configuration folder, which must be
 *     closed to others (0600); lines that begin with # and empty ones are skipped.
 * Scripts' secrets are read as "secret-NAME" and are called NAME in the last two; minehost's own
 * ("smtp-password") are called "minehost.smtp-password" there, a name that no script can ask for. No
 * secret has an option of the command line, which every user of the machine may read. */
#ifndef MH_CONF_SECRET_H
#define MH_CONF_SECRET_H

#include "base/err.h"
#include "base/fs.h"

#define MH_SECRET_MAX ((size_t)64 << 10) /* bytes */

/* Appends the secret called name ("smtp-password" for MINEHOST_SMTP_PASSWORD); nothing when it is not
 * set. Of a file, one line end at its end is not part of it. MH_E_USAGE when both variables are set,
 * the secret holds a NUL or a line break, a line of the file is none; MH_E_DENIED when others may
 * read the file; or why it cannot be read. Messages tell no secret. */
mh_rc mh_secret_read(mh_buf *out, const char *name, mh_err *e);

/* The path of the file "secrets", owned; NULL: no configuration folder. */
char *mh_secrets_path(mh_err *e);
/* Whether name is one of a script's secret, or of minehost's own. */
bool mh_secret_name_ok(mh_view name);
/* Sets name in that file, or with value NULL takes it out; *had says whether it was there. */
mh_rc mh_secret_keep(mh_view name, const mh_view *value, bool *had, mh_err *e);
/* The names in that file, in its order. */
mh_rc mh_secret_list(mh_names *out, mh_err *e);

#endif
