#include "run/net.h"

#include "base/fs.h"
#include "store/hosts.h"

#include <stdlib.h>
#include <string.h>

#define US          1e6
#define MAX_CA_FILE ((size_t)16 << 20)

static bool allow_host(void *arg, mh_view host, int port, bool send) {
    return mh_perm_host(arg, host, (unsigned)port, send);
}

static char *text(mh_view v) {
    return v.len ? mh_strndup(v.ptr, v.len) : NULL;
}

/* A pattern of names grants no private address: whoever has a name below it could point it at this
 * machine. */
static mh_rc read_grants(mh_run_net *n, const mh_perm *perm, mh_err *e) {
    n->grants = mh_grants_new();
    for (size_t i = 0; i < mh_perm_nets(perm); i++) {
        mh_view spec = mh_perm_net(perm, i);
        if (spec.ptr[0] != '*' && mh_grants_add(n->grants, spec, e) != MH_OK) return MH_FAIL;
    }
    return MH_OK;
}

static mh_cache_mode cache_mode(const mh_settings *s) {
    if (s->offline || mh_view_eq(s->cache, MH_VIEW("offline"))) return MH_CACHE_OFFLINE;
    if (s->refresh || mh_view_eq(s->cache, MH_VIEW("refresh"))) return MH_CACHE_REFRESH;
    return mh_view_eq(s->cache, MH_VIEW("off")) ? MH_CACHE_OFF : MH_CACHE_ON;
}

static void set_pace(mh_net_opts *o, const mh_settings *s) {
    o->pace.at_once = (int)s->per_host;
    if (s->delay < 0) return;
    o->pace.delay_us = (int64_t)(s->delay * US);
    o->pace.delay_why = "setting";
    o->pace_loopback = true; /* asked for, so for every host */
}

static void lend_store(mh_run_net *n, mh_net_opts *o, const mh_run_net_req *r) {
    if (r->store == NULL || r->replay || mh_store_read_only(r->store)) return;
    mh_run_cache_init(&n->rows, r->store, r->settings->cache_size);
    n->store = r->store;
    n->ledger = mh_net_ledger(r->store, r->run);
    o->ledger = &n->ledger;
    n->cache = (mh_cache){.store = &n->rows.store, .scope = mh_view_of(n->job)};
    if (r->recorder) return; /* it asks for everything anew, so that all of it is recorded */
    o->cache = &n->cache;
    o->cache_mode = cache_mode(r->settings);
}

static void load_cookies(mh_run_net *n) {
    mh_buf lines = {0};
    if (n->store && mh_hosts_cookies_get(n->store, mh_view_of(n->job), &lines, NULL) == MH_OK)
        mh_net_cookies_load(n->net, mh_buf_view(&lines));
    mh_buf_clear(&lines);
}

/* curl would say of each request that it cannot read them. */
static mh_rc read_ca_file(mh_run_net *n, mh_view path, mh_err *e) {
    mh_buf pem = {0};
    mh_err why = {0};
    if (path.len == 0) return MH_OK;
    n->ca_file = text(path);
    mh_rc rc = mh_fs_read(&pem, n->ca_file, MAX_CA_FILE, &why);
    if (rc != MH_OK)
        mh_fail(e, MH_E_USAGE, "ca-file: %s", why.msg);
    else if (mh_view_find(mh_buf_view(&pem), MH_VIEW("-----BEGIN "), 0) == SIZE_MAX)
        rc = mh_fail(e, MH_E_USAGE, "ca-file: %s holds no certificate in PEM", n->ca_file);
    mh_buf_clear(&pem);
    return rc;
}

static mh_rc open_net(mh_run_net *n, const mh_run_net_req *r, mh_err *e) {
    const mh_settings *s = r->settings;
    mh_net_opts o = mh_net_defaults();
    if (read_grants(n, r->perm, e) != MH_OK) return MH_FAIL;
    if (read_ca_file(n, s->ca_file, e) != MH_OK) return MH_FAIL;
    n->contact = text(s->contact);
    n->proxy = text(s->proxy);
    n->insecure = text(s->insecure);
    n->job = mh_strndup(r->job, strlen(r->job));
    o.recorder = r->recorder;
    o.keep = r->keep;
    o.replay = r->replay;
    o.log = r->log;
    o.contact = n->contact;
    o.proxy = n->proxy;
    o.insecure = n->insecure;
    o.ca_file = n->ca_file;
    o.grants = n->grants;
    o.allow = allow_host;
    o.allow_arg = (void *)(uintptr_t)r->perm;
    o.http2 = s->http2;
    o.robots = !mh_view_eq(s->robots, MH_VIEW("ignore"));
    set_pace(&o, s);
    lend_store(n, &o, r);
    if (mh_net_new(&n->net, r->loop, &o, e) != MH_OK) return MH_FAIL;
    if (!o.robots) mh_log_event(r->log, MH_LOG_WARN, "robots-ignored");
    load_cookies(n);
    return MH_OK;
}

mh_rc mh_run_net_open(mh_run_net *n, const mh_run_net_req *r, mh_err *e) {
    if (n->net != NULL || open_net(n, r, e) == MH_OK) return MH_OK;
    mh_run_net_close(n);
    return MH_FAIL;
}

void mh_run_net_save(mh_run_net *n) {
    mh_buf lines = {0};
    if (n->net == NULL || n->store == NULL) return;
    mh_net_cookies_save(n->net, &lines);
    mh_hosts_cookies_put(n->store, mh_view_of(n->job), mh_buf_view(&lines), NULL);
    mh_buf_clear(&lines);
}

void mh_run_net_close(mh_run_net *n) {
    mh_net_free(n->net);
    mh_grants_free(n->grants);
    free(n->contact);
    free(n->proxy);
    free(n->insecure);
    free(n->ca_file);
    free(n->job);
    *n = (mh_run_net){0};
}
