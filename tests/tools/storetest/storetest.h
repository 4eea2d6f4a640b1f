/* storetest.h - what the parts of the tool share: items, a fixed way to say what went wrong, the miner's script.
 * Owns: nothing. Threads: one. */
#ifndef MH_TESTS_STORETEST_H
#define MH_TESTS_STORETEST_H

#include "store/docs.h"
#include "store/runs.h"
#include "store/search.h"
#include "store/store_priv.h"

/* Counts a check; says what it was when it failed. */
__attribute__((format(printf, 2, 3))) bool st_check(bool good, const char *fmt, ...);
extern int st_passed, st_failed;

uint32_t st_next(uint32_t *seed);
void st_sleep_us(long us);
/* An item of its own for every i: invented, of 50 to 250 words; owned. */
json_t *st_item(const char *who, int i);
mh_store *st_open(const char *path); /* or ends the tool */
/* One integer out of a query on a connection of its own. */
int64_t st_int(const char *path, const char *sql);

typedef struct st_miner {
    pid_t pid;
    int out; /* what it says: a line "WHO I" for each document kept */
    char who[32];
    int kept; /* lines read */
} st_miner;

/* Starts `minehost run` of a script that makes pages, reads them and keeps what it reads, one by one: of `count`
 * documents. group: the process group, 0: one of its own. */
void st_mine(st_miner *m, const char *minehost, const char *db, const char *who, int count,
             pid_t group);
/* Reads lines: at least one when wait is set (false: it has ended), else all up to the end. */
bool st_heard(st_miner *m, bool wait);

int st_crash(int argc, char **argv);
int st_backup(int argc, char **argv);
int st_writers(int argc, char **argv);
int st_faults(int argc, char **argv);
int st_cuts(int argc, char **argv);

#endif
