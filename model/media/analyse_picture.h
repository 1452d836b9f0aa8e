/*
 * analyse_picture.h - what can be measured of one picture.
 *
 * The picture is a shown one (picture.h): upright, full range, BT.601. Bars of
 * a letterbox are left out of all measures but the letterbox itself.
 *
 * Units: levels are 0..255; pixels as displayed. NaN: cannot be said.
 */
#ifndef MEDIA_ANALYSE_PICTURE_H
#define MEDIA_ANALYSE_PICTURE_H
#include "model/base/base.h"

struct AVFrame;
struct letterbox { /* black bars, in pixels */
    int top, bottom, left, right;
};
struct colour_share {
    char   hex[8]; /* "#rrggbb" */
    double share;  /* of the picture's area, 0 to 1 */
};
enum { PALETTE = 5 };

struct picture_facts {
    int                 width, height;
    struct letterbox    letterbox;
    double              mean_luma;            /* level */
    double              contrast;             /* standard deviation of luma, levels */
    double              saturation;           /* mean of HSV saturation, 0 to 1 */
    double              sharpness;            /* variance of the Laplacian of luma */
    double              entropy;              /* of the luma histogram, bits, 0 to 8 */
    double              noise;                /* standard deviation, levels (Immerkaer 1996) */
    double              colour_temperature_k; /* of the mean colour (McCamy 1992) */
    struct colour_share palette[PALETTE];     /* largest share first */
    int                 colours;              /* in the palette */
    uint64_t            phash;
};

struct letterbox letterbox_of(const struct AVFrame *shown);
/* Bars that all frames of a scene have. */
struct letterbox letterbox_common(struct letterbox a, struct letterbox b);
/* bars: those to leave out, inside the picture. */
void picture_measure(struct cx *cx, const struct AVFrame *shown, struct letterbox bars,
                     struct picture_facts *facts);
#endif
