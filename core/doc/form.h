/* form.h - the forms of a page: where they go and what they would send.
 * Owns: results are new references, the caller's. Threads: any. Linear. */
#ifndef MH_DOC_FORM_H
#define MH_DOC_FORM_H

#include "doc/doc.h"

#include <jansson.h>

/* Fields and options of all forms of a page; what is over is left out, and its form is clipped. */
#define MH_FORM_MAX_FIELDS 100000

/* A list of { action (absolute), method = "get" | "post", enctype, name, id, fields = list of { name,
 * type, value, checked, options = list of { value, text, selected } }, values = { name = list of
 * texts: what is sent when nobody changes anything }, clipped = true } below n. Fields named by form="id" count. */
json_t *mh_form_list(const mh_doc *d, mh_node n);

#endif
