/* mem.h - the heap as the C side of minehost sees it.
 * Owns: nothing. Blocks go back with free().
 * Threads: any.
 *
 * These never return NULL: a process that cannot get memory for its own work says so on standard
 * error and leaves with code 6 (stopped by a limit). One run is one process, the database commits
 * in whole transactions, so nothing committed is lost. Lua's memory is apart: it has its own cap
 * and its own, catchable outcome (lua/alloc.h). */
#ifndef MH_BASE_MEM_H
#define MH_BASE_MEM_H

#include <stddef.h>

/* Zeroed block of n bytes. */
void *mh_alloc(size_t n);
/* Zeroed array of n elements of size bytes; a product that overflows is out of memory. */
void *mh_alloc_array(size_t n, size_t size);
/* Grows or shrinks p to n elements of size bytes; new bytes are not cleared. */
void *mh_realloc_array(void *p, size_t n, size_t size);
/* NUL-terminated copy of n bytes at s. */
char *mh_strndup(const char *s, size_t n);
/* Ends the process as described above. */
_Noreturn void mh_oom(void);

#endif
