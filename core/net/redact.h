/* redact.h - takes secrets out of what is written down: addresses, header fields, bodies.
 * Owns: a redactor owns its list of secrets. Threads: any, one owner at a time. Pure.
 *
 * A secret is what was told (mh_redact_tell), and what an exchange shows to be one (mh_redact_learn_*):
 * user info, values of parameters that are named like secrets, values of header fields that carry
 * credentials. It is replaced wherever it occurs, also percent-encoded, in base64 (standard and URL
 * alphabet, at any alignment), and as JSON and HTML escape it. What an exchange taught is only
 * replaced in that exchange, and only from MH_REDACT_MIN bytes on: shorter values occur by chance. */
#ifndef MH_NET_REDACT_H
#define MH_NET_REDACT_H

#include "base/str.h"

#define MH_REDACTED     "REDACTED"
#define MH_REDACT_MIN   6 /* bytes of a secret that was learned */
#define MH_REDACT_TOLD  4 /* and of one that was told */
#define MH_REDACT_NAMES 64

typedef struct mh_redact mh_redact;

mh_redact *mh_redact_new(void);
void mh_redact_free(mh_redact *r); /* NULL is fine */
/* For good. Copied; shorter than MH_REDACT_TOLD: nothing happens. */
void mh_redact_tell(mh_redact *r, mh_view secret);
/* Forgets what was learned: the next exchange begins. */
void mh_redact_forget(mh_redact *r);

/* Appends url as it is asked for: without user info and fragment, values of parameters named like
 * secrets (in the query, and behind ";" in the path) replaced, and what was told or learned too. */
void mh_redact_url(mh_redact *r, mh_buf *out, mh_view url);
void mh_redact_learn_url(mh_redact *r, mh_view url);
/* A field of a request or of an answer. Of a request everything is secret but what is known to be
 * harmless (Accept, User-Agent ...). */
void mh_redact_field(mh_redact *r, mh_buf *out, mh_view name, mh_view value, bool request);
void mh_redact_learn_field(mh_redact *r, mh_view name, mh_view value, bool request);
/* A request's body: a form, JSON, or any text. */
void mh_redact_sent(mh_redact *r, mh_buf *out, mh_view body);
void mh_redact_learn_sent(mh_redact *r, mh_view body);
/* An answer's body; in JSON (type: its Content-Type) the members that carry tokens are secret. */
void mh_redact_body(mh_redact *r, mh_buf *out, mh_view type, mh_view body);
void mh_redact_learn_body(mh_redact *r, mh_view type, mh_view body);
/* Any text: what was told or learned is replaced. */
void mh_redact_text(mh_redact *r, mh_buf *out, mh_view text);

/* Whether a parameter or member of that name holds a secret. */
bool mh_redact_is_name(mh_view name);

#endif
