/* manifest.h - what a plugin says of itself, and the check of the options that a job gives it.
 * Owns: a manifest holds a reference to its table. Threads: any. */
#ifndef MH_CONF_MANIFEST_H
#define MH_CONF_MANIFEST_H

#include "base/err.h"
#include "base/str.h"

#include <jansson.h>

typedef struct mh_manifest {
    json_t *table;
    int64_t api;
    mh_view name, version, kind, about;
    const json_t *needs, *config; /* or NULL; borrowed from table */
} mh_manifest;

/* A list of strings, of a job or a manifest; NULL and {} are fine. path names the file in messages. */
mh_rc mh_needs_check(const json_t *needs, const char *path, mh_err *e);
/* Reads a manifest's table (borrowed; a reference is taken); path names the file in messages. */
mh_rc mh_manifest_read(mh_manifest *out, json_t *table, const char *path, mh_err *e);
void mh_manifest_clear(mh_manifest *m);
/* The options that a job gave to the plugin, checked against the manifest, with defaults filled in, as
 * a new reference; NULL with an error that names the plugin, the option and the nearest known one. */
json_t *mh_manifest_config(const mh_manifest *m, const json_t *given, mh_err *e);

#endif
