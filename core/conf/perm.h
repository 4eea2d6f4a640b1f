/* perm.h - what a run may do, checked in C where the thing is done.
 * Owns: the set owns its grants. Threads: any once it is filled; filling is the main thread's.
 *
 * A grant is a word (conf/word.h), as in a job's `needs`. Without any word a set allows nothing; the
 * two calls mh_perm_grant_public and mh_perm_grant_own give what every run may do. */
#ifndef MH_CONF_PERM_H
#define MH_CONF_PERM_H

#include "base/err.h"
#include "base/fs.h"
#include "base/str.h"

typedef struct mh_perm mh_perm;

mh_perm *mh_perm_new(void);
void mh_perm_free(mh_perm *p);
/* Adds a grant. Relative paths are relative to folder. Unknown words are MH_E_USAGE. */
mh_rc mh_perm_grant(mh_perm *p, mh_view word, const char *folder, mh_err *e);
/* GET and HEAD of public addresses over http and https, as every run may. */
void mh_perm_grant_public(mh_perm *p);
/* Reading what is visible in folder: no part of a path below it begins with a dot. */
void mh_perm_grant_own(mh_perm *p, const char *folder);
/* Nothing at or below path is ever read or written, whatever is granted. */
void mh_perm_close(mh_perm *p, const char *path);
/* But what is granted to be read at or below path, which lies in something closed, may be read. */
void mh_perm_reopen(mh_perm *p, const char *path);
/* The plugin takes part in the run: what it remembers is open to it. What others remember is closed,
 * whether this run can see them or not. */
void mh_perm_join(mh_perm *p, const char *plugin);
/* Where a missing word is to be added, for messages: the job's file (NULL: none), and whether it
 * declares a job, so that it has `needs`. Borrowed. */
void mh_perm_tell(mh_perm *p, const char *file, bool declared);
/* Whether the set covers a word that mh_word_read made. */
bool mh_perm_has(const mh_perm *p, mh_view word);

/* Whether requests to host (lower case) and port may be made; send: with a body, by POST. */
bool mh_perm_host(const mh_perm *p, mh_view host, unsigned port, bool send);
/* The granted net patterns, for the address guard; borrowed. */
size_t mh_perm_nets(const mh_perm *p);
mh_view mh_perm_net(const mh_perm *p, size_t i);
/* Appends what the grants of a kind name: patterns for "net" and "post", absolute paths for "read" (with
 * the run's own folder) and "write" (a folder ends in "/"), addresses for "mail", names for "secret", "env" and
 * "store". For the kernel's wall around the run. */
void mh_perm_list(const mh_perm *p, const char *kind, mh_names *out);
/* Whether any public address may be reached. */
bool mh_perm_is_public(const mh_perm *p);
/* Whether mail may go to address ("user@host"). Case does not count, as no mail server tells
 * addresses apart by it. */
bool mh_perm_mail(const mh_perm *p, mh_view address);
/* Whether the secret called name may be told to the script; the variable of the environment; whether
 * it may use the values called name of mine.store.kv. */
bool mh_perm_secret(const mh_perm *p, mh_view name);
bool mh_perm_env(const mh_perm *p, mh_view name);
bool mh_perm_store(const mh_perm *p, mh_view name);
/* The path with links resolved (owned) when reading it is granted, else NULL with MH_E_PERMISSION, or
 * MH_E_NOT_FOUND. relative paths are relative to folder. */
char *mh_perm_read(const mh_perm *p, const char *folder, mh_view path, mh_err *e);
/* The absolute path (owned) when writing the file is granted. The file need not exist. */
char *mh_perm_write(const mh_perm *p, mh_view path, mh_err *e);
/* Fills e with MH_E_PERMISSION: "WHAT: not granted", the word, where to add it, and the nearest word
 * of its kind that is granted. Returns MH_FAIL. */
mh_rc mh_perm_refuse(const mh_perm *p, mh_view what, mh_view word, mh_err *e);

#endif
