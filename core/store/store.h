/* store.h - the database file of minehost: opening, transactions shared by one loop turn, errors.
 * Owns: the file handle, until mh_store_close. Texts and JSON handed in are borrowed for the call.
 * Threads: one thread a handle; several handles (threads, processes) may share one file.
 *
 * One file (SQLite, WAL, synchronous=FULL). Writers in several processes take turns inside; callers
 * see MH_E_BUSY only when a turn did not come within opts.busy_ms.
 *
 * Group commit: the first write of a loop turn opens a transaction, later writes join it, and
 * mh_store_flush commits it, once, with one sync. A write that fails leaves nothing behind and does
 * not spoil the others. What was written is safe only when the commit is done: who must know
 * registers with mh_store_after_commit.
 *
 *     mh_doc_put(s, item, &put, &err);
 *     mh_store_after_commit(s, on_saved, wait);
 *     ...                                      (other coroutines of the turn put theirs)
 *     mh_store_flush(s, &err);                 (calls on_saved(wait, MH_OK, NULL))
 *
 * A second backend takes the place of core/store's .c files; callers see these headers only. */
#ifndef MH_STORE_STORE_H
#define MH_STORE_STORE_H

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"

typedef struct mh_store mh_store;

/* Appends the folded forms of one word (already lower-case, diacritics removed) to out, separated
 * by spaces: stem, transliteration ... A search finds a word by any of its forms, and looks for them
 * alone, so the word itself must be among them when it is a form of others. Appending nothing
 * is fine: then the word is looked for. Must give the same for the same word as long as the name (fold_name) is the same. */
typedef void mh_store_fold(void *arg, mh_view word, mh_buf *out);

typedef struct mh_store_opts {
    bool read_only; /* never writes, never creates; a file that must be upgraded is refused */
    int busy_ms;    /* longest wait for another writer; 0: MH_STORE_BUSY_MS */
    bool steady;    /* commits do not depend on how fast the machine is: no MH_STORE_BATCH_MS */
    const mh_clock *clock; /* for the times written down; NULL: the system's */
    mh_store_fold *fold;   /* NULL: words are found as written (case and diacritics ignored) */
    void *fold_arg;        /* borrowed, must outlive the store */
    void (*fold_free)(
        void *fold_arg);   /* not NULL: the store owns fold_arg, also when opening fails */
    const char *fold_name; /* names fold and its version; needed with fold */
} mh_store_opts;

#define MH_STORE_BUSY_MS   10000
#define MH_STORE_BATCH     512 /* writes after which a transaction is committed early */
#define MH_STORE_BATCH_MS  250 /* age after which the next write commits it first: others wait */
#define MH_STORE_MAX_VALUE (16 * 1024 * 1024) /* bytes of one item or value as JSON */
#define MH_STORE_MAX_DEPTH 128                /* nesting of one item or value */

/* Opens path, makes file and parent folders when absent, upgrades an older file (each step in one
 * transaction). opts may be NULL. A file or folder that cannot be written is opened for reading;
 * writes then fail with MH_E_READ_ONLY. Where the folder cannot be written and no writer is at work
 * the file is taken as unchanging for the life of the handle.
 * When opts.fold_name is not the one that the search index was made with, the index is made anew.
 * Errors: MH_E_VERSION (made by a newer minehost; untouched), MH_E_CORRUPT (no database, another
 * program's, or damaged), MH_E_BUSY (retry), MH_E_READ_ONLY (must be made or upgraded, cannot),
 * MH_E_NOT_FOUND (read_only and absent), MH_E_DENIED, MH_E_FULL, MH_E_IO. */
mh_rc mh_store_open(mh_store **out, const char *path, const mh_store_opts *opts, mh_err *err);
/* Commits what is open, tells who waits, closes. NULL is fine. */
void mh_store_close(mh_store *s);
const char *mh_store_path(const mh_store *s); /* as given to open; borrowed */
/* "SQLite 3.40.1" of the library in use; constant. */
const char *mh_store_about(void);
/* Closing leaves the (then empty) WAL and its index where they are: for a process that may write files
 * but no more remove them. */
void mh_store_keep_files(mh_store *s);
bool mh_store_read_only(const mh_store *s); /* asked for, or forced by file or folder */
/* The run that documents put from now on belong to; 0: none. */
void mh_store_set_run(mh_store *s, int64_t run);

/* Told after the commit: rc is MH_OK, or MH_FAIL with err, when nothing of the batch was kept. */
typedef void mh_store_done(void *arg, mh_rc rc, const mh_err *err);
/* done is called by the next mh_store_flush (or close), never from inside this call. With nothing
 * to commit it is told MH_OK. */
void mh_store_after_commit(mh_store *s, mh_store_done *done, void *arg);
/* True when a flush has something to commit or somebody to tell. */
bool mh_store_pending(const mh_store *s);
/* Commits the open transaction and tells who registered. MH_FAIL when the commit failed (nothing of
 * the batch is kept; the next write starts a new one). Not inside a user transaction. */
mh_rc mh_store_flush(mh_store *s, mh_err *err);

/* A user transaction: what is written between begin and commit is kept whole or not at all. It sits
 * inside the batch, so it is safe on disk after the next flush. One at a time (MH_E_USAGE). Do not
 * let a loop turn end inside. A commit that fails has rolled back. */
mh_rc mh_store_tx_begin(mh_store *s, mh_err *err);
mh_rc mh_store_tx_commit(mh_store *s, mh_err *err);
void mh_store_tx_rollback(mh_store *s); /* nothing to roll back is fine */
bool mh_store_in_tx(const mh_store *s);

/* A number that changes whenever another handle, of this process or another, commits. */
mh_rc mh_store_changes(mh_store *s, int64_t *out, mh_err *err);

/* Checks the file's structure and that the search index agrees with the documents; MH_E_CORRUPT
 * names the first faults. Takes time in proportion to the file. */
mh_rc mh_store_check(mh_store *s, mh_err *err);

#endif
