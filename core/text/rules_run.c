#include "text/rules_priv.h"

#include <stdlib.h>

#define NOWHERE 1u
#define BEHIND  2u /* + token */

void mh_rule_run_begin(mh_rule_run *f, const mh_rule *rule) {
    size_t need = (f->x->tokens.len + 1) * rule->steps_len;
    f->rule = rule;
    f->steps = f->r->steps.ptr + rule->steps;
    if (need > f->reach_cap) {
        free(f->reach);
        f->reach = mh_alloc_array(need, sizeof *f->reach);
        f->reach_cap = need;
        return;
    }
    memset(f->reach, 0, need * sizeof *f->reach);
}

/* --- tests of a token --- */

static bool in_set(const mh_rule_run *f, const mh_rule_step *s, uint32_t symbol) {
    const uint32_t *set = f->r->sets.ptr + s->set;
    size_t low = 0, high = s->len;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (set[mid] == symbol) return true;
        if (set[mid] < symbol)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

static bool token_in(const mh_rule_run *f, const mh_rule_step *s, uint32_t at) {
    const mh_rule_tok *k = &f->x->tokens.ptr[at];
    for (uint32_t i = 0; i < k->len; i++) {
        if (in_set(f, s, f->x->symbols.ptr[k->first + i])) return true;
    }
    return false;
}

static bool any_in(const mh_rule_run *f, const mh_rule_step *s, uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; i++) {
        if (token_in(f, s, i)) return true;
        uint32_t a = f->x->tokens.ptr[i].arc;
        for (; a != MH_RULE_NO_TOKEN; a = f->x->arcs.ptr[a].next) {
            if (in_set(f, s, f->x->arcs.ptr[a].type)) return true;
        }
    }
    return false;
}

static bool looks_good(const mh_rule_run *f, const mh_rule_step *s, uint32_t at) {
    uint32_t len = (uint32_t)f->x->tokens.len;
    switch (s->op) {
    case MH_OP_START: return at == 0;
    case MH_OP_END: return at == len;
    case MH_OP_AHEAD: return !any_in(f, s, at, s->arg < len - at ? at + s->arg : len);
    case MH_OP_BEHIND: return !any_in(f, s, at > s->arg ? at - s->arg : 0, at);
    default: return true;
    }
}

/* --- how far --- */

static uint32_t reach(mh_rule_run *f, uint32_t pc, uint32_t at);

/* The farther end; the order does not matter here. */
static uint32_t farther(uint32_t a, uint32_t b) {
    return a > b ? a : b;
}

static uint32_t reach_set(mh_rule_run *f, uint32_t pc, uint32_t at) {
    uint32_t best = NOWHERE;
    if (at >= f->x->tokens.len) return best;
    if (token_in(f, &f->steps[pc], at)) best = reach(f, pc + 1, at + 1);
    for (uint32_t a = f->x->tokens.ptr[at].arc; a != MH_RULE_NO_TOKEN; a = f->x->arcs.ptr[a].next) {
        const mh_rule_arc *x = &f->x->arcs.ptr[a];
        if (in_set(f, &f->steps[pc], x->type)) best = farther(best, reach(f, pc + 1, x->to));
    }
    return best;
}

/* Steps lead forward only: as deep as the rule has steps. */
static uint32_t reach(mh_rule_run *f, uint32_t pc, uint32_t at) {
    uint32_t *known = &f->reach[(size_t)at * f->rule->steps_len + pc];
    if (*known) return *known;
    const mh_rule_step *s = &f->steps[pc];
    uint32_t best = NOWHERE;
    switch (s->op) {
    case MH_OP_SET: best = reach_set(f, pc, at); break;
    case MH_OP_MATCH: best = BEHIND + at; break;
    case MH_OP_JUMP: best = reach(f, s->arg, at); break;
    case MH_OP_LAZY:
    case MH_OP_SPLIT: best = farther(reach(f, pc + 1, at), reach(f, s->arg, at)); break;
    default:
        if (looks_good(f, s, at)) best = reach(f, pc + 1, at);
        break;
    }
    *known = best;
    return best;
}

uint32_t mh_rule_longest(mh_rule_run *f, uint32_t start) {
    uint32_t end = reach(f, 0, start);
    return end == NOWHERE || end - BEHIND <= start ? MH_RULE_NO_TOKEN : end - BEHIND;
}

/* --- by which way --- */

/* The way that the step at pc takes: the preferred one that comes as far. */
static uint32_t choose(mh_rule_run *f, uint32_t pc, uint32_t at, uint32_t end) {
    const mh_rule_step *s = &f->steps[pc];
    uint32_t first = s->op == MH_OP_LAZY ? s->arg : pc + 1;
    uint32_t other = s->op == MH_OP_LAZY ? pc + 1 : s->arg;
    return reach(f, first, at) == end ? first : other;
}

/* What a SET takes: a span before a token. */
static mh_rule_arc take(mh_rule_run *f, uint32_t pc, uint32_t at, uint32_t end) {
    for (uint32_t a = f->x->tokens.ptr[at].arc; a != MH_RULE_NO_TOKEN; a = f->x->arcs.ptr[a].next) {
        mh_rule_arc x = f->x->arcs.ptr[a];
        if (in_set(f, &f->steps[pc], x.type) && reach(f, pc + 1, x.to) == end) return x;
    }
    return (mh_rule_arc){.to = at + 1, .span = MH_RULE_NO_SPAN};
}

/* Closes the innermost open capture of that name among those from `base` on. */
static void close_capture(mh_rule_run *f, size_t base, uint32_t name, uint32_t at,
                          uint32_t last_from, uint32_t last_span) {
    for (size_t i = f->held.len; i > base; i--) {
        mh_rule_held *h = &f->held.ptr[i - 1];
        if (h->name != name || h->to != MH_RULE_NO_TOKEN) continue;
        h->to = at;
        h->span = h->from == last_from && at > h->from ? last_span : MH_RULE_NO_SPAN;
        return;
    }
}

void mh_rule_captures(mh_rule_run *f, uint32_t start) {
    uint32_t end = reach(f, 0, start), at = start;
    uint32_t last_from = MH_RULE_NO_TOKEN, last_span = MH_RULE_NO_SPAN;
    size_t base = f->held.len;
    for (uint32_t pc = 0; f->steps[pc].op != MH_OP_MATCH;) {
        const mh_rule_step *s = &f->steps[pc];
        switch (s->op) {
        case MH_OP_SET: {
            mh_rule_arc x = take(f, pc, at, end);
            last_from = at;
            last_span = x.span;
            at = x.to;
            pc++;
            break;
        }
        case MH_OP_JUMP: pc = s->arg; break;
        case MH_OP_LAZY:
        case MH_OP_SPLIT: pc = choose(f, pc, at, end); break;
        case MH_OP_OPEN:
            mh_vec_push(&f->held, ((mh_rule_held){s->arg, at, MH_RULE_NO_TOKEN, MH_RULE_NO_SPAN}));
            pc++;
            break;
        case MH_OP_CLOSE:
            close_capture(f, base, s->arg, at, last_from, last_span);
            pc++;
            break;
        default: pc++; break;
        }
    }
}
