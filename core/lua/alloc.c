#include "lua/alloc.h"

#include <stdlib.h>
#include <string.h>

/* Before a numbered block; as large as malloc aligns. */
typedef struct label {
    _Alignas(16) uint64_t number;
} label;

/* Small blocks come from slabs and go back to a list of their size: Lua says how large a block is, so
 * none needs a header, and neither taking nor giving back looks around. ASan is told which bytes of a
 * slab are in use. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define OPEN(p, size)  ASAN_UNPOISON_MEMORY_REGION(p, size)
#define CLOSE(p, size) ASAN_POISON_MEMORY_REGION(p, size)
#else
#define OPEN(p, size)  ((void)(p), (void)(size))
#define CLOSE(p, size) ((void)(p), (void)(size))
#endif
#define SMALL      512
#define STEP       16
#define SLAB_FIRST 4096
#define SLAB_MOST  65536
_Static_assert(SMALL / STEP <= MH_LUA_POOL, "a list for each size of small blocks");

typedef struct slab {
    _Alignas(16) struct slab *next;
} slab;

static bool is_small(const mh_lua_mem *m, size_t size) {
    return size - 1 < SMALL && !m->apart; /* 0 is none */
}

static size_t list_of(size_t size) {
    return (size - 1) / STEP;
}

static void *take(mh_lua_mem *m, size_t size) {
    if (!is_small(m, size)) return malloc(size);
    size_t k = list_of(size), whole = (k + 1) * STEP;
    void *p = m->freed[k];
    if (p) {
        OPEN(p, size < sizeof(void *) ? sizeof(void *) : size);
        memcpy(&m->freed[k], p, sizeof(void *)); /* the next one, which stands in it */
        CLOSE((char *)p + size, whole - size);
        return p;
    }
    if ((size_t)(m->room_end - m->room) < whole) {
        size_t bytes = m->slab_bytes ? m->slab_bytes * 2 : SLAB_FIRST;
        if (bytes > SLAB_MOST) bytes = SLAB_MOST;
        slab *x = malloc(bytes);
        if (x == NULL) return NULL;
        x->next = m->slabs;
        m->slabs = x;
        m->slab_bytes = bytes;
        m->room = (char *)(x + 1);
        m->room_end = (char *)x + bytes;
        CLOSE(m->room, bytes - sizeof *x);
    }
    p = m->room;
    OPEN(p, size);
    m->room += whole;
    return p;
}

static void give(mh_lua_mem *m, void *p, size_t size) {
    if (!is_small(m, size)) {
        free(p);
        return;
    }
    size_t k = list_of(size);
    OPEN(p, sizeof(void *));
    memcpy(p, &m->freed[k], sizeof(void *));
    CLOSE(p, (k + 1) * STEP);
    m->freed[k] = p;
}

/* The state is closed: nothing of it is left. */
static void drop_slabs(mh_lua_mem *m) {
    for (slab *x = m->slabs, *next; x; x = next) {
        next = x->next;
        free(x);
    }
    m->slabs = NULL;
    m->room = m->room_end = NULL;
    m->slab_bytes = 0;
    memset(m->freed, 0, sizeof m->freed);
}

static void *move(mh_lua_mem *m, void *p, size_t old_size, size_t new_size) {
    if (p == NULL) return take(m, new_size);
    bool was = is_small(m, old_size), is = is_small(m, new_size);
    if (!was && !is) return realloc(p, new_size);
    if (was && is && list_of(old_size) == list_of(new_size)) {
        OPEN(p, new_size);
        CLOSE((char *)p + new_size, (list_of(new_size) + 1) * STEP - new_size);
        return p;
    }
    void *q = take(m, new_size);
    if (q == NULL) return NULL;
    memcpy(q, p, old_size < new_size ? old_size : new_size);
    give(m, p, old_size);
    return q;
}

static void *resize(mh_lua_mem *m, void *p, size_t old_size, size_t new_size, size_t extra) {
    char *block = p ? (char *)p - extra : NULL;
    if (p == NULL) old_size = 0; /* then it is a type tag */
    if (new_size == 0) {
        if (block) give(m, block, old_size + extra);
        m->used -= old_size;
        if (m->used == 0 && m->slabs) drop_slabs(m);
        return NULL;
    }
    if (new_size > old_size && m->limit && new_size - old_size > m->limit - m->used) {
        m->refused++;
        return NULL;
    }
    char *q =
        new_size > SIZE_MAX - extra ? NULL : move(m, block, old_size + extra, new_size + extra);
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
