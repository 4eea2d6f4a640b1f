/* real.h - files by paths that were looked at before: what has become a link since is not followed.
 * Owns: the descriptors are the caller's. Threads: any. Calls block.
 *
 * A permission is checked for the path that mh_path_real gives. Whoever may write into a folder on that
 * path could put a link in its place before the file is opened; so each part is opened by itself, from
 * the root down, and none may be a link. */
#ifndef MH_BASE_REAL_H
#define MH_BASE_REAL_H

#include <sys/types.h>

/* As open(2), for an absolute path without links, "." and ".."; -1 with errno (ELOOP or ENOTDIR for a
 * link). The descriptor is closed by exec. */
int mh_real_open(const char *path, int flags, mode_t mode);

#endif
