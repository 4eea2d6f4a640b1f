/* Asks a host as the network does, without a network: ledger DB ok|busy|hold HOST ...
 * ok: a request answered with 200; busy: with 503 and Retry-After 120; hold: one that stays under way
 * until the tool is killed. The host's robots.txt is $ROBOTS, or one without rules; its status
 * $ROBOTS_STATUS, or 200. For tests of what people see of the ledger. */
#include "run/net_ledger.h"

#include "base/clock.h"
#include "store/hosts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define S INT64_C(1000000)

static const mh_pace_rule rule = {
    .at_once = 2, .delay_us = 2 * S, .delay_why = "Crawl-delay", .max_delay_us = 3600 * S};

typedef struct ask {
    const mh_ledger *l;
    const char *how;
    int64_t id, wait;
    mh_rc rc;
} ask;

static void change(void *arg, mh_pace_row *row) {
    ask *a = arg;
    const char *why;
    int64_t now = mh_clock_wall_us(mh_clock_system());
    mh_pace_lease who = {.run = a->l->run, .pid = a->l->pid, .pid_start = a->l->pid_start};
    bool busy = strcmp(a->how, "busy") == 0;
    mh_pace_outcome o = {
        .status = busy ? 503 : 200, .latency_us = S / 5, .retry_after_us = busy ? 120 * S : -1};
    a->rc =
        mh_pace_take(row, &rule, now, 10 * S, 60 * S, &who, a->l->alive, &a->id, &a->wait, &why);
    if (a->rc != MH_OK) return;
    mh_pace_sent(row, &rule, a->id, now);
    if (strcmp(a->how, "hold") != 0) mh_pace_done(row, &rule, a->id, now + S / 5, &o);
}

int main(int argc, char **argv) {
    mh_store *s = NULL;
    mh_err e = {0};
    if (argc < 4 || mh_store_open(&s, argv[1], NULL, &e) != MH_OK) {
        fprintf(stderr, "ledger DB ok|busy|hold HOST ...: %s\n", e.msg);
        return 2;
    }
    mh_ledger l = mh_net_ledger(s, 17);
    const char *text = getenv("ROBOTS"), *status = getenv("ROBOTS_STATUS");
    for (int i = 2; i + 1 < argc; i += 2) {
        ask a = {.l = &l, .how = argv[i]};
        mh_view host = mh_view_of(argv[i + 1]);
        mh_buf origin = {0};
        mh_robots_copy robots = {.fetched_us = mh_clock_wall_us(mh_clock_system()) - 300 * S,
                                 .status = atoi(status ? status : "200")};
        mh_buf_printf(&origin, "https://%s", argv[i + 1]);
        mh_buf_puts(&robots.text, text ? text : "User-agent: *\n");
        bool ok = l.update(l.arg, host, change, &a, true, &e) == MH_OK && a.rc == MH_OK &&
                  l.robots_put(l.arg, mh_buf_view(&origin), &robots, &e) == MH_OK &&
                  mh_store_flush(s, &e) == MH_OK;
        mh_buf_clear(&origin);
        mh_buf_clear(&robots.text);
        if (!ok) {
            fprintf(stderr, "ledger: %s: %s\n", argv[i + 1], e.msg);
            return 1;
        }
        while (strcmp(a.how, "hold") == 0) {
            puts("held");
            fflush(stdout);
            pause();
        }
    }
    mh_store_close(s);
    return 0;
}
