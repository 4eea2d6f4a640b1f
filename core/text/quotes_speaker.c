/* Speakers (quotes_priv.h): the noun phrase beside a cue, its head, and whom it names. */
#include "text/quotes_priv.h"
#include "text/text_priv.h"
#include "text/token.h"

#include <unicode/uchar.h>

#define BRACKET     8  /* units in brackets behind a name: "(D-Mo.)" */
#define RUN_MAX     6  /* units of a name */
#define QUOTED_NAME 60 /* bytes of a name in quotation marks */
#define FIRST_MAX   14 /* units before a final verb's content */

static const q_np no_np = {0};

static bool is_plain(const q_run *r, size_t i) {
    return !(r->u[i].gap & GAP_CLAUSE) && !r->u[i].starts;
}

bool mh_quote_is_genitive(mh_view key) {
    static const char *const endings[] = {"ның", "нің", "дың", "дің", "тың",  "тің", "нын",
                                          "нин", "нун", "нүн", "дын", "дин",  "дун", "дүн",
                                          "тын", "тин", "тун", "түн", "нинг", "ning"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        mh_view e = mh_view_of(endings[i]);
        if (key.len > e.len + 4 && mh_view_ends(key, e)) return true;
    }
    return false;
}

/* «Степной вестник»: a name in quotation marks. */
bool mh_quote_is_name(const q_run *r, size_t i) {
    if (!q_is_quote(r, i)) return false;
    const mh_quotation *q = &r->marks.ptr[r->u[i].quotation];
    mh_view v = mh_view_sub(r->s, q->from, q->to);
    size_t at = 0;
    mh_token w;
    if (v.len > QUOTED_NAME || !mh_token_next(v, &at, &w)) return false;
    char last = v.ptr[v.len - 1];
    return w.upper && w.from == 0 && last != ',' && last != '.' && last != '!' && last != '?';
}

static bool is_namely(const q_run *r, size_t i) {
    const q_unit *x = &r->u[i];
    if (x->quotation != MH_NONE || !x->upper || x->digits) return false;
    if (x->bits & ~(unsigned)(W_AUX | W_PERSON)) return false;
    return x->bits == 0 || !x->starts;
}

/* Back from `k` over what stands in brackets before it: the unit with the open bracket. */
static size_t before_bracket(const q_run *r, size_t start, size_t k) {
    for (size_t m = k; m-- > start && k - m <= BRACKET;) {
        if (r->u[m].gap & GAP_OPEN) return m;
    }
    return MH_NONE;
}

static bool joins(const q_run *r, size_t start, size_t and_at, size_t k) {
    if (and_at <= start) return false;
    size_t p = and_at - 1;
    bool left = r->u[p].upper || q_is(r, p, W_OFFICE | W_BODY | W_PERSON | W_ANON | W_TAIL);
    bool right = r->u[k].upper || q_is(r, k, W_DET | W_OFFICE | W_BODY | W_ANON);
    return left && right;
}

/* The first unit of the run of words that ends with unit end - 1 and no comma or conjunction cuts. */
static size_t run_back(const q_run *r, size_t start, size_t end) {
    size_t k = end - 1;
    while (k > start && end - k < NP_UNITS && !r->u[k].starts) {
        unsigned gap = r->u[k].gap;
        if (gap & GAP_CLOSE) {
            size_t open = before_bracket(r, start, k);
            if (open == MH_NONE || open <= start) break;
            k = open;
            gap = 0;
        }
        size_t p = k - 1;
        if (gap & GAP_CLAUSE) break;
        if (q_is_quote(r, p) && !mh_quote_is_name(r, p)) break;
        if (q_is(r, p, W_STOP | W_THAT | W_WHO | W_COMP)) break;
        if (q_is(r, p, W_AND) && !joins(r, start, p, k)) break;
        if (r->u[p].cue && !r->u[p].upper && mh_quote_cue_at(r, p)->order == MH_CUE_VERB &&
            !(p > start && q_is(r, p - 1, W_DET | W_PREP_IN | W_TAIL | W_BODY)))
            break;
        k = p;
    }
    return k;
}

static bool ends_in(mh_view key, const char *const *endings, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (mh_view_ends(key, mh_view_of(endings[i]))) return true;
    }
    return false;
}

static bool is_genitive_land(const q_run *r, size_t i) {
    static const char *const genitive[] = {"а", "я", "и", "ы"};
    return ends_in(q_key(r, i), genitive, 4);
}

/* Whether an office stands up to four words before unit i: "министр туризма Узбекистана". */
static bool behind_office(const q_run *r, size_t i) {
    for (size_t k = i; k > 0 && i - k < 4 && is_plain(r, k) && !q_is_quote(r, k - 1); k--) {
        if (q_is(r, k - 1, W_OFFICE)) return true;
    }
    return false;
}

/* "посол Узбекистана Тимур Каримов": three capitals behind an office, the first in the genitive and no
 * patronymic among them. */
bool mh_quote_of_country(const q_run *r, size_t i) {
    static const char *const patronymic[] = {"ич",   "вна",  "чна", "улы", "кызы",
                                             "уулу", "ичем", "ича", "вной"};
    return is_genitive_land(r, i) && behind_office(r, i) &&
           !ends_in(q_key(r, i + 1), patronymic, 9) && !ends_in(q_key(r, i + 2), patronymic, 9);
}

/* A single capital that opens a sentence of another language than English: a name only when it looks
 * like a surname, is an acronym, or was named before. */
bool mh_quote_may_speak(const q_run *r, q_np np) {
    static const char *const surname[] = {"ов",   "ев",   "ин",   "ова", "ева", "ина",   "ский",
                                          "ская", "цкий", "цкая", "ко",  "ян",  "швили", "дзе",
                                          "зода", "заде", "зад",  "ич",  "баи", "бек"};
    const q_unit *x = &r->u[np.from];
    if (np.to - np.from != 1 || !x->starts || x->bits || !x->upper) return true;
    size_t next = x->from;
    (void)mh_cp_at(r->s, next, &next);
    bool acronym = next < x->to && u_isupper((UChar32)mh_cp_at(r->s, next, &next));
    return acronym || ends_in(q_key(r, np.from), surname, sizeof surname / sizeof *surname) ||
           mh_map_get(r->names, q_key(r, np.from)) != NULL;
}

/* The last name of [from, to), outside of brackets. */
static bool last_name(const q_run *r, size_t from, size_t to, size_t *a, size_t *b) {
    bool found = false;
    for (size_t i = from; i < to;) {
        if (i > from && r->u[i].gap & GAP_OPEN) {
            while (i < to && !(r->u[i].gap & GAP_CLOSE)) i++;
            if (i >= to) break;
        }
        if (!is_namely(r, i)) {
            i++;
            continue;
        }
        size_t k = i + 1;
        while (k < to && k - i < RUN_MAX && is_namely(r, k) && is_plain(r, k)) k++;
        bool of = i > from && q_is(r, i - 1, W_PREP_IN | W_DET | W_PREP);
        bool of_land = i > from && k - i == 3 &&
                       (q_is(r, i - 1, W_PREP_IN | W_TAIL | W_PREP) || mh_quote_of_country(r, i));
        of = of || (i > from && k == i + 1 && q_is(r, i - 1, W_BODY) && is_plain(r, i));
        of = of || (i > from && k == i + 1 && is_genitive_land(r, i) && is_plain(r, i) &&
                    !q_is(r, i - 1, W_OFFICE | W_TITLE) && behind_office(r, i));
        bool compound = k < to && r->u[k].gap & GAP_HYPHEN; /* Kyodo-style */
        while (k < to && r->u[k].gap & GAP_TIGHT) k++;      /* Vlast.kz */
        if (of_land) i++;                                   /* of Uzbekistan Rustam Olimjonov */
        bool body = k < to && is_plain(r, k) && r->u[k].upper &&
                    q_is(r, k, W_BODY); /* World Food Programme */
        if ((!of || of_land) && !compound && !body) {
            *a = i;
            *b = k;
            found = true;
        }
        i = k;
    }
    return found;
}

/* A phrase with its head: the name in it, else all of it without its article. */
static q_np with_head(const q_run *r, size_t from, size_t to) {
    q_np np = {.from = from, .to = to};
    if (from >= to) return no_np;
    if (last_name(r, from, to, &np.head_from, &np.head_to)) return np;
    np.head_to = to;
    np.head_from = from + 1 < to && mh_view_eq(q_key(r, from), MH_VIEW("the")) ? from + 1 : from;
    return np;
}

static bool all_names(const q_run *r, size_t from, size_t to) {
    size_t names = 0;
    for (size_t i = from; i < to; i++) {
        if (is_namely(r, i))
            names++;
        else if (!q_is(r, i, W_TITLE) && !(i > from && r->u[i].upper))
            return false;
    }
    return names > 0 && to - from <= RUN_MAX;
}

static bool speaks(const q_run *r, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        if (r->u[i].upper
                ? !q_is(r, i, W_PREP | W_STOP | W_AUX | W_DAY | W_PREP_IN) || is_namely(r, i)
                : q_is(r, i, W_OFFICE | W_BODY | W_PERSON | W_ANON | W_PRON | W_PRON_MANY | W_DET))
            return true;
        if (mh_quote_is_name(r, i)) return true;
    }
    return from < to && to - from <= 3;
}

/* Behind "In Astana on Monday the minister": without what a preposition opens. */
static size_t past_adverb(const q_run *r, size_t from, size_t to) {
    if (!q_is(r, from, W_PREP | W_PREP_IN | W_BY | W_DAY | W_AUX)) return from;
    size_t i = from + 1;
    while (i < to && q_is(r, i, W_PREP | W_PREP_IN | W_DAY | W_AUX)) i++;
    for (size_t k = i; k < to; k++) {
        bool fresh = k == i || !q_is(r, k - 1, W_PREP | W_PREP_IN | W_AND);
        if (fresh && q_is(r, k, W_DET | W_PRON | W_PRON_MANY | W_OFFICE)) return k;
    }
    bool body = false; /* В МИД Казахстана сообщили */
    for (size_t k = i; k < to; k++) body = body || q_is(r, k, W_BODY);
    return body || q_is(r, from, W_DAY | W_AUX) ? i : from;
}

/* "Marat Ospanov, a former ambassador, " and "the High Representative, Helena Marchetti, ": the words
 * before the comma and those behind it are one speaker. */
static q_np with_apposition(const q_run *r, size_t start, size_t from, size_t end) {
    q_np np = no_np;
    size_t k = from, steps = 0;
    size_t name_from = MH_NONE, name_to = MH_NONE;
    if (all_names(r, from, end)) {
        name_from = from;
        name_to = end;
    }
    while (k > start && !r->u[k].starts && r->u[k].gap & GAP_COMMA && !q_is_quote(r, k - 1) &&
           steps++ < 3) {
        size_t before = run_back(r, start, k);
        bool named = all_names(r, before, k);
        k = before;
        if (named) {
            name_from = before;
            size_t a, b, to = before;
            while (to < end && (to == before || is_plain(r, to))) to++;
            name_to = last_name(r, before, to, &a, &b) ? b : to;
            break;
        }
    }
    k = past_adverb(r, k, end);
    np = with_head(r, k, end);
    if (name_from != MH_NONE && name_from >= k) {
        np.head_from = name_from;
        np.head_to = name_to;
    } else {
        size_t to = k + 1, a, b;
        while (to < end && is_plain(r, to)) to++;
        np.head_from = k;
        np.head_to = to;
        if (last_name(r, k, to, &a, &b)) {
            np.head_from = a;
            np.head_to = b;
        }
    }
    return np;
}

q_np mh_quote_np_back(const q_run *r, size_t start, size_t end) {
    if (end <= start) return no_np;
    size_t k = end - 1;
    if (q_is(r, k, W_WHO)) { /* the one before it */
        if (k == start || q_is_quote(r, k - 1)) return no_np;
        return mh_quote_np_back(r, k > start + NP_UNITS ? k - NP_UNITS : start, k);
    }
    if (q_is_quote(r, k) && !mh_quote_is_name(r, k)) return no_np;
    if (q_is(r, k, W_PRON | W_PRON_MANY)) return (q_np){k, end, k, end};
    if (q_is(r, k, W_STOP | W_THAT | W_AND | W_COMP | W_TO | W_NOT | W_AS)) return no_np;
    bool comma = end < r->len && r->u[end].gap & GAP_COMMA && !r->u[end].starts;
    size_t from = run_back(r, start, end);
    if (comma && from > start && r->u[from].gap & GAP_COMMA)
        return with_apposition(r, start, from, end);
    from = past_adverb(r, from, end);
    return speaks(r, from, end) ? with_head(r, from, end) : no_np;
}

/* ", a former official who runs X" behind a name: to its end, or `at` when that is no apposition. */
static size_t apposition_end(const q_run *r, size_t at, size_t end) {
    size_t k = at;
    if (at >= end || !(r->u[at].gap & GAP_COMMA) || r->u[at].starts || q_is_quote(r, at)) return at;
    size_t a, b;
    for (k = at + 1; k < end && k - at <= RUN_MAX && is_plain(r, k); k++) {
    }
    if (k > at + 1 && all_names(r, at, k) && last_name(r, at, k, &a, &b)) return k;
    if (r->u[at].cue ||
        q_is(r, at, W_STOP | W_PREP | W_PRON | W_PRON_MANY | W_AND | W_THAT | W_AS | W_DAY))
        return at;
    if (!q_is(r, at, W_DET | W_OFFICE | W_WHO | W_BODY | W_PERSON | W_ANON | W_TAIL)) return at;
    for (k = at + 1; k < end && k - at < NP_UNITS / 2; k++) {
        if ((r->u[k].gap & GAP_CLAUSE) || r->u[k].starts || q_is_quote(r, k)) break;
        if (q_is(r, k, W_DAY | W_THAT)) break;
    }
    return k;
}

q_np mh_quote_np_forward(const q_run *r, size_t at, size_t end, bool apposition) {
    size_t k = at;
    if (at >= end) return no_np;
    bool alone = at + 1 >= end || r->u[at + 1].gap & GAP_CLAUSE;
    if (q_is(r, at, W_PRON | W_PRON_MANY) || (q_is(r, at, W_OBJ) && alone))
        return (q_np){at, at + 1, at, at + 1};
    for (; k < end && k - at < NP_UNITS; k++) {
        if (k > at && !is_plain(r, k)) break;
        if (q_is_quote(r, k) && !mh_quote_is_name(r, k)) break;
        if (q_is(r, k, W_STOP | W_THAT | W_WHO | W_COMP | W_TO | W_DAY)) break;
        if (k > at && q_is(r, k, W_AUX | W_PRON | W_PRON_MANY)) break;
        bool inside = k > at && q_is(r, k - 1, W_ANON) && k + 1 < end && !q_is(r, k + 1, W_DAY);
        if (q_is(r, k, W_PREP) && !is_namely(r, k) && !inside) break;
        if (r->u[k].cue && !r->u[k].upper && k > at && !q_is(r, k - 1, W_DET | W_PREP_IN)) break;
        if (q_is(r, k, W_AND) && (k == at || k + 1 >= end || !joins(r, at, k, k + 1))) break;
    }
    while (k > at && q_is(r, k - 1, W_PREP_IN | W_AND | W_DET | W_AUX)) k--;
    if (k == at || !speaks(r, at, k)) return no_np;
    q_np np = with_head(r, at, k);
    if (apposition) np.to = apposition_end(r, k, end);
    if (np.to > k && !all_names(r, at, k)) { /* the spokesman, Aibek Smadiyarov, */
        size_t a, b;
        if (all_names(r, k, np.to) && last_name(r, k, np.to, &a, &b)) {
            np.head_from = a;
            np.head_to = b;
        }
    }
    return np;
}

q_np mh_quote_np_first(const q_run *r, size_t start, size_t end) {
    size_t office = MH_NONE, names = 0, k = start;
    if (start >= end) return no_np;
    if (q_is(r, start, W_PRON | W_PRON_MANY)) return (q_np){start, start + 1, start, start + 1};
    for (; k < end && k - start < FIRST_MAX; k++) {
        if (k > start && !is_plain(r, k)) break;
        if (q_is_quote(r, k) && !mh_quote_is_name(r, k)) break;
        bool name = is_namely(r, k) || mh_quote_is_name(r, k);
        bool of = k > start && !q_is_quote(r, k - 1) && mh_quote_is_genitive(q_key(r, k - 1));
        if (of) office = MH_NONE;
        if (names >= 2 && !name && !of) return with_head(r, start, k);
        if (office != MH_NONE && !name && !q_is(r, k, W_OFFICE | W_BODY | W_AND | W_TAIL))
            return with_head(r, start, names ? k : office + 1);
        names = name ? names + 1 : 0;
        if (q_is(r, k, W_OFFICE | W_BODY | W_ANON | W_PERSON)) office = k;
    }
    if (k > start && !q_is_quote(r, k - 1) && mh_quote_is_genitive(q_key(r, k - 1))) return no_np;
    bool known =
        k == start + 1 && r->u[start].upper && r->names && mh_map_get(r->names, q_key(r, start));
    bool ends = k < end && (q_is_quote(r, k) || r->u[k].gap & (GAP_COMMA | GAP_COLON | GAP_DASH));
    if (names >= 2 || office != MH_NONE || known || (ends && names)) return with_head(r, start, k);
    return no_np;
}

mh_span mh_quote_np_span(const q_run *r, q_np np) {
    if (np.from >= np.to) return (mh_span){0, 0};
    return (mh_span){r->u[np.from].from, r->u[np.to - 1].to};
}
