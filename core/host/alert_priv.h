/* alert_priv.h - what is kept of an alert, shared by the files alert*.c.
 * Owns: the texts of a state live in the caller's arena. Threads: that of the store. */
#ifndef MH_HOST_ALERT_PRIV_H
#define MH_HOST_ALERT_PRIV_H

#include "host/alert.h"
#include "host/receiver.h"

typedef struct mh_alert_state {
    bool known; /* it lasts, or was there within a day */
    mh_alert_info info;
} mh_alert_state;

/* The state of kind and subject; all zero when there is none. */
mh_rc mh_alert_load(mh_store *s, mh_view kind, mh_view subject, mh_arena *a, mh_alert_state *out,
                    mh_err *e);
/* keep_s: forgotten after so many seconds; 0: never. */
mh_rc mh_alert_save(mh_store *s, const mh_alert_info *i, double keep_s, mh_err *e);
/* When an entry that is made now is to be told: gathered, paced, not in quiet hours. */
mh_rc mh_alert_turn(mh_store *s, const mh_settings *set, const mh_alert *a, int64_t now,
                    int64_t *due, mh_err *e);
/* The first moment from at on that is not quiet. */
int64_t mh_alert_awake(const mh_settings *set, const mh_alert *a, int64_t at);

#endif
