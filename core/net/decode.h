/* decode.h - content codings taken off a body as it streams in: gzip, deflate, br, zstd.
 * Owns: a decoder owns its state; the bytes it gives are the sink's for the call.
 * Threads: any, one owner at a time. Pure.
 *
 * Why not libcurl's: it neither counts what it decodes nor tells a stream that was cut short from a
 * whole one. Source: RFC 9110 8.4, RFC 1950-1952, RFC 7932, RFC 8878. */
#ifndef MH_NET_DECODE_H
#define MH_NET_DECODE_H

#include "base/err.h"
#include "base/str.h"

typedef struct mh_decode mh_decode;

#define MH_DECODE_MAX 3 /* codings one upon the other; more is an error */

/* What goes into Accept-Encoding. */
extern const char mh_decode_accept[];

/* Takes decoded bytes; MH_FAIL with e stops the decoder, which then fails with the same e. */
typedef mh_rc mh_decode_sink(void *arg, const char *p, size_t n, mh_err *e);

/* codings: the value of Content-Encoding, "gzip, br" in the order in which they were applied. *out
 * is NULL with MH_OK when there is nothing to take off (empty, "identity", a charset, "none"). MH_E_ENCODING for an
 * unknown coding or more than MH_DECODE_MAX. "deflate" takes raw streams as well as zlib's; "x-gzip"
 * is gzip. */
mh_rc mh_decode_new(mh_decode **out, mh_view codings, mh_decode_sink *sink, void *arg, mh_err *e);
/* MH_E_ENCODING for bytes that are no such stream. Pieces given to the sink are at most 64 KiB. */
mh_rc mh_decode_feed(mh_decode *d, const char *p, size_t n, mh_err *e);
/* The body has ended: MH_E_PARTIAL when a stream has not, but for a body without a single byte. */
mh_rc mh_decode_end(mh_decode *d, mh_err *e);
void mh_decode_free(mh_decode *d); /* NULL is fine */

#endif
