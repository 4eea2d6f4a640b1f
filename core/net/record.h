/* record.h - what a run fetched, written to a WARC file, and answered from one again.
 * Owns: a recorder owns its file; a replay owns its index and its file.
 * Threads: loop thread.
 *
 * Source: WARC/1.1 (ISO 28500:2017), one gzip member a record. Bodies are recorded decoded (the fields
 * Content-Encoding, Transfer-Encoding and Content-Length are kept under names that begin with
 * "X-Minehost-", and a replay shows them again), because secrets are taken out of them. Failures are
 * recorded as metadata records, so that a replay fails alike. Recordings of other tools are read
 * too: chunked and coded bodies, revisit records, plain or gzip, per record or as a whole.
 *
 * Who asks for what is matched by tickets: the recorder gives one where the run asks (before any
 * waiting for a turn), and a replay counts its questions at the same place. So two requests of one
 * address that were under way at once get each its own answer again, and one that was given up
 * takes nobody's. */
#ifndef MH_NET_RECORD_H
#define MH_NET_RECORD_H

#include "base/err.h"
#include "base/vec.h"
#include "net/head.h"

typedef struct mh_recorder mh_recorder;
typedef struct mh_replay mh_replay;

/* One request on the wire and what came of it. All borrowed. */
typedef struct mh_exchange {
    uint64_t ask; /* as mh_recorder_ask gave it */
    mh_view method, url;
    char *const *lines; /* request fields, "Name: value", without Host */
    size_t n_lines;
    mh_view sent; /* request body */
    mh_err err;   /* code MH_E_NONE: there is an answer. MH_E_CANCELLED: the run gave it up, or
                     ended: a replay answers it last of all (mh_loop_post_at with INT64_MAX) */
    int status;
    const mh_head *head;      /* NULL: none; may be there in a failure */
    mh_view body;             /* decoded */
    const char *addr;         /* "" if unknown */
    int64_t start_us, end_us; /* wall time; end is the moment that the run learns of it */
    int64_t first_ms;
} mh_exchange;

typedef struct mh_record_info {
    const char *agent, *job;
    int64_t start_us; /* the run's start, which its clock will show again */
    uint64_t seed;    /* of random numbers */
} mh_record_info;

/* Makes path anew (".gz": gzip, else plain); a warcinfo record with info comes first. */
mh_rc mh_recorder_open(mh_recorder **out, const char *path, const mh_record_info *info, mh_err *e);
/* A text (at least 4 bytes) that must not occur in the file: a password, a token. Copied. */
void mh_recorder_secret(mh_recorder *r, mh_view secret);
/* A ticket: counts from 1. Taken for each hop where a replay would call mh_replay_next. */
uint64_t mh_recorder_ask(mh_recorder *r);
/* Request, response and (for a failure) metadata record, on the way to the file when this returns.
 * Values of Authorization, Cookie, Set-Cookie and the like, user info, query parameters named like
 * secrets, and what mh_recorder_secret was told are replaced wherever they occur. */
mh_rc mh_recorder_put(mh_recorder *r, const mh_exchange *x, mh_err *e);
/* A text about the recording: a metadata record under uri, which no replay takes for an answer. It is
 * written as it is. */
mh_rc mh_recorder_note(mh_recorder *r, const char *uri, const char *type, mh_view text, mh_err *e);
/* The first note under uri in the file, appended to out; MH_E_NOT_FOUND. */
mh_rc mh_record_note_read(mh_buf *out, const char *path, const char *uri, size_t max, mh_err *e);
/* text without what mh_recorder_secret was told; of an address also without what it shows itself. */
void mh_recorder_redact(mh_recorder *r, mh_buf *out, mh_view text);
/* Fails, too, when an earlier put has failed: whoever closes need not have looked. NULL is fine. */
mh_rc mh_recorder_close(mh_recorder *r, mh_err *e);

/* Reads the index; MH_E_PARSE for a file that is no WARC (its place is named). */
mh_rc mh_replay_open(mh_replay **out, const char *path, mh_err *e);
void mh_replay_free(mh_replay *r); /* NULL is fine */
/* As mh_recorder_secret, so that addresses which hold it are found. */
void mh_replay_secret(mh_replay *r, mh_view secret);
/* The file ended within a record (its writer was killed): all before it is there. */
bool mh_replay_is_cut(const mh_replay *r);
size_t mh_replay_len(const mh_replay *r); /* answers and failures in it */
/* What the recording says of its run; false (and the time of the first record) for one of another
 * tool. Texts are borrowed. */
bool mh_replay_info(const mh_replay *r, mh_record_info *out);

/* An answer found; owned by the caller (mh_replayed_clear). */
typedef struct mh_replayed {
    mh_err err; /* a recorded failure */
    int status;
    mh_head head;
    mh_buf body;
    int64_t start_us, end_us, first_ms;
    char addr[64];
    size_t order; /* place in the recording, from 0 */
} mh_replayed;

#define MH_REPLAY_BODY ((size_t)64 << 20) /* bytes of a body, raw and decoded; more is an error */

/* The answer recorded for method and url (redacted alike), of those not given yet: that of the same
 * ticket, else the next one with the same request body, else the next one; the last one again when
 * all were given. MH_FAIL with MH_E_NOT_FOUND, when there is none. It is to be delivered by
 * mh_loop_post_at(loop, post, out->end_us, out->order, ...). */
mh_rc mh_replay_next(mh_replay *r, mh_view method, mh_view url, mh_view sent, mh_replayed *out,
                     mh_err *e);
void mh_replayed_clear(mh_replayed *x);

#endif
