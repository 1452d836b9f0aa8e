/*
 * still_pixels.h - from whatever a decoder gives to a smaller picture as screens show it.
 *
 * Stands on base, libvips, still_scale.h.
 * Memory: pictures go at the arena's reset.
 */
#ifndef MEDIA_STILL_PIXELS_H
#define MEDIA_STILL_PIXELS_H
#include <vips/vips.h>
#include "model/base/base.h"

/* Let go of at the arena's reset. */
void still_hold(struct cx *cx, void *object);

/* Upright, sRGB of 8 bits, with 3 bands or 4, in memory, and nothing of the file but its pixels.
 * width, height: upright, no larger than it. NULL when it cannot be decoded, or its colours not be
 * understood; libvips has noted why. */
VipsImage *still_shrunk(struct cx *cx, VipsImage *from, int width, int height);
#endif
