/* store_gen.h - generated documents and queries for the benchmark of the database: the i-th is always the same.
 * Owns: a store_gen owns its words until store_gen_free; items and queries belong to the caller.
 * Threads: one at a time.
 *
 * Words are those of the pages of tests/region (invented, seven languages), the most frequent first, and
 * made-up ones behind them, drawn by Zipf's law. */
#ifndef MH_TESTS_STORE_GEN_H
#define MH_TESTS_STORE_GEN_H

#include "base/str.h"

#include <jansson.h>
#include <stddef.h>

typedef struct store_gen store_gen;

store_gen *store_gen_new(const char *folder);
void store_gen_free(store_gen *g);
json_t *store_gen_item(store_gen *g, size_t i); /* owned */

typedef struct store_shape {
    const char *name;
    const char
        *form; /* of words: C common, M in between, R rare; P: two words that stand together */
} store_shape;

extern const store_shape store_shapes[]; /* a NULL name ends it */
void store_gen_query(store_gen *g, const store_shape *shape, size_t i, mh_buf *out);

#endif
