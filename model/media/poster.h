/*
 * poster.h - the picture that stands for a video: poster, thumbnail, blurhash.
 *
 * Taken a third into the video, from a frame that is neither black nor of one
 * colour; where there is none, other places are tried, and the liveliest frame of
 * all is taken. Frames are found by seeking, so that long videos cost no more.
 *
 * Units:  pixels.
 * Errors: E_NO_FRAMES, those of picture.h.
 */
#ifndef MEDIA_POSTER_H
#define MEDIA_POSTER_H
#include "model/media/blurhash.h"
#include "model/media/input.h"

enum {
    POSTER_BOX   = 1280, /* square that poster.jpg fits in */
    THUMB_WIDTH  = 360,  /* and what thumbnail.jpg fits in */
    THUMB_HEIGHT = 200,
};

struct poster {
    int64_t poster_bytes, thumbnail_bytes;
    char    blurhash[BLURHASH_TEXT];
};

/* Writes folder/poster.jpg and folder/thumbnail.jpg. */
int poster_make(struct cx *cx, struct input *in, const struct decode_opts *how, const char *folder,
                struct poster *to) MUST_USE;
#endif
