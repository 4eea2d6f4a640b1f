/* Secrets that a run knows are in nothing that it says, records or gives out. Declared in
 * run_priv.h. */
#include "run/run_priv.h"

#include "base/log.h"
#include "conf/secret.h"

#include <stdlib.h>
#include <string.h>

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

static void keep_secret(mh_run *r, const char *name) {
    mh_kept_secret k = {.name = mh_strndup(name, strlen(name))};
    (void)mh_secret_read(&k.value, name, &k.err);
    mh_vec_push(&r->kept, k);
}

void mh_run_keep_secrets(mh_run *r) {
    mh_names names = {0};
    mh_perm_list(r->perm, "secret", &names);
    for (size_t i = 0; i < names.len; i++) {
        mh_buf full = {0};
        mh_buf_printf(&full, "secret-%s", names.ptr[i]);
        keep_secret(r, full.ptr);
        mh_buf_clear(&full);
    }
    if (r->set->smtp.len > 0) keep_secret(r, "smtp-password");
    mh_names_clear(&names);
}

mh_rc mh_run_read_secret(mh_ctx *c, const char *name, mh_buf *out, mh_err *e) {
    mh_run *r = mh_run_of(c);
    for (size_t i = 0; i < r->kept.len; i++) {
        const mh_kept_secret *k = &r->kept.ptr[i];
        if (strcmp(k->name, name) != 0) continue;
        if (k->err.code != MH_E_NONE) return mh_fail(e, k->err.code, "%s", k->err.msg);
        mh_buf_put(out, mh_buf_view(&k->value));
        return MH_OK;
    }
    return MH_OK; /* not set */
}

void mh_run_drop_secrets(mh_run *r) {
    for (size_t i = 0; i < r->kept.len; i++) {
        mh_kept_secret *k = &r->kept.ptr[i];
        if (k->value.ptr) explicit_bzero(k->value.ptr, k->value.cap);
        mh_buf_clear(&k->value);
        free(k->name);
    }
    mh_vec_clear(&r->kept);
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
