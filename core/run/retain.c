/* What the database forgets by age, once a day, when a run has ended. */
#include "run/run_priv.h"
#include "run/words.h"
#include "store/upkeep.h"

#include <stdio.h>

#define US 1e6

bool mh_run_retains(const mh_run *r) {
    mh_err e = {0};
    bool due = false;
    bool wanted = r->set->retention > 0 || r->set->retain_documents > 0;
    /* a run with a clock of its own knows nothing of ages */
    if (!wanted || r->id == 0 || r->ctx.repeatable || r->ctx.store == NULL) return false;
    return mh_store_retain_due(r->ctx.store, &due, &e) == MH_OK && due;
}

void mh_run_retain(const mh_run *r) {
    mh_err e = {0};
    mh_store *s = NULL;
    mh_pruned n = {0};
    mh_store_opts o = {.clock = r->ctx.clock};
    mh_retention keep = {.records = (int64_t)(r->set->retention * US),
                         .docs = (int64_t)(r->set->retain_documents * US)};
    mh_run_words(&o);
    mh_rc rc = mh_store_open(&s, r->db, &o, &e);
    if (rc == MH_OK && r->wall.abi > 0) mh_store_keep_files(s);
    if (rc == MH_OK) rc = mh_store_retain(s, &keep, NULL, &n, &e);
    bool any = n.docs + n.run_events + n.cache + n.hosts + n.kv + n.outbox > 0;
    if (rc == MH_OK && any) rc = mh_store_shrink(s, false, &e);
    mh_store_close(s);
    if (rc != MH_OK)
        mh_log_event(r->ctx.log, MH_LOG_WARN, "retention-failed", MH_FS("reason", e.msg));
    else if (any)
        mh_log_event(r->ctx.log, MH_LOG_INFO, "retention", MH_FN("documents", n.docs),
                     MH_FN("run_events", n.run_events), MH_FN("answers", n.cache),
                     MH_FN("hosts", n.hosts), MH_FN("values", n.kv), MH_FN("delivered", n.outbox));
}
