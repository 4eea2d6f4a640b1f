/* fields.c - the values of --field, name by name. */
#include "cli/cli.h"

#include "base/mem.h"

#include <stdlib.h>

bool mh_cli_split_fields(const mh_cli *c, const char ***out) {
    MH_VEC(const char *) names = {0};
    mh_view rest, one;
    bool fine = true;
    size_t i = 0;
    for (const char *v; (v = mh_cli_next(c, "field", &i)) != NULL;) {
        rest = mh_view_of(v);
        if (rest.len == 0) fine = false;
        while (mh_view_split(&rest, ',', &one)) mh_vec_push(&names, mh_strndup(one.ptr, one.len));
    }
    mh_vec_push(&names, NULL);
    *out = names.ptr;
    return fine;
}

void mh_cli_free_fields(const char **names) {
    for (size_t i = 0; names && names[i]; i++) free((char *)(uintptr_t)names[i]);
    free(names);
}
