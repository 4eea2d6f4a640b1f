/* child.h - a process that the daemon started: its lines, its limit, its end.
 * Owns: an mh_child owns its process and pipes until done was called. Threads: loop thread.
 *
 * The process is the same program (/proc/self/exe), in a process group of its own, with standard input
 * from /dev/null and every other descriptor of the daemon closed. Its standard output and error come
 * as lines. At its limit, or when it is asked, the group gets TERM, and KILL after the grace. It ends
 * with the daemon (PR_SET_PDEATHSIG): a daemon that is killed leaves no run behind. */
#ifndef MH_HOST_CHILD_H
#define MH_HOST_CHILD_H

#include "base/err.h"
#include "net/loop.h"

#include <sys/types.h>

#define MH_CHILD_LINE  16384 /* bytes; a longer line comes cut */
#define MH_CHILD_GRACE 5.0   /* seconds from TERM to KILL */

typedef struct mh_child mh_child;

typedef enum mh_child_stream { MH_CHILD_OUT, MH_CHILD_ERR } mh_child_stream;
/* line: without its end; borrowed. */
typedef void mh_child_line(void *arg, mh_child_stream from, mh_view line);

typedef struct mh_child_exit {
    int code;       /* exit code; 128 + signal for one that a signal ended */
    int signal;     /* 0: none */
    bool timed_out; /* ended by its limit */
    bool asked;     /* ended by mh_child_stop */
    int64_t wall_us, cpu_us;
    int64_t started; /* of the process: base/proc.h; names it together with its number */
} mh_child_exit;
/* Called once, when the process has ended and its pipes are read; the child is dead when it returns. */
typedef void mh_child_done(void *arg, const mh_child_exit *how);

typedef struct mh_child_opts {
    const char *program; /* NULL: this one, /proc/self/exe */
    char *const *argv;   /* argv[0] is for show; NULL-terminated; borrowed for the call */
    double limit;        /* seconds; 0: none */
    double grace;        /* seconds; 0: MH_CHILD_GRACE */
    int nice;            /* added; 0 */
    mh_child_line *line; /* NULL: what it prints is dropped */
    mh_child_done *done;
    void *arg;
} mh_child_opts;

/* MH_E_BUSY: no process, memory or descriptor at the moment: try later, nothing is wrong with the job.
 * MH_E_IO: it can never be started. */
mh_rc mh_child_start(mh_loop *l, const mh_child_opts *o, mh_child **out, mh_err *e);
/* Asks it to end; now: at once, by KILL. Again is fine. */
void mh_child_stop(mh_child *c, bool now);
pid_t mh_child_pid(const mh_child *c);
/* When its process started (base/proc.h); -1: it ended too soon to be seen. */
int64_t mh_child_began(const mh_child *c);

#endif
