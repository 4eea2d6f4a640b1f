#include "store/outbox.h"
#include "store/runs.h"
#include "store/store_priv.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

#define NEVER INT64_MAX

static const char lost[] = "the run ended while it was being sent";

const char *mh_outbox_state_name(mh_outbox_state st) {
    static const char *const names[] = {
#define MH_X(suffix, name) name,
        MH_OUTBOX_STATES(MH_X)
#undef MH_X
    };
    return names[st];
}

static mh_rc check(const mh_outbox_box *b, mh_err *e) {
    if (b->channel.len == 0 || b->channel.len > MH_OUTBOX_NAME || b->target.len == 0 ||
        b->target.len > MH_OUTBOX_NAME)
        return mh_fail(e, MH_E_USAGE, "outbox: channel and target must be 1 to %d bytes",
                       MH_OUTBOX_NAME);
    return MH_OK;
}

static mh_view cut(mh_view v, size_t max) {
    return v.ptr ? mh_utf8_cut(v, max) : MH_VIEW("");
}

static sqlite3_stmt *of_box(mh_store *s, mh_sql_id id, const mh_outbox_box *b, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, id, e);
    if (!st) return NULL;
    mh_sql_bind_view(st, 1, b->channel);
    mh_sql_bind_view(st, 2, b->target);
    return st;
}

/* Steps a statement that gives a row or none. */
static mh_rc has_row(mh_store *s, sqlite3_stmt *st, bool *row, mh_err *e) {
    int step = st ? mh_sql_step(s, st, e, "outbox") : -1;
    *row = step == 1;
    if (step == 1) sqlite3_reset(st);
    return step < 0 ? MH_FAIL : MH_OK;
}

static mh_rc is_known(mh_store *s, const mh_outbox_box *b, mh_view key, bool *known, mh_err *e) {
    sqlite3_stmt *st = of_box(s, MH_SQL_OUTBOX_HAS, b, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 3, key);
    sqlite3_bind_int64(st, 4, mh_store_now(s));
    return has_row(s, st, known, e);
}

static mh_rc insert(mh_store *s, const mh_outbox_box *b, mh_view key, mh_view title, mh_view value,
                    int64_t due, bool *added, mh_err *e) {
    sqlite3_stmt *st = of_box(s, MH_SQL_OUTBOX_PUSH, b, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 3, key);
    mh_sql_bind_view(st, 4, cut(b->shown, MH_OUTBOX_TITLE));
    mh_sql_bind_view(st, 5, cut(title, MH_OUTBOX_TITLE));
    mh_sql_bind_view(st, 6, value);
    sqlite3_bind_int64(st, 7, mh_store_now(s));
    sqlite3_bind_int64(st, 8, due);
    if (mh_sql_step(s, st, e, "outbox push") != 0) return MH_FAIL;
    *added = sqlite3_changes64(s->db) > 0;
    return MH_OK;
}

mh_rc mh_outbox_push(mh_store *s, const mh_outbox_box *box, mh_view key, mh_view title,
                     const json_t *value, bool *added, mh_err *e) {
    return mh_outbox_push_at(s, box, key, title, value, 0, added, e);
}

mh_rc mh_outbox_push_at(mh_store *s, const mh_outbox_box *box, mh_view key, mh_view title,
                        const json_t *value, int64_t due, bool *added, mh_err *e) {
    mh_buf text = {0};
    bool known = false;
    json_t *null = json_null();
    *added = false;
    if (check(box, e) != MH_OK) return MH_FAIL;
    if (key.len == 0 || key.len > MH_OUTBOX_KEY)
        return mh_fail(e, MH_E_USAGE, "outbox: a key must be 1 to %d bytes", MH_OUTBOX_KEY);
    if (is_known(s, box, key, &known, e) != MH_OK) return MH_FAIL;
    if (known) return MH_OK;
    mh_rc rc = mh_json_write(&text, value ? value : null, e, "outbox push");
    if (rc == MH_OK) rc = mh_write_begin(s, e, "outbox push");
    if (rc == MH_OK)
        rc = mh_write_end(s, insert(s, box, key, title, mh_buf_view(&text), due, added, e), e);
    if (rc != MH_OK) *added = false;
    mh_buf_clear(&text);
    return rc;
}

mh_rc mh_outbox_next(mh_store *s, const mh_outbox_box *box, int64_t *at, mh_err *e) {
    sqlite3_stmt *st = check(box, e) == MH_OK ? of_box(s, MH_SQL_OUTBOX_WHEN, box, e) : NULL;
    *at = NEVER;
    if (!st || mh_sql_step(s, st, e, "outbox") != 1) return MH_FAIL;
    if (sqlite3_column_type(st, 0) != SQLITE_NULL) *at = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return MH_OK;
}

mh_rc mh_outbox_withdraw(mh_store *s, const mh_outbox_box *box, mh_view key, bool *gone,
                         mh_err *e) {
    *gone = false;
    if (mh_write_begin(s, e, "outbox withdraw") != MH_OK) return MH_FAIL;
    sqlite3_stmt *st = of_box(s, MH_SQL_OUTBOX_WITHDRAW, box, e);
    mh_rc rc = MH_FAIL;
    if (st) {
        mh_sql_bind_view(st, 3, key);
        rc = mh_sql_step(s, st, e, "outbox withdraw") == 0 ? MH_OK : MH_FAIL;
        if (rc == MH_OK) *gone = sqlite3_changes64(s->db) > 0;
    }
    rc = mh_write_end(s, rc, e);
    if (rc != MH_OK) *gone = false;
    return rc;
}

typedef MH_VEC(int64_t) id_list;

/* The runs that were sending and are no more. */
static mh_rc find_dead(mh_store *s, id_list *dead, mh_err *e) {
    for (int64_t run = -1;;) {
        bool alive;
        sqlite3_stmt *st = mh_sql(s, MH_SQL_OUTBOX_RUN, e);
        if (!st) return MH_FAIL;
        sqlite3_bind_int64(st, 1, run);
        if (mh_sql_step(s, st, e, "outbox") != 1) return MH_FAIL;
        bool none = sqlite3_column_type(st, 0) == SQLITE_NULL;
        run = sqlite3_column_int64(st, 0);
        sqlite3_reset(st);
        if (none) return MH_OK;
        if (mh_runs_alive(s, run, &alive, e) != MH_OK) return MH_FAIL;
        if (!alive) mh_vec_push(dead, run);
    }
}

static mh_rc mark_lost(mh_store *s, int64_t run, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_OUTBOX_LOST, e);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, run);
    mh_sql_bind_view(st, 2, mh_view_of(lost));
    sqlite3_bind_int64(st, 3, mh_store_now(s));
    return mh_sql_step(s, st, e, "outbox") == 0 ? MH_OK : MH_FAIL;
}

static mh_rc mark_taken(mh_store *s, int64_t id, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_OUTBOX_TAKE, e);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_int64(st, 2, s->run);
    sqlite3_bind_int64(st, 3, mh_store_now(s));
    return mh_sql_step(s, st, e, "outbox take") == 0 ? MH_OK : MH_FAIL;
}

static mh_rc end(mh_store *s, int64_t id, mh_outbox_state st, mh_view error, int64_t due,
                 double keep_s, bool untried, mh_err *e) {
    sqlite3_stmt *q = mh_sql(s, MH_SQL_OUTBOX_END, e);
    int64_t now = mh_store_now(s);
    if (!q) return MH_FAIL;
    sqlite3_bind_int64(q, 1, id);
    sqlite3_bind_int(q, 2, (int)st);
    mh_sql_bind_view(q, 3, cut(error, MH_OUTBOX_ERROR));
    sqlite3_bind_int64(q, 4, due);
    if (keep_s > 0) sqlite3_bind_int64(q, 5, now + (int64_t)(fmin(keep_s, 3e9) * 1e6));
    sqlite3_bind_int64(q, 6, now);
    sqlite3_bind_int(q, 7, untried);
    return mh_sql_step(s, q, e, "outbox") == 0 ? MH_OK : MH_FAIL;
}

static mh_rc next(mh_store *s, const mh_outbox_box *b, mh_view key, int64_t behind, mh_arena *a,
                  mh_outbox_entry *out, bool *row, mh_err *why, mh_err *e) {
    sqlite3_stmt *st = of_box(s, MH_SQL_OUTBOX_NEXT, b, e);
    *row = false;
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 3, mh_store_now(s));
    mh_sql_bind_view(st, 4, key);
    sqlite3_bind_int64(st, 5, behind);
    int step = mh_sql_step(s, st, e, "outbox take");
    if (step != 1) return step < 0 ? MH_FAIL : MH_OK;
    *row = true;
    *out = (mh_outbox_entry){.id = sqlite3_column_int64(st, 0),
                             .key = mh_arena_dup(a, mh_sql_view(st, 1)),
                             .value = mh_json_read(s, mh_sql_view(st, 2), why, "outbox take"),
                             .tries = sqlite3_column_int64(st, 3),
                             .error = mh_arena_dup(a, mh_sql_view(st, 4))};
    sqlite3_reset(st);
    return MH_OK;
}

typedef MH_VEC(mh_outbox_entry) entry_list;

/* Inside a write. An entry whose value is damaged must not stop the others: it has failed. */
static mh_rc take(mh_store *s, const mh_outbox_box *b, mh_view key, size_t limit,
                  const id_list *dead, mh_arena *a, entry_list *out, mh_err *e) {
    mh_rc rc = MH_OK;
    bool row = true;
    for (size_t i = 0; rc == MH_OK && i < dead->len; i++) rc = mark_lost(s, dead->ptr[i], e);
    for (int64_t behind = 0; rc == MH_OK && out->len < limit;) {
        mh_outbox_entry one;
        mh_err why;
        rc = next(s, b, key, behind, a, &one, &row, &why, e);
        if (rc != MH_OK || !row) break;
        behind = one.id;
        if (one.value) mh_vec_push(out, one);
        rc = one.value ? mark_taken(s, one.id, e)
                       : end(s, one.id, MH_OUTBOX_FAILED, mh_view_of(why.msg), NEVER, 0, false, e);
    }
    return rc;
}

static mh_rc is_due(mh_store *s, const mh_outbox_box *b, mh_view key, bool *due, mh_err *e) {
    sqlite3_stmt *st = of_box(s, MH_SQL_OUTBOX_DUE, b, e);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 3, mh_store_now(s));
    mh_sql_bind_view(st, 4, key);
    return has_row(s, st, due, e);
}

mh_rc mh_outbox_take(mh_store *s, const mh_outbox_box *box, mh_view key, size_t limit, mh_arena *a,
                     mh_outbox_entry **out, size_t *n, mh_err *e) {
    id_list dead = {0};
    entry_list all = {0};
    bool due = false;
    *out = NULL, *n = 0;
    if (check(box, e) != MH_OK) return MH_FAIL;
    mh_rc rc = find_dead(s, &dead, e);
    if (rc == MH_OK) rc = is_due(s, box, key, &due, e);
    if (rc == MH_OK && (due || dead.len > 0)) {
        rc = mh_write_begin(s, e, "outbox take");
        if (rc == MH_OK) rc = mh_write_end(s, take(s, box, key, limit, &dead, a, &all, e), e);
    }
    for (size_t i = 0; rc != MH_OK && i < all.len; i++) json_decref(all.ptr[i].value);
    if (rc == MH_OK && all.len > 0) {
        *out = mh_arena_array(a, all.len, sizeof **out);
        memcpy(*out, all.ptr, all.len * sizeof **out);
        *n = all.len;
    }
    mh_vec_clear(&all);
    mh_vec_clear(&dead);
    return rc;
}

static mh_rc is_ours(mh_store *s, int64_t id, int64_t tries, mh_err *e) {
    bool ours;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_OUTBOX_TAKEN, e);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_int64(st, 2, s->run);
    sqlite3_bind_int64(st, 3, tries + 1);
    if (has_row(s, st, &ours, e) != MH_OK) return MH_FAIL;
    if (ours) return MH_OK;
    return mh_fail(e, MH_E_NOT_FOUND, "outbox: entry %lld is not being sent by this run (any more)",
                   (long long)id);
}

mh_rc mh_outbox_delivered(mh_store *s, int64_t id, int64_t tries, double keep_s, mh_err *e) {
    if (mh_write_begin(s, e, "outbox") != MH_OK) return MH_FAIL;
    mh_rc rc = is_ours(s, id, tries, e);
    if (rc == MH_OK) rc = end(s, id, MH_OUTBOX_DELIVERED, MH_VIEW(""), 0, keep_s, false, e);
    return mh_write_end(s, rc, e);
}

mh_rc mh_outbox_failed(mh_store *s, int64_t id, int64_t tries, mh_view error,
                       const mh_outbox_again *again, bool *final, mh_err *e) {
    bool last = tries + 1 >= (again->tries > 0 ? again->tries : 10);
    double wait = fmin(again->first_s * exp2((double)(tries < 60 ? tries : 60)), 86400);
    if (mh_write_begin(s, e, "outbox") != MH_OK) return MH_FAIL;
    mh_rc rc = is_ours(s, id, tries, e);
    int64_t due = last ? NEVER : mh_store_now(s) + (int64_t)(wait * 1e6);
    if (rc == MH_OK) rc = end(s, id, MH_OUTBOX_FAILED, error, due, 0, false, e);
    if (final) *final = rc == MH_OK && last;
    return mh_write_end(s, rc, e);
}

mh_rc mh_outbox_unsure(mh_store *s, int64_t id, int64_t tries, mh_view error, mh_err *e) {
    if (mh_write_begin(s, e, "outbox") != MH_OK) return MH_FAIL;
    mh_rc rc = is_ours(s, id, tries, e);
    if (rc == MH_OK) rc = end(s, id, MH_OUTBOX_UNCERTAIN, error, NEVER, 0, false, e);
    return mh_write_end(s, rc, e);
}

mh_rc mh_outbox_release(mh_store *s, int64_t id, int64_t tries, mh_err *e) {
    if (mh_write_begin(s, e, "outbox") != MH_OK) return MH_FAIL;
    mh_rc rc = is_ours(s, id, tries, e);
    if (rc == MH_OK) rc = end(s, id, MH_OUTBOX_PENDING, MH_VIEW(""), 0, 0, true, e);
    return mh_write_end(s, rc, e);
}

static mh_view keep(mh_arena *a, sqlite3_stmt *st, int col) {
    mh_view v = mh_sql_view(st, col);
    return mh_arena_dup(a, v.ptr ? v : MH_VIEW(""));
}

static void entry_of_row(sqlite3_stmt *st, mh_arena *a, mh_outbox_entry *o) {
    int state = sqlite3_column_int(st, 8);
    *o = (mh_outbox_entry){.id = sqlite3_column_int64(st, 0),
                           .key = keep(a, st, 1),
                           .error = keep(a, st, 2),
                           .tries = sqlite3_column_int64(st, 3),
                           .channel = keep(a, st, 4),
                           .target = keep(a, st, 5),
                           .shown = keep(a, st, 6),
                           .title = keep(a, st, 7),
                           .state = state < 0 || state >= MH_OUTBOX_N ? MH_OUTBOX_UNCERTAIN
                                                                      : (mh_outbox_state)state,
                           .due = sqlite3_column_int64(st, 9),
                           .added = sqlite3_column_int64(st, 10),
                           .changed = sqlite3_column_int64(st, 11),
                           .run = sqlite3_column_int64(st, 12)};
}

static bool listed(const id_list *l, int64_t id) {
    for (size_t i = 0; i < l->len; i++)
        if (l->ptr[i] == id) return true;
    return false;
}

static sqlite3_stmt *list_stmt(mh_store *s, const mh_outbox_filter *f, unsigned states, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_OUTBOX_LIST, e);
    if (!st) return NULL;
    /* what a dead run was sending counts as uncertain */
    if (states & (1U << MH_OUTBOX_UNCERTAIN)) states |= 1U << MH_OUTBOX_SENDING;
    sqlite3_bind_int64(st, 1, (int64_t)states);
    mh_sql_bind_view(st, 2, f->channel);
    mh_sql_bind_view(st, 3, f->target);
    mh_sql_bind_view(st, 4, f->key);
    if (f->id) sqlite3_bind_int64(st, 5, f->id);
    sqlite3_bind_int64(st, 6, f->limit ? (int64_t)f->limit : 1000);
    return st;
}

mh_rc mh_outbox_list(mh_store *s, const mh_outbox_filter *f, mh_arena *a, mh_outbox_entry **out,
                     size_t *n, mh_err *e) {
    id_list dead = {0};
    entry_list all = {0};
    unsigned states = f->states ? f->states : (1U << MH_OUTBOX_N) - 1;
    int step = -1;
    *out = NULL, *n = 0;
    if (find_dead(s, &dead, e) != MH_OK) {
        mh_vec_clear(&dead);
        return MH_FAIL;
    }
    sqlite3_stmt *st = list_stmt(s, f, states, e);
    while (st && (step = mh_sql_step(s, st, e, "outbox")) == 1) {
        mh_outbox_entry o;
        entry_of_row(st, a, &o);
        if (o.state == MH_OUTBOX_SENDING && listed(&dead, o.run)) {
            o.state = MH_OUTBOX_UNCERTAIN;
            o.error = mh_view_of(lost);
        }
        if ((states >> o.state) & 1) mh_vec_push(&all, o);
    }
    if (step == 0 && all.len > 0) {
        *out = mh_arena_array(a, all.len, sizeof **out);
        memcpy(*out, all.ptr, all.len * sizeof **out);
        *n = all.len;
    }
    mh_vec_clear(&all);
    mh_vec_clear(&dead);
    return step == 0 ? MH_OK : MH_FAIL;
}

mh_rc mh_outbox_count(mh_store *s, const mh_outbox_box *box, int64_t out[MH_OUTBOX_N], mh_err *e) {
    id_list dead = {0};
    int step = -1;
    memset(out, 0, MH_OUTBOX_N * sizeof *out);
    mh_rc rc = find_dead(s, &dead, e);
    sqlite3_stmt *st = rc == MH_OK ? of_box(s, MH_SQL_OUTBOX_COUNT, box, e) : NULL;
    while (st && (step = mh_sql_step(s, st, e, "outbox")) == 1) {
        int state = sqlite3_column_int(st, 0);
        if (state < 0 || state >= MH_OUTBOX_N) state = MH_OUTBOX_UNCERTAIN;
        if (state == MH_OUTBOX_SENDING && listed(&dead, sqlite3_column_int64(st, 1)))
            state = MH_OUTBOX_UNCERTAIN;
        out[state] += sqlite3_column_int64(st, 2);
    }
    mh_vec_clear(&dead);
    return step == 0 ? MH_OK : MH_FAIL;
}

/* The state of an entry, that of a dead run set right first. Inside a write. */
static mh_rc state_of(mh_store *s, int64_t id, mh_outbox_state *state, bool *empty, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_OUTBOX_STATE, e);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    int step = mh_sql_step(s, st, e, "outbox");
    if (step == 0) return mh_fail(e, MH_E_NOT_FOUND, "outbox: no entry %lld", (long long)id);
    if (step < 0) return MH_FAIL;
    *state = (mh_outbox_state)sqlite3_column_int(st, 0);
    int64_t run = sqlite3_column_int64(st, 1);
    *empty = sqlite3_column_int(st, 2) != 0;
    sqlite3_reset(st);
    bool alive = true;
    if (*state == MH_OUTBOX_SENDING && mh_runs_alive(s, run, &alive, e) != MH_OK) return MH_FAIL;
    if (!alive) *state = MH_OUTBOX_UNCERTAIN;
    return MH_OK;
}

static mh_rc by_request(mh_store *s, mh_sql_id what, int64_t id, mh_err *e) {
    mh_outbox_state state = MH_OUTBOX_SENDING;
    bool empty = false;
    if (state_of(s, id, &state, &empty, e) != MH_OK) return MH_FAIL;
    if (state == MH_OUTBOX_SENDING)
        return mh_fail(e, MH_E_USAGE, "outbox: entry %lld is being sent", (long long)id);
    if (state == MH_OUTBOX_DELIVERED || (empty && what == MH_SQL_OUTBOX_RETRY))
        return mh_fail(e, MH_E_USAGE, "outbox: entry %lld was delivered", (long long)id);
    sqlite3_stmt *st = mh_sql(s, what, e);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_int64(st, 2, mh_store_now(s));
    return mh_sql_step(s, st, e, "outbox") == 0 ? MH_OK : MH_FAIL;
}

mh_rc mh_outbox_retry(mh_store *s, int64_t id, mh_err *e) {
    if (mh_write_begin(s, e, "outbox retry") != MH_OK) return MH_FAIL;
    return mh_write_end(s, by_request(s, MH_SQL_OUTBOX_RETRY, id, e), e);
}

mh_rc mh_outbox_drop(mh_store *s, int64_t id, mh_err *e) {
    if (mh_write_begin(s, e, "outbox drop") != MH_OK) return MH_FAIL;
    return mh_write_end(s, by_request(s, MH_SQL_OUTBOX_DROP, id, e), e);
}

mh_rc mh_outbox_forget(mh_store *s, size_t *n, mh_err *e) {
    *n = 0;
    if (mh_write_begin(s, e, "outbox forget") != MH_OK) return MH_FAIL;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_OUTBOX_FORGET, e);
    mh_rc rc = MH_FAIL;
    if (st) {
        sqlite3_bind_int64(st, 1, mh_store_now(s));
        rc = mh_sql_step(s, st, e, "outbox forget") == 0 ? MH_OK : MH_FAIL;
        if (rc == MH_OK) *n = (size_t)sqlite3_changes64(s->db);
    }
    return mh_write_end(s, rc, e);
}
