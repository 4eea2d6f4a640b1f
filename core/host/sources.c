#include "host/sources_priv.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "conf/site.h"
#include "host/alert.h"
#include "store/kv.h"

#include <stdlib.h>
#include <string.h>

#define ALIKE     3  /* sources of a country that know its holidays */
#define ASKED     60 /* sources of a group that are asked about a day */
#define DAY       24
#define DISMISSED MH_VIEW("host:silence-dismissed")

typedef struct looking {
    mh_store *s;
    const mh_settings *set;
    mh_zone *zone;
    int64_t now, end; /* us; end: of the last hour that is over */
    mh_arena *arena;
    mh_map *index; /* "job\tsite" -> place in list + 1 */
    MH_VEC(mh_source) list;
    mh_map *runs;   /* job -> mh_silence_hour of each hour, for its runs */
    size_t n;       /* hours that there are: the last n of MH_SOURCES_HOURS */
    mh_map *raised; /* subjects */
    mh_sources_sum *sum;
} looking;

static mh_source *source_at(looking *l, const char *name) {
    mh_value *v = mh_map_at(l->index, mh_view_of(name), NULL);
    if (v->num == 0) {
        mh_view rest = mh_arena_dup(l->arena, mh_view_of(name)), job;
        (void)mh_view_split(&rest, '\t', &job);
        mh_source x = {.job = job, .site = rest};
        x.h = mh_arena_array(l->arena, MH_SOURCES_HOURS, sizeof *x.h);
        mh_vec_push(&l->list, x);
        v->num = l->list.len;
    }
    return &l->list.ptr[v->num - 1];
}

static uint16_t small(int64_t n) {
    return n < 0 ? 0 : n > UINT16_MAX ? UINT16_MAX : (uint16_t)n;
}

static int64_t at(const json_t *list, size_t i) {
    return json_integer_value(json_array_get(list, i));
}

static void read_hour(looking *l, const json_t *hour, size_t i) {
    const char *name;
    json_t *v, *o = json_object_get(hour, "s");
    json_object_foreach(o, name, v) {
        mh_source *x = source_at(l, name);
        x->h[i].fresh = small(at(v, 0));
        x->h[i].old = small(at(v, 1));
        x->h[i].median = (uint32_t)at(v, 2);
        x->total += at(v, 0) + at(v, 1);
    }
    o = json_object_get(hour, "b");
    json_object_foreach(o, name, v) {
        mh_source *x = source_at(l, name);
        x->h[i].failed = small(at(v, 0));
        x->h[i].empty = small(at(v, 1));
    }
    o = json_object_get(hour, "r");
    json_object_foreach(o, name, v) {
        mh_value *runs = mh_map_at(l->runs, mh_view_of(name), NULL);
        if (runs->ptr == NULL)
            runs->ptr = mh_arena_array(l->arena, MH_SOURCES_HOURS, sizeof(mh_silence_hour));
        ((mh_silence_hour *)runs->ptr)[i].runs = small(json_integer_value(v));
    }
}

static mh_rc load(looking *l, mh_err *e) {
    int64_t last = mh_sources_hour(l->zone, l->end - 1);
    for (size_t i = 0; i < MH_SOURCES_HOURS; i++) {
        char name[32];
        json_t *hour = NULL;
        mh_view key = mh_sources_key(name, last - (int64_t)(MH_SOURCES_HOURS - 1 - i));
        if (mh_kv_get(l->s, MH_SOURCES_SPACE, key, &hour, e) != MH_OK) return MH_FAIL;
        if (hour && l->n == 0) l->n = MH_SOURCES_HOURS - i;
        if (hour) read_hour(l, hour, i);
        json_decref(hour);
    }
    return MH_OK;
}

/* Runs are those of the job; a run that failed for a site was one that asked it. */
static void put_runs(looking *l) {
    for (size_t k = 0; k < l->list.len; k++) {
        mh_source *x = &l->list.ptr[k];
        const mh_value *runs = mh_map_get(l->runs, x->job);
        const mh_silence_hour *h = runs ? runs->ptr : NULL;
        for (size_t i = 0; i < MH_SOURCES_HOURS; i++) {
            x->h[i].runs = h ? h[i].runs : 0;
            if (x->h[i].failed > x->h[i].runs) x->h[i].failed = x->h[i].runs;
        }
    }
}

/* Jobs with several sites, as a whole: where each site gives little, all of them together may be much. */
static void add_jobs(looking *l) {
    size_t sites = l->list.len;
    for (size_t j = 0; j < mh_map_len(l->runs); j++) {
        const mh_map_entry *m = mh_map_entry_at(l->runs, j);
        mh_source whole = {.job = mh_arena_dup(l->arena, m->key)};
        size_t n = 0;
        for (size_t k = 0; k < sites; k++) n += mh_view_eq(l->list.ptr[k].job, whole.job);
        if (n < 2) continue;
        whole.h = mh_arena_array(l->arena, MH_SOURCES_HOURS, sizeof *whole.h);
        memcpy(whole.h, m->val.ptr, MH_SOURCES_HOURS * sizeof *whole.h);
        for (size_t k = 0; k < sites; k++) {
            const mh_source *x = &l->list.ptr[k];
            if (!mh_view_eq(x->job, whole.job)) continue;
            whole.total += x->total;
            for (size_t i = 0; i < MH_SOURCES_HOURS; i++) {
                whole.h[i].fresh = small(whole.h[i].fresh + x->h[i].fresh);
                whole.h[i].old = small(whole.h[i].old + x->h[i].old);
                whole.h[i].empty = small(whole.h[i].empty + x->h[i].empty);
            }
        }
        mh_vec_push(&l->list, whole);
    }
}

static int by_total(const void *a, const void *b) {
    const mh_source *x = a, *y = b;
    return x->total > y->total ? -1 : x->total < y->total;
}

/* By country where there are enough of it, else by job. */
static void put_groups(looking *l) {
    mh_map *groups = mh_map_new();
    mh_buf key = {0};
    for (size_t k = 0; k < l->list.len; k++) {
        mh_source *x = &l->list.ptr[k];
        mh_view land = mh_site_country(x->site);
        size_t alike = 0;
        for (size_t j = 0; land.len && j < l->list.len; j++)
            alike += mh_view_eq(mh_site_country(l->list.ptr[j].site), land);
        mh_buf_reset(&key);
        if (alike >= ALIKE)
            mh_buf_printf(&key, "land %.*s", MH_FMT(land));
        else
            mh_buf_printf(&key, "job %.*s", MH_FMT(x->job));
        mh_value *v = mh_map_at(groups, mh_buf_view(&key), NULL);
        if (v->num == 0) v->num = mh_map_len(groups);
        x->group = (int)v->num;
    }
    mh_buf_clear(&key);
    mh_map_free(groups);
}

static bool is_learnt(const looking *l, const mh_source *x) {
    size_t first = MH_SOURCES_HOURS - l->n;
    while (first < MH_SOURCES_HOURS && x->h[first].runs == 0 && x->h[first].fresh == 0) first++;
    return MH_SOURCES_HOURS - first >= MH_SILENCE_LEARN;
}

static void judge_all(looking *l) {
    size_t from = MH_SOURCES_HOURS - l->n, k = l->list.len;
    /* of the wall's clock: 1970 began on a Thursday */
    int64_t last = mh_sources_hour(l->zone, l->end - 1);
    int first = (int)((last - (int64_t)l->n + 1 + 3 * 24) % MH_SILENCE_WEEK);
    float *others = mh_alloc_array(l->n + 1, sizeof *others);
    mh_silence_source *asked = mh_alloc_array(ASKED + 1, sizeof *asked);
    for (size_t i = 0; i < k; i++) {
        mh_source *x = &l->list.ptr[i];
        x->expect = mh_arena_array(l->arena, l->n + 1, sizeof *x->expect);
        mh_silence_expect(x->h + from, l->n, first, x->expect);
    }
    for (size_t i = 0; i < k; i++) {
        mh_source *x = &l->list.ptr[i];
        size_t n = 1;
        asked[0] = (mh_silence_source){x->h + from, x->expect, 0};
        for (size_t j = 0; j < k && n <= ASKED; j++) {
            const mh_source *y = &l->list.ptr[j];
            bool other = j != i && y->group == x->group && y->site.len > 0 && x->site.len > 0;
            if (other) asked[n++] = (mh_silence_source){y->h + from, y->expect, 0};
        }
        mh_silence_shares(asked, n, 0, l->n, first, others);
        x->v = mh_silence_judge(x->h + from, l->n, first, others, k);
        l->sum->learnt += is_learnt(l, x);
    }
    free(asked);
    free(others);
}

/* ---- alerts ---- */

static mh_view subject_of(looking *l, const mh_source *x) {
    return mh_arena_printf(l->arena, "%.*s%s%.*s", MH_FMT(x->job), x->site.len ? " " : "",
                           MH_FMT(x->site));
}

static bool is_silent(const mh_source *x) {
    return x->v.why != MH_SILENCE_NONE && x->v.why != MH_SILENCE_UNASKED;
}

static mh_rc raise(looking *l, mh_view subject, mh_view title, mh_view text, mh_err *e) {
    mh_alert a = {.kind = MH_ALERT_SILENT, .subject = subject, .title = title, .text = text};
    bool told = false;
    mh_map_at(l->raised, subject, NULL)->num = 1;
    l->sum->silent++;
    mh_rc rc = mh_alert_raise(l->s, l->set, &a, l->now, &told, e);
    l->sum->told += told;
    return rc;
}

/* What somebody knows of is not told; until it gives something again. */
static mh_rc is_dismissed(looking *l, const mh_source *x, mh_view subject, bool *yes, mh_err *e) {
    json_t *v = NULL;
    *yes = false;
    if (mh_kv_get(l->s, DISMISSED, subject, &v, e) != MH_OK) return MH_FAIL;
    if (v == NULL) return MH_OK;
    json_decref(v);
    if (is_silent(x) || x->v.why == MH_SILENCE_UNASKED) {
        *yes = true;
        return MH_OK;
    }
    return mh_kv_set(l->s, DISMISSED, subject, NULL, 0, e);
}

/* The whole of a job stands for its sites. */
static bool is_covered(const looking *l, const mh_source *x) {
    for (size_t i = 0; x->site.len && i < l->list.len; i++) {
        const mh_source *y = &l->list.ptr[i];
        if (y->site.len == 0 && mh_view_eq(y->job, x->job)) return is_silent(y);
    }
    return false;
}

/* Whether most of those that were asked today cannot be fetched. */
static bool is_network(const looking *l, size_t *failing, size_t *asked) {
    *failing = *asked = 0;
    for (size_t i = 0; i < l->list.len; i++) {
        const mh_source *x = &l->list.ptr[i];
        bool today = false;
        for (size_t k = MH_SOURCES_HOURS - DAY; k < MH_SOURCES_HOURS; k++)
            today = today || x->h[k].runs > 0;
        if (!today || x->site.len == 0) continue;
        ++*asked;
        *failing += x->v.why == MH_SILENCE_FETCH;
    }
    return *failing >= 3 && *failing * 2 > *asked;
}

static mh_rc raise_network(looking *l, size_t failing, size_t asked, mh_err *e) {
    mh_view text =
        mh_arena_printf(l->arena,
                        "%zu of %zu sites that are mined cannot be fetched, so it may be "
                        "this machine's own way out: its network, name server or proxy.\n"
                        "look closer: minehost hosts; minehost doctor",
                        failing, asked);
    return raise(l, MH_VIEW("network"), MH_VIEW("most sources cannot be fetched"), text, e);
}

static mh_rc raise_all(looking *l, mh_err *e) {
    size_t failing, asked;
    bool network = is_network(l, &failing, &asked);
    mh_rc rc = network ? raise_network(l, failing, asked, e) : MH_OK;
    for (size_t i = 0; rc == MH_OK && i < l->list.len; i++) {
        const mh_source *x = &l->list.ptr[i];
        mh_view subject = subject_of(l, x), title, text;
        bool dismissed;
        rc = is_dismissed(l, x, subject, &dismissed, e);
        if (rc != MH_OK || dismissed) continue;
        if (x->v.why == MH_SILENCE_UNASKED) { /* nobody knows */
            mh_map_at(l->raised, subject, NULL)->num = 1;
            continue;
        }
        if (!is_silent(x) || is_covered(l, x) || (network && x->v.why == MH_SILENCE_FETCH))
            continue;
        mh_sources_say(x, l->n, l->end, l->zone, l->arena, &title, &text);
        rc = raise(l, subject, title, text, e);
    }
    return rc;
}

static mh_view ending_of(looking *l, mh_view subject) {
    for (size_t i = 0; i < l->list.len; i++) {
        const mh_source *x = &l->list.ptr[i];
        size_t n = 0;
        if (!mh_view_eq(subject_of(l, x), subject)) continue;
        for (size_t k = MH_SOURCES_HOURS - DAY; k < MH_SOURCES_HOURS; k++) n += x->h[k].fresh;
        if (n > 0) return mh_arena_printf(l->arena, "%zu new in the last %d h", n, DAY);
    }
    return MH_VIEW("");
}

static mh_rc clear_others(looking *l, mh_err *e) {
    mh_alert_info *all;
    size_t n;
    mh_rc rc = mh_alert_list(l->s, l->now, l->arena, &all, &n, e);
    for (size_t i = 0; rc == MH_OK && i < n; i++) {
        bool told;
        mh_alert a = {.kind = MH_ALERT_SILENT,
                      .subject = all[i].subject,
                      .text = ending_of(l, all[i].subject)};
        bool ours = mh_view_eq(all[i].kind, mh_view_of(mh_alert_kind_name(MH_ALERT_SILENT)));
        if (!ours || all[i].over || mh_map_get(l->raised, all[i].subject)) continue;
        rc = mh_alert_clear(l->s, l->set, &a, l->now, &told, e);
    }
    return rc;
}

mh_rc mh_sources_look(mh_store *s, const mh_settings *set, int64_t now, mh_sources_sum *out,
                      mh_err *e) {
    looking l = {.s = s,
                 .set = set,
                 .now = now,
                 .arena = mh_arena_new(),
                 .index = mh_map_new(),
                 .runs = mh_map_new(),
                 .raised = mh_map_new(),
                 .sum = out};
    *out = (mh_sources_sum){0};
    (void)mh_zone_open(&l.zone, MH_VIEW(""), NULL); /* else UTC */
    int64_t second = now / 1000000, local = second + mh_zone_offset(l.zone, second);
    l.end = (second - local % 3600) * 1000000;
    mh_rc rc = mh_sources_count(s, l.zone, now, e);
    if (rc == MH_OK) rc = load(&l, e);
    if (rc == MH_OK && l.n > 0) {
        put_runs(&l);
        add_jobs(&l);
        qsort(l.list.ptr, l.list.len, sizeof *l.list.ptr, by_total);
        if (l.list.len > MH_SOURCES_MOST) l.list.len = MH_SOURCES_MOST;
        put_groups(&l);
        out->sources = l.list.len;
        judge_all(&l);
        rc = raise_all(&l, e);
        if (rc == MH_OK) rc = clear_others(&l, e);
    }
    mh_zone_free(l.zone);
    mh_vec_clear(&l.list);
    mh_map_free(l.index);
    mh_map_free(l.runs);
    mh_map_free(l.raised);
    mh_arena_free(l.arena);
    return rc;
}
