/* net.h - opens the network as the operator's settings, the grants and the database have it.
 * Owns: mh_run_net owns all that it opened, until mh_run_net_close. Threads: main thread. */
#ifndef MH_RUN_NET_H
#define MH_RUN_NET_H

#include "conf/perm.h"
#include "conf/settings.h"
#include "net/fetch.h"
#include "run/net_cache.h"
#include "run/net_ledger.h"

typedef struct mh_run_net_req {
    mh_loop *loop;
    const mh_settings *settings; /* all borrowed */
    const mh_perm *perm;
    mh_log *log;
    mh_store *store;       /* NULL: hosts and pages are known for this process alone */
    const char *job;       /* whose cookies and kept pages these are */
    int64_t run;           /* id of its record; 0: none */
    mh_recorder *recorder; /* NULL: none. A recorded run asks for everything anew: no cache */
    mh_keep *keep;         /* NULL: none */
    mh_replay *replay;     /* NULL: none */
} mh_run_net_req;

typedef struct mh_run_net {
    mh_net *net; /* NULL: not open */
    mh_grants *grants;
    char *contact, *proxy, *insecure, *ca_file, *job;
    mh_store *store;
    mh_run_cache rows;
    mh_cache cache;
    mh_ledger ledger;
} mh_run_net;

/* n must not move while it is open. MH_E_USAGE for a setting that cannot be used. */
mh_rc mh_run_net_open(mh_run_net *n, const mh_run_net_req *r, mh_err *e);
/* Keeps the job's cookies in the store: before it is closed. Fine when it is not open. */
void mh_run_net_save(mh_run_net *n);
void mh_run_net_close(mh_run_net *n); /* fine when it is not open */

#endif
