/* hosts.h - the host ledger: how each host may be asked, shared by every run of the machine.
 * Owns: lists live in the caller's arena. Threads: that of the store.
 *
 * The policy is net/pace.h's; here is where its rows lie and how two processes take turns at them. */
#ifndef MH_STORE_HOSTS_H
#define MH_STORE_HOSTS_H

#include "base/arena.h"
#include "store/store.h"

#define MH_HOSTS_NAME 1024 /* bytes of a host's name or an origin */

/* The row is an opaque text to the store: the caller packs and unpacks it. change gets the current
 * text (empty: none) and appends the new one. */
typedef mh_rc mh_hosts_change(void *arg, mh_view row, mh_buf *out, mh_err *e);

/* Reads and changes the row of host in one step that no other process can come between. It is committed
 * when this returns; with durable also where a batch is open, which is then committed as well (who
 * waits for it is told by the next flush), without it together with that batch; in a user transaction
 * always with that. A row left as it is writes nothing. A batch of ledger rows and robots.txt alone is
 * not synced (a kill loses nothing, a power cut a second of politeness). When fn fails nothing changes.
 */
mh_rc mh_hosts_update(mh_store *s, mh_view host, mh_hosts_change *fn, void *arg, bool durable,
                      mh_err *e);

typedef struct mh_hosts_row {
    mh_view host, row;
    int64_t at; /* us, last change */
} mh_hosts_row;

/* By last change, newest first; host NULL ptr: all; limit 0: 1000, at most 100000. */
mh_rc mh_hosts_list(mh_store *s, mh_view host, size_t limit, mh_arena *a, mh_hosts_row **out,
                    size_t *n, mh_err *e);
/* Forgets a host (NULL ptr: all) with its robots.txt, at once; *n: how many rows. */
mh_rc mh_hosts_forget(mh_store *s, mh_view host, size_t *n, mh_err *e);

/* robots.txt by origin ("https://example.org"), as it came: status 0 when no answer came. *at is 0
 * when there is none. */
mh_rc mh_hosts_robots_get(mh_store *s, mh_view origin, int64_t *at, int *status, mh_buf *text,
                          mh_err *e);
mh_rc mh_hosts_robots_put(mh_store *s, mh_view origin, int64_t at, int status, mh_view text,
                          mh_err *e);

/* The cookies of a job, as lines of Netscape's format; empty when none. Joins the batch. */
mh_rc mh_hosts_cookies_get(mh_store *s, mh_view job, mh_buf *out, mh_err *e);
mh_rc mh_hosts_cookies_put(mh_store *s, mh_view job, mh_view lines, mh_err *e);

#endif
