/* language_priv.h - what the language model learns from.
 * Owns: constants. Threads: any. */
#ifndef MH_TEXT_LANGUAGE_PRIV_H
#define MH_TEXT_LANGUAGE_PRIV_H

typedef struct mh_lang_row {
    const char *code, *script;
    const char *letters; /* the alphabet in small letters; NULL when the script says enough */
    const char *words;   /* frequent words, separated by spaces */
    const char *prose;   /* plain text of the language, written for this table */
} mh_lang_row;

extern const mh_lang_row mh_lang_latin[], mh_lang_cyrillic[], mh_lang_turkic[], mh_lang_steppe[],
    mh_lang_other[];

#endif
