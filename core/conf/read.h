/* read.h - reads a JSON object by the rows of a schema.
 * Owns: views in the result are borrowed from the object. Threads: any. */
#ifndef MH_CONF_READ_H
#define MH_CONF_READ_H

#include "base/schema.h"

#include <jansson.h>

/* Fills *out with defaults, then with the values of obj (NULL: none). An unknown key, a wrong type, a
 * value out of range is MH_E_USAGE with a message that begins with the schema's `what`. Rows of type
 * MH_T_VALUE are only allowed, not read. */
mh_rc mh_conf_read(const json_t *obj, const mh_schema *s, void *out, mh_err *e);

#endif
