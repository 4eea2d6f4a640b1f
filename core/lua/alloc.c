#include "lua/alloc.h"

#include <stdlib.h>

/* Before a numbered block; as large as malloc aligns. */
typedef struct label {
    _Alignas(16) uint64_t number;
} label;

static void *resize(mh_lua_mem *m, void *p, size_t old_size, size_t new_size, size_t extra) {
    char *block = p ? (char *)p - extra : NULL;
    if (p == NULL) old_size = 0; /* then it is a type tag */
    if (new_size == 0) {
        free(block);
        m->used -= old_size;
        return NULL;
    }
    if (new_size > old_size && m->limit && new_size - old_size > m->limit - m->used) {
        m->refused++;
        return NULL;
    }
    char *q = new_size > SIZE_MAX - extra ? NULL : realloc(block, new_size + extra);
    if (q == NULL) {
        /* Lua takes it for granted that a block can be made smaller */
        if (new_size <= old_size) return p;
        m->refused++;
        return NULL;
    }
    m->used += new_size - old_size;
    if (m->used > m->peak) m->peak = m->used;
    return q + extra;
}

void *mh_lua_alloc(void *ud, void *p, size_t old_size, size_t new_size) {
    return resize(ud, p, old_size, new_size, 0);
}

void *mh_lua_alloc_numbered(void *ud, void *p, size_t old_size, size_t new_size) {
    mh_lua_mem *m = ud;
    void *q = resize(m, p, old_size, new_size, sizeof(label));
    if (p == NULL && q != NULL) {
        ((label *)q)[-1].number = ++m->count;
        m->latest = q;
    }
    return q;
}

uint64_t mh_lua_number(const void *block) {
    return ((const label *)block)[-1].number;
}
