/* What the log of a run says, kept in its record for `minehost logs`. Declared in run_priv.h. */
#include "run/run_priv.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

#define TEXT_MAX 2000 /* bytes of one field */

/* The record's own columns say these better, or there are too many of them. */
static bool is_spare(const char *event) {
    return strcmp(event, "progress") == 0 || strcmp(event, "run-failed") == 0;
}

static json_t *value_of(mh_run *r, const mh_field *f) {
    if (f->is_num) return isfinite(f->num) ? json_real(f->num) : json_null();
    mh_buf tmp = {0}, text = {0};
    mh_utf8_repair(&text, mh_utf8_cut(mh_run_clean(&r->ctx, f->text, &tmp), TEXT_MAX));
    json_t *v = json_stringn(text.ptr ? text.ptr : "", text.len);
    mh_buf_clear(&text);
    mh_buf_clear(&tmp);
    return v;
}

static json_t *fields_of(mh_run *r, const mh_field *f, size_t n) {
    json_t *o = json_object();
    for (size_t i = 0; i < n; i++) {
        bool whole = f[i].is_num && fabs(f[i].num) < 9e15 && f[i].num == trunc(f[i].num);
        json_t *v = whole ? json_integer((json_int_t)f[i].num) : value_of(r, &f[i]);
        json_object_set_new(o, f[i].key, v);
    }
    return o;
}

/* Best effort: a run does not fail because its log could not be kept. */
static void note(void *arg, mh_level level, const char *event, const mh_field *f, size_t n) {
    mh_run *r = arg;
    if (r->ctx.store == NULL || r->id == 0 || r->noting || r->noted || is_spare(event)) return;
    r->noting = true;
    mh_buf tmp = {0};
    json_t *o = n ? fields_of(r, f, n) : NULL;
    mh_view name = mh_utf8_cut(mh_run_clean(&r->ctx, mh_view_of(event), &tmp), 200);
    mh_runs_log(r->ctx.store, r->id, level, name, o, NULL);
    json_decref(o);
    mh_buf_clear(&tmp);
    r->noting = false;
}

void mh_run_record_events(mh_run *r, mh_level level) {
    if (r->id) mh_log_set_tee(r->ctx.log, level, note, r);
}
