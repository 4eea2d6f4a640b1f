/* shell.h - lines of Lua, one after another, in the sandbox of a run.
 * Owns: nothing of the caller. Threads: main thread.
 *
 * Each line is a task with the budgets of a run and a watchdog of its own: a line that a limit or
 * Ctrl-C stops is gone, and the shell goes on. Only one endless call of C ends the process. */
#ifndef MH_RUN_SHELL_H
#define MH_RUN_SHELL_H

#include "base/fs.h"
#include "run/tool.h"

typedef struct mh_shell mh_shell;

/* Where lines come from: the arg of a tool whose drive is mh_shell_drive. */
typedef struct mh_shell_input {
    /* The next line without its end, owned by the input until the next call. NULL: the input is over,
     * or *cut is set: what was typed is to be forgotten. */
    const char *(*read)(void *arg, mh_shell *s, const char *prompt, bool *cut);
    void *arg;
} mh_shell_input;

int mh_shell_drive(struct mh_run *r, const mh_watchdog_opts *limits);
/* What may stand for the end of `before`, the text up to the cursor: whole names, which begin at byte
 * *from. To be called from within read. Runs no code of a script. */
void mh_shell_complete(mh_shell *s, mh_view before, mh_names *out, size_t *from);

#endif
