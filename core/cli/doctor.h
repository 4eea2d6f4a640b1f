/* doctor.h - the parts of `minehost doctor`.
 * Owns: a doctor owns its lines. Threads: main thread. */
#ifndef MH_CLI_DOCTOR_H
#define MH_CLI_DOCTOR_H

#include "cli/db.h"

typedef enum mh_doctor_state { MH_DOCTOR_OK, MH_DOCTOR_WARN, MH_DOCTOR_FAIL } mh_doctor_state;
typedef struct mh_doctor mh_doctor;

/* Adds a line; what is constant, advice is dropped when all is well. */
__attribute__((format(printf, 5, 6))) void mh_doctor_say(mh_doctor *d, mh_doctor_state state,
                                                         const char *what, const char *advice,
                                                         const char *fmt, ...);

/* doctor_look.c */
void mh_doctor_machine(mh_doctor *d);
void mh_doctor_folders(mh_doctor *d, const mh_settings *s);
void mh_doctor_plugins(mh_doctor *d);
void mh_doctor_network(mh_doctor *d, const mh_settings *s);

#endif
