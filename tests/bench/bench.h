/* bench.h - what every benchmark shares: CPU time, and the line that scripts/dev/bench adds up.
 * Owns: nothing. Threads: one. */
#ifndef MH_TESTS_BENCH_H
#define MH_TESTS_BENCH_H

#include <stdbool.h>
#include <stddef.h>

/* CPU seconds of this process, or of its ended children. */
double bench_cpu(void);
double bench_children_cpu(void);
/* NAME UNITS UNIT OURS FLOOR, for scripts/dev/bench; floor < 0: none. */
void bench_line(const char *name, double units, const char *unit, double ours, double floor);

/* The most that malloc had handed out at once between the two, beyond what it had before. One thread. */
void bench_peak_start(void);
size_t bench_peak_stop(void);

/* CPU seconds of one `minehost run JOB` in a folder with its own database. */
double bench_run(const char *folder, const char *job, const char *db);

void bench_pipeline(void);
void bench_start(void);
void bench_chain(void);
void bench_doc(void);
void bench_xml(void);
void bench_net(void);
void bench_sum(void); /* only when asked for: MH_BENCH_ONLY=sum */
void bench_text(void);
void bench_match(void);
void bench_wall(void);
void bench_store(void); /* MH_BENCH_DOCS=N: queries over N documents, no puts */

#endif
