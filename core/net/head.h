/* head.h - a response's header block, line by line as it comes from the wire; made and changed too.
 * Owns: copies of the lines in one buffer; views of it live until mh_head_clear or the next change.
 * Threads: any, one owner at a time. Pure. Source: RFC 9110, RFC 9112. */
#ifndef MH_NET_HEAD_H
#define MH_NET_HEAD_H

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

#define MH_HEAD_FIELDS 1000 /* more in one answer is an error */

typedef struct mh_head_span {
    uint32_t name, name_len, value, value_len;
} mh_head_span;

typedef struct mh_head {
    mh_buf text;
    MH_VEC(mh_head_span) rows;
    size_t bytes;  /* of all lines on the wire, interim answers included */
    int interim;   /* answers of class 1xx */
    int status;    /* of the latest status line, 0 before it */
    bool complete; /* the blank line of a final answer has come; later lines are trailers */
    bool has_length;
    uint64_t length; /* Content-Length */
} mh_head;

typedef struct mh_head_limits {
    size_t bytes; /* of all lines together */
    int interim;
} mh_head_limits;

/* Takes one line as curl hands it over: status line, field, continuation, blank line, trailer.
 * Values lose control characters and are made valid UTF-8. Errors: MH_E_TOO_LARGE over a limit, MH_E_PROTOCOL for
 * two different or unreadable Content-Length. */
mh_rc mh_head_line(mh_head *h, mh_view line, mh_head_limits limits, mh_err *e);
void mh_head_clear(mh_head *h); /* frees; usable again */

size_t mh_head_len(const mh_head *h);
mh_view mh_head_name(const mh_head *h, size_t i);  /* as sent */
mh_view mh_head_value(const mh_head *h, size_t i); /* trimmed */
/* Value of the first field of that name, whatever its case; empty with a NULL ptr when there is
 * none. */
mh_view mh_head_get(const mh_head *h, mh_view name);
/* Appends the values of all fields of that name, joined by ", " (RFC 9110, 5.3); false: none. */
bool mh_head_all(const mh_head *h, mh_view name, mh_buf *out);

/* Appends a field; the value is cleaned as mh_head_line does. False, and nothing done, for a name
 * that is no token, over MH_HEAD_FIELDS, or a Content-Length that mh_head_line would refuse. */
bool mh_head_add(mh_head *h, mh_view name, mh_view value);
/* Takes out all fields of that name; how many. */
size_t mh_head_remove(mh_head *h, mh_view name);
/* The only field of that name, at the end. As mh_head_add, but what is refused takes out too. */
bool mh_head_set(mh_head *h, mh_view name, mh_view value);
/* to becomes from, another head: a complete final answer with that status and those fields. */
void mh_head_copy(mh_head *to, const mh_head *from);
/* Appends "Name: value\n" lines; mh_head_read makes the same head of them, replacing what h held.
 * Lines that are no fields are left out. text is not of h. */
void mh_head_write(const mh_head *h, mh_buf *out);
void mh_head_read(mh_head *h, int status, mh_view text);

/* A token as RFC 9110 has it: what a field name may be. */
bool mh_head_is_token(mh_view v);
/* No control characters but TAB: what a field value may be. */
bool mh_head_is_value(mh_view v);

#endif
