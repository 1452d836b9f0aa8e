/*
 * pictures.h - pictures that are known, made on the spot by libvips, and
 * dailies-stills run on them.
 */
#ifndef T_MEDIA_PICTURES_H
#define T_MEDIA_PICTURES_H
#include <stdint.h>
#include <vips/vips.h>
#include "t/media/run.h"

void pictures_begin(void);

/* Most of it has the colour, the upper left corner is red, the lower right one is dark. */
VipsImage *known_picture(int width, int height, const uint8_t colour[3]);
/* By the name's ending, with libvips' options ("[Q=90]") behind it; lets go of the picture. */
void keep_picture(VipsImage *image, const char *name);
/* The picture that an output file is; the caller lets go of it. */
VipsImage *output_picture(const char *name);
/* A pixel of it, sRGB. */
void pixel_of(VipsImage *image, double x, double y, double to[3]);

/* Op "stills" on these files of the folder, NULL-ended; members: more of the job, as JSON beginning
 * with a comma. */
void measure(struct heard *h, const char *const *names, const char *members);
void measure_one(struct heard *h, const char *name, const char *members);
/* The line of that kind and index; NULL if there is none. */
struct json_object *line_at(const struct heard *h, const char *kind, int64_t index);
/* ... of the thumbnail of that width. */
struct json_object *thumb_at(const struct heard *h, int64_t index, int64_t width);
/* Are the three numbers of #rrggbb that near? */
bool is_near(const char *hex, const uint8_t colour[3], int off);
#endif
