/* image.h - a compiled form as flat bytes: written once, read in place from a mapped file.
 * Owns: nothing; parts are borrowed from the bytes they were opened in. Threads: any.
 *
 * A head, then parts, each an array begun at a multiple of 8. An image is read by the program that wrote
 * it, so the machine's own byte order and layout will do; the head tells other ones', other versions
 * and other kinds apart, and its checksum finds damage (not malice: who may write the file may write the
 * checksum). What the elements of a part lead to, the reader of that kind checks. */
#ifndef MH_BASE_IMAGE_H
#define MH_BASE_IMAGE_H

#include "base/err.h"
#include "base/str.h"

#define MH_IMAGE_PARTS  16 /* of one image */
#define MH_IMAGE_SUM_AT 24 /* byte of an image at which its checksum stands */

typedef struct mh_image_part {
    const void *ptr;
    size_t len, size; /* elements; bytes of one */
} mh_image_part;

/* Appends the image of n parts; out must be aligned to 8 there. kind: at most 8 bytes. */
void mh_image_put(mh_buf *out, const char *kind, uint32_t version, const mh_image_part *parts,
                  size_t n);
/* Finds the n parts, whose size the caller gives, in an image aligned to 8. MH_E_CORRUPT when it is of
 * another kind, version or byte order, cut, longer, or when the checksum is wrong. */
mh_rc mh_image_open(mh_image_part *parts, size_t n, mh_view image, const char *kind,
                    uint32_t version, mh_err *e);
/* Bytes of the image with which `bytes` begin, so that one may stand behind another; 0 when no whole
 * image stands there. */
size_t mh_image_size(mh_view bytes);
/* Whether the image with which `bytes` begin is of that kind. */
bool mh_image_is(mh_view bytes, const char *kind);
/* Writes the checksum of an image of len bytes into it. */
void mh_image_seal(char *image, size_t len);

#endif
