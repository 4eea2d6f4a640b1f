/* serve.h - the daemon: runs the jobs of a folder on their triggers, each in a process of its own.
 * Owns: everything that it opens, until it returns. Threads: main thread; one daemon a database (a lock file
 * beside it, held by flock).
 *
 *   clocks, files, commits, posts, people  ->  plan (pure)  ->  children  ->  records, alerts, health
 *
 * Order of a start: what the plan gives is saved and committed, then the child is started; so a kill
 * in between neither repeats a fire nor loses one. SIGTERM or SIGINT: nothing new is started, runs get
 * `drain` seconds, then TERM and KILL; a second one ends at once. SIGHUP reads jobs and logs anew. */
#ifndef MH_HOST_SERVE_H
#define MH_HOST_SERVE_H

#include "conf/settings.h"
#include "store/store.h"

typedef struct mh_serve_opts {
    const char *folder; /* of the job files */
    const mh_settings *settings;
    bool once; /* run what is due, then end */
    /* Fills in how words are folded (run/words.h), so that filters of jobs find what a search does; NULL: as
     * they are written. */
    void (*words)(mh_store_opts *o);
} mh_serve_opts;

/* Returns the process's exit code: 0; 1; 2 for a configuration that cannot work; 5 when another daemon has the
 * database. */
int mh_serve(const mh_serve_opts *o);

#endif
