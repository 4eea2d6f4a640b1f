#include "net/net_priv.h"

#include <math.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MS 1000

/* The address that host says by itself: in numbers, or as "localhost" and names below it, which mean
 * loopback whatever a name server says (RFC 6761 6.3). */
static bool known_address(mh_view host, struct sockaddr_storage *sa) {
    mh_view name = host;
    if (name.len > 0 && name.ptr[name.len - 1] == '.') name.len--;
    bool local =
        mh_view_eq(name, MH_VIEW("localhost")) || mh_view_ends(name, MH_VIEW(".localhost"));
    return mh_addr_parse(local ? MH_VIEW("127.0.0.1") : host, sa);
}

/* A granted loopback host is this machine's own: it need not be spared. */
static bool is_granted_loopback(const mh_net *n, mh_view host, int port) {
    struct sockaddr_storage sa;
    bool below = mh_view_ends(host, MH_VIEW(".localhost"));
    if (below || !known_address(host, &sa)) return false;
    return mh_addr_loopback((struct sockaddr *)&sa) &&
           mh_grants_match(n->o.grants, host, port, (struct sockaddr *)&sa);
}

bool mh_chain_spares(const mh_fetch *f) {
    return f->net->o.pace_loopback ||
           !is_granted_loopback(f->net, mh_url_host(&f->url), mh_url_port(&f->url));
}

mh_pace_rule mh_chain_rule(const mh_fetch *f) {
    mh_pace_rule rule = f->net->o.pace;
    const char *why = "";
    int64_t asked = mh_known_delay_us(f, &why);
    if (asked <= rule.delay_us) return rule;
    rule.delay_us = asked;
    rule.delay_why = why;
    return rule;
}

/* The name under which the ledger knows the host: "example.org", with its port unless the scheme
 * implies it. */
static void put_host(mh_buf *out, const mh_fetch *f) {
    mh_buf_put(out, mh_url_host(&f->url));
    if (f->url.port >= 0) mh_buf_printf(out, ":%d", f->url.port);
}

static mh_rc may_ask(mh_fetch *f, mh_err *e) {
    mh_net *n = f->net;
    mh_view host = mh_url_host(&f->url);
    int port = mh_url_port(&f->url);
    struct sockaddr_storage sa;
    bool asked = f->internal && mh_res(f)->redirects == 0; /* by the fetch that waits for it */
    bool send = f->method == MH_POST;
    if (n->o.allow != NULL && !asked && !n->o.allow(n->o.allow_arg, host, port, send))
        return mh_fail(e, MH_E_PERMISSION,
                       "the host is not granted (needs = { \"%s:%.*s\" } in the job, granted; or "
                       "--allow %s:%.*s)",
                       send ? "post" : "net", MH_FMT(host), send ? "post" : "net", MH_FMT(host));
    if (known_address(host, &sa) &&
        !mh_addr_allowed(n->o.grants, host, port, (struct sockaddr *)&sa))
        return mh_fail(e, MH_E_PERMISSION,
                       "its address is private and not granted (needs = { \"net:%.*s:%d\" } in "
                       "the job, granted; or --allow net:%.*s:%d)",
                       MH_FMT(host), port, MH_FMT(host), port);
    return MH_OK;
}

static void wait_turn(mh_fetch *f) {
    mh_net *n = f->net;
    mh_buf host = {0};
    mh_gate_rule rule = {.at_once = mh_chain_spares(f) ? n->o.pace.at_once : 0};
    put_host(&host, f);
    f->state = FETCH_TURN;
    f->joined_ms = mh_net_now_ms(n);
    mh_gate_join(n->gate, &f->pass, mh_buf_view(&host), rule, f);
    mh_buf_clear(&host);
    mh_net_pump(n);
}

/* Answers from the cache where it may; true: done. */
static bool from_cache(mh_fetch *f) {
    mh_net *n = f->net;
    mh_err e = {0};
    if (f->cache == MH_CACHE_OFF) return false;
    if (n->o.cache == NULL || f->sink || f->method == MH_POST) { /* offline */
        mh_fail(&e, MH_E_NOT_FOUND, "nothing is to be fetched");
        mh_answer(f, e);
        return true;
    }
    mh_cache_req req = {.method = mh_view_of(mh_method_name(f->method)),
                        .url = mh_buf_view(&f->href),
                        .lines = f->lines.ptr,
                        .n_lines = f->lines.len,
                        .mode = f->cache};
    mh_cache_entry found = {0};
    switch (mh_cache_look(n->o.cache, &req, mh_net_now_us(n), &found)) {
    case MH_CACHE_FRESH:
        n->stats.reused++;
        mh_answer_cached(f, &found, MH_FROM_CACHE);
        return true;
    case MH_CACHE_NEVER:
        mh_fail(&e, MH_E_NOT_FOUND, "not in the cache, and nothing is to be fetched");
        mh_cache_entry_clear(&found);
        mh_answer(f, e);
        return true;
    case MH_CACHE_STALE:
        f->stale = mh_alloc(sizeof *f->stale);
        *f->stale = found;
        mh_cache_conditions(f->stale, &req, &f->conditions);
        return false;
    case MH_CACHE_MISS: mh_cache_conditions(&found, &req, &f->conditions); break;
    }
    mh_cache_entry_clear(&found);
    return false;
}

void mh_chain_known(mh_fetch *f, mh_err why) {
    if (why.code == MH_E_NONE && f->robots_only) {
        mh_known_tell(f);
        mh_fetch_end(f, why);
        return;
    }
    if (why.code == MH_E_NONE && mh_known_allows(f, &why) == MH_OK) {
        if (f->net->o.recorder) f->ask = mh_recorder_ask(f->net->o.recorder);
        if (f->net->o.replay)
            mh_answer_replay(f);
        else if (!from_cache(f))
            wait_turn(f);
        return;
    }
    mh_fetch_end(f, why);
}

void mh_chain_start(mh_fetch *f) {
    mh_err e = {0};
    f->base_ms = f->spent_ms;
    f->request_us = f->moment_us = 0;
    f->order = 0;
    if (may_ask(f, &e) != MH_OK) {
        mh_fetch_end(f, e);
        return;
    }
    f->state = FETCH_ROBOTS;
    if (!mh_known_ready(f)) return;
    mh_chain_known(f, e);
}

/* ---- leases in the ledger ---- */

typedef struct asking {
    mh_fetch *f;
    mh_pace_rule rule;
    mh_rc rc;
    int64_t now_us, wait_us, hold_us;
    const char *why;
    char hold_why[sizeof((mh_pace_row *)0)->hold_why];
    const mh_pace_outcome *outcome;
} asking;

static mh_rc update(mh_fetch *f, mh_pace_change *fn, asking *a, bool durable, mh_err *e) {
    const mh_ledger *l = f->net->o.ledger;
    mh_buf host = {0};
    a->f = f;
    a->rule = mh_chain_rule(f);
    put_host(&host, f);
    mh_rc rc = l->update(l->arg, mh_buf_view(&host), fn, a, durable, e);
    mh_buf_clear(&host);
    return rc;
}

static void take(void *arg, mh_pace_row *row) {
    asking *a = arg;
    a->now_us = mh_net_now_us(a->f->net); /* under the ledger's lock */
    const mh_ledger *l = a->f->net->o.ledger;
    const mh_net_limits *lim = &a->f->limits;
    mh_pace_lease who = {.run = l->run, .pid = l->pid, .pid_start = l->pid_start};
    a->rc = mh_pace_take(row, &a->rule, a->now_us, lim->connect_ms * MS + MH_SEND_SPARE_MS * MS,
                         lim->total_ms * MS + MH_SEND_SPARE_MS * MS, &who, l->alive, &a->f->lease,
                         &a->wait_us, &a->why);
    a->hold_us = row->hold_us;
    memcpy(a->hold_why, row->hold_why, sizeof a->hold_why);
}

/* Whether f may start; when not, it waits again or has ended. */
static bool has_lease(mh_fetch *f) {
    mh_net *n = f->net;
    asking a = {0};
    mh_err e = {0};
    if (!mh_chain_spares(f)) return true;
    if (update(f, take, &a, true, &e) != MH_OK) {
        mh_answer(f, e);
        return false;
    }
    if (a.rc == MH_OK) return true;
    int64_t rest_us = a.hold_us - a.now_us;
    if (rest_us > n->o.patience_ms * MS) {
        mh_fail_retry(&e, MH_E_HOLD, "the host is left alone for %.0f s more (%s)",
                      ceil((double)rest_us / 1e6), a.hold_why);
        mh_answer(f, e);
        return false;
    }
    mh_buf host = {0};
    int64_t now = mh_net_now_ms(n);
    put_host(&host, f);
    mh_gate_back(n->gate, &f->pass);
    mh_gate_hold(n->gate, mh_buf_view(&host), now + (a.wait_us + MS - 1) / MS);
    mh_buf_clear(&host);
    return false;
}

static void gate_opens(void *arg) {
    mh_net *n = arg;
    n->gate_timer = NULL;
    mh_net_pump(n);
}

void mh_net_pump(mh_net *n) {
    int64_t wait;
    mh_gate_pass *p;
    mh_err e = {0};
    if (n->pumping) return; /* what ends here may free others' turns: the loop below sees them */
    n->pumping = true;
    while ((p = mh_gate_next(n->gate, mh_net_now_ms(n), &wait)) != NULL) {
        mh_fetch *f = p->owner;
        if (!has_lease(f)) continue;
        mh_res(f)->waited_ms += mh_net_now_ms(n) - f->joined_ms;
        f->state = FETCH_WIRE;
        if (mh_hop_start(f, &e) != MH_OK) mh_answer(f, e);
    }
    n->pumping = false;
    mh_timer_cancel(n->gate_timer);
    n->gate_timer = wait == INT64_MAX ? NULL : mh_timer_start(n->loop, wait, gate_opens, n);
}

static void sent(void *arg, mh_pace_row *row) {
    asking *a = arg;
    mh_pace_sent(row, &a->rule, a->f->lease, mh_net_now_us(a->f->net));
}

void mh_chain_sent(mh_fetch *f) {
    asking a = {0};
    if (f->lease == 0) return;
    update(f, sent, &a, false, NULL);
}

static void seen(void *arg, mh_pace_row *row) {
    asking *a = arg;
    mh_pace_seen(row, &a->rule, a->f->latency_ms * MS, mh_net_now_us(a->f->net));
}

void mh_chain_seen(mh_fetch *f) {
    asking a = {0};
    if (f->lease == 0) return;
    update(f, seen, &a, false, NULL);
}

static void give_back(void *arg, mh_pace_row *row) {
    asking *a = arg;
    mh_pace_done(row, &a->rule, a->f->lease, mh_net_now_us(a->f->net), a->outcome);
    a->hold_us = row->hold_us;
}

static bool is_unreachable(mh_code code) {
    return code == MH_E_DNS || code == MH_E_CONNECT || code == MH_E_TLS || code == MH_E_TIMEOUT ||
           code == MH_E_RESET;
}

void mh_chain_returned(mh_fetch *f, const mh_err *why) {
    asking a = {0};
    if (f->lease == 0) return;
    mh_pace_outcome o = {
        .status = f->head.complete ? f->head.status : 0,
        .unreachable = is_unreachable(why->code),
        .latency_us = f->latency_ms * MS,
        .retry_after_us = mh_pace_retry_after(mh_head_get(&f->head, MH_VIEW("retry-after")),
                                              mh_net_now_us(f->net)),
    };
    a.outcome = &o;
    update(f, give_back, &a, false, NULL);
    f->lease = 0;
    f->hold_us = a.hold_us;
}
