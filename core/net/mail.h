/* mail.h - sends messages through the operator's mail server.
 * Owns: an mh_mailer owns its copies of the options; an mh_mail is the caller's from start to
 *   mh_mail_free. The mailer must go before its mh_net, after its mails.
 * Threads: loop thread only.
 *
 * One message at a time, in order, over one connection that is kept: mail servers turn away those who
 * come with many. The server is the operator's own choice, as a proxy is, so its address is not
 * checked. TLS is required, with its certificate checked, unless the operator says otherwise. A message
 * goes to all of its receivers or, when the server refuses one, to none. */
#ifndef MH_NET_MAIL_H
#define MH_NET_MAIL_H

#include "net/message.h"

typedef struct mh_mailer mh_mailer;
typedef struct mh_mail mh_mail;

typedef struct mh_mailer_opts {
    mh_view url;            /* smtps://HOST[:465], or smtp://HOST[:587], which starts TLS */
    mh_view from;           /* sender, "Name <user@host>" */
    mh_view user, password; /* empty: none */
    bool no_tls;            /* smtp:// without encryption; with a user only to this machine */
    int64_t connect_ms;     /* 0: 10 s */
    int64_t reply_ms;       /* for each answer of the server; 0: 60 s */
    int64_t total_ms;       /* of one message, its turn not counted; 0: 120 s */
} mh_mailer_opts;

/* MH_E_USAGE for an address or sender that is none. Nothing is connected yet. */
mh_rc mh_mailer_new(mh_mailer **out, mh_net *net, const mh_mailer_opts *o, mh_err *e);
void mh_mailer_free(mh_mailer *m); /* its mails must have been freed. NULL is fine */

typedef struct mh_mail_req {
    const mh_view *to; /* each "Name <user@host>" */
    size_t n_to;
    mh_view subject, text, html; /* text or html may be empty */
    mh_view key; /* of what is told: the same key, the same Message-ID. Empty: random */
    const mh_header *headers;
    size_t n_headers;
} mh_mail_req;

/* Queues a message; what req holds is copied. done(arg) is called exactly once, from a later turn,
 * also when req is refused - unless the mail is freed before. Never NULL. */
mh_mail *mh_mail_start(mh_mailer *m, const mh_mail_req *req, mh_done *done, void *arg);
/* Ends it with MH_E_CANCELLED when it has not ended; it may have been sent all the same. */
void mh_mail_cancel(mh_mail *m);
void mh_mail_free(mh_mail *m); /* in any state; done is not called after this. NULL is fine */

typedef struct mh_mail_result {
    mh_err err; /* MH_E_NONE: the server has taken the message. Codes: usage, denied (the server
                   refused: status says how; retry for a 4xx), dns, connect, tls, timeout, reset,
                   protocol, cancelled, internal */
    int status; /* the server's last reply, 0: none */
} mh_mail_result;

/* NULL before the end. */
const mh_mail_result *mh_mail_get(const mh_mail *m);

#endif
