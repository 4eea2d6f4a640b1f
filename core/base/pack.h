/* pack.h - a tree of values as flat bytes, written once and read in place: tables are looked into, not
 * read as a whole.
 * Owns: a mh_pack owns what was put into it until mh_pack_free; a mh_packed borrows its image.
 * Threads: one writes; any number may read.
 *
 * A cell is a value: a small one itself, else its place in one of the image's arrays. A table has a list
 * (1, 2, 3 ...) and pairs with strings or integers for keys, looked up by hash when there are many. */
#ifndef MH_BASE_PACK_H
#define MH_BASE_PACK_H

#include "base/err.h"
#include "base/image.h"
#include "base/str.h"

typedef enum mh_pack_type {
    MH_PACK_NIL,
    MH_PACK_FALSE,
    MH_PACK_TRUE,
    MH_PACK_NULL,  /* JSON's */
    MH_PACK_SMALL, /* an integer of 32 bits */
    MH_PACK_INT,
    MH_PACK_NUMBER,
    MH_PACK_STRING,
    MH_PACK_TABLE,
    MH_PACK_OBJECT, /* something beside the tree, by its number */
    MH_PACK_TYPES
} mh_pack_type;

typedef struct mh_pack_cell {
    uint32_t tag; /* type, and from bit 4 on the bytes of a string */
    uint32_t at;
} mh_pack_cell;

static inline mh_pack_type mh_pack_type_of(mh_pack_cell c) {
    return (mh_pack_type)(c.tag & 15);
}

#define MH_PACK_NIL_CELL ((mh_pack_cell){MH_PACK_NIL, 0})
#define MH_PACK_ARRAY    1u /* flag of a table: marked as a list (lua/value.h) */
#define MH_PACK_DEPTH    64 /* tables in tables */

/* --- writing --- */

typedef struct mh_pack mh_pack;

mh_pack *mh_pack_new(void);
void mh_pack_free(mh_pack *p); /* NULL is fine */
mh_pack_cell mh_pack_int(mh_pack *p, int64_t v);
mh_pack_cell mh_pack_number(mh_pack *p, double v);
mh_pack_cell mh_pack_string(mh_pack *p, mh_view v); /* equal strings are kept once */
/* A table of n list elements, and m pairs of a key and a value, which are sorted. All are cells of p. */
mh_pack_cell mh_pack_table(mh_pack *p, const mh_pack_cell *list, size_t n, mh_pack_cell *pairs,
                           size_t m, unsigned flags);
/* Appends the image, root being the value of all. MH_E_LIMIT when it holds more than 256 MiB of
 * strings or 2^31 cells. */
mh_rc mh_pack_save(const mh_pack *p, mh_pack_cell root, mh_buf *out, mh_err *e);

/* --- reading --- */

typedef struct mh_packed_table {
    uint32_t list, list_len, pairs, pairs_len; /* cells: where they begin; how many */
    uint32_t slots, slots_len;                 /* of pairs: a power of two, or 0: there are few */
    uint32_t flags, depth;                     /* depth: tables inside of it, itself counted */
} mh_packed_table;

typedef struct mh_packed {
    const mh_packed_table *tables;
    const mh_pack_cell *cells;
    const uint32_t *slots;
    const uint64_t *wide; /* integers and numbers that need 64 bits */
    const char *pool;
    size_t tables_len, cells_len, slots_len, wide_len, pool_len;
    mh_pack_cell root;
} mh_packed;

/* Opens an image, aligned to 8, which must outlive *out. MH_E_CORRUPT when anything in it is wrong:
 * every place is checked, none is followed outside, and tables hold only tables written before them. */
mh_rc mh_packed_open(mh_packed *out, mh_view image, mh_err *e);
int64_t mh_packed_int(const mh_packed *p, mh_pack_cell c);    /* of SMALL or INT */
double mh_packed_number(const mh_packed *p, mh_pack_cell c);  /* of NUMBER */
mh_view mh_packed_string(const mh_packed *p, mh_pack_cell c); /* of STRING; the image's */
static inline const mh_packed_table *mh_packed_table_of(const mh_packed *p, mh_pack_cell c) {
    return &p->tables[c.at];
}
/* The value of a key, or MH_PACK_NIL_CELL. */
mh_pack_cell mh_packed_get(const mh_packed *p, const mh_packed_table *t, mh_view key);
mh_pack_cell mh_packed_at(const mh_packed *p, const mh_packed_table *t, int64_t key);

#endif
