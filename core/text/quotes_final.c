/* Rules for languages whose verb comes last (quotes_priv.h): "X ... деп мәлімдеді", "«...», – деді X",
 * "X-тың айтуынша, ...". */
#include "text/quotes_priv.h"

#define COMP_LOOK 10 /* units between деп and its verb */

static void put(q_run *r, q_find *f, q_np np) {
    f->np = np;
    if (np.from < np.to) {
        f->name = mh_quote_resolve(r, np);
        r->last = np;
    }
    r->last_cue = f->cue_from;
    (void)mh_quote_find(r, f);
}

/* The quotation that ends before `end`, over blanks and a dash; MH_NONE when there is none. */
static size_t quotation_before(const q_run *r, size_t from, size_t end) {
    return end > from && q_is_quote(r, end - 1) && !(r->u[end].gap & GAP_LINE) ? end - 1 : MH_NONE;
}

/* Between "деп" and the verb, or straight before the verb behind a quotation: the speaker. */
static q_np between(const q_run *r, size_t from, size_t to) {
    if (from >= to) return (q_np){0};
    q_np np = mh_quote_np_forward(r, from, to, true);
    return np;
}

/* «...», X атап өтті: the quotation before a speaker who stands straight before the verb. */
static size_t before_speaker(const q_run *r, size_t from, size_t end, q_np *np) {
    size_t k = end;
    while (k > from && end - k < COMP_LOOK && !q_is_quote(r, k - 1)) k--;
    bool apart = k < end && r->u[k].gap & (GAP_COMMA | GAP_DASH);
    q_np near = apart ? between(r, k, end) : (q_np){0};
    if (near.from == near.to || near.to != end) return MH_NONE;
    *np = near;
    return quotation_before(r, from, k);
}

void mh_quote_final(q_run *r, size_t from, size_t to, size_t cue) {
    size_t after = cue + r->u[cue].cue_len, comp = MH_NONE;
    q_find f = {.cue_from = cue, .cue_to = after};
    if (q_is(r, cue, W_NOT)) return;
    for (size_t k = cue; k-- > from && cue - k <= COMP_LOOK;) {
        if (q_is_quote(r, k)) break;
        if (q_is(r, k, W_COMP)) {
            comp = k;
            break;
        }
    }
    if (after < r->len && r->u[after].gap & GAP_COLON && q_is_quote(r, after)) { /* X деди: «...» */
        f.rule = "final-colon";
        f.from = after;
        f.to = after + 1;
        put(r, &f, mh_quote_np_first(r, from, cue));
        return;
    }
    size_t end = comp == MH_NONE ? cue : comp;
    q_np np = comp == MH_NONE ? (q_np){0} : between(r, comp + 1, cue);
    bool last = after >= to || r->u[after].gap & GAP_CLAUSE;
    if (np.from == np.to && !last) np = mh_quote_np_forward(r, after, to, true);
    size_t quotation = quotation_before(r, from, end);
    if (quotation == MH_NONE && comp == MH_NONE) quotation = before_speaker(r, from, end, &np);
    if (quotation != MH_NONE &&
        !(mh_quote_is_name(r, quotation) && !r->u[end].gap && comp == MH_NONE)) {
        if (np.from == np.to) np = mh_quote_np_first(r, from, quotation);
        f.rule = "quote-final";
        f.from = quotation;
        f.to = quotation + 1;
        put(r, &f, np);
        return;
    }
    size_t about = mh_quote_about(r, from, cue);
    if (about != MH_NONE && comp == MH_NONE) {
        bool before = r->before_from < r->before_to;
        if (np.from == np.to && about + 1 < cue) np = mh_quote_np_back(r, about + 1, cue);
        f.rule = "about-this";
        f.from = before ? r->before_from : from;
        f.to = before ? r->before_to : about + 1;
        if (np.from < np.to) put(r, &f, np);
        return;
    }
    f.rule = "clause-final";
    f.from = from;
    f.to = end;
    if (np.from == np.to) {
        np = mh_quote_np_first(r, from, end);
        f.from = np.to > from ? np.to : from;
    }
    bool weak = comp == MH_NONE && !(r->u[cue].gap & (GAP_COMMA | GAP_DASH));
    if (np.from == np.to || (weak && f.from + 2 > f.to)) return;
    put(r, &f, np);
}

void mh_quote_after(q_run *r, size_t from, size_t to, size_t cue) {
    size_t after = cue + r->u[cue].cue_len;
    q_find f = {.cue_from = cue, .cue_to = after, .rule = "speaker-cue"};
    size_t start = cue > from + NP_UNITS ? cue - NP_UNITS : from;
    q_np np = mh_quote_np_back(r, start, cue);
    if (np.from == np.to || after >= to) return;
    f.from = after;
    f.to = mh_quote_clause_end(r, after, to);
    put(r, &f, np);
}
