#include "store/docs_priv.h"
#include "store/search.h"
#include "store/store_priv.h"

/* The schema, as the steps that made it. A step is never edited once released: the next change is
 * the next step, and a fixture of every version stays in the tests. */

/* Version 1: documents with every state they were in, runs with their events, key-value.
 * docs.item is the item as JSON without its text, which is in docs.text; a states row holds item
 * and text only after it was replaced, so the current text is stored once. */
static const char step_1[] =
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE docs(id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,"
    " version INTEGER NOT NULL, revision INTEGER NOT NULL, at INTEGER NOT NULL,"
    " first_seen INTEGER NOT NULL, changed_at INTEGER NOT NULL, run INTEGER NOT NULL,"
    " kind TEXT, language TEXT, source TEXT, story TEXT, date TEXT,"
    " page_hash TEXT NOT NULL, rest_hash TEXT NOT NULL, url TEXT, canonical_url TEXT, title TEXT,"
    " item TEXT NOT NULL, text TEXT);"
    "CREATE INDEX docs_at ON docs(at);"
    "CREATE INDEX docs_source ON docs(source, at) WHERE source IS NOT NULL;"
    "CREATE INDEX docs_story ON docs(story) WHERE story IS NOT NULL;"
    "CREATE TABLE states(doc INTEGER NOT NULL REFERENCES docs(id) ON DELETE CASCADE,"
    " version INTEGER NOT NULL, revision INTEGER NOT NULL, since INTEGER NOT NULL,"
    " run INTEGER NOT NULL, page_hash TEXT NOT NULL, item TEXT, text TEXT,"
    " PRIMARY KEY(doc, version, revision)) WITHOUT ROWID;"
    "CREATE INDEX states_run ON states(run);"
    "CREATE TABLE runs(id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, path TEXT,"
    " trigger TEXT, scheduled INTEGER, started INTEGER NOT NULL, finished INTEGER, program TEXT,"
    " pid INTEGER NOT NULL, pid_start INTEGER NOT NULL, boot TEXT NOT NULL, status TEXT NOT NULL,"
    " exit_code INTEGER, reason TEXT, fresh INTEGER, changed INTEGER, unchanged INTEGER,"
    " failed INTEGER, dropped INTEGER, requests INTEGER, bytes INTEGER, cpu_us INTEGER,"
    " wall_us INTEGER);"
    "CREATE INDEX runs_open ON runs(id) WHERE status = 'running';"
    "CREATE TABLE run_events(run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,"
    " seq INTEGER NOT NULL, at INTEGER NOT NULL, level INTEGER NOT NULL, event TEXT NOT NULL,"
    " fields TEXT, PRIMARY KEY(run, seq)) WITHOUT ROWID;"
    "CREATE TABLE kv(ns TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires INTEGER,"
    " PRIMARY KEY(ns, key)) WITHOUT ROWID;"
    "CREATE INDEX kv_expires ON kv(expires) WHERE expires IS NOT NULL;";

/* Version 2: the search index over title and text, and the labels by which documents are chosen
 * (topic, country, event type, actor), drawn from the items. */
static const char step_2[] =
    "CREATE VIRTUAL TABLE doc_fts USING fts5(title, text, content='docs', content_rowid='id',"
    " tokenize='minehost', prefix='2 3');"
    "CREATE TABLE tags(kind TEXT NOT NULL, value TEXT NOT NULL COLLATE NOCASE,"
    " doc INTEGER NOT NULL REFERENCES docs(id) ON DELETE CASCADE,"
    " PRIMARY KEY(kind, value, doc)) WITHOUT ROWID;"
    "CREATE INDEX tags_doc ON tags(doc);";

/* Reads with its own text, so that later changes of the tables do not reach back into this step. */
static mh_rc fill_2(mh_store *s, mh_err *err) {
    sqlite3_stmt *st =
        mh_sql_prepare(s, MH_VIEW("SELECT id, item FROM docs ORDER BY id"), err, "upgrade");
    if (!st) return MH_FAIL;
    mh_rc rc = MH_OK;
    int step = 0;
    while (rc == MH_OK && (step = mh_sql_step(s, st, err, "upgrade")) == 1) {
        json_t *item = mh_json_read(s, mh_sql_view(st, 1), err, "upgrade");
        rc = item ? mh_tags_set(s, sqlite3_column_int64(st, 0), item, true, err) : MH_FAIL;
        json_decref(item);
    }
    sqlite3_finalize(st);
    if (rc != MH_OK || step < 0) return MH_FAIL;
    return mh_fts_rebuild(s, err);
}

/* Version 3: the network's memory (host ledger, robots.txt, HTTP cache, cookies) and the queue. */
static const char step_3[] =
    "CREATE TABLE hosts(host TEXT PRIMARY KEY, at INTEGER NOT NULL, row TEXT NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE TABLE robots(origin TEXT PRIMARY KEY, at INTEGER NOT NULL, status INTEGER NOT NULL,"
    " body BLOB NOT NULL);"
    "CREATE TABLE cookies(job TEXT PRIMARY KEY, at INTEGER NOT NULL, lines TEXT NOT NULL)"
    " WITHOUT ROWID;"
    /* body apart: an answer that is confirmed, or read again, does not rewrite it; bytes: of both rows */
    "CREATE TABLE http_cache(id INTEGER PRIMARY KEY AUTOINCREMENT, scope TEXT NOT NULL,"
    " url TEXT NOT NULL, vary TEXT NOT NULL, status INTEGER NOT NULL, head TEXT NOT NULL,"
    " body_size INTEGER NOT NULL, hash TEXT NOT NULL, request_at INTEGER NOT NULL,"
    " response_at INTEGER NOT NULL, used_at INTEGER NOT NULL, bytes INTEGER NOT NULL,"
    " UNIQUE(scope, url, vary));"
    "CREATE INDEX http_cache_used ON http_cache(used_at, bytes);"
    "CREATE TABLE http_body(id INTEGER PRIMARY KEY REFERENCES http_cache(id) ON DELETE CASCADE,"
    " body BLOB NOT NULL);"
    "CREATE TABLE queue(id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL,"
    " key TEXT NOT NULL, state INTEGER NOT NULL, priority INTEGER NOT NULL, due INTEGER NOT NULL,"
    " tries INTEGER NOT NULL, run INTEGER NOT NULL, until INTEGER NOT NULL, value TEXT NOT NULL,"
    " error TEXT NOT NULL, added INTEGER NOT NULL, ended INTEGER, UNIQUE(queue, key));"
    "CREATE INDEX queue_next ON queue(queue, state, priority DESC, id);"
    "CREATE INDEX queue_due ON queue(queue, due) WHERE state = 1;"
    "CREATE INDEX queue_until ON queue(queue, until) WHERE state = 2;"
    "CREATE INDEX queue_run ON queue(queue, run) WHERE state = 2;";

/* Version 4: the outbox. What plugins had noted as delivered ("delivered CHANNEL NUMBER" in kv) moves
 * there. states.at: when the document of that state happened, so that lists as of a time are in their
 * order of then. */
static const char step_4[] =
    "CREATE TABLE outbox(id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL,"
    " target TEXT NOT NULL, key TEXT NOT NULL, state INTEGER NOT NULL, due INTEGER NOT NULL,"
    " tries INTEGER NOT NULL, run INTEGER NOT NULL, shown TEXT NOT NULL, title TEXT NOT NULL,"
    " error TEXT NOT NULL, added INTEGER NOT NULL, changed INTEGER NOT NULL, expires INTEGER,"
    " value TEXT, UNIQUE(channel, target, key));"
    "CREATE INDEX outbox_due ON outbox(channel, target, id) WHERE state IN (0, 3);"
    "CREATE INDEX outbox_run ON outbox(run) WHERE state = 1;"
    "CREATE INDEX outbox_expires ON outbox(expires) WHERE expires IS NOT NULL;"
    "INSERT INTO outbox(channel, target, key, state, due, tries, run, shown, title, error, added,"
    " changed, expires) SELECT substr(ns, 11, length(ns) - 27), substr(ns, -16), key, 2, 0, 1, 0, "
    "'',"
    " '', '', 0, 0, expires FROM kv WHERE ns GLOB 'delivered ?* [0-9a-f]*' AND length(ns) > 27;"
    "DELETE FROM kv WHERE ns GLOB 'delivered ?* [0-9a-f]*' AND length(ns) > 27;"
    "ALTER TABLE docs ADD COLUMN pruned INTEGER;" /* us; NULL: whole */
    "ALTER TABLE states ADD COLUMN at INTEGER;"
    "UPDATE states SET at = (SELECT at FROM docs WHERE id = doc) WHERE item IS NULL;";

/* A state that was replaced happened at its item's date, else when its document was first seen. */
static mh_rc fill_4(mh_store *s, mh_err *err) {
    sqlite3_stmt *st = mh_sql_prepare(
        s,
        MH_VIEW("SELECT s.doc, s.version, s.revision, s.item, s.since, d.first_seen FROM states s"
                " JOIN docs d ON d.id = s.doc WHERE s.at IS NULL"),
        err, "upgrade");
    sqlite3_stmt *set = mh_sql_prepare(
        s, MH_VIEW("UPDATE states SET at = ?1 WHERE doc = ?2 AND version = ?3 AND revision = ?4"),
        err, "upgrade");
    mh_rc rc = st && set ? MH_OK : MH_FAIL;
    int step = 0;
    while (rc == MH_OK && (step = mh_sql_step(s, st, err, "upgrade")) == 1) {
        json_t *item = mh_json_read(s, mh_sql_view(st, 3), err, "upgrade");
        if (!item) rc = MH_FAIL;
        sqlite3_reset(set);
        int64_t since = sqlite3_column_int64(st, 4), seen = sqlite3_column_int64(st, 5);
        if (item) sqlite3_bind_int64(set, 1, mh_doc_time_of(item, since, seen));
        for (int i = 0; i < 3; i++) sqlite3_bind_int64(set, 2 + i, sqlite3_column_int64(st, i));
        if (rc == MH_OK && mh_sql_step(s, set, err, "upgrade") != 0) rc = MH_FAIL;
        json_decref(item);
    }
    sqlite3_finalize(st);
    sqlite3_finalize(set);
    return step < 0 ? MH_FAIL : rc;
}

/* Version 5: the latest runs of one job, of many. */
static const char step_5[] = "CREATE INDEX runs_job ON runs(job);";

/* Version 6: docs.change counts on with each new document and new version, in the order of the commits: what
 * changed since a mark. Documents of before have none. */
static const char step_6[] = "ALTER TABLE docs ADD COLUMN change INTEGER;"
                             "CREATE INDEX docs_change ON docs(change) WHERE change IS NOT NULL;";

/* Version 7: documents of a language, the newest first. */
static const char step_7[] =
    "CREATE INDEX docs_language ON docs(language, at) WHERE language IS NOT NULL;";

static const struct {
    const char *sql;
    mh_rc (*fill)(mh_store *s, mh_err *err); /* NULL: nothing to fill */
} steps[] = {{step_1, NULL}, {step_2, fill_2}, {step_3, NULL}, {step_4, fill_4},
             {step_5, NULL}, {step_6, NULL},   {step_7, NULL}};

int mh_store_version_max(void) {
    return (int)(sizeof steps / sizeof steps[0]);
}

static mh_rc pragma_get(mh_store *s, const char *sql, int64_t *out, mh_err *err) {
    sqlite3_stmt *st = mh_sql_prepare(s, mh_view_of(sql), err, "open");
    if (!st) return MH_FAIL;
    int step = mh_sql_step(s, st, err, "open");
    if (step == 1) *out = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return step == 1 ? MH_OK : MH_FAIL;
}

/* Whose file it is and how old; refuses what is not ours to touch. */
static mh_rc look(mh_store *s, int64_t *version, bool *fresh, mh_err *err) {
    int64_t app = 0, tables = 0;
    if (pragma_get(s, "PRAGMA application_id", &app, err) != MH_OK ||
        pragma_get(s, "PRAGMA user_version", version, err) != MH_OK ||
        pragma_get(s, "SELECT count(*) FROM sqlite_schema", &tables, err) != MH_OK)
        return MH_FAIL;
    *fresh = app != MH_STORE_APP_ID && tables == 0;
    if (app != MH_STORE_APP_ID && !*fresh)
        return mh_fail(err, MH_E_CORRUPT, "open: %s: a database, but not of minehost", s->path);
    if (*fresh) *version = 0;
    if (*version > mh_store_version_max())
        return mh_fail(err, MH_E_VERSION,
                       "open: %s: made by a newer minehost (schema %lld, this one knows %d); left "
                       "as it is",
                       s->path, (long long)*version, mh_store_version_max());
    return MH_OK;
}

/* One step, with its version number, in one transaction; nothing when another process did it. */
static mh_rc step_up(mh_store *s, int64_t to, mh_err *err) {
    int64_t now = 0;
    mh_buf sql = {0};
    mh_rc rc = mh_sql_exec(s, "BEGIN IMMEDIATE", err, "upgrade");
    if (rc != MH_OK) return rc;
    rc = pragma_get(s, "PRAGMA user_version", &now, err);
    if (rc == MH_OK && now < to) {
        rc = mh_sql_exec(s, steps[to - 1].sql, err, "upgrade");
        if (rc == MH_OK && steps[to - 1].fill) rc = steps[to - 1].fill(s, err);
        mh_buf_printf(&sql, "PRAGMA user_version = %lld", (long long)to);
        if (rc == MH_OK) rc = mh_sql_exec(s, sql.ptr, err, "upgrade");
        mh_buf_clear(&sql);
    }
    if (rc == MH_OK) rc = mh_sql_exec(s, "COMMIT", err, "upgrade");
    if (rc != MH_OK && !sqlite3_get_autocommit(s->db))
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return rc;
}

/* Marks a fresh file as ours before anything else, and turns the WAL on for good. */
static mh_rc claim(mh_store *s, bool fresh, mh_err *err) {
    mh_buf sql = {0};
    mh_rc rc = MH_OK;
    if (fresh) {
        /* pages that pruning frees can be given back to the disk: only an empty file can learn that */
        mh_buf_printf(&sql,
                      "PRAGMA auto_vacuum = INCREMENTAL;"
                      "BEGIN IMMEDIATE; PRAGMA application_id = %d; COMMIT",
                      MH_STORE_APP_ID);
        rc = mh_sql_exec(s, sql.ptr, err, "make");
        mh_buf_clear(&sql);
        if (rc != MH_OK && !sqlite3_get_autocommit(s->db))
            sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    }
    return rc == MH_OK ? mh_sql_exec(s, "PRAGMA journal_mode = WAL", err, "turn on WAL") : rc;
}

/* Makes the index anew when it was made with another fold. A handle without a fold (it searches
 * or keeps records only) leaves it alone; documents that it puts are refused. */
static mh_rc refold(mh_store *s, mh_err *err) {
    bool same = false, plain = false;
    if (mh_fold_same(s, &same, &plain, err) != MH_OK) return MH_FAIL;
    if (!same && s->read_only) s->fold = NULL; /* the words that are there are found as they are */
    if (same || (!s->fold && !plain) || s->read_only) return MH_OK;
    if (mh_search_rebuild(s, err) != MH_OK) return MH_FAIL;
    return mh_store_flush(s, err);
}

mh_rc mh_store_migrate(mh_store *s, mh_err *err) {
    int64_t version = 0;
    bool fresh = false;
    if (look(s, &version, &fresh, err) != MH_OK) return MH_FAIL;
    s->was_version = (int)version;
    bool old = version < mh_store_version_max();
    if (old && s->read_only)
        return mh_fail(
            err, MH_E_READ_ONLY,
            "open: %s: must be brought from schema %lld to %d first (minehost db migrate), but is "
            "opened for reading only",
            s->path, (long long)version, mh_store_version_max());
    if (!s->read_only && claim(s, fresh, err) != MH_OK) return MH_FAIL;
    for (int64_t to = version + 1; to <= mh_store_version_max(); to++)
        if (step_up(s, to, err) != MH_OK) return MH_FAIL;
    if (refold(s, err) != MH_OK) return MH_FAIL;
    return s->read_only ? mh_sql_exec(s, "PRAGMA query_only = ON", err, "open") : MH_OK;
}
