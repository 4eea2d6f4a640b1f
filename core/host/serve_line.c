/* What a run prints, into the log of the daemon, with its job and the number of its record. Events keep their level
 * and fields: runs are told to log JSON. Part of host/serve.h. */
#include "host/serve_priv.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define FIELDS 64
#define SAID   400 /* bytes kept of its last words */

static mh_field field_of(const char *key, const json_t *v) {
    if (json_is_number(v)) return MH_FN(key, json_number_value(v));
    if (json_is_string(v))
        return MH_F(key, ((mh_view){json_string_value(v), json_string_length(v)}));
    return MH_FS(key, json_is_true(v) ? "true" : json_is_false(v) ? "false" : "null");
}

static bool is_head(const char *key) {
    static const char *const head[] = {"level", "time", "job", "run", "event"};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        if (strcmp(key, head[i]) == 0) return true;
    return false;
}

/* Told at its end, when all that was not met is known. */
static void note_drift(serve_run *r, const json_t *o) {
    static const char *const keys[] = {"contract", "expects", "reason", "before", "now"};
    if (r->drifted++ > 0) return;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *v = json_string_value(json_object_get(o, keys[i]));
        if (v) mh_buf_printf(&r->drift, "%s%s: %s", r->drift.len ? ", " : "", keys[i], v);
    }
}

static bool log_event(serve_run *r, mh_view line) {
    json_t *o = json_loadb(line.ptr, line.len, 0, NULL), *v;
    const char *event = json_string_value(json_object_get(o, "event")), *key;
    const char *run = json_string_value(json_object_get(o, "run"));
    mh_level level;
    mh_field f[FIELDS];
    size_t n = 0;
    bool known =
        event && mh_level_parse(mh_view_of(json_string_value(json_object_get(o, "level"))), &level);
    json_object_foreach(o, key, v) {
        if (known && n < FIELDS && !is_head(key)) f[n++] = field_of(key, v);
    }
    if (run) snprintf(r->id, sizeof r->id, "%s", run);
    if (known) {
        mh_log_scope(r->sv->log, r->job, r->id[0] ? r->id : NULL);
        mh_log_fields(r->sv->log, level, event, f, n);
        mh_log_scope(r->sv->log, NULL, NULL);
    }
    if (known && strcmp(event, "contract-broken") == 0) note_drift(r, o);
    json_decref(o);
    return known;
}

void serve_run_line(void *run, mh_child_stream from, mh_view line) {
    serve_run *r = run;
    bool error = mh_view_starts(line, MH_VIEW("minehost: "));
    if (line.len == 0) return;
    if (from == MH_CHILD_ERR && line.ptr[0] == '{' && log_event(r, line)) return;
    if (from == MH_CHILD_ERR && (error || r->said.len == 0)) {
        mh_view text = error ? mh_view_sub(line, strlen("minehost: "), line.len) : line;
        mh_buf_reset(&r->said);
        mh_buf_put(&r->said, mh_view_sub(text, 0, SAID));
    }
    mh_log_scope(r->sv->log, r->job, r->id[0] ? r->id : NULL);
    mh_log_event(r->sv->log,
                 from == MH_CHILD_OUT ? MH_LOG_INFO
                 : error              ? MH_LOG_ERROR
                                      : MH_LOG_WARN,
                 from == MH_CHILD_OUT ? "said" : "complained", MH_F("text", line));
    mh_log_scope(r->sv->log, NULL, NULL);
}
