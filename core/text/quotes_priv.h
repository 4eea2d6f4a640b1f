/* quotes_priv.h - inside of the quotes engine: the text as units, the tables, the speakers.
 * Owns: arrays live in the call's arena; the words of the tables in the mh_text.
 * Threads: as text.h.
 *
 * A unit is a word outside of quotation marks, or a whole quotation. Rules read units, so that what is
 * said cannot be taken for who says it. Positions in units are size_t, ranges half open. */
#ifndef MH_TEXT_QUOTES_PRIV_H
#define MH_TEXT_QUOTES_PRIV_H

#include "base/map.h"
#include "base/vec.h"
#include "text/lexicon.h"
#include "text/quotes.h"

#define MH_NONE      SIZE_MAX
#define CUE_WORDS    4   /* of one cue at most */
#define NP_UNITS     40  /* looked at for a speaker */
#define SENTENCE_MAX 320 /* units; a longer one is cut */
#define CLAUSE_MAX   160 /* units of one reported clause */
#define LOOK_UNITS   12  /* between a cue and its "that" */

/* What stands between a unit and the one before it. */
enum {
    GAP_COMMA = 1,
    GAP_DASH = 2,
    GAP_COLON = 4,
    GAP_SEMI = 8,
    GAP_OPEN = 16,  /* bracket */
    GAP_CLOSE = 32, /* bracket */
    GAP_STOP = 64,  /* . ! ? or dots */
    GAP_LINE = 128,
    GAP_HYPHEN = 256, /* within a compound */
    GAP_TIGHT = 512,  /* nothing at all, or an apostrophe */
};
#define GAP_CLAUSE (GAP_COMMA | GAP_DASH | GAP_COLON | GAP_SEMI | GAP_OPEN | GAP_CLOSE | GAP_LINE)

/* Classes of words, quotes_data.c. */
enum {
    W_THAT = 1 << 0,      /* that, что, ки */
    W_COMP = 1 << 1,      /* деп, деб: before a final cue */
    W_PRON = 1 << 2,      /* he, она, ол */
    W_PRON_MANY = 1 << 3, /* they, it: bodies */
    W_WHO = 1 << 4,       /* who, который */
    W_AUX = 1 << 5,       /* has, also, later: between speaker and cue */
    W_STOP = 1 << 6,      /* conjunctions and the like: no speaker goes over them */
    W_PREP = 1 << 7,      /* stops a speaker behind the cue */
    W_PREP_IN = 1 << 8,   /* may stand within a speaker */
    W_DET = 1 << 9,       /* the, a, his */
    W_AND = 1 << 10,      /* and, и, және */
    W_DAY = 1 << 11,      /* Monday, yesterday */
    W_OFFICE = 1 << 12,   /* minister, президент */
    W_BODY = 1 << 13,     /* ministry, министерство */
    W_TAIL = 1 << 14,     /* capitalised words of offices and bodies that are no names: Foreign */
    W_PERSON = 1 << 15,   /* diplomat, politician: may stand for whom was named */
    W_ABOUT = 1 << 16, /* об этом, бұл туралы: the content is what was said before */
    W_NOT = 1 << 17,   /* not, не: "did not say" */
    W_BY = 1 << 18,    /* by: passive */
    W_AS = 1 << 19,    /* as, как: "as X said, content" */
    W_TITLE = 1 << 20, /* Mr, г-н: before a surname */
    W_TO = 1 << 22,    /* to (infinitive) */
    W_SUB = 1 << 21,   /* when, if: opens a clause that leans on another */
    W_OBJ = 1 << 24,   /* her, him, me: who is told, or "according to her" */
    W_ANON = 1 << 23,  /* source, officials: nobody in particular */
};

/* Flags of a cue. */
enum {
    CUE_BARE = 1,   /* takes a clause without "that": said he would come */
    CUE_TOLD = 2,   /* takes a hearer first: told reporters */
    CUE_QUOTED = 4, /* tells nothing without quotation marks: called it "a mistake" */
    CUE_OBJECT = 8, /* takes things: announced talks, denied reports */
    CUE_LOOSE = 16, /* participle: saying, adding, а добавив; the speaker is the sentence's */
    CUE_PASSIVE = 32, /* published ... by X */
    CUE_VERB_PL = 64, /* сообщили в МИД */
    CUE_SELF = 256,   /* по его словам: the speaker is in it */
    CUE_INFORMS = CUE_BARE | CUE_TOLD | CUE_PASSIVE | CUE_VERB_PL | 512,
    CUE_CITED = 512, /* cites: who is cited, when that is a source or an outlet */
    CUE_INF = 128,   /* takes "to" and an infinitive: vowed to */
};

typedef struct q_cue_row {
    const char *lang;
    mh_cue_kind kind;
    mh_cue_order order;
    unsigned flags;
    const char *endings; /* parted by blanks, "-" is none */
    const char *stems;   /* parted by blanks; _ stands for a blank inside */
} q_cue_row;

typedef struct q_word_row {
    unsigned bits;
    const char *words; /* folded on loading; a word* for all that begin so */
} q_word_row;

extern const q_cue_row mh_quote_cue_rows[];   /* ends with lang NULL */
extern const q_word_row mh_quote_word_rows[]; /* ends with words NULL */

typedef struct q_cue {
    char lang[4];
    mh_cue_kind kind;
    mh_cue_order order;
    unsigned flags;
} q_cue;

/* Cues and classes of words under their folded forms; built once for an engine. */
typedef struct mh_quote_words {
    mh_map *cues;  /* phrase -> index + 1 in rows; the beginnings of phrases -> 0 */
    mh_map *words; /* word -> bits */
    MH_VEC(q_cue) rows;
    bool first[256]; /* bytes with which cues begin */
} mh_quote_words;

mh_quote_words *mh_quote_words_new(const mh_text *t, bool filled); /* else empty, for more */
void mh_quote_words_free(mh_quote_words *w);                       /* NULL is fine */
void mh_quote_words_cue(mh_quote_words *w, const mh_text *t, mh_view form, const q_cue *cue);
unsigned mh_quote_word_bits(const mh_quote_words *w, mh_view folded);

typedef struct q_unit {
    size_t from, to;
    size_t quotation; /* MH_NONE for a word */
    unsigned gap, bits;
    unsigned cue;     /* index + 1 of the cue that starts here */
    unsigned cue_len; /* units of it */
    bool upper, digits;
    bool starts; /* a sentence */
    mh_view key; /* folded; of the lexicon, as is its number */
    uint32_t lex;
} q_unit;

/* A speaker: a range of units and in it the part that is its head (a name, else the same). */
typedef struct q_np {
    size_t from, to, head_from, head_to; /* from == to: none */
} q_np;

typedef struct q_run {
    mh_text *t;
    mh_arena *a;
    mh_view s;
    const mh_quote_options *o;
    const mh_quote_words *words;
    mh_quote_words *more; /* the caller's cues, or NULL */
    mh_quotations marks;
    q_unit *u;
    size_t len;
    mh_map *names;  /* folded surname -> where its name first stands (unit range in name_at) */
    mh_map *bodies; /* folded noun -> where its last full phrase stands */
    MH_VEC(mh_span) name_at;
    size_t named;         /* units whose names are known already */
    size_t name_start;    /* start of the sentence in which that is */
    mh_span person, body; /* bytes: who spoke last */
    mh_span subject;      /* bytes: the last name near the start of a sentence */
    q_np last;            /* units: who was beside the last cue, and that cue */
    size_t last_cue;
    size_t before_from, before_to; /* units of the sentence before */
    bool dialogue;                 /* the line opens with a dash */
    MH_VEC(mh_quote) out;
    MH_VEC(mh_span) spoken; /* of dialogues: byte of the cue, index of the quote */
    size_t *of_mark;        /* by quotation: index of its quote or MH_NONE */
} q_run;

void mh_quote_units(q_run *r);
const q_cue *mh_quote_cue_at(const q_run *r, size_t i);
static inline mh_view q_key(const q_run *r, size_t i) {
    return r->u[i].key;
}
static inline bool q_is(const q_run *r, size_t i, unsigned bits) {
    return i < r->len && (r->u[i].bits & bits) != 0;
}
static inline bool q_is_quote(const q_run *r, size_t i) {
    return i < r->len && r->u[i].quotation != MH_NONE;
}

/* The noun phrase that ends before unit `end`, not before `start`; and the one that begins at `at`. */
q_np mh_quote_np_back(const q_run *r, size_t start, size_t end);
q_np mh_quote_np_forward(const q_run *r, size_t at, size_t end, bool apposition);
/* The one at the head of a sentence whose verb is its last word. */
q_np mh_quote_np_first(const q_run *r, size_t start, size_t end);
/* "Бекеновтің", "Aliyevning": of somebody, so the head of the phrase is still to come. */
bool mh_quote_is_genitive(mh_view key);
/* Whether three capitals from unit i are a country and a name behind an office. */
bool mh_quote_of_country(const q_run *r, size_t i);
/* False for a single capital that is one only because it opens the sentence. */
bool mh_quote_may_speak(const q_run *r, q_np np);
/* Reads the names up to unit `to`. */
void mh_quote_names(q_run *r, size_t to);
/* Bytes of np, and whom it names; remembers that person or body as who spoke last. */
mh_span mh_quote_np_span(const q_run *r, q_np np);
mh_span mh_quote_resolve(q_run *r, q_np np);

/* Appends a quote; returns its index. */
size_t mh_quote_put(q_run *r, mh_quote q);

/* What a rule has found, in units; put with its verbatim parts. */
typedef struct q_find {
    size_t cue_from, cue_to;
    size_t from, to; /* content; from == to: none */
    q_np np;
    mh_span name;
    const char *rule;
    bool from_that; /* the content stands behind a "that" */
} q_find;

/* Puts a quote: a content that is one quotation is direct; else the quotations in it that are no names
 * follow as its parts. Returns its index, or MH_NONE when there is nothing to put. */
size_t mh_quote_find(q_run *r, const q_find *f);
/* Bytes of the units [from, to); one quotation without its marks. */
mh_span mh_quote_content(const q_run *r, size_t from, size_t to);
/* Marks quotation k as part of quote `root`, and puts it. */
void mh_quote_piece(q_run *r, size_t k, size_t root, const char *rule);
/* Where the clause that begins at `from` ends: before the next cue of the same speaker, or at `to`. */
size_t mh_quote_clause_end(const q_run *r, size_t from, size_t to);
bool mh_quote_is_name(const q_run *r, size_t i); /* a quotation that is a name: «Степной вестник» */

/* Cues of the sentence [from, to); by where they stand. */
void mh_quote_sentence(q_run *r, size_t from, size_t to);
/* The unit of "об этом", "бұл туралы" at the start of the sentence, or MH_NONE. */
size_t mh_quote_about(const q_run *r, size_t from, size_t cue);
size_t mh_quote_verb(q_run *r, size_t from, size_t to, size_t cue); /* where to look on */
void mh_quote_final(q_run *r, size_t from, size_t to, size_t cue);
void mh_quote_before(q_run *r, size_t from, size_t to, size_t cue);
void mh_quote_after(q_run *r, size_t from, size_t to, size_t cue);
/* What marks and layout alone tell: quotations without a cue, interviews, dialogues. */
void mh_quote_rest(q_run *r);
bool mh_quote_opens_dialogue(const q_run *r, size_t i); /* "— Text" at the start of a line */

#endif
