/*
 * phash.h - a perceptual hash: 64 bits that change little when a picture is
 * scaled, recompressed or made brighter.
 *
 * The picture's luma is averaged to 32x32; of its cosine transform the 8x8
 * lowest frequencies are kept; a bit says whether one lies above their median.
 * First bit (highest): the constant part; then row by row.
 */
#ifndef MEDIA_PHASH_H
#define MEDIA_PHASH_H
#include "model/base/base.h"

enum { PHASH_TEXT = 17 };

uint64_t phash_of(const uint8_t *luma, ptrdiff_t stride, int width, int height);
/* Bits that differ: 0 to 64; below about 10 pictures look alike. */
int  phash_distance(uint64_t a, uint64_t b);
void phash_format(uint64_t hash, char text[PHASH_TEXT]); /* 16 hex digits */
#endif
