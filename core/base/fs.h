/* fs.h - files and folders, with errors that name the path.
 * Owns: results are the caller's.
 * Threads: any. Calls block: use them at start-up, on small files, or on a work thread. */
#ifndef MH_BASE_FS_H
#define MH_BASE_FS_H

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

/* Appends the whole regular file to out; MH_E_TOO_LARGE over max bytes (0: no limit). */
mh_rc mh_fs_read(mh_buf *out, const char *path, size_t max, mh_err *e);
/* The same for a path that mh_path_real gave: no link on it is followed (base/real.h). */
mh_rc mh_fs_read_real(mh_buf *out, const char *path, size_t max, mh_err *e);
/* Replaces path by v at once: writes beside it, syncs, renames. */
mh_rc mh_fs_write(const char *path, mh_view v, mh_err *e);
/* The same for what can be made again: mode 0600, and without waiting for the disk, so that after a
 * crash of the machine the file may be cut or empty. */
mh_rc mh_fs_put(const char *path, mh_view v, mh_err *e);
/* Makes path and its parents, as `mkdir -p`, mode 0700 for new ones. */
mh_rc mh_fs_mkdirs(const char *path, mh_err *e);
bool mh_fs_is_file(const char *path);
bool mh_fs_is_dir(const char *path);
bool mh_fs_is_link(const char *path);
/* "dir/name"; name alone when dir is empty or name is absolute. Owned. */
char *mh_path_join(const char *dir, const char *name);
/* The folder part, "." when there is none. Owned. */
char *mh_path_dir(const char *path);
/* The last component; borrowed from path. */
mh_view mh_path_base(const char *path);
/* Absolute path with links resolved, or NULL. Owned. */
char *mh_path_real(const char *path);

typedef MH_VEC(char *) mh_names;
void mh_names_clear(mh_names *n);
/* Names in folder dir, sorted by bytes, without "." and "..". */
mh_rc mh_fs_list(mh_names *out, const char *dir, mh_err *e);

/* Folders of the XDG base directory specification, with "minehost" appended. Owned; NULL with an
 * error when neither the variable nor HOME is set. kind: "data", "config", "state" or "cache". */
char *mh_xdg_dir(const char *kind, mh_err *e);
/* Folder of the running program's file. Owned, NULL when unknown. */
char *mh_exe_dir(void);

#endif
