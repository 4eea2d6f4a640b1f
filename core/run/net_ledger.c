#include "run/net_ledger.h"

#include "base/proc.h"
#include "store/hosts.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TIME_MAX  INT64_C(10000000000000000) /* us; the year 2286 */
#define SPAN_MAX  INT64_C(86400000000)       /* us; a day */
#define COUNT_MAX (INT64_MAX / 2)

/* What is 0 is not written. */
typedef struct field {
    const char *name;
    size_t offset;
    int64_t max;
} field;

#define AT(f) offsetof(mh_pace_row, f)
static const field row_fields[] = {
    {"seen", AT(seen_us), TIME_MAX},       {"start", AT(start_us), TIME_MAX},
    {"next", AT(next_us), TIME_MAX},       {"hold", AT(hold_us), TIME_MAX},
    {"penalty", AT(penalty_us), SPAN_MAX}, {"latency", AT(latency_us), SPAN_MAX},
    {"delay", AT(delay_us), SPAN_MAX},     {"last", AT(last_us), TIME_MAX},
    {"requests", AT(requests), COUNT_MAX}, {"last_id", AT(last_id), COUNT_MAX},
};
#undef AT
#define AT(f) offsetof(mh_pace_lease, f)
static const field lease_fields[] = {
    {"id", AT(id), COUNT_MAX},         {"run", AT(run), COUNT_MAX},
    {"pid", AT(pid), INT_MAX},         {"pid_start", AT(pid_start), COUNT_MAX},
    {"until", AT(until_us), TIME_MAX}, {"send_by", AT(send_by_us), TIME_MAX},
};
#undef AT
#define N(a) (sizeof(a) / sizeof((a)[0]))

static int64_t number(const json_t *j, const char *name, int64_t max) {
    const json_t *v = json_object_get(j, name);
    int64_t n = json_is_integer(v) ? (int64_t)json_integer_value(v) : 0;
    return n < 0 ? 0 : n > max ? max : n;
}

static void read_fields(const json_t *j, const field *f, size_t n, void *out) {
    for (size_t i = 0; i < n; i++) {
        int64_t v = number(j, f[i].name, f[i].max);
        memcpy((char *)out + f[i].offset, &v, sizeof v);
    }
}

static void put_number(json_t *j, const char *name, int64_t v) {
    if (v != 0)
        json_object_set_new(j, name, json_integer(v));
    else
        json_object_del(j, name);
}

static void write_fields(json_t *j, const field *f, size_t n, const void *in) {
    for (size_t i = 0; i < n; i++) {
        int64_t v;
        memcpy(&v, (const char *)in + f[i].offset, sizeof v);
        put_number(j, f[i].name, v);
    }
}

static void read_text(const json_t *j, const char *name, char *out, size_t size) {
    const char *s = json_string_value(json_object_get(j, name));
    snprintf(out, size, "%s", s ? s : "");
}

static void put_text(json_t *j, const char *name, const char *s) {
    if (!s[0] || json_object_set_new(j, name, json_string(s)) != 0) json_object_del(j, name);
}

json_t *mh_net_row_read(mh_view text, mh_pace_row *row) {
    size_t i, used = 0;
    json_t *l, *j = text.len ? json_loadb(text.ptr, text.len, 0, NULL) : NULL;
    *row = (mh_pace_row){0};
    if (!json_is_object(j)) {
        json_decref(j);
        return json_object();
    }
    read_fields(j, row_fields, N(row_fields), row);
    read_text(j, "hold_why", row->hold_why, sizeof row->hold_why);
    read_text(j, "delay_why", row->delay_why, sizeof row->delay_why);
    row->failures = (int)number(j, "failures", 1000);
    row->last_status = (int)number(j, "status", 999);
    json_array_foreach(json_object_get(j, "leases"), i, l) {
        mh_pace_lease *out = &row->lease[used];
        read_fields(l, lease_fields, N(lease_fields), out);
        out->sent = json_is_true(json_object_get(l, "sent"));
        if (out->id > row->last_id) row->last_id = out->id;
        if (out->id != 0 && ++used == MH_PACE_LEASES) break;
    }
    return j;
}

void mh_net_row_write(json_t *j, const mh_pace_row *row) {
    write_fields(j, row_fields, N(row_fields), row);
    put_text(j, "hold_why", row->hold_why);
    put_text(j, "delay_why", row->delay_why);
    put_number(j, "failures", row->failures);
    put_number(j, "status", row->last_status);
    json_t *leases = json_array();
    for (size_t i = 0; i < MH_PACE_LEASES; i++) {
        if (row->lease[i].id == 0) continue;
        json_t *l = json_object();
        write_fields(l, lease_fields, N(lease_fields), &row->lease[i]);
        if (row->lease[i].sent) json_object_set_new(l, "sent", json_true());
        json_array_append_new(leases, l);
    }
    if (json_array_size(leases) > 0)
        json_object_set(j, "leases", leases);
    else
        json_object_del(j, "leases");
    json_decref(leases);
}

typedef struct change {
    mh_pace_change *fn;
    void *arg;
} change;

static int append(const char *p, size_t n, void *out) {
    mh_buf_put_n(out, p, n);
    return 0;
}

static mh_rc change_row(void *arg, mh_view text, mh_buf *out, mh_err *e) {
    const change *c = arg;
    mh_pace_row row;
    json_t *j = mh_net_row_read(text, &row);
    c->fn(c->arg, &row);
    mh_net_row_write(j, &row);
    int rc = json_dump_callback(j, append, out, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(j);
    return rc == 0 ? MH_OK : mh_fail(e, MH_E_INTERNAL, "host ledger: a row cannot be packed");
}

static mh_rc update(void *store, mh_view host, mh_pace_change *fn, void *fn_arg, bool durable,
                    mh_err *e) {
    return mh_hosts_update(store, host, change_row, &(change){fn, fn_arg}, durable, e);
}

static mh_rc robots_get(void *store, mh_view origin, mh_robots_copy *out, mh_err *e) {
    mh_buf_reset(&out->text);
    return mh_hosts_robots_get(store, origin, &out->fetched_us, &out->status, &out->text, e);
}

static mh_rc robots_put(void *store, mh_view origin, const mh_robots_copy *c, mh_err *e) {
    return mh_hosts_robots_put(store, origin, c->fetched_us, c->status, mh_buf_view(&c->text), e);
}

mh_ledger mh_net_ledger(mh_store *s, int64_t run) {
    int64_t pid = getpid();
    return (mh_ledger){.arg = s,
                       .run = run,
                       .pid = pid,
                       .pid_start = mh_proc_start(pid),
                       .update = update,
                       .robots_get = robots_get,
                       .robots_put = robots_put,
                       .alive = mh_proc_alive};
}
