/* clean_priv.h - how both passes of the cleaning write.
 * Owns: a writer its bytes and runs, until mh_clean_writer_clear. Threads: any, one owner at a time. */
#ifndef MH_TEXT_CLEAN_PRIV_H
#define MH_TEXT_CLEAN_PRIV_H

#include "base/vec.h"
#include "text/clean.h"

typedef struct mh_clean_writer {
    mh_buf text;
    MH_VEC(mh_clean_run) runs;
} mh_clean_writer;

void mh_clean_writer_clear(mh_clean_writer *w);
/* Appends bytes of the source that stand at `from`. */
void mh_clean_keep(mh_clean_writer *w, mh_view bytes, size_t from);
/* Appends another reading of [from, to) of the source. */
void mh_clean_put(mh_clean_writer *w, mh_view reading, size_t from, size_t to);

/* The first pass, over the source; the second, over what the first wrote, in its offsets. */
void mh_clean_marks(mh_clean_writer *w, mh_view s);
void mh_clean_lines(mh_clean_writer *w, mh_view s);

#endif
