/* Opens the network with the limits and grants of the run. */
#include "run/run_priv.h"

#include "net/fetch.h"

#include <stdlib.h>

static bool allow_host(void *arg, mh_view host, int port) {
    return mh_perm_host(arg, host, (unsigned)port);
}

mh_rc mh_run_open_net(mh_run *r, mh_err *e) {
    mh_net_opts o = mh_net_defaults();
    r->grants = mh_grants_new();
    /* a pattern of names says nothing about addresses: whoever has a name below it could point it
     * at this machine */
    for (size_t i = 0; i < mh_perm_nets(r->perm); i++) {
        mh_view spec = mh_perm_net(r->perm, i);
        if (spec.ptr[0] == '*') continue;
        if (mh_grants_add(r->grants, spec, e) != MH_OK) return MH_FAIL;
    }
    mh_view c = r->set->contact;
    r->contact = c.len ? mh_strndup(c.ptr, c.len) : NULL;
    o.clock = r->ctx.clock;
    o.log = r->ctx.log;
    o.contact = r->contact;
    o.grants = r->grants;
    o.allow = allow_host;
    o.allow_arg = r->perm;
    return mh_net_new(&r->ctx.net, r->ctx.loop, &o, e);
}
