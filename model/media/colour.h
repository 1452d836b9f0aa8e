/*
 * colour.h - what the numbers in a picture mean, and the same colours said
 * otherwise: JPEG's YUV, RGB, CIELAB-like coordinates.
 *
 * Stands on base; libavutil's frame.
 * Units:  YUV and RGB 0..255; OKLab L 0..1 (0 black, 1 white), a and b about
 *         -0.4..0.4 (Ottosson 2020): equal distances look equally different.
 */
#ifndef MEDIA_COLOUR_H
#define MEDIA_COLOUR_H
#include "model/base/base.h"

struct AVFrame;
/* Shares of red and blue in luma; green has the rest (ITU-T H.273, table 4). */
struct colour_luma {
    double r, b;
};
struct rgb {
    uint8_t r, g, b;
};
struct oklab {
    double l, a, b;
};

/* Is a pixel of that format made of luma and colour differences? (enum AVPixelFormat) */
bool colour_is_yuv(int format);
/* Writes into a picture that was scaled from `frame` in which space its colours are. Files
 * that do not say: BT.709 from 720 lines on, else BT.601, as players do. */
void colour_note(struct AVFrame *picture, const struct AVFrame *frame);
/* Full-range 4:2:0 of the noted space becomes BT.601, which is what JPEG means, in place; HDR and
 * wide gamuts become what other screens show, as convert.h does it with videos. */
void colour_to_jpeg(struct AVFrame *picture);
/* The part of it that is for HDR (PQ, HLG) and wide gamuts (BT.2020, P3). */
void colour_tone_to_jpeg(struct AVFrame *picture, struct colour_luma luma);

/* Of one pixel, full range, BT.601. */
struct rgb   rgb_of_yuv(int y, int u, int v);
double       linear_of_srgb(uint8_t value); /* 0 to 1 */
struct oklab oklab_of_rgb(struct rgb c);
struct rgb   rgb_of_oklab(struct oklab c);                    /* clipped to what a screen shows */
double       oklab_distance2(struct oklab a, struct oklab b); /* squared */
#endif
