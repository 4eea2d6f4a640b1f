/* article.h - the main text of a page, and what kind of page it is.
 * Owns: nothing; results live in the caller's arena. Threads: any, one at a time for each document.
 *
 * Several candidates are built (the containers that themes name, the subtree with the most text and
 * the fewest links, the one that most paragraphs vote for, the one around the heading) and a learnt
 * judge takes one; the likelihood of blocks, and the body that JSON-LD or the state of scripts
 * carries, are the rescue. What a block classifier finds hardly likely is left out.
 * Title, breadcrumbs, widgets, captions, related links, comments and source credits are left out. */
#ifndef MH_DOC_ARTICLE_H
#define MH_DOC_ARTICLE_H

#include "doc/doc.h"
#include "doc/meta.h"

typedef enum mh_article_kind {
    MH_ARTICLE,
    MH_ARTICLE_LIST,     /* teasers of other pages */
    MH_ARTICLE_LIVEBLOG, /* dated entries, newest first */
    MH_ARTICLE_NONE      /* no article: a form, an error page, a few words */
} mh_article_kind;

typedef enum mh_paragraph_kind {
    MH_PARAGRAPH,
    MH_PARAGRAPH_HEADING,
    MH_PARAGRAPH_ITEM, /* of a list */
    MH_PARAGRAPH_QUOTE,
    MH_PARAGRAPH_CELL, /* of a table */
    MH_PARAGRAPH_PRE
} mh_paragraph_kind;

typedef struct mh_paragraph {
    size_t from, to; /* bytes of the article's text, half-open */
    mh_paragraph_kind kind;
    mh_node node; /* MH_NODE_NONE when the text is not from the tree (JSON-LD) */
} mh_paragraph;

/* What is embedded from elsewhere: the post of a network, a video, any other frame. */
typedef enum mh_embed_kind { MH_EMBED_POST, MH_EMBED_VIDEO, MH_EMBED_FRAME } mh_embed_kind;

typedef struct mh_embed {
    mh_embed_kind kind;
    mh_view url;  /* absolute, http or https */
    mh_view text; /* of a quoted post, else empty */
} mh_embed;

/* What the text could have been, for those who ask why it is what it is. */
typedef struct mh_article_candidate {
    const char *basis; /* as mh_article's */
    mh_node node;      /* the element it is in, or MH_NODE_NONE */
    size_t chars;      /* of running text; of what stands in data, bytes */
    bool judged;       /* score is the judge's: the greater the better */
    double score;
    bool loose; /* names of elements were not believed */
    bool taken;
} mh_article_candidate;

typedef struct mh_article {
    mh_article_kind kind;
    mh_view title;         /* meta's title */
    mh_view text;          /* paragraphs joined by "\n\n" */
    mh_view lead;          /* the first paragraph that is one */
    mh_view source_credit; /* what a "source:" line names, or empty */
    mh_paragraph *paragraphs;
    size_t n_paragraphs;
    mh_link_list links; /* inside the text */
    mh_view *captions;  /* of the pictures in and right above the text, which has none of them */
    size_t n_captions;
    mh_embed *embeds; /* in document order, each address once */
    size_t n_embeds;
    const char *basis; /* candidate taken: "container", "density", "votes", "heading", "blocks",
                         "json-ld", "state" */
    double score;      /* 0..1, how sure the judge is that this is an article */
    mh_article_candidate
        *candidates; /* the one taken first, then by score, then what no judge saw */
    size_t n_candidates;
} mh_article;

const char *mh_article_kind_name(mh_article_kind k); /* as in DESIGN: "article", "list" ... */
const char *mh_embed_kind_name(mh_embed_kind k);     /* "post", "video", "frame" */
/* meta is that of the same page. MH_E_PARSE for a page with nothing to read in it. */
mh_rc mh_article_extract(mh_article *out, const mh_doc *d, const mh_meta *meta, mh_arena *a,
                         mh_err *e);

#endif
