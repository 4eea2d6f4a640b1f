/* about.h - what this program is made of, for people who look for what is wrong.
 * Owns: nothing. Threads: main thread. */
#ifndef MH_RUN_ABOUT_H
#define MH_RUN_ABOUT_H

#include "base/str.h"

/* "minehost 0.1.0, Lua 5.4.4, SQLite 3.40.1, ...": versions of the libraries in use, appended. */
void mh_about_versions(mh_buf *out);
/* The file of certificates that is trusted when no setting names one; "" for none. */
const char *mh_about_ca_file(void);
/* Whether PDFs can be read. */
bool mh_about_pdf(void);

#endif
