/* man.h - the manual page of minehost, made from the tables of commands and settings.
 * Owns: nothing. Threads: main thread. */
#ifndef MH_CLI_MAN_H
#define MH_CLI_MAN_H

/* Prints minehost(1) in man(7) macros on standard output. */
void mh_man_print(void);

#endif
