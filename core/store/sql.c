#include "store/sql_priv.h"

/* Every fixed statement, each with what it promises to its caller. Texts that depend on filters are
 * composed in where.c; tables are made in migrate.c. */
const char *const mh_sql_text[MH_SQL_N] = {
    /* Takes the one write lock of the file at once, waiting for it as long as the busy handler
     * allows; so a transaction that got it never fails for a lock later. */
    [MH_SQL_BEGIN] = "BEGIN IMMEDIATE",
    /* Done means on disk (WAL synced); failed means nothing of it will be seen by anybody. */
    [MH_SQL_COMMIT] = "COMMIT",
    [MH_SQL_ROLLBACK] = "ROLLBACK",
    /* One write inside the batch: all its statements or none. */
    [MH_SQL_SAVE] = "SAVEPOINT one",
    [MH_SQL_SAVE_RELEASE] = "RELEASE one",
    [MH_SQL_SAVE_BACK] = "ROLLBACK TO one",
    /* A user transaction inside the batch: all its writes or none. */
    [MH_SQL_TX] = "SAVEPOINT user",
    [MH_SQL_TX_RELEASE] = "RELEASE user",
    [MH_SQL_TX_BACK] = "ROLLBACK TO user",

    /* The value of a name, or no row. */
    [MH_SQL_META_GET] = "SELECT value FROM meta WHERE name = ?1",
    /* Afterwards the name has that value, whether it was there or not. */
    [MH_SQL_META_SET] = "INSERT INTO meta(name, value) VALUES (?1, ?2)"
                        " ON CONFLICT(name) DO UPDATE SET value = excluded.value",

    /* At most one row: keys are unique. */
    [MH_SQL_DOC_HASHES] = "SELECT id, version, revision, page_hash, rest_hash, at, first_seen"
                          " FROM docs WHERE key = ?1",
    /* Makes a document in version 1, revision 0; fails when the key is there. Ids only grow and are
     * never given again. */
    [MH_SQL_DOC_ADD] =
        "INSERT INTO docs(key, url, canonical_url, title, text, kind, language, date, source,"
        " story, at, page_hash, rest_hash, item, run, version, revision, first_seen, changed_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 1, 0, ?16,"
        " ?16)",
    /* The next version of document ?17, in revision 0; key, id and first_seen stay. */
    [MH_SQL_DOC_CHANGE] =
        "UPDATE docs SET url = ?2, canonical_url = ?3, title = ?4, text = ?5, kind = ?6,"
        " language = ?7, date = ?8, source = ?9, story = ?10, at = ?11, page_hash = ?12,"
        " rest_hash = ?13, item = ?14, run = ?15, version = version + 1, revision = 0,"
        " changed_at = ?16 WHERE id = ?17",
    /* The next revision of the same version of document ?17; changed_at stays as well. */
    [MH_SQL_DOC_REVISE] =
        "UPDATE docs SET url = ?2, canonical_url = ?3, title = ?4, text = ?5, kind = ?6,"
        " language = ?7, date = ?8, source = ?9, story = ?10, at = ?11, page_hash = ?12,"
        " rest_hash = ?13, item = ?14, run = ?15, revision = revision + 1"
        " WHERE id = ?17",
    /* Keeps the current item of document ?1 with its state, before it is replaced. */
    [MH_SQL_STATE_ARCHIVE] =
        "UPDATE states SET (item, text) = (SELECT item, text FROM docs WHERE id = ?1)"
        " WHERE doc = ?1 AND (version, revision) ="
        " (SELECT version, revision FROM docs WHERE id = ?1)",
    /* Notes that the state which document ?1 has now began at ?2; its item is read from docs until
     * it is replaced (item is NULL so long). */
    [MH_SQL_STATE_ADD] = "INSERT INTO states(doc, version, revision, since, run, page_hash)"
                         " SELECT id, version, revision, ?2, run, page_hash FROM docs"
                         " WHERE id = ?1",
    /* All states, oldest first. */
    [MH_SQL_STATES] = "SELECT version, revision, since, run, page_hash FROM states WHERE doc = ?1"
                      " ORDER BY version, revision",
    /* The document as it is now. */
    [MH_SQL_DOC_BY_ID] = "SELECT id, version, revision, first_seen, changed_at, at, run, key, item,"
                         " text FROM docs WHERE id = ?1",
    [MH_SQL_DOC_ID] = "SELECT id FROM docs WHERE key = ?1",
    /* The state of document ?1 that held at ?2: the last one that had begun. Columns as
     * MH_SQL_DOC_BY_ID; changed_at is the beginning of its version. */
    [MH_SQL_STATE_AS_OF] =
        "SELECT d.id, s.version, s.revision, d.first_seen,"
        " (SELECT min(v.since) FROM states v WHERE v.doc = d.id AND v.version = s.version),"
        " d.at, s.run, d.key, coalesce(s.item, d.item),"
        " CASE WHEN s.item IS NULL THEN d.text ELSE s.text END"
        " FROM states s JOIN docs d ON d.id = s.doc WHERE s.doc = ?1 AND s.since <= ?2"
        " ORDER BY s.version DESC, s.revision DESC LIMIT 1",
    /* The last revision of version ?2 of document ?1; columns as above. */
    [MH_SQL_STATE_OF_VERSION] =
        "SELECT d.id, s.version, s.revision, d.first_seen,"
        " (SELECT min(v.since) FROM states v WHERE v.doc = d.id AND v.version = s.version),"
        " d.at, s.run, d.key, coalesce(s.item, d.item),"
        " CASE WHEN s.item IS NULL THEN d.text ELSE s.text END"
        " FROM states s JOIN docs d ON d.id = s.doc WHERE s.doc = ?1 AND s.version = ?2"
        " ORDER BY s.revision DESC LIMIT 1",
    /* 0 when there is none. */
    [MH_SQL_DOC_LAST_ID] = "SELECT coalesce(max(id), 0) FROM docs",
    [MH_SQL_DOC_TITLE_TEXT] = "SELECT title, text FROM docs WHERE id = ?1",

    /* The same label twice counts once. */
    [MH_SQL_TAG_ADD] = "INSERT OR IGNORE INTO tags(kind, value, doc) VALUES (?1, ?2, ?3)",
    [MH_SQL_TAG_CLEAR] = "DELETE FROM tags WHERE doc = ?1",

    /* The index holds title and text of docs and no copy of them, so whoever changes those columns
     * removes the old words with the old texts first, and adds the new. */
    [MH_SQL_FTS_ADD] = "INSERT INTO doc_fts(rowid, title, text) VALUES (?1, ?2, ?3)",
    [MH_SQL_FTS_REMOVE] = "INSERT INTO doc_fts(doc_fts, rowid, title, text)"
                          " VALUES ('delete', ?1, ?2, ?3)",
    [MH_SQL_FTS_REBUILD] = "INSERT INTO doc_fts(doc_fts) VALUES ('rebuild')",
    /* Fails with CORRUPT when index and documents differ. */
    [MH_SQL_FTS_CHECK] = "INSERT INTO doc_fts(doc_fts, rank) VALUES ('integrity-check', 1)",
    /* Title and passage of document ?2 with the words of match ?1 marked; ?3 words long. */
    [MH_SQL_FTS_SNIPPET] = "SELECT highlight(doc_fts, 0, x'01', x'02'),"
                           " snippet(doc_fts, 1, x'01', x'02', '…', ?3)"
                           " FROM doc_fts WHERE doc_fts MATCH ?1 AND rowid = ?2",

    /* Ids only grow and are never given again. */
    [MH_SQL_RUN_ADD] = "INSERT INTO runs(job, path, trigger, scheduled, started, program, pid,"
                       " pid_start, boot, status) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
                       " 'running')",
    /* Changes a run that is still open, or (?14 = 0, the run itself speaks) one that was given up
     * for dead; any other run stays as it is. */
    [MH_SQL_RUN_FINISH] =
        "UPDATE runs SET status = ?2, exit_code = ?3, reason = ?4, finished = ?5, fresh = ?6,"
        " changed = ?7, unchanged = ?8, failed = ?9, dropped = ?10, requests = ?11, bytes = ?12,"
        " cpu_us = ?13, wall_us = ?15"
        " WHERE id = ?1 AND (status = 'running' OR (status = 'died' AND ?14 = 0))",
    [MH_SQL_RUN_GET] = "SELECT " MH_SQL_RUN_COLUMNS " FROM runs WHERE id = ?1",
    /* Newest first, below id ?1, of job ?2 and status ?3 (NULL: any). */
    [MH_SQL_RUN_LIST] = "SELECT " MH_SQL_RUN_COLUMNS " FROM runs WHERE id < ?1"
                        " AND (?2 IS NULL OR job = ?2) AND (?3 IS NULL OR status = ?3)"
                        " ORDER BY id DESC LIMIT ?4",
    /* Runs that nobody has finished; few. */
    [MH_SQL_RUN_OPEN] = "SELECT id, pid, pid_start, boot FROM runs WHERE status = 'running'",

    /* Numbers within a run are given without gaps, also where older events were dropped. */
    [MH_SQL_EVENT_NEXT] = "SELECT coalesce(max(seq), 0) + 1 FROM run_events WHERE run = ?1",
    [MH_SQL_EVENT_ADD] = "INSERT INTO run_events(run, seq, at, level, event, fields)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [MH_SQL_EVENT_DROP] = "DELETE FROM run_events WHERE run = ?1 AND seq = ?2",
    /* Oldest first, of level ?2 and above. */
    [MH_SQL_EVENT_LIST] = "SELECT seq, at, level, event, fields FROM run_events"
                          " WHERE run = ?1 AND level >= ?2 ORDER BY seq",

    /* The value that is good at ?3, or no row. */
    [MH_SQL_KV_GET] = "SELECT value, expires FROM kv WHERE ns = ?1 AND key = ?2"
                      " AND (expires IS NULL OR expires > ?3)",
    /* Afterwards the key has that value and expiry, whether it was there or not. */
    [MH_SQL_KV_SET] = "INSERT INTO kv(ns, key, value, expires) VALUES (?1, ?2, ?3, ?4)"
                      " ON CONFLICT(ns, key) DO UPDATE SET value = excluded.value,"
                      " expires = excluded.expires",
    [MH_SQL_KV_REMOVE] = "DELETE FROM kv WHERE ns = ?1 AND key = ?2",
    /* In order of bytes, from ?2 (included) and after ?3, good at ?4. The caller stops at the end
     * of its prefix. */
    [MH_SQL_KV_KEYS] = "SELECT key FROM kv WHERE ns = ?1 AND key >= ?2 AND key > ?3"
                       " AND (expires IS NULL OR expires > ?4) ORDER BY key LIMIT ?5",
    [MH_SQL_KV_EXPIRE] = "DELETE FROM kv WHERE expires IS NOT NULL AND expires <= ?1",
};
