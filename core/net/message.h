/* message.h - a message of mail as the bytes that go over the wire.
 * Owns: nothing; texts are borrowed for the call. Threads: any. Pure: the same message gives the same
 * bytes.
 *
 * Text is UTF-8, in quoted-printable or base64, whichever is shorter; with HTML beside it the body is
 * multipart/alternative. No text, whatever it holds, can add a field or a part. Source: RFC 5322
 * (fields), 2045 and 2046 (bodies), 2047 (words), 3834 (Auto-Submitted). */
#ifndef MH_NET_MESSAGE_H
#define MH_NET_MESSAGE_H

#include "net/fetch.h"
#include "net/mailbox.h"

#define MH_MAIL_TO 100 /* receivers of one message, as RFC 5321 4.5.3 has every server take */

typedef struct mh_message {
    const mh_mailbox *from, *to;
    size_t n_to;
    mh_view subject;
    mh_view text, html; /* one of them may be empty */
    mh_view id;         /* of Message-ID: its part before "@", RFC 5322 atext */
    int64_t wall_us;    /* of Date */
    const mh_header *headers;
    size_t n_headers;
} mh_message;

/* Appends m with CRLF line ends, dots not stuffed. MH_E_USAGE: no receiver or too many, neither text
 * nor html, a header that is this function's to write, that is no name, or whose value holds control
 * characters. */
mh_rc mh_message_write(mh_buf *out, const mh_message *m, mh_err *e);

#endif
