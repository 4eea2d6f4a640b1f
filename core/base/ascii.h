/* ascii.h - ASCII eight bytes at a time, as the eight bytes of a number.
 * Owns: nothing. Threads: any. */
#ifndef MH_BASE_ASCII_H
#define MH_BASE_ASCII_H

#include <stdint.h>

#define MH_EACH(byte) (0x0101010101010101u * (byte))
#define MH_HIGH       MH_EACH(0x80)

/* The high bit of each byte of x (all below 0x80) that is from first to last. */
static inline uint64_t mh_in_range8(uint64_t x, unsigned char first, unsigned char last) {
    return (x + MH_EACH(0x80u - first)) & ~(x + MH_EACH(0x7Fu - last)) & MH_HIGH;
}

/* x with small letters for capitals where its bytes are ASCII. */
static inline uint64_t mh_lower8(uint64_t x) {
    return x | ((mh_in_range8(x & MH_EACH(0x7F), 'A', 'Z') & ~x) >> 2);
}

#endif
