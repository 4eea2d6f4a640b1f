/* url_priv.h - shared by url.c and url_host.c: the percent-encode sets.
 * Owns: nothing. Threads: any.
 * Source: WHATWG URL standard, section 1.3. */
#ifndef MH_DOC_URL_PRIV_H
#define MH_DOC_URL_PRIV_H

#include "base/str.h"

/* Each set holds the ones named before it, unless said otherwise. */
typedef enum mh_url_set {
    MH_URL_C0,            /* controls and all beyond ASCII */
    MH_URL_FRAGMENT,      /* C0 and space " < > ` */
    MH_URL_QUERY,         /* C0 and space " # < > */
    MH_URL_SPECIAL_QUERY, /* query and ' */
    MH_URL_PATH,          /* query and ? ^ ` { } */
    MH_URL_USERINFO,      /* path and / : ; = @ [ \ ] | */
    MH_URL_COMPONENT      /* all but the unreserved characters of RFC 3986 */
} mh_url_set;

void mh_url_put_byte(mh_buf *out, unsigned char c, mh_url_set set);
void mh_url_put_set(mh_buf *out, mh_view v, mh_url_set set);
int mh_hex_digit(char c); /* 0..15, or -1 */

#endif
