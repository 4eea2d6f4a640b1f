#include "store/queue.h"
#include "store/runs.h"
#include "store/store_priv.h"

#include <math.h>

/* As in sql.c. A delayed entry is one that waits, kept apart so that the next one is found at once
 * however many are not due. */
enum { WAITING, DELAYED, LEASED, DONE, FAILED };

#define LONGEST_S 3e9 /* a century is for ever, and keeps sums in range */

static int64_t in(const mh_store *s, double seconds) {
    double t = seconds > 0 ? fmin(seconds, LONGEST_S) : 0;
    return mh_store_now(s) + (int64_t)(t * 1e6);
}

static mh_rc check_name(mh_view queue, mh_err *e) {
    if (queue.len == 0 || queue.len > MH_QUEUE_NAME)
        return mh_fail(e, MH_E_USAGE, "queue: a name must be 1 to %d bytes", MH_QUEUE_NAME);
    return MH_OK;
}

static mh_rc has(mh_store *s, const mh_queue_push *p, bool *there, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_QUEUE_HAS, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, p->queue);
    mh_sql_bind_view(st, 2, p->key);
    int step = mh_sql_step(s, st, e, "queue push");
    *there = step == 1;
    sqlite3_reset(st);
    return step < 0 ? MH_FAIL : MH_OK;
}

static mh_rc insert(mh_store *s, const mh_queue_push *p, mh_view value, bool *added, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_QUEUE_PUSH, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, p->queue);
    mh_sql_bind_view(st, 2, p->key);
    sqlite3_bind_int(st, 3, p->delay_s > 0 ? DELAYED : WAITING);
    sqlite3_bind_int64(st, 4, p->priority);
    sqlite3_bind_int64(st, 5, in(s, p->delay_s));
    mh_sql_bind_view(st, 6, value);
    sqlite3_bind_int64(st, 7, mh_store_now(s));
    if (mh_sql_step(s, st, e, "queue push") != 0) return MH_FAIL;
    *added = sqlite3_changes64(s->db) > 0;
    return MH_OK;
}

mh_rc mh_queue_push_one(mh_store *s, const mh_queue_push *p, bool *added, mh_err *e) {
    bool there = false;
    *added = false;
    if (check_name(p->queue, e) != MH_OK) return MH_FAIL;
    if (p->key.len == 0 || p->key.len > MH_QUEUE_KEY)
        return mh_fail(e, MH_E_USAGE, "queue: a key must be 1 to %d bytes", MH_QUEUE_KEY);
    mh_buf value = {0};
    mh_rc rc = MH_OK;
    if (p->value)
        rc = mh_json_write(&value, p->value, e, "queue push");
    else
        mh_buf_puts(&value, "null");
    if (rc == MH_OK) rc = has(s, p, &there, e);
    if (rc == MH_OK && !there) {
        rc = mh_write_begin(s, e, "queue push");
        if (rc == MH_OK) rc = mh_write_end(s, insert(s, p, mh_buf_view(&value), added, e), e);
        if (rc != MH_OK) *added = false;
    }
    mh_buf_clear(&value);
    return rc;
}

typedef MH_VEC(int64_t) run_list;

/* The first run behind `after` that holds leases; -1: none. */
static mh_rc next_run(mh_store *s, mh_view queue, int64_t after, int64_t *run, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_QUEUE_RUN, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, queue);
    sqlite3_bind_int64(st, 2, after);
    if (mh_sql_step(s, st, e, "queue lease") != 1) return MH_FAIL;
    *run = sqlite3_column_type(st, 0) == SQLITE_NULL ? -1 : sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return MH_OK;
}

/* The runs that hold leases and are no more. Leases without a run (0) end by their time alone. */
static mh_rc find_dead(mh_store *s, mh_view queue, run_list *dead, mh_err *e) {
    for (int64_t run = 0;;) {
        bool alive;
        if (next_run(s, queue, run, &run, e) != MH_OK) return MH_FAIL;
        if (run < 0) return MH_OK;
        if (mh_runs_alive(s, run, &alive, e) != MH_OK) return MH_FAIL;
        if (!alive) mh_vec_push(dead, run);
    }
}

/* How long until something is due: 0 now, INT64_MAX when nothing waits or is leased. */
static mh_rc when(mh_store *s, mh_view queue, int64_t *wait, mh_err *e) {
    int64_t now = mh_store_now(s), next = INT64_MAX;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_QUEUE_WHEN, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, queue);
    if (mh_sql_step(s, st, e, "queue lease") != 1) return MH_FAIL;
    if (sqlite3_column_int(st, 0)) next = now;
    for (int col = 1; col <= 2; col++) {
        if (sqlite3_column_type(st, col) == SQLITE_NULL) continue;
        int64_t at = sqlite3_column_int64(st, col);
        if (at < next) next = at;
    }
    sqlite3_reset(st);
    *wait = next == INT64_MAX ? INT64_MAX : next > now ? next - now : 0;
    return MH_OK;
}

/* One of the statements that make entries wait again, as of n. */
static mh_rc let_wait(mh_store *s, mh_sql_id id, mh_view queue, int64_t n, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, id, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, queue);
    sqlite3_bind_int64(st, 2, n);
    return mh_sql_step(s, st, e, "queue lease") == 0 ? MH_OK : MH_FAIL;
}

/* The entry that comes next, or NULL: another run was quicker. One whose stored value is damaged has
 * value NULL, and *why says more. */
static mh_rc next(mh_store *s, mh_view queue, mh_arena *a, mh_queue_entry **out, mh_err *why,
                  mh_err *e) {
    *out = NULL;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_QUEUE_NEXT, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, queue);
    int step = mh_sql_step(s, st, e, "queue lease");
    if (step != 1) return step < 0 ? MH_FAIL : MH_OK;
    *out = mh_arena_alloc(a, sizeof **out);
    **out = (mh_queue_entry){.id = sqlite3_column_int64(st, 0),
                             .key = mh_arena_dup(a, mh_sql_view(st, 1)),
                             .value = mh_json_read(s, mh_sql_view(st, 2), why, "queue lease"),
                             .tries = sqlite3_column_int64(st, 3),
                             .error = mh_arena_dup(a, mh_sql_view(st, 4))};
    sqlite3_reset(st);
    return MH_OK;
}

static mh_rc mark_leased(mh_store *s, int64_t id, int64_t until, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_QUEUE_LEASE, e);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_int64(st, 2, s->run);
    sqlite3_bind_int64(st, 3, until);
    return mh_sql_step(s, st, e, "queue lease") == 0 ? MH_OK : MH_FAIL;
}

/* Not longer than an error may be, and not cut inside a character. */
static mh_view cut(mh_view error) {
    if (!error.ptr) return MH_VIEW("");
    if (error.len <= MH_QUEUE_ERROR) return error;
    size_t n = MH_QUEUE_ERROR;
    while (n > MH_QUEUE_ERROR - 4 && ((unsigned char)error.ptr[n] & 0xc0) == 0x80) n--;
    return mh_view_sub(error, 0, n);
}

static mh_rc end(mh_store *s, int64_t id, int state, mh_view error, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_QUEUE_END, e);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_int(st, 2, state);
    mh_sql_bind_view(st, 3, error);
    sqlite3_bind_int64(st, 4, mh_store_now(s));
    return mh_sql_step(s, st, e, "queue") == 0 ? MH_OK : MH_FAIL;
}

/* Inside a write, so no other process comes between looking and taking. */
static mh_rc take(mh_store *s, mh_view queue, double lease_s, const run_list *dead, mh_arena *a,
                  mh_queue_entry **out, mh_err *e) {
    int64_t now = mh_store_now(s);
    mh_rc rc = let_wait(s, MH_SQL_QUEUE_RELEASE_LATE, queue, now, e);
    for (size_t i = 0; rc == MH_OK && i < dead->len; i++)
        rc = let_wait(s, MH_SQL_QUEUE_RELEASE_RUN, queue, dead->ptr[i], e);
    if (rc == MH_OK) rc = let_wait(s, MH_SQL_QUEUE_WAKE, queue, now, e);
    while (rc == MH_OK) {
        mh_err why;
        rc = next(s, queue, a, out, &why, e);
        if (rc != MH_OK || !*out || (*out)->value) break;
        rc = end(s, (*out)->id, FAILED, mh_view_of(why.msg), e); /* it must not stop the others */
    }
    if (rc == MH_OK && *out) rc = mark_leased(s, (*out)->id, in(s, lease_s), e);
    return rc;
}

/* A lease need not outlive the machine, so it is not synced: who held it would be gone as well. */
mh_rc mh_queue_lease(mh_store *s, mh_view queue, double lease_s, mh_arena *a, mh_queue_entry **out,
                     int64_t *wait_us, mh_err *e) {
    run_list dead = {0};
    *out = NULL;
    *wait_us = 0;
    if (check_name(queue, e) != MH_OK) return MH_FAIL;
    mh_rc rc = find_dead(s, queue, &dead, e);
    if (rc == MH_OK) rc = when(s, queue, wait_us, e);
    if (rc == MH_OK && (*wait_us == 0 || dead.len > 0)) {
        rc = mh_write_begin_soft(s, e, "queue lease");
        if (rc == MH_OK) rc = mh_write_end(s, take(s, queue, lease_s, &dead, a, out, e), e);
        if (rc != MH_OK && *out) {
            json_decref((*out)->value);
            *out = NULL;
        }
        *wait_us = 0;
        if (rc == MH_OK && !*out) rc = when(s, queue, wait_us, e);
    }
    mh_vec_clear(&dead);
    return rc;
}

static mh_rc is_ours(mh_store *s, int64_t id, int64_t tries, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_QUEUE_LEASED, e);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_int64(st, 2, s->run);
    sqlite3_bind_int64(st, 3, tries + 1);
    int step = mh_sql_step(s, st, e, "queue");
    sqlite3_reset(st);
    if (step == 0)
        return mh_fail(e, MH_E_NOT_FOUND, "queue: entry %lld is not leased by this run (any more)",
                       (long long)id);
    return step < 0 ? MH_FAIL : MH_OK;
}

static mh_rc put_back(mh_store *s, int64_t id, double delay_s, mh_view error, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_QUEUE_DELAY, e);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_int(st, 2, delay_s > 0 ? DELAYED : WAITING);
    sqlite3_bind_int64(st, 3, in(s, delay_s));
    mh_sql_bind_view(st, 4, error);
    return mh_sql_step(s, st, e, "queue") == 0 ? MH_OK : MH_FAIL;
}

mh_rc mh_queue_done(mh_store *s, int64_t id, int64_t tries, mh_err *e) {
    if (mh_write_begin(s, e, "queue done") != MH_OK) return MH_FAIL;
    mh_rc rc = is_ours(s, id, tries, e);
    if (rc == MH_OK) rc = end(s, id, DONE, MH_VIEW(""), e);
    return mh_write_end(s, rc, e);
}

mh_rc mh_queue_fail(mh_store *s, int64_t id, int64_t tries, mh_view error,
                    const mh_queue_again *again, bool *final, mh_err *e) {
    bool last = tries + 1 >= (again->tries > 0 ? again->tries : 5);
    if (final) *final = false;
    if (mh_write_begin(s, e, "queue fail") != MH_OK) return MH_FAIL;
    mh_rc rc = is_ours(s, id, tries, e);
    double wait = fmin(again->first_s * exp2((double)(tries < 60 ? tries : 60)), 86400);
    if (rc == MH_OK && last)
        rc = end(s, id, FAILED, cut(error), e);
    else if (rc == MH_OK)
        rc = put_back(s, id, wait, cut(error), e);
    rc = mh_write_end(s, rc, e);
    if (final) *final = rc == MH_OK && last;
    return rc;
}

mh_rc mh_queue_count(mh_store *s, mh_view queue, mh_queue_counts *out, mh_err *e) {
    *out = (mh_queue_counts){0};
    if (check_name(queue, e) != MH_OK) return MH_FAIL;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_QUEUE_COUNT, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, queue);
    int step;
    while ((step = mh_sql_step(s, st, e, "queue count")) == 1) {
        int64_t n = sqlite3_column_int64(st, 1);
        switch (sqlite3_column_int(st, 0)) {
        case WAITING:
        case DELAYED: out->waiting += n; break;
        case LEASED: out->leased += n; break;
        case DONE: out->done += n; break;
        default: out->failed += n; break;
        }
    }
    return step < 0 ? MH_FAIL : MH_OK;
}

mh_rc mh_queue_forget(mh_store *s, mh_view queue, bool all, size_t *n, mh_err *e) {
    *n = 0;
    if (check_name(queue, e) != MH_OK) return MH_FAIL;
    if (mh_write_begin(s, e, "queue forget") != MH_OK) return MH_FAIL;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_QUEUE_FORGET, e);
    mh_rc rc = MH_FAIL;
    if (st) {
        mh_sql_bind_view(st, 1, queue);
        sqlite3_bind_int(st, 2, all);
        rc = mh_sql_step(s, st, e, "queue forget") == 0 ? MH_OK : MH_FAIL;
        if (rc == MH_OK) *n = (size_t)sqlite3_changes64(s->db);
    }
    return mh_write_end(s, rc, e);
}
