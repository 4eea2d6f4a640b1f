/* redact_priv.h - shared by redact.c (what is a secret, where) and redact_set.c (finding secrets).
 * Owns: as redact.h says. Threads: any, one owner at a time. */
#ifndef MH_NET_REDACT_PRIV_H
#define MH_NET_REDACT_PRIV_H

#include "base/vec.h"
#include "net/redact.h"

typedef struct mh_redact_form {
    mh_view text;  /* borrowed */
    size_t parent; /* of a sorted one: the longest other that it begins with; SIZE_MAX: none */
} mh_redact_form;

struct mh_redact {
    MH_VEC(mh_view) told, learned;   /* forms to be looked for, owned */
    MH_VEC(mh_redact_form) sorted;   /* borrowed of both, by bytes, each once */
    bool is_sorted;                  /* sorted and starts are up to date */
    unsigned char starts[65536 / 8]; /* first two bytes of a form */
};

/* Adds a secret in all its forms, for good or until mh_redact_forget. */
void mh_redact_add(mh_redact *r, mh_view secret, bool for_good);

#endif
