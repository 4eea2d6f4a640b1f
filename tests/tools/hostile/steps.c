/* Counts the steps of code that was compiled with -fsanitize-coverage=trace-pc: a measure of work that
 * is the same on every machine. Not itself compiled with it. */
#include "hostile.h"

uint64_t hostile_steps;

/* the name is the compiler's */
void __sanitizer_cov_trace_pc(void);  /* NOLINT(bugprone-reserved-identifier,cert-*) */
void __sanitizer_cov_trace_pc(void) { /* NOLINT(bugprone-reserved-identifier,cert-*) */
    hostile_steps++;
}
