/*
 * sprites.h - small pictures of a video at even steps, many to a sheet, and the
 * WebVTT that tells players which one belongs to a moment.
 *
 * Units:  seconds, pixels.
 * Memory: the arena.
 */
#ifndef MEDIA_SPRITES_H
#define MEDIA_SPRITES_H
#include "model/media/input.h"

struct sprites {
    int64_t step_s;         /* from one picture to the next */
    int64_t n;              /* pictures */
    int     width, height;  /* of one */
    int     columns, rows;  /* of a sheet */
    int64_t sheets;
    int64_t duration_us; /* of the pictures */
    int64_t end_us;      /* of what is played: the last one is shown until then */
};
/* duration_us: of what is played. */
struct sprites sprites_plan(const struct input_facts *f, int64_t duration_us);
/* As it came out: pictures and all of it last so long, and so many sheets were made; n is 0
 * without any. */
void sprites_cut(struct sprites *s, int64_t duration_us, int64_t end_us, int64_t sheets);
/* For -filter_complex: whole frames in, sheets out. */
const char *sprites_filters(struct cx *cx, const struct sprites *s) MUST_USE;
/* The text of sprites.vtt: every moment of the video has its picture. */
const char *sprites_text(struct cx *cx, const struct sprites *s) MUST_USE;
#endif
