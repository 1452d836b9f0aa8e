/*
 * analyse_palette.h - the few colours that a picture consists of: k-means in
 * OKLab, where equal distances look equally different.
 *
 * The same points give the same colours: the start is not drawn by chance, each
 * centre is the point farthest from those before it.
 * Memory: the arena.
 */
#ifndef MEDIA_ANALYSE_PALETTE_H
#define MEDIA_ANALYSE_PALETTE_H
#include "model/media/analyse_picture.h"
#include "model/media/colour.h"

enum { PALETTE_POINTS = 130 * 130 };

struct palette;
struct palette *palette_new(struct cx *cx) MUST_USE;
/* Points beyond PALETTE_POINTS are not counted. */
void palette_add(struct palette *p, struct rgb c);
/* Largest share first; returns how many colours there are, up to PALETTE. */
int palette_find(const struct palette *p, struct colour_share out[PALETTE]) MUST_USE;
#endif
