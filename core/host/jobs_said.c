/* What people said of a job, laid over what its file says; and when it runs. Part of host/jobs.h. */
#include "host/jobs_priv.h"

#include <stdlib.h>
#include <string.h>

#define S INT64_C(1000000) /* us */

/* The schedule of the file with another time table. */
static mh_rc make(const mh_jobs_entry *e, mh_view cron, mh_view zone, json_t **table,
                  mh_schedule *out, mh_err *err) {
    const json_t *own = e->job.table ? json_object_get(e->job.table, "schedule") : NULL;
    json_t *t = own ? json_copy((json_t *)(uintptr_t)own) : json_object();
    json_object_del(t, "every");
    json_object_set_new(t, "cron", json_stringn(cron.ptr, cron.len));
    if (zone.len) json_object_set_new(t, "timezone", json_stringn(zone.ptr, zone.len));
    *table = t;
    if (mh_schedule_read(out, t, e->name, err) == MH_OK) return MH_OK;
    json_decref(t);
    *table = NULL;
    return MH_FAIL;
}

void jobs_unsay(mh_jobs_entry *e) {
    mh_schedule_clear(&e->given);
    json_decref(e->given_table);
    free(e->given_cron);
    free(e->given_zone);
    free(e->given_error);
    e->given_table = NULL;
    e->given_cron = e->given_zone = e->given_error = NULL;
    e->has_given = false;
}

void jobs_lay(mh_jobs_entry *e) {
    mh_err err = {0};
    if (e->given_cron == NULL) return;
    mh_schedule_clear(&e->given);
    json_decref(e->given_table);
    free(e->given_error);
    e->given_error = NULL;
    e->has_given = make(e, mh_view_of(e->given_cron), mh_view_of(e->given_zone), &e->given_table,
                        &e->given, &err) == MH_OK;
    if (!e->has_given) e->given_error = mh_strndup(err.msg, strlen(err.msg));
}

mh_rc mh_jobs_say(mh_jobs_entry *e, bool paused, mh_view cron, mh_view zone, mh_err *err) {
    bool same = mh_view_eq(cron, mh_view_of(e->given_cron)) &&
                mh_view_eq(zone, mh_view_of(e->given_zone)) && e->given_error == NULL;
    if (e->paused != paused) e->fresh = true;
    e->paused = paused;
    if (same) return MH_OK;
    json_t *table = NULL;
    mh_schedule s = {0};
    if (cron.len && make(e, cron, zone, &table, &s, err) != MH_OK) return MH_FAIL;
    jobs_unsay(e);
    e->fresh = true;
    if (cron.len == 0) return MH_OK;
    e->given = s;
    e->given_table = table;
    e->has_given = true;
    e->given_cron = mh_strndup(cron.ptr, cron.len);
    e->given_zone = mh_strndup(zone.len ? zone.ptr : "", zone.len);
    return MH_OK;
}

const mh_schedule *mh_jobs_schedule(const mh_jobs_entry *e) {
    return e->has_given ? &e->given : &e->job.schedule;
}

/* One of the time tables of a job. */
typedef struct table {
    const mh_cron *cron; /* NULL: every */
    mh_zone *zone;
    int64_t every, next; /* us */
} table;

static void step(table *t) {
    if (t->next == INT64_MAX) return;
    if (t->cron == NULL) {
        t->next += t->every;
        return;
    }
    int64_t s = mh_cron_next(t->cron, t->zone, t->next / S);
    t->next = s == MH_CRON_NEVER ? INT64_MAX : s * S;
}

static int64_t floor_s(int64_t us) {
    return us / S * S;
}

size_t mh_jobs_next(const mh_jobs_entry *e, int64_t handled, int64_t now, int64_t *out, size_t n) {
    const mh_schedule *s = mh_jobs_schedule(e);
    MH_VEC(table) tables = {0};
    size_t got = 0;
    for (size_t i = 0; i < s->crons.len; i++) {
        table t = {.cron = &s->crons.ptr[i].when, .next = floor_s(now)};
        if (mh_zone_open(&t.zone, s->crons.ptr[i].zone, NULL) != MH_OK) continue;
        step(&t);
        mh_vec_push(&tables, t);
    }
    if (s->every > 0) {
        table t = {.every = (int64_t)(s->every * 1e6), .next = now};
        if (handled > 0 && handled > now) t.next = handled;
        if (handled > 0 && handled <= now)
            t.next = handled + ((now - handled) / t.every + 1) * t.every;
        mh_vec_push(&tables, t);
    }
    while (got < n) {
        int64_t at = INT64_MAX;
        for (size_t i = 0; i < tables.len; i++)
            if (tables.ptr[i].next < at) at = tables.ptr[i].next;
        if (at == INT64_MAX) break;
        out[got++] = at;
        for (size_t i = 0; i < tables.len; i++)
            if (tables.ptr[i].next == at) step(&tables.ptr[i]);
    }
    for (size_t i = 0; i < tables.len; i++) mh_zone_free(tables.ptr[i].zone);
    mh_vec_clear(&tables);
    return got;
}
