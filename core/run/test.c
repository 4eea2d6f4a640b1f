#include "run/test.h"

#include "base/mem.h"
#include "lua/data.h"
#include "net/record.h"
#include "net/warc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

#define SEED UINT64_C(0x6d696e65686f7374)

static bool is_test(const char *name) {
    mh_view v = mh_view_of(name);
    return mh_view_ends(v, MH_VIEW(".lua")) && v.ptr[0] != '.';
}

/* Lua files of a test/ folder: those called test_*, else all. */
static void add_folder(mh_names *out, const char *dir) {
    mh_names all = {0};
    size_t named = 0;
    if (!mh_fs_is_dir(dir) || mh_fs_list(&all, dir, NULL) != MH_OK) return;
    for (size_t i = 0; i < all.len; i++)
        named += is_test(all.ptr[i]) && strncmp(all.ptr[i], "test_", 5) == 0;
    for (size_t i = 0; i < all.len; i++)
        if (is_test(all.ptr[i]) && (named == 0 || strncmp(all.ptr[i], "test_", 5) == 0))
            mh_vec_push(out, mh_path_join(dir, all.ptr[i]));
    mh_names_clear(&all);
}

static bool has(const char *dir, const char *name, bool file) {
    char *path = mh_path_join(dir, name);
    bool is = file ? mh_fs_is_file(path) : mh_fs_is_dir(path);
    free(path);
    return is;
}

static void add_plugins(mh_names *out, const char *dir) {
    mh_names all = {0};
    if (mh_fs_list(&all, dir, NULL) != MH_OK) return;
    for (size_t i = 0; i < all.len; i++) {
        char *plugin = mh_path_join(dir, all.ptr[i]), *test = mh_path_join(plugin, "test");
        if (has(plugin, "manifest.lua", true)) add_folder(out, test);
        free(plugin);
        free(test);
    }
    mh_names_clear(&all);
}

mh_rc mh_run_test_files(mh_names *out, const char *path, mh_err *e) {
    size_t before = out->len;
    if (mh_fs_is_file(path)) {
        mh_vec_push(out, mh_strndup(path, strlen(path)));
        return MH_OK;
    }
    if (!mh_fs_is_dir(path))
        return mh_fail(e, MH_E_NOT_FOUND, "%s: no such file, folder or plugin", path);
    if (has(path, "test", false)) {
        char *test = mh_path_join(path, "test");
        add_folder(out, test);
        free(test);
    }
    if (has(path, "plugins", false)) {
        char *plugins = mh_path_join(path, "plugins");
        add_plugins(out, plugins);
        free(plugins);
    }
    if (out->len == before) add_plugins(out, path);
    if (out->len == before) add_folder(out, path);
    if (out->len > before) return MH_OK;
    return mh_fail(e, MH_E_NOT_FOUND, "%s: no test: wants test/test_*.lua in a plugin's folder",
                   path);
}

static bool is_recording(const char *name) {
    mh_view v = mh_view_of(name);
    return mh_view_ends(v, MH_VIEW(".warc")) || mh_view_ends(v, MH_VIEW(".warc.gz"));
}

static void add_recordings(mh_names *out, const char *dir, mh_view prefix) {
    mh_names all = {0};
    if (!mh_fs_is_dir(dir) || mh_fs_list(&all, dir, NULL) != MH_OK) return;
    for (size_t i = 0; i < all.len; i++)
        if (is_recording(all.ptr[i]) && mh_view_starts(mh_view_of(all.ptr[i]), prefix))
            mh_vec_push(out, mh_path_join(dir, all.ptr[i]));
    mh_names_clear(&all);
}

void mh_run_test_recordings(mh_names *out, const char *file) {
    char *dir = mh_path_dir(file), *test = mh_path_join(dir, "test");
    mh_view name = mh_path_base(file);
    if (mh_view_ends(name, MH_VIEW(".lua"))) name.len -= 4;
    add_recordings(out, dir, name);
    if (out->len == 0) add_recordings(out, test, name);
    if (out->len == 0) add_recordings(out, dir, (mh_view){0});
    if (out->len == 0) add_recordings(out, test, (mh_view){0});
    free(dir);
    free(test);
}

/* ---- the recording of a run ---- */

static mh_rc copy_record(mh_warc_reader *in, const mh_head *head, mh_warc_writer *out, mh_err *e) {
    mh_buf fields = {0}, block = {0};
    mh_rc rc = MH_OK;
    for (size_t i = 0; i < mh_head_len(head); i++) {
        mh_view name = mh_head_name(head, i), value = mh_head_value(head, i);
        if (mh_view_ieq(name, MH_VIEW("content-length"))) continue;
        mh_buf_printf(&fields, "%.*s: %.*s\r\n", MH_FMT(name), MH_FMT(value));
    }
    for (size_t got = 1; rc == MH_OK && got > 0; block.len += got) {
        mh_buf_reserve(&block, 65536);
        rc = mh_warc_read(in, block.ptr + block.len, 65536, &got, e);
        if (rc != MH_OK) break;
    }
    mh_view part = {block.ptr, block.len};
    if (rc == MH_OK) rc = mh_warc_put(out, mh_buf_view(&fields), &part, 1, e);
    mh_buf_clear(&fields);
    mh_buf_clear(&block);
    return rc;
}

static mh_rc copy_file(const char *path, mh_warc_writer *out, mh_err *e) {
    mh_warc_reader *in = NULL;
    mh_head head = {0};
    mh_warc_pos at;
    bool more = true;
    mh_rc rc = mh_warc_open(&in, path, e);
    while (rc == MH_OK && (rc = mh_warc_next(in, &head, &at, &more, e)) == MH_OK && more)
        rc = copy_record(in, &head, out, e);
    mh_head_clear(&head);
    mh_warc_close(in);
    return rc;
}

/* Several recordings as one. */
static mh_rc join(const mh_names *from, const char *path, mh_err *e) {
    mh_warc_writer *out = NULL;
    mh_rc rc = mh_warc_create(&out, path, e);
    for (size_t i = 0; rc == MH_OK && i < from->len; i++) rc = copy_file(from->ptr[i], out, e);
    return mh_warc_finish(out, rc == MH_OK ? e : NULL) == MH_OK ? rc : MH_FAIL;
}

/* A recording of nothing, at a fixed time. */
static mh_rc empty(const char *path, mh_err *e) {
    mh_recorder *r = NULL;
    mh_record_info info = {.agent = "", .job = "test", .start_us = MH_TEST_TIME, .seed = SEED};
    if (mh_recorder_open(&r, path, &info, e) != MH_OK) return MH_FAIL;
    return mh_recorder_close(r, e);
}

/* The path of what the test is replayed from; owned. */
static char *recording(const mh_run_test_req *t, mh_err *e) {
    mh_names all = {0};
    mh_run_test_recordings(&all, t->file);
    char *path = NULL;
    if (all.len == 1) {
        path = mh_strndup(all.ptr[0], strlen(all.ptr[0]));
    } else {
        path = mh_path_join(t->scratch, "test.warc");
        if ((all.len ? join(&all, path, e) : empty(path, e)) != MH_OK) {
            free(path);
            path = NULL;
        }
    }
    mh_names_clear(&all);
    return path;
}

/* ---- the run ---- */

/* Whether the file is a declared job, which is a test of itself. */
static bool is_job(const char *file) {
    mh_buf src = {0};
    json_t *table = NULL;
    mh_err e;
    bool job = mh_fs_read(&src, file, (size_t)4 << 20, NULL) == MH_OK &&
               mh_lua_data(mh_buf_view(&src), file, &table, &e) == MH_DATA_TABLE;
    json_decref(table);
    mh_buf_clear(&src);
    return job;
}

static bool is_ours(const char *var) {
    return strncmp(var, "MINEHOST_", 9) == 0;
}

/* What the user has set up does not count; plugins and compiled dictionaries are found as ever. */
static void set_environment(const char *scratch) {
    static const char *const kinds[][2] = {{"XDG_DATA_HOME", ".local/share"},
                                           {"XDG_CACHE_HOME", ".cache"}};
    const char *home = getenv("HOME");
    for (size_t i = 0; i < 2; i++) {
        if (home == NULL || getenv(kinds[i][0])) continue;
        char *path = mh_path_join(home, kinds[i][1]);
        setenv(kinds[i][0], path, 1);
        free(path);
    }
    for (char **v = environ; *v;) {
        char *eq = strchr(*v, '=');
        char *name = is_ours(*v) && eq ? mh_strndup(*v, (size_t)(eq - *v)) : NULL;
        if (name)
            unsetenv(name); /* moves the rest up */
        else
            v++;
        free(name);
    }
    setenv("HOME", scratch, 1);
    setenv("XDG_CONFIG_HOME", scratch, 1);
    setenv("XDG_STATE_HOME", scratch, 1);
    setenv("TZ", "UTC", 1);
}

static mh_rc set(mh_settings *s, const char *name, const char *value, mh_err *e) {
    return mh_settings_set(s, mh_view_of(name), mh_view_of(value), e);
}

static mh_rc fix_settings(mh_settings *s, const char *db, const char *replay, mh_err *e) {
    if (set(s, "db", db, e) != MH_OK || set(s, "replay", replay, e) != MH_OK) return MH_FAIL;
    if (!s->limit_given[1] && set(s, "wall", "120s", e) != MH_OK) return MH_FAIL;
    if (set(s, "format", "none", e) != MH_OK) return MH_FAIL;
    s->append = s->replace = s->record = s->proxy = (mh_view){0};
    s->offline = s->refresh = false;
    s->delay = 0;
    return MH_OK;
}

/* Nothing is reached, so what a recording holds of a server on this machine may be asked for. */
static const char **permissions(const mh_run_test_req *t) {
    static const char *const own[] = {"net:127.0.0.1", "net:localhost", "net:[::1]"};
    MH_VEC(const char *) all = {0};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) mh_vec_push(&all, own[i]);
    for (const char **a = t->allow; a && *a; a++) mh_vec_push(&all, *a);
    mh_vec_push(&all, NULL);
    return all.ptr;
}

int mh_run_test(const mh_run_test_req *t) {
    mh_err e = {0};
    int code = MH_EXIT_USAGE;
    set_environment(t->scratch);
    char *db = mh_path_join(t->scratch, "test.db"), *dir = mh_path_dir(t->file);
    char *snapshots = mh_path_join(dir, "snapshots"), *replay = recording(t, &e);
    const char **allow = permissions(t);
    char *none[] = {NULL};
    mh_run_testing testing = {.plugins = t->plugins, .snapshots = snapshots, .update = t->update};
    if (replay == NULL || fix_settings(t->settings, db, replay, &e) != MH_OK) {
        fprintf(stderr, "minehost: %s\n", e.msg);
    } else {
        mh_run_req req = {.job = t->file,
                          .args = none,
                          .allow = allow,
                          .settings = t->settings,
                          .trigger = "test",
                          .testing = &testing};
        bool job = is_job(t->file);
        code = mh_run_job(&req);
        if (job) printf("%d passed, %d failed\n", code == MH_EXIT_OK, code != MH_EXIT_OK);
    }
    free(db);
    free(dir);
    free(snapshots);
    free(replay);
    free(allow);
    return code;
}
