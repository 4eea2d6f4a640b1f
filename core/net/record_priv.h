/* record_priv.h - names that record.c writes and replay.c reads.
 * Owns: nothing. Threads: any. */
#ifndef MH_NET_RECORD_PRIV_H
#define MH_NET_RECORD_PRIV_H

#include "net/record.h"
#include "net/redact.h"

/* Before a field of an answer that no longer fits its recorded body. */
#define MH_KEPT "X-Minehost-"

/* Of the records of an exchange: */
#define MH_F_URL    "Minehost-Url-Hash" /* mh_record_url_hash, 16 hexadecimal digits */
#define MH_F_METHOD "Minehost-Method"
#define MH_F_SENT   "Minehost-Sent-Hash"
#define MH_F_ASK    "Minehost-Ask"
#define MH_F_START  "Minehost-Start-Us"
#define MH_F_END    "Minehost-End-Us"
#define MH_F_FIRST  "Minehost-First-Ms"

/* Of an address without its secrets: those that it shows itself, and those that were told. Learned
 * secrets are forgotten. */
uint64_t mh_record_url_hash(mh_redact *r, mh_view url);
/* The same of a request's body; 0: none. */
uint64_t mh_record_sent_hash(mh_redact *r, mh_view sent);

#endif
