#include "shim.h"
#include "storetest.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES  16
#define SECTOR 512

shim_plan shim;
int64_t shim_calls[SHIM_KINDS], shim_fired;

/* ---- what the disk has for sure, and what it may have */

typedef struct change {
    int64_t at;  /* of a write; of a truncation the new size */
    mh_buf data; /* without ptr: a truncation */
} change;

typedef struct memory {
    char path[512];
    mh_buf sure;
    MH_VEC(change) maybe;
} memory;

static memory files[FILES];

static void apply(mh_buf *b, const change *c, size_t len) {
    if (!c->data.ptr) {
        if ((size_t)c->at < b->len) b->len = (size_t)c->at;
        return;
    }
    size_t end = (size_t)c->at + len;
    while (b->len < end) mh_buf_putc(b, '\0');
    memcpy(b->ptr + c->at, c->data.ptr, len);
}

static memory *memory_of(const char *path) {
    for (size_t i = 0; i < FILES; i++) {
        if (files[i].path[0] == '\0') {
            snprintf(files[i].path, sizeof files[i].path, "%s", path);
            FILE *f = fopen(path, "rb");
            char b[4096];
            for (size_t n; f && (n = fread(b, 1, sizeof b, f)) > 0;)
                mh_buf_put_n(&files[i].sure, b, n);
            if (f) fclose(f);
        }
        if (strcmp(files[i].path, path) == 0) return &files[i];
    }
    abort();
}

static void forget_changes(memory *m) {
    for (size_t i = 0; i < m->maybe.len; i++) mh_buf_clear(&m->maybe.ptr[i].data);
    m->maybe.len = 0;
}

static void synced(memory *m) {
    for (size_t i = 0; i < m->maybe.len; i++)
        apply(&m->sure, &m->maybe.ptr[i], m->maybe.ptr[i].data.len);
    forget_changes(m);
}

/* The power goes: each file has what was synced, and of the rest some, whole or up to a sector. */
static void cut(void) {
    uint32_t seed = shim.seed;
    unsigned manner = st_next(&seed) % 3; /* nothing of it, some, all but torn at the end */
    for (size_t i = 0; i < FILES && files[i].path[0]; i++) {
        memory *m = &files[i];
        for (size_t k = 0; manner > 0 && k < m->maybe.len; k++) {
            change *c = &m->maybe.ptr[k];
            size_t len = c->data.len;
            if (manner == 1 && st_next(&seed) % 2) continue;
            if (st_next(&seed) % 4 == 0)
                len = len > SECTOR ? st_next(&seed) % (len / SECTOR) * SECTOR : 0;
            if (len > 0 || !c->data.ptr) apply(&m->sure, c, len);
        }
        if (access(m->path, F_OK) != 0) continue; /* a deletion holds */
        FILE *f = fopen(m->path, "wb");
        if (!f) _exit(3);
        fwrite(m->sure.ptr ? m->sure.ptr : "", 1, m->sure.len, f);
        fclose(f);
    }
    _exit(SHIM_CUT);
}

/* Counts a call; true when it must fail. */
static bool counted(shim_kind kind) {
    int64_t n = ++shim_calls[kind];
    if (kind != SHIM_ALLOC && shim.cut &&
        shim_calls[SHIM_WRITE] + shim_calls[SHIM_SYNC] + shim_calls[SHIM_OTHER] == shim.cut)
        cut();
    bool fails = shim.at && shim.kind == kind && (n == shim.at || (shim.for_good && n > shim.at));
    shim_fired += fails;
    return fails;
}

/* ---- files */

typedef struct shim_file {
    sqlite3_file base;
    memory *m; /* NULL: a temporary file */
    sqlite3_file *real;
} shim_file;

static sqlite3_vfs *disk;
#define REAL(f) (((shim_file *)(f))->real)

static int f_close(sqlite3_file *f) {
    return REAL(f)->pMethods ? REAL(f)->pMethods->xClose(REAL(f)) : SQLITE_OK;
}
static int f_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at) {
    return REAL(f)->pMethods->xRead(REAL(f), p, n, at);
}
static int f_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at) {
    memory *m = ((shim_file *)f)->m;
    if (counted(SHIM_WRITE)) return shim.full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    int rc = REAL(f)->pMethods->xWrite(REAL(f), p, n, at);
    if (rc == SQLITE_OK && m && shim.cut) {
        change c = {.at = at};
        mh_buf_put_n(&c.data, p, (size_t)n);
        mh_vec_push(&m->maybe, c);
    }
    return rc;
}
static int f_truncate(sqlite3_file *f, sqlite3_int64 size) {
    memory *m = ((shim_file *)f)->m;
    if (counted(SHIM_OTHER)) return SQLITE_IOERR_TRUNCATE;
    if (m && shim.cut) mh_vec_push(&m->maybe, ((change){.at = size}));
    return REAL(f)->pMethods->xTruncate(REAL(f), size);
}
static int f_sync(sqlite3_file *f, int flags) {
    memory *m = ((shim_file *)f)->m;
    if (counted(SHIM_SYNC)) return SQLITE_IOERR_FSYNC;
    if (m && shim.cut) synced(m);
    (void)flags; /* the disk itself need not be waited for: it is the shim's memory that counts */
    return SQLITE_OK;
}
static int f_size(sqlite3_file *f, sqlite3_int64 *size) {
    return REAL(f)->pMethods->xFileSize(REAL(f), size);
}
static int f_lock(sqlite3_file *f, int how) {
    return REAL(f)->pMethods->xLock(REAL(f), how);
}
static int f_unlock(sqlite3_file *f, int how) {
    return REAL(f)->pMethods->xUnlock(REAL(f), how);
}
static int f_reserved(sqlite3_file *f, int *out) {
    return REAL(f)->pMethods->xCheckReservedLock(REAL(f), out);
}
static int f_control(sqlite3_file *f, int op, void *arg) {
    return REAL(f)->pMethods->xFileControl(REAL(f), op, arg);
}
static int f_sector(sqlite3_file *f) {
    (void)f;
    return SECTOR;
}
static int f_device(sqlite3_file *f) {
    (void)f;
    return 0; /* nothing is promised: no safe append, no power-safe overwriting */
}
static int f_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
    return REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, out);
}
static int f_shm_lock(sqlite3_file *f, int from, int n, int flags) {
    return REAL(f)->pMethods->xShmLock(REAL(f), from, n, flags);
}
static void f_shm_barrier(sqlite3_file *f) {
    REAL(f)->pMethods->xShmBarrier(REAL(f));
}
static int f_shm_unmap(sqlite3_file *f, int drop) {
    return REAL(f)->pMethods->xShmUnmap(REAL(f), drop);
}

static const sqlite3_io_methods methods = {
    2,          f_close,       f_read,      f_write,   f_truncate, f_sync,   f_size,
    f_lock,     f_unlock,      f_reserved,  f_control, f_sector,   f_device, f_shm_map,
    f_shm_lock, f_shm_barrier, f_shm_unmap, NULL,      NULL};

static int v_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out) {
    shim_file *s = (shim_file *)f;
    (void)v;
    *s = (shim_file){.real = (sqlite3_file *)(s + 1)};
    memset(s->real, 0, (size_t)disk->szOsFile);
    int rc = disk->xOpen(disk, name, s->real, flags, out);
    if (rc == SQLITE_OK || s->real->pMethods) s->base.pMethods = &methods;
    if (rc == SQLITE_OK && name && shim.cut) s->m = memory_of(name);
    return rc;
}

static int v_delete(sqlite3_vfs *v, const char *name, int sync) {
    (void)v;
    if (counted(SHIM_OTHER)) return SQLITE_IOERR_DELETE;
    if (shim.cut) {
        memory *m = memory_of(name);
        forget_changes(m);
        mh_buf_reset(&m->sure);
    }
    return disk->xDelete(disk, name, sync);
}

/* ---- memory */

static sqlite3_mem_methods heap;

static void *m_malloc(int n) {
    return counted(SHIM_ALLOC) ? NULL : heap.xMalloc(n);
}
static void *m_realloc(void *p, int n) {
    return counted(SHIM_ALLOC) ? NULL : heap.xRealloc(p, n);
}

void shim_install_heap(void) {
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &heap);
    sqlite3_mem_methods m = heap;
    m.xMalloc = m_malloc;
    m.xRealloc = m_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &m);
}

void shim_install(void) {
    static sqlite3_vfs v;
    memset(shim_calls, 0, sizeof shim_calls);
    disk = sqlite3_vfs_find(NULL);
    v = *disk;
    v.zName = "shim";
    v.szOsFile = (int)sizeof(shim_file) + disk->szOsFile;
    v.xOpen = v_open;
    v.xDelete = v_delete;
    sqlite3_vfs_register(&v, 1);
}
