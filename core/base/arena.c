#include "base/arena.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK ((size_t)4096)
#define BLOCK_MAX   ((size_t)1 << 20)
#define ALIGN       _Alignof(max_align_t)

/* Under the address sanitizer each piece has a gap behind it, and what is not handed out is out of
 * bounds: an overrun inside a block is found as one of malloc's would be. */
#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif
#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
#define GAP ALIGN
#else
#define GAP                               ((size_t)0)
#define ASAN_POISON_MEMORY_REGION(p, n)   ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

typedef struct block {
    struct block *next; /* older block */
    size_t used, size;
    _Alignas(max_align_t) char bytes[];
} block;

struct mh_arena {
    block *head;
    size_t total;
};

static void free_block(block *b) {
    ASAN_UNPOISON_MEMORY_REGION(b->bytes, b->size);
    free(b);
}

mh_arena *mh_arena_new(void) {
    return mh_alloc(sizeof(mh_arena));
}

void mh_arena_free(mh_arena *a) {
    if (a == NULL) return;
    for (block *b = a->head, *next; b; b = next) {
        next = b->next;
        free_block(b);
    }
    free(a);
}

void mh_arena_reset(mh_arena *a) {
    block *keep = a->head;
    if (keep == NULL) return;
    for (block *b = keep->next, *next; b; b = next) {
        next = b->next;
        free_block(b);
    }
    ASAN_UNPOISON_MEMORY_REGION(keep->bytes, keep->used);
    memset(keep->bytes, 0, keep->used);
    ASAN_POISON_MEMORY_REGION(keep->bytes, keep->size);
    keep->used = 0;
    keep->next = NULL;
    a->total = keep->size;
}

static block *block_for(mh_arena *a, size_t n) {
    block *b = a->head;
    if (b && b->size - b->used >= n) return b;
    size_t size = b ? b->size * 2 : FIRST_BLOCK;
    if (size > BLOCK_MAX) size = BLOCK_MAX;
    if (size < n) size = n;
    if (size > SIZE_MAX / 2) mh_oom();
    block *fresh = mh_alloc(sizeof(block) + size);
    fresh->size = size;
    ASAN_POISON_MEMORY_REGION(fresh->bytes, size);
    a->total += size;
    /* a large block goes behind the head, so that the head's free space is not lost */
    if (b && b->size - b->used > size - n) {
        fresh->next = b->next;
        b->next = fresh;
    } else {
        fresh->next = b;
        a->head = fresh;
    }
    return fresh;
}

void *mh_arena_alloc(mh_arena *a, size_t n) {
    if (n > SIZE_MAX / 4) mh_oom();
    size_t room = (n + GAP + ALIGN - 1) & ~(ALIGN - 1);
    if (room == 0) room = ALIGN;
    block *b = block_for(a, room);
    void *p = b->bytes + b->used;
    b->used += room;
    ASAN_UNPOISON_MEMORY_REGION(p, n);
    return p;
}

void *mh_arena_array(mh_arena *a, size_t n, size_t size) {
    if (size != 0 && n > SIZE_MAX / 4 / size) mh_oom();
    return mh_arena_alloc(a, n * size);
}

mh_view mh_arena_dup(mh_arena *a, mh_view v) {
    char *p = mh_arena_alloc(a, v.len + 1);
    if (v.len > 0) memcpy(p, v.ptr, v.len);
    return (mh_view){p, v.len};
}

mh_view mh_arena_printf(mh_arena *a, const char *fmt, ...) {
    mh_buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    mh_buf_vprintf(&b, fmt, ap);
    va_end(ap);
    mh_view v = mh_arena_dup(a, mh_buf_view(&b));
    mh_buf_clear(&b);
    return v;
}

size_t mh_arena_size(const mh_arena *a) {
    return a->total;
}
