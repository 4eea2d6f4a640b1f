/* What each request gets. */
#include "host/http_priv.h"

#include "base/mem.h"

#include <stdlib.h>

typedef struct headers {
    size_t hosts, tokens, signatures;
    mh_view host, token, signature;
    bool expects;
    uint64_t length;
    size_t bytes;
} headers;

static enum MHD_Result on_header(void *arg, enum MHD_ValueKind kind, const char *key,
                                 size_t key_len, const char *value, size_t value_len) {
    headers *h = arg;
    mh_view k = {key, key_len}, v = {value != NULL ? value : "", value != NULL ? value_len : 0};
    (void)kind;
    h->bytes += k.len + v.len + 4;
    if (mh_view_ieq(k, MH_VIEW("host"))) {
        h->hosts++;
        h->host = mh_view_trim(v);
    } else if (mh_view_ieq(k, MH_VIEW("authorization"))) {
        h->tokens++;
        h->token = v;
    } else if (mh_view_ieq(k, MH_VIEW("x-hub-signature-256"))) {
        h->signatures++;
        h->signature = v;
    } else if (mh_view_ieq(k, MH_VIEW("expect"))) {
        h->expects = true;
    } else if (mh_view_ieq(k, MH_VIEW("content-length"))) {
        if (!mh_view_u64(mh_view_trim(v), &h->length)) h->length = UINT64_MAX;
    }
    return MHD_YES;
}

static void refuse(http_request *r, unsigned status, const char *error) {
    if (r->status != 0) return; /* the first thing that is wrong is told */
    r->status = status;
    r->error = error;
}

static void judge_hook(mh_http *h, http_request *r, const headers *hs, const char *method) {
    mh_view name = {r->target.name, r->target.name_len};
    mh_buf secret = {0};
    if (strcmp(method, "POST") != 0) {
        r->allow = "POST";
        refuse(r, 405, "a hook is fired by POST");
    } else if (!h->ops.hook_secret(h->ops.arg, name, &secret)) {
        refuse(r, 404, "no job waits for this hook");
    } else if (secret.len == 0) {
        refuse(r, 503, "the secret of this hook is not set");
    } else if (hs->signatures != 1 || !mh_http_signature(hs->signature, r->wanted)) {
        refuse(r, 403, "wants one header X-Hub-Signature-256: sha256=HEX");
    } else if (hs->length <= MH_HTTP_BODY) {
        r->hmac = mh_hmac_new(mh_buf_view(&secret));
    }
    if (secret.ptr != NULL) explicit_bzero(secret.ptr, secret.cap);
    mh_buf_clear(&secret);
}

static void judge_read(mh_http *h, http_request *r, const headers *hs, const char *method) {
    mh_view token = hs->tokens == 1 ? mh_http_bearer(hs->token) : (mh_view){0};
    if (!mh_equal_secret(token, mh_view_of(h->token))) {
        refuse(r, 401, "wants the header Authorization: Bearer TOKEN");
    } else if (r->target.route == MH_HTTP_NOTHING) {
        refuse(r, 404, "no such path");
    } else if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
        r->allow = "GET, HEAD";
        refuse(r, 405, "this path is read only");
    }
}

/* What is wrong with it by its head alone; whether the answer must not wait for the body. */
static bool judge(mh_http *h, struct MHD_Connection *c, http_request *r, const char *method) {
    headers hs = {0};
    mh_http_names names = {.address = mh_view_of(h->address.text), .numbers = h->open};
    if (h->open) names.machine = mh_view_of(h->machine);
    MHD_get_connection_values_n(c, MHD_HEADER_KIND, on_header, &hs);
    if (hs.bytes + strlen(r->line) > MH_HTTP_HEADERS) refuse(r, 431, "more than 16 KiB of headers");
    if (hs.hosts != 1 || !mh_http_host_ok(hs.host, &names))
        refuse(r, 421, "the Host header names another machine");
    if (r->status == 0 && r->target.route == MH_HTTP_HOOK)
        judge_hook(h, r, &hs, method);
    else if (r->status == 0)
        judge_read(h, r, &hs, method);
    if (hs.length > MH_HTTP_BODY) refuse(r, 413, "more than 1 MiB of body");
    return r->status != 0 && (hs.expects || hs.length > HTTP_DRAIN);
}

/* ---- answers ---- */

static enum MHD_Result reply(struct MHD_Connection *c, unsigned status, const char *allow,
                             const char *type, mh_buf *body) {
    static const char *const always[][2] = {
        {"X-Content-Type-Options", "nosniff"},
        {"Cache-Control", "no-store"},
        {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
                                    "form-action 'none'"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Connection", "close"},
    };
    struct MHD_Response *out =
        MHD_create_response_from_buffer(body->len, body->ptr, MHD_RESPMEM_MUST_COPY);
    mh_buf_clear(body);
    if (out == NULL) return MHD_NO;
    MHD_add_response_header(out, "Content-Type", type);
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        MHD_add_response_header(out, always[i][0], always[i][1]);
    if (allow != NULL) MHD_add_response_header(out, "Allow", allow);
    if (status == 401) MHD_add_response_header(out, "WWW-Authenticate", "Bearer");
    enum MHD_Result rc = MHD_queue_response(c, status, out);
    MHD_destroy_response(out);
    return rc;
}

static enum MHD_Result reply_json(struct MHD_Connection *c, unsigned status, const char *allow,
                                  json_t *v) {
    mh_buf body = {0};
    char *text = json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(v);
    mh_buf_puts(&body, text != NULL ? text : "null");
    mh_buf_putc(&body, '\n');
    free(text);
    return reply(c, status, allow, "application/json", &body);
}

static enum MHD_Result reply_error(struct MHD_Connection *c, unsigned status, const char *allow,
                                   const char *error) {
    return reply_json(c, status, allow, json_pack("{s:s}", "error", error));
}

static enum MHD_Result reply_found(struct MHD_Connection *c, json_t *v, const char *else_error) {
    return v != NULL ? reply_json(c, 200, NULL, v) : reply_error(c, 404, NULL, else_error);
}

static enum MHD_Result answer_hook(mh_http *h, struct MHD_Connection *c, http_request *r) {
    mh_view name = {r->target.name, r->target.name_len};
    char sum[MH_SHA256_HEX];
    mh_hmac_hex(r->hmac, sum);
    if (!mh_equal_secret(mh_view_of(sum), mh_view_of(r->wanted)))
        return reply_error(c, 403, NULL, "the signature is not that of this body");
    if (!h->ops.hook(h->ops.arg, name))
        return reply_error(c, 404, NULL, "no job waits for this hook");
    return reply_json(c, 202, NULL, json_pack("{s:b}", "accepted", 1));
}

static enum MHD_Result answer_runs(mh_http *h, struct MHD_Connection *c, http_request *r) {
    mh_err e = {0};
    mh_buf job = {0};
    size_t limit;
    json_t *v = NULL;
    if (mh_http_runs_query(r->target.query, &job, &limit, &e) == MH_OK)
        v = h->ops.runs(h->ops.arg, mh_buf_view(&job), limit);
    mh_buf_clear(&job);
    if (e.code != MH_E_NONE) return reply_error(c, 400, NULL, e.msg);
    return reply_found(c, v, "no such job");
}

static enum MHD_Result answer(mh_http *h, struct MHD_Connection *c, http_request *r) {
    mh_view name = {r->target.name, r->target.name_len};
    mh_buf text = {0};
    bool ok = true;
    if (r->status != 0) return reply_error(c, r->status, r->allow, r->error);
    switch (r->target.route) {
    case MH_HTTP_HEALTH: {
        json_t *v = h->ops.health(h->ops.arg, &ok);
        return reply_json(c, ok ? 200 : 503, NULL, v);
    }
    case MH_HTTP_METRICS:
        h->ops.metrics(h->ops.arg, &text);
        return reply(c, 200, NULL, "text/plain; version=0.0.4; charset=utf-8", &text);
    case MH_HTTP_JOBS: return reply_found(c, h->ops.jobs(h->ops.arg), "no jobs");
    case MH_HTTP_JOB: return reply_found(c, h->ops.job(h->ops.arg, name), "no such job");
    case MH_HTTP_RUNS_LIST: return answer_runs(h, c, r);
    case MH_HTTP_RUN: return reply_found(c, h->ops.run(h->ops.arg, r->target.id), "no such run");
    case MH_HTTP_HOOK: return answer_hook(h, c, r);
    case MH_HTTP_NOTHING: break;
    }
    return reply_error(c, 404, NULL, "no such path");
}

/* ---- handlers ---- */

void *http_begin(void *arg, const char *target, struct MHD_Connection *c) {
    http_request *r = mh_alloc(sizeof *r);
    (void)arg;
    (void)c;
    r->line = mh_strndup(target, strlen(target));
    mh_http_read_target(mh_view_of(r->line), &r->target);
    return r;
}

void http_end(void *arg, struct MHD_Connection *c, void **request,
              enum MHD_RequestTerminationCode why) {
    http_request *r = *request;
    (void)arg;
    (void)c;
    (void)why;
    *request = NULL;
    if (r == NULL) return;
    mh_hmac_free(r->hmac);
    free(r->line);
    free(r);
}

enum MHD_Result http_request_part(void *arg, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_len, void **request) {
    mh_http *h = arg;
    http_request *r = *request;
    (void)url;
    (void)version;
    if (r == NULL) return MHD_NO;
    if (!r->judged) {
        r->judged = true;
        return judge(h, c, r, method) ? answer(h, c, r) : MHD_YES;
    }
    if (*upload_len == 0) return answer(h, c, r);
    r->body += *upload_len;
    if (r->body > MH_HTTP_BODY) refuse(r, 413, "more than 1 MiB of body");
    if (r->body > HTTP_DRAIN) return MHD_NO;
    if (r->hmac != NULL) mh_hmac_put(r->hmac, (mh_view){upload, *upload_len});
    *upload_len = 0;
    return MHD_YES;
}
