/* lines.h - what each line of a page's plain text is, and the article among them.
 * Owns: results live in the caller's arena; views of them point into it or into the text.
 * Threads: as text.h. */
#ifndef MH_TEXT_LINES_H
#define MH_TEXT_LINES_H

#include "text/dates.h"

typedef enum mh_line_kind {
    MH_LINE_PARAGRAPH,
    MH_LINE_HEADING,    /* short, no sentence, within the text */
    MH_LINE_TITLE,      /* the title, once */
    MH_LINE_REPEAT,     /* the title again */
    MH_LINE_BREADCRUMB, /* "Home > Politics" */
    MH_LINE_SECTION,    /* label of a section, above the text */
    MH_LINE_CREDIT,     /* "source: x" */
    MH_LINE_DATELINE,   /* little more than a date, place, outlet */
    MH_LINE_WIDGET,     /* translate, share, read also, contacts */
    MH_LINE_COPYRIGHT,
} mh_line_kind;

typedef struct mh_line {
    size_t from, to; /* bytes, without white space around; empty lines are left out */
    mh_line_kind kind;
} mh_line;

typedef struct mh_lines {
    mh_line *ptr; /* arena */
    size_t len;
} mh_lines;

/* Lines of s with their kinds. Rules look at separators, length, end punctuation, repetition and
 * the word lists of lines_data.c; none knows a site. */
mh_lines mh_text_lines(mh_text *t, mh_arena *a, mh_view s);
const char *mh_line_kind_name(mh_line_kind k); /* "paragraph" .. "copyright" */

typedef struct mh_paragraph {
    size_t from, to; /* in mh_plain.text */
    size_t source;   /* byte of the input where it starts */
} mh_paragraph;

typedef struct mh_plain {
    mh_lines lines;
    mh_view title;     /* empty when no line is one */
    mh_view *sections; /* parts of the breadcrumb without the title, then labels */
    size_t sections_len;
    mh_view text; /* paragraphs and headings, verbatim, joined by "\n\n" */
    mh_paragraph *paragraphs;
    size_t paragraphs_len;
    mh_view credit; /* what stands behind "source:" */
    mh_view byline; /* the line with the dateline, when it is one of its own */
    mh_view place;  /* of the dateline, as written; a candidate, not looked up anywhere */
    mh_view agency; /* of the dateline: what stands in its brackets or beside its date */
    mh_date date;   /* of publication; from/to in the input; precision 0 when none was found */
    const char *date_basis; /* "dateline", "stamp", "today", "text"; "" when none */
} mh_plain;

/* The article in the plain text of a page. Text without page furniture comes back as it is. */
mh_plain mh_plain_article(mh_text *t, mh_arena *a, mh_view s);

#endif
