/*
 * digest.h - digests that a protocol names: md5, sha1, sha256. They find accidents; for trust
 * there is crypt.h.
 *
 * Stands on libcrypto.
 * Memory: the state lives in the arena and is released with it.
 */
#ifndef DIGEST_H
#define DIGEST_H
#include "model/base/base.h"

enum { DIGEST_MAX_BYTES = 32 };
#define DIGEST_NAMES "md5,sha1,sha256"

struct digest;

/* Bytes of a digest by its name; 0 for a name that is not known. */
size_t digest_bytes(const char *name);
/* name: a known one. */
struct digest *digest_begin(struct arena *a, const char *name) MUST_USE;
void           digest_add(struct digest *d, const void *bytes, size_t n);
/* Writes digest_bytes(name) bytes; after it nothing can be added. */
void digest_end(struct digest *d, uint8_t out[DIGEST_MAX_BYTES]);
#endif
