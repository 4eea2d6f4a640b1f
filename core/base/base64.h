/* base64.h - bytes as base64 (RFC 4648 section 4).
 * Owns: nothing. Threads: any. */
#ifndef MH_BASE_BASE64_H
#define MH_BASE_BASE64_H

#include "base/str.h"

/* Appends v in the standard alphabet, padded, on one line. */
void mh_base64_put(mh_buf *out, mh_view v);
/* Appends the bytes that v stands for; white space in it is skipped. False, with out as it was, when v is
 * no base64 or not padded. */
bool mh_base64_get(mh_buf *out, mh_view v);

#endif
