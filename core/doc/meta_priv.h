/* meta_priv.h - shared by the sources of metadata.
 * Owns: a collector owns its lists until mh_meta_extract copies them. Threads: any, one at a time. */
#ifndef MH_DOC_META_PRIV_H
#define MH_DOC_META_PRIV_H

#include "base/clock.h"
#include "base/map.h"
#include "base/vec.h"
#include "doc/blocks.h"
#include "doc/hints.h"
#include "doc/meta.h"
#include "doc/teasers.h"
#include "doc/when.h"

/* Candidates kept of one field. */
#define MH_META_MAX_VALUES 200
/* What is added to the rank of a date in a list of other pages. */
#define MH_RANK_TEASER 50
/* Rank of the body of an article in the state of scripts whose title is the page's. */
#define MH_RANK_STATE 20
/* Lines read for names of people. */
#define MH_META_MAX_LINES 1000

typedef MH_VEC(mh_meta_value) mh_meta_list;

typedef struct mh_collect {
    const mh_doc *d;
    const mh_tree *t;
    const mh_meta_options *o;
    mh_arena *a;
    mh_meta_list list[MH_META_FIELDS];
    bool month_first; /* the page writes 3/4 for 4 March */
    size_t lines_of_people;
    size_t left;          /* nodes and bytes that labels inside of one another may still take */
    mh_node no_people;    /* up to here: comments, forms, lists of other articles */
    mh_node facts_end;    /* of the line of facts in which a name was found beside a date, or 0 */
    size_t signed_at;     /* the block of the first name alone under a text, or 0 */
    size_t dated_teasers; /* dates met in lists of other pages */
    mh_node last_dated;   /* behind the element of the last of them */
    size_t said_at;       /* the block of the first label of an author before a name, or 0 */
    mh_node link_home;    /* behind the box with the first link to an author's page, or 0 */
    mh_node people_home;  /* around the first element that names an author; others are elsewhere */
    mh_when today;        /* year 0: not known */
    const uint8_t *names; /* one a node: MH_NAME_ flags of its class and id; borrowed */
    mh_view second;       /* the first heading of the second order that the <title> does not know */
    mh_node second_node;
    mh_node heading;       /* the title's own element, or MH_NODE_NONE */
    int heading_rank;      /* of the title candidate that it gave */
    mh_node no_dates;      /* up to here: as no_people, and boxes beside the article */
    mh_node comments;      /* up to here: comments alone */
    mh_teasers teasers;    /* lists of other pages, the article apart; borrowed */
    const uint8_t *phrase; /* of the blocks: mh_phrase; borrowed */
    MH_VEC(mh_node) aside; /* triples: where such a box begins and ends, and the comments' end */
} mh_collect;

/* Dates of a text that the page shows at node n: each is of publication, or of a change when words
 * before it say so. rank is of a place that says nothing; near the heading it is better, in a box
 * beside the article worse. */
void mh_collect_shown_dates(mh_collect *c, mh_node n, mh_view text, mh_view basis, int rank);
bool mh_meta_in_teaser(const mh_collect *c, mh_node n);
int mh_meta_rank_at(const mh_collect *c, mh_node n, int rank);

/* Adds a candidate: trimmed, white space collapsed, entities in double-escaped text resolved. Dates
 * are read and written as RFC 3339; what is none is left out. Empty values are left out. */
void mh_collect_add(mh_collect *c, mh_meta_field f, mh_view value, mh_view basis, int rank);
void mh_collect_date(mh_collect *c, mh_meta_field f, const mh_when *w, mh_view basis, int rank);
/* Whether a short text begins as a byline does ("By ", "Автор:"); *rest is what follows. */
bool mh_is_byline(mh_view text, mh_view *rest);
/* Splits a line of names into people and adds each. */
void mh_collect_people(mh_collect *c, mh_view line, mh_view basis, int rank);

/* The parts of a line of names; at most n are given, all are counted. */
size_t mh_people_split(mh_view line, mh_view *parts, size_t n);
/* A name without the verb behind it: "... суҳбатлашди". */
mh_view mh_people_core(mh_view name);
/* Whether a line under a text signs it: one name or several, with or without "Автор:", a position
 * behind a comma. */
bool mh_is_signature(mh_view line);

/* meta_sign.c: what stands before the first comma, bracket, address or last full stop. */
mh_view mh_sign_head(mh_view v);
/* Whether a word is all in capitals: surnames are. */
bool mh_has_capitals(mh_view v);
/* A name with what makes it sure to be one: the verb behind it or the position before it taken off. */
mh_view mh_sign_bare(mh_view v);
/* What stands behind a label of a word or two that no table of phrases knows, when it is a name that ends
 * as those of the region do; else v. */
mh_view mh_sign_labelled(mh_view v);
/* Close to the heading and in no box beside the article. */
bool mh_meta_is_near(mh_collect *c, mh_node n);
/* Text of a paragraph, long enough, which is no pointer or plea. */
bool mh_meta_is_prose(const mh_blocks *b, size_t i);
/* Whether no such text follows block i, or a rule stands between. */
bool mh_meta_ends_prose(const mh_collect *c, const mh_blocks *b, size_t i);

void mh_meta_from_tags(mh_collect *c); /* meta.c's neighbours, one a file */
void mh_meta_from_jsonld(mh_collect *c);
void mh_meta_from_dom(mh_collect *c, const mh_blocks *b);
void mh_meta_from_signs(mh_collect *c, const mh_blocks *b); /* after dom */
void mh_meta_from_plain(mh_collect *c, const mh_blocks *b); /* after signs and the site's name */
void mh_meta_from_state(mh_collect *c, const mh_blocks *b); /* after headings */
void mh_meta_from_url(mh_collect *c);
void mh_meta_guess_date(mh_collect *c, const mh_blocks *b); /* when the others found none */
void mh_meta_from_headings(
    mh_collect *c, const mh_blocks *b); /* after tags and jsonld, whose titles and site it uses */

/* meta_title_old.c: for a page without a heading that its <title> knows; after headings. */
void mh_meta_title_old(mh_collect *c, const mh_blocks *b);

/* Appends the letters and digits of v, lower case: what two titles are compared by. */
void mh_put_bare(mh_buf *out, mh_view v);
/* meta_title.c: takes what stands before the next mark (" | ", " - " ...) of a <title>. */
bool mh_title_segment(mh_view *rest, mh_view *part);
/* meta_site.c: the site's name by the link to its first page, for a page that does not tell it; the
 * <title> or the line of copyright must say it too. After tags and jsonld. */
void mh_meta_guess_site(mh_collect *c, const mh_blocks *b);
/* meta_title.c: the title without the site's name. */
mh_view mh_meta_title_core(mh_arena *a, mh_view title, mh_view site);

#endif
