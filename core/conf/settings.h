/* settings.h - what the command line and the environment may set.
 * Owns: the settings own the texts given to them (an arena). Threads: main thread. */
#ifndef MH_CONF_SETTINGS_H
#define MH_CONF_SETTINGS_H

#include "base/arena.h"
#include "conf/limits.h"

typedef struct mh_settings {
    mh_limits limits;        /* first: its rows' offsets count from here */
    bool limit_given[6];     /* in the order of mh_limits_schema: beats the job's own */
    mh_view db;              /* path, or empty for the default */
    mh_view format;          /* items on standard output: jsonl json csv table none, or empty */
    mh_view append, replace; /* -o, -O: files for the items */
    mh_view log_level, log_format;
    mh_view record, replay; /* files: what the run fetches is kept, is answered from */
    mh_view as_of;          /* time or age: the database is read as it was then; empty: now */
    mh_view contact;        /* of the operator, for the user agent */
    double delay;     /* seconds from one request to a host to the next; below 0: the default */
    int64_t per_host; /* requests under way to one host */
    mh_view robots, cache; /* "obey", "ignore"; "on", "off", "refresh", "offline" */
    int64_t cache_size;    /* bytes in the database */
    double retention; /* seconds that records of runs, of hosts and answers are kept; 0: for ever */
    double
        retain_documents; /* seconds after which a document that has not changed is pruned; 0: never */
    mh_view proxy, insecure; /* empty: none */
    mh_view ca_file;         /* empty: the system's certificates */
    bool refresh, offline, http2;
    mh_view smtp, smtp_user, smtp_tls, mail_from; /* its password is a secret: conf/secret.h */
    mh_view wall; /* "full", "landlock", "seccomp", "off": never a job's to set */
    /* of the daemon */
    mh_view jobs;     /* folder of the job files; empty: the default */
    int64_t workers;  /* runs at a time */
    double drain;     /* seconds that runs get to end when the daemon is told to */
    mh_view listen;   /* address of its HTTP interface; "none" */
    bool listen_open; /* it may be one that other machines reach */
    mh_view log_file;
    int64_t log_size, log_keep; /* bytes before it is rotated; rotated files that are kept */
    mh_view alert_mail, alert_webhook, alert_telegram, alert_ntfy; /* receivers; empty: none */
    mh_view alert_telegram_api, alert_quiet;
    mh_view ping;      /* URL that is asked while all is well */
    double ping_every; /* seconds */
    bool quiet, verbose, dry;
    int64_t items; /* stop after so many; 0: no limit */
    mh_arena *arena;
} mh_settings;

extern const mh_schema mh_settings_schema;

/* Defaults, then MINEHOST_* of the environment (MINEHOST_LOG_LEVEL for log-level). */
mh_rc mh_settings_init(mh_settings *s, mh_err *e);
void mh_settings_clear(mh_settings *s);
/* Sets one by name: a row of the settings or of the limits; value is copied. */
mh_rc mh_settings_set(mh_settings *s, mh_view name, mh_view value, mh_err *e);
/* Whether name is a switch that takes no value. */
bool mh_settings_is_switch(mh_view name);
/* Whether name is a setting or a limit. */
bool mh_settings_knows(mh_view name);
/* The database's path: the setting, or the default in the XDG data folder. Owned; NULL: error. */
char *mh_settings_db(const mh_settings *s, mh_err *e);
/* Sets "-o FILE"-like short options to their long names: 'o' gives "append"; NULL: unknown. */
const char *mh_settings_short(char c);

#endif
