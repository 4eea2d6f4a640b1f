/* asked.h - what a run wants to do, by its job and its plugins, before any of their code runs.
 * Owns: see mh_asked_clear. Threads: main thread. */
#ifndef MH_RUN_ASKED_H
#define MH_RUN_ASKED_H

#include "base/fs.h"
#include "conf/pin.h"

struct mh_run;

typedef struct mh_wish {
    char *word; /* as conf/word.h reads it */
    char *raw;  /* as it is written in the job or manifest */
    char *by;   /* who asks: "news.lua:7", "plugin mail" */
} mh_wish;

typedef struct mh_party { /* a plugin that takes part */
    char *name, *folder;  /* absolute, links resolved */
} mh_party;

typedef struct mh_asked {
    MH_VEC(mh_wish) wishes; /* each word once, none that another one covers */
    MH_VEC(mh_party) parties;
    mh_names modules;  /* files that the job's own code requires, absolute */
    mh_names problems; /* plugins that were not found or whose manifest or options are wrong */
    mh_pins pins;
} mh_asked;

void mh_asked_clear(mh_asked *a);
/* Collects what r->job and r->src ask for, their plugins, and the plugins that those name with
 * mine.use. MH_E_USAGE for a wish that is no permission. What is wrong with a plugin is a problem
 * alone: it is said again when the plugin is loaded. */
mh_rc mh_asked_job(struct mh_run *r, mh_err *e);
/* The same for the plugin in folder. */
mh_rc mh_asked_plugin(struct mh_run *r, const char *name, const char *folder, mh_err *e);
/* Hashes the job's bytes, its modules, the folders of its plugins and of the shared modules. */
mh_rc mh_asked_pin(struct mh_run *r, mh_err *e);

#endif
