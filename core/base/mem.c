#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void mh_oom(void) {
    static const char msg[] = "minehost: out of memory\n";
    ssize_t n = write(STDERR_FILENO, msg, sizeof msg - 1);
    (void)n; /* nothing is left to try */
    _exit(6);
}

void *mh_alloc(size_t n) {
    void *p = calloc(1, n ? n : 1);
    if (p == NULL) mh_oom();
    return p;
}

void *mh_alloc_array(size_t n, size_t size) {
    void *p = calloc(n ? n : 1, size);
    if (p == NULL) mh_oom();
    return p;
}

void *mh_realloc_array(void *p, size_t n, size_t size) {
    if (n == 0) n = 1;
    void *q = reallocarray(p, n, size);
    if (q == NULL) mh_oom();
    return q;
}

char *mh_strndup(const char *s, size_t n) {
    char *p = mh_alloc(n + 1);
    if (n > 0) memcpy(p, s, n);
    return p;
}
