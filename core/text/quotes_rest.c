/* Quotations that no cue has taken, interviews and dialogues (quotes_priv.h). */
#include "text/quotes_priv.h"

#define ALONE_MIN     4 /* words of a quotation that is a paragraph */
#define SPEAKER_UNITS 5 /* of "PENCE:" at most */

static bool first_of_line(const q_run *r, size_t i) {
    return i == 0 || (r->u[i].gap & GAP_LINE) != 0;
}

static bool last_of_line(const q_run *r, size_t i) {
    return i + 1 >= r->len || (r->u[i + 1].gap & GAP_LINE) != 0;
}

static bool dash_before(const q_run *r, size_t i) {
    return (r->u[i].gap & GAP_DASH) != 0;
}

bool mh_quote_opens_dialogue(const q_run *r, size_t i) {
    return first_of_line(r, i) && dash_before(r, i);
}

/* A sentence of its own: not a word or two within one. */
static bool is_full(const q_run *r, size_t i) {
    bool starts = r->u[i].starts || first_of_line(r, i) || r->u[i].gap & (GAP_DASH | GAP_COLON);
    bool ends = i + 1 >= r->len || r->u[i + 1].starts || last_of_line(r, i);
    return starts && ends;
}

static size_t words_in(const q_run *r, size_t i) {
    const mh_quotation *q = &r->marks.ptr[r->u[i].quotation];
    size_t n = 0;
    for (size_t k = q->from; k < q->to && n < ALONE_MIN; k++)
        n += mh_is_space(r->s.ptr[k]) && k + 1 < q->to && !mh_is_space(r->s.ptr[k + 1]);
    return n + 1;
}

static size_t root_of(const q_run *r, size_t quote) {
    size_t up = r->out.ptr[quote].part_of;
    return up == MH_NONE ? quote : up;
}

typedef struct rest_run {
    size_t line_quote;     /* index of the last direct quote on this line, or MH_NONE */
    size_t line_before;    /* that of the line before */
    size_t open_mark;      /* quotation that goes on, on the line before */
    size_t sentence_quote; /* the last direct quote of this sentence */
    size_t next;           /* unit up to which the quotes below were read */
} rest_run;

static void put_alone(q_run *r, size_t i, q_np np, mh_span name, mh_span speaker,
                      const char *rule) {
    q_find f = {.from = i, .to = i + 1, .np = np, .name = name, .rule = rule};
    size_t at = mh_quote_find(r, &f);
    if (at != MH_NONE && speaker.to > speaker.from) r->out.ptr[at].speaker = speaker;
}

/* Песков: «...» */
static bool after_colon(q_run *r, size_t i) {
    if (i == 0 || !(r->u[i].gap & GAP_COLON)) return false;
    size_t start = i;
    while (start > 0 && i - start < NP_UNITS && !r->u[start].starts) start--;
    q_np np = mh_quote_np_back(r, start, i);
    if (np.from == np.to || np.to - np.from > 8) return false;
    bool named = np.head_from < np.head_to && r->u[np.head_to - 1].upper;
    if (!named && !(r->u[np.to - 1].bits & (W_OFFICE | W_PERSON | W_PRON))) return false;
    put_alone(r, i, np, mh_quote_resolve(r, np), (mh_span){0, 0}, "colon");
    return true;
}

static void leftover(q_run *r, rest_run *x, size_t i) {
    size_t mark = r->u[i].quotation;
    bool chained = mark > 0 && r->marks.ptr[mark - 1].goes_on && r->of_mark[mark - 1] != MH_NONE;
    if (chained) {
        mh_quote_piece(r, i, root_of(r, r->of_mark[mark - 1]), "next-paragraph");
    } else if (x->sentence_quote != MH_NONE && r->u[i].gap & (GAP_COMMA | GAP_DASH)) {
        mh_quote_piece(r, i, root_of(r, x->sentence_quote), "split");
    } else if (is_full(r, i) && x->line_quote != MH_NONE) {
        mh_quote_piece(r, i, root_of(r, x->line_quote), "continued");
    } else if (!after_colon(r, i) && is_full(r, i) && words_in(r, i) >= ALONE_MIN &&
               first_of_line(r, i) && x->line_before != MH_NONE) {
        mh_quote q = r->out.ptr[root_of(r, x->line_before)];
        put_alone(r, i, (q_np){0}, q.name, q.speaker, "follows");
    } else if (is_full(r, i) && first_of_line(r, i) && last_of_line(r, i) &&
               words_in(r, i) >= ALONE_MIN && r->of_mark[mark] == MH_NONE) {
        put_alone(r, i, (q_np){0}, (mh_span){0, 0}, (mh_span){0, 0}, "alone");
    }
}

/* "— Text, — said X. — More text.": what follows the dash in a line that one has begun. */
static void dialogues(q_run *r) {
    bool in = false;
    size_t root = MH_NONE, next = 0; /* quotes in order of units: those of this line */
    for (size_t i = 0; i < r->len; i++) {
        if (first_of_line(r, i)) {
            in = mh_quote_opens_dialogue(r, i);
            root = MH_NONE;
        }
        while (in && next < r->spoken.len && r->spoken.ptr[next].from < r->u[i].from)
            root = r->spoken.ptr[next++].to;
        if (!in || root == MH_NONE || !r->u[i].starts || !dash_before(r, i)) continue;
        size_t to = i + 1;
        while (to < r->len && !r->u[to].starts) to++;
        mh_quote q = r->out.ptr[root];
        q.content = mh_quote_content(r, i, to);
        q.part_of = root;
        q.rule = "dialogue";
        (void)mh_quote_put(r, q);
    }
}

static void quotations(q_run *r) {
    rest_run x = {MH_NONE, MH_NONE, MH_NONE, MH_NONE, 0};
    for (size_t i = 0; i < r->len; i++) {
        if (first_of_line(r, i)) {
            x.line_before = x.line_quote;
            x.line_quote = MH_NONE;
        }
        if (r->u[i].starts) x.sentence_quote = MH_NONE;
        if (!q_is_quote(r, i)) continue;
        if (r->of_mark[r->u[i].quotation] == MH_NONE) leftover(r, &x, i);
        size_t got = r->of_mark[r->u[i].quotation];
        if (got != MH_NONE) x.line_quote = x.sentence_quote = got;
    }
}

/* WALLACE: ... / PENCE: ...: lines that open with a name and a colon, two of them at least. */
static size_t speaker_of_line(const q_run *r, size_t i) {
    size_t k = i, names = 0;
    if (!first_of_line(r, i)) return MH_NONE;
    for (; k < r->len && k - i <= SPEAKER_UNITS; k++) {
        if (k > i && r->u[k].gap & GAP_COLON) break;
        bool plain = !q_is_quote(r, k) && r->u[k].upper && !r->u[k].digits;
        if (!plain || (k > i && r->u[k].gap & (GAP_CLAUSE | GAP_STOP))) return MH_NONE;
        if (!(r->u[k].bits & ~(unsigned)(W_TITLE | W_OFFICE))) names++;
    }
    bool colon = k < r->len && k - i <= SPEAKER_UNITS && r->u[k].gap & GAP_COLON;
    return colon && names && !first_of_line(r, k) ? k : MH_NONE;
}

static void interviews(q_run *r) {
    size_t lines = 0;
    for (size_t i = 0; i < r->len; i++) lines += speaker_of_line(r, i) != MH_NONE;
    for (size_t i = 0; lines >= 2 && i < r->len; i++) {
        size_t at = speaker_of_line(r, i), to = at;
        if (at == MH_NONE) continue;
        while (to < r->len && !(r->u[to].gap & GAP_LINE)) to++;
        bool quoted = to == at + 1 && q_is_quote(r, at);
        if (quoted && r->of_mark[r->u[at].quotation] != MH_NONE) continue;
        q_np np = {i, at, i, at};
        mh_quote q = {.content = mh_quote_content(r, at, to),
                      .part_of = MH_NONE,
                      .direct = true,
                      .rule = "interview",
                      .speaker = mh_quote_np_span(r, np),
                      .name = mh_quote_resolve(r, np)};
        (void)mh_quote_put(r, q);
        i = to - 1;
    }
}

void mh_quote_rest(q_run *r) {
    r->dialogue = false;
    dialogues(r);
    quotations(r);
    interviews(r);
}
