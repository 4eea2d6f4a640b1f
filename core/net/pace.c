#include "net/pace.h"

#include <inttypes.h>
#include <stdio.h>

#define MS   INT64_C(1000)
#define S    INT64_C(1000000)
#define HOUR (3600 * S)
#define DAY  (24 * HOUR)

#define POLL_START   (50 * MS)  /* somebody else's request is getting onto the wire */
#define POLL_END     (200 * MS) /* somebody else's requests are under way */
#define FIRST_HOLD   (5 * S)
#define LEAST_PEN    (1 * S)   /* penalties begin with the delay, or with this */
#define FORGET_PEN   (50 * MS) /* what halving has made smaller is none */
#define FAILURES_MAX 1000

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static int64_t max_delay(const mh_pace_rule *rule) {
    return rule->max_delay_us > 0 ? rule->max_delay_us : 60 * S;
}

static int64_t hold_cap(const mh_pace_rule *rule) {
    return rule->hold_cap_us > 0 ? rule->hold_cap_us : DAY;
}

/* From one start to the next. The upper bound is for what is added, never for what was asked for. */
static int64_t delay_of(const mh_pace_row *row, const mh_pace_rule *rule, const char **why) {
    int64_t base = most(rule->delay_us, 0), grown = base, cap = most(base, max_delay(rule));
    *why = rule->delay_why ? rule->delay_why : "setting";
    if (rule->adaptive && row->latency_us > base) {
        grown = row->latency_us;
        *why = "latency";
    }
    if (row->penalty_us > 0) {
        grown += row->penalty_us;
        *why = "penalty";
    }
    return least(grown, cap);
}

static void set_text(char *out, size_t size, const char *text) {
    snprintf(out, size, "%s", text);
}

static void note_start(mh_pace_row *row, const mh_pace_rule *rule, int64_t at) {
    const char *why;
    int64_t delay = delay_of(row, rule, &why);
    row->start_us = most(row->start_us, at);
    if (at + delay < row->next_us) return;
    row->next_us = at + delay;
    row->delay_us = delay;
    set_text(row->delay_why, sizeof row->delay_why, why);
}

static void move(int64_t *at, int64_t back) {
    if (*at != 0) *at = most(*at - back, 1);
}

/* The clock stepped back: what lay so far ahead or behind of its last word still does. */
static void step_back(mh_pace_row *row, int64_t back) {
    move(&row->start_us, back);
    move(&row->next_us, back);
    move(&row->hold_us, back);
    move(&row->last_us, back);
    for (size_t i = 0; i < MH_PACE_LEASES; i++) {
        move(&row->lease[i].until_us, back);
        move(&row->lease[i].send_by_us, back);
    }
}

/* The row's time, which never goes back; and no time in the row is further off than it can be,
 * whoever wrote it. */
static int64_t row_time(mh_pace_row *row, const mh_pace_rule *rule, int64_t now) {
    if (row->seen_us > now + MH_PACE_STEP_US) {
        step_back(row, row->seen_us - now);
        row->seen_us = now;
    }
    now = most(now, row->seen_us);
    const char *why;
    int64_t spacing = most(most(row->delay_us, delay_of(row, rule, &why)), max_delay(rule));
    row->start_us = least(row->start_us, now);
    row->next_us = least(row->next_us, now + spacing);
    row->hold_us = least(row->hold_us, now + most(hold_cap(rule), HOUR));
    for (size_t i = 0; i < MH_PACE_LEASES; i++)
        row->lease[i].until_us = least(row->lease[i].until_us, now + DAY);
    return now;
}

static bool gone(const mh_pace_lease *l, const mh_pace_lease *who, mh_pace_alive *alive) {
    if (!alive || (l->pid == who->pid && l->pid_start == who->pid_start)) return false;
    return !alive(l->pid, l->pid_start);
}

/* Forgets the leases of dead processes and those whose time is up. A request that nobody has said to
 * be on the wire may have got there all the same, in the last instant in which it could: a process
 * can die between sending and saying so. */
static void drop_leases(mh_pace_row *row, const mh_pace_rule *rule, int64_t now,
                        const mh_pace_lease *who, mh_pace_alive *alive) {
    for (size_t i = 0; i < MH_PACE_LEASES; i++) {
        mh_pace_lease *l = &row->lease[i];
        if (l->id == 0) continue;
        bool over = l->until_us <= now || gone(l, who, alive);
        if (!l->sent && (over || l->send_by_us <= now)) {
            note_start(row, rule, least(now, l->send_by_us));
            l->sent = true;
        }
        if (over) *l = (mh_pace_lease){0};
    }
}

typedef struct crowd {
    int running;
    int64_t starting; /* the latest send_by of those not yet sent; 0: none */
    int64_t until;    /* the first one that is forgotten */
    mh_pace_lease *room;
} crowd;

static crowd look(mh_pace_row *row) {
    crowd c = {.until = INT64_MAX};
    for (size_t i = 0; i < MH_PACE_LEASES; i++) {
        mh_pace_lease *l = &row->lease[i];
        if (l->id == 0) {
            if (!c.room) c.room = l;
            continue;
        }
        c.running++;
        c.until = least(c.until, l->until_us);
        if (!l->sent) c.starting = most(c.starting, l->send_by_us);
    }
    return c;
}

/* How long until a start may be thought of; 0: now. */
static int64_t wait_of(const mh_pace_row *row, const mh_pace_rule *rule, const crowd *c,
                       int64_t now, const char **why) {
    int64_t delay = delay_of(row, rule, why);
    int64_t from = row->next_us;
    if (row->start_us > 0) from = most(from, row->start_us + delay);
    if (row->hold_us > now && row->hold_us >= from) {
        *why = row->hold_why[0] ? row->hold_why : "held";
        return row->hold_us - now;
    }
    if (from > now) return from - now;
    if (c->starting > now && delay > 0) {
        *why = "another request is starting";
        return least(POLL_START, c->starting - now);
    }
    if (!c->room || (rule->at_once > 0 && c->running >= rule->at_once)) {
        *why = "as many requests under way as it may have";
        return least(POLL_END, most(c->until - now, 1));
    }
    return 0;
}

mh_rc mh_pace_take(mh_pace_row *row, const mh_pace_rule *rule, int64_t now_us, int64_t send_us,
                   int64_t lease_us, const mh_pace_lease *who, mh_pace_alive *alive, int64_t *id,
                   int64_t *wait_us, const char **why) {
    int64_t now = row_time(row, rule, now_us);
    drop_leases(row, rule, now, who, alive);
    crowd c = look(row);
    int64_t wait = wait_of(row, rule, &c, now, why);
    *id = 0;
    *wait_us = 0;
    if (wait > 0) {
        *wait_us = wait + (now - now_us); /* the clock has to catch up with the row first */
        return MH_FAIL;
    }
    *why = "";
    *id = ++row->last_id;
    row->seen_us = now;
    *c.room = (mh_pace_lease){.id = *id,
                              .run = who->run,
                              .pid = who->pid,
                              .pid_start = who->pid_start,
                              .until_us = now + most(lease_us, send_us),
                              .send_by_us = now + send_us};
    return MH_OK;
}

static mh_pace_lease *find(mh_pace_row *row, int64_t id) {
    for (size_t i = 0; id != 0 && i < MH_PACE_LEASES; i++)
        if (row->lease[i].id == id) return &row->lease[i];
    return NULL;
}

void mh_pace_sent(mh_pace_row *row, const mh_pace_rule *rule, int64_t id, int64_t now_us) {
    int64_t now = row_time(row, rule, now_us);
    mh_pace_lease *l = find(row, id);
    if (l) l->sent = true;
    row->seen_us = now;
    row->requests++;
    note_start(row, rule, now);
}

void mh_pace_seen(mh_pace_row *row, const mh_pace_rule *rule, int64_t latency_us, int64_t now_us) {
    int64_t now = row_time(row, rule, now_us);
    row->seen_us = now;
    note_start(row, rule, now - most(latency_us - MH_PACE_REACH_US, 0));
}

static void hold(mh_pace_row *row, int64_t until, const char *why) {
    if (until <= row->hold_us) return;
    row->hold_us = until;
    set_text(row->hold_why, sizeof row->hold_why, why);
}

/* 5 s, 10 s, 20 s ... an hour */
static int64_t doubling(int n) {
    return n < 10 ? least(FIRST_HOLD << n, HOUR) : HOUR;
}

static void punish(mh_pace_row *row, const mh_pace_rule *rule) {
    int64_t grown = row->penalty_us > 0 ? row->penalty_us * 2 : most(rule->delay_us, LEAST_PEN);
    row->penalty_us = least(grown, max_delay(rule));
}

static void failed(mh_pace_row *row, const mh_pace_rule *rule, int64_t now,
                   const mh_pace_outcome *o) {
    char why[sizeof row->hold_why];
    bool complaint = o->status == 429 || o->status == 503;
    if (row->hold_us <= now) { /* else it says what was known when it was still under way */
        if (row->failures < FAILURES_MAX) row->failures++;
        if (complaint) punish(row, rule);
        int extra = row->failures - (complaint && o->retry_after_us < 0 ? 1 : 3);
        if (complaint)
            snprintf(why, sizeof why, "%d", o->status);
        else
            snprintf(why, sizeof why, "%d failures", row->failures);
        if (extra >= 0) hold(row, now + doubling(extra), why);
    }
    if (o->retry_after_us <= 0) return;
    snprintf(why, sizeof why, "%d Retry-After", o->status);
    hold(row, now + least(o->retry_after_us, hold_cap(rule)), why);
}

static void succeeded(mh_pace_row *row, int64_t now) {
    if (row->hold_us > now) return; /* it was under way before the host asked for rest */
    row->failures /= 2;
    row->penalty_us /= 2;
    if (row->penalty_us < FORGET_PEN) row->penalty_us = 0;
    row->hold_us = 0;
    row->hold_why[0] = '\0';
}

/* Scrapy's AutoThrottle: half old, half new, and an error page, which is quick, makes no host fast. */
static void learn_latency(mh_pace_row *row, const mh_pace_outcome *o) {
    if (o->latency_us <= 0) return;
    int64_t l = least(o->latency_us, HOUR);
    if (row->latency_us > 0) l = (row->latency_us + l) / 2;
    if (l > row->latency_us || (o->status >= 200 && o->status < 400)) row->latency_us = l;
}

void mh_pace_done(mh_pace_row *row, const mh_pace_rule *rule, int64_t id, int64_t now_us,
                  const mh_pace_outcome *o) {
    int64_t now = row_time(row, rule, now_us);
    mh_pace_lease *l = find(row, id);
    bool sent = l && l->sent;
    if (l) *l = (mh_pace_lease){0};
    row->seen_us = now;
    if (o->status == 0 && !o->unreachable && !sent) return;
    row->last_us = now;
    row->last_status = o->status;
    if (!sent) note_start(row, rule, now); /* an attempt to connect is a start as well */
    learn_latency(row, o);
    if (o->unreachable || o->status == 429 || o->status >= 500 ||
        (o->status == 403 && o->retry_after_us > 0))
        failed(row, rule, now, o);
    else if (o->status > 0)
        succeeded(row, now);
    note_start(row, rule, row->start_us); /* the delay may have grown */
}
