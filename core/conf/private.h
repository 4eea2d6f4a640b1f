/* private.h - the operator's own files: read only when nobody else can have written them, replaced
 * as a whole.
 * Owns: results are the caller's. Threads: main thread. */
#ifndef MH_CONF_PRIVATE_H
#define MH_CONF_PRIVATE_H

#include "base/err.h"
#include "base/str.h"

/* Appends the file to out. MH_E_NOT_FOUND when it is not there; MH_E_DENIED when it is a link, no
 * regular file, another user's, open to others (closed: to reading as well as to writing), or lies
 * in a folder in which others may write. */
mh_rc mh_private_read(mh_buf *out, const char *path, bool closed, size_t max, mh_err *e);
/* Puts v in the place of path, mode 0600, and makes its folder, mode 0700. A crash leaves the old
 * file or the new one. */
mh_rc mh_private_write(const char *path, mh_view v, mh_err *e);
/* Waits until no other process holds the folder of path, makes the folder, holds it. Descriptor for
 * mh_private_unlock; below 0: error. */
int mh_private_lock(const char *path, mh_err *e);
void mh_private_unlock(int lock);

#endif
