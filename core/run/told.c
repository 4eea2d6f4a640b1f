/* Secrets that a run knows are in nothing that it says, records or gives out. Declared in
 * run_priv.h. */
#include "run/run_priv.h"

#include "base/log.h"

/* A log line shows a value with some characters escaped. */
static void tell_escaped(mh_redact *r, mh_view value, bool quotes) {
    mh_buf b = {0};
    mh_log_escape(&b, value, quotes);
    if (!mh_view_eq(mh_buf_view(&b), value)) mh_redact_tell(r, mh_buf_view(&b));
    mh_buf_clear(&b);
}

static void tell_shown(mh_redact *r, mh_view value) {
    tell_escaped(r, value, false);
    tell_escaped(r, value, true);
}

void mh_run_secret(mh_ctx *c, mh_view value) {
    mh_run *r = mh_run_of(c);
    if (r->told == NULL) r->told = mh_redact_new();
    mh_redact_tell(r->told, value);
    tell_shown(r->told, value);
    mh_buf json = {0};
    for (size_t i = 0; i < value.len; i++) { /* a log line may show a value in JSON */
        if (value.ptr[i] == '"' || value.ptr[i] == '\\') mh_buf_putc(&json, '\\');
        mh_buf_putc(&json, value.ptr[i]);
    }
    if (json.len > value.len) tell_shown(r->told, mh_buf_view(&json));
    mh_buf_clear(&json);
    mh_run_record_secret(r, value);
}

mh_view mh_run_clean(mh_ctx *c, mh_view text, mh_buf *tmp) {
    mh_run *r = mh_run_of(c);
    if (r->told == NULL || text.len == 0) return text;
    mh_redact_text(r->told, tmp, text);
    return mh_buf_view(tmp);
}

static json_t *clean_text(mh_run *r, mh_view text) {
    mh_buf tmp = {0};
    mh_view v = mh_run_clean(&r->ctx, text, &tmp);
    json_t *out = json_stringn(v.ptr ? v.ptr : "", v.len);
    if (out == NULL) out = json_string(MH_REDACTED); /* cut within a character */
    mh_buf_clear(&tmp);
    return out;
}

static json_t *clean_object(mh_run *r, json_t *v) {
    json_t *out = json_object(), *x;
    const char *key;
    json_object_foreach(v, key, x) {
        json_t *name = clean_text(r, mh_view_of(key));
        json_object_set_new(out, json_string_value(name), mh_run_clean_json(&r->ctx, x));
        json_decref(name);
    }
    return out;
}

json_t *mh_run_clean_json(mh_ctx *c, const json_t *v) {
    mh_run *r = mh_run_of(c);
    json_t *in = (json_t *)(uintptr_t)v, *out, *x;
    size_t i;
    if (r->told == NULL) return json_incref(in);
    if (json_is_string(in))
        return clean_text(r, (mh_view){json_string_value(in), json_string_length(in)});
    if (json_is_object(in)) return clean_object(r, in);
    if (!json_is_array(in)) return json_incref(in);
    out = json_array();
    json_array_foreach(in, i, x) {
        json_array_append_new(out, mh_run_clean_json(&r->ctx, x));
    }
    return out;
}
