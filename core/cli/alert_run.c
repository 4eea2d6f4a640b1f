/* minehost alert test, deliver, ping: runs of core/run/alert.lua, with the permissions that the operator's
 * settings imply and no others. */
#include "cli/alert.h"

#include "conf/site.h"
#include "host/receiver.h"
#include "run/tool.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char source[] = "return { name = \"alerts\", sources = { \"page\" } }";

static const char *machine_name(char out[256]) {
    if (gethostname(out, 256) != 0) snprintf(out, 256, "this machine");
    out[255] = '\0';
    return out;
}

/* What the operator set for jobs (pace, robots.txt, a cache) is not for this; opts: taken. */
static int run(mh_cli *c, json_t *opts, mh_names *words, bool no_store) {
    mh_err e = {0};
    mh_settings *s = &c->settings;
    char name[256];
    mh_vec_push(words, NULL);
    if (mh_settings_set(s, MH_VIEW("delay"), MH_VIEW("0"), &e) != MH_OK ||
        mh_settings_set(s, MH_VIEW("record"), MH_VIEW(""), &e) != MH_OK ||
        mh_settings_set(s, MH_VIEW("replay"), MH_VIEW(""), &e) != MH_OK ||
        mh_settings_set(s, MH_VIEW("wall"), MH_VIEW("10m"), &e) != MH_OK)
        return mh_cli_fail(MH_EXIT_FAILED, "%s", e.msg);
    json_object_set_new(opts, "machine", json_string(machine_name(name)));
    mh_tool tool = {.script = "run/alert.lua", .opts = opts, .no_store = no_store};
    mh_run_req req = {.job = "alerts",
                      .source = MH_VIEW(source),
                      .allow = (const char **)words->ptr,
                      .settings = s,
                      .trigger = "alert",
                      .capsules = "none",
                      .tool = &tool};
    int code = mh_run_job(&req);
    words->len--;
    json_decref(opts);
    return code;
}

/* Of one channel, or of all. */
static int tell(mh_cli *c, const char *action, const char *channel, bool no_store) {
    mh_receivers r;
    mh_names words = {0};
    mh_settings *s = &c->settings;
    mh_receivers_read(&r, s);
    mh_receivers_words(&r, s, &words);
    json_t *list = mh_receivers_json(&r, channel);
    size_t n = json_array_size(list);
    json_t *opts = json_pack("{ss,so,ss%}", "action", action, "receivers", list, "telegram",
                             s->alert_telegram_api.ptr ? s->alert_telegram_api.ptr : "",
                             s->alert_telegram_api.len);
    int code = MH_EXIT_OK;
    if (opts == NULL)
        code = mh_cli_fail(MH_EXIT_USAGE, "a receiver of alerts is no UTF-8");
    else if (n > 0)
        code = run(c, opts, &words, no_store);
    else if (no_store)
        code = mh_cli_fail(MH_EXIT_USAGE,
                           channel
                               ? "no receiver is set: alert-%s"
                               : "no receiver is set: alert-mail, alert-webhook, alert-telegram or "
                                 "alert-ntfy%.0s",
                           channel ? channel : "");
    if (n == 0) json_decref(opts);
    mh_names_clear(&words);
    mh_receivers_clear(&r);
    return code;
}

int mh_alert_test(mh_cli *c, const char *channel) {
    return tell(c, "test", channel, true);
}

int mh_alert_deliver(mh_cli *c) {
    return tell(c, "deliver", NULL, false);
}

int mh_alert_ping(mh_cli *c) {
    mh_names words = {0};
    mh_view host, port, url = c->settings.ping;
    mh_buf word = {0};
    mh_err e = {0};
    /* a watchman's address is the operator's, whatever its robots.txt says; no warning of that */
    if (mh_settings_set(&c->settings, MH_VIEW("robots"), MH_VIEW("ignore"), &e) != MH_OK ||
        mh_settings_set(&c->settings, MH_VIEW("log-level"), MH_VIEW("error"), &e) != MH_OK)
        return mh_cli_fail(MH_EXIT_FAILED, "%s", e.msg);
    if (url.len == 0) return mh_cli_fail(MH_EXIT_USAGE, "no address is set: ping");
    if (!mh_site_host(url, &host, &port))
        return mh_cli_fail(MH_EXIT_USAGE, "the setting ping is no http address");
    if (mh_site_literal(host)) { /* else any public one may be asked */
        bool six = mh_view_find_byte(host, ':', 0) != SIZE_MAX;
        mh_buf_printf(&word, six ? "net:[%.*s]" : "net:%.*s", MH_FMT(host));
        if (port.len) mh_buf_printf(&word, ":%.*s", MH_FMT(port));
        mh_vec_push(&words, mh_buf_take(&word));
    }
    json_t *opts = json_pack("{ss,ss%,ss%}", "action", "ping", "url", url.ptr, url.len, "shown",
                             host.ptr, host.len);
    int code = opts ? run(c, opts, &words, true)
                    : mh_cli_fail(MH_EXIT_USAGE, "the setting ping is no UTF-8");
    mh_names_clear(&words);
    return code;
}
