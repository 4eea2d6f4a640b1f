/* extract_priv.h - one input of `minehost extract`, as its worker sees it.
 * Owns: an mh_extract_job owns its buffers and its text engine.
 * Threads: the main thread but while its work runs. */
#ifndef MH_RUN_EXTRACT_PRIV_H
#define MH_RUN_EXTRACT_PRIV_H

#include "run/extract.h"
#include "text/text.h"

typedef struct mh_extract_job {
    const char *input; /* as given; borrowed */
    const char *field; /* borrowed, or NULL */
    mh_extract_format format;
    mh_view today; /* "YYYY-MM-DD", one day on; borrowed */
    bool fetched;  /* bytes, url, type are there; else the worker reads the file */
    bool headed;   /* several inputs: texts are headed by their file */
    mh_buf bytes, url, type;
    mh_text *text; /* kept from job to job */
    mh_err err;    /* of the input; code MH_E_NONE: none */
    mh_buf out;    /* what is to be printed */
} mh_extract_job;

/* Reads the file unless fetched, extracts, fills out. Pure but for reading the file. */
void mh_extract_work(void *job);
/* Fills out for a job that has only an error. */
void mh_extract_failed(mh_extract_job *j);

#endif
