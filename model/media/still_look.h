/*
 * still_look.h - what a decoded picture says of its colours.
 *
 * Stands on base, libvips, lcms2.
 */
#ifndef MEDIA_STILL_LOOK_H
#define MEDIA_STILL_LOOK_H
#include <vips/vips.h>
#include "model/media/still.h"

/* The name of its ICC profile. One that cannot be read, or is of other colours than the picture's,
 * is taken off it; without one it is sRGB, unless its numbers mean something else by themselves. */
void still_profile(VipsImage *image, char to[STILL_PROFILE + 1]);

/* The most frequent colour of an sRGB picture of 8 bits with 3 or 4 bands in memory; what can be
 * seen through does not count. */
void still_colour(VipsImage *image, char to[8]);
#endif
