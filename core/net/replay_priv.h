/* replay_priv.h - a recording's index, shared by the files of a replay.
 * Owns: as record.h says. Threads: loop thread.
 *
 * replay.c        opening, asking
 * replay_index.c  one pass over the file: what there is, which request belongs to which answer
 * replay_read.c   an answer out of its record: header, chunks, codings */
#ifndef MH_NET_REPLAY_PRIV_H
#define MH_NET_REPLAY_PRIV_H

#include "base/vec.h"
#include "net/record_priv.h"
#include "net/warc.h"

#define MH_REPLAY_RECORDS ((size_t)8 << 20) /* in one file; more is an error */

typedef enum mh_replay_kind {
    MH_REPLAY_RESPONSE,
    MH_REPLAY_RESOURCE, /* a body alone */
    MH_REPLAY_REVISIT,  /* the body is another record's */
    MH_REPLAY_FAILURE
} mh_replay_kind;

typedef struct mh_replay_entry {
    mh_replay_kind kind;
    bool own; /* of a recorder of ours */
    bool given;
    bool has_head; /* of a failure: head is where its response is */
    mh_warc_pos at, head;
    uint64_t key;                    /* of url and method */
    uint64_t url, method, sent;      /* hashes; sent 0: no body */
    uint64_t id, concurrent, digest; /* hashes of the record's own, 0: none */
    uint64_t ask;
    int64_t start_us, end_us, first_ms;
    size_t order;
    size_t next; /* of the first of a key: where those not given begin */
} mh_replay_entry;

struct mh_replay {
    char *path;
    mh_warc_reader *file;
    mh_redact *redact; /* knows no told secret: another tool wrote addresses as they were */
    mh_redact *told;
    MH_VEC(mh_replay_entry) entries; /* by key, ticket, place */
    bool has_info, cut;
    mh_record_info info;
    char *agent, *job; /* owned texts of info */
    uint64_t asked;
};

static inline uint64_t mh_replay_key(uint64_t url, uint64_t method) {
    return (url ^ (method * 0x9e3779b97f4a7c15u)) + method;
}
uint64_t mh_replay_method(mh_view method); /* case ignored */
uint64_t mh_replay_text_hash(mh_view v);   /* 0 for the empty one */

/* replay_index.c: fills the index; the reader stands at the start. */
mh_rc mh_replay_index(mh_replay *r, mh_err *e);
/* The record that a revisit stands for, or NULL; x is the revisit's own, head its header. */
const mh_replay_entry *mh_replay_origin(mh_replay *r, const mh_replay_entry *x,
                                        const mh_head *head);

/* replay_read.c: fills out->err, status, head and body. */
mh_rc mh_replay_read(mh_replay *r, const mh_replay_entry *x, mh_replayed *out, mh_err *e);
/* The value of "name: value" in a block of fields. */
mh_view mh_replay_field(mh_view block, const char *name);

#endif
