/* rules_priv.h - what the files of the rule engine share.
 * Owns: trees live in the arena of the rules. Threads: as rules.h.
 *
 * A symbol is a way of reading a token: "f" and the word folded, "p" and a prefix, "sru:" and a stem,
 * "x" and the word as written, "c" and a kind of token, "t" and a type of span. A pattern is read into a
 * tree, the tree is written out as steps without loops, and steps are run from each token with which
 * the rule may begin. */
#ifndef MH_TEXT_RULES_PRIV_H
#define MH_TEXT_RULES_PRIV_H

#include "base/map.h"
#include "base/vec.h"
#include "text/rules.h"
#include "text/token.h"

typedef enum mh_rule_kind {
    MH_RULE_SET,     /* one token or span with one of the symbols */
    MH_RULE_SEQ,     /* children in order */
    MH_RULE_ALT,     /* one of the children */
    MH_RULE_TIMES,   /* the child, min to max times */
    MH_RULE_CAPTURE, /* the child, under a name */
    MH_RULE_AHEAD,   /* none of the symbols in the next max tokens */
    MH_RULE_BEHIND,  /* ... in the last max tokens */
    MH_RULE_START,
    MH_RULE_END,
} mh_rule_kind;

typedef struct mh_rule_node {
    mh_rule_kind kind;
    uint32_t min, max;
    bool lazy;         /* TIMES: as few as will do */
    uint32_t name;     /* of a capture */
    uint32_t *symbols; /* arena, sorted */
    size_t symbols_len;
    struct mh_rule_node *child, *next; /* first child; next one of the same parent */
} mh_rule_node;

typedef enum mh_rule_op {
    MH_OP_SET,
    MH_OP_SPLIT, /* the next step, then arg */
    MH_OP_LAZY,  /* arg, then the next step */
    MH_OP_JUMP,
    MH_OP_OPEN,
    MH_OP_CLOSE,
    MH_OP_AHEAD,
    MH_OP_BEHIND,
    MH_OP_START,
    MH_OP_END,
    MH_OP_MATCH,
} mh_rule_op;

typedef struct mh_rule_step {
    mh_rule_op op;
    uint32_t arg;      /* of SPLIT and JUMP: a step; OPEN, CLOSE: a name; AHEAD, BEHIND: tokens */
    uint32_t set, len; /* symbols in `sets` */
} mh_rule_step;

typedef struct mh_rule {
    mh_view attributes;
    uint32_t name, file, line; /* names and files of the rules */
    uint32_t steps, steps_len;
    char lang[8]; /* empty: any */
} mh_rule;

struct mh_rules {
    mh_arena *arena;
    mh_map *symbols;       /* name -> number from 1 */
    mh_map *types;         /* declared -> symbol */
    mh_map *parts;         /* $name -> mh_rule_node * */
    mh_map *names;         /* of rules and captures -> number from 0 */
    MH_VEC(mh_view) files; /* arena */
    MH_VEC(mh_rule) rules;
    MH_VEC(mh_rule_step) steps;    /* of all rules */
    MH_VEC(uint32_t) sets;         /* of all steps */
    MH_VEC(uint64_t) starts;       /* symbol << 32 | rule, sorted: which may begin with it */
    MH_VEC(uint32_t) first;        /* by symbol: where its part of starts begins */
    bool prefix[MH_TOKEN_MAX + 1]; /* lengths in use */

    bool exact, languages;
    bool borrowed;             /* steps, sets, starts and first are an image's */
    MH_VEC(char *) stem_langs; /* owned */
};

/* Kinds of tokens; their symbols are numbered so in every mh_rules. */
enum {
    MH_TOK_WORD = 1,
    MH_TOK_CAP,
    MH_TOK_UPPER,
    MH_TOK_LOWER,
    MH_TOK_NUM,
    MH_TOK_PUNCT,
    MH_TOK_ANY,
    MH_TOK_KINDS = MH_TOK_ANY
};
extern const char *const mh_rule_kinds[MH_TOK_KINDS]; /* "WORD" ... */

/* Symbol with this name, made when it is new. */
uint32_t mh_rules_symbol(mh_rules *r, char how, mh_view key);

/* A file under way. */
typedef struct mh_rule_reader {
    mh_rules *r;
    mh_text *t;
    mh_view s, name;
    size_t at, end; /* in s; end of the rule under way */
    size_t line_at; /* a byte whose line is known, so that lines are counted once */
    uint32_t line;
    char lang[8];
    unsigned depth;
    size_t tight; /* of the group under way: the last | without blanks, or 0 */
    mh_buf key;
    mh_err *e;
} mh_rule_reader;

/* Fills the error with the place of byte `at`; returns MH_FAIL. */
__attribute__((format(printf, 3, 4))) mh_rc mh_rule_wrong(mh_rule_reader *x, size_t at,
                                                          const char *fmt, ...);
/* Moves over blanks, line ends within the rule, and remarks. */
void mh_rule_blanks(mh_rule_reader *x);
/* Reads a pattern up to the end of the rule or "=>"; NULL after an error. */
mh_rule_node *mh_rule_pattern(mh_rule_reader *x);
/* Takes a name of ASCII letters, digits, - and _ at x->at; empty when there is none. */
mh_view mh_rule_name(mh_rule_reader *x);
/* Writes the tree out as the steps of rule y, which is pushed; at: its place, for errors. */
mh_rc mh_rule_compile(mh_rule_reader *x, const mh_rule_node *tree, mh_rule y, size_t at);

/* --- searching --- */

#define MH_RULE_NO_TOKEN UINT32_MAX

typedef struct mh_rule_tok {
    mh_token at;
    uint32_t first, len; /* symbols */
    uint32_t arc;        /* first span that begins here, MH_RULE_NO_TOKEN */
} mh_rule_tok;

/* A span over tokens. */
typedef struct mh_rule_arc {
    uint32_t type, to, span, next;
} mh_rule_arc;

/* A sentence. */
typedef struct mh_rule_text {
    MH_VEC(mh_rule_tok) tokens;
    MH_VEC(uint32_t) symbols;
    MH_VEC(mh_rule_arc) arcs;
} mh_rule_text;

typedef struct mh_rule_held {
    uint32_t name, from, to, span;
} mh_rule_held;

/* One rule over one sentence. How far a match can come from a step at a token does not hang on where
 * it began, so it is found out once: steps times tokens at most, however many starts there are. */
typedef struct mh_rule_run {
    const mh_rules *r;
    const mh_rule_text *x;
    const mh_rule *rule;
    const mh_rule_step *steps;
    uint32_t *reach; /* by token and step: 0 not known, 1 nowhere, 2 + token behind the match */
    size_t reach_cap;
    MH_VEC(mh_rule_held) held; /* captures of all matches */
} mh_rule_run;

void mh_rule_run_begin(mh_rule_run *f, const mh_rule *rule);
/* Token behind the longest match that begins at token start; MH_RULE_NO_TOKEN when there is none. */
uint32_t mh_rule_longest(mh_rule_run *f, uint32_t start);
/* Pushes the captures of the match that mh_rule_longest found. */
void mh_rule_captures(mh_rule_run *f, uint32_t start);

/* A walk over the tokens of s from at to end. */
typedef struct mh_rule_cursor {
    mh_view s;
    size_t at, end;
    mh_token word; /* the next one, when looked is set; from is end when there is none */
    bool looked;
} mh_rule_cursor;

/* The next token: a word, or a sign (*sign). */
bool mh_rule_token(mh_rule_cursor *c, mh_token *out, bool *sign);

#endif
