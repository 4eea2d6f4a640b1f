#include "net/gate.h"

#include "base/map.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

typedef struct mh_gate_host {
    struct mh_gate_host *next, *prev; /* in the ring of hosts with a queue */
    mh_gate_pass *first, *last;
    mh_gate_rule rule;
    int running;
    int64_t free_ms; /* earliest next start */
} mh_gate_host;

struct mh_gate {
    mh_map *hosts;
    mh_gate_host
        *turn; /* whose turn it is among those with a queue; a ring, so that hosts alternate */
    size_t total, running, waiting, queues;
};

mh_gate *mh_gate_new(size_t total) {
    mh_gate *g = mh_alloc(sizeof *g);
    g->hosts = mh_map_new();
    g->total = total;
    return g;
}

void mh_gate_free(mh_gate *g) {
    if (g == NULL) return;
    assert(g->running == 0 && g->waiting == 0);
    for (size_t i = 0; i < mh_map_len(g->hosts); i++) free(mh_map_entry_at(g->hosts, i)->val.ptr);
    mh_map_free(g->hosts);
    free(g);
}

static mh_gate_host *host_at(mh_gate *g, mh_view name) {
    mh_value *v = mh_map_at(g->hosts, name, NULL);
    if (v->ptr == NULL) {
        mh_gate_host *h = mh_alloc(sizeof *h);
        h->free_ms = INT64_MIN;
        v->ptr = h;
    }
    return v->ptr;
}

static void ring_add(mh_gate *g, mh_gate_host *h) {
    g->queues++;
    if (g->turn == NULL) {
        g->turn = h->next = h->prev = h;
        return;
    }
    h->next = g->turn;
    h->prev = g->turn->prev;
    h->prev->next = h->next->prev = h;
}

static void ring_drop(mh_gate *g, mh_gate_host *h) {
    g->queues--;
    if (g->turn == h) g->turn = h->next == h ? NULL : h->next;
    h->prev->next = h->next;
    h->next->prev = h->prev;
    h->next = h->prev = NULL;
}

void mh_gate_join(mh_gate *g, mh_gate_pass *p, mh_view name, mh_gate_rule rule, void *owner) {
    assert(p->state == MH_PASS_OUT);
    mh_gate_host *h = host_at(g, name);
    h->rule = rule;
    *p = (mh_gate_pass){.host = h, .prev = h->last, .state = MH_PASS_WAITS, .owner = owner};
    if (h->last != NULL) {
        h->last->next = p;
    } else {
        h->first = p;
        ring_add(g, h);
    }
    h->last = p;
    g->waiting++;
}

void mh_gate_back(mh_gate *g, mh_gate_pass *p) {
    mh_gate_host *h = p->host;
    assert(p->state == MH_PASS_IN);
    h->running--;
    g->running--;
    g->waiting++;
    p->state = MH_PASS_WAITS;
    p->prev = NULL;
    p->next = h->first;
    if (h->first != NULL)
        h->first->prev = p;
    else
        h->last = p;
    if (h->first == NULL) ring_add(g, h);
    h->first = p;
}

static void unqueue(mh_gate *g, mh_gate_pass *p) {
    mh_gate_host *h = p->host;
    if (p->prev != NULL)
        p->prev->next = p->next;
    else
        h->first = p->next;
    if (p->next != NULL)
        p->next->prev = p->prev;
    else
        h->last = p->prev;
    p->next = p->prev = NULL;
    if (h->first == NULL) ring_drop(g, h);
    g->waiting--;
}

mh_gate_pass *mh_gate_next(mh_gate *g, int64_t now_ms, int64_t *wait_ms) {
    *wait_ms = INT64_MAX;
    if (g->running >= g->total) return NULL;
    for (size_t n = g->queues; n > 0; n--) {
        mh_gate_host *h = g->turn;
        g->turn = h->next;
        if (h->rule.at_once > 0 && h->running >= h->rule.at_once) continue;
        if (h->free_ms > now_ms) {
            if (h->free_ms - now_ms < *wait_ms) *wait_ms = h->free_ms - now_ms;
            continue;
        }
        mh_gate_pass *p = h->first;
        unqueue(g, p);
        p->state = MH_PASS_IN;
        h->running++;
        g->running++;
        h->free_ms = now_ms + h->rule.delay_ms;
        return p;
    }
    return NULL;
}

void mh_gate_leave(mh_gate *g, mh_gate_pass *p) {
    if (p->state == MH_PASS_WAITS) unqueue(g, p);
    if (p->state == MH_PASS_IN) {
        p->host->running--;
        g->running--;
    }
    p->state = MH_PASS_OUT;
}

void mh_gate_hold(mh_gate *g, mh_view name, int64_t until_ms) {
    mh_gate_host *h = host_at(g, name);
    if (until_ms > h->free_ms) h->free_ms = until_ms;
}

size_t mh_gate_waiting(const mh_gate *g) {
    return g->waiting;
}
