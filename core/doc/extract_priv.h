/* extract_priv.h - shared by the steps of article extraction.
 * Owns: an mh_extract owns its parts; document, its reading and meta are borrowed.
 * Threads: any, one at a time for each document. */
#ifndef MH_DOC_EXTRACT_PRIV_H
#define MH_DOC_EXTRACT_PRIV_H

#include "doc/article.h"
#include "doc/blocks.h"
#include "doc/hints.h"
#include "doc/phrases.h"
#include "doc/teasers.h"

/* Why a block is left out; 0: it stays. */
enum {
    MH_OUT_HINT = 1,    /* below an element that its name or tag gives away */
    MH_OUT_LINKS = 2,   /* mostly links */
    MH_OUT_PHRASE = 4,  /* a stock phrase */
    MH_OUT_TITLE = 8,   /* the title again */
    MH_OUT_HEAD = 16,   /* scraps before the text */
    MH_OUT_TAIL = 32,   /* scraps behind it */
    MH_OUT_REPEAT = 64, /* seen already */
    MH_OUT_COMMENT = 128,
    MH_OUT_UNLIKELY = MH_OUT_TAIL /* by mh_block_classify */
};

/* The blocks of a candidate, as a range of block indices and a root. */
typedef struct mh_candidate {
    mh_node root;
    size_t from, to;
    const char *basis;
    uint32_t good, kept; /* characters of running text, of all that stays */
    int rank;            /* how sure the name of a container is; 0: it has none */
    bool loose;          /* with the marks of a loose mh_extract_drop */
} mh_candidate;

/* Most candidates of a page. */
#define MH_MAX_CANDIDATES 24

typedef struct mh_extract {
    const mh_doc *d;
    const mh_tree *t;
    const mh_meta *meta;
    /* of the document's reading, borrowed */
    mh_hints hints;
    mh_blocks blocks;
    mh_teasers teasers;
    const uint8_t *phrase; /* one a block: mh_phrase */
    /* its own */
    uint8_t *out;                    /* one a block: MH_OUT_* */
    bool *good;                      /* one a block: reads like running text */
    float *likely;                   /* one a block: mh_block_classify */
    uint32_t *says;                  /* one a block: bits of the words of the title in it */
    unsigned n_words;                /* of the title */
    bool *facts;                     /* one a block: inside a table of facts */
    uint32_t *chars, *links, *goods; /* one a node: sums over its subtree */
    uint32_t *good_to, *kept_to;     /* sums over the blocks before i, of the marks of candidates */
    uint32_t total_good;
    uint32_t shown_good; /* of it, outside of hidden elements */
    mh_view credit;
    mh_candidate list[MH_MAX_CANDIDATES]; /* what mh_extract_choose chose from */
    double score[MH_MAX_CANDIDATES];      /* the judge's, of each */
    size_t n_list, chosen;
    size_t cut_block; /* of this block only the first cut bytes are text; cut 0: none is cut */
    size_t cut;
} mh_extract;

void mh_extract_init(mh_extract *x, const mh_doc *d, const mh_meta *m);
void mh_extract_clear(mh_extract *x);
/* extract_drop.c: fills x->out from hints and link density. loose: names are hardly believed, for
 * pages of which too little is left otherwise. */
void mh_extract_drop(mh_extract *x, bool loose);
/* extract_replies.c: marks comments that no name tells, by their links to reply. */
void mh_extract_replies(mh_extract *x);
/* extract_root.c: candidates of the present marks, appended to list, each different. Gives how many
 * are in it then. */
size_t mh_extract_candidates(mh_extract *x, bool loose, mh_candidate *list, size_t n);
/* The candidate that the likelihood of blocks gives, for pages of which the others leave little; false
 * if no block is likely. */
bool mh_extract_by_blocks(mh_extract *x, mh_candidate *out);
/* judge.c: all candidates of the page, and the best of them; x->out holds its marks after choose, which keeps
 * them in x->list, too. */
size_t mh_extract_all(mh_extract *x, mh_candidate *list);
mh_candidate mh_extract_choose(mh_extract *x);
/* extract_lead.c: takes the lead before the body into c, so that the first kept block is the lead. */
void mh_extract_lead(mh_extract *x, mh_candidate *c);
/* extract_trim.c: what goes from the chosen range: title, scraps, credits, repeats. */
void mh_extract_trim(mh_extract *x, const mh_candidate *c);

/* extract_notes.c: what a page sets into the text or around it that is none: files to load down, rates
 * of currencies, the outlet's name under the text, its headline and date in one block. */
void mh_extract_notes(mh_extract *x, const mh_candidate *c);
/* Whether a line of little but the title is what v is. */
bool mh_extract_is_title(const mh_extract *x, mh_view v);

/* extract_edges.c: signatures go, the times of a live blog's entries stay. */
void mh_extract_edges(mh_extract *x, mh_candidate *c);
bool mh_extract_is_sentence(const mh_extract *x, size_t i); /* block i ends as one, however short */
bool mh_extract_is_date_line(const mh_extract *x, size_t i); /* little but a date */
/* Whether one of the people of the page is named in the line. */
bool mh_extract_names_author(const mh_extract *x, mh_view line);
bool mh_is_clock(mh_view v); /* "14:20" and nothing else */
/* extract_credit.c: finds the credit of a source; what of a block is no text of the article is cut. */
void mh_extract_credit(mh_extract *x, const mh_candidate *c);
/* article.c: the blocks of c that stay, as text and paragraphs. */
void mh_article_assemble(mh_article *out, const mh_extract *x, const mh_candidate *c, mh_arena *a);
/* article_media.c: captions and embedded posts of c. */
void mh_article_media(mh_article *out, const mh_extract *x, const mh_candidate *c, mh_arena *a);
/* article_media.c: whether n is a post that the page quotes from a service, by its name. */
bool mh_extract_is_post(const mh_extract *x, mh_node n);
/* article_data.c: takes the text that the page's data carries when the page does not show it. */
bool mh_article_from_data(mh_article *out, const mh_extract *x, mh_arena *a);
/* article_error.c: whether the server gave this page instead of an article. */
bool mh_extract_is_error(const mh_extract *x, size_t text_len);
/* article_live.c: takes the short entries of a live blog, times and lines, into c. */
void mh_extract_entries(mh_extract *x, mh_candidate *c);
/* article_kind.c */
bool mh_extract_is_titled_live(const mh_extract *x);
bool mh_extract_is_live(const mh_extract *x, const mh_candidate *c);
mh_article_kind mh_extract_kind(const mh_extract *x, const mh_candidate *c, size_t text_len);

#endif
