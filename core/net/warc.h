/* warc.h - records of a WARC file, read one after the other or from a known place, and written.
 * Owns: a reader and a writer own their file. Threads: any, one owner at a time. Calls block.
 *
 * Source: WARC/1.1 (ISO 28500:2017); 1.0 and the drafts before it are read as well. Read: plain
 * files, gzip with one member a record, gzip as a whole. Memory is bounded whatever the file says;
 * a gzip stream that grows beyond all reason is an error. */
#ifndef MH_NET_WARC_H
#define MH_NET_WARC_H

#include "base/err.h"
#include "net/head.h"

#define MH_WARC_HEADER ((size_t)64 << 10) /* bytes of one record's header */
#define MH_WARC_GROWTH 256                /* decoded bytes a byte of gzip, beyond MH_WARC_GROWN */
#define MH_WARC_GROWN  ((uint64_t)64 << 20)

typedef struct mh_warc_reader mh_warc_reader;
typedef struct mh_warc_writer mh_warc_writer;

/* Where a record begins: bytes before its gzip member, and decoded bytes of that member before it.
 * In a plain file member is 0. */
typedef struct mh_warc_pos {
    uint64_t member, skip;
} mh_warc_pos;

/* MH_E_NOT_FOUND, MH_E_DENIED, MH_E_IO ... for a file that cannot be read. */
mh_rc mh_warc_open(mh_warc_reader **out, const char *path, mh_err *e);
void mh_warc_close(mh_warc_reader *w); /* NULL is fine */
/* The next record's header, into *head (cleared first; its length is the block's) and *at. What is
 * left of the block before it is skipped. *more is false at the end. MH_E_PARSE: no record here, the
 * message names the place. MH_E_PARTIAL: the file ends within a record. MH_E_TOO_LARGE. */
mh_rc mh_warc_next(mh_warc_reader *w, mh_head *head, mh_warc_pos *at, bool *more, mh_err *e);
/* At most n bytes of the block; *got is 0 at its end. */
mh_rc mh_warc_read(mh_warc_reader *w, char *to, size_t n, size_t *got, mh_err *e);
/* Goes to the end of the block: MH_E_PARTIAL when it is not all there. */
mh_rc mh_warc_skip(mh_warc_reader *w, mh_err *e);
/* mh_warc_next goes on at that record. */
mh_rc mh_warc_seek(mh_warc_reader *w, mh_warc_pos at, mh_err *e);
/* The value of WARC-Target-URI, without the <> that some tools write around it. */
mh_view mh_warc_uri(const mh_head *head);

/* Makes path anew, mode 0600, but not over a file that is no WARC file (MH_E_USAGE); gzip with a member a record when its name ends in ".gz". */
mh_rc mh_warc_create(mh_warc_writer **out, const char *path, mh_err *e);
/* A record: fields are whole lines, each ended by CR LF, without Content-Length; the block is the n
 * parts one after the other. Handed to the system when this returns; a record that cannot be
 * written whole is taken back. */
mh_rc mh_warc_put(mh_warc_writer *w, mh_view fields, const mh_view *parts, size_t n, mh_err *e);
/* On disk when this returns MH_OK. The writer is gone either way. NULL is fine. */
mh_rc mh_warc_finish(mh_warc_writer *w, mh_err *e);

#endif
