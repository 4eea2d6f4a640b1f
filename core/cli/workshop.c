#include "cli/workshop.h"

#include "base/mem.h"
#include "conf/plugin.h"
#include "store/store.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

bool mh_shop_is_address(const char *word) {
    mh_view v = mh_view_of(word);
    return mh_view_istarts(v, MH_VIEW("http://")) || mh_view_istarts(v, MH_VIEW("https://"));
}

static mh_rc open_plugin(mh_shop_job *j, const char *folder, const char *name, mh_err *e) {
    mh_plugin_about about;
    char *real = mh_path_real(folder);
    mh_rc rc = mh_run_plugin_about(folder, &about, e);
    if (real == NULL) rc = mh_fail(e, MH_E_USAGE, "no folder %s", folder);
    if (rc == MH_OK && strcmp(about.kind, "stage") != 0)
        rc = mh_fail(e, MH_E_USAGE, "%s is a %s: what is tried on a page is a stage", folder,
                     about.kind);
    if (rc == MH_OK) {
        mh_view base = mh_path_base(real);
        j->plugins = mh_path_dir(real);
        char *above = mh_path_dir(j->plugins);
        bool usual = mh_view_eq(mh_path_base(j->plugins), MH_VIEW("plugins"));
        j->path = mh_path_join(usual ? above : j->plugins, name);
        mh_buf_printf(&j->source,
                      "return { name = \"%s\", sources = { \"page\" }, "
                      "pipeline = { \"article\", \"language\", \"%.*s\" } }",
                      name, MH_FMT(base));
        free(above);
    }
    free(real);
    return rc;
}

/* The folder of the plugin that a word names, as a folder or as jobs here name it; NULL: it names none.
 * Owned. */
static char *plugin_of(const char *word, mh_err *e) {
    mh_names path = {0};
    mh_view v = mh_view_of(word);
    if (mh_fs_is_dir(word)) return mh_strndup(v.ptr, v.len);
    if (mh_fs_is_file(word) || mh_view_ends(v, MH_VIEW(".lua")) || strchr(word, '/')) return NULL;
    mh_plugin_path(&path, ".");
    char *folder = mh_plugin_find(&path, v, e);
    mh_names_clear(&path);
    return folder;
}

const char *mh_shop_kind(const char *word) {
    char *folder = mh_shop_is_address(word) ? NULL : plugin_of(word, NULL);
    const char *kind = folder ? "plugin" : NULL;
    if (kind == NULL && mh_view_ends(mh_view_of(word), MH_VIEW(".lua")) && mh_fs_is_file(word))
        kind = "job";
    free(folder);
    return kind;
}

mh_rc mh_shop_job_open(mh_shop_job *j, const char *word, const char *name, mh_err *e) {
    mh_err why = {0};
    *j = (mh_shop_job){0};
    char *folder = word ? plugin_of(word, &why) : NULL;
    if (folder) {
        mh_rc rc = open_plugin(j, folder, name, &why);
        free(folder);
        return rc == MH_OK ? MH_OK : mh_fail(e, MH_E_USAGE, "%s", why.msg);
    }
    if (word && !mh_fs_is_file(word))
        return mh_fail(e, MH_E_USAGE, "no job or plugin %s%s%s", word, why.msg[0] ? ": " : "",
                       why.msg);
    j->path = mh_strndup(word ? word : name, strlen(word ? word : name));
    if (word == NULL)
        mh_buf_printf(&j->source,
                      "return { name = \"%s\", sources = { \"page\" }, "
                      "pipeline = { \"article\", \"language\" } }",
                      name);
    return MH_OK;
}

void mh_shop_job_clear(mh_shop_job *j) {
    free(j->path);
    free(j->plugins);
    mh_buf_clear(&j->source);
    *j = (mh_shop_job){0};
}

mh_rc mh_scratch_db_open(mh_scratch_db *d, mh_cli *c, mh_err *e) {
    mh_store *s = NULL;
    char *own = mh_settings_db(&c->settings, e);
    if (own == NULL) return MH_FAIL;
    bool there = mh_fs_is_file(own);
    free(own);
    if (there) return MH_OK;
    const char *tmp = getenv("TMPDIR");
    char *folder = mh_path_join(tmp && *tmp ? tmp : "/tmp", "minehost-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        mh_fail_errno(e, errno, "make a folder in %s", tmp && *tmp ? tmp : "/tmp");
        free(folder);
        return MH_FAIL;
    }
    d->folder = folder;
    char *db = mh_path_join(folder, "minehost.db");
    mh_rc rc = mh_store_open(&s, db, NULL, e);
    mh_store_close(s);
    if (rc == MH_OK) rc = mh_settings_set(&c->settings, MH_VIEW("db"), mh_view_of(db), e);
    free(db);
    return rc;
}

void mh_scratch_db_close(mh_scratch_db *d) {
    static const char *const names[] = {"minehost.db", "minehost.db-wal", "minehost.db-shm"};
    if (d->folder == NULL) return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = mh_path_join(d->folder, names[i]);
        unlink(path);
        free(path);
    }
    rmdir(d->folder);
    free(d->folder);
    d->folder = NULL;
}

static volatile pid_t running; /* a signal's handler knows no argument */

static void pass_on(int sig) {
    int saved = errno;
    if (running > 0) kill(running, sig);
    errno = saved;
}

static int code_of(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return MH_EXIT_FAILED;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int mh_shop_run(const mh_run_req *req, mh_tool *tool, void (*serve)(void *arg, int fd), void *arg) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return mh_cli_fail(MH_EXIT_FAILED, "a pair of sockets: %s", strerror(errno));
    fflush(NULL);
    pid_t child = fork();
    if (child < 0) {
        close(ends[0]);
        close(ends[1]);
        return mh_cli_fail(MH_EXIT_FAILED, "a process for the run: %s", strerror(errno));
    }
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        close(ends[0]);
        tool->fd = ends[1];
        exit(mh_run_job(req));
    }
    close(ends[1]);
    /* Ctrl-C is for the run, which has it from the terminal and ends in order, as with SIGTERM; then
     * this ends with its code */
    running = child;
    struct sigaction on_term = {.sa_handler = pass_on, .sa_flags = SA_RESTART}, old;
    void (*interrupt)(int) = signal(SIGINT, SIG_IGN);
    sigaction(SIGTERM, &on_term, &old);
    if (serve) serve(arg, ends[0]);
    close(ends[0]);
    int code = code_of(child);
    running = 0;
    sigaction(SIGTERM, &old, NULL);
    signal(SIGINT, interrupt);
    return code;
}
