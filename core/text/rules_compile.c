#include "text/rules_priv.h"

#include <stdlib.h>

#define DEPTH_MAX 256 /* nodes within nodes, those of parts included */

typedef struct writer {
    mh_rule_reader *x;
    mh_rules *r;
    uint32_t base; /* first step of the rule */
    unsigned depth;
    bool full; /* too many steps, or parts within parts too deep */
} writer;

static uint32_t here(const writer *w) {
    return (uint32_t)w->r->steps.len - w->base;
}

/* Pushes a step; its number within the rule. */
static uint32_t put(writer *w, mh_rule_op op, uint32_t arg) {
    w->full = w->full || here(w) >= MH_RULE_STEPS;
    if (w->full) return 0;
    mh_vec_push(&w->r->steps, ((mh_rule_step){.op = op, .arg = arg}));
    return here(w) - 1;
}

static mh_rule_step *step_at(writer *w, uint32_t n) {
    return &w->r->steps.ptr[w->base + n];
}

static void put_set(writer *w, mh_rule_op op, const mh_rule_node *n) {
    uint32_t at = put(w, op, n->max);
    if (w->full) return;
    mh_rule_step *s = step_at(w, at);
    s->set = (uint32_t)w->r->sets.len;
    s->len = (uint32_t)n->symbols_len;
    for (size_t i = 0; i < n->symbols_len; i++) mh_vec_push(&w->r->sets, n->symbols[i]);
}

static void write_node(writer *w, const mh_rule_node *n);

/* Each child but the last behind a split to the next one; all jump to the end. */
static void write_alternatives(writer *w, const mh_rule_node *n) {
    MH_VEC(uint32_t) jumps = {0};
    for (const mh_rule_node *c = n->child; c && !w->full; c = c->next) {
        uint32_t split = c->next ? put(w, MH_OP_SPLIT, 0) : 0;
        write_node(w, c);
        if (c->next == NULL || w->full) break;
        mh_vec_push(&jumps, put(w, MH_OP_JUMP, 0));
        step_at(w, split)->arg = here(w);
    }
    for (size_t i = 0; i < jumps.len && !w->full; i++) step_at(w, jumps.ptr[i])->arg = here(w);
    mh_vec_clear(&jumps);
}

/* x{1,3} is x (x (x)?)?: more of it is preferred, less where it is lazy. */
static void write_times(writer *w, const mh_rule_node *n) {
    uint32_t splits[MH_RULE_REPEAT] = {0}, open = 0;
    for (uint32_t i = 0; i < n->min && !w->full; i++) write_node(w, n->child);
    for (uint32_t i = n->min; i < n->max && !w->full; i++) {
        splits[open++] = put(w, n->lazy ? MH_OP_LAZY : MH_OP_SPLIT, 0);
        write_node(w, n->child);
    }
    for (uint32_t i = 0; i < open && !w->full; i++) step_at(w, splits[i])->arg = here(w);
}

static void write_children(writer *w, const mh_rule_node *n) {
    switch (n->kind) {
    case MH_RULE_SET: put_set(w, MH_OP_SET, n); break;
    case MH_RULE_SEQ:
        for (const mh_rule_node *c = n->child; c; c = c->next) write_node(w, c);
        break;
    case MH_RULE_ALT: write_alternatives(w, n); break;
    case MH_RULE_TIMES: write_times(w, n); break;
    case MH_RULE_CAPTURE:
        put(w, MH_OP_OPEN, n->name);
        write_node(w, n->child);
        put(w, MH_OP_CLOSE, n->name);
        break;
    case MH_RULE_AHEAD: put_set(w, MH_OP_AHEAD, n); break;
    case MH_RULE_BEHIND: put_set(w, MH_OP_BEHIND, n); break;
    case MH_RULE_START: put(w, MH_OP_START, 0); break;
    case MH_RULE_END: put(w, MH_OP_END, 0); break;
    }
}

/* Groups nest as deep as their limit says, parts within parts as deep as a file is long: hence a limit
 * here too. */
static void write_node(writer *w, const mh_rule_node *n) {
    w->full = w->full || w->depth >= DEPTH_MAX;
    if (w->full) return;
    w->depth++;
    write_children(w, n);
    w->depth--;
}

/* --- with what a rule may begin --- */

static int by_symbol(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Symbols that the first token may have; false when the rule may match nothing at all. Steps lead
 * forward only, so one pass over them will do. */
static bool first_symbols(const mh_rules *r, const mh_rule *y, uint32_t rule, writer *w) {
    bool reached[MH_RULE_STEPS + 1] = {true}, some = true;
    MH_VEC(uint32_t) found = {0};
    for (uint32_t i = 0; i < y->steps_len; i++) {
        const mh_rule_step *s = &r->steps.ptr[y->steps + i];
        if (!reached[i]) continue;
        switch (s->op) {
        case MH_OP_SET:
            for (uint32_t k = 0; k < s->len; k++) mh_vec_push(&found, r->sets.ptr[s->set + k]);
            break;
        case MH_OP_MATCH: some = false; break;
        case MH_OP_JUMP: reached[s->arg] = true; break;
        case MH_OP_LAZY:
        case MH_OP_SPLIT: reached[s->arg] = true; /* fall through */
        default: reached[i + 1] = true; break;
        }
    }
    if (found.len) qsort(found.ptr, found.len, sizeof *found.ptr, by_symbol);
    for (size_t i = 0; i < found.len; i++) {
        if (i && found.ptr[i] == found.ptr[i - 1]) continue;
        mh_vec_push(&w->r->starts, (uint64_t)found.ptr[i] << 32 | rule);
    }
    mh_vec_clear(&found);
    return some;
}

mh_rc mh_rule_compile(mh_rule_reader *x, const mh_rule_node *tree, mh_rule y, size_t at) {
    mh_rules *r = x->r;
    writer w = {.x = x, .r = r, .base = (uint32_t)r->steps.len};
    if (r->rules.len >= MH_RULES_MAX) {
        mh_rule_wrong(x, at, "more than %u rules", MH_RULES_MAX);
        if (x->e) x->e->code = MH_E_LIMIT;
        return MH_FAIL;
    }
    write_node(&w, tree);
    put(&w, MH_OP_MATCH, 0);
    if (w.full) {
        mh_rule_wrong(x, at, "the rule has more than %u steps, repetitions written out",
                      MH_RULE_STEPS);
        if (x->e) x->e->code = MH_E_LIMIT;
        return MH_FAIL;
    }
    y.steps = w.base;
    y.steps_len = here(&w);
    if (!first_symbols(r, &y, (uint32_t)r->rules.len, &w))
        return mh_rule_wrong(x, at, "the rule would match nothing: something in it must be there");
    mh_vec_push(&r->rules, y);
    return MH_OK;
}
