/* sql_priv.h - the names of all fixed SQL statements; their texts and promises are in sql.c.
 * Owns: nothing. Threads: any. */
#ifndef MH_STORE_SQL_PRIV_H
#define MH_STORE_SQL_PRIV_H

typedef enum mh_sql_id {
    MH_SQL_BEGIN,
    MH_SQL_COMMIT,
    MH_SQL_ROLLBACK,
    MH_SQL_SAVE,
    MH_SQL_SAVE_RELEASE,
    MH_SQL_SAVE_BACK,
    MH_SQL_TX,
    MH_SQL_TX_RELEASE,
    MH_SQL_TX_BACK,
    MH_SQL_META_GET,
    MH_SQL_META_SET,
    MH_SQL_DOC_HASHES,
    MH_SQL_DOC_ADD,
    MH_SQL_DOC_CHANGE,
    MH_SQL_DOC_REVISE,
    MH_SQL_STATE_ARCHIVE,
    MH_SQL_STATE_ADD,
    MH_SQL_STATES,
    MH_SQL_DOC_BY_ID,
    MH_SQL_DOC_ID,
    MH_SQL_STATE_AS_OF,
    MH_SQL_STATE_OF_VERSION,
    MH_SQL_DOC_LAST_ID,
    MH_SQL_DOC_TITLE_TEXT,
    MH_SQL_TAG_ADD,
    MH_SQL_TAG_CLEAR,
    MH_SQL_FTS_ADD,
    MH_SQL_FTS_REMOVE,
    MH_SQL_FTS_REBUILD,
    MH_SQL_FTS_CHECK,
    MH_SQL_FTS_SNIPPET,
    MH_SQL_RUN_ADD,
    MH_SQL_RUN_FINISH,
    MH_SQL_RUN_GET,
    MH_SQL_RUN_LIST,
    MH_SQL_RUN_OPEN,
    MH_SQL_EVENT_NEXT,
    MH_SQL_EVENT_ADD,
    MH_SQL_EVENT_DROP,
    MH_SQL_EVENT_LIST,
    MH_SQL_KV_GET,
    MH_SQL_KV_SET,
    MH_SQL_KV_REMOVE,
    MH_SQL_KV_KEYS,
    MH_SQL_KV_EXPIRE,
    MH_SQL_N
} mh_sql_id;

extern const char *const mh_sql_text[MH_SQL_N];

/* Columns that mh_runs_record is read from, in order. */
#define MH_SQL_RUN_COLUMNS                                                                         \
    "id, job, path, trigger, program, reason, scheduled, started, finished, pid, status, "         \
    "exit_code, fresh, changed, unchanged, failed, dropped, requests, bytes, cpu_us, wall_us"

#endif
