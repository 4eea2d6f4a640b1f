#include "base/schema.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/rules_priv.h"
#include "text/stem.h"
#include "text/text_priv.h"

#include <stdlib.h>
#include <unicode/uchar.h>

static mh_rule_node *alternatives(mh_rule_reader *x);

static mh_rule_node *node(mh_rule_reader *x, mh_rule_kind kind) {
    mh_rule_node *n = mh_arena_alloc(x->r->arena, sizeof *n);
    n->kind = kind;
    return n;
}

static mh_rule_node *set_of(mh_rule_reader *x, uint32_t symbol) {
    mh_rule_node *n = node(x, MH_RULE_SET);
    n->symbols = mh_arena_array(x->r->arena, 1, sizeof *n->symbols);
    n->symbols[0] = symbol;
    n->symbols_len = 1;
    return n;
}

static char peek(const mh_rule_reader *x) {
    return x->at < x->end ? x->s.ptr[x->at] : '\0';
}

static bool starts(const mh_rule_reader *x, const char *what) {
    return mh_view_starts(mh_view_sub(x->s, x->at, x->end), mh_view_of(what));
}

/* --- words --- */

static bool is_word_char(uint32_t cp) {
    return cp == '\'' || cp == '-' || cp == 0x2019 || cp == 0x2BB || cp == 0x2BC ||
           (U_GET_GC_MASK((UChar32)cp) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK)) != 0;
}

static bool stem_language(mh_rule_reader *x) {
    if (x->lang[0] == '\0' || !mh_text_can_stem(x->t, x->lang)) return false;
    for (size_t i = 0; i < x->r->stem_langs.len; i++) {
        if (strcmp(x->r->stem_langs.ptr[i], x->lang) == 0) return true;
    }
    mh_vec_push(&x->r->stem_langs, mh_strndup(x->lang, strlen(x->lang)));
    return true;
}

/* Symbol of one token; how: f, p, s or x. */
static mh_rule_node *word_node(mh_rule_reader *x, mh_view w, char how) {
    mh_buf_reset(&x->key);
    if (how == 's') {
        mh_buf_puts(&x->key, x->lang);
        mh_buf_putc(&x->key, ':');
        mh_text_stem(x->t, x->lang, w, &x->key);
    } else if (how == 'x') {
        mh_buf_put(&x->key, w);
        x->r->exact = true;
    } else {
        mh_text_fold(x->t, w, &x->key);
    }
    if (how == 'p') x->r->prefix[x->key.len <= MH_TOKEN_MAX ? x->key.len : MH_TOKEN_MAX] = true;
    return set_of(x, mh_rules_symbol(x->r, how, mh_buf_view(&x->key)));
}

/* The tokens of a literal in order; the last one read as how says. */
static mh_rule_node *literal(mh_rule_reader *x, mh_view v, char how, size_t place) {
    mh_rule_node *seq = node(x, MH_RULE_SEQ), **tail = &seq->child;
    mh_rule_cursor c = {.s = v, .end = v.len};
    mh_token w, then;
    bool sign = false, then_sign = false;
    size_t n = 0;
    for (bool more = mh_rule_token(&c, &w, &sign); more; n++) {
        more = mh_rule_token(&c, &then, &then_sign);
        char last_how = how == 'x' || !more ? how : 'f';
        *tail = word_node(x, mh_view_sub(v, w.from, w.to), sign ? 'f' : last_how);
        tail = &(*tail)->next;
        w = then;
        sign = then_sign;
    }
    if (n == 0) {
        mh_rule_wrong(x, place, "no word or sign that rules see");
        return NULL;
    }
    return n == 1 ? seq->child : seq;
}

/* WORD, CAP ... or a declared type. */
static mh_rule_node *kind_or_type(mh_rule_reader *x, mh_view name, size_t place) {
    for (uint32_t i = 0; i < MH_TOK_KINDS; i++) {
        if (mh_view_eq(name, mh_view_of(mh_rule_kinds[i]))) return set_of(x, i + 1);
    }
    const mh_value *v = mh_map_get(x->r->types, name);
    if (v) return set_of(x, (uint32_t)v->num);
    MH_VEC(const char *) known = {0};
    for (size_t i = 0; i < mh_map_len(x->r->types) + MH_TOK_KINDS; i++) {
        const char *one =
            i < MH_TOK_KINDS
                ? mh_rule_kinds[i]
                : mh_arena_dup(x->r->arena, mh_map_entry_at(x->r->types, i - MH_TOK_KINDS)->key)
                      .ptr;
        mh_vec_push(&known, one);
    }
    const char *near = mh_nearest(name, known.ptr, known.len, sizeof *known.ptr);
    mh_rule_wrong(x, place, "unknown type %.*s (%s%s; =%.*s is the word)",
                  MH_FMT(mh_utf8_cut(name, 60)), near ? "did you mean " : "@types declares types",
                  near ? near : "", MH_FMT(mh_utf8_cut(name, 60)));
    mh_vec_clear(&known);
    return NULL;
}

static mh_rule_node *word(mh_rule_reader *x) {
    size_t from = x->at, next = 0;
    bool exact = peek(x) == '=', caps = true;
    x->at += exact;
    size_t start = x->at;
    while (x->at < x->end) {
        uint32_t cp = mh_cp_at(x->s, x->at, &next);
        if (!is_word_char(cp)) break;
        caps =
            caps && cp < 0x80 && (mh_is_digit((char)cp) || cp == '_' || (cp >= 'A' && cp <= 'Z'));
        x->at = next;
        if (caps && peek(x) == '_') x->at++; /* in the name of a type */
    }
    mh_view v = mh_view_sub(x->s, start, x->at);
    if (v.len == 0) {
        mh_rule_wrong(x, from, "a word, a type, a group or a \"literal\" is wanted");
        return NULL;
    }
    bool typed = !exact && caps && v.len > 1 && !mh_is_digit(v.ptr[0]);
    if (typed) return kind_or_type(x, v, from);
    char how = exact ? 'x' : 'f';
    if (peek(x) == '*' || peek(x) == '~') {
        how = peek(x) == '*' ? 'p' : 's';
        if (exact || (how == 's' && !stem_language(x))) {
            mh_rule_wrong(x, x->at,
                          exact ? "=Word is the whole word"
                                : "~ wants an @language that has a stemmer above it");
            return NULL;
        }
        x->at++;
    }
    return literal(x, v, how, from);
}

static mh_rule_node *quoted(mh_rule_reader *x) {
    size_t from = x->at++;
    size_t end = mh_view_find_byte(x->s, '"', x->at), eol = mh_view_find_byte(x->s, '\n', x->at);
    if (end >= x->end || eol < end) {
        mh_rule_wrong(x, from, "no \" ends what begins here");
        return NULL;
    }
    mh_view v = mh_view_sub(x->s, x->at, end);
    x->at = end + 1;
    return literal(x, v, 'f', from);
}

/* --- numbers and groups --- */

static bool number(mh_rule_reader *x, uint32_t *out) {
    size_t from = x->at;
    uint64_t n = 0;
    while (mh_is_digit(peek(x))) x->at++;
    if (!mh_view_u64(mh_view_sub(x->s, from, x->at), &n) || n > MH_RULE_REPEAT) {
        mh_rule_wrong(x, from, "a number from 0 to %u is wanted", MH_RULE_REPEAT);
        return false;
    }
    *out = (uint32_t)n;
    return true;
}

static mh_rule_node *times(mh_rule_reader *x, mh_rule_node *child, uint32_t min, uint32_t max) {
    mh_rule_node *n = node(x, MH_RULE_TIMES);
    n->min = min;
    n->max = max;
    n->child = child;
    return n;
}

static mh_rule_node *group(mh_rule_reader *x) {
    size_t from = x->at;
    bool optional = x->s.ptr[x->at++] == '[';
    char end = optional ? ']' : ')';
    if (++x->depth > MH_RULE_NESTING) {
        mh_rule_wrong(x, from, "groups within groups; the limit is %u", MH_RULE_NESTING);
        return NULL;
    }
    mh_rule_node *n = alternatives(x);
    x->depth--;
    if (n == NULL) return NULL;
    if (peek(x) != end) {
        mh_rule_wrong(x, x->at < x->end ? x->at : from,
                      x->at < x->end ? "'%c' is wanted here" : "no '%c' ends what begins here",
                      end);
        return NULL;
    }
    x->at++;
    return optional ? times(x, n, 0, 1) : n;
}

static mh_rule_node *part(mh_rule_reader *x) {
    size_t from = x->at++;
    mh_view name = mh_rule_name(x);
    if (name.len == 0) return node(x, MH_RULE_END);
    const mh_value *v = mh_map_get(x->r->parts, name);
    if (v == NULL) {
        mh_rule_wrong(x, from, "no part $%.*s above this line", MH_FMT(mh_utf8_cut(name, 60)));
        return NULL;
    }
    mh_rule_node *n = node(x, MH_RULE_SEQ), *copy = node(x, MH_RULE_SEQ);
    *copy = *(const mh_rule_node *)v->ptr; /* its place among siblings is its own */
    copy->next = NULL;
    n->child = copy;
    return copy->kind == MH_RULE_SET ? copy : n;
}

static mh_rule_node *atom(mh_rule_reader *x) {
    switch (peek(x)) {
    case '(':
    case '[': return group(x);
    case '"': return quoted(x);
    case '$': return part(x);
    case '^': x->at++; return node(x, MH_RULE_START);
    default: break;
    }
    if (starts(x, "..")) {
        uint32_t n = 0;
        x->at += 2;
        if (!number(x, &n)) return NULL;
        mh_rule_node *gap = times(x, set_of(x, MH_TOK_WORD), 0, n);
        gap->lazy = true;
        return gap;
    }
    return word(x);
}

/* --- alternatives and sequences --- */

static int by_symbol(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* One set instead of alternatives that are sets. */
static mh_rule_node *joined(mh_rule_reader *x, mh_rule_node *alt) {
    size_t n = 0;
    for (const mh_rule_node *c = alt->child; c; c = c->next) {
        if (c->kind != MH_RULE_SET) return alt;
        n += c->symbols_len;
    }
    mh_rule_node *set = node(x, MH_RULE_SET);
    set->symbols = mh_arena_array(x->r->arena, n, sizeof *set->symbols);
    for (const mh_rule_node *c = alt->child; c; c = c->next) {
        memcpy(set->symbols + set->symbols_len, c->symbols, c->symbols_len * sizeof *c->symbols);
        set->symbols_len += c->symbols_len;
    }
    qsort(set->symbols, n, sizeof *set->symbols, by_symbol);
    return set;
}

/* Whether a | without a blank on either side stands here. */
static bool tight_bar(const mh_rule_reader *x) {
    return peek(x) == '|' && x->at + 1 < x->end && !mh_is_space(x->s.ptr[x->at + 1]);
}

static mh_rule_node *atoms(mh_rule_reader *x) {
    mh_rule_node *first = atom(x);
    if (first == NULL || !tight_bar(x)) return first;
    mh_rule_node *alt = node(x, MH_RULE_ALT), **tail = &first->next;
    alt->child = first;
    while (tight_bar(x)) {
        x->tight = x->at++;
        if ((*tail = atom(x)) == NULL) return NULL;
        tail = &(*tail)->next;
    }
    return joined(x, alt);
}

static mh_rule_node *look(mh_rule_reader *x) {
    size_t from = x->at;
    bool behind = peek(x) == '<';
    uint32_t distance = 1;
    x->at += behind ? 2 : 1;
    if (mh_is_digit(peek(x)) && !number(x, &distance)) return NULL;
    mh_rule_node *of = atoms(x);
    if (of == NULL) return NULL;
    if (of->kind != MH_RULE_SET || distance == 0) {
        mh_rule_wrong(x, from, "! takes single words and types: !(not|never), <!3not");
        return NULL;
    }
    mh_rule_node *n = node(x, behind ? MH_RULE_BEHIND : MH_RULE_AHEAD);
    n->symbols = of->symbols;
    n->symbols_len = of->symbols_len;
    n->max = distance;
    return n;
}

/* {2}, {1,3}, {,3} at x->at. */
static mh_rule_node *braces(mh_rule_reader *x, mh_rule_node *n) {
    size_t from = x->at++;
    uint32_t min = 0, max = 0;
    if (peek(x) != ',' && !number(x, &min)) return NULL;
    max = min;
    if (peek(x) == ',') {
        x->at++;
        if (!number(x, &max)) return NULL;
    }
    if (peek(x) != '}' || max < min || max == 0) {
        mh_rule_wrong(x, from, "repetition is written {2} or {1,3}");
        return NULL;
    }
    x->at++;
    return times(x, n, min, max);
}

static mh_rule_node *item(mh_rule_reader *x) {
    if (peek(x) == '!' || starts(x, "<!")) return look(x);
    mh_rule_node *n = atoms(x);
    while (n) {
        char c = peek(x);
        if (c == '?') {
            x->at++;
            n = times(x, n, 0, 1);
        } else if (c == '+') {
            x->at++;
            n = times(x, n, 1, 8);
        } else if (c == '{') {
            n = braces(x, n);
        } else if (c == ':') {
            x->at++;
            size_t from = x->at;
            mh_view name = mh_rule_name(x);
            if (name.len == 0) {
                mh_rule_wrong(x, from, "the name of a capture is wanted");
                return NULL;
            }
            mh_rule_node *capture = node(x, MH_RULE_CAPTURE);
            bool fresh = false;
            mh_value *v = mh_map_at(x->r->names, name, &fresh);
            if (fresh) v->num = mh_map_len(x->r->names) - 1;
            capture->name = (uint32_t)v->num;
            capture->child = n;
            n = capture;
        } else {
            break;
        }
    }
    return n;
}

static mh_rule_node *sequence(mh_rule_reader *x) {
    mh_rule_node *seq = node(x, MH_RULE_SEQ), **tail = &seq->child;
    for (;;) {
        mh_rule_blanks(x);
        char c = peek(x);
        if (c == '\0' || c == ')' || c == ']' || c == '|' || starts(x, "=>")) break;
        if ((*tail = item(x)) == NULL) return NULL;
        tail = &(*tail)->next;
        c = peek(x);
        if (c && !mh_is_space(c) && strchr(")]|", c) == NULL) {
            mh_rule_wrong(x, x->at, "a blank is wanted between the parts of a pattern");
            return NULL;
        }
    }
    if (seq->child == NULL) {
        mh_rule_wrong(x, x->at, "nothing stands here");
        return NULL;
    }
    return seq->child->next ? seq : seq->child;
}

/* Sequences parted by | with blanks. (a|b c | d) is refused: who writes it may mean either. */
static mh_rule_node *loose(mh_rule_reader *x) {
    mh_rule_node *first = sequence(x);
    if (first == NULL || peek(x) != '|') return first;
    mh_rule_node *alt = node(x, MH_RULE_ALT), **tail = &first->next;
    alt->child = first;
    while (peek(x) == '|') {
        x->at++;
        if ((*tail = sequence(x)) == NULL) return NULL;
        tail = &(*tail)->next;
    }
    if (x->tight) {
        mh_rule_wrong(x, x->tight,
                      "| with blanks and without in one group: part them by ( ), as (a|b) c | d");
        return NULL;
    }
    return joined(x, alt);
}

static mh_rule_node *alternatives(mh_rule_reader *x) {
    size_t outer = x->tight;
    x->tight = 0;
    mh_rule_node *n = loose(x);
    x->tight = outer;
    return n;
}

mh_rule_node *mh_rule_pattern(mh_rule_reader *x) {
    mh_rule_node *n = alternatives(x);
    if (n && x->at < x->end && !starts(x, "=>")) {
        mh_rule_wrong(x, x->at, "'%c' ends no group", peek(x));
        return NULL;
    }
    return n;
}
