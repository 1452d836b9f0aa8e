/*
 * thumb.h - a decoded frame becomes a thumbnail of fixed size, the only thing
 * that scene detection ever sees of it.
 *
 * Luma 64x36 and two chroma planes 32x18, each sample the rounded mean of its
 * box of source samples, 8 bits deep. The picture is taken as it is decoded,
 * without regard to rotation, sample aspect or letterbox: what counts is that
 * all frames of a file are treated alike.
 *
 * Stands on base; libavutil and libswscale inside. The SIMD and the portable
 * path give the same bytes.
 * Errors: E_MEDIA_LIMIT (a frame larger than can be averaged),
 *         E_MEDIA_FAILED (a pixel format that cannot be converted).
 * Memory: the arena; scaler contexts are released at its reset.
 */
#ifndef MEDIA_THUMB_H
#define MEDIA_THUMB_H
#include "model/base/base.h"

enum {
    THUMB_W        = 64,
    THUMB_H        = 36,
    THUMB_CW       = 32,
    THUMB_CH       = 18,
    THUMB_LUMA     = THUMB_W * THUMB_H,
    THUMB_CHROMA   = THUMB_CW * THUMB_CH,
    THUMB_MAX_SIDE = 32768, /* of a source plane, in samples */
};

/* Integer loops worth a second version for processors with wider registers; it is chosen when
 * the program starts, and computes the same. Sanitizers do not get on with the choosing. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define WIDE
#endif

struct thumb {
    uint8_t y[THUMB_LUMA];
    uint8_t u[THUMB_CHROMA];
    uint8_t v[THUMB_CHROMA];
};

struct AVFrame;
struct thumber;

/* One per file: it keeps the scaler between frames. */
struct thumber *thumber_new(struct cx *cx) MUST_USE;
/* The thumbnail of one frame. Frames may change size and format on the way. */
int thumb_make(struct thumber *t, const struct AVFrame *frame, struct thumb *out) MUST_USE;
#endif
