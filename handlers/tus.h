/*
 * tus.h - the headers of tus 1.0.0 as values: metadata, checksum, date.
 *
 * Errors: E_INVALID, naming the header.
 * Memory: the arena.
 */
#ifndef HANDLERS_TUS_H
#define HANDLERS_TUS_H
#include "model/base/digest.h"

struct tus_metadata { /* NULL: not there */
    const char *name, *type;
};
/* Upload-Metadata: `key base64` pairs with commas. The name is called filename or name, the type
 * filetype or type; other keys are checked and passed over. text may be NULL. */
int tus_metadata_read(struct cx *cx, const char *text, struct tus_metadata *to) MUST_USE;

struct tus_checksum {
    const char *name; /* of the digest, see digest.h */
    uint8_t     sum[DIGEST_MAX_BYTES];
};
/* Upload-Checksum: `algorithm base64`. */
int tus_checksum_read(struct cx *cx, const char *text, struct tus_checksum *to) MUST_USE;

/* As in HTTP's headers: Sun, 06 Nov 1994 08:49:37 GMT. */
const char *tus_date(struct cx *cx, struct utc moment) MUST_USE;
#endif
