/* arena.h - memory that dies at once: many small blocks, one free.
 * Owns: every block it hands out, until mh_arena_free or mh_arena_reset.
 * Threads: any, one owner at a time. */
#ifndef MH_BASE_ARENA_H
#define MH_BASE_ARENA_H

#include "base/str.h"

typedef struct mh_arena mh_arena;

mh_arena *mh_arena_new(void);
void mh_arena_free(mh_arena *a);  /* NULL is fine */
void mh_arena_reset(mh_arena *a); /* forgets every block, keeps some memory for reuse */

/* n zeroed bytes, aligned for any type. Never NULL. */
void *mh_arena_alloc(mh_arena *a, size_t n);
/* Zeroed array; a product that overflows is out of memory. */
void *mh_arena_array(mh_arena *a, size_t n, size_t size);
/* Copy of v, with a NUL behind it that the view does not count. */
mh_view mh_arena_dup(mh_arena *a, mh_view v);
__attribute__((format(printf, 2, 3))) mh_view mh_arena_printf(mh_arena *a, const char *fmt, ...);
/* Bytes taken from the heap so far. */
size_t mh_arena_size(const mh_arena *a);

#endif
