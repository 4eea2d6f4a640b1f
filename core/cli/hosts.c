/* minehost hosts: how each host may be asked, and who is asking it. */
#include "store/hosts.h"
#include "base/proc.h"
#include "cli/db.h"
#include "net/robots.h"
#include "run/net_ledger.h"

#include <stdio.h>
#include <string.h>

#define ORIGINS 2
#define AGENT   MH_VIEW("minehost")

/* What is known of one host, at one instant. */
typedef struct host {
    mh_view name;
    mh_pace_row row;
    int64_t now, wait_us; /* wait_us: from now on; 0: it may be asked */
    const char *wait_why;
    struct {
        char origin[MH_HOSTS_NAME + 16];
        int64_t at; /* 0: none */
        int status;
        size_t bytes;
        mh_robots_rules rules; /* those for us */
        int64_t delay_us;      /* asked for; below 0: none */
    } robots[ORIGINS];
} host;

/* What the copy says to us: 4xx allows everything, no answer and 5xx nothing (RFC 9309 2.3.1). */
static void read_rules(host *h, size_t i, mh_view text) {
    int status = h->robots[i].status;
    mh_robots_rate rate;
    h->robots[i].delay_us = -1;
    h->robots[i].rules = (mh_robots_rules){.none = status < 200 || status >= 500};
    if (status < 200 || status >= 300) return;
    mh_robots *r = mh_robots_parse(text);
    h->robots[i].rules = mh_robots_rules_of(r, AGENT);
    int64_t delay = mh_robots_crawl_delay_ms(r, AGENT) * 1000;
    if (mh_robots_request_rate(r, AGENT, &rate) && rate.requests > 0) {
        int64_t each = rate.seconds * 1000000 / rate.requests;
        if (each > delay) delay = each;
    }
    h->robots[i].delay_us = delay;
    mh_robots_free(r);
}

static mh_rc read_robots(mh_store *s, host *h, mh_err *e) {
    static const char *const schemes[ORIGINS] = {"https", "http"};
    mh_buf text = {0};
    mh_rc rc = MH_OK;
    for (size_t i = 0; rc == MH_OK && i < ORIGINS; i++) {
        snprintf(h->robots[i].origin, sizeof h->robots[i].origin, "%s://%.*s", schemes[i],
                 MH_FMT(h->name));
        mh_buf_reset(&text);
        rc = mh_hosts_robots_get(s, mh_view_of(h->robots[i].origin), &h->robots[i].at,
                                 &h->robots[i].status, &text, e);
        h->robots[i].bytes = text.len;
        read_rules(h, i, mh_buf_view(&text));
    }
    mh_buf_clear(&text);
    return rc;
}

/* Forgets the leases of processes that are gone. */
static void drop_dead(host *h) {
    for (size_t i = 0; i < MH_PACE_LEASES; i++) {
        mh_pace_lease *l = &h->row.lease[i];
        if (l->id && (l->until_us <= h->now || !mh_proc_alive(l->pid, l->pid_start))) l->id = 0;
    }
}

static mh_rc read_host(mh_store *s, const mh_hosts_row *r, host *h, mh_err *e) {
    *h = (host){.name = r->host, .now = mh_clock_wall_us(mh_clock_system())};
    json_decref(mh_net_row_read(r->row, &h->row));
    drop_dead(h);
    if (h->row.hold_us > h->now && h->row.hold_us >= h->row.next_us) {
        h->wait_us = h->row.hold_us - h->now;
        h->wait_why = h->row.hold_why;
    } else if (h->row.next_us > h->now) {
        h->wait_us = h->row.next_us - h->now;
        h->wait_why = h->row.delay_why;
    }
    return read_robots(s, h, e);
}

/* "0.5 s", "12 s", "3 min", "2.5 h", "4 d" */
static const char *span(char out[24], int64_t us) {
    double s = (double)us / 1e6;
    if (s < 10)
        snprintf(out, 24, "%.1f s", s);
    else if (s < 120)
        snprintf(out, 24, "%.0f s", s);
    else if (s < 7200)
        snprintf(out, 24, "%.0f min", s / 60);
    else if (s < 172800)
        snprintf(out, 24, "%.1f h", s / 3600);
    else
        snprintf(out, 24, "%.0f d", s / 86400);
    return out;
}

static const char *status(char out[24], const mh_pace_row *r) {
    snprintf(out, 24, "%s", r->last_us == 0 ? "-" : "error");
    if (r->last_status) snprintf(out, 24, "%d", r->last_status);
    return out;
}

/* "run 17", "2 of run 17, run 18"; "-" when nobody asks. */
static void put_runs(mh_buf *b, const host *h) {
    size_t before = b->len;
    bool told[MH_PACE_LEASES] = {false};
    for (size_t i = 0; i < MH_PACE_LEASES; i++) {
        int n = 0;
        int64_t run = h->row.lease[i].run;
        if (h->row.lease[i].id == 0 || told[i]) continue;
        for (size_t k = i; k < MH_PACE_LEASES; k++) {
            if (h->row.lease[k].id == 0 || h->row.lease[k].run != run) continue;
            told[k] = true;
            n++;
        }
        if (b->len > before) mh_buf_puts(b, ", ");
        if (n > 1) mh_buf_printf(b, "%d of ", n);
        if (run)
            mh_buf_printf(b, "run %lld", (long long)run);
        else
            mh_buf_printf(b, "process %lld", (long long)h->row.lease[i].pid);
    }
    if (b->len == before) mh_buf_putc(b, '-');
}

/* "allows all", "disallows all", "disallows all but 2 rules", "disallows 3 rules, delay 2.0 s" */
static void put_rules(mh_buf *b, const host *h, size_t i) {
    const mh_robots_rules *r = &h->robots[i].rules;
    char delay[24];
    if (r->none)
        mh_buf_puts(b, "disallows all");
    else if (r->disallow == 0)
        mh_buf_puts(b, "allows all");
    else
        mh_buf_printf(b, "disallows %zu rule%s", r->disallow, r->disallow == 1 ? "" : "s");
    if (r->none && r->allow > 0)
        mh_buf_printf(b, " but %zu rule%s", r->allow, r->allow == 1 ? "" : "s");
    if (h->robots[i].delay_us > 0)
        mh_buf_printf(b, ", delay %s", span(delay, h->robots[i].delay_us));
}

/* "allows all (200, 1204 bytes, 3 min old)"; "-" when none was fetched. */
static void put_robots(mh_buf *b, const host *h, size_t i) {
    char age[24];
    if (h->robots[i].at == 0) {
        mh_buf_putc(b, '-');
        return;
    }
    put_rules(b, h, i);
    if (h->robots[i].status)
        mh_buf_printf(b, " (%d, %zu bytes", h->robots[i].status, h->robots[i].bytes);
    else
        mh_buf_puts(b, " (no answer");
    mh_buf_printf(b, ", %s old)", span(age, h->now - h->robots[i].at));
}

/* Appends "0.5 s setting". */
static void put_why(mh_buf *b, int64_t us, const char *why) {
    char t[24];
    if (us == 0) {
        mh_buf_putc(b, '-');
        return;
    }
    mh_buf_printf(b, "%s%s%s", span(t, us), why && why[0] ? " " : "", why ? why : "");
}

static void table_row(const host *h) {
    char at[24], st[24];
    mh_buf delay = {0}, wait = {0}, runs = {0}, robots = {0};
    put_why(&delay, h->row.delay_us, h->row.delay_why);
    put_why(&wait, h->wait_us, h->wait_why);
    put_runs(&runs, h);
    put_robots(&robots, h, h->robots[0].at == 0 && h->robots[1].at != 0);
    mh_cli_put(h->name);
    printf("%*s %8lld  %6s  %-16s  %-18s  %-24s  %-16s  ",
           h->name.len < 30 ? 30 - (int)h->name.len : 0, "", (long long)h->row.requests,
           status(st, &h->row), mh_cli_minute(at, h->row.last_us), delay.ptr, wait.ptr, runs.ptr);
    mh_cli_put(mh_buf_view(&robots));
    putchar('\n');
    mh_buf_clear(&delay);
    mh_buf_clear(&wait);
    mh_buf_clear(&runs);
    mh_buf_clear(&robots);
}

static void put_line(const char *name, mh_buf *value) {
    printf("%-10s", name);
    mh_cli_put(mh_buf_view(value));
    putchar('\n');
    mh_buf_reset(value);
}

/* All of one host. */
static void details(const host *h) {
    char at[24], st[24], t[24];
    mh_buf b = {0};
    mh_buf_put(&b, h->name);
    put_line("host", &b);
    mh_buf_printf(&b, "%lld, the last one %s", (long long)h->row.requests,
                  h->row.last_us ? mh_cli_minute(at, h->row.last_us) : "never");
    if (h->row.last_us) mh_buf_printf(&b, " UTC (%s)", status(st, &h->row));
    if (h->row.failures) mh_buf_printf(&b, ", %d of late failed", h->row.failures);
    put_line("requests", &b);
    put_why(&b, h->row.delay_us, h->row.delay_why);
    if (h->row.latency_us) mh_buf_printf(&b, ", answers in %s", span(t, h->row.latency_us));
    if (h->row.penalty_us) mh_buf_printf(&b, ", penalty %s", span(t, h->row.penalty_us));
    put_line("delay", &b);
    put_why(&b, h->wait_us, h->wait_why);
    put_line("waits", &b);
    put_runs(&b, h);
    put_line("under way", &b);
    for (size_t i = 0; i < ORIGINS; i++) {
        if (h->robots[i].at == 0) continue;
        mh_buf_printf(&b, "%s/robots.txt: ", h->robots[i].origin);
        put_robots(&b, h, i);
        put_line("robots", &b);
    }
    mh_buf_clear(&b);
}

static json_t *time_of(int64_t us) {
    char text[MH_RFC3339_MAX];
    mh_rfc3339(text, us, 0, true);
    return us ? json_string(text) : json_null();
}

static json_t *seconds(int64_t us) {
    return json_real((double)us / 1e6);
}

static json_t *under_way(const host *h) {
    json_t *list = json_array();
    for (size_t i = 0; i < MH_PACE_LEASES; i++) {
        const mh_pace_lease *l = &h->row.lease[i];
        if (l->id == 0) continue;
        json_array_append_new(list, json_pack("{s:I, s:I, s:b, s:o}", "run", (json_int_t)l->run,
                                              "pid", (json_int_t)l->pid, "sent", l->sent, "until",
                                              time_of(l->until_us)));
    }
    return list;
}

static json_t *robots_of(const host *h) {
    json_t *list = json_array();
    for (size_t i = 0; i < ORIGINS; i++) {
        if (h->robots[i].at == 0) continue;
        const mh_robots_rules *r = &h->robots[i].rules;
        json_t *delay = h->robots[i].delay_us < 0 ? json_null() : seconds(h->robots[i].delay_us);
        json_array_append_new(
            list, json_pack("{s:s, s:o, s:i, s:I, s:I, s:I, s:b, s:o}", "origin",
                            h->robots[i].origin, "fetched_at", time_of(h->robots[i].at), "status",
                            h->robots[i].status, "bytes", (json_int_t)h->robots[i].bytes, "allow",
                            (json_int_t)r->allow, "disallow", (json_int_t)r->disallow,
                            "disallows_all", r->none, "delay", delay));
    }
    return list;
}

static json_t *object_of(const host *h) {
    const mh_pace_row *r = &h->row;
    json_t *j = json_object();
    json_object_set_new(j, "host", json_stringn(h->name.ptr, h->name.len));
    json_object_set_new(j, "requests", json_integer(r->requests));
    json_object_set_new(j, "status", json_integer(r->last_status));
    json_object_set_new(j, "last", time_of(r->last_us));
    json_object_set_new(j, "failures", json_integer(r->failures));
    json_object_set_new(j, "delay", seconds(r->delay_us));
    json_object_set_new(j, "delay_why", json_string(r->delay_why));
    json_object_set_new(j, "latency", seconds(r->latency_us));
    json_object_set_new(j, "penalty", seconds(r->penalty_us));
    json_object_set_new(j, "wait", seconds(h->wait_us));
    json_object_set_new(j, "wait_why", json_string(h->wait_why ? h->wait_why : ""));
    json_object_set_new(j, "under_way", under_way(h));
    json_object_set_new(j, "robots", robots_of(h));
    return j;
}

static void put_json(const json_t *j, size_t flags) {
    json_dumpf(j, stdout, flags | JSON_REAL_PRECISION(9));
    putchar('\n');
}

static int show(mh_store *s, const mh_cli *c, const mh_hosts_row *r, size_t n, bool one) {
    mh_view f = c->settings.format;
    bool lines = mh_view_eq(f, MH_VIEW("jsonl")), json = mh_view_eq(f, MH_VIEW("json"));
    json_t *all = json_array();
    mh_err e = {0};
    int code = MH_EXIT_OK;
    if (!lines && !json && !one)
        printf("%-30s %8s  %6s  %-16s  %-18s  %-24s  %-16s  %s\n", "host", "requests", "status",
               "last (UTC)", "delay", "waits", "under way", "robots.txt");
    for (size_t i = 0; i < n && code == MH_EXIT_OK; i++) {
        host h;
        if (read_host(s, &r[i], &h, &e) != MH_OK) {
            code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
        } else if (lines || json) {
            json_t *j = object_of(&h);
            if (lines) put_json(j, JSON_COMPACT);
            json_array_append_new(all, j);
        } else if (one) {
            details(&h);
        } else {
            table_row(&h);
        }
    }
    if (json && code == MH_EXIT_OK) put_json(all, JSON_INDENT(2));
    json_decref(all);
    return code;
}

static int list(mh_store *s, const mh_cli *c, mh_view name, size_t limit) {
    mh_err e = {0};
    mh_arena *a = mh_arena_new();
    mh_hosts_row *r;
    size_t n;
    int code;
    if (mh_hosts_list(s, name, limit, a, &r, &n, &e) != MH_OK)
        code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    else if (name.ptr && n == 0)
        code = mh_cli_fail(MH_EXIT_FAILED, "host %.*s was never asked", MH_FMT(name));
    else
        code = show(s, c, r, n, name.ptr != NULL);
    mh_arena_free(a);
    return code;
}

static int forget(const mh_cli *c, const char *wanted) {
    mh_err e = {0};
    mh_store *s = NULL;
    size_t n;
    bool all = strcmp(wanted, "*") == 0;
    int code = mh_cli_open_db_to_write(c, &s);
    if (code != MH_EXIT_OK) return code;
    if (mh_hosts_forget(s, all ? (mh_view){0} : mh_view_of(wanted), &n, &e) != MH_OK)
        code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    else if (n == 0 && !all)
        code = mh_cli_fail(MH_EXIT_FAILED, "host %s was never asked", wanted);
    mh_store_close(s);
    return code;
}

static int hosts(mh_cli *c) {
    const char *wanted = mh_cli_value(c, "forget");
    size_t limit = 0;
    mh_err e = {0};
    if (c->words.len > 1 || (c->words.len == 1 && wanted))
        return mh_cli_usage(&mh_cmd_hosts, "hosts takes one host, or nothing");
    if (wanted && !wanted[0])
        return mh_cli_usage(&mh_cmd_hosts, "--forget wants the name of a host, or '*' for all");
    if (mh_cli_number(c, "limit", MH_CLI_LIST_MAX, &limit, &e) != MH_OK)
        return mh_cli_usage(&mh_cmd_hosts, e.msg);
    if (wanted) return forget(c, wanted);
    mh_store *s = NULL;
    int code = mh_cli_open_db(c, &s);
    if (code != MH_EXIT_OK) return code;
    code = list(s, c, c->words.len ? mh_view_of(c->words.ptr[0]) : (mh_view){0}, limit);
    mh_store_close(s);
    return code;
}

static const mh_option options[] = {{"forget", true}, {"limit", true}, {NULL, false}};

const mh_command mh_cmd_hosts = {
    .name = "hosts",
    .usage = "hosts [HOST]",
    .about = "list the hosts that were asked: their pace, why they wait, who asks them",
    .run = hosts,
    .options = options,
    .help = "  --format json|jsonl   all that is known, for programs\n"
            "  --forget HOST         forget its pace, its complaints and its robots.txt; '*': of\n"
            "                        all hosts\n"
            "  --limit N             hosts to list, those asked last first (1000)\n"
            "  --db FILE\n"};
