/* The pace of three processes that share a row and are killed at random, on a clock that steps back,
 * checked against the server's own log. */
#include "unit.h"

#include "net/pace.h"

#define MS        INT64_C(1000)
#define S         INT64_C(1000000)
#define PROCESSES 3
#define STREAMS   2 /* requests that one process tries to have under way */
#define REQUESTS  10000
#define SEND      (2 * S)
#define LEASE     (20 * S)

typedef struct stream {
    enum { ASKS, CONNECTS, SENT_UNSAID, ANSWERED } state;
    int64_t at; /* of the next step, true time */
    int64_t id, send_by;
} stream;

typedef struct process {
    int64_t pid;
    int64_t dead_until; /* 0: it lives */
    stream s[STREAMS];
} process;

static struct world {
    uint64_t seed;
    int64_t now;    /* true time: that of the server */
    int64_t offset; /* of the machine's clock */
    mh_pace_row row;
    process p[PROCESSES];
    int64_t last_start, least_gap;
    int64_t pids;
    int starts, kills, unsaid, steps, held, over;
} w;

static int64_t below(int64_t n) {
    w.seed = w.seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((w.seed >> 33) % (uint64_t)n);
}

static bool alive(int64_t pid, int64_t start) {
    (void)start;
    for (int i = 0; i < PROCESSES; i++)
        if (w.p[i].pid == pid) return w.p[i].dead_until == 0;
    return false;
}

static void kill_one(process *p) {
    for (int i = 0; i < STREAMS; i++) w.unsaid += p->s[i].state == SENT_UNSAID;
    w.kills++;
    p->dead_until = w.now + below(2 * S) + 1;
}

static void revive(process *p) {
    *p = (process){.pid = ++w.pids};
    for (int i = 0; i < STREAMS; i++) p->s[i].at = w.now + below(100 * MS);
}

/* What the server sees. */
static void on_the_wire(void) {
    int64_t gap = w.now - w.last_start;
    if (w.starts++ > 0 && (w.least_gap < 0 || gap < w.least_gap)) w.least_gap = gap;
    w.last_start = w.now;
}

static mh_pace_outcome answer(void) {
    mh_pace_outcome o = {.status = 200, .latency_us = 1 + below(400 * MS), .retry_after_us = -1};
    int64_t dice = below(200);
    if (dice == 0) o.status = 503;
    if (dice == 1) o = (mh_pace_outcome){.status = 429, .retry_after_us = below(3) * S};
    if (dice == 2) o = (mh_pace_outcome){.unreachable = true, .retry_after_us = -1};
    return o;
}

static void step(process *p, stream *s, const mh_pace_rule *rule) {
    mh_pace_lease who = {.run = p->pid, .pid = p->pid, .pid_start = 1};
    int64_t wall = w.now + w.offset, wait;
    const char *why;
    switch (s->state) {
    case ASKS:
        if (mh_pace_take(&w.row, rule, wall, SEND, LEASE, &who, alive, &s->id, &wait, &why) !=
            MH_OK) {
            ck_assert_int_gt(wait, 0);
            w.held += wait > 1 * S;
            s->at = w.now + wait;
            return;
        }
        s->state = CONNECTS;
        s->send_by = w.now + SEND;
        s->at = w.now + below(below(20) == 0 ? 3 * S : 300 * MS);
        return;
    case CONNECTS:
        if (w.now >= s->send_by) { /* too late to be sent */
            mh_pace_outcome o = {.unreachable = true, .retry_after_us = -1};
            mh_pace_done(&w.row, rule, s->id, wall, &o);
            w.over++;
            s->state = ASKS;
            s->at = w.now + 1;
            return;
        }
        on_the_wire();
        s->state = SENT_UNSAID;
        s->at = w.now + below(5 * MS);
        return;
    case SENT_UNSAID:
        mh_pace_sent(&w.row, rule, s->id, wall);
        s->state = ANSWERED;
        s->at = w.now + 1 + below(below(100) == 0 ? 2 * LEASE : 600 * MS);
        return;
    case ANSWERED: {
        mh_pace_outcome o = answer();
        mh_pace_done(&w.row, rule, s->id, wall, &o);
        s->state = ASKS;
        s->at = w.now + below(50 * MS);
    }
    }
}

/* Whatever comes next on the true time line. */
static void advance(const mh_pace_rule *rule) {
    process *p = NULL;
    stream *s = NULL;
    int64_t at = INT64_MAX;
    for (int i = 0; i < PROCESSES; i++) {
        process *q = &w.p[i];
        if (q->dead_until > 0) {
            if (q->dead_until < at) at = q->dead_until, p = q, s = NULL;
            continue;
        }
        for (int k = 0; k < STREAMS; k++)
            if (q->s[k].at < at) at = q->s[k].at, p = q, s = &q->s[k];
    }
    w.now = at > w.now ? at : w.now;
    if (s == NULL)
        revive(p);
    else
        step(p, s, rule);
    if (below(150) == 0) { /* mostly in the middle of something */
        process *victim = &w.p[below(PROCESSES)];
        if (victim->dead_until == 0) kill_one(victim);
    }
    if (below(20000) == 0) {
        w.offset -= below(1000000 * S);
        w.steps++;
    }
}

START_TEST(no_two_starts_are_closer_than_the_delay) {
    static const mh_pace_rule rules[] = {
        {.at_once = 1, .delay_us = 500 * MS, .delay_why = "default"},
        {.at_once = 2, .delay_us = 500 * MS, .delay_why = "default", .adaptive = true},
        {.at_once = 0, .delay_us = 100 * MS, .delay_why = "setting", .hold_cap_us = 10 * S},
    };
    const mh_pace_rule *rule = &rules[_i];
    w = (struct world){.seed = 42 + (uint64_t)_i, .now = 1, .least_gap = -1};
    w.offset = INT64_C(1779000000) * S;
    for (int i = 0; i < PROCESSES; i++) revive(&w.p[i]);
    while (w.starts < REQUESTS) advance(rule);
    ck_assert_msg(w.least_gap >= rule->delay_us, "two starts %lld us apart, delay %lld",
                  (long long)w.least_gap, (long long)rule->delay_us);
    /* nor is time wasted, or the test too kind */
    ck_assert_int_lt(w.least_gap, rule->delay_us + 20 * MS);
    ck_assert_int_lt(w.now / REQUESTS, 3 * S);
    ck_assert_int_gt(w.kills, 100);
    ck_assert_int_gt(w.unsaid, 0);
    ck_assert_int_gt(w.steps, 0);
    ck_assert_int_gt(w.held, 0);
    ck_assert_int_gt(w.over, 0);
}
END_TEST

TCase *tcase_net_pace_sim(void) {
    TCase *t = tcase_create("net_pace_sim");
    tcase_add_loop_test(t, no_two_starts_are_closer_than_the_delay, 0, 3);
    return t;
}
