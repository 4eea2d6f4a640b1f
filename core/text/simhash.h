/* simhash.h - a fingerprint of 64 bits, in which texts alike differ little.
 * Owns: nothing. Threads: any. Pure.
 *
 * Texts that differ in a few words differ in few bits; unrelated ones in about half of them. From
 * about a hundred words on, up to 3 bits mean copies.
 *
 * Source: M. Charikar, Similarity estimation techniques from rounding algorithms (2002); 3 bits of
 * 64 for pages: G. Manku, A. Jain, A. Das Sarma, Detecting near-duplicates for web crawling (2007). */
#ifndef MH_TEXT_SIMHASH_H
#define MH_TEXT_SIMHASH_H

#include "base/str.h"

/* Of the groups of three words of text, in UTF-8; words are runs of letters and digits, ASCII capitals
 * do not count. A text without a word gives 0. */
uint64_t mh_simhash(mh_view text);
/* In how many bits two fingerprints differ. */
unsigned mh_simhash_distance(uint64_t a, uint64_t b);

#endif
