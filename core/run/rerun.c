#include "run/rerun.h"

#include "base/hash.h"
#include "base/mem.h"
#include "lua/caret.h"
#include "lua/sandbox.h"
#include "net/record.h"
#include "run/capsule.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOTE_MAX ((size_t)64 << 20)

static const char *text(const json_t *o, const char *key) {
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

void mh_rerun_compare(mh_run *r, const mh_fault *f) {
    const json_t *error = json_object_get(r->req->rerun->note, "error");
    mh_view file, rest, raw = mh_view_of(f->raw);
    int line;
    if (!mh_place_split(raw, &file, &line, &rest)) rest = raw;
    bool same = mh_view_eq(rest, mh_view_of(text(error, "what"))) &&
                f->line == json_integer_value(json_object_get(error, "line"));
    if (same) *r->req->rerun->came_again = true;
}

void mh_rerun_push_source(lua_State *L, mh_run *r) {
    static const char src[] =
        "local item = ...; return { name = 'capsule', config = {}, fns = { items = "
        "function() return function(_, last) return not last and item or nil "
        "end end } }";
    lua_createtable(L, 1, 0);
    mh_push_env(L, NULL, NULL);
    if (mh_load_text(L, MH_VIEW(src), "=run", -1) != LUA_OK) lua_error(L);
    lua_remove(L, -2);
    mh_capsule_push(L, json_object_get(r->req->rerun->note, "item"));
    lua_call(L, 1, 1);
    lua_rawseti(L, -2, 1);
}

static void warn(const char *what, const char *name, const char *path) {
    fprintf(stderr, "minehost: %s %s has changed since the failure (%s)\n", what, name, path);
}

static void tell_changes(const json_t *note) {
    const json_t *job = json_object_get(note, "job");
    mh_buf src = {0};
    char hex[MH_SHA256_HEX];
    size_t i;
    json_t *p, *plugins = json_object_get(note, "plugins");
    if (mh_fs_read(&src, text(job, "path"), NOTE_MAX, NULL) == MH_OK) {
        mh_sha256_hex(mh_buf_view(&src), hex);
        if (strcmp(hex, text(job, "sha256")) != 0)
            warn("job", text(job, "name"), text(job, "path"));
    }
    mh_buf_clear(&src);
    json_array_foreach(plugins, i, p) {
        mh_capsule_hash(text(p, "folder"), hex);
        if (strcmp(hex, text(p, "sha256")) != 0) warn("plugin", text(p, "name"), text(p, "folder"));
    }
    if (strcmp(text(note, "program"), MH_VERSION) != 0)
        fprintf(stderr, "minehost: the capsule is of version %s, this is " MH_VERSION "\n",
                text(note, "program"));
    json_int_t lost = json_integer_value(json_object_get(note, "lost"));
    if (lost > 0 && json_object_get(note, "item") == NULL)
        fprintf(stderr, "minehost: %lld earlier answers are not in the capsule\n", (long long)lost);
}

static mh_rc set(mh_settings *s, const char *name, const char *value, mh_err *e) {
    return mh_settings_set(s, mh_view_of(name), mh_view_of(value), e);
}

/* The settings of then that a run without network and with a database of its own still has. */
static mh_rc set_settings(const mh_rerun_req *q, const json_t *note, mh_err *e) {
    static const char *const kept[] = {"memory", "requests", "bytes", "output", "items"};
    const json_t *then = json_object_get(note, "settings");
    mh_settings *s = q->settings;
    char *db = mh_path_join(q->scratch, "again.db");
    mh_rc rc = set(s, "db", db, e);
    free(db);
    for (size_t i = 0; rc == MH_OK && i < sizeof kept / sizeof *kept; i++) {
        const json_t *v = json_object_get(then, kept[i]);
        char number[32];
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(v));
        if (json_is_integer(v)) rc = set(s, kept[i], number, e);
    }
    if (rc == MH_OK) rc = set(s, "replay", q->capsule, e);
    if (rc == MH_OK) rc = set(s, "format", "none", e);
    s->append = s->replace = s->record = (mh_view){0};
    return rc;
}

/* The words of a list of texts, and more behind it; the array is the caller's, the texts are not. */
static const char **words_of(const json_t *list, const char **more) {
    MH_VEC(const char *) all = {0};
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_is_string(json_array_get(list, i)))
            mh_vec_push(&all, json_string_value(json_array_get(list, i)));
    for (; more && *more; more++) mh_vec_push(&all, *more);
    mh_vec_push(&all, NULL);
    return all.ptr;
}

static mh_rc read_note(json_t **note, const char *path, mh_err *e) {
    mh_buf b = {0};
    json_error_t why;
    mh_rc rc = mh_record_note_read(&b, path, MH_CAPSULE_URI, NOTE_MAX, e);
    if (rc == MH_OK) {
        *note = json_loadb(b.ptr, b.len, 0, &why);
        if (*note == NULL) rc = mh_fail(e, MH_E_PARSE, "%s: its note: %s", path, why.text);
    }
    mh_buf_clear(&b);
    if (rc == MH_OK && json_integer_value(json_object_get(*note, "capsule")) != 1) {
        json_decref(*note);
        *note = NULL;
        rc = mh_fail(e, MH_E_VERSION, "%s: a capsule of another version", path);
    }
    return rc;
}

int mh_rerun(const mh_rerun_req *q) {
    json_t *note = NULL;
    mh_err e = {0};
    bool again = false;
    if (read_note(&note, q->capsule, &e) != MH_OK || set_settings(q, note, &e) != MH_OK) {
        fprintf(stderr, "minehost: %s\n", e.msg);
        json_decref(note);
        return e.code == MH_E_NOT_FOUND || e.code == MH_E_PARSE ? MH_EXIT_USAGE : MH_EXIT_FAILED;
    }
    tell_changes(note);
    const char **args = words_of(json_object_get(note, "args"), NULL);
    const char **allow = words_of(json_object_get(note, "allow"), q->allow);
    mh_run_rerun rerun = {.note = note, .came_again = &again};
    mh_run_req req = {.job = text(json_object_get(note, "job"), "path"),
                      .args = (char **)(uintptr_t)args,
                      .allow = allow,
                      .settings = q->settings,
                      .trigger = "replay",
                      .rerun = &rerun};
    int code = mh_run_job(&req);
    fprintf(stderr, "minehost: %s\n",
            again                ? "the same error as in the capsule"
            : code == MH_EXIT_OK ? "the error of the capsule did not come again"
                                 : "another error than in the capsule");
    if (!again)
        fprintf(stderr, "minehost: it was: %s\n", text(json_object_get(note, "error"), "message"));
    free(args);
    free(allow);
    json_decref(note);
    return code;
}
