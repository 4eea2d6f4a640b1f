/* fault.h - all that is known of an error that nobody caught: place, line of source, stack, page.
 * Owns: a fault owns its texts. Threads: the thread that runs Lua.
 *
 * It is made where a coroutine has failed, while its stack is still there. Nothing here raises. */
#ifndef MH_LUA_FAULT_H
#define MH_LUA_FAULT_H

#include "base/str.h"
#include "lua/ctx.h"

typedef struct mh_fault {
    char *raw;       /* the message as it was raised */
    char *message;   /* as it is shown: "FILE:LINE: MESSAGE (did you mean 'x'?)" */
    char *file;      /* or NULL: no place in a script is known */
    int line;        /* from 1 */
    char *source;    /* that line, or NULL */
    size_t caret;    /* byte of source that the message means; SIZE_MAX: not known */
    char *trace;     /* of the coroutine, without the host's own code; may be empty */
    char *page;      /* address of the page at hand, or NULL */
    int page_status; /* 0: not known */
    char *capsule;   /* file in which all of it is kept, or NULL */
} mh_fault;

/* Of coroutine co, whose error value is on top of its stack. M: a thread of the same state on which
 * a protected call may run. */
mh_fault *mh_fault_new(lua_State *M, lua_State *co);
/* Of an error found without running anything: message as Lua gives it for the file at path. */
mh_fault *mh_fault_of_text(const char *message, const char *path, mh_view source);
void mh_fault_free(mh_fault *f); /* NULL is fine */
/* The column, in characters from 1; 0: not known. */
int mh_fault_column(const mh_fault *f);
/* Appends what stands below the message: the source line with its caret, the stack, the page. */
void mh_fault_put(mh_buf *b, const mh_fault *f);
/* Takes over the fault of a coroutine whose error goes on in another one (join, wrap). */
void mh_fault_pass(mh_ctx *c, mh_fault *f);
/* The running task got this page: what an error speaks of if nothing nearer is at hand. */
void mh_fault_saw_page(mh_ctx *c, mh_view url, int status);
/* Frees what a ctx holds of faults: at the end of a run. */
void mh_fault_clear(mh_ctx *c);

#endif
