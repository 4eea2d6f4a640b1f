/* vec.h - a growing array of one type, in place.
 * Owns: its memory, until mh_vec_clear. Elements are plain values.
 * Threads: any, one owner at a time.
 *
 *     MH_VEC(mh_view) names = {0};
 *     mh_vec_push(&names, v);
 *     for (size_t i = 0; i < names.len; i++) use(names.ptr[i]);
 *     mh_vec_clear(&names);
 */
#ifndef MH_BASE_VEC_H
#define MH_BASE_VEC_H

#include "base/mem.h"

#include <stdlib.h>

#define MH_VEC(T)                                                                                  \
    struct {                                                                                       \
        T *ptr;                                                                                    \
        size_t len, cap;                                                                           \
    }

#define mh_vec_reserve(v, n)                                                                       \
    do {                                                                                           \
        if ((v)->len + (n) > (v)->cap) {                                                           \
            size_t mh_cap_ = (v)->cap ? (v)->cap : 8;                                              \
            while (mh_cap_ < (v)->len + (n)) mh_cap_ *= 2;                                         \
            (v)->ptr = mh_realloc_array((v)->ptr, mh_cap_, sizeof *(v)->ptr);                      \
            (v)->cap = mh_cap_;                                                                    \
        }                                                                                          \
    } while (0)

#define mh_vec_push(v, x)                                                                          \
    do {                                                                                           \
        mh_vec_reserve((v), (size_t)1);                                                            \
        (v)->ptr[(v)->len++] = (x);                                                                \
    } while (0)

/* Gives back what is not used. */
#define mh_vec_fit(v)                                                                              \
    do {                                                                                           \
        if ((v)->len < (v)->cap) {                                                                 \
            (v)->ptr = mh_realloc_array((v)->ptr, (v)->len, sizeof *(v)->ptr);                     \
            (v)->cap = (v)->len;                                                                   \
        }                                                                                          \
    } while (0)

#define mh_vec_clear(v)                                                                            \
    do {                                                                                           \
        free((v)->ptr);                                                                            \
        (v)->ptr = NULL;                                                                           \
        (v)->len = (v)->cap = 0;                                                                   \
    } while (0)

#endif
