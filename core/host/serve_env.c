/* The settings of the daemon's command line, for the runs that it starts: as variables of the environment, which
 * others of the machine cannot read, as they could a command line (a proxy may have a password). Part of
 * host/serve.h. */
#include "host/serve_priv.h"

#include <math.h>
#include <stdlib.h>

/* Those of the daemon alone, and of what a run gives out. */
static const char *const own[] = {
    "db",         "format",     "append", "replace", "record",   "replay",   "as-of",
    "jobs",       "workers",    "drain",  "listen",  "log-file", "log-size", "log-keep",
    "log-format", "ping-every", "quiet",  "items",   "verbose",  "dry-run",  "log-level"};

static bool is_own(const char *name) {
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (mh_view_eq(mh_view_of(name), mh_view_of(own[i]))) return true;
    return false;
}

static char *variable(const char *name) {
    mh_buf b = {0};
    mh_buf_puts(&b, "MINEHOST_");
    for (const char *p = name; *p; p++)
        mh_buf_putc(&b, *p == '-' ? '_' : *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p);
    return mh_buf_take(&b);
}

/* False: it is the default. */
static bool value_of(const mh_row *r, const void *settings, mh_buf *out) {
    const void *at = (const char *)settings + r->offset;
    switch (r->type) {
    case MH_T_BOOL: mh_buf_puts(out, "true"); return *(const bool *)at;
    case MH_T_INT:
    case MH_T_BYTES:
        mh_buf_printf(out, "%lld", (long long)*(const int64_t *)at);
        return (double)*(const int64_t *)at != r->def;
    case MH_T_NUMBER:
    case MH_T_SECONDS:
        mh_buf_printf(out, "%.15g", *(const double *)at);
        return fabs(*(const double *)at - r->def) > 1e-9;
    case MH_T_STRING:
        mh_buf_put(out, *(const mh_view *)at);
        return out->len > 0 && !mh_view_eq(mh_buf_view(out), mh_view_of(r->text));
    case MH_T_VALUE: break;
    }
    return false;
}

static void give(const mh_row *r, const void *settings, bool always) {
    mh_buf text = {0};
    char *name = variable(r->name);
    bool differs = value_of(r, settings, &text);
    if ((differs || always) && text.len > 0)
        setenv(name, text.ptr, 1);
    else
        unsetenv(name);
    free(name);
    mh_buf_clear(&text);
}

void serve_env_give(const mh_settings *set, const char *db) {
    for (size_t i = 0; i < mh_limits_schema.n; i++)
        if (set->limit_given[i]) give(&mh_limits_schema.rows[i], &set->limits, true);
    for (size_t i = 0; i < mh_settings_schema.n; i++)
        if (!is_own(mh_settings_schema.rows[i].name)) give(&mh_settings_schema.rows[i], set, false);
    static const char *const of_a_run[] = {"append", "replace", "record", "replay", "as-of",
                                           "items",  "dry-run", "quiet",  "verbose"};
    for (size_t i = 0; i < sizeof of_a_run / sizeof *of_a_run; i++) {
        char *name = variable(of_a_run[i]);
        unsetenv(name);
        free(name);
    }
    setenv("MINEHOST_LOG_LEVEL", set->verbose ? "debug" : set->log_level.ptr, 1);
    setenv("MINEHOST_DB", db, 1);
}
