/* alert.h - tells people what goes wrong, and that it is over: once each, grouped, held in quiet hours.
 * Owns: names given to it are copied. Threads: that of the store.
 *
 * An alert is a fact with a beginning and an end: "job NAME fails", "source S is silent". Raising it again
 * while it lasts tells nobody; its end is told when it has lasted for MH_ALERT_HOLD, so that what comes back at
 * once is one alert and not three messages. What comes and goes has its end held twice as long each time
 * (up to MH_ALERT_HOLD_MAX), until it was away for MH_ALERT_CALM.
 *
 * Each goes into the outbox, one entry for each receiver of the settings (host/receiver.h). The first is due after
 * MH_ALERT_GATHER, those that follow within MH_ALERT_PACE of it wait for its end, and all of them for the
 * end of the quiet hours (of the job and of the setting alert-quiet); what is due to one receiver goes as one
 * message, by a process of its own (`minehost alert deliver`). So nothing is told twice and nothing is lost by a
 * kill, and the daemon itself never waits for a mail server. What is under way is kept in the
 * database (namespace "host:alert"). */
#ifndef MH_HOST_ALERT_H
#define MH_HOST_ALERT_H

#include "base/arena.h"
#include "conf/schedule.h"
#include "conf/settings.h"
#include "store/store.h"

/* us */
#define MH_ALERT_GATHER   INT64_C(10000000)
#define MH_ALERT_PACE     INT64_C(300000000)
#define MH_ALERT_HOLD     INT64_C(300000000)
#define MH_ALERT_HOLD_MAX INT64_C(21600000000)
#define MH_ALERT_CALM     INT64_C(86400000000)
#define MH_ALERT_TEXT     4000 /* bytes of a text; longer ones are cut */

/* X(enum suffix, name) */
#define MH_ALERT_KINDS(X)                                                                          \
    X(JOB_FAILS, "job-fails")   /* after its retries; recovers with the next good run */           \
    X(CIRCUIT, "circuit-open")  /* it failed so often that it rests */                             \
    X(BAD_FILE, "bad-job-file") /* a job's file no longer loads; the old version goes on */        \
    X(DRIFT, "contract-broken") /* what a source gives is no longer what its job expects */        \
    X(SILENT, "source-silent")  /* by host/silence.h */                                            \
    X(STORE, "store")           /* disk full, database damaged */                                  \
    X(DAEMON, "daemon")         /* it was killed and came back; two crashes within an hour */      \
    X(TEST, "test")

typedef enum mh_alert_kind {
#define MH_X(suffix, name) MH_ALERT_##suffix,
    MH_ALERT_KINDS(MH_X)
#undef MH_X
} mh_alert_kind;

const char *mh_alert_kind_name(mh_alert_kind k);

typedef struct mh_alert {
    mh_alert_kind kind;
    mh_view subject; /* the job or source; with kind it names the alert */
    mh_view title;   /* one line */
    mh_view text;    /* what a person needs to act: reason, run, the command to look closer */
    const mh_schedule *schedule; /* whose quiet hours hold it; NULL: none */
} mh_alert;

/* now: wall, us. *told: whether this is news (false: it lasts already, or came back before its end was
 * told). Joins the batch of the store, as all that is written here. */
mh_rc mh_alert_raise(mh_store *s, const mh_settings *set, const mh_alert *a, int64_t now,
                     bool *told, mh_err *e);
/* It is over; nothing happens when it was not raised. Of a, kind, subject, text (what ended it; may be
 * empty) and schedule are looked at. */
mh_rc mh_alert_clear(mh_store *s, const mh_settings *set, const mh_alert *a, int64_t now,
                     bool *told, mh_err *e);
/* When the next entry for a receiver of the settings is due (wall, us); INT64_MAX: none. */
mh_rc mh_alert_due(mh_store *s, const mh_settings *set, int64_t *at, mh_err *e);

typedef struct mh_alert_info {
    mh_view kind, subject, title, text; /* kind: its name */
    int64_t since, seen;                /* us; seen: last raised */
    int64_t over;                       /* us; 0: it lasts */
    int64_t end;                        /* us: when its end is told, if it does not come back */
    int64_t times;                      /* raised so often since its beginning */
    int64_t back;                       /* times that it came back within a day */
} mh_alert_info;

/* Those that last, or are over and not told so yet, oldest first; in a. */
mh_rc mh_alert_list(mh_store *s, int64_t now, mh_arena *a, mh_alert_info **out, size_t *n,
                    mh_err *e);
/* Somebody knows of it: it is over, and that is told to nobody. A silent source (host/sources.h) is not told of
 * again until it gave something. MH_E_NOT_FOUND when no alert that lasts has that subject. */
mh_rc mh_alert_dismiss(mh_store *s, mh_view subject, int64_t now, mh_err *e);
/* Whether the settings name any receiver. */
bool mh_alert_any(const mh_settings *set);

#endif
