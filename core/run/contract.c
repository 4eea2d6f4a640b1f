/* What is said of an expectation that was not met. Declared in run_priv.h. */
#include "run/run_priv.h"

#include <lauxlib.h>
#include <stdlib.h>

#define FIELDS_MAX 16

static mh_view text_of(const json_t *report, const char *key) {
    const json_t *v = json_object_get(report, key);
    return (mh_view){json_string_value(v), json_string_length(v)};
}

static void put_row(mh_buf *b, const char *name, mh_view v) {
    if (v.len > 0) mh_buf_printf(b, "  %-7s %.*s\n", name, MH_FMT(v));
}

/* Lines for people below the event. */
static void put_report(mh_run *r, const json_t *report) {
    mh_buf b = {0};
    size_t i;
    json_t *v, *list = json_object_get(report, "candidates");
    mh_view run = text_of(report, "last_run"), at = text_of(report, "last_at");
    mh_view basis = text_of(report, "basis"), page = text_of(report, "last_page");
    if (run.len > 0) {
        mh_buf_printf(&b, "  last    run %.*s, %.*s", MH_FMT(run), MH_FMT(at));
        if (basis.len > 0) mh_buf_printf(&b, ", from %.*s", MH_FMT(basis));
        if (page.len > 0) mh_buf_printf(&b, ", %.*s", MH_FMT(page));
        mh_buf_putc(&b, '\n');
    }
    put_row(&b, "path", text_of(report, "path"));
    put_row(&b, "before", text_of(report, "before"));
    put_row(&b, "page", text_of(report, "page"));
    put_row(&b, "now", text_of(report, "now"));
    json_array_foreach(list, i, v) {
        put_row(&b, i ? "" : "maybe", (mh_view){json_string_value(v), json_string_length(v)});
    }
    if (b.len > 0) mh_report_text(r, "", b.ptr);
    mh_buf_clear(&b);
}

static void put_event(mh_run *r, const json_t *report, bool all) {
    static const char *const keys[] = {"contract", "expects", "reason", "last_run", "last_at",
                                       "basis",    "path",    "before", "page",     "now"};
    mh_field f[FIELDS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < (all ? sizeof keys / sizeof *keys : 3); i++) {
        mh_view v = text_of(report, keys[i]);
        if (v.len > 0) f[n++] = MH_F(keys[i], v);
    }
    mh_log_fields(r->ctx.log, MH_LOG_WARN, "contract-broken", f, n);
}

int mh_run_broken(lua_State *L) {
    mh_run *r = mh_run_of(mh_ctx_of(L));
    mh_err e = {0};
    json_t **box = mh_json_box(L);
    bool json = mh_view_eq(r->set->log_format, MH_VIEW("json"));
    if (mh_value_to_json(L, 1, "report", box, &e) != MH_OK) return mh_raise(L, &e);
    r->broken++;
    r->noted = true;
    put_event(r, *box, json);
    r->noted = false;
    if (!json && mh_log_level(r->ctx.log) <= MH_LOG_WARN) put_report(r, *box);
    if (r->id)
        mh_runs_log(r->ctx.store, r->id, MH_LOG_WARN, MH_VIEW("contract-broken"), *box, NULL);
    return 0;
}
