/* word.h - the words of permissions: read, compared, said in plain words.
 * Owns: nothing. Threads: any.
 *
 *   net:HOST[:PORT]   requests of every method, also where HOST is or leads to a private address
 *   net:*.DOMAIN      the same for public addresses of DOMAIN and what is below it; net:*: of all
 *   post:HOST[:PORT]  sending (POST) to a public host; patterns as above
 *   read:PATH         a file, or a folder with all below it
 *   write:PATH        a file; a folder with all below it when it is one, or ends in "/"
 *   mail:ADDRESS      mail:*@HOST, mail:*
 *   secret:NAME       NAME of letters a to z, digits and -
 *   env:NAME          a variable of the environment, but none of minehost's own
 *   store             the database (every run may)
 *   store:PLUGIN      what a plugin remembers in it that takes no part in the run
 *
 * As read, a word has its host in lower case and its path absolute with links resolved, a folder to
 * be written ending in "/": equal words mean the same thing wherever they are read. */
#ifndef MH_CONF_WORD_H
#define MH_CONF_WORD_H

#include "base/err.h"
#include "base/str.h"

typedef enum mh_word_kind {
    MH_WORD_NET,
    MH_WORD_POST,
    MH_WORD_READ,
    MH_WORD_WRITE,
    MH_WORD_MAIL,
    MH_WORD_SECRET,
    MH_WORD_ENV,
    MH_WORD_STORE,
    MH_WORD_KINDS
} mh_word_kind;

/* Appends the word as it is compared; relative paths are relative to folder. MH_E_USAGE with the
 * nearest kind for a word that is none, also for one that holds characters which are not shown;
 * MH_E_NOT_FOUND for a file or folder that is not there. */
mh_rc mh_word_read(mh_buf *out, mh_view word, const char *folder, mh_err *e);
/* Kind of a word that was read, and what stands behind its colon ("" for "store"). */
mh_word_kind mh_word_split(mh_view word, mh_view *arg);
/* Whether who has the word a (both as read) has b. */
bool mh_word_covers(mh_view a, mh_view b);
/* Whether a pattern of net: or post: stands for host and port (0: every port). */
bool mh_word_host(mh_view pattern, mh_view host, unsigned port);
/* Whether a pattern of mail: stands for address. */
bool mh_word_mail(mh_view pattern, mh_view address);
/* Whether path is root or below it; visible: no part of the way begins with a dot. */
bool mh_word_below(mh_view path, mh_view root, bool visible);
/* Appends what a word that was read allows, for people: "write the file /srv/x.html". */
void mh_word_say(mh_buf *out, mh_view word);

#endif
