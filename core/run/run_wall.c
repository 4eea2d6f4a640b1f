/* What this run needs of the machine, from its settings and grants: the plan of its wall, and the
 * environment that is left to it. */
#include "run/run_priv.h"

#include "conf/plugin.h"
#include "run/env.h"
#include "run/watchdog.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DNS_PORT 53
#define CPU_MORE 3.0 /* seconds: the watchdog needs 2 */

static void add_owned(mh_wall_plan *p, char *path, unsigned rights) {
    mh_wall_add(p, path, rights);
    free(path);
}

/* A file that is replaced is made beside it and renamed: Landlock knows folders for that, not names. */
static void add_written(mh_wall_plan *p, const char *path, bool append) {
    struct stat st;
    bool there = stat(path, &st) == 0;
    if (there && S_ISDIR(st.st_mode))
        mh_wall_add(p, path, MH_WALL_READ | MH_WALL_MAKE | MH_WALL_FOLDERS);
    else if (there && (append || !S_ISREG(st.st_mode)))
        mh_wall_add(p, path, MH_WALL_READ | MH_WALL_WRITE);
    else
        add_owned(p, mh_path_dir(path), MH_WALL_MAKE);
}

/* Not the folder, in which the user's plugins lie: the files, which are there by now. Without a WAL, on a
 * disk that cannot share memory, SQLite makes and removes its journal as it goes. */
static void add_db(mh_wall_plan *p, const char *db) {
    static const char *const tails[] = {"", "-wal", "-shm"};
    bool wal = false;
    for (size_t i = 0; db && i < sizeof tails / sizeof *tails; i++) {
        mh_buf name = {0};
        mh_buf_printf(&name, "%s%s", db, tails[i]);
        mh_wall_add(p, name.ptr, MH_WALL_READ | MH_WALL_WRITE);
        wal = wal || (i == 1 && access(name.ptr, F_OK) == 0);
        mh_buf_clear(&name);
    }
    if (db && !wal && access(db, W_OK) == 0) add_owned(p, mh_path_dir(db), MH_WALL_MAKE);
}

static void add_cache(mh_wall_plan *p) {
    char *dir = mh_xdg_dir("cache", NULL);
    if (dir && mh_fs_mkdirs(dir, NULL) == MH_OK)
        mh_wall_add(p, dir, MH_WALL_READ | MH_WALL_MAKE | MH_WALL_FOLDERS);
    free(dir);
}

static void add_settings(mh_wall_plan *p, const mh_settings *s) {
    if (s->replace.len > 0)
        add_written(p, s->replace.ptr, false);
    else if (s->append.len > 0)
        add_written(p, s->append.ptr, true);
    if (s->ca_file.len > 0) mh_wall_add(p, s->ca_file.ptr, MH_WALL_READ);
}

/* Those granted to the script, and the mail server's: as conf/secret.h calls them. */
static void list_secrets(const mh_run *r, mh_names *out) {
    mh_names names = {0};
    mh_perm_list(r->perm, "secret", &names);
    for (size_t i = 0; i < names.len; i++) {
        mh_buf b = {0};
        mh_buf_printf(&b, "secret-%s", names.ptr[i]);
        mh_vec_push(out, mh_buf_take(&b));
    }
    mh_names_clear(&names);
    if (r->set->smtp.len > 0) mh_vec_push(out, mh_strndup("smtp-password", 13));
}

static void add_secret_file(mh_wall_plan *p, const char *name) {
    mh_buf var = {0};
    mh_env_secret(&var, name);
    mh_buf_puts(&var, "_FILE");
    mh_wall_add(p, getenv(var.ptr), MH_WALL_READ);
    mh_buf_clear(&var);
}

static unsigned port_of(const char *grant) {
    mh_view v = mh_view_of(grant);
    uint64_t n;
    for (size_t i = v.len; i > 0; i--)
        if (v.ptr[i - 1] == ':' || v.ptr[i - 1] == ']')
            return v.ptr[i - 1] == ':' && mh_view_u64(mh_view_sub(v, i, v.len), &n) &&
                           n <= UINT16_MAX
                       ? (unsigned)n
                       : 0;
    return 0;
}

/* Only a run whose every grant names its port is held to ports: a proxy's or a mail server's is not
 * looked for. */
static void add_ports(mh_wall_plan *p, const mh_run *r) {
    mh_names nets = {0};
    mh_perm_list(r->perm, "net", &nets);
    p->any_port = mh_perm_is_public(r->perm) || r->set->proxy.len > 0 || r->set->smtp.len > 0;
    for (size_t i = 0; i < nets.len; i++) {
        unsigned port = port_of(nets.ptr[i]);
        if (port == 0) p->any_port = true;
        mh_vec_push(&p->ports, port);
    }
    mh_vec_push(&p->ports, DNS_PORT);
    mh_names_clear(&nets);
}

static void add_grants(mh_wall_plan *p, const mh_run *r) {
    mh_names reads = {0}, writes = {0}, secrets = {0};
    mh_perm_list(r->perm, "read", &reads);
    mh_perm_list(r->perm, "write", &writes);
    list_secrets(r, &secrets);
    for (size_t i = 0; i < reads.len; i++) mh_wall_add(p, reads.ptr[i], MH_WALL_READ);
    for (size_t i = 0; i < writes.len; i++) add_written(p, writes.ptr[i], false);
    for (size_t i = 0; i < secrets.len; i++) add_secret_file(p, secrets.ptr[i]);
    mh_names_clear(&reads);
    mh_names_clear(&writes);
    mh_names_clear(&secrets);
}

/* A folder that may not be there yet: then the right to make it, where it will lie. */
static void add_folder(mh_wall_plan *p, const char *path) {
    char *at = mh_strndup(path, strlen(path));
    while (access(at, F_OK) != 0 && strcmp(at, "/") != 0 && strcmp(at, ".") != 0) {
        char *up = mh_path_dir(at);
        free(at);
        at = up;
    }
    mh_wall_add(p, at, MH_WALL_READ | MH_WALL_MAKE | MH_WALL_FOLDERS);
    free(at);
}

/* What is written when a run fails, and by tests that keep what they saw. */
static void add_kept(mh_wall_plan *p, mh_run *r) {
    char *capsules = mh_run_capsule_folder(r);
    mh_wall_add(p, capsules, MH_WALL_READ | MH_WALL_MAKE);
    free(capsules);
    if (r->info.snapshots) add_folder(p, r->info.snapshots);
}

static void plan_of(mh_wall_plan *p, mh_run *r) {
    mh_wall_add_system(p);
    mh_wall_add(p, r->folder, MH_WALL_READ);
    mh_wall_add(p, r->lib, MH_WALL_READ);
    for (size_t i = 0; i < r->plugin_path.len; i++)
        mh_wall_add(p, r->plugin_path.ptr[i], MH_WALL_READ);
    add_grants(p, r);
    add_db(p, r->db);
    add_cache(p);
    add_kept(p, r);
    add_settings(p, r->set);
    add_ports(p, r);
    p->visible = mh_wall_is_descriptor(r->set->append.len ? r->set->append.ptr : "") ||
                 mh_wall_is_descriptor(r->set->replace.len ? r->set->replace.ptr : "");
    for (char **a = r->req->args; a && *a; a++)
        p->visible = p->visible || mh_wall_is_descriptor(*a);
    if (r->limits.cpu > 0) p->cpu_most = r->limits.cpu + CPU_MORE;
    if (!r->wall.seccomp) mh_wall_add_libraries(p);
}

static void keep_env(const mh_run *r) {
    mh_names secrets = {0}, names = {0};
    list_secrets(r, &secrets);
    mh_perm_list(r->perm, "env", &names);
    mh_env_keep(&secrets, &names);
    mh_names_clear(&secrets);
    mh_names_clear(&names);
}

static void say_level(const mh_run *r) {
    const mh_wall_level *w = &r->wall;
    mh_log_event(r->ctx.log, MH_LOG_DEBUG, "wall", MH_FN("landlock", w->abi),
                 MH_FS("calls", w->seccomp ? "listed" : w->why_seccomp));
}

mh_rc mh_run_wall_calls(mh_run *r, mh_err *e) {
    mh_wall_mode mode = mh_wall_mode_of(r->set->wall);
    if (mode == MH_WALL_OFF) return MH_OK;
    setenv("UV_USE_IO_URING", "0", 1); /* what a ring is asked for passes no list */
    return mh_wall_calls(mode, &r->wall, e);
}

mh_rc mh_run_wall_files(mh_run *r, mh_err *e) {
    mh_wall_mode mode = mh_wall_mode_of(r->set->wall);
    mh_wall_plan plan = {0};
    r->memory_fd = mh_watchdog_memory_fd();
    if (mode == MH_WALL_OFF) return MH_OK;
    plan_of(&plan, r);
    mh_rc rc = mh_wall_files(mode, &plan, &r->wall, e);
    mh_wall_plan_clear(&plan);
    if (rc != MH_OK) return MH_FAIL;
    if (r->ctx.store && r->wall.abi > 0) mh_store_keep_files(r->ctx.store);
    keep_env(r);
    say_level(r);
    return MH_OK;
}
