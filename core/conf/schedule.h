/* schedule.h - the `schedule` of a job: when it runs unattended, read and checked.
 * Owns: its lists; views are borrowed from the table that it was read from. Threads: any.
 *
 *     schedule = { cron = "0 6,18 * * *", timezone = "Asia/Dushanbe", jitter = "2m", missed = "once",
 *                  overlap = "skip", retries = { max = 3, backoff = "1s" }, quiet = "22:00-07:00" }
 *
 * Durations are seconds or "30s", "10m", "2h", "1d". A job without a trigger runs by hand only. */
#ifndef MH_CONF_SCHEDULE_H
#define MH_CONF_SCHEDULE_H

#include "base/vec.h"
#include "conf/cron.h"
#include "conf/quiet.h"

#include <jansson.h>

#define MH_SCHEDULE_ALL                                                                            \
    100 /* of missed = "all" without a number: the newest ones that are made up */

typedef enum mh_missed { MH_MISSED_SKIP, MH_MISSED_ONCE, MH_MISSED_ALL } mh_missed;
typedef enum mh_overlap { MH_OVERLAP_SKIP, MH_OVERLAP_QUEUE, MH_OVERLAP_ALLOW } mh_overlap;

typedef struct mh_schedule_cron {
    mh_cron when;
    mh_view text;
    mh_view zone; /* its own, or that of the schedule; empty: the machine's */
} mh_schedule_cron;

typedef MH_VEC(mh_schedule_cron) mh_schedule_crons;
typedef MH_VEC(mh_view) mh_schedule_names;

typedef struct mh_schedule {
    mh_schedule_crons crons; /* `cron`, one or a list */
    double every;            /* seconds; 0: not by an interval */
    mh_view timezone;
    double jitter; /* the stable offset of the job is below it */
    mh_missed missed;
    int64_t missed_max; /* of all(n) */
    mh_overlap overlap;
    mh_schedule_names after; /* jobs whose successful end starts this one */
    mh_schedule_names files; /* files and folders whose change does */
    bool on_document;        /* a new or changed document does, */
    mh_view filter;          /* if this search finds it; empty: any */
    double settle; /* wait after the first change or document, so that many make one run */
    bool webhook;  /* a signed POST to hook_path does */
    mh_view hook_path, hook_secret; /* path empty: the job's name; name of the secret that signs */
    bool at_start;                  /* the start of the daemon does */
    int64_t retries;
    double backoff, backoff_max; /* before the first retry; doubled up to the second */
    double timeout;              /* of a run, from outside; 0: that of its limits */
    mh_quiet quiet[MH_QUIET_MAX];
    size_t quiets;
} mh_schedule;

/* Fills *out from table (NULL: no schedule). path names the file in messages. MH_E_USAGE on anything
 * that a schedule may not say; *out is then empty. */
mh_rc mh_schedule_read(mh_schedule *out, const json_t *table, const char *path, mh_err *e);
void mh_schedule_clear(mh_schedule *s);
/* Whether anything but a hand starts the job. */
bool mh_schedule_any(const mh_schedule *s);
/* Appends its triggers in words: "every 30 minutes from 06:00 to 22:30, Asia/Dushanbe; after crawl", or "by
 * hand". */
void mh_schedule_say(mh_buf *out, const mh_schedule *s);
/* Appends an interval behind "every": "hour", "90 seconds". */
void mh_seconds_say(mh_buf *out, double s);

#endif
