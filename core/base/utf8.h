/* utf8.h - UTF-8 (RFC 3629) reading, writing and repair.
 * Owns: nothing. Threads: any.
 *
 * Past the border every text is valid UTF-8 without NUL; mh_utf8_repair makes it so. */
#ifndef MH_BASE_UTF8_H
#define MH_BASE_UTF8_H

#include "base/str.h"

#define MH_UTF8_BAD 0xFFFDu

/* Takes one code point off the front of v (v->len > 0). An ill-formed sequence gives MH_UTF8_BAD and
 * takes its maximal subpart, as the Unicode standard recommends (section 3.9, table 3-8). */
uint32_t mh_utf8_next(mh_view *v);
/* Writes cp (surrogates and values over 0x10FFFF become U+FFFD) as 1-4 bytes; returns how many. */
size_t mh_utf8_encode(uint32_t cp, char out[4]);
void mh_buf_put_cp(mh_buf *b, uint32_t cp);
bool mh_utf8_valid(mh_view v);
/* Bytes of ASCII at the front of v. */
size_t mh_utf8_ascii(mh_view v);
/* Bytes at the front of v that mh_utf8_repair leaves as they are: well-formed, no NUL. */
size_t mh_utf8_clean(mh_view v);
/* Appends v to b with ill-formed sequences and NUL as U+FFFD. */
void mh_utf8_repair(mh_buf *b, mh_view v);
/* Code points in valid v. */
size_t mh_utf8_len(mh_view v);
/* v cut to at most n bytes at a character boundary. */
mh_view mh_utf8_cut(mh_view v, size_t n);

#endif
