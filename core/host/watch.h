/* watch.h - what changes outside: job files, files that jobs wait for, commits to the database.
 * Owns: its watches. Threads: loop thread. By inotify; where that fails (no more watches, a network
 * file system), it looks every MH_WATCH_POLL seconds, and says so once.
 *
 * Changes that come together are told once, MH_WATCH_QUIET_MS after the last and MH_WATCH_MOST_MS after
 * the first of them at the latest. A watched path need not exist yet: its coming is a change. A file
 * that is replaced by a rename, as editors do, is one change. */
#ifndef MH_HOST_WATCH_H
#define MH_HOST_WATCH_H

#include "base/err.h"
#include "net/loop.h"

#define MH_WATCH_POLL     30
#define MH_WATCH_QUIET_MS 100
#define MH_WATCH_MOST_MS  1000

typedef struct mh_watch mh_watch;
/* tag: as given to mh_watch_add. */
typedef void mh_watch_fn(void *arg, uint64_t tag);

mh_watch *mh_watch_new(mh_loop *l, mh_watch_fn *fn, void *arg);
void mh_watch_free(mh_watch *w); /* NULL is fine */
/* Watches a file, or a folder (its entries, not those of folders below). Several tags may watch one path. */
mh_rc mh_watch_add(mh_watch *w, const char *path, uint64_t tag, mh_err *e);
void mh_watch_remove(mh_watch *w, uint64_t tag); /* every path with that tag */
size_t mh_watch_polled(const mh_watch *w);       /* paths that are looked at by time */

#endif
