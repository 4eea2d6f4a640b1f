/* err.h - how a function says that the world failed it.
 * Owns: an mh_err is a value; it needs no clearing.
 * Threads: any.
 *
 * Functions that can fail return mh_rc and fill an mh_err given last (which may be NULL). The codes
 * are few and stable, because Lua users match on them (err.code); the message says what was tried
 * and with which input; retry says whether the same call may work later. */
#ifndef MH_BASE_ERR_H
#define MH_BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>

typedef enum mh_rc { MH_OK = 0, MH_FAIL = -1 } mh_rc;

/* X(enum suffix, name that Lua sees) */
#define MH_ERR_CODES(X)                                                                            \
    X(NONE, "none")             /* no error */                                                     \
    X(USAGE, "usage")           /* the caller asked for something that makes no sense */           \
    X(IO, "io")                 /* reading or writing a file failed */                             \
    X(NOT_FOUND, "not_found")   /* no such file, row, plugin, host */                              \
    X(DENIED, "denied")         /* the system refused access */                                    \
    X(PERMISSION, "permission") /* minehost refused: not granted */                                \
    X(PARSE, "parse")           /* input is malformed */                                           \
    X(ENCODING, "bad_encoding") /* content coding or charset is broken */                          \
    X(TOO_LARGE, "too_large")   /* over a size limit */                                            \
    X(LIMIT, "limit")           /* over another limit */                                           \
    X(TIMEOUT, "timeout")       /* took too long */                                                \
    X(DNS, "dns")               /* name did not resolve */                                         \
    X(CONNECT, "connect")       /* no connection */                                                \
    X(TLS, "tls")               /* certificate or handshake */                                     \
    X(RESET, "reset")           /* connection broke */                                             \
    X(PARTIAL, "partial")       /* body shorter than promised */                                   \
    X(PROTOCOL, "protocol")     /* the peer broke the protocol */                                  \
    X(REDIRECTS, "too_many_redirects")                                                             \
    X(HTTP, "http")               /* a status that is no success, where success was asked for */   \
    X(ROBOTS, "robots")           /* the site's robots.txt does not allow it */                    \
    X(HOLD, "hold")               /* the host is to be left alone for longer than the run waits */ \
    X(BUSY, "busy")               /* locked by another process */                                  \
    X(READ_ONLY, "read_only")     /* cannot be written */                                          \
    X(FULL, "full")               /* disk or quota is full */                                      \
    X(CORRUPT, "corrupt")         /* stored data is damaged */                                     \
    X(VERSION, "version")         /* made by a newer program */                                    \
    X(CANCELLED, "cancelled")     /* given up on request */                                        \
    X(UNSUPPORTED, "unsupported") /* understood, but not done here */                              \
    X(SCRIPT, "script")           /* a Lua script raised */                                        \
    X(INTERNAL, "internal")       /* our bug */

typedef enum mh_code {
#define MH_X(suffix, name) MH_E_##suffix,
    MH_ERR_CODES(MH_X)
#undef MH_X
} mh_code;

typedef struct mh_err {
    mh_code code;
    bool retry;
    char msg[512];
} mh_err;

/* Stable name of a code, as Lua sees it. Never NULL. */
const char *mh_code_name(mh_code code);

/* Fills e (may be NULL) and returns MH_FAIL, so that a caller can `return mh_fail(e, ...)`.
 * A message too long for mh_err is cut at a character boundary; bytes in it that are no UTF-8 become
 * U+FFFD. */
__attribute__((format(printf, 3, 4))) mh_rc mh_fail(mh_err *e, mh_code code, const char *fmt, ...);
/* The same with retry set. */
__attribute__((format(printf, 3, 4))) mh_rc mh_fail_retry(mh_err *e, mh_code code, const char *fmt,
                                                          ...);
/* The same from errno: picks the code, appends strerror. */
__attribute__((format(printf, 3, 4))) mh_rc mh_fail_errno(mh_err *e, int err, const char *fmt, ...);

#endif
