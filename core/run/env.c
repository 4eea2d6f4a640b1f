#include "run/env.h"

#include <stdlib.h>
#include <string.h>

extern char **environ;

static const char *const kept[] = {"HOME",
                                   "LANG",
                                   "LANGUAGE",
                                   "LOGNAME",
                                   "NO_COLOR",
                                   "PATH",
                                   "PWD",
                                   "RES_OPTIONS",
                                   "TERM",
                                   "TMPDIR",
                                   "TZ",
                                   "TZDIR",
                                   "USER",
                                   "COLUMNS",
                                   "ICU_DATA",
                                   "UV_THREADPOOL_SIZE",
                                   "UV_USE_IO_URING",
                                   NULL};
/* the sanitizers read theirs when they end */
static const char *const kept_families[] = {"XDG_",   "LC_",   "ASAN_", "LSAN_",
                                            "UBSAN_", "TSAN_", NULL};

void mh_env_secret(mh_buf *out, const char *name) {
    mh_buf_puts(out, "MINEHOST_");
    for (const char *p = name; *p; p++)
        mh_buf_putc(out, *p == '-' ? '_' : *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p);
}

static bool is_secret(mh_view name, const char *secret) {
    mh_buf var = {0};
    mh_env_secret(&var, secret);
    mh_view v = mh_buf_view(&var);
    bool same =
        mh_view_starts(name, v) &&
        (name.len == v.len || mh_view_eq(mh_view_sub(name, v.len, name.len), MH_VIEW("_FILE")));
    mh_buf_clear(&var);
    return same;
}

static bool is_kept(mh_view name, const mh_names *secrets, const mh_names *names) {
    for (const char *const *k = kept; *k; k++)
        if (mh_view_eq(name, mh_view_of(*k))) return true;
    for (const char *const *k = kept_families; *k; k++)
        if (mh_view_starts(name, mh_view_of(*k))) return true;
    for (size_t i = 0; i < secrets->len; i++)
        if (is_secret(name, secrets->ptr[i])) return true;
    for (size_t i = 0; i < names->len; i++)
        if (mh_view_eq(name, mh_view_of(names->ptr[i]))) return true;
    return false;
}

void mh_env_keep(const mh_names *secrets, const mh_names *names) {
    size_t to = 0;
    for (size_t i = 0; environ && environ[i]; i++) {
        char *eq = strchr(environ[i], '=');
        mh_view name = {environ[i], eq ? (size_t)(eq - environ[i]) : strlen(environ[i])};
        if (is_kept(name, secrets, names))
            environ[to++] = environ[i];
        else if (eq)
            explicit_bzero(eq + 1, strlen(eq + 1));
    }
    if (environ) environ[to] = NULL;
}
