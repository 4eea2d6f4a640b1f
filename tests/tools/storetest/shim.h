/* shim.h - a VFS between SQLite and the disk that counts, fails and forgets; and an allocator that fails.
 * Owns: what it remembers of files, for the life of the process. Threads: one.
 *
 * Every call of a kind is counted, over all files. From the shim's installation on it is the default VFS. */
#ifndef MH_TESTS_SHIM_H
#define MH_TESTS_SHIM_H

#include <stdbool.h>
#include <stdint.h>

typedef enum shim_kind { SHIM_WRITE, SHIM_SYNC, SHIM_OTHER, SHIM_ALLOC, SHIM_KINDS } shim_kind;

typedef struct shim_plan {
    shim_kind kind;
    int64_t at;    /* the call that fails, from 1; 0: none */
    bool for_good; /* and all of its kind after it */
    bool full;     /* a write says that the disk is full */
    int64_t cut;   /* the power goes before this write, sync or truncation, from 1; 0: never */
    uint32_t seed; /* of what a cut leaves of unsynced writes */
} shim_plan;

extern shim_plan shim;
extern int64_t shim_calls[SHIM_KINDS]; /* SHIM_OTHER: truncations and deletions */
extern int64_t shim_fired;             /* calls that were failed */

/* The allocator, before anything else of SQLite. */
void shim_install_heap(void);
/* The VFS; counting begins. */
void shim_install(void);

/* Status of a process whose power went. */
#define SHIM_CUT 77

#endif
