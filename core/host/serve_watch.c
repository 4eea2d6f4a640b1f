/* What changes outside wakes the daemon: part of host/serve.h. The look each minute finds the same, later. */
#include "host/serve_priv.h"

#include "base/fs.h"

#include <stdlib.h>
#include <string.h>

enum { TAG_JOBS = 1, TAG_DATABASE };

static void changed(void *arg, uint64_t tag) {
    serve *sv = arg;
    if (tag == TAG_JOBS) {
        sv->jobs_changed = true;
    } else if (tag == TAG_DATABASE) {
        sv->look = true;
    } else if (tag - SERVE_TAG_FILES < mh_map_len(sv->seen)) {
        mh_view job = mh_map_entry_at(sv->seen, (size_t)(tag - SERVE_TAG_FILES))->key;
        serve_event(sv, job, MH_PLAN_BY_FILE);
    }
}

static void add(serve *sv, const char *path, uint64_t tag) {
    mh_err e = {0};
    if (mh_watch_add(sv->watch, path, tag, &e) != MH_OK)
        mh_log_event(sv->log, MH_LOG_WARN, "not-watched", MH_FS("file", path),
                     MH_FS("error", e.msg));
}

void serve_watch_open(serve *sv) {
    mh_buf wal = {0};
    mh_buf_printf(&wal, "%s-wal", sv->db);
    sv->watch = mh_watch_new(sv->loop, changed, sv);
    add(sv, sv->o->folder, TAG_JOBS);
    add(sv, wal.ptr, TAG_DATABASE);
    mh_buf_clear(&wal);
}

void serve_watch_close(serve *sv) {
    mh_watch_free(sv->watch);
    sv->watch = NULL;
}

void serve_watch_say(serve *sv) {
    if (sv->watch == NULL || sv->polls || mh_watch_polled(sv->watch) == 0) return;
    const char *why = mh_watch_why(sv->watch);
    sv->polls = true;
    mh_log_event(sv->log, MH_LOG_WARN, "watch-by-time", MH_FN("paths", mh_watch_polled(sv->watch)),
                 MH_FN("seconds", MH_WATCH_POLL), MH_FS("reason", why ? why : ""));
}

/* A path is taken from the folder of the job's file. */
static void watch_files(serve *sv, const mh_jobs_entry *j, const mh_schedule *s, uint64_t tag) {
    char *dir = mh_path_dir(j->path);
    for (size_t i = 0; i < s->files.len; i++) {
        char *name = mh_strndup(s->files.ptr[i].ptr, s->files.ptr[i].len);
        char *path = mh_path_join(dir, name);
        add(sv, path, tag);
        free(path);
        free(name);
    }
    free(dir);
}

static void on_document(void *arg, mh_view job, int64_t doc) {
    serve *sv = arg;
    bool any = serve_event(sv, job, MH_PLAN_BY_DOCUMENT);
    if (any)
        mh_log_event(sv->log, MH_LOG_DEBUG, "document", MH_F("job", job), MH_FN("document", doc));
}

/* The mark and what came of it are kept whole or not at all. After a failure the next look tells the same again: an
 * event that waits already stands for it. */
static mh_rc look_at_documents(serve *sv, bool *more, mh_err *e) {
    if (mh_store_tx_begin(sv->store, e) != MH_OK) return MH_FAIL;
    if (mh_documents_look(sv->documents, sv->store, on_document, sv, more, e) != MH_OK ||
        serve_save_states(sv, e) != MH_OK) {
        mh_store_tx_rollback(sv->store);
        return MH_FAIL;
    }
    return mh_store_tx_commit(sv->store, e);
}

void serve_watch_documents(serve *sv) {
    bool more = false;
    mh_err e = {0};
    if (mh_documents_len(sv->documents) == 0) return;
    if (look_at_documents(sv, &more, &e) != MH_OK)
        mh_log_event(sv->log, MH_LOG_ERROR, "documents-not-seen", MH_FS("error", e.msg));
    sv->look = sv->look || more;
}

static void watch_documents(serve *sv, const mh_jobs_entry *j, const mh_schedule *s) {
    mh_view name = mh_view_of(j->name);
    mh_err e = {0};
    mh_rc rc = s->on_document && !j->gone && !j->paused
                   ? mh_documents_watch(sv->documents, sv->store, name, s->filter, &e)
                   : mh_documents_forget(sv->documents, sv->store, name, &e);
    if (rc != MH_OK)
        mh_log_event(sv->log, MH_LOG_ERROR, "documents-not-watched", MH_FS("job", j->name),
                     MH_FS("error", e.msg));
}

void serve_watch_job(serve *sv, const mh_jobs_entry *j) {
    serve_seen *seen = serve_seen_of(sv, mh_view_of(j->name));
    const mh_schedule *s = mh_jobs_schedule(j);
    watch_documents(sv, j, s);
    if (sv->watch == NULL) return;
    if (seen->watched) mh_watch_remove(sv->watch, seen->tag);
    seen->watched = s->files.len > 0 && !j->gone && !j->paused;
    if (seen->watched) watch_files(sv, j, s, seen->tag);
}
