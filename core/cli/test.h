/* test.h - test files, each run in a process of its own.
 * Owns: mh_tests owns its results. Threads: main thread. */
#ifndef MH_CLI_TEST_H
#define MH_CLI_TEST_H

#include "cli/cli.h"
#include "run/test.h"

typedef struct mh_test {
    const char *file; /* borrowed from the plan */
    bool counted;     /* it said "N passed, M failed" */
    size_t passed, failed;
    int code; /* of its end; 128 + a signal */
    double seconds;
    char why[80]; /* what went wrong with it as a whole; empty: nothing */
    mh_buf said;  /* what it printed, but for the count */
    mh_buf err;
    mh_names notes; /* lines that are of interest even if it passed: snapshots written */
} mh_test;

typedef MH_VEC(mh_test) mh_tests;

typedef struct mh_test_plan {
    const mh_names *files;
    size_t jobs; /* at once; 0: the number of processors */
    bool update;
    const char **allow;
    mh_settings *settings;
    void (*show)(const mh_test *t, bool verbose); /* in the order of the files; NULL: none */
} mh_test_plan;

/* Seconds that it took. */
double mh_tests_run(mh_tests *out, const mh_test_plan *plan);
void mh_tests_clear(mh_tests *t);
bool mh_test_failed(const mh_test *t);

#endif
