/* grant_priv.h - the parts of granting, shared by the files of core/run.
 * Owns: nothing of the caller. Threads: main thread. */
#ifndef MH_RUN_GRANT_PRIV_H
#define MH_RUN_GRANT_PRIV_H

#include "conf/consent.h"
#include "run/grant.h"
#include "run/run_priv.h"

typedef MH_VEC(const mh_wish *) mh_wishes; /* borrowed from r->asked */

/* Finds the plugins' folders, makes r->perm with what every run may and the command line names, and
 * collects what r's job, if it has read one, asks for. */
mh_rc mh_grant_collect(mh_run *r, mh_err *e);
/* The same; says what is wrong and returns an exit code, 0 to go on. */
int mh_grant_prepare(mh_run *r);
/* The wishes that r->perm does not cover. */
void mh_grant_missing(mh_run *r, mh_wishes *missing);
/* Adds to r->perm what was granted before to what is there now; stale: what counts no longer, a line
 * each. */
mh_rc mh_grant_look_up(mh_run *r, mh_buf *stale, mh_err *e);
/* Keeps words for path, together with those that it has while nothing changed. */
mh_rc mh_grant_keep(bool plugin, const char *path, const mh_pins *pins, const mh_names *words,
                    mh_err *e);
/* Pins of a plugin alone: its folder and the shared modules. */
mh_rc mh_grant_pin_plugin(const mh_run *r, const char *folder, mh_pins *out, mh_err *e);
/* Says e on standard error; the exit code that goes with it. */
int mh_grant_say_err(const mh_err *e);
/* Appends word as a shell takes it. */
void mh_grant_put_shell(mh_buf *out, const char *word);

#endif
