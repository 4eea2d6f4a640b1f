/* An uncaught error, as the user and the log see it. Declared in run_priv.h. */
#include "run/run_priv.h"

#include "base/hash.h"
#include "net/redact.h"
#include "run/rerun.h"
#include <stdlib.h>

#define FIELDS_MAX 12
#define PLACES_MAX 64 /* places of a run whose source and stack are shown */

static bool is_json(const mh_run *r) {
    return mh_view_eq(r->set->log_format, MH_VIEW("json")) && r->ctx.log;
}

static void put_event(mh_run *r, const char *event, mh_field about, const mh_fault *f, bool all) {
    mh_field x[FIELDS_MAX];
    size_t n = 0;
    if (about.key) x[n++] = about;
    x[n++] = MH_FS("reason", f->message);
    if (all && f->file) {
        x[n++] = MH_FS("file", f->file);
        x[n++] = MH_FN("line", f->line);
    }
    if (all && mh_fault_column(f)) x[n++] = MH_FN("column", mh_fault_column(f));
    if (all && f->source) x[n++] = MH_FS("source", f->source);
    if (all && f->trace[0]) x[n++] = MH_FS("stack", f->trace);
    if (all && f->page) x[n++] = MH_FS("page", f->page);
    if (all && f->page && f->page_status) x[n++] = MH_FN("status", f->page_status);
    if (all && f->capsule) x[n++] = MH_FS("capsule", f->capsule);
    mh_log_fields(r->ctx.log, MH_LOG_ERROR, event, x, n);
}

/* Many items fail at one place: its source is shown once. */
static bool is_new_place(mh_run *r, const mh_fault *f) {
    mh_buf b = {0};
    mh_buf_printf(&b, "%s:%d", f->file ? f->file : "", f->line);
    uint64_t h = mh_hash64(mh_buf_view(&b), 0);
    mh_buf_clear(&b);
    for (size_t i = 0; i < r->blamed.len; i++)
        if (r->blamed.ptr[i] == h) return false;
    if (r->blamed.len >= PLACES_MAX) return false;
    mh_vec_push(&r->blamed, h);
    return true;
}

/* Its address without what may be a secret. */
static void clean_page(mh_fault *f) {
    if (f->page == NULL) return;
    mh_redact *redact = mh_redact_new();
    mh_buf b = {0};
    mh_redact_url(redact, &b, mh_view_of(f->page));
    free(f->page);
    f->page = mh_buf_take(&b);
    mh_redact_free(redact);
}

void mh_report_fault(mh_run *r, const char *event, mh_field about, mh_fault *f) {
    clean_page(f);
    mh_buf below = {0};
    if (r->req->rerun) mh_rerun_compare(r, f);
    if (is_json(r)) {
        put_event(r, event ? event : "run-failed", about, f, true);
        return;
    }
    if (event)
        put_event(r, event, about, f, false);
    else
        mh_report_text(r, "minehost: ", f->message);
    mh_fault_put(&below, f);
    bool show = event == NULL || (f->file && mh_log_level(r->ctx.log) <= MH_LOG_ERROR &&
                                  (is_new_place(r, f) || r->set->verbose));
    if (show && below.len > 0) mh_report_text(r, "", below.ptr);
    mh_buf_clear(&below);
}
