/* hints.h - what the class, id, role and tag of an element say about its part in a page.
 * Owns: nothing of the caller. Threads: any, one mh_hints at a time.
 *
 * A hint is a hint: the extractor weighs it against how much text hangs on it. */
#ifndef MH_DOC_HINTS_H
#define MH_DOC_HINTS_H

#include "doc/tree.h"

enum {
    MH_HINT_DROP = 1,      /* navigation, sharing, related links, advertising, widgets */
    MH_HINT_COMMENT = 2,   /* readers' comments */
    MH_HINT_META = 4,      /* byline, date, tags of the article */
    MH_HINT_CAPTION = 8,   /* of an image */
    MH_HINT_GOOD = 16,     /* content, article, story ... */
    MH_HINT_BODY = 32,     /* a name that themes give to the body of an article */
    MH_HINT_HIDDEN = 64,   /* not shown */
    MH_HINT_TITLE = 128,   /* headline */
    MH_HINT_HARD = 256,    /* a DROP by its tag or role: nav, footer, form controls */
    MH_HINT_LISTING = 512, /* teasers of other articles */
    MH_HINT_LEAD = 1024,   /* the paragraph under the headline */
    MH_HINT_PANE = 2048,   /* one of several that tabs show in turn */
    MH_HINT_DIALOG = 4096  /* asks the reader something before the page can be read */
};

/* What class and id say of metadata. */
enum {
    MH_NAME_DATE = 1,      /* announces a date */
    MH_NAME_AUTHOR = 2,    /* announces an author */
    MH_NAME_PUBLISHED = 4, /* and one of publication */
    MH_NAME_UPDATED = 8,   /* or of a change */
    MH_NAME_OTHERS = 16,   /* comments, lists of other articles */
    MH_NAME_COMMENTS = 64,
    MH_NAME_ASIDE = 32 /* navigation, related links, widgets */
};

typedef struct mh_hints {
    uint16_t *flags; /* one a node, owned: MH_HINT_ */
    uint8_t *names;  /* the same: MH_NAME_ */
    uint32_t n;
} mh_hints;

/* Reads all elements of t. Linear. */
void mh_hints_init(mh_hints *h, const mh_tree *t);
void mh_hints_clear(mh_hints *h);

#endif
