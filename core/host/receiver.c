#include "host/receiver.h"

#include "base/mem.h"
#include "conf/site.h"

#include <jansson.h>
#include <string.h>

/* As plugins/lib/delivered.lua does: 64-bit FNV-1a (Fowler, Noll, Vo). */
static mh_view number_of(mh_arena *a, mh_view text) {
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * 0x100000001b3;
    return mh_arena_printf(a, "%016llx", (unsigned long long)hash);
}

/* What stands behind the host may be a secret. */
static mh_view shown_of(mh_arena *a, mh_view to, bool url) {
    mh_view host, port;
    if (!url) return to;
    if (!mh_site_host(to, &host, &port)) return MH_VIEW("(no http address)");
    bool more = (size_t)(host.ptr - to.ptr) + host.len + port.len + 2 < to.len;
    return mh_arena_printf(a, "%.*s%s%.*s%s", MH_FMT(host), port.len ? ":" : "", MH_FMT(port),
                           more ? "/..." : "");
}

static void add(mh_receivers *out, const char *channel, mh_view to, bool url) {
    to = mh_view_trim(to);
    if (to.len == 0) return;
    to = mh_arena_dup(out->arena, to);
    mh_receiver r = {.channel = channel,
                     .to = to,
                     .box = {.channel = mh_arena_printf(out->arena, "alert-%s", channel),
                             .target = number_of(out->arena, to),
                             .shown = shown_of(out->arena, to, url)}};
    mh_vec_push(&out->list, r);
}

static void add_list(mh_receivers *out, const char *channel, mh_view list) {
    mh_view one;
    while (mh_view_split(&list, ',', &one)) add(out, channel, one, false);
}

void mh_receivers_read(mh_receivers *out, const mh_settings *set) {
    *out = (mh_receivers){.arena = mh_arena_new()};
    add_list(out, "mail", set->alert_mail);
    add(out, "webhook", set->alert_webhook, true);
    add_list(out, "telegram", set->alert_telegram);
    add(out, "ntfy", set->alert_ntfy, true);
}

void mh_receivers_clear(mh_receivers *r) {
    mh_vec_clear(&r->list);
    mh_arena_free(r->arena);
    *r = (mh_receivers){0};
}

json_t *mh_receivers_json(const mh_receivers *r, const char *channel) {
    json_t *out = json_array();
    for (size_t i = 0; i < r->list.len; i++) {
        const mh_receiver *x = &r->list.ptr[i];
        if (channel && strcmp(channel, x->channel) != 0) continue;
        json_array_append_new(out,
                              json_pack("{ss,ss%,ss%}", "channel", x->channel, "to", x->to.ptr,
                                        x->to.len, "shown", x->box.shown.ptr, x->box.shown.len));
    }
    return out;
}

/* A host in numbers may be a private one: the operator named it. A name that leads to one is refused. */
static void put_host(mh_names *out, mh_view url) {
    mh_view host, port;
    mh_buf b = {0};
    if (!mh_site_host(url, &host, &port)) return;
    bool six = mh_view_find_byte(host, ':', 0) != SIZE_MAX;
    mh_buf_printf(&b, "%s:%s%.*s%s", mh_site_literal(host) ? "net" : "post", six ? "[" : "",
                  MH_FMT(host), six ? "]" : "");
    if (port.len) mh_buf_printf(&b, ":%.*s", MH_FMT(port));
    mh_vec_push(out, mh_buf_take(&b));
}

static void put_secret(mh_names *out, const char *name) {
    mh_buf b = {0};
    mh_buf_printf(&b, "secret:%s", name);
    mh_vec_push(out, mh_buf_take(&b));
}

/* "Desk <desk@example.org>" */
static void put_mail(mh_names *out, mh_view to) {
    mh_buf b = {0};
    size_t from = mh_view_find_byte(to, '<', 0);
    if (from != SIZE_MAX) {
        to = mh_view_sub(to, from + 1, to.len);
        to = mh_view_sub(to, 0, mh_view_find_byte(to, '>', 0));
    }
    mh_buf_printf(&b, "mail:%.*s", MH_FMT(to));
    mh_vec_push(out, mh_buf_take(&b));
}

void mh_receivers_words(const mh_receivers *r, const mh_settings *set, mh_names *out) {
    for (size_t i = 0; i < r->list.len; i++) {
        const mh_receiver *x = &r->list.ptr[i];
        if (strcmp(x->channel, "mail") == 0) {
            put_mail(out, x->to);
        } else if (strcmp(x->channel, "telegram") == 0) {
            put_host(out, set->alert_telegram_api);
            put_secret(out, "telegram-token");
        } else {
            put_host(out, x->to);
            put_secret(out, strcmp(x->channel, "ntfy") == 0 ? "ntfy-token" : "alert-webhook");
        }
    }
}
