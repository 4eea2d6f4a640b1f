/* consent.h - the lock file of permissions: what was granted, to which bytes.
 * Owns: a list owns its lines. Threads: main thread.
 *
 * It is the file "grants" in the user's configuration folder, one grant a line, JSON with sorted keys:
 *
 *   {"api":1,"check":"...","date":"2026-05-02T10:00:00Z","job":"/srv/news.lua",
 *    "pins":{"/srv/news.lua":"SHA256 1","/usr/share/minehost/plugins/mail":"SHA256 12"},
 *    "words":["mail:desk@example.org"]}
 *
 * ("plugin" in the place of "job" for a plugin that is granted something in every run; a pin says how
 * many files were hashed; check is the SHA-256 of the line without it.) The file is not used at all
 * when another user may write it (conf/private.h), when one of its lines is not, byte for byte, what
 * the program writes, or when two lines speak of one thing. Whoever may write this user's files may
 * also grant: the checksum finds accidents and hasty edits. */
#ifndef MH_CONF_CONSENT_H
#define MH_CONF_CONSENT_H

#include "base/fs.h"
#include "conf/pin.h"

#include <jansson.h>

#define MH_CONSENT_API 1 /* of plugins: a program with another one asks again */

typedef struct mh_consent {
    bool plugin;      /* else a job */
    const char *path; /* absolute, links resolved; borrowed from line */
    const char *date; /* RFC 3339 */
    const json_t *pins, *words;
    int64_t api;
    json_t *line;
} mh_consent;

typedef MH_VEC(mh_consent) mh_consents;

/* The path of the lock file, owned; NULL: no configuration folder. */
char *mh_consents_path(mh_err *e);
/* Reads the file; one that is not there, also for want of a folder, gives no lines. MH_E_DENIED, with the number of the line, for
 * one that is not to be used. */
mh_rc mh_consents_read(mh_consents *out, mh_err *e);
void mh_consents_clear(mh_consents *c);
const mh_consent *mh_consents_find(const mh_consents *c, bool plugin, const char *path);
/* What differs between the things pinned then and now, appended for people ("/srv/news.lua
 * changed; plugin mail is new"); true: nothing. */
bool mh_consent_holds(const mh_consent *c, const mh_pins *now, mh_buf *why);

/* Keeps a grant in the place of what there was for path; words: as conf/word.h reads them, borrowed. */
mh_rc mh_consents_put(bool plugin, const char *path, const mh_pins *pins, const mh_names *words,
                      int64_t now_us, mh_err *e);
/* Takes a grant away; *found says whether there was one. path: as in the file. */
mh_rc mh_consents_drop(const char *path, bool *found, mh_err *e);

#endif
