/*
 * still_scale.h - a picture made smaller while its rows come in, by Lanczos' filter of
 * three lobes in both directions.
 *
 * Only a few rows of the result are kept while it is made, however large the
 * picture is.
 * Stands on base.
 * Memory: the arena.
 */
#ifndef MEDIA_STILL_SCALE_H
#define MEDIA_STILL_SCALE_H
#include "model/base/base.h"

enum { SCALE_BANDS = 4 };

struct scale_size {
    int width, height; /* pixels */
};

struct scaler;

/* bands: 1 to SCALE_BANDS, of 8 bits. alpha: the last one tells how far the others count.
 * to: width x height x bands bytes, filled row by row; no larger than from in either direction. */
struct scaler *scaler_new(struct cx *cx, struct scale_size from, struct scale_size size, int bands,
                          bool alpha, uint8_t *to) MUST_USE;
/* The next row. After the last one of them the result is whole. */
void scaler_row(struct scaler *s, const uint8_t *row);
#endif
