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
    [MH_SQL_DOC_HASHES] = "SELECT id, version, revision, page_hash, rest_hash, at, first_seen,"
                          " pruned IS NOT NULL FROM docs WHERE key = ?1",
    /* Makes a document in version 1, revision 0; fails when the key is there. Ids only grow and are
     * never given again. */
    [MH_SQL_DOC_ADD] =
        "INSERT INTO docs(key, url, canonical_url, title, text, kind, language, date, source,"
        " story, at, page_hash, rest_hash, item, run, version, revision, first_seen, changed_at,"
        " change)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 1, 0, ?16,"
        " ?16, (SELECT coalesce(max(change), 0) + 1 FROM docs))",
    /* The next version of document ?17, in revision 0; key, id and first_seen stay. */
    [MH_SQL_DOC_CHANGE] =
        "UPDATE docs SET url = ?2, canonical_url = ?3, title = ?4, text = ?5, kind = ?6,"
        " language = ?7, date = ?8, source = ?9, story = ?10, at = ?11, page_hash = ?12,"
        " rest_hash = ?13, item = ?14, run = ?15, version = version + 1, revision = 0,"
        " changed_at = ?16, pruned = NULL,"
        " change = (SELECT coalesce(max(change), 0) + 1 FROM docs) WHERE id = ?17",
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
    [MH_SQL_STATE_ADD] = "INSERT INTO states(doc, version, revision, since, run, page_hash, at)"
                         " SELECT id, version, revision, ?2, run, page_hash, at FROM docs"
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
        " s.at, s.run, d.key, coalesce(s.item, d.item),"
        " CASE WHEN s.item IS NULL THEN d.text ELSE s.text END"
        " FROM states s JOIN docs d ON d.id = s.doc WHERE s.doc = ?1 AND s.since <= ?2"
        " ORDER BY s.version DESC, s.revision DESC LIMIT 1",
    /* The last revision of version ?2 of document ?1; columns as above. */
    [MH_SQL_STATE_OF_VERSION] =
        "SELECT d.id, s.version, s.revision, d.first_seen,"
        " (SELECT min(v.since) FROM states v WHERE v.doc = d.id AND v.version = s.version),"
        " s.at, s.run, d.key, coalesce(s.item, d.item),"
        " CASE WHEN s.item IS NULL THEN d.text ELSE s.text END"
        " FROM states s JOIN docs d ON d.id = s.doc WHERE s.doc = ?1 AND s.version = ?2"
        " ORDER BY s.revision DESC LIMIT 1",
    /* 0 when there is none. */
    [MH_SQL_DOC_LAST_ID] = "SELECT coalesce(max(id), 0) FROM docs",
    [MH_SQL_DOC_TITLE_TEXT] = "SELECT title, text FROM docs WHERE id = ?1",
    [MH_SQL_DOC_AT] = "SELECT at FROM docs WHERE id = ?1",
    [MH_SQL_DOC_HIT] = "SELECT version, at, url, source, date, language, story, title FROM docs"
                       " WHERE id = ?1",

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
    /* The words of the index in order of bytes, each once for each place: of this connection alone. */
    [MH_SQL_FTS_WORDS_MAKE] = "CREATE VIRTUAL TABLE temp.doc_words USING"
                              " fts5vocab('main', 'doc_fts', 'instance')",
    /* The first word that is not before ?1; its places are not read. */
    [MH_SQL_FTS_WORD] = "SELECT term FROM temp.doc_words WHERE term >= ?1 LIMIT 1",

    /* Ids only grow and are never given again. */
    [MH_SQL_RUN_ADD] = "INSERT INTO runs(job, path, trigger, scheduled, started, program, pid,"
                       " pid_start, boot, status) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
                       " 'running')",
    /* Changes a run that is still open, or (?14 = 0, the run itself speaks) one that was given up
     * for dead; any other run stays as it is, unless ?17. */
    [MH_SQL_RUN_FINISH] =
        "UPDATE runs SET status = ?2, exit_code = ?3, reason = ?4, finished = ?5, fresh = ?6,"
        " changed = ?7, unchanged = ?8, failed = ?9, dropped = ?10, requests = ?11, bytes = ?12,"
        " cpu_us = ?13, wall_us = ?15, pid = iif(?16, 0, pid),"
        " pid_start = iif(?16, 0, pid_start), boot = iif(?16, '', boot)"
        " WHERE id = ?1 AND (status = 'running' OR (status = 'died' AND ?14 = 0)"
        " OR ?17)",
    [MH_SQL_RUN_GET] = "SELECT " MH_SQL_RUN_COLUMNS " FROM runs WHERE id = ?1",
    /* Newest first, below id ?1, of job ?2 and status ?3 (NULL: any). */
    [MH_SQL_RUN_LIST] = "SELECT " MH_SQL_RUN_COLUMNS " FROM runs WHERE id < ?1"
                        " AND ?2 IS NULL AND (?3 IS NULL OR status = ?3)"
                        " ORDER BY id DESC LIMIT ?4",
    [MH_SQL_RUN_LIST_JOB] = "SELECT " MH_SQL_RUN_COLUMNS " FROM runs WHERE id < ?1"
                            " AND job = ?2 AND (?3 IS NULL OR status = ?3)"
                            " ORDER BY id DESC LIMIT ?4",
    [MH_SQL_DATA_VERSION] = "PRAGMA data_version",
    /* Runs that nobody has finished; few. */
    [MH_SQL_RUN_OPEN] = "SELECT id, pid, pid_start, boot FROM runs WHERE status = 'running'",
    /* The process of run ?1; no row when it has ended. */
    [MH_SQL_RUN_PROCESS] = "SELECT pid, pid_start, boot FROM runs"
                           " WHERE id = ?1 AND status = 'running'",
    /* The newest run of process ?1 that started at ?2 (below 0: whenever), above id ?3. */
    [MH_SQL_RUN_OF] = "SELECT " MH_SQL_RUN_COLUMNS " FROM runs WHERE id > ?3 AND pid = ?1"
                      " AND (pid_start = ?2 OR ?2 < 0) ORDER BY id DESC LIMIT 1",
    [MH_SQL_RUN_NEWEST] = "SELECT coalesce(max(id), 0) FROM runs",

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

    /* Every answer kept for a URL of a scope, the latest first; their bodies are not touched. */
    [MH_SQL_CACHE_GET] = "SELECT id, status, vary, head, body_size, hash, request_at, response_at,"
                         " used_at FROM http_cache WHERE scope = ?1 AND url = ?2"
                         " ORDER BY response_at DESC, id DESC LIMIT ?3",
    /* The body of answer ?1, if it is still the one with hash ?2; at most one row. */
    [MH_SQL_CACHE_BODY] = "SELECT b.body FROM http_body b JOIN http_cache c ON c.id = b.id"
                          " WHERE c.id = ?1 AND c.hash = ?2",
    /* The answer of that vary came again with the same body (hash ?7): no row changed means that it
     * did not. bytes follows the head, here and below. */
    [MH_SQL_CACHE_AGAIN] =
        "UPDATE http_cache SET status = ?4, head = ?5, request_at = ?8, response_at = ?9,"
        " used_at = ?10,"
        " bytes = bytes - length(CAST(head AS BLOB)) + length(CAST(?5 AS BLOB))"
        " WHERE scope = ?1 AND url = ?2 AND vary = ?3 AND hash = ?7 AND body_size = ?6",
    /* Bodies go with their answers (foreign key), here and below. */
    [MH_SQL_CACHE_REMOVE] = "DELETE FROM http_cache WHERE scope = ?1 AND url = ?2 AND vary = ?3",
    /* Fails when there is one of the same vary. Ids are never given again. */
    [MH_SQL_CACHE_ADD] = "INSERT INTO http_cache(scope, url, vary, status, head, body_size, hash,"
                         " request_at, response_at, used_at, bytes)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [MH_SQL_CACHE_ADD_BODY] = "INSERT INTO http_body(id, body) VALUES (?1, ?2)",
    /* Of a URL's answers the latest ?3 stay. */
    [MH_SQL_CACHE_TRIM] = "DELETE FROM http_cache WHERE id IN (SELECT id FROM http_cache"
                          " WHERE scope = ?1 AND url = ?2 ORDER BY response_at DESC, id DESC"
                          " LIMIT -1 OFFSET ?3)",
    /* New head and times of answer ?1, if its body is still the one with hash ?2 and nobody has
     * confirmed it later. */
    [MH_SQL_CACHE_REFRESH] = "UPDATE http_cache SET head = ?3, request_at = ?4, response_at = ?5,"
                             " used_at = ?6,"
                             " bytes = bytes - length(CAST(head AS BLOB))"
                             " + length(CAST(?3 AS BLOB))"
                             " WHERE id = ?1 AND hash = ?2 AND response_at <= ?5",
    [MH_SQL_CACHE_USED] = "UPDATE http_cache SET used_at = ?2 WHERE id = ?1 AND used_at < ?2",
    [MH_SQL_CACHE_DROP] = "DELETE FROM http_cache WHERE scope = ?1 AND url = ?2",
    /* A row when the scope has any answer. */
    [MH_SQL_CACHE_ANY] = "SELECT 1 FROM http_cache WHERE scope = ?1 LIMIT 1",
    /* Read from the index alone. */
    [MH_SQL_CACHE_BYTES] = "SELECT coalesce(sum(bytes), 0) FROM http_cache",
    /* The least recently used first, from the index alone. */
    [MH_SQL_CACHE_OLDEST] = "SELECT id, bytes FROM http_cache ORDER BY used_at, bytes, id",
    [MH_SQL_CACHE_EVICT] = "DELETE FROM http_cache WHERE id = ?1",
    [MH_SQL_HOST_GET] = "SELECT row FROM hosts WHERE host = ?1",
    /* Afterwards the host has that row, whether it was there or not. */
    [MH_SQL_HOST_SET] = "INSERT INTO hosts(host, at, row) VALUES (?1, ?2, ?3)"
                        " ON CONFLICT(host) DO UPDATE SET at = excluded.at, row = excluded.row",
    /* Latest change first; ?1 NULL: all hosts. */
    [MH_SQL_HOST_LIST] = "SELECT host, row, at FROM hosts WHERE ?1 IS NULL OR host = ?1"
                         " ORDER BY at DESC, host LIMIT ?2",
    [MH_SQL_HOST_FORGET] = "DELETE FROM hosts WHERE ?1 IS NULL OR host = ?1",
    [MH_SQL_ROBOTS_GET] = "SELECT at, status, body FROM robots WHERE origin = ?1",
    [MH_SQL_ROBOTS_SET] = "INSERT INTO robots(origin, at, status, body) VALUES (?1, ?2, ?3, ?4)"
                          " ON CONFLICT(origin) DO UPDATE SET at = excluded.at,"
                          " status = excluded.status, body = excluded.body",
    /* Of every scheme and port of host ?1, with or without a port of its own; NULL: all. */
    [MH_SQL_ROBOTS_FORGET] =
        "DELETE FROM robots WHERE ?1 IS NULL OR origin IN ('http://' || ?1, 'https://' || ?1)"
        " OR substr(origin, 1, length(?1) + 8) = 'http://' || ?1 || ':'"
        " OR substr(origin, 1, length(?1) + 9) = 'https://' || ?1 || ':'",
    [MH_SQL_COOKIES_GET] = "SELECT lines FROM cookies WHERE job = ?1",
    [MH_SQL_COOKIES_SET] = "INSERT INTO cookies(job, at, lines) VALUES (?1, ?2, ?3)"
                           " ON CONFLICT(job) DO UPDATE SET at = excluded.at,"
                           " lines = excluded.lines",
    [MH_SQL_COOKIES_REMOVE] = "DELETE FROM cookies WHERE job = ?1",

    /* States of a queue's entries: 0 waiting, 1 waiting until it is due, 2 leased, 3 done, 4 failed. */
    [MH_SQL_QUEUE_HAS] = "SELECT 1 FROM queue WHERE queue = ?1 AND key = ?2",
    /* Changes nothing when the key is there, in whatever state. Ids only grow. */
    [MH_SQL_QUEUE_PUSH] = "INSERT OR IGNORE INTO queue(queue, key, state, priority, due, value,"
                          " added, tries, run, until, error)"
                          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 0, '')",
    /* The first run behind ?2 that holds leases; NULL when there is none. */
    [MH_SQL_QUEUE_RUN] = "SELECT min(run) FROM queue WHERE queue = ?1 AND state = 2 AND run > ?2",
    /* One row: whether something waits, when the next is due, when the next lease is up. */
    [MH_SQL_QUEUE_WHEN] = "SELECT EXISTS(SELECT 1 FROM queue WHERE queue = ?1 AND state = 0),"
                          " (SELECT min(due) FROM queue WHERE queue = ?1 AND state = 1),"
                          " (SELECT min(until) FROM queue WHERE queue = ?1 AND state = 2)",
    /* Leases that are up at ?2, and those of run ?2, wait again. */
    [MH_SQL_QUEUE_RELEASE_LATE] = "UPDATE queue SET state = 0, run = 0, until = 0"
                                  " WHERE queue = ?1 AND state = 2 AND until <= ?2",
    [MH_SQL_QUEUE_RELEASE_RUN] = "UPDATE queue SET state = 0, run = 0, until = 0"
                                 " WHERE queue = ?1 AND state = 2 AND run = ?2",
    [MH_SQL_QUEUE_WAKE] = "UPDATE queue SET state = 0 WHERE queue = ?1 AND state = 1 AND due <= ?2",
    [MH_SQL_QUEUE_NEXT] = "SELECT id, key, value, tries, error FROM queue"
                          " WHERE queue = ?1 AND state = 0 ORDER BY priority DESC, id LIMIT 1",
    [MH_SQL_QUEUE_LEASE] = "UPDATE queue SET state = 2, run = ?2, until = ?3, tries = tries + 1"
                           " WHERE id = ?1",
    /* A row when entry ?1 is leased by run ?2 for the ?3rd time. */
    [MH_SQL_QUEUE_LEASED] = "SELECT 1 FROM queue WHERE id = ?1 AND state = 2 AND run = ?2"
                            " AND tries = ?3",
    /* Done or failed for good; who did it stays. */
    [MH_SQL_QUEUE_END] = "UPDATE queue SET state = ?2, error = ?3, ended = ?4, until = 0,"
                         " value = CASE WHEN ?2 = 3 THEN 'null' ELSE value END WHERE id = ?1",
    [MH_SQL_QUEUE_DELAY] = "UPDATE queue SET state = ?2, due = ?3, error = ?4, run = 0, until = 0"
                           " WHERE id = ?1",
    [MH_SQL_QUEUE_COUNT] = "SELECT state, count(*) FROM queue WHERE queue = ?1 GROUP BY state",
    /* ?2: also what is not done. */
    [MH_SQL_QUEUE_FORGET] = "DELETE FROM queue WHERE queue = ?1 AND (?2 OR state IN (3, 4))",

    /* States of the outbox as mh_outbox_state. A row when the key is known at ?4: what was delivered
     * counts until it need no longer be remembered. */
    /* Documents behind id ?1 that were first seen from ?2 on and before ?3, with the job that stored them. */
    [MH_SQL_PACE_DOCS] =
        "SELECT d.id, coalesce(d.url, d.key), d.first_seen, d.at, coalesce(length(d.text), 0), "
        "r.job"
        " FROM docs d LEFT JOIN runs r ON r.id = d.run WHERE d.id > ?1 AND d.first_seen >= ?2"
        " AND d.first_seen < ?3 ORDER BY d.id",
    /* Runs behind id ?1 that ended from ?2 on and before ?3. */
    [MH_SQL_PACE_RUNS] = "SELECT id, job, status, finished FROM runs WHERE id > ?1"
                         " AND finished >= ?2 AND finished < ?3 ORDER BY id",
    /* What run ?1 said at its end of the sites that it could not read. */
    [MH_SQL_PACE_SITES] = "SELECT fields FROM run_events WHERE run = ?1 AND event = 'sites-failed'"
                          " ORDER BY seq DESC LIMIT 1",
    /* Ids behind which rows are of ?1 or later, at the latest: of documents; of runs, where one goes on. */
    [MH_SQL_PACE_MARK] =
        "SELECT coalesce((SELECT id FROM docs WHERE first_seen < ?1 ORDER BY id DESC LIMIT 1), 0),"
        " coalesce((SELECT min(id) - 1 FROM runs WHERE status = 'running'),"
        " (SELECT max(id) FROM runs WHERE finished < ?1), 0)",

    [MH_SQL_OUTBOX_HAS] = "SELECT 1 FROM outbox WHERE channel = ?1 AND target = ?2 AND key = ?3"
                          " AND (expires IS NULL OR expires > ?4)",
    /* Changes nothing when the key is known, as above. */
    [MH_SQL_OUTBOX_PUSH] =
        "INSERT INTO outbox(channel, target, key, shown, title, value, added, changed, state, due,"
        " tries, run, error) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 0, ?8, 0, 0, '')"
        " ON CONFLICT(channel, target, key) DO UPDATE SET shown = excluded.shown,"
        " title = excluded.title, value = excluded.value, added = ?7, changed = ?7, state = 0,"
        " due = ?8, tries = 0, run = 0, error = '', expires = NULL"
        " WHERE outbox.expires <= ?7",
    /* The first run behind ?1 that is sending something; NULL when there is none. */
    [MH_SQL_OUTBOX_RUN] = "SELECT min(run) FROM outbox WHERE state = 1 AND run > ?1",
    /* What run ?1 was sending, in every channel, is uncertain; its run stays named. */
    [MH_SQL_OUTBOX_LOST] = "UPDATE outbox SET state = 4, error = ?2, changed = ?3"
                           " WHERE state = 1 AND run = ?1",
    /* A row when something is due at ?3; ?4 NULL: any key. */
    [MH_SQL_OUTBOX_DUE] = "SELECT 1 FROM outbox WHERE channel = ?1 AND target = ?2"
                          " AND state IN (0, 3) AND due <= ?3 AND (?4 IS NULL OR key = ?4) LIMIT 1",
    /* When the next of them is due; NULL when none ever is by itself. */
    [MH_SQL_OUTBOX_WHEN] = "SELECT min(due) FROM outbox WHERE channel = ?1 AND target = ?2"
                           " AND state IN (0, 3)",
    /* Nobody was told of it, so that no trace of it is needed. */
    [MH_SQL_OUTBOX_WITHDRAW] = "DELETE FROM outbox WHERE channel = ?1 AND target = ?2 AND key = ?3"
                               " AND state IN (0, 3)",
    /* The first in order of arrival that is due at ?3, behind id ?5. */
    [MH_SQL_OUTBOX_NEXT] = "SELECT id, key, value, tries, error FROM outbox"
                           " WHERE channel = ?1 AND target = ?2 AND state IN (0, 3) AND due <= ?3"
                           " AND (?4 IS NULL OR key = ?4) AND id > ?5 ORDER BY id LIMIT 1",
    [MH_SQL_OUTBOX_TAKE] = "UPDATE outbox SET state = 1, run = ?2, tries = tries + 1, changed = ?3"
                           " WHERE id = ?1",
    /* A row when entry ?1 is being sent by run ?2 in its ?3rd taking. */
    [MH_SQL_OUTBOX_TAKEN] = "SELECT 1 FROM outbox WHERE id = ?1 AND state = 1 AND run = ?2"
                            " AND tries = ?3",
    /* The sending of ?1 ended in state ?2; what was delivered (2) keeps no value. */
    [MH_SQL_OUTBOX_END] = "UPDATE outbox SET state = ?2, error = ?3, due = ?4, expires = ?5,"
                          " changed = ?6, tries = tries - ?7,"
                          " value = iif(?2 = 2, NULL, value) WHERE id = ?1",
    /* Latest first. ?1: bits of the states; other parameters NULL: any. */
    [MH_SQL_OUTBOX_LIST] =
        "SELECT id, key, error, tries, channel, target, shown, title, state, due, added, changed,"
        " run FROM outbox WHERE (?1 >> state) & 1 AND (?2 IS NULL OR channel = ?2)"
        " AND (?3 IS NULL OR target = ?3) AND (?4 IS NULL OR key = ?4) AND (?5 IS NULL OR id = ?5)"
        " ORDER BY id DESC LIMIT ?6",
    [MH_SQL_OUTBOX_STATE] = "SELECT state, run, value IS NULL FROM outbox WHERE id = ?1",
    /* By state, what is being sent by its run as well. */
    [MH_SQL_OUTBOX_COUNT] = "SELECT state, iif(state = 1, run, 0), count(*) FROM outbox"
                            " WHERE channel = ?1 AND target = ?2 GROUP BY 1, 2",
    [MH_SQL_OUTBOX_RETRY] = "UPDATE outbox SET state = 0, due = 0, tries = 0, expires = NULL,"
                            " changed = ?2 WHERE id = ?1",
    /* The row stays, so that its key stays known. */
    [MH_SQL_OUTBOX_DROP] = "UPDATE outbox SET state = 5, changed = ?2 WHERE id = ?1",
    [MH_SQL_OUTBOX_FORGET] = "DELETE FROM outbox WHERE expires <= ?1",

    /* Every document whose present words match, in any order. */
    [MH_SQL_FTS_MATCH] = "SELECT rowid FROM doc_fts WHERE doc_fts MATCH ?1",
    /* An index of one search as of a time, of this connection alone and in memory; it cuts words as
     * doc_fts does. */
    [MH_SQL_THEN_MAKE] = "CREATE VIRTUAL TABLE temp.then_fts USING fts5(title, text,"
                         " tokenize='minehost', prefix='2 3')",
    [MH_SQL_THEN_ADD] = "INSERT INTO temp.then_fts(rowid, title, text) VALUES (?1, ?2, ?3)",
    [MH_SQL_THEN_MATCH] = "SELECT rowid FROM temp.then_fts WHERE then_fts MATCH ?1",
    /* As MH_SQL_FTS_SNIPPET. */
    [MH_SQL_THEN_SNIPPET] = "SELECT highlight(then_fts, 0, x'01', x'02'),"
                            " snippet(then_fts, 1, x'01', x'02', '…', ?3)"
                            " FROM temp.then_fts WHERE then_fts MATCH ?1 AND rowid = ?2",
    [MH_SQL_THEN_DROP] = "DROP TABLE temp.then_fts",

    /* One state of document ?1; columns as MH_SQL_STATE_AS_OF. */
    [MH_SQL_STATE_GET] =
        "SELECT d.id, s.version, s.revision, d.first_seen,"
        " (SELECT min(v.since) FROM states v WHERE v.doc = d.id AND v.version = s.version),"
        " s.at, s.run, d.key, coalesce(s.item, d.item),"
        " CASE WHEN s.item IS NULL THEN d.text ELSE s.text END"
        " FROM states s JOIN docs d ON d.id = s.doc WHERE s.doc = ?1 AND s.version = ?2"
        " AND s.revision = ?3",
    /* What document of key ?1 has come to. */
    [MH_SQL_DOC_STATE] = "SELECT id, version, revision FROM docs WHERE key = ?1",
    /* An import: the state that a put of the same batch made of document ?1 is numbered and dated as it
     * was where it comes from. */
    [MH_SQL_DOC_STAMP] = "UPDATE docs SET version = ?2, revision = ?3, first_seen = ?4,"
                         " changed_at = ?5, at = ?6 WHERE id = ?1",
    [MH_SQL_STATE_STAMP] = "UPDATE states SET version = ?2, revision = ?3, since = ?4, at = ?5"
                           " WHERE doc = ?1 AND version = ?6 AND revision = ?7",

    /* Each gives the ids of documents that are not as they must be: none. A state without an item is
     * the present one, which is in docs; a pruned document has that one alone. */
    [MH_SQL_VERIFY_STATE] = "SELECT d.id FROM docs d WHERE NOT EXISTS (SELECT 1 FROM states s"
                            " WHERE s.doc = d.id AND s.version = d.version"
                            " AND s.revision = d.revision AND s.item IS NULL"
                            " AND s.page_hash = d.page_hash)",
    [MH_SQL_VERIFY_KEPT] = "SELECT s.doc FROM states s JOIN docs d ON d.id = s.doc"
                           " WHERE s.item IS NULL"
                           " AND (s.version, s.revision) <> (d.version, d.revision)",
    [MH_SQL_VERIFY_ORDER] = "SELECT s.doc FROM states s JOIN docs d ON d.id = s.doc"
                            " WHERE (s.version, s.revision) > (d.version, d.revision)",
    [MH_SQL_VERIFY_LABELS] = "SELECT DISTINCT doc FROM tags WHERE doc NOT IN (SELECT id FROM docs)",
    [MH_SQL_VERIFY_STATES] = "SELECT DISTINCT doc FROM states"
                             " WHERE doc NOT IN (SELECT id FROM docs)",

    /* The next ?5 that are not pruned and have not changed since ?1, of source ?2 (NULL: any), those
     * longest unchanged first, behind (?3, ?4); with the bytes of item and text. */
    [MH_SQL_PRUNE_NEXT] =
        "SELECT id, changed_at, length(CAST(item AS BLOB)) +"
        " coalesce(length(CAST(text AS BLOB)), 0) FROM docs WHERE pruned IS NULL"
        " AND changed_at < ?1 AND (?2 IS NULL OR source = ?2) AND (changed_at, id) > (?3, ?4)"
        " ORDER BY changed_at, id LIMIT ?5",
    /* Key, columns and hashes stay, so that the same page is known. */
    [MH_SQL_PRUNE_DOC] = "UPDATE docs SET item = ?2, text = NULL, pruned = ?3 WHERE id = ?1",
    /* Former states go; the present one stays. */
    [MH_SQL_PRUNE_STATES] = "DELETE FROM states WHERE doc = ?1 AND item IS NOT NULL",
    /* What is older than ?1: how much, and its end. Records of runs stay, their events go. */
    [MH_SQL_PRUNE_EVENTS_N] = "SELECT count(*) FROM run_events WHERE run IN"
                              " (SELECT id FROM runs WHERE finished < ?1)",
    [MH_SQL_PRUNE_EVENTS] = "DELETE FROM run_events WHERE run IN"
                            " (SELECT id FROM runs WHERE finished < ?1)",
    [MH_SQL_PRUNE_CACHE_N] = "SELECT count(*) FROM http_cache WHERE used_at < ?1",
    [MH_SQL_PRUNE_CACHE] = "DELETE FROM http_cache WHERE used_at < ?1",
    [MH_SQL_PRUNE_QUEUE_N] = "SELECT count(*) FROM queue WHERE state = 3 AND ended < ?1",
    [MH_SQL_PRUNE_QUEUE] = "DELETE FROM queue WHERE state = 3 AND ended < ?1",
    [MH_SQL_PRUNE_HOSTS_N] = "SELECT count(*) FROM hosts WHERE at < ?1",
    [MH_SQL_PRUNE_HOSTS] = "DELETE FROM hosts WHERE at < ?1",
    [MH_SQL_PRUNE_ROBOTS_N] = "SELECT count(*) FROM robots WHERE at < ?1",
    [MH_SQL_PRUNE_ROBOTS] = "DELETE FROM robots WHERE at < ?1",
    [MH_SQL_PRUNE_KV_N] = "SELECT count(*) FROM kv WHERE expires IS NOT NULL AND expires <= ?1",
    [MH_SQL_PRUNE_OUTBOX_N] = "SELECT count(*) FROM outbox WHERE expires <= ?1",

    /* Bytes by table, an index counted with its table and the parts of the search index as one. */
    [MH_SQL_STATS_TABLES] =
        "SELECT iif(substr(t, 1, 7) = 'doc_fts', 'doc_fts', t), sum(b) FROM"
        " (SELECT coalesce(m.tbl_name, d.name) AS t, d.pgsize AS b"
        " FROM dbstat d LEFT JOIN sqlite_schema m ON m.name = d.name WHERE d.aggregate = TRUE)"
        " GROUP BY 1 ORDER BY 2 DESC, 1",
    [MH_SQL_STATS_SOURCES] = "SELECT coalesce(source, ''), count(*), sum(length(CAST(item AS BLOB))"
                             " + coalesce(length(CAST(text AS BLOB)), 0)) FROM docs GROUP BY 1"
                             " ORDER BY 2 DESC, 1",
    [MH_SQL_STATS_MONTHS] = "SELECT strftime('%Y-%m', at / 1000000, 'unixepoch'), count(*),"
                            " sum(length(CAST(item AS BLOB))"
                            " + coalesce(length(CAST(text AS BLOB)), 0)) FROM docs GROUP BY 1"
                            " ORDER BY 1 DESC",
    [MH_SQL_STATS_OUTBOX] = "SELECT state, count(*) FROM outbox GROUP BY state",

    /* Some 2 MB of work on the index; the first takes every piece of it in, the others go on. Fewer than
     * two changes mean that there is nothing left to do (FTS5's own rule). */
    [MH_SQL_FTS_MERGE_ALL] = "INSERT INTO doc_fts(doc_fts, rank) VALUES ('merge', -500)",
    [MH_SQL_FTS_MERGE] = "INSERT INTO doc_fts(doc_fts, rank) VALUES ('merge', 500)",

    /* Out of the way and back; the second undoes the first. Needs deferred foreign keys. */
    [MH_SQL_PRUNE_AWAY] = "UPDATE docs SET id = -id WHERE id = ?1",
    [MH_SQL_PRUNE_BACK] = "UPDATE docs SET id = ?1 WHERE id = -?1",
};
