/* stop_priv.h - the lists of stop words.
 * Owns: constants. Threads: any. */
#ifndef MH_TEXT_STOP_PRIV_H
#define MH_TEXT_STOP_PRIV_H

typedef struct mh_stop_row {
    const char *lang;
    const char *words; /* in lower case, separated by spaces; folded when loaded */
} mh_stop_row;

extern const mh_stop_row mh_stop_rows[]; /* ends with a NULL lang; at most 32 languages */

#endif
