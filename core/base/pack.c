#include "base/pack.h"

#include "base/hash.h"
#include "base/map.h"
#include "base/vec.h"

#include <stdlib.h>

#define KIND    "mhpack"
#define VERSION 1u
#define FEW     8 /* pairs that are looked through one by one */

#define STRING_MAX ((size_t)1 << 28)
#define CELLS_MAX  ((size_t)1 << 31)

enum { ROOT, TABLES, CELLS, SLOTS, WIDE, POOL, PARTS };

struct mh_pack {
    MH_VEC(mh_packed_table) tables;
    MH_VEC(mh_pack_cell) cells;
    MH_VEC(uint32_t) slots;
    MH_VEC(uint64_t) wide;
    MH_VEC(char) pool;
    mh_map *strings; /* string -> its place */
    bool full;
};

mh_pack *mh_pack_new(void) {
    mh_pack *p = mh_alloc(sizeof *p);
    p->strings = mh_map_new();
    return p;
}

void mh_pack_free(mh_pack *p) {
    if (p == NULL) return;
    mh_vec_clear(&p->tables);
    mh_vec_clear(&p->cells);
    mh_vec_clear(&p->slots);
    mh_vec_clear(&p->wide);
    mh_vec_clear(&p->pool);
    mh_map_free(p->strings);
    free(p);
}

static mh_pack_cell put_wide(mh_pack *p, mh_pack_type type, uint64_t bits) {
    mh_vec_push(&p->wide, bits);
    return (mh_pack_cell){type, (uint32_t)p->wide.len - 1};
}

mh_pack_cell mh_pack_int(mh_pack *p, int64_t v) {
    if (v >= INT32_MIN && v <= INT32_MAX)
        return (mh_pack_cell){MH_PACK_SMALL, (uint32_t)(int32_t)v};
    return put_wide(p, MH_PACK_INT, (uint64_t)v);
}

mh_pack_cell mh_pack_number(mh_pack *p, double v) {
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    return put_wide(p, MH_PACK_NUMBER, bits);
}

mh_pack_cell mh_pack_string(mh_pack *p, mh_view v) {
    bool fresh = false;
    if (v.len >= STRING_MAX || p->pool.len + v.len >= STRING_MAX) {
        p->full = true;
        return (mh_pack_cell){MH_PACK_STRING, 0};
    }
    mh_value *place = mh_map_at(p->strings, v, &fresh);
    if (fresh) {
        place->num = p->pool.len;
        mh_vec_reserve(&p->pool, v.len);
        if (v.len) memcpy(p->pool.ptr + p->pool.len, v.ptr, v.len);
        p->pool.len += v.len;
    }
    return (mh_pack_cell){MH_PACK_STRING | (uint32_t)v.len << 4, (uint32_t)place->num};
}

/* --- keys --- */

static mh_view string_at(const char *pool, mh_pack_cell c) {
    return (mh_view){pool + c.at, c.tag >> 4};
}

static int64_t int_at(const uint64_t *wide, mh_pack_cell c) {
    return mh_pack_type_of(c) == MH_PACK_SMALL ? (int64_t)(int32_t)c.at : (int64_t)wide[c.at];
}

static uint64_t hash_int(int64_t v) {
    return mh_hash64((mh_view){(const char *)&v, sizeof v}, 1);
}

static uint64_t hash_key(const mh_pack *p, mh_pack_cell c) {
    return mh_pack_type_of(c) == MH_PACK_STRING ? mh_hash64(string_at(p->pool.ptr, c), 0)
                                                : hash_int(int_at(p->wide.ptr, c));
}

/* Integers, then strings by their bytes. */
static int by_key(const void *x, const void *y, void *arg) {
    const mh_pack *p = arg;
    mh_pack_cell a = *(const mh_pack_cell *)x, b = *(const mh_pack_cell *)y;
    bool sa = mh_pack_type_of(a) == MH_PACK_STRING, sb = mh_pack_type_of(b) == MH_PACK_STRING;
    if (sa != sb) return sa ? 1 : -1;
    if (sa) return mh_view_cmp(string_at(p->pool.ptr, a), string_at(p->pool.ptr, b));
    int64_t i = int_at(p->wide.ptr, a), j = int_at(p->wide.ptr, b);
    return i < j ? -1 : i > j;
}

static void index_pairs(mh_pack *p, mh_packed_table *t, const mh_pack_cell *pairs) {
    if (t->pairs_len <= FEW) return;
    uint32_t n = 16;
    while (n < 2 * t->pairs_len) n *= 2;
    t->slots = (uint32_t)p->slots.len;
    t->slots_len = n;
    for (uint32_t i = 0; i < n; i++) mh_vec_push(&p->slots, 0u);
    for (uint32_t i = 0; i < t->pairs_len; i++) {
        uint32_t k = (uint32_t)hash_key(p, pairs[(size_t)2 * i]) & (n - 1);
        while (p->slots.ptr[t->slots + k]) k = (k + 1) & (n - 1);
        p->slots.ptr[t->slots + k] = i + 1;
    }
}

/* The deepest of the tables among n cells. */
static uint32_t depth_of(const mh_packed_table *tables, const mh_pack_cell *cells, size_t n) {
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++) {
        if (mh_pack_type_of(cells[i]) != MH_PACK_TABLE) continue;
        uint32_t depth = tables[cells[i].at].depth;
        most = depth > most ? depth : most;
    }
    return most;
}

mh_pack_cell mh_pack_table(mh_pack *p, const mh_pack_cell *list, size_t n, mh_pack_cell *pairs,
                           size_t m, unsigned flags) {
    if (p->cells.len + n + 2 * m >= CELLS_MAX || p->slots.len + 4 * m >= CELLS_MAX) {
        p->full = true;
        n = m = 0;
    }
    mh_packed_table t = {.list = (uint32_t)p->cells.len,
                         .list_len = (uint32_t)n,
                         .pairs = (uint32_t)(p->cells.len + n),
                         .pairs_len = (uint32_t)m,
                         .flags = flags};
    if (m) qsort_r(pairs, m, 2 * sizeof *pairs, by_key, p);
    uint32_t a = depth_of(p->tables.ptr, list, n), b = depth_of(p->tables.ptr, pairs, 2 * m);
    t.depth = 1 + (a > b ? a : b);
    for (size_t i = 0; i < n; i++) mh_vec_push(&p->cells, list[i]);
    for (size_t i = 0; i < 2 * m; i++) mh_vec_push(&p->cells, pairs[i]);
    index_pairs(p, &t, pairs);
    mh_vec_push(&p->tables, t);
    return (mh_pack_cell){MH_PACK_TABLE, (uint32_t)p->tables.len - 1};
}

mh_rc mh_pack_save(const mh_pack *p, mh_pack_cell root, mh_buf *out, mh_err *e) {
#define MH_PART(vec)                                                                               \
    { p->vec.ptr, p->vec.len, sizeof *p->vec.ptr }
    const mh_image_part parts[PARTS] = {{&root, 1, sizeof root}, MH_PART(tables), MH_PART(cells),
                                        MH_PART(slots),          MH_PART(wide),   MH_PART(pool)};
#undef MH_PART
    if (p->full) return mh_fail(e, MH_E_LIMIT, "too much to be kept: the limit is 256 MiB of text");
    mh_image_put(out, KIND, VERSION, parts, PARTS);
    return MH_OK;
}

/* --- reading --- */

/* Whether the cell leads to where its value is; tables: those that it may lead to. */
static bool cell_ok(const mh_packed *p, mh_pack_cell c, size_t tables) {
    switch (mh_pack_type_of(c)) {
    case MH_PACK_INT:
    case MH_PACK_NUMBER: return c.at < p->wide_len;
    case MH_PACK_STRING: return c.at <= p->pool_len && c.tag >> 4 <= p->pool_len - c.at;
    case MH_PACK_TABLE: return c.at < tables;
    case MH_PACK_TYPES: return false;
    default: return mh_pack_type_of(c) < MH_PACK_TYPES;
    }
}

static bool key_ok(mh_pack_cell c) {
    mh_pack_type type = mh_pack_type_of(c);
    return type == MH_PACK_STRING || type == MH_PACK_SMALL || type == MH_PACK_INT;
}

/* Slots lead to pairs, and one is free, or a search would not end. */
static bool slots_ok(const mh_packed *p, const mh_packed_table *t) {
    size_t used = 0;
    if (t->slots_len == 0) return true;
    if ((t->slots_len & (t->slots_len - 1)) != 0 || t->slots > p->slots_len ||
        t->slots_len > p->slots_len - t->slots)
        return false;
    for (size_t i = 0; i < t->slots_len; i++) {
        uint32_t x = p->slots[t->slots + i];
        if (x > t->pairs_len) return false;
        used += x != 0;
    }
    return used < t->slots_len;
}

static bool table_ok(const mh_packed *p, size_t number) {
    const mh_packed_table *t = &p->tables[number];
    if (t->list > p->cells_len || t->list_len > p->cells_len - t->list) return false;
    if (t->pairs > p->cells_len || t->pairs_len > (p->cells_len - t->pairs) / 2) return false;
    const mh_pack_cell *list = p->cells + t->list, *pairs = p->cells + t->pairs;
    for (size_t i = 0; i < t->list_len; i++)
        if (!cell_ok(p, list[i], number)) return false;
    for (size_t i = 0; i < (size_t)2 * t->pairs_len; i++) {
        if (!cell_ok(p, pairs[i], number) || (i % 2 == 0 && !key_ok(pairs[i]))) return false;
    }
    uint32_t a = depth_of(p->tables, list, t->list_len),
             b = depth_of(p->tables, pairs, (size_t)2 * t->pairs_len);
    return t->depth == 1 + (a > b ? a : b) && slots_ok(p, t);
}

mh_rc mh_packed_open(mh_packed *out, mh_view image, mh_err *e) {
    static const size_t sizes[PARTS] = {sizeof(mh_pack_cell), sizeof(mh_packed_table),
                                        sizeof(mh_pack_cell), sizeof(uint32_t),
                                        sizeof(uint64_t),     1};
    mh_image_part x[PARTS];
    for (int i = 0; i < PARTS; i++) x[i].size = sizes[i];
    if (mh_image_open(x, PARTS, image, KIND, VERSION, e) != MH_OK) return MH_FAIL;
    *out = (mh_packed){.tables = x[TABLES].ptr,
                       .cells = x[CELLS].ptr,
                       .slots = x[SLOTS].ptr,
                       .wide = x[WIDE].ptr,
                       .pool = x[POOL].ptr,
                       .tables_len = x[TABLES].len,
                       .cells_len = x[CELLS].len,
                       .slots_len = x[SLOTS].len,
                       .wide_len = x[WIDE].len,
                       .pool_len = x[POOL].len};
    bool good = x[ROOT].len == 1;
    if (good) out->root = *(const mh_pack_cell *)x[ROOT].ptr;
    for (size_t i = 0; good && i < out->tables_len; i++) good = table_ok(out, i);
    if (!good || !cell_ok(out, out->root, out->tables_len))
        return mh_fail(e, MH_E_CORRUPT, "kept values: a place leads outside");
    return MH_OK;
}

int64_t mh_packed_int(const mh_packed *p, mh_pack_cell c) {
    return int_at(p->wide, c);
}

double mh_packed_number(const mh_packed *p, mh_pack_cell c) {
    double v;
    memcpy(&v, &p->wide[c.at], sizeof v);
    return v;
}

mh_view mh_packed_string(const mh_packed *p, mh_pack_cell c) {
    return string_at(p->pool, c);
}

static bool is_string(const mh_packed *p, mh_pack_cell c, mh_view key) {
    return mh_pack_type_of(c) == MH_PACK_STRING && mh_view_eq(string_at(p->pool, c), key);
}

static bool is_int(const mh_packed *p, mh_pack_cell c, int64_t key) {
    return mh_pack_type_of(c) != MH_PACK_STRING && int_at(p->wide, c) == key;
}

/* The value of the key among a table's pairs; s: a string, else the integer n. */
static mh_pack_cell find(const mh_packed *p, const mh_packed_table *t, const mh_view *s,
                         int64_t n) {
    const mh_pack_cell *pairs = p->cells + t->pairs;
    if (t->slots_len == 0) {
        for (size_t i = 0; i < t->pairs_len; i++)
            if (s ? is_string(p, pairs[2 * i], *s) : is_int(p, pairs[2 * i], n))
                return pairs[2 * i + 1];
        return MH_PACK_NIL_CELL;
    }
    uint32_t mask = t->slots_len - 1, k = (uint32_t)(s ? mh_hash64(*s, 0) : hash_int(n)) & mask;
    for (;; k = (k + 1) & mask) {
        uint32_t x = p->slots[t->slots + k];
        if (x == 0) return MH_PACK_NIL_CELL;
        const mh_pack_cell *pair = pairs + (size_t)2 * (x - 1);
        if (s ? is_string(p, pair[0], *s) : is_int(p, pair[0], n)) return pair[1];
    }
}

mh_pack_cell mh_packed_get(const mh_packed *p, const mh_packed_table *t, mh_view key) {
    return find(p, t, &key, 0);
}

mh_pack_cell mh_packed_at(const mh_packed *p, const mh_packed_table *t, int64_t key) {
    if (key >= 1 && key <= t->list_len) return p->cells[t->list + (size_t)key - 1];
    return find(p, t, NULL, key);
}
