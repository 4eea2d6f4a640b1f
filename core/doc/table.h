/* table.h - an HTML table as a grid, with its spans resolved and its headers told.
 * Owns: nothing; results live in the caller's arena. Threads: any.
 * Source: HTML standard, section 4.9.12 (forming a table), for the slots that cells cover. */
#ifndef MH_DOC_TABLE_H
#define MH_DOC_TABLE_H

#include "base/arena.h"
#include "doc/tree.h"

#include <jansson.h>

/* Slots of one table, spans and gaps included; what is over is left out. */
#define MH_TABLE_MAX_SLOTS   200000
#define MH_TABLE_MAX_COLUMNS 1000

typedef struct mh_table_cell {
    mh_node node; /* MH_NODE_NONE: a gap */
    mh_view text; /* white space collapsed; the same for every slot that the cell covers */
    bool header;  /* a <th>, or any cell in <thead> */
    bool first;   /* the slot where the cell begins */
} mh_table_cell;

typedef struct mh_table {
    mh_node node;
    mh_view caption;
    mh_table_cell *cells; /* row after row */
    size_t columns, n_rows;
    size_t head; /* rows at the top that are headers throughout */
    bool clipped;
} mh_table;

/* n is a <table>. Tables within its cells are not part of it, but their text is. */
void mh_table_read(mh_table *out, const mh_tree *t, mh_node n, mh_arena *a);
/* row < n_rows, column < columns */
const mh_table_cell *mh_table_at(const mh_table *t, size_t row, size_t column);

/* Texts of all tables of one list; what is over is left out (tables in tables repeat their text). */
#define MH_TABLE_MAX_TEXT ((size_t)32 << 20)

/* The tables at and below n as a new reference: a list of { caption, columns, header = list of
 * names, several rows of them joined by " / ", rows = list of lists of texts, clipped }. */
json_t *mh_table_list(const mh_tree *t, mh_node n);

#endif
