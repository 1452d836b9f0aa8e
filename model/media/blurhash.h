/*
 * blurhash.h - a picture in a few characters: the first waves of its light, which
 * pages draw while the picture itself is on its way.
 *
 * The text is that of woltapp's BlurHash: base 83; one character for the numbers
 * of waves, one for the largest wave, four for the mean colour, two for each wave.
 * Pure; the same picture gives the same text.
 */
#ifndef MEDIA_BLURHASH_H
#define MEDIA_BLURHASH_H
#include "model/base/base.h"

enum { BLURHASH_WAVES = 9, BLURHASH_TEXT = 4 + 2 * BLURHASH_WAVES * BLURHASH_WAVES + 1 };

/* rgb: sRGB, three bytes for a pixel, rows `line` bytes apart.
 * across, down: waves, the constant included; 1 to BLURHASH_WAVES. */
void blurhash_make(const uint8_t *rgb, int width, int height, ptrdiff_t line, int across, int down,
                   char to[BLURHASH_TEXT]);
#endif
