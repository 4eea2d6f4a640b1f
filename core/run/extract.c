#include "run/extract.h"

#include "base/log.h"
#include "conf/perm.h"
#include "doc/url.h"
#include "run/extract_priv.h"
#include "run/net.h"
#include "run/run.h"
#include "work/pool.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Inputs under way for each thread: enough that one slow page does not leave the others idle. */
#define SLOTS_PER_THREAD 8
#define THREADS_MAX      64

typedef enum state { FREE, FETCHING, WORKING, DONE } state;

struct extraction;
typedef struct slot {
    mh_extract_job job;
    state state;
    mh_fetch *fetch;
    struct extraction *x;
} slot;

typedef struct extraction {
    const mh_extract_req *req;
    mh_loop *loop;
    mh_run_net net; /* opened when the first address is met */
    mh_perm *perm;
    slot *slots;
    size_t n_slots, n, next, head; /* inputs in all; to be started; to be printed */
    size_t failed, refused;
    char today[MH_RFC3339_MAX];
    bool broken; /* the output cannot be written */
    bool alone;  /* ... because nobody reads it any more */
} extraction;

static const char *const format_names[] = {"jsonl", "json", "text", "markdown", "html"};

bool mh_extract_format_of(mh_view name, mh_extract_format *out, mh_err *e) {
    for (size_t i = 0; i < sizeof format_names / sizeof *format_names; i++) {
        if (!mh_view_eq(name, mh_view_of(format_names[i]))) continue;
        *out = (mh_extract_format)i;
        return true;
    }
    mh_fail(e, MH_E_USAGE, "option 'format' must be one of jsonl|json|text|markdown|html");
    return false;
}

static mh_rc open_net(extraction *x, mh_err *e) {
    mh_run_net_req req = {
        .loop = x->loop, .settings = x->req->settings, .perm = x->perm, .job = "extract"};
    return mh_run_net_open(&x->net, &req, e);
}

static void fetch(slot *s, mh_view url);

static void worked(void *arg) {
    slot *s = arg;
    if (s->job.next.len > 0)
        fetch(s, mh_buf_view(&s->job.next));
    else
        s->state = DONE;
}

static void start_work(slot *s) {
    s->state = WORKING;
    mh_work_start(mh_loop_uv(s->x->loop), mh_extract_work, &s->job, worked, worked);
}

/* job is the first member of slot, so the argument of the work is the slot itself. */
_Static_assert(offsetof(slot, job) == 0, "worked() takes the job's address for the slot's");

static void fail_slot(slot *s) {
    mh_extract_failed(&s->job);
    s->state = DONE;
}

static bool same_host(mh_view a, mh_view b) {
    mh_url u = {0}, v = {0};
    bool same = mh_url_parse(&u, a, NULL, NULL) == MH_OK &&
                mh_url_parse(&v, b, NULL, NULL) == MH_OK &&
                mh_view_eq(mh_url_host(&u), mh_url_host(&v));
    mh_url_clear(&u);
    mh_url_clear(&v);
    return same;
}

static void fetched(void *arg) {
    slot *s = arg;
    mh_fetch_result *r = mh_fetch_get(s->fetch);
    mh_extract_job *j = &s->job;
    bool later = j->parts.len > 0;
    mh_err *e = later ? &j->cut : &j->err;
    if (!later) mh_buf_put(&j->url, r->url);
    if (r->err.code != MH_E_NONE) {
        *e = r->err;
    } else if (r->status < 200 || r->status > 299) {
        mh_fail(e, MH_E_HTTP, "fetch %.*s: status %d", MH_FMT(r->url), r->status);
        e->retry = r->status >= 500 || r->status == 429;
    } else if (later && !same_host(mh_buf_view(&j->url), r->url)) {
        mh_fail(e, MH_E_PERMISSION, "the next page went to another host: %.*s", MH_FMT(r->url));
    } else {
        mh_buf_reset(&j->at);
        mh_buf_reset(&j->type);
        mh_buf_put(&j->at, r->url);
        mh_buf_put(&j->type, r->type);
        mh_buf_clear(&j->bytes);
        j->bytes = r->body;
        r->body = (mh_buf){0};
        j->fetched = true;
    }
    j->closing = later && e->code != MH_E_NONE;
    mh_fetch_free(s->fetch);
    s->fetch = NULL;
    if (j->fetched)
        start_work(s);
    else
        fail_slot(s);
}

static void fetch(slot *s, mh_view url) {
    mh_fetch_req r = {.url = url, .method = MH_GET};
    s->state = FETCHING;
    s->fetch = mh_fetch_start(s->x->net.net, &r, fetched, s);
}

static bool is_address(const char *input) {
    mh_view v = mh_view_of(input);
    return mh_view_istarts(v, MH_VIEW("http://")) || mh_view_istarts(v, MH_VIEW("https://"));
}

static void start(extraction *x, slot *s, const char *input) {
    mh_extract_job *j = &s->job;
    s->x = x;
    j->input = input;
    j->fields = x->req->fields;
    j->pages = x->req->pages;
    j->format = x->req->format;
    j->today = mh_view_of(x->today);
    j->headed = x->n > 1;
    if (!is_address(input)) {
        start_work(s);
        return;
    }
    s->state = FETCHING;
    if (open_net(x, &j->err) != MH_OK) {
        fail_slot(s);
        return;
    }
    fetch(s, mh_view_of(input));
}

static void broken(extraction *x) {
    if (x->broken) return;
    x->broken = true;
    x->alone = errno == EPIPE; /* as with `| head -n 1`: nothing to complain about */
    if (!x->alone) fprintf(stderr, "minehost: write to standard output: %s\n", strerror(errno));
}

static void write_out(extraction *x, mh_view v) {
    if (!x->broken && v.len > 0 && !mh_log_print(stdout, v)) broken(x);
}

static void complain(const mh_extract_job *j, const mh_err *e) {
    mh_buf b = {0}, line = {0};
    const char *name = mh_extract_name(j->input);
    if (strstr(e->msg, name) == NULL) mh_buf_printf(&b, "%s: ", name);
    mh_buf_puts(&b, e->msg);
    if (e == &j->cut) mh_buf_printf(&b, "; joined %zu pages without it", j->joined);
    mh_log_escape(&line, mh_buf_view(&b), false);
    fprintf(stderr, "minehost: %.*s\n", MH_FMT(mh_buf_view(&line)));
    mh_buf_clear(&b);
    mh_buf_clear(&line);
}

/* Prints a finished slot and makes it free again; its text engine stays. */
static void print(extraction *x, slot *s) {
    mh_extract_job *j = &s->job;
    bool array = j->format == MH_EXTRACT_JSON && j->fields == NULL;
    if (array) write_out(x, x->head == 0 ? MH_VIEW("[\n") : MH_VIEW(",\n"));
    write_out(x, mh_buf_view(&j->out));
    x->head++;
    if (array && x->head == x->n) write_out(x, MH_VIEW("\n]\n"));
    if (j->err.code != MH_E_NONE) {
        x->failed++;
        x->refused += j->err.code == MH_E_PERMISSION;
        if (!x->alone) complain(j, &j->err);
    } else if (j->cut.code != MH_E_NONE) {
        complain(j, &j->cut);
    }
    mh_extract_job_clear(j);
    s->state = FREE;
}

static void pump(extraction *x) {
    assert(x->n_slots > 0);
    while (x->n_slots > 0 && x->head < x->n && !x->broken) {
        while (x->next < x->n && x->slots[x->next % x->n_slots].state == FREE) {
            slot *s = &x->slots[x->next % x->n_slots];
            start(x, s, x->req->inputs[x->next++]);
        }
        bool any = false;
        while (x->head < x->n && x->slots[x->head % x->n_slots].state == DONE) {
            print(x, &x->slots[x->head % x->n_slots]);
            any = true;
        }
        /* a reader on a terminal or pipe sees each result as it comes */
        if (any && fflush(stdout) != 0) broken(x);
        if (!any) mh_loop_once(x->loop, true);
    }
}

/* One thread a core, unless the environment says otherwise; before the pool's first use. */
static size_t set_threads(void) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    char n[24];
    uint64_t given;
    const char *env = getenv("UV_THREADPOOL_SIZE");
    if (env && mh_view_u64(mh_view_of(env), &given) && given > 0)
        return given < THREADS_MAX ? (size_t)given : THREADS_MAX;
    if (cores < 1) cores = 1;
    if (cores > THREADS_MAX) cores = THREADS_MAX;
    snprintf(n, sizeof n, "%ld", cores);
    setenv("UV_THREADPOOL_SIZE", n, 1);
    return (size_t)cores;
}

static void finish(extraction *x) {
    for (size_t i = 0; i < x->n_slots; i++) mh_fetch_free(x->slots[i].fetch);
    for (size_t i = 0; i < x->n_slots; i++) x->slots[i].fetch = NULL;
    mh_run_net_close(&x->net);
    while (mh_loop_alive(x->loop)) mh_loop_once(x->loop, true); /* work that runs is let finish */
    mh_loop_free(x->loop);
    for (size_t i = 0; i < x->n_slots; i++) {
        mh_extract_job_clear(&x->slots[i].job);
        mh_text_free(x->slots[i].job.text);
    }
    mh_perm_free(x->perm);
    free(x->slots);
}

int mh_extract_run(const mh_extract_req *req) {
    extraction x = {.req = req, .perm = mh_perm_new()};
    mh_err e = {0};
    int code = MH_EXIT_OK;
    mh_perm_grant_public(x.perm);
    for (const char **a = req->allow; a && *a; a++) {
        if (mh_perm_grant(x.perm, mh_view_of(*a), ".", &e) == MH_OK) continue;
        fprintf(stderr, "minehost: %s\n", e.msg);
        mh_perm_free(x.perm);
        return MH_EXIT_USAGE;
    }
    if (mh_extract_wall(req, &e) != MH_OK) {
        fprintf(stderr, "minehost: %s\n", e.msg);
        mh_perm_free(x.perm);
        return MH_EXIT_FAILED;
    }
    while (req->inputs[x.n]) x.n++;
    mh_rfc3339(x.today, mh_clock_wall_us(mh_clock_system()) + INT64_C(86400000000), 0, false);
    x.n_slots = set_threads() * SLOTS_PER_THREAD;
    if (x.n_slots > x.n) x.n_slots = x.n > 0 ? x.n : 1;
    x.slots = mh_alloc_array(x.n_slots, sizeof *x.slots);
    x.loop = mh_loop_new();
    pump(&x);
    if (x.broken)
        code = x.alone ? 128 + SIGPIPE : MH_EXIT_FAILED;
    else if (x.failed > 0)
        code = x.refused == x.n ? MH_EXIT_REFUSED : MH_EXIT_PARTIAL;
    if (x.n > 1 && !req->settings->quiet && !x.broken)
        fprintf(stderr, "%zu read, %zu failed\n", x.head - x.failed, x.failed);
    finish(&x);
    return code;
}
