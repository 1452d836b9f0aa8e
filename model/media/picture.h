/*
 * picture.h - decoded frames become pictures that people look at.
 *
 * A picture is an AVFrame of 8-bit YUV 4:2:0 in full range. It is *taken* from
 * a decoded frame (scaled, sample aspect applied; colours and orientation as in
 * the file), because many are taken and few are used; those are *shown*
 * (turned, colours as JPEG wants them) and written.
 *
 * Stands on base, libavcodec (its JPEG encoder) and libswscale.
 * Units:  pixels; quality 2 (best) to 31, as the encoder counts.
 * Errors: E_MEDIA_FAILED, E_MEDIA_LIMIT, E_DISK_FULL.
 * Memory: pictures are the caller's, freed by av_frame_free; scalers and
 *         encoders are released at the arena's reset.
 */
#ifndef MEDIA_PICTURE_H
#define MEDIA_PICTURE_H
#include "model/base/base.h"

struct AVFrame;
struct picture_maker;

struct picture_view {
    int width, height; /* of a frame as displayed                    */
    int rotation;      /* clockwise, 0, 90, 180 or 270               */
    int box;           /* longest side of what is taken; 0: no limit */
};

enum {
    PICTURE_BOX    = 640, /* storyboard frames */
    PICTURE_THUMB  = 320, /* thumb.jpg, and the tiles of a sheet */
    PICTURE_GOOD   = 3,   /* quality of what is looked at one by one */
    PICTURE_SMALL  = 4,   /* and of thumbnails and sheets */
    PICTURE_SHEET  = 36,  /* tiles of a sheet at most */
};

/* One per file and size; frames may change size and format on the way. */
struct picture_maker *picture_maker_new(struct cx *cx, const struct picture_view *view) MUST_USE;

int picture_take(struct picture_maker *m, const struct AVFrame *frame,
                 struct AVFrame **taken) MUST_USE;
int picture_show(struct picture_maker *m, const struct AVFrame *taken,
                 struct AVFrame **shown) MUST_USE;
/* A shown picture made to fit into a square of `box`; never enlarged. */
int picture_shrink(struct picture_maker *m, const struct AVFrame *shown, int box,
                   struct AVFrame **small) MUST_USE;
/* Contact sheet: the pictures, at most PICTURE_SHEET, row by row on grey. */
int picture_sheet(struct picture_maker *m, struct AVFrame *const *shown, size_t n,
                  struct AVFrame **sheet) MUST_USE;
/* As a new JPEG file; bytes (may be NULL): its length. */
int picture_write(struct picture_maker *m, const struct AVFrame *shown, int quality,
                  const char *path, int64_t *bytes) MUST_USE;
#endif
