/* Rules for cues between speaker and content (quotes_priv.h): "X said that ...", "..., said X",
 * "according to X, ...", "..., сообщает X". */
#include "text/quotes_priv.h"

#define PRE_MIN     2 /* units that can be a content before its cue */
#define OPENING_MAX 5 /* units of "In a statement, " */
#define BY_UNITS    4 /* between "published" and "by" */

static bool same(const q_run *r, size_t i, const char *word) {
    return mh_view_eq(q_key(r, i), mh_view_of(word));
}

/* What is said goes on to the next cue of the same speaker (", adding that"; " and added"), to a
 * semicolon, or to ", according to". */
size_t mh_quote_clause_end(const q_run *r, size_t from, size_t to) {
    size_t end = from;
    for (size_t k = from; k < to && k - from < CLAUSE_MAX; k++) {
        end = k + 1;
        if (k == from) continue;
        if (r->u[k].gap & GAP_SEMI) return k;
        const q_cue *c = mh_quote_cue_at(r, k);
        bool comma = r->u[k].gap & (GAP_COMMA | GAP_DASH);
        if (c && comma && (c->flags & CUE_LOOSE)) return k;
        if (c && comma && c->order == MH_CUE_BEFORE) return k;
        if (c && comma && c->order == MH_CUE_VERB && (r->u[k].gap & GAP_DASH)) return k;
        if (!q_is(r, k, W_AND) && !same(r, k, "but")) continue;
        size_t v = k + 1;
        while (v < to && q_is(r, v, W_AUX) && v - k < 4) v++;
        const q_cue *own = v < to ? mh_quote_cue_at(r, v) : NULL;
        bool verb = own && own->order == MH_CUE_VERB && !(own->flags & (CUE_INF | CUE_LOOSE)) &&
                    own->kind != MH_CUE_BELIEVE;
        if (verb && !(v + 1 < to && q_is(r, v + 1, W_PREP_IN))) return k;
    }
    return end;
}

/* The "that" of a cue, over "on Monday", "in an interview with X": the unit behind it, or MH_NONE. */
static size_t find_that(const q_run *r, size_t at, size_t to) {
    for (size_t k = at; k < to && k - at < LOOK_UNITS; k++) {
        if (q_is_quote(r, k) || (k > at && r->u[k].cue && !r->u[k].upper && !q_is(r, k, W_PREP_IN)))
            return MH_NONE;
        if (r->u[k].gap & (GAP_SEMI | GAP_COLON | GAP_DASH)) return MH_NONE;
        if (q_is(r, k, W_THAT)) return k + 1 < to ? k + 1 : MH_NONE;
    }
    return MH_NONE;
}

/* A noun that looks like a verb: "the report", "Trump's claims"; or an infinitive, a passive. */
static bool is_no_verb(const q_run *r, size_t from, size_t cue, const q_cue *c) {
    bool comma = r->u[cue].gap & GAP_CLAUSE || cue == from || q_is(r, cue - 1, W_AND);
    if (c->flags & CUE_LOOSE && !comma && find_that(r, cue + r->u[cue].cue_len, r->len) == MH_NONE)
        return true;
    for (size_t k = cue > from + CUE_WORDS ? cue - CUE_WORDS : from; k < cue; k++) {
        bool object = r->u[k].cue && k + r->u[k].cue_len == cue; /* answered questions */
        if (object && !r->u[k].upper && !(r->u[cue].gap & GAP_CLAUSE)) return true;
    }
    if (cue == from || q_is_quote(r, cue - 1) || r->u[cue].gap & GAP_CLAUSE)
        return strcmp(c->lang, "en") == 0 && cue > from && r->u[cue].upper &&
               !(c->flags & CUE_BARE);
    mh_view before = q_key(r, cue - 1);
    if (q_is(r, cue - 1, W_NOT)) return c->kind != MH_CUE_DENY;
    if (strcmp(c->lang, "en") != 0) return false;
    if (r->u[cue].upper && !r->u[cue].starts) return true;
    if (q_is(r, cue - 1, W_TO) || mh_view_ends(before, MH_VIEW("'s"))) return true;
    if (q_is(r, cue - 1, W_PREP_IN | W_PREP) && !(c->flags & CUE_LOOSE) && !q_is(r, cue - 1, W_AND))
        return true;
    bool passive = same(r, cue - 1, "is") || same(r, cue - 1, "was") || same(r, cue - 1, "were") ||
                   same(r, cue - 1, "are") || same(r, cue - 1, "be") || same(r, cue - 1, "been") ||
                   same(r, cue - 1, "being");
    mh_view key = q_key(r, cue + r->u[cue].cue_len - 1);
    bool adjective = mh_view_ends(key, MH_VIEW("that"));
    if (passive) return !mh_view_ends(key, MH_VIEW("ing")) && !adjective;
    return q_is(r, cue - 1, W_DET) && !same(r, cue - 1, "this") && !same(r, cue - 1, "that") &&
           !same(r, cue - 1, "some") && !same(r, cue - 1, "many") && !same(r, cue - 1, "others");
}

/* Nothing but "on Tuesday", "in a statement" until the end of the clause. */
static bool only_adverbs(const q_run *r, size_t at, size_t to) {
    if (at >= to || r->u[at].gap & GAP_CLAUSE) return true;
    if (!q_is(r, at, W_PREP | W_PREP_IN | W_DAY | W_AUX | W_BY | W_TO)) return false;
    for (size_t k = at; k < to && k - at < NP_UNITS; k++) {
        if (k > at && r->u[k].gap & (GAP_COMMA | GAP_SEMI)) return true;
        if (q_is_quote(r, k) || q_is(r, k, W_THAT)) return false;
    }
    return true;
}

/* Behind the cue and, for "told", the hearer: where a clause may begin. */
static size_t past_hearer(const q_run *r, const q_cue *c, size_t at, size_t to) {
    size_t k = at;
    if (!(c->flags & CUE_TOLD) || at >= to || q_is_quote(r, at) || q_is(r, at, W_THAT)) return at;
    if (r->u[at].gap & (GAP_COMMA | GAP_COLON)) return at;
    if (q_is(r, at, W_PRON | W_PRON_MANY | W_OBJ) && !r->u[at].upper) return at + 1;
    while (k < to && q_is(r, k, W_DET)) k++;
    size_t first = k;
    while (k < to && k - at < LOOK_UNITS && !(k > at && r->u[k].gap & GAP_CLAUSE)) {
        bool within = r->u[k].upper || q_is(r, k, W_TAIL) || k == first;
        if (!within || q_is_quote(r, k)) break;
        k++;
    }
    return k;
}

/* The content behind a cue that ends at `at`; from == to when there is none. */
static mh_span content_after(const q_run *r, const q_cue *c, size_t at, size_t to) {
    mh_span none = {at, at};
    size_t that = find_that(r, at, to);
    if (that != MH_NONE && !(c->flags & CUE_INF))
        return (mh_span){that, mh_quote_clause_end(r, that, to)};
    at = past_hearer(r, c, at, to);
    if (at >= to) return none;
    for (size_t k = at; k < to && k - at < LOOK_UNITS; k++) { /* said on Monday: "..." */
        if (!q_is_quote(r, k)) continue;
        bool opens = k == at || r->u[k].gap & (GAP_COLON | GAP_COMMA);
        bool rest = k + 1 == to || r->u[k + 1].gap & GAP_CLAUSE;
        if (opens && rest && !(mh_quote_is_name(r, k) && !r->u[k].gap)) return (mh_span){k, k + 1};
        break;
    }
    if (r->u[at].gap & GAP_COLON) return (mh_span){at, mh_quote_clause_end(r, at, to)};
    if (r->u[at].gap & GAP_CLAUSE) return none;
    if (c->flags & CUE_INF) {
        if (!q_is(r, at, W_TO) && !(c->kind == MH_CUE_BELIEVE && at > 0 && q_is(r, at - 1, W_TO)))
            return none;
        return (mh_span){at, mh_quote_clause_end(r, at, to)};
    }
    while (at < to && q_is(r, at, W_DAY) && !(r->u[at].gap & GAP_CLAUSE)) at++;
    if (at >= to || r->u[at].gap & GAP_CLAUSE) return none;
    size_t end = mh_quote_clause_end(r, at, to);
    if (c->flags & CUE_QUOTED) {
        for (size_t k = at; k < end && k - at < LOOK_UNITS; k++) {
            if (q_is_quote(r, k) && !(r->u[k].gap & GAP_CLAUSE)) return (mh_span){at, end};
        }
        return none;
    }
    if (!(c->flags & (CUE_BARE | CUE_OBJECT | CUE_TOLD))) return none;
    if (c->flags & CUE_BARE && only_adverbs(r, at, to)) return none;
    return (mh_span){at, end};
}

/* "In an interview, ", "When asked, ": opens a sentence, and is not what is said. */
static bool is_opening(const q_run *r, size_t from, size_t to) {
    bool fits = q_is(r, from, W_PREP | W_PREP_IN | W_STOP | W_DAY | W_AUX | W_AS | W_BY | W_TO);
    if (r->u[from].cue && mh_quote_cue_at(r, from)->flags & (CUE_LOOSE | CUE_OBJECT)) return true;
    if (q_is(r, from, W_SUB)) return true;
    return (fits && to - from < NP_UNITS / 2) || to - from < PRE_MIN;
}

static void put_found(q_run *r, q_find *f, q_np np) {
    f->np = np;
    if (np.from < np.to) {
        f->name = mh_quote_resolve(r, np);
        r->last = np;
    } else if (r->last.from < r->last.to) {
        f->np = r->last;
        f->name = mh_quote_resolve(r, r->last);
    }
    r->last_cue = f->cue_from;
    (void)mh_quote_find(r, f);
}

/* The second half of a content that its cue cuts: "To prevent it, he said, officials should ..." */
static void put_second(q_run *r, const q_find *f, size_t at, size_t to) {
    if (r->out.len == 0 || at + PRE_MIN > to || !(r->u[at].gap & GAP_COMMA)) return;
    if (q_is(r, at, W_WHO | W_PREP | W_AND | W_STOP) || r->u[at].cue) return;
    size_t root = r->out.len - 1;
    while (r->out.ptr[root].part_of != MH_NONE) root = r->out.ptr[root].part_of;
    if (r->out.ptr[root].direct) return;
    q_find more = *f;
    more.from = at;
    more.to = mh_quote_clause_end(r, at, to);
    size_t second = mh_quote_find(r, &more);
    for (size_t i = second; second != MH_NONE && i < r->out.len; i++) r->out.ptr[i].part_of = root;
}

/* "..." said X; ..., said X. */
static bool inverted(q_run *r, size_t from, size_t to, size_t cue, size_t after, q_find *f) {
    const q_cue *c = mh_quote_cue_at(r, cue);
    bool quoted = cue > 0 && q_is_quote(r, cue - 1) && !(r->u[cue].gap & GAP_LINE);
    bool behind = r->u[cue].gap & (GAP_COMMA | GAP_DASH) && cue > from + PRE_MIN - 1;
    if (quoted && mh_quote_is_name(r, cue - 1) && !(r->u[cue].gap & GAP_CLAUSE)) quoted = false;
    if ((!quoted && !behind) || c->flags & CUE_LOOSE) return false;
    size_t at = after;
    if (c->flags & CUE_VERB_PL && at < to && q_is(r, at, W_PREP)) at++; /* сообщили в МИД */
    q_np np = mh_quote_np_forward(r, at, to, true);
    if (!quoted && (np.from == np.to || find_that(r, after, to) != MH_NONE)) return false;
    if (!quoted && c->flags & CUE_QUOTED) return false;
    if (!quoted &&
        strcmp(c->lang, "en") == 0) { /* "Asanov, the head of X, said the plan ...": no */
        bool ends = np.to >= to || r->u[np.to].gap & GAP_CLAUSE || only_adverbs(r, np.to, to);
        if (!ends || !(c->flags & CUE_BARE) || c->flags & CUE_TOLD || cue < from + OPENING_MAX)
            return false;
        if (is_opening(r, from, cue) && !q_is(r, from, W_STOP)) return false;
    }
    f->rule = quoted ? "quote-verb-speaker" : "clause-verb-speaker";
    f->from = quoted ? cue - 1 : from;
    f->to = cue;
    put_found(r, f, np);
    if (!quoted) put_second(r, f, np.to, to);
    return true;
}

/* As X said, ...; Как сообщил X, ... */
static bool as_said(q_run *r, size_t from, size_t to, size_t cue, size_t after, q_find *f) {
    size_t as = cue;
    while (as > from && cue - as < NP_UNITS / 2 && !q_is(r, as, W_AS) &&
           !(r->u[as].gap & GAP_CLAUSE))
        as--;
    if (!q_is(r, as, W_AS) || as == cue) return false;
    bool first = as == from;
    if (!first && !(r->u[as].gap & (GAP_COMMA | GAP_DASH))) return false;
    q_np np = mh_quote_np_back(r, as + 1, cue);
    if (np.from == np.to) {
        size_t at = after;
        if (at < to && q_is(r, at, W_PREP)) at++;
        np = mh_quote_np_forward(r, at, to, true);
    }
    if (np.from == np.to) return false;
    f->rule = "as-speaker-said";
    if (first) {
        size_t at = np.to > after ? np.to : after;
        while (at < to && !(r->u[at].gap & GAP_COMMA)) at++;
        if (at >= to) return false;
        f->from = at;
        f->to = mh_quote_clause_end(r, at, to);
    } else {
        f->from = from;
        f->to = as;
    }
    put_found(r, f, np);
    return true;
}

size_t mh_quote_about(const q_run *r, size_t from, size_t cue) {
    for (size_t k = from + 1; k < from + 4 && k < cue; k++) {
        if (q_is(r, k, W_ABOUT) && !q_is_quote(r, k - 1)) return k;
    }
    return MH_NONE;
}

/* Об этом заявил X: what the sentence before says. */
static bool about_this(q_run *r, size_t from, size_t to, size_t cue, size_t after, q_find *f) {
    size_t about = mh_quote_about(r, from, cue), at = after;
    if (about == MH_NONE || find_that(r, after, to) != MH_NONE) return false;
    if (at < to && q_is(r, at, W_PREP)) at++;
    q_np np = mh_quote_np_forward(r, at, to, true);
    if (np.from == np.to && about + 1 < cue) np = mh_quote_np_back(r, about + 1, cue);
    if (np.from == np.to) return false;
    bool before = r->before_from < r->before_to;
    f->rule = "about-this";
    f->from = before ? r->before_from : from;
    f->to = before ? r->before_to : about + 1;
    put_found(r, f, np);
    return true;
}

/* published on Sunday by X */
static bool passive(q_run *r, size_t from, size_t to, size_t after, q_find *f) {
    for (size_t k = after; k < to && k - after <= BY_UNITS; k++) {
        if (r->u[k].gap & GAP_CLAUSE) return false;
        if (!q_is(r, k, W_BY)) continue;
        q_np np = mh_quote_np_forward(r, k + 1, to, true);
        if (np.from == np.to) return false;
        f->rule = "passive";
        f->from = from;
        f->to = f->cue_from;
        while (f->to > f->from && q_is(r, f->to - 1, W_AUX)) f->to--;
        put_found(r, f, np);
        return true;
    }
    return false;
}

/* A quotation that ends so that its sentence may go on: "Is it so?" he said. */
static bool asks(const q_run *r, size_t i) {
    const mh_quotation *q = &r->marks.ptr[r->u[i].quotation];
    char last = r->s.ptr[q->to - 1];
    return last == '?' || last == '!' || last == ',' || (last & 0x80);
}

/* Who stands before the cue; nobody when it shares the speaker of the one before. */
static q_np speaker_before(const q_run *r, const q_cue *c, size_t from, size_t b, bool shared) {
    q_np np = shared ? (q_np){0} : mh_quote_np_back(r, from, b);
    if (shared && r->last.from == r->last.to) np = mh_quote_np_first(r, from, b);
    bool english = strcmp(c->lang, "en") == 0;
    return english || np.from == np.to || mh_quote_may_speak(r, np) ? np : (q_np){0};
}

/* X said ...; "...," X said; ..., X said. */
static void straight(q_run *r, size_t from, size_t to, size_t cue, size_t after, q_find *f) {
    const q_cue *c = mh_quote_cue_at(r, cue);
    size_t b = cue;
    while (b > from && q_is(r, b - 1, W_AUX) && !(r->u[b].gap & GAP_CLAUSE)) b--;
    bool shared =
        c->flags & CUE_LOOSE || (b > from && (q_is(r, b - 1, W_AND) || same(r, b - 1, "but")));
    q_np np = speaker_before(r, c, from, b, shared);
    size_t start = np.from < np.to ? np.from : b;
    mh_span own = content_after(r, c, after, to);
    bool that = find_that(r, after, to) != MH_NONE;
    size_t before = start > 0 && q_is_quote(r, start - 1) ? start - 1 : MH_NONE;
    bool tail_quote = before != MH_NONE && !(r->u[start].gap & (GAP_LINE | GAP_STOP)) &&
                      (start > from || asks(r, before)) &&
                      r->of_mark[r->u[before].quotation] == MH_NONE &&
                      (start > from || np.from < np.to);
    if (tail_quote && start > from && mh_quote_is_name(r, before) &&
        !(r->u[start].gap & GAP_CLAUSE))
        tail_quote = r->u[before].starts;
    bool own_quote = own.to == own.from + 1 && q_is_quote(r, own.from);
    size_t told = past_hearer(r, c, after, to);
    bool ends = told >= to || own.from == own.to || (!own_quote && only_adverbs(r, told, to));
    bool colon = after < r->len && r->u[after].gap & GAP_COLON;
    if (colon && after == to &&
        q_is_quote(r, to)) { /* X reports: and the quotation on the next line */
        own = (mh_span){to, to + 1};
    }
    if (tail_quote && !that && (ends || start > from)) {
        f->rule = "quote-speaker-verb";
        f->from = before;
        f->to = before + 1;
        put_found(r, f, np);
        return;
    }
    bool clause = start > from + PRE_MIN - 1 && r->u[start].gap & (GAP_COMMA | GAP_DASH) && !shared;
    bool cut = after < to && r->u[after].gap & GAP_COMMA;
    bool nothing_behind = after >= to || r->u[after].gap & GAP_SEMI;
    bool opening = is_opening(r, from, start) && !(nothing_behind && start > from + OPENING_MAX);
    if (clause && ends && !that && !colon && (!opening || cut)) {
        f->rule = "clause-speaker-verb";
        f->from = from;
        f->to = start;
        put_found(r, f, np);
        if (cut) put_second(r, f, after, to);
        return;
    }
    if (own.from >= own.to || (np.from == np.to && r->last.from == r->last.to && !that)) {
        if (np.from < np.to) { /* "X reports:" before what follows on a line of its own */
            r->last = np;
            r->last_cue = cue;
        }
        return;
    }
    f->from_that = that;
    f->rule = that ? "speaker-verb-that" : "speaker-verb-clause";
    f->from = own.from;
    f->to = own.to;
    put_found(r, f, np);
}

/* Cites a source, not a thing. */
static bool cites(const q_run *r, q_np np) {
    for (size_t i = np.from; i < np.to; i++) {
        if (q_is(r, i, W_ANON | W_OFFICE) || (r->u[i].upper && !q_is(r, i, W_DET))) return true;
    }
    return false;
}

/* citing two officials: they are the source, and what stands before is theirs. */
static bool cited(q_run *r, size_t from, size_t to, size_t after, q_find *f) {
    q_np np = mh_quote_np_forward(r, after, to, true);
    if (np.from == np.to || !cites(r, np)) return false;
    f->rule = "cites";
    f->from = from;
    f->to = f->cue_from;
    put_found(r, f, np);
    return true;
}

size_t mh_quote_verb(q_run *r, size_t from, size_t to, size_t cue) {
    const q_cue *c = mh_quote_cue_at(r, cue);
    size_t after = cue + r->u[cue].cue_len;
    q_find f = {.cue_from = cue, .cue_to = after};
    bool by = c->flags & CUE_PASSIVE ||
              (after < to && q_is(r, after, W_BY) && !(r->u[after].gap & GAP_CLAUSE));
    if (by && passive(r, from, to, after, &f)) return after;
    if (c->flags == CUE_PASSIVE) return after;
    if (c->flags & CUE_CITED && cited(r, from, to, after, &f)) return after;
    if (as_said(r, from, to, cue, after, &f) || is_no_verb(r, from, cue, c)) return after;
    if (about_this(r, from, to, cue, after, &f)) return after;
    if (!inverted(r, from, to, cue, after, &f)) straight(r, from, to, cue, after, &f);
    return after;
}

void mh_quote_before(q_run *r, size_t from, size_t to, size_t cue) {
    size_t after = cue + r->u[cue].cue_len;
    const q_cue *c = mh_quote_cue_at(r, cue);
    bool first = cue <= from + 1 || (q_is(r, from, W_AS) && cue - from < LOOK_UNITS);
    bool self = c->flags & CUE_SELF;
    q_np np = self ? (q_np){0} : mh_quote_np_forward(r, after, to, !first);
    q_find f = {.cue_from = cue, .cue_to = after, .rule = "cue-speaker"};
    if (np.from == np.to && !self) return;
    if (self) f.name = r->person;
    size_t at = self ? after : np.to;
    if (first) {
        size_t start = at;
        while (at < to && !(r->u[at].gap & (GAP_COMMA | GAP_DASH)) && at - start < LOOK_UNITS) at++;
        if (at >= to) return;
        f.from = at;
        f.to = mh_quote_clause_end(r, at, to);
    } else {
        f.from = from;
        f.to = cue;
        while (f.to > f.from && q_is(r, f.to - 1, W_AUX)) f.to--;
    }
    if (self)
        (void)mh_quote_find(r, &f);
    else
        put_found(r, &f, np);
}
