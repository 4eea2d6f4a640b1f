/* help_api.h - the Lua API on the terminal, for minehost help.
 * Owns: nothing. Threads: main thread. */
#ifndef MH_CLI_HELP_API_H
#define MH_CLI_HELP_API_H

#include "cli/cli.h"

/* Whether word is of the Lua API: "mine", "mine.http", "mine.http.get", "document", "node:attr". */
bool mh_help_is_api(const char *word);
/* Prints what is known of it; MH_EXIT_USAGE, with the nearest name, when there is none. */
int mh_help_api(const char *word);

#endif
