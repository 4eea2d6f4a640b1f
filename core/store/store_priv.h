/* store_priv.h - what the .c files of core/store share: the handle, statements, write brackets.
 * Owns: see struct mh_store. Threads: as store.h. */
#ifndef MH_STORE_STORE_PRIV_H
#define MH_STORE_STORE_PRIV_H

#include "base/vec.h"
#include "store/sql_priv.h"
#include "store/store.h"

#include <jansson.h>
#include <sqlite3.h>

#define MH_STORE_APP_ID 0x4d686f73 /* "Mhos", in the file's header */

#define MH_STORE_WAL_PAGES 1000 /* of the WAL, after which it is emptied into the file */
#define MH_STORE_WAL_MS    50   /* longest wait for others' readers then */

typedef struct mh_waiter {
    mh_store_done *done;
    void *arg;
    size_t err; /* 0: MH_OK, else 1 + index into errs */
} mh_waiter;

typedef struct mh_fts_tok mh_fts_tok;
typedef struct mh_rank_data mh_rank_data;

/* A document that the open batch has yet to index. */
typedef struct mh_pending {
    int64_t id;
    bool indexed;       /* in an older state, with this title and text */
    char *title, *text; /* owned; NULL: it had none */
    size_t title_len, text_len;
} mh_pending;

struct mh_store {
    sqlite3 *db;                  /* owned */
    char *path;                   /* owned */
    const mh_clock *clock;        /* borrowed */
    sqlite3_stmt *stmt[MH_SQL_N]; /* owned; prepared at first use */
    int wal_pages, wal_due;       /* in the WAL after the last commit; when it is to be emptied */
    int busy_ms, was_version;     /* was_version: the schema that the file had */
    int64_t busy_since;           /* ns, of the wait under way */
    bool read_only, steady;
    int64_t run;
    mh_store_fold *fold;
    void *fold_arg;
    void (*fold_free)(void *fold_arg); /* NULL: fold_arg is borrowed */
    char *fold_name;                   /* owned, "" without fold */
    bool words;                        /* the list of the index's words is there */
    bool fold_checked;                 /* this batch has made sure that the index has our fold */
    mh_fts_tok *tok;                   /* owned; cuts queries as the index cuts texts */
    uint64_t batches;                  /* begun so far */
    bool batch;                        /* a transaction of ours is open */
    bool soft;                         /* the connection does not sync commits */
    bool doubt;                        /* a batch was lost: FTS5 may still hold sums of it */
    int batch_writes;
    int64_t batch_since; /* ns */
    mh_rank_data *rank;  /* owned; of the search under way */
    MH_VEC(mh_pending) pending;
    size_t pending_before;   /* the write under way */
    bool tx, tx_lost;        /* inside mh_store_tx_*; its batch went away */
    MH_VEC(mh_waiter) open;  /* wait for the batch */
    MH_VEC(mh_waiter) ready; /* outcome known, to be told by flush */
    MH_VEC(mh_err) errs;
};

/* Fills err from the state of s->db after rc; what: the attempt, "put document https://..." */
__attribute__((format(printf, 4, 5))) mh_rc mh_sql_fail(const mh_store *s, int rc, mh_err *err,
                                                        const char *what, ...);
/* The statement, reset and without bindings; NULL with err when it cannot be prepared. */
sqlite3_stmt *mh_sql(mh_store *s, mh_sql_id id, mh_err *err);
void mh_sql_bind_view(sqlite3_stmt *st, int i, mh_view v); /* NULL ptr binds NULL; borrowed */
mh_view mh_sql_view(sqlite3_stmt *st, int col);            /* borrowed until the next step */
/* Steps st once: 1 a row, 0 done, -1 failed. Resets it unless it gave a row. */
int mh_sql_step(mh_store *s, sqlite3_stmt *st, mh_err *err, const char *what);
/* Runs plain SQL text (several statements are fine). */
mh_rc mh_sql_exec(mh_store *s, const char *sql, mh_err *err, const char *what);
/* Prepares composed text; the caller finalizes. */
sqlite3_stmt *mh_sql_prepare(mh_store *s, mh_view text, mh_err *err, const char *what);

/* Brackets around each write: begin opens or joins the batch and sets a savepoint, end releases it
 * or, when rc is not MH_OK, takes back all since begin. Returns rc (or MH_FAIL with err). */
mh_rc mh_write_begin(mh_store *s, mh_err *err, const char *what);
mh_rc mh_write_end(mh_store *s, mh_rc rc, mh_err *err);
/* The same for what a power cut may take back: a batch of such writes alone is not synced when it is
 * committed. A kill takes nothing back of what was committed. */
mh_rc mh_write_begin_soft(mh_store *s, mh_err *err, const char *what);
/* Commits the batch without telling anybody yet. */
mh_rc mh_write_commit(mh_store *s, mh_err *err);
/* Brings the search index up to what the open batch has written; gives the batch up when it cannot. */
mh_rc mh_index_batch(mh_store *s, mh_err *err);
int64_t mh_store_now(const mh_store *s); /* us */

/* migrate.c: brings the file to the newest version. *version is what it was. */
mh_rc mh_store_migrate(mh_store *s, mh_err *err);
int mh_store_version_max(void);

/* index.c: what the batch has yet to put into the search index. */
void mh_index_later(mh_store *s, int64_t id);               /* a new document */
mh_rc mh_index_again(mh_store *s, int64_t id, mh_err *err); /* before its title or text changes */
void mh_index_forget(mh_store *s, size_t left);             /* all but the first ones */
/* Indexes all of them. A failure leaves the index undone: the batch must be given up. */
mh_rc mh_index_now(mh_store *s, mh_err *err);

/* tokens.c: registers the tokenizer "minehost" (unicode61 plus the fold) with s->db. */
mh_rc mh_tokens_register(mh_store *s, mh_err *err);
void mh_tokens_free(mh_fts_tok *t);
/* How many tokens v gives. */
size_t mh_tokens_count(mh_store *s, mh_view v);
/* The tokens, with the forms that the index has of them (of a text), or as they are (the beginning of a word). */
typedef enum mh_tokens_of { MH_TOKENS_TEXT, MH_TOKENS_BEGINNING } mh_tokens_of;
typedef void mh_tokens_visit(void *arg, mh_view token);
void mh_tokens_each(mh_store *s, mh_view v, mh_tokens_of of, mh_tokens_visit *visit, void *arg);
/* A string of a query that begins so is a list of words of the index, separated by spaces, any of which will do. */
#define MH_TOKENS_RAW '\x02'

/* rank.c: registers the function mh_rank(doc_fts): how well the row fits the words, 0 and up. */
#define MH_RANK_TITLE   8 /* a word of the title counts so many of the text */
#define MH_RANK_PHRASES 64
int mh_rank_register(mh_store *s, fts5_api *api);
void mh_rank_forget(mh_store *s); /* what was counted for the last search */

/* json.c */
/* Appends j as compact JSON with sorted keys; checks depth and size. */
mh_rc mh_json_write(mh_buf *out, const json_t *j, mh_err *err, const char *what);
/* Owned; NULL with MH_E_CORRUPT. */
json_t *mh_json_read(const mh_store *s, mh_view v, mh_err *err, const char *what);
mh_view mh_json_view(const json_t *object, const char *key); /* NULL ptr when no string */

#endif
