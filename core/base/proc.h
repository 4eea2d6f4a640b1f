/* proc.h - telling processes apart, also after their number was given to another one.
 * Owns: nothing. Threads: any.
 *
 * A process is named by its number and its start; both together are unique until the machine is
 * started anew, which its boot id tells. */
#ifndef MH_BASE_PROC_H
#define MH_BASE_PROC_H

#include "base/str.h"

/* When process pid started, in clock ticks since the machine did (field 22 of /proc/PID/stat). -1: no
 * such process, one that has ended and waits to be reaped, or no /proc. */
int64_t mh_proc_start(int64_t pid);
/* Whether the process that was named so still runs. Without /proc: whether one of that number does. */
bool mh_proc_alive(int64_t pid, int64_t start);
/* Appends the name of this start of the machine; nothing when there is none. */
void mh_proc_boot_id(mh_buf *out);

#endif
