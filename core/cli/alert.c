/* minehost alert: what is wrong, since when, and what waits to be told. */
#include "cli/alert.h"

#include "cli/db.h"
#include "host/alert.h"
#include "host/receiver.h"
#include "host/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAITS (1U << MH_OUTBOX_PENDING | 1U << MH_OUTBOX_SENDING)
#define OPEN  (WAITS | 1U << MH_OUTBOX_FAILED | 1U << MH_OUTBOX_UNCERTAIN)

static void set(json_t *o, const char *key, mh_view v) {
    json_object_set_new(o, key, json_stringn(v.ptr ? v.ptr : "", v.len));
}

static void put_object(json_t *o) {
    char *s = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS);
    puts(s);
    free(s);
    json_decref(o);
}

static void put_json(const mh_alert_info *i) {
    json_t *o = json_object();
    set(o, "kind", i->kind);
    set(o, "subject", i->subject);
    set(o, "title", i->title);
    set(o, "text", i->text);
    set(o, "state", i->over ? MH_VIEW("over") : MH_VIEW("raised"));
    mh_cli_set_time(o, "since", i->since, false);
    mh_cli_set_time(o, "seen", i->seen, false);
    mh_cli_set_time(o, "over", i->over, false);
    mh_cli_set_time(o, "end_told", i->end, false);
    json_object_set_new(o, "times", json_integer(i->times));
    json_object_set_new(o, "back", json_integer(i->back));
    put_object(o);
}

static void put_alert(const mh_alert_info *i) {
    char at[24];
    printf("%s  ", mh_cli_minute(at, i->since));
    mh_cli_put(i->title);
    if (i->over) {
        printf("\n                  over since %s", mh_cli_minute(at, i->over));
        printf(", told %s if it does not come back", mh_cli_minute(at, i->end));
    }
    if (i->back) printf("\n                  came back %lld times", (long long)i->back);
    mh_view rest = i->text, line;
    while (mh_view_split(&rest, '\n', &line)) {
        fputs("\n                  ", stdout);
        mh_cli_put(line);
    }
    putchar('\n');
}

static void put_receiver(const mh_outbox_entry *r) {
    mh_cli_put(mh_view_sub(r->channel, sizeof "alert-" - 1, r->channel.len));
    putchar(' ');
    mh_cli_put(r->shown);
}

static bool alike(const mh_outbox_entry *a, const mh_outbox_entry *b) {
    return a->state == b->state && mh_view_eq(a->title, b->title) && mh_view_eq(a->key, b->key) &&
           mh_view_eq(a->error, b->error) && a->due == b->due;
}

/* r, and those before it that say the same to other receivers: how many there are. */
static size_t put_waiting(const mh_outbox_entry *r, size_t n) {
    char at[24];
    size_t same = 1;
    while (same < n && alike(r, r - same)) same++;
    printf("%6lld  %-9s ", (long long)r->id, mh_outbox_state_name(r->state));
    mh_cli_put(r->title);
    fputs("\n                  to ", stdout);
    for (size_t i = 0; i < same; i++) {
        if (i) fputs(", ", stdout);
        put_receiver(r - i);
    }
    if ((r->state == MH_OUTBOX_PENDING || r->state == MH_OUTBOX_FAILED) && r->due != INT64_MAX)
        printf(", due %s", mh_cli_minute(at, r->due));
    if (r->state == MH_OUTBOX_FAILED && r->due == INT64_MAX) fputs(", given up", stdout);
    if (r->error.len) {
        fputs("\n                  ", stdout);
        mh_cli_put(r->error);
    }
    putchar('\n');
    return same;
}

static void put_waiting_json(const mh_outbox_entry *r) {
    json_t *o = json_object();
    json_object_set_new(o, "id", json_integer(r->id));
    set(o, "state", mh_view_of(mh_outbox_state_name(r->state)));
    set(o, "channel", mh_view_sub(r->channel, sizeof "alert-" - 1, r->channel.len));
    set(o, "to", r->shown);
    set(o, "title", r->title);
    set(o, "error", r->error);
    mh_cli_set_time(o, "due", r->due, false);
    put_object(o);
}

/* Of the receivers that are set, and of those that were. */
static mh_rc list_waiting(mh_store *s, bool json, size_t *n, mh_err *e) {
    mh_arena *a = mh_arena_new();
    mh_outbox_entry *r;
    size_t all;
    mh_outbox_filter f = {.states = OPEN, .limit = MH_CLI_LIST_MAX};
    mh_rc rc = mh_outbox_list(s, &f, a, &r, &all, e);
    *n = 0;
    for (size_t i = 0; rc == MH_OK && i < all; i++)
        if (mh_view_starts(r[i].channel, MH_VIEW("alert-"))) r[(*n)++] = r[i];
    for (size_t i = *n, step; rc == MH_OK && i > 0; i -= step) {
        step = 1;
        if (!json && i == *n) puts("\nto be told:");
        if (json)
            put_waiting_json(&r[i - 1]);
        else
            step = put_waiting(&r[i - 1], i);
    }
    mh_arena_free(a);
    return rc;
}

static void warn_of_settings(const mh_settings *set) {
    mh_view rest = set->alert_quiet, one;
    mh_quiet q;
    mh_err e = {0};
    if (!mh_alert_any(set))
        fputs("minehost: no receiver is set, so nobody is told: alert-mail, alert-webhook, "
              "alert-telegram, alert-ntfy\n",
              stderr);
    while (mh_view_split(&rest, ',', &one))
        if (mh_quiet_parse(&q, mh_view_trim(one), &e) != MH_OK)
            fprintf(stderr, "minehost: alert-quiet: %s\n", e.msg);
}

static int list(const mh_cli *c) {
    mh_err e = {0};
    mh_store *s = NULL;
    mh_alert_info *i;
    size_t n, waiting = 0;
    bool json = mh_view_starts(c->settings.format, MH_VIEW("json"));
    int code = mh_cli_open_db(c, &s);
    if (code != MH_EXIT_OK) return code;
    mh_arena *a = mh_arena_new();
    int64_t now = mh_clock_wall_us(mh_clock_system());
    mh_rc rc = mh_alert_list(s, now, a, &i, &n, &e);
    for (size_t k = 0; rc == MH_OK && k < n; k++) {
        if (json) {
            put_json(&i[k]);
            continue;
        }
        if (k == 0) puts("since (UTC)");
        put_alert(&i[k]);
    }
    if (rc == MH_OK) rc = list_waiting(s, json, &waiting, &e);
    if (rc != MH_OK) code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    if (rc == MH_OK && n == 0 && !json && !c->settings.quiet)
        fputs(waiting ? "minehost: nothing is wrong any more\n" : "minehost: nothing is wrong\n",
              stderr);
    if (!c->settings.quiet) warn_of_settings(&c->settings);
    mh_arena_free(a);
    mh_store_close(s);
    return code;
}

static int dismiss(const mh_cli *c, const char *subject) {
    mh_err e = {0};
    mh_store *s = NULL;
    int code = mh_cli_open_db_to_write(c, &s);
    if (code != MH_EXIT_OK) return code;
    int64_t now = mh_clock_wall_us(mh_clock_system());
    mh_rc rc = mh_alert_dismiss(s, mh_view_of(subject), now, &e);
    if (rc == MH_OK) rc = mh_store_flush(s, &e);
    mh_store_close(s);
    return rc == MH_OK ? MH_EXIT_OK : mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
}

/* Of the daemon, once an hour. */
static int look(const mh_cli *c) {
    mh_err e = {0};
    mh_store *s = NULL;
    mh_sources_sum sum;
    int code = mh_cli_open_db_to_write(c, &s);
    if (code != MH_EXIT_OK) return code;
    int64_t now = mh_clock_wall_us(mh_clock_system());
    mh_rc rc = mh_sources_look(s, &c->settings, now, &sum, &e);
    if (rc == MH_OK) rc = mh_store_flush(s, &e);
    mh_store_close(s);
    if (rc != MH_OK) return mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    if (c->settings.verbose)
        fprintf(stderr, "minehost: %zu sources, %zu known for two weeks, %zu silent, %zu news\n",
                sum.sources, sum.learnt, sum.silent, sum.told);
    return MH_EXIT_OK;
}

static bool is_channel(const char *w) {
    static const char *const names[] = {"mail", "webhook", "telegram", "ntfy"};
    for (size_t i = 0; i < 4; i++)
        if (strcmp(w, names[i]) == 0) return true;
    return false;
}

static int alert(mh_cli *c) {
    const char *verb = c->words.len > 0 ? c->words.ptr[0] : "";
    const char *channel = c->words.len > 1 ? c->words.ptr[1] : NULL;
    if (c->words.len == 0) return list(c);
    if (strcmp(verb, "test") == 0 && c->words.len <= 2) {
        if (channel == NULL || is_channel(channel)) return mh_alert_test(c, channel);
        return mh_cli_usage(&mh_cmd_alert, "a channel is mail, webhook, telegram or ntfy");
    }
    if (strcmp(verb, "dismiss") == 0 && c->words.len == 2) return dismiss(c, channel);
    if (c->words.len > 1) return mh_cli_usage(&mh_cmd_alert, NULL);
    if (strcmp(verb, "look") == 0) return look(c);
    if (strcmp(verb, "deliver") == 0) return mh_alert_deliver(c); /* the daemon calls these */
    if (strcmp(verb, "ping") == 0) return mh_alert_ping(c);
    return mh_cli_usage(&mh_cmd_alert, NULL);
}

const mh_command mh_cmd_alert = {
    .name = "alert",
    .usage = "alert [test [CHANNEL] | dismiss SUBJECT]",
    .about = "list what is wrong and what waits to be told; try the channels out",
    .run = alert,
    .help =
        "The daemon (minehost serve) tells those whom these settings name when a job fails, a\n"
        "source goes quiet, a job's file is broken, the disk is full, and when it is over:\n"
        "  alert-mail       addresses; the server is in smtp, smtp-user, mail-from\n"
        "  alert-webhook    a URL that gets JSON, signed by the secret alert-webhook if there is "
        "one\n"
        "  alert-telegram   chats; the bot's token is the secret telegram-token\n"
        "  alert-ntfy       a topic's URL; the secret ntfy-token if it wants one\n"
        "  alert-quiet      22:00-07:00: alerts are held until then\n"
        "\n"
        "  alert                   what is under way, since when, and what was not told yet\n"
        "  alert test [CHANNEL]    tells each receiver, or those of one channel, that all is well\n"
        "  alert dismiss SUBJECT   you know of it: it is over, and nobody is told so; a source is "
        "not\n"
        "                          told of again until it gave something\n"
        "  --format jsonl          an object a line\n"
        "  --db FILE\n"
        "\n"
        "What failed is tried again for most of a day; what is uncertain (it may have been told) "
        "is\n"
        "told again by minehost outbox --retry ID only.\n"
        "\n"
        "Exit codes: 0 ok, 1 a receiver could not be told, 2 usage or configuration.\n"};
