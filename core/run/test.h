/* test.h - one test file of a plugin, run in this process: no network, a fixed clock, a database of
 * its own.
 * Owns: nothing of the caller. Threads: main thread; one run a process. */
#ifndef MH_RUN_TEST_H
#define MH_RUN_TEST_H

#include "base/fs.h"
#include "run/run.h"

/* 2026-01-01T00:00:00Z: the time of a test without a recording. */
#define MH_TEST_TIME INT64_C(1767225600000000)

typedef struct mh_run_test_req {
    const char *file;      /* the test, or a declared job */
    const char *plugins;   /* folder whose plugins come before all others, or NULL */
    const char *scratch;   /* folder for this run alone: its database, its recording, its home */
    bool update;           /* snapshots are written anew */
    const char **allow;    /* NULL-terminated, or NULL */
    mh_settings *settings; /* changed */
} mh_run_test_req;

/* The test files below path, sorted: path itself when it is a file; test/test_*.lua of a plugin's
 * folder (every .lua when none is called so), of each plugin of a folder of plugins; of a folder
 * with test/ and plugins/, those of both. MH_E_NOT_FOUND when there is none. */
mh_rc mh_run_test_files(mh_names *out, const char *path, mh_err *e);
/* The recordings for a test, sorted: files beside it, in its test/ folder too, that end in .warc or
 * .warc.gz; if some begin with the test's name, those alone. */
void mh_run_test_recordings(mh_names *out, const char *file);
/* Runs it; the process's exit code. Changes the environment. */
int mh_run_test(const mh_run_test_req *t);

#endif
