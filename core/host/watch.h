/* watch.h - what changes outside: job files, files that jobs wait for, commits to the database.
 * Owns: its watches. Threads: loop thread. By inotify; where that fails (no more watches, a network
 * file system), it looks every MH_WATCH_POLL seconds, and mh_watch_why says for which reason.
 *
 * Changes that come together are told once, MH_WATCH_QUIET_MS after the last and MH_WATCH_MOST_MS after
 * the first of them at the latest. A watched path need not exist yet, nor the folders that it lies in: its
 * coming is a change, and so is its going. A file that is replaced by a rename, as editors do, is one change.
 * A link is followed: its own change counts, and that of what it leads to.
 *
 * A folder that is moved far above a path, or a link in the middle of it that is set anew, gives no event
 * there; every path is therefore looked up again once in MH_WATCH_POLL * MH_WATCH_TURNS seconds. */
#ifndef MH_HOST_WATCH_H
#define MH_HOST_WATCH_H

#include "base/err.h"
#include "net/loop.h"

#define MH_WATCH_POLL     30
#define MH_WATCH_TURNS    10
#define MH_WATCH_QUIET_MS 100
#define MH_WATCH_MOST_MS  1000

typedef struct mh_watch mh_watch;
/* tag: as given to mh_watch_add. Called from inside mh_loop_once; it may add, remove and free. */
typedef void mh_watch_fn(void *arg, uint64_t tag);

mh_watch *mh_watch_new(mh_loop *l, mh_watch_fn *fn, void *arg);
void mh_watch_free(mh_watch *w); /* NULL is fine */
/* Watches a file, or a folder (its entries, not those of folders below). Several tags may watch one path, and
 * one tag several. A relative path is taken from the working folder of now. MH_E_USAGE: empty, or with a NUL. */
mh_rc mh_watch_add(mh_watch *w, const char *path, uint64_t tag, mh_err *e);
void mh_watch_remove(mh_watch *w, uint64_t tag); /* every path with that tag */
size_t mh_watch_polled(const mh_watch *w);       /* paths that are looked at by time */
/* Why paths are looked at by time: of the latest that had to be; NULL: none ever had to. Borrowed. */
const char *mh_watch_why(const mh_watch *w);
/* Uses at most so many watches of the kernel (0: as many as it gives), looks every poll_ms (0:
 * MH_WATCH_POLL seconds). Before anything is added. */
void mh_watch_tune(mh_watch *w, size_t most, int64_t poll_ms);

#endif
