/* words.h - how the searches of minehost find words: the folding that a database is opened with.
 * Owns: what it makes belongs to the store that is opened with it. Threads: that of the store. */
#ifndef MH_RUN_WORDS_H
#define MH_RUN_WORDS_H

#include "store/store.h"

/* Fills in fold, fold_arg, fold_name and fold_free. Whoever puts documents or searches opens so. */
void mh_run_words(mh_store_opts *o);

#endif
