/* judge.h - which of the candidates for the body of an article is taken.
 * Owns: nothing. Threads: any.
 *
 * A linear model over a few features of a candidate, learnt by scripts/dev/train-judge. */
#ifndef MH_DOC_JUDGE_H
#define MH_DOC_JUDGE_H

#include "doc/extract_priv.h"

enum {
    MH_JUDGE_FIRST,       /* what the rules would take */
    MH_JUDGE_LOOSE,       /* names of elements not believed */
    MH_JUDGE_SHARE,       /* of the page's running text */
    MH_JUDGE_PURITY,      /* running text in all that stays */
    MH_JUDGE_LENGTH,      /* logarithm of it */
    MH_JUDGE_SHORT,       /* less than a paragraph or two */
    MH_JUDGE_LINKS,       /* share of links in what stays */
    MH_JUDGE_RANK,        /* how sure the name is */
    MH_JUDGE_DESCRIPTION, /* holds the lead that the page's description gives */
    MH_JUDGE_NEAR,        /* begins close behind the main heading */
    MH_JUDGE_BEFORE,      /* begins long before the main heading */
    MH_JUDGE_PHRASES,     /* share of stock phrases among its blocks */
    MH_JUDGE_PARAGRAPHS,  /* share of running text in <p> */
    MH_JUDGE_AGREES,      /* mean overlap with the other candidates */
    MH_JUDGE_VOTES,       /* by votes of paragraphs */
    MH_JUDGE_HEADING,     /* around the main heading */
    MH_JUDGE_DOUBTED,     /* inside an element whose name speaks against it */
    MH_JUDGE_MOST,        /* running text, of the candidate that has most of it */
    MH_JUDGE_TITLE,       /* share of the title's words that occur in the text */
    MH_JUDGE_LITTLE,      /* less than a third of the page's running text */
    MH_JUDGE_GAIN,        /* loose: how much more running text than the first of the strict */
    MH_JUDGE_COMMENTS,    /* holds text below an element named for comments */
    MH_JUDGE_HEADED,      /* the main heading stands inside, before the running text */
    MH_JUDGE_WIDE,        /* share of the page's blocks */
    MH_JUDGE_LEFT_OUT,    /* share of its own blocks that are left out */
    MH_JUDGE_TEASERS,     /* headings inside that are links, up to five */
    MH_JUDGE_FEATURES
};

/* Features of list[i] for the marks it was made with, which x->out must hold. */
void mh_judge_features(const mh_extract *x, const mh_candidate *list, size_t n, size_t i,
                       double f[MH_JUDGE_FEATURES]);

#endif
