/* perm.h - what a run may do, checked in C where the thing is done.
 * Owns: the set owns its grants. Threads: any once it is filled; filling is the main thread's.
 *
 * A grant is a word as in a job's `needs`: "net:HOST", "net:*.example.org", "net:127.0.0.1:8080",
 * "read:PATH", "write:PATH", "mail:ADDRESS", "mail:*@example.org", "mail:*", "secret:NAME", "store".
 * A host pattern without a port stands for every port. */
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
/* Public addresses over http and https, as a run by hand may without asking. */
void mh_perm_grant_public(mh_perm *p);

/* Whether requests to host (lower case) and port may be made. */
bool mh_perm_host(const mh_perm *p, mh_view host, unsigned port);
/* The granted net patterns, for the address guard; borrowed. */
size_t mh_perm_nets(const mh_perm *p);
mh_view mh_perm_net(const mh_perm *p, size_t i);
/* Appends what the grants of a kind name: patterns for "net", absolute paths for "read" and "write",
 * addresses for "mail", names for "secret" and "env". For the kernel's wall around the run. */
void mh_perm_list(const mh_perm *p, const char *kind, mh_names *out);
/* Whether any public address may be reached. */
bool mh_perm_is_public(const mh_perm *p);
/* Whether mail may go to address ("user@host"). Case does not count, as no mail server tells
 * addresses apart by it. */
bool mh_perm_mail(const mh_perm *p, mh_view address);
/* Whether the secret called name may be told to the script. */
bool mh_perm_secret(const mh_perm *p, mh_view name);
/* The path with links resolved (owned) when reading it is granted, else NULL with MH_E_PERMISSION, or
 * MH_E_NOT_FOUND. relative paths are relative to folder. */
char *mh_perm_read(const mh_perm *p, const char *folder, mh_view path, mh_err *e);
/* The absolute path (owned) when writing the file is granted. The file need not exist. */
char *mh_perm_write(const mh_perm *p, mh_view path, mh_err *e);

#endif
