#include "lua/alloc.h"

#include <stdlib.h>

void *mh_lua_alloc(void *ud, void *p, size_t old_size, size_t new_size) {
    mh_lua_mem *m = ud;
    if (p == NULL) old_size = 0; /* then it is a type tag */
    if (new_size == 0) {
        free(p);
        m->used -= old_size;
        return NULL;
    }
    if (new_size > old_size && m->limit && new_size - old_size > m->limit - m->used) {
        m->refused++;
        return NULL;
    }
    void *q = realloc(p, new_size);
    if (q == NULL) {
        /* Lua takes it for granted that a block can be made smaller */
        if (new_size <= old_size) return p;
        m->refused++;
        return NULL;
    }
    m->used += new_size - old_size;
    if (m->used > m->peak) m->peak = m->used;
    return q;
}
