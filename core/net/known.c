#include "net/net_priv.h"

#include <stdlib.h>
#include <string.h>

#define AGENT        "minehost"
#define S            1000000LL
#define KEEP_US      (24 * 3600 * S)      /* RFC 9309 2.4: a copy is good for a day */
#define KEEP_BAD_US  (600 * S)            /* no answer, or 5xx: asked again after this */
#define STAND_IN_US  (30 * 24 * 3600 * S) /* so long an old copy stands in for one that fails */
#define MAX_DELAY_US (300 * S)            /* of what a robots.txt may ask for */

struct mh_known {
    mh_net *net;
    char *origin;
    mh_robots *rules; /* NULL: none, everything is allowed */
    bool closed;      /* 5xx and no older copy: nothing is allowed */
    mh_err err;       /* it could not be asked */
    int64_t until_us; /* known so long; 0: not known */
    mh_robots_copy copy;
    mh_buf part;            /* of the file that is coming */
    mh_fetch *fetch;        /* under way */
    mh_fetch *first, *last; /* wait for it */
};

static mh_known *known_at(mh_net *n, const mh_url *u) {
    mh_buf origin = {0};
    mh_buf_put(&origin, mh_url_scheme(u));
    mh_buf_puts(&origin, "://");
    mh_buf_put(&origin, mh_url_host(u));
    if (u->port >= 0) mh_buf_printf(&origin, ":%d", u->port);
    mh_value *v = mh_map_at(n->known, mh_buf_view(&origin), NULL);
    if (v->ptr == NULL) {
        mh_known *k = mh_alloc(sizeof *k);
        k->net = n;
        k->origin = mh_buf_take(&origin);
        v->ptr = k;
    }
    mh_buf_clear(&origin);
    return v->ptr;
}

/* What the copy means (RFC 9309 2.3.1): 2xx is read, 4xx allows, anything else does not. */
static void apply(mh_known *k, int64_t now_us) {
    const mh_robots_copy *c = &k->copy;
    bool good = c->status >= 200 && c->status < 300, absent = c->status >= 400 && c->status < 500;
    mh_robots_free(k->rules);
    k->rules = good ? mh_robots_parse(mh_buf_view(&c->text)) : NULL;
    k->closed = !good && !absent;
    k->err = (mh_err){0};
    k->until_us = c->fetched_us + (k->closed ? KEEP_BAD_US : KEEP_US);
    if (c->fetched_us > now_us + KEEP_US) k->until_us = 0; /* written by a clock that was wrong */
}

/* One by one: what one of them does may free others. Who comes back joins a list of its own. */
static void wake_waiters(mh_known *k) {
    mh_err none = {0}, why = k->err.code != MH_E_NONE ? k->err : none;
    mh_fetch *last = k->last;
    for (bool more = k->first != NULL; more;) {
        mh_fetch *f = k->first;
        more = f != last && f->known_next != NULL;
        mh_known_leave(f);
        mh_chain_known(f, why);
        more = more && k->first != NULL;
    }
}

/* A copy that was good stands in for an answer that is not. */
static void keep_old(mh_known *k, int64_t now_us) {
    bool usable = k->copy.fetched_us > 0 && k->copy.status >= 200 && k->copy.status < 500 &&
                  now_us - k->copy.fetched_us < STAND_IN_US;
    if (!usable) {
        k->copy.status = 0;
        return;
    }
    apply(k, now_us);
    k->until_us = now_us + KEEP_BAD_US;
}

/* Over the limit it is cut, not refused (RFC 9309 2.5). */
static mh_rc collect(void *arg, const char *p, size_t n, mh_err *e) {
    mh_known *k = arg;
    size_t room = MH_ROBOTS_MAX - k->part.len;
    mh_buf_put_n(&k->part, p, n < room ? n : room);
    return n <= room ? MH_OK : mh_fail(e, MH_E_TOO_LARGE, "over %zu bytes", MH_ROBOTS_MAX);
}

/* The status that counts. A file over the limit is obeyed as far as it was read; one behind too many
 * redirects, or missing in a recording, is as good as none (RFC 9309 2.3.1.2). 0: no answer. */
static int status_of(const mh_known *k, const mh_fetch_result *r) {
    switch ((int)r->err.code) {
    case MH_E_NONE: return r->status == 429 ? 503 : r->status;
    case MH_E_TOO_LARGE: return 200;
    case MH_E_REDIRECTS: return 404;
    case MH_E_NOT_FOUND: return k->net->o.replay ? 404 : 0;
    default: return 0;
    }
}

static void asked(void *arg) {
    mh_known *k = arg;
    mh_net *n = k->net;
    mh_fetch_result *r = mh_fetch_get(k->fetch);
    const mh_ledger *l = n->o.ledger;
    int64_t now = mh_net_now_us(n);
    int status = status_of(k, r);
    bool plain = (status >= 200 && status < 300) || (status >= 400 && status < 500);
    if (!plain) keep_old(k, now);
    if (plain || k->copy.status == 0) {
        mh_buf_clear(&k->copy.text);
        k->copy = (mh_robots_copy){.fetched_us = now, .status = status};
        if (plain) k->copy.text = k->part;
        if (plain) k->part = (mh_buf){0};
        apply(k, now);
        if (status == 0)
            k->err = r->err;
        else if (!n->o.replay)
            l->robots_put(l->arg, mh_view_of(k->origin), &k->copy, NULL);
    }
    mh_buf_clear(&k->part);
    mh_fetch_free(k->fetch);
    k->fetch = NULL;
    wake_waiters(k);
    if (k->err.code != MH_E_NONE) k->until_us = 0; /* the next fetch asks again */
}

static bool obeys(const mh_fetch *f) {
    if (f->robots_only) return true;
    return f->net->o.robots && !f->internal && f->method != MH_POST && f->cache != MH_CACHE_OFFLINE;
}

/* A recording must hold every robots.txt that its run went by: then the ledger's copy is not used. */
static void load(mh_known *k, int64_t now_us) {
    const mh_ledger *l = k->net->o.ledger;
    if (k->copy.fetched_us > 0 || k->net->o.replay || k->net->o.recorder) return;
    if (l->robots_get(l->arg, mh_view_of(k->origin), &k->copy, NULL) == MH_OK &&
        k->copy.fetched_us > 0)
        apply(k, now_us);
}

bool mh_known_ready(mh_fetch *f) {
    mh_net *n = f->net;
    int64_t now = mh_net_now_us(n);
    if (!obeys(f)) return true;
    mh_known *k = known_at(n, &f->url);
    load(k, now);
    if (k->until_us > now) return true;
    f->known = k;
    f->known_prev = k->last;
    if (k->last)
        k->last->known_next = f;
    else
        k->first = f;
    k->last = f;
    if (k->fetch != NULL) return false;
    mh_buf url = {0};
    mh_buf_printf(&url, "%s/robots.txt", k->origin);
    k->fetch = mh_fetch_internal(n, mh_buf_view(&url), collect, asked, k);
    mh_buf_clear(&url);
    return false;
}

void mh_known_leave(mh_fetch *f) {
    mh_known *k = f->known;
    if (k == NULL) return;
    if (f->known_prev)
        f->known_prev->known_next = f->known_next;
    else
        k->first = f->known_next;
    if (f->known_next)
        f->known_next->known_prev = f->known_prev;
    else
        k->last = f->known_prev;
    f->known = NULL;
    f->known_next = f->known_prev = NULL;
}

mh_rc mh_known_allows(const mh_fetch *f, mh_err *e) {
    if (!obeys(f)) return MH_OK;
    const mh_known *k = known_at(f->net, &f->url);
    if (k->closed)
        return mh_fail_retry(e, MH_E_ROBOTS,
                             "robots.txt was answered with status %d: nothing may be fetched",
                             k->copy.status);
    if (k->rules == NULL || mh_robots_allowed(k->rules, MH_VIEW(AGENT), mh_buf_view(&f->href)))
        return MH_OK;
    return mh_fail(e, MH_E_ROBOTS, "not allowed by %s/robots.txt", k->origin);
}

void mh_known_tell(mh_fetch *f) {
    const mh_known *k = known_at(f->net, &f->url);
    f->head.status = k->copy.status;
    mh_buf_put(&mh_res(f)->body, mh_buf_view(&k->copy.text));
    mh_res(f)->fetched_us = k->copy.fetched_us;
}

int64_t mh_known_delay_us(const mh_fetch *f, const char **why) {
    mh_robots_rate rate;
    if (!f->net->o.robots) return -1;
    const mh_known *k = known_at(f->net, &f->url);
    if (k->rules == NULL) return -1;
    int64_t delay = mh_robots_crawl_delay_ms(k->rules, MH_VIEW(AGENT)) * 1000;
    *why = "Crawl-delay";
    if (mh_robots_request_rate(k->rules, MH_VIEW(AGENT), &rate) && rate.requests > 0) {
        int64_t each = rate.seconds * S / rate.requests;
        if (each > delay) *why = "Request-rate";
        if (each > delay) delay = each;
    }
    return delay < MAX_DELAY_US ? delay : MAX_DELAY_US;
}

void mh_known_free(mh_net *n) {
    for (size_t i = 0; i < mh_map_len(n->known); i++) {
        mh_known *k = mh_map_entry_at(n->known, i)->val.ptr;
        mh_fetch_free(k->fetch);
        mh_robots_free(k->rules);
        mh_buf_clear(&k->copy.text);
        mh_buf_clear(&k->part);
        free(k->origin);
        free(k);
    }
    mh_map_free(n->known);
}
