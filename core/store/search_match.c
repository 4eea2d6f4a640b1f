#include "store/query_priv.h"
#include "store/search.h"

#include <stdlib.h>

/* Which of some documents have the words. Asking about one costs as much as walking over some 150 matches, so those
 * that lie close together are met on a walk from the first to the last of them, and the others are asked one by one. */

#define ASK_US  60  /* of CPU time, roughly, on the machine that this was measured on */
#define WALK_US 0.4 /* for a match that is walked over */
#define CLOSE   16  /* so few are not worth a walk */

void mh_match_list(mh_buf *b, const int64_t *id, size_t n) {
    mh_buf_putc(b, '[');
    for (size_t i = 0; i < n; i++) mh_buf_printf(b, "%s%lld", i ? "," : "", (long long)id[i]);
    mh_buf_putc(b, ']');
}

/* One statement over n ids that fall: a walk, or each asked by itself. */
static mh_rc ask(mh_matcher *m, const int64_t *id, size_t n, bool walk, mh_candidates *out) {
    mh_where w = {0};
    mh_buf list = {0};
    mh_match_list(&list, id, n);
    mh_where_puts(&w, "SELECT doc_fts.rowid, ");
    mh_where_puts(&w, m->rank ? "mh_rank(doc_fts), " : "1.0, ");
    mh_where_puts(&w, m->q ? "d.at FROM " : "0 FROM ");
    if (walk) {
        mh_where_puts(&w, "doc_fts");
        if (m->q) mh_where_puts(&w, " CROSS JOIN docs d ON d.id = doc_fts.rowid");
    } else {
        mh_where_puts(&w, "json_each(");
        mh_where_text(&w, mh_buf_view(&list));
        mh_where_puts(&w, ") j");
        if (m->q) mh_where_puts(&w, " CROSS JOIN docs d ON d.id = j.value");
        mh_where_puts(&w, " CROSS JOIN doc_fts ON doc_fts.rowid = j.value");
    }
    mh_where_puts(&w, " WHERE");
    mh_where_puts(&w, " doc_fts MATCH ");
    mh_where_text(&w, m->match);
    if (walk) {
        mh_where_puts(&w, " AND doc_fts.rowid <= ");
        mh_where_num(&w, id[0]);
        mh_where_puts(&w, " AND doc_fts.rowid >= ");
        mh_where_num(&w, id[n - 1]);
        mh_where_puts(&w, " AND +doc_fts.rowid IN (SELECT value FROM json_each(");
        mh_where_text(&w, mh_buf_view(&list));
        mh_where_puts(&w, "))");
    }
    if (m->q) mh_search_conditions(&w, m->q, m->o);
    mh_rc rc = mh_search_rows(m->s, &w, out, m->err);
    m->cost += walk ? (double)(id[0] - id[n - 1] + 1) * m->dense * WALK_US : (double)n * ASK_US;
    mh_where_clear(&w);
    mh_buf_clear(&list);
    return rc;
}

static int newest_first(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x < y) - (x > y);
}

mh_rc mh_match_ids(mh_matcher *m, int64_t *id, size_t n, mh_candidates *out) {
    size_t alone = 0; /* id[0..alone) are asked one by one */
    double dense = m->dense > 1e-6 ? m->dense : 1e-6;
    mh_rc rc = MH_OK;
    qsort(id, n, sizeof *id, newest_first);
    for (size_t i = 0, k; rc == MH_OK && i < n; i = k) {
        for (k = i + 1; k < n && (double)(id[k - 1] - id[k]) * dense * WALK_US <= ASK_US;) k++;
        if (k - i >= CLOSE)
            rc = ask(m, id + i, k - i, true, out);
        else
            for (size_t j = i; j < k; j++) id[alone++] = id[j];
    }
    return rc == MH_OK && alone > 0 ? ask(m, id, alone, false, out) : rc;
}
