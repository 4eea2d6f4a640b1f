/* Counts the steps of code that was compiled with -fsanitize-coverage=trace-pc: a measure of work that
 * is the same on every machine. Not itself compiled with it. */
#include "hostile.h"

uint64_t hostile_steps;

void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void) {
    hostile_steps++;
}
