/* mine.run: the run itself: its arguments, the files that it may read and write, the terminal. */
#include "lua/kit.h"

#include "api/run/snapshot.h"

#include "base/fs.h"
#include "base/real.h"
#include "conf/perm.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_MAX  (64 * 1048576.0)
#define FILES_MAX ((size_t)1000000)
#define DEPTH_MAX 32

/* What must be freed when Lua raises. */
typedef struct scratch {
    mh_buf buf;
    char *path;
    mh_names names;
} scratch;

static void scratch_close(void *body) {
    scratch *s = body;
    mh_buf_clear(&s->buf);
    free(s->path);
    mh_names_clear(&s->names);
}

static const mh_class scratch_class = {
    .name = "mine.run.scratch", .size = sizeof(scratch), .close = scratch_close};

/* A missing permission is a mistake and raises; anything else is the world's. */
static int fail_or_raise(lua_State *L, const mh_err *e) {
    if (e->code != MH_E_PERMISSION) return mh_push_fail(L, e);
    mh_push_err(L, e);
    return lua_error(L);
}

typedef struct read_opts {
    int64_t max_bytes;
} read_opts;

static const mh_row read_rows[] = {
    {.name = "max_bytes",
     .type = MH_T_BYTES,
     .offset = offsetof(read_opts, max_bytes),
     .def = READ_MAX,
     .min = 1,
     .max = 1e12,
     .help = "a larger file is an error"},
};
static const mh_schema read_schema = MH_SCHEMA("mine.run.read", read_rows);

/*** mine.run.read(path, options) -> bytes
 * Read a file that the run may read: its own folder, and what `needs` or the command line names.
 * @param path string, relative to the job's folder @param options { max_bytes = "64M" }
 * @return string; or nil and an error
 * @example local html = assert(mine.run.read("pages/1.html")) */
static int l_read(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    mh_view path = mh_check_view(L, 1);
    read_opts o;
    mh_err e = {0};
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &read_schema, &o);
    scratch *s = mh_obj_new(L, &scratch_class);
    s->path = mh_perm_read(c->perm, c->info->folder, path, &e);
    if (s->path == NULL) return fail_or_raise(L, &e);
    if (mh_fs_read_real(&s->buf, s->path, (size_t)o.max_bytes, &e) != MH_OK)
        return mh_push_fail(L, &e);
    lua_pushlstring(L, s->buf.ptr, s->buf.len);
    return 1;
}

typedef struct files_opts {
    mh_view pattern;
    bool recursive;
} files_opts;

static const mh_row files_rows[] = {
    {.name = "pattern",
     .type = MH_T_STRING,
     .offset = offsetof(files_opts, pattern),
     .text = "*",
     .help = "of file names, as in a shell: *.html"},
    {.name = "recursive",
     .type = MH_T_BOOL,
     .offset = offsetof(files_opts, recursive),
     .help = "folders below, too"},
};
static const mh_schema files_schema = MH_SCHEMA("mine.run.files", files_rows);

/* Appends the files of folder `real` under the name `shown`, in order. */
static mh_rc list_files(mh_names *out, const char *real, const char *shown, const char *pattern,
                        bool recursive, int depth, mh_err *e) {
    mh_names all = {0};
    mh_rc rc = mh_fs_list(&all, real, e);
    for (size_t i = 0; rc == MH_OK && i < all.len; i++) {
        if (all.ptr[i][0] == '.') continue;
        char *r = mh_path_join(real, all.ptr[i]), *s = mh_path_join(shown, all.ptr[i]);
        if (out->len >= FILES_MAX)
            rc = mh_fail(e, MH_E_LIMIT, "list %s: too many files", shown);
        else if (mh_fs_is_dir(r)) {
            if (recursive && depth < DEPTH_MAX && !mh_fs_is_link(r))
                rc = list_files(out, r, s, pattern, recursive, depth + 1, e);
        } else if (fnmatch(pattern, all.ptr[i], 0) == 0) {
            mh_vec_push(out, s);
            s = NULL;
        }
        free(r);
        free(s);
    }
    mh_names_clear(&all);
    return rc;
}

/*** mine.run.files(path, options) -> paths
 * The files of a folder, sorted; hidden ones are left out, and links to folders are not followed.
 * @param path string, relative to the job's folder; a file gives itself
 * @param options { pattern = "*", recursive = false }
 * @return list of paths for mine.run.read; or nil and an error
 * @example for _, path in ipairs(mine.run.files("pages", { pattern = "*.html" })) do end */
static int l_files(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    mh_view path = mh_check_view(L, 1);
    files_opts o;
    mh_err e = {0};
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &files_schema, &o);
    scratch *s = mh_obj_new(L, &scratch_class);
    s->path = mh_perm_read(c->perm, c->info->folder, path, &e);
    if (s->path == NULL) return fail_or_raise(L, &e);
    if (mh_fs_is_file(s->path)) {
        mh_vec_push(&s->names, mh_strndup(path.ptr, path.len));
    } else if (list_files(&s->names, s->path, path.ptr, o.pattern.ptr, o.recursive, 0, &e) !=
               MH_OK) {
        return mh_push_fail(L, &e);
    }
    lua_newtable(L);
    for (size_t i = 0; i < s->names.len; i++) {
        lua_pushstring(L, s->names.ptr[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    mh_mark_array(L, -1);
    return 1;
}

/*** mine.run.asset(name) -> bytes
 * Read a file of the plugin's own folder (of the job's folder in a job).
 * @param name string, below that folder
 * @return string; or nil and an error
 * @example local rows = assert(mine.run.asset("countries.tsv")) */
static int l_asset(lua_State *L) {
    mh_view name = mh_check_view(L, 1);
    mh_err e = {0};
    mh_check_nargs(L, 1);
    mh_view rest = name, part;
    while (mh_view_split(&rest, '/', &part))
        if (part.len == 0 || part.ptr[0] == '.')
            return luaL_error(L, "mine.run.asset: '%s' is no file below the folder", name.ptr);
    const char *folder = lua_tostring(L, lua_upvalueindex(1));
    if (folder == NULL) return luaL_error(L, "mine.run.asset: this script has no folder");
    scratch *s = mh_obj_new(L, &scratch_class);
    if (mh_read_local(L, &s->buf, folder, name, (size_t)READ_MAX, &e) != MH_OK)
        return fail_or_raise(L, &e);
    lua_pushlstring(L, s->buf.ptr, s->buf.len);
    return 1;
}

/*** mine.run.say(text)
 * Print text on the user's terminal (standard output), as it is; control characters are escaped, but
 * for line ends and colours.
 * @param text string
 * @example mine.run.say("3 new items\n") */
static int l_say(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    mh_view text = mh_check_view(L, 1);
    mh_err e = {0};
    mh_check_nargs(L, 1);
    if (c->ops->say(c, text, &e) != MH_OK) return mh_raise(L, &e);
    return 0;
}

/*** mine.run.progress(note)
 * Log how far a long piece of work is.
 * @param note string
 * @example mine.run.progress("page 3 of 40") */
static int l_progress(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    mh_view note = mh_check_view(L, 1);
    mh_check_nargs(L, 1);
    c->ops->progress(c, note);
    return 0;
}

/*** mine.run.snapshot(name, text) -> kept, written
 * What a test kept under a name, in snapshots/NAME.json beside it. `minehost test` writes the text
 * when nothing was kept, and with --update in any case; else nothing is written.
 * @param name string of letters, digits, - _ and . @param text string
 * @return string that is kept, boolean whether it was written now; or nil and an error
 * @example local kept, written = assert(mine.run.snapshot("item", mine.json.encode(item))) */
static int l_snapshot(lua_State *L) {
    return mh_l_snapshot(L);
}

/* ---- files to be written ---- */

typedef struct output {
    int fd, dir; /* 1 + the descriptor; 0: none, as a fresh body is */
    char *path;
    char *name, *tmp; /* in the folder dir, which stays the same whatever its path becomes */
} output;

/* Given up: what was to replace a file goes, the file stays. */
static void output_close(void *body) {
    output *o = body;
    if (o->fd) close(o->fd - 1);
    if (o->tmp) unlinkat(o->dir - 1, o->tmp, 0);
    if (o->dir) close(o->dir - 1);
    free(o->path);
    free(o->name);
    free(o->tmp);
    *o = (output){0};
}

static const mh_class output_class;

/* Opens what is written: the file at o->path, or one beside it that will take its place. A pipe would wait for
 * whoever reads it, and the run with it. */
static mh_rc open_output(output *o, bool append, mh_err *e) {
    char *folder = mh_path_dir(o->path);
    mh_view base = mh_path_base(o->path);
    mh_buf tmp = {0};
    struct stat st;
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, fd = -1;
    int dir = mh_real_open(folder, O_PATH | O_DIRECTORY, 0);
    free(folder);
    if (dir < 0) return mh_fail_errno(e, errno, "write %s", o->path);
    o->dir = dir + 1;
    o->name = mh_strndup(base.ptr, base.len);
    mh_buf_printf(&tmp, "%s.tmp.%ld", o->name, (long)getpid());
    if (append)
        fd = openat(dir, o->name, flags | O_APPEND, 0666);
    else
        fd = openat(dir, tmp.ptr, flags | O_TRUNC, 0666);
    if (fd < 0) {
        int why = errno;
        mh_buf_clear(&tmp);
        if (why == ENXIO) return mh_fail(e, MH_E_USAGE, "write %s: not a regular file", o->path);
        return mh_fail_errno(e, why, "write %s", o->path);
    }
    o->fd = fd + 1;
    if (append)
        mh_buf_clear(&tmp);
    else
        o->tmp = mh_buf_take(&tmp);
    if (fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISCHR(st.st_mode))) return MH_OK;
    return mh_fail(e, MH_E_USAGE, "write %s: not a regular file", o->path);
}

typedef struct output_opts {
    bool append;
} output_opts;

static const mh_row output_rows[] = {
    {.name = "append",
     .type = MH_T_BOOL,
     .offset = offsetof(output_opts, append),
     .help = "add to the file, in the place of replacing it"},
};
static const mh_schema output_schema = MH_SCHEMA("mine.run.output", output_rows);

/*** mine.run.output(path, options) -> output
 * Open a file for writing that `needs`, a sink's path or the command line names. A file to be
 * replaced is written beside it and put in its place by close, so that a run that dies leaves the
 * old one whole.
 * @param path string, relative to the folder in which minehost was started
 * @param options { append = false }
 * @return output with write and close; or nil and an error
 * @example local out = assert(mine.run.output("digest.html")) */
static int l_output(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    mh_view path = mh_check_view(L, 1);
    output_opts opts;
    mh_err e = {0};
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &output_schema, &opts);
    output *o = mh_obj_new(L, &output_class);
    o->path = mh_perm_write(c->perm, path, &e);
    if (o->path == NULL) return fail_or_raise(L, &e);
    if (c->info->dry) return 1;
    if (open_output(o, opts.append, &e) != MH_OK) return mh_push_fail(L, &e);
    return 1;
}

/*** output:write(text) -> output
 * Write text.
 * @param text string @return the output itself; or nil and an error (code "full" on a full disk)
 * @example assert(out:write("line\n")) */
static int l_write(lua_State *L) {
    output *o = mh_obj_check(L, 1, &output_class);
    mh_ctx *c = mh_ctx_of(L);
    mh_err e = {0};
    mh_check_view(L, 2);
    mh_check_nargs(L, 2);
    scratch *s = mh_obj_new(L, &scratch_class);
    mh_view text = c->ops->clean(c, mh_check_view(L, 2), &s->buf), rest = text;
    if (c->ops->output(c, text.len, &e) != MH_OK) return mh_raise(L, &e);
    while (o->fd && rest.len > 0) {
        ssize_t n = write(o->fd - 1, rest.ptr, rest.len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            mh_fail_errno(&e, errno, "write %s", o->path);
            return mh_push_fail(L, &e);
        }
        rest = mh_view_sub(rest, (size_t)n, rest.len);
    }
    lua_settop(L, 1);
    return 1;
}

/*** output:close() -> true
 * Put the file in place. Twice is fine.
 * @return true; or nil and an error
 * @example assert(out:close()) */
static int l_close(lua_State *L) {
    output *o = mh_obj_check(L, 1, &output_class);
    mh_err e = {0};
    mh_check_nargs(L, 1);
    if (o->fd) {
        bool bad = fsync(o->fd - 1) != 0 && errno != EINVAL && errno != EROFS;
        bad = bad || (o->tmp && renameat(o->dir - 1, o->tmp, o->dir - 1, o->name) != 0);
        if (bad)
            mh_fail_errno(&e, errno, "write %s", o->path);
        else {
            free(o->tmp);
            o->tmp = NULL;
        }
        output_close(o);
        if (bad) return mh_push_fail(L, &e);
    }
    lua_pushboolean(L, 1);
    return 1;
}

static const luaL_Reg output_methods[] = {{"write", l_write}, {"close", l_close}, {NULL, NULL}};
static const mh_class output_class = {
    .name = "output", .size = sizeof(output), .methods = output_methods, .close = output_close};

/* Raises for a name that the run was not granted. */
static int refuse(lua_State *L, const char *kind, mh_view name) {
    mh_err e = {0};
    scratch *s = mh_obj_new(L, &scratch_class);
    mh_buf_printf(&s->buf, "%s:%.*s", kind, MH_FMT(mh_view_sub(name, 0, 200)));
    mh_view word = mh_buf_view(&s->buf);
    mh_perm_refuse(mh_ctx_of(L)->perm, word, word, &e);
    return fail_or_raise(L, &e);
}

/*** mine.run.env(name) -> value
 * A variable of the environment. Needs "env:NAME"; minehost's own are not among them.
 * @param name string
 * @return string; nil when it is not set
 * @example local zone = mine.run.env("TZ") */
static int l_env(lua_State *L) {
    mh_view name = mh_check_view(L, 1);
    mh_check_nargs(L, 1);
    if (!mh_perm_env(mh_ctx_of(L)->perm, name)) return refuse(L, "env", name);
    const char *value = getenv(name.ptr);
    if (value == NULL) return 0;
    lua_pushstring(L, value);
    return 1;
}

/*** mine.run.secret(name) -> secret
 * A password or key that the operator keeps for scripts: set by `minehost secret set NAME`, in
 * MINEHOST_SECRET_NAME, in the file that MINEHOST_SECRET_NAME_FILE names, or a credential of systemd.
 * It is taken out of logs, errors, recordings and items. Needs "secret:NAME".
 * @param name string, as in the permission: "webhook" for MINEHOST_SECRET_WEBHOOK
 * @return string; or nil and an error (code "not_found" when it is not set)
 * @example local key = assert(mine.run.secret("webhook")) */
static int l_secret(lua_State *L) {
    mh_view name = mh_check_view(L, 1);
    mh_err e = {0};
    mh_check_nargs(L, 1);
    if (!mh_perm_secret(mh_ctx_of(L)->perm, name)) return refuse(L, "secret", name);
    scratch *s = mh_obj_new(L, &scratch_class);
    mh_buf full = {0};
    mh_buf_printf(&full, "secret-%.*s", MH_FMT(name));
    s->path = mh_buf_take(&full);
    mh_ctx *c = mh_ctx_of(L);
    if (c->ops->read_secret(c, s->path, &s->buf, &e) != MH_OK) return mh_push_fail(L, &e);
    if (s->buf.len == 0) {
        mh_fail(&e, MH_E_NOT_FOUND, "secret %.*s: not set (minehost secret set %.*s)", MH_FMT(name),
                MH_FMT(name));
        return mh_push_fail(L, &e);
    }
    mh_ctx_of(L)->ops->secret(mh_ctx_of(L), mh_buf_view(&s->buf));
    mh_push_view(L, mh_buf_view(&s->buf));
    return 1;
}

static void set_text(lua_State *L, const char *key, const char *value) {
    if (value == NULL || value[0] == '\0') return;
    lua_pushstring(L, value);
    lua_setfield(L, -2, key);
}

/* id, job, trigger, scheduled, why, attempt, missed, folder, args, config, tty, dry: values, not functions. */
static void open_run(lua_State *L) {
    const mh_run_info *info = mh_ctx_of(L)->info;
    if (info == NULL) return;
    set_text(L, "id", info->id);
    set_text(L, "job", info->job);
    set_text(L, "trigger", info->trigger);
    set_text(L, "scheduled", info->scheduled);
    set_text(L, "why", info->why);
    lua_pushinteger(L, info->attempt > 0 ? info->attempt : 1);
    lua_setfield(L, -2, "attempt");
    lua_pushinteger(L, info->missed);
    lua_setfield(L, -2, "missed");
    set_text(L, "folder", info->folder);
    lua_pushboolean(L, info->tty);
    lua_setfield(L, -2, "tty");
    lua_pushboolean(L, info->dry);
    lua_setfield(L, -2, "dry");
    lua_newtable(L);
    for (int i = 0; info->args && info->args[i]; i++) {
        lua_pushstring(L, info->args[i]);
        lua_rawseti(L, -2, i + 1);
    }
    mh_mark_array(L, -1);
    lua_setfield(L, -2, "args");
    if (info->config)
        mh_push_json(L, info->config);
    else
        lua_newtable(L);
    lua_setfield(L, -2, "config");
}

static const luaL_Reg run_fns[] = {
    {"read", l_read},         {"files", l_files},       {"output", l_output},
    {"say", l_say},           {"progress", l_progress}, {"secret", l_secret},
    {"snapshot", l_snapshot}, {"env", l_env},           {NULL, NULL}};
static const luaL_Reg local_fns[] = {{"asset", l_asset}, {NULL, NULL}};

const mh_api mh_api_run = {.name = "run", .fns = run_fns, .local = local_fns, .open = open_run};
