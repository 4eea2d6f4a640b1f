/* http_read.c: what a request to the daemon says. Six lines: target, Host, Authorization, signature, query of runs,
 * address to listen on. What is taken is in its plain form. */
#include "fuzz.h"

#include "host/http_read.h"

static void check_target(mh_view line) {
    mh_http_target t;
    mh_http_read_target(line, &t);
    if (t.route == MH_HTTP_NOTHING) return;
    fz_check(line.len > 1 && line.ptr[0] == '/');
    fz_check(t.name_len <= MH_HTTP_NAME && t.name[t.name_len] == '\0');
    if (t.route == MH_HTTP_RUN) fz_check(t.id > 0);
    if (t.route != MH_HTTP_JOB && t.route != MH_HTTP_HOOK) return;
    fz_check(t.name_len > 0 && strlen(t.name) == t.name_len);
    fz_check(strchr(t.name, '/') == NULL && strcmp(t.name, "..") != 0 && strcmp(t.name, ".") != 0);
    for (size_t i = 0; i < t.name_len; i++) fz_check((unsigned char)t.name[i] >= ' ');
}

static void check_host(mh_view line) {
    static const mh_http_names closed = {.address = MH_VIEW_INIT("127.0.0.1")};
    static const mh_http_names open = {
        .address = MH_VIEW_INIT("0.0.0.0"), .machine = MH_VIEW_INIT("desk"), .numbers = true};
    bool ok = mh_http_host_ok(line, &closed);
    bool opened = mh_http_host_ok(line, &open);
    fz_check(!ok || opened); /* whoever may reach the closed one may reach the open one */
    if (!ok) return;
    /* a name of another machine has a letter that none of these has, or another length */
    fz_check(mh_view_istarts(line, MH_VIEW("localhost")) || line.ptr[0] == '[' ||
             mh_view_starts(line, MH_VIEW("127.0.0.1")));
    for (size_t i = 0; i < line.len; i++) fz_check(line.ptr[i] > ' ' && line.ptr[i] <= '~');
}

static void check_proofs(mh_view authorization, mh_view signature) {
    char hex[65];
    mh_view token = mh_http_bearer(authorization);
    for (size_t i = 0; i < token.len; i++) fz_check(token.ptr[i] > ' ' && token.ptr[i] <= '~');
    if (!mh_http_signature(signature, hex)) return;
    fz_check(strlen(hex) == 64 && strspn(hex, "0123456789abcdef") == 64);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_view rest = fz_view(data, size);
    mh_buf job = {0};
    size_t limit = 0;
    mh_http_address a;
    check_target(fz_line(&rest));
    check_host(fz_line(&rest));
    mh_view authorization = fz_line(&rest);
    check_proofs(authorization, fz_line(&rest));
    if (mh_http_runs_query(fz_line(&rest), &job, &limit, NULL) == MH_OK)
        fz_check(limit >= 1 && limit <= MH_HTTP_RUNS && job.len <= MH_HTTP_NAME);
    if (mh_http_read_listen(fz_line(&rest), &a, NULL) == MH_OK)
        fz_check(a.len > 0 && a.text[0] != '\0');
    mh_buf_clear(&job);
    return 0;
}
