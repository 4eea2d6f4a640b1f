#include "doc/table.h"

#include "base/vec.h"
#include "doc/render.h"
#include "doc/tree_priv.h"

#include <string.h>

typedef struct placed {
    size_t row, column, rows, columns;
    mh_table_cell cell;
} placed;

typedef struct former {
    const mh_tree *t;
    mh_arena *a;
    MH_VEC(placed) cells;
    size_t busy[MH_TABLE_MAX_COLUMNS]; /* first row in which the column is free again */
    size_t row, columns;
    size_t group; /* the first cell of this row group */
    size_t *left; /* nodes and bytes that the texts of cells may still take */
    bool clipped;
} former;

static size_t span(const mh_tree *t, mh_node n, mh_view name, size_t max) {
    mh_view v = {0};
    uint64_t k;
    if (!mh_tree_attr(t, n, name, &v) || !mh_view_u64(mh_view_trim(v), &k) || k == 0) return 1;
    return k < max ? (size_t)k : max;
}

static void add_cell(former *f, mh_node n, bool head, size_t *column) {
    while (*column < MH_TABLE_MAX_COLUMNS && f->busy[*column] > f->row) ++*column;
    size_t columns = span(f->t, n, MH_VIEW("colspan"), MH_TABLE_MAX_COLUMNS);
    size_t rows = span(f->t, n, MH_VIEW("rowspan"), 65534);
    if (*column + columns > MH_TABLE_MAX_COLUMNS) {
        f->clipped = true;
        if (*column >= MH_TABLE_MAX_COLUMNS) return;
        columns = MH_TABLE_MAX_COLUMNS - *column;
    }
    mh_buf text = {0};
    *f->left -= mh_render_some(&text, f->t, n, *f->left);
    placed p = {.row = f->row,
                .column = *column,
                .rows = rows,
                .columns = columns,
                .cell = {.node = n,
                         .text = mh_arena_dup(f->a, mh_buf_view(&text)),
                         .header = head || mh_tree_tag(f->t, n) == MH_TAG_TH}};
    mh_buf_clear(&text);
    mh_vec_push(&f->cells, p);
    for (size_t i = 0; i < columns; i++) f->busy[*column + i] = f->row + rows;
    *column += columns;
    if (*column > f->columns) f->columns = *column;
}

static void add_row(former *f, mh_node tr, bool head) {
    size_t column = 0;
    if (f->clipped) return;
    for (mh_node c = mh_tree_first(f->t, tr); c != MH_NODE_NONE; c = mh_tree_next(f->t, c)) {
        unsigned tag = mh_tree_tag(f->t, c);
        if (tag == MH_TAG_TD || tag == MH_TAG_TH) add_cell(f, c, head, &column);
    }
    f->row++;
    if (f->row * (f->columns ? f->columns : 1) > MH_TABLE_MAX_SLOTS) f->clipped = true;
}

static void add_group(former *f, mh_node group) {
    bool head = mh_tree_tag(f->t, group) == MH_TAG_THEAD;
    for (mh_node c = mh_tree_first(f->t, group); c != MH_NODE_NONE; c = mh_tree_next(f->t, c))
        if (mh_tree_tag(f->t, c) == MH_TAG_TR) add_row(f, c, head);
    /* no cell reaches out of its group */
    for (size_t i = 0; i < f->columns; i++)
        if (f->busy[i] > f->row) f->busy[i] = f->row;
    for (size_t i = f->group; i < f->cells.len; i++) {
        placed *p = &f->cells.ptr[i];
        if (p->row + p->rows > f->row) p->rows = f->row - p->row;
    }
    f->group = f->cells.len;
}

static void fill(mh_table *out, const former *f) {
    out->columns = f->columns;
    out->n_rows = f->row;
    out->clipped = f->clipped;
    if (f->row * f->columns > MH_TABLE_MAX_SLOTS) out->n_rows = MH_TABLE_MAX_SLOTS / f->columns;
    out->cells = mh_arena_array(f->a, out->n_rows * out->columns + 1, sizeof *out->cells);
    for (size_t i = 0; i < out->n_rows * out->columns; i++)
        out->cells[i] = (mh_table_cell){.node = MH_NODE_NONE, .text = {"", 0}};
    for (size_t i = 0; i < f->cells.len; i++) {
        const placed *p = &f->cells.ptr[i];
        for (size_t r = p->row; r < p->row + p->rows && r < out->n_rows; r++) {
            for (size_t c = p->column; c < p->column + p->columns; c++) {
                mh_table_cell *slot = &out->cells[r * out->columns + c];
                if (slot->node != MH_NODE_NONE) continue; /* cells that overlap: the first stays */
                *slot = p->cell;
                slot->first = r == p->row && c == p->column;
            }
        }
    }
    for (bool head = true; out->head < out->n_rows && out->columns > 0; out->head++) {
        bool any = false;
        for (size_t c = 0; c < out->columns; c++) {
            const mh_table_cell *x = &out->cells[out->head * out->columns + c];
            head = head && (x->header || x->node == MH_NODE_NONE);
            any = any || x->header;
        }
        if (!head || !any) break;
    }
}

static void read_table(mh_table *out, const mh_tree *t, mh_node n, mh_arena *a, size_t *left) {
    former *f = mh_alloc(sizeof *f);
    f->t = t;
    f->a = a;
    f->left = left;
    *out = (mh_table){.node = n, .caption = {"", 0}};
    for (mh_node c = mh_tree_first(t, n); c != MH_NODE_NONE; c = mh_tree_next(t, c)) {
        unsigned tag = mh_tree_tag(t, c);
        if (tag == MH_TAG_CAPTION && out->caption.len == 0) {
            mh_buf text = {0};
            *left -= mh_render_some(&text, t, c, *left);
            out->caption = mh_arena_dup(a, mh_buf_view(&text));
            mh_buf_clear(&text);
        }
        if (tag == MH_TAG_THEAD || tag == MH_TAG_TBODY || tag == MH_TAG_TFOOT) add_group(f, c);
        if (tag == MH_TAG_TR) add_row(f, c, false);
    }
    fill(out, f);
    mh_vec_clear(&f->cells);
    free(f);
}

void mh_table_read(mh_table *out, const mh_tree *t, mh_node n, mh_arena *a) {
    size_t left = mh_render_budget(t, 1);
    read_table(out, t, n, a, &left);
}

const mh_table_cell *mh_table_at(const mh_table *t, size_t row, size_t column) {
    return &t->cells[row * t->columns + column];
}

static json_t *text_json(mh_view v) {
    return json_stringn(v.ptr ? v.ptr : "", v.len);
}

/* The name of a column: the texts of its header cells, each once. */
static json_t *header_of(const mh_table *t, size_t column, size_t *left) {
    mh_buf b = {0};
    for (size_t r = 0; r < t->head; r++) {
        mh_view v = mh_table_at(t, r, column)->text;
        if (v.len == 0 || (r > 0 && mh_view_eq(v, mh_table_at(t, r - 1, column)->text))) continue;
        if (v.len > *left) {
            *left = 0; /* the table says that it is clipped */
            break;
        }
        *left -= v.len;
        if (b.len) mh_buf_puts(&b, " / ");
        mh_buf_put(&b, v);
    }
    json_t *j = text_json(mh_buf_view(&b));
    mh_buf_clear(&b);
    return j;
}

static json_t *table_json(const mh_table *t, size_t *left) {
    json_t *o = json_object(), *rows = json_array(), *header = json_array();
    bool clipped = t->clipped;
    if (t->caption.len) json_object_set_new(o, "caption", text_json(t->caption));
    json_object_set_new(o, "columns", json_integer((json_int_t)t->columns));
    for (size_t c = 0; t->head > 0 && c < t->columns; c++)
        json_array_append_new(header, header_of(t, c, left));
    clipped = clipped || *left == 0;
    for (size_t r = t->head; r < t->n_rows && !clipped; r++) {
        json_t *row = json_array();
        for (size_t c = 0; c < t->columns; c++) {
            mh_view v = mh_table_at(t, r, c)->text;
            clipped = clipped || v.len > *left;
            if (clipped) v.len = 0;
            *left -= v.len;
            json_array_append_new(row, text_json(v));
        }
        json_array_append_new(rows, row);
    }
    if (t->head > 0) json_object_set(o, "header", header);
    json_decref(header);
    json_object_set_new(o, "rows", rows);
    if (clipped) json_object_set_new(o, "clipped", json_true());
    return o;
}

json_t *mh_table_list(const mh_tree *t, mh_node root) {
    json_t *out = json_array();
    mh_node end = mh_tree_end(t, root);
    /* tables in tables repeat their text: some of that is how pages are laid out */
    size_t left = MH_TABLE_MAX_TEXT, look = mh_render_budget(t, 8);
    for (mh_node n = root; n != MH_NODE_NONE && left > 0; n = mh_tree_walk(t, n, false, end)) {
        if (mh_tree_tag(t, n) != MH_TAG_TABLE) continue;
        mh_arena *a = mh_arena_new();
        mh_table table;
        read_table(&table, t, n, a, &look);
        json_array_append_new(out, table_json(&table, &left));
        size_t used = mh_arena_size(a);
        left = used < left ? left - used : 0;
        mh_arena_free(a);
    }
    return out;
}
