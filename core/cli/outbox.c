/* minehost outbox: what was to be told to others and was not, or not surely. */
#include "store/outbox.h"
#include "cli/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* what somebody must decide on */
#define UNDONE (1U << MH_OUTBOX_FAILED | 1U << MH_OUTBOX_UNCERTAIN)
#define OPEN                                                                                       \
    (1U << MH_OUTBOX_PENDING | 1U << MH_OUTBOX_SENDING | 1U << MH_OUTBOX_FAILED |                  \
     1U << MH_OUTBOX_UNCERTAIN)

static void put_json(const mh_outbox_entry *r) {
    json_t *o = json_object();
    bool waits = r->state == MH_OUTBOX_PENDING || r->state == MH_OUTBOX_FAILED;
    json_object_set_new(o, "id", json_integer(r->id));
    mh_cli_set(o, "state", mh_view_of(mh_outbox_state_name(r->state)));
    mh_cli_set(o, "channel", r->channel);
    mh_cli_set(o, "to", r->shown);
    mh_cli_set(o, "key", r->key);
    mh_cli_set(o, "title", r->title);
    mh_cli_set(o, "error", r->error);
    json_object_set_new(o, "tries", json_integer(r->tries));
    json_object_set_new(o, "run", json_integer(r->run));
    mh_cli_set_time(o, "added", r->added, false);
    mh_cli_set_time(o, "changed", r->changed, false);
    if (waits) mh_cli_set_time(o, "due", r->due, false);
    char *s = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS);
    mh_cli_puts(s);
    free(s);
    json_decref(o);
}

static void put_row(const mh_outbox_entry *r) {
    char at[24];
    printf("%6lld  %-9s  %s  %3lld  ", (long long)r->id, mh_outbox_state_name(r->state),
           mh_cli_minute(at, r->changed), (long long)r->tries);
    mh_cli_put(r->channel);
    fputs(" to ", stdout);
    mh_cli_put(r->shown.len ? r->shown : r->target);
    fputs("\n        ", stdout);
    mh_cli_put(r->title.len ? r->title : r->key);
    if (r->title.len) {
        fputs("\n        ", stdout);
        mh_cli_put(r->key);
    }
    if (r->error.len) {
        fputs("\n        ", stdout);
        mh_cli_put(r->error);
    }
    if (r->state == MH_OUTBOX_FAILED) {
        if (r->due == INT64_MAX)
            fputs("; not tried again by itself", stdout);
        else
            printf("; due %s UTC", mh_cli_minute(at, r->due));
    }
    putchar('\n');
}

static int list(const mh_cli *c, mh_store *s, size_t limit) {
    mh_err e = {0};
    mh_arena *a = mh_arena_new();
    mh_outbox_entry *r;
    size_t n;
    int code = MH_EXIT_OK;
    mh_outbox_filter f = {.states = mh_cli_value(c, "all") ? 0 : OPEN, .limit = limit};
    if (mh_outbox_list(s, &f, a, &r, &n, &e) != MH_OK) {
        code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    } else if (mh_view_starts(c->settings.format, MH_VIEW("json"))) {
        for (size_t i = 0; i < n; i++) put_json(&r[i]);
    } else {
        if (n) printf("%6s  %-9s  %-16s  %3s\n", "id", "state", "since (UTC)", "try");
        for (size_t i = 0; i < n; i++) put_row(&r[i]);
        if (n == 0 && !c->settings.quiet) fputs("minehost: nothing waits to be told\n", stderr);
    }
    mh_arena_free(a);
    return code;
}

/* "all" (of what somebody must decide on), an id, or a key, which several targets may have. */
static mh_outbox_filter chosen(const char *word, bool retry) {
    mh_outbox_filter f = {.limit = MH_CLI_LIST_MAX};
    int64_t id;
    if (strcmp(word, "all") == 0)
        f.states = UNDONE;
    else if (mh_cli_id(word, &id))
        f.id = id;
    else {
        f.key = mh_view_of(word);
        f.states = retry ? UNDONE | 1U << MH_OUTBOX_DROPPED : UNDONE | 1U << MH_OUTBOX_PENDING;
    }
    return f;
}

static int change(mh_store *s, const char *word, bool retry, bool quiet) {
    mh_err e = {0};
    mh_arena *a = mh_arena_new();
    mh_outbox_entry *r;
    size_t n;
    mh_outbox_filter f = chosen(word, retry);
    mh_rc rc = mh_outbox_list(s, &f, a, &r, &n, &e);
    if (rc == MH_OK && n == 0 && f.states != UNDONE)
        rc = mh_fail(&e, MH_E_NOT_FOUND, "no entry %s in the outbox; see: minehost outbox --all",
                     word);
    for (size_t i = 0; rc == MH_OK && i < n; i++)
        rc = retry ? mh_outbox_retry(s, r[i].id, &e) : mh_outbox_drop(s, r[i].id, &e);
    if (rc == MH_OK) rc = mh_store_flush(s, &e);
    mh_arena_free(a);
    if (rc != MH_OK) return mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    if (!quiet)
        fprintf(stderr, "minehost: %zu %s\n", n,
                retry ? "to be told by the next run of its job" : "dropped");
    return MH_EXIT_OK;
}

static int outbox(mh_cli *c) {
    const char *retry = mh_cli_value(c, "retry"), *drop = mh_cli_value(c, "drop");
    mh_err e = {0};
    size_t limit = 1000;
    mh_store *s = NULL;
    if (c->words.len) return mh_cli_usage(&mh_cmd_outbox, "outbox takes options only");
    if (retry && drop) return mh_cli_usage(&mh_cmd_outbox, "either --retry or --drop");
    if (mh_cli_number(c, "limit", MH_CLI_LIST_MAX, &limit, &e) != MH_OK)
        return mh_cli_usage(&mh_cmd_outbox, e.msg);
    int code = retry || drop ? mh_cli_open_db_to_write(c, &s) : mh_cli_open_db(c, &s);
    if (code != MH_EXIT_OK) return code;
    code = retry || drop ? change(s, retry ? retry : drop, retry != NULL, c->settings.quiet)
                         : list(c, s, limit);
    mh_store_close(s);
    return code;
}

static const mh_option options[] = {
    {"retry", true}, {"drop", true}, {"all", false}, {"limit", true}, {NULL, false}};

const mh_command mh_cmd_outbox = {
    .name = "outbox",
    .usage = "outbox [--retry KEY | --drop KEY]",
    .about = "list what was not told to others, or not surely",
    .run = outbox,
    .options = options,
    .help =
        "Sinks such as mail and webhook tell each item once. An entry is\n"
        "  pending     not sent yet: a later run of the job sends it\n"
        "  sending     by a run that is under way\n"
        "  failed      surely not told: tried again when it is due, ten times in all\n"
        "  uncertain   the run died, or the line broke, while it was being sent: it may have been\n"
        "              told, so it is told again only if you say so\n"
        "\n"
        "  --retry KEY      tell it again (KEY: an id, a key, or all that failed or is uncertain)\n"
        "  --drop KEY       never tell it\n"
        "  --all            also what was delivered or dropped\n"
        "  --limit N        entries to list (1000)\n"
        "  --format jsonl   an object a line\n"
        "  --db FILE\n"};
