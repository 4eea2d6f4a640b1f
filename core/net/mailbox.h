/* mailbox.h - one address of mail, with the name of its owner; and words in header fields.
 * Owns: a mailbox owns its two texts. Threads: any. Pure.
 *
 * Source: RFC 5322 3.4 (addresses), RFC 2047 (words that are not ASCII), RFC 5321 4.5.3 (lengths). */
#ifndef MH_NET_MAILBOX_H
#define MH_NET_MAILBOX_H

#include "base/err.h"
#include "base/str.h"

#define MH_MAIL_LINE 76 /* columns of a header line that holds an encoded word */

typedef struct mh_mailbox {
    mh_buf name;    /* UTF-8 on one line, may be empty */
    mh_buf address; /* user@host, ASCII: the host of other letters in punycode */
} mh_mailbox;

/* Reads "user@host" or "Name <user@host>" (the name may stand in double quotes) into *out, which is
 * zeroed or holds an earlier one. MH_E_USAGE for anything else: several addresses, quoted or
 * non-ASCII user parts, control characters. */
mh_rc mh_mailbox_parse(mh_mailbox *out, mh_view text, mh_err *e);
void mh_mailbox_clear(mh_mailbox *m);
/* Appends "Name <user@host>" as a header field holds it, column (of the line so far) moved on. */
void mh_mailbox_put(mh_buf *out, const mh_mailbox *m, size_t *column);

/* Appends free text as a header field holds it: white space and control characters as one space, in
 * encoded words where it is not plain ASCII, folded. */
void mh_mail_put_text(mh_buf *out, mh_view text, size_t *column);

#endif
