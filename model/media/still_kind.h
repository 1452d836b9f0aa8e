/*
 * still_kind.h - what kind of picture a file is, by its first bytes alone.
 *
 * Names and types that clients send are not believed. What is not listed here
 * is given to no decoder.
 * Stands on base.
 */
#ifndef MEDIA_STILL_KIND_H
#define MEDIA_STILL_KIND_H
#include "model/base/base.h"

enum still_kind {
    STILL_NONE, STILL_JPEG, STILL_PNG, STILL_WEBP, STILL_GIF, STILL_TIFF, STILL_AVIF, STILL_HEIC
};

enum { STILL_HEAD_BYTES = 64 }; /* enough to tell */

enum still_kind still_kind_of(const uint8_t *head, size_t n);
const char     *still_extension(enum still_kind kind); /* without the dot; NULL for none */
const char     *still_type(enum still_kind kind);      /* MIME */
#endif
