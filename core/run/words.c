#include "run/words.h"

#include "text/forms.h"

static void drop(void *arg) {
    mh_forms_free(arg);
}

void mh_run_words(mh_store_opts *o) {
    mh_forms *f = mh_forms_new();
    o->fold = mh_forms_add;
    o->fold_arg = f;
    o->fold_name = mh_forms_name(f);
    o->fold_free = drop;
}
