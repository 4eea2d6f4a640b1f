#include "run/capsule.h"

#include "base/hash.h"
#include "lua/caret.h"
#include "net/keep.h"
#include "net/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEEP_BYTES ((size_t)8 << 20)
#define KEEP_MAX   64
#define TAIL       ".capsule.warc.gz"

static bool is_off(const mh_run *r) {
    const char *to = r->req->capsules;
    bool none = to && strcmp(to, "none") == 0;
    return none || r->replay || r->req->testing || r->req->rerun || r->req->tool ||
           strcmp(r->path, "-") == 0;
}

mh_keep *mh_run_capsule_keep(mh_run *r) {
    if (r->keep == NULL && !is_off(r)) r->keep = mh_keep_new(KEEP_BYTES, KEEP_MAX);
    return r->keep;
}

/* ---- texts without secrets ---- */

static json_t *clean(mh_recorder *to, mh_view v) {
    mh_buf b = {0};
    mh_recorder_redact(to, &b, v);
    json_t *s = json_stringn(b.ptr ? b.ptr : "", b.len);
    mh_buf_clear(&b);
    return s ? s : json_string("");
}

/* Every text of v, in place. */
static void clean_all(mh_recorder *to, json_t *v) {
    size_t i;
    const char *key;
    json_t *x;
    if (json_is_object(v)) {
        json_object_foreach(v, key, x) {
            mh_view text = {json_string_value(x), json_string_length(x)};
            if (json_is_string(x))
                json_object_set_new(v, key, clean(to, text)); /* a known key: fine while walking */
            else
                clean_all(to, x);
        }
    } else if (json_is_array(v)) {
        json_array_foreach(v, i, x) {
            mh_view text = {json_string_value(x), json_string_length(x)};
            if (json_is_string(x))
                json_array_set_new(v, i, clean(to, text));
            else
                clean_all(to, x);
        }
    }
}

/* ---- parts of the note ---- */

static json_t *text_or_null(const char *s) {
    json_t *v = s ? json_string(s) : NULL;
    return v ? v : json_null();
}

static json_t *error_of(const mh_fault *f) {
    mh_view file, rest, raw = mh_view_of(f->raw);
    int line;
    if (!mh_place_split(raw, &file, &line, &rest)) rest = raw;
    json_t *o = json_object();
    json_object_set_new(o, "message", text_or_null(f->message));
    json_object_set_new(o, "what", json_stringn(rest.ptr, rest.len));
    json_object_set_new(o, "file", text_or_null(f->file));
    json_object_set_new(o, "line", json_integer(f->line));
    json_object_set_new(o, "source", text_or_null(f->source));
    json_object_set_new(o, "stack", text_or_null(f->trace));
    json_object_set_new(o, "page", text_or_null(f->page));
    if (f->page_status) json_object_set_new(o, "status", json_integer(f->page_status));
    return o;
}

static json_t *plugins_of(const mh_run *r) {
    json_t *list = json_array();
    for (size_t i = 0; i < r->used.len; i++) {
        const mh_used *u = &r->used.ptr[i];
        char hex[MH_SHA256_HEX];
        mh_capsule_hash(u->folder, hex);
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "name", u->name, "version",
                                              u->version, "folder", u->folder, "sha256", hex));
    }
    return list;
}

static json_t *row_value(const mh_row *r, const void *from) {
    const char *at = (const char *)from + r->offset;
    switch (r->type) {
    case MH_T_BOOL: return json_boolean(*(const bool *)at);
    case MH_T_INT:
    case MH_T_BYTES: return json_integer(*(const int64_t *)at);
    case MH_T_NUMBER:
    case MH_T_SECONDS: return json_real(*(const double *)at);
    case MH_T_STRING: {
        mh_view v = *(const mh_view *)at;
        return v.len ? json_stringn(v.ptr, v.len) : NULL;
    }
    case MH_T_VALUE: break;
    }
    return NULL;
}

static json_t *settings_of(const mh_run *r) {
    json_t *o = json_object();
    for (size_t i = 0; i < mh_limits_schema.n; i++)
        json_object_set_new(o, mh_limits_schema.rows[i].name,
                            row_value(&mh_limits_schema.rows[i], &r->limits));
    for (size_t i = 0; i < mh_settings_schema.n; i++) {
        json_t *v = row_value(&mh_settings_schema.rows[i], r->set);
        if (v) json_object_set_new(o, mh_settings_schema.rows[i].name, v);
    }
    return o;
}

static json_t *list_of(const char *const *words) {
    json_t *list = json_array();
    for (; words && *words; words++) json_array_append_new(list, json_string(*words));
    return list;
}

static json_t *job_of(const mh_run *r) {
    char hex[MH_SHA256_HEX];
    char *real = mh_path_real(r->path);
    mh_sha256_hex(mh_buf_view(&r->src), hex);
    json_t *o =
        json_pack("{s:s, s:s, s:s}", "name", r->name, "path", real ? real : r->path, "sha256", hex);
    free(real);
    return o;
}

static json_t *note_of(mh_run *r, const mh_capsule_req *q) {
    json_t *o = json_object();
    json_object_set_new(o, "capsule", json_integer(1));
    json_object_set_new(o, "program", json_string(MH_VERSION));
    json_object_set_new(o, "lua", json_string(LUA_RELEASE));
    json_object_set_new(o, "kind", json_string(q->item ? "item" : "run"));
    json_object_set_new(o, "job", job_of(r));
    json_object_set_new(o, "run", json_string(r->id_text));
    json_object_set_new(o, "args", list_of((const char *const *)r->req->args));
    json_object_set_new(o, "allow", list_of(r->req->allow));
    json_object_set_new(o, "error", error_of(q->fault));
    json_object_set_new(o, "plugins", plugins_of(r));
    json_object_set_new(o, "settings", settings_of(r));
    json_object_set_new(o, "answers",
                        json_integer((json_int_t)(r->keep ? mh_keep_len(r->keep) : 0)));
    json_object_set_new(o, "lost", json_integer((json_int_t)(r->keep ? mh_keep_lost(r->keep) : 0)));
    if (q->item == NULL) return o;
    json_object_set(o, "item", q->item);
    json_object_set_new(o, "stage", text_or_null(q->stage));
    json_object_set_new(o, "stage_index", json_integer(q->stage_index));
    json_object_set_new(o, "source", json_stringn(q->source.ptr, q->source.len));
    return o;
}

/* ---- files ---- */

typedef struct old {
    char *path;
    int64_t at;
} old;

static int by_age(const void *a, const void *b) {
    const old *x = a, *y = b;
    return x->at < y->at ? 1 : x->at > y->at ? -1 : strcmp(y->path, x->path);
}

/* The oldest go, so that there is room for one more. */
static void prune(const char *dir) {
    mh_names all = {0};
    MH_VEC(old) files = {0};
    struct stat st;
    if (mh_fs_list(&all, dir, NULL) != MH_OK) return;
    for (size_t i = 0; i < all.len; i++) {
        if (!mh_view_ends(mh_view_of(all.ptr[i]), MH_VIEW(TAIL))) continue;
        char *path = mh_path_join(dir, all.ptr[i]);
        if (lstat(path, &st) == 0 && S_ISREG(st.st_mode))
            mh_vec_push(&files, ((old){path, (int64_t)st.st_mtime}));
        else
            free(path);
    }
    if (files.len > 1) qsort(files.ptr, files.len, sizeof *files.ptr, by_age);
    for (size_t i = 0; i < files.len; i++) {
        if (i + 1 >= MH_CAPSULES_MAX) unlink(files.ptr[i].path);
        free(files.ptr[i].path);
    }
    mh_vec_clear(&files);
    mh_names_clear(&all);
}

/* The folder, made if need be; owned. */
static char *folder_of(const mh_run *r, mh_err *e) {
    char *dir = NULL;
    if (r->req->capsules) {
        dir = mh_strndup(r->req->capsules, strlen(r->req->capsules));
    } else {
        char *state = mh_xdg_dir("state", e);
        dir = state ? mh_path_join(state, "capsules") : NULL;
        free(state);
    }
    if (dir && mh_fs_mkdirs(dir, e) == MH_OK) return dir;
    free(dir);
    return NULL;
}

static char *new_path(const mh_run *r, const char *dir) {
    mh_buf b = {0};
    char at[MH_RFC3339_MAX];
    mh_rfc3339(at, mh_clock_wall_us(mh_clock_system()), 0, false);
    mh_buf_printf(&b, "%s/", dir);
    for (const char *p = r->name; *p; p++) mh_buf_putc(&b, mh_is_alnum(*p) || *p == '_' ? *p : '-');
    mh_buf_putc(&b, '-');
    for (const char *p = at; *p; p++)
        if (*p != ':') mh_buf_putc(&b, *p == 'T' ? '-' : *p == 'Z' ? '\0' : *p);
    b.len = strlen(b.ptr);
    mh_buf_printf(&b, "-%ld-%zu" TAIL, (long)getpid(), r->capsules.len);
    return mh_buf_take(&b);
}

static mh_rc write_file(mh_run *r, const mh_capsule_req *q, const char *path, mh_err *e) {
    mh_recorder *to = NULL;
    int64_t at = q->item ? mh_clock_wall_us(r->ctx.clock) : r->start_us;
    mh_record_info info = {.job = r->name, .start_us = at, .seed = r->ctx.seed};
    if (mh_recorder_open(&to, path, &info, e) != MH_OK) return MH_FAIL;
    for (size_t i = 0; i < r->secrets.len; i++)
        mh_recorder_secret(to, mh_view_of(r->secrets.ptr[i]));
    json_t *note = note_of(r, q);
    clean_all(to, note);
    char *text = json_dumps(note, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
    mh_rc rc = mh_recorder_note(to, MH_CAPSULE_URI, "application/json", mh_view_of(text), e);
    if (rc == MH_OK && r->keep) rc = mh_keep_write(r->keep, to, e);
    free(text);
    json_decref(note);
    if (mh_recorder_close(to, rc == MH_OK ? e : NULL) != MH_OK) rc = MH_FAIL;
    if (rc != MH_OK) unlink(path);
    return rc;
}

/* One for each place, and not many of one run. */
static bool is_new(mh_run *r, const mh_fault *f) {
    uint64_t h = mh_hash64(mh_view_of(f->file), (uint64_t)f->line);
    for (size_t i = 0; i < r->capsules.len; i++)
        if (r->capsules.ptr[i] == h) return false;
    if (r->capsules.len >= MH_CAPSULES_RUN) return false;
    mh_vec_push(&r->capsules, h);
    return true;
}

char *mh_run_capsule_folder(mh_run *r) {
    return is_off(r) ? NULL : folder_of(r, NULL);
}

char *mh_capsule_write(mh_run *r, const mh_capsule_req *q) {
    mh_err e = {0};
    if (is_off(r) || q->fault->file == NULL || !is_new(r, q->fault)) return NULL;
    char *dir = folder_of(r, &e), *path = dir ? new_path(r, dir) : NULL;
    if (dir) prune(dir);
    if (path == NULL || write_file(r, q, path, &e) != MH_OK) {
        mh_log_event(r->ctx.log, MH_LOG_WARN, "capsule-failed", MH_FS("reason", e.msg));
        free(path);
        path = NULL;
    }
    free(dir);
    return path;
}
