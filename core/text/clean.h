/* clean.h - a text without what pages and programs leave in it.
 * Owns: results live in the caller's arena. Threads: any.
 *
 * For text that was copied from a page's source, a PDF or a mail. Two passes, both linear:
 * - marks: tags are dropped (those of HTML's blocks end a paragraph, br a line; script and style go with
 *   what they hold), written as they are or as "&lt;b&gt;"; the entities of XML, &nbsp; and those by number
 *   are decoded; line ends written out ("\r\n", also "\ r \ n") become line ends; ` and `` before a word
 *   become ' and ".
 * - lines: one that does not end a sentence and is continued by a small letter, a bracket or a closing sign
 *   is joined with the next, without its hyphen ("inter-" / "national"); so are all lines of a paragraph of
 *   three and more of nearly the same width; three and more lines of one or two capitals, with nothing
 *   beside them, are one word, set from top to bottom; a line that is only a number of up to four digits
 *   (a page's) or only signs goes; leaders ("Contents ........ 3") become a blank. */
#ifndef MH_TEXT_CLEAN_H
#define MH_TEXT_CLEAN_H

#include "text/text.h"

/* From byte `at` on the text is what stood at `from`: the same bytes, or another reading of [from, to). */
typedef struct mh_clean_run {
    uint32_t at, from, to;
    bool same;
} mh_clean_run;

typedef struct mh_clean {
    mh_view text; /* arena */
    const mh_clean_run *runs;
    size_t len;
} mh_clean;

mh_clean mh_text_clean(mh_arena *a, mh_view s);
/* What of the source stands behind the bytes r of the clean text. */
mh_span mh_clean_source(const mh_clean *c, mh_span r);

#endif
