/* map.h - hash table from bytes to a pointer or a number, in order of insertion.
 * Owns: copies of its keys; values belong to the caller.
 * Threads: any, one owner at a time. */
#ifndef MH_BASE_MAP_H
#define MH_BASE_MAP_H

#include "base/str.h"

typedef union mh_value {
    void *ptr;
    uint64_t num;
} mh_value;

typedef struct mh_map_entry {
    mh_view key; /* owned by the map */
    mh_value val;
    uint64_t hash;
} mh_map_entry;

typedef struct mh_map mh_map;

mh_map *mh_map_new(void);
void mh_map_free(mh_map *m); /* NULL is fine */
size_t mh_map_len(const mh_map *m);
/* The value's place, or NULL; valid until the next mh_map_at. */
mh_value *mh_map_get(const mh_map *m, mh_view key);
/* The value's place, made (zero) when absent; *fresh (may be NULL) says whether it was made. */
mh_value *mh_map_at(mh_map *m, mh_view key, bool *fresh);
/* The i-th entry in order of insertion, i < mh_map_len. */
const mh_map_entry *mh_map_entry_at(const mh_map *m, size_t i);

#endif
