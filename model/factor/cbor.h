/*
 * cbor.h - reads the little of CBOR (RFC 8949) that a security key's answer is made of.
 *
 * Only definite lengths, as CTAP's canonical form has them. The text is borrowed.
 */
#ifndef FACTOR_CBOR_H
#define FACTOR_CBOR_H
#include "model/base/base.h"

struct cbor_bytes {
    const uint8_t *v;
    size_t         n;
};
/* The value of the member with that text as its name, in the map that `whole` begins with; it
 * has to be a byte string, and the map has to be whole. */
bool cbor_map_bytes(struct cbor_bytes whole, const char *name, struct cbor_bytes *value) MUST_USE;
/* Is it nothing but whole values, none of which says that it holds more than there is? Other
 * readers make room for as much as they are told. */
bool cbor_is_whole(struct cbor_bytes values) MUST_USE;
#endif
