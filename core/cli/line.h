/* line.h - lines typed at a terminal, with editing, history and completion; read plainly elsewhere.
 * Owns: an mh_line owns its history and its editor. Threads: main thread; one at a time. */
#ifndef MH_CLI_LINE_H
#define MH_CLI_LINE_H

#include "base/fs.h"

typedef struct mh_line mh_line;

/* Appends what may stand for the end of before, the text up to the cursor: whole words, which begin at
 * byte *from. */
typedef void mh_line_complete(void *arg, mh_view before, mh_names *out, size_t *from);

/* history: a file, made when absent (its folder too), or NULL. Never fails: without a terminal, lines
 * of standard input are read. */
mh_line *mh_line_open(const char *history, mh_line_complete *complete);
/* The next line without its end, borrowed until the next call; NULL at the end, or with *cut when the
 * user broke it off. It is in the history from then on. arg goes to complete. */
const char *mh_line_read(mh_line *l, const char *prompt, bool *cut, void *arg);
bool mh_line_is_terminal(const mh_line *l);
void mh_line_close(mh_line *l); /* NULL is fine */

#endif
