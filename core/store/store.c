#include "store/docs_priv.h"

#include <stdlib.h>

/* Ages of transactions and lock waits are real time, whatever clock the caller has handed in. */
static int64_t mono_ns(void) {
    return mh_clock_mono_ns(mh_clock_system());
}

const char *mh_store_path(const mh_store *s) {
    return s->path;
}
const char *mh_store_about(void) {
    static char text[32];
    snprintf(text, sizeof text, "SQLite %s", sqlite3_libversion());
    return text;
}

void mh_store_keep_files(mh_store *s) {
    int keep = 1;
    sqlite3_file_control(s->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
}

bool mh_store_read_only(const mh_store *s) {
    return s->read_only;
}
void mh_store_set_run(mh_store *s, int64_t run) {
    s->run = run;
}
bool mh_store_in_tx(const mh_store *s) {
    return s->tx;
}

mh_rc mh_store_changes(mh_store *s, int64_t *out, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_DATA_VERSION, err);
    if (!st || mh_sql_step(s, st, err, "changes") != 1) return MH_FAIL;
    *out = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return MH_OK;
}

int64_t mh_store_now(const mh_store *s) {
    return mh_clock_wall_us(s->clock);
}

bool mh_store_pending(const mh_store *s) {
    return s->batch || s->open.len > 0 || s->ready.len > 0;
}

void mh_store_after_commit(mh_store *s, mh_store_done *done, void *arg) {
    mh_vec_push(&s->open, ((mh_waiter){done, arg, 0}));
}

/* The outcome of those who wait for the batch is known: err NULL is success. */
static void settle(mh_store *s, const mh_err *err) {
    s->batch = false;
    mh_index_forget(s, 0);
    if (err) mh_vec_push(&s->errs, *err);
    for (size_t i = 0; i < s->open.len; i++) {
        mh_waiter w = s->open.ptr[i];
        w.err = err ? s->errs.len : 0;
        mh_vec_push(&s->ready, w);
    }
    s->open.len = 0;
}

/* The whole batch is gone, by SQLite's doing or ours. */
static void batch_lost(mh_store *s, const mh_err *err) {
    mh_err ignored;
    sqlite3_stmt *st = sqlite3_get_autocommit(s->db) ? NULL : mh_sql(s, MH_SQL_ROLLBACK, &ignored);
    if (st) mh_sql_step(s, st, &ignored, "roll back");
    if (s->tx) s->tx_lost = true;
    s->doubt = true;
    settle(s, err);
}

/* FTS5 (3.40) that ran out of memory while it read its sums takes them for zero and keeps them so, over the
 * rollback; another rollback, with it in the transaction, makes it read them again. */
static mh_rc settle_doubt(mh_store *s, mh_err *err, const char *what) {
    if (!s->doubt) return MH_OK;
    mh_rc rc = mh_sql_exec(s,
                           "BEGIN IMMEDIATE;"
                           "INSERT INTO doc_fts(doc_fts, rank) VALUES ('automerge', 4);"
                           "ROLLBACK",
                           err, what);
    if (rc != MH_OK && !sqlite3_get_autocommit(s->db))
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    if (rc == MH_OK) s->doubt = false;
    return rc;
}

/* A failure of any kind, of a read too, may have made SQLite roll back all of the batch by itself. */
static void see_lost(mh_store *s) {
    mh_err e;
    if (!s->batch || !sqlite3_get_autocommit(s->db)) return;
    mh_fail_retry(&e, MH_E_CANCELLED, "commit: %s: rolled back after an earlier failure", s->path);
    batch_lost(s, &e);
}

static mh_rc run_stmt(mh_store *s, mh_sql_id id, mh_err *err, const char *what) {
    sqlite3_stmt *st = mh_sql(s, id, err);
    return st && mh_sql_step(s, st, err, what) >= 0 ? MH_OK : MH_FAIL;
}

/* SQLite's own way to empty the WAL is to move what it holds into the file while others go on writing: where somebody
 * always does, it never comes to an end, the WAL grows, and each commit pays for an attempt. So whoever finds it long
 * takes the lock for it. Readers of long ago are not waited for; then it is tried again later. */
static void empty_wal(mh_store *s) {
    int was = s->busy_ms;
    if (s->wal_pages < s->wal_due) return;
    s->busy_ms = MH_STORE_WAL_MS;
    int rc = sqlite3_wal_checkpoint_v2(s->db, "main", SQLITE_CHECKPOINT_RESTART, NULL, NULL);
    s->busy_ms = was;
    s->wal_due = rc == SQLITE_OK ? MH_STORE_WAL_PAGES : s->wal_pages + MH_STORE_WAL_PAGES;
}

mh_rc mh_write_commit(mh_store *s, mh_err *err) {
    mh_err local;
    bool open = s->batch;
    see_lost(s);
    if (open && !s->batch) {
        if (err) *err = s->errs.ptr[s->errs.len - 1];
        return MH_FAIL;
    }
    if (!s->batch) {
        settle(s, NULL);
        return MH_OK;
    }
    if (mh_index_now(s, &local) == MH_OK && run_stmt(s, MH_SQL_COMMIT, &local, "commit") == MH_OK) {
        settle(s, NULL);
        empty_wal(s);
        return MH_OK;
    }
    batch_lost(s, &local);
    if (err) *err = local;
    return MH_FAIL;
}

/* How the next transaction is committed: synced, or (soft) only written to the WAL, which outlives the
 * process but not the machine. SQLite takes the setting between transactions alone, when the text is
 * prepared, and for this connection alone; so a batch is one or the other from its beginning. */
static mh_rc set_soft(mh_store *s, bool soft, mh_err *err, const char *what) {
    if (s->soft == soft) return MH_OK;
    const char *sql = soft ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL";
    if (mh_sql_exec(s, sql, err, what) != MH_OK) return MH_FAIL;
    s->soft = soft;
    return MH_OK;
}

/* An open batch, begun if need be. An old or long one is committed first: other processes wait. So is
 * a soft one when somebody comes who wants his writes synced. */
static mh_rc batch_join(mh_store *s, bool soft, mh_err *err, const char *what) {
    see_lost(s);
    if (s->read_only)
        return mh_fail(err, MH_E_READ_ONLY, "%s: %s: opened for reading only", what, s->path);
    if (s->tx_lost)
        return mh_fail(err, MH_E_CANCELLED, "%s: %s: the transaction has been rolled back", what,
                       s->path);
    bool old = !s->steady && mono_ns() - s->batch_since > (int64_t)MH_STORE_BATCH_MS * 1000000;
    bool due = s->batch_writes >= MH_STORE_BATCH || old || (s->soft && !soft);
    if (s->batch && !s->tx && due) (void)mh_write_commit(s, NULL); /* flush tells the outcome */
    if (s->batch) return MH_OK;
    if (settle_doubt(s, err, what) != MH_OK) return MH_FAIL;
    if (set_soft(s, soft, err, what) != MH_OK) return MH_FAIL;
    if (run_stmt(s, MH_SQL_BEGIN, err, what) != MH_OK) return MH_FAIL;
    s->batch = true;
    s->batches++;
    s->batch_writes = 0;
    s->fold_checked = false;
    s->batch_since = mono_ns();
    return MH_OK;
}

static mh_rc write_begin(mh_store *s, bool soft, mh_err *err, const char *what) {
    mh_err local;
    if (batch_join(s, soft, err, what) != MH_OK) return MH_FAIL;
    /* In a transaction of the user's the batch may grow without end. */
    if (s->pending.len >= MH_STORE_BATCH && mh_index_batch(s, err) != MH_OK) return MH_FAIL;
    s->pending_before = s->pending.len;
    if (run_stmt(s, MH_SQL_SAVE, &local, what) == MH_OK) return MH_OK;
    if (sqlite3_get_autocommit(s->db)) batch_lost(s, &local);
    if (err) *err = local;
    return MH_FAIL;
}

mh_rc mh_index_batch(mh_store *s, mh_err *err) {
    mh_err local;
    see_lost(s);
    if (s->pending.len == 0 || mh_index_now(s, &local) == MH_OK) return MH_OK;
    batch_lost(s, &local);
    if (err) *err = local;
    return MH_FAIL;
}

mh_rc mh_write_begin(mh_store *s, mh_err *err, const char *what) {
    return write_begin(s, false, err, what);
}

mh_rc mh_write_begin_soft(mh_store *s, mh_err *err, const char *what) {
    return write_begin(s, true, err, what);
}

mh_rc mh_write_end(mh_store *s, mh_rc rc, mh_err *err) {
    mh_err local = {.code = MH_E_INTERNAL}, ignored;
    if (!err) err = &local;
    if (rc == MH_OK) rc = run_stmt(s, MH_SQL_SAVE_RELEASE, err, "keep a write");
    if (rc == MH_OK) {
        s->batch_writes++;
        return MH_OK;
    }
    mh_index_forget(s, s->pending_before);
    /* A full disk and the like may have made SQLite roll back everything by itself. */
    if (sqlite3_get_autocommit(s->db) ||
        run_stmt(s, MH_SQL_SAVE_BACK, &ignored, "take back a write") != MH_OK ||
        run_stmt(s, MH_SQL_SAVE_RELEASE, &ignored, "take back a write") != MH_OK)
        batch_lost(s, err);
    return MH_FAIL;
}

mh_rc mh_store_flush(mh_store *s, mh_err *err) {
    if (s->tx) return mh_fail(err, MH_E_USAGE, "commit: %s: a transaction is still open", s->path);
    (void)mh_write_commit(s, NULL);
    mh_rc rc = MH_OK;
    if (s->errs.len > 0) {
        rc = MH_FAIL;
        if (err) *err = s->errs.ptr[0];
    }
    /* Taken out first: those who are told may write and register again. */
    mh_waiter *ready = s->ready.ptr;
    mh_err *errs = s->errs.ptr;
    size_t n = s->ready.len;
    s->ready.ptr = NULL, s->ready.len = s->ready.cap = 0;
    s->errs.ptr = NULL, s->errs.len = s->errs.cap = 0;
    for (size_t i = 0; i < n; i++) {
        const mh_err *why = ready[i].err ? &errs[ready[i].err - 1] : NULL;
        ready[i].done(ready[i].arg, why ? MH_FAIL : MH_OK, why);
    }
    free(ready);
    free(errs);
    return rc;
}

mh_rc mh_store_tx_begin(mh_store *s, mh_err *err) {
    if (s->tx) return mh_fail(err, MH_E_USAGE, "transaction: %s: one is open already", s->path);
    if (batch_join(s, false, err, "transaction") != MH_OK) return MH_FAIL;
    mh_err local;
    /* so that what is pending is of the transaction alone */
    if (mh_index_batch(s, err) != MH_OK) return MH_FAIL;
    if (run_stmt(s, MH_SQL_TX, &local, "transaction") != MH_OK) {
        if (sqlite3_get_autocommit(s->db)) batch_lost(s, &local);
        if (err) *err = local;
        return MH_FAIL;
    }
    s->tx = true;
    s->tx_lost = false;
    return MH_OK;
}

mh_rc mh_store_tx_commit(mh_store *s, mh_err *err) {
    if (!s->tx) return mh_fail(err, MH_E_USAGE, "transaction: %s: none is open", s->path);
    see_lost(s);
    if (s->tx_lost) {
        s->tx = s->tx_lost = false;
        return mh_fail_retry(err, MH_E_CANCELLED,
                             "transaction: %s: rolled back after a failed write", s->path);
    }
    mh_err local;
    if (run_stmt(s, MH_SQL_TX_RELEASE, &local, "transaction") == MH_OK) {
        s->tx = false;
        return MH_OK;
    }
    if (err) *err = local;
    mh_store_tx_rollback(s);
    return MH_FAIL;
}

void mh_store_tx_rollback(mh_store *s) {
    if (!s->tx) return;
    mh_err e = {0};
    see_lost(s);
    mh_index_forget(s, 0);
    if (!s->tx_lost && (run_stmt(s, MH_SQL_TX_BACK, &e, "roll back") != MH_OK ||
                        run_stmt(s, MH_SQL_TX_RELEASE, &e, "roll back") != MH_OK))
        batch_lost(s, &e);
    s->tx = s->tx_lost = false;
}

mh_rc mh_store_check(mh_store *s, mh_err *err) {
    sqlite3_stmt *st = mh_sql_prepare(s, MH_VIEW("PRAGMA integrity_check(10)"), err, "check");
    if (!st) return MH_FAIL;
    mh_buf faults = {0};
    mh_rc rc = MH_OK;
    int step;
    while ((step = mh_sql_step(s, st, err, "check")) == 1) {
        mh_view line = mh_sql_view(st, 0);
        if (mh_view_eq(line, MH_VIEW("ok"))) continue;
        if (faults.len > 0) mh_buf_puts(&faults, "; ");
        mh_buf_put(&faults, line);
    }
    sqlite3_finalize(st);
    if (step < 0)
        rc = MH_FAIL;
    else if (faults.len > 0)
        rc = mh_fail(err, MH_E_CORRUPT, "check: %s: %s", s->path, faults.ptr);
    mh_buf_clear(&faults);
    if (rc != MH_OK || s->read_only) return rc;
    bool same, plain;
    if (mh_fold_same(s, &same, &plain, err) != MH_OK) return MH_FAIL;
    if (!same)
        return mh_fail(err, MH_E_VERSION,
                       "check: %s: its search index was made with another folding of words",
                       s->path);
    if (mh_index_batch(s, err) != MH_OK || mh_write_begin(s, err, "check") != MH_OK) return MH_FAIL;
    rc = mh_write_end(s, run_stmt(s, MH_SQL_FTS_CHECK, err, "check the search index"), err);
    return rc == MH_OK && !s->tx ? mh_write_commit(s, err) : rc; /* others need not wait */
}
