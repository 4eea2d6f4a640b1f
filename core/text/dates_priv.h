/* dates_priv.h - names of months, weekdays, days and spans, and what the parser shares with the
 * resolver.
 * Owns: see text_priv.h. Threads: as text.h. */
#ifndef MH_TEXT_DATES_PRIV_H
#define MH_TEXT_DATES_PRIV_H

#include "base/vec.h"
#include "text/dates.h"
#include "text/lexicon.h"

#define MH_SHIFT_ZERO 10 /* added to values that may be negative */

typedef enum mh_name_kind {
    MH_NAME_NONE,
    MH_NAME_MONTH,       /* 1-12 */
    MH_NAME_WEEKDAY,     /* 1 Monday - 7 */
    MH_NAME_OFFSET,      /* days from the reference + MH_SHIFT_ZERO */
    MH_NAME_YEAR_OFFSET, /* years, the same: byltyr, imsol */
    MH_NAME_UNIT,        /* mh_date_unit */
    MH_NAME_COUNT,       /* a number in words; 0: a few */
    MH_NAME_AGO,   /* behind a span: ago; value 0: only where the text is nothing but a date */
    MH_NAME_AHEAD, /* behind a span: hence; the same */
    MH_NAME_IN,    /* before a span: cherez; the same */
    MH_NAME_WHICH, /* last, this, next: -1, 0, 1 + MH_SHIFT_ZERO */
    MH_NAME_NOW,   /* the reference itself, where the text is nothing but a date */
    MH_NAME_ABOUT, /* before a number, says nothing */
    MH_NAME_AND,   /* between the parts of a span */
    MH_NAME_TO,    /* between the ends of a range */
    MH_NAME_AT,    /* before a time of day */
    MH_NAME_HALF,  /* mh_date_half */
} mh_name_kind;

typedef enum mh_date_unit {
    MH_UNIT_SECOND,
    MH_UNIT_MINUTE,
    MH_UNIT_HALF_HOUR,
    MH_UNIT_HOUR,
    MH_UNIT_DAY,
    MH_UNIT_WEEK,
    MH_UNIT_MONTH,
    MH_UNIT_HALF_YEAR,
    MH_UNIT_YEAR,
    MH_UNIT_DECADE,
} mh_date_unit;

typedef enum mh_date_half {
    MH_HALF_AM = 1,
    MH_HALF_PM,
    MH_HALF_MIDNIGHT,
    MH_HALF_NOON
} mh_date_half;

typedef struct mh_date_word_row {
    const char *lang;
    mh_name_kind kind;
    int value;
    const char *words; /* separated by spaces */
} mh_date_word_row;

extern const mh_date_word_row mh_date_names_extra[]; /* may be inflected; ends with a NULL lang */
extern const mh_date_word_row mh_date_words[];       /* stand as they are; ends with a NULL lang */

typedef struct mh_date_endings {
    const char *lang, *endings; /* separated by spaces */
} mh_date_endings;
extern const mh_date_endings mh_date_endings_of[]; /* ends with a NULL lang */

typedef struct mh_name {
    mh_name_kind kind;
    int value;
} mh_name;

/* What the token `w` of a text in `lang` (NULL: any) names. Of other languages than lang only months and
 * weekdays count. */
mh_name mh_date_name(mh_text *t, const char *lang, mh_view w);
/* The same of a word of the lexicon, which is held. */
mh_name mh_lex_date_name(mh_text *t, const char *lang, const mh_lex_token *w);
/* Whether the character at `at` is a digit of any script. */
bool mh_begins_with_digit(mh_view s, size_t at);
/* The first token from `from` on that a date may begin with, by itself and the word behind it; alone: the
 * text is nothing but a date. */
size_t mh_lex_next_date(mh_text *t, const mh_date_options *o, mh_view s, mh_lex_tokens all,
                        size_t from);
/* Whether a span may leave its number out before w, folded or not: "god nazad", but not "years ago". */
bool mh_is_single_unit(mh_text *t, mh_view w);
bool mh_is_year_word(mh_text *t, mh_view w);   /* stands behind a year: goda, zhyly, yili */
bool mh_is_year_before(mh_text *t, mh_view w); /* stands before a bare year: in, since */

/* A date as written, before its year is known. */
typedef struct mh_raw_date {
    mh_date d;
    int weekday;    /* written beside it, 0 when none */
    int64_t months; /* relative: moved by so many from the reference */
    double seconds; /* and by so many of these */
    bool relative, on_weekday;
    bool weak;     /* only where a date stands beside it: "Sat", the town of Dushanbe */
    bool has_time; /* a time of day is written beside what is relative */
    int which; /* on_weekday: -1 the one before the reference, 1 the one after, 0 the last, today too */
} mh_raw_date;

typedef MH_VEC(mh_raw_date) mh_raw_dates;

/* ---- the parser's window on the text: dates_find.c */

typedef struct mh_date_tok {
    size_t from, to;
    long number; /* -1 when it does not begin with a digit */
    size_t digits;
    size_t number_to; /* where they end in the text: digits of other scripts take several bytes */
    bool pure;        /* digits only */
    bool year_tail;   /* four digits and the word for a year in one: "2021g" */
    bool upper;
    mh_name name; /* behind digits: only of a unit or half of the day, "2y", "5pm" */
} mh_date_tok;

typedef struct mh_finder {
    mh_text *t;
    mh_view s;
    const mh_date_options *o;
    struct mh_date_window *read; /* the tokens that were looked at */
    size_t i;                    /* token under way */
} mh_finder;

/* The token before the one under way, and the n-th from it on; NULL where there is none. Tokens stay
 * where they are. */
const mh_date_tok *mh_finder_before(const mh_finder *f);
const mh_date_tok *mh_finder_peek(const mh_finder *f, size_t n);
/* What stands between two tokens. */
mh_view mh_finder_gap(const mh_finder *f, const mh_date_tok *a, const mh_date_tok *b);
/* Whether both are there and only white space, and characters of `also`, stand between them. */
bool mh_finder_near(const mh_finder *f, const mh_date_tok *a, const mh_date_tok *b,
                    const char *also);
bool mh_finder_is(const mh_finder *f, const mh_date_tok *k, const char *word); /* in ASCII */
mh_raw_date mh_raw_date_at(const mh_date_tok *k);

/* Each reads at token f->i and says how many tokens it took, 0 when there is no such thing. */
size_t mh_dates_absolute(mh_finder *f, mh_raw_date *r);
size_t mh_dates_relative(mh_finder *f, mh_raw_date *r);
/* A time of day at token f->i + n; sets the time of d. */
size_t mh_dates_clock(const mh_finder *f, size_t n, mh_date *d);

void mh_dates_find(mh_text *t, mh_arena *a, mh_view s, const mh_date_options *o, mh_raw_dates *out);
void mh_dates_resolve(mh_view s, const mh_date_options *o, mh_raw_dates *dates);

#endif
