/* thumb.c - box averages straight from the decoder's planes. */
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include "model/media/thumb.h"
#include "model/base/arena.h"

enum {
    ROW_MAX = 2 * THUMB_MAX_SIDE, /* samples in a row of a packed plane */
    FLUSH   = 256,                /* rows of 8 bits that fit a 16-bit sum: 257 * 255 = 65535 */
};

struct thumber {
    struct cx         *cx;
    struct SwsContext *scaler;
    int                width, height, format; /* what the scaler was made for */
    union {
        uint16_t narrow[ROW_MAX]; /* column sums of the rows of one box */
        uint32_t wide[ROW_MAX];
    } sum;
};

/* One component in memory, in units of samples, not bytes. */
struct plane {
    const uint8_t *data;
    ptrdiff_t      stride_bytes;
    int            width, height; /* samples of this component */
    int            step, offset;  /* between samples of it; before the first */
    int            shift;         /* right shift that brings a mean to 8 bits */
};

/* dst: width by height means, row after row. */
struct box_grid {
    uint8_t *dst;
    int      width, height;
};

static void release(void *ptr)
{
    struct thumber *t = ptr;
    sws_freeContext(t->scaler);
    t->scaler = NULL;
}

struct thumber *thumber_new(struct cx *cx)
{
    struct thumber *t = arena_alloc(cx->arena, sizeof *t);
    t->cx             = cx;
    arena_on_reset(cx->arena, release, t);
    return t;
}

/* Boxes share the plane out evenly and cover it; a plane smaller than the grid repeats samples. */
static int box_edge(int i, int boxes, int samples) { return (int)((int64_t)i * samples / boxes); }

static int box_end(int i, int boxes, int samples)
{
    int end = box_edge(i + 1, boxes, samples), start = box_edge(i, boxes, samples);
    return end > start ? end : start + 1;
}

/* Four rows a turn: the sums are loaded and stored a quarter as often. */
WIDE static void add_rows_narrow(uint16_t *restrict sum, const uint8_t *data, ptrdiff_t stride,
                                 int rows, int n)
{
    for (; rows >= 4; rows -= 4, data += 4 * stride) {
        const uint8_t *a = data, *b = a + stride, *c = b + stride, *d = c + stride;
        for (int x = 0; x < n; x++)
            sum[x] = (uint16_t)(sum[x] + a[x] + b[x] + c[x] + d[x]);
    }
    for (; rows > 0; rows--, data += stride)
        for (int x = 0; x < n; x++)
            sum[x] = (uint16_t)(sum[x] + data[x]);
}

WIDE static void add_rows_wide(uint32_t *restrict sum, const uint8_t *data, ptrdiff_t stride,
                               int rows, int n)
{
    for (; rows > 0; rows--, data += stride) {
        const uint16_t *row = (const uint16_t *)(const void *)data;
        for (int x = 0; x < n; x++)
            sum[x] += row[x];
    }
}

static uint64_t sum_narrow(const uint16_t *sum, int n, int step)
{
    uint32_t total = 0;
    if (step == 1)
        for (int x = 0; x < n; x++)
            total += sum[x];
    else
        for (int x = 0; x < n; x++)
            total += sum[(ptrdiff_t)x * step];
    return total;
}

static uint64_t sum_wide(const uint32_t *sum, int n, int step)
{
    uint64_t total = 0;
    for (int x = 0; x < n; x++)
        total += sum[(ptrdiff_t)x * step];
    return total;
}

static uint8_t mean8(uint64_t total, uint64_t n, int shift)
{
    uint64_t unit = n << shift, mean = (total + unit / 2) / unit;
    return mean > UINT8_MAX ? UINT8_MAX : (uint8_t)mean;
}

/* The boxes of one row of the grid, whose source rows are y0 up to y1. */
static void box_row(struct thumber *t, const struct plane *p, int y0, int y1, bool is_wide,
                    const struct box_grid *grid, int row)
{
    uint64_t total[THUMB_W] = { 0 };
    int      samples        = p->width * p->step;
    for (int y = y0; y < y1; y += FLUSH) {
        int            rows = y1 - y < FLUSH ? y1 - y : FLUSH;
        const uint8_t *data = p->data + y * p->stride_bytes;
        if (is_wide) {
            memset(t->sum.wide, 0, (size_t)samples * sizeof *t->sum.wide);
            add_rows_wide(t->sum.wide, data, p->stride_bytes, rows, samples);
        } else {
            memset(t->sum.narrow, 0, (size_t)samples * sizeof *t->sum.narrow);
            add_rows_narrow(t->sum.narrow, data, p->stride_bytes, rows, samples);
        }
        for (int i = 0; i < grid->width; i++) {
            int       x0 = box_edge(i, grid->width, p->width);
            int       n  = box_end(i, grid->width, p->width) - x0;
            ptrdiff_t at = (ptrdiff_t)x0 * p->step + p->offset;
            total[i] += is_wide ? sum_wide(t->sum.wide + at, n, p->step)
                                : sum_narrow(t->sum.narrow + at, n, p->step);
        }
    }
    for (int i = 0; i < grid->width; i++) {
        int n = box_end(i, grid->width, p->width) - box_edge(i, grid->width, p->width);
        grid->dst[row * grid->width + i] =
            mean8(total[i], (uint64_t)n * (uint64_t)(y1 - y0), p->shift);
    }
}

static void box_plane(struct thumber *t, const struct plane *p, bool is_wide,
                      const struct box_grid *grid)
{
    for (int j = 0; j < grid->height; j++)
        box_row(t, p, box_edge(j, grid->height, p->height), box_end(j, grid->height, p->height),
                is_wide, grid, j);
}

/* Whether the samples can be read in place: whole little-endian bytes or words of YUV or grey. */
static bool is_plain(const AVPixFmtDescriptor *d, const AVFrame *f)
{
    const uint64_t strange = AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_HWACCEL |
                             AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_FLOAT |
                             AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_BAYER;
    if (d->flags & strange || d->nb_components == 0)
        return false;
    int depth = d->comp[0].depth, bytes = depth > 8 ? 2 : 1;
    for (int i = 0; i < d->nb_components && i < 3; i++) {
        const AVComponentDescriptor *c = &d->comp[i];
        if (c->depth != depth || depth < 8 || depth > 16 || c->step % bytes || c->offset % bytes)
            return false;
        if (bytes == 1 && c->shift != 0)
            return false;
        if ((int64_t)f->width * (c->step / bytes) > ROW_MAX)
            return false;
    }
    return true;
}

static void component(struct thumber *t, const AVPixFmtDescriptor *d, const AVFrame *f, int i,
                      const struct box_grid *grid)
{
    const AVComponentDescriptor *c     = &d->comp[i];
    bool                         wide  = c->depth > 8;
    int                          bytes = wide ? 2 : 1;
    int                          cw = i ? d->log2_chroma_w : 0, ch = i ? d->log2_chroma_h : 0;
    struct plane                 p = {
                        .data         = f->data[c->plane],
                        .stride_bytes = f->linesize[c->plane],
                        .width        = AV_CEIL_RSHIFT(f->width, cw),
                        .height       = AV_CEIL_RSHIFT(f->height, ch),
                        .step         = c->step / bytes,
                        .offset       = c->offset / bytes,
                        .shift        = c->depth - 8 + c->shift,
    };
    box_plane(t, &p, wide, grid);
}

static int convert(struct thumber *t, const AVFrame *f, struct thumb *out)
{
    uint8_t *const data[4]   = { out->y, out->u, out->v, NULL };
    const int      stride[4] = { THUMB_W, THUMB_CW, THUMB_CW, 0 };
    if (!t->scaler || t->width != f->width || t->height != f->height || t->format != f->format) {
        sws_freeContext(t->scaler);
        t->width  = f->width;
        t->height = f->height;
        t->format = f->format;
        t->scaler = sws_getContext(f->width, f->height, (enum AVPixelFormat)f->format, THUMB_W,
                                   THUMB_H, AV_PIX_FMT_YUV420P, SWS_AREA, NULL, NULL, NULL);
        if (!t->scaler)
            return refuse(t->cx, E_MEDIA_FAILED, "The pixel format cannot be converted");
    }
    if (sws_scale(t->scaler, (const uint8_t *const *)f->data, f->linesize, 0, f->height, data,
                  stride) != THUMB_H)
        return refuse(t->cx, E_MEDIA_FAILED, "A frame cannot be converted");
    return 0;
}

int thumb_make(struct thumber *t, const struct AVFrame *frame, struct thumb *out)
{
    const AVPixFmtDescriptor *d    = av_pix_fmt_desc_get((enum AVPixelFormat)frame->format);
    const struct box_grid     luma = { out->y, THUMB_W, THUMB_H };
    const struct box_grid u = { out->u, THUMB_CW, THUMB_CH }, v = { out->v, THUMB_CW, THUMB_CH };
    if (!d || frame->width <= 0 || frame->height <= 0)
        return refuse(t->cx, E_MEDIA_FAILED, "A frame has no known pixel format");
    if (frame->width > THUMB_MAX_SIDE || frame->height > THUMB_MAX_SIDE)
        return refuse(t->cx, E_MEDIA_LIMIT, "A frame is larger than %d pixels a side",
                      THUMB_MAX_SIDE);
    if (!is_plain(d, frame))
        return convert(t, frame, out);
    component(t, d, frame, 0, &luma);
    if (d->nb_components >= 3) {
        component(t, d, frame, 1, &u);
        component(t, d, frame, 2, &v);
    } else {
        memset(out->u, 128, sizeof out->u);
        memset(out->v, 128, sizeof out->v);
    }
    return 0;
}
