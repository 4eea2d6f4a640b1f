/* page.h - pages of a real one's size and make-up for benchmarks.
 * Owns: buffers are the caller's. Threads: one. */
#ifndef MH_TESTS_BENCH_PAGE_H
#define MH_TESTS_BENCH_PAGE_H

#include "base/str.h"

#define BENCH_PAGE_BYTES ((size_t)170000)

/* Appends page with what a news site puts around an article, up to BENCH_PAGE_BYTES: of the added bytes
 * about a third is scripts, a fifth JSON state, a tenth styles, and the rest menus, teasers and footers
 * with classes, data attributes and links. seed makes each page's names and addresses different. */
void bench_grow(mh_buf *out, mh_view page, unsigned seed);

#endif
