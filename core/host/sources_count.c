/* Counts what came by the hour, and keeps the counts. Declared in sources_priv.h.
 *
 * An hour is { "s": { "job\tsite": [fresh, old, median length] }, "r": { job: runs },
 * "b": { "job\tsite": [runs that could not fetch, pages that gave nothing] } }. */
#include "host/sources_priv.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "conf/site.h"
#include "store/kv.h"
#include "store/pace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEEP_S ((MH_SOURCES_DAYS + 1) * 86400.0)

typedef struct cell { /* of an hour, a job and a site */
    int64_t fresh, old, failed, empty;
    MH_VEC(double) length;
} cell;

typedef struct counting {
    const mh_zone *zone;
    mh_map *cells; /* "hour\tjob\tsite" -> cell */
    mh_map *runs;  /* "hour\tjob" -> number */
    mh_buf key;
} counting;

mh_view mh_sources_key(char *name, int64_t hour) {
    int n = snprintf(name, 32, "h%08lld", (long long)hour);
    return (mh_view){name, (size_t)n};
}

static cell *cell_at(counting *c, int64_t us, mh_view job, mh_view site) {
    mh_buf_reset(&c->key);
    mh_buf_printf(&c->key, "%lld\t%.*s\t%.*s", (long long)mh_sources_hour(c->zone, us), MH_FMT(job),
                  MH_FMT(site));
    mh_value *v = mh_map_at(c->cells, mh_buf_view(&c->key), NULL);
    if (v->ptr == NULL) v->ptr = mh_alloc(sizeof(cell));
    return v->ptr;
}

static void add_doc(void *arg, const mh_pace_doc *d) {
    counting *c = arg;
    mh_buf site = {0};
    if (d->job.len > 0 && mh_site_put(&site, d->url)) {
        cell *x = cell_at(c, d->first_seen, d->job, mh_buf_view(&site));
        if (d->at < d->first_seen - MH_SOURCES_FRESH) {
            x->old++;
        } else {
            x->fresh++;
            if (d->length > 0) mh_vec_push(&x->length, (double)d->length);
        }
    }
    mh_buf_clear(&site);
}

/* A run that ended before it asked anybody is the job's own trouble. */
static void add_run(void *arg, const mh_pace_run *r) {
    counting *c = arg;
    const char *site;
    json_t *n;
    if (!mh_view_eq(r->status, MH_VIEW("ok")) && !mh_view_eq(r->status, MH_VIEW("partial")) &&
        r->sites.len == 0)
        return;
    mh_buf_reset(&c->key);
    mh_buf_printf(&c->key, "%lld\t%.*s", (long long)mh_sources_hour(c->zone, r->finished),
                  MH_FMT(r->job));
    mh_map_at(c->runs, mh_buf_view(&c->key), NULL)->num++;
    json_t *sites = r->sites.len ? json_loadb(r->sites.ptr, r->sites.len, 0, NULL) : NULL;
    json_object_foreach(sites, site, n) {
        int64_t given = json_integer_value(json_array_get(n, 0)),
                failed = json_integer_value(json_array_get(n, 1)),
                empty = json_integer_value(json_array_get(n, 2));
        cell *x = cell_at(c, r->finished, r->job, mh_view_of(site));
        x->failed += failed > 0 && given <= failed;
        x->empty += empty;
    }
    json_decref(sites);
}

static int by_number(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static int64_t median_of(cell *x) {
    if (x->length.len == 0) return 0;
    qsort(x->length.ptr, x->length.len, sizeof *x->length.ptr, by_number);
    return (int64_t)x->length.ptr[x->length.len / 2];
}

/* Adds to the list name of the part; the last of a list of three is no sum. */
static void add_list(json_t *hour, const char *part, const char *name, const int64_t *n,
                     size_t len) {
    json_t *o = json_object_get(hour, part), *list = json_object_get(o, name);
    if (list == NULL) {
        list = json_array();
        for (size_t i = 0; i < len; i++) json_array_append_new(list, json_integer(0));
        if (json_object_set_new(o, name, list) != 0) return; /* no UTF-8 */
    }
    for (size_t i = 0; i < len; i++) {
        int64_t was = json_integer_value(json_array_get(list, i));
        bool sum = i < 2;
        json_array_set_new(list, i, json_integer(sum ? was + n[i] : n[i] ? n[i] : was));
    }
}

/* The counts of an hour in all: kept ones are added to, as two hours share a number when clocks are set
 * back. Borrowed from all. */
static json_t *hour_at(mh_store *s, json_t *all, int64_t hour, mh_err *e) {
    char name[32];
    mh_view key = mh_sources_key(name, hour);
    json_t *v = json_object_get(all, name);
    if (v) return v;
    if (mh_kv_get(s, MH_SOURCES_SPACE, key, &v, e) != MH_OK) return NULL;
    if (!json_is_object(v)) {
        json_decref(v);
        v = json_pack("{s{},s{},s{}}", "s", "r", "b");
    }
    json_object_set_new(all, name, v);
    return v;
}

/* "hour\tREST": REST has a NUL behind it, as keys of a map have. */
static int64_t split_key(mh_view key, const char **rest) {
    size_t tab = mh_view_find_byte(key, '\t', 0);
    *rest = key.ptr + tab + 1;
    return strtoll(key.ptr, NULL, 10);
}

static mh_rc gather(mh_store *s, counting *c, json_t *all, mh_err *e) {
    const char *rest;
    for (size_t i = 0; i < mh_map_len(c->cells); i++) {
        const mh_map_entry *m = mh_map_entry_at(c->cells, i);
        cell *x = m->val.ptr;
        json_t *hour = hour_at(s, all, split_key(m->key, &rest), e);
        if (hour == NULL) return MH_FAIL;
        int64_t came[3] = {x->fresh, x->old, median_of(x)}, bad[2] = {x->failed, x->empty};
        if (x->fresh + x->old > 0) add_list(hour, "s", rest, came, 3);
        if (x->failed + x->empty > 0) add_list(hour, "b", rest, bad, 2);
    }
    for (size_t i = 0; i < mh_map_len(c->runs); i++) {
        const mh_map_entry *m = mh_map_entry_at(c->runs, i);
        json_t *hour = hour_at(s, all, split_key(m->key, &rest), e), *o, *was;
        if (hour == NULL) return MH_FAIL;
        o = json_object_get(hour, "r");
        was = json_object_get(o, rest);
        json_object_set_new(o, rest,
                            json_integer(json_integer_value(was) + (json_int_t)m->val.num));
    }
    return MH_OK;
}

static mh_rc keep(mh_store *s, json_t *all, mh_err *e) {
    const char *name;
    json_t *hour;
    json_object_foreach(all, name, hour) {
        if (mh_kv_set(s, MH_SOURCES_SPACE, mh_view_of(name), hour, KEEP_S, e) != MH_OK)
            return MH_FAIL;
    }
    return MH_OK;
}

static void forget(counting *c) {
    for (size_t i = 0; i < mh_map_len(c->cells); i++) {
        cell *x = mh_map_entry_at(c->cells, i)->val.ptr;
        mh_vec_clear(&x->length);
        free(x);
    }
    mh_map_free(c->cells);
    mh_map_free(c->runs);
    mh_buf_clear(&c->key);
}

/* The beginning of the hour of the wall's clock that goes on. */
static int64_t hour_start(const mh_zone *z, int64_t now) {
    int64_t s = now / 1000000, local = s + mh_zone_offset(z, s);
    return (s - local % 3600) * 1000000;
}

mh_rc mh_sources_count(mh_store *s, const mh_zone *z, int64_t now, mh_err *e) {
    json_t *mark = NULL, *all = json_object();
    counting c = {.zone = z, .cells = mh_map_new(), .runs = mh_map_new()};
    int64_t until = hour_start(z, now), oldest = now - (int64_t)MH_SOURCES_DAYS * 86400000000;
    int64_t doc = 0, run = 0, since = oldest;
    mh_rc rc = mh_kv_get(s, MH_SOURCES_SPACE, MH_VIEW("mark"), &mark, e);
    if (rc == MH_OK && mark) {
        doc = json_integer_value(json_object_get(mark, "doc"));
        run = json_integer_value(json_object_get(mark, "run"));
        since = json_integer_value(json_object_get(mark, "until"));
        if (since < oldest) since = oldest;
    }
    json_decref(mark);
    if (rc != MH_OK || since >= until) goto out; /* looked at already, or the clock was set back */
    rc = mh_pace_docs(s, doc, since, until, add_doc, &c, e);
    if (rc == MH_OK) rc = mh_pace_runs(s, run, since, until, add_run, &c, e);
    if (rc == MH_OK) rc = gather(s, &c, all, e);
    if (rc == MH_OK) rc = keep(s, all, e);
    if (rc == MH_OK) rc = mh_pace_mark(s, until, &doc, &run, e);
    if (rc != MH_OK) goto out;
    mark = json_pack("{sI,sI,sI}", "doc", (json_int_t)doc, "run", (json_int_t)run, "until",
                     (json_int_t)until);
    rc = mh_kv_set(s, MH_SOURCES_SPACE, MH_VIEW("mark"), mark, 0, e);
    json_decref(mark);
out:
    json_decref(all);
    forget(&c);
    return rc;
}
