/* Names that a text has given so far, and what "she", "Sarsenova" and "the ministry" stand for
 * (quotes_priv.h). */
#include "text/quotes_priv.h"

#define RUN_MAX    6
#define BODY_MAX   12
#define ENDING_MAX 3  /* letters of a case ending */
#define NAME_MIN   8  /* bytes of a surname that is found without one */
#define HEAD_PART  12 /* units of a sentence in which a name is its subject */

static bool names_it(const q_run *r, size_t i) {
    const q_unit *x = &r->u[i];
    bool plain = x->bits == 0 || (x->bits == W_AUX && !x->starts);
    return x->quotation == MH_NONE && x->upper && !x->digits && plain && !x->cue;
}

static bool goes_on(const q_run *r, size_t i) {
    return !(r->u[i].gap & GAP_CLAUSE) && !r->u[i].starts;
}

static void learn(q_run *r, mh_map *map, mh_view key, mh_span at) {
    mh_vec_push(&r->name_at, at);
    mh_map_at(map, key, NULL)->num = r->name_at.len;
}

/* "Ministry of Foreign Affairs of Uzbekistan", "the Kyrgyz Foreign Ministry" around its noun at i. */
static void learn_body(q_run *r, size_t i) {
    size_t from = i, to = i + 1;
    while (from > 0 && i - from < BODY_MAX && goes_on(r, from) &&
           (r->u[from - 1].upper || q_is(r, from - 1, W_TAIL)) &&
           !q_is(r, from - 1, W_DET | W_PREP))
        from--;
    while (to < r->len && to - i < BODY_MAX && goes_on(r, to)) {
        size_t next = to;
        while (next < r->len && next - to < 2 && q_is(r, next, W_PREP_IN | W_DET) &&
               goes_on(r, next))
            next++;
        bool more = next < r->len && goes_on(r, next) && !r->u[next].cue && !q_is_quote(r, next) &&
                    (r->u[next].upper || q_is(r, next, W_TAIL));
        if (!more) break;
        to = next + 1;
    }
    if (to - from > 1)
        learn(r, r->bodies, q_key(r, i), (mh_span){r->u[from].from, r->u[to - 1].to});
}

void mh_quote_names(q_run *r, size_t to) {
    for (size_t i = r->named; i < to; i = r->named) {
        size_t k = i;
        if (r->u[i].starts) r->name_start = i;
        while (k < to && k - i < RUN_MAX && names_it(r, k) && (k == i || goes_on(r, k))) k++;
        r->named = k > i ? k : i + 1;
        if (k > i + 1) {
            bool of_land = k - i == 3 && i > 0 && goes_on(r, i) &&
                           (q_is(r, i - 1, W_TAIL | W_PREP_IN) || mh_quote_of_country(r, i));
            mh_span at = {r->u[i + of_land].from, r->u[k - 1].to};
            learn(r, r->names, q_key(r, k - 1), at);
            if (i - r->name_start < HEAD_PART) r->subject = at;
        }
        if (k == i && q_is(r, i, W_BODY)) learn_body(r, i);
    }
}

/* The mention that lies in [from, to): the last one. */
static size_t mention_in(const q_run *r, mh_span at) {
    const mh_quote_options *o = r->o;
    size_t lo = 0, hi = o->mentions_len;
    while (lo < hi) { /* the first that starts at or after at.to */
        size_t mid = lo + (hi - lo) / 2;
        if (o->mentions[mid].from < at.to)
            lo = mid + 1;
        else
            hi = mid;
    }
    bool in = lo > 0 && o->mentions[lo - 1].from >= at.from && o->mentions[lo - 1].to <= at.to;
    return in ? lo - 1 : MH_NONE;
}

static bool known(const q_run *r, const mh_map *map, mh_view key, mh_span *out) {
    const mh_value *v = mh_map_get(map, key);
    if (v == NULL) return false;
    *out = r->name_at.ptr[v->num - 1];
    return true;
}

/* "Sarsenova", "Mr Tynybekov", "Clinton's": the full name of that surname. */
static bool by_surname(const q_run *r, q_np np, mh_span *out) {
    mh_view key = q_key(r, np.head_to - 1);
    if (np.head_to - np.head_from != 1 || !r->u[np.head_from].upper) return false;
    if (mh_view_ends(key, MH_VIEW("'s"))) key.len -= 2;
    if (known(r, r->names, key, out)) return true;
    bool inflects = key.len > 0 && (key.ptr[0] & 0x80);
    if (mh_view_ends(key, MH_VIEW("ning"))) key.len -= 4;
    for (size_t cut = 0; inflects && cut < ENDING_MAX && key.len > NAME_MIN; cut++) {
        do key.len--;
        while (key.len > 0 && ((unsigned char)key.ptr[key.len] & 0xC0) == 0x80);
        if (known(r, r->names, key, out)) return true;
    }
    return known(r, r->names, key, out);
}

/* "the diplomat", "ведомство": who or what was named before. */
static bool by_noun(const q_run *r, q_np np, mh_span *out) {
    size_t len = np.to - np.from, noun = np.to - 1;
    bool definite = len == 1 || (len == 2 && q_is(r, np.from, W_DET) && q_key(r, np.from).len > 2 &&
                                 !mh_view_eq(q_key(r, np.from), MH_VIEW("one")));
    if (!definite || (r->u[noun].upper && !r->u[noun].starts)) return false;
    if (q_is(r, noun, W_BODY)) {
        if (known(r, r->bodies, q_key(r, noun), out)) return true;
        if (len > 1 || r->body.to == 0) return false;
        *out = r->body;
        return true;
    }
    if (!q_is(r, noun, W_OFFICE | W_PERSON) || r->person.to == 0) return false;
    *out = r->person;
    return true;
}

mh_span mh_quote_resolve(q_run *r, q_np np) {
    mh_span out = {0, 0};
    if (np.from >= np.to) return out;
    mh_quote_names(r, np.to);
    out = (mh_span){r->u[np.head_from].from, r->u[np.head_to - 1].to};
    if (q_is(r, np.head_from, W_PRON | W_OBJ) && np.head_to - np.head_from == 1)
        return r->person.to ? r->person : r->subject;
    if (q_is(r, np.head_from, W_PRON_MANY) && np.head_to - np.head_from == 1)
        return r->body.to ? r->body : (mh_span){0, 0};
    mh_span all = mh_quote_np_span(r, np);
    size_t mention = mention_in(r, out);
    if (mention == MH_NONE) mention = mention_in(r, all);
    if (mention != MH_NONE)
        out = (mh_span){r->o->mentions[mention].from, r->o->mentions[mention].to};
    bool person =
        r->u[np.head_from].upper && (np.head_from > np.from || np.head_to - np.head_from <= 3);
    bool body = false;
    for (size_t i = np.head_from; i < np.head_to; i++) body = body || q_is(r, i, W_BODY);
    if (mention == MH_NONE && !by_surname(r, np, &out) && by_noun(r, np, &out)) return out;
    if (body)
        r->body = out;
    else if (person)
        r->person = out;
    return out;
}

size_t mh_quote_put(q_run *r, mh_quote q) {
    if (q.content.from > q.content.to) q.content.to = q.content.from;
    q.mention = q.name.to > q.name.from ? mention_in(r, q.name) : MH_NONE;
    mh_vec_push(&r->out, q);
    return r->out.len - 1;
}
