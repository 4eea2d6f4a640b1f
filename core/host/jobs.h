/* jobs.h - the jobs of a folder: which files there are, what each declares, what is wrong with one.
 * Owns: the list owns its jobs. Threads: one at a time; scanning blocks (it starts a process).
 *
 * A job is a file NAME.lua of the folder (not of folders below; names that begin with a dot or "_" are
 * none). Job files are Lua, so they are evaluated in a short-lived process (`minehost jobs --describe`),
 * never in the daemon: one process for all files that changed since the last scan. A file that does not
 * load keeps the version that did, with the error beside it; so does one that takes a name that another
 * file has. A script that was to declare a job (it has a line "return {" and says "schedule") is a
 * broken file, not a script.
 *
 * Names are unique in the list: a file that never loaded is there under its file's name. */
#ifndef MH_HOST_JOBS_H
#define MH_HOST_JOBS_H

#include "conf/job.h"

#define MH_JOBS_NAME 200 /* bytes of a job's name */

typedef struct mh_jobs_entry {
    char *name, *path; /* path: absolute */
    mh_job job;        /* as its last good version declares it; zero for a plain script */
    bool declared;     /* else a plain script: by hand, or by a schedule that people gave it */
    bool loaded;       /* a version of it ever did */
    char *error;       /* of the file as it is now; NULL: none. Also: two files with one name */
    /* what people said of it (host/keep.h), laid over the file */
    bool paused;
    mh_schedule given; /* in the place of the file's own schedule when has_given */
    bool has_given;
    char *given_cron, *given_zone; /* as they said it; NULL: nothing */
    json_t *given_table;           /* that given borrows from */
    char *given_error;             /* why it cannot count (its zone is gone ...); NULL: it does */
    /* of the file, to see a change */
    int64_t mtime_ns, size;
    uint64_t inode;
    bool again; /* is read again by the next scan: it may have changed since, unseen */
    bool fresh; /* changed, new, or people said something else since it was last taken */
    bool gone;  /* its file is, or has another name now: once more in the list, so that the plan can
                   forget it */
} mh_jobs_entry;

typedef struct mh_jobs mh_jobs;

/* Whether a name in the folder is that of a job's file. */
bool mh_jobs_is_file(mh_view name);
/* folder: of the job files. self: the program to start for reading, NULL: /proc/self/exe. */
mh_jobs *mh_jobs_new(const char *folder, const char *self);
void mh_jobs_free(mh_jobs *j); /* NULL is fine */
/* Reads what changed. MH_FAIL when the folder cannot be read or the reader did not answer within 30 s (jobs
 * then stay as they were); errors of single files are in their entries. */
mh_rc mh_jobs_scan(mh_jobs *j, mh_err *e);
size_t mh_jobs_len(const mh_jobs *j);
mh_jobs_entry *mh_jobs_at(mh_jobs *j,
                          size_t i); /* sorted by name; valid until the next scan or sweep */
mh_jobs_entry *mh_jobs_find(mh_jobs *j, mh_view name); /* also one that is gone; NULL: none */
/* The same by the path of its file; not those that are gone. */
mh_jobs_entry *mh_jobs_file(mh_jobs *j, const char *path);
const char *mh_jobs_path(const mh_jobs *j); /* the folder, absolute where it is there */
/* Drops those that are gone. */
void mh_jobs_sweep(mh_jobs *j);
/* Lays what people said over a job: cron, in zone (empty: that of the file's schedule), takes the place of
 * its cron, every and timezone; the rest of its schedule stays. Empty cron: nothing was given. Entries are
 * fresh when it changes something. MH_E_USAGE for an expression or zone that is none; what was given
 * before then stays. */
mh_rc mh_jobs_say(mh_jobs_entry *e, bool paused, mh_view cron, mh_view zone, mh_err *err);
/* The schedule that counts: what people gave, or its own; never NULL, empty for a plain script. */
const mh_schedule *mh_jobs_schedule(const mh_jobs_entry *e);
/* The next n instants (wall, us) of its cron and every, without jitter, after now; every counts from
 * `handled` of its state (0: it never ran, now is the first). Returns how many there are. */
size_t mh_jobs_next(const mh_jobs_entry *e, int64_t handled, int64_t now, int64_t *out, size_t n);
/* The folder: the setting `jobs`, or "jobs" in the XDG configuration folder. Owned; NULL: error. */
char *mh_jobs_folder(mh_view setting, mh_err *e);

#endif
