/* pin.h - what files held when they were looked at, by their SHA-256, to know later whether what is
 * loaded is that.
 * Owns: a set owns its names. Threads: any, one owner at a time.
 *
 * A thing is a file, or a folder: then its hash is that of the lines "HASH NAME" of all files below
 * it, sorted by name. Hidden files count, but not .git. A link counts as what it leads to, which must lie in the
 * folder. */
#ifndef MH_CONF_PIN_H
#define MH_CONF_PIN_H

#include "base/err.h"
#include "base/hash.h"
#include "base/vec.h"

typedef struct mh_pin_file {
    char *path; /* absolute, links resolved */
    char sha[MH_SHA256_HEX];
} mh_pin_file;

typedef struct mh_pin {
    char *path; /* of the thing */
    char sha[MH_SHA256_HEX];
    size_t files;
    bool folder;
} mh_pin;

typedef struct mh_pins {
    MH_VEC(mh_pin) things;
    MH_VEC(mh_pin_file) files; /* of all things */
} mh_pins;

void mh_pins_clear(mh_pins *p);
/* Adds the file at path, whose bytes are these. Twice is fine. */
void mh_pins_bytes(mh_pins *p, const char *path, mh_view bytes);
/* The same, of bytes with this hash. */
void mh_pins_hash(mh_pins *p, const char *path, const char sha[MH_SHA256_HEX]);
/* Adds the folder with all below it; over 64 MiB or 10,000 files is MH_E_TOO_LARGE, a link that leads
 * out of it MH_E_DENIED. Twice is fine. */
mh_rc mh_pins_folder(mh_pins *p, const char *folder, mh_err *e);
/* Whether bytes, read from path, are what was pinned. A file that was not: false if it is code, or
 * lies in a folder of the set; e says why not. */
mh_rc mh_pins_check(const mh_pins *p, const char *path, mh_view bytes, bool code, mh_err *e);

#endif
