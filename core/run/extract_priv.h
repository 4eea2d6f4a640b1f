/* extract_priv.h - one input of `minehost extract`, as its worker sees it.
 * Owns: an mh_extract_job owns its buffers, its parts and its text engine.
 * Threads: the main thread but while its work runs. */
#ifndef MH_RUN_EXTRACT_PRIV_H
#define MH_RUN_EXTRACT_PRIV_H

#include "base/vec.h"
#include "doc/page.h"
#include "run/extract.h"
#include "text/text.h"

/* One page of an input: an article may be cut into several. */
typedef struct mh_extract_part {
    mh_page *page;
    mh_arena *arena;
    mh_meta meta;
    mh_article art;
} mh_extract_part;

typedef struct mh_extract_job {
    const char *input;         /* as given; borrowed */
    const char *const *fields; /* NULL-terminated, borrowed; or NULL: everything */
    mh_extract_format format;
    mh_view today;  /* "YYYY-MM-DD", one day on; borrowed */
    unsigned pages; /* to be joined, at most */
    bool fetched;   /* bytes, url, at, type are there; else the worker reads the file */
    bool headed;    /* several inputs: texts are headed by their file */
    bool closing;   /* no page is to be read any more: only write the output */
    mh_buf bytes, url, type;
    mh_buf at;   /* address of the page in bytes; url is that of the first */
    mh_buf next; /* set by the worker: fetch this and come again; empty: out is done */
    MH_VEC(mh_extract_part) parts;
    mh_text *text; /* kept from job to job */
    mh_err err;    /* of the input; code MH_E_NONE: none */
    mh_err cut;    /* why a later page is not there */
    size_t joined; /* pages in out */
    mh_buf out;    /* what is to be printed */
} mh_extract_job;

/* Reads the file unless fetched, extracts, fills next or out. Pure but for reading the file. */
void mh_extract_work(void *job);
/* Fills out for a job that has only an error. */
void mh_extract_failed(mh_extract_job *j);
/* extract_read.c: fills bytes from the file, pipe or standard input; fills err on failure. */
mh_rc mh_extract_read(mh_extract_job *j);
/* The input's name for messages. */
const char *mh_extract_name(const char *input);
/* extract_item.c: frees all but the text engine, and empties the job. */
void mh_extract_job_clear(mh_extract_job *j);

/* extract_wall.c: the kernel's wall, before the first input is read and before any thread. */
mh_rc mh_extract_wall(const mh_extract_req *req, mh_err *e);

#endif
