/* alert.h - tells people what goes wrong, and that it is over: once each, grouped, held in quiet hours.
 * Owns: names given to it are copied. Threads: that of the store.
 *
 * An alert is a fact with a beginning and an end: "job NAME fails", "source S is silent". Raising it again
 * while it lasts tells nobody; its end is told if its beginning was. Each goes into the outbox, one entry for
 * each receiver of the settings (alert-mail, alert-webhook, alert-telegram, alert-ntfy), due at the end of the
 * job's quiet hours, and is delivered by a process of its own (`minehost alert deliver`), which groups
 * what is due to one receiver into one message. So nothing is told twice and nothing is lost by a
 * kill, and the daemon itself never waits for a mail server. What is under way is kept in the
 * database (namespace "host:alert"). */
#ifndef MH_HOST_ALERT_H
#define MH_HOST_ALERT_H

#include "conf/schedule.h"
#include "conf/settings.h"
#include "store/store.h"

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

/* now: wall, us. *told: whether this is news (false: it lasts already). */
mh_rc mh_alert_raise(mh_store *s, const mh_settings *set, const mh_alert *a, int64_t now,
                     bool *told, mh_err *e);
/* It is over; nothing happens when it was not raised. text: how long and what ended it. */
mh_rc mh_alert_clear(mh_store *s, const mh_settings *set, const mh_alert *a, int64_t now,
                     bool *told, mh_err *e);
/* When the next entry is due to be delivered (wall, us); INT64_MAX: none. */
mh_rc mh_alert_due(mh_store *s, int64_t *at, mh_err *e);
/* Whether the settings name any receiver. */
bool mh_alert_any(const mh_settings *set);

#endif
